//! A position as one TOML file, for keeping plans under version control and passing them on.

use serde::{Deserialize, Serialize};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::{
    plan::Plan,
    plan_check::{Fault, Faults, Issue, check_position},
};

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
    #[error("this is not a plan file: {source}")]
    Syntax {
        /// What the reader of TOML said.
        source: toml::de::Error,
        /// Line it happened in, from 1.
        line: Option<u32>,
    },
    /// It was written for another version.
    #[error("this plan file has the format “{found}”; this version reads “{FORMAT}”")]
    Format {
        /// The format it names.
        found: String,
        /// Line it is named in, from 1.
        line: Option<u32>,
    },
    /// It can be read but makes no sense; every fault knows its line.
    #[error("this plan cannot be used: {0}")]
    Faults(Faults),
}

impl PlanFileError {
    /// Everything that is wrong, each with its line.
    pub fn faults(&self) -> Vec<Fault> {
        let one = |issue, message: &str, line| Fault {
            pointer: String::new(),
            issue,
            max: None,
            message: message.to_owned(),
            line,
        };
        match self {
            Self::Syntax { source, line } => vec![one(Issue::Syntax, source.message(), *line)],
            Self::Format { found, line } => vec![one(Issue::Format, found, *line)],
            Self::Faults(Faults(faults)) => faults.clone(),
        }
    }
}

/// Reads a plan file.
///
/// # Errors
/// [`PlanFileError`], worded for the person who wrote the file.
pub fn read(text: &str) -> Result<PlanFile, PlanFileError> {
    let file: PlanFile = toml::from_str(text).map_err(|source| PlanFileError::Syntax {
        line: source.span().map(|span| line_at(text, span.start)),
        source,
    })?;
    if file.format != FORMAT {
        return Err(PlanFileError::Format {
            line: line_of(text, "/format"),
            found: file.format,
        });
    }
    match check_position(&file.title, &file.description, &file.plan()) {
        Ok(()) => Ok(file),
        Err(Faults(mut faults)) => {
            for fault in &mut faults {
                fault.line = line_of(text, &fault.pointer);
            }
            Err(PlanFileError::Faults(Faults(faults)))
        }
    }
}

/// The line, from 1, of the value at `pointer` or of the nearest thing around it that the file has.
fn line_of(text: &str, pointer: &str) -> Option<u32> {
    let document = DeTable::parse(text).ok()?;
    let mut start = None;
    let mut inside: Option<&Spanned<DeValue<'_>>> = None;
    let path = pointer.split('/').skip(1).filter(|part| *part != "plan");
    for part in path {
        // In the file the lists carry the names of what they hold.
        let part = match part {
            "competencies" => "competency",
            "questions" => "question",
            other => other,
        };
        inside = match inside.map(Spanned::get_ref) {
            None => document.get_ref().get(part),
            Some(DeValue::Table(table)) => table.get(part),
            Some(DeValue::Array(list)) => part.parse().ok().and_then(|i: usize| list.get(i)),
            Some(_) => None,
        };
        let Some(found) = inside else { break };
        start = Some(found.span().start);
    }
    start.map(|start| line_at(text, start))
}

fn line_at(text: &str, offset: usize) -> u32 {
    let before = text.as_bytes().iter().take(offset);
    let breaks = before.filter(|byte| **byte == b'\n').count();
    u32::try_from(breaks + 1).unwrap_or(u32::MAX)
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
anchors = [{ en = "Never" }, { en = "Seldom" }, { en = "At times" }, { en = "Often" }, { en = "Always", de = "Immer" }]

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
            error.contains("must_aks") && error.contains("line 13"),
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
        assert!(
            matches!(&error, PlanFileError::Format { found, line: Some(2) } if found == "candor-plan/9"),
            "{error:?}"
        );
    }

    #[test]
    fn every_fault_is_found_in_its_line() {
        let bad = SMALL
            .replace("title = \"Clerk\"", "title = \" \"")
            .replace("name = \"Care\"", "name = \"\"")
            .replace(
                "competency = \"care\"",
                "competency = \"speed\"\nweight = 0.0",
            )
            .replace("And what do you do?", "");
        let line = |needle: &str| {
            let before = bad.lines().position(|line| line.contains(needle));
            before.and_then(|n| u32::try_from(n + 1).ok())
        };
        let faults = read(&bad).unwrap_err().faults();
        let found: Vec<_> = faults
            .iter()
            .map(|f| (f.pointer.as_str(), f.line))
            .collect();
        let expected = [
            ("/title", line("title =")),
            ("/plan/competencies/0/name", line("name =")),
            ("/plan/questions/0/competency", line("speed")),
            ("/plan/questions/0/weight", line("weight")),
            ("/plan/questions/0/follow_ups/0/en", line("follow_ups")),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_missing_is_found_in_the_nearest_line_there_is() {
        let bad =
            format!("{SMALL}\n[[question]]\nkey = \"late\"\ncompetency = \"care\"\ntext = {{}}\n");
        let faults = read(&bad).unwrap_err().faults();
        let line = |needle: &str| {
            let before = bad.lines().position(|line| line.contains(needle));
            before.and_then(|n| u32::try_from(n + 1).ok())
        };
        let lines: Vec<_> = faults.iter().map(|f| (f.issue, f.line)).collect();
        let expected = [
            (Issue::Empty, line("text = {}")),
            (Issue::NoCommonLanguage, line("[[question]]")),
        ];
        assert_eq!(lines, expected);
    }

    #[test]
    fn text_that_is_no_toml_is_told_with_its_line() {
        let error = read("format = \"candor-plan/1\"\ntitle = \"Clerk\n").unwrap_err();
        assert_eq!(error.faults()[0].line, Some(2));
    }
}
