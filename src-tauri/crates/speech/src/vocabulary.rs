//! Words to expect: names, products, the position's title.
//!
//! They are given to whisper as the text that came before, which makes it spell them as given there. That can also make
//! it say them where nobody did, so a text of nothing but such words is checked against a pass without them.
//!
//! Only final passes of models that were trained with text before the speech get them. The official ones were; what it
//! does for them could not be measured here, because no official weights can be had where this was built. The demo model
//! was not: of the 115 words of its six answers it hears none wrongly without a prompt, 37 with one name before them and
//! 84 with six. It is told by its short text context, and never gets one.

use std::collections::HashSet;

use candor_domain::Word;

/// Longest name, in characters; what is longer is no name.
const LONGEST: usize = 60;
/// Tokens spent on them at most, half of what whisper allows: each costs as much as a token that is said.
const MOST_TOKENS: usize = 112;
/// Text context of the models that were trained with text before the speech.
const TRAINED_TEXT_CONTEXT: usize = 448;

/// Words to expect, made ready for one model.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Vocabulary {
    /// The prompt.
    tokens: Vec<i32>,
    /// Every word in it, without case and punctuation.
    words: HashSet<String>,
}

impl Vocabulary {
    /// From names separated by commas, semicolons or line breaks. `text_context` is the model's; `first_special` its
    /// first token that is no text; `tokens_of` answers a text's tokens, none when it has none for it.
    ///
    /// Takes the names in their order while there is room, each whole.
    pub(crate) fn new(
        vocabulary: &str,
        text_context: usize,
        first_special: i32,
        tokens_of: impl Fn(&str) -> Option<Vec<i32>>,
    ) -> Self {
        let mut known = Self::default();
        if text_context < TRAINED_TEXT_CONTEXT {
            return known;
        }
        // whisper.cpp puts one token before the prompt.
        let room = MOST_TOKENS.min(text_context / 2 - 1);
        for name in names(vocabulary) {
            let Some(tokens) = tokens_of(&format!(" {name},")) else {
                continue;
            };
            let is_text = tokens
                .iter()
                .all(|token| (0..first_special).contains(token));
            if is_text && known.tokens.len() + tokens.len() <= room {
                known.tokens.extend(tokens);
                known.words.extend(keys(&name));
            }
        }
        known
    }

    /// The prompt's tokens; empty when there is nothing to expect.
    pub(crate) fn tokens(&self) -> &[i32] {
        &self.tokens
    }

    /// Whether the text has no other words than these: then it may come from the prompt, not from the sound.
    pub(crate) fn is_all_of(&self, words: &[Word]) -> bool {
        !self.words.is_empty()
            && words
                .iter()
                .flat_map(|word| keys(&word.text))
                .all(|word| self.words.contains(&word))
    }
}

/// The names in a list: without control characters and what whisper gives a meaning of its own, each once.
fn names(vocabulary: &str) -> Vec<String> {
    let mut seen = HashSet::new();
    vocabulary
        .split([',', ';', '\n', '\r'])
        .map(|name| {
            name.chars()
                .map(|c| {
                    if c.is_alphanumeric() || "-'’.&+/#@".contains(c) {
                        c
                    } else {
                        ' '
                    }
                })
                .collect::<String>()
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        })
        .filter(|name| name.chars().any(char::is_alphanumeric) && name.chars().count() <= LONGEST)
        .filter(|name| seen.insert(name.to_lowercase()))
        .collect()
}

fn keys(text: &str) -> impl Iterator<Item = String> {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect::<Vec<_>>()
        .into_iter()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// One token per character.
    #[expect(
        clippy::unnecessary_wraps,
        reason = "a real tokeniser may fail, and has this form"
    )]
    fn tokens(text: &str) -> Option<Vec<i32>> {
        Some(text.chars().map(|c| c as i32 % 1_000).collect())
    }

    fn vocabulary(text: &str) -> Vocabulary {
        Vocabulary::new(text, 448, 1_000, tokens)
    }

    fn words(text: &str) -> Vec<Word> {
        text.split_whitespace()
            .map(|word| Word {
                text: word.to_owned(),
                start_ms: 0,
                end_ms: 0,
                probability: 1.0,
            })
            .collect()
    }

    #[test]
    fn names_are_cleaned_and_said_once() {
        assert_eq!(
            names(
                "Kubernetes, kubernetes;\tMüller-Lüdenscheidt\u{7}\nC++ , [_SOT_], <|endoftext|>, , —,O’Neill & Sons"
            ),
            [
                "Kubernetes",
                "Müller-Lüdenscheidt",
                "C++",
                "SOT",
                "endoftext",
                "O’Neill & Sons"
            ]
        );
        assert!(names(&"x".repeat(61)).is_empty());
    }

    #[test]
    fn what_does_not_fit_is_left_out_whole() {
        let long = "a".repeat(58);
        let known = vocabulary(&format!("{long},{}b,short name", "c".repeat(57)));
        assert_eq!(known.tokens().len(), 60 + 12);
        assert!(known.is_all_of(&words("Short, name!")));
        assert!(!known.is_all_of(&words("cccc")));
    }

    #[test]
    fn a_name_that_is_no_plain_text_to_the_model_is_left_out() {
        let known = Vocabulary::new("good, bad, ugly", 448, 1_000, |name| match name {
            " bad," => Some(vec![5, 1_000]),
            " ugly," => None,
            _ => Some(vec![5]),
        });
        assert_eq!(known.tokens(), [5]);
    }

    #[test]
    fn a_model_without_prompts_in_its_training_gets_none() {
        assert_eq!(
            Vocabulary::new("Kubernetes", 96, 1_000, tokens),
            Vocabulary::default()
        );
    }

    #[test]
    fn a_text_of_nothing_but_expected_words_is_told_from_others() {
        let known = vocabulary("Kubernetes, Anna Müller");
        assert!(known.is_all_of(&words("Kubernetes, Anna.")));
        assert!(known.is_all_of(&[]));
        assert!(!known.is_all_of(&words("I know Kubernetes")));
        assert!(!vocabulary("").is_all_of(&words("Kubernetes")));
    }

    proptest! {
        #[test]
        fn whatever_is_typed_the_prompt_is_short_and_clean(text in "\\PC{0,400}|[a-z,\\x00-\\x1f]{0,400}") {
            prop_assert!(vocabulary(&text).tokens().len() <= MOST_TOKENS);
            for name in names(&text) {
                prop_assert!(!name.chars().any(char::is_control) && name.trim() == name);
            }
        }
    }
}
