//! The log as subscribers and reconnecting clients see it.

use std::sync::{Arc, mpsc};

use candor_domain::{Code, EventKind};
use candor_store::{StoreError, events, messages, positions, verify_chain};

use crate::fixture::{Folder, add_interview, message, position, write};

#[test]
fn subscribers_hear_of_committed_changes_only_and_in_order() {
    let folder = Folder::new();
    let store = folder.open();
    let id = add_interview(&store, "Ada").id;
    let heard = store.subscribe();
    write(&store, move |tx| messages::append(tx, message(id, "one"))).unwrap();
    let undone = write(&store, move |tx| {
        messages::append(tx, message(id, "never"))?;
        Err::<(), _>(StoreError::Refused {
            code: Code::Forbidden,
            reason: "no".into(),
        })
    });
    assert_eq!(undone.unwrap_err().code(), Code::Forbidden);
    write(&store, move |tx| messages::append(tx, message(id, "two"))).unwrap();

    let events: Vec<_> = heard.try_iter().map(|e| (e.seq, e.kind)).collect();
    assert_eq!(
        events,
        [(3, EventKind::MessageAdded), (4, EventKind::MessageAdded)]
    );
    let contents: Vec<_> = store
        .read(|c| messages::list(c, id, 0))
        .unwrap()
        .into_iter()
        .map(|m| (m.number, m.content))
        .collect();
    assert_eq!(contents, [(1, "one".to_owned()), (2, "two".to_owned())]);
}

#[test]
fn what_subscribers_hear_is_what_the_log_holds() {
    let folder = Folder::new();
    let store = folder.open();
    let heard = store.subscribe();
    add_interview(&store, "Ada");
    add_interview(&store, "Ben");
    let heard: Vec<_> = heard.try_iter().map(Arc::unwrap_or_clone).collect();
    assert_eq!(store.read(|c| events::after(c, 0, 100)).unwrap(), heard);
    assert_eq!(store.read(|c| events::after(c, 1, 2)).unwrap(), heard[1..3]);
    assert_eq!(store.read(events::last_seq).unwrap(), 4);
}

#[test]
fn a_subscriber_who_does_not_listen_is_cut_off_and_harms_nobody() {
    let folder = Folder::new();
    let store = folder.open();
    let deaf = store.subscribe();
    drop(store.subscribe());
    let attentive = store.subscribe();
    let changes = 5_000;
    let post = position("Clerk");
    let first = post.clone();
    write(&store, move |tx| positions::insert(tx, &first)).unwrap();
    let mut heard = attentive.try_iter().count();
    for _ in 0..10 {
        let post = post.clone();
        write(&store, move |tx| {
            (0..changes / 10).try_for_each(|_| positions::update(tx, &post))
        })
        .unwrap();
        heard += attentive.try_iter().count();
    }
    assert_eq!(heard, changes + 1);
    assert!(deaf.iter().count() < changes, "ends instead of blocking");
}

#[test]
fn the_chain_goes_on_after_reopening() {
    let folder = Folder::new();
    for name in ["Ada", "Ben", "Cem"] {
        add_interview(&folder.open(), name);
    }
    let report = folder.open().read(verify_chain).unwrap();
    assert_eq!((report.events, report.problems), (6, vec![]));
}

#[test]
fn work_that_panics_is_undone_and_the_store_goes_on() {
    let folder = Folder::new();
    let store = folder.open();
    let id = add_interview(&store, "Ada").id;
    let result = write(&store, move |tx| -> Result<(), StoreError> {
        messages::append(tx, message(id, "half"))?;
        panic!("a fault in the caller's work");
    });
    assert!(matches!(result, Err(StoreError::Stopped)));
    write(&store, move |tx| messages::append(tx, message(id, "whole"))).unwrap();
    let report = store.read(verify_chain).unwrap();
    assert_eq!((report.events, report.problems), (3, vec![]));
}

#[test]
fn a_read_sees_one_unchanging_view() {
    let folder = Folder::new();
    let store = Arc::new(folder.open());
    let id = add_interview(&store, "Ada").id;
    let (inside, entered) = mpsc::channel();
    let (written, go_on) = mpsc::channel();
    let reader = std::thread::spawn({
        let store = Arc::clone(&store);
        move || {
            store.read(|conn| {
                let before = events::last_seq(conn)?;
                inside.send(()).unwrap();
                go_on.recv().unwrap();
                Ok((before, events::last_seq(conn)?))
            })
        }
    });
    entered.recv().unwrap();
    write(&store, move |tx| messages::append(tx, message(id, "new"))).unwrap();
    written.send(()).unwrap();
    assert_eq!(reader.join().unwrap().unwrap(), (2, 2));
    assert_eq!(store.read(events::last_seq).unwrap(), 3);
}

#[test]
fn readers_cannot_write() {
    let folder = Folder::new();
    let store = folder.open();
    let error = store
        .read(|conn| Ok(conn.execute("DELETE FROM positions", [])?))
        .unwrap_err();
    assert_eq!(error.code(), Code::NotWritable);
}
