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

use std::{path::Path, time::UNIX_EPOCH};

use candor_audio::{
    AudioError, SoundReader, Streams,
    codec::{self, BlockEncoder, EncodedBlock},
};
use candor_domain::{
    Accommodations, Actor, Interview, InterviewId, InterviewStatus, JobKind, Language, LinkToken,
    Position, PositionId, RecordingId, Role, TranscriptionJob, UtcMillis,
    plan::{MAX_TEXT, PlanProblems, check_text},
    recording::{Block, Recording},
};
use candor_speech::Cancel;
use candor_store::{StoreError, consents, imports, interviews as table, transcription_jobs};
use serde::{Deserialize, Serialize};

use crate::{
    App, Error, Result, clock,
    interviews::{self, InterviewDraft},
    positions, transcriptions,
};

/// Version of the consent text of interviews that were recorded elsewhere.
pub const CONSENT_VERSION: &str = "elsewhere";
/// Longest recording, in ms: a day.
const LONGEST_MS: u64 = 86_400_000;
/// Blocks stored at a time, about a second of sound each.
const BATCH: usize = 120;
/// How often what is kept aside must fit on the disk once more: it is copied, and deleted by being overwritten.
const ROOM: u64 = 4;

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
/// [`Error::Invalid`] names what is missing; [`Error::Audio`] for a file that cannot be decoded; a full disk. Nothing is
/// left of it then.
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

/// What was found in the file.
struct Sound {
    length_ms: u64,
    truncated: bool,
    damaged_packets: u64,
}

/// The sound kept aside while it is taken in. Dropped, it is deleted: it has become an interview's, or nothing.
struct Aside<'a> {
    app: &'a App,
    /// The interview that is to be.
    id: InterviewId,
}

impl Drop for Aside<'_> {
    fn drop(&mut self) {
        let id = self.id.0;
        let forgotten = self
            .app
            .store()
            .write(Actor::System, clock::now(), move |tx| {
                imports::forget(tx, id)
            });
        if let Err(error) = forgotten {
            tracing::error!(%error, "what was taken in of a recording could not be deleted; the next start does it");
        }
    }
}

impl Aside<'_> {
    /// Decodes the file and keeps it aside, encoded anew.
    fn take(
        &self,
        path: &Path,
        tracks: &[Role],
        cancel: &Cancel,
        told: &mut dyn FnMut(TakenIn),
    ) -> Result<Sound> {
        let streams = if tracks.len() == 2 {
            Streams::Two
        } else {
            Streams::Mixed
        };
        let mut reader = SoundReader::open(path, streams)?;
        let total_ms = reader.announced_ms();
        let mut lanes = Vec::new();
        for track in tracks {
            lanes.push(Lane::new(*track)?);
        }
        let mut pieces = vec![Vec::new(); tracks.len()];
        let (mut broken, mut kept) = (false, 0);
        loop {
            if cancel.is_cancelled() {
                return Err(Error::Conflict(
                    "taking the recording in was given up; nothing of it was kept".to_owned(),
                ));
            }
            let goes_on = match reader.read(&mut pieces) {
                Ok(goes_on) => goes_on,
                // What is there before the damage is worth having.
                Err(AudioError::Corrupt { .. }) if reader.heard_ms() > 0 => {
                    broken = true;
                    false
                }
                Err(error) => return Err(error.into()),
            };
            for (lane, piece) in lanes.iter_mut().zip(&mut pieces) {
                lane.push(piece)?;
                if lane.ready.len() >= BATCH {
                    kept += self.keep(lane, kept)?;
                    told(TakenIn {
                        done_ms: reader.heard_ms(),
                        total_ms,
                    });
                }
            }
            if reader.heard_ms() > LONGEST_MS {
                return Err(Error::Invalid(
                    "the recording is longer than a day; cut it into its conversations".to_owned(),
                ));
            }
            if !goes_on {
                break;
            }
        }
        let mut length_ms = 0;
        for lane in &mut lanes {
            lane.finish()?;
            kept += self.keep(lane, kept)?;
            length_ms = length_ms.max(clock::samples_to_ms(lane.samples));
        }
        told(TakenIn {
            done_ms: length_ms,
            total_ms: Some(length_ms),
        });
        Ok(Sound {
            length_ms,
            truncated: broken || reader.truncated(),
            damaged_packets: reader.damaged_packets(),
        })
    }

    /// Stores what is encoded, beside so many bytes that are kept already, and says how many that are.
    fn keep(&self, lane: &mut Lane, kept: u64) -> Result<u64> {
        let (id, track, blocks) = (self.id.0, lane.track, std::mem::take(&mut lane.ready));
        let bytes = blocks.iter().map(|block| block.data.len() as u64).sum();
        // Refused while there is room to delete it again: on a disk that is full to the brim that would not work.
        match fs4::available_space(&self.app.folders().data) {
            Ok(free) if free < (kept + bytes) * ROOM => return Err(StoreError::DiskFull.into()),
            Ok(_) => {}
            Err(error) => tracing::debug!(%error, "the room on the disk is not known"),
        }
        let keep = move |tx: &mut candor_store::WriteTx<'_>| imports::add(tx, id, track, &blocks);
        self.app.store().write(Actor::System, clock::now(), keep)?;
        Ok(bytes)
    }

    /// Makes it an interview, whole.
    fn become_interview(&self, new: New, tracks: Vec<Role>) -> Result<()> {
        let id = self.id.0;
        let hash = LinkToken::from_bytes(rand::random()).hash();
        let began = new.interview.started_at.unwrap_or(new.consent.at);
        Ok(self
            .app
            .store()
            .write(Actor::Operator, new.consent.at, move |tx| {
                table::insert(tx, &new.interview, &new.snapshot, &hash)?;
                consents::insert(tx, &new.consent)?;
                for track in tracks {
                    let recording = Recording {
                        id: RecordingId::new(),
                        interview_id: new.interview.id,
                        started_at: began,
                        offset_ms: 0,
                        device: new.interview.imported_from.clone().unwrap_or_default(),
                        codec: codec::NAME.to_owned(),
                        track,
                    };
                    imports::become_recording(tx, id, &recording)?;
                }
                transcription_jobs::insert(tx, &new.job)
            })?)
    }
}

