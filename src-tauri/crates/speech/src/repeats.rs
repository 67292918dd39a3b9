//! Guards against a recogniser that has run into a loop and says the same thing over and over.

use candor_domain::Word;

/// Longest phrase, in words, that is looked for.
const LONGEST: usize = 12;

/// Times a phrase of `words` words may follow itself. People do say “no no no no”; sentences they do not repeat.
fn tolerated(words: usize) -> usize {
    match words {
        1 => 5,
        2 | 3 => 3,
        _ => 2,
    }
}

/// Keeps the first of a phrase repeated more often than anyone would. Returns how many words were dropped.
pub(crate) fn collapse(words: &mut Vec<Word>) -> usize {
    let before = words.len();
    let keys = keys(words);
    let mut keep = vec![true; words.len()];
    let mut at = 0;
    while at < keys.len() {
        let run = (1..=LONGEST.min((keys.len() - at) / 2))
            .map(|length| (length, times(&keys[at..], length)))
            .find(|(length, times)| *times > tolerated(*length));
        at += match run {
            Some((length, times)) => {
                keep[at + length..at + length * times].fill(false);
                length * times
            }
            None => 1,
        };
    }
    let mut kept = keep.into_iter();
    words.retain(|_| kept.next().unwrap_or(true));
    before - words.len()
}

/// Whether a phrase follows itself in a way that people seldom speak and recognisers often do: two words or more said
/// twice in a row, or one word four times.
pub(crate) fn suspicious(words: &[Word]) -> bool {
    let keys = keys(words);
    (0..keys.len()).any(|at| {
        (1..=(keys.len() - at) / 2)
            .any(|length| times(&keys[at..], length) >= if length == 1 { 4 } else { 2 })
    })
}

/// The words without case and punctuation.
fn keys(words: &[Word]) -> Vec<String> {
    words
        .iter()
        .map(|w| {
            w.text
                .chars()
                .filter(|c| c.is_alphanumeric())
                .flat_map(char::to_lowercase)
                .collect()
        })
        .collect()
}

/// How often the first `length` words follow each other.
fn times(keys: &[String], length: usize) -> usize {
    keys.chunks_exact(length)
        .take_while(|chunk| *chunk == &keys[..length])
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<Word> {
        text.split_whitespace()
            .map(|w| Word {
                text: w.to_owned(),
                start_ms: 0,
                end_ms: 0,
                probability: 1.0,
            })
            .collect()
    }

    #[test]
    fn a_phrase_said_twice_is_suspicious() {
        for text in [
            "Please increase it. Please increase it.",
            "So I said yes and then yes and then he left.",
            "the the the the",
        ] {
            assert!(suspicious(&words(text)), "{text}");
        }
        for text in [
            "No no no, never.",
            "It is very, very good.",
            "I do what I do.",
            "",
        ] {
            assert!(!suspicious(&words(text)), "{text}");
        }
    }

    fn collapsed(text: &str) -> String {
        let mut words = words(text);
        collapse(&mut words);
        crate::transcriber::text_of(&words)
    }

    #[test]
    fn a_loop_is_said_once() {
        assert_eq!(
            collapsed("Well. Thank you. Thank you. Thank you. Thank you. Bye."),
            "Well. Thank you. Bye."
        );
        assert_eq!(
            collapsed(&"I work in a hotel. ".repeat(9)),
            "I work in a hotel."
        );
        assert_eq!(collapsed(&"the ".repeat(40)), "the");
    }

    #[test]
    fn what_people_say_stays() {
        for text in [
            "No no no no, never.",
            "It is very, very, very good.",
            "Yes. I do. Yes. I do.",
            "",
        ] {
            assert_eq!(collapsed(text), text);
        }
    }
}
