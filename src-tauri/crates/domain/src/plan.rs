//! A position and the structured plan its interviews follow.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::{
    id::PositionId,
    language::{Language, LocalizedText, LocalizedWords},
    time::UtcMillis,
};

/// Most questions a plan may have.
pub const MAX_QUESTIONS: usize = 100;
/// Longest title or key, in characters.
pub const MAX_TITLE: usize = 200;
/// Longest question, hint or description, in characters.
pub const MAX_TEXT: usize = 4_000;

/// Something a position asks for and questions probe.
#[derive(
    Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, schemars::JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Competency {
    /// Short stable key, unique in the plan.
    pub key: String,
    /// Its name, as recruiters read it.
    pub name: String,
}

/// One question of the plan.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema, schemars::JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Short stable key, unique in the plan.
    pub key: String,
    /// Key of the competency it probes.
    pub competency: String,
    /// Relative weight, above 0.
    #[serde(default = "default_weight")]
    pub weight: f32,
    /// Seconds set aside for it, follow-up included.
    #[serde(default = "default_time_budget_s")]
    pub time_budget_s: u32,
    /// Asked even when time is short.
    #[serde(default)]
    pub must_ask: bool,
    /// The question, per language.
    pub text: LocalizedText,
    /// What to ask when the answer is thin, per language; the first fitting one is used.
    #[serde(default)]
    pub follow_ups: Vec<LocalizedText>,
    /// Words one of which a full answer is expected to contain, per language.
    #[serde(default, skip_serializing_if = "LocalizedWords::is_empty")]
    pub keywords: LocalizedWords,
}

fn default_weight() -> f32 {
    1.0
}

fn default_time_budget_s() -> u32 {
    180
}

/// Competencies and the questions that probe them, in the order they are asked.
#[derive(
    Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema, schemars::JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// What the position asks for.
    #[serde(default)]
    pub competencies: Vec<Competency>,
    /// Questions in the order they are asked.
    #[serde(default)]
    pub questions: Vec<Question>,
}

/// A position people are interviewed for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Position {
    /// Its id.
    pub id: PositionId,
    /// Title as candidates read it.
    pub title: String,
    /// What the job is.
    pub description: String,
    /// What is asked.
    pub plan: Plan,
    /// When it was created.
    pub created_at: UtcMillis,
    /// When it was last changed.
    pub updated_at: UtcMillis,
}

/// What is wrong with a plan, one sentence each, worded for the person who wrote it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("; "))]
pub struct PlanProblems(pub Vec<String>);

impl Plan {
    /// The question with this key.
    pub fn question(&self, key: &str) -> Option<&Question> {
        self.questions.iter().find(|q| q.key == key)
    }

    /// Languages in which every question can be asked.
    pub fn languages(&self) -> Vec<Language> {
        if self.questions.is_empty() {
            return Vec::new();
        }
        Language::ALL
            .into_iter()
            .filter(|l| self.questions.iter().all(|q| q.text.get(*l).is_some()))
            .collect()
    }

    /// Checks the whole plan.
    ///
    /// # Errors
    /// [`PlanProblems`] lists everything that is wrong, not only the first thing.
    pub fn validate(&self) -> Result<(), PlanProblems> {
        let mut problems = Vec::new();
        if self.questions.is_empty() {
            problems.push("the plan has no questions".to_owned());
        }
        if self.questions.len() > MAX_QUESTIONS {
            problems.push(format!("the plan has more than {MAX_QUESTIONS} questions"));
        }
        let mut keys = HashSet::new();
        for c in &self.competencies {
            check_key(&c.key, "competency", &mut problems);
            check_text(
                &c.name,
                &format!("the name of competency “{}”", c.key),
                MAX_TITLE,
                &mut problems,
            );
            if !keys.insert(c.key.as_str()) {
                problems.push(format!("competency “{}” appears twice", c.key));
            }
        }
        let mut question_keys = HashSet::new();
        for q in &self.questions {
            check_key(&q.key, "question", &mut problems);
            if !question_keys.insert(q.key.as_str()) {
                problems.push(format!("question “{}” appears twice", q.key));
            }
            if !keys.contains(q.competency.as_str()) {
                problems.push(format!(
                    "question “{}” names the competency “{}”, which is not in the plan",
                    q.key, q.competency
                ));
            }
            if !(q.weight.is_finite() && q.weight > 0.0 && q.weight <= 1_000.0) {
                problems.push(format!(
                    "the weight of question “{}” must be above 0 and at most 1000",
                    q.key
                ));
            }
            if !(10..=7_200).contains(&q.time_budget_s) {
                problems.push(format!(
                    "the time budget of question “{}” must be between 10 and 7200 seconds",
                    q.key
                ));
            }
            if q.text.is_empty() {
                problems.push(format!("question “{}” has no text in any language", q.key));
            }
            for (language, text) in q
                .text
                .iter()
                .chain(q.follow_ups.iter().flat_map(LocalizedText::iter))
            {
                check_text(
                    text,
                    &format!("the {language} text of question “{}”", q.key),
                    MAX_TEXT,
                    &mut problems,
                );
            }
        }
        if !self.questions.is_empty() && self.languages().is_empty() {
            problems.push("there is no language in which every question has a text".to_owned());
        }
        if problems.is_empty() {
            Ok(())
        } else {
            Err(PlanProblems(problems))
        }
    }
}

fn check_key(key: &str, what: &str, problems: &mut Vec<String>) {
    let fits = (1..=64).contains(&key.len())
        && key
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_');
    if !fits {
        problems.push(format!(
            "the {what} key “{}” must be 1 to 64 lower-case letters, digits, “-” or “_”",
            key.chars().take(64).collect::<String>()
        ));
    }
}

/// Adds a problem when `text` is blank or longer than `max` characters.
pub fn check_text(text: &str, what: &str, max: usize, problems: &mut Vec<String>) {
    if text.trim().is_empty() {
        problems.push(format!("{what} is empty"));
    } else if text.chars().count() > max {
        problems.push(format!("{what} is longer than {max} characters"));
    }
}
