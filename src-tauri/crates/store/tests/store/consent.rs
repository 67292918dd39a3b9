//! Consents, their withdrawal, and the organisation's texts: in force when they should be, and proof against an SQL shell.

use candor_domain::{AiUse, Code, EventKind, Interview, InterviewStatus, Language};
use candor_store::{
    Store, StoreError, consent_texts, consents, events, interviews, kiosk_invitations, messages,
    recordings, verify::Problem, verify_chain, withdrawals,
};

use crate::fixture::{Folder, NOW, add_interview, add_recording, block, consent, message, write};

/// What the check says after `sql` was run past the store, with the guarding triggers out of the way.
pub(crate) fn tamper(folder: &Folder, sql: &str) -> Vec<Problem> {
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

fn withdraw(store: &Store, interview: &Interview) -> Result<Interview, StoreError> {
    let id = interview.id;
    write(store, move |tx| withdrawals::insert(tx, id))
}

#[test]
fn after_a_withdrawal_nothing_can_be_recorded_or_said() {
    let folder = Folder::new();
    let store = folder.open();
    let (interview, recording) = add_recording(&store);
    let (id, running) = (interview.id, recording.id);
    write(&store, move |tx| {
        recordings::add_block(tx, running, &block(0))?;
        kiosk_invitations::put(
            tx,
            &kiosk_invitations::Invitation {
                interview_id: id,
                code_hash: Some([1; 32]),
                queued_at: None,
                expires_at: NOW,
                created_at: NOW,
            },
        )
    })
    .unwrap();

    let withdrawn = withdraw(&store, &interview).unwrap();
    assert_eq!(withdrawn.withdrawn_at, Some(NOW));
    assert!(
        withdrawn.consented_at.is_some(),
        "that it was given stays known"
    );
    assert_eq!(withdrawn.status, InterviewStatus::Cancelled);
    let stored = store
        .read(|conn| recordings::list(conn, id))
        .unwrap()
        .remove(0);
    assert_eq!(
        (stored.total_samples, stored.stored_samples),
        (Some(16_000), 16_000)
    );
    assert_eq!(
        store.read(|conn| kiosk_invitations::get(conn, id)).unwrap(),
        None
    );
    let kinds: Vec<_> = store
        .read(|conn| events::of_subject(conn, id.0))
        .unwrap()
        .iter()
        .map(|event| event.kind)
        .collect();
    assert_eq!(
        kinds[5..],
        [
            EventKind::RecordingEnded,
            EventKind::ConsentWithdrawn,
            EventKind::InterviewCancelled,
            EventKind::KioskInvitationEnded,
        ]
    );

    let mut again = recording.clone();
    again.id = candor_domain::RecordingId::new();
    let refusals = [
        write(&store, move |tx| recordings::start(tx, &again)),
        write(&store, move |tx| {
            messages::append(tx, message(id, "more")).map(drop)
        }),
        write(&store, move |tx| consents::insert(tx, &consent(id))),
    ];
    for refused in refusals {
        assert_eq!(refused.unwrap_err().code(), Code::ConsentWithdrawn);
    }
    // The recording has ended; even one that had not would take no more.
    write(&store, move |tx| {
        recordings::add_block(tx, running, &block(1))
    })
    .unwrap_err();
    assert_eq!(
        withdraw(&store, &interview).unwrap_err().code(),
        Code::Conflict
    );
    assert!(store.read(verify_chain).unwrap().is_intact());
}

#[test]
fn what_was_finished_stays_finished_and_what_was_not_agreed_to_cannot_be_withdrawn() {
    let folder = Folder::new();
    let store = folder.open();
    let mut interview = add_interview(&store, "Ada");
    assert_eq!(
        withdraw(&store, &interview).unwrap_err().code(),
        Code::ConsentMissing
    );
    let id = interview.id;
    interview.status = InterviewStatus::Finished;
    interview.finished_at = Some(NOW);
    let finished = interview.clone();
    write(&store, move |tx| {
        consents::insert(tx, &consent(id))?;
        interviews::update_status(tx, &finished, EventKind::InterviewFinished)
    })
    .unwrap();
    let withdrawn = withdraw(&store, &interview).unwrap();
    assert_eq!(withdrawn.status, InterviewStatus::Finished);
    assert!(store.read(verify_chain).unwrap().is_intact());
}

fn two_versions(store: &Store) -> (String, String) {
    let add = |words: &str| {
        let texts: Vec<_> = Language::ALL
            .into_iter()
            .map(|language| (language, format!("{{\"kept\":\"{words} {language}\"}}")))
            .collect();
        write(store, move |tx| {
            consent_texts::add(tx, "2026-11-20", &texts)
        })
        .unwrap()
    };
    (add("one"), add("two"))
}

#[test]
fn every_version_of_the_text_stays_in_every_language() {
    let folder = Folder::new();
    let store = folder.open();
    let (first, second) = two_versions(&store);
    assert_eq!(
        (first.as_str(), second.as_str()),
        ("2026-11-20-1", "2026-11-20-2")
    );
    let rows = store
        .read(|conn| consent_texts::of_version(conn, &first))
        .unwrap();
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[1].sections, r#"{"kept":"one de"}"#);
    let names: Vec<_> = store
        .read(consent_texts::versions)
        .unwrap()
        .into_iter()
        .map(|version| version.version)
        .collect();
    assert_eq!(names, [second, first]);
    for sql in [
        "UPDATE consent_texts SET sections = '{}'",
        "DELETE FROM consent_texts",
    ] {
        write(&store, move |tx| Ok(tx.conn().execute(sql, [])?)).unwrap_err();
    }
    assert!(store.read(verify_chain).unwrap().is_intact());
}

/// A folder with a withdrawn consent and two versions of the text.
fn full() -> Folder {
    let folder = Folder::new();
    let store = folder.open();
    let (interview, _) = add_recording(&store);
    withdraw(&store, &interview).unwrap();
    two_versions(&store);
    drop(store);
    folder
}

#[test]
fn our_own_mistakes_cannot_undo_a_consent_or_its_withdrawal() {
    let folder = full();
    let store = folder.open();
    for sql in [
        "UPDATE consents SET text = 'anything'",
        "DELETE FROM consents",
        "UPDATE withdrawals SET at = at + 1",
        "DELETE FROM withdrawals",
    ] {
        write(&store, move |tx| Ok(tx.conn().execute(sql, [])?)).unwrap_err();
    }
    assert!(store.read(verify_chain).unwrap().is_intact());
}

#[test]
fn somebody_with_an_sql_shell_is_found_out() {
    assert_eq!(tamper(&full(), "SELECT 1"), []);
    for (sql, kind) in [
        (
            "UPDATE consents SET text = 'Everything is allowed'",
            EventKind::ConsentGiven,
        ),
        (
            "UPDATE withdrawals SET at = at + 60000",
            EventKind::ConsentWithdrawn,
        ),
        (
            "UPDATE consent_texts SET sections = '{}' WHERE version = '2026-11-20-1' AND language = 'ru'",
            EventKind::ConsentTextAdded,
        ),
    ] {
        let problems = tamper(&full(), sql);
        assert!(
            matches!(problems[..], [Problem::ContentChanged { kind: found, .. }] if found == kind),
            "{sql}: {problems:?}"
        );
    }
    for (sql, kind) in [
        ("DELETE FROM withdrawals", EventKind::ConsentWithdrawn),
        (
            "DELETE FROM consent_texts WHERE version = '2026-11-20-2' AND language = 'de'",
            EventKind::ConsentTextAdded,
        ),
    ] {
        let problems = tamper(&full(), sql);
        assert!(
            matches!(problems[..], [Problem::ContentMissing { kind: found, .. }] if found == kind),
            "{sql}: {problems:?}"
        );
    }
    let planted = "INSERT INTO consent_texts SELECT NULL, randomblob(16), 'planted', language, sections, created_at
        FROM consent_texts WHERE language = 'en' AND version = '2026-11-20-1'";
    assert_eq!(
        tamper(&full(), planted),
        [Problem::NotLogged {
            table: "consent_texts",
            rows: 1
        }]
    );
}

#[test]
fn the_ai_services_a_consent_named_are_part_of_it() {
    let told_of = |hosts: &[&str], uses: &[AiUse]| {
        let folder = Folder::new();
        let store = folder.open();
        let id = add_interview(&store, "Ada").id;
        let given = consents::Consent {
            ai_hosts: hosts.iter().map(|&host| host.to_owned()).collect(),
            ai_uses: uses.to_vec(),
            ..consent(id)
        };
        let kept = given.clone();
        write(&store, move |tx| consents::insert(tx, &kept)).unwrap();
        let stored = store.read(|conn| consents::get(conn, id)).unwrap();
        assert_eq!(stored, Some(given));
        assert!(store.read(verify_chain).unwrap().is_intact());
        folder
    };
    let both = [AiUse::Conversation, AiUse::Scorecards];
    drop(told_of(&[], &both[..1]));
    for sql in [
        "UPDATE consents SET ai_hosts = NULL",
        r#"UPDATE consents SET ai_hosts = '["a.example","b.example","c.example"]'"#,
        r#"UPDATE consents SET ai_hosts = '["b.example","a.example"]'"#,
        r#"UPDATE consents SET ai_uses = '["conversation"]'"#,
        "UPDATE consents SET ai_uses = NULL",
    ] {
        let problems = tamper(&told_of(&["a.example", "b.example"], &both), sql);
        let changed = EventKind::ConsentGiven;
        assert!(
            matches!(problems[..], [Problem::ContentChanged { kind, .. }] if kind == changed),
            "{sql}: {problems:?}"
        );
    }
    // To a consent that named none, none are added.
    let planted = r#"UPDATE consents SET ai_hosts = '["a.example"]', ai_uses = '["conversation"]'"#;
    let problems = tamper(&told_of(&[], &[]), planted);
    assert!(matches!(problems[..], [Problem::ContentChanged { .. }]));
}

#[test]
fn a_withdrawal_that_is_planted_is_found() {
    let folder = Folder::new();
    drop(add_recording(&folder.open()));
    let planted = "INSERT INTO withdrawals SELECT id, created_at FROM interviews";
    assert_eq!(
        tamper(&folder, planted),
        [Problem::NotLogged {
            table: "withdrawals",
            rows: 1
        }]
    );
}
