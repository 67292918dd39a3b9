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

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::UNIX_EPOCH,
};

use candor_domain::{
    Accommodations, Interview, InterviewId, Language, Position, PositionId, Role, TranscriptionJob,
    UtcMillis,
    plan::{MAX_TEXT, PlanProblems, check_text},
};
use candor_speech::Cancel;
use candor_store::consents;
use serde::{Deserialize, Serialize};

use crate::{
    App, Error, Result, clock,
    interviews::{self, InterviewDraft},
    positions, transcriptions,
};
use aside::{Aside, New};

/// Version of the consent text of interviews that were recorded elsewhere.
pub const CONSENT_VERSION: &str = consents::ELSEWHERE;

/// The files being taken in now: none is taken in twice at once.
#[derive(Default)]
pub(crate) struct Underway(Mutex<HashSet<PathBuf>>);

impl Underway {
    /// The file is being taken in until what this gives is dropped.
    fn begin(&self, path: &Path) -> Result<Turn<'_>> {
        // A file that is not there is told when it is opened.
        let file = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        if !self.files().insert(file.clone()) {
            return Err(Error::Conflict(format!(
                "“{}” is being taken in already; it stands among the interviews once that is done",
                file_name(path)
            )));
        }
        Ok(Turn {
            underway: self,
            file,
        })
    }

    fn files(&self) -> std::sync::MutexGuard<'_, HashSet<PathBuf>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A file that is being taken in.
struct Turn<'u> {
    underway: &'u Underway,
    file: PathBuf,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.underway.files().remove(&self.file);
    }
}

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
    /// Sound stored so far, in ms.
    pub done_ms: u64,
    /// Sound in all, in ms, where the file announces it.
    pub total_ms: Option<u64>,
}

/// Looks at a sound file.
///
/// # Errors
/// [`Error::Audio`] when there is none or it cannot be decoded.
pub fn look(_: &App, file: &SoundFile) -> Result<SoundFileView> {
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
    })
}

/// Takes a recording in: when this returns, its sound is stored, and transcribing it is queued.
///
/// # Errors
/// [`Error::Invalid`] names what is missing; [`Error::Audio`] for a file that cannot be decoded; [`Error::Conflict`] while
/// an interview runs, and while this file is being taken in already; a full disk. Nothing is left of it then.
pub fn import(app: &App, request: &RecordingImport) -> Result<ImportedRecording> {
    import_watched(app, request, &Cancel::default(), &mut |_| {})
}

/// The same, telling how far it has come every few minutes of sound, until it is called off.
///
/// # Errors
/// As [`import`]; [`Error::Conflict`] when it was called off: nothing is left of it then, either.
pub fn import_watched(
    app: &App,
    request: &RecordingImport,
    cancel: &Cancel,
    told: &mut dyn FnMut(TakenIn),
) -> Result<ImportedRecording> {
    let position = positions::get(app, request.position_id)?;
    let request = checked(request.clone(), &position)?;
    let tracks = request.speakers.tracks()?;
    let path = Path::new(&request.path);
    let _turn = app.imports().begin(path)?;
    if app.store().read(candor_store::interviews::is_any_running)? {
        return Err(Error::Conflict(
            "an interview is running, and taking a recording in would disturb it; take it in once the interview is paused or over"
                .to_owned(),
        ));
    }
    if tracks.len() == 2 {
        let channels = candor_audio::look(path)?.channels;
        if channels != 2 {
            return Err(Error::Invalid(format!(
                "“{}” has {channels} channel(s), so it cannot hold one person on each of two; take it in as one conversation instead",
                file_name(path)
            )));
        }
    }
    let model = transcriptions::for_import(app, request.model.as_deref(), request.language)?;
    let aside = Aside {
        app,
        id: InterviewId::new(),
    };
    let sound = aside.take(path, &tracks, cancel, told)?;
    let new = New::of(aside.id, &request, position, &sound, &model);
    aside.become_interview(new.clone(), tracks)?;
    let interview = interviews::get(app, new.interview.id)?;
    app.transcription_starter().queued(&new.job);
    tracing::info!(interview.id = %interview.id, ms = sound.length_ms, "a recording was taken in");
    Ok(ImportedRecording {
        interview,
        job: new.job,
        truncated: sound.truncated,
        damaged_packets: sound.damaged_packets,
    })
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
