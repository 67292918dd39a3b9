//! Ratings: drafted by a model where the record suffices, written and signed by people, hidden from a panel until all have.

mod bench;
mod people;

use candor_core::assistant::model::{Failure, ReplyModel};
use candor_core::{App, ai, ai_log, interviews, scorecards, withdrawal};
use candor_domain::{
    AiOutcome as O, Code,
    live::{Fact, JobState, Live},
    quality::{Advice, Measure},
    scorecard::{CardAuthor, CardStatus},
};
use std::{sync::Arc, time::Duration};

use crate::common::open;
use bench::{Does, ENGLISH, GERMAN, answers, drafted, held, patient, rater};

fn with(folder: &tempfile::TempDir, models: Vec<Arc<dyn ReplyModel>>) -> App {
    open(folder.path()).with_reply_models(models)
}

#[test]
fn the_end_of_an_interview_brings_a_draft_whose_every_quote_stands_where_it_says() {
    let folder = tempfile::tempdir().unwrap();
    let app = with(&folder, vec![rater("first", &[Does::Rates(4)])]);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let id = held(&app, &ENGLISH);
    let card = drafted(&app, id);
    assert_eq!(
        (card.author, card.status),
        (CardAuthor::Model, CardStatus::Draft)
    );
    assert_eq!(card.rater, "first-1");
    assert_eq!(card.prompt_version.as_deref(), Some("scorecard/1"));
    assert_eq!(card.transcript_version, 1);
    assert!(card.dropped > 0, "what was never said is left out");
    let answered = answers(&app, id);
    let mut quotes = 0;
    for rating in &card.ratings {
        assert_eq!(
            rating.rating.is_some(),
            !rating.quotes.is_empty(),
            "{rating:?}"
        );
        // One answer is one or two sentences: four needs two of them.
        assert!(
            rating.rating.is_none_or(|own| (3..=4).contains(&own)),
            "{rating:?}"
        );
        for quote in &rating.quotes {
            let message = answered.iter().find(|m| m.id == quote.message_id).unwrap();
            let words = message.content.chars().skip(quote.start as usize);
            let words: String = words.take((quote.end - quote.start) as usize).collect();
            assert_eq!(words, quote.text);
            assert_eq!((quote.start_ms, quote.end_ms), (None, None), "typed");
            quotes += 1;
        }
    }
    assert!(quotes > 0);
    assert_eq!((card.summary.len(), card.open_questions.len()), (1, 1));
    // What was asked can be read, holds no name, and says what it was for.
    let calls = ai_log::calls(&app, id).unwrap();
    let own: Vec<_> = calls
        .iter()
        .filter(|call| call.prompt_version == "scorecard/1")
        .collect();
    assert!(!own.is_empty() && own.iter().all(|call| call.outcome == O::Used));
    assert_eq!(
        (own[0].input_tokens, own[0].cost_micros),
        (Some(1_000), Some(1_200))
    );
    assert!(own.iter().all(|call| {
        call.prompt
            .iter()
            .all(|part| !part.content.contains("Lovelace"))
    }));
    let mut states = Vec::new();
    while let Some(fact) = facts.next(Duration::from_millis(50)).unwrap() {
        if let Fact::Live {
            live: Live::ScorecardDraft { state, .. },
        } = fact
        {
            states.push(state);
        }
    }
    assert_eq!(states, [JobState::Running, JobState::Done]);
    assert!(app.verify().unwrap().is_intact());

    // Asked for again, there is another one; the first stays.
    scorecards::start_draft(&app, id).unwrap();
    scorecards::wait_for_drafts(&app);
    let view = scorecards::view(&app, id, None, None).unwrap();
    assert_eq!(view.cards.len(), 2);
    assert_eq!(view.cards[0], card);
    assert_eq!(view.overall, None);
}

#[test]
fn where_the_record_does_not_suffice_nothing_is_sent_and_the_reason_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let app = with(&folder, vec![rater("first", &[Does::Rates(4)])]);
    let id = held(&app, &GERMAN);
    scorecards::wait_for_drafts(&app);
    let view = scorecards::view(&app, id, None, None).unwrap();
    let withheld = view.withheld.unwrap();
    let poor: Vec<_> = withheld
        .measures
        .iter()
        .filter(|own| !own.suffices)
        .collect();
    assert_eq!(poor.len(), 1, "{withheld:?}");
    assert_eq!(
        (poor[0].measure, poor[0].advice),
        (Measure::LanguageMatch, Some(Advice::CheckLanguage))
    );
    assert_eq!(
        (view.cards.len(), view.draft.unwrap().state),
        (0, JobState::Done)
    );
    let calls = ai_log::calls(&app, id).unwrap();
    assert!(
        calls
            .iter()
            .all(|call| call.prompt_version != "scorecard/1")
    );
    // Nothing said is nothing to rate.
    let silent = held(&app, &[]);
    scorecards::wait_for_drafts(&app);
    let view = scorecards::view(&app, silent, None, None).unwrap();
    assert!(!view.withheld.unwrap().suffices && view.cards.is_empty());
}

