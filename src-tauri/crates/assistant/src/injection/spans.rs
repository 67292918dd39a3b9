//! Words and where they stand.

use candor_domain::Language;
use unicode_normalization::char::is_combining_mark;

use crate::{prompt::is_invisible, words::words};

/// A folded word and its place in the text, in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    /// The word, folded like [`crate::words::words`] does.
    pub(super) word: String,
    /// Its first character.
    pub(super) start: u32,
    /// Behind its last.
    pub(super) end: u32,
    /// Whether a disguise was taken off to read it.
    pub(super) disguised: bool,
}

/// The words of a text with their places. `read` holds what each character stands for; the text is split where
/// [`words`] splits it, and what that makes of one stretch of letters is one word, or none.
pub(super) fn of(language: Language, original: &[char], read: &[char]) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut stretch = String::new();
    let (mut start, mut end, mut disguised) = (0, 0, false);
    let characters = original.iter().zip(read).chain([(&' ', &' ')]);
    for (place, (was, is)) in characters.enumerate() {
        if belongs(*is) {
            if stretch.is_empty() {
                start = place;
                disguised = false;
            }
            if is_invisible(*is) && !matches!(is, '\u{ad}' | '\u{feff}') {
                disguised = true;
            } else {
                stretch.push(*is);
            }
            disguised |= was != is;
            end = place + 1;
        } else if !stretch.is_empty() {
            spans.extend(words(language, &stretch).into_iter().map(|word| Span {
                word,
                start: u32::try_from(start).unwrap_or(u32::MAX),
                end: u32::try_from(end).unwrap_or(u32::MAX),
                disguised,
            }));
            stretch.clear();
        }
    }
    spans
}

/// Letters, digits, and what vanishes inside words: apostrophes, accents, invisible characters.
fn belongs(c: char) -> bool {
    c.is_alphanumeric()
        || is_combining_mark(c)
        || matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´')
        || (is_invisible(c) && c != '\u{2028}' && c != '\u{2029}' && !c.is_control())
}
