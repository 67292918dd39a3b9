//! What Candor does: positions, interviews, the room in which one runs, transcripts and who may do what.
//!
//! Sits between the sources of data (audio, speech, assistant, store, vault) and the API in front of it.
//! Invariants: nothing is recorded before consent; whatever was acknowledged is in the store; the engine alone
//! decides order, time and coverage of an interview; every change is an entry of the one log.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

pub mod access;
pub mod ai;
pub mod ai_log;
mod app;
mod archive;
pub mod bus;
pub mod clock;
pub mod consent;
pub mod desk;
pub mod diagnostics;
pub mod engine;
pub mod erasure;
mod error;
pub mod export;
mod folders;
pub mod interviews;
pub mod kiosk;
mod loudness;
pub mod machine;
pub mod microphone_check;
pub mod model_import;
pub mod model_jobs;
pub mod model_recommendation;
pub mod model_source;
pub mod model_speed;
pub mod organisation;
pub mod positions;
pub mod preferences;
pub mod preview;
pub mod quality;
pub mod receipt;
pub mod recording;
pub mod recording_import;
mod recovery;
pub mod review;
pub mod room;
pub mod samples;
pub mod scorecards;
pub mod search;
pub mod transcript;
pub mod transcriptions;
pub mod unlock;
mod voice;
pub mod withdrawal;

pub use app::{App, Config};
pub use archive::Archive;
pub use candor_store::{ChainReport, DatabaseKey};
pub use error::{Error, Result};
pub use folders::{Folders, create_private};

/// What the interviewer says and the models that are asked, for programs in front of core.
pub use candor_assistant as assistant;
/// Microphones and sound files, for programs in front of core.
pub use candor_audio as audio;
/// Speech models and transcription, for programs in front of core.
pub use candor_speech as speech;
/// The keychain, for programs in front of core.
pub use candor_vault as vault;
