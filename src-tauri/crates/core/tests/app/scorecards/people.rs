//! What people rate, sign and may see of one another.
// Length: each rule is told with the whole course of a card or a panel around it.

use candor_core::{
    App, interviews,
    scorecards::{self, CardChange, ClaimChange, Passage, RaterState, RatingChange, ScoreWeights},
};
use candor_domain::{
    Actor, Attempt, AttemptId, AttemptKind, AttemptSource, Code, InterviewId, Message, Scorecard,
    UtcMillis,
    scorecard::{CardAuthor, CardStatus},
};

use super::{
    bench::{Does, ENGLISH, answers, drafted, held, rater},
    with,
};
use crate::common::open;

fn passage(message: &Message, words: &str) -> Passage {
    let at = message.content.find(words).unwrap();
    let start = message.content[..at].chars().count();
    Passage {
        message_id: message.id,
        start: u32::try_from(start).unwrap(),
        end: u32::try_from(start + words.chars().count()).unwrap(),
    }
}

fn rating(competency: &str, rating: Option<u8>, quotes: Vec<Passage>) -> RatingChange {
    RatingChange {
        competency: competency.to_owned(),
        rating,
        rationale: " Said so. ".to_owned(),
        quotes,
    }
}

fn only(rater: &str, ratings: Vec<RatingChange>) -> CardChange {
    CardChange {
        rater: rater.to_owned(),
        ratings,
        ..CardChange::default()
    }
}

/// A signed card of this rater with these ratings of experience and problem solving.
fn signed(app: &App, id: InterviewId, name: &str, ratings: [u8; 2]) -> Scorecard {
    let said = answers(app, id).remove(0);
    let card = scorecards::begin(app, id, name, None).unwrap();
    let quote = || vec![passage(&said, "I worked at the returns desk")];
    let change = only(
        name,
        vec![
            rating("experience", Some(ratings[0]), quote()),
            rating("problem-solving", Some(ratings[1]), quote()),
        ],
    );
    scorecards::change(app, id, card.id, &change).unwrap();
    scorecards::sign(app, id, card.id, name).unwrap()
}

fn code<T: std::fmt::Debug>(result: candor_core::Result<T>) -> Code {
    result.unwrap_err().code()
}

