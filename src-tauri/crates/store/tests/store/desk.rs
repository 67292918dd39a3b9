//! The desk's list: filtered, counted, page by page, and what is changed from it.

use candor_domain::{
    Code, EventKind, Interview, InterviewStatus as Status, Language, Move, UtcMillis,
};
use candor_store::{
    Store, desk,
    desk::Filter,
    interviews::{self, Snapshot},
    positions,
    search::Query,
    verify_chain, withdrawals,
};

use crate::fixture::{Folder, NOW, add_interview, consent, interview, position, snapshot, write};

/// Names on the page, in order.
fn names(store: &Store, filter: &Filter, limit: u32, offset: u32) -> Vec<String> {
    let rows = store.read(|conn| desk::page(conn, filter, limit, offset));
    let name = |row: interviews::Listed| row.interview.candidate_name;
    rows.unwrap().into_iter().map(name).collect()
}

fn all(store: &Store, filter: &Filter) -> Vec<String> {
    names(store, filter, 100, 0)
}

/// Makes the move, `ms` after the beginning.
fn make(store: &Store, interview: &mut Interview, attempted: Move, kind: EventKind, ms: u64) {
    interview.apply(attempted, NOW.plus_ms(ms)).unwrap();
    save(store, interview, kind);
}

fn save(store: &Store, interview: &Interview, kind: EventKind) {
    let stored = interview.clone();
    write(store, move |tx| {
        interviews::update_status(tx, &stored, kind)
    })
    .unwrap();
}

#[test]
fn who_did_something_last_stands_first_and_pages_do_not_overlap() {
    let folder = Folder::new();
    let store = folder.open();
    let post = position("Clerk");
    let people: Vec<_> = (0..7u8)
        .map(|n| {
            let mut one = interview(post.id, &format!("P{n}"));
            one.created_at = NOW.plus_ms(u64::from(n) * 1_000);
            one
        })
        .collect();
    let inserted = people.clone();
    write(&store, move |tx| {
        positions::insert(tx, &post)?;
        for (n, one) in inserted.iter().enumerate() {
            interviews::insert(tx, one, &snapshot(&post), &[n as u8; 32])?;
        }
        Ok(())
    })
    .unwrap();
    let mut second = people[1].clone();
    make(
        &store,
        &mut second,
        Move::Start,
        EventKind::InterviewStarted,
        90_000,
    );

    let any = Filter::default();
    let pages: Vec<_> = [0, 3, 6, 9]
        .iter()
        .flat_map(|skip| names(&store, &any, 3, *skip))
        .collect();
    assert_eq!(pages, ["P1", "P6", "P5", "P4", "P3", "P2", "P0"]);
    let counts = store.read(|conn| desk::counts(conn, &any)).unwrap();
    assert_eq!(
        (counts.all, counts.deleted, counts.human_requested),
        (7, 0, 0)
    );
    assert_eq!(counts.with(Status::NotStarted), 6);
    assert_eq!(counts.with(Status::Started), 1);
    assert_eq!(counts.with_any(&[]), 7);
    assert_eq!(counts.with_any(&[Status::Started, Status::Expired]), 1);
}

#[test]
fn every_filter_narrows_the_list_and_the_counts() {
    let folder = Folder::new();
    let store = folder.open();
    let mut ada = add_interview(&store, "Ada Müller");
    let grace = add_interview(&store, "Grace Hopper");
    let mut konrad = add_interview(&store, "Konrad Zuse");
    let id = ada.id;
    write(&store, move |tx| {
        candor_store::consents::insert(tx, &consent(id))?;
        withdrawals::insert(tx, id).map(|_| ())
    })
    .unwrap();
    ada = store
        .read(|conn| interviews::get(conn, id))
        .unwrap()
        .unwrap();
    konrad.human_requested_at = Some(NOW);
    make(
        &store,
        &mut konrad,
        Move::Start,
        EventKind::InterviewStarted,
        60_000,
    );
    let mut german = grace.clone();
    german.language = Language::De;
    german.description = "Zweite Runde, Lager".into();
    write(&store, move |tx| desk::update(tx, &german, None)).unwrap();

    let text = |typed: &str| Filter {
        text: Query::parse(typed),
        ..Filter::default()
    };
    for (filter, expected) in [
        (text("mueller"), vec!["Ada Müller"]),
        (text("MULL"), vec!["Ada Müller"]),
        (text("e-17 zus"), vec!["Konrad Zuse"]),
        (text("lager"), vec!["Grace Hopper"]),
        (text("clerk hopper"), vec!["Grace Hopper"]),
        (text("nobody"), vec![]),
        (
            Filter {
                statuses: vec![Status::Started, Status::Paused],
                ..Filter::default()
            },
            vec!["Konrad Zuse"],
        ),
        (
            Filter {
                position: Some(grace.position_id),
                ..Filter::default()
            },
            vec!["Grace Hopper"],
        ),
        (
            Filter {
                language: Some(Language::De),
                ..Filter::default()
            },
            vec!["Grace Hopper"],
        ),
        (
            Filter {
                human_requested: true,
                ..Filter::default()
            },
            vec!["Konrad Zuse"],
        ),
        (
            Filter {
                withdrawn: true,
                ..Filter::default()
            },
            vec!["Ada Müller"],
        ),
        (
            Filter {
                from: Some(NOW.plus_ms(1)),
                ..Filter::default()
            },
            vec!["Konrad Zuse"],
        ),
        (
            Filter {
                before: Some(NOW.plus_ms(1)),
                ..Filter::default()
            },
            vec!["Grace Hopper", "Ada Müller"],
        ),
        (
            Filter {
                deleted: true,
                ..Filter::default()
            },
            vec![],
        ),
    ] {
        assert_eq!(all(&store, &filter), expected, "{filter:?}");
        let counts = store.read(|conn| desk::counts(conn, &filter)).unwrap();
        assert_eq!(counts.with_any(&filter.statuses) as usize, expected.len());
        assert_eq!((counts.all, counts.human_requested), (3, 1));
    }
    assert!(ada.withdrawn_at.is_some());
}

