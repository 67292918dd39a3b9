//! What the interviewer says and what it understands by itself.
//!
//! Stands beside the interview engine in `core`: the engine decides when something is said and which question
//! comes next, this crate supplies the words, recognises requests such as “repeat the question”, and judges
//! whether an answer calls for a follow-up.
//! Invariants: everything but the client is a pure function of its arguments; no line ever comments on how the candidate
//! is doing; whatever the candidate says or types is data and cannot fail or panic.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

pub mod check;
pub mod client;
pub mod evidence;
pub mod injection;
pub mod model;
mod patterns;
pub mod prompt;
pub mod rating;
pub mod scripted;
#[cfg(feature = "test-bench")]
pub mod testing;
mod words;
