//! Reading an interview afterwards: what counts of what was said, and what is added beside it.

mod align;
mod counting;
mod find;
mod notes;
mod speakers;
mod versions;
mod waveform;

pub(crate) use counting::views;
pub use counting::{CountingSource, CountingText, HeardAgain, MessageView};
pub use find::{FoundMessages, Place, Query, UNCERTAIN, find, number_of};
pub use notes::{NoteDraft, add_note, change_note, delete_note, notes, restore_note};
pub use speakers::{correct_speaker, name_speakers};
pub use versions::{VersionView, Versions, choose_version, versions};
pub(crate) use waveform::Waveforms;
pub use waveform::{MAX_BUCKETS, Pause, Waveform, waveform};

use candor_domain::InterviewId;
use candor_store::messages;

use crate::{App, Error, Result, interviews};

/// Most messages given at once.
pub const MAX_PAGE: u32 = 500;
/// Messages given when nothing is said about how many.
pub const DEFAULT_PAGE: u32 = 200;

/// Which messages to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The newest so many.
    Last(u32),
    /// So many from this number on.
    From {
        /// Number of the first; 1 is the interview's first.
        number: u32,
        /// How many at most.
        limit: u32,
    },
}

/// A stretch of the conversation, in order, at most [`MAX_PAGE`] messages; how long it takes does not depend on how many
/// there are in all.
///
/// # Errors
/// [`crate::Error::NotFound`].
pub fn messages(app: &App, id: InterviewId, part: Part) -> Result<Vec<MessageView>> {
    let interview = interviews::get(app, id)?;
    Ok(app.store().read(|conn| {
        let (from, limit) = match part {
            Part::Last(count) => {
                let count = count.min(MAX_PAGE);
                let there = messages::count(conn, id)?;
                (there.saturating_sub(count) + 1, count)
            }
            Part::From { number, limit } => (number, limit.min(MAX_PAGE)),
        };
        let rows = messages::page(conn, id, from, limit)?;
        views(conn, &interview, rows)
    })?)
}

/// Nothing, unless something is wrong.
fn refuse(problems: &[String]) -> Result<()> {
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(problems.join("; ")))
    }
}