#[test]
fn a_person_begins_from_the_draft_changes_it_and_signs_once_every_rating_is_borne_out() {
    let folder = tempfile::tempdir().unwrap();
    let app = with(&folder, vec![rater("first", &[Does::Rates(4)])]);
    let id = held(&app, &ENGLISH);
    let draft = drafted(&app, id);
    let card = scorecards::begin(&app, id, "  Grace   Hopper ", Some(draft.id)).unwrap();
    assert_eq!(
        (card.author, card.rater.as_str()),
        (CardAuthor::Person, "Grace Hopper")
    );
    assert_eq!(
        (&card.ratings, card.based_on),
        (&draft.ratings, Some(draft.id))
    );
    assert_eq!(
        code(scorecards::begin(&app, id, "grace hopper", None)),
        Code::Conflict
    );
    assert_eq!(code(scorecards::begin(&app, id, " ", None)), Code::Invalid);
    assert_eq!(
        code(scorecards::begin(&app, id, "Alan", Some(card.id))),
        Code::Conflict
    );

    let said = answers(&app, id);
    let quote = passage(&said[1], "I did not argue with him");
    let claim = ClaimChange {
        text: "Listened.".into(),
        quotes: vec![quote],
    };
    let change = CardChange {
        rater: "grace  hopper".into(),
        ratings: vec![
            rating("problem-solving", Some(2), Vec::new()),
            rating(
                "experience",
                Some(4),
                vec![
                    quote,
                    passage(&said[0], "I trained four new colleagues"),
                    quote,
                ],
            ),
        ],
        summary: vec![claim.clone()],
        open_questions: Vec::new(),
    };
    let changed = scorecards::change(&app, id, card.id, &change).unwrap();
    let keys: Vec<_> = changed
        .ratings
        .iter()
        .map(|own| own.competency.as_str())
        .collect();
    assert_eq!(
        keys,
        [
            "experience",
            "problem-solving",
            "ownership",
            "learning",
            "motivation"
        ]
    );
    let quotes: Vec<_> = changed.ratings[0]
        .quotes
        .iter()
        .map(|own| own.text.as_str())
        .collect();
    assert_eq!(
        quotes,
        ["I trained four new colleagues", "I did not argue with him"]
    );
    assert_eq!(
        (
            changed.ratings[0].rationale.as_str(),
            changed.ratings[2].rating
        ),
        ("Said so.", None)
    );

    // A rating without a quote is not signed, and it says which.
    let refused = scorecards::sign(&app, id, card.id, "Grace Hopper").unwrap_err();
    assert_eq!(refused.code(), Code::Invalid);
    assert!(
        refused.to_string().contains("“Problem solving”"),
        "{refused}"
    );
    let change = CardChange {
        ratings: vec![rating("experience", Some(4), vec![quote])],
        summary: vec![claim],
        ..change
    };
    scorecards::change(&app, id, card.id, &change).unwrap();
    assert_eq!(
        code(scorecards::sign(&app, id, card.id, "Alan")),
        Code::Invalid
    );
    let signed = scorecards::sign(&app, id, card.id, "Grace Hopper").unwrap();
    assert_eq!(
        (signed.status, signed.signed_by.as_deref()),
        (CardStatus::Signed, Some("Grace Hopper"))
    );
    assert!(signed.closed_at.is_some());
    assert_eq!(
        code(scorecards::change(&app, id, card.id, &change)),
        Code::Conflict
    );
    assert_eq!(
        code(scorecards::sign(&app, id, card.id, "Grace Hopper")),
        Code::Conflict
    );

    // The model's draft is never signed; it can be put aside.
    assert_eq!(
        code(scorecards::sign(&app, id, draft.id, "first-1")),
        Code::Conflict
    );
    assert_eq!(
        code(scorecards::change(&app, id, draft.id, &change)),
        Code::Conflict
    );
    let rejected = scorecards::reject(&app, id, draft.id, "Grace").unwrap();
    assert_eq!(
        (rejected.status, rejected.signed_by.as_deref()),
        (CardStatus::Rejected, Some("Grace"))
    );
    assert_eq!(
        code(scorecards::reject(&app, id, draft.id, "Grace")),
        Code::Conflict
    );
    assert_eq!(
        code(scorecards::begin(&app, id, "Alan", Some(draft.id))),
        Code::Conflict
    );
    assert_eq!(
        code(scorecards::reject(&app, id, card.id, "Grace")),
        Code::Conflict
    );
    assert!(app.verify().unwrap().is_intact());
}

#[test]
fn only_the_candidates_own_words_are_evidence() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let id = held(&app, &ENGLISH);
    let card = scorecards::begin(&app, id, "Grace", None).unwrap();
    let said = answers(&app, id).remove(0);
    let asked = interviews::conversation(&app, id, 0)
        .unwrap()
        .remove(0)
        .message;
    let flagged = Attempt {
        id: AttemptId::new(),
        interview_id: id,
        source: AttemptSource::Message,
        message_id: Some(said.id),
        kinds: vec![AttemptKind::Rating],
        start: 0,
        end: 8,
        at: UtcMillis(1),
    };
    app.store()
        .write(Actor::System, UtcMillis(1), move |tx| {
            candor_store::attempts::insert(tx, &flagged)
        })
        .unwrap();
    let length = u32::try_from(said.content.chars().count()).unwrap();
    let at = |start, end| Passage {
        message_id: said.id,
        start,
        end,
    };
    let foreign = Passage {
        message_id: answers(&app, held(&app, &ENGLISH))[0].id,
        start: 0,
        end: 8,
    };
    for wrong in [
        Passage {
            message_id: asked.id,
            start: 0,
            end: 8,
        },
        at(2, 12),
        at(0, 3),
        at(5, 5),
        at(9, 5),
        at(length - 2, length + 1),
        at(length - 1, length),
        foreign,
    ] {
        let change = only("Grace", vec![rating("experience", Some(3), vec![wrong])]);
        assert_eq!(
            code(scorecards::change(&app, id, card.id, &change)),
            Code::Invalid,
            "{wrong:?}"
        );
    }
    for wrong in [
        only("Grace", vec![rating("speed", Some(3), Vec::new())]),
        only("Grace", vec![rating("experience", Some(6), Vec::new())]),
        only("Grace", vec![rating("experience", Some(0), Vec::new())]),
        only(
            "Grace",
            vec![
                rating("experience", None, Vec::new()),
                rating("experience", None, Vec::new()),
            ],
        ),
        CardChange {
            rater: "Grace".into(),
            summary: vec![ClaimChange {
                text: "No quote".into(),
                quotes: Vec::new(),
            }],
            ..CardChange::default()
        },
    ] {
        assert_eq!(
            code(scorecards::change(&app, id, card.id, &wrong)),
            Code::Invalid,
            "{wrong:?}"
        );
    }
    let fine = only(
        "Grace",
        vec![rating("experience", Some(3), vec![at(8, length)])],
    );
    scorecards::change(&app, id, card.id, &fine).unwrap();
    assert_eq!(
        code(scorecards::change(
            &app,
            held(&app, &ENGLISH),
            card.id,
            &fine
        )),
        Code::NotFound
    );
}

