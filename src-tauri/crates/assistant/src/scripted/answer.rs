//! Whether an answer calls for a follow-up. Says nothing about how good it is.

use candor_domain::{Language, Question};

use crate::words::{is_hesitation, words};

/// What stands out about an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerQuality {
    /// Nothing; go on.
    Sufficient,
    /// Only a few words, whatever they are.
    VeryShort,
    /// None of the question's keywords in this language.
    MissesKeywords,
}

/// Fewest words of a full answer. The same sentence takes fewer words in German (compounds) and fewer still in
/// Russian (neither articles nor the verb “to be”).
const fn fewest_words(language: Language) -> usize {
    match language {
        Language::En => 6,
        Language::De => 5,
        Language::Ru => 4,
    }
}

/// Judges the whole answer to `question`, all its utterances together.
///
/// Sounds of hesitation do not count as words. A keyword is present when words of the answer begin with its
/// stem, in the keyword's order; in German also inside compounds, for keywords of at least five letters.
/// Words added at either end never make the result worse.
pub fn assess(question: &Question, language: Language, answer: &str) -> AnswerQuality {
    let mut answer = words(language, answer);
    answer.retain(|w| !is_hesitation(language, w));
    if answer.len() < fewest_words(language) {
        return AnswerQuality::VeryShort;
    }
    let mut keywords = question
        .keywords
        .get(language)
        .iter()
        .map(|k| words(language, k))
        .filter(|k| !k.is_empty())
        .peekable();
    if keywords.peek().is_none() || keywords.any(|k| occurs(language, &answer, &k)) {
        AnswerQuality::Sufficient
    } else {
        AnswerQuality::MissesKeywords
    }
}

fn occurs(language: Language, answer: &[String], keyword: &[String]) -> bool {
    answer.windows(keyword.len()).any(|run| {
        run.iter()
            .zip(keyword)
            .all(|(w, k)| is_form_of(language, w, k))
    })
}

/// Shortest stem that may be continued by anything; a shorter one takes only an ending, or “pay” would be
/// found in “paya” and “art” in “article”.
const FREE_STEM: usize = 4;
/// Shortest German keyword looked for inside words.
const INSIDE_WORDS: usize = 5;

fn is_form_of(language: Language, word: &str, keyword: &str) -> bool {
    let root = stem(language, keyword);
    if word == keyword || stem(language, word) == root {
        return true;
    }
    if root.chars().count() < FREE_STEM {
        let ending = word.strip_prefix(root.as_str());
        return ending.is_some_and(|e| endings(language).contains(&e));
    }
    let inside = language == Language::De && keyword.chars().count() >= INSIDE_WORDS;
    word.starts_with(&root) || (inside && word.contains(&root))
}

/// The keyword without its commonest endings. Deliberately lighter than a dictionary stemmer: plan authors can
/// foresee it, and list a second form where a word changes its root (“учу”, “изучаю”).
pub(crate) fn stem(language: Language, word: &str) -> String {
    let ending = endings(language).iter().find(|ending| {
        word.strip_suffix(**ending)
            .is_some_and(|root| root.chars().count() >= FREE_STEM)
    });
    let mut root = ending
        .map_or(word, |e| &word[..word.len() - e.len()])
        .to_owned();
    if language == Language::En {
        let mut back = root.chars().rev();
        let (last, before) = (back.next(), back.next());
        match (before, last) {
            // planned → plan, but: selling → sell, discussed → discuss
            (Some(b), Some(l))
                if b == l
                    && matches!(ending, Some(&("ing" | "ings" | "ed")))
                    && !matches!(l, 'l' | 's' | 'z' | 'f' | 'e' | 'o') =>
            {
                root.pop();
            }
            // study, studies → studi
            (Some(b), Some('y')) if !matches!(b, 'a' | 'e' | 'o' | 'u') && root.len() > 3 => {
                root.pop();
                root.push('i');
            }
            _ => {}
        }
    }
    root
}

/// Inflectional endings as they stand in folded words, longest first.
const fn endings(language: Language) -> &'static [&'static str] {
    match language {
        Language::En => &["ings", "ing", "ed", "es", "s", "e", "d"],
        Language::De => &[
            "ungen", "ung", "ern", "end", "est", "ten", "tet", "en", "er", "es", "em", "et", "st",
            "te", "e", "n", "s", "t",
        ],
        Language::Ru => &[
            "иваться",
            "ываться",
            "оваться",
            "ироваться",
            "ировать",
            "овать",
            "ивать",
            "ывать",
            "аться",
            "яться",
            "иться",
            "еться",
            "ться",
            "ами",
            "ями",
            "ыми",
            "ими",
            "ого",
            "его",
            "ому",
            "ему",
            "ешь",
            "ишь",
            "ать",
            "ять",
            "еть",
            "ить",
            "ала",
            "яла",
            "ила",
            "ела",
            "али",
            "яли",
            "или",
            "ели",
            "ает",
            "яет",
            "ует",
            "аю",
            "яю",
            "ую",
            "юю",
            "ая",
            "яя",
            "ое",
            "ее",
            "ые",
            "ие",
            "ый",
            "ий",
            "ой",
            "ей",
            "ом",
            "ем",
            "ам",
            "ям",
            "ах",
            "ях",
            "ых",
            "их",
            "ым",
            "им",
            "ов",
            "ев",
            "ия",
            "ию",
            "ии",
            "ал",
            "ял",
            "ил",
            "ел",
            "ет",
            "ит",
            "ут",
            "ют",
            "ат",
            "ят",
            "а",
            "я",
            "о",
            "е",
            "у",
            "ю",
            "ы",
            "и",
            "ь",
            "й",
        ],
    }
}

