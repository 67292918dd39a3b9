//! An utterance that is being spoken, and the looks at it.
//!
//! A look hears the utterance from its beginning. In a long one that would take longer and longer, so whatever lies before
//! a pause is left out once all of its words are stable.

use candor_domain::{Language, Role, Word};
use candor_speech::Agreement;

/// From this length on a look leaves out what is settled, in ms.
const LONG_MS: u64 = 10_000;
/// So much is heard behind the last word that is left out, at the least, in ms.
const HEARD_BEHIND_MS: u64 = 400;
/// Silence between two words that can be cut in, in ms.
const PAUSE_MS: u64 = 150;

/// An utterance that is being spoken.
pub(super) struct Running {
    /// The microphone it is heard through.
    pub(super) track: Role,
    /// Who speaks.
    pub(super) role: Role,
    /// Its number.
    pub(super) id: u64,
    /// The language it is heard in.
    pub(super) language: Language,
    /// How much of it was there for the last look, in ms.
    pub(super) seen_ms: u64,
    /// What is left out from now on, in ms from its beginning, and the words in it.
    left_out_ms: u64,
    left_out: String,
    /// Looks not answered yet: how much each one hears and what it leaves out, in ms.
    looks: Vec<(u64, u64)>,
    agreement: Agreement,
}

impl Running {
    pub(super) fn new(track: Role, role: Role, id: u64, language: Language) -> Self {
        Self {
            track,
            role,
            id,
            language,
            seen_ms: 0,
            left_out_ms: 0,
            left_out: String::new(),
            looks: Vec::new(),
            agreement: Agreement::default(),
        }
    }

    /// A look begins when so much of the utterance is there; gives how much of its beginning to leave out, in ms.
    pub(super) fn look(&mut self, length_ms: u64) -> u64 {
        self.seen_ms = length_ms;
        let heard_ms = length_ms.saturating_sub(self.left_out_ms);
        self.looks.push((heard_ms, self.left_out_ms));
        self.left_out_ms
    }

    /// What a look heard, and how much of the utterance it heard; gives the words that stay and those that may still
    /// change. `None` of one that was overtaken.
    pub(super) fn looked(&mut self, words: &[Word], heard_ms: u64) -> Option<(String, String)> {
        let place = self.looks.iter().position(|(ms, _)| *ms == heard_ms)?;
        // Those before it were called off.
        let (_, left_out_ms) = self.looks.drain(..=place).next_back()?;
        if left_out_ms != self.left_out_ms {
            return None;
        }
        let (stable, unsettled) = self.agreement.push(words, heard_ms);
        let all = joined(&self.left_out, &stable);
        self.leave_out(words, heard_ms, &stable, &all);
        Some((all, unsettled))
    }

    /// Leaves out what ends with the last stable word, if that is long and a pause follows it.
    fn leave_out(&mut self, words: &[Word], heard_ms: u64, stable: &str, all: &str) {
        let count = stable.split_whitespace().count();
        let (Some(last), Some(next)) = (
            count.checked_sub(1).and_then(|n| words.get(n)),
            words.get(count),
        ) else {
            return;
        };
        let same = stable
            .split_whitespace()
            .next_back()
            .is_some_and(|word| letters(word) == letters(&last.text));
        let pause = next.start_ms.saturating_sub(last.end_ms) >= PAUSE_MS
            || last.text.ends_with(['.', '?', '!']);
        if heard_ms < LONG_MS || last.end_ms + HEARD_BEHIND_MS > heard_ms || !same || !pause {
            return;
        }
        all.clone_into(&mut self.left_out);
        self.left_out_ms += u64::midpoint(last.end_ms, next.start_ms.max(last.end_ms));
        self.agreement = Agreement::default();
    }
}

fn joined(before: &str, after: &str) -> String {
    let both = [before, after];
    let words = both.into_iter().filter(|text| !text.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

fn letters(word: &str) -> String {
    let letters = word.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words of 400 ms with a pause after each tenth one: what a look hears that leaves so much out.
    fn heard(length_ms: u64, left_out_ms: u64) -> Vec<Word> {
        (0..length_ms)
            .map(|n| (n, n * 400 + n / 10 * 600))
            .take_while(|(_, start)| start + 400 <= length_ms)
            .filter(|(_, start)| *start >= left_out_ms)
            .map(|(n, start)| Word {
                text: format!("w{n}"),
                start_ms: start - left_out_ms,
                end_ms: start - left_out_ms + 400,
                probability: 0.9,
            })
            .collect()
    }

    #[test]
    fn a_look_at_a_long_utterance_hears_its_end_only_and_no_stable_word_is_lost() {
        let mut running = Running::new(Role::Candidate, Role::Candidate, 1, Language::En);
        let (mut before, mut longest) = (String::new(), 0);
        for length_ms in (1_000..28_000).step_by(500) {
            let left_out_ms = running.look(length_ms);
            longest = longest.max(length_ms - left_out_ms);
            let words = heard(length_ms, left_out_ms);
            let (stable, unsettled) = running.looked(&words, length_ms - left_out_ms).unwrap();
            assert!(stable.starts_with(&before), "{stable}");
            let shown = joined(&stable, &unsettled);
            let all: Vec<_> = heard(length_ms, 0).into_iter().map(|w| w.text).collect();
            assert_eq!(shown, all.join(" "));
            before = stable;
        }
        assert!(
            running.left_out_ms > 13_000 && longest < 16_000,
            "{longest}"
        );
    }

    #[test]
    fn a_look_that_was_overtaken_is_ignored() {
        let mut running = Running::new(Role::Candidate, Role::Candidate, 1, Language::En);
        for length_ms in [1_000, 2_000, 3_000] {
            assert_eq!(running.look(length_ms), 0);
        }
        assert!(running.looked(&heard(2_000, 0), 2_000).is_some());
        assert!(
            running.looked(&heard(1_000, 0), 1_000).is_none(),
            "called off"
        );
        assert!(running.looked(&heard(3_000, 0), 3_000).is_some());
        assert!(
            running.looked(&heard(3_000, 0), 3_000).is_none(),
            "answered"
        );
    }
}
