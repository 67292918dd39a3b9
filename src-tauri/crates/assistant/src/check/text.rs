//! Text taken apart for checking: sentences, words, and what words there are in a source.

use std::collections::HashSet;

use candor_domain::Language;

use crate::{scripted::answer::stem, words::words};

/// A sentence of a reply.
#[derive(Debug)]
pub(super) struct Sentence<'t> {
    /// As written.
    pub(super) text: &'t str,
    /// Its folded words.
    pub(super) words: Vec<String>,
    /// Whether it ends with a question mark.
    pub(super) asks: bool,
    /// Whether its end is there.
    pub(super) complete: bool,
}

/// The sentences of `text`. A full stop inside a word or number ends none.
pub(super) fn sentences(language: Language, text: &str, done: bool) -> Vec<Sentence<'_>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        let ends = match c {
            '.' => next.is_some_and(|c| !c.is_alphanumeric()),
            '!' | '?' | '…' | '\n' | '？' | '！' | '。' => true,
            _ => false,
        };
        if ends {
            let end = at + c.len_utf8();
            add(language, &text[start..end], true, &mut sentences);
            start = end;
        }
    }
    add(language, &text[start..], done, &mut sentences);
    sentences
}

fn add<'t>(language: Language, text: &'t str, complete: bool, sentences: &mut Vec<Sentence<'t>>) {
    let words = words(language, text);
    let asks = text.ends_with(['?', '？']);
    if !words.is_empty() {
        sentences.push(Sentence {
            text,
            words,
            asks,
            complete,
        });
    } else if let (true, Some(last)) = (asks, sentences.last_mut()) {
        last.asks = true;
    }
}

/// Fewest letters two forms of a word have in common at their beginning.
const COMMON: usize = 5;
/// Fewest letters of a German word looked for inside another.
const INSIDE: usize = 5;

/// The words of a source, to be recognised in any form.
#[derive(Debug, Clone, Default)]
pub(super) struct Vocabulary {
    words: HashSet<String>,
    stems: HashSet<String>,
}

impl Vocabulary {
    pub(super) fn of<'a>(language: Language, words: impl IntoIterator<Item = &'a String>) -> Self {
        let words: HashSet<String> = words.into_iter().cloned().collect();
        let stems = words.iter().map(|w| stem(language, w)).collect();
        Self { words, stems }
    }

    /// Exactly this word.
    pub(super) fn has(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    /// This word in some form.
    pub(super) fn has_form(&self, language: Language, word: &str) -> bool {
        let root = stem(language, word);
        self.words.contains(word)
            || self.stems.contains(&root)
            || self.stems.iter().any(|s| related(language, s, &root))
    }

    /// A word that begins like this.
    pub(super) fn has_beginning(&self, start: &str) -> bool {
        self.words.iter().any(|w| w.starts_with(start))
    }
}

/// Whether two roots belong to one word: most of the shorter one is the beginning of both, or in German a long one
/// is part of a compound.
fn related(language: Language, a: &str, b: &str) -> bool {
    let common = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let length = short.chars().count();
    (common >= COMMON && common * 4 >= length * 3)
        || (length >= 4 && common == length && long.chars().count() <= length + 3)
        || (language == Language::De && length >= INSIDE && long.contains(short))
}

/// Numbers in digits, separators of thousands left out: “45,000”, “45.000” and “45 000” are 45000.
pub(super) fn numbers(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut numbers = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if !chars[at].is_numeric() {
            at += 1;
            continue;
        }
        let mut number = String::new();
        while at < chars.len() {
            let digits = |from: usize| {
                let rest = &chars[from.min(chars.len())..];
                rest.iter().take_while(|c| c.is_numeric()).count()
            };
            if chars[at].is_numeric() {
                number.push(chars[at]);
                at += 1;
            } else if matches!(
                chars[at],
                ',' | '.' | ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’'
            ) && digits(at + 1) == 3
                && number.len() <= 9
            {
                at += 1;
            } else {
                break;
            }
        }
        numbers.push(number);
    }
    numbers
}
