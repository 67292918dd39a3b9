//! Search over everything: what was said, noted and entered.

use candor_domain::{InterviewId, search::Found};
use candor_store::search::{self, Query, Wanted};

use crate::{App, Result};

/// Interviews in which every word of `typed` is found, the best first: at most `limit`, after skipping `offset`.
/// The last word also finds longer ones; words between double quotes must stand together. Without a single letter or
/// digit, nothing is found.
///
/// # Errors
/// Only if the database cannot be read.
pub fn everything(app: &App, typed: &str, limit: u32, offset: u32) -> Result<Found> {
    run(app, typed, Wanted::Interviews { limit, offset })
}

/// The same in one interview: at most `limit` of its hits in the order of the conversation, after skipping `offset`.
///
/// # Errors
/// Only if the database cannot be read.
pub fn hits_of(
    app: &App,
    interview: InterviewId,
    typed: &str,
    limit: u32,
    offset: u32,
) -> Result<Found> {
    let wanted = Wanted::HitsOf {
        interview,
        limit,
        offset,
    };
    run(app, typed, wanted)
}

fn run(app: &App, typed: &str, wanted: Wanted) -> Result<Found> {
    let Some(query) = Query::parse(typed) else {
        return Ok(Found::default());
    };
    Ok(app.store().read(|conn| search::run(conn, &query, wanted))?)
}
