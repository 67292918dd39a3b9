//! Withdrawing the consent to being recorded.
//!
//! Capture ends first, then the withdrawal is stored with everything that follows from it in one transaction: if the
//! disk refuses or the power fails in between, nothing is being recorded any more, and the withdrawal can be repeated.
//! A withdrawal is final for its interview: one that was not over is called off, nothing can be recorded or said in it
//! again, and no documents are made of it. To be interviewed after all, the candidate is invited anew.

use candor_domain::{Actor, Interview, InterviewId};
use candor_store::withdrawals;

use crate::{App, Error, Result, clock, interviews, room, scorecards, transcriptions};

/// Ends capture at once and withdraws the consent. Withdrawing again changes nothing.
///
/// # Errors
/// [`Error::ConsentMissing`] when nothing was agreed to; a store that cannot be written: capture has ended all the same,
/// and the withdrawal can be tried again.
pub fn withdraw(app: &App, id: InterviewId) -> Result<Interview> {
    let interview = interviews::get(app, id)?;
    if interview.withdrawn_at.is_some() {
        return Ok(interview);
    }
    if interview.consented_at.is_none() {
        return Err(Error::ConsentMissing);
    }
    room::end_at_once(app, id)?;
    transcriptions::give_up(app, id)?;
    scorecards::cancel_draft(app, id)?;
    // Held until the withdrawal is stored: nobody opens the room meanwhile.
    let rooms = app.rooms();
    if rooms.get(&id).is_some_and(|room| !room.is_over()) {
        drop(rooms);
        // Somebody resumed it in between; the withdrawal comes first.
        return withdraw(app, id);
    }
    let withdrawn = app
        .store()
        .write(Actor::Candidate, clock::now(), move |tx| {
            withdrawals::insert(tx, id)
        })?;
    tracing::info!(interview.id = %id, "a consent was withdrawn");
    Ok(withdrawn)
}

/// Refuses to make documents of an interview whose consent was withdrawn, or of which nothing is left.
///
/// # Errors
/// [`Error::ConsentWithdrawn`]; [`Error::Conflict`] when it was erased.
pub fn refuse_documents(interview: &Interview) -> Result<()> {
    if interview.erased_at.is_some() {
        return Err(Error::Conflict(
            "this interview was erased; there is nothing left to export".into(),
        ));
    }
    if interview.withdrawn_at.is_some() {
        return Err(Error::ConsentWithdrawn);
    }
    Ok(())
}
