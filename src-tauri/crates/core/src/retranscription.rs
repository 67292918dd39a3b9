//! Hearing a recording again with another speech model, in the background.
//!
//! One recording at a time, on a named thread. Every spoken message is decoded and transcribed anew; only when all are
//! done does the new version exist, in one transaction. Whatever ends it before that (cancelled, failed, killed) leaves
//! no trace. What counts does not change until somebody chooses the new version.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    thread::{self, JoinHandle},
};

use candor_domain::{
    Actor, InterviewId, JobKind, TranscriptVersionId, TranscriptionJob, TranscriptionJobId,
    VersionText,
    live::{JobState, Live},
};
use candor_speech::{SpeechError, TranscribeOptions, Transcriber, Transcription};
use candor_store::{
    messages::{self, Spoken},
    transcript_versions::{self, NewVersion},
};
use serde::Serialize;

use crate::{
    App, Archive, Error, Result, bus::Bus, clock, interviews, machine, recording, room, withdrawal,
};

/// How far it has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct TranscriptionProgress {
    /// Name of the speech model.
    pub model: String,
    /// Spoken messages done.
    pub done: u32,
    /// Spoken messages in all.
    pub total: u32,
}

/// Makes the transcriber, on the job's thread: loading a model takes a while.
pub type LoadTranscriber = Box<dyn FnOnce() -> Result<Box<dyn Transcriber>> + Send>;

/// The one job there can be. Dropping it cancels and waits for the message being heard.
#[derive(Default)]
pub struct Retranscription(Mutex<Option<Running>>);

struct Running {
    interview: InterviewId,
    model: String,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    done: AtomicU32,
    total: u32,
    cancelled: AtomicBool,
}

impl Retranscription {
    fn running(&self) -> std::sync::MutexGuard<'_, Option<Running>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the job for this interview stands; `None` when there is none.
    pub(crate) fn progress_of(&self, id: InterviewId) -> Option<TranscriptionProgress> {
        let running = self.running();
        let job = running
            .as_ref()
            .filter(|job| job.interview == id && !job.is_over())?;
        Some(TranscriptionProgress {
            model: job.model.clone(),
            done: job.shared.done.load(Ordering::Relaxed),
            total: job.shared.total,
        })
    }
}

impl Running {
    fn is_over(&self) -> bool {
        self.shared.cancelled.load(Ordering::Acquire)
            || self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.shared.cancelled.store(true, Ordering::Release);
        if self
            .thread
            .take()
            .is_some_and(|thread| thread.join().is_err())
        {
            tracing::error!("transcribing again ended in a panic");
        }
    }
}

/// Starts to hear an interview's recording again with this speech model.
///
/// # Errors
/// [`Error::Conflict`] while the interview runs, while another recording is being heard again, or when nothing was
/// spoken; a model that is missing or does not understand the language.
pub fn start(app: &App, id: InterviewId, model: &str) -> Result<TranscriptionProgress> {
    let interview = interviews::get(app, id)?;
    let verified = machine::choose_model(app.models(), Some(model), interview.language)?;
    let recogniser = app.recogniser().clone();
    let load = move || -> Result<Box<dyn Transcriber>> { Ok(recogniser.open(&verified)?) };
    start_with(app, id, model, Box::new(load))
}

/// Starts to hear an interview's recording again with whatever `load` makes.
///
/// # Errors
/// As [`start`].
pub fn start_with(
    app: &App,
    id: InterviewId,
    model: &str,
    load: LoadTranscriber,
) -> Result<TranscriptionProgress> {
    let interview = interviews::get(app, id)?;
    withdrawal::refuse_documents(&interview)?;
    if interview.finished_at.is_none() && interview.cancelled_at.is_none()
        || room::listening(app, id).is_some()
    {
        return Err(Error::Conflict(
            "the recording can be transcribed again once the interview is over".into(),
        ));
    }
    let mut running = app.retranscription().running();
    if running.as_ref().is_some_and(|job| !job.is_over()) {
        return Err(Error::Conflict(
            "a recording is being transcribed again already; wait for it or cancel it".into(),
        ));
    }
    // What was cancelled a moment ago ends first.
    drop(running.take());
    let spoken = app.store().read(|conn| messages::spoken(conn, id))?;
    if spoken.is_empty() {
        return Err(Error::Conflict(
            "nothing was spoken in this interview, so there is nothing to transcribe".into(),
        ));
    }
    let shared = Arc::new(Shared {
        done: AtomicU32::new(0),
        total: u32::try_from(spoken.len()).unwrap_or(u32::MAX),
        cancelled: AtomicBool::new(false),
    });
    let job = Job {
        id: TranscriptionJobId::new(),
        archive: app.archive().clone(),
        bus: app.bus().clone(),
        interview: id,
        model: model.to_owned(),
        shared: Arc::clone(&shared),
    };
    let progress = TranscriptionProgress {
        model: model.to_owned(),
        done: 0,
        total: shared.total,
    };
    let thread = thread::Builder::new()
        .name("candor-retranscribe".to_owned())
        .spawn(move || job.run(load, &spoken))
        .map_err(|error| {
            tracing::error!(%error, "no thread for transcribing again");
            Error::Internal
        })?;
    *running = Some(Running {
        interview: id,
        model: model.to_owned(),
        shared,
        thread: Some(thread),
    });
    Ok(progress)
}

