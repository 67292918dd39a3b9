//! What is never said: judgement, ratings, promises, personal questions, claims to be a person, talk of instructions.

use std::collections::HashSet;

use candor_domain::Language;

use super::{
    Fault,
    lexicon::{Lexicon, lexicon},
    sources::{Sources, asks_without_mark},
    text::Sentence,
};
use crate::{patterns::Pattern, prompt::Task};

/// This many words of another language are too many, if they are more than those of the right one.
const FOREIGN_WORDS: usize = 3;
/// From this many letters on the alphabet is looked at.
const ENOUGH_LETTERS: usize = 20;

pub(super) fn look(
    sources: &Sources,
    sentences: &[Sentence<'_>],
    done: bool,
    faults: &mut Vec<Fault>,
) {
    let lexicon = lexicon(sources.language);
    let words: Vec<String> = sentences.iter().flat_map(|s| s.words.clone()).collect();
    if !is_in_language(sources, lexicon, sentences, &words, done) {
        faults.push(Fault::WrongLanguage);
    }
    if words.iter().any(|w| lexicon.familiar.has(w)) {
        faults.push(Fault::Familiar);
    }
    let judges = |w: &String| lexicon.evaluative.has(w) && !sources.topic.has(w);
    if words.iter().any(judges) || stands_in(sources, &lexicon.judgement, &words) {
        faults.push(Fault::Judgement);
    }
    for (patterns, fault) in [
        (&lexicon.rating, Fault::Rating),
        (&lexicon.inside, Fault::Leak),
        (&lexicon.farewell, Fault::Farewell),
    ] {
        if stands_in(sources, patterns, &words) {
            faults.push(fault);
        }
    }
    let promised = match sources.task {
        // What the knowledge base says about pay is told; that the job is the candidate's is not, whoever says so.
        Task::Reply => lexicon.promise.iter().any(|p| p.find(&words).is_some()),
        Task::Question | Task::FollowUp => stands_in(sources, &lexicon.promise, &words),
    };
    if promised {
        faults.push(Fault::Promise);
    }
    if lexicon.human.iter().any(|p| p.find(&words).is_some()) {
        faults.push(Fault::ClaimsHuman);
    }
    let personal = match sources.task {
        Task::Question | Task::FollowUp => stands_in(sources, &lexicon.personal, &words),
        Task::Reply => sentences
            .iter()
            .any(|s| asks_personal(sources.language, lexicon, s)),
    };
    if personal {
        faults.push(Fault::PersonalData);
    }
}

/// Whether a pattern stands anywhere in `words`, other than in words of a source.
fn stands_in(sources: &Sources, patterns: &[Pattern], words: &[String]) -> bool {
    patterns.iter().any(|pattern| {
        (0..words.len()).any(|from| {
            pattern
                .end(words, from)
                .is_some_and(|end| !sources.has_run(&words[from..end]))
        })
    })
}

/// Health insurance may be told about; asking for the candidate's health may not.
fn asks_personal(language: Language, lexicon: &Lexicon, sentence: &Sentence<'_>) -> bool {
    let yours: &[&str] = match language {
        Language::En => &["your"],
        Language::De => &["ihr", "ihre", "ihren", "ihrem", "ihrer", "ihres"],
        Language::Ru => &[
            "ваш",
            "ваша",
            "ваше",
            "ваши",
            "вашего",
            "вашей",
            "вашу",
            "ваших",
        ],
    };
    let asks = sentence.asks || asks_without_mark(lexicon, &sentence.words);
    lexicon.personal.iter().any(|pattern| {
        (0..sentence.words.len()).any(|from| {
            pattern.end(&sentence.words, from).is_some()
                && (asks || (from > 0 && yours.contains(&sentence.words[from - 1].as_str())))
        })
    })
}

fn is_in_language(
    sources: &Sources,
    lexicon: &Lexicon,
    sentences: &[Sentence<'_>],
    words: &[String],
    done: bool,
) -> bool {
    let foreign: HashSet<&String> = words
        .iter()
        .filter(|w| lexicon.of_others.contains(*w) && !sources.topic.has(w))
        .collect();
    let own = words
        .iter()
        .filter(|w| lexicon.function.has(w) || lexicon.framing.has(w) || lexicon.about_job.has(w))
        .count();
    if foreign.len() >= FOREIGN_WORDS && foreign.len() * 3 > own {
        return false;
    }
    if (done || words.len() >= 12) && words.len() >= 4 && own * 5 < words.len() {
        return false;
    }
    let (mut right, mut all) = (0_usize, 0_usize);
    for c in sentences
        .iter()
        .flat_map(|s| s.text.chars())
        .filter(|c| c.is_alphabetic())
    {
        all += 1;
        let cyrillic = matches!(c, '\u{400}'..='\u{52f}');
        let latin =
            matches!(c, 'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}');
        right += usize::from(if sources.language == Language::Ru {
            cyrillic
        } else {
            latin
        });
    }
    let enough = done || all >= ENOUGH_LETTERS;
    !enough || all == 0 || right * 10 >= all * 6
}
