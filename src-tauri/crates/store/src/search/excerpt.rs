//! The part of a text in which something was found, with what was found marked.

use candor_domain::search::Part;

use super::{fold::tokens, query::Query};

/// Letters a text may have to be shown whole.
const WHOLE: usize = 220;
/// Letters shown before the first thing found.
const BEFORE: usize = 60;

/// The whole text, with what `query` finds in it marked.
pub(super) fn marked(text: &str, query: &Query) -> Vec<Part> {
    parts(text, &finds(text, query), 0, text.len())
}

/// Whether anything of `query` is in the text.
pub(super) fn has_any(text: &str, query: &Query) -> bool {
    !finds(text, query).is_empty()
}

/// A piece of the text around most of what `query` finds in it.
pub(super) fn excerpt(text: &str, query: &Query) -> Vec<Part> {
    let finds = finds(text, query);
    if text.chars().count() <= WHOLE {
        return parts(text, &finds, 0, text.len());
    }
    // The piece that begins with the find after which the most different terms follow.
    let terms_from = |n: usize| {
        let end = forward(text, finds[n].start, WHOLE - BEFORE);
        let mut terms: Vec<usize> = finds[n..]
            .iter()
            .take_while(|find| find.end <= end)
            .map(|find| find.term)
            .collect();
        terms.sort_unstable();
        terms.dedup();
        terms.len()
    };
    // Of equally good ones the first: the last maximum of the reversed order.
    let best = (0..finds.len()).rev().max_by_key(|n| terms_from(*n));
    let first = best.map_or(0, |n| finds[n].start);
    let start = word_start(text, backward(text, first, BEFORE));
    let end = word_end(text, forward(text, start, WHOLE));
    let mut parts = parts(text, &finds, start, end);
    if start > 0 {
        parts.insert(0, plain("… "));
    }
    if end < text.len() {
        parts.push(plain(" …"));
    }
    parts
}

/// One place in which a term was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Find {
    start: usize,
    end: usize,
    term: usize,
}

/// Every find, in order, none inside another.
fn finds(text: &str, query: &Query) -> Vec<Find> {
    let words = tokens(text);
    let mut finds: Vec<Find> = Vec::new();
    for at in 0..words.len() {
        for (term, wanted) in query.terms().iter().enumerate() {
            let last = wanted.words.len() - 1;
            let Some(candidates) = words.get(at..=at + last) else {
                continue;
            };
            let all = candidates
                .iter()
                .zip(&wanted.words)
                .enumerate()
                .all(|(n, (word, wanted_word))| word.is(wanted_word, wanted.open && n == last));
            let (start, end) = (words[at].start, candidates[last].end);
            if all && finds.last().is_none_or(|find| find.end <= start) {
                finds.push(Find { start, end, term });
            }
        }
    }
    finds
}

fn parts(text: &str, finds: &[Find], start: usize, end: usize) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut at = start;
    for find in finds.iter().filter(|f| f.start >= start && f.end <= end) {
        if find.start > at {
            parts.push(plain(&text[at..find.start]));
        }
        parts.push(Part {
            text: text[find.start..find.end].to_owned(),
            found: true,
        });
        at = find.end;
    }
    if at < end {
        parts.push(plain(&text[at..end]));
    }
    parts
}

fn plain(text: &str) -> Part {
    Part {
        text: text.to_owned(),
        found: false,
    }
}

/// The place `letters` letters after `at`, or the end.
fn forward(text: &str, at: usize, letters: usize) -> usize {
    let place = text[at..].char_indices().nth(letters);
    place.map_or(text.len(), |(n, _)| at + n)
}

/// The place `letters` letters before `at`, or the beginning.
fn backward(text: &str, at: usize, letters: usize) -> usize {
    let place = text[..at].char_indices().rev().nth(letters.max(1) - 1);
    place.map_or(0, |(n, _)| n)
}

/// Moves on to where a word begins, unless that is far.
fn word_start(text: &str, at: usize) -> usize {
    if at == 0 {
        return 0;
    }
    let space = text[at..]
        .char_indices()
        .take(30)
        .find(|(_, c)| c.is_whitespace());
    space.map_or(at, |(n, c)| at + n + c.len_utf8())
}

/// Moves back to where a word ends, unless that is far.
fn word_end(text: &str, at: usize) -> usize {
    if at == text.len() {
        return at;
    }
    let space = text[..at]
        .char_indices()
        .rev()
        .take(30)
        .find(|(_, c)| c.is_whitespace());
    space.map_or(at, |(n, _)| n)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(parts: &[Part]) -> String {
        let show = |part: &Part| {
            if part.found {
                format!("[{}]", part.text)
            } else {
                part.text.clone()
            }
        };
        parts.iter().map(show).collect()
    }

    fn query(typed: &str) -> Query {
        Query::parse(typed).unwrap()
    }

    #[test]
    fn what_was_found_is_marked_as_it_was_written() {
        for (text, typed, expected) in [
            ("Frau Müller kam.", "mueller", "Frau [Müller] kam."),
            ("Straßen und Gassen", "strasse", "[Straßen] und Gassen"),
            ("Ёлка и ёлки", "елк", "[Ёлка] и [ёлки]"),
            (
                "kept the old books",
                "\"the books\" kept ",
                "[kept] the old books",
            ),
            ("kept the books", "\"the books\"", "kept [the books]"),
            ("<b>harbour</b> & co", "b", "<[b]>harbour</[b]> & co"),
            ("nothing", "else", "nothing"),
        ] {
            assert_eq!(
                shown(&marked(text, &query(typed))),
                expected,
                "{text} {typed}"
            );
        }
    }

    #[test]
    fn a_long_text_is_cut_at_words_around_the_most_terms() {
        let text = format!(
            "harbour {}and in the harbour of Ulm we kept books {}",
            "once upon a time ".repeat(30),
            "and so on ".repeat(40)
        );
        let found = excerpt(&text, &query("harbour books "));
        let shown = shown(&found);
        assert!(shown.starts_with("… ") && shown.ends_with(" …"), "{shown}");
        assert!(
            shown.contains("the [harbour] of Ulm we kept [books] and"),
            "{shown}"
        );
        let letters: usize = found.iter().map(|p| p.text.chars().count()).sum();
        assert!(letters <= WHOLE + 4, "{letters}");
    }

    #[test]
    fn texts_of_any_letters_can_be_cut() {
        for letter in ["ё", "𝕬", "e\u{301}", "界"] {
            let text = letter.repeat(1_000);
            let found = excerpt(&text, &query("nothing"));
            assert!(found[0].text.chars().count() <= WHOLE);
        }
    }
}
