//! Microphones that are unplugged, come back, fall silent and are exchanged in the middle of an interview.

use std::time::{Duration, Instant};

use crate::common::{consent, create, create_with, typing};
use crate::scripted::{
    Cupboard, Mouth, answers, assert_sound, contents, let_pass, messages, open_patient, wait_for,
    wait_for_answers, wait_for_microphone, whole_recordings,
};
use candor_core::{
    App,
    engine::{Control, End},
    interviews, room,
};
use candor_domain::{
    Accommodations, Code, EventKind, InterviewId, InterviewStatus, Role, live::MicrophoneState,
};

fn begin(folder: &tempfile::TempDir) -> (App, InterviewId) {
    let app = open_patient(folder.path());
    let id = create(&app, "Ada");
    consent(&app, id);
    (app, id)
}

fn state(app: &App, id: InterviewId) -> Option<MicrophoneState> {
    room::microphone(app, id).map(|microphone| microphone.state)
}

#[test]
fn an_unplugged_microphone_is_found_again_and_the_gap_is_true() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id) = begin(&folder);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let cupboard = Cupboard::default();
    let mut headset = cupboard.plug("Headset");
    let began = Instant::now();
    room::start_hearing(&app, id, Some(cupboard.hearing(Some("Headset"))), None).unwrap();
    headset.say();
    wait_for_answers(&app, id, &mut facts, 1);
    headset.unplug();
    assert_eq!(
        wait_for_microphone(&mut facts, MicrophoneState::Lost),
        "Headset"
    );
    let lost = Instant::now();
    assert_eq!(room::listening(&app, id), Some(false));
    assert_eq!(state(&app, id), Some(MicrophoneState::Lost));
    // It stays away for a while.
    let_pass(Duration::from_millis(400));
    room::type_message(&app, id, Role::Candidate, "I type meanwhile").unwrap();

    let away = lost.elapsed();
    let mut headset = cupboard.plug("Headset");
    assert_eq!(
        wait_for_microphone(&mut facts, MicrophoneState::Working),
        "Headset"
    );
    let until_it_worked = began.elapsed();
    assert_eq!(room::listening(&app, id), Some(true));
    headset.say();
    let heard = wait_for_answers(&app, id, &mut facts, 3);
    assert_eq!(
        contents(&heard),
        ["this is answer 1", "I type meanwhile", "this is answer 2"]
    );
    headset.wait_until_heard();
    room::finish(&app, id, End::RecruiterFinished).unwrap();

    let recordings = whole_recordings(&app, id);
    assert_eq!(recordings.len(), 2);
    let gaps = interviews::detail(&app, id).unwrap().gaps;
    assert_eq!(gaps, room::view(&app, id).unwrap().gaps);
    let [gap] = gaps[..] else { panic!("{gaps:?}") };
    assert_eq!(gap.end_ms, recordings[1].recording.offset_ms);
    let length = Duration::from_millis(gap.end_ms - gap.start_ms);
    // As long as it was away for certain, and not longer than it can have been; times are kept in whole milliseconds.
    let rounding = Duration::from_millis(10);
    assert!(
        length + rounding >= away && length <= until_it_worked + rounding,
        "{away:?} <= {length:?} <= {until_it_worked:?}"
    );
    assert!(heard[2].audio_start_ms.unwrap() >= gap.end_ms);
    assert_sound(&app, id);
}

#[test]
fn when_the_chosen_microphone_is_gone_the_default_one_takes_over() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id) = begin(&folder);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let cupboard = Cupboard::default();
    let headset = cupboard.plug("Headset");
    room::start_hearing(&app, id, Some(cupboard.hearing(Some("Headset"))), None).unwrap();
    let mut built_in = cupboard.plug("Built-in");
    headset.unplug();
    wait_for_microphone(&mut facts, MicrophoneState::Lost);
    assert_eq!(
        wait_for_microphone(&mut facts, MicrophoneState::Working),
        "Built-in"
    );
    built_in.say();
    wait_for_answers(&app, id, &mut facts, 1);
    assert_eq!(
        interviews::get(&app, id).unwrap().status,
        InterviewStatus::Started
    );
}

