//! What is wrong with a position, said so that a form shows it at its field and a person reads it as a sentence.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::{
    language::LocalizedText,
    plan::{Competency, MAX_ANCHOR, MAX_QUESTIONS, MAX_TEXT, MAX_TITLE, Plan, Question},
    scorecard::HIGHEST,
};

/// Largest weight of a question.
pub const MAX_WEIGHT: f32 = 1_000.0;
/// Shortest and longest time budget of a question, in seconds.
pub const TIME_BUDGET_S: std::ops::RangeInclusive<u32> = 10..=7_200;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Fault {
    /// Where, as a JSON pointer into the position (RFC 6901), for example `/plan/questions/2/text/en`.
    pub pointer: String,
    /// What kind it is.
    pub issue: Issue,
    /// Largest number or length allowed, where the issue has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
    /// In words, in English.
    pub message: String,
    /// Line of the plan file it stands in, from 1; absent unless it came from one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
}

/// Kinds of faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Issue {
    /// Something is needed here.
    Empty,
    /// More characters than `max`.
    TooLong,
    /// More entries than `max`.
    TooMany,
    /// A number outside its range.
    OutOfRange,
    /// A key is 1 to 64 lower-case letters, digits, “-” or “_”.
    KeyForm,
    /// The key is taken by an earlier entry.
    Twice,
    /// No competency of the plan has this key.
    UnknownCompetency,
    /// There is no language in which every question has a text.
    NoCommonLanguage,
    /// The file cannot be read as a plan file; the message says why.
    Syntax,
    /// The file was written for another version.
    Format,
}

/// Everything that is wrong; never empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(|f| f.message.as_str()).collect::<Vec<_>>().join("; "))]
pub struct Faults(pub Vec<Fault>);

/// Checks title, description and plan of a position.
///
/// # Errors
/// [`Faults`] lists everything that is wrong, not only the first thing.
pub fn check_position(title: &str, description: &str, plan: &Plan) -> Result<(), Faults> {
    let mut found = Found::default();
    found.text("/title", title, "the title", MAX_TITLE);
    found.length("/description", description, "the description", MAX_TEXT);
    found.plan(plan);
    found.done()
}

/// Checks a plan by itself.
///
/// # Errors
/// [`Faults`] lists everything that is wrong, not only the first thing.
pub fn check_plan(plan: &Plan) -> Result<(), Faults> {
    let mut found = Found::default();
    found.plan(plan);
    found.done()
}

#[derive(Default)]
struct Found(Vec<Fault>);