#[test]
fn what_a_panel_rates_is_hidden_until_all_have_signed_and_then_shown_with_where_it_differs() {
    let folder = tempfile::tempdir().unwrap();
    let app = with(&folder, vec![rater("first", &[Does::Rates(4)])]);
    let id = held(&app, &ENGLISH);
    let draft = drafted(&app, id);
    let names = |names: &[&str]| {
        names
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        code(scorecards::set_panel(&app, id, &names(&["Ada", "ada "]))),
        Code::Invalid
    );
    scorecards::set_panel(&app, id, &names(&["Ada", "Bob", "Cleo"])).unwrap();
    let seen = |who: Option<&str>| scorecards::view(&app, id, who, None).unwrap();
    assert_eq!((seen(None).cards.len(), seen(None).hidden), (0, 1));
    // What the model rated is not read in the log of its requests either.
    let logged = || candor_core::ai_log::calls(&app, id).unwrap();
    assert!(!logged().is_empty() && logged().iter().all(|call| call.reply.is_empty()));
    assert_eq!(
        code(scorecards::begin(&app, id, "Dora", None)),
        Code::Conflict
    );
    assert_eq!(
        code(scorecards::begin(&app, id, "Ada", Some(draft.id))),
        Code::Conflict
    );
    assert_eq!(
        code(scorecards::reject(&app, id, draft.id, "Ada")),
        Code::Conflict
    );

    let weights = [("experience", 3.0), ("problem-solving", 1.0)];
    let weights = weights.map(|(key, weight)| (key.to_owned(), weight)).into();
    scorecards::set_weights(&app, ScoreWeights { weights }).unwrap();
    signed(&app, id, "Ada", [4, 1]);
    signed(&app, id, "Bob", [5, 4]);
    let ada = seen(Some("ada"));
    assert_eq!(
        (ada.cards.len(), ada.cards[0].rater.as_str(), ada.hidden),
        (1, "Ada", 2)
    );
    assert!(ada.divergences.is_empty() && ada.overall.is_none());
    let states: Vec<_> = ada.panel.iter().map(|own| own.state).collect();
    assert_eq!(
        states,
        [RaterState::Signed, RaterState::Signed, RaterState::NotBegun]
    );
    assert_eq!(
        (seen(Some("Cleo")).cards.len(), seen(Some("Cleo")).hidden),
        (0, 3)
    );
    // Neither leaving somebody out nor dissolving the panel opens what is hidden.
    assert_eq!(
        code(scorecards::set_panel(&app, id, &names(&["Ada", "Cleo"]))),
        Code::Conflict
    );
    assert_eq!(code(scorecards::set_panel(&app, id, &[])), Code::Conflict);
    // Nor does leaving out whoever has not begun; who is missing can still be added.
    let refused = scorecards::set_panel(&app, id, &names(&["Ada", "Bob"])).unwrap_err();
    assert_eq!(refused.code(), Code::Conflict);
    assert!(refused.to_string().contains("Cleo stays"), "{refused}");
    assert_eq!(seen(Some("Ada")).hidden, 2);
    scorecards::set_panel(&app, id, &names(&["Ada", "Bob", "Cleo", "Dora"])).unwrap();
    signed(&app, id, "Dora", [4, 3]);

    signed(&app, id, "Cleo", [4, 3]);
    assert!(logged().iter().any(|call| !call.reply.is_empty()));
    for who in [None, Some("Ada"), Some("nobody")] {
        let view = seen(who);
        assert_eq!((view.cards.len(), view.hidden), (5, 0));
        let apart: Vec<_> = view
            .divergences
            .iter()
            .map(|own| (own.competency.as_str(), own.lowest, own.highest))
            .collect();
        assert_eq!(apart, [("problem-solving", 1, 4), ("experience", 4, 5)]);
        let overall = view.overall.unwrap();
        assert_eq!(
            (overall.value, overall.of.as_str()),
            (3.88, "Ada, Bob, Dora, Cleo")
        );
    }
    scorecards::set_weights(
        &app,
        ScoreWeights {
            weights: [("learning".to_owned(), 1.0)].into(),
        },
    )
    .unwrap();
    assert_eq!(seen(None).overall, None, "nobody has assessed it");
    scorecards::set_weights(&app, ScoreWeights::default()).unwrap();
    assert_eq!(seen(None).overall, None, "no weights");
    for wrong in [-1.0, f64::NAN, 1e9] {
        let weights = [("experience".to_owned(), wrong)].into();
        assert_eq!(
            code(scorecards::set_weights(&app, ScoreWeights { weights })),
            Code::Invalid
        );
    }
}

