//! What a person changes of their card.

use std::collections::HashMap;

use candor_domain::{
    Actor, InterviewId, MessageId, Scorecard, ScorecardId,
    plan::MAX_TEXT,
    scorecard::{CardAuthor, Claim, HIGHEST, LOWEST, Quote, Rating},
};
use serde::Deserialize;

use super::{
    card_of,
    cards::{refuse_closed, store},
    ground::Ground,
    plan_of, same, tidied,
};
use crate::{App, Error, Result};

/// Most quotes of one rating or statement.
const MAX_QUOTES: usize = 20;
/// Most statements of a summary, and most open questions.
const MAX_CLAIMS: usize = 30;

/// A place in the text of a message that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Passage {
    /// The message.
    pub message_id: MessageId,
    /// Where it begins, in characters.
    pub start: u32,
    /// Where it ends, in characters.
    pub end: u32,
}

/// The rating of one competency, as it is to be.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RatingChange {
    /// Key of the plan's competency.
    pub competency: String,
    /// From 1 to 5; absent means “not assessed”.
    #[serde(default)]
    pub rating: Option<u8>,
    /// Why, in words.
    #[serde(default)]
    pub rationale: String,
    /// The evidence.
    #[serde(default)]
    pub quotes: Vec<Passage>,
}

/// A statement, as it is to be.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimChange {
    /// The statement.
    pub text: String,
    /// The evidence, at least one quote.
    pub quotes: Vec<Passage>,
}

/// A whole card, as it is to be. Competencies that are not named are not assessed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CardChange {
    /// Name of who is rating; it must be the one on the card.
    pub rater: String,
    /// The ratings, in any order.
    pub ratings: Vec<RatingChange>,
    /// What the interview was about.
    #[serde(default)]
    pub summary: Vec<ClaimChange>,
    /// What stayed open.
    #[serde(default)]
    pub open_questions: Vec<ClaimChange>,
}

/// Changes a person's card that is not signed yet. Its quotes are looked up in the text that counts now. What the card has
/// quoted before and what has since been noticed to read like instructions is left out of the ratings: whoever sent it
/// sees from the card that comes back which quotes stayed.
///
/// # Errors
/// [`Error::Invalid`] names what is wrong, also when it is somebody else's card; [`Error::Conflict`] when the card is closed
/// or a model's.
pub fn change(
    app: &App,
    id: InterviewId,
    card: ScorecardId,
    change: &CardChange,
) -> Result<Scorecard> {
    let mut card = card_of(app, id, card)?;
    refuse_closed(&card)?;
    if card.author == CardAuthor::Model {
        return Err(Error::Conflict(
            "a draft of the AI stays as it was drafted; begin your own card from it".into(),
        ));
    }
    if !same(&tidied(&change.rater)?, &card.rater) {
        return Err(Error::Invalid(format!(
            "this is the card of {}; nobody else can change it",
            card.rater
        )));
    }
    let ground = Ground::load(app.archive(), id)?;
    let plan = plan_of(app.archive(), id)?;
    let known: Vec<&Quote> = card.ratings.iter().flat_map(|own| &own.quotes).collect();
    let mut named: HashMap<&str, &RatingChange> = HashMap::new();
    for rating in &change.ratings {
        let key = rating.competency.as_str();
        if !plan.competencies.iter().any(|c| c.key == key) {
            return Err(Error::Invalid(format!(
                "“{key}” is no competency of this interview's plan"
            )));
        }
        if named.insert(key, rating).is_some() {
            return Err(Error::Invalid(format!("“{key}” is rated twice")));
        }
    }
    let ratings = plan.competencies.iter().map(|competency| {
        named.get(competency.key.as_str()).map_or_else(
            || {
                Ok(Rating {
                    competency: competency.key.clone(),
                    rating: None,
                    rationale: String::new(),
                    quotes: Vec::new(),
                })
            },
            |change| rating(&ground, change, &known),
        )
    });
    let ratings: Vec<_> = ratings.collect::<Result<_>>()?;
    card.ratings = ratings;
    card.summary = claims(&ground, &change.summary, "the summary")?;
    card.open_questions = claims(&ground, &change.open_questions, "the open questions")?;
    card.transcript_version = ground.interview.transcript_version;
    store(app, card, Actor::Operator)
}

/// `known` is what the ratings of the card have quoted so far.
fn rating(ground: &Ground, change: &RatingChange, known: &[&Quote]) -> Result<Rating> {
    let key = &change.competency;
    if change
        .rating
        .is_some_and(|rating| !(LOWEST..=HIGHEST).contains(&rating))
    {
        return Err(Error::Invalid(format!(
            "a rating is a number from {LOWEST} to {HIGHEST}"
        )));
    }
    refuse_long(&change.rationale, &format!("the reason for “{key}”"))?;
    refuse_many(change.quotes.len(), MAX_QUOTES, "quotes for one rating")?;
    let mut quotes = Vec::with_capacity(change.quotes.len());
    for at in &change.quotes {
        let quote = ground.quote(at.message_id, at.start, at.end)?;
        let is_known = || {
            let mut known = known.iter();
            known.any(|own| own.message_id == quote.message_id && own.text == quote.text)
        };
        // It was evidence when it was marked: one such quote must not cost all that was written since.
        if ground.is_flagged(&quote) && is_known() {
            continue;
        }
        quotes.push(ground.evidence(at.message_id, at.start, at.end)?);
    }
    Ok(Rating {
        competency: key.clone(),
        rating: change.rating,
        rationale: change.rationale.trim().to_owned(),
        quotes: in_order(ground, quotes),
    })
}

fn claims(ground: &Ground, changes: &[ClaimChange], what: &str) -> Result<Vec<Claim>> {
    refuse_many(changes.len(), MAX_CLAIMS, &format!("statements in {what}"))?;
    let claim = |change: &ClaimChange| {
        let text = change.text.trim();
        if text.is_empty() || change.quotes.is_empty() {
            return Err(Error::Invalid(format!(
                "every statement in {what} has words and quotes what was said"
            )));
        }
        refuse_long(text, &format!("a statement in {what}"))?;
        refuse_many(change.quotes.len(), MAX_QUOTES, "quotes for one statement")?;
        let quotes = change.quotes.iter();
        Ok(Claim {
            text: text.to_owned(),
            quotes: in_order(
                ground,
                quotes
                    .map(|at| ground.quote(at.message_id, at.start, at.end))
                    .collect::<Result<_>>()?,
            ),
        })
    };
    changes.iter().map(claim).collect()
}

/// Quotes in the order they were said, each once.
fn in_order(ground: &Ground, mut quotes: Vec<Quote>) -> Vec<Quote> {
    let place = |quote: &Quote| {
        let number = ground
            .message(quote.message_id)
            .map_or(u32::MAX, |view| view.message.number);
        (number, quote.start, quote.end)
    };
    quotes.sort_by_key(place);
    quotes.dedup();
    quotes
}

fn refuse_long(text: &str, what: &str) -> Result<()> {
    if text.chars().count() > MAX_TEXT {
        return Err(Error::Invalid(format!(
            "{what} is longer than {MAX_TEXT} characters"
        )));
    }
    Ok(())
}

fn refuse_many(count: usize, most: usize, what: &str) -> Result<()> {
    if count > most {
        return Err(Error::Invalid(format!("there are more than {most} {what}")));
    }
    Ok(())
}
