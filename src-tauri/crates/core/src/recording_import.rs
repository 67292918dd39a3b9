//! Recordings made elsewhere, taken in as interviews: any sound file Candor can decode, kept like its own recordings and
//! transcribed in the background.
//!
//! The file is decoded and encoded anew piece by piece. What is encoded is kept aside in the database; the interview, its
//! consent, its sound and the work that gives it words come into being in one transaction at the end, so that there is no
//! half of it whatever happens: what is kept aside is deleted when taking it in fails or is given up, and at the next
//! start after a crash.
//!
//! Who speaks is known where each of two channels is one person's. Telling several voices on one channel apart would need
//! a model that has to be downloaded first; until there is one, what one channel holds is the candidate's. Its place is in
//! `transcriptions/import.rs`, where each utterance is given its speaker, between the ears and the message.

mod aside;
mod host;
mod queue;
mod source;
mod worker;

use std::{path::Path, time::UNIX_EPOCH};

use candor_domain::{
    Accommodations, Interview, Language, Position, PositionId, RecordingImportId,
    RecordingImportStep, Role, TranscriptionJob, UtcMillis,
    plan::{MAX_TEXT, PlanProblems, check_text},
};
use candor_speech::Cancel;
use candor_store::consents;
use serde::{Deserialize, Serialize};

use crate::{
    App, Error, Result, clock,
    interviews::{self, InterviewDraft},
};
use host::{Host, Wanted};

pub(crate) use aside::forget as forget_sound;
pub(crate) use queue::Imports;
pub use queue::{cancel, list, put_away, retry, start};
pub use source::EarlierImport;

/// Version of the consent text of interviews that were recorded elsewhere.
pub const CONSENT_VERSION: &str = consents::ELSEWHERE;

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
    /// The newest interview that was made from this very file, whatever it is called now; deleted ones do not count.
    pub earlier: Option<EarlierImport>,
}

/// Who speaks in an imported recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Speakers {
    /// Everything is the candidate's.
    Candidate,
    /// Each of two channels is one person's microphone, as call recorders write them.
    Channels {
        /// Who is on the first (left) channel; the other one is on the second.
        first: Role,
    },
}

impl Speakers {
    /// Who is heard on which stream of the file.
    ///
    /// # Errors
    /// [`Error::Invalid`] when a channel is to be the automated interviewer's.
    fn tracks(self) -> Result<Vec<Role>> {
        match self {
            Self::Candidate => Ok(vec![Role::Candidate]),
            Self::Channels {
                first: Role::Candidate,
            } => Ok(vec![Role::Candidate, Role::Recruiter]),
            Self::Channels {
                first: Role::Recruiter,
            } => Ok(vec![Role::Recruiter, Role::Candidate]),
            Self::Channels { first: Role::AiHr } => Err(Error::Invalid(
                "the channels of a recording are the candidate's and the recruiter's; say which of the two is on the first one"
                    .to_owned(),
            )),
        }
    }
}

/// A recording to take in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
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
    /// When the recording began; when absent, it has ended just now.
    #[serde(default)]
    pub recorded_at: Option<UtcMillis>,
    /// Who speaks.
    pub speakers: Speakers,
    /// Name of the speech model; the one preferred for transcripts, else the best installed one, when absent.
    #[serde(default)]
    pub model: Option<String>,
    /// How the candidate consented to being recorded and to its being kept here, in the recruiter's words: where, when,
    /// in what form. Kept with the interview as its consent; without it nothing is taken in.
    pub consent: String,
    /// Take it in although an interview was made from the same file before; refused without.
    #[serde(default)]
    pub again: bool,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ImportedRecording {
    /// The new interview, finished, with its sound.
    pub interview: Interview,
    /// The work that gives it words.
    pub job: TranscriptionJob,
    /// The file ended before the sound it promises; what was there was taken in.
    pub truncated: bool,
    /// Pieces of the file that were damaged; silence stands in their place.
    pub damaged_packets: u64,
}

/// How far taking a recording in has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenIn {
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
}

/// Looks at a sound file. One as long as a file that was taken in is read whole, to see whether it is the same.
///
/// # Errors
/// [`Error::Audio`] when there is none or it cannot be decoded.
pub fn look(app: &App, file: &SoundFile) -> Result<SoundFileView> {
    let path = Path::new(&file.path);
    let info = candor_audio::look(path)?;
    // Not every file system knows it.
    let modified = std::fs::metadata(path).and_then(|meta| meta.modified());
    let modified_at = modified.ok().and_then(|at| {
        let since = at.duration_since(UNIX_EPOCH).ok()?;
        Some(UtcMillis(i64::try_from(since.as_millis()).ok()?))
    });
    Ok(SoundFileView {
        file_name: file_name(path),
        duration_ms: info.duration_ms,
        channels: u32::try_from(info.channels).unwrap_or(u32::MAX),
        sample_rate_hz: info.sample_rate,
        format: info.format,
        modified_at,
        earlier: source::earlier_of(app.store(), path)?,
    })
}

/// Takes a recording in: when this returns, its sound is stored, and transcribing it is queued.
///
/// # Errors
/// [`Error::Invalid`] names what is missing; [`Error::Audio`] for a file that cannot be decoded; [`Error::Conflict`] while
/// an interview runs, while this file is being taken in already, and when it was before, unless that is asked for
/// expressly; a full disk. Nothing is left of it then.
pub fn import(app: &App, request: &RecordingImport) -> Result<ImportedRecording> {
    import_watched(app, request, &Cancel::default(), &mut |_| {})
}

/// The same, telling how far it has come with every piece, until it is called off.
///
/// # Errors
/// As [`import`]; [`Error::Conflict`] when it was called off: nothing is left of it then, either.
pub fn import_watched(
    app: &App,
    request: &RecordingImport,
    cancel: &Cancel,
    told: &mut dyn FnMut(TakenIn),
) -> Result<ImportedRecording> {
    let wanted = Wanted::of(app, request)?;
    if app.store().read(candor_store::interviews::is_any_running)? {
        return Err(Error::Conflict(
            "an interview is running, and taking a recording in would disturb it; take it in once the interview is paused or over"
                .to_owned(),
        ));
    }
    let (host, id) = (Host::of(app), RecordingImportId::new());
    host.remember(id, &wanted)?;
    let taken = host.take(id, &wanted, cancel, told);
    if taken.is_err() {
        host.forget(id);
    }
    taken
}

fn given_up() -> Error {
    Error::Conflict("taking the recording in was given up; nothing of it was kept".to_owned())
}

/// The request as it is stored, if everything in it is right.
fn checked(mut request: RecordingImport, position: &Position) -> Result<RecordingImport> {
    let draft = InterviewDraft {
        position_id: request.position_id,
        candidate_name: request.candidate_name.clone(),
        candidate_external_id: request.candidate_external_id.take(),
        language: request.language,
        recommended_minutes: 1,
        description: request.description.clone(),
        knowledge_base: String::new(),
        accommodations: Accommodations::default(),
        vocabulary: request.vocabulary.clone(),
    };
    let draft = interviews::validated(draft, &position.plan)?;
    request.candidate_external_id = draft.candidate_external_id;
    let mut problems = Vec::new();
    check_text(
        &request.consent,
        "how the candidate consented",
        MAX_TEXT,
        &mut problems,
    );
    if request.recorded_at.is_some_and(|at| at > clock::now()) {
        problems.push("the recording cannot have been made in the future".to_owned());
    }
    if problems.is_empty() {
        Ok(request)
    } else {
        Err(Error::Invalid(PlanProblems(problems).to_string()))
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}
