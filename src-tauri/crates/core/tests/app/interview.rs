//! Whole interviews: recorded answers in, transcript files out.

use std::path::Path;

use crate::common::{candidate, consent, create, hearing, open, reference, typing};
use candor_core::{
    Error,
    engine::{Control, End},
    interviews, recording, room,
    speech::word_error_rate,
    transcript,
};
use candor_domain::{
    Code, InterviewStatus, Origin, Role,
    message::Purpose,
    transcript::{CoverageState, Transcript},
};

fn read(path: &str) -> Transcript {
    let text = std::fs::read_to_string(path).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/transcript-1.json");
    let schema = serde_json::from_str(&std::fs::read_to_string(schema).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<_> = validator
        .iter_errors(&value)
        .map(|e| e.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    serde_json::from_value(value).unwrap()
}

#[test]
fn a_spoken_interview_becomes_a_transcript_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let id = create(&app, "Oliver Ünal");
    consent(&app, id);
    let (ears, trigger) = hearing(&app);
    room::start_hearing(&app, id, Some(ears), Some(candidate(trigger, 6))).unwrap();
    room::wait(&app, id);

    let detail = interviews::detail(&app, id).unwrap();
    assert_eq!(detail.interview.status, InterviewStatus::Finished);
    assert!(
        detail
            .coverage
            .iter()
            .all(|c| c.state == CoverageState::Answered && !c.followed_up)
    );
    let export = detail.exports.last().unwrap();
    let document = read(export.json_path.as_ref().unwrap());
    assert_eq!(document.interview.candidate_name, "Oliver Ünal");
    assert_eq!(document.software.speech_models, ["demo-en"]);
    let asked = document
        .messages
        .iter()
        .filter(|m| m.purpose == Purpose::Question)
        .count();
    assert_eq!(asked, 6);

    let spoken: Vec<_> = document
        .messages
        .iter()
        .filter(|m| m.origin == Origin::Speech)
        .collect();
    let heard: Vec<_> = spoken.iter().map(|m| m.content.as_str()).collect();
    let errors = word_error_rate(&reference(), &heard.join(" "));
    assert!(errors.rate() <= 0.15, "{:.3}: {heard:?}", errors.rate());
    let total_ms = document
        .recordings
        .iter()
        .map(|r| r.duration_ms)
        .sum::<u64>();
    for message in spoken {
        assert!(message.audio_start_ms < message.audio_end_ms);
        assert!(message.audio_end_ms.unwrap() <= total_ms);
        assert!(
            message
                .words
                .windows(2)
                .all(|w| w[0].end_ms <= w[1].start_ms)
        );
        assert!(message.confidence.is_some_and(|c| (0.0..=1.0).contains(&c)));
    }
    // Sound takes as long as the interview, and every sample of it is there.
    assert!(document.interview.duration_ms.abs_diff(total_ms) < 500);
    let wav = recording::wav(&app, id).unwrap();
    assert_eq!((wav.len() as u64 - 44) / 32, total_ms);

    let txt = std::fs::read_to_string(export.txt_path.as_ref().unwrap()).unwrap();
    for part in [
        "Oliver Ünal",
        "Automated interviewer",
        "recorded",
        "answered",
    ] {
        assert!(txt.contains(part), "{part} in {txt}");
    }
    let chain = app.store().read(candor_store::verify_chain).unwrap();
    assert!(chain.is_intact(), "{chain:?}");
}

#[test]
fn nothing_is_recorded_before_consent() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let id = create(&app, "Ada");
    let (ears, _trigger) = hearing(&app);
    let refused = room::start_hearing(&app, id, Some(ears), None).unwrap_err();
    assert!(matches!(refused, Error::ConsentMissing));
    let typing = typing();
    assert_eq!(
        room::start(&app, id, &typing).unwrap_err().code(),
        Code::ConsentMissing
    );
    assert_eq!(
        interviews::get(&app, id).unwrap().status,
        InterviewStatus::NotStarted
    );
    assert_eq!(recording::duration_ms(&app, id).unwrap(), 0);
    assert!(interviews::conversation(&app, id, 0).unwrap().is_empty());
}

#[test]
fn a_typed_interview_needs_no_microphone_and_no_model() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let id = create(&app, "Ada");
    consent(&app, id);
    let typing = typing();
    room::start(&app, id, &typing).unwrap();
    let answer = "I worked as a support agent at a hotel for three years and enjoyed it.";
    let typed = room::type_message(&app, id, Role::Candidate, answer).unwrap();
    assert_eq!(
        (typed.origin, typed.purpose),
        (Origin::Typed, Purpose::Answer)
    );
    room::type_message(&app, id, Role::Recruiter, "Please go on.").unwrap();
    room::control(&app, id, Control::AnswerDone).unwrap();
    room::type_message(&app, id, Role::Candidate, "next question please").unwrap();
    for text in ["", "   ", &"x".repeat(5_000)] {
        let error = room::type_message(&app, id, Role::Candidate, text).unwrap_err();
        assert_eq!(error.code(), Code::Invalid);
    }
    let finished = room::finish(&app, id, End::RecruiterFinished).unwrap();
    assert_eq!(finished.status, InterviewStatus::Finished);
    let detail = interviews::detail(&app, id).unwrap();
    let document = read(detail.exports.last().unwrap().json_path.as_ref().unwrap());
    let roles: Vec<_> = document
        .messages
        .iter()
        .map(|m| (m.role, m.purpose))
        .collect();
    assert!(roles.contains(&(Role::Recruiter, Purpose::Remark)));
    assert!(roles.contains(&(Role::Candidate, Purpose::Command)));
    assert_eq!(roles.last(), Some(&(Role::AiHr, Purpose::Closing)));
    let missed: Vec<_> = document
        .coverage
        .iter()
        .filter(|c| c.state == CoverageState::NotAsked)
        .collect();
    assert!(!missed.is_empty(), "what was not asked is listed");
}

