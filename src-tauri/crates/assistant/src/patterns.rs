//! Patterns of words, and how they are found in what was said.
//!
//! A pattern is words with spaces between them: `a|b` is one or the other, `work*` every word that begins so, `word?`
//! may be left out, `~` is up to three words of any kind. Words are written as they are spelt and folded like the text.

use candor_domain::Language;

use crate::words::words;

/// Most words a `~` stands for.
const WIDEST_GAP: usize = 3;

/// One pattern, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Word { any_of: Vec<Form>, optional: bool },
    Gap,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Form {
    word: String,
    prefix: bool,
}

impl Pattern {
    /// Reads the notation; the built-in patterns are its only input, and tests read them all.
    pub(crate) fn parse(language: Language, text: &str) -> Self {
        let parts = text.split_whitespace().map(|part| {
            if part == "~" {
                return Part::Gap;
            }
            let (part, optional) = part.strip_suffix('?').map_or((part, false), |p| (p, true));
            let any_of = part.split('|').filter_map(|form| {
                let prefix = form.ends_with('*');
                let word = words(language, form).pop()?;
                Some(Form { word, prefix })
            });
            Part::Word {
                any_of: any_of.collect(),
                optional,
            }
        });
        Self(parts.collect())
    }

    /// Reads a list of them.
    pub(crate) fn parse_all(language: Language, list: &[&str]) -> Vec<Self> {
        list.iter().map(|t| Self::parse(language, t)).collect()
    }

    /// Where it ends if it begins at word `from`.
    pub(crate) fn end<W: AsRef<str>>(&self, words: &[W], from: usize) -> Option<usize> {
        end(&self.0, words, from).filter(|end| *end > from)
    }

    /// Whether every part of it has a word that can be said, and one of them must be.
    #[cfg(test)]
    pub(crate) fn is_sayable(&self) -> bool {
        let sayable = |part: &Part| match part {
            Part::Gap => true,
            Part::Word { any_of, .. } => {
                !any_of.is_empty()
                    && any_of
                        .iter()
                        .all(|form| !form.word.contains(['|', '*', '?']))
            }
        };
        self.0.iter().all(sayable)
            && self.0.iter().any(|part| {
                matches!(
                    part,
                    Part::Word {
                        optional: false,
                        ..
                    }
                )
            })
    }

    /// The first place it stands at, as a range of words.
    pub(crate) fn find<W: AsRef<str>>(&self, words: &[W]) -> Option<(usize, usize)> {
        (0..words.len()).find_map(|from| Some((from, self.end(words, from)?)))
    }
}

fn end<W: AsRef<str>>(parts: &[Part], words: &[W], at: usize) -> Option<usize> {
    let Some((part, rest)) = parts.split_first() else {
        return Some(at);
    };
    match part {
        Part::Gap => (0..=WIDEST_GAP)
            .take_while(|gap| at + gap <= words.len())
            .find_map(|gap| end(rest, words, at + gap)),
        Part::Word { any_of, optional } => {
            let fits = words.get(at).is_some_and(|word| {
                let word = word.as_ref();
                any_of.iter().any(|form| {
                    if form.prefix {
                        word.starts_with(&form.word)
                    } else {
                        word == form.word
                    }
                })
            });
            fits.then(|| end(rest, words, at + 1))
                .flatten()
                .or_else(|| optional.then(|| end(rest, words, at)).flatten())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notation_means_what_it_says() {
        let found = |pattern: &str, text: &str| {
            let words = words(Language::En, text);
            Pattern::parse(Language::En, pattern).find(&words)
        };
        assert_eq!(
            found("you did well|great", "I say you did great."),
            Some((2, 5))
        );
        assert_eq!(found("promis*", "We promised it"), Some((1, 2)));
        assert_eq!(found("the? job", "job"), Some((0, 1)));
        assert_eq!(found("you ~ hired", "you are as good as hired"), None);
        assert_eq!(
            found("you ~ hired", "you are almost surely hired"),
            Some((0, 5))
        );
        assert_eq!(found("you ~ hired", "you hired"), Some((0, 2)));
        assert_eq!(found("good day", "good"), None);
        assert_eq!(found("don’t", "I dont"), Some((1, 2)));
    }
}
