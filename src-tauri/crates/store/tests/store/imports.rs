//! Recordings made elsewhere: what is kept aside becomes a recording where it lies or is deleted bit by bit, and an
//! erasure takes the recruiter's own words.

use candor_domain::{
    EventKind, InterviewId, Language, RecordingId, Role,
    recording::{Block, Recording},
};
use candor_store::{
    Store, StoreError,
    consents::{self, Consent},
    content::SoundHash,
    erasure, imports, interviews, recordings,
    verify::Problem,
    verify_chain,
};
use uuid::Uuid;

use crate::fixture::{Folder, NOW, add_interview, write};

const WORDS: &str = "Wilhelmina said yes on the telephone";

/// An imported interview, consented to in the recruiter's words and held in another language.
fn imported(store: &Store) -> InterviewId {
    let interview = add_interview(store, "Wilhelmina");
    let id = interview.id;
    write(store, move |tx| {
        let consent = Consent {
            interview_id: id,
            at: NOW,
            version: consents::ELSEWHERE.into(),
            language: Language::En,
            text: WORDS.into(),
            ai_hosts: Vec::new(),
            ai_uses: Vec::new(),
        };
        consents::insert(tx, &consent)?;
        let mut spoken = interviews::get(tx.conn(), id)?.unwrap();
        spoken.speech_language = Some(Language::De);
        let kind = candor_domain::EventKind::SpeechLanguageChosen;
        interviews::update_status(tx, &spoken, kind)
    })
    .unwrap();
    id
}

fn holds(folder: &Folder, words: &str) -> bool {
    let pages = folder.raw().serialize("main").unwrap().to_vec();
    pages.windows(words.len()).any(|at| at == words.as_bytes())
}

#[test]
fn an_erasure_takes_the_recruiters_words_and_the_check_knows() {
    let folder = Folder::new();
    let store = folder.open();
    let (id, other) = (imported(&store), imported(&store));
    assert!(holds(&folder, WORDS));
    write(&store, move |tx| erasure::erase(tx, other, &[])).unwrap();
    let kept = store.read(|conn| consents::get(conn, id)).unwrap().unwrap();
    assert_eq!(kept.text, WORDS, "the other one's");
    for _ in 0..2 {
        write(&store, move |tx| erasure::erase(tx, id, &[])).unwrap();
        assert!(!holds(&folder, WORDS));
        let given = store.read(|conn| consents::get(conn, id)).unwrap().unwrap();
        assert_eq!(
            (given.at, given.version.as_str(), given.text.as_str()),
            (NOW, consents::ELSEWHERE, consents::ERASED),
            "that and when it was given stays"
        );
        let shell = store.read(|conn| interviews::get(conn, id)).unwrap();
        assert_eq!(shell.unwrap().speech_language, None);
        let report = store.read(verify_chain).unwrap();
        assert!(report.is_intact(), "{:?}", report.problems);
    }
}

#[test]
fn words_taken_out_without_an_erasure_are_found_and_others_cannot_be_put_in() {
    let folder = Folder::new();
    let store = folder.open();
    let id = imported(&store);
    let raw = folder.raw();
    let change = |text: &str, at: i64| {
        let sql = "UPDATE consents SET text = ?1, at = ?2 WHERE interview_id = ?3";
        raw.execute(sql, rusqlite::params![text, at, id.0])
    };
    let refused = change("Wilhelmina did not mind", NOW.0).unwrap_err();
    assert!(refused.to_string().contains("never changed"), "{refused}");
    assert!(change(consents::ERASED, NOW.0 + 1).is_err());
    assert!(store.read(verify_chain).unwrap().is_intact());
    change(consents::ERASED, NOW.0).unwrap();
    assert!(!store.read(verify_chain).unwrap().is_intact());
}

fn block(number: u32) -> Block {
    Block {
        number,
        start_sample: u64::from(number) * 960,
        samples: 960,
        data: vec![number as u8; 40],
    }
}

/// Keeps 25 blocks aside for each track of an interview, in three steps, and makes them its recordings; ids of those.
fn taken_in(store: &Store, id: InterviewId) -> [RecordingId; 2] {
    [Role::Candidate, Role::Recruiter].map(|track| {
        let mut hash = SoundHash::new(id.0, track);
        for part in [0..10, 10..20, 20..25] {
            let blocks: Vec<Block> = part.map(block).collect();
            for own in &blocks {
                hash.add(own);
            }
            write(store, move |tx| imports::add(tx, id.0, track, &blocks)).unwrap();
        }
        let recording = Recording {
            id: RecordingId::new(),
            interview_id: id,
            started_at: NOW,
            offset_ms: 0,
            device: "call.mp3".into(),
            codec: "opus".into(),
            track,
        };
        let (own, hash) = (recording.id, hash.done());
        let sound = imports::Sound {
            samples: 25 * 960,
            hash,
        };
        write(store, move |tx| {
            imports::become_recording(tx, &recording, &sound)
        })
        .unwrap();
        own
    })
}