#[test]
fn a_card_quotes_the_text_that_counts_when_it_is_signed() {
    let folder = tempfile::tempdir().unwrap();
    let app = with(&folder, vec![rater("first", &[Does::Rates(3)])]);
    let id = held(&app, &ENGLISH);
    let draft = drafted(&app, id);
    let card = scorecards::begin(&app, id, "Grace", None).unwrap();
    let said = answers(&app, id).remove(0);
    let change = only(
        "Grace",
        vec![rating(
            "experience",
            Some(3),
            vec![passage(&said, "for three years")],
        )],
    );
    scorecards::change(&app, id, card.id, &change).unwrap();
    let corrected = said.content.replace("three years", "two years");
    interviews::correct(&app, id, said.id, &corrected, "Grace").unwrap();
    let refused = scorecards::sign(&app, id, card.id, "Grace").unwrap_err();
    assert_eq!(refused.code(), Code::Conflict);
    assert!(refused.to_string().contains("changed"), "{refused}");
    // A card begun from an older draft takes along what still stands.
    let other = scorecards::begin(&app, id, "Alan", Some(draft.id)).unwrap();
    let quoted = |card: &Scorecard| {
        let all = card.ratings.iter().flat_map(|own| &own.quotes);
        all.filter(|quote| quote.message_id == said.id).count()
    };
    assert!(quoted(&draft) > 0 && quoted(&other) < quoted(&draft));
    assert!(
        other
            .ratings
            .iter()
            .all(|own| own.rating.is_none() || !own.quotes.is_empty())
    );
    let again = only(
        "Grace",
        vec![rating(
            "experience",
            Some(3),
            vec![Passage {
                message_id: said.id,
                start: 0,
                end: 20,
            }],
        )],
    );
    scorecards::change(&app, id, card.id, &again).unwrap();
    scorecards::sign(&app, id, card.id, "Grace").unwrap();
}

/// Notes that these words of a message read like instructions, as if somebody had.
fn flag(app: &App, said: &Message, end: u32) {
    let flagged = Attempt {
        id: AttemptId::new(),
        interview_id: said.interview_id,
        source: AttemptSource::Message,
        message_id: Some(said.id),
        kinds: vec![AttemptKind::Rating],
        start: 0,
        end,
        at: UtcMillis(1),
    };
    let write =
        move |tx: &mut candor_store::WriteTx<'_>| candor_store::attempts::insert(tx, &flagged);
    app.store()
        .write(Actor::System, UtcMillis(1), write)
        .unwrap();
}

