//! Attempts to instruct the model, in what candidates and forms say.
//!
//! They are shown to the recruiter and change nothing else: data never instructs (see [`crate::prompt`]), and
//! replies are checked (see [`crate::check`]) whether or not an attempt was noticed.

mod spans;

use candor_domain::{AttemptKind, Language};

use crate::patterns::Pattern;

/// A place that reads like instructions for the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What kinds of attempt it looks like, at least one, each once.
    pub kinds: Vec<AttemptKind>,
    /// Where it begins, in characters.
    pub start: u32,
    /// Where it ends, in characters; after `start`.
    pub end: u32,
}

/// Every attempt in `text`, in order of their places; overlapping ones are one.
pub fn attempts(text: &str) -> Vec<Found> {
    let spans = spans::of(Language::En, text);
    let words: Vec<&str> = spans.iter().map(|s| s.word.as_str()).collect();
    let pattern = Pattern::parse(
        Language::En,
        "ignore|disregard|forget all|any|the|your previous|prior|earlier instruction*",
    );
    pattern
        .find(&words)
        .map(|(from, to)| Found {
            kinds: vec![AttemptKind::Override],
            start: spans[from].start,
            end: spans[to - 1].end,
        })
        .into_iter()
        .collect()
}
