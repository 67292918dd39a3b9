//! The disk is full while an interview goes on: it is delayed, nothing is lost.

#![cfg(target_os = "linux")]
use std::{path::Path, time::Duration};

use crate::common::{consent, create};
use crate::disk::Disk;
use crate::scripted::{
    Cupboard, Mouth, answers, assert_sound, contents, hearing, messages, open_patient,
    wait_for_answers, wait_for_entry, wait_for_notice, wait_for_texts, whole_recordings,
};
use candor_core::{
    App,
    engine::{Control, End},
    interviews,
    room::{self, StartOptions},
};
use candor_domain::{Code, EventKind, InterviewId, InterviewStatus, Role};

fn begin(data: &Path) -> (App, InterviewId) {
    let app = open_patient(data);
    let id = create(&app, "Ada");
    consent(&app, id);
    (app, id)
}

/// Fills the disk at a moment when the room has nothing to store: a write that fails half-way would leave room for
/// another one.
fn fill(disk: &Disk, app: &App, id: InterviewId, mouth: &Mouth) {
    mouth.wait_until_heard();
    room::type_message(
        app,
        id,
        Role::Recruiter,
        "a remark that comes after all sound so far",
    )
    .unwrap();
    disk.fill();
}

#[test]
fn sound_and_words_wait_in_memory_and_are_stored_in_order() {
    let disk = Disk::mount("size=3m");
    let (app, id) = begin(disk.path());
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let (ears, mut mouth) = hearing(1, &[]);
    room::start_hearing(&app, id, Some(ears), None).unwrap();
    mouth.say();
    wait_for_answers(&app, id, &mut facts, 1);

    fill(&disk, &app, id, &mouth);
    mouth.say();
    let words = wait_for_notice(&mut facts, Code::DiskFull);
    assert!(
        words.contains("the disk is full") && words.contains("kept in memory"),
        "{words}"
    );
    // The notice may come with a block of sound, before or after the text of the second answer.
    mouth.say();
    mouth.say();
    let before = messages(&app, id);
    let refused = room::type_message(&app, id, Role::Candidate, "typed meanwhile").unwrap_err();
    assert_eq!(refused.code(), Code::DiskFull, "{refused}");
    mouth.say();
    wait_for_texts(&mut facts, 2);
    assert_eq!(messages(&app, id), before, "nothing is half there");
    assert_eq!(
        room::listening(&app, id),
        Some(true),
        "it still takes sound in"
    );

    disk.free();
    let stored = wait_for_answers(&app, id, &mut facts, 6);
    let spoken: Vec<_> = contents(&stored)
        .into_iter()
        .filter(|c| *c != "typed meanwhile")
        .collect();
    let expected: Vec<_> = (1..=5).map(|n| format!("this is answer {n}")).collect();
    assert_eq!(spoken, expected);
    assert_eq!(stored.len(), 6, "the typed one is stored once: {stored:?}");
    assert!(stored.windows(2).all(|w| w[0].audio_end_ms.is_none()
        || w[1].audio_start_ms.is_none()
        || w[0].audio_end_ms <= w[1].audio_start_ms));

    mouth.say();
    wait_for_answers(&app, id, &mut facts, 7);
    mouth.wait_until_heard();
    let finished = room::finish(&app, id, End::RecruiterFinished).unwrap();
    assert_eq!(finished.status, InterviewStatus::Finished);
    let recordings = whole_recordings(&app, id);
    assert_eq!(recordings.len(), 1);
    assert_eq!(
        recordings[0].stored_samples, mouth.samples,
        "every sample is there"
    );
    assert_sound(&app, id);
}

