//! What the room wants stored, in order. A write that fails stays at the front and is tried again: a full disk
//! delays, it does not lose.

use std::{
    collections::VecDeque,
    sync::Arc,
    time::{Duration, Instant},
};

use candor_domain::{
    Actor, InterviewId, Message, RecordingId, Role, UtcMillis,
    recording::{Block, Recording},
};
use candor_store::{
    Store, StoreError, WriteTx, ai_calls, attempts, interviews, messages, progress, recordings,
};

use super::steps::Step;

/// Pause between two attempts after a failure.
const RETRY: Duration = Duration::from_secs(1);

/// One durable change of a room.
#[derive(Clone)]
pub(super) enum Write {
    /// One step of the engine: its messages with the requests to models they came of and the attempts noticed in
    /// them, its state, and the interview's move if it made one. One transaction.
    Step {
        interview_id: InterviewId,
        at: UtcMillis,
        state: String,
        step: Step,
    },
    /// A recording begins.
    RecordingStarted(Recording),
    /// A block of sound.
    Block {
        recording: RecordingId,
        block: Block,
        at: UtcMillis,
    },
    /// A recording ends after so many samples.
    RecordingEnded {
        recording: RecordingId,
        samples: u64,
        at: UtcMillis,
    },
}

/// Writes waiting for the store.
pub(super) struct Outbox {
    store: Arc<Store>,
    waiting: VecDeque<Write>,
    retry_at: Option<Instant>,
    failures: u32,
}

impl Outbox {
    pub(super) fn new(store: &Arc<Store>) -> Self {
        Self {
            store: Arc::clone(store),
            waiting: VecDeque::new(),
            retry_at: None,
            failures: 0,
        }
    }

    pub(super) fn push(&mut self, write: Write) {
        self.waiting.push_back(write);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Attempts that failed since the last success.
    pub(super) fn failures(&self) -> u32 {
        self.failures
    }

    /// When a failed write should be tried again.
    pub(super) fn retry_in(&self) -> Option<Duration> {
        self.retry_at
            .map(|at| at.saturating_duration_since(Instant::now()))
    }

    /// Stores what waits, in order; gives the messages now durable, with their numbers, and the first failure.
    /// The write that failed and all after it stay and are tried again later.
    pub(super) fn flush(&mut self) -> (Vec<Message>, Option<StoreError>) {
        let mut stored = Vec::new();
        while let Some(write) = self.waiting.front() {
            match self.store_one(write.clone()) {
                Ok(messages) => {
                    stored.extend(messages);
                    self.waiting.pop_front();
                    self.retry_at = None;
                    self.failures = 0;
                }
                Err(error) => {
                    self.retry_at = Some(Instant::now() + RETRY);
                    self.failures += 1;
                    return (stored, Some(error));
                }
            }
        }
        (stored, None)
    }

    fn store_one(&self, write: Write) -> Result<Vec<Message>, StoreError> {
        match write {
            Write::Step {
                interview_id,
                at,
                state,
                step,
            } => self.store.write(Actor::Interviewer, at, move |tx| {
                let mut stored = Vec::with_capacity(step.messages.len());
                for message in step.messages {
                    tx.act_as(actor(message.role));
                    stored.push(messages::append(tx, message)?);
                }
                tx.act_as(Actor::System);
                for attempt in &step.attempts {
                    attempts::insert(tx, attempt)?;
                }
                tx.act_as(Actor::Interviewer);
                for call in &step.calls {
                    ai_calls::insert(tx, call)?;
                }
                progress::save(tx, interview_id, &state)?;
                for (interview, kind, actor) in step.moved {
                    tx.act_as(actor);
                    interviews::update_status(tx, &interview, kind)?;
                }
                Ok(stored)
            }),
            Write::RecordingStarted(recording) => {
                let at = recording.started_at;
                let work = move |tx: &mut WriteTx<'_>| recordings::start(tx, &recording);
                self.store
                    .write(Actor::Candidate, at, work)
                    .map(|()| Vec::new())
            }
            Write::Block {
                recording,
                block,
                at,
            } => {
                let work = move |tx: &mut WriteTx<'_>| recordings::add_block(tx, recording, &block);
                self.store
                    .write(Actor::Candidate, at, work)
                    .map(|()| Vec::new())
            }
            Write::RecordingEnded {
                recording,
                samples,
                at,
            } => {
                let work = move |tx: &mut WriteTx<'_>| recordings::end(tx, recording, samples);
                self.store
                    .write(Actor::Candidate, at, work)
                    .map(|()| Vec::new())
            }
        }
    }
}

fn actor(role: Role) -> Actor {
    match role {
        Role::Candidate => Actor::Candidate,
        Role::AiHr => Actor::Interviewer,
        Role::Recruiter => Actor::Operator,
    }
}
