use candor_domain::Language;
use proptest::prelude::*;

use super::*;
use crate::prompt::{Task, conversation};

const BOUNDARY: &str = "k7Qz91xw04ab8832";

fn check(
    language: Language,
    task: Task,
    question: &str,
    hint: Option<&str>,
    answer: &str,
    knowledge: &str,
) -> Check {
    let context = Context {
        language,
        organisation: "Example Ltd".into(),
        candidate_name: "Anna Schmidt".into(),
        position_title: "Engineer".into(),
        position_description: String::new(),
        knowledge_base: knowledge.into(),
        said: Vec::new(),
    };
    let ask = Ask {
        task,
        scripted: question.into(),
        question: question.into(),
        hint: hint.map(str::to_owned),
        answer: answer.into(),
    };
    Check::new(
        &context,
        &ask,
        &conversation(&context, &ask, BOUNDARY),
        BOUNDARY,
    )
}

struct Case {
    language: Language,
    task: Task,
    question: String,
    hint: Option<String>,
    answer: String,
    knowledge: String,
    replies: Vec<serde_json::Value>,
}

fn cases(json: &str, replies: &str) -> Vec<Case> {
    let cases: Vec<serde_json::Value> = serde_json::from_str(json).unwrap();
    let text = |case: &serde_json::Value, name: &str| case[name].as_str().map(str::to_owned);
    cases
        .iter()
        .map(|case| Case {
            language: Language::from_code(case["language"].as_str().unwrap()).unwrap(),
            task: match case["task"].as_str().unwrap() {
                "question" => Task::Question,
                "follow_up" => Task::FollowUp,
                "reply" => Task::Reply,
                other => panic!("{other}"),
            },
            question: text(case, "question").unwrap(),
            hint: text(case, "hint"),
            answer: text(case, "answer").unwrap(),
            knowledge: text(case, "knowledge").unwrap_or_default(),
            replies: case[replies].as_array().unwrap().clone(),
        })
        .collect()
}

impl Case {
    fn check(&self) -> Check {
        check(
            self.language,
            self.task,
            &self.question,
            self.hint.as_deref(),
            &self.answer,
            &self.knowledge,
        )
    }
}

#[test]
fn natural_replies_pass_piece_by_piece_and_as_a_whole() {
    let (mut all, mut failed) = (0_u32, Vec::new());
    for case in cases(include_str!("../../tests/replies/good.json"), "replies") {
        let check = case.check();
        for reply in &case.replies {
            let reply = reply.as_str().unwrap();
            all += 1;
            let mut shown = "";
            let ends = reply.char_indices().map(|(at, c)| at + c.len_utf8());
            // Pieces of five characters, and the last one.
            let mut ends = ends
                .enumerate()
                .filter(|(n, end)| n % 5 == 0 || *end == reply.len())
                .map(|(_, end)| end);
            let piece = ends.find_map(|end| match check.sayable(&reply[..end]) {
                Ok(text) => {
                    if text.len() > shown.len() {
                        shown = text;
                    }
                    None
                }
                Err(fault) => Some(fault),
            });
            // All but the last word is shown while it comes.
            assert!(
                piece.is_some() || complete_words(reply).len() <= shown.len(),
                "{reply}"
            );
            if piece.is_some() || check.reply(reply).is_err() {
                failed.push(format!("{reply}: {piece:?} {:?}", check.reply(reply)));
            }
        }
    }
    assert!(all >= 60, "{all}");
    assert!(
        failed.len() * 20 <= all as usize,
        "{} of {all} fail:\n{}",
        failed.len(),
        failed.join("\n")
    );
}

