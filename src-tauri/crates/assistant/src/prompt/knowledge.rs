//! What of a long knowledge base is sent: the parts that speak of what was asked.

use std::collections::HashSet;

use candor_domain::Language;

use crate::{scripted::answer::stem, words::words};

/// Most characters of the knowledge base that are sent.
const MOST: usize = 12_000;
/// Longest part, in characters.
const LONGEST_PART: usize = 1_200;
/// Shortest word that says what a part is about.
const SHORTEST_WORD: usize = 4;

/// The knowledge base, or of one that is too long the parts with most words of the question, in their order.
pub fn excerpt(knowledge_base: &str, language: Language, question: &str) -> String {
    if knowledge_base.chars().count() <= MOST {
        return knowledge_base.trim().to_owned();
    }
    let stems = |text: &str| -> HashSet<String> {
        let words = words(language, text).into_iter();
        words
            .filter(|w| w.chars().count() >= SHORTEST_WORD)
            .map(|w| stem(language, &w))
            .collect()
    };
    let asked = stems(question);
    let mut parts: Vec<(usize, usize, String)> = parts(knowledge_base)
        .into_iter()
        .enumerate()
        .map(|(place, part)| (stems(&part).intersection(&asked).count(), place, part))
        .collect();
    // Most in common first; among equals what stands first.
    parts.sort_by_key(|(common, place, _)| (std::cmp::Reverse(*common), *place));
    let mut room = MOST;
    parts.retain(|(_, _, part)| {
        let length = part.chars().count() + 1;
        let fits = length <= room;
        if fits {
            room -= length;
        }
        fits
    });
    parts.sort_by_key(|(_, place, _)| *place);
    let kept: Vec<String> = parts.into_iter().map(|(_, _, part)| part).collect();
    kept.join("\n")
}

/// Lines, and pieces of lines that are too long.
fn parts(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim).filter(|l| !l.is_empty());
    let mut parts = Vec::new();
    for line in lines {
        let mut part = String::new();
        let mut length = 0;
        for word in line.split_inclusive(char::is_whitespace) {
            let more = word.chars().count();
            if length > 0 && length + more > LONGEST_PART {
                parts.push(std::mem::take(&mut part));
                length = 0;
            }
            part.extend(word.chars().take(LONGEST_PART));
            length += more;
        }
        parts.push(part);
    }
    parts
}
