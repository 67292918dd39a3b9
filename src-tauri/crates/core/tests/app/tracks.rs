//! Two microphones at once, one microphone shared by turns, and a disk that fills up.
// Length: one test for each promise about two microphones.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use crate::common::{consent, create};
use crate::scripted::{
    Cupboard, answers, assert_sound, contents, messages, open_patient, wait_for, wait_for_answers,
    whole_recordings,
};
use candor_core::{
    App,
    bus::Subscription,
    engine::End,
    interviews, recording,
    room::{self, Hearing, Recruiter},
};
use candor_domain::{
    Code, InterviewId, InterviewStatus, Message, Origin, Role,
    live::{Fact, Live, MicrophoneState},
    message::Purpose,
};

fn begin(folder: &tempfile::TempDir) -> (App, InterviewId) {
    let app = open_patient(folder.path());
    let id = create(&app, "Ada");
    consent(&app, id);
    (app, id)
}

/// Ears for a candidate with the headset and a recruiter with the table's microphone.
fn both(cupboard: &Cupboard) -> Hearing {
    Hearing {
        recruiter: Recruiter::Own {
            source: room::Microphones::open(cupboard, Some("Table")).unwrap(),
            chosen: Some("Table".to_owned()),
        },
        ..cupboard.hearing(Some("Headset"))
    }
}

fn shared(cupboard: &Cupboard) -> Hearing {
    Hearing {
        recruiter: Recruiter::Shared,
        ..cupboard.hearing(Some("Headset"))
    }
}

fn recruiters(app: &App, id: InterviewId) -> Vec<Message> {
    let mut messages = messages(app, id);
    messages.retain(|message| message.role == Role::Recruiter);
    messages
}

fn wait_for_recruiter(app: &App, id: InterviewId, facts: &mut Subscription, count: usize) {
    if recruiters(app, id).len() < count {
        wait_for(facts, "the recruiter's words", |_| {
            recruiters(app, id).len() >= count
        });
    }
}

fn wait_for_state(facts: &mut Subscription, wanted: Role, how: MicrophoneState) {
    wait_for(facts, "a change of a microphone", |fact| {
        matches!(fact, Fact::Live { live: Live::Microphone { track, state, .. } }
            if *track == wanted && *state == how)
    });
}

#[test]
fn two_people_with_two_microphones_are_kept_apart_on_one_time_line() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id) = begin(&folder);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let cupboard = Cupboard::default();
    let (mut headset, mut table) = (cupboard.plug("Headset"), cupboard.plug("Table"));
    room::start_hearing(&app, id, Some(both(&cupboard)), None).unwrap();
    let view = room::view(&app, id).unwrap();
    assert_eq!(view.microphone.unwrap().device, "Headset");
    assert_eq!(view.second_microphone.unwrap().device, "Table");
    assert_eq!(view.turn, None);

    headset.say();
    wait_for_answers(&app, id, &mut facts, 1);
    table.say();
    wait_for(&mut facts, "the recruiter's level", |fact| {
        matches!(fact, Fact::Live { live: Live::Level { track: Role::Recruiter, rms_db, .. } }
            if *rms_db > -60.0)
    });
    wait_for(&mut facts, "the recruiter's speech", |fact| {
        matches!(
            fact,
            Fact::Live {
                live: Live::Speech {
                    role: Role::Recruiter,
                    ..
                }
            }
        )
    });
    wait_for_recruiter(&app, id, &mut facts, 1);
    headset.wait_until_heard();
    table.wait_until_heard();
    room::finish(&app, id, End::RecruiterFinished).unwrap();

    let said = recruiters(&app, id);
    let [said] = &said[..] else {
        panic!("{said:?}")
    };
    assert_eq!(
        (said.origin, said.purpose, said.content.as_str()),
        (Origin::Speech, Purpose::Remark, "this is answer 2")
    );
    assert_eq!(said.question_key, None, "it is no answer");
    assert_eq!(said.words.len(), 4);
    assert!(said.words[0].start_ms >= said.audio_start_ms.unwrap());
    assert_eq!(contents(&answers(&app, id)), ["this is answer 1"]);

    let recordings = whole_recordings(&app, id);
    let tracks: Vec<_> = recordings
        .iter()
        .map(|r| {
            (
                r.recording.track,
                r.recording.device.as_str(),
                r.stored_samples,
            )
        })
        .collect();
    let expected = [
        (Role::Candidate, "Headset", headset.samples),
        (Role::Recruiter, "Table", table.samples),
    ];
    assert_eq!(tracks, expected);
    let [first, second] = [&recordings[0].recording, &recordings[1].recording];
    assert_eq!(
        second.offset_ms - first.offset_ms,
        second.started_at.since(first.started_at),
        "both lie on the room's clock"
    );
    assert_eq!(interviews::detail(&app, id).unwrap().gaps, []);

    // Played together, in the length of the longer one.
    let samples = |wav: &[u8]| (wav.len() as u64 - 44) / 2;
    let whole = samples(&recording::wav(&app, id).unwrap());
    let longest = (headset.samples).max(table.samples + second.offset_ms * 16);
    assert_eq!(whole, longest);
    let exports = interviews::detail(&app, id).unwrap().exports;
    let transcript = std::fs::read_to_string(exports[0].json_path.as_ref().unwrap()).unwrap();
    assert!(transcript.contains(r#""track": "recruiter""#));
    let receipt = candor_core::receipt::of(&app, id).unwrap();
    assert_eq!(receipt.sound_ms, recording::duration_ms(&app, id).unwrap());
    assert_sound(&app, id);
}

#[test]
fn a_voice_that_both_microphones_hear_becomes_words_once() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id) = begin(&folder);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let cupboard = Cupboard::default();
    let (mut headset, mut table) = (cupboard.plug("Headset"), cupboard.plug("Table"));
    // Said before the room opens: both are heard side by side from the first moment.
    headset.say();
    table.say_at(0.1);
    headset.say_at(0.1);
    table.say();
    headset.say();
    table.say();
    room::start_hearing(&app, id, Some(both(&cupboard)), None).unwrap();
    wait_for_answers(&app, id, &mut facts, 2);
    wait_for_recruiter(&app, id, &mut facts, 2);
    headset.wait_until_heard();
    table.wait_until_heard();
    room::finish(&app, id, End::RecruiterFinished).unwrap();
    assert_eq!(
        contents(&answers(&app, id)),
        ["this is answer 1", "this is answer 3"]
    );
    assert_eq!(
        contents(&recruiters(&app, id)),
        ["this is answer 2", "this is answer 4"]
    );
    for recording in whole_recordings(&app, id) {
        assert_eq!(recording.stored_samples, headset.samples, "all is kept");
    }
    assert_sound(&app, id);
}