/// Gives up the job for this interview; nothing of it is kept. Does nothing when there is none.
///
/// # Errors
/// [`Error::NotFound`].
pub fn cancel(app: &App, id: InterviewId) -> Result<()> {
    interviews::get(app, id)?;
    let running = app.retranscription().running();
    if let Some(job) = running.as_ref().filter(|job| job.interview == id) {
        job.shared.cancelled.store(true, Ordering::Release);
    }
    Ok(())
}

/// Waits until no recording is being heard again.
pub fn wait(app: &App) {
    let thread = app
        .retranscription()
        .running()
        .as_mut()
        .and_then(|job| job.thread.take());
    if thread.is_some_and(|thread| thread.join().is_err()) {
        tracing::error!("transcribing again ended in a panic");
    }
}

struct Job {
    id: TranscriptionJobId,
    archive: Archive,
    bus: Bus,
    interview: InterviewId,
    model: String,
    shared: Arc<Shared>,
}

impl Job {
    fn run(&self, load: LoadTranscriber, spoken: &[Spoken]) {
        self.tell(JobState::Running, None);
        let (state, error) = match self.hear_all(load, spoken) {
            Ok(true) => (JobState::Done, None),
            Ok(false) => (JobState::Cancelled, None),
            Err(error) => {
                tracing::error!(%error, interview.id = %self.interview, "a recording could not be transcribed again");
                (JobState::Failed, Some(error.to_string()))
            }
        };
        // Over for everybody who asks from now on, before anybody is told.
        self.shared.cancelled.store(true, Ordering::Release);
        self.tell(state, error);
    }

    /// True when the new version is stored, false when it was given up.
    fn hear_all(&self, load: LoadTranscriber, spoken: &[Spoken]) -> Result<bool> {
        let mut transcriber = load()?;
        let mut texts = Vec::with_capacity(spoken.len());
        for message in spoken {
            if self.cancelled() {
                return Ok(false);
            }
            let samples = recording::samples(
                &self.archive,
                self.interview,
                message.start_ms,
                message.end_ms,
            )?;
            let heard = heard(transcriber.as_mut(), &samples, message)?;
            texts.push(placed(message, heard));
            self.shared.done.fetch_add(1, Ordering::Relaxed);
            self.tell(JobState::Running, None);
        }
        if self.cancelled() {
            return Ok(false);
        }
        let now = clock::now();
        let version = NewVersion {
            id: TranscriptVersionId::new(),
            interview_id: self.interview,
            speech_model: self.model.clone(),
            created_at: now,
            texts,
        };
        self.archive.store.write(Actor::Operator, now, move |tx| {
            transcript_versions::insert(tx, &version)
        })?;
        Ok(true)
    }

    fn cancelled(&self) -> bool {
        self.shared.cancelled.load(Ordering::Acquire)
    }

    fn tell(&self, state: JobState, error: Option<String>) {
        let now = clock::now();
        self.bus.publish(&Live::Transcription {
            job: TranscriptionJob {
                id: self.id,
                interview_id: self.interview,
                kind: JobKind::Again,
                model: self.model.clone(),
                state,
                done_ms: u64::from(self.shared.done.load(Ordering::Relaxed)),
                total_ms: u64::from(self.shared.total),
                created_at: now,
                ended_at: state.is_over().then_some(now),
                error,
            },
        });
    }
}

/// Transcribes one message, once more if the recogniser stumbles; a broken one does not take the program with it.
fn heard(
    transcriber: &mut dyn Transcriber,
    samples: &[f32],
    message: &Spoken,
) -> Result<Transcription, SpeechError> {
    let options = TranscribeOptions::new(message.language);
    let mut attempt = || {
        catch_unwind(AssertUnwindSafe(|| {
            transcriber.transcribe(samples, &options)
        }))
        .unwrap_or(Err(SpeechError::Panicked))
    };
    match attempt() {
        Err(SpeechError::Panicked | SpeechError::Recogniser(_)) => attempt(),
        other => other,
    }
}

/// The text with its words on the interview's audio time line.
fn placed(message: &Spoken, heard: Transcription) -> VersionText {
    let mut words = heard.words;
    for word in &mut words {
        word.start_ms = (word.start_ms + message.start_ms).min(message.end_ms);
        word.end_ms = (word.end_ms + message.start_ms).min(message.end_ms);
    }
    VersionText {
        message_id: message.id,
        content: heard.text,
        words,
        confidence: heard.confidence,
    }
}
