//! Which words of an utterance that is still being spoken will stay, judged by the agreement of successive looks at it.
//!
//! Each look decodes the utterance from its beginning, and the newest words change from one look to the next. A word
//! is called stable when two looks in a row have it at the same place (three, where the recogniser is unsure of it) and the
//! sound goes on long enough behind it. What was called stable stays as it was shown, even if a later look disagrees, until the final text replaces everything.

use candor_domain::Word;

use crate::transcriber::text_of;

/// Sound that has to follow a word before it may be called stable, in ms: whisper completes a word that is cut off by
/// the end of the sound to some other word, and does so again in the next look if that comes soon.
const FOLLOWED_BY_MS: u64 = 400;
/// Looks that have to agree on a word, and how many where its probability is below [`SURE`].
const LOOKS: usize = 2;
const UNSURE_LOOKS: usize = 3;
const SURE: f32 = 0.5;

/// The looks at one utterance. Each utterance begins with a new one.
#[derive(Debug, Clone, Default)]
pub struct Agreement {
    stable: Vec<Word>,
    /// What followed the stable words in the last look, and in how many looks it did.
    rest: Vec<(Word, usize)>,
}

impl Agreement {
    /// Takes the words of the next look, in which `heard_ms` of the utterance were heard (times as in
    /// [`Transcription::words`](crate::Transcription::words)). Answers the words that stay and, for showing behind
    /// them, the ones that may still change; each joined by spaces.
    pub fn push(&mut self, words: &[Word], heard_ms: u64) -> (String, String) {
        let mut before = std::mem::take(&mut self.rest).into_iter();
        let mut agrees = true;
        for now in &words[self.continues_at(words)..] {
            let earlier = before
                .next()
                .filter(|(word, _)| key(&word.text) == key(&now.text));
            let looks = earlier.as_ref().map_or(1, |(_, looks)| looks + 1);
            let enough = if now.probability < SURE {
                UNSURE_LOOKS
            } else {
                LOOKS
            };
            agrees &= looks >= enough && now.end_ms + FOLLOWED_BY_MS <= heard_ms;
            match earlier {
                Some((earlier, _)) if agrees => self.stable.push(Word {
                    text: agreed_text(&now.text, &earlier.text),
                    ..now.clone()
                }),
                _ => self.rest.push((now.clone(), looks)),
            }
        }
        (self.stable(), self.unsettled())
    }

