//! The child's side: reads requests on one thread and transcribes on another, so that what is called off ends at once.

use std::{
    io::{Read, Write},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use crossbeam_channel::{Receiver, Sender, unbounded};

use super::{
    frame::{self, FrameError},
    protocol::{
        Answer, Failure, FromChild, Hello, PROGRAM, Refusal, Request, ToChild, Welcome, plausible,
    },
};
use crate::{
    SAMPLES_PER_MS,
    error::SpeechError,
    graphics_card::Computing,
    models::VerifiedModel,
    transcriber::{Cancel, TranscribeOptions, Transcriber},
};

/// Why the child stopped serving.
#[derive(Debug, thiserror::Error)]
pub(super) enum Ended {
    /// The parent closed the pipe, or what came through it made no sense.
    #[error(transparent)]
    Frames(#[from] FrameError),
    /// An answer could not be written: the parent is gone.
    #[error("cannot answer: {0}")]
    Answering(std::io::Error),
    /// The parent has been told why.
    #[error("refused to serve")]
    Refused,
    /// The thread that reads could not be started.
    #[error("no thread: {0}")]
    Thread(std::io::Error),
}

/// Loads a transcriber for what the parent asks for, on the graphics card only if it may.
pub(super) type Load<'l> =
    &'l dyn Fn(&VerifiedModel, bool) -> Result<(Box<dyn Transcriber>, Computing), SpeechError>;

/// An utterance whose samples are all there.
struct Job {
    id: u64,
    samples: Vec<f32>,
    options: TranscribeOptions,
}

/// What may be called off: numbers of utterances that were asked for and not answered.
type Open = Arc<Mutex<Vec<(u64, Cancel)>>>;

/// Answers requests until the parent goes. `gone` is called on the reading thread as soon as it has, even while an
/// utterance is worked on.
pub(super) fn serve<I, O>(
    mut input: I,
    mut output: O,
    load: Load<'_>,
    gone: impl FnOnce() + Send + 'static,
) -> Result<(), Ended>
where
    I: Read + Send + 'static,
    O: Write,
{
    let hello = match frame::read(&mut input).and_then(|frame| ToChild::decode(&frame)) {
        Ok(ToChild::Hello(hello)) if hello.program == PROGRAM => *hello,
        Ok(ToChild::Hello(_)) | Err(FrameError::Version(_)) => {
            let program = PROGRAM.to_owned();
            say(
                &mut output,
                &FromChild::Refused(Refusal::Version { program }),
            )?;
            return Err(Ended::Refused);
        }
        Ok(_) => return Err(FrameError::Malformed("no greeting".to_owned()).into()),
        Err(error) => return Err(error.into()),
    };
    let open = Open::default();
    let (jobs, work) = unbounded();
    // From here on, so that a parent that goes while a large model is loaded is noticed.
    thread::Builder::new()
        .name("candor-requests".to_owned())
        .spawn({
            let open = Arc::clone(&open);
            move || {
                let error = requests(&mut input, &open, &jobs);
                tracing::debug!(%error, "no more requests");
                for (_, cancel) in locked(&open).drain(..) {
                    cancel.cancel();
                }
                gone();
            }
        })
        .map_err(Ended::Thread)?;
    let loaded = model(&hello).and_then(|model| load(&model, hello.graphics_card));
    let (mut transcriber, computing) = match loaded {
        Ok(loaded) => loaded,
        Err(error) => {
            say(&mut output, &FromChild::Refused(refusal(error)))?;
            return Err(Ended::Refused);
        }
    };
    let welcome = Welcome {
        program: PROGRAM.to_owned(),
        sha256: hello.entry.sha256,
        window_ms: transcriber.window_ms(),
        computing,
    };
    say(&mut output, &FromChild::Welcome(welcome))?;
    answer(transcriber.as_mut(), &work, &open, &mut output)
}

/// Transcribes one utterance after the other; ends when the reading thread does.
fn answer(
    transcriber: &mut dyn Transcriber,
    work: &Receiver<Job>,
    open: &Open,
    output: &mut impl Write,
) -> Result<(), Ended> {
    for job in work {
        let length_ms = job.samples.len() as u64 / SAMPLES_PER_MS;
        // A panic ends the process, and the parent starts a fresh one.
        let result = transcriber.transcribe(&job.samples, &job.options);
        locked(open).retain(|(id, _)| *id != job.id);
        let told = match result {
            Ok(transcription) => FromChild::Answer(Box::new(Answer {
                id: job.id,
                transcription: plausible(transcription, length_ms),
            })),
            Err(error) => FromChild::Failed {
                id: job.id,
                failure: match error {
                    SpeechError::Cancelled => Failure::Cancelled,
                    SpeechError::LanguageUnsupported { .. } => Failure::LanguageUnsupported,
                    other => Failure::Recogniser(other.to_string()),
                },
            },
        };
        say(output, &told)?;
    }
    Ok(())
}

/// Reads messages until that fails: for good when the parent has gone, and for no reason otherwise.
fn requests(input: &mut impl Read, open: &Open, jobs: &Sender<Job>) -> FrameError {
    let mut arriving: Option<(Request, Vec<f32>)> = None;
    loop {
        let message = match frame::read(input).and_then(|frame| ToChild::decode(&frame)) {
            Ok(message) => message,
            Err(error) => return error,
        };
        match (message, arriving.take()) {
            (ToChild::Request(request), None) => {
                locked(open).push((request.id, Cancel::default()));
                arriving = Some((request, Vec::new()));
            }
            (ToChild::Samples(more), Some((request, mut samples))) => {
                if samples.len() + more.len() > request.samples as usize {
                    return FrameError::Malformed("more samples than announced".to_owned());
                }
                samples.extend(more);
                arriving = Some((request, samples));
            }
            // One that was answered in the meantime is not known any more.
            (ToChild::Cancel { id }, unfinished) => {
                let open = locked(open);
                if let Some((_, cancel)) = open.iter().find(|(known, _)| *known == id) {
                    cancel.cancel();
                }
                arriving = unfinished;
            }
            _ => return FrameError::Malformed("messages out of order".to_owned()),
        }
        if let Some((request, samples)) =
            arriving.take_if(|(request, samples)| samples.len() == request.samples as usize)
        {
            let cancel = locked(open)
                .iter()
                .find(|(id, _)| *id == request.id)
                .map(|(_, cancel)| cancel.clone())
                .unwrap_or_default();
            let job = Job {
                id: request.id,
                samples,
                options: TranscribeOptions {
                    language: request.language,
                    threads: request.threads,
                    pass: request.pass,
                    vocabulary: request.vocabulary.into(),
                    detect_language: request.detect_language,
                    cancel,
                },
            };
            if jobs.send(job).is_err() {
                return FrameError::Closed;
            }
        }
    }
}

fn locked(open: &Open) -> std::sync::MutexGuard<'_, Vec<(u64, Cancel)>> {
    open.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The model the parent has verified. Its length is looked at again, because it may have been replaced since.
fn model(hello: &Hello) -> Result<VerifiedModel, SpeechError> {
    let mut entry = hello.entry.clone();
    entry.imported = hello.imported;
    let model = VerifiedModel::verified_by_parent(entry, PathBuf::from(&hello.path));
    let length = std::fs::metadata(model.path()).map(|m| m.len());
    match length {
        Ok(length) if length == model.entry().size_bytes => Ok(model),
        Ok(_) => Err(SpeechError::ModelInvalid {
            path: model.path().to_owned(),
            problem: "it is not the file that it was".to_owned(),
            remedy: "install the model again".to_owned(),
        }),
        Err(error) => Err(SpeechError::ModelInvalid {
            path: model.path().to_owned(),
            problem: error.to_string(),
            remedy: "install the model again".to_owned(),
        }),
    }
}

fn refusal(error: SpeechError) -> Refusal {
    match error {
        SpeechError::ModelInvalid {
            problem, remedy, ..
        } => Refusal::Model { problem, remedy },
        other => Refusal::Model {
            problem: other.to_string(),
            remedy: "try again, or choose another model".to_owned(),
        },
    }
}

fn say(output: &mut impl Write, message: &FromChild) -> Result<(), Ended> {
    let bytes = message.bytes()?;
    output
        .write_all(&bytes)
        .and_then(|()| output.flush())
        .map_err(Ended::Answering)
}

#[cfg(test)]
mod tests;