#[test]
fn the_next_model_is_asked_when_one_fails_and_a_failure_of_all_leaves_no_card() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let id = held(&app, &ENGLISH);
    drop(app);
    let app = with(
        &folder,
        vec![
            rater("dead", &[Does::Fails(Failure::Unreachable)]),
            rater("shy", &[Does::Refuses]),
            rater(
                "babbles",
                &[
                    Does::Says("Sure! Five out of five."),
                    Does::Says("{\"ratings\": []}"),
                ],
            ),
            rater("works", &[Does::Says("not yet"), Does::Rates(3)]),
        ],
    );
    scorecards::start_draft(&app, id).unwrap();
    assert_eq!(drafted(&app, id).rater, "works-1");
    let calls = ai_log::calls(&app, id).unwrap();
    let found: Vec<_> = calls
        .iter()
        .map(|call| {
            (
                call.connection.as_str(),
                call.outcome,
                call.reasons.join(" "),
            )
        })
        .collect();
    let expected = [
        ("dead", O::Failed, "unreachable"),
        ("shy", O::Refused, ""),
        ("babbles", O::Replaced, "not_json"),
        ("babbles", O::Replaced, "nothing_rated"),
        ("works", O::Replaced, "not_json"),
        ("works", O::Used, ""),
    ];
    let expected: Vec<_> = expected
        .iter()
        .map(|(a, b, c)| (*a, *b, (*c).to_owned()))
        .collect();
    assert_eq!(found[..6], expected);
    drop(app);

    let app = with(
        &folder,
        vec![rater("dead", &[Does::Fails(Failure::KeyRefused)])],
    );
    scorecards::start_draft(&app, id).unwrap();
    scorecards::wait_for_drafts(&app);
    let view = scorecards::view(&app, id, None, None).unwrap();
    let draft = view.draft.unwrap();
    assert_eq!((draft.state, view.cards.len()), (JobState::Failed, 1));
    assert!(draft.error.unwrap().contains("“dead”: it refuses the key"));
}

#[test]
fn a_model_that_praises_everything_rates_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let praise = r#"{"ratings": [
        {"competency": "experience", "rating": 5, "rationale": "Great.", "quotes": [{"message": 2, "text": "I worked at the returns desk"}]},
        {"competency": "record_keeping", "rating": 5}, {"competency": "stock_control", "rating": 5},
        {"competency": "training_others", "rating": 5}, {"competency": "tool_care", "rating": 5}], "summary": [], "open_questions": []}"#;
    let app = with(&folder, vec![rater("flatters", &[Does::Says(praise)])]);
    let id = held(&app, &ENGLISH[..1]);
    let card = drafted(&app, id);
    assert!(
        card.ratings
            .iter()
            .all(|own| own.rating.is_none() && own.quotes.is_empty())
    );
    assert!(card.dropped > 0);
}

#[test]
fn a_draft_that_is_given_up_leaves_nothing_and_only_one_is_made_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let (model, go, asked) = patient("slow", &[Does::Rates(3)]);
    let app = with(&folder, vec![model]);
    let id = held(&app, &ENGLISH);
    asked.recv_timeout(Duration::from_secs(30)).unwrap();
    let running = scorecards::view(&app, id, None, None)
        .unwrap()
        .draft
        .unwrap();
    assert_eq!(running.state, JobState::Running);
    let second = scorecards::start_draft(&app, id).unwrap_err();
    assert_eq!(second.code(), Code::Conflict);
    scorecards::cancel_draft(&app, id).unwrap();
    scorecards::wait_for_drafts(&app);
    let view = scorecards::view(&app, id, None, None).unwrap();
    assert_eq!(
        (view.draft.unwrap().state, view.cards.len()),
        (JobState::Cancelled, 0)
    );

    // A withdrawal in the middle: nothing more is sent, and nothing can be drafted afterwards.
    scorecards::start_draft(&app, id).unwrap();
    asked.recv_timeout(Duration::from_secs(30)).unwrap();
    withdrawal::withdraw(&app, id).unwrap();
    scorecards::wait_for_drafts(&app);
    assert!(
        scorecards::view(&app, id, None, None)
            .unwrap()
            .cards
            .is_empty()
    );
    assert_eq!(
        scorecards::start_draft(&app, id).unwrap_err().code(),
        Code::ConsentWithdrawn
    );
    drop(go);

    // Closing in the middle ends it.
    let other = held(&app, &ENGLISH);
    asked.recv_timeout(Duration::from_secs(30)).unwrap();
    drop(app);
    let app = open(folder.path());
    assert!(
        scorecards::view(&app, other, None, None)
            .unwrap()
            .cards
            .is_empty()
    );
    assert!(app.verify().unwrap().is_intact());
    assert_eq!(interviews::get(&app, other).unwrap().id, other);
}

