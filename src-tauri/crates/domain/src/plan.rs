//! A position and the structured plan its interviews follow.

use serde::{Deserialize, Serialize};

use crate::{
    id::PositionId,
    language::{Language, LocalizedText, LocalizedWords},
    plan_check::{Faults, check_plan},
    time::UtcMillis,
};

/// Most questions a plan may have.
pub const MAX_QUESTIONS: usize = 100;
/// Longest title or key, in characters.
pub const MAX_TITLE: usize = 200;
/// Longest question, hint or description, in characters.
pub const MAX_TEXT: usize = 4_000;
/// Longest description of what a rating looks like, in characters.
pub const MAX_ANCHOR: usize = 500;

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
    /// What each rating looks like in this competency, from the lowest to the highest: none, or five, per language.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub anchors: Vec<LocalizedText>,
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

/// What is wrong with texts somebody entered, one sentence each, worded for that person.
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
    /// [`Faults`] lists everything that is wrong, not only the first thing.
    pub fn validate(&self) -> Result<(), Faults> {
        check_plan(self)
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
