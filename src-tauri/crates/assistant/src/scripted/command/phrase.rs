//! The notation phrases are written in, and how they are found in what was said.
//!
//! `word`, `(one|the other)`, `[may be left out]`, `{slot}` for a named list of alternatives, inside brackets.
//! Brackets do not nest. Words are written as they are spelt; they are folded like the utterances they are
//! compared with.

use candor_domain::Language;

use crate::words::words;

/// Named alternatives, `one|the other`; they may refer to other slots.
pub(super) type Slots = [(&'static str, &'static str)];

/// Places in an utterance, as bits: bit n stands before word n. Utterances are far shorter than 64 words.
pub(super) type Places = u64;

/// One phrase: parts that follow each other.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Phrase(Vec<Part>);

#[derive(Debug, PartialEq, Eq)]
struct Part {
    /// Folded words, one run of which stands here.
    alternatives: Vec<Vec<String>>,
    /// May be left out.
    optional: bool,
}

impl Phrase {
    /// Reads the notation; the built-in phrases are its only input, and tests read them all.
    pub(super) fn parse(language: Language, slots: &Slots, text: &str) -> Self {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find(|c: char| !c.is_whitespace()) {
            rest = &rest[start..];
            let (inside, behind) = match rest.chars().next() {
                Some('(') => rest[1..].split_once(')').expect("a bracket is closed"),
                Some('[') => rest[1..].split_once(']').expect("a bracket is closed"),
                _ => rest.split_at(rest.find(['(', '[']).unwrap_or(rest.len())),
            };
            parts.push(Part {
                alternatives: alternatives(language, slots, inside),
                optional: rest.starts_with('['),
            });
            rest = behind;
        }
        Self(parts)
    }

    /// Where the phrase ends in `words` if it begins at one of `starts`. Never at its start: a phrase has words.
    pub(super) fn ends(&self, words: &[String], starts: Places) -> Places {
        let mut reached = starts;
        for part in &self.0 {
            let mut next = if part.optional { reached } else { 0 };
            for start in (0..words.len()).filter(|n| reached & (1 << n) != 0) {
                for run in &part.alternatives {
                    if words[start..].starts_with(run) {
                        next |= 1 << (start + run.len());
                    }
                }
            }
            reached = next;
            if reached == 0 {
                break;
            }
        }
        reached
    }

    /// Every word that occurs in it.
    #[cfg(test)]
    pub(super) fn words(&self) -> impl Iterator<Item = &String> {
        self.0
            .iter()
            .flat_map(|part| part.alternatives.iter().flatten())
    }
}

/// The runs of words that `one|the {slot}` stands for.
fn alternatives(language: Language, slots: &Slots, text: &str) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for alternative in text.split('|') {
        let mut runs = vec![Vec::new()];
        for token in alternative.split_whitespace() {
            let name = token.strip_prefix('{').and_then(|t| t.strip_suffix('}'));
            let continuations = match name {
                Some(name) => {
                    let slot = slots.iter().find(|(n, _)| *n == name);
                    let (_, filling) = slot.expect("a slot has a filling");
                    alternatives(language, slots, filling)
                }
                None => vec![words(language, token)],
            };
            runs = runs
                .iter()
                .flat_map(|run| continuations.iter().map(|c| [run.as_slice(), c].concat()))
                .collect();
        }
        all.append(&mut runs);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    const SLOTS: &Slots = &[("thing", "it|the {noun}"), ("noun", "test|last question")];

    fn is_said(phrase: &str, utterance: &str) -> bool {
        let said = words(Language::En, utterance);
        Phrase::parse(Language::En, SLOTS, phrase).ends(&said, 1) & (1 << said.len()) != 0
    }

    #[test]
    fn a_phrase_is_said_in_each_of_its_ways_and_no_other() {
        let phrase = "[can you|could you] Don’t repeat (for {thing}|to {noun}) [now]";
        for said in [
            "dont repeat for it",
            "Could you don't repeat to last question, now?",
            "can you don’t repeat for the test",
        ] {
            assert!(is_said(phrase, said), "{said}");
        }
        for not_said in [
            "don't repeat",
            "don't repeat to it",
            "don't repeat the test",
            "could don't repeat for it",
            "don't repeat for it now now",
            "",
        ] {
            assert!(!is_said(phrase, not_said), "{not_said}");
        }
    }

    #[test]
    fn every_place_it_may_begin_and_end_is_found() {
        let said = words(Language::En, "test it test it it");
        let phrase = Phrase::parse(Language::En, SLOTS, "test [it] [it]");
        assert_eq!(phrase.ends(&said, 0b00_0001), 0b00_0110);
        assert_eq!(phrase.ends(&said, 0b00_0101), 0b11_1110);
        assert_eq!(phrase.ends(&said, 0b00_0010), 0);
    }
}