#[test]
fn drafts_cut_short_or_waiting_when_candor_is_closed_are_made_when_it_is_open_again() {
    let folder = tempfile::tempdir().unwrap();
    let (model, go, asked) = patient("slow", &[Does::Rates(3)]);
    let app = with(&folder, vec![model]);
    let running = held(&app, &ENGLISH);
    asked.recv_timeout(Duration::from_secs(30)).unwrap();
    let waiting = held(&app, &ENGLISH);
    let given_up = held(&app, &ENGLISH);
    scorecards::cancel_draft(&app, given_up).unwrap();
    drop(app);
    let cards = |app: &App, id| scorecards::view(app, id, None, None).unwrap().cards.len();

    let app = with(&folder, vec![rater("quick", &[Does::Rates(3)])]);
    scorecards::resume_drafts(&app).unwrap();
    scorecards::wait_for_drafts(&app);
    let made = [running, waiting, given_up].map(|id| cards(&app, id));
    assert_eq!(made, [1, 1, 0]);
    // What came to its end is not made again.
    drop(app);
    let app = with(&folder, vec![rater("quick", &[Does::Rates(3)])]);
    scorecards::resume_drafts(&app).unwrap();
    scorecards::wait_for_drafts(&app);
    let made = [running, waiting, given_up].map(|id| cards(&app, id));
    assert_eq!(made, [1, 1, 0]);
    assert!(app.verify().unwrap().is_intact());
    drop(go);
}

#[test]
fn a_service_that_does_not_tell_what_was_used_spends_the_budget_of_money_too() {
    let folder = tempfile::tempdir().unwrap();
    let app = with(&folder, vec![rater("mute", &[Does::RatesUntold(3)])]);
    let id = held(&app, &ENGLISH);
    drafted(&app, id);
    let calls = ai_log::calls(&app, id).unwrap();
    let own: Vec<_> = calls
        .iter()
        .filter(|call| call.prompt_version == "scorecard/1")
        .collect();
    assert!(!own.is_empty());
    let mut spent = 0;
    for call in own {
        assert_eq!((call.input_tokens, call.output_tokens), (None, None));
        let letters: usize = call
            .prompt
            .iter()
            .map(|part| part.content.chars().count())
            .sum();
        // At most half a token a character, at a millionth of the currency each.
        let cost = call.cost_micros.unwrap();
        let most = letters.div_ceil(2) + call.reply.chars().count().div_ceil(2);
        assert_eq!(cost, u64::try_from(most).unwrap());
        spent += cost;
    }
    let budget = ai::Budget {
        tokens: None,
        money_micros: Some(spent + 10),
        currency: "EUR".into(),
    };
    ai::set_budget(&app, budget).unwrap();
    scorecards::start_draft(&app, id).unwrap();
    scorecards::wait_for_drafts(&app);
    let view = scorecards::view(&app, id, None, None).unwrap();
    assert_eq!(
        (view.cards.len(), view.draft.unwrap().state),
        (1, JobState::Failed)
    );
    let calls = ai_log::calls(&app, id).unwrap();
    assert_eq!(calls.last().unwrap().outcome, O::OverBudget);
}

#[test]
fn without_ai_for_ratings_nothing_is_drafted_and_asking_for_it_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let id = held(&app, &ENGLISH);
    scorecards::wait_for_drafts(&app);
    assert_eq!(scorecards::view(&app, id, None, None).unwrap().draft, None);
    scorecards::start_draft(&app, id).unwrap();
    scorecards::wait_for_drafts(&app);
    let draft = scorecards::view(&app, id, None, None)
        .unwrap()
        .draft
        .unwrap();
    assert_eq!(draft.state, JobState::Failed);
    assert!(draft.error.unwrap().contains("settings"));
}
