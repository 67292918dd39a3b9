//! Scorecards and panels: kept as they were, closed for good, verified, erased, refused after a withdrawal.

use candor_domain::{
    Code, EventKind, InterviewId, MessageId, Scorecard, ScorecardId,
    scorecard::{CardAuthor, CardStatus, Claim, Quote, Rating},
};
use candor_store::{
    Store, consents, erasure, messages, panels, scorecards, verify::Problem, verify_chain,
    withdrawals,
};

use crate::{
    consent::tamper,
    fixture::{Folder, NOW, add_interview, consent, message, write},
};

fn card(interview: InterviewId, author: CardAuthor, rater: &str, said: MessageId) -> Scorecard {
    let quotes = vec![Quote {
        text: "Pelargonium".into(),
        message_id: said,
        start: 0,
        end: 11,
        start_ms: Some(1_000),
        end_ms: Some(1_100),
    }];
    let claim = Claim {
        text: "Knows plants".into(),
        quotes: quotes.clone(),
    };
    Scorecard {
        id: ScorecardId::new(),
        interview_id: interview,
        author,
        rater: rater.into(),
        status: CardStatus::Draft,
        based_on: None,
        prompt_version: (author == CardAuthor::Model).then(|| "scorecard/1".into()),
        transcript_version: 1,
        ratings: vec![Rating {
            competency: "care".into(),
            rating: Some(4),
            rationale: "Chrysanthemum".into(),
            quotes,
        }],
        summary: vec![claim.clone()],
        open_questions: vec![claim],
        dropped: 2,
        created_at: NOW,
        changed_at: NOW,
        signed_by: None,
        closed_at: None,
    }
}

fn closed(card: &Scorecard, status: CardStatus) -> Scorecard {
    Scorecard {
        status,
        signed_by: Some("Grace".into()),
        closed_at: Some(NOW.plus_ms(9)),
        changed_at: NOW.plus_ms(9),
        ..card.clone()
    }
}

/// An interview with a panel, a model's draft and a person's signed card begun from it.
fn full() -> (Folder, Store, InterviewId, [Scorecard; 2]) {
    let folder = Folder::new();
    let store = folder.open();
    let id = add_interview(&store, "Ada").id;
    let cards = write(&store, move |tx| {
        consents::insert(tx, &consent(id))?;
        let said = messages::append(tx, message(id, "Pelargonium indeed"))?.id;
        let draft = card(id, CardAuthor::Model, "small-7b", said);
        let own = Scorecard {
            based_on: Some(draft.id),
            ..card(id, CardAuthor::Person, "Grace", said)
        };
        let signed = closed(&own, CardStatus::Signed);
        scorecards::insert(tx, &draft)?;
        scorecards::insert(tx, &own)?;
        scorecards::update(tx, &signed)?;
        panels::put(tx, id, &["Grace".into(), "Wilhelmina".into()])?;
        Ok([draft, signed])
    })
    .unwrap();
    (folder, store, id, cards)
}

#[test]
fn they_come_back_as_they_were_and_in_order() {
    let (_folder, store, id, cards) = full();
    assert_eq!(
        store.read(|conn| scorecards::list(conn, id)).unwrap(),
        cards
    );
    assert_eq!(
        store
            .read(|conn| scorecards::get(conn, cards[1].id))
            .unwrap()
            .as_ref(),
        Some(&cards[1])
    );
    let raters = store.read(|conn| panels::get(conn, id)).unwrap();
    assert_eq!(raters, ["Grace", "Wilhelmina"]);
    let report = store.read(verify_chain).unwrap();
    assert!(report.is_intact(), "{:?}", report.problems);
}

#[test]
fn a_closed_card_never_changes_and_a_model_never_signs() {
    let (folder, store, id, [draft, signed]) = full();
    let refused = |card: Scorecard| {
        write(&store, move |tx| scorecards::update(tx, &card))
            .unwrap_err()
            .code()
    };
    assert_eq!(refused(signed.clone()), Code::Conflict);
    assert_eq!(
        refused(Scorecard {
            status: CardStatus::Draft,
            signed_by: None,
            closed_at: None,
            ..signed.clone()
        }),
        Code::Conflict
    );
    // Not even past the store, as long as its guards stand.
    let raw = folder.raw();
    raw.execute(
        "UPDATE scorecards SET ratings = '[]' WHERE author = 'person'",
        [],
    )
    .unwrap_err();
    // A model's card cannot be signed, and nothing is closed without a name under it.
    for wrong in [
        closed(&draft, CardStatus::Signed),
        Scorecard {
            signed_by: None,
            ..closed(&draft, CardStatus::Rejected)
        },
        Scorecard {
            signed_by: Some("Grace".into()),
            ..draft.clone()
        },
        Scorecard {
            status: CardStatus::Rejected,
            ..draft.clone()
        },
    ] {
        write(&store, move |tx| scorecards::update(tx, &wrong)).unwrap_err();
    }
    let rejected = closed(&draft, CardStatus::Rejected);
    let stored = rejected.clone();
    write(&store, move |tx| scorecards::update(tx, &stored)).unwrap();
    assert_eq!(refused(rejected), Code::Conflict);
    let missing = Scorecard {
        id: ScorecardId::new(),
        ..draft.clone()
    };
    assert_eq!(refused(missing), Code::NotFound);
    // A person rates an interview once; models draft as often as they are asked.
    let said = draft.ratings[0].quotes[0].message_id;
    let second = card(id, CardAuthor::Person, "Grace", said);
    assert_eq!(
        write(&store, move |tx| scorecards::insert(tx, &second))
            .unwrap_err()
            .code(),
        Code::Conflict
    );
    let again = card(id, CardAuthor::Model, "small-7b", said);
    write(&store, move |tx| scorecards::insert(tx, &again)).unwrap();
    assert!(store.read(verify_chain).unwrap().is_intact());
}

