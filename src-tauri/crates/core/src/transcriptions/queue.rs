//! The queue's handle, and what others tell the worker.

use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use candor_domain::{
    Actor, InterviewId, JobKind, Language, TranscriptionJob, TranscriptionJobId,
    live::{JobState, Live},
};
use candor_speech::{Cancel, ModelFolder, Recogniser, Transcriber, child::Limits};
use candor_store::{StoreError, WriteTx, transcription_jobs as table};

use super::{OpenTranscriber, needs};
use crate::{App, Archive, Result, bus::Bus, clock, room, scorecards};

/// The queue of an application. Dropping it stops the worker at once; what was under way waits for the next start.
#[derive(Default)]
pub(crate) struct Transcriptions(Arc<Shared>);

#[derive(Default)]
pub(super) struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) running: Option<Running>,
    /// A job the disk has no room for, with the reason.
    pub(super) stuck: Option<TranscriptionJob>,
    /// For how long a full disk was left alone last.
    pub(super) full_for: Duration,
    worker: Option<JoinHandle<()>>,
    /// Something may have been queued or ended since the worker looked.
    woken: bool,
    /// The worker has found nothing that it could do.
    idle: bool,
    pub(super) closed: bool,
    /// Where transcribers come from, other than from installed models.
    open: Option<OpenTranscriber>,
    /// How long a recogniser that was given up is left alone, if not as long as its supervisor does.
    rest: Option<Duration>,
}

/// The job being worked on.
pub(super) struct Running {
    /// As it was told last.
    pub(super) job: TranscriptionJob,
    pub(super) since: Instant,
    /// Sound that was done when this run began, in ms.
    pub(super) from_ms: u64,
    pub(super) cancel: Cancel,
}

impl Drop for Transcriptions {
    fn drop(&mut self) {
        let worker = {
            let mut state = self.0.lock();
            state.closed = true;
            if let Some(running) = &state.running {
                running.cancel.cancel();
            }
            self.0.changed.notify_all();
            state.worker.take()
        };
        if worker.is_some_and(|worker| worker.join().is_err()) {
            tracing::error!("transcribing in the background ended in a panic");
        }
    }
}

impl Transcriptions {
    /// Something that can queue work wherever it is taken to.
    pub(crate) fn starter(&self, app: &App) -> Starter {
        Starter {
            shared: Arc::clone(&self.0),
            archive: app.archive().clone(),
            bus: app.bus().clone(),
            models: app.models().clone(),
            recogniser: app.recogniser().clone(),
            drafts: app.draft_starter(),
            wanted: needs::wanted(app).into(),
        }
    }

    /// The job as it was told last, which may be ahead of what is stored, and how long it still takes.
    pub(super) fn live(&self, stored: TranscriptionJob) -> (TranscriptionJob, Option<u64>) {
        let state = self.0.lock();
        if stored.state.is_over() {
            return (stored, None);
        }
        if let Some(stuck) = state.stuck.as_ref().filter(|job| job.id == stored.id) {
            return (stuck.clone(), None);
        }
        let own = state.running.as_ref().filter(|r| r.job.id == stored.id);
        let Some(running) = own else {
            return (stored, None);
        };
        let done = running.job.done_ms.saturating_sub(running.from_ms);
        let left = running.job.total_ms.saturating_sub(running.job.done_ms);
        let took = running.since.elapsed().as_millis() as u64;
        let remaining = (running.job.state == JobState::Running && done > 0)
            .then(|| (u128::from(took) * u128::from(left) / u128::from(done)) as u64);
        (running.job.clone(), remaining)
    }

    pub(super) fn hear_with(&self, open: OpenTranscriber) {
        self.0.lock().open = Some(open);
    }

    pub(super) fn rest_for(&self, rest: Duration) {
        self.0.lock().rest = Some(rest);
    }

    /// An interview has begun on this machine: what is being transcribed makes way for it at once.
    pub(crate) fn interview_began(&self) {
        if let Some(running) = &self.0.lock().running {
            running.cancel.cancel();
            self.0.changed.notify_all();
        }
    }

    pub(super) fn wait(&self) {
        let mut state = self.0.lock();
        while state.worker.is_some() && (!state.idle || state.woken) && !state.closed {
            state = self
                .0
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Shared {
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until there may be something to do, or for as long as `patience`; false once everything is being closed.
    pub(super) fn rest(&self, patience: Option<Duration>) -> bool {
        let mut state = self.lock();
        let until = patience.map(|patience| Instant::now() + patience);
        state.idle = patience.is_none();
        while !state.closed && !state.woken {
            self.changed.notify_all();
            state = match until {
                None => self
                    .changed
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner),
                Some(until) => {
                    let left = until.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        break;
                    }
                    self.changed
                        .wait_timeout(state, left)
                        .unwrap_or_else(PoisonError::into_inner)
                        .0
                }
            };
        }
        state.woken = false;
        state.idle = false;
        !state.closed
    }
}

/// Refuses a second piece of work on the same recording.
pub(super) fn refuse_second(
    tx: &WriteTx<'_>,
    interview: InterviewId,
) -> std::result::Result<(), StoreError> {
    let open = table::of_interview(tx.conn(), interview)?;
    if open.iter().any(|job| !job.state.is_over()) {
        return Err(StoreError::Conflict(
            "this recording is being transcribed already, or waits for it; wait for that or cancel it"
                .to_owned(),
        ));
    }
    Ok(())
}

/// Queues transcriptions, and works on them.
#[derive(Clone)]
pub(crate) struct Starter {
    pub(super) shared: Arc<Shared>,
    pub(super) archive: Archive,
    bus: Bus,
    pub(super) models: ModelFolder,
    recogniser: Recogniser,
    pub(super) drafts: scorecards::Starter,
    /// Name of the speech model wanted for transcripts in each language.
    wanted: Arc<[(Language, String)]>,
}

impl Starter {
    /// Name of the speech model wanted for transcripts in this language.
    pub(super) fn wanted(&self, language: Language) -> Option<String> {
        let own = self.wanted.iter().find(|(of, _)| *of == language);
        own.map(|(_, name)| name.clone())
    }