impl Found {
    fn done(self) -> Result<(), Faults> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Faults(self.0))
        }
    }

    fn add(&mut self, pointer: &str, issue: Issue, max: Option<usize>, message: String) {
        self.0.push(Fault {
            pointer: pointer.to_owned(),
            issue,
            max: max.and_then(|max| u32::try_from(max).ok()),
            message,
            line: None,
        });
    }

    fn text(&mut self, pointer: &str, text: &str, what: &str, max: usize) {
        if text.trim().is_empty() {
            self.add(pointer, Issue::Empty, None, format!("{what} is empty"));
        }
        self.length(pointer, text, what, max);
    }

    fn length(&mut self, pointer: &str, text: &str, what: &str, max: usize) {
        if text.chars().count() > max {
            let message = format!("{what} is longer than {max} characters");
            self.add(pointer, Issue::TooLong, Some(max), message);
        }
    }

    fn key<'k>(&mut self, at: &str, key: &'k str, what: &str, taken: &mut HashSet<&'k str>) {
        let pointer = format!("{at}/key");
        let fits = (1..=64).contains(&key.len())
            && key
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_');
        if !fits {
            let shown = key.chars().take(64).collect::<String>();
            let message = format!(
                "the {what} key “{shown}” must be 1 to 64 lower-case letters, digits, “-” or “_”"
            );
            self.add(&pointer, Issue::KeyForm, None, message);
        }
        if !taken.insert(key) {
            let message = format!("{what} “{key}” appears twice");
            self.add(&pointer, Issue::Twice, None, message);
        }
    }

    fn plan(&mut self, plan: &Plan) {
        if plan.questions.is_empty() {
            let message = "the plan has no questions".to_owned();
            self.add("/plan/questions", Issue::Empty, None, message);
        }
        if plan.questions.len() > MAX_QUESTIONS {
            let message = format!("the plan has more than {MAX_QUESTIONS} questions");
            self.add(
                "/plan/questions",
                Issue::TooMany,
                Some(MAX_QUESTIONS),
                message,
            );
        }
        let mut competencies = HashSet::new();
        for (i, competency) in plan.competencies.iter().enumerate() {
            let at = format!("/plan/competencies/{i}");
            self.key(&at, &competency.key, "competency", &mut competencies);
            let what = format!("the name of competency “{}”", competency.key);
            self.text(&format!("{at}/name"), &competency.name, &what, MAX_TITLE);
            self.anchors(&at, competency);
        }
        let mut keys = HashSet::new();
        for (i, question) in plan.questions.iter().enumerate() {
            let at = format!("/plan/questions/{i}");
            self.key(&at, &question.key, "question", &mut keys);
            self.question(&at, question, &competencies);
        }
        if !plan.questions.is_empty() && plan.languages().is_empty() {
            let message = "there is no language in which every question has a text".to_owned();
            self.add("/plan/questions", Issue::NoCommonLanguage, None, message);
        }
    }

    fn anchors(&mut self, at: &str, competency: &Competency) {
        let (key, wanted) = (&competency.key, usize::from(HIGHEST));
        let count = competency.anchors.len();
        let pointer = format!("{at}/anchors");
        if count > wanted {
            let message = format!("competency “{key}” has more than {wanted} anchors");
            self.add(&pointer, Issue::TooMany, Some(wanted), message);
        } else if count > 0 && count < wanted {
            let message =
                format!("competency “{key}” needs {wanted} anchors, one for each rating, or none");
            self.add(&pointer, Issue::OutOfRange, Some(wanted), message);
        }
        for (i, anchor) in competency.anchors.iter().enumerate() {
            let at = format!("{pointer}/{i}");
            if anchor.is_empty() {
                let message = format!("anchor {} of competency “{key}” is empty", i + 1);
                self.add(&at, Issue::Empty, None, message);
            }
            for (language, text) in anchor.iter() {
                let what = format!("the {language} anchor {} of competency “{key}”", i + 1);
                self.text(&format!("{at}/{language}"), text, &what, MAX_ANCHOR);
            }
        }
    }

    fn question(&mut self, at: &str, question: &Question, competencies: &HashSet<&str>) {
        let key = &question.key;
        if !competencies.contains(question.competency.as_str()) {
            let message = format!(
                "question “{key}” names the competency “{}”, which is not in the plan",
                question.competency
            );
            let pointer = format!("{at}/competency");
            self.add(&pointer, Issue::UnknownCompetency, None, message);
        }
        let weight = question.weight;
        if !(weight.is_finite() && weight > 0.0 && weight <= MAX_WEIGHT) {
            let message =
                format!("the weight of question “{key}” must be above 0 and at most {MAX_WEIGHT}");
            self.add(
                &format!("{at}/weight"),
                Issue::OutOfRange,
                Some(1_000),
                message,
            );
        }
        if !TIME_BUDGET_S.contains(&question.time_budget_s) {
            let (least, most) = (TIME_BUDGET_S.start(), TIME_BUDGET_S.end());
            let message = format!(
                "the time budget of question “{key}” must be between {least} and {most} seconds"
            );
            let pointer = format!("{at}/time_budget_s");
            self.add(&pointer, Issue::OutOfRange, Some(*most as usize), message);
        }
        if question.text.is_empty() {
            let message = format!("question “{key}” has no text in any language");
            self.add(&format!("{at}/text"), Issue::Empty, None, message);
        }
        self.texts(&format!("{at}/text"), &question.text, key);
        for (i, follow_up) in question.follow_ups.iter().enumerate() {
            self.texts(&format!("{at}/follow_ups/{i}"), follow_up, key);
        }
    }

    fn texts(&mut self, at: &str, texts: &LocalizedText, key: &str) {
        for (language, text) in texts.iter() {
            let what = format!("the {language} text of question “{key}”");
            self.text(&format!("{at}/{language}"), text, &what, MAX_TEXT);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(key: &str) -> Question {
        Question {
            key: key.to_owned(),
            competency: "care".to_owned(),
            weight: 1.0,
            time_budget_s: 180,
            must_ask: false,
            text: LocalizedText {
                en: Some("Why?".to_owned()),
                ..LocalizedText::default()
            },
            follow_ups: Vec::new(),
            keywords: crate::language::LocalizedWords::default(),
        }
    }

    fn plan(questions: Vec<Question>) -> Plan {
        let competencies = vec![Competency {
            key: "care".to_owned(),
            name: "Care".to_owned(),
            anchors: Vec::new(),
        }];
        Plan {
            competencies,
            questions,
        }
    }

    fn faults(title: &str, plan: &Plan) -> Vec<(String, Issue)> {
        let faults = check_position(title, "", plan).unwrap_err().0;
        faults.into_iter().map(|f| (f.pointer, f.issue)).collect()
    }

    #[test]
    fn every_fault_points_at_its_field() {
        let mut second = question("why");
        second.competency = "speed".to_owned();
        second.weight = f32::NAN;
        second.time_budget_s = 9;
        second.text.en = Some("x".repeat(MAX_TEXT + 1));
        second.follow_ups = vec![LocalizedText {
            de: Some(" ".to_owned()),
            ..LocalizedText::default()
        }];
        let found = faults(" ", &plan(vec![question("why"), second]));
        let expected = [
            ("/title", Issue::Empty),
            ("/plan/questions/1/key", Issue::Twice),
            ("/plan/questions/1/competency", Issue::UnknownCompetency),
            ("/plan/questions/1/weight", Issue::OutOfRange),
            ("/plan/questions/1/time_budget_s", Issue::OutOfRange),
            ("/plan/questions/1/text/en", Issue::TooLong),
            ("/plan/questions/1/follow_ups/0/de", Issue::Empty),
        ];
        assert_eq!(found, expected.map(|(at, issue)| (at.to_owned(), issue)));
    }

    #[test]
    fn a_plan_needs_questions_and_one_language_for_all_of_them() {
        let none = faults("Clerk", &plan(Vec::new()));
        assert_eq!(none, [("/plan/questions".to_owned(), Issue::Empty)]);
        let mut german = question("warum");
        german.text = LocalizedText {
            de: Some("Warum?".to_owned()),
            ..LocalizedText::default()
        };
        let mixed = faults("Clerk", &plan(vec![question("why"), german]));
        let expected = ("/plan/questions".to_owned(), Issue::NoCommonLanguage);
        assert_eq!(mixed, [expected]);
    }

    #[test]
    fn anchors_are_none_or_one_for_each_rating_and_plans_without_them_are_written_as_ever() {
        let anchor = |text: &str| LocalizedText {
            en: Some(text.to_owned()),
            ..LocalizedText::default()
        };
        let mut plan = plan(vec![question("why")]);
        let before = serde_json::to_string(&plan).unwrap();
        assert!(!before.contains("anchors"), "{before}");
        let read: Plan = serde_json::from_str(&before).unwrap();
        assert_eq!(read, plan);
        let at = "/plan/competencies/0/anchors";
        for (count, expected) in [
            (1, vec![(at.to_owned(), Issue::OutOfRange)]),
            (5, Vec::new()),
            (6, vec![(at.to_owned(), Issue::TooMany)]),
        ] {
            plan.competencies[0].anchors = vec![anchor("Does it"); count];
            let found = check_plan(&plan).err().map_or_else(Vec::new, |f| f.0);
            let found: Vec<_> = found.into_iter().map(|f| (f.pointer, f.issue)).collect();
            assert_eq!(found, expected, "{count}");
        }
        plan.competencies[0].anchors = vec![anchor("Does it"); 5];
        plan.competencies[0].anchors[1] = anchor(&"x".repeat(MAX_ANCHOR + 1));
        plan.competencies[0].anchors[2] = LocalizedText::default();
        assert_eq!(
            faults("Clerk", &plan),
            [
                (format!("{at}/1/en"), Issue::TooLong),
                (format!("{at}/2"), Issue::Empty)
            ]
        );
    }

    #[test]
    fn what_is_right_passes() {
        assert_eq!(
            check_position("Clerk", "", &plan(vec![question("why")])),
            Ok(())
        );
    }
}