#[test]
fn a_resume_that_fails_half_way_listens_to_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id) = begin(&folder);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let cupboard = Cupboard::default();
    let (mut headset, table) = (cupboard.plug("Headset"), cupboard.plug("Table"));
    room::start_hearing(&app, id, Some(both(&cupboard)), None).unwrap();
    headset.say();
    wait_for_answers(&app, id, &mut facts, 1);
    room::pause(&app, id).unwrap();
    assert!(!headset.is_heard() && !table.is_heard());
    let stored = |app: &App| {
        let recordings = whole_recordings(app, id).into_iter();
        recordings.map(|own| own.stored_samples).sum::<u64>()
    };
    let before = stored(&app);

    // The candidate's is open already when the recruiter's turns out to be the same one.
    let one = [cupboard.plug("Headset"), cupboard.plug("Headset")];
    let open = || room::Microphones::open(&cupboard, Some("Headset")).unwrap();
    let twice = Hearing {
        recruiter: Recruiter::Own {
            source: open(),
            chosen: None,
        },
        ..cupboard.hearing(Some("Headset"))
    };
    let refused = room::resume_hearing(&app, id, Some(twice)).unwrap_err();
    assert_eq!(refused.code(), Code::Conflict);
    assert!(refused.to_string().contains("Headset"), "{refused}");
    assert!(one.iter().all(|mouth| !mouth.is_heard()), "all are let go");
    assert_eq!(room::listening(&app, id), Some(false));
    let view = room::view(&app, id).unwrap();
    assert_eq!(view.status, InterviewStatus::Paused);
    assert!(view.microphone.is_none() && view.second_microphone.is_none());
    assert_eq!(stored(&app), before, "nothing is recorded in a pause");

    let (mut headset, table) = (cupboard.plug("Headset"), cupboard.plug("Table"));
    room::resume_hearing(&app, id, Some(both(&cupboard))).unwrap();
    headset.say();
    wait_for_answers(&app, id, &mut facts, 2);
    headset.wait_until_heard();
    table.wait_until_heard();
    room::finish(&app, id, End::RecruiterFinished).unwrap();
    assert_eq!(stored(&app), before + headset.samples + table.samples);
    assert_sound(&app, id);
}

