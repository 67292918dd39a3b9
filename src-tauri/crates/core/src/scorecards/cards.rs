//! A person's card: begun, signed; and a model's draft rejected.

use candor_domain::{
    Actor, InterviewId, Scorecard, ScorecardId,
    scorecard::{CardAuthor, CardStatus, Rating},
};
use candor_store::{StoreError, panels, scorecards as table};

use super::{card_of, ground::Ground, panel, plan_of, refuse_unfinished, same, tidied};
use crate::{App, Error, Result, clock, interviews, withdrawal};

/// Begins a person's card, empty or from a model's draft.
///
/// # Errors
/// [`Error::Conflict`] when the interview is not over, when this person has a card already or does not belong to the
/// panel, and when a draft is to be begun from that the panel may not see yet; [`Error::NotFound`].
pub fn begin(
    app: &App,
    id: InterviewId,
    rater: &str,
    based_on: Option<ScorecardId>,
) -> Result<Scorecard> {
    let rater = tidied(rater)?;
    let ground = Ground::load(app.archive(), id)?;
    withdrawal::refuse_documents(&ground.interview)?;
    refuse_unfinished(&ground.interview)?;
    let base = based_on.map(|card| card_of(app, id, card)).transpose()?;
    if base
        .as_ref()
        .is_some_and(|card| card.author != CardAuthor::Model || card.status != CardStatus::Draft)
    {
        return Err(Error::Conflict(
            "only a draft of the AI that was not rejected can be begun from".into(),
        ));
    }
    let now = clock::now();
    let plan = plan_of(app.archive(), id)?;
    let empty = plan.competencies.iter().map(|competency| Rating {
        competency: competency.key.clone(),
        rating: None,
        rationale: String::new(),
        quotes: Vec::new(),
    });
    let card = Scorecard {
        id: ScorecardId::new(),
        interview_id: id,
        author: CardAuthor::Person,
        rater,
        status: CardStatus::Draft,
        based_on,
        prompt_version: None,
        transcript_version: ground.interview.transcript_version,
        ratings: base.as_ref().map_or_else(
            || empty.collect(),
            |base| ground.moved_ratings(&base.ratings),
        ),
        summary: base
            .as_ref()
            .map_or_else(Vec::new, |base| ground.moved_claims(&base.summary)),
        open_questions: base
            .as_ref()
            .map_or_else(Vec::new, |base| ground.moved_claims(&base.open_questions)),
        dropped: 0,
        created_at: now,
        changed_at: now,
        signed_by: None,
        closed_at: None,
    };
    Ok(app.store().write(Actor::Operator, now, move |tx| {
        let members = panels::get(tx.conn(), id)?;
        let cards = table::list(tx.conn(), id)?;
        if !members.is_empty() && !members.iter().any(|name| same(name, &card.rater)) {
            return Err(StoreError::Conflict(format!(
                "{} is not on this interview's panel; add the name to the panel first",
                card.rater
            )));
        }
        if card.based_on.is_some() && !panel::is_open(&members, &cards) {
            return Err(StoreError::Conflict(
                "the panel rates without the AI's draft until all have signed; begin with an empty card".to_owned(),
            ));
        }
        let taken = |own: &Scorecard| own.author == CardAuthor::Person && same(&own.rater, &card.rater);
        if cards.iter().any(taken) {
            return Err(StoreError::Conflict(format!(
                "{} has a card of this interview already",
                card.rater
            )));
        }
        table::insert(tx, &card)?;
        Ok(card)
    })?)
}

/// Signs a person's card; it never changes again.
///
/// # Errors
/// [`Error::Invalid`] when a rating has no quote or the name is not the rater's; [`Error::Conflict`] when it is closed,
/// was drafted by a model, or quotes what the transcript no longer says.
pub fn sign(app: &App, id: InterviewId, card: ScorecardId, name: &str) -> Result<Scorecard> {
    let name = tidied(name)?;
    interviews::get(app, id)?;
    let mut card = card_of(app, id, card)?;
    refuse_closed(&card)?;
    if card.author == CardAuthor::Model {
        return Err(Error::Conflict(
            "a draft of the AI is not signed; begin your own card from it, look at every rating, and sign that".into(),
        ));
    }
    if !same(&name, &card.rater) {
        return Err(Error::Invalid(format!(
            "this is the card of {}; nobody else can sign it",
            card.rater
        )));
    }
    check_evidence(app, &card)?;
    let now = clock::now();
    card.status = CardStatus::Signed;
    card.signed_by = Some(name);
    card.closed_at = Some(now);
    store(app, card, Actor::Operator)
}

