//! Recordings made elsewhere, taken in as interviews: any sound file Candor can decode, kept like its own recordings and
//! transcribed in the background.

use candor_domain::{Interview, Language, PositionId, Role, TranscriptionJob, UtcMillis};
use serde::{Deserialize, Serialize};

use crate::{App, Error, Result};

/// A sound file to look at before it is taken in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SoundFile {
    /// Path of the file on this machine.
    pub path: String,
}

/// What a sound file holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct SoundFileView {
    /// Name of the file.
    pub file_name: String,
    /// Length in ms, as far as it can be told without decoding all of it.
    pub duration_ms: Option<u64>,
    /// Channels: 1 mono, 2 stereo, …
    pub channels: u32,
    /// Samples a second and channel.
    pub sample_rate_hz: u32,
    /// Kind of file, for people: `WAV`, `MP3`, …
    pub format: String,
    /// When the file was last changed: often, when the recording was made.
    pub modified_at: Option<UtcMillis>,
}

/// Who speaks in an imported recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Speakers {
    /// Everything is the candidate's until somebody says otherwise in the review.
    Candidate,
    /// Each of two channels is one person's microphone, as call recorders write them.
    Channels {
        /// Who is on the first (left) channel; the other one is on the second.
        first: Role,
    },
}

/// A recording to take in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordingImport {
    /// Path of the file on this machine.
    pub path: String,
    /// The position interviewed for.
    pub position_id: PositionId,
    /// The candidate's name.
    pub candidate_name: String,
    /// The candidate's number in the organisation's own system.
    #[serde(default)]
    pub candidate_external_id: Option<String>,
    /// Language that is spoken.
    pub language: Language,
    /// What it is about, for the recruiter.
    #[serde(default)]
    pub description: String,
    /// Names and words the recogniser should expect.
    #[serde(default)]
    pub vocabulary: String,
    /// When it was recorded; now when absent.
    #[serde(default)]
    pub recorded_at: Option<UtcMillis>,
    /// Who speaks.
    pub speakers: Speakers,
    /// Name of the speech model; the best installed one for the language when absent.
    #[serde(default)]
    pub model: Option<String>,
    /// How the candidate consented to being recorded and to its being kept here, in the recruiter's words: where, when,
    /// in what form. Kept with the interview as its consent; without it nothing is taken in.
    pub consent: String,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ImportedRecording {
    /// The new interview, finished, with its sound.
    pub interview: Interview,
    /// The work that gives it words.
    pub job: TranscriptionJob,
}

/// Looks at a sound file.
///
/// # Errors
/// [`Error::Audio`] when there is none or it cannot be decoded.
pub fn look(app: &App, file: &SoundFile) -> Result<SoundFileView> {
    let _ = (app, file);
    Err(Error::Internal)
}

/// Takes a recording in: when this returns, its sound is stored, and transcribing it is queued.
///
/// # Errors
/// [`Error::Invalid`] names what is missing; [`Error::Audio`] for a file that cannot be decoded; a full disk. Nothing is
/// left of it then.
pub fn import(app: &App, request: &RecordingImport) -> Result<ImportedRecording> {
    let _ = (app, request);
    Err(Error::Internal)
}
