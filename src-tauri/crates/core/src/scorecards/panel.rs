//! Several raters: who they are, what they may see of one another, and where they differ.

use std::collections::BTreeMap;

use candor_domain::{
    Actor, InterviewId, Scorecard,
    scorecard::{CardAuthor, CardStatus},
};
use candor_store::{Connection, StoreError, panels, scorecards as table};
use serde::Serialize;

use super::{same, tidied};
use crate::{App, Error, Result, clock, interviews};

/// Most raters of one interview.
const MAX_RATERS: usize = 20;

/// How far a rater has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RaterState {
    /// No card yet.
    NotBegun,
    /// A card that is not signed.
    Draft,
    /// A signed card.
    Signed,
}

/// A member of the panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PanelMember {
    /// The rater's name.
    pub name: String,
    /// How far they have come.
    pub state: RaterState,
}

/// One rater's rating, as they signed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct SignedRating {
    /// The rater.
    pub rater: String,
    /// The rating.
    pub rating: u8,
}

/// A competency the raters do not agree about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Divergence {
    /// Key of the plan's competency.
    pub competency: String,
    /// The lowest rating.
    pub lowest: u8,
    /// The highest rating.
    pub highest: u8,
    /// Every rating of it.
    pub ratings: Vec<SignedRating>,
}

/// One number for all of it, by the organisation's own weights.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Overall {
    /// From 1 to 5.
    pub value: f64,
    /// Whose signed cards it was made of.
    pub of: String,
}

/// Chooses who rates an interview, each for themselves; nobody means that anybody may and sees what others rated.
///
/// # Errors
/// [`Error::Invalid`] for names that are empty, twice or too many; [`Error::Conflict`] when somebody who has begun to rate
/// would be left out, and when anybody would be while ratings are hidden: whoever is last to sign, or has not begun,
/// is what keeps them so.
pub fn set_panel(app: &App, id: InterviewId, raters: &[String]) -> Result<Vec<String>> {
    interviews::get(app, id)?;
    let raters = raters
        .iter()
        .map(|name| tidied(name))
        .collect::<Result<Vec<_>>>()?;
    if raters.len() > MAX_RATERS {
        return Err(Error::Invalid(format!(
            "a panel has at most {MAX_RATERS} raters"
        )));
    }
    for (n, name) in raters.iter().enumerate() {
        if raters[..n].iter().any(|other| same(other, name)) {
            return Err(Error::Invalid(format!(
                "“{name}” is on the panel twice; raters are told apart by their names"
            )));
        }
    }
    Ok(app
        .store()
        .write(Actor::Operator, clock::now(), move |tx| {
            let cards = table::list(tx.conn(), id)?;
            let members = panels::get(tx.conn(), id)?;
            let begun = persons(&cards).map(|card| &card.rater);
            let left_out = |name: &&String| !raters.iter().any(|own| same(own, name));
            if !raters.is_empty()
                && let Some(name) = begun.clone().find(left_out)
            {
                return Err(StoreError::Conflict(format!(
                    "{name} has begun to rate this interview and stays on its panel"
                )));
            }
            // Without those who have not begun, a panel would show what is kept from its members.
            if begun.count() > 0
                && !is_open(&members, &cards)
                && let Some(name) = members.iter().find(left_out)
            {
                return Err(StoreError::Conflict(format!(
                    "{name} stays on the panel: others have begun to rate, and until all of it have signed, names can \
                     only be added"
                )));
            }
            panels::put(tx, id, &raters)?;
            Ok(raters)
        })?)
}

fn persons(cards: &[Scorecard]) -> impl Iterator<Item = &Scorecard> + Clone {
    cards
        .iter()
        .filter(|card| card.author == CardAuthor::Person)
}

/// Every signed card of a person.
pub(super) fn signed(cards: &[Scorecard]) -> impl Iterator<Item = &Scorecard> + Clone {
    persons(cards).filter(|card| card.status == CardStatus::Signed)
}

/// The panel's members and how far each has come.
pub(super) fn members(names: &[String], cards: &[Scorecard]) -> Vec<PanelMember> {
    let state = |name: &String| {
        let own = persons(cards).find(|card| same(&card.rater, name));
        match own.map(|card| card.status) {
            None => RaterState::NotBegun,
            Some(CardStatus::Signed) => RaterState::Signed,
            Some(_) => RaterState::Draft,
        }
    };
    let member = |name: &String| PanelMember {
        name: name.clone(),
        state: state(name),
    };
    names.iter().map(member).collect()
}

/// Whether everybody may see everything: there is no panel, or all of it have signed.
pub(super) fn is_open(names: &[String], cards: &[Scorecard]) -> bool {
    members(names, cards)
        .iter()
        .all(|member| member.state == RaterState::Signed)
}

/// Whether the interview's panel still keeps ratings from its members.
pub(crate) fn is_closed(
    conn: &Connection,
    id: InterviewId,
) -> std::result::Result<bool, StoreError> {
    Ok(!is_open(&panels::get(conn, id)?, &table::list(conn, id)?))
}

/// What this rater may see.
pub(super) fn visible(
    names: &[String],
    cards: Vec<Scorecard>,
    rater: Option<&str>,
) -> Vec<Scorecard> {
    if is_open(names, &cards) {
        return cards;
    }
    let own = |card: &Scorecard| {
        card.author == CardAuthor::Person && rater.is_some_and(|name| same(name, &card.rater))
    };
    cards.into_iter().filter(own).collect()
}

/// Where signed cards differ, those furthest apart first.
pub(super) fn divergences(cards: &[Scorecard]) -> Vec<Divergence> {
    let Some(first) = signed(cards).next() else {
        return Vec::new();
    };
    let mut found: Vec<_> = first
        .ratings
        .iter()
        .filter_map(|own| divergence(&own.competency, cards))
        .collect();
    found.sort_by_key(|divergence| std::cmp::Reverse(divergence.highest - divergence.lowest));
    found
}

fn divergence(key: &str, cards: &[Scorecard]) -> Option<Divergence> {
    let of = |card: &Scorecard| {
        let own = card.ratings.iter().find(|own| own.competency == key)?;
        Some(SignedRating {
            rater: card.rater.clone(),
            rating: own.rating?,
        })
    };
    let ratings: Vec<_> = signed(cards).filter_map(of).collect();
    let lowest = ratings.iter().map(|own| own.rating).min()?;
    let highest = ratings.iter().map(|own| own.rating).max()?;
    (highest > lowest).then(|| Divergence {
        competency: key.to_owned(),
        lowest,
        highest,
        ratings,
    })
}

/// The overall value of the signed cards, if weights are set and each card assesses every competency that has one.
pub(super) fn overall(weights: &BTreeMap<String, f64>, cards: &[Scorecard]) -> Option<Overall> {
    let (mut sum, mut raters) = (0.0, Vec::new());
    for card in signed(cards) {
        let (mut weighted, mut weight) = (0.0, 0.0);
        for own in &card.ratings {
            if let Some(by) = weights.get(&own.competency).filter(|by| **by > 0.0) {
                weighted += by * f64::from(own.rating?);
                weight += by;
            }
        }
        if weight <= 0.0 {
            return None;
        }
        sum += weighted / weight;
        raters.push(card.rater.clone());
    }
    let count = u32::try_from(raters.len()).ok().filter(|n| *n > 0)?;
    Some(Overall {
        value: (sum / f64::from(count) * 100.0).round() / 100.0,
        of: raters.join(", "),
    })
}
