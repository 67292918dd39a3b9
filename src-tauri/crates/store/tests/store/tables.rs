//! Each table: what goes in comes out, and what makes no sense is refused.

use candor_domain::{
    Code, Event, EventKind, InterviewId, InterviewStatus, MessageId, Move, PositionId, RecordingId,
    RevisionId, UtcMillis, recording::Block,
};
use candor_store::{
    StoreError, consents, events, exports,
    interviews::{self, Filter},
    messages, positions, progress, recordings, recovery,
    revisions::{self, NewRevision},
};

use crate::fixture::{
    Folder, NOW, add_interview, add_recording, block, consent, interview, message, plan, position,
    snapshot, write,
};

#[test]
fn positions_are_listed_by_title_until_deleted() {
    let folder = Folder::new();
    let store = folder.open();
    let (mut nurse, clerk) = (position("nurse"), position("Clerk"));
    let (a, b) = (nurse.clone(), clerk.clone());
    write(&store, move |tx| {
        positions::insert(tx, &a)?;
        positions::insert(tx, &b)
    })
    .unwrap();
    nurse.title = "Head nurse".into();
    nurse.updated_at = NOW.plus_ms(1);
    let changed = nurse.clone();
    write(&store, move |tx| positions::update(tx, &changed)).unwrap();
    assert_eq!(
        store.read(positions::list).unwrap(),
        [clerk.clone(), nurse.clone()]
    );
    assert_eq!(
        store.read(|c| positions::get(c, nurse.id)).unwrap(),
        Some(nurse.clone())
    );

    let id = clerk.id;
    write(&store, move |tx| positions::delete(tx, id)).unwrap();
    assert_eq!(store.read(positions::list).unwrap(), [nurse.clone()]);
    assert_eq!(store.read(|c| positions::get(c, id)).unwrap(), None);
    let again = write(&store, move |tx| positions::delete(tx, id)).unwrap_err();
    assert_eq!(again.code(), Code::NotFound);
    let gone = write(&store, move |tx| positions::update(tx, &clerk)).unwrap_err();
    assert_eq!(gone.code(), Code::NotFound);
    let twice = write(&store, move |tx| positions::insert(tx, &nurse)).unwrap_err();
    assert_eq!(twice.code(), Code::Conflict);
}

#[test]
fn an_interview_keeps_the_position_it_was_created_with() {
    let folder = Folder::new();
    let store = folder.open();
    let mut post = position("Clerk");
    let created = interview(post.id, "Ada");
    let (p, i) = (post.clone(), created.clone());
    write(&store, move |tx| {
        positions::insert(tx, &p)?;
        interviews::insert(tx, &i, &snapshot(&p), &[1; 32])
    })
    .unwrap();
    post.title = "Senior clerk".into();
    post.plan.questions.clear();
    let (changed, id) = (post.clone(), post.id);
    write(&store, move |tx| {
        positions::update(tx, &changed)?;
        positions::delete(tx, id)
    })
    .unwrap();

    let kept = store
        .read(|c| interviews::snapshot(c, created.id))
        .unwrap()
        .unwrap();
    assert_eq!((kept.title.as_str(), kept.plan), ("Clerk", plan()));
    let listed = store
        .read(|c| interviews::list(c, Filter::default()))
        .unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].position_title, "Clerk");
    assert_eq!(listed[0].interview, created);
}

