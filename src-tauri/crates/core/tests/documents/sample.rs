//! Interviews to make documents of.

use candor_core::export::{Format, render};
use candor_domain::{
    Language, Role,
    transcript::{MessagePart, Transcript},
};
use jiff::{Timestamp, tz::TimeZone};

/// A short interview with everything in it: speech, typing, corrections, later hearing, a gap, three scripts.
pub fn sample() -> Transcript {
    serde_json::from_str(include_str!("sample.json")).unwrap()
}

/// An interview without a word, sound or plan.
pub fn empty() -> Transcript {
    let mut transcript = sample();
    transcript.messages.clear();
    transcript.coverage.clear();
    transcript.recordings.clear();
    transcript.gaps.clear();
    transcript.consent = None;
    transcript.evidence = None;
    transcript.interview.started_at = None;
    transcript.interview.finished_at = None;
    transcript
}

/// An interview held by typing alone.
pub fn silent() -> Transcript {
    let mut transcript = sample();
    transcript.recordings.clear();
    transcript.gaps.clear();
    for message in &mut transcript.messages {
        message.words.clear();
        message.text_words = None;
        message.audio_start_ms = None;
        message.audio_end_ms = None;
    }
    transcript
}

/// What people enter who mean harm, or write what our fonts do not have.
pub fn hostile() -> Transcript {
    let mut transcript = sample();
    "../../x =cmd|' /C calc'!A0 \u{202e}gpj.exe"
        .clone_into(&mut transcript.interview.candidate_name);
    "=HYPERLINK(\"http://x\")\u{0}\u{1b}[31m".clone_into(&mut transcript.interview.description);
    let texts = [
        (2, "x".repeat(100_000)),
        (
            3,
            "مرحبا بالعالم 你好世界 🦩😀 שלום हैलो \u{e000}\u{7}\u{ffff}".to_owned(),
        ),
        (
            5,
            "<script>alert(1)</script> & ]]> --> WEBVTT\n\n1\n00:00:00,000 --> 00:00:01,000"
                .to_owned(),
        ),
        (7, "=cmd|' /C calc'!A0".to_owned()),
        (8, "# [a](javascript:alert(1)) | b ```".to_owned()),
    ];
    for (place, text) in texts {
        let message = &mut transcript.messages[place];
        message.words.clear();
        message.text_words = None;
        message.text = text;
    }
    transcript
}

/// An interview of this many messages.
pub fn long(messages: u32) -> Transcript {
    let mut transcript = sample();
    let pattern = transcript.messages.clone();
    let numbered = |number: u32| MessagePart {
        number,
        ..pattern[(number as usize - 1) % pattern.len()].clone()
    };
    transcript.messages = (1..=messages).map(numbered).collect();
    transcript
}

/// The document as bytes.
pub fn made(transcript: &Transcript, format: Format, language: Language) -> Vec<u8> {
    let written: Timestamp = "2026-11-20T15:00:00Z".parse().unwrap();
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    render(transcript, format, language, written, &zone).unwrap()
}

/// The document as text.
pub fn text(transcript: &Transcript, format: Format) -> String {
    String::from_utf8(made(transcript, format, Language::En)).unwrap()
}

/// Every word a document for people must show.
pub fn words(transcript: &Transcript) -> Vec<String> {
    let mut all = vec![
        transcript.interview.candidate_name.clone(),
        transcript.position.title.clone(),
        "Petra Größler".to_owned(),
        transcript.evidence.as_ref().unwrap().hash.clone(),
        "20 November 2026, 14:00:00".to_owned(),
        "5:12".to_owned(),
        "finished, interrupted".to_owned(),
        "1.2".to_owned(),
        "English, Russian".to_owned(),
    ];
    all.extend(transcript.messages.iter().map(|m| m.text.clone()));
    all.extend(transcript.coverage.iter().map(|entry| entry.text.clone()));
    all
}

/// What is shown beside a corrected message.
pub fn originals(transcript: &Transcript) -> Vec<String> {
    let corrected = |m: &&MessagePart| m.role == Role::Candidate && !m.revisions.is_empty();
    let messages = transcript.messages.iter().filter(corrected);
    let mut all: Vec<_> = messages.clone().map(|m| m.content.clone()).collect();
    all.extend(
        messages
            .flat_map(|m| &m.revisions)
            .map(|r| r.author.clone()),
    );
    assert!(all.len() >= 3, "{all:?}");
    all
}

/// Text without blanks: where a reader breaks lines is its own affair.
pub fn dense(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

pub fn assert_shows(shown: &str, wanted: &[String]) {
    let shown = dense(shown);
    for words in wanted {
        assert!(
            shown.contains(&dense(words)),
            "missing: {words}\nin: {shown}"
        );
    }
}
