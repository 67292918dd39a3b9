//! What a reply looks like: signs that are not spoken, addresses, letters that are no words.

use std::collections::HashSet;

use super::Fault;
use crate::prompt::is_invisible;

/// Longest word that is taken for one, in letters, unless a source has it.
const LONGEST_WORD: usize = 30;
/// From this many capitals on a word is an abbreviation or a code.
const CAPITALS: usize = 4;
/// From this many single letters in a row on something is spelt.
const SPELT: usize = 5;
/// Fewest digits of a telephone or account number.
const LONG_NUMBER: usize = 7;

/// The first thing that stands out. `known` are words of sources, in lower case.
pub(super) fn look(text: &str, known: &HashSet<String>) -> Option<Fault> {
    if text.chars().any(is_unspoken) || text.contains("--") || text.contains("**") {
        return Some(Fault::Markup);
    }
    let is_list = |line: &str| {
        let line = line.trim_start();
        line.starts_with(['-', '*', '•', '–', '—'])
            || line.starts_with("1.")
            || line.starts_with("1)")
    };
    if text.lines().any(is_list) {
        return Some(Fault::Markup);
    }
    if is_contact(text, known) {
        return Some(Fault::Contact);
    }
    scrambled(text, known).then_some(Fault::Scrambled)
}

/// Brackets, signs of markup and code, symbols and emoji, invisible characters.
fn is_unspoken(c: char) -> bool {
    matches!(
        c,
        '<' | '>'
            | '{'
            | '}'
            | '['
            | ']'
            | '`'
            | '#'
            | '*'
            | '_'
            | '|'
            | '\\'
            | '^'
            | '~'
            | '='
            | '$'
            | '@'
            | '⟦'
            | '⟧'
            | '\t'
    ) || is_invisible(c)
        || matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' | '\u{e000}'..='\u{f8ff}' | '\u{fff0}'..='\u{ffff}')
        || (c as u32) > 0xffff
}

/// Links, addresses and telephone numbers.
fn is_contact(text: &str, known: &HashSet<String>) -> bool {
    let lower = text.to_lowercase();
    if [
        "http",
        "www.",
        "://",
        "mailto",
        " dot com",
        " punkt de ",
        " точка ру",
    ]
    .iter()
    .any(|sign| lower.contains(sign))
    {
        return true;
    }
    let domain = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.split_once('.').is_some_and(|(name, rest)| {
            let end = rest.rsplit(['.', '/']).next().unwrap_or_default();
            name.chars().any(char::is_alphabetic)
                && (2..=10).contains(&rest.split('/').next().unwrap_or_default().chars().count())
                && end.chars().all(char::is_alphabetic)
                && name.chars().count() > 1
                && !known.contains(word)
        })
    };
    if lower.split_whitespace().any(domain) {
        return true;
    }
    let mut digits = 0;
    for c in text.chars() {
        if c.is_numeric() {
            digits += 1;
            if digits >= LONG_NUMBER {
                return true;
            }
        } else if !matches!(c, ' ' | '-' | '/' | '(' | ')' | '+' | '.') {
            digits = 0;
        }
    }
    false
}

/// Codes, words of letters from several alphabets, words far too long, words spelt letter by letter.
fn scrambled(text: &str, known: &HashSet<String>) -> bool {
    let mut single = 0;
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty());
    for word in words {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        single = if word.chars().count() == 1 && letters == 1 {
            single + 1
        } else {
            0
        };
        if single >= SPELT {
            return true;
        }
        if known.contains(&word.to_lowercase()) {
            continue;
        }
        let capitals = word.chars().filter(|c| c.is_uppercase()).count();
        let inner = word
            .chars()
            .zip(word.chars().skip(1))
            .any(|(a, b)| a.is_lowercase() && b.is_uppercase());
        let mixed = letters > 0 && letters < word.chars().count();
        let latin = word.chars().any(|c| c.is_ascii_alphabetic());
        let other = word.chars().any(|c| c.is_alphabetic() && !is_latin(c));
        if letters > LONGEST_WORD || capitals >= CAPITALS || inner || mixed || (latin && other) {
            return true;
        }
    }
    false
}

fn is_latin(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}
