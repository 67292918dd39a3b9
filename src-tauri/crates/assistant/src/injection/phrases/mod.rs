//! What attempts are made of, in three languages.
//!
//! Written in the notation of [`crate::patterns`]. An order addressed to a machine needs two or three things together
//! (what to do, to what, whose); single words such as “ignore” or “prompt” are everyday speech.

mod de;
mod en;
mod ru;

use std::sync::LazyLock;

use candor_domain::{AttemptKind, Language};

use crate::{patterns::Pattern, words::words};

/// The phrases of one language, as written.
struct Phrases {
    /// Words right before an order that make it a story about somebody else's doing.
    narrated: &'static [&'static str],
    /// Override.
    over: &'static [&'static str],
    /// Role-play.
    role: &'static [&'static str],
    /// Extraction.
    extraction: &'static [&'static str],
    /// Ratings and promises.
    rating: &'static [&'static str],
    /// Tools and commands.
    command: &'static [&'static str],
    /// Beginnings of orders, without spaces: to be found in words spelt letter by letter.
    squashed: &'static [&'static str],
}

/// The phrases of one language, read.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) language: Language,
    pub(super) patterns: Vec<(AttemptKind, Pattern)>,
    pub(super) squashed: Vec<String>,
    /// Runs of words right before an order that make it a story.
    narrated: Vec<Vec<String>>,
}

impl Known {
    /// Whether the words before an order tell of what somebody did: “I had to”, „wir“.
    pub(super) fn is_narrated(&self, before: &[&str]) -> bool {
        self.narrated
            .iter()
            .any(|run| before.len() >= run.len() && before[before.len() - run.len()..] == **run)
    }

    fn read(language: Language) -> Self {
        let phrases = match language {
            Language::En => &en::PHRASES,
            Language::De => &de::PHRASES,
            Language::Ru => &ru::PHRASES,
        };
        let patterns = [
            (AttemptKind::Override, phrases.over),
            (AttemptKind::RolePlay, phrases.role),
            (AttemptKind::Extraction, phrases.extraction),
            (AttemptKind::Rating, phrases.rating),
            (AttemptKind::Command, phrases.command),
        ]
        .into_iter()
        .flat_map(|(kind, list)| {
            let patterns = Pattern::parse_all(language, list).into_iter();
            patterns.map(move |p| (kind, p))
        });
        Self {
            language,
            patterns: patterns.collect(),
            narrated: phrases
                .narrated
                .iter()
                .map(|n| words(language, n))
                .collect(),
            squashed: phrases
                .squashed
                .iter()
                .flat_map(|s| words(language, s))
                .collect(),
        }
    }
}

static KNOWN: LazyLock<[Known; 3]> = LazyLock::new(|| Language::ALL.map(Known::read));

/// What is known of every language.
pub(super) fn known() -> &'static [Known; 3] {
    &KNOWN
}