#[test]
fn interviews_are_found_by_link_and_status_newest_first() {
    let folder = Folder::new();
    let store = folder.open();
    let post = position("Clerk");
    let people = ["Ada", "Ben", "Cem"].map(|name| interview(post.id, name));
    let inserted = people.clone();
    write(&store, move |tx| {
        positions::insert(tx, &post)?;
        for (n, person) in inserted.iter().enumerate() {
            interviews::insert(tx, person, &snapshot(&post), &[n as u8; 32])?;
        }
        Ok(())
    })
    .unwrap();
    let names = |filter: Filter| -> Vec<String> {
        store
            .read(|c| interviews::list(c, filter))
            .unwrap()
            .into_iter()
            .map(|l| l.interview.candidate_name)
            .collect()
    };
    assert_eq!(names(Filter::default()), ["Cem", "Ben", "Ada"]);
    assert_eq!(
        names(Filter {
            limit: 1,
            offset: 1,
            ..Filter::default()
        }),
        ["Ben"]
    );
    let by_link = store
        .read(|c| interviews::by_link_hash(c, &[1; 32]))
        .unwrap();
    assert_eq!(by_link, Some(people[1].clone()));
    let unknown = store
        .read(|c| interviews::by_link_hash(c, &[9; 32]))
        .unwrap();
    assert_eq!(unknown, None);

    let mut ben = people[1].clone();
    ben.apply(Move::Start, NOW.plus_ms(10)).unwrap();
    let started = ben.clone();
    write(&store, move |tx| {
        interviews::update_status(tx, &started, EventKind::InterviewStarted)
    })
    .unwrap();
    let running = Filter {
        status: Some(InterviewStatus::Started),
        ..Filter::default()
    };
    assert_eq!(names(running), ["Ben"]);
    assert_eq!(
        store.read(|c| interviews::get(c, ben.id)).unwrap(),
        Some(ben)
    );
}

#[test]
fn impossible_interviews_are_refused() {
    let folder = Folder::new();
    let store = folder.open();
    let ada = add_interview(&store, "Ada");
    let mut claimed = interview(ada.position_id, "Ben");
    claimed.consented_at = Some(NOW);
    let orphan = interview(PositionId::new(), "Cem");
    let same_link = interview(ada.position_id, "Dan");
    let mut link = [0; 32];
    link[..16].copy_from_slice(ada.id.0.as_bytes());
    let post = position("x");
    for (wrong, link_hash, code) in [
        (claimed, [3; 32], Code::Invalid),
        (orphan, [4; 32], Code::NotFound),
        (same_link, link, Code::Conflict),
    ] {
        let snapshot = snapshot(&post);
        let error = write(&store, move |tx| {
            interviews::insert(tx, &wrong, &snapshot, &link_hash)
        })
        .unwrap_err();
        assert_eq!(error.code(), code, "{error}");
    }
    let other_kind = ada.clone();
    let error = write(&store, move |tx| {
        interviews::update_status(tx, &other_kind, EventKind::MessageAdded)
    })
    .unwrap_err();
    assert_eq!(error.code(), Code::Invalid);
    let mut unknown = ada;
    unknown.id = InterviewId::new();
    let error = write(&store, move |tx| {
        interviews::update_status(tx, &unknown, EventKind::InterviewStarted)
    })
    .unwrap_err();
    assert_eq!(error.code(), Code::NotFound);
}

#[test]
fn a_consent_is_given_once_and_shows_in_the_interview() {
    let folder = Folder::new();
    let store = folder.open();
    let id = add_interview(&store, "Ada").id;
    let given = consent(id);
    let first = given.clone();
    write(&store, move |tx| consents::insert(tx, &first)).unwrap();
    let again = given.clone();
    let twice = write(&store, move |tx| consents::insert(tx, &again)).unwrap_err();
    assert_eq!(twice.code(), Code::Conflict);
    let at = given.at;
    assert_eq!(store.read(|c| consents::get(c, id)).unwrap(), Some(given));
    let consented_at = store
        .read(|c| interviews::get(c, id))
        .unwrap()
        .unwrap()
        .consented_at;
    assert_eq!(consented_at, Some(at));
}

