//! What gathers while an interview runs: recordings, progress, exports, the log, and what a crash leaves.

use candor_domain::{Code, Event, EventKind, Move, RecordingId, UtcMillis, recording::Block};
use candor_store::{
    StoreError, events, exports, interviews, messages, progress, recordings, recovery,
};

use crate::fixture::{Folder, NOW, add_interview, add_recording, block, message, write};

#[test]
fn nothing_is_recorded_before_consent() {
    let folder = Folder::new();
    let store = folder.open();
    let (_, mut recording) = add_recording(&store);
    recording.id = RecordingId::new();
    recording.interview_id = add_interview(&store, "Ben").id;
    let error = write(&store, move |tx| recordings::start(tx, &recording)).unwrap_err();
    assert_eq!(error.code(), Code::ConsentMissing);
}

#[test]
fn blocks_follow_one_another_and_come_back_in_order() {
    let folder = Folder::new();
    let store = folder.open();
    let (interview, recording) = add_recording(&store);
    let id = recording.id;
    write(&store, move |tx| {
        recordings::add_block(tx, id, &block(0))?;
        recordings::add_block(tx, id, &block(1))
    })
    .unwrap();
    let overlapping = Block {
        start_sample: 31_999,
        ..block(2)
    };
    for wrong in [block(3), block(1), overlapping] {
        let error = write(&store, move |tx| recordings::add_block(tx, id, &wrong)).unwrap_err();
        assert_eq!(error.code(), Code::Conflict, "{error}");
    }
    let running = store
        .read(|c| recordings::list(c, interview.id))
        .unwrap()
        .remove(0);
    assert_eq!(running.recording, recording);
    assert_eq!((running.stored_samples, running.blocks), (32_000, 2));
    assert_eq!((running.ended_at, running.total_samples), (None, None));

    write(&store, move |tx| recordings::end(tx, id, 40_000)).unwrap();
    let ended = store
        .read(|c| recordings::list(c, interview.id))
        .unwrap()
        .remove(0);
    assert_eq!(
        (ended.ended_at, ended.total_samples),
        (Some(NOW), Some(40_000))
    );
    for late in [
        write(&store, move |tx| recordings::add_block(tx, id, &block(2))),
        write(&store, move |tx| recordings::end(tx, id, 1)),
    ] {
        assert_eq!(late.unwrap_err().code(), Code::Conflict);
    }
    let mut read = Vec::new();
    store
        .read(|c| {
            recordings::for_each_block(c, id, |block| {
                read.push(block);
                Ok::<_, StoreError>(())
            })
        })
        .unwrap();
    assert_eq!(read, [block(0), block(1)]);
    let unknown = write(&store, |tx| {
        recordings::add_block(tx, RecordingId::new(), &block(0))
    });
    assert_eq!(unknown.unwrap_err().code(), Code::NotFound);
}

#[test]
fn the_newest_progress_is_kept() {
    let folder = Folder::new();
    let store = folder.open();
    let id = add_interview(&store, "Ada").id;
    assert_eq!(store.read(|c| progress::load(c, id)).unwrap(), None);
    write(&store, move |tx| {
        progress::save(tx, id, r#"{"question":1}"#)?;
        progress::save(tx, id, r#"{"question":2}"#)
    })
    .unwrap();
    let loaded = store.read(|c| progress::load(c, id)).unwrap();
    assert_eq!(loaded.as_deref(), Some(r#"{"question":2}"#));
    let not_json = write(&store, move |tx| progress::save(tx, id, "question 3"));
    assert_eq!(not_json.unwrap_err().code(), Code::Invalid);
}

#[test]
fn exports_are_listed_with_how_they_ended() {
    let folder = Folder::new();
    let store = folder.open();
    let id = add_interview(&store, "Ada").id;
    let failed = exports::Outcome::Failed {
        error: "the disk is full".into(),
    };
    let written = exports::Outcome::Written {
        json_path: "/t/a.json".into(),
        txt_path: "/t/a.txt".into(),
    };
    let attempts = write(&store, move |tx| {
        Ok([
            exports::record(tx, id, failed)?,
            exports::record(tx, id, written)?,
        ])
    })
    .unwrap();
    assert_eq!(store.read(|c| exports::list(c, id)).unwrap(), attempts);
}

#[test]
fn what_was_running_is_found_with_its_last_durable_moment() {
    let folder = Folder::new();
    let store = folder.open();
    let mut running = add_interview(&store, "Ada");
    let mut paused = add_interview(&store, "Ben");
    add_interview(&store, "Cem");
    running.apply(Move::Start, NOW.plus_ms(1_000)).unwrap();
    paused.apply(Move::Start, NOW).unwrap();
    paused.apply(Move::Pause, NOW).unwrap();
    let id = running.id;
    let at = |ms| UtcMillis(NOW.0 + ms);
    store
        .write(candor_domain::Actor::Candidate, at(1_000), move |tx| {
            interviews::update_status(tx, &running, EventKind::InterviewStarted)?;
            interviews::update_status(tx, &paused, EventKind::InterviewPaused)
        })
        .unwrap();
    store
        .write(candor_domain::Actor::Candidate, at(61_000), move |tx| {
            messages::append(tx, message(id, "and then"))
        })
        .unwrap();
    drop(store);

    let found = folder.open().read(recovery::interrupted).unwrap();
    assert_eq!(
        found,
        [recovery::Interrupted {
            interview_id: id,
            last_durable_at: at(61_000)
        }]
    );
}

#[test]
fn every_change_is_in_the_log_with_its_ids() {
    let folder = Folder::new();
    let store = folder.open();
    let (interview, recording) = add_recording(&store);
    let (id, rec) = (interview.id, recording.id);
    let said = write(&store, move |tx| {
        recordings::add_block(tx, rec, &block(0))?;
        recordings::end(tx, rec, 16_000)?;
        messages::append(tx, message(id, "hello"))
    })
    .unwrap();
    let log: Vec<Event> = store.read(|c| events::after(c, 0, 100)).unwrap();
    let seen: Vec<_> = log.iter().map(|e| (e.kind, e.part)).collect();
    assert_eq!(
        seen,
        [
            (EventKind::PositionCreated, None),
            (EventKind::InterviewCreated, None),
            (EventKind::ConsentGiven, None),
            (EventKind::RecordingStarted, Some(rec.0)),
            (EventKind::RecordingBlockAdded, Some(rec.0)),
            (EventKind::RecordingEnded, Some(rec.0)),
            (EventKind::MessageAdded, Some(said.id.0)),
        ]
    );
    assert!(log[1..].iter().all(|e| e.subject == id.0));
    assert_eq!(
        store.read(|c| events::of_subject(c, id.0)).unwrap(),
        log[1..]
    );
}
