//! Subscribers that come back: nothing is lost, nothing comes twice.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use crate::common::{consent, create};
use crate::scripted::open_patient;
use candor_core::{
    bus::{Closed, Subscription},
    engine::End,
    room::{self, StartOptions},
};
use candor_domain::{Actor, EventKind, Role, UtcMillis, live::Fact};
use candor_store::progress;

const PATIENCE: Duration = Duration::from_mins(1);

/// The numbers of the logged facts up to entry `last`, in the order they came.
fn numbers(facts: &mut Subscription, last: u64) -> Vec<u64> {
    let end = Instant::now() + PATIENCE;
    let mut numbers = Vec::new();
    while numbers.last().is_none_or(|n| *n < last) {
        assert!(Instant::now() < end, "stuck after {:?}", numbers.last());
        if let Some(Fact::Logged { event }) = facts.next(Duration::from_millis(100)).unwrap() {
            numbers.push(event.seq);
        }
    }
    numbers
}

fn through(from: u64, to: u64) -> Vec<u64> {
    (from..=to).collect()
}

#[test]
fn a_subscriber_that_reconnects_goes_on_exactly_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let app = open_patient(folder.path());
    let id = create(&app, "Ada");
    consent(&app, id);
    let mut facts = app.bus().subscribe(0).unwrap();
    let typing = StartOptions {
        text_only: true,
        ..StartOptions::default()
    };
    room::start(&app, id, &typing).unwrap();
    let seen = app.last_event().unwrap();
    assert_eq!(numbers(&mut facts, seen), through(1, seen));
    drop(facts);

    let missed =
        room::type_message(&app, id, Role::Candidate, "said while nobody listened").unwrap();
    let mut facts = app.bus().subscribe(seen).unwrap();
    room::type_message(&app, id, Role::Candidate, "said while somebody listens").unwrap();
    let last = app.last_event().unwrap();
    let mut parts = Vec::new();
    let mut received = Vec::new();
    while received.last() != Some(&last) {
        if let Some(Fact::Logged { event }) = facts.next(PATIENCE).unwrap() {
            received.push(event.seq);
            parts.extend(event.part.filter(|_| event.kind == EventKind::MessageAdded));
        }
    }
    assert_eq!(received, through(seen + 1, last));
    assert_eq!(parts.len(), 2);
    assert_eq!(
        parts[0], missed.id.0,
        "the entry says which message to fetch"
    );
    room::finish(&app, id, End::RecruiterFinished).unwrap();
    let after_finish = app.last_event().unwrap();
    assert_eq!(
        numbers(&mut facts, after_finish),
        through(last + 1, after_finish)
    );
}

#[test]
fn reconnecting_again_and_again_while_things_happen_loses_and_repeats_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let app = open_patient(folder.path());
    let id = create(&app, "Ada");
    let begun = app.last_event().unwrap();
    let done = AtomicBool::new(false);
    let mut received = Vec::new();
    thread::scope(|scope| {
        scope.spawn(|| {
            for round in 0..300 {
                let save = move |tx: &mut candor_store::WriteTx<'_>| {
                    progress::save(tx, id, &format!("{{\"round\":{round}}}"))
                };
                app.store()
                    .write(Actor::System, UtcMillis(round), save)
                    .unwrap();
            }
            done.store(true, Ordering::SeqCst);
        });
        let mut seen = begun;
        let mut connections = 0;
        while !(done.load(Ordering::SeqCst) && seen == app.last_event().unwrap()) {
            let mut facts = app.bus().subscribe(seen).unwrap();
            connections += 1;
            // Each connection lasts for a few facts only.
            for _ in 0..=connections % 7 {
                if let Some(Fact::Logged { event }) = facts.next(Duration::from_millis(5)).unwrap()
                {
                    seen = event.seq;
                    received.push(seen);
                }
            }
        }
        assert!(connections > 10, "{connections}");
    });
    assert_eq!(received, through(begun + 1, begun + 300));
}

#[test]
fn a_subscriber_that_falls_far_behind_is_not_cut_off_from_the_story() {
    let folder = tempfile::tempdir().unwrap();
    let app = open_patient(folder.path());
    let id = create(&app, "Ada");
    let mut facts = app.bus().subscribe(0).unwrap();
    let begun = app.last_event().unwrap();
    assert_eq!(numbers(&mut facts, begun), through(1, begun));
    // More than anybody is buffered for, in two commits, while nobody reads.
    for _ in 0..2 {
        let many = move |tx: &mut candor_store::WriteTx<'_>| {
            (0..4_000).try_for_each(|n| progress::save(tx, id, &format!("{{\"n\":{n}}}")))
        };
        app.store()
            .write(Actor::System, UtcMillis(0), many)
            .unwrap();
    }
    assert_eq!(
        numbers(&mut facts, begun + 8_000),
        through(begun + 1, begun + 8_000)
    );
    let more = move |tx: &mut candor_store::WriteTx<'_>| progress::save(tx, id, "{}");
    app.store()
        .write(Actor::System, UtcMillis(0), more)
        .unwrap();
    assert_eq!(
        numbers(&mut facts, begun + 8_001),
        [begun + 8_001],
        "live again"
    );
}

#[test]
fn a_subscriber_is_told_when_candor_closes() {
    let folder = tempfile::tempdir().unwrap();
    let app = open_patient(folder.path());
    create(&app, "Ada");
    let last = app.last_event().unwrap();
    let mut facts = app.bus().subscribe(0).unwrap();
    drop(app);
    let mut received = Vec::new();
    let ended = loop {
        match facts.next(PATIENCE) {
            Ok(Some(Fact::Logged { event })) => received.push(event.seq),
            Ok(other) => panic!("{other:?}"),
            Err(ended) => break ended,
        }
    };
    assert_eq!((ended, received), (Closed, through(1, last)));
}
