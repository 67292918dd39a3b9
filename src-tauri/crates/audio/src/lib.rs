//! Sound: where it comes from, in which shape it travels, and how it is kept.
//!
//! First room of the house. A [`Source`] — the [`Microphone`], a recording ([`WavSource`]) or clips played on
//! demand ([`ClipSource`]) — is pulled by the interview engine, which hands the samples to voice activity, the
//! [`LevelMeter`] and the [`codec`]. Files people bring along are read whole by [`decode_file`], or piece
//! by piece by [`SoundReader`].
//!
//! Invariants:
//! - Everything that leaves this crate is mono at [`SAMPLE_RATE`] (16 kHz), `f32`, finite, nominally −1 to 1.
//! - Nothing is shifted in time: the delays of resampler and codec are taken out, so that sample *n* of a
//!   recording is *n* / 16 000 s after its start.
//! - The audio callback neither locks, allocates nor does I/O.
//! - Damaged, empty or hostile files end in an [`AudioError`] that names file and fault, never in a panic.
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

pub mod codec;

mod callback;
mod capture;
mod clip;
mod container;
mod counted;
mod decode;
mod device;
mod error;
mod lane;
mod level;
mod level_hint;
mod microphone;
mod opus_packets;
mod pacer;
mod resample;
mod sound_file;
mod source;
mod wav;

#[cfg(all(feature = "test-bench", target_os = "linux"))]
pub mod testing;

pub use callback::CallbackTimes;
pub use candor_domain::recording::SAMPLE_RATE;
pub use clip::{ClipSource, ClipTrigger};
pub use decode::{Decoded, decode_file};
pub use device::{InputDevice, default_input_id, input_devices};
pub use error::AudioError;
pub use level::{Level, LevelMeter};
pub use level_hint::LevelAdvice;
pub use microphone::Microphone;
pub use sound_file::{SoundInfo, SoundReader, Streams, look};
pub use source::{Pace, Pull, Source};
pub use wav::{WavSource, wav_bytes};
