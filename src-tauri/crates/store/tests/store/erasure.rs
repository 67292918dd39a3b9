//! An erased interview leaves nothing behind: not in the tables, not in the search index, not in the file's free pages, not
//! in the write-ahead log. And the check still knows what may be missing and what may not.
// Length: what erasing must take and what it must leave is told against one and the same filled interview.

use std::fs;

use candor_domain::{
    Code, EventKind, Interview, InterviewId, InterviewStatus, Note, NoteId, Role, SpeakerNames,
};
use candor_store::{
    Store, StoreError, consents, erasure, exports, interviews, messages, notes, speaker_names,
    verify::Problem, verify_chain,
};
use uuid::Uuid;

use crate::{
    consent::tamper,
    fixture::{Folder, NOW, consent, message, write},
    two_interviews::{ADA, BOB, SECONDS, Words, sound, two_interviews},
};

fn erase(store: &Store, id: InterviewId, keep: Vec<Uuid>) -> Result<erasure::Proof, StoreError> {
    write(store, move |tx| erasure::erase(tx, id, &keep))
}

/// Every page of the database as it is decrypted, free ones and free space included.
fn pages(folder: &Folder) -> Vec<u8> {
    let raw = folder.raw();
    raw.serialize("main").unwrap().to_vec()
}

fn holds(pages: &[u8], needle: &[u8]) -> bool {
    pages.windows(needle.len()).any(|window| window == needle)
}

/// How many of these words and sounds stand somewhere in the pages.
fn traces(pages: &[u8], words: &Words) -> Vec<String> {
    let seed = words.said.as_bytes()[0];
    let lower = words.name.to_lowercase();
    let texts = [words.name, &lower, words.said, words.corrected, words.noted];
    let mut found: Vec<String> = texts
        .into_iter()
        .filter(|text| holds(pages, text.as_bytes()))
        .map(str::to_owned)
        .collect();
    for n in 0..SECONDS {
        let data = sound(seed, n).data;
        if data.chunks_exact(650).any(|part| holds(pages, &part[..24])) {
            found.push(format!("sound {n}"));
        }
    }
    found
}

#[test]
fn neither_words_nor_sound_nor_names_remain_in_any_page() {
    let (folder, store, ada, bob) = two_interviews();
    let before = pages(&folder);
    for words in [&ADA, &BOB] {
        // Words, corrections, notes, name in both spellings, and each second of sound: what is looked for can be found.
        let found = traces(&before, words);
        assert!(found.len() >= SECONDS as usize + 4, "{found:?}");
    }

    erase(&store, ada, Vec::new()).unwrap();
    let log = fs::metadata(folder.database().with_extension("db-wal")).unwrap();
    assert_eq!(log.len(), 0, "the log is emptied before the answer");
    let after = pages(&folder);
    assert_eq!(traces(&after, &ADA), Vec::<String>::new());
    assert!(
        traces(&after, &BOB).len() >= SECONDS as usize + 4,
        "the other interview is all there"
    );
    let report = store.read(verify_chain).unwrap();
    assert!(report.is_intact(), "{:?}", report.problems);

    // The search index no longer knows the words, and is sound.
    let found = |word: &'static str| -> u64 {
        store
            .read(|conn| {
                Ok(conn.query_row(
                    "SELECT count(*) FROM message_search WHERE message_search MATCH ?1",
                    [word],
                    |row| row.get(0),
                )?)
            })
            .unwrap()
    };
    assert_eq!(found(ADA.corrected), 0);
    assert_eq!(found(BOB.corrected), u64::from(SECONDS));

    erase(&store, bob, Vec::new()).unwrap();
    assert_eq!(traces(&pages(&folder), &BOB), Vec::<String>::new());
    assert!(store.read(verify_chain).unwrap().is_intact());
}

#[test]
fn an_empty_shell_stays_with_the_proof_of_consent() {
    let (_folder, store, ada, _) = two_interviews();
    let amounts = store.read(|conn| erasure::amounts(conn, ada)).unwrap();
    let seconds = u64::from(SECONDS);
    assert_eq!(
        amounts,
        erasure::Amounts {
            messages: seconds,
            corrections: seconds,
            recordings: 1,
            recorded_samples: seconds * 16_000,
            notes: seconds,
            speaker_names: 1,
            versions: 1,
            exports: 1,
        }
    );
    let proof = erase(&store, ada, Vec::new()).unwrap();
    let shell: Interview = store
        .read(|conn| interviews::get(conn, ada))
        .unwrap()
        .unwrap();
    assert_eq!(shell.erased_at, Some(NOW));
    assert_eq!(shell.status, InterviewStatus::Cancelled);
    assert_eq!(
        (shell.candidate_name.as_str(), shell.candidate_external_id),
        ("", None)
    );
    assert_eq!(
        (shell.description.as_str(), shell.knowledge_base.as_str()),
        ("", "")
    );
    assert!(
        shell.accommodations.is_empty(),
        "it may tell of their health"
    );
    let given = store.read(|conn| consents::get(conn, ada)).unwrap();
    assert_eq!(given, Some(consent(ada)));
    assert_eq!(
        store.read(|conn| erasure::amounts(conn, ada)).unwrap(),
        erasure::Amounts::default()
    );
    let mut link_hash = [0; 32];
    link_hash[..16].copy_from_slice(ada.0.as_bytes());
    let by_link = store.read(|conn| interviews::by_link_hash(conn, &link_hash));
    assert!(by_link.unwrap().is_none(), "the old link leads nowhere");

    let report = store.read(verify_chain).unwrap();
    assert_eq!(
        (report.events, report.last_hash),
        (proof.entry, proof.hash),
        "the proof is the log's own entry"
    );
}

