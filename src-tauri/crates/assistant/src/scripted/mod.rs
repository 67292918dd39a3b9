//! The scripted interviewer: no model, no network, the same words every time.

pub mod answer;
pub mod asking;
pub mod command;
pub mod wording;
