//! Words a reply may and may not hold, per language.
//!
//! Patterns are written in the notation of [`crate::patterns`]; lists of words are separated by spaces, `work*` stands
//! for every word that begins so. A list is a fence, not a dictionary: whatever is not anchored in the plan or the
//! knowledge base is refused as well.

mod de;
mod en;
mod ru;

use std::{collections::HashSet, sync::LazyLock};

use candor_domain::Language;

use crate::{patterns::Pattern, words::words};

/// What is known of one language, as written.
struct Source {
    /// Words without content of their own.
    function: &'static str,
    /// Neutral words of asking and acknowledging.
    framing: &'static str,
    /// Neutral words of answering a question about the job, or of not knowing.
    about_job: &'static str,
    /// What questions begin with.
    question_words: &'static str,
    /// Requests that are questions in fact: “tell me”.
    requests: &'static [&'static str],
    /// Words that judge, wherever they stand.
    evaluative: &'static str,
    /// Phrases that judge, or speak of emotion, voice, accent, appearance or personality.
    judgement: &'static [&'static str],
    /// Ratings and decisions.
    rating: &'static [&'static str],
    /// Promises and next steps.
    promise: &'static [&'static str],
    /// What may not be asked.
    personal: &'static [&'static str],
    /// Claims to be a person.
    human: &'static [&'static str],
    /// Talk of instructions and of the inside of a prompt.
    inside: &'static [&'static str],
    /// Goodbyes.
    farewell: &'static [&'static str],
    /// Familiar forms of address.
    familiar: &'static str,
    /// Signs that a sentence says something is not known.
    unknown: &'static [&'static str],
    /// Invitations to go on.
    invitation: &'static [&'static str],
    /// Spelled numbers from 2.
    numbers: &'static [(&'static str, u64)],
    /// Months, weekdays and the like.
    calendar: &'static str,
}

/// A list of words, some of them beginnings.
#[derive(Debug, Default)]
pub(super) struct WordList {
    whole: HashSet<String>,
    beginnings: Vec<String>,
}

impl WordList {
    fn read(language: Language, list: &str) -> Self {
        let mut read = Self::default();
        for entry in list.split_whitespace() {
            for word in words(language, entry) {
                if entry.ends_with('*') {
                    read.beginnings.push(word);
                } else {
                    read.whole.insert(word);
                }
            }
        }
        read
    }

    /// Whether a folded word is on the list.
    pub(super) fn has(&self, word: &str) -> bool {
        self.whole.contains(word) || self.beginnings.iter().any(|b| word.starts_with(b))
    }

    /// Whether a word on the list begins like this.
    pub(super) fn has_beginning(&self, start: &str) -> bool {
        self.whole.iter().any(|w| w.starts_with(start))
            || self
                .beginnings
                .iter()
                .any(|b| b.starts_with(start) || start.starts_with(b))
    }
}

/// What is known of one language, read and folded.
#[derive(Debug)]
pub(super) struct Lexicon {
    pub(super) function: WordList,
    pub(super) framing: WordList,
    pub(super) about_job: WordList,
    pub(super) question_words: WordList,
    pub(super) requests: Vec<Pattern>,
    pub(super) evaluative: WordList,
    pub(super) judgement: Vec<Pattern>,
    pub(super) rating: Vec<Pattern>,
    pub(super) promise: Vec<Pattern>,
    pub(super) personal: Vec<Pattern>,
    pub(super) human: Vec<Pattern>,
    pub(super) inside: Vec<Pattern>,
    pub(super) farewell: Vec<Pattern>,
    pub(super) familiar: WordList,
    pub(super) unknown: Vec<Pattern>,
    pub(super) invitation: Vec<Pattern>,
    pub(super) numbers: Vec<(WordList, u64)>,
    pub(super) calendar: WordList,
    /// Function words of the other languages that are no words of this one.
    pub(super) of_others: HashSet<String>,
}

fn source(language: Language) -> &'static Source {
    match language {
        Language::En => &en::SOURCE,
        Language::De => &de::SOURCE,
        Language::Ru => &ru::SOURCE,
    }
}

impl Lexicon {
    fn read(language: Language) -> Self {
        let s = source(language);
        let list = |text| WordList::read(language, text);
        let patterns = |list| Pattern::parse_all(language, list);
        let function = list(s.function);
        let framing = list(s.framing);
        let about_job = list(s.about_job);
        let of_others = Language::ALL
            .into_iter()
            .filter(|other| *other != language)
            .flat_map(|other| words(language, source(other).function))
            .filter(|w| !function.has(w) && !framing.has(w) && !about_job.has(w))
            .collect();
        Self {
            question_words: list(s.question_words),
            requests: patterns(s.requests),
            evaluative: list(s.evaluative),
            judgement: patterns(s.judgement),
            rating: patterns(s.rating),
            promise: patterns(s.promise),
            personal: patterns(s.personal),
            human: patterns(s.human),
            inside: patterns(s.inside),
            farewell: patterns(s.farewell),
            familiar: list(s.familiar),
            unknown: patterns(s.unknown),
            invitation: patterns(s.invitation),
            numbers: s.numbers.iter().map(|(w, n)| (list(w), *n)).collect(),
            calendar: list(s.calendar),
            function,
            framing,
            about_job,
            of_others,
        }
    }
}

static LEXICONS: LazyLock<[Lexicon; 3]> = LazyLock::new(|| Language::ALL.map(Lexicon::read));

/// What is known of `language`.
pub(super) fn lexicon(language: Language) -> &'static Lexicon {
    match language {
        Language::En => &LEXICONS[0],
        Language::De => &LEXICONS[1],
        Language::Ru => &LEXICONS[2],
    }
}
