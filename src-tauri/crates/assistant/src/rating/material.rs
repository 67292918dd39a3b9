//! What there is to rate, in portions a model can take.

use std::ops::Range;

use candor_domain::{Language, plan::Competency};

use super::suspicion;
use crate::injection;

/// Most characters of answers in one request: small models on this machine read some thousand tokens at a time.
const PORTION: usize = 12_000;

/// Something the candidate said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Number of the message.
    pub number: u32,
    /// The text that counts.
    pub text: String,
    /// Where in it something was noticed that reads like instructions for a model, in characters.
    pub flagged: Vec<Range<usize>>,
}

/// A question or follow-up, and what was said to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Key of the competency it probes.
    pub competency: String,
    /// The question.
    pub question: String,
    /// The answers, in order.
    pub answers: Vec<Answer>,
}

/// An interview, as far as it can be rated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Material {
    /// Language of the interview and of the draft.
    pub language: Language,
    /// What the position asks for, in the plan's order.
    pub competencies: Vec<Competency>,
    /// What was asked and answered, in order.
    pub asked: Vec<Asked>,
    /// Names of the candidate; they are not sent.
    pub names: Vec<String>,
}

/// An answer as it is sent: whole sentences of it are cut out where something reads like instructions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sent<'m> {
    pub(super) question: &'m str,
    pub(super) answer: &'m Answer,
    /// What is sent of it.
    pub(super) text: String,
    /// What is no evidence, in characters of the whole answer.
    pub(super) cut: Vec<Range<usize>>,
}

/// What one request is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Batch<'m> {
    /// Indexes of competencies, each with the answers to its questions.
    pub(super) competencies: Vec<(usize, Vec<Sent<'m>>)>,
}

impl<'m> Batch<'m> {
    pub(super) fn answers(&self) -> impl Iterator<Item = &Sent<'m>> {
        self.competencies.iter().flat_map(|(_, answers)| answers)
    }

    pub(super) fn keys<'k>(&self, material: &'k Material) -> Vec<&'k str> {
        let indexes = self.competencies.iter();
        indexes
            .map(|(index, _)| material.competencies[*index].key.as_str())
            .collect()
    }
}

impl Material {
    /// The same with whole sentences flagged in which something reads like instructions.
    pub(super) fn looked_through(&self) -> Self {
        let look = |asked: &Asked| Asked {
            answers: asked.answers.iter().map(Answer::looked_through).collect(),
            ..asked.clone()
        };
        Self {
            asked: self.asked.iter().map(look).collect(),
            ..self.clone()
        }
    }