#[test]
fn messages_are_numbered_per_interview_and_corrections_per_message() {
    let folder = Folder::new();
    let store = folder.open();
    let (ada, ben) = (
        add_interview(&store, "Ada").id,
        add_interview(&store, "Ben").id,
    );
    let stored = write(&store, move |tx| {
        Ok([
            messages::append(tx, message(ada, "I was born in Ulm"))?,
            messages::append(tx, message(ben, "Hello"))?,
            messages::append(tx, message(ada, "and grew up there"))?,
        ])
    })
    .unwrap();
    assert_eq!(stored.each_ref().map(|m| m.number), [1, 1, 2]);
    let listed = store.read(|c| messages::list(c, ada, 0)).unwrap();
    assert_eq!(listed, [stored[0].clone(), stored[2].clone()]);
    assert_eq!(
        store.read(|c| messages::list(c, ada, 1)).unwrap(),
        [stored[2].clone()]
    );
    assert_eq!(
        store.read(|c| messages::get(c, stored[1].id)).unwrap(),
        Some(stored[1].clone())
    );

    let said = stored[0].id;
    let correction = move |content: &str| NewRevision {
        id: RevisionId::new(),
        message_id: said,
        content: content.into(),
        author: "Recruiter".into(),
        at: NOW,
    };
    let (first, second) = (correction("born in Olm"), correction("born in Ulm"));
    let revised = write(&store, move |tx| {
        Ok([
            revisions::append(tx, first)?,
            revisions::append(tx, second)?,
        ])
    })
    .unwrap();
    assert_eq!(revised.each_ref().map(|r| r.number), [1, 2]);
    assert_eq!(store.read(|c| revisions::list(c, ada)).unwrap(), revised);
    assert_eq!(store.read(|c| revisions::list(c, ben)).unwrap(), []);
    let original = store.read(|c| messages::get(c, said)).unwrap().unwrap();
    assert_eq!(original.content, "I was born in Ulm");

    let to_nobody = write(&store, |tx| {
        messages::append(tx, message(InterviewId::new(), "?"))
    });
    assert_eq!(to_nobody.unwrap_err().code(), Code::NotFound);
    let mut lost = correction("?");
    lost.message_id = MessageId::new();
    let to_nothing = write(&store, move |tx| revisions::append(tx, lost));
    assert_eq!(to_nothing.unwrap_err().code(), Code::NotFound);
    let mut unsure = message(ada, "?");
    unsure.confidence = Some(1.5);
    let impossible = write(&store, move |tx| messages::append(tx, unsure));
    assert_eq!(impossible.unwrap_err().code(), Code::Invalid);
}

#[test]
fn nothing_is_recorded_before_consent() {
    let folder = Folder::new();
    let store = folder.open();
    let (_, mut recording) = add_recording(&store);
    recording.id = RecordingId::new();
    recording.interview_id = add_interview(&store, "Ben").id;
    let error = write(&store, move |tx| recordings::start(tx, &recording)).unwrap_err();
    assert_eq!(error.code(), Code::ConsentMissing);
}

#[test]
fn blocks_follow_one_another_and_come_back_in_order() {
    let folder = Folder::new();
    let store = folder.open();
    let (interview, recording) = add_recording(&store);
    let id = recording.id;
    write(&store, move |tx| {
        recordings::add_block(tx, id, &block(0))?;
        recordings::add_block(tx, id, &block(1))
    })
    .unwrap();
    let overlapping = Block {
        start_sample: 31_999,
        ..block(2)
    };
    for wrong in [block(3), block(1), overlapping] {
        let error = write(&store, move |tx| recordings::add_block(tx, id, &wrong)).unwrap_err();
        assert_eq!(error.code(), Code::Conflict, "{error}");
    }
    let running = store
        .read(|c| recordings::list(c, interview.id))
        .unwrap()
        .remove(0);
    assert_eq!(running.recording, recording);
    assert_eq!((running.stored_samples, running.blocks), (32_000, 2));
    assert_eq!((running.ended_at, running.total_samples), (None, None));

    write(&store, move |tx| recordings::end(tx, id, 40_000)).unwrap();
    let ended = store
        .read(|c| recordings::list(c, interview.id))
        .unwrap()
        .remove(0);
    assert_eq!(
        (ended.ended_at, ended.total_samples),
        (Some(NOW), Some(40_000))
    );
    for late in [
        write(&store, move |tx| recordings::add_block(tx, id, &block(2))),
        write(&store, move |tx| recordings::end(tx, id, 1)),
    ] {
        assert_eq!(late.unwrap_err().code(), Code::Conflict);
    }
    let mut read = Vec::new();
    store
        .read(|c| {
            recordings::for_each_block(c, id, |block| {
                read.push(block);
                Ok::<_, StoreError>(())
            })
        })
        .unwrap();
    assert_eq!(read, [block(0), block(1)]);
    let unknown = write(&store, |tx| {
        recordings::add_block(tx, RecordingId::new(), &block(0))
    });
    assert_eq!(unknown.unwrap_err().code(), Code::NotFound);
}