#[test]
fn what_was_changed_past_the_store_is_found() {
    for (sql, kind) in [
        (
            "UPDATE scorecards SET ratings = '[]' WHERE author = 'person'",
            EventKind::ScorecardSigned,
        ),
        (
            "UPDATE scorecards SET signed_by = 'Eve' WHERE author = 'person'",
            EventKind::ScorecardSigned,
        ),
        (
            "UPDATE scorecards SET transcript_version = 2 WHERE author = 'person'",
            EventKind::ScorecardSigned,
        ),
        (
            "UPDATE scorecards SET dropped = 0 WHERE author = 'model'",
            EventKind::ScorecardAdded,
        ),
        (
            "UPDATE scorecards SET summary = '[]' WHERE author = 'model'",
            EventKind::ScorecardAdded,
        ),
        (
            "UPDATE scorecards SET rater = 'large-70b' WHERE author = 'model'",
            EventKind::ScorecardAdded,
        ),
        (
            "UPDATE panels SET raters = '[\"Grace\"]'",
            EventKind::PanelChosen,
        ),
    ] {
        let (folder, store, _, _) = full();
        drop(store);
        let problems = tamper(&folder, sql);
        assert!(
            matches!(problems[..], [Problem::ContentChanged { kind: found, .. }] if found == kind),
            "{sql}: {problems:?}"
        );
    }
    for sql in [
        "DELETE FROM scorecards WHERE author = 'person'",
        "DELETE FROM panels",
    ] {
        let (folder, store, _, _) = full();
        drop(store);
        let problems = tamper(&folder, sql);
        assert!(
            problems
                .iter()
                .any(|problem| matches!(problem, Problem::ContentMissing { .. })),
            "{sql}: {problems:?}"
        );
    }
    let (folder, store, _, _) = full();
    drop(store);
    let smuggled = "INSERT INTO scorecards SELECT NULL, randomblob(16), interview_id, author, 'x', status, based_on, prompt_version,
        transcript_version, ratings, summary, open_questions, dropped, created_at, changed_at, signed_by, closed_at
        FROM scorecards WHERE author = 'model'";
    let problems = tamper(&folder, smuggled);
    assert_eq!(
        problems,
        [Problem::NotLogged {
            table: "scorecards",
            rows: 1
        }]
    );
}

#[test]
fn nothing_of_them_outlives_an_erasure_and_nothing_is_added_after_a_withdrawal() {
    let (folder, store, id, [draft, signed]) = full();
    write(&store, move |tx| erasure::erase(tx, id, &[])).unwrap();
    let pages = folder.raw().serialize("main").unwrap().to_vec();
    for word in [
        "Pelargonium",
        "Chrysanthemum",
        "Knows plants",
        "Wilhelmina",
        "Grace",
    ] {
        assert!(
            !pages.windows(word.len()).any(|own| own == word.as_bytes()),
            "{word}"
        );
    }
    assert!(
        store
            .read(|conn| scorecards::list(conn, id))
            .unwrap()
            .is_empty()
    );
    assert!(store.read(|conn| panels::get(conn, id)).unwrap().is_empty());
    assert!(store.read(verify_chain).unwrap().is_intact());
    let again = draft.clone();
    write(&store, move |tx| scorecards::insert(tx, &again)).unwrap_err();
    write(&store, move |tx| panels::put(tx, id, &["Grace".into()])).unwrap_err();

    let (_folder, store, id, [other, _]) = full();
    write(&store, move |tx| withdrawals::insert(tx, id)).unwrap();
    for refused in [
        write(&store, {
            let card = Scorecard {
                id: ScorecardId::new(),
                ..other.clone()
            };
            move |tx| scorecards::insert(tx, &card)
        }),
        write(&store, move |tx| {
            scorecards::update(tx, &closed(&other, CardStatus::Rejected))
        }),
        write(&store, move |tx| panels::put(tx, id, &[])),
    ] {
        assert_eq!(refused.unwrap_err().code(), Code::ConsentWithdrawn);
    }
    assert_eq!(signed.status, CardStatus::Signed);
}
