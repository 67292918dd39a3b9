//! Two microphones at once: the recordings of both lie side by side, are logged as they are, and are erased together.

use candor_domain::{EventKind, InterviewId, RecordingId, Role, recording::Recording};
use candor_store::{Store, erasure, recordings, verify::Problem, verify_chain};

use crate::fixture::{Folder, NOW, add_recording, block, write};

/// A second of sound on the candidate's track, and two on the recruiter's beside it.
fn both(store: &Store) -> (InterviewId, RecordingId, RecordingId) {
    let (interview, first) = add_recording(store);
    let second = Recording {
        id: RecordingId::new(),
        offset_ms: 40,
        started_at: NOW.plus_ms(40),
        device: "table".into(),
        track: Role::Recruiter,
        ..first.clone()
    };
    let (own, other) = (first.id, second.id);
    write(store, move |tx| {
        recordings::start(tx, &second)?;
        recordings::add_block(tx, own, &block(0))?;
        recordings::add_block(tx, other, &block(0))?;
        recordings::add_block(tx, other, &block(1))
    })
    .unwrap();
    (interview.id, own, other)
}

#[test]
fn both_tracks_run_at_once_and_end_each_for_itself() {
    let folder = Folder::new();
    let store = folder.open();
    let (id, own, other) = both(&store);
    write(&store, move |tx| recordings::end(tx, other, 32_000)).unwrap();
    write(&store, move |tx| {
        recordings::add_block(tx, own, &block(1))?;
        recordings::end(tx, own, 32_000)
    })
    .unwrap();
    let listed = store.read(|conn| recordings::list(conn, id)).unwrap();
    let tracks: Vec<_> = listed
        .iter()
        .map(|r| (r.recording.track, r.recording.offset_ms, r.stored_samples))
        .collect();
    assert_eq!(
        tracks,
        [(Role::Candidate, 0, 32_000), (Role::Recruiter, 40, 32_000)]
    );
    assert!(store.read(verify_chain).unwrap().is_intact());
}

#[test]
fn whose_sound_a_recording_is_cannot_be_changed() {
    for (from, to) in [("candidate", "recruiter"), ("recruiter", "candidate")] {
        let folder = Folder::new();
        both(&folder.open());
        let raw = folder.raw();
        let refused = format!("UPDATE recordings SET track = '{to}' WHERE track = '{from}'");
        let triggers: Vec<String> = raw
            .prepare(
                "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'recordings'",
            )
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        for trigger in triggers {
            raw.execute_batch(&format!("DROP TRIGGER {trigger}"))
                .unwrap();
        }
        raw.execute_batch(&refused).unwrap();
        drop(raw);
        let problems = folder.open().read(verify_chain).unwrap().problems;
        assert!(
            matches!(
                problems[..],
                [Problem::ContentChanged {
                    kind: EventKind::RecordingStarted,
                    ..
                }]
            ),
            "{from}: {problems:?}"
        );
    }
}

#[test]
fn both_tracks_are_erased() {
    let folder = Folder::new();
    let store = folder.open();
    let (id, _, other) = both(&store);
    let amounts = store.read(|conn| erasure::amounts(conn, id)).unwrap();
    assert_eq!((amounts.recordings, amounts.recorded_samples), (2, 48_000));
    write(&store, move |tx| erasure::erase(tx, id, &[])).unwrap();
    let left = store.read(|conn| erasure::amounts(conn, id)).unwrap();
    assert_eq!(left.recorded_samples, 0);
    let blocks = store
        .read(|conn| recordings::blocks_between(conn, other, 0, 48_000))
        .unwrap();
    assert_eq!(blocks, []);
    assert!(store.read(verify_chain).unwrap().is_intact());
}
