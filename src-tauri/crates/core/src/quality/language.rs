//! Which language words are in, by their function words: names and terms of a trade say nothing about it.

use candor_domain::Language;

/// Fewer words than these say nothing.
const LEAST_WORDS: u32 = 25;
/// Share of function words in whatever is said in a language, at the least.
const LEAST_DENSITY: f32 = 0.12;

const EN: &str = "the a an and or but of to in on at for with from by as is are was were be been it its this that these \
those i you he she we they my your our their me him them us not no so if then when what which who how there have has had do \
did does will would can could should about into because than just also very more after before";
const DE: &str = "der die das den dem des ein eine einen einem einer eines und oder aber von zu im am an auf für mit aus bei \
als ist sind war waren bin sein es dies diese dieser dieses ich du er sie wir ihr mein meine unser uns mich mir ihn ihm nicht \
kein keine so wenn dann was welche wer wie da habe hat hatte haben hatten wird wurde würde kann konnte sollte über weil dass \
auch sehr mehr nach vor noch schon nur doch zum zur vom beim";
const RU: &str = "и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее мне было вот от \
меня еще нет о из ему когда даже ну ли если или быть был него до вас нибудь уж вам ведь там потом себя ничего ей может они тут \
где есть надо ней для мы тебя их чем была сам чтоб без будто чего раз тоже себе под будет кто этот того потому этого какой ним \
здесь этом один почти мой тем чтобы нее были куда всех при об после над больше тот через эти нас про всего какая это мои наш";

fn is_function_word(language: Language, word: &str) -> bool {
    let list = match language {
        Language::En => EN,
        Language::De => DE,
        Language::Ru => RU,
    };
    list.split(' ').any(|own| own == word)
}

/// Share of the words that are in the language their text is meant to be in, 0 to 1; `None` when there are too few to tell.
pub(super) fn share<'t>(texts: impl Iterator<Item = (&'t str, Language)>) -> Option<f32> {
    let (mut words, mut own, mut all) = (0_u32, 0_u32, 0_u32);
    for (text, meant) in texts {
        let parts = text.split(|c: char| !c.is_alphabetic());
        for word in parts.filter(|word| !word.is_empty()) {
            words += 1;
            let word = word.to_lowercase().replace('ё', "е");
            for language in Language::ALL {
                let hit = u32::from(is_function_word(language, &word));
                all += hit;
                own += if language == meant { hit } else { 0 };
            }
        }
    }
    if words < LEAST_WORDS {
        return None;
    }
    let own = own as f32;
    // A fourth language has few function words of any of the three.
    let density = own / words as f32 / LEAST_DENSITY;
    Some(own / all.max(1) as f32 * density.min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = "I was the one who looked after the returns at the shop, and when a customer came in angry I \
        listened first and then told them what we could do about it, because that is what they wanted to know.";
    const GERMAN: &str = "Ich habe in dem Laden die Rückgaben betreut, und wenn ein Kunde verärgert war, habe ich erst \
        zugehört und dann gesagt, was wir für ihn tun konnten, weil es das ist, was die Leute wissen wollen. Wir nutzen Python und Docker.";
    const RUSSIAN: &str = "Я работал в магазине и занимался возвратами, а когда приходил недовольный покупатель, я сначала \
        слушал его и потом говорил, что мы можем для него сделать, потому что это то, что люди хотят знать.";
    const FRENCH: &str = "Je travaillais dans un magasin où je m’occupais des retours, et quand un client arrivait fâché, je \
        commençais toujours par écouter avant de proposer quelque chose qui pouvait vraiment lui convenir, ce qui marchait bien.";

    #[test]
    fn each_language_is_told_from_the_others() {
        let texts = [
            (Language::En, ENGLISH),
            (Language::De, GERMAN),
            (Language::Ru, RUSSIAN),
        ];
        for (own, text) in texts {
            for language in Language::ALL {
                let share = share([(text, language)].into_iter()).unwrap();
                assert_eq!(share >= 0.6, own == language, "{own} {language} {share}");
            }
        }
        for language in Language::ALL {
            assert!(share([(FRENCH, language)].into_iter()).unwrap() < 0.6);
        }
        let mixed = [(ENGLISH, Language::De), (GERMAN, Language::De)];
        assert!(share(mixed.into_iter()).unwrap() < 0.6);
        // Spoken in the one and then in the other, and transcribed so.
        let changed = [(ENGLISH, Language::En), (GERMAN, Language::De)];
        assert!(share(changed.into_iter()).unwrap() >= 0.6);
    }

    #[test]
    fn a_few_words_say_nothing() {
        assert_eq!(share([("yes I do", Language::De)].into_iter()), None);
    }
}
