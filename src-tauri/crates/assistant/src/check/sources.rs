//! What a reply may draw on.

use std::collections::HashSet;

use candor_domain::{Language, message::Role};

use super::{
    lexicon::{Lexicon, lexicon},
    noticed::Noticed,
    text::{Vocabulary, numbers, sentences},
};
use crate::{
    patterns::Pattern,
    prompt::{Ask, Context, Task, excerpt, planned},
    words::words,
};

/// The texts behind a line, as words.
#[derive(Debug, Clone)]
pub(super) struct Sources {
    pub(super) language: Language,
    pub(super) task: Task,
    /// Content words of the planned text, some of which have to come back.
    pub(super) required: Vec<String>,
    /// Whether there is a planned text to keep to.
    pub(super) planned: bool,
    /// What it may speak of: plan texts, or for a reply what is known about the job.
    pub(super) topic: Vocabulary,
    /// What the candidate said last, which may be taken up; empty when it tries to instruct.
    pub(super) echo: Vocabulary,
    /// Words of texts that try to instruct and of no source: what an attempt wants said is not said.
    pub(super) tainted: HashSet<String>,
    /// The texts of `topic`, as runs of words that may be said as they stand.
    pub(super) said_anyway: Vec<Vec<String>>,
    /// Words of all these, in lower case and with their digits.
    pub(super) known: HashSet<String>,
    /// Numbers in `topic`.
    pub(super) numbers: HashSet<String>,
    /// Most times it may ask.
    pub(super) most_questions: usize,
}

impl Sources {
    pub(super) fn new(context: &Context, ask: &Ask, noticed: &Noticed) -> Self {
        let language = context.language;
        let lexicon = lexicon(language);
        let texts: Vec<String> = match ask.task {
            Task::Question => vec![ask.question.clone(), ask.scripted.clone()],
            Task::FollowUp => [Some(&ask.question), Some(&ask.scripted), ask.hint.as_ref()]
                .into_iter()
                .flatten()
                .cloned()
                .collect(),
            Task::Reply => vec![
                honest_lines(
                    noticed,
                    &excerpt(&context.knowledge_base, language, &ask.answer),
                ),
                honest_lines(noticed, &context.position_description),
                honest_lines(noticed, &context.position_title),
                honest_lines(noticed, &context.organisation),
            ],
        };
        let said_anyway: Vec<Vec<String>> = texts.iter().map(|t| words(language, t)).collect();
        // Whoever tries to instruct is not taken up, not even with single words.
        let by_candidate = context.said.iter().filter(|s| s.role == Role::Candidate);
        let by_candidate: Vec<&str> = by_candidate
            .map(|s| s.text.as_str())
            .chain([ask.answer.as_str(), context.candidate_name.as_str()])
            .filter(|t| noticed.is_attempt(t))
            .collect();
        let hostile = !by_candidate.is_empty();
        // The knowledge base is long, and sent for replies only; then its excerpt is all there is.
        let known = match ask.task {
            Task::Reply => excerpt(&context.knowledge_base, language, &ask.answer),
            Task::Question | Task::FollowUp => String::new(),
        };
        let entered = [
            &known,
            &context.position_description,
            &context.position_title,
            &context.organisation,
        ];
        let attempts = entered
            .into_iter()
            .flat_map(|t| t.lines())
            .filter(|l| noticed.is_attempt(l))
            .chain(by_candidate);
        let topic = Vocabulary::of(language, said_anyway.iter().flatten());
        let tainted = attempts
            .flat_map(|t| words(language, t))
            .filter(|w| {
                !lexicon.function.has(w)
                    && !lexicon.framing.has(w)
                    && !lexicon.about_job.has(w)
                    && !topic.has(w)
            })
            .collect();
        let answer = if hostile {
            Vec::new()
        } else {
            words(language, &ask.answer)
        };
        let planned_text = planned(ask);
        let planned_words = words(language, planned_text);
        let bare: Vec<String> = planned_words
            .iter()
            .filter(|w| !lexicon.function.has(w))
            .cloned()
            .collect();
        let mut required: Vec<String> = bare
            .iter()
            .filter(|w| !lexicon.framing.has(w))
            .cloned()
            .collect();
        if required.is_empty() {
            required = bare;
        }
        required.sort();
        required.dedup();
        let is_planned = match ask.task {
            Task::Question => true,
            Task::FollowUp => ask.hint.is_some(),
            Task::Reply => false,
        };
        let mut raw: Vec<&str> = texts.iter().map(String::as_str).collect();
        if !hostile {
            raw.push(&ask.answer);
        }
        Self {
            language,
            task: ask.task,
            planned: is_planned,
            topic,
            tainted,
            echo: Vocabulary::of(language, &answer),
            known: raw.iter().flat_map(|t| raw_words(t)).collect(),
            numbers: texts.iter().flat_map(|t| numbers(t)).collect(),
            most_questions: match (ask.task, is_planned) {
                (Task::Reply, _) => 1,
                (_, false) => 2,
                (_, true) => questions_in(language, lexicon, planned_text),
            },
            required,
            said_anyway,
        }
    }

    /// Whether this run of words stands in a source as it is.
    pub(super) fn has_run(&self, run: &[String]) -> bool {
        !run.is_empty()
            && self
                .said_anyway
                .iter()
                .any(|text| text.windows(run.len()).any(|w| w == run))
    }

    /// Whether a source or an honest answer holds this word, or anybody would use it to ask or answer.
    pub(super) fn is_known(&self, word: &str) -> bool {
        let lexicon = lexicon(self.language);
        lexicon.function.has(word)
            || lexicon.framing.has(word)
            || lexicon.about_job.has(word)
            || self.topic.has_form(self.language, word)
            || self.echo.has_form(self.language, word)
    }

    /// Whether the word begun here may be shown before it is complete: some harmless word begins like this.
    pub(super) fn is_familiar_beginning(&self, begun: &str) -> bool {
        let lexicon = lexicon(self.language);
        let folded = words(self.language, begun);
        match folded.as_slice() {
            [] => begun.is_empty(),
            [start] => {
                self.topic.has_beginning(start)
                    || lexicon.function.has_beginning(start)
                    || lexicon.framing.has_beginning(start)
                    || (self.task == Task::Reply && lexicon.about_job.has_beginning(start))
            }
            _ => false,
        }
    }
}

/// Lines that do not try to instruct: what they say is no ground to say it.
fn honest_lines(noticed: &Noticed, text: &str) -> String {
    let honest = text.lines().filter(|l| !noticed.is_attempt(l));
    honest.collect::<Vec<_>>().join("\n")
}

/// How often a planned text asks: it may join several questions in one sentence that are worded one after the other.
fn questions_in(language: Language, lexicon: &Lexicon, text: &str) -> usize {
    let sentences = sentences(language, text, true);
    let asking = sentences
        .iter()
        .filter(|s| s.asks || asks_without_mark(lexicon, &s.words))
        .count();
    let words = sentences.iter().flat_map(|s| &s.words);
    let question_words = words.filter(|w| lexicon.question_words.has(w)).count();
    asking.max(question_words.min(3)).max(1)
}

/// “Tell me …”, with or without a question mark.
pub(super) fn asks_without_mark(lexicon: &Lexicon, words: &[String]) -> bool {
    lexicon
        .requests
        .iter()
        .any(|p: &Pattern| p.find(words).is_some())
}

fn raw_words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .chain(text.split_whitespace().map(|w| {
            w.trim_matches(|c: char| !c.is_alphanumeric())
                .to_lowercase()
        }))
        .collect()
}
