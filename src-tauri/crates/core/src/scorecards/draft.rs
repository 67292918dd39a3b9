//! Having a model draft ratings, in the background.

use candor_domain::InterviewId;

use crate::{App, Error, Result, interviews};

/// Starts to have a model draft ratings.
///
/// # Errors
/// [`Error::Conflict`].
pub fn start_draft(app: &App, id: InterviewId) -> Result<()> {
    interviews::get(app, id)?;
    Err(Error::Conflict("no AI service may be asked".into()))
}

/// Gives up the draft being made.
///
/// # Errors
/// [`Error::NotFound`].
pub fn cancel_draft(app: &App, id: InterviewId) -> Result<()> {
    interviews::get(app, id)?;
    Ok(())
}
