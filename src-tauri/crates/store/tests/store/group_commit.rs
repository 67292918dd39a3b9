//! Many threads at once share commits; each still gets its own answer.

use std::{collections::BTreeSet, sync::Arc, thread};

use candor_domain::Code;
use candor_store::{Store, StoreError, events, messages, verify_chain};

use crate::fixture::{Folder, NOW, add_interview, message, write};

const THREADS: usize = 16;
const EACH: usize = 40;

#[test]
fn everything_acknowledged_is_there_and_the_log_has_no_gap() {
    let folder = Folder::new();
    let store = Arc::new(folder.open());
    let id = add_interview(&store, "Ada").id;
    let threads: Vec<_> = (0..THREADS)
        .map(|thread| {
            let store = Arc::clone(&store);
            thread::spawn(move || {
                let mut acknowledged = Vec::new();
                for n in 0..EACH {
                    let content = format!("{thread}-{n}");
                    // Every fourth piece of work fails after it has written something.
                    let fails = n % 4 == 3;
                    let result = write(&store, move |tx| {
                        let stored = messages::append(tx, message(id, &content))?;
                        if fails {
                            return Err(StoreError::Conflict("on purpose".into()));
                        }
                        Ok((stored.number, stored.content))
                    });
                    match result {
                        Ok(stored) => acknowledged.push(stored),
                        Err(error) => assert!(fails && error.code() == Code::Conflict, "{error}"),
                    }
                }
                acknowledged
            })
        })
        .collect();
    let acknowledged: BTreeSet<_> = threads
        .into_iter()
        .flat_map(|t| t.join().unwrap())
        .collect();
    drop(store);

    let store = folder.open();
    let stored: BTreeSet<_> = store
        .read(|c| messages::list(c, id, 0))
        .unwrap()
        .into_iter()
        .map(|m| (m.number, m.content))
        .collect();
    assert_eq!(stored, acknowledged);
    assert_eq!(stored.len(), THREADS * EACH * 3 / 4);
    let report = store.read(verify_chain).unwrap();
    assert_eq!((report.events, report.problems), (2 + 480, vec![]));
    assert_eq!(store.read(events::last_seq).unwrap(), 482);
}

#[test]
fn queued_work_is_done_in_order_and_answered_one_by_one() {
    let folder = Folder::new();
    let store: Store = folder.open();
    let id = add_interview(&store, "Ada").id;
    let receipts: Vec<_> = (0..200)
        .map(|n| {
            store.submit(candor_domain::Actor::Candidate, NOW, move |tx| {
                messages::append(tx, message(id, &n.to_string()))
            })
        })
        .collect();
    for (n, receipt) in receipts.into_iter().enumerate() {
        let stored = receipt.wait().unwrap();
        assert_eq!(
            (stored.number as usize, stored.content),
            (n + 1, n.to_string())
        );
    }
}

#[test]
fn closing_the_store_stores_what_is_queued() {
    let folder = Folder::new();
    let store = folder.open();
    let id = add_interview(&store, "Ada").id;
    let receipts: Vec<_> = (0..50)
        .map(|_| {
            store.submit(candor_domain::Actor::Candidate, NOW, move |tx| {
                messages::append(tx, message(id, "queued"))
            })
        })
        .collect();
    drop(store);
    assert!(receipts.into_iter().all(|r| r.wait().is_ok()));
    let stored = folder.open().read(|c| messages::list(c, id, 0)).unwrap();
    assert_eq!(stored.len(), 50);
}