/// One stream on its way into blocks.
struct Lane {
    track: Role,
    encoder: BlockEncoder,
    ready: Vec<Block>,
    number: u32,
    samples: u64,
}

impl Lane {
    fn new(track: Role) -> Result<Self> {
        Ok(Self {
            track,
            encoder: BlockEncoder::new()?,
            ready: Vec::new(),
            number: 0,
            samples: 0,
        })
    }

    /// Takes the piece and leaves it empty.
    fn push(&mut self, piece: &mut Vec<f32>) -> Result<()> {
        self.samples += piece.len() as u64;
        let (ready, number) = (&mut self.ready, &mut self.number);
        self.encoder
            .push(piece, &mut |block| ready.push(numbered(number, block)))?;
        piece.clear();
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        if let Some(last) = self.encoder.finish()? {
            self.ready.push(numbered(&mut self.number, last));
        }
        Ok(())
    }
}

fn numbered(next: &mut u32, block: EncodedBlock) -> Block {
    let number = *next;
    *next += 1;
    Block {
        number,
        start_sample: block.start_sample,
        samples: block.samples,
        data: block.data,
    }
}

/// Everything an imported recording comes into being with.
#[derive(Clone)]
struct New {
    interview: Interview,
    snapshot: table::Snapshot,
    consent: consents::Consent,
    job: TranscriptionJob,
}

impl New {
    fn of(
        id: InterviewId,
        request: &RecordingImport,
        position: Position,
        sound: &Sound,
        model: &str,
    ) -> Self {
        let now = clock::now();
        let length = i64::try_from(sound.length_ms).unwrap_or(i64::MAX);
        let began = request
            .recorded_at
            .unwrap_or(UtcMillis(now.0.saturating_sub(length)));
        let minutes = sound.length_ms.div_ceil(60_000).clamp(1, 480);
        let interview = Interview {
            id,
            position_id: position.id,
            candidate_name: request.candidate_name.trim().to_owned(),
            candidate_external_id: request.candidate_external_id.clone(),
            language: request.language,
            recommended_minutes: minutes as u32,
            description: request.description.clone(),
            knowledge_base: String::new(),
            status: InterviewStatus::Finished,
            created_at: now,
            consented_at: None,
            started_at: Some(began),
            running_since: None,
            paused_at: None,
            interrupted_at: None,
            finished_at: Some(began.plus_ms(sound.length_ms)),
            cancelled_at: None,
            expires_at: None,
            active_ms: sound.length_ms,
            accommodations: Accommodations::default(),
            human_requested_at: None,
            withdrawn_at: None,
            deleted_at: None,
            erased_at: None,
            transcript_version: 1,
            vocabulary: request.vocabulary.clone(),
            speech_language: None,
            imported_from: Some(file_name(Path::new(&request.path))),
        };
        Self {
            snapshot: table::Snapshot {
                title: position.title,
                description: position.description,
                plan: position.plan,
            },
            consent: consents::Consent {
                interview_id: id,
                at: now,
                version: CONSENT_VERSION.to_owned(),
                language: request.language,
                text: request.consent.trim().to_owned(),
                ai_hosts: Vec::new(),
                ai_uses: Vec::new(),
            },
            job: transcriptions::new_job(id, JobKind::Import, model, sound.length_ms),
            interview,
        }
    }
}
