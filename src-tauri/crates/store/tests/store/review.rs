//! Notes, speakers' names and transcript versions: kept, verified, and followed by the search.

use candor_domain::{
    Doubt, EventKind, InterviewId, MessageId, Note, NoteId, RevisionId, Role, SpeakerCorrectionId,
    SpeakerNames, TranscriptVersionId, VersionText, Word,
};
use candor_store::{
    Store, StoreError, messages, notes,
    revisions::{self, NewRevision},
    speaker_corrections::{self, NewSpeakerCorrection},
    speaker_names,
    transcript_versions::{self, NewVersion},
    verify::Problem,
    verify_chain,
};

use crate::fixture::{Folder, NOW, add_recording, message, write};

fn note(interview: InterviewId, message: Option<MessageId>) -> Note {
    Note {
        id: NoteId::new(),
        interview_id: interview,
        message_id: message,
        at_ms: Some(1_200),
        author: "R".into(),
        content: "Ask again".into(),
        created_at: NOW,
        changed_at: NOW,
        deleted_at: None,
    }
}

fn version(interview: InterviewId, texts: &[(MessageId, &str)]) -> NewVersion {
    let text = |(message_id, content): &(MessageId, &str)| VersionText {
        message_id: *message_id,
        content: (*content).to_owned(),
        words: vec![Word {
            text: (*content).to_owned(),
            start_ms: 1_000,
            end_ms: 2_000,
            probability: 0.8,
        }],
        confidence: Some(0.8),
        doubt: Some(Doubt::Uncertain),
    };
    NewVersion {
        id: TranscriptVersionId::new(),
        interview_id: interview,
        speech_model: "better".into(),
        created_at: NOW,
        texts: texts.iter().map(text).collect(),
    }
}

pub(crate) fn said_by(message_id: MessageId, role: Role) -> NewSpeakerCorrection {
    NewSpeakerCorrection {
        id: SpeakerCorrectionId::new(),
        message_id,
        role,
        author: "Grace".into(),
        at: NOW,
    }
}

/// An interview with two messages, one of them taken for another's first, a note, a name and a second version; ids of interview and messages.
pub(crate) fn full() -> (Folder, InterviewId, [MessageId; 2]) {
    let folder = Folder::new();
    let store = folder.open();
    let (interview, _) = add_recording(&store);
    let id = interview.id;
    let said = write(&store, move |tx| {
        let first = messages::append(tx, message(id, "a flock of flies"))?;
        let second = messages::append(tx, message(id, "and more"))?;
        notes::insert(tx, &note(id, Some(first.id)))?;
        let names = SpeakerNames {
            candidate: Some("Ada".into()),
            ..SpeakerNames::default()
        };
        speaker_names::save(tx, id, &names)?;
        speaker_corrections::append(tx, id, said_by(second.id, Role::Recruiter))?;
        let texts = [(first.id, "a stack of files"), (second.id, "and more")];
        transcript_versions::insert(tx, &version(id, &texts))?;
        Ok([first.id, second.id])
    })
    .unwrap();
    drop(store);
    (folder, id, said)
}