#[test]
fn losing_the_recruiters_microphone_stops_nothing_and_it_comes_back_in_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id) = begin(&folder);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let cupboard = Cupboard::default();
    let (mut headset, table) = (cupboard.plug("Headset"), cupboard.plug("Table"));
    room::start_hearing(&app, id, Some(both(&cupboard)), None).unwrap();
    table.unplug();
    wait_for_state(&mut facts, Role::Recruiter, MicrophoneState::Lost);
    assert_eq!(room::listening(&app, id), Some(true));
    let view = room::view(&app, id).unwrap();
    assert_eq!(view.microphone.unwrap().state, MicrophoneState::Working);
    assert_eq!(view.second_microphone.unwrap().state, MicrophoneState::Lost);
    headset.say();
    wait_for_answers(&app, id, &mut facts, 1);

    let mut table = cupboard.plug("Table");
    wait_for_state(&mut facts, Role::Recruiter, MicrophoneState::Working);
    table.say();
    wait_for_recruiter(&app, id, &mut facts, 1);
    headset.wait_until_heard();
    table.wait_until_heard();
    room::finish(&app, id, End::RecruiterFinished).unwrap();
    let recordings = whole_recordings(&app, id);
    let first = &recordings[0].recording;
    assert_eq!(recordings.len(), 3);
    for own in recordings.iter().map(|r| &r.recording) {
        let since = own.started_at.since(first.started_at);
        assert_eq!(own.offset_ms - first.offset_ms, since, "{own:?}");
    }
    let detail = interviews::detail(&app, id).unwrap();
    assert_eq!(detail.gaps, [], "the candidate was heard throughout");
    assert_sound(&app, id);
}

#[test]
fn the_candidates_microphone_is_lost_and_found_beside_the_recruiters() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id) = begin(&folder);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let cupboard = Cupboard::default();
    let (headset, mut table) = (cupboard.plug("Headset"), cupboard.plug("Table"));
    room::start_hearing(&app, id, Some(both(&cupboard)), None).unwrap();
    headset.unplug();
    wait_for_state(&mut facts, Role::Candidate, MicrophoneState::Lost);
    table.say();
    wait_for_recruiter(&app, id, &mut facts, 1);
    let mut headset = cupboard.plug("Headset");
    wait_for_state(&mut facts, Role::Candidate, MicrophoneState::Working);
    headset.say();
    wait_for_answers(&app, id, &mut facts, 1);
    headset.wait_until_heard();
    room::finish(&app, id, End::RecruiterFinished).unwrap();
    let gaps = interviews::detail(&app, id).unwrap().gaps;
    let candidate: Vec<_> = whole_recordings(&app, id)
        .into_iter()
        .filter(|r| r.recording.track == Role::Candidate)
        .map(|r| r.recording.offset_ms)
        .collect();
    if candidate[1] >= 100 {
        let [gap] = gaps[..] else { panic!("{gaps:?}") };
        assert_eq!((gap.start_ms, gap.end_ms), (0, candidate[1]));
    }
    assert_sound(&app, id);
}

#[test]
fn each_microphone_is_exchanged_alone_and_none_records_both_people() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id) = begin(&folder);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let cupboard = Cupboard::default();
    let (headset, table) = (cupboard.plug("Headset"), cupboard.plug("Table"));
    room::start_hearing(&app, id, Some(both(&cupboard)), None).unwrap();
    for (track, other) in [(Role::Recruiter, "Headset"), (Role::Candidate, "Table")] {
        let error = room::change_microphone(&app, id, track, Some(other.into())).unwrap_err();
        assert_eq!(error.code(), Code::Conflict);
        let words = error.to_string();
        assert!(
            words.contains(other) && words.contains("already"),
            "{words}"
        );
    }
    let mut webcam = cupboard.plug("Webcam");
    room::change_microphone(&app, id, Role::Recruiter, Some("Webcam".into())).unwrap();
    let view = room::view(&app, id).unwrap();
    assert_eq!(view.second_microphone.unwrap().device, "Webcam");
    assert_eq!(view.microphone.unwrap().device, "Headset");
    assert!(headset.is_heard() && !table.is_heard());
    webcam.say();
    wait_for_recruiter(&app, id, &mut facts, 1);
    room::pause(&app, id).unwrap();
    let view = room::view(&app, id).unwrap();
    assert_eq!((view.microphone, view.second_microphone), (None, None));
    let end_ms = recording::duration_ms(&app, id).unwrap();

    let (mut headset, mut table) = (cupboard.plug("Headset"), cupboard.plug("Table"));
    room::resume_hearing(&app, id, Some(both(&cupboard))).unwrap();
    headset.say();
    table.say();
    wait_for_answers(&app, id, &mut facts, 1);
    wait_for_recruiter(&app, id, &mut facts, 2);
    room::finish(&app, id, End::RecruiterFinished).unwrap();
    let recordings = whole_recordings(&app, id);
    let resumed = &recordings[recordings.len() - 2..];
    assert_eq!(resumed[0].recording.offset_ms, end_ms);
    assert!(resumed.iter().all(|r| r.recording.offset_ms >= end_ms));
    assert_sound(&app, id);
}