#[test]
fn the_newest_progress_is_kept() {
    let folder = Folder::new();
    let store = folder.open();
    let id = add_interview(&store, "Ada").id;
    assert_eq!(store.read(|c| progress::load(c, id)).unwrap(), None);
    write(&store, move |tx| {
        progress::save(tx, id, r#"{"question":1}"#)?;
        progress::save(tx, id, r#"{"question":2}"#)
    })
    .unwrap();
    let loaded = store.read(|c| progress::load(c, id)).unwrap();
    assert_eq!(loaded.as_deref(), Some(r#"{"question":2}"#));
    let not_json = write(&store, move |tx| progress::save(tx, id, "question 3"));
    assert_eq!(not_json.unwrap_err().code(), Code::Invalid);
}

#[test]
fn exports_are_listed_with_how_they_ended() {
    let folder = Folder::new();
    let store = folder.open();
    let id = add_interview(&store, "Ada").id;
    let failed = exports::Outcome::Failed {
        error: "the disk is full".into(),
    };
    let written = exports::Outcome::Written {
        json_path: "/t/a.json".into(),
        txt_path: "/t/a.txt".into(),
    };
    let attempts = write(&store, move |tx| {
        Ok([
            exports::record(tx, id, failed)?,
            exports::record(tx, id, written)?,
        ])
    })
    .unwrap();
    assert_eq!(store.read(|c| exports::list(c, id)).unwrap(), attempts);
}

#[test]
fn what_was_running_is_found_with_its_last_durable_moment() {
    let folder = Folder::new();
    let store = folder.open();
    let mut running = add_interview(&store, "Ada");
    let mut paused = add_interview(&store, "Ben");
    add_interview(&store, "Cem");
    running.apply(Move::Start, NOW.plus_ms(1_000)).unwrap();
    paused.apply(Move::Start, NOW).unwrap();
    paused.apply(Move::Pause, NOW).unwrap();
    let id = running.id;
    let at = |ms| UtcMillis(NOW.0 + ms);
    store
        .write(candor_domain::Actor::Candidate, at(1_000), move |tx| {
            interviews::update_status(tx, &running, EventKind::InterviewStarted)?;
            interviews::update_status(tx, &paused, EventKind::InterviewPaused)
        })
        .unwrap();
    store
        .write(candor_domain::Actor::Candidate, at(61_000), move |tx| {
            messages::append(tx, message(id, "and then"))
        })
        .unwrap();
    drop(store);

    let found = folder.open().read(recovery::interrupted).unwrap();
    assert_eq!(
        found,
        [recovery::Interrupted {
            interview_id: id,
            last_durable_at: at(61_000)
        }]
    );
}

#[test]
fn every_change_is_in_the_log_with_its_ids() {
    let folder = Folder::new();
    let store = folder.open();
    let (interview, recording) = add_recording(&store);
    let (id, rec) = (interview.id, recording.id);
    let said = write(&store, move |tx| {
        recordings::add_block(tx, rec, &block(0))?;
        recordings::end(tx, rec, 16_000)?;
        messages::append(tx, message(id, "hello"))
    })
    .unwrap();
    let log: Vec<Event> = store.read(|c| events::after(c, 0, 100)).unwrap();
    let seen: Vec<_> = log.iter().map(|e| (e.kind, e.part)).collect();
    assert_eq!(
        seen,
        [
            (EventKind::PositionCreated, None),
            (EventKind::InterviewCreated, None),
            (EventKind::ConsentGiven, None),
            (EventKind::RecordingStarted, Some(rec.0)),
            (EventKind::RecordingBlockAdded, Some(rec.0)),
            (EventKind::RecordingEnded, Some(rec.0)),
            (EventKind::MessageAdded, Some(said.id.0)),
        ]
    );
    assert!(log[1..].iter().all(|e| e.subject == id.0));
    assert_eq!(
        store.read(|c| events::of_subject(c, id.0)).unwrap(),
        log[1..]
    );
}
