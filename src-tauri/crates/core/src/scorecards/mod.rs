//! Ratings with evidence: drafted by a model, written and signed by people, read by a panel once all have signed.
//!
//! A model's card is a draft for ever; only a person's card can be signed, and then never changes again. Whatever a card
//! quotes was there, character by character, in the text that counted when it was last changed or signed.

mod cards;
mod change;
mod draft;
mod drafts;
mod ground;
mod material;
mod panel;
mod unfinished;
mod view;
mod weights;

pub use cards::{begin, reject, sign};
pub use change::{CardChange, ClaimChange, Passage, RatingChange, change};
pub(crate) use drafts::{Drafts, Starter};
pub use drafts::{cancel_draft, start_draft, wait_for_drafts};
pub(crate) use panel::is_closed;
pub use panel::{Divergence, Overall, PanelMember, RaterState, SignedRating, set_panel};
pub use unfinished::resume_drafts;
pub use view::{Anchor, DraftView, ScaleStep, ScorecardsView, view};
pub use weights::{ScoreWeights, set_weights, weights};

use candor_domain::{Interview, InterviewId, Plan, Scorecard, ScorecardId, plan::MAX_TITLE};
use candor_store::interviews as interview_table;

use crate::{App, Archive, Error, Result};

/// The plan an interview followed, as it was when it was created.
fn plan_of(archive: &Archive, id: InterviewId) -> Result<Plan> {
    let snapshot = archive
        .store
        .read(|conn| interview_table::snapshot(conn, id))?;
    Ok(snapshot.ok_or(Error::NotFound("interview"))?.plan)
}

/// The card, if it is one of this interview.
fn card_of(app: &App, id: InterviewId, card: ScorecardId) -> Result<Scorecard> {
    app.store()
        .read(|conn| candor_store::scorecards::get(conn, card))?
        .filter(|card| card.interview_id == id)
        .ok_or(Error::NotFound("scorecard"))
}

/// Refuses to rate what is not over.
fn refuse_unfinished(interview: &Interview) -> Result<()> {
    if interview.finished_at.is_none() && interview.cancelled_at.is_none() {
        return Err(Error::Conflict(
            "the interview can be rated once it is over".into(),
        ));
    }
    Ok(())
}

/// A person's name as it is stored: trimmed, with single spaces.
fn tidied(name: &str) -> Result<String> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(Error::Invalid("enter the name of who rates".into()));
    }
    if name.chars().count() > MAX_TITLE || name.chars().any(char::is_control) {
        return Err(Error::Invalid(format!(
            "a rater's name is one line of at most {MAX_TITLE} characters"
        )));
    }
    Ok(name)
}

/// Whether two names are of the same rater.
fn same(a: &str, b: &str) -> bool {
    let folded = |name: &str| {
        let words = name.split_whitespace().map(str::to_lowercase);
        words.collect::<Vec<_>>().join(" ")
    };
    folded(a) == folded(b)
}
