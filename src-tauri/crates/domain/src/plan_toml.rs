//! A position as one TOML file, for keeping plans under version control and passing them on.

use serde::{Deserialize, Serialize};

use crate::plan::{MAX_TEXT, MAX_TITLE, Plan, PlanProblems, check_text};

/// Format marker of the files; a later format gets a new number.
pub const FORMAT: &str = "candor-plan/1";

/// What a plan file holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanFile {
    /// Always [`FORMAT`].
    pub format: String,
    /// Title of the position.
    pub title: String,
    /// What the job is.
    #[serde(default)]
    pub description: String,
    /// What the position asks for.
    #[serde(default)]
    pub competency: Vec<crate::plan::Competency>,
    /// Questions in the order they are asked.
    #[serde(default)]
    pub question: Vec<crate::plan::Question>,
}

/// Why a plan file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PlanFileError {
    /// It is not TOML or has unknown or missing fields; the message names line and field.
    #[error("this is not a plan file: {0}")]
    Syntax(#[from] toml::de::Error),
    /// It was written for another version.
    #[error("this plan file has the format “{0}”; this version reads “{FORMAT}”")]
    Format(String),
    /// It can be read but makes no sense.
    #[error("this plan cannot be used: {0}")]
    Problems(#[from] PlanProblems),
}

/// Reads a plan file.
///
/// # Errors
/// [`PlanFileError`], worded for the person who wrote the file.
pub fn read(text: &str) -> Result<PlanFile, PlanFileError> {
    let file: PlanFile = toml::from_str(text)?;
    if file.format != FORMAT {
        return Err(PlanFileError::Format(file.format));
    }
    let mut problems = Vec::new();
    check_text(&file.title, "the title", MAX_TITLE, &mut problems);
    if file.description.chars().count() > MAX_TEXT {
        problems.push(format!(
            "the description is longer than {MAX_TEXT} characters"
        ));
    }
    if let Err(PlanProblems(more)) = file.plan().validate() {
        problems.extend(more);
    }
    if problems.is_empty() {
        Ok(file)
    } else {
        Err(PlanProblems(problems).into())
    }
}

/// Writes a plan file; [`read`] gives back the same position.
///
/// # Errors
/// Only if a value has no TOML form, which a validated plan cannot have.
pub fn write(title: &str, description: &str, plan: &Plan) -> Result<String, toml::ser::Error> {
    toml::to_string_pretty(&PlanFile {
        format: FORMAT.to_owned(),
        title: title.to_owned(),
        description: description.to_owned(),
        competency: plan.competencies.clone(),
        question: plan.questions.clone(),
    })
}

impl PlanFile {
    /// The plan without the title and description.
    pub fn plan(&self) -> Plan {
        Plan {
            competencies: self.competency.clone(),
            questions: self.question.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"
format = "candor-plan/1"
title = "Clerk"

[[competency]]
key = "care"
name = "Care"

[[question]]
key = "intro"
competency = "care"
must_ask = true
text = { en = "Who are you?", de = "Wer sind Sie?" }
keywords = { en = ["name"] }
follow_ups = [{ en = "And what do you do?" }]
"#;

    #[test]
    fn what_is_written_reads_back_the_same() {
        let file = read(SMALL).unwrap();
        let text = write(&file.title, &file.description, &file.plan()).unwrap();
        assert_eq!(read(&text).unwrap(), file);
        assert_eq!(file.question[0].time_budget_s, 180);
    }

    #[test]
    fn a_misspelt_field_is_named_with_its_line() {
        let error = read(&SMALL.replace("must_ask", "must_aks"))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("must_aks") && error.contains("line 12"),
            "{error}"
        );
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let bad = SMALL.replace(
            "competency = \"care\"",
            "competency = \"speed\"\ntime_budget_s = 1\nweight = 0.0",
        );
        let error = read(&bad).unwrap_err().to_string();
        for part in ["speed", "time budget", "weight"] {
            assert!(error.contains(part), "{part} in {error}");
        }
    }

    #[test]
    fn a_later_format_is_refused_by_name() {
        let error = read(&SMALL.replace("plan/1", "plan/9")).unwrap_err();
        assert!(matches!(error, PlanFileError::Format(f) if f == "candor-plan/9"));
    }
}
