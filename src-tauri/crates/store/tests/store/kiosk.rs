//! Invitations to the kiosk: in their order, once per interview, and proof against an SQL shell.

use candor_domain::{Code, EventKind, InterviewId};
use candor_store::{
    Store,
    kiosk_invitations::{self, Invitation},
    verify::Problem,
    verify_chain,
};

use crate::fixture::{Folder, NOW, add_interview, write};

fn invitation(interview_id: InterviewId, code: Option<u8>, queued: Option<u64>) -> Invitation {
    Invitation {
        interview_id,
        code_hash: code.map(|byte| [byte; 32]),
        queued_at: queued.map(|ms| NOW.plus_ms(ms)),
        expires_at: NOW.plus_ms(86_400_000),
        created_at: NOW,
    }
}

fn put(store: &Store, invitation: &Invitation) -> Result<(), candor_store::StoreError> {
    let invitation = invitation.clone();
    write(store, move |tx| kiosk_invitations::put(tx, &invitation))
}

#[test]
fn the_queue_comes_first_in_its_order_and_codes_are_found() {
    let folder = Folder::new();
    let store = folder.open();
    let [ada, ben, cem] = ["Ada", "Ben", "Cem"].map(|name| add_interview(&store, name).id);
    let (first, second, third) = (
        invitation(cem, None, Some(1)),
        invitation(ada, None, Some(2)),
        invitation(ben, Some(7), None),
    );
    for one in [&third, &second, &first] {
        put(&store, one).unwrap();
    }
    assert_eq!(
        store.read(kiosk_invitations::list).unwrap(),
        [first, second, third.clone()]
    );
    let by_code = |byte| {
        store
            .read(|conn| kiosk_invitations::by_code_hash(conn, &[byte; 32]))
            .unwrap()
    };
    assert_eq!(by_code(7), Some(third));
    assert_eq!(by_code(8), None);

    // A new invitation takes the place of the old one: its code no longer counts.
    put(&store, &invitation(ben, Some(8), None)).unwrap();
    assert_eq!(by_code(7), None);
    assert_eq!(by_code(8).unwrap().interview_id, ben);

    let end = move |id| write(&store, move |tx| kiosk_invitations::end(tx, id)).unwrap();
    assert!(end(ben));
    assert!(!end(ben));
    assert!(!end(InterviewId::new()));
}

#[test]
fn impossible_invitations_are_refused() {
    let folder = Folder::new();
    let store = folder.open();
    let (ada, ben) = (
        add_interview(&store, "Ada").id,
        add_interview(&store, "Ben").id,
    );
    put(&store, &invitation(ada, Some(1), None)).unwrap();
    for (wrong, code) in [
        (invitation(ben, Some(1), None), Code::Conflict),
        (invitation(ben, None, None), Code::Invalid),
        (
            invitation(InterviewId::new(), Some(2), None),
            Code::NotFound,
        ),
    ] {
        assert_eq!(put(&store, &wrong).unwrap_err().code(), code, "{wrong:?}");
    }
    assert!(store.read(verify_chain).unwrap().is_intact());
}

#[test]
fn invitations_made_changed_and_removed_past_the_store_are_found() {
    let after = |sql: &str| {
        let folder = Folder::new();
        let store = folder.open();
        let (ada, ben) = (
            add_interview(&store, "Ada").id,
            add_interview(&store, "Ben").id,
        );
        put(&store, &invitation(ada, Some(1), None)).unwrap();
        put(&store, &invitation(ben, Some(2), None)).unwrap();
        write(&store, move |tx| kiosk_invitations::end(tx, ben)).unwrap();
        drop(store);
        folder.raw().execute_batch(sql).unwrap();
        folder.open().read(verify_chain).unwrap().problems
    };
    assert_eq!(after("SELECT 1"), []);
    for sql in [
        "UPDATE kiosk_invitations SET expires_at = expires_at + 1",
        "UPDATE kiosk_invitations SET code_hash = zeroblob(32)",
        "UPDATE kiosk_invitations SET queued_at = 5",
    ] {
        let problems = after(sql);
        assert!(
            matches!(
                problems[..],
                [Problem::ContentChanged {
                    kind: EventKind::KioskInvited,
                    ..
                }]
            ),
            "{sql}: {problems:?}"
        );
    }
    let problems = after("DELETE FROM kiosk_invitations");
    assert!(
        matches!(problems[..], [Problem::ContentMissing { .. }]),
        "{problems:?}"
    );
    // The ended one comes back.
    let problems = after(
        "INSERT INTO kiosk_invitations SELECT id, randomblob(32), NULL, 1, 1 FROM interviews
         WHERE candidate_name = 'Ben'",
    );
    assert_eq!(
        problems,
        [Problem::NotLogged {
            table: "kiosk_invitations",
            rows: 1
        }]
    );
}
