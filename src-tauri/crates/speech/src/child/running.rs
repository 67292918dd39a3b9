//! A child at work: asked, heard and called off, without ever waiting longer than is allowed.

use std::time::{Duration, Instant};

use crossbeam_channel::{RecvTimeoutError, TryRecvError};

use super::{
    frame::{FrameError, VERSION},
    process::Process,
    protocol::{FromChild, MAX_VOCABULARY, Request, SAMPLES_PER_FRAME, ToChild, samples_bytes},
};
use crate::{
    error::SpeechError,
    transcriber::{Cancel, TranscribeOptions},
};

/// How often is looked whether an utterance was called off.
const LOOK: Duration = Duration::from_millis(10);

/// A child and what it owes us.
pub(super) struct Running {
    pub(super) process: Process,
    /// Until when it may load the model; none once it has.
    pub(super) loading_until: Option<Instant>,
    /// Called off, not answered yet, and since when.
    pub(super) called_off: Option<(u64, Instant)>,
    /// It computes on the graphics card, or may until it says what it computes on.
    pub(super) on_graphics_card: bool,
}

/// Why an attempt gave no answer.
pub(super) enum Trouble {
    /// It was called off.
    Cancelled,
    /// The process broke down.
    Broke { reason: String, how: How },
    /// Starting it again would not help.
    Hopeless(SpeechError),
}

/// In which manner a process broke down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum How {
    /// It ended.
    Ended,
    /// It did not answer in time.
    Silent,
    /// It failed, or what it said made no sense.
    Failed,
    /// It does not want to serve, which is no failure.
    Refuses,
}

impl Running {
    /// Whether it has closed its pipe: nothing else can come from one that is not asked.
    pub(super) fn has_ended(&self) -> bool {
        self.loading_until.is_none()
            && self.called_off.is_none()
            && !matches!(self.process.messages().try_recv(), Err(TryRecvError::Empty))
    }

    pub(super) fn ask(
        &self,
        id: u64,
        samples: &[f32],
        options: &TranscribeOptions,
    ) -> Result<(), FrameError> {
        let vocabulary = &options.vocabulary;
        let request = ToChild::Request(Request {
            id,
            samples: samples.len() as u32,
            language: options.language,
            threads: options.threads,
            pass: options.pass,
            vocabulary: vocabulary[..vocabulary.floor_char_boundary(MAX_VOCABULARY)].to_owned(),
            detect_language: options.detect_language,
        });
        self.process.send(request.bytes()?);
        for samples in samples.chunks(SAMPLES_PER_FRAME) {
            self.process.send(samples_bytes(samples)?);
        }
        Ok(())
    }

    pub(super) fn call_off(&mut self, id: u64) -> Result<(), FrameError> {
        self.process.send(ToChild::Cancel { id }.bytes()?);
        self.called_off = Some((id, Instant::now()));
        Ok(())
    }

    /// The child's next message.
    pub(super) fn hear(&self, until: Instant, cancel: &Cancel) -> Result<FromChild, Trouble> {
        loop {
            if cancel.is_cancelled() {
                return Err(Trouble::Cancelled);
            }
            // What has come counts, however late it is: this process may have been stopped meanwhile.
            match self.process.messages().recv_timeout(LOOK) {
                Ok(Ok(message)) => return Ok(message),
                Ok(Err(FrameError::Version(theirs))) => {
                    return Err(other_version(format!("{theirs} instead of {VERSION}")));
                }
                Ok(Err(FrameError::Closed | FrameError::Truncated))
                | Err(RecvTimeoutError::Disconnected) => {
                    return Err(Trouble::Broke {
                        reason: "its process ended".to_owned(),
                        how: How::Ended,
                    });
                }
                Ok(Err(error)) => return Err(Trouble::broke(error)),
                Err(RecvTimeoutError::Timeout) if Instant::now() >= until => {
                    return Err(Trouble::Broke {
                        reason: "it did not answer in time".to_owned(),
                        how: How::Silent,
                    });
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }
}

impl Trouble {
    pub(super) fn broke(reason: impl ToString) -> Self {
        Self::Broke {
            reason: reason.to_string(),
            how: How::Failed,
        }
    }
}

impl FromChild {
    /// Which utterance this is about.
    pub(super) fn answered(&self) -> Option<u64> {
        match self {
            Self::Answer(answer) => Some(answer.id),
            Self::Failed { id, .. } => Some(*id),
            Self::Welcome(_) | Self::Refused(_) => None,
        }
    }
}

pub(super) fn other_version(theirs: String) -> Trouble {
    Trouble::Hopeless(SpeechError::RecogniserOfAnotherVersion { theirs })
}