#[test]
fn what_is_kept_aside_becomes_recordings_where_it_lies() {
    let folder = Folder::new();
    let store = folder.open();
    let id = imported(&store);
    assert_eq!(store.read(|conn| recordings::list(conn, id)).unwrap(), []);
    let own = taken_in(&store, id);
    let listed = store.read(|conn| recordings::list(conn, id)).unwrap();
    for (stored, own) in listed.iter().zip(own) {
        assert_eq!(stored.recording.id, own);
        assert_eq!((stored.blocks, stored.stored_samples), (25, 25 * 960));
        assert_eq!(stored.total_samples, Some(25 * 960));
        let mut all = Vec::new();
        let read = |conn: &candor_store::Connection| {
            recordings::for_each_block(conn, own, |block| {
                all.push(block);
                Ok::<_, StoreError>(())
            })
        };
        store.read(read).unwrap();
        assert_eq!(all, (0..25).map(block).collect::<Vec<_>>());
        let between = |from, to| {
            let blocks = store.read(|conn| recordings::blocks_between(conn, own, from, to));
            let blocks = blocks.unwrap().into_iter();
            blocks.map(|block| block.number).collect::<Vec<_>>()
        };
        assert_eq!(between(960, 3 * 960), [1, 2]);
        assert_eq!(between(1_000, 1_001), [1]);
        assert_eq!(between(24 * 960, 90 * 960), [24]);
        let places = store.read(|conn| recordings::places(conn, own)).unwrap();
        assert_eq!((places.len(), places[3]), (25, (3 * 960, 960)));
        let later = block(25);
        let refused = write(&store, move |tx| recordings::add_block(tx, own, &later));
        assert!(matches!(refused, Err(StoreError::Conflict(_))));
    }
    // It is the interview's now, and stays.
    assert!(!store.read(imports::is_any).unwrap());
    let forgotten = write(&store, move |tx| imports::forget(tx, id.0, 10)).unwrap();
    assert_eq!(forgotten, 0);
    let amounts = store.read(|conn| erasure::amounts(conn, id)).unwrap();
    assert_eq!(
        (amounts.recordings, amounts.recorded_samples),
        (2, 50 * 960)
    );
    assert!(store.read(verify_chain).unwrap().is_intact());
    // Something else is being taken in meanwhile.
    let blocks: Vec<Block> = (0..3).map(block).collect();
    let other = InterviewId::new();
    write(&store, move |tx| {
        imports::add(tx, other.0, Role::Candidate, &blocks)
    })
    .unwrap();
    assert_eq!(store.read(imports::left).unwrap(), [other]);
    assert!(store.read(verify_chain).unwrap().is_intact());

    write(&store, move |tx| erasure::erase(tx, id, &[])).unwrap();
    let count = |conn: &candor_store::Connection| {
        let sql = "SELECT count(*) FROM import_blocks WHERE import_id = ?1";
        Ok(conn.query_row(sql, [id.0], |row| row.get::<_, u32>(0))?)
    };
    assert_eq!(store.read(count).unwrap(), 0);
    assert!(store.read(verify_chain).unwrap().is_intact());
}

#[test]
fn sound_that_was_taken_in_cannot_be_changed_unnoticed() {
    for sql in [
        "UPDATE import_blocks SET data = zeroblob(40) WHERE number = 7 AND track = 'recruiter'",
        "UPDATE import_blocks SET samples = 961 WHERE number = 7 AND track = 'recruiter'",
        "DELETE FROM import_blocks WHERE number = 24 AND track = 'recruiter'",
        "DELETE FROM import_blocks WHERE track = 'recruiter'",
        "INSERT INTO import_blocks SELECT NULL, import_id, track, 25, 24000, 960, data FROM import_blocks
            WHERE number = 1 AND track = 'recruiter'",
    ] {
        let folder = Folder::new();
        let store = folder.open();
        let id = imported(&store);
        taken_in(&store, id);
        drop(store);
        let raw = folder.raw();
        if sql.starts_with("UPDATE") {
            assert!(raw.execute_batch(sql).is_err(), "{sql}");
        }
        raw.execute_batch("DROP TRIGGER import_blocks_stay_as_they_are")
            .unwrap();
        raw.execute_batch(sql).unwrap();
        drop(raw);
        let problems = folder.open().read(verify_chain).unwrap().problems;
        assert!(
            matches!(
                problems[..],
                [Problem::ContentChanged {
                    kind: EventKind::RecordingTakenIn,
                    ..
                }]
            ),
            "{sql}: {problems:?}"
        );
    }
}

#[test]
fn what_is_kept_aside_is_deleted_bit_by_bit() {
    let folder = Folder::new();
    let store = folder.open();
    let (one, other) = (Uuid::now_v7(), Uuid::now_v7());
    for import in [one, other] {
        let blocks: Vec<Block> = (0..25).map(block).collect();
        write(&store, move |tx| {
            imports::add(tx, import, Role::Candidate, &blocks)
        })
        .unwrap();
    }
    let forget = |import| write(&store, move |tx| imports::forget(tx, import, 10)).unwrap();
    assert_eq!([(); 4].map(|()| forget(one)), [10, 10, 5, 0]);
    assert!(store.read(imports::is_any).unwrap(), "the other one's");
    assert_eq!([(); 3].map(|()| forget(other)), [10, 10, 5]);
    assert!(!store.read(imports::is_any).unwrap());
}