#[test]
fn nobody_changes_the_card_of_somebody_else() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let id = held(&app, &ENGLISH);
    let said = answers(&app, id).remove(0);
    let card = scorecards::begin(&app, id, "Grace", None).unwrap();
    let ratings = || {
        vec![rating(
            "experience",
            Some(1),
            vec![passage(&said, "for three years")],
        )]
    };
    let refused = scorecards::change(&app, id, card.id, &only("Alan", ratings())).unwrap_err();
    assert_eq!(refused.code(), Code::Invalid);
    assert!(
        refused.to_string().contains("the card of Grace"),
        "{refused}"
    );
    assert_eq!(
        code(scorecards::change(&app, id, card.id, &only(" ", ratings()))),
        Code::Invalid
    );
    let view = scorecards::view(&app, id, Some("Grace"), None).unwrap();
    assert_eq!(view.cards, std::slice::from_ref(&card));
    scorecards::change(&app, id, card.id, &only(" grace ", ratings())).unwrap();
}

#[test]
fn words_that_read_like_instructions_are_no_evidence_when_that_is_noticed_later() {
    let folder = tempfile::tempdir().unwrap();
    let app = with(&folder, vec![rater("first", &[Does::Rates(3)])]);
    let id = held(&app, &ENGLISH);
    let draft = drafted(&app, id);
    let all = answers(&app, id);
    let (said, other) = (&all[0], &all[1]);
    let card = scorecards::begin(&app, id, "Grace", None).unwrap();
    let quotes = || {
        vec![
            passage(said, "I worked at the returns desk"),
            passage(other, "I did not argue with him"),
        ]
    };
    let change = only("Grace", vec![rating("experience", Some(3), quotes())]);
    scorecards::change(&app, id, card.id, &change).unwrap();
    flag(&app, said, 8);
    let refused = scorecards::sign(&app, id, card.id, "Grace").unwrap_err();
    assert_eq!(refused.code(), Code::Invalid);
    assert!(refused.to_string().contains("instructions"), "{refused}");
    // The next change is kept all the same, without that quote; one that is new is refused.
    let changed = scorecards::change(&app, id, card.id, &change).unwrap();
    let kept: Vec<_> = changed.ratings[0]
        .quotes
        .iter()
        .map(|own| own.text.as_str())
        .collect();
    assert_eq!(kept, ["I did not argue with him"]);
    assert_eq!(
        code(scorecards::change(&app, id, card.id, &change)),
        Code::Invalid
    );
    scorecards::sign(&app, id, card.id, "Grace").unwrap();
    // Nor does a card begun from the draft take it along.
    let of_it = |card: &Scorecard| {
        let all = card.ratings.iter().flat_map(|own| &own.quotes);
        all.filter(|quote| quote.message_id == said.id).count()
    };
    let begun = scorecards::begin(&app, id, "Alan", Some(draft.id)).unwrap();
    assert!(of_it(&draft) > 0 && of_it(&begun) == 0, "{begun:?}");
    let first = CardChange {
        rater: "Alan".into(),
        ..CardChange::default()
    };
    scorecards::change(&app, id, begun.id, &first).unwrap();
}

#[test]
fn an_interview_is_rated_once_it_is_over() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let id = crate::common::create(&app, "Ada");
    assert_eq!(
        code(scorecards::begin(&app, id, "Grace", None)),
        Code::Conflict
    );
    assert_eq!(code(scorecards::start_draft(&app, id)), Code::Conflict);
    let view =
        scorecards::view(&app, id, Some("Grace"), Some(candor_domain::Language::De)).unwrap();
    assert_eq!(
        (view.cards.len(), view.scale[4].label.as_str()),
        (0, "Herausragend")
    );
    assert_eq!(view.anchors["learning"].len(), 5);
}
