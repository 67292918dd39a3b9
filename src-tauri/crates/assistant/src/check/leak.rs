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

/// Our instructions and marks, to be recognised.
#[derive(Debug, Clone)]
pub(super) struct Inside {
    boundary: String,
    runs: HashSet<Vec<String>>,
}

impl Inside {
    pub(super) fn new(request: &Request, boundary: &str) -> Self {
        let mut runs = HashSet::new();
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
            runs.extend(
                told.windows(RUN)
                    .filter(|run| !is_common(run))
                    .map(<[_]>::to_vec),
            );
        }
        Self {
            boundary: squashed(boundary),
            runs,
        }
    }

    /// Whether a mark or a run of instructions stands in `text`.
    pub(super) fn is_in(&self, text: &str) -> bool {
        if text.contains(['⟦', '⟧']) {
            return true;
        }
        let found = |words: &[String]| words.windows(RUN).any(|run| self.runs.contains(run));
        if found(&words(Language::En, text)) {
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
