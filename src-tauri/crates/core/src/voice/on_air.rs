//! What the room and the threads that word a line share: what was shown, what was asked, and how it ended.
//!
//! One lock decides every race: a piece is shown, or the line is called off, never both.

use std::sync::{Mutex, MutexGuard, PoisonError};

use candor_domain::{AiCall, AiOutcome, MessageId};

use super::call::UnderWay;

/// Gets the line's id, the number of characters shown before, and the new ones.
pub(crate) type OnShown = Box<dyn FnMut(MessageId, usize, &str) + Send>;

/// How a line ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ending {
    /// What became of it.
    pub(crate) outcome: AiOutcome,
    /// Every word of it, or what was shown of a line that broke off; otherwise empty.
    pub(crate) text: String,
}

/// What is known of a line.
#[derive(Default)]
pub(crate) struct Progress {
    /// The room does not wait for it any more.
    pub(super) called_off: bool,
    pub(super) shown: String,
    pub(super) calls: Vec<AiCall>,
    pub(super) under_way: Option<UnderWay>,
    pub(super) ending: Option<Ending>,
}

impl Progress {
    /// Whether some of it is on screen.
    pub(crate) fn is_shown(&self) -> bool {
        !self.shown.is_empty()
    }

    /// Whether it has ended, and nobody has taken note of that yet.
    pub(crate) fn has_ended(&self) -> bool {
        self.ending.is_some()
    }

    /// Calls the line off: nothing more is shown. Gives what was shown, and the requests made for it.
    pub(crate) fn call_off(&mut self) -> (String, Vec<AiCall>) {
        self.called_off = true;
        let mut calls = std::mem::take(&mut self.calls);
        if let Some(under_way) = self.under_way.take() {
            calls.push(under_way.ended(AiOutcome::Cancelled, Vec::new(), None));
        }
        (std::mem::take(&mut self.shown), calls)
    }

    /// How it ended, and the requests made for it, once it has.
    pub(crate) fn take_ending(&mut self) -> Option<(Ending, Vec<AiCall>)> {
        let ending = self.ending.take()?;
        self.called_off = true;
        Some((ending, std::mem::take(&mut self.calls)))
    }
}

/// A line on its way to the screen.
#[derive(Default)]
pub(crate) struct OnAir(Mutex<Progress>);

impl OnAir {
    /// While this is held nothing is shown.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Progress> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
