//! An open Candor in a temporary folder, and a candidate with recorded answers.

#![allow(
    dead_code,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "shared between test programs that each use a part"
)]

use std::path::{Path, PathBuf};

use candor_core::{
    App, DatabaseKey, Folders,
    audio::{ClipSource, ClipTrigger, Pace},
    engine::Settings,
    interviews::{self, InterviewDraft},
    machine, positions, room, samples,
    speech::Whisper,
};
use candor_domain::{InterviewId, Language, Message, message::Purpose};

pub fn demo_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../models/demo")
        .canonicalize()
        .unwrap()
}

pub fn folders(data: &Path) -> Folders {
    Folders {
        shipped_models: vec![demo_folder()],
        ..Folders::below(data)
    }
}

pub fn open(data: &Path) -> App {
    App::open_with_key(
        folders(data),
        Settings::default(),
        &DatabaseKey::new([7; 32]),
    )
    .unwrap()
}

/// A new interview for the sample position, without consent.
pub fn create(app: &App, name: &str) -> InterviewId {
    create_with(app, name, candor_domain::Accommodations::default())
}

/// The same for a candidate with these accommodations.
pub fn create_with(
    app: &App,
    name: &str,
    accommodations: candor_domain::Accommodations,
) -> InterviewId {
    let file = samples::read("customer-support-agent").unwrap();
    let position = positions::create(app, file.into()).unwrap();
    let draft = InterviewDraft {
        position_id: position.id,
        candidate_name: name.to_owned(),
        candidate_external_id: Some("A-17".to_owned()),
        language: Language::En,
        recommended_minutes: 30,
        description: "Second round".to_owned(),
        knowledge_base: String::new(),
        accommodations,
        vocabulary: String::new(),
    };
    interviews::create(app, draft).unwrap().interview.id
}

pub fn consent(app: &App, id: InterviewId) {
    let text = interviews::consent_text(app, id).unwrap();
    interviews::give_consent(app, id, &text).unwrap();
}

/// Ears that hear the demo answers, faster than real time.
pub fn hearing(app: &App) -> (room::Hearing, ClipTrigger) {
    let clips = (1..=6)
        .map(|n| demo_folder().join(format!("answers/{n}.wav")))
        .collect();
    let (source, trigger) = ClipSource::new(clips, Pace::Fast).unwrap();
    let model = machine::choose_model(app.models(), None, Language::En).unwrap();
    let hearing = room::Hearing {
        source: Box::new(source),
        transcriber: Box::new(Whisper::load(&model).unwrap()),
        model: model.name().to_owned(),
        microphones: None,
        chosen: None,
        recruiter: room::Recruiter::default(),
        faster: None,
    };
    (hearing, trigger)
}

/// A candidate who answers each question with the next recording, and the questions from `silent_from` on not at all.
pub fn candidate(trigger: ClipTrigger, silent_from: usize) -> room::OnMessage {
    let mut asked = 0;
    Box::new(move |message: &Message| {
        if message.purpose == Purpose::Question {
            if asked < silent_from {
                assert!(trigger.answer(asked, 800), "the source is still there");
            }
            asked += 1;
        }
    })
}

/// What the demo answers say.
pub fn reference() -> String {
    let text = |n| std::fs::read_to_string(demo_folder().join(format!("answers/{n}.txt"))).unwrap();
    (1..=6).map(text).collect::<Vec<_>>().join(" ")
}

/// An interview without sound.
pub fn typing() -> room::StartOptions {
    room::StartOptions {
        text_only: true,
        ..room::StartOptions::default()
    }
}
