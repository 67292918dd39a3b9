//! Whether what a model worded may be said.
//!
//! A reply is what a stranger wrote: it is let through only when it keeps to the plan, to the interview's language
//! and to the rules of a fair interview. When in doubt it is not, and the scripted words are said instead.

mod fault;

pub use fault::Fault;

use crate::{
    model::Request,
    prompt::{Ask, Context, longest},
};

/// Checks the replies to one request. Made once per request, so that looking at a piece of a reply is cheap.
#[derive(Debug, Clone)]
pub struct Check {
    longest: usize,
    boundary: String,
}

impl Check {
    /// For replies to `request`, made by [`crate::prompt::conversation`] of the same arguments.
    pub fn new(_context: &Context, ask: &Ask, _request: &Request, boundary: &str) -> Self {
        Self {
            longest: longest(ask),
            boundary: boundary.to_lowercase(),
        }
    }

    /// The longest beginning of `text` that may be shown while more may come, or why none of it may be shown any
    /// longer. A last word that is not complete and could become anything is held back until the next piece;
    /// familiar words are not. `text` is everything that came so far.
    ///
    /// # Errors
    /// The first fault found; the reply is then lost, whatever follows.
    pub fn sayable<'t>(&self, text: &'t str) -> Result<&'t str, Fault> {
        self.prefix(text).map(|()| text)
    }

    /// Whether `text`, everything that came so far, may be the beginning of a reply.
    ///
    /// # Errors
    /// The first fault found; no continuation would mend it.
    pub fn prefix(&self, text: &str) -> Result<(), Fault> {
        if text.chars().count() > self.longest {
            return Err(Fault::TooLong);
        }
        if text.contains(['⟦', '⟧']) || text.to_lowercase().contains(&self.boundary) {
            return Err(Fault::Leak);
        }
        Ok(())
    }

    /// Whether the whole reply may be said.
    ///
    /// # Errors
    /// Every fault found, each once.
    pub fn reply(&self, text: &str) -> Result<(), Vec<Fault>> {
        let mut faults: Vec<Fault> = self.prefix(text).err().into_iter().collect();
        if text.trim().is_empty() {
            faults.push(Fault::Empty);
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults)
        }
    }
}

/// Whether `text`, everything that came so far, may be the beginning of a reply; see [`Check::prefix`].
///
/// # Errors
/// The first fault found.
pub fn check_prefix(check: &Check, text: &str) -> Result<(), Fault> {
    check.prefix(text)
}

/// Whether the whole reply may be said; see [`Check::reply`].
///
/// # Errors
/// Every fault found, each once.
pub fn check_reply(check: &Check, text: &str) -> Result<(), Vec<Fault>> {
    check.reply(text)
}
