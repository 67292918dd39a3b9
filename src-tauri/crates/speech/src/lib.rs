//! Turns speech into text: which models may be loaded, where someone speaks, and what they say.
//!
//! Place in the flow: `audio` hands over 16 kHz mono samples; [`vad`] cuts them into utterances; a
//! [`Transcriber`] — [`Whisper`] outside of tests — turns each into words, on the thread of a
//! [`TranscriptionWorker`] while a conversation runs or through [`transcribe_samples`] for a whole recording;
//! `core` stores what comes out.
//!
//! Invariants:
//! - Silence, noise, tones and music do not reach whisper, which would invent words for them.
//! - Only a file whose SHA-256 is in the catalogue, or that a person has vouched for by its SHA-256, is ever given to
//!   the model loader, which is not safe against malformed files: a [`VerifiedModel`] cannot be made in any other way.
//! - Times are milliseconds from the first sample of what was passed in.
//! - Words are never logged.
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

pub mod agreement;
pub mod catalog;
pub mod child;
mod context;
pub mod disk;
pub mod download;
pub mod error;
pub mod file;
pub mod graphics_card;
mod guards;
mod housekeeping;
pub mod import;
pub mod models;
mod part;
pub mod prepared;
pub mod processor;
pub mod recogniser;
mod repeats;
pub mod source;
pub mod subtitles;
pub mod texture;
pub mod transcriber;
pub mod vad;
mod vocabulary;
pub mod wer;
pub mod whisper;
mod words;
pub mod worker;

pub use agreement::Agreement;
pub use catalog::{Catalog, CatalogEntry, Languages, Multilingual, Need};
pub use download::{Download, Progress};
pub use error::SpeechError;
pub use file::{Segment, Step, transcribe_recording, transcribe_samples};
pub use graphics_card::{Computing, GraphicsCard};
pub use import::{Import, Stranger};
pub use models::{ModelFolder, ModelStatus, VerifiedModel};
pub use prepared::{Taken, TakenIn};
pub use recogniser::Recogniser;
pub use source::{Patience, Source};
pub use transcriber::{Cancel, Pass, SoundsLike, TranscribeOptions, Transcriber, Transcription};
pub use vad::{Utterance, UtteranceDetector, VadEvent, VadSettings};
pub use wer::{WordErrorRate, word_error_rate};
pub use whisper::Whisper;
pub use worker::{Finished, Preview, Told, TranscriptionWorker, UtteranceJob};

/// Samples per millisecond at the one rate used here, [`candor_domain::recording::SAMPLE_RATE`].
pub(crate) const SAMPLES_PER_MS: u64 = candor_domain::recording::SAMPLE_RATE as u64 / 1_000;