/// What must be true of a card that is signed.
fn check_evidence(app: &App, card: &Scorecard) -> Result<()> {
    let ground = Ground::load(app.archive(), card.interview_id)?;
    let plan = plan_of(app.archive(), card.interview_id)?;
    let name = |key: &str| {
        let found = plan.competencies.iter().find(|c| c.key == key);
        found.map_or_else(|| key.to_owned(), |c| c.name.clone())
    };
    let bare: Vec<_> = card
        .ratings
        .iter()
        .filter(|rating| rating.rating.is_some() && rating.quotes.is_empty())
        .map(|rating| format!("“{}”", name(&rating.competency)))
        .collect();
    if !bare.is_empty() {
        return Err(Error::Invalid(format!(
            "every rating quotes what the candidate said; mark the words for {}, or leave it “not assessed”",
            bare.join(", ")
        )));
    }
    if card.ratings.iter().all(|rating| rating.rating.is_none()) {
        return Err(Error::Invalid(
            "nothing is rated yet; rate at least one competency before you sign".into(),
        ));
    }
    let claims = card.summary.iter().chain(&card.open_questions);
    let quotes = card.ratings.iter().flat_map(|rating| &rating.quotes);
    let mut quotes = quotes.chain(claims.flat_map(|claim| &claim.quotes));
    if card.transcript_version != ground.interview.transcript_version
        || !quotes.all(|quote| ground.stands(quote))
    {
        return Err(Error::Conflict(
            "the transcript was changed since this card quoted it; look at the quotes and save the card again".into(),
        ));
    }
    // It may have been noticed after the words were marked.
    let mut evidence = card.ratings.iter().flat_map(|rating| &rating.quotes);
    evidence.try_for_each(|quote| {
        ground
            .evidence(quote.message_id, quote.start, quote.end)
            .map(drop)
    })
}

/// Puts a model's draft aside; it stays to be read.
///
/// # Errors
/// [`Error::Conflict`] when it is closed already, is a person's, or may not be seen by the panel yet.
pub fn reject(app: &App, id: InterviewId, card: ScorecardId, name: &str) -> Result<Scorecard> {
    let name = tidied(name)?;
    interviews::get(app, id)?;
    let mut card = card_of(app, id, card)?;
    refuse_closed(&card)?;
    if card.author != CardAuthor::Model {
        return Err(Error::Conflict(
            "a person's card is not rejected; its rater can change it until it is signed".into(),
        ));
    }
    let open = app.store().read(|conn| {
        Ok(panel::is_open(
            &panels::get(conn, id)?,
            &table::list(conn, id)?,
        ))
    })?;
    if !open {
        return Err(Error::Conflict(
            "the panel looks at the AI's draft once all have signed".into(),
        ));
    }
    card.status = CardStatus::Rejected;
    card.signed_by = Some(name);
    card.closed_at = Some(clock::now());
    store(app, card, Actor::Operator)
}

pub(super) fn refuse_closed(card: &Scorecard) -> Result<()> {
    match card.status {
        CardStatus::Draft => Ok(()),
        CardStatus::Signed => Err(Error::Conflict(
            "this card is signed; it cannot be changed any more".into(),
        )),
        CardStatus::Rejected => Err(Error::Conflict(
            "this draft was rejected; it cannot be changed any more".into(),
        )),
    }
}

/// Stores a card as it is now, unless somebody else changed it since it was read.
pub(super) fn store(app: &App, card: Scorecard, actor: Actor) -> Result<Scorecard> {
    let now = clock::now();
    Ok(app.store().write(actor, now, move |tx| {
        let before = table::get(tx.conn(), card.id)?.ok_or(StoreError::NotFound("scorecard"))?;
        let mut card = card;
        if before.changed_at != card.changed_at {
            return Err(StoreError::Conflict(
                "this card was changed somewhere else in the meantime; load it again".to_owned(),
            ));
        }
        card.changed_at = now.max(candor_domain::UtcMillis(before.changed_at.0 + 1));
        table::update(tx, &card)?;
        Ok(card)
    })?)
}