#[test]
fn both_tracks_of_two_microphones_wait_for_room_and_are_whole() {
    let disk = Disk::mount("size=3m");
    let (app, id) = begin(disk.path());
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let cupboard = Cupboard::default();
    let (mut headset, mut table) = (cupboard.plug("Headset"), cupboard.plug("Table"));
    let hearing = room::Hearing {
        recruiter: room::Recruiter::Own {
            source: room::Microphones::open(&cupboard, Some("Table")).unwrap(),
            chosen: Some("Table".to_owned()),
        },
        ..cupboard.hearing(Some("Headset"))
    };
    room::start_hearing(&app, id, Some(hearing), None).unwrap();
    headset.say();
    wait_for_answers(&app, id, &mut facts, 1);
    table.wait_until_heard();
    fill(&disk, &app, id, &headset);
    for _ in 0..3 {
        headset.say();
        table.say();
    }
    wait_for_notice(&mut facts, Code::DiskFull);
    headset.wait_until_heard();
    table.wait_until_heard();
    disk.free();
    wait_for_answers(&app, id, &mut facts, 4);
    room::finish(&app, id, End::RecruiterFinished).unwrap();
    let stored: Vec<_> = whole_recordings(&app, id)
        .iter()
        .map(|r| (r.recording.track, r.stored_samples))
        .collect();
    assert_eq!(
        stored,
        [
            (Role::Candidate, headset.samples),
            (Role::Recruiter, table.samples)
        ]
    );
    assert_sound(&app, id);
}

#[test]
fn an_interview_finished_on_a_full_disk_is_finished_and_written_once_there_is_room() {
    let disk = Disk::mount("size=3m");
    let (app, id) = begin(disk.path());
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let (ears, mut mouth) = hearing(1, &[]);
    room::start_hearing(&app, id, Some(ears), None).unwrap();
    mouth.say();
    wait_for_answers(&app, id, &mut facts, 1);
    fill(&disk, &app, id, &mouth);
    mouth.begin_to_say();
    mouth.wait_until_heard();
    let refused = room::finish(&app, id, End::RecruiterFinished).unwrap_err();
    assert_eq!(refused.code(), Code::DiskFull, "{refused}");
    assert_eq!(
        interviews::get(&app, id).unwrap().status,
        InterviewStatus::Started
    );

    disk.free();
    wait_for_entry(&app, &mut facts, EventKind::InterviewFinished);
    wait_for_entry(&app, &mut facts, EventKind::TranscriptExported);
    room::wait(&app, id);
    let detail = interviews::detail(&app, id).unwrap();
    assert_eq!(detail.interview.status, InterviewStatus::Finished);
    let json = std::fs::read_to_string(detail.exports[0].json_path.as_ref().unwrap()).unwrap();
    assert!(
        json.contains("this is answer 1") && json.contains("this is answer 2"),
        "the last words too"
    );
    whole_recordings(&app, id);
    assert_sound(&app, id);
}

#[test]
fn what_was_acknowledged_survives_a_candor_that_is_closed_on_a_full_disk() {
    let disk = Disk::mount("size=3m");
    let (app, id) = begin(disk.path());
    let typing = StartOptions {
        text_only: true,
        ..StartOptions::default()
    };
    room::start(&app, id, &typing).unwrap();
    room::type_message(&app, id, Role::Candidate, "kept for good").unwrap();
    let before = messages(&app, id);
    disk.fill();
    let refused = room::control(&app, id, Control::Skip);
    assert!(refused.is_ok(), "a button is no promise: {refused:?}");
    drop(app);

    disk.free();
    let app = open_patient(disk.path());
    let interview = interviews::get(&app, id).unwrap();
    assert_eq!(interview.status, InterviewStatus::Paused);
    assert!(interview.interrupted_at.is_some());
    assert_eq!(messages(&app, id), before);
    room::resume(&app, id, &typing).unwrap();
    room::type_message(&app, id, Role::Candidate, "and on we go").unwrap();
    room::finish(&app, id, End::RecruiterFinished).unwrap();
    assert_eq!(
        contents(&answers(&app, id)),
        ["kept for good", "and on we go"]
    );
    assert_sound(&app, id);
}

#[test]
fn a_short_shortage_is_over_before_anybody_has_to_ask_twice() {
    let disk = Disk::mount("size=3m");
    let (app, id) = begin(disk.path());
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let typing = StartOptions {
        text_only: true,
        ..StartOptions::default()
    };
    room::start(&app, id, &typing).unwrap();
    disk.fill();
    let refused = room::type_message(&app, id, Role::Candidate, "once").unwrap_err();
    assert!(
        refused.to_string().contains("no need to repeat it"),
        "{refused}"
    );
    disk.free();
    wait_for_answers(&app, id, &mut facts, 1);
    assert!(facts.next(Duration::ZERO).is_ok());
    room::finish(&app, id, End::RecruiterFinished).unwrap();
    assert_eq!(contents(&answers(&app, id)), ["once"]);
    assert_sound(&app, id);
}