fn after(sql: &str) -> Vec<Problem> {
    let (folder, ..) = full();
    let raw = folder.raw();
    let triggers: Vec<String> = raw
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE '%stay%'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
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
fn changed_content_is_found() {
    assert_eq!(after("SELECT 1"), []);
    for (sql, kind) in [
        ("UPDATE notes SET content = 'Hire'", EventKind::NoteAdded),
        ("UPDATE notes SET author = 'S'", EventKind::NoteAdded),
        ("UPDATE notes SET at_ms = NULL", EventKind::NoteAdded),
        ("UPDATE notes SET deleted_at = 1", EventKind::NoteAdded),
        (
            "UPDATE speaker_names SET name = 'Eve'",
            EventKind::SpeakerNamed,
        ),
        ("DELETE FROM speaker_names", EventKind::SpeakerNamed),
        (
            "INSERT INTO speaker_names SELECT interview_id, 'recruiter', 'Eve' FROM speaker_names",
            EventKind::SpeakerNamed,
        ),
        (
            "UPDATE speaker_corrections SET role = 'ai_hr'",
            EventKind::SpeakerCorrected,
        ),
        (
            "UPDATE speaker_corrections SET author = 'S'",
            EventKind::SpeakerCorrected,
        ),
        (
            "UPDATE speaker_corrections SET message_id = (SELECT id FROM messages WHERE number = 1)",
            EventKind::SpeakerCorrected,
        ),
        (
            "UPDATE transcript_versions SET speech_model = 'other'",
            EventKind::TranscriptVersionAdded,
        ),
        (
            "UPDATE version_texts SET content = 'a lie' WHERE content = 'and more'",
            EventKind::TranscriptVersionAdded,
        ),
        (
            "UPDATE version_texts SET doubt = NULL",
            EventKind::TranscriptVersionAdded,
        ),
        (
            "UPDATE version_texts SET words = '[]'",
            EventKind::TranscriptVersionAdded,
        ),
        (
            "DELETE FROM version_texts WHERE content = 'and more'",
            EventKind::TranscriptVersionAdded,
        ),
        (
            "UPDATE interviews SET transcript_version = 2",
            EventKind::InterviewCreated,
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
fn removed_and_smuggled_rows_are_found() {
    let problems = after("DELETE FROM notes");
    assert!(
        matches!(
            problems[..],
            [Problem::ContentMissing {
                kind: EventKind::NoteAdded,
                ..
            }]
        ),
        "{problems:?}"
    );
    let problems = after("DELETE FROM speaker_corrections");
    assert!(
        matches!(
            problems[..],
            [Problem::ContentMissing {
                kind: EventKind::SpeakerCorrected,
                ..
            }]
        ),
        "{problems:?}"
    );
    let problems = after("DELETE FROM version_texts; DELETE FROM transcript_versions");
    assert!(
        matches!(
            problems[..],
            [Problem::ContentMissing {
                kind: EventKind::TranscriptVersionAdded,
                ..
            }]
        ),
        "{problems:?}"
    );
    for (sql, table) in [
        (
            "INSERT INTO notes SELECT NULL, randomblob(16), interview_id, NULL, NULL, 'S', 'x', 1, 1, NULL FROM notes",
            "notes",
        ),
        (
            "INSERT INTO transcript_versions SELECT NULL, randomblob(16), interview_id, 3, 'x', 1 FROM transcript_versions",
            "transcript_versions",
        ),
        (
            "INSERT INTO version_texts SELECT randomblob(16), message_id, 'x', '[]', NULL, NULL FROM version_texts LIMIT 1",
            "version_texts",
        ),
        (
            "INSERT INTO speaker_corrections SELECT NULL, randomblob(16), message_id, 2, 'candidate', 'S', 1
                FROM speaker_corrections",
            "speaker_corrections",
        ),
        (
            "INSERT INTO speaker_names VALUES (randomblob(16), 'candidate', 'Eve')",
            "speaker_names",
        ),
    ] {
        assert_eq!(after(sql), [Problem::NotLogged { table, rows: 1 }], "{sql}");
    }
}

#[test]
fn notes_can_be_changed_deleted_and_brought_back() {
    let (folder, id, _) = full();
    let store = folder.open();
    let own = store.read(|conn| notes::list(conn, id)).unwrap().remove(0);
    let deleted = Note {
        deleted_at: Some(NOW),
        content: "Ask twice".into(),
        ..own.clone()
    };
    write(&store, move |tx| notes::update(tx, &deleted)).unwrap();
    assert_eq!(store.read(|conn| notes::list(conn, id)).unwrap(), []);
    let back = Note {
        deleted_at: None,
        ..own
    };
    write(&store, move |tx| notes::update(tx, &back)).unwrap();
    assert_eq!(store.read(|conn| notes::list(conn, id)).unwrap().len(), 1);
    assert!(store.read(verify_chain).unwrap().is_intact());
    let foreign = note(id, Some(MessageId::new()));
    let refused = write(&store, move |tx| notes::insert(tx, &foreign));
    assert!(matches!(refused, Err(StoreError::NotFound("message"))));
}

fn search(store: &Store, words: &'static str) -> usize {
    store
        .read(|conn| {
            Ok(conn
                .prepare("SELECT rowid FROM message_search WHERE message_search MATCH ?1")?
                .query_map([words], |_| Ok(()))?
                .count())
        })
        .unwrap()
}

#[test]
fn the_search_follows_the_version_that_counts_and_corrections_stay_above_it() {
    let (folder, id, [first, _]) = full();
    let store = folder.open();
    assert_eq!((search(&store, "flies"), search(&store, "files")), (1, 0));
    write(&store, move |tx| transcript_versions::choose(tx, id, 2)).unwrap();
    assert_eq!((search(&store, "flies"), search(&store, "files")), (0, 1));
    write(&store, move |tx| {
        let corrected = NewRevision {
            id: RevisionId::new(),
            message_id: first,
            content: "a pack of wolves".into(),
            author: "R".into(),
            at: NOW,
        };
        revisions::append(tx, corrected)
    })
    .unwrap();
    assert_eq!((search(&store, "wolves"), search(&store, "files")), (1, 0));
    // Back to what was first heard: the correction stays what is found.
    write(&store, move |tx| transcript_versions::choose(tx, id, 1)).unwrap();
    assert_eq!((search(&store, "wolves"), search(&store, "flies")), (1, 0));
    let missing = write(&store, move |tx| transcript_versions::choose(tx, id, 7));
    assert!(matches!(missing, Err(StoreError::NotFound(_))));
    let report = store.read(verify_chain).unwrap();
    assert!(report.is_intact(), "{report:?}");
}

#[test]
fn a_version_with_a_foreign_message_leaves_nothing_behind() {
    let (folder, id, [first, _]) = full();
    let store = folder.open();
    let texts = [(first, "good"), (MessageId::new(), "foreign")];
    let new = version(id, &texts);
    let refused = write(&store, move |tx| transcript_versions::insert(tx, &new));
    assert!(matches!(refused, Err(StoreError::NotFound("message"))));
    let versions = store
        .read(|conn| transcript_versions::list(conn, id))
        .unwrap();
    assert_eq!(versions.len(), 1);
    for sql in [
        "UPDATE transcript_versions SET number = 9",
        "UPDATE version_texts SET content = ''",
    ] {
        write(&store, move |tx| Ok(tx.conn().execute(sql, [])?)).unwrap_err();
    }
    assert!(store.read(verify_chain).unwrap().is_intact());
}

#[test]
fn pages_places_and_counts_of_messages() {
    let (folder, id, [first, second]) = full();
    let store = folder.open();
    let numbers = |from, limit| {
        store
            .read(|conn| messages::page(conn, id, from, limit))
            .unwrap()
            .iter()
            .map(|m| m.number)
            .collect::<Vec<_>>()
    };
    assert_eq!(numbers(1, 1), [1]);
    assert_eq!(numbers(2, 10), [2]);
    assert_eq!(numbers(3, 10), [0; 0]);
    assert_eq!(store.read(|conn| messages::count(conn, id)).unwrap(), 2);
    let number = |message| {
        store
            .read(|conn| messages::number_of(conn, id, message))
            .unwrap()
    };
    assert_eq!((number(first), number(second)), (Some(1), Some(2)));
    // Both are heard from 1.0 s on; before that the first one is next.
    let at = |ms| {
        store
            .read(|conn| messages::number_at(conn, id, ms))
            .unwrap()
    };
    assert_eq!((at(0), at(5_000)), (Some(1), Some(2)));
}
