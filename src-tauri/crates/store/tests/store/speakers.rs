//! Who said a line, corrected: beside the original, and back.

use candor_domain::{InterviewId, MessageId, Origin, Role};
use candor_store::{StoreError, erasure, messages, speaker_corrections, verify_chain};

use crate::{
    fixture::{message, write},
    review::{full, said_by},
};

#[test]
fn the_speaker_of_what_was_heard_is_corrected_and_set_back() {
    let (folder, id, [first, second]) = full();
    let store = folder.open();
    let all = || {
        store
            .read(|conn| speaker_corrections::between(conn, id, 1, 2))
            .unwrap()
    };
    let set = |message, role| {
        write(&store, move |tx| {
            speaker_corrections::append(tx, id, said_by(message, role))
        })
    };
    let of = |role| {
        let wanted = messages::Wanted {
            role: Some(role),
            ..messages::Wanted::default()
        };
        let mut numbers = Vec::new();
        store
            .read(|conn| {
                messages::for_each_text(conn, id, wanted, |number, _| numbers.push(number))
            })
            .unwrap();
        numbers
    };
    assert_eq!(
        (of(Role::Candidate), of(Role::Recruiter)),
        (vec![1], vec![2])
    );
    // Theirs already: nothing is added.
    set(second, Role::Recruiter).unwrap();
    set(first, Role::Candidate).unwrap();
    assert_eq!(all().len(), 1);
    set(second, Role::Candidate).unwrap();
    let set_back: Vec<_> = all().iter().map(|own| (own.number, own.role)).collect();
    assert_eq!(set_back, [(1, Role::Recruiter), (2, Role::Candidate)]);
    assert_eq!(of(Role::Candidate), [1, 2]);
    let original = store.read(|conn| messages::get(conn, second)).unwrap();
    assert_eq!(original.unwrap().role, Role::Candidate);

    // What was typed was typed by whom it was typed.
    let typed = write(&store, move |tx| {
        let line = messages::NewMessage {
            origin: Origin::Typed,
            ..message(id, "typed")
        };
        messages::append(tx, line)
    })
    .unwrap();
    let refused = set(typed.id, Role::Recruiter);
    assert!(
        matches!(refused, Err(StoreError::Invalid(_))),
        "{refused:?}"
    );
    let foreign = set(MessageId::new(), Role::Recruiter);
    assert!(matches!(foreign, Err(StoreError::NotFound("message"))));
    let elsewhere = write(&store, move |tx| {
        speaker_corrections::append(tx, InterviewId::new(), said_by(first, Role::Recruiter))
    });
    assert!(matches!(elsewhere, Err(StoreError::NotFound("message"))));
    write(&store, move |tx| {
        Ok(tx
            .conn()
            .execute("UPDATE speaker_corrections SET role = 'ai_hr'", [])?)
    })
    .unwrap_err();
    assert!(store.read(verify_chain).unwrap().is_intact());

    write(&store, move |tx| erasure::erase(tx, id, &[])).unwrap();
    assert!(all().is_empty());
    assert!(store.read(verify_chain).unwrap().is_intact());
}