    /// An interview has come to its end: has what it left without words heard, and ratings drafted once that is done, if
    /// that is wanted. Waits for nothing.
    pub(crate) fn interview_ended(&self, id: InterviewId) {
        match needs::catch_up_if_needed(self, id) {
            Ok(true) => {}
            Ok(false) => self.drafts.interview_ended(id),
            Err(error) => {
                tracing::warn!(%error, interview.id = %id, "an interview was not caught up with; its recording can be transcribed again");
                self.drafts.interview_ended(id);
            }
        }
    }

    /// Adds a job to the end of the queue.
    pub(super) fn add(
        &self,
        interview_id: InterviewId,
        kind: JobKind,
        model: &str,
        total_ms: u64,
        actor: Actor,
    ) -> Result<TranscriptionJob> {
        let job = new_job(interview_id, kind, model, total_ms);
        let stored = job.clone();
        self.archive.store.write(actor, job.created_at, move |tx| {
            refuse_second(tx, stored.interview_id)?;
            table::insert(tx, &stored)
        })?;
        self.queued(&job);
        Ok(job)
    }

    /// A job was added to the queue.
    pub(crate) fn queued(&self, job: &TranscriptionJob) {
        self.tell(job);
        self.wake();
    }

    /// A job was given up; it is stored as such already.
    pub(super) fn given_up(&self, job: &TranscriptionJob) {
        {
            let mut state = self.shared.lock();
            if let Some(running) = state.running.as_mut().filter(|r| r.job.id == job.id) {
                running.job = job.clone();
                running.cancel.cancel();
            }
            self.shared.changed.notify_all();
        }
        self.tell(job);
    }

    /// Waits as long as a recogniser that was given up has to rest; false once the work is called off.
    pub(super) fn let_rest(&self, cancel: &Cancel) -> bool {
        let mut state = self.shared.lock();
        let rest = state.rest.unwrap_or(Limits::default().rest);
        let until = Instant::now() + rest;
        while !state.closed && !cancel.is_cancelled() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return true;
            }
            state = self
                .shared
                .changed
                .wait_timeout(state, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        false
    }

    /// Puts a catch-up that failed back into the queue; what it has heard stays if the model is the same.
    pub(super) fn try_again(
        &self,
        mut job: TranscriptionJob,
        model: &str,
        total_ms: u64,
    ) -> Result<()> {
        let same = job.model == model;
        model.clone_into(&mut job.model);
        job.state = JobState::Waiting;
        job.done_ms = if same { job.done_ms.min(total_ms) } else { 0 };
        job.total_ms = total_ms;
        job.ended_at = None;
        job.error = None;
        let stored = job.clone();
        self.archive
            .store
            .write(Actor::System, clock::now(), move |tx| {
                refuse_second(tx, stored.interview_id)?;
                if !same {
                    table::forget_texts(tx, stored.id)?;
                }
                table::update(tx, &stored)
            })?;
        self.queued(&job);
        Ok(())
    }

    /// An interview was caught up with: its transcript is written again and its ratings can be drafted.
    pub(super) fn caught_up(&self, id: InterviewId) {
        room::write_transcript(&self.archive, id);
        self.drafts.interview_ended(id);
    }

    /// Has the worker look for something to do, and starts it if it is not there yet.
    pub(crate) fn wake(&self) {
        let mut state = self.shared.lock();
        if state.closed {
            return;
        }
        state.woken = true;
        self.shared.changed.notify_all();
        if state.worker.is_some() {
            return;
        }
        let with = self.clone();
        let worker = thread::Builder::new()
            .name("candor-transcribe".to_owned())
            .spawn(move || with.work());
        match worker {
            Ok(worker) => state.worker = Some(worker),
            Err(error) => {
                tracing::error!(%error, "no thread for transcribing in the background; it goes on at the next start");
            }
        }
    }

    /// Whether transcribers do not come from installed models.
    pub(super) fn brings_its_own(&self) -> bool {
        self.shared.lock().open.is_some()
    }

    /// A transcriber with this model.
    pub(super) fn open(&self, model: &str) -> Result<Box<dyn Transcriber>> {
        let own = self.shared.lock().open.clone();
        match own {
            Some(open) => open(model),
            None => Ok(self.recogniser.open(&self.models.locate(model)?)?),
        }
    }

    /// Tells how far the job has come.
    pub(super) fn progress(&self, job: &TranscriptionJob) {
        {
            let mut state = self.shared.lock();
            match &mut state.running {
                // It was given up meanwhile: that has been told already.
                Some(running) if running.job.id == job.id && running.job.state.is_over() => return,
                Some(running) if running.job.id == job.id => running.job = job.clone(),
                _ => {}
            }
        }
        self.tell(job);
    }

    pub(super) fn tell(&self, job: &TranscriptionJob) {
        self.bus.publish(&Live::Transcription { job: job.clone() });
    }
}

/// A job that waits for its turn.
pub(crate) fn new_job(
    interview_id: InterviewId,
    kind: JobKind,
    model: &str,
    total_ms: u64,
) -> TranscriptionJob {
    TranscriptionJob {
        id: TranscriptionJobId::new(),
        interview_id,
        kind,
        model: model.to_owned(),
        state: JobState::Waiting,
        done_ms: 0,
        total_ms,
        created_at: clock::now(),
        ended_at: None,
        error: None,
    }
}