#[test]
fn deleted_interviews_are_in_no_list_but_their_own() {
    let folder = Folder::new();
    let store = folder.open();
    let mut ada = add_interview(&store, "Ada");
    add_interview(&store, "Grace");
    ada.deleted_at = Some(NOW);
    save(&store, &ada, EventKind::InterviewDeleted);
    assert_eq!(all(&store, &Filter::default()), ["Grace"]);
    let listed = store.read(|conn| interviews::list(conn, interviews::Filter::default()));
    assert_eq!(listed.unwrap().len(), 1);
    let bin = Filter {
        deleted: true,
        ..Filter::default()
    };
    assert_eq!(all(&store, &bin), ["Ada"]);
    let counts = store.read(|conn| desk::counts(conn, &bin)).unwrap();
    assert_eq!((counts.all, counts.deleted), (1, 1));
    ada.deleted_at = None;
    save(&store, &ada, EventKind::InterviewRestored);
    assert_eq!(all(&store, &Filter::default()), ["Grace", "Ada"]);
    assert!(store.read(verify_chain).unwrap().is_intact());
}

#[test]
fn what_was_entered_changes_until_it_begins_and_is_logged() {
    let folder = Folder::new();
    let store = folder.open();
    let mut ada = add_interview(&store, "Ada");
    let nurse = position("Nurse");
    let other = nurse.clone();
    write(&store, move |tx| positions::insert(tx, &other)).unwrap();
    ada.candidate_name = "Ada Byron".into();
    ada.candidate_external_id = None;
    ada.position_id = nurse.id;
    ada.recommended_minutes = 45;
    ada.knowledge_base = "The ward has 20 beds.".into();
    ada.accommodations.extra_time_percent = 50;
    let (changed, now_for): (_, Snapshot) = (ada.clone(), snapshot(&nurse));
    write(&store, move |tx| desk::update(tx, &changed, Some(&now_for))).unwrap();
    let stored = store.read(|conn| interviews::get(conn, ada.id)).unwrap();
    assert_eq!(stored.as_ref(), Some(&ada));
    let kept = store
        .read(|conn| interviews::snapshot(conn, ada.id))
        .unwrap();
    assert_eq!(kept.unwrap().title, "Nurse");
    assert!(store.read(verify_chain).unwrap().is_intact());
    let raw = folder.raw();
    raw.execute("UPDATE interviews SET accommodations = '{}'", [])
        .unwrap();
    drop(raw);
    let problems = store.read(verify_chain).unwrap().problems;
    assert_eq!(problems.len(), 1, "{problems:?}");

    make(
        &store,
        &mut ada,
        Move::Start,
        EventKind::InterviewStarted,
        5,
    );
    let changed = ada.clone();
    let late = write(&store, move |tx| desk::update(tx, &changed, None)).unwrap_err();
    assert_eq!(late.code(), Code::Conflict);
}

#[test]
fn only_links_that_ran_out_are_named() {
    let folder = Folder::new();
    let store = folder.open();
    let ada = add_interview(&store, "Ada");
    let run_out = |at: UtcMillis| store.read(|conn| desk::run_out(conn, at)).unwrap();
    assert!(run_out(NOW).is_empty());
    assert_eq!(run_out(ada.expires_at.unwrap()), [ada.id]);
}

#[test]
fn the_list_is_read_from_its_index_alone() {
    let folder = Folder::new();
    let store = folder.open();
    add_interview(&store, "Ada");
    let plan: Vec<String> = store
        .read(|conn| {
            let mut statement = conn.prepare(
                "EXPLAIN QUERY PLAN SELECT i.key FROM interviews i INDEXED BY interviews_desk WHERE i.deleted_at IS NULL
                 AND i.status IN ('started') AND i.language = 'en' ORDER BY i.latest_at DESC, i.key DESC LIMIT 50",
            )?;
            let rows = statement.query_map([], |row| row.get(3))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .unwrap();
    assert_eq!(plan, ["SCAN i USING COVERING INDEX interviews_desk"]);
}
