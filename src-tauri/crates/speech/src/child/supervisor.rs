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
    graphics_card::Computing,
    models::VerifiedModel,
    transcriber::{Cancel, Pass, TranscribeOptions, Transcriber, Transcription},
};

/// How often a finished utterance is tried: it may itself be what brings the recogniser down. A process that somebody
/// else killed does not count.
const TRIES: usize = 3;
/// Of these may end in silence, because each of them costs its whole deadline.
const SILENT_TRIES: usize = 2;
/// How often is tried to start one that loads the model.
const OPENINGS: usize = 2;

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
    /// The utterance is not to blame: somebody else killed it, a person or the system for want of memory, or the
    /// graphics card failed, which is left alone from now on.
    excused: bool,
    /// The next one computes on the processor instead.
    left_graphics_card: bool,
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
        let mut tries = 0;
        loop {
            let (reason, how) = match supervised.ready(&nobody) {
                Ok(_) => return Ok(supervised),
                Err(Trouble::Cancelled) => return Err(SpeechError::Cancelled),
                Err(Trouble::Hopeless(error)) => return Err(error),
                Err(Trouble::Broke { reason, how }) => (reason, how),
            };
            // Happens once: the next one is another recogniser, whatever became of this one.
            if supervised.broke_down(&reason, how).left_graphics_card {
                continue;
            }
            // Once more, as for an utterance: memory may have been short for a moment.
            tries += 1;
            if how == How::Silent || tries == OPENINGS {
                return Err(SpeechError::RecogniserDied(reason));
            }
        }
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
                    // One that was not allowed to is believed neither way.
                    child.on_graphics_card &= welcome.computing == Computing::GraphicsCard;
                    if welcome.computing == Computing::ProcessorInstead {
                        self.command.graphics_card().failed_with(self.model.entry());
                        self.speed.forget();
                    }
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
        let on_graphics_card = self.command.graphics_card().may_compute(entry);
        let hello = ToChild::Hello(Box::new(Hello {
            program: PROGRAM.to_owned(),
            imported: entry.imported,
            entry: entry.clone(),
            path: path.into_os_string(),
            graphics_card: on_graphics_card,
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
            on_graphics_card,
        });
        Ok(())
    }

    /// Ends the child and counts.
    fn broke_down(&mut self, reason: &str, how: How) -> Aftermath {
        self.pulse.0[0].store(0, Ordering::Release);
        let child = self.child.take();
        let on_graphics_card = child.as_ref().is_some_and(|child| child.on_graphics_card);
        let end = child.map(|child| child.process.end());
        self.pulse.0[1].fetch_add(1, Ordering::AcqRel);
        let goes_on = self.restarts.broke_down((self.now)());
        let killed = how == How::Ended && end.as_ref().is_some_and(|end| end.killed);
        let ended = end.map(|end| end.words);
        tracing::warn!(
            reason,
            ended,
            goes_on,
            on_graphics_card,
            "the recogniser's process broke down"
        );
        let left_graphics_card = on_graphics_card && !killed && how != How::Refuses;
        if left_graphics_card {
            self.command.graphics_card().failed_with(self.model.entry());
            // The processor is slower by far.
            self.speed.forget();
        }
        Aftermath {
            goes_on,
            excused: killed || left_graphics_card,
            left_graphics_card,
        }
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
                    let after = self.broke_down("it refuses to serve", How::Refuses);
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
            tries += usize::from(!after.excused);
            silent_tries += usize::from(how == How::Silent && !after.excused);
            if options.pass == Pass::Partial || tries >= TRIES || silent_tries >= SILENT_TRIES {
                return Err(SpeechError::RecogniserDied(reason));
            }
        }
    }

    fn window_ms(&self) -> u64 {
        self.window_ms
    }
}
