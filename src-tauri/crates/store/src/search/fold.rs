//! Words as the index compares them: without case, accents, and the ways of writing ё, ß and umlauts.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// One word and where it stands, as byte range of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// Without accents: Müller is muller.
    pub(super) plain: String,
    /// With umlauts spelled out, if it has any: Müller is mueller.
    pub(super) spelled: Option<String>,
    /// First byte.
    pub(super) start: usize,
    /// Byte after the last.
    pub(super) end: usize,
}

impl Token {
    /// Whether this word, in one of its spellings, is `wanted` in one of its own, or begins with it.
    pub(super) fn is(&self, wanted: &Self, as_beginning: bool) -> bool {
        let spellings = |token: &Self| {
            let spelled = token.spelled.clone();
            std::iter::once(token.plain.clone()).chain(spelled)
        };
        spellings(self).any(|own| {
            spellings(wanted).any(|other| {
                if as_beginning {
                    own.starts_with(&other)
                } else {
                    own == other
                }
            })
        })
    }
}

/// The words of a text, in order: runs of letters and digits, as the index's tokenizer cuts them.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut start = None;
    for (at, letter) in text.char_indices() {
        let inside = letter.is_alphanumeric() || (start.is_some() && is_combining_mark(letter));
        match (start, inside) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                tokens.push(token(text, from, at));
                start = None;
            }
            _ => {}
        }
    }
    if let Some(from) = start {
        tokens.push(token(text, from, text.len()));
    }
    tokens
}

fn token(text: &str, start: usize, end: usize) -> Token {
    let (mut plain, mut spelled, mut has_umlaut) = (String::new(), String::new(), false);
    for letter in text[start..end].nfc().flat_map(char::to_lowercase) {
        let umlaut = match letter {
            'ä' => Some("ae"),
            'ö' => Some("oe"),
            'ü' => Some("ue"),
            _ => None,
        };
        has_umlaut |= umlaut.is_some();
        let mut push = |folded: &str| {
            plain.push_str(folded);
            spelled.push_str(umlaut.unwrap_or(folded));
        };
        match letter {
            'ß' => push("ss"),
            'ё' => push("е"),
            // Accents are taken off Latin letters only: й is no и.
            _ => match std::iter::once(letter).nfd().next() {
                Some(base) if base.is_ascii_alphabetic() => push(base.encode_utf8(&mut [0; 4])),
                _ if is_combining_mark(letter) => {}
                _ => push(letter.encode_utf8(&mut [0; 4])),
            },
        }
    }
    Token {
        plain,
        spelled: has_umlaut.then_some(spelled),
        start,
        end,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|t| t.plain).collect()
    }

    #[test]
    fn words_are_cut_and_folded_like_the_index_does() {
        assert_eq!(
            plain("E-17: Zoë’s Straße"),
            ["e", "17", "zoe", "s", "strasse"]
        );
        assert_eq!(plain("Ёлка, йод"), ["елка", "йод"]);
        assert_eq!(plain("u\u{308}ber \u{301}"), ["uber"]);
        assert!(plain("…\u{0}\"*(").is_empty());
    }

    #[test]
    fn umlauts_are_found_in_every_spelling() {
        let matches = |text: &str, wanted: &str| tokens(text)[0].is(&tokens(wanted)[0], false);
        for (text, wanted) in [
            ("Müller", "müller"),
            ("Müller", "muller"),
            ("Müller", "MUELLER"),
            ("Mueller", "Müller"),
            ("Ёж", "еж"),
            ("Ruß", "russ"),
        ] {
            assert!(matches(text, wanted), "{text} {wanted}");
        }
        assert!(!matches("Poet", "Pot"));
        assert!(!matches("Muller", "Mueller"));
    }
}
