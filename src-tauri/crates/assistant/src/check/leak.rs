//! Whether a reply reads out what only the model was told.

use std::collections::HashSet;

use candor_domain::Language;

use super::lexicon::lexicon;
use crate::{
    model::{Request, Speaker},
    words::words,
};

/// This many words in the same order are read out.
const RUN: usize = 5;
/// Words of the instructions that may come up by chance in English.
const MOST_RARE: usize = 1;

/// Our instructions and marks, to be recognised.
#[derive(Debug, Clone)]
pub(super) struct Inside {
    boundary: String,
    runs: HashSet<Vec<String>>,
    /// Words of the instructions that nobody needs to ask or to answer.
    words: HashSet<String>,
}

impl Inside {
    pub(super) fn new(request: &Request, boundary: &str) -> Self {
        let mut runs = HashSet::new();
        let mut rare = HashSet::new();
        let mark = format!("{boundary} task:");
        let systems = request
            .turns
            .iter()
            .filter(|t| t.speaker == Speaker::System);
        let task = request
            .turns
            .last()
            .and_then(|t| t.content.rsplit_once(&mark));
        for told in systems
            .map(|t| t.content.as_str())
            .chain(task.map(|(_, told)| told))
        {
            let told = words(Language::En, told);
            rare.extend(
                told.iter()
                    .filter(|w| !is_common(std::slice::from_ref(*w)))
                    .cloned(),
            );
            runs.extend(
                told.windows(RUN)
                    .filter(|run| !is_common(run))
                    .map(<[_]>::to_vec),
            );
        }
        Self {
            boundary: squashed(boundary),
            runs,
            words: rare,
        }
    }

    /// Whether a mark or a run of instructions stands in `text`.
    /// `is_known` tells what a source holds: that may be said whoever else says it.
    pub(super) fn is_in(
        &self,
        language: Language,
        text: &str,
        is_known: impl Fn(&str) -> bool,
    ) -> bool {
        if text.contains(['⟦', '⟧']) {
            return true;
        }
        let found = |words: &[String]| words.windows(RUN).any(|run| self.runs.contains(run));
        // The instructions are English: elsewhere none of their words comes up by chance.
        let most_rare = if language == Language::En {
            MOST_RARE
        } else {
            0
        };
        let said = words(Language::En, text);
        if found(&said) {
            return true;
        }
        let rare: HashSet<&String> = said
            .iter()
            .filter(|w| self.words.contains(*w) && !is_known(w))
            .collect();
        if rare.len() > most_rare {
            return true;
        }
        let squashed = squashed(text);
        !self.boundary.is_empty()
            && (squashed.contains(&self.boundary)
                || squashed.contains(&self.boundary.chars().rev().collect::<String>()))
    }
}

/// Words anybody would use to ask, or to say that something is not known.
fn is_common(run: &[String]) -> bool {
    let known = lexicon(Language::En);
    run.iter()
        .all(|w| known.function.has(w) || known.framing.has(w) || known.about_job.has(w))
}

fn squashed(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
