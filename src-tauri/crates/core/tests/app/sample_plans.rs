//! The sample plans that are shipped: they can be read, they are complete, and the demo's answers fit one of them.
use std::path::Path;

use candor_assistant::scripted::{
    answer::{AnswerQuality, assess},
    command::recognise,
};
use candor_domain::{
    Language, LocalizedText,
    plan_toml::{self, PlanFile},
};

const DEMO_PLAN: &str = include_str!("../../plans/customer-support-agent.toml");
/// What the candidate of the demo says, one answer for each question of [`DEMO_PLAN`].
const DEMO_ANSWERS: [&str; 6] = [
    include_str!("../../../../../models/demo/answers/1.txt"),
    include_str!("../../../../../models/demo/answers/2.txt"),
    include_str!("../../../../../models/demo/answers/3.txt"),
    include_str!("../../../../../models/demo/answers/4.txt"),
    include_str!("../../../../../models/demo/answers/5.txt"),
    include_str!("../../../../../models/demo/answers/6.txt"),
];

/// Every plan in the folder, with its file name.
fn plans() -> Vec<(String, PlanFile)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("plans");
    let mut plans: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let file = plan_toml::read(&std::fs::read_to_string(&path).unwrap())
                .unwrap_or_else(|e| panic!("{name}: {e}"));
            (name, file)
        })
        .collect();
    plans.sort_by(|a, b| a.0.cmp(&b.0));
    plans
}

#[test]
fn three_plans_are_shipped() {
    let shipped: Vec<(String, usize)> = plans()
        .into_iter()
        .map(|(name, file)| (name, file.question.len()))
        .collect();
    let expected = [
        ("customer-support-agent.toml", 6),
        ("software-engineer.toml", 7),
        ("warehouse-shift-lead.toml", 7),
    ];
    assert_eq!(
        shipped,
        expected.map(|(name, questions)| (name.to_owned(), questions))
    );
}

#[test]
fn every_question_is_complete_in_every_language() {
    for (name, file) in plans() {
        assert!((4..=6).contains(&file.competency.len()), "{name}");
        assert!(
            file.title.len() > 3 && file.description.len() > 40,
            "{name}"
        );
        for q in &file.question {
            for language in Language::ALL {
                let at = format!("{name}, {}, {language}", q.key);
                let text = q
                    .text
                    .get(language)
                    .unwrap_or_else(|| panic!("{at}: no text"));
                assert!(text.ends_with(['?', '.']), "{at}");
                assert!(!q.follow_ups.is_empty(), "{at}");
                assert!(
                    q.follow_ups.iter().all(|f| f.get(language).is_some()),
                    "{at}"
                );
                assert!(q.keywords.get(language).len() >= 8, "{at}");
                assert_eq!(recognise(language, text), None, "{at}");
            }
        }
    }
}

#[test]
fn every_competency_is_probed_and_the_plan_takes_a_reasonable_time() {
    for (name, file) in plans() {
        for c in &file.competency {
            assert!(
                file.question.iter().any(|q| q.competency == c.key),
                "{name}: {}",
                c.key
            );
        }
        let minutes = file.question.iter().map(|q| q.time_budget_s).sum::<u32>() / 60;
        assert!((15..=30).contains(&minutes), "{name}: {minutes} minutes");
        let must_ask = file.question.iter().filter(|q| q.must_ask).count();
        assert!((1..file.question.len()).contains(&must_ask), "{name}");
    }
}

/// Bare topics that must not be asked about before hiring.
#[test]
fn no_question_touches_what_must_not_be_asked() {
    let off_limits = [
        "how old",
        "your age",
        "born",
        "birth",
        "married",
        "children",
        "pregnan",
        "religio",
        "church",
        "disab",
        "illness",
        "your health",
        "nationality",
        "native",
        "union",
        "politic",
        "current salary",
        "wie alt",
        "geboren",
        "verheiratet",
        "kinder",
        "schwanger",
        "konfession",
        "krank",
        "behinder",
        "gesundheit",
        "herkunft",
        "staatsangehör",
        "gewerkschaft",
        "partei",
        "bisheriges gehalt",
        "возраст",
        "сколько вам лет",
        "родил",
        "замуж",
        "женат",
        "дети",
        "детей",
        "беремен",
        "религ",
        "инвалид",
        "болезн",
        "здоров",
        "национальн",
        "гражданств",
        "профсоюз",
        "партия",
    ];
    for (name, file) in plans() {
        for q in &file.question {
            for (_, text) in q
                .text
                .iter()
                .chain(q.follow_ups.iter().flat_map(LocalizedText::iter))
            {
                let text = text.to_lowercase();
                for topic in off_limits {
                    assert!(!text.contains(topic), "{name}, {}: {topic}", q.key);
                }
            }
        }
    }
}

#[test]
fn the_answers_of_the_demo_need_no_follow_up() {
    let file = plan_toml::read(DEMO_PLAN).unwrap();
    assert_eq!(file.question.len(), DEMO_ANSWERS.len());
    for (question, answer) in file.question.iter().zip(DEMO_ANSWERS) {
        assert_eq!(
            assess(question, Language::En, answer),
            AnswerQuality::Sufficient,
            "{answer}"
        );
    }
}

/// The recogniser mishears now and then: no two words are what an answer hangs on.
#[test]
fn the_answers_of_the_demo_survive_two_misheard_words() {
    let file = plan_toml::read(DEMO_PLAN).unwrap();
    for (question, answer) in file.question.iter().zip(DEMO_ANSWERS) {
        let words: Vec<&str> = answer.split_whitespace().collect();
        for first in 0..words.len() {
            for second in 0..words.len() {
                let mut misheard = words.clone();
                misheard[first] = "zzz";
                misheard[second] = "zzz";
                let heard = misheard.join(" ");
                assert_eq!(
                    assess(question, Language::En, &heard),
                    AnswerQuality::Sufficient,
                    "{heard}"
                );
            }
        }
    }
}

#[test]
fn answers_beside_the_point_are_noticed() {
    let file = plan_toml::read(DEMO_PLAN).unwrap();
    let beside_the_point = "Well I honestly cannot say anything about that right now";
    for question in &file.question {
        assert_eq!(
            assess(question, Language::En, beside_the_point),
            AnswerQuality::MissesKeywords,
            "{}",
            question.key
        );
    }
}
