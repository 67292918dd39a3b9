//! Each table: what goes in comes out, and what makes no sense is refused.

use candor_domain::{
    Code, EventKind, InterviewId, InterviewStatus, MessageId, Move, PositionId, RevisionId,
};
use candor_store::{
    consents,
    interviews::{self, Filter},
    messages, positions,
    revisions::{self, NewRevision},
};

use crate::fixture::{
    Folder, NOW, add_interview, consent, interview, message, plan, position, snapshot, write,
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
fn a_deleted_position_comes_back_as_it_was() {
    let folder = Folder::new();
    let store = folder.open();
    let clerk = position("Clerk");
    let (id, stored) = (clerk.id, clerk.clone());
    write(&store, move |tx| {
        positions::insert(tx, &stored)?;
        positions::delete(tx, id)
    })
    .unwrap();
    write(&store, move |tx| positions::restore(tx, id)).unwrap();
    assert_eq!(store.read(positions::list).unwrap(), [clerk]);
    let twice = write(&store, move |tx| positions::restore(tx, id)).unwrap_err();
    assert_eq!(twice.code(), Code::NotFound);
    let logged = store
        .read(|c| candor_store::events::after(c, 0, 10))
        .unwrap();
    let kinds: Vec<_> = logged.iter().map(|event| event.kind).collect();
    let expected = [
        EventKind::PositionCreated,
        EventKind::PositionDeleted,
        EventKind::PositionRestored,
    ];
    assert_eq!(kinds, expected);
    assert!(store.read(candor_store::verify_chain).unwrap().is_intact());
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
