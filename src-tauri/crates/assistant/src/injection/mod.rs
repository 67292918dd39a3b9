//! Attempts to instruct the model, in what candidates and forms say.
//!
//! They are shown to the recruiter and change nothing else: data never instructs (see [`crate::prompt`]), and
//! replies are checked (see [`crate::check`]) whether or not an attempt was noticed. What is looked for are orders to
//! a machine, in any of the three languages whichever the interview is in, and orders hidden by encoding. Talk about
//! prompts, instructions or security is no attempt.

mod decode;
mod disguise;
mod markup;
mod phrases;
mod spans;

use candor_domain::AttemptKind;

use self::{
    phrases::{Known, known},
    spans::Span,
};

/// Longest text that is looked at, in characters; what is longer is looked at piece by piece.
const PIECE: usize = 4_000;
/// How far pieces overlap, in characters: longer than any phrase.
const OVERLAP: usize = 400;

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
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut from = 0;
    loop {
        let to = (from + PIECE).min(chars.len());
        look(&chars[from..to], from, &mut found);
        if to == chars.len() {
            break;
        }
        from = to - OVERLAP;
    }
    merged(found)
}

/// A text that attempts are looked for in: the original's words, or what they are when a disguise is taken off.
struct View {
    spans: Vec<Vec<Span>>,
    /// Only counts where the words differ from the original's.
    disguised: bool,
}

fn look(chars: &[char], offset: usize, found: &mut Vec<Found>) {
    let first = found.len();
    markup::look(chars, found);
    decode::look(chars, found);
    disguise::look(chars, found);
    let plain = disguise::plain(chars);
    let views = std::iter::once(plain).chain(disguise::views(chars));
    for view in views {
        for (known, spans) in known().iter().zip(&view.spans) {
            in_words(known, spans, view.disguised, found);
        }
    }
    let offset = u32::try_from(offset).unwrap_or(u32::MAX);
    for one in &mut found[first..] {
        one.start = one.start.saturating_add(offset);
        one.end = one.end.saturating_add(offset);
    }
}

fn in_words(known: &Known, spans: &[Span], disguised: bool, found: &mut Vec<Found>) {
    let words: Vec<&str> = spans.iter().map(|s| s.word.as_str()).collect();
    for (kind, pattern) in &known.patterns {
        let mut from = 0;
        while from < words.len() {
            if let Some(end) = pattern.end(&words, from) {
                let hit = &spans[from..end];
                let counts = !disguised || hit.iter().any(|s| s.disguised);
                if counts && !known.is_narrated(&words[..from]) {
                    let mut kinds = vec![*kind];
                    if disguised || hit.iter().any(|s| s.disguised) {
                        kinds.push(AttemptKind::Encoded);
                    }
                    found.push(Found {
                        kinds,
                        start: hit.iter().map(|s| s.start).min().unwrap_or_default(),
                        end: hit.iter().map(|s| s.end).max().unwrap_or_default(),
                    });
                    from = end;
                    continue;
                }
            }
            from += 1;
        }
    }
}

/// Whether decoded text holds an attempt, and of what kinds.
fn kinds_in(decoded: &[char]) -> Vec<AttemptKind> {
    let mut found = Vec::new();
    markup::look(decoded, &mut found);
    for (known, spans) in known().iter().zip(&disguise::plain(decoded).spans) {
        in_words(known, spans, false, &mut found);
    }
    let mut kinds: Vec<AttemptKind> = Vec::new();
    for kind in found.into_iter().flat_map(|f| f.kinds) {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds
}

fn merged(mut found: Vec<Found>) -> Vec<Found> {
    found.retain(|f| f.end > f.start);
    found.sort_by_key(|f| (f.start, f.end));
    let mut merged: Vec<Found> = Vec::new();
    for one in found {
        match merged.last_mut() {
            Some(last) if one.start < last.end => {
                last.end = last.end.max(one.end);
                for kind in one.kinds {
                    if !last.kinds.contains(&kind) {
                        last.kinds.push(kind);
                    }
                }
            }
            _ => merged.push(one),
        }
    }
    merged
}

#[cfg(test)]
mod tests;
