//! Somebody with the key and an SQL shell changes things; the check finds it.

use candor_domain::{EventKind, RevisionId};
use candor_store::{
    content, exports, messages, progress, recordings,
    revisions::{self, NewRevision},
    verify::Problem,
    verify_chain,
};

use crate::fixture::{Folder, NOW, add_recording, block, message, write};

/// A folder with one of everything.
fn full() -> Folder {
    let folder = Folder::new();
    let store = folder.open();
    let (interview, recording) = add_recording(&store);
    let (id, rec) = (interview.id, recording.id);
    write(&store, move |tx| {
        recordings::add_block(tx, rec, &block(0))?;
        recordings::add_block(tx, rec, &block(1))?;
        recordings::end(tx, rec, 32_000)?;
        let said = messages::append(tx, message(id, "I was there"))?;
        revisions::append(
            tx,
            NewRevision {
                id: RevisionId::new(),
                message_id: said.id,
                content: "I was not there".into(),
                author: "R".into(),
                at: NOW,
            },
        )?;
        progress::save(tx, id, "{}")?;
        exports::record(
            tx,
            id,
            exports::Outcome::Failed {
                error: "full".into(),
            },
        )
    })
    .unwrap();
    folder
}

/// What the check says after `sql` was run past the store, with the guarding triggers out of the way.
fn after(sql: &str) -> Vec<Problem> {
    let folder = full();
    let raw = folder.raw();
    let triggers: Vec<String> = raw
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE '%stay%'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(triggers.len(), 18);
    for trigger in triggers {
        raw.execute_batch(&format!("DROP TRIGGER {trigger}"))
            .unwrap();
    }
    raw.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    raw.execute_batch(sql).unwrap();
    drop(raw);
    folder.open().read(verify_chain).unwrap().problems
}

#[test]
fn an_untouched_database_is_intact() {
    let report = full().open().read(verify_chain).unwrap();
    assert!(report.is_intact(), "{:?}", report.problems);
    assert_eq!(report.events, 11);
    assert_eq!(after("SELECT 1"), []);
}

#[test]
fn changed_content_is_found() {
    for (sql, kind) in [
        (
            "UPDATE messages SET content = 'I was here'",
            EventKind::MessageAdded,
        ),
        ("UPDATE messages SET words = '[]'", EventKind::MessageAdded),
        (
            "UPDATE messages SET words = '{}', purpose = 'nonsense'",
            EventKind::MessageAdded,
        ),
        (
            "UPDATE messages SET confidence = confidence + 0.01",
            EventKind::MessageAdded,
        ),
        ("UPDATE messages SET cut_off = 1", EventKind::MessageAdded),
        (
            "UPDATE revisions SET author = 'S'",
            EventKind::MessageCorrected,
        ),
        (
            "UPDATE recording_blocks SET data = zeroblob(2000) WHERE number = 1",
            EventKind::RecordingBlockAdded,
        ),
        (
            "UPDATE recordings SET device = 'other'",
            EventKind::RecordingStarted,
        ),
        (
            "UPDATE recordings SET total_samples = 1",
            EventKind::RecordingEnded,
        ),
        (
            "UPDATE interviews SET candidate_name = 'Eve'",
            EventKind::InterviewCreated,
        ),
        (
            "UPDATE positions SET title = 'Chief'",
            EventKind::PositionCreated,
        ),
        ("UPDATE consents SET at = at - 1", EventKind::ConsentGiven),
        ("UPDATE progress SET state = '[]'", EventKind::ProgressSaved),
        (
            "UPDATE exports SET error = 'none'",
            EventKind::TranscriptExportFailed,
        ),
    ] {
        let problems = after(sql);
        assert!(
            matches!(problems[..], [Problem::ContentChanged { kind: found, .. }] if found == kind),
            "{sql}: {problems:?}"
        );
    }
}

#[test]
fn removed_and_added_rows_are_found() {
    let problems = after("DELETE FROM revisions; DELETE FROM messages");
    assert!(
        matches!(
            problems[..],
            [
                Problem::ContentMissing {
                    kind: EventKind::MessageAdded,
                    ..
                },
                Problem::ContentMissing {
                    kind: EventKind::MessageCorrected,
                    ..
                }
            ]
        ),
        "{problems:?}"
    );
    let problems = after(
        "INSERT INTO messages SELECT NULL, randomblob(16), interview_id, number + 1, at, role, purpose, origin,
            'smuggled in', question_key, audio_start_ms, audio_end_ms, words, language, confidence, speech_model, cut_off,
            doubt
         FROM messages",
    );
    assert_eq!(
        problems,
        [Problem::NotLogged {
            table: "messages",
            rows: 1
        }]
    );
}

#[test]
fn a_changed_log_is_found() {
    let problems = after("UPDATE events SET actor = 'system' WHERE seq = 4");
    assert_eq!(problems, [Problem::Broken { seq: 4 }]);
    let problems = after("UPDATE events SET kind = 'nonsense' WHERE seq = 10");
    assert!(
        problems.contains(&Problem::Unreadable { seq: 10 }),
        "{problems:?}"
    );
    let problems = after("DELETE FROM events WHERE seq = 10");
    assert!(
        problems.contains(&Problem::Gap {
            expected: 10,
            found: 11
        }) && problems.contains(&Problem::Broken { seq: 11 }),
        "{problems:?}"
    );
    let problems = after("DELETE FROM events WHERE seq >= 8");
    assert!(
        problems.contains(&Problem::NotLogged {
            table: "messages",
            rows: 1
        }),
        "{problems:?}"
    );
}

#[test]
fn our_own_mistakes_cannot_rewrite_what_was_said() {
    let folder = full();
    let store = folder.open();
    for sql in [
        "UPDATE messages SET content = ''",
        "UPDATE revisions SET content = ''",
        "UPDATE recording_blocks SET samples = 1",
        "UPDATE events SET at = 0",
        "DELETE FROM events",
    ] {
        write(&store, move |tx| Ok(tx.conn().execute(sql, [])?)).unwrap_err();
    }
    assert!(store.read(verify_chain).unwrap().is_intact());
}

#[test]
fn hashes_can_be_recomputed_outside_the_store() {
    let folder = full();
    let store = folder.open();
    let (logged, computed) = store
        .read(|conn| {
            let event = candor_store::events::after(conn, 0, 100)?
                .into_iter()
                .find(|e| e.kind == EventKind::MessageAdded)
                .unwrap();
            let id = candor_domain::MessageId(event.part.unwrap());
            let said = messages::get(conn, id)?.unwrap();
            Ok((event.content_hash, content::message(&said)?))
        })
        .unwrap();
    let logged: Vec<u8> = (0..logged.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&logged[at..at + 2], 16).unwrap())
        .collect();
    assert_eq!(computed[..], logged);
}
