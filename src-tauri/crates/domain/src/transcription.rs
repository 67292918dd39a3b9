//! Transcribing recordings in the background: one piece of work after the other, by one worker.

use serde::{Deserialize, Serialize};

use crate::{
    id::{InterviewId, TranscriptionJobId},
    live::JobState,
    message::names,
    time::UtcMillis,
};

names! {
    /// Why a recording is transcribed in the background.
    JobKind {
        /// The recording was imported and has no words yet.
        Import = "import",
        /// Utterances of an interview have no words yet, because the recogniser did not get to them while it ran, or
        /// were heard by a smaller model than the chosen one. What comes of it counts at once.
        CatchUp = "catch_up",
        /// Somebody wants it heard again by another model. What comes of it is a version to compare and to choose.
        Again = "again",
    }
}

/// A recording that waits to be transcribed, is being transcribed, or was. Kept until the interview is erased, so that it
/// goes on where it was after a restart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TranscriptionJob {
    /// Its id.
    pub id: TranscriptionJobId,
    /// The interview whose recording it is.
    pub interview_id: InterviewId,
    /// Why.
    pub kind: JobKind,
    /// Name of the speech model.
    pub model: String,
    /// Where it stands.
    pub state: JobState,
    /// Sound done, in ms of the interview's audio time line, or of the sum of its utterances.
    pub done_ms: u64,
    /// Sound in all, in ms.
    pub total_ms: u64,
    /// When it was asked for.
    pub created_at: UtcMillis,
    /// When it ended.
    pub ended_at: Option<UtcMillis>,
    /// Why it failed, in plain words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}