#[test]
fn the_microphone_is_exchanged_without_losing_what_was_said() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id) = begin(&folder);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let cupboard = Cupboard::default();
    let mut headset = cupboard.plug("Headset");
    room::start_hearing(&app, id, Some(cupboard.hearing(None)), None).unwrap();
    headset.begin_to_say();
    headset.wait_until_heard();
    let missing =
        room::change_microphone(&app, id, Role::Candidate, Some("Webcam".into())).unwrap_err();
    assert_eq!(missing.code(), Code::NoMicrophone);
    assert_eq!(room::microphone(&app, id).unwrap().device, "Headset");
    assert_eq!(room::listening(&app, id), Some(true), "the old one stays");

    let mut webcam = cupboard.plug("Webcam");
    room::change_microphone(&app, id, Role::Candidate, Some("Webcam".into())).unwrap();
    assert_eq!(room::microphone(&app, id).unwrap().device, "Webcam");
    assert!(!headset.is_heard());
    webcam.say();
    let heard = wait_for_answers(&app, id, &mut facts, 2);
    assert_eq!(contents(&heard), ["this is answer 1", "this is answer 2"]);
    webcam.wait_until_heard();
    room::finish(&app, id, End::RecruiterFinished).unwrap();
    let recordings = whole_recordings(&app, id);
    assert_eq!(recordings[0].stored_samples, headset.samples);
    assert_eq!(recordings[1].stored_samples, webcam.samples);
    assert_sound(&app, id);
}

#[test]
fn a_silent_microphone_is_told_within_two_seconds_of_sound() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id) = begin(&folder);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let cupboard = Cupboard::default();
    let mut headset = cupboard.plug("Headset");
    room::start_hearing(&app, id, Some(cupboard.hearing(None)), None).unwrap();
    headset.be_silent(2_000);
    wait_for_microphone(&mut facts, MicrophoneState::Silent);
    headset.say();
    wait_for_microphone(&mut facts, MicrophoneState::Working);
    wait_for_answers(&app, id, &mut facts, 1);
}

#[test]
fn a_microphone_that_came_back_unnoticed_is_heard_again() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id) = begin(&folder);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let cupboard = Cupboard::default();
    let mut elsewhere = cupboard.plug("Headset");
    room::start_hearing(&app, id, Some(cupboard.hearing(Some("Headset"))), None).unwrap();
    // The system moved the sound to something that gives none, and the headset is plugged in again.
    let began = Instant::now();
    elsewhere.be_silent(2_000);
    wait_for_microphone(&mut facts, MicrophoneState::Silent);
    // It is told before all of it has been taken in.
    elsewhere.wait_until_heard();
    let mut headset = cupboard.plug_speaking("Headset", Mouth::say);
    wait_for_microphone(&mut facts, MicrophoneState::Working);
    let until_it_worked = began.elapsed() + Duration::from_millis(10);
    assert!(!elsewhere.is_heard());
    headset.say();
    let heard = wait_for_answers(&app, id, &mut facts, 1);
    headset.wait_until_heard();
    room::finish(&app, id, End::RecruiterFinished).unwrap();

    // All of the silence is kept. What lies between it and the headset is the time in which no sound came at all.
    let recordings = whole_recordings(&app, id);
    assert_eq!(recordings.len(), 2, "{recordings:?}");
    assert_eq!(recordings[0].stored_samples, elsewhere.samples);
    let silent_until = elsewhere.samples / 16;
    let again = recordings[1].recording.offset_ms;
    let between = Duration::from_millis(again - silent_until);
    assert!(
        between <= until_it_worked,
        "{between:?} of {until_it_worked:?}"
    );
    match interviews::detail(&app, id).unwrap().gaps[..] {
        // Shorter than anybody would call a gap.
        [] => assert!(between < Duration::from_millis(100), "{between:?}"),
        [gap] => assert_eq!((gap.start_ms, gap.end_ms), (silent_until, again)),
        ref more => panic!("{more:?}"),
    }
    assert!(heard[0].audio_start_ms.unwrap() >= again);
    assert_sound(&app, id);
}

#[test]
fn a_microphone_lost_in_a_pause_or_while_typing_is_nobodys_business() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id) = begin(&folder);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let cupboard = Cupboard::default();
    let headset = cupboard.plug("Headset");
    room::start_hearing(&app, id, Some(cupboard.hearing(None)), None).unwrap();
    headset.unplug();
    wait_for_microphone(&mut facts, MicrophoneState::Lost);
    room::pause(&app, id).unwrap();
    assert_eq!(state(&app, id), None);
    let spare = cupboard.plug("Spare");
    let refused = room::change_microphone(&app, id, Role::Candidate, None).unwrap_err();
    assert_eq!(refused.code(), Code::Conflict);
    assert!(spare.is_heard(), "nobody opened it");
    room::resume(&app, id, &typing()).unwrap();
    let refused = room::change_microphone(&app, id, Role::Candidate, None).unwrap_err();
    assert!(refused.to_string().contains("held by typing"), "{refused}");
    let recordings = whole_recordings(&app, id);
    assert_eq!(recordings.len(), 2, "{recordings:?}");
    assert_eq!(
        recordings[1].stored_samples, 0,
        "it marks where the gap ends"
    );
}