#[test]
fn nothing_can_be_added_to_an_erased_interview() {
    let (_folder, store, ada, _) = two_interviews();
    erase(&store, ada, Vec::new()).unwrap();
    let note = Note {
        id: NoteId::new(),
        interview_id: ada,
        message_id: None,
        at_ms: None,
        author: "R".into(),
        content: "I still remember".into(),
        created_at: NOW,
        changed_at: NOW,
        deleted_at: None,
    };
    let mut names = SpeakerNames::default();
    names.set(Role::Candidate, Some("Wilhelmina".into()));
    let refusals = [
        write(&store, move |tx| notes::insert(tx, &note)),
        write(&store, move |tx| speaker_names::save(tx, ada, &names)),
        write(&store, move |tx| {
            messages::append(tx, message(ada, "back again")).map(drop)
        }),
        write(&store, move |tx| {
            let outcome = exports::Outcome::Failed { error: "x".into() };
            exports::record(tx, ada, outcome).map(drop)
        }),
    ];
    for refused in refusals {
        assert_eq!(refused.unwrap_err().code(), Code::Conflict);
    }
    assert!(store.read(verify_chain).unwrap().is_intact());
}

#[test]
fn one_that_runs_is_not_erased() {
    let (_folder, store, ada, _) = two_interviews();
    write(&store, move |tx| {
        let mut running = interviews::get(tx.conn(), ada)?.unwrap();
        running.apply(candor_domain::Move::Start, NOW)?;
        interviews::update_status(tx, &running, EventKind::InterviewStarted)
    })
    .unwrap();
    assert_eq!(
        erase(&store, ada, Vec::new()).unwrap_err().code(),
        Code::Conflict
    );
    assert!(
        store
            .read(|conn| erasure::amounts(conn, ada))
            .unwrap()
            .messages
            > 0
    );
}

#[test]
fn the_entry_of_a_file_that_could_not_be_deleted_stays_until_it_can() {
    let (_folder, store, ada, _) = two_interviews();
    let export = store
        .read(|conn| exports::list(conn, ada))
        .unwrap()
        .remove(0);
    let first = erase(&store, ada, vec![export.id]).unwrap();
    assert_eq!(
        store.read(|conn| exports::list(conn, ada)).unwrap(),
        [export]
    );
    assert!(store.read(verify_chain).unwrap().is_intact());
    let second = erase(&store, ada, Vec::new()).unwrap();
    assert!(second.entry > first.entry);
    assert_eq!(store.read(|conn| exports::list(conn, ada)).unwrap(), []);
    assert!(store.read(verify_chain).unwrap().is_intact());
}

#[test]
fn what_is_missing_without_an_erasure_or_there_in_spite_of_one_is_found() {
    let erased = || {
        let (folder, store, ada, bob) = two_interviews();
        erase(&store, ada, Vec::new()).unwrap();
        drop(store);
        (folder, ada, bob)
    };
    let hex = |id: InterviewId| id.0.simple().to_string();

    // Of the other interview, nothing may be missing.
    let (folder, _, bob) = erased();
    let problems = tamper(
        &folder,
        &format!(
            "DELETE FROM notes WHERE interview_id = x'{}' AND content = 'quarantine 7'",
            hex(bob)
        ),
    );
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

    // Of the erased one, nothing may be there.
    let (folder, ada, _) = erased();
    let problems = tamper(
        &folder,
        &format!(
            "INSERT INTO messages SELECT NULL, randomblob(16), x'{}', number, at, role, purpose, origin, content,
                question_key, audio_start_ms, audio_end_ms, words, language, confidence, speech_model, cut_off,
                doubt
             FROM messages WHERE number = 1",
            hex(ada)
        ),
    );
    assert_eq!(
        problems,
        [Problem::NotLogged {
            table: "messages",
            rows: 1
        }]
    );

    // The shell itself, the consent, and the fact of the erasure stay checked.
    for (sql, kind) in [
        (
            "UPDATE interviews SET candidate_name = 'Eve' WHERE id = x'{}'",
            EventKind::InterviewErased,
        ),
        (
            "UPDATE interviews SET erased_at = NULL WHERE id = x'{}'",
            EventKind::InterviewErased,
        ),
        (
            "UPDATE consents SET version = '1999' WHERE interview_id = x'{}'",
            EventKind::ConsentGiven,
        ),
    ] {
        let (folder, ada, _) = erased();
        let problems = tamper(&folder, &sql.replace("{}", &hex(ada)));
        assert!(
            matches!(problems[..], [Problem::ContentChanged { kind: found, .. }] if found == kind),
            "{sql}: {problems:?}"
        );
    }

    // Removing an interview by hand is no erasure, and saying afterwards that it was one breaks the chain.
    let (folder, store, ada, _) = two_interviews();
    drop(store);
    let problems = tamper(
        &folder,
        &format!(
            "DELETE FROM revisions WHERE message_id IN (SELECT id FROM messages WHERE interview_id = x'{0}');
             DELETE FROM messages WHERE interview_id = x'{0}';
             UPDATE events SET kind = 'interview_erased' WHERE seq = (SELECT max(seq) FROM events)",
            hex(ada)
        ),
    );
    assert!(
        problems
            .iter()
            .any(|problem| matches!(problem, Problem::Broken { .. })),
        "{problems:?}"
    );
}