#[cfg(test)]
mod tests {
    use candor_domain::plan_toml;
    use proptest::prelude::*;

    use super::*;

    fn question(keywords: &str) -> Question {
        let text = format!(
            "format = \"candor-plan/1\"\ntitle = \"T\"\n[[competency]]\nkey = \"c\"\nname = \"C\"\n\
             [[question]]\nkey = \"q\"\ncompetency = \"c\"\ntext = {{ en = \"?\" }}\nkeywords = {keywords}"
        );
        plan_toml::read(&text).unwrap().question[0].clone()
    }

    fn found(language: Language, keyword: &str, word: &str) -> bool {
        occurs(language, &words(language, word), &words(language, keyword))
    }

    #[test]
    fn a_keyword_is_found_in_every_form() {
        let forms = [
            (Language::En, "testing", "tested"),
            (Language::En, "customer", "customers’"),
            (Language::En, "manage", "managing"),
            (Language::En, "study", "studies"),
            (Language::En, "plan", "planned"),
            (Language::En, "planning", "plan"),
            (Language::En, "company", "companies"),
            (Language::En, "pay", "pays"),
            (Language::En, "box", "boxes"),
            (Language::En, "team leader", "a Team-Leader, someday"),
            (Language::En, "24/7", "we were open 24/7"),
            (Language::De, "Kunde", "Kundinnen"),
            (Language::De, "Gespräch", "Kundengespräche"),
            (Language::De, "testen", "getestet"),
            (Language::De, "Verantwortung", "verantwortlich"),
            (Language::De, "Lösung", "Teilloesungen"),
            (Language::De, "Straße", "STRASSEN"),
            (Language::Ru, "работать", "работала"),
            (Language::Ru, "клиент", "клиентами"),
            (Language::Ru, "сложный", "сложные"),
            (Language::Ru, "отчёт", "отчеты"),
            (Language::Ru, "команда", "командой"),
        ];
        for (language, keyword, answer) in forms {
            assert!(found(language, keyword, answer), "{keyword} in {answer}");
        }
    }

    #[test]
    fn a_keyword_is_not_found_in_other_words() {
        let others = [
            (Language::En, "art", "article"),
            (Language::En, "team leader", "leader of a team"),
            (Language::En, "test", "protest"),
            (Language::En, "5", "50"),
            (Language::De, "Team", "Dampfteam"),
            (Language::Ru, "план", "аэроплан"),
        ];
        for (language, keyword, answer) in others {
            assert!(!found(language, keyword, answer), "{keyword} in {answer}");
        }
    }

    #[test]
    fn few_words_are_very_short_even_with_a_keyword() {
        let q = question("{ en = [\"test\"], de = [\"testen\"], ru = [\"тест\"] }");
        for (language, short, full) in [
            (
                Language::En,
                "Um, uh, I tested it, hmm.",
                "I tested it before every release.",
            ),
            (
                Language::De,
                "Äh, nur getestet, ähm.",
                "Ich habe die Seite getestet.",
            ),
            (Language::Ru, "Э-э, писала тесты.", "Я писала тесты сама."),
        ] {
            assert_eq!(
                assess(&q, language, short),
                AnswerQuality::VeryShort,
                "{short}"
            );
            assert_eq!(
                assess(&q, language, full),
                AnswerQuality::Sufficient,
                "{full}"
            );
        }
        assert_eq!(assess(&q, Language::En, ""), AnswerQuality::VeryShort);
    }

    #[test]
    fn without_keywords_in_the_language_only_length_counts() {
        let q = question("{ en = [\"test\"], ru = [\" … \"] }");
        let answer = "один два три четыре пять шесть";
        assert_eq!(
            assess(&q, Language::En, answer),
            AnswerQuality::MissesKeywords
        );
        assert_eq!(assess(&q, Language::De, answer), AnswerQuality::Sufficient);
        assert_eq!(assess(&q, Language::Ru, answer), AnswerQuality::Sufficient);
    }

    fn rank(quality: AnswerQuality) -> u8 {
        match quality {
            AnswerQuality::VeryShort => 0,
            AnswerQuality::MissesKeywords => 1,
            AnswerQuality::Sufficient => 2,
        }
    }

    proptest! {
        #[test]
        fn more_words_never_make_it_worse(
            answer in "(test|ich|и|the|well){0,1}( (test|kunde|отчёт|\\PC{1,6}|[a-z]{1,5})){0,9}",
            more in "\\PC{0,30}",
            language in prop::sample::select(&Language::ALL),
        ) {
            let q = question("{ en = [\"test\"], de = [\"Kunde\"], ru = [\"отчёт\"] }");
            let before = rank(assess(&q, language, &answer));
            for longer in [format!("{answer} {more}"), format!("{more} {answer}")] {
                prop_assert!(rank(assess(&q, language, &longer)) >= before);
            }
        }
    }
}
