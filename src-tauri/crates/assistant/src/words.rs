//! What was said, as comparable words: without case, punctuation, accents and spelling variants.

use candor_domain::Language;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The words of `text`, folded so that “Straße”/“strasse”, “ещё”/“еще”, “können”/“koennen” and composed or
/// decomposed letters are equal. Apostrophes vanish (“let’s” is one word), everything else that is neither
/// letter nor digit separates.
pub(crate) fn words(language: Language, text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let letters = text
        .chars()
        .filter(|c| !is_silent(*c))
        .nfkd()
        .flat_map(char::to_lowercase);
    for c in letters {
        match c {
            'ß' => word.push_str("ss"),
            // й is a letter of its own, not an accented и.
            '\u{306}' if word.ends_with('и') => {
                word.pop();
                word.push('й');
            }
            c if is_combining_mark(c) => {}
            c if c.is_alphanumeric() => word.push(c),
            _ => finish(language, &mut word, &mut words),
        }
    }
    finish(language, &mut word, &mut words);
    words
}

/// Apostrophes as recognisers and keyboards write them, soft hyphens and zero-width characters.
fn is_silent(c: char) -> bool {
    matches!(
        c,
        '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{feff}'
    )
}

fn finish(language: Language, word: &mut String, words: &mut Vec<String>) {
    let word = std::mem::take(word);
    if !word.is_empty() {
        words.push(if language == Language::De {
            fold_digraphs(&word)
        } else {
            word
        });
    }
}

/// “ae”, “oe”, “ue” typed instead of umlauts, folded like the umlauts themselves. After a, e or q, “ue” is no
/// umlaut (“genaue”, “neue”, “Quelle”).
fn fold_digraphs(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    let (mut before, mut last) = (' ', ' ');
    for c in word.chars() {
        let digraph = c == 'e'
            && match last {
                'a' | 'o' => true,
                'u' => !matches!(before, 'a' | 'e' | 'q'),
                _ => false,
            };
        if !digraph {
            folded.push(c);
        }
        (before, last) = (last, c);
    }
    folded
}

/// Whether a folded word is only a sound of hesitation, however long drawn out (“hmmm”, “эээ”).
pub(crate) fn is_hesitation(language: Language, word: &str) -> bool {
    let mut short: Vec<char> = word.chars().collect();
    short.dedup();
    let short: String = short.into_iter().collect();
    let sounds: &[&str] = match language {
        Language::En => &["um", "uh", "uhm", "er", "erm", "eh", "hm", "m", "mh", "mhm"],
        Language::De => &["ah", "ahm", "eh", "ehm", "oh", "hm", "m", "mh", "mhm"],
        Language::Ru => &["э", "эм", "хм", "м", "мхм"],
    };
    sounds.contains(&short.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_variants_are_the_same_words() {
        let same = [
            (Language::De, "Straße, können!", "STRASSE koennen"),
            (Language::De, "Ko\u{308}nnen", "können"),
            (Language::Ru, "Ещё раз…", "еще раз"),
            (Language::Ru, "мои\u{306}", "мой"),
            (Language::En, "Let’s re-check", "lets re check"),
            (Language::En, "co\u{ad}operate", "Cooperate"),
        ];
        for (language, a, b) in same {
            assert_eq!(words(language, a), words(language, b), "{a}");
        }
    }

    #[test]
    fn different_words_stay_different() {
        assert_ne!(words(Language::Ru, "мой"), words(Language::Ru, "мои"));
        assert_eq!(words(Language::De, "neue Quelle"), ["neue", "quelle"]);
        assert_eq!(words(Language::En, " … ?! "), Vec::<String>::new());
    }

    #[test]
    fn hesitation_is_recognised_however_long() {
        for (language, sound) in [
            (Language::En, "Ummm"),
            (Language::De, "Ähhhm"),
            (Language::Ru, "Эээ"),
        ] {
            assert!(
                is_hesitation(language, &words(language, sound)[0]),
                "{sound}"
            );
        }
        assert!(!is_hesitation(Language::En, "her"));
    }
}
