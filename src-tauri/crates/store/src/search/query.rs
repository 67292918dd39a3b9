//! What somebody typed to find something. Never taken as the index's own query language: every word is quoted.

use super::fold::{Token, tokens};

/// Words looked for at most; what is typed beyond them is left out.
const MAX_WORDS: usize = 24;
/// Letters of one word that count; nothing said is longer.
const MAX_WORD: usize = 80;

/// Words that stand next to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    /// The words, in order; never empty.
    pub(super) words: Vec<Token>,
    /// The last word may go on: it is still being typed.
    pub(super) open: bool,
}

/// What is looked for: every term must be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    terms: Vec<Term>,
    fts: String,
}

impl Query {
    /// Reads what was typed: words, and phrases between double quotes. The last word also finds longer ones.
    /// `None` when there is not one letter or digit in it.
    pub fn parse(typed: &str) -> Option<Self> {
        let mut terms = Vec::new();
        let mut left = MAX_WORDS;
        for (n, part) in typed.split('"').enumerate() {
            let quoted = n % 2 == 1;
            // Within a phrase everything belongs together; outside of it what no space divides, such as E-17.
            let pieces: Vec<&str> = if quoted {
                vec![part]
            } else {
                part.split_whitespace().collect()
            };
            for piece in pieces {
                let mut words = tokens(piece);
                words.truncate(left);
                words.iter_mut().for_each(shorten);
                left -= words.len();
                if !words.is_empty() {
                    terms.push(Term { words, open: false });
                }
            }
        }
        // Whoever has typed a space or a closing quote is done with the word before.
        let ends_inside_a_word = typed.chars().next_back().is_some_and(char::is_alphanumeric);
        if let Some(last) = terms.last_mut() {
            last.open = ends_inside_a_word;
        }
        Self::of(terms)
    }

    pub(super) fn of(terms: Vec<Term>) -> Option<Self> {
        let fts: Vec<String> = terms.iter().map(Term::as_fts).collect();
        (!terms.is_empty()).then(|| Self {
            fts: fts.join(" AND "),
            terms,
        })
    }

    /// The query in the index's language, with nothing in it that could be more than a word.
    pub fn as_fts(&self) -> &str {
        &self.fts
    }

    pub(super) fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Whether this one word is among what is looked for, for finding its second in the recording.
    pub(super) fn has_word(&self, word: &str) -> bool {
        tokens(word).iter().any(|token| {
            self.terms.iter().any(|term| {
                let last = term.words.len() - 1;
                let matches = |(n, wanted)| token.is(wanted, term.open && n == last);
                term.words.iter().enumerate().any(matches)
            })
        })
    }
}

fn shorten(token: &mut Token) {
    for word in std::iter::once(&mut token.plain).chain(token.spelled.as_mut()) {
        if let Some((end, _)) = word.char_indices().nth(MAX_WORD) {
            word.truncate(end);
        }
    }
}

impl Term {
    /// Quoted, in every spelling. Tokens are letters and digits only, so nothing in them can end the quotes.
    fn as_fts(&self) -> String {
        let star = if self.open { " *" } else { "" };
        let phrase = |spelling: fn(&Token) -> &str| {
            let words: Vec<&str> = self.words.iter().map(spelling).collect();
            format!("\"{}\"{star}", words.join(" "))
        };
        let plain = phrase(|token| &token.plain);
        let spelled = phrase(|token| token.spelled.as_ref().unwrap_or(&token.plain));
        if plain == spelled {
            plain
        } else {
            format!("({plain} OR {spelled})")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fts(typed: &str) -> Option<String> {
        Query::parse(typed).map(|query| query.fts)
    }

    #[test]
    fn only_words_reach_the_index() {
        for (typed, expected) in [
            ("harbour", Some("\"harbour\" *")),
            ("harbour ", Some("\"harbour\"")),
            ("the harb", Some("\"the\" AND \"harb\" *")),
            (
                "\"kept the books\" ulm",
                Some("\"kept the books\" AND \"ulm\" *"),
            ),
            ("\"kept the books", Some("\"kept the books\" *")),
            ("E-17", Some("\"e 17\" *")),
            ("Müller", Some("(\"muller\" * OR \"mueller\" *)")),
            ("\" OR NEAR( *", Some("\"or near\"")),
            (
                "content:secret -x ^y",
                Some("\"content secret\" AND \"x\" AND \"y\" *"),
            ),
            ("a* {b} 'c' \\", Some("\"a\" AND \"b\" AND \"c\"")),
            ("", None),
            (" \"\" *()", None),
            ("\u{0}\u{e000}", None),
        ] {
            assert_eq!(fts(typed).as_deref(), expected, "{typed}");
        }
    }

    #[test]
    fn an_endless_query_is_cut_short() {
        let query = Query::parse(&"word ".repeat(10_000)).unwrap();
        assert_eq!(query.terms.len(), MAX_WORDS);
        let query = Query::parse(&"ё".repeat(10_000)).unwrap();
        assert_eq!(query.terms[0].words[0].plain.chars().count(), MAX_WORD);
    }
}
