//! Whether words were really said: a quote must stand, word by word and in order, in one message.
//!
//! Only case, spaces and punctuation may differ. What carries meaning is no punctuation here: signs such as “%”, “€” or
//! “+”, a minus before a number, and the point, comma or colon inside one.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// A quote shorter than so many words proves nothing, unless it has [`LEAST_LETTERS`].
const LEAST_WORDS: usize = 3;
/// A quote of fewer letters proves nothing, unless it has [`LEAST_WORDS`].
const LEAST_LETTERS: usize = 12;
/// Longest quote that is looked for, in characters.
const LONGEST: usize = 4_000;

/// Where a quote stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Index of the message.
    pub message: usize,
    /// Where it begins in the message, in characters.
    pub start: usize,
    /// Where it ends, in characters.
    pub end: usize,
}

/// A word or sign, comparable, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    folded: String,
    start: usize,
    end: usize,
    is_word: bool,
    /// A new clause begins with it: there is punctuation before it.
    begins: bool,
}

/// Messages to look for quotes in.
#[derive(Debug, Clone)]
pub struct Messages(Vec<Vec<Token>>);

impl Messages {
    /// Prepares these texts.
    pub fn new<T: AsRef<str>>(texts: &[T]) -> Self {
        Self(texts.iter().map(|text| tokens(text.as_ref())).collect())
    }

    /// Where the quote stands; in message `named` if it stands there, else in the first one that has it. `None` when no
    /// message has exactly these words, for quotes too short to prove anything, which count only when they are all of the
    /// message, and where a negation was cut off: half of a denial says the opposite.
    pub fn find(&self, quote: &str, named: Option<usize>) -> Option<Found> {
        if quote.chars().nth(LONGEST).is_some() {
            return None;
        }
        let wanted = tokens(quote);
        if !wanted.iter().any(|token| token.is_word) {
            return None;
        }
        let substantial = is_substantial(&wanted);
        let order = named.into_iter().chain(0..self.0.len());
        order.into_iter().find_map(|message| {
            let said = self.0.get(message)?;
            if !substantial && said.len() != wanted.len() {
                return None;
            }
            let mut windows = said.windows(wanted.len()).enumerate();
            let (at, _) = windows.find(|(at, window)| {
                let mut pairs = window.iter().zip(&wanted);
                pairs.all(|(a, b)| a.folded == b.folded)
                    && !cuts_negation(said, *at, at + wanted.len())
            })?;
            Some(Found {
                message,
                start: said[at].start,
                end: said[at + wanted.len() - 1].end,
            })
        })
    }
}

/// Where the quote stands in one of these messages; see [`Messages::find`].
pub fn find<T: AsRef<str>>(quote: &str, messages: &[T], named: Option<usize>) -> Option<Found> {
    Messages::new(messages).find(quote, named)
}

/// Number of words.
pub fn count_words(text: &str) -> usize {
    tokens(text).iter().filter(|token| token.is_word).count()
}

fn is_substantial(tokens: &[Token]) -> bool {
    let words = tokens.iter().filter(|token| token.is_word);
    let letters = words
        .clone()
        .flat_map(|token| token.folded.chars())
        .filter(|c| c.is_alphanumeric());
    words.clone().count() >= LEAST_WORDS || letters.count() >= LEAST_LETTERS
}

/// The words and signs of a text. Composed and decomposed letters are the same; е and ё, ss and ß are not.
fn tokens(text: &str) -> Vec<Token> {
    let letters: Vec<char> = text.chars().collect();
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(&c) = letters.get(at) {
        let start = at;
        at += 1;
        if is_invisible(c) {
            continue;
        }
        if c.is_alphanumeric() {
            while let Some(length) = continues(&letters, at) {
                at += length;
            }
            let last = tokens.last().map_or(0, |last| last.end);
            tokens.push(token(&letters, last, start, at, true));
        } else if is_sign(&letters, start) {
            let last = tokens.last().map_or(0, |last| last.end);
            tokens.push(token(&letters, last, start, at, false));
        }
    }
    tokens
}

