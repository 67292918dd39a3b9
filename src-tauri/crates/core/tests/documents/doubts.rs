//! Utterances without words yet are shown as such; other doubts are for programs only.

use candor_core::export::Format;
use candor_domain::{
    Doubt, Language, Role,
    transcript::{MessagePart, Transcript},
};

use crate::sample::{made, sample, text};

/// The sample, in which the recogniser did not get to one answer and was unsure of another.
fn doubtful() -> Transcript {
    let mut transcript = sample();
    let spoken = |m: &&mut MessagePart| {
        m.role == Role::Candidate && m.audio_start_ms.is_some() && m.revisions.is_empty()
    };
    let mut answers = transcript.messages.iter_mut().filter(spoken);
    let silent = answers.next().unwrap();
    silent.content.clear();
    silent.text.clear();
    silent.words.clear();
    silent.text_words = None;
    silent.heard_again.clear();
    silent.doubt = Some(Doubt::NotTranscribed);
    for unsure in answers {
        unsure.doubt = Some(Doubt::Uncertain);
    }
    transcript
}

#[test]
fn what_has_no_words_yet_says_so_in_the_language_of_the_document() {
    let transcript = doubtful();
    for (language, words) in [
        (Language::En, "[not transcribed]"),
        (Language::De, "[nicht transkribiert]"),
        (Language::Ru, "[не расшифровано]"),
    ] {
        for form in [Format::Txt, Format::Md] {
            let document = String::from_utf8(made(&transcript, form, language)).unwrap();
            // Markdown escapes brackets.
            let document = document.replace('\\', "");
            assert_eq!(
                document.matches(words).count(),
                1,
                "{form:?} {language}: {document}"
            );
        }
    }
    let sure = text(&sample(), Format::Txt);
    assert!(!sure.contains("not transcribed"));
}

#[test]
fn programs_are_told_every_doubt() {
    let transcript = doubtful();
    let json: serde_json::Value = serde_json::from_str(&text(&transcript, Format::Json)).unwrap();
    let doubts: Vec<_> = json["messages"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|message| message["doubt"].as_str())
        .collect();
    assert_eq!(doubts[0], "not_transcribed");
    assert!(doubts[1..].iter().all(|doubt| *doubt == "uncertain") && doubts.len() > 1);
    let back: Transcript = serde_json::from_value(json).unwrap();
    assert_eq!(back, transcript);
    let csv = text(&transcript, Format::Csv);
    assert!(
        csv.contains("not transcribed") && csv.contains("uncertain"),
        "{csv}"
    );
    // People read what was said, not what a program thought of it.
    for form in [Format::Txt, Format::Md] {
        assert!(!text(&transcript, form).contains("uncertain"), "{form:?}");
    }
}

#[test]
fn the_doubt_is_that_of_the_text_that_counts() {
    let mut transcript = doubtful();
    let spoken = |m: &&mut MessagePart| m.doubt == Some(Doubt::Uncertain);
    let mut unsure = transcript.messages.iter_mut().filter(spoken);
    // Heard with certainty the second time, in the very same words.
    let settled = unsure.next().unwrap();
    (settled.doubt, settled.first_doubt) = (None, Some(Doubt::Uncertain));
    let settled = settled.number;
    // The first words were certain, the ones that count are not.
    let doubted = transcript
        .messages
        .iter_mut()
        .find(|m| m.number != settled && m.doubt.is_none() && m.audio_start_ms.is_some())
        .unwrap();
    (doubted.doubt, doubted.text) = (Some(Doubt::Repetition), "another text".to_owned());
    let doubted = doubted.number;

    let csv = text(&transcript, Format::Csv);
    let row = |number: u32| {
        let start = format!("message,{number},");
        let rows = csv.lines().filter(|line| line.starts_with(&start));
        rows.collect::<Vec<_>>().join("")
    };
    assert!(
        !row(settled).is_empty() && !row(settled).contains("uncertain"),
        "{csv}"
    );
    assert!(csv.contains("repetitions left out"), "{csv}");
    let json: serde_json::Value = serde_json::from_str(&text(&transcript, Format::Json)).unwrap();
    let of = |number: u32| &json["messages"][number as usize - 1];
    assert!(of(settled)["doubt"].is_null(), "{json}");
    assert_eq!(of(settled)["first_doubt"], "uncertain");
    assert_eq!(of(doubted)["doubt"], "repetition");
    assert!(of(doubted)["first_doubt"].is_null());
}
