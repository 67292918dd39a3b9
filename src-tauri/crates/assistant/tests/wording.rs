//! What the candidate hears.
#![allow(clippy::unwrap_used, reason = "tests")]

use candor_assistant::scripted::{
    command::{Command, recognise},
    wording::{self, Closing},
};
use candor_domain::{Language, Question, plan_toml};

const REASONS: [Closing; 4] = [
    Closing::PlanDone,
    Closing::TimeOver,
    Closing::CandidateStopped,
    Closing::RecruiterFinished,
];

fn question() -> Question {
    let plan = r#"
format = "candor-plan/1"
title = "Clerk"
[[competency]]
key = "care"
name = "Care"
[[question]]
key = "intro"
competency = "care"
text = { en = "Who are you?" }
follow_ups = [{ de = "Und seit wann?" }, { en = "Since when?", de = "Wirklich?" }]
"#;
    plan_toml::read(plan).unwrap().question[0].clone()
}

/// Everything that can be said in a language, plan texts aside.
fn all_lines(language: Language) -> Vec<String> {
    let mut lines = vec![
        wording::greeting(language, "Anna Schmidt", "Clerk"),
        wording::repeat(language, "?"),
        wording::nothing_to_repeat(language),
        wording::nudge(language),
        wording::take_your_time(language),
        wording::skipping(language),
        wording::wrap_up(language),
        wording::confirm_stop(language),
        wording::human_requested(language),
        wording::cannot_answer(language),
    ];
    lines
        .extend((1..9).flat_map(|n| [false, true].map(|l| wording::question(language, n, l, "?"))));
    lines.extend(REASONS.map(|r| wording::closing(language, "Anna Schmidt", r)));
    let mut unplanned = question();
    unplanned.follow_ups.clear();
    lines.push(wording::follow_up(language, &unplanned));
    lines
}

#[test]
fn the_greeting_says_who_is_speaking_and_that_it_records() {
    let must_say = [
        (
            Language::En,
            [
                "Hello, Anna Schmidt.",
                "automated interviewer, not a person",
                "recorded and transcribed",
            ],
        ),
        (
            Language::De,
            [
                "Guten Tag, Anna Schmidt.",
                "automatischer Interviewer und kein Mensch",
                "aufgezeichnet und verschriftlicht",
            ],
        ),
        (
            Language::Ru,
            [
                "Здравствуйте, Anna Schmidt!",
                "автоматический интервьюер, а не человек",
                "записывается и расшифровывается",
            ],
        ),
    ];
    for (language, parts) in must_say {
        let greeting = wording::greeting(language, " Anna\n Schmidt ", "Clerk");
        for part in parts.iter().chain(&["Clerk"]) {
            assert!(greeting.contains(part), "{part} in {greeting}");
        }
    }
    assert!(wording::greeting(Language::En, " ", "Clerk").starts_with("Hello. "));
}

#[test]
fn what_the_greeting_suggests_saying_is_understood() {
    for language in Language::ALL {
        let greeting = wording::greeting(language, "Anna", "");
        let suggested: Vec<Command> = greeting
            .split(['“', '”', '„', '«', '»'])
            .filter_map(|part| recognise(language, part))
            .collect();
        assert_eq!(
            suggested,
            [Command::Repeat, Command::Skip, Command::Stop],
            "{greeting}"
        );
    }
}

#[test]
fn questions_and_repetitions_keep_the_text_as_it_is() {
    let text = "What  happened — “really”?\nTell me.";
    for language in Language::ALL {
        for number in 1..20 {
            for last in [false, true] {
                let asked = wording::question(language, number, last, text);
                assert!(asked.ends_with(&format!(" {text}")), "{asked}");
            }
        }
        assert!(wording::repeat(language, text).ends_with(&format!(" {text}")));
    }
}

#[test]
fn no_two_neighbouring_questions_begin_alike() {
    for language in Language::ALL {
        let asked: Vec<String> = (1..10)
            .map(|n| wording::question(language, n, n == 9, ""))
            .collect();
        assert!(asked.windows(2).all(|pair| pair[0] != pair[1]), "{asked:?}");
    }
}

#[test]
fn the_plans_follow_up_comes_before_the_general_one() {
    assert_eq!(wording::follow_up(Language::En, &question()), "Since when?");
    assert_eq!(
        wording::follow_up(Language::De, &question()),
        "Und seit wann?"
    );
    assert!(wording::follow_up(Language::Ru, &question()).contains("подробнее"));
}

#[test]
fn every_farewell_thanks_and_tells_why() {
    for (language, thanks) in [
        (Language::En, "Thank you for your time, Anna."),
        (Language::De, "Vielen Dank für Ihre Zeit, Anna."),
        (Language::Ru, "Спасибо за уделённое время, Anna."),
    ] {
        let farewells = REASONS.map(|r| wording::closing(language, "Anna", r));
        for (i, farewell) in farewells.iter().enumerate() {
            assert!(farewell.contains(thanks), "{farewell}");
            assert!(!farewells[..i].contains(farewell), "{farewell}");
        }
    }
}

#[test]
fn no_line_judges_the_candidate_or_is_familiar() {
    let judging = [
        "great",
        "excellent",
        "good",
        "well done",
        "perfect",
        "wrong",
        "correct",
        "unfortunately",
        "super",
        "prima",
        "toll",
        "sehr gut",
        "richtig",
        "falsch",
        "leider",
        "отлично",
        "прекрасно",
        "молодец",
        "правильно",
        "неверно",
        "к сожалению",
    ];
    let familiar = [
        "du", "dich", "dir", "dein", "deine", "ты", "тебя", "тебе", "твой",
    ];
    for language in Language::ALL {
        for line in all_lines(language) {
            let lower = format!(
                " {} ",
                line.to_lowercase()
                    .replace(|c: char| !c.is_alphanumeric(), " ")
            );
            for word in judging.iter().chain(&familiar) {
                assert!(!lower.contains(&format!(" {word} ")), "{word} in {line}");
            }
        }
    }
}

/// The interviewer's own voice, picked up by the microphone, must not be taken for the candidate's request.
#[test]
fn no_line_is_itself_a_request() {
    for language in Language::ALL {
        for line in all_lines(language) {
            for sentence in line.split_inclusive(['.', '!', '?', ':', ';']) {
                assert_eq!(recognise(language, sentence), None, "{sentence}");
            }
            assert_eq!(recognise(language, &line), None, "{line}");
        }
    }
}

#[test]
fn what_the_question_about_stopping_suggests_is_understood() {
    for language in Language::ALL {
        let question = wording::confirm_stop(language);
        let suggested: Vec<Command> = question
            .split(['“', '”', '„', '«', '»'])
            .filter_map(|part| recognise(language, part))
            .collect();
        assert_eq!(suggested, [Command::Stop], "{question}");
    }
}