#[test]
fn bad_replies_are_refused_for_what_is_wrong_with_them() {
    let mut passed = Vec::new();
    for case in cases(include_str!("../../tests/replies/bad.json"), "bad") {
        let check = case.check();
        for pair in &case.replies {
            let (fault, reply) = (pair[0].as_str().unwrap(), pair[1].as_str().unwrap());
            let faults = check.reply(reply).err().unwrap_or_default();
            if !faults.iter().any(|f| f.as_str() == fault) {
                passed.push(format!("{fault}: {reply} {faults:?}"));
            }
        }
    }
    assert!(passed.is_empty(), "{}", passed.join("\n"));
}

#[test]
fn the_plans_own_question_may_ask_what_else_may_not_be_asked() {
    let text =
        "Which health and safety training do you have, and do you hold a valid passport for trips?";
    let check = check(Language::En, Task::Question, text, None, "", "");
    assert_eq!(check.reply(&format!("Thank you. {text}")), Ok(()));
    assert!(check.reply(&format!("{text} Are you married?")).is_err());
}

#[test]
fn scripted_questions_of_every_plan_pass() {
    for plan in [
        "customer-support-agent",
        "software-engineer",
        "warehouse-shift-lead",
    ] {
        let path = format!("{}/../core/plans/{plan}.toml", env!("CARGO_MANIFEST_DIR"));
        let plan = candor_domain::plan_toml::read(&std::fs::read_to_string(path).unwrap()).unwrap();
        for question in &plan.question {
            for language in Language::ALL {
                let text = question.text.get(language).unwrap();
                let check = check(language, Task::Question, text, None, "", "");
                assert_eq!(check.reply(text), Ok(()), "{text}");
                let hint = question.follow_ups[0].get(language).unwrap();
                let check = self::check(language, Task::FollowUp, text, Some(hint), "", "");
                assert_eq!(check.reply(hint), Ok(()), "{hint}");
            }
        }
    }
}

#[test]
fn a_word_that_may_become_another_waits_for_its_end() {
    let check = check(
        Language::En,
        Task::Question,
        "How do you test a change?",
        None,
        "",
        "",
    );
    assert_eq!(
        check.sayable("Thank you. How do y"),
        Ok("Thank you. How do y")
    );
    assert_eq!(check.sayable("Thank you. Zeb"), Ok("Thank you. "));
    assert_eq!(check.sayable("Thank you. Splend"), Ok("Thank you. "));
    assert_eq!(check.sayable("Thank you. Splendid "), Err(Fault::Judgement));
}

#[test]
fn names_of_faults_are_stable_and_distinct() {
    let names: std::collections::HashSet<&str> = Fault::ALL.iter().map(|f| f.as_str()).collect();
    assert_eq!(names.len(), Fault::ALL.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_text_is_judged(
        text in "\\PC{0,120}", source in "\\PC{0,120}", boundary in "\\PC{0,20}",
        language in prop::sample::select(&Language::ALL), task in prop::sample::select(&[Task::Question, Task::FollowUp, Task::Reply]),
    ) {
        let context = Context {
            language, organisation: source.clone(), candidate_name: source.clone(), position_title: source.clone(),
            position_description: source.clone(), knowledge_base: source.clone(), said: Vec::new(),
        };
        let ask = Ask { task, scripted: source.clone(), question: source.clone(), hint: Some(source.clone()), answer: source };
        let check = Check::new(&context, &ask, &conversation(&context, &ask, &boundary), &boundary);
        if let Ok(shown) = check.sayable(&text) {
            prop_assert!(text.starts_with(shown));
            prop_assert_eq!(check.prefix(shown), Ok(()));
        }
        if check.reply(&text).is_ok() {
            prop_assert!(!text.trim().is_empty());
        }
    }

    #[test]
    fn the_boundary_is_never_said(before in "[a-z ]{0,20}", at in 0_usize..15) {
        let check = check(Language::En, Task::Question, "How do you test a change?", None, "", "");
        let split = format!("{before}{} {}", &BOUNDARY[..at], &BOUNDARY[at..]);
        prop_assert!(check.reply(&split).is_err());
        prop_assert!(check.prefix(&split).is_err());
    }
}
