//! Whether a reply speaks of what it should: the planned question, or what is known about the job.

use super::{
    Fault,
    lexicon::{Lexicon, lexicon},
    sources::{Sources, asks_without_mark},
    text::{Sentence, Vocabulary, numbers},
};
use crate::prompt::Task;
use candor_domain::Language;

/// Longest acknowledgement, in words.
const LONGEST_ACKNOWLEDGEMENT: usize = 14;
/// Most content words taken up from the answer.
const MOST_ECHO: usize = 6;
/// Unknown content words after which a sentence that has nothing else is given up before its end.
const LOST: usize = 2;

/// The content words of a sentence, by where they come from.
#[derive(Debug, Default, Clone, Copy)]
struct Content {
    /// In the plan's texts, or in what is known about the job.
    known: usize,
    /// In the candidate's last words only.
    echo: usize,
    /// Anywhere else.
    new: usize,
}

impl Content {
    fn all(self) -> usize {
        self.known + self.echo + self.new
    }
}

pub(super) fn look(
    sources: &Sources,
    sentences: &[Sentence<'_>],
    done: bool,
    faults: &mut Vec<Fault>,
) {
    let lexicon = lexicon(sources.language);
    let asking: Vec<bool> = sentences
        .iter()
        .map(|s| s.asks || asks_without_mark(lexicon, &s.words))
        .collect();
    if asking.iter().filter(|a| **a).count() > sources.most_questions {
        faults.push(Fault::TooManyQuestions);
    }
    if let Some(fault) = ungrounded_number(sources, lexicon, sentences) {
        faults.push(fault);
    }
    if is_spliced(sources, lexicon, sentences) {
        faults.push(Fault::OffTopic);
    }
    let mut words = sentences.iter().flat_map(|s| &s.words);
    if words.any(|w| sources.tainted.contains(w)) {
        faults.push(Fault::OffTopic);
    }
    match sources.task {
        Task::Question | Task::FollowUp => {
            question(sources, lexicon, sentences, &asking, done, faults);
        }
        Task::Reply => reply(sources, lexicon, sentences, &asking, done, faults),
    }
}

/// A question has the planned one's sense, and no sentence speaks of anything else.
fn question(
    sources: &Sources,
    lexicon: &Lexicon,
    sentences: &[Sentence<'_>],
    asking: &[bool],
    done: bool,
    faults: &mut Vec<Fault>,
) {
    let is_content = |w: &str| !lexicon.function.has(w) && !lexicon.framing.has(w);
    let mut total = Content::default();
    for (place, sentence) in sentences.iter().enumerate() {
        let content = content(sources, &sentence.words, is_content);
        total.known += content.known;
        total.echo += content.echo;
        total.new += content.new;
        let kept = if content.all() == 0 {
            true
        } else if !sentence.complete {
            content.known + content.echo > 0 || content.new < LOST
        } else if asking[place] && !sources.planned {
            (content.known + content.echo) * 5 >= content.all() * 2
        } else {
            let acknowledges = place == 0
                && !asking[place]
                && sentence.words.len() <= LONGEST_ACKNOWLEDGEMENT
                && (content.known + content.echo) * 2 >= content.all();
            acknowledges || content.known * 5 >= content.all() * 2
        };
        if !kept {
            faults.push(Fault::OffTopic);
        }
    }
    let most_new = (sources.required.len() * 2 / 5).max(2);
    let most_echo = if sources.planned {
        MOST_ECHO
    } else {
        2 * MOST_ECHO
    };
    if total.new > most_new || total.echo > most_echo {
        faults.push(Fault::OffTopic);
    }
    if !done {
        return;
    }
    if !asking.contains(&true) {
        faults.push(Fault::NoQuestion);
    }
    if sources.planned {
        let said = Vocabulary::of(sources.language, sentences.iter().flat_map(|s| &s.words));
        let kept = sources
            .required
            .iter()
            .filter(|w| said.has_form(sources.language, w));
        if kept.count() * 2 < sources.required.len() {
            faults.push(Fault::OffPlan);
        }
    }
}

/// Statements are grounded, or say that something is not known; the only question is whether to go on.
fn reply(
    sources: &Sources,
    lexicon: &Lexicon,
    sentences: &[Sentence<'_>],
    asking: &[bool],
    done: bool,
    faults: &mut Vec<Fault>,
) {
    let is_content =
        |w: &str| !lexicon.function.has(w) && !lexicon.framing.has(w) && !lexicon.about_job.has(w);
    let mut answered = false;
    for (place, sentence) in sentences.iter().enumerate() {
        let content = content(sources, &sentence.words, is_content);
        let stands = |patterns: &[crate::patterns::Pattern]| {
            patterns.iter().any(|p| p.find(&sentence.words).is_some())
        };
        if !sentence.complete {
            if content.known + content.echo == 0 && content.new >= LOST {
                faults.push(Fault::Ungrounded);
            }
            continue;
        }
        let invites = stands(&lexicon.invitation);
        if asking[place] && !invites {
            faults.push(Fault::TooManyQuestions);
        }
        let says_unknown = stands(&lexicon.unknown);
        let grounded = if says_unknown || invites {
            (content.known + content.echo) * 2 >= content.all()
        } else {
            content.known * 5 >= content.all() * 3
        };
        if !grounded {
            faults.push(Fault::Ungrounded);
        }
        let about_itself = sentence.words.iter().any(|w| is_machine(w));
        answered |= says_unknown || about_itself || (grounded && !invites && content.known > 0);
        if has_unknown_name(sources, lexicon, sentence) {
            faults.push(Fault::Ungrounded);
        }
    }
    if done && !answered {
        faults.push(Fault::Ungrounded);
    }
}

/// Longest abbreviation, in letters.
const ABBREVIATION: usize = 3;

/// Whether something was put into a sentence: one begins in the middle of another, or goes on behind its end.
fn is_spliced(sources: &Sources, lexicon: &Lexicon, sentences: &[Sentence<'_>]) -> bool {
    let first_letter = |s: &Sentence<'_>| s.text.chars().find(|c| c.is_alphanumeric());
    let goes_on = sentences.windows(2).any(|pair| {
        let abbreviated = pair[0]
            .words
            .last()
            .is_none_or(|w| w.chars().count() <= ABBREVIATION);
        !abbreviated && first_letter(&pair[1]).is_some_and(char::is_lowercase)
    });
    goes_on
        || sentences
            .iter()
            .any(|s| begins_inside(sources.language, lexicon, s.text))
}

/// A capital where there is no reason for one: “a change What is your”.
fn begins_inside(language: Language, lexicon: &Lexicon, text: &str) -> bool {
    let polite = |w: &str| match language {
        Language::En => {
            w == "i" || w.starts_with("im") || w.starts_with("id") || w.starts_with("iv")
        }
        Language::De => w == "sie" || w.starts_with("ihr") || w == "ihnen",
        Language::Ru => w.starts_with("вы") || w.starts_with("ва"),
    };
    let mut begins = true;
    for token in text.split_whitespace() {
        let first = token.chars().find(|c| c.is_alphanumeric());
        let folded = crate::words::words(language, token);
        let word = folded.first().map_or("", String::as_str);
        let quoted = token.starts_with(['“', '„', '«', '"', '(', '‘']);
        if !begins
            && !quoted
            && first.is_some_and(char::is_uppercase)
            && lexicon.function.has(word)
            && !polite(word)
        {
            return true;
        }
        begins = first.is_none() || token.ends_with([':', '–', '—']);
    }
    false
}

fn is_machine(word: &str) -> bool {
    [
        "automat",
        "автоматич",
        "программ",
        "programm",
        "program",
        "maschine",
        "machine",
    ]
    .iter()
    .any(|m| word.starts_with(m))
}

fn content(sources: &Sources, words: &[String], is_content: impl Fn(&str) -> bool) -> Content {
    let mut content = Content::default();
    for word in words.iter().filter(|w| is_content(w)) {
        if sources.topic.has_form(sources.language, word) {
            content.known += 1;
        } else if sources.echo.has_form(sources.language, word) {
            content.echo += 1;
        } else {
            content.new += 1;
        }
    }
    content
}

/// Numbers and dates are those of a source. Spelled ones are looked at where facts are told.
fn ungrounded_number(
    sources: &Sources,
    lexicon: &Lexicon,
    sentences: &[Sentence<'_>],
) -> Option<Fault> {
    let told = sentences.iter().flat_map(|s| {
        let text = if s.complete {
            s.text
        } else {
            whole_numbers(s.text)
        };
        numbers(text)
    });
    if told.into_iter().any(|n| !sources.numbers.contains(&n)) {
        return Some(Fault::Ungrounded);
    }
    if sources.task != Task::Reply {
        return None;
    }
    sentences
        .iter()
        .any(|s| has_unknown_date(sources, lexicon, s) || has_unknown_spelled(sources, lexicon, s))
        .then_some(Fault::Ungrounded)
}

/// Without a number at the end that may go on.
fn whole_numbers(text: &str) -> &str {
    text.trim_end_matches(|c: char| c.is_numeric() || matches!(c, ',' | '.' | ' ' | '\u{a0}'))
}

fn has_unknown_date(sources: &Sources, lexicon: &Lexicon, sentence: &Sentence<'_>) -> bool {
    let may_means_perhaps =
        |w: &str| sources.language == Language::En && matches!(w, "may" | "march");
    sentence.words.iter().any(|w| {
        lexicon.calendar.has(w)
            && !may_means_perhaps(w)
            && !sources.topic.has_form(sources.language, w)
    })
}

/// “Forty five thousand” is 45000; each of its words or the whole stands in a source.
fn has_unknown_spelled(sources: &Sources, lexicon: &Lexicon, sentence: &Sentence<'_>) -> bool {
    let value = |w: &str| {
        lexicon
            .numbers
            .iter()
            .find(|(list, _)| list.has(w))
            .map(|(_, n)| *n)
    };
    let mut at = 0;
    let words = &sentence.words;
    while at < words.len() {
        let run: Vec<u64> = words[at..].iter().map_while(|w| value(w)).collect();
        if run.is_empty() {
            if compound_number(sources.language, &words[at]) && !sources.topic.has(&words[at]) {
                return true;
            }
            at += 1;
            continue;
        }
        let in_source = words[at..at + run.len()]
            .iter()
            .all(|w| sources.topic.has(w));
        let sum = sum(&run).to_string();
        if !in_source
            && !sources.numbers.contains(&sum)
            && (sentence.complete || at + run.len() < words.len())
        {
            return true;
        }
        at += run.len();
    }
    false
}

fn sum(run: &[u64]) -> u64 {
    let (mut whole, mut part) = (0_u64, 0_u64);
    for n in run {
        if *n >= 1_000 {
            whole = whole.saturating_add(part.max(1).saturating_mul(*n));
            part = 0;
        } else if *n == 100 {
            part = part.max(1).saturating_mul(100);
        } else {
            part = part.saturating_add(*n);
        }
    }
    whole.saturating_add(part)
}

/// German writes large numbers as one word.
fn compound_number(language: Language, word: &str) -> bool {
    language == Language::De
        && (word.ends_with("tausend")
            || word.ends_with("hundert")
            || (word.contains("und") && word.ends_with("zig")))
}

/// A name that neither a source nor the candidate has mentioned. German writes every noun with a capital.
fn has_unknown_name(sources: &Sources, lexicon: &Lexicon, sentence: &Sentence<'_>) -> bool {
    if sources.language == Language::De {
        return false;
    }
    let tokens = sentence
        .text
        .split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’'));
    tokens.filter(|t| !t.is_empty()).skip(1).any(|token| {
        let capital = token.chars().next().is_some_and(char::is_uppercase);
        capital
            && crate::words::words(sources.language, token)
                .iter()
                .any(|w| {
                    let common = lexicon.function.has(w)
                        || lexicon.framing.has(w)
                        || lexicon.about_job.has(w);
                    let known = |v: &Vocabulary| v.has_form(sources.language, w);
                    !common && !known(&sources.topic) && !known(&sources.echo)
                })
    })
}
