//! Requests to the interviewer among what the candidate says: repeat, skip, stop, still thinking.
//!
//! A request is recognised only when it is the whole utterance, apart from fillers, apologies and the like. An
//! answer that merely contains such words (“I had to repeat the tests”) is an answer.

mod de;
mod en;
mod phrase;
mod ru;

use std::sync::LazyLock;

use candor_domain::Language;

use self::phrase::{Phrase, Slots};
use crate::words::{is_hesitation, words};

/// What the candidate asks of the interviewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Command {
    /// Say the question again.
    Repeat,
    /// Leave this question out and go on.
    Skip,
    /// End the interview.
    Stop,
    /// Wait; the answer is still to come.
    StillThinking,
}

/// Longest request, in words that count. Whatever is longer is an answer.
const MOST_WORDS: usize = 40;
/// Longest run of words that is dropped when it is said twice (“could you, could you repeat”).
const LONGEST_FALSE_START: usize = 4;

/// The phrases of one language, in the notation of [`phrase`].
struct Phrases {
    /// Named alternatives that phrases refer to as `{name}`.
    slots: &'static Slots,
    /// Single words that mean nothing here wherever they stand: “please”, “just”.
    fillers: &'static [&'static str],
    /// What may surround a request without changing it: “sorry”, “good question”, “I don’t know”.
    asides: &'static [&'static str],
    repeat: &'static [&'static str],
    skip: &'static [&'static str],
    /// Unmistakable requests to end the interview.
    stop: &'static [&'static str],
    /// One-word halts. Alone they end the interview, before another request they are only an exclamation.
    halt: &'static [&'static str],
    still_thinking: &'static [&'static str],
}

/// [`Phrases`] of one language, read and folded.
struct Grammar {
    fillers: Vec<String>,
    asides: Vec<Phrase>,
    repeat: Vec<Phrase>,
    skip: Vec<Phrase>,
    stop: Vec<Phrase>,
    halt: Vec<Phrase>,
    still_thinking: Vec<Phrase>,
}

impl Grammar {
    fn read(language: Language, source: &Phrases) -> Self {
        let read = |list: &[&str]| -> Vec<Phrase> {
            let phrases = list.iter();
            phrases
                .map(|text| Phrase::parse(language, source.slots, text))
                .collect()
        };
        Self {
            fillers: source
                .fillers
                .iter()
                .flat_map(|f| words(language, f))
                .collect(),
            asides: read(source.asides),
            repeat: read(source.repeat),
            skip: read(source.skip),
            stop: read(source.stop),
            halt: read(source.halt),
            still_thinking: read(source.still_thinking),
        }
    }

    /// The furthest-reaching request among those the utterance consists of.
    fn request_in(&self, words: &[String]) -> Option<Command> {
        let g = self;
        if consists_of(
            words,
            &g.stop,
            &[&g.asides, &g.skip, &g.repeat, &g.still_thinking, &g.halt],
        ) {
            Some(Command::Stop)
        } else if consists_of(
            words,
            &g.skip,
            &[&g.asides, &g.repeat, &g.still_thinking, &g.halt],
        ) {
            Some(Command::Skip)
        } else if consists_of(words, &g.repeat, &[&g.asides, &g.still_thinking, &g.halt]) {
            Some(Command::Repeat)
        } else if consists_of(words, &g.halt, &[&g.asides]) {
            Some(Command::Stop)
        } else if consists_of(words, &g.still_thinking, &[&g.asides]) {
            Some(Command::StillThinking)
        } else {
            None
        }
    }
}

/// Whether `words` are nothing but these requests, at least one of them, and asides.
fn consists_of(words: &[String], request: &[Phrase], asides: &[&Vec<Phrase>]) -> bool {
    // Places reached by asides alone, and places reached with a request on the way.
    let (mut waiting, mut asked) = (1, 0);
    for place in (0..words.len()).map(|n| 1 << n) {
        if (waiting | asked) & place == 0 {
            continue;
        }
        let ends = |list: &[Phrase]| list.iter().fold(0, |e, p| e | p.ends(words, place));
        let after_request = ends(request);
        let after_aside = asides.iter().fold(0, |e, list| e | ends(list));
        asked |= after_request;
        if waiting & place != 0 {
            waiting |= after_aside;
        }
        if asked & place != 0 {
            asked |= after_aside;
        }
    }
    asked & (1 << words.len()) != 0
}

