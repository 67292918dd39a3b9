//! Words and where they stand.

use candor_domain::Language;

use crate::words::words;

/// A folded word and its place in the text, in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    /// The word, folded like [`crate::words::words`] does.
    pub(super) word: String,
    /// Its first character.
    pub(super) start: u32,
    /// Behind its last.
    pub(super) end: u32,
}

/// The words of `text` with their places. Letters are split where [`words`] splits them; what it makes of one
/// stretch of letters is one word, or none.
pub(super) fn of(language: Language, text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut stretch = String::new();
    let mut start = 0;
    let mut end = 0;
    for (place, c) in text.chars().chain([' ']).enumerate() {
        if belongs(c) {
            if stretch.is_empty() {
                start = place;
            }
            stretch.push(c);
            end = place + 1;
        } else if !stretch.is_empty() {
            for word in words(language, &stretch) {
                spans.push(Span {
                    word,
                    start: u32::try_from(start).unwrap_or(u32::MAX),
                    end: u32::try_from(end).unwrap_or(u32::MAX),
                });
            }
            stretch.clear();
        }
    }
    spans
}

/// Letters, digits, and what vanishes inside words: apostrophes, accents, zero-width characters.
fn belongs(c: char) -> bool {
    c.is_alphanumeric()
        || unicode_normalization::char::is_combining_mark(c)
        || matches!(
            c,
            '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{feff}'
        )
}
