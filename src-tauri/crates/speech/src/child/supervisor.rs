//! A transcriber whose work is done by a child process, which is started again when it breaks down.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Instant,
};

use super::{
    ChildCommand,
    patience::{Patience, Speed},
    process::Process,
    protocol::{Failure, FromChild, Hello, MAX_SAMPLES, PROGRAM, Refusal, ToChild, plausible},
    restarts::{Limits, Restarts},
    running::{How, Running, Trouble, other_version},
};
use crate::{
    SAMPLES_PER_MS,
    error::SpeechError,
    models::VerifiedModel,
    transcriber::{Cancel, Pass, TranscribeOptions, Transcriber, Transcription},
};

/// How often a finished utterance is tried: it may itself be what brings the recogniser down. A process that somebody
/// else killed does not count.
const TRIES: usize = 3;
/// Of these may end in silence, because each of them costs its whole deadline.
const SILENT_TRIES: usize = 2;

/// How a recogniser's process is supervised.
#[derive(Clone)]
pub struct Supervision {
    /// When it is given up.
    pub limits: Limits,
    /// When it counts as hung.
    pub patience: Patience,
    /// The time, for [`Limits`].
    pub now: Arc<dyn Fn() -> Instant + Send + Sync>,
}

impl Default for Supervision {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            patience: Patience::default(),
            now: Arc::new(Instant::now),
        }
    }
}

/// What goes on in a [`Supervised`], seen from other threads.
#[derive(Debug, Clone, Default)]
pub struct Pulse(Arc<[AtomicU32; 2]>);

impl Pulse {
    /// Number of the process; none while there is none.
    pub fn process(&self) -> Option<u32> {
        Some(self.0[0].load(Ordering::Acquire)).filter(|id| *id != 0)
    }

    /// How often it has broken down.
    pub fn breakdowns(&self) -> u32 {
        self.0[1].load(Ordering::Acquire)
    }
}

/// A transcriber in a process of its own. The model is in that process; dropping this ends it.
///
/// A finished utterance is tried again in a fresh process when it breaks down; a look at an unfinished one is not.
/// After too many break-downs each utterance is answered by [`SpeechError::RecogniserGivenUp`] at once, until the
/// recogniser has rested and works again.
pub struct Supervised {
    command: ChildCommand,
    model: VerifiedModel,
    now: Arc<dyn Fn() -> Instant + Send + Sync>,
    restarts: Restarts,
    speed: Speed,
    window_ms: u64,
    next: u64,
    child: Option<Running>,
    pulse: Pulse,
}

/// What a break-down leads to.
#[derive(Debug, Clone, Copy)]
struct Aftermath {
    /// It may be started again.
    goes_on: bool,
    /// Somebody else killed it: a person, or the system for want of memory.
    killed: bool,
}

impl Supervised {
    /// Starts a child and has it load the model.
    ///
    /// # Errors
    /// [`SpeechError::ModelInvalid`], [`SpeechError::RecogniserDied`], [`SpeechError::RecogniserOfAnotherVersion`].
    pub fn open(command: &ChildCommand, model: &VerifiedModel) -> Result<Self, SpeechError> {
        Self::open_with(command, model, Supervision::default())
    }

