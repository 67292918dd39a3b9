//! Finding a place in a transcript.

use candor_domain::{InterviewId, MessageId, Role};
use candor_store::messages::{self, Wanted};
use serde::Serialize;

use crate::{App, Error, Result, interviews};

/// Below this confidence, 0 to 1, a message counts as uncertain.
pub const UNCERTAIN: f32 = 0.6;
/// Most numbers given.
const MOST: usize = 10_000;

/// What to look for; everything given must hold.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent conditions, not a state machine"
)]
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Query {
    /// Words that occur in the text that counts, whatever their case.
    pub text: String,
    /// Who said it.
    pub role: Option<Role>,
    /// Only what was heard with little confidence.
    pub uncertain: bool,
    /// Only what was corrected.
    pub corrected: bool,
    /// Only what has a note.
    pub noted: bool,
    /// Only what a later transcript version heard differently.
    pub heard_differently: bool,
}

/// Messages found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FoundMessages {
    /// How many there are.
    pub total: u32,
    /// Their numbers, in order; the first 10 000.
    pub numbers: Vec<u32>,
}

/// Looks for messages of an interview.
///
/// # Errors
/// [`Error::NotFound`].
pub fn find(app: &App, id: InterviewId, query: &Query) -> Result<FoundMessages> {
    interviews::get(app, id)?;
    let sought = folded(query.text.trim());
    let wanted = Wanted {
        role: query.role,
        less_certain_than: query.uncertain.then_some(UNCERTAIN),
        corrected: query.corrected,
        noted: query.noted,
        heard_differently: query.heard_differently,
    };
    let (mut total, mut numbers) = (0, Vec::new());
    app.store().read(|conn| {
        messages::for_each_text(conn, id, wanted, |number, content| {
            if sought.is_empty() || folded(content).contains(&sought) {
                total += 1;
                if numbers.len() < MOST {
                    numbers.push(number);
                }
            }
        })
    })?;
    Ok(FoundMessages { total, numbers })
}

/// Case does not matter, nor whether ё is written with its dots.
fn folded(text: &str) -> String {
    text.to_lowercase().replace('ё', "е")
}

/// A place in a transcript.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// This message.
    Message(MessageId),
    /// What is heard at this moment of the audio time line, in ms, or was last heard before it.
    Moment(u64),
}

/// Number of the message at a place.
///
/// # Errors
/// [`Error::NotFound`], also when nothing was spoken at all.
pub fn number_of(app: &App, id: InterviewId, place: Place) -> Result<u32> {
    interviews::get(app, id)?;
    app.store()
        .read(|conn| match place {
            Place::Message(message) => messages::number_of(conn, id, message),
            Place::Moment(at_ms) => messages::number_at(conn, id, at_ms),
        })?
        .ok_or(Error::NotFound("message"))
}
