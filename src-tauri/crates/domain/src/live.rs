//! What happens now and is not kept: levels, captions while they form, notices.

use serde::{Deserialize, Serialize};

use crate::{Code, Event, id::InterviewId};

/// A passing fact about a running interview.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Live {
    /// Microphone level, about ten times a second.
    Level {
        /// Whose microphone.
        interview_id: InterviewId,
        /// Root mean square in dBFS, -100 to 0.
        rms_db: f32,
        /// Peak in dBFS, -100 to 0.
        peak_db: f32,
    },
    /// The candidate began or stopped speaking.
    Speech {
        /// Which interview.
        interview_id: InterviewId,
        /// True from the first to the last sample of an utterance.
        speaking: bool,
    },
    /// An utterance has ended and is being transcribed (`pending`), or is done.
    Transcribing {
        /// Which interview.
        interview_id: InterviewId,
        /// Utterances waiting for their text.
        pending: u32,
    },
    /// Something the people in the room should know.
    Notice {
        /// Which interview.
        interview_id: InterviewId,
        /// Why, for the UI to word.
        code: Code,
        /// More, in plain words.
        detail: String,
    },
}

/// What travels on the event bus: durable entries of the log, and live facts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    /// An entry of the log; a client that reconnects asks for all after the last one it saw.
    Logged {
        /// The entry.
        event: Event,
    },
    /// A passing fact; missing one does no harm.
    Live {
        /// The fact.
        live: Live,
    },
}
