//! One job under way: what all kinds share.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::{Duration, Instant},
};

use candor_domain::{
    Actor, Interview, JobKind, Language, TranscriptionJob, TranscriptionJobId, live::JobState,
};
use candor_speech::{Cancel, SpeechError, TranscribeOptions, Transcriber, Transcription};
use candor_store::{StoreError, WriteTx, transcription_jobs as table};

use super::{Starter, again, import, needs};
use crate::{Archive, Result, clock};

/// Utterances in a row that a recogniser may fail on. One that fails on more fails on all: the job waits for somebody.
const STUMBLES_IN_A_ROW: u32 = 5;

/// Progress is told at most this often.
const TOLD_EVERY: Duration = Duration::from_millis(300);

/// A job under way.
pub(super) struct Work<'w> {
    pub(super) with: &'w Starter,
    pub(super) job: TranscriptionJob,
    pub(super) interview: Interview,
    cancel: Cancel,
    vocabulary: Arc<str>,
    told: Instant,
    /// Sound done as it was told last, in ms.
    told_ms: u64,
    /// Utterances skipped since one was heard.
    stumbles: u32,
}

/// Does the job; what was done by an earlier run is not done again.
///
/// # Errors
/// [`SpeechError::Cancelled`] when it was called off, by whomever; otherwise why it cannot be done.
pub(super) fn run(with: &Starter, job: TranscriptionJob, cancel: Cancel) -> Result<()> {
    let interview = with.archive.interview(job.interview_id)?;
    let mut work = Work {
        vocabulary: needs::vocabulary(&with.archive, &interview)?,
        with,
        job,
        interview,
        cancel,
        told: Instant::now(),
        told_ms: 0,
        stumbles: 0,
    };
    match work.job.kind {
        JobKind::Import => import::run(&mut work),
        JobKind::CatchUp | JobKind::Again => again::run(&mut work),
    }
}

impl Work<'_> {
    pub(super) fn archive(&self) -> &Archive {
        &self.with.archive
    }

    /// Goes on, unless the job was called off.
    pub(super) fn go_on(&self) -> Result<()> {
        if self.cancel.is_cancelled() {
            return Err(SpeechError::Cancelled.into());
        }
        Ok(())
    }

    /// Transcribes one utterance; a broken recogniser does not take the program with it. `None` when it cannot be heard:
    /// the sound is kept, and the rest need not wait for it.
    ///
    /// # Errors
    /// [`SpeechError::Cancelled`]; what no utterance would fare better with; a recogniser that stumbles over every one.
    pub(super) fn hear(
        &mut self,
        transcriber: &mut dyn Transcriber,
        samples: &[f32],
        language: Language,
    ) -> Result<Option<Transcription>, SpeechError> {
        match self.try_to_hear(transcriber, samples, language) {
            Ok(heard) => {
                self.stumbles = 0;
                Ok(Some(heard))
            }
            Err(error) if is_stumble(&error) && self.stumbles + 1 < STUMBLES_IN_A_ROW => {
                self.stumbles += 1;
                tracing::warn!(%error, interview.id = %self.interview.id, "an utterance is skipped");
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Once more where that may help; a recogniser that was given up is given its rest first.
    fn try_to_hear(
        &mut self,
        transcriber: &mut dyn Transcriber,
        samples: &[f32],
        language: Language,
    ) -> Result<Transcription, SpeechError> {
        let options = TranscribeOptions {
            vocabulary: Arc::clone(&self.vocabulary),
            cancel: self.cancel.clone(),
            ..TranscribeOptions::new(language)
        };
        let cancel = self.cancel.clone();
        let mut attempt = || {
            if cancel.is_cancelled() {
                return Err(SpeechError::Cancelled);
            }
            catch_unwind(AssertUnwindSafe(|| {
                transcriber.transcribe(samples, &options)
            }))
            .unwrap_or(Err(SpeechError::Panicked))
        };
        match attempt() {
            Err(SpeechError::Panicked | SpeechError::Recogniser(_)) => attempt(),
            // In a process of its own it has been tried again there, unless it rests from others.
            Err(SpeechError::RecogniserGivenUp { .. }) => {
                self.let_it_rest()?;
                attempt()
            }
            other => other,
        }
    }

    /// Waits until a recogniser that was given up may be tried again; people see the job paused meanwhile.
    fn let_it_rest(&self) -> Result<(), SpeechError> {
        let mut job = self.job.clone();
        job.done_ms = job.done_ms.max(self.told_ms).min(job.total_ms);
        job.state = JobState::Paused;
        self.with.progress(&job);
        if !self.with.let_rest(&self.cancel) {
            return Err(SpeechError::Cancelled);
        }
        job.state = JobState::Running;
        self.with.progress(&job);
        Ok(())
    }

    /// Changes something together with the job, unless that has ended.
    pub(super) fn write(
        &mut self,
        change: impl FnOnce(&mut WriteTx<'_>, &mut TranscriptionJob) -> Result<(), StoreError>
        + Send
        + 'static,
    ) -> Result<()> {
        let id = self.job.id;
        let written = self
            .with
            .archive
            .store
            .write(Actor::System, clock::now(), move |tx| {
                let Some(mut job) = still_open(tx, id)? else {
                    return Ok(None);
                };
                change(tx, &mut job)?;
                Ok(Some(job))
            })?;
        // Given up or erased meanwhile.
        self.job = written.ok_or(SpeechError::Cancelled)?;
        Ok(())
    }

    /// The job is done, in the transaction that makes what comes of it.
    pub(super) fn is_done(
        tx: &mut WriteTx<'_>,
        job: &mut TranscriptionJob,
    ) -> Result<(), StoreError> {
        job.state = JobState::Done;
        job.done_ms = job.total_ms;
        job.ended_at = Some(tx.now());
        table::update(tx, job)
    }

    /// Tells how far it has come, now and then.
    pub(super) fn progress(&mut self, done_ms: u64) {
        if self.told.elapsed() >= TOLD_EVERY {
            self.told = Instant::now();
            self.told_ms = done_ms;
            let mut job = self.job.clone();
            job.done_ms = done_ms.min(job.total_ms);
            self.with.progress(&job);
        }
    }

    /// Tells how it stands.
    pub(super) fn tell(&self) {
        self.with.progress(&self.job);
    }
}

/// Whether the recogniser may do better with another utterance.
fn is_stumble(error: &SpeechError) -> bool {
    matches!(
        error,
        SpeechError::Panicked
            | SpeechError::Recogniser(_)
            | SpeechError::RecogniserDied(_)
            | SpeechError::RecogniserGivenUp { .. }
    )
}

fn still_open(
    tx: &WriteTx<'_>,
    id: TranscriptionJobId,
) -> Result<Option<TranscriptionJob>, StoreError> {
    Ok(table::get(tx.conn(), id)?.filter(|job| !job.state.is_over()))
}
