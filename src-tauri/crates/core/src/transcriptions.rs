//! Recordings that are transcribed in the background: one after the other, by one worker, on after a restart.

use candor_domain::{InterviewId, TranscriptionJob, TranscriptionJobId};
use serde::Serialize;

use crate::{App, Error, Result};

/// Work that waits, is under way, or ended lately.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct TranscriptionQueue {
    /// What is under way first, then what waits in its order, then what ended, newest first.
    pub jobs: Vec<QueuedTranscription>,
}

/// One piece of work, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct QueuedTranscription {
    /// The work.
    pub job: TranscriptionJob,
    /// The candidate's name.
    pub candidate_name: String,
    /// Title of the position.
    pub position_title: String,
    /// How long it still takes, in ms, told from how it went so far; none before anything can be told.
    pub remaining_ms: Option<u64>,
}

/// Everything that waits, is under way, or ended lately.
///
/// # Errors
/// When the database cannot be read.
pub fn queue(app: &App) -> Result<TranscriptionQueue> {
    let _ = app;
    Err(Error::Internal)
}

/// The work on this interview's recording, oldest first.
///
/// # Errors
/// [`Error::NotFound`].
pub fn of_interview(app: &App, id: InterviewId) -> Result<Vec<TranscriptionJob>> {
    let _ = (app, id);
    Err(Error::Internal)
}

/// Gives a piece of work up. What an import has heard by then stays; other work leaves nothing behind.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when it has ended.
pub fn cancel(app: &App, id: TranscriptionJobId) -> Result<TranscriptionJob> {
    let _ = (app, id);
    Err(Error::Internal)
}

/// Puts work that failed or was given up back into the queue, where it goes on where it was; with another model if one is
/// named.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] unless it failed or was given up; a model that is missing.
pub fn retry(app: &App, id: TranscriptionJobId, model: Option<&str>) -> Result<TranscriptionJob> {
    let _ = (app, id, model);
    Err(Error::Internal)
}
