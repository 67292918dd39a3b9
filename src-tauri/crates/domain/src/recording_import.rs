//! Recordings made elsewhere while they are taken in: where that stands, for people.

use serde::{Deserialize, Serialize};

use crate::{
    code::Code,
    id::{InterviewId, RecordingImportId},
    live::JobState,
    time::UtcMillis,
};

/// What is being done with a recording that is taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecordingImportStep {
    /// The file is read to see whether it was taken in before.
    #[default]
    Checking,
    /// Its sound is decoded and stored.
    TakingIn,
    /// What was stored becomes an interview.
    Finishing,
}

/// Why a recording could not be taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RecordingImportProblem {
    /// Why, for the UI to word.
    pub code: Code,
    /// More, in plain words.
    pub detail: String,
}

/// A recording that waits to be taken in, is being taken in, or was lately. Nothing of it is an interview before all of
/// it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RecordingImportJob {
    /// Its id.
    pub id: RecordingImportId,
    /// Name of the file.
    pub file_name: String,
    /// The candidate's name.
    pub candidate_name: String,
    /// Title of the position.
    pub position_title: String,
    /// Where it stands: waiting, running, done, failed or cancelled.
    pub state: JobState,
    /// What is being done.
    pub step: RecordingImportStep,
    /// Sound taken in so far, in ms.
    pub done_ms: u64,
    /// Sound in all, in ms, where the file announces it.
    pub total_ms: Option<u64>,
    /// Bytes of the file read so far in this step.
    pub done_bytes: u64,
    /// Bytes of the file.
    pub total_bytes: u64,
    /// How long it still takes, in ms, told from how it went so far; none before anything can be told.
    pub remaining_ms: Option<u64>,
    /// When it was asked for.
    pub created_at: UtcMillis,
    /// Candor ended in the middle of it; nothing of it was kept.
    pub cut_short: bool,
    /// Why it failed; none unless it did, and none when it was cut short.
    pub problem: Option<RecordingImportProblem>,
    /// The interview it has become.
    pub interview_id: Option<InterviewId>,
    /// The file ended before the sound it promises; what was there was taken in.
    pub truncated: bool,
    /// Pieces of the file that were damaged; silence stands in their place.
    pub damaged_packets: u64,
}