    /// The words that may still change, joined by spaces.
    fn unsettled(&self) -> String {
        self.rest
            .iter()
            .map(|(word, _)| word.text.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The words that stay, joined by spaces.
    pub fn stable(&self) -> String {
        text_of(&self.stable)
    }

    /// The index in `words` behind what corresponds to the stable words: where the fewest words have to be changed to
    /// turn what comes before into them. Of several such places the last, so that a word heard differently now does not
    /// appear behind what it was.
    fn continues_at(&self, words: &[Word]) -> usize {
        let keys: Vec<String> = words.iter().map(|w| key(&w.text)).collect();
        // Levenshtein distance, one row per stable word; at the end `row[n]` is the distance to the first n words.
        let mut row: Vec<usize> = (0..=words.len()).collect();
        for (number, word) in self.stable.iter().enumerate() {
            let word = key(&word.text);
            let mut diagonal = row[0];
            row[0] = number + 1;
            for (index, other) in keys.iter().enumerate() {
                let substituted = diagonal + usize::from(word != *other);
                diagonal = row[index + 1];
                row[index + 1] = substituted.min(row[index] + 1).min(diagonal + 1);
            }
        }
        (0..row.len())
            .rev()
            .min_by_key(|&place| row[place])
            .unwrap_or(0)
    }
}

/// A word without case and punctuation.
fn key(word: &str) -> String {
    word.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// How a word that two looks have is written: as in the newer one, but punctuation behind it only if both have the same;
/// a full stop is often nothing but the end of the sound.
fn agreed_text(now: &str, before: &str) -> String {
    let bare = |word: &str| {
        word.trim_end_matches(|c: char| !c.is_alphanumeric())
            .to_owned()
    };
    let (ending, earlier) = (&now[bare(now).len()..], &before[bare(before).len()..]);
    if ending == earlier || bare(now).is_empty() {
        now.to_owned()
    } else {
        bare(now)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Words of 300 ms each.
    fn words(text: &str) -> Vec<Word> {
        (0..)
            .zip(text.split_whitespace())
            .map(|(number, word)| Word {
                text: word.to_owned(),
                start_ms: number * 300,
                end_ms: number * 300 + 300,
                probability: 1.0,
            })
            .collect()
    }

    fn push(agreement: &mut Agreement, text: &str) -> (String, String) {
        let words = words(text);
        let heard_ms = words.last().map_or(0, |w| w.end_ms) + 100;
        agreement.push(&words, heard_ms)
    }

    #[test]
    fn a_word_stays_once_two_looks_agree_and_others_follow_it() {
        let mut agreement = Agreement::default();
        let mut look = |text| {
            let (stable, unsettled) = push(&mut agreement, text);
            format!("{stable}|{unsettled}")
        };
        assert_eq!(look("I work"), "|I work");
        assert_eq!(look("I work in a hole"), "I work|in a hole");
        assert_eq!(look("i work in a hotel. And"), "I work in a|hotel. And");
        assert_eq!(
            look("I work in a hotel and a bar"),
            "I work in a hotel and|a bar"
        );
    }

    #[test]
    fn a_word_at_the_end_of_the_sound_is_not_stable_however_often_it_is_heard() {
        let mut agreement = Agreement::default();
        for _ in 0..5 {
            assert_eq!(push(&mut agreement, "pay").0, "");
        }
        // A pause behind it settles it.
        assert_eq!(
            agreement.push(&words("pay"), 700),
            ("pay".into(), String::new())
        );
    }

    #[test]
    fn a_word_the_recogniser_is_unsure_of_needs_another_look() {
        let mut agreement = Agreement::default();
        let mut feather = words("Feather was charged");
        feather[0].probability = 0.2;
        agreement.push(&feather, 2_000);
        assert_eq!(agreement.push(&feather, 2_100).0, "");
        assert_eq!(agreement.push(&feather, 2_200).0, "Feather was charged");
    }

    #[test]
    fn a_look_that_disagrees_changes_nothing_that_is_stable() {
        let mut agreement = Agreement::default();
        push(&mut agreement, "we fixed the payment system last");
        assert_eq!(
            push(&mut agreement, "we fixed the payment system last").0,
            "we fixed the payment system"
        );
        assert_eq!(
            push(
                &mut agreement,
                "so we mixed the payment system last year and"
            ),
            ("we fixed the payment system last".into(), "year and".into())
        );
        // A word heard differently does not stand behind itself.
        assert_eq!(
            push(&mut agreement, "we fixed the payment system next year and"),
            ("we fixed the payment system last year".into(), "and".into())
        );
        // One that hears nothing at all, or something else entirely.
        let stable = "we fixed the payment system last year";
        assert_eq!(push(&mut agreement, ""), (stable.into(), String::new()));
        assert_eq!(
            push(&mut agreement, "a b c d e f g h"),
            (stable.into(), "h".into())
        );
    }

    #[test]
    fn a_word_said_several_times_stays_as_often() {
        let mut agreement = Agreement::default();
        push(&mut agreement, "no no no");
        push(&mut agreement, "no no no no never");
        let (stable, unsettled) = push(&mut agreement, "no no no no never again");
        assert_eq!(format!("{stable} {unsettled}"), "no no no no never again");
    }

    #[test]
    fn other_alphabets_agree_too() {
        let mut agreement = Agreement::default();
        push(&mut agreement, "я Работаю в");
        assert_eq!(
            push(&mut agreement, "Я работаю, в отеле"),
            ("Я работаю в".into(), "отеле".into())
        );
    }

    proptest! {
        #[test]
        fn stable_words_only_grow_and_never_exceed_what_was_heard(
            looks in proptest::collection::vec(
                (proptest::collection::vec(("[abc]{1,2}[.,]?", 0_u64..400), 0..12), 0_u64..6_000),
                1..12,
            ),
        ) {
            let mut agreement = Agreement::default();
            let mut before = String::new();
            for (look, heard_ms) in looks {
                let mut start_ms = 0;
                let words: Vec<Word> = look
                    .into_iter()
                    .map(|(text, length)| {
                        let word = Word { text, start_ms, end_ms: start_ms + length, probability: 1.0 };
                        start_ms += length;
                        word
                    })
                    .collect();
                let (stable, unsettled) = agreement.push(&words, heard_ms);
                let grown_from = format!("{before} ");
                prop_assert!(stable == before || before.is_empty() || stable.starts_with(&grown_from));
                prop_assert!(unsettled.split_whitespace().count() <= words.len());
                let grown = agreement.stable.len() - before.split_whitespace().count();
                let last = agreement.stable[agreement.stable.len() - grown..].last();
                prop_assert!(last.is_none_or(|w| w.end_ms + FOLLOWED_BY_MS <= heard_ms));
                before = stable;
            }
        }

        #[test]
        fn looks_that_agree_show_every_word_once(text in "([a-c]{1,2} ){1,20}", step in 1_usize..4) {
            let all = words(&text);
            let mut agreement = Agreement::default();
            for end in (0..=all.len()).step_by(step).chain([all.len(), all.len()]) {
                let heard_ms = all[..end].last().map_or(0, |w| w.end_ms);
                let (stable, unsettled) = agreement.push(&all[..end], heard_ms);
                let shown = format!("{stable} {unsettled}");
                prop_assert_eq!(
                    shown.split_whitespace().collect::<Vec<_>>(),
                    all[..end].iter().map(|w| w.text.as_str()).collect::<Vec<_>>()
                );
            }
        }
    }
}
