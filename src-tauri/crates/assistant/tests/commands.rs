//! What candidates say, in three languages, against what is understood.
#![allow(clippy::unwrap_used, reason = "tests")]

use candor_assistant::scripted::command::{Command, recognise};
use candor_domain::Language;

const TABLES: [(Language, &str); 3] = [
    (Language::En, include_str!("utterances/en.txt")),
    (Language::De, include_str!("utterances/de.txt")),
    (Language::Ru, include_str!("utterances/ru.txt")),
];

/// Lines of “expected: utterance”.
fn utterances() -> impl Iterator<Item = (Language, Option<Command>, &'static str)> {
    TABLES.into_iter().flat_map(|(language, table)| {
        let lines = table.lines().filter(|l| !l.starts_with('#'));
        lines.map(move |line| {
            let (expected, utterance) = line.split_once(':').unwrap();
            let expected = match expected {
                "repeat" => Some(Command::Repeat),
                "skip" => Some(Command::Skip),
                "stop" => Some(Command::Stop),
                "still_thinking" => Some(Command::StillThinking),
                "none" => None,
                other => panic!("{other} is no request"),
            };
            (language, expected, utterance.trim())
        })
    })
}

#[test]
fn requests_are_understood_and_answers_are_left_alone() {
    let wrong: Vec<String> = utterances()
        .filter_map(|(language, expected, utterance)| {
            let got = recognise(language, utterance);
            (got != expected)
                .then(|| format!("{language} “{utterance}”: {got:?}, not {expected:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_covers_every_request_in_every_language() {
    for language in Language::ALL {
        let of = |wanted: Option<Command>| {
            utterances()
                .filter(|(l, expected, _)| *l == language && *expected == wanted)
                .count()
        };
        for command in [
            Command::Repeat,
            Command::Skip,
            Command::Stop,
            Command::StillThinking,
        ] {
            assert!(of(Some(command)) >= 10, "{language} {command:?}");
        }
        assert!(of(None) >= 40, "{language}");
    }
}

#[test]
fn a_request_quoted_inside_an_answer_is_part_of_the_answer() {
    let frames = [
        (
            Language::En,
            "My colleague told me",
            "and then we fixed the website",
        ),
        (
            Language::De,
            "Mein Kollege sagte",
            "und dann haben wir die Seite repariert",
        ),
        (
            Language::Ru,
            "Мой коллега сказал",
            "и потом мы починили сайт",
        ),
    ];
    for (language, expected, utterance) in utterances() {
        if expected.is_none() {
            continue;
        }
        let (_, before, after) = frames.iter().find(|(l, ..)| *l == language).unwrap();
        for text in [
            format!("{before}, {utterance}"),
            format!("{utterance} {after}"),
        ] {
            assert_eq!(recognise(language, &text), None, "{text}");
        }
    }
}

#[test]
fn requests_are_understood_without_case_and_punctuation() {
    for (language, expected, utterance) in utterances().filter(|(_, e, _)| e.is_some()) {
        let bare: String = utterance
            .chars()
            .filter(|c| c.is_alphanumeric() || *c == ' ' || *c == '’' || *c == '\'')
            .collect();
        assert_eq!(
            recognise(language, &bare.to_uppercase()),
            expected,
            "{bare}"
        );
    }
}