#[test]
fn corrections_stand_beside_the_original_in_the_next_export() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let id = create(&app, "Ada");
    consent(&app, id);
    let typing = typing();
    room::start(&app, id, &typing).unwrap();
    let typed = room::type_message(&app, id, Role::Candidate, "I like teh work").unwrap();
    room::finish(&app, id, End::CandidateStopped).unwrap();
    interviews::correct(&app, id, typed.id, "I like the work", "Rita").unwrap();
    let other = create(&app, "Bob");
    let stranger = interviews::correct(&app, other, typed.id, "x", "Rita").unwrap_err();
    assert_eq!(stranger.code(), Code::NotFound);

    let exported = transcript::export(app.archive(), id).unwrap();
    let document = read(&exported.json_path);
    let message = document.messages.iter().find(|m| m.id == typed.id).unwrap();
    assert_eq!(message.content, "I like teh work");
    assert_eq!(message.revisions[0].content, "I like the work");
    let txt = std::fs::read_to_string(exported.txt_path).unwrap();
    assert!(
        txt.contains("teh") && txt.contains("corrected by Rita"),
        "{txt}"
    );
}

#[test]
fn hostile_names_cannot_leave_the_transcripts_folder() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let names = [
        "../../../evil",
        "CON",
        "a\nb",
        "\u{202e}txt.exe",
        &"ü".repeat(150),
        "..",
        "/etc/passwd",
    ];
    for name in names {
        let id = create(&app, name);
        let exported = transcript::export(app.archive(), id).unwrap();
        for path in [exported.json_path, exported.txt_path] {
            let path = Path::new(&path);
            assert_eq!(
                path.parent(),
                Some(app.folders().transcripts.as_path()),
                "{name:?}"
            );
            assert!(path.exists());
        }
    }
    let too_long = "x".repeat(300);
    let file = candor_core::samples::read("software-engineer").unwrap();
    let position = candor_core::positions::create(&app, file.into()).unwrap();
    let draft = interviews::InterviewDraft {
        position_id: position.id,
        candidate_name: too_long,
        candidate_external_id: None,
        language: candor_domain::Language::En,
        recommended_minutes: 30,
        description: String::new(),
        knowledge_base: String::new(),
        accommodations: candor_domain::Accommodations::default(),
        vocabulary: String::new(),
    };
    assert_eq!(
        interviews::create(&app, draft).unwrap_err().code(),
        Code::Invalid
    );
    assert_eq!(
        std::fs::read_dir(&app.folders().transcripts)
            .unwrap()
            .count(),
        2 * names.len()
    );
}

#[test]
fn a_transcripts_folder_that_cannot_be_written_does_not_stop_the_finish() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    // A file where the folder should be refuses everybody, the superuser included.
    std::fs::write(&app.folders().transcripts, "").unwrap();
    let id = create(&app, "Ada");
    consent(&app, id);
    let typing = typing();
    room::start(&app, id, &typing).unwrap();
    let finished = room::finish(&app, id, End::RecruiterFinished).unwrap();
    assert_eq!(finished.status, InterviewStatus::Finished);
    let failed = interviews::detail(&app, id).unwrap().exports.pop().unwrap();
    assert!(failed.json_path.is_none() && failed.error.unwrap().contains("may not be written"));
    std::fs::remove_file(&app.folders().transcripts).unwrap();
    transcript::export(app.archive(), id).unwrap();
    assert!(
        interviews::detail(&app, id).unwrap().exports[1]
            .txt_path
            .is_some()
    );
}

#[test]
fn the_link_token_is_shown_once_and_never_stored() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let file = candor_core::samples::read("customer-support-agent").unwrap();
    let position = candor_core::positions::create(&app, file.into()).unwrap();
    let draft = interviews::InterviewDraft {
        position_id: position.id,
        candidate_name: "Ada".into(),
        candidate_external_id: None,
        language: candor_domain::Language::De,
        recommended_minutes: 20,
        description: String::new(),
        knowledge_base: String::new(),
        accommodations: candor_domain::Accommodations::default(),
        vocabulary: String::new(),
    };
    let created = interviews::create(&app, draft).unwrap();
    let token = candor_domain::LinkToken::parse(&created.link_token).unwrap();
    let found = app
        .store()
        .read(|conn| candor_store::interviews::by_link_hash(conn, &token.hash()))
        .unwrap();
    assert_eq!(found.unwrap().id, created.interview.id);
}

#[test]
fn the_shipped_schema_is_the_one_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/transcript-1.json");
    let shipped: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let current = candor_domain::transcript::json_schema();
    assert!(
        shipped == current,
        "write it anew: candor transcript-schema > schema/transcript-1.json"
    );
}