#[test]
fn a_shared_microphone_is_spoken_into_by_turns() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id) = begin(&folder);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let cupboard = Cupboard::default();
    let mut headset = cupboard.plug("Headset");
    room::start_hearing(&app, id, Some(shared(&cupboard)), None).unwrap();
    assert_eq!(room::view(&app, id).unwrap().turn, Some(Role::Candidate));
    // In the middle of what the candidate says.
    headset.begin_to_say();
    headset.wait_until_heard();
    wait_for(&mut facts, "speech", |fact| {
        matches!(
            fact,
            Fact::Live {
                live: Live::Speech { speaking: true, .. }
            }
        )
    });
    room::give_turn(&app, id, Role::Recruiter).unwrap();
    wait_for(&mut facts, "the turn", |fact| {
        matches!(
            fact,
            Fact::Live {
                live: Live::Turn {
                    role: Role::Recruiter,
                    ..
                }
            }
        )
    });
    assert_eq!(room::view(&app, id).unwrap().turn, Some(Role::Recruiter));
    headset.say();
    wait_for_answers(&app, id, &mut facts, 1);
    wait_for_recruiter(&app, id, &mut facts, 1);
    room::give_turn(&app, id, Role::Candidate).unwrap();
    headset.say();
    wait_for_answers(&app, id, &mut facts, 2);
    assert_eq!(contents(&recruiters(&app, id)), ["this is answer 2"]);
    let heard = answers(&app, id);
    assert_eq!(contents(&heard), ["this is answer 1", "this is answer 3"]);
    let recruiter = &recruiters(&app, id)[0];
    assert!(heard[0].audio_end_ms <= recruiter.audio_start_ms);

    // The next line of the interviewer asks the candidate.
    room::give_turn(&app, id, Role::Recruiter).unwrap();
    room::control(&app, id, candor_core::engine::Control::Repeat).unwrap();
    wait_for(&mut facts, "the turn", |fact| {
        matches!(
            fact,
            Fact::Live {
                live: Live::Turn {
                    role: Role::Candidate,
                    ..
                }
            }
        )
    });
    assert_eq!(room::view(&app, id).unwrap().turn, Some(Role::Candidate));
    headset.wait_until_heard();
    room::finish(&app, id, End::RecruiterFinished).unwrap();
    let tracks: Vec<_> = whole_recordings(&app, id)
        .iter()
        .map(|r| r.recording.track)
        .collect();
    assert_eq!(tracks, [Role::Candidate]);
    assert_sound(&app, id);
}

#[test]
fn turns_are_given_only_where_a_microphone_is_shared() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id) = begin(&folder);
    let refused = |role| room::give_turn(&app, id, role).unwrap_err().code();
    assert_eq!(refused(Role::Candidate), Code::Conflict);
    let cupboard = Cupboard::default();
    let _headset = cupboard.plug("Headset");
    room::start_hearing(&app, id, Some(cupboard.hearing(None)), None).unwrap();
    assert_eq!(refused(Role::Recruiter), Code::Conflict);
    assert_eq!(refused(Role::AiHr), Code::Invalid);
    assert_eq!(room::view(&app, id).unwrap().turn, None);
    let second = room::change_microphone(&app, id, Role::Recruiter, None).unwrap_err();
    assert_eq!(second.code(), Code::Conflict);
}

/// A disk whose free space the test says.
struct Space(AtomicU64);

impl room::Disk for Space {
    fn free(&self) -> io::Result<u64> {
        Ok(self.0.load(Ordering::Relaxed))
    }

    fn used(&self) -> io::Result<u64> {
        Ok(0)
    }
}

#[test]
fn a_disk_with_little_room_is_told_at_the_start_and_refuses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    // What a track takes up in five minutes, beside what the database needs for itself.
    let space = Arc::new(Space(AtomicU64::new((8 << 20) + 6_000 * 60 * 5)));
    let app = open_patient(folder.path()).with_disk(space);
    let id = create(&app, "Ada");
    consent(&app, id);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let cupboard = Cupboard::default();
    let mut headset = cupboard.plug("Headset");
    room::start_hearing(&app, id, Some(cupboard.hearing(None)), None).unwrap();
    wait_for(&mut facts, "the minutes left", |fact| {
        matches!(
            fact,
            Fact::Live {
                live: Live::DiskSpace {
                    minutes_left: Some(5),
                    ..
                }
            }
        )
    });
    let notice = wait_for(&mut facts, "a notice", |fact| {
        matches!(
            fact,
            Fact::Live {
                live: Live::Notice {
                    code: Code::DiskFull,
                    ..
                }
            }
        )
    });
    assert!(format!("{notice:?}").contains("about 5 more minutes"));
    assert_eq!(room::view(&app, id).unwrap().minutes_left, Some(5));
    headset.say();
    wait_for_answers(&app, id, &mut facts, 1);
    assert_eq!(
        interviews::get(&app, id).unwrap().status,
        InterviewStatus::Started
    );
    room::pause(&app, id).unwrap();
    assert_eq!(room::view(&app, id).unwrap().minutes_left, None);
}