fn token(letters: &[char], last: usize, start: usize, end: usize, is_word: bool) -> Token {
    let own = letters[start..end].iter().filter(|c| !is_invisible(**c));
    let folded = own
        .flat_map(|c| c.to_lowercase())
        .map(|c| if is_minus(c) { '-' } else { c })
        .nfc()
        .collect();
    // What cannot be seen at the end belongs to nothing.
    let seen = letters[start..end].iter().rposition(|c| !is_invisible(*c));
    Token {
        folded,
        start,
        end: seen.map_or(end, |last| start + last + 1),
        is_word,
        begins: letters[last..start].iter().any(|c| ends_clause(*c)),
    }
}

fn ends_clause(c: char) -> bool {
    matches!(
        c,
        '.' | ',' | '!' | '?' | '…' | ';' | ':' | '(' | ')' | '\n' | '–' | '—'
    )
}

/// Whether the words from `from` to `to` leave out a negation that stands in the same clause, up to two words before them
/// or right behind them.
fn cuts_negation(said: &[Token], from: usize, to: usize) -> bool {
    let mut before = from;
    while before > 0 && from - before < 2 && !said[before].begins {
        before -= 1;
        if is_negation(said, before) {
            return true;
        }
    }
    said.get(to).is_some_and(|next| !next.begins) && is_negation(said, to)
}

fn is_negation(said: &[Token], at: usize) -> bool {
    const WORDS: [&str; 27] = [
        "not",
        "no",
        "never",
        "none",
        "nobody",
        "nothing",
        "hardly",
        "without",
        "cannot",
        "nicht",
        "nie",
        "niemals",
        "kein",
        "keine",
        "keinen",
        "keinem",
        "keiner",
        "keines",
        "kaum",
        "ohne",
        "не",
        "ни",
        "нет",
        "никогда",
        "без",
        "едва",
        "вряд",
    ];
    let word = said[at].folded.as_str();
    // “didn’t” is two words here.
    let contracted = word == "t" && at > 0 && said[at - 1].folded.ends_with('n');
    contracted || WORDS.contains(&word)
}

/// How many characters the word goes on from `at`; `None` where it ends.
fn continues(letters: &[char], at: usize) -> Option<usize> {
    let c = *letters.get(at)?;
    if c.is_alphanumeric() || is_combining_mark(c) {
        return Some(1);
    }
    if is_invisible(c) {
        // Only inside a word.
        return continues(letters, at + 1).map(|more| more + 1);
    }
    // “C++” and “C#” are not “C”.
    if matches!(c, '+' | '#') {
        return Some(1);
    }
    let digit = |at: usize| letters.get(at).is_some_and(|c| c.is_numeric());
    let inside_number = matches!(c, '.' | ',' | ':' | '/') && digit(at - 1) && digit(at + 1);
    inside_number.then_some(2)
}

/// Whether the character stands for something by itself. Everything that is neither letter nor digit and not known as
/// punctuation does.
fn is_sign(letters: &[char], at: usize) -> bool {
    let c = letters[at];
    if is_minus(c) {
        let number_follows = letters.get(at + 1).is_some_and(|c| c.is_numeric());
        let free = at == 0 || letters[at - 1].is_whitespace() || is_opening(letters[at - 1]);
        return c == '\u{2212}' || number_follows && free;
    }
    !(c.is_whitespace() || c.is_control() || is_combining_mark(c) || is_punctuation(c))
}

fn is_minus(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn is_opening(c: char) -> bool {
    matches!(c, '(' | '[' | '"' | '“' | '„' | '«' | '‘' | '\'')
}

fn is_punctuation(c: char) -> bool {
    matches!(c,
        '!' | '"' | '\'' | '(' | ')' | '*' | ',' | '-' | '.' | '/' | ':' | ';' | '?' | '[' | '\\' | ']' | '_' | '`' | '{' | '}'
        | '´' | '¨' | '¡' | '¶' | '·' | '«' | '»' | '¿' | 'ʼ'
        | '\u{2010}'..='\u{2027}' | '\u{2032}'..='\u{203e}' | '\u{2041}'..='\u{2043}' | '\u{2045}'..='\u{2051}'
        | '\u{2053}'..='\u{205e}' | '\u{2e00}'..='\u{2e5d}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}'
        | '\u{3014}'..='\u{301f}' | '\u{ff01}' | '\u{ff08}' | '\u{ff09}' | '\u{ff0c}' | '\u{ff0e}' | '\u{ff1a}'
        | '\u{ff1b}' | '\u{ff1f}')
}

/// Soft hyphens, zero-width and direction characters.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests;
