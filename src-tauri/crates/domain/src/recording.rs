//! Recordings and their blocks.

use serde::{Deserialize, Serialize};

use crate::{
    id::{InterviewId, RecordingId},
    message::Role,
    time::UtcMillis,
};

/// Sample rate of everything we record and transcribe, in hertz; always mono.
pub const SAMPLE_RATE: u32 = 16_000;

/// One continuous recording inside an interview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording {
    /// Its id.
    pub id: RecordingId,
    /// The interview it belongs to.
    pub interview_id: InterviewId,
    /// When its first sample was taken.
    pub started_at: UtcMillis,
    /// Where its first sample lies on the interview's audio time line, in ms.
    pub offset_ms: u64,
    /// Name of the device or source.
    pub device: String,
    /// Codec of the blocks, `opus`.
    pub codec: String,
    /// Whose microphone it is: [`Role::Candidate`], or [`Role::Recruiter`] for the second one of an in-person interview.
    /// Recordings of both may lie side by side on the audio time line.
    pub track: Role,
}

/// About one second of a recording, encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Number within the recording, from 0, without gaps.
    pub number: u32,
    /// First sample, counted from the start of the recording at [`SAMPLE_RATE`].
    pub start_sample: u64,
    /// Samples in this block.
    pub samples: u32,
    /// Encoded audio.
    pub data: Vec<u8>,
}

/// A stretch of an interview's audio time line without sound: the microphone was away.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
    schemars::JsonSchema,
)]
pub struct Gap {
    /// Where the sound ends, in ms.
    pub start_ms: u64,
    /// Where it goes on, in ms.
    pub end_ms: u64,
}