    fn of<'m>(&'m self, key: &'m str) -> impl Iterator<Item = (&'m Asked, &'m Answer)> {
        let own = self
            .asked
            .iter()
            .filter(move |asked| asked.competency == key);
        own.flat_map(|asked| asked.answers.iter().map(move |answer| (asked, answer)))
    }

    /// Whether something in the answers on this competency reads like instructions.
    pub(super) fn was_cut(&self, key: &str) -> bool {
        self.of(key).any(|(_, answer)| !answer.flagged.is_empty())
    }

    /// Whether something in them looks like a demand on whoever rates.
    pub(super) fn is_suspicious(&self, key: &str) -> bool {
        self.of(key)
            .any(|(_, answer)| suspicion::sentences(&answer.text).any(|(_, odd)| odd))
    }

    /// Share of the words on this competency that are not sent: those of sentences flagged, or, in the second look, of whole
    /// messages and of what looks like demands.
    pub(super) fn share_cut(&self, key: &str, strict: bool) -> f32 {
        let (mut all, mut cut) = (0, 0);
        for (_, answer) in self.of(key) {
            let letters: Vec<char> = answer.text.chars().collect();
            for (span, odd) in suspicion::sentences(&answer.text) {
                let is_flagged = answer.flagged.iter().any(|own| touch(own, &span));
                let sentence: String = letters[span].iter().collect();
                let words = sentence.split_whitespace().count();
                all += words;
                if is_flagged || strict && (odd || !answer.flagged.is_empty()) {
                    cut += words;
                }
            }
        }
        cut as f32 / all.max(1) as f32
    }

    /// Every competency with answers, as many in each batch as fit.
    pub(super) fn batches(&self) -> Vec<Batch<'_>> {
        let mut batches: Vec<Batch<'_>> = Vec::new();
        let mut room = 0;
        for (index, competency) in self.competencies.iter().enumerate() {
            let sent = self
                .of(&competency.key)
                .filter_map(|(asked, answer)| self.sent(asked, answer, answer.flagged.clone()));
            for portion in portions(sent.collect()) {
                let length = length(&portion);
                match batches.last_mut() {
                    Some(last)
                        if length <= room
                            && last.competencies.iter().all(|(own, _)| *own != index) =>
                    {
                        room -= length;
                        last.competencies.push((index, portion));
                    }
                    _ => {
                        room = PORTION.saturating_sub(length);
                        batches.push(Batch {
                            competencies: vec![(index, portion)],
                        });
                    }
                }
            }
        }
        batches
    }

    /// One competency by itself, without any message in which something was noticed, and without sentences that look like
    /// demands.
    pub(super) fn strict_batches(&self, competency: usize) -> Vec<Batch<'_>> {
        let key = &self.competencies[competency].key;
        let clean = self.of(key).filter(|(_, answer)| answer.flagged.is_empty());
        let sent = clean.filter_map(|(asked, answer)| {
            let odd = suspicion::sentences(&answer.text).filter(|(_, odd)| *odd);
            self.sent(asked, answer, odd.map(|(span, _)| span).collect())
        });
        let one = |portion| Batch {
            competencies: vec![(competency, portion)],
        };
        portions(sent.collect()).into_iter().map(one).collect()
    }

    fn sent<'m>(
        &self,
        asked: &'m Asked,
        answer: &'m Answer,
        cut: Vec<Range<usize>>,
    ) -> Option<Sent<'m>> {
        let letters: Vec<char> = answer.text.chars().collect();
        let mut text = String::new();
        for (span, _) in suspicion::sentences(&answer.text) {
            if !cut.iter().any(|cut| touch(cut, &span)) {
                text.extend(&letters[span]);
            }
        }
        let text = self.without_names(text.trim());
        text.chars().any(char::is_alphanumeric).then(|| Sent {
            question: &asked.question,
            answer,
            text,
            cut,
        })
    }

    /// The text without the candidate's name. Only as it is written: “will” is not Will.
    fn without_names(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for name in self.names.iter().filter(|name| name.chars().count() >= 3) {
            let mut from = 0;
            while let Some(at) = text[from..].find(name.as_str()).map(|at| from + at) {
                let end = at + name.len();
                let is_word = !text[..at].ends_with(char::is_alphanumeric)
                    && !text[end..].starts_with(char::is_alphanumeric);
                if is_word {
                    text.replace_range(at..end, "…");
                    from = at + "…".len();
                } else {
                    from = end;
                }
            }
        }
        text
    }
}

impl Answer {
    /// The same with every sentence flagged in which something reads like instructions, noticed before or now.
    fn looked_through(&self) -> Self {
        let found = injection::attempts(&self.text);
        let found = found
            .into_iter()
            .map(|found| found.start as usize..found.end as usize);
        let spans: Vec<_> = self.flagged.iter().cloned().chain(found).collect();
        // A sentence is cut out whole: its rest may be the rest of the instruction.
        let sentences = suspicion::sentences(&self.text).map(|(span, _)| span);
        Self {
            flagged: sentences
                .filter(|span| spans.iter().any(|own| touch(own, span)))
                .collect(),
            ..self.clone()
        }
    }
}

/// Whether two spans have something in common; an empty one has with what it lies in.
pub(super) fn touch(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end.max(b.start + 1) && b.start < a.end.max(a.start + 1)
}

fn length(answers: &[Sent<'_>]) -> usize {
    answers.iter().map(|sent| sent.text.chars().count()).sum()
}

/// The answers in portions that fit; none when there are none. An answer is never torn.
fn portions(answers: Vec<Sent<'_>>) -> Vec<Vec<Sent<'_>>> {
    let mut portions: Vec<Vec<Sent<'_>>> = Vec::new();
    let mut room = 0;
    for sent in answers {
        let length = sent.text.chars().count();
        match portions.last_mut() {
            Some(last) if length <= room => {
                room -= length;
                last.push(sent);
            }
            _ => {
                room = PORTION.saturating_sub(length);
                portions.push(vec![sent]);
            }
        }
    }
    portions
}