#[test]
fn a_candidate_who_types_is_never_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let app = open_patient(folder.path());
    let arranged = Accommodations {
        typing_only: true,
        extra_time_percent: 50,
        ..Accommodations::default()
    };
    let id = create_with(&app, "Ada", arranged);
    consent(&app, id);
    let cupboard = Cupboard::default();
    let headset = cupboard.plug("Headset");
    room::start_hearing(&app, id, Some(cupboard.hearing(None)), None).unwrap();
    assert!(!headset.is_heard());
    assert_eq!(room::listening(&app, id), Some(false));
    let view = room::view(&app, id).unwrap();
    assert_eq!((view.recommended_ms, view.microphone), (45 * 60_000, None));
    room::pause(&app, id).unwrap();
    // Asked for a microphone all the same.
    room::resume(&app, id, &room::StartOptions::default()).unwrap();
    assert_eq!(room::listening(&app, id), Some(false));
    room::finish(&app, id, End::RecruiterFinished).unwrap();
    assert!(whole_recordings(&app, id).is_empty());
}

#[test]
fn what_is_read_aloud_is_recorded_and_not_taken_for_an_answer() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id) = begin(&folder);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let cupboard = Cupboard::default();
    let mut headset = cupboard.plug("Headset");
    room::start_hearing(&app, id, Some(cupboard.hearing(None)), None).unwrap();
    room::reading_aloud(&app, id, true).unwrap();
    headset.say();
    headset.wait_until_heard();
    room::reading_aloud(&app, id, false).unwrap();
    // The echo of it passes.
    wait_for(&mut facts, "the room to listen again", |_| {
        headset.say();
        headset.wait_until_heard();
        !answers(&app, id).is_empty()
    });
    room::finish(&app, id, End::RecruiterFinished).unwrap();
    let heard = answers(&app, id);
    let sentence_ms = heard[0].audio_end_ms.unwrap() - heard[0].audio_start_ms.unwrap();
    assert!(heard[0].audio_start_ms.unwrap() > sentence_ms, "{heard:?}");
    assert_eq!(
        whole_recordings(&app, id)[0].stored_samples,
        headset.samples
    );
    let refused = room::reading_aloud(&app, id, true).unwrap_err();
    assert_eq!(refused.code(), Code::Conflict);
}

#[test]
fn a_person_is_asked_for_in_every_state_and_once() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id) = begin(&folder);
    let asked = || interviews::get(&app, id).unwrap().human_requested_at;
    let entries = |kind: EventKind| {
        let events = app.events(0, u32::MAX).unwrap();
        events.iter().filter(|event| event.kind == kind).count()
    };
    room::control(&app, id, Control::RequestHuman).unwrap();
    assert!(asked().is_some(), "before it begins");
    assert_eq!(
        room::human_answered(&app, id).unwrap().human_requested_at,
        None
    );

    room::start(&app, id, &typing()).unwrap();
    let first = room::request_human(&app, id).unwrap().human_requested_at;
    room::control(&app, id, Control::RequestHuman).unwrap();
    assert_eq!(asked(), first, "the first time counts");
    assert_eq!(entries(EventKind::HumanRequested), 2);
    let said = messages(&app, id);
    let acknowledged = said
        .iter()
        .filter(|m| m.content.contains("speak with a person"));
    assert_eq!(acknowledged.count(), 2, "whoever asks is answered");
    room::pause(&app, id).unwrap();
    room::human_answered(&app, id).unwrap();
    room::control(&app, id, Control::RequestHuman).unwrap();
    room::resume(&app, id, &typing()).unwrap();
    assert!(asked().is_some(), "kept over the moves that follow");
    room::finish(&app, id, End::RecruiterFinished).unwrap();
    assert!(asked().is_some());
    room::human_answered(&app, id).unwrap();
    let over = room::request_human(&app, id).unwrap_err();
    assert_eq!(over.code(), Code::Conflict);
    assert_sound(&app, id);
}

#[test]
fn an_interview_the_computer_sleeps_in_is_interrupted_and_can_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id) = begin(&folder);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let cupboard = Cupboard::default();
    let mut headset = cupboard.plug("Headset");
    room::start_hearing(&app, id, Some(cupboard.hearing(None)), None).unwrap();
    headset.begin_to_say();
    headset.wait_until_heard();
    room::interrupt_all(&app);
    crate::scripted::wait_for_entry(&app, &mut facts, EventKind::InterviewInterrupted);
    wait_for_answers(&app, id, &mut facts, 1);
    let interview = interviews::get(&app, id).unwrap();
    assert_eq!(interview.status, InterviewStatus::Paused);
    assert!(interview.interrupted_at.is_some());
    assert!(!headset.is_heard(), "the microphone is released");
    let resumed = room::resume(&app, id, &typing()).unwrap();
    assert_eq!(
        (resumed.status, resumed.interrupted_at),
        (InterviewStatus::Started, None)
    );
    room::finish(&app, id, End::RecruiterFinished).unwrap();
    assert_eq!(
        whole_recordings(&app, id)[0].stored_samples,
        headset.samples
    );
    assert_sound(&app, id);
}