/// Leaves out what is said twice in a row, as people do when they begin a sentence again.
fn without_false_starts(words: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::with_capacity(words.len());
    for word in words {
        kept.push(word);
        let n = kept.len();
        let again = (1..=LONGEST_FALSE_START.min(n / 2))
            .find(|run| kept[n - run..] == kept[n - 2 * run..n - run]);
        kept.truncate(n - again.unwrap_or(0));
    }
    kept
}

static GRAMMARS: LazyLock<[Grammar; 3]> = LazyLock::new(|| {
    [
        Grammar::read(Language::En, &en::PHRASES),
        Grammar::read(Language::De, &de::PHRASES),
        Grammar::read(Language::Ru, &ru::PHRASES),
    ]
});

/// The request that `utterance` consists of, if it is one; `None` means it belongs to the answer.
///
/// Works on what a speech recogniser writes as well as on typed text: case, punctuation, accents, sounds of
/// hesitation and false starts do not matter. Of several requests in one utterance the furthest-reaching counts.
pub fn recognise(language: Language, utterance: &str) -> Option<Command> {
    let grammar = match language {
        Language::En => &GRAMMARS[0],
        Language::De => &GRAMMARS[1],
        Language::Ru => &GRAMMARS[2],
    };
    let mut words = words(language, utterance);
    words.retain(|w| !is_hesitation(language, w) && !grammar.fillers.contains(w));
    let words = without_false_starts(words);
    if words.len() > MOST_WORDS {
        return None;
    }
    grammar.request_in(&words)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every word of the phrases can be heard: none is dropped before matching, and every phrase has one.
    #[test]
    fn every_built_in_phrase_can_be_said() {
        for (language, source) in [
            (Language::En, &en::PHRASES),
            (Language::De, &de::PHRASES),
            (Language::Ru, &ru::PHRASES),
        ] {
            let grammar = Grammar::read(language, source);
            let lists = [
                &grammar.asides,
                &grammar.repeat,
                &grammar.skip,
                &grammar.stop,
                &grammar.halt,
                &grammar.still_thinking,
            ];
            for phrase in lists.into_iter().flatten() {
                assert_eq!(phrase.ends(&[], 1), 0, "{phrase:?} says nothing");
                for word in phrase.words() {
                    let dropped = grammar.fillers.contains(word) || is_hesitation(language, word);
                    assert!(!dropped, "“{word}” of {language} is never heard");
                    assert!(
                        !word.contains(['{', '}', '[', ']', '(', ')', '|']),
                        "{word}"
                    );
                }
            }
        }
    }

    #[test]
    fn false_starts_are_left_out() {
        let said = words(
            Language::En,
            "could you the could you the the question question",
        );
        assert_eq!(
            without_false_starts(said).join(" "),
            "could you the question"
        );
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in "\\PC{0,200}", language in prop::sample::select(&Language::ALL)) {
            recognise(language, &text);
        }

        #[test]
        fn case_punctuation_and_hesitation_do_not_matter(
            before in "[ ,.!?…–-]{0,4}",
            between in prop::sample::select(&[" ", ", ", " um, ", "... ", " – uhh "]),
            shout in any::<bool>(),
        ) {
            let text = ["could", "you", "repeat", "the", "question"].join(between);
            let text = format!("{before}{}{before}", if shout { text.to_uppercase() } else { text });
            prop_assert_eq!(recognise(Language::En, &text), Some(Command::Repeat));
        }

        #[test]
        fn a_request_inside_an_answer_is_part_of_the_answer(answer in "(we|they|testers) [a-z]{3,8} [a-z]{3,8}") {
            prop_assert_eq!(recognise(Language::En, &format!("{answer} skip this question")), None);
        }
    }
}
