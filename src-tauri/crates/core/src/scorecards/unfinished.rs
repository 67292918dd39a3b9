//! Which drafts were not finished when Candor ended, however it ended: kept while they are being made.

use candor_domain::{Actor, InterviewId, scorecard::CardAuthor};
use candor_store::{scorecards as table, settings};

use crate::{App, Archive, Result, clock};

/// Name of the setting.
const SETTING: &str = "unfinished_drafts";

/// Keeps which interviews' drafts are under way or wait.
pub(super) fn keep(archive: &Archive, interviews: Vec<InterviewId>) -> Result<()> {
    let store = &archive.store;
    Ok(store.write(Actor::System, clock::now(), move |tx| {
        settings::put(tx, SETTING, &interviews)
    })?)
}

/// Starts the drafts again that were waiting or cut short when Candor ended last; to be called once it is open. Those that
/// were given up, withheld or failed had come to their end. What cannot be started can be asked for on its page.
///
/// # Errors
/// Only if the database cannot be read or written.
pub fn resume_drafts(app: &App) -> Result<()> {
    let left: Vec<InterviewId> = app
        .store()
        .read(|conn| settings::get(conn, SETTING))?
        .unwrap_or_default();
    if left.is_empty() {
        return Ok(());
    }
    keep(app.archive(), Vec::new())?;
    let starter = app.draft_starter();
    for id in left {
        let cards = app.store().read(|conn| table::list(conn, id))?;
        // It was cut short after its card was stored.
        if !cards.iter().any(|card| card.author == CardAuthor::Model) {
            starter.interview_ended(id);
        }
    }
    Ok(())
}