    /// The same, supervised otherwise.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_with(
        command: &ChildCommand,
        model: &VerifiedModel,
        supervision: Supervision,
    ) -> Result<Self, SpeechError> {
        let mut supervised = Self {
            command: command.clone(),
            model: model.clone(),
            now: supervision.now,
            restarts: Restarts::new(supervision.limits),
            speed: Speed::new(supervision.patience),
            window_ms: 0,
            next: 1,
            child: None,
            pulse: Pulse::default(),
        };
        let nobody = Cancel::default();
        // Once more, as for an utterance: memory may have been short for a moment.
        match supervised.ready(&nobody) {
            Err(Trouble::Broke { reason, how }) if how != How::Silent => {
                supervised.broke_down(&reason, how);
                supervised.ready(&nobody)
            }
            other => other,
        }
        .map_err(|trouble| match trouble {
            Trouble::Cancelled => SpeechError::Cancelled,
            Trouble::Broke { reason, .. } => SpeechError::RecogniserDied(reason),
            Trouble::Hopeless(error) => error,
        })?;
        Ok(supervised)
    }

    /// What goes on in it.
    pub fn pulse(&self) -> Pulse {
        self.pulse.clone()
    }

    /// A child that has loaded the model and owes nothing. An ended one is replaced.
    fn ready(&mut self, cancel: &Cancel) -> Result<&mut Running, Trouble> {
        if self.child.as_ref().is_some_and(Running::has_ended)
            && !self.broke_down("it ended while idle", How::Ended).goes_on
        {
            return Err(Trouble::Hopeless(self.given_up()));
        }
        if self.child.is_none() {
            self.start()?;
        }
        let Some(child) = self.child.as_mut() else {
            return Err(Trouble::broke("it could not be started"));
        };
        if let Some(until) = child.loading_until {
            match child.hear(until, cancel)? {
                FromChild::Welcome(welcome) => {
                    if welcome.program != PROGRAM {
                        return Err(other_version(welcome.program));
                    }
                    if welcome.sha256 != self.model.entry().sha256 {
                        return Err(Trouble::broke("it loaded another model"));
                    }
                    self.window_ms = welcome.window_ms;
                    child.loading_until = None;
                }
                FromChild::Refused(Refusal::Version { program }) => {
                    return Err(other_version(program));
                }
                FromChild::Refused(Refusal::Model { problem, remedy }) => {
                    return Err(Trouble::Hopeless(SpeechError::ModelInvalid {
                        path: self.model.path().to_owned(),
                        problem,
                        remedy,
                    }));
                }
                _ => return Err(Trouble::broke("it answered before it was asked")),
            }
        }
        if let Some((owed, since)) = child.called_off {
            let id = child
                .hear(since + self.speed.settling(), cancel)?
                .answered();
            if id != Some(owed) {
                return Err(Trouble::broke("it answered what was not asked"));
            }
            child.called_off = None;
        }
        Ok(child)
    }

    fn start(&mut self) -> Result<(), Trouble> {
        let entry = self.model.entry();
        let path =
            std::path::absolute(self.model.path()).unwrap_or_else(|_| self.model.path().to_owned());
        let hello = ToChild::Hello(Box::new(Hello {
            program: PROGRAM.to_owned(),
            imported: entry.imported,
            entry: entry.clone(),
            path: path.into_os_string(),
        }));
        let hello = hello.bytes().map_err(Trouble::broke)?;
        let process = Process::start(&self.command)
            .map_err(|error| Trouble::broke(format!("it could not be started: {error}")))?;
        process.send(hello);
        tracing::debug!(id = process.id(), model = entry.name, "recogniser started");
        self.pulse.0[0].store(process.id(), Ordering::Release);
        self.child = Some(Running {
            process,
            loading_until: Some(Instant::now() + self.speed.load(entry.size_bytes)),
            called_off: None,
        });
        Ok(())
    }

    /// Ends the child and counts.
    fn broke_down(&mut self, reason: &str, how: How) -> Aftermath {
        self.pulse.0[0].store(0, Ordering::Release);
        let end = self.child.take().map(|child| child.process.end());
        self.pulse.0[1].fetch_add(1, Ordering::AcqRel);
        let goes_on = self.restarts.broke_down((self.now)());
        let killed = how == How::Ended && end.as_ref().is_some_and(|end| end.killed);
        let ended = end.map(|end| end.words);
        tracing::warn!(
            reason,
            ended,
            goes_on,
            "the recogniser's process broke down"
        );
        Aftermath { goes_on, killed }
    }

    fn given_up(&self) -> SpeechError {
        SpeechError::RecogniserGivenUp {
            times: self.restarts.count(),
        }
    }

    /// One try.
    fn attempt(
        &mut self,
        samples: &[f32],
        options: &TranscribeOptions,
    ) -> Result<Result<Transcription, Failure>, Trouble> {
        let length_ms = samples.len() as u64 / SAMPLES_PER_MS;
        let id = self.next;
        self.next += 1;
        let patience = self.speed.answer(length_ms);
        let child = self.ready(&options.cancel)?;
        let began = Instant::now();
        child.ask(id, samples, options).map_err(Trouble::broke)?;
        let answer = child.hear(began + patience, &options.cancel);
        if matches!(answer, Err(Trouble::Cancelled)) {
            child.call_off(id).map_err(Trouble::broke)?;
        }
        match answer? {
            FromChild::Answer(answer) if answer.id == id => {
                if options.pass == Pass::Final {
                    self.speed.measure(length_ms, began.elapsed());
                }
                Ok(Ok(plausible(answer.transcription, length_ms)))
            }
            FromChild::Failed {
                failure: Failure::Recogniser(reason),
                ..
            } => Err(Trouble::broke(reason)),
            FromChild::Failed { id: about, failure } if about == id => Ok(Err(failure)),
            _ => Err(Trouble::broke("it answered what was not asked")),
        }
    }
}

impl Transcriber for Supervised {
    fn transcribe(
        &mut self,
        samples: &[f32],
        options: &TranscribeOptions,
    ) -> Result<Transcription, SpeechError> {
        if samples.len() > MAX_SAMPLES {
            return Err(SpeechError::TooLong);
        }
        let (mut tries, mut silent_tries) = (0, 0);
        // Ends at the latest when it is given up.
        loop {
            if options.cancel.is_cancelled() {
                return Err(SpeechError::Cancelled);
            }
            if !self.restarts.may_work((self.now)()) {
                return Err(self.given_up());
            }
            let (reason, how) = match self.attempt(samples, options) {
                Ok(answer) => {
                    self.restarts.answered();
                    return answer.map_err(|failure| match failure {
                        Failure::LanguageUnsupported => SpeechError::LanguageUnsupported {
                            name: self.model.name().to_owned(),
                            language: options.language,
                        },
                        Failure::Cancelled => SpeechError::Cancelled,
                        Failure::Recogniser(reason) => SpeechError::RecogniserDied(reason),
                    });
                }
                Err(Trouble::Cancelled) => return Err(SpeechError::Cancelled),
                Err(Trouble::Hopeless(error @ SpeechError::RecogniserGivenUp { .. })) => {
                    return Err(error);
                }
                Err(Trouble::Hopeless(error)) => {
                    let after = self.broke_down("it refuses to serve", How::Failed);
                    return Err(if after.goes_on {
                        error
                    } else {
                        self.given_up()
                    });
                }
                Err(Trouble::Broke { reason, how }) => (reason, how),
            };
            let after = self.broke_down(&reason, how);
            if !after.goes_on {
                return Err(self.given_up());
            }
            tries += usize::from(!after.killed);
            silent_tries += usize::from(how == How::Silent);
            if options.pass == Pass::Partial || tries >= TRIES || silent_tries >= SILENT_TRIES {
                return Err(SpeechError::RecogniserDied(reason));
            }
        }
    }

    fn window_ms(&self) -> u64 {
        self.window_ms
    }
}
