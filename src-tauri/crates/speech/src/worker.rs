//! The thread that transcribes utterances while a conversation goes on.
//!
//! Finished utterances are done one after the other, in order, and each is answered. Between them it looks at the
//! utterance that is still being spoken: the newest look replaces one that waits, and gives way as soon as a finished
//! utterance arrives. Another transcriber may take over between two jobs, and the first one take its place back.
// Length: one thread, its inbox, and the tests of their order.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use crate::{
    SAMPLES_PER_MS,
    error::SpeechError,
    transcriber::{Cancel, TranscribeOptions, Transcriber, Transcription},
};

/// One utterance to transcribe.
#[derive(Debug, Clone)]
pub struct UtteranceJob {
    /// The caller's number for it; comes back in [`Finished`] and [`Preview`].
    pub id: u64,
    /// 16 kHz mono.
    pub samples: Vec<f32>,
    /// How.
    pub options: TranscribeOptions,
}

impl UtteranceJob {
    fn length_ms(&self) -> u64 {
        self.samples.len() as u64 / SAMPLES_PER_MS
    }
}

/// What the worker tells.
#[derive(Debug)]
pub enum Told {
    /// An utterance is done.
    Finished(Finished),
    /// A look at an utterance that is still being spoken. One that was called off is not told.
    Preview(Preview),
}

/// What became of one utterance.
#[derive(Debug)]
pub struct Finished {
    /// The caller's number for it.
    pub id: u64,
    /// Its words, or why there are none.
    pub result: Result<Transcription, SpeechError>,
    /// How long the transcriber worked on it.
    pub took: Duration,
    /// Whether a substitute worked on it.
    pub substitute: bool,
}

/// The words of an utterance so far.
#[derive(Debug)]
pub struct Preview {
    /// The caller's number for it.
    pub id: u64,
    /// Its words so far.
    pub transcription: Transcription,
    /// How much of it was heard, in ms.
    pub heard_ms: u64,
    /// How long the transcriber worked on it.
    pub took: Duration,
    /// Whether a substitute worked on it.
    pub substitute: bool,
}

/// Handle of the thread `candor-speech`. Dropping the handle calls off what is being worked on and discards the rest.
pub struct TranscriptionWorker {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    inbox: Mutex<Inbox>,
    arrived: Condvar,
    closing: AtomicBool,
}

#[derive(Default)]
struct Inbox {
    finished: std::collections::VecDeque<UtteranceJob>,
    preview: Option<UtteranceJob>,
    /// Who works from the next job on.
    change: Option<Change>,
    /// What is being worked on: whether it is a preview, how to call it off, and its length in ms.
    current: Option<(bool, Cancel, u64)>,
}

/// Who works from now on.
enum Change {
    /// Another transcriber, in place of the first one.
    Substitute(Box<dyn Transcriber>),
    /// The first one again.
    First,
}

impl Shared {
    fn inbox(&self) -> std::sync::MutexGuard<'_, Inbox> {
        self.inbox.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TranscriptionWorker {
    /// Starts the thread. `tell` is called on it, once for each finished utterance in the order they were submitted.
    ///
    /// # Errors
    /// [`SpeechError::Start`] when the system has no thread left.
    pub fn spawn(
        transcriber: Box<dyn Transcriber>,
        tell: Box<dyn FnMut(Told) + Send>,
    ) -> Result<Self, SpeechError> {
        let shared = Arc::new(Shared::default());
        let thread = thread::Builder::new()
            .name("candor-speech".to_owned())
            .spawn({
                let shared = Arc::clone(&shared);
                move || run(transcriber, tell, &shared)
            })
            .map_err(SpeechError::Start)?;
        Ok(Self {
            shared,
            thread: Some(thread),
        })
    }

    /// Adds a finished utterance; a look at an unfinished one gives way. Never blocks for long.
    pub fn submit(&self, job: UtteranceJob) {
        let mut inbox = self.shared.inbox();
        if inbox.preview.as_ref().is_some_and(|p| p.id == job.id) {
            inbox.preview = None;
        }
        if let Some((true, cancel, _)) = &inbox.current {
            cancel.cancel();
        }
        inbox.finished.push_back(job);
        self.shared.arrived.notify_one();
    }

    /// Asks for a look at an utterance that is still being spoken: all of it so far. Replaces one that waits.
    pub fn preview(&self, job: UtteranceJob) {
        self.shared.inbox().preview = Some(job);
        self.shared.arrived.notify_one();
    }

    /// From the next job on this transcriber works in place of the first one, which is kept.
    pub fn substitute(&self, transcriber: Box<dyn Transcriber>) {
        self.shared.inbox().change = Some(Change::Substitute(transcriber));
    }

    /// From the next job on the first transcriber works again; a substitute is dropped.
    pub fn use_first(&self) {
        self.shared.inbox().change = Some(Change::First);
    }

    /// Calls off what is being worked on and drops what waits. A finished utterance that was called off is told as
    /// [`SpeechError::Cancelled`]; of those that waited nothing is told any more.
    pub fn forget(&self) {
        let mut inbox = self.shared.inbox();
        inbox.finished.clear();
        inbox.preview = None;
        if let Some((_, cancel, _)) = &inbox.current {
            cancel.cancel();
        }
    }

    /// Finished utterances that wait or are being worked on.
    pub fn pending(&self) -> usize {
        let inbox = self.shared.inbox();
        inbox.finished.len() + usize::from(matches!(inbox.current, Some((false, ..))))
    }

    /// Sound of finished utterances that has no text yet, in ms.
    pub fn lag_ms(&self) -> u64 {
        let inbox = self.shared.inbox();
        let current = match &inbox.current {
            Some((false, _, length)) => *length,
            _ => 0,
        };
        current
            + inbox
                .finished
                .iter()
                .map(UtteranceJob::length_ms)
                .sum::<u64>()
    }

    /// Whether a look at an unfinished utterance waits or is under way.
    pub fn is_previewing(&self) -> bool {
        let inbox = self.shared.inbox();
        inbox.preview.is_some() || matches!(inbox.current, Some((true, ..)))
    }
}

impl Drop for TranscriptionWorker {
    fn drop(&mut self) {
        self.shared.closing.store(true, Ordering::SeqCst);
        if let Some((_, cancel, _)) = &self.shared.inbox().current {
            cancel.cancel();
        }
        self.shared.arrived.notify_one();
        if self
            .thread
            .take()
            .is_some_and(|thread| thread.join().is_err())
        {
            tracing::error!("the speech thread ended in a panic");
        }
    }
}

/// Waits for the next piece of work, finished utterances first, and for who does it if that changes; none when the handle
/// is dropped.
fn next(shared: &Shared) -> Option<(bool, UtteranceJob, Option<Change>)> {
    let mut inbox = shared.inbox();
    inbox.current = None;
    loop {
        if shared.closing.load(Ordering::SeqCst) {
            return None;
        }
        let job = match inbox.finished.pop_front() {
            Some(job) => Some((false, job)),
            None => inbox.preview.take().map(|job| (true, job)),
        };
        if let Some((preview, job)) = job {
            inbox.current = Some((preview, job.options.cancel.clone(), job.length_ms()));
            return Some((preview, job, inbox.change.take()));
        }
        inbox = shared
            .arrived
            .wait(inbox)
            .unwrap_or_else(PoisonError::into_inner);
    }
}

fn run(mut first: Box<dyn Transcriber>, mut tell: Box<dyn FnMut(Told) + Send>, shared: &Shared) {
    let mut substitute: Option<Box<dyn Transcriber>> = None;
    while let Some((preview, job, change)) = next(shared) {
        match change {
            Some(Change::Substitute(other)) => substitute = Some(other),
            Some(Change::First) => substitute = None,
            None => {}
        }
        let substituted = substitute.is_some();
        let transcriber = substitute.as_mut().unwrap_or(&mut first);
        let started = Instant::now();
        // A transcriber sets up each utterance afresh, so a broken one does not spoil the next.
        let result = catch_unwind(AssertUnwindSafe(|| {
            transcriber.transcribe(&job.samples, &job.options)
        }))
        .unwrap_or(Err(SpeechError::Panicked));
        let took = started.elapsed();
        let told = match (preview, result) {
            (false, result) => Told::Finished(Finished {
                id: job.id,
                result,
                took,
                substitute: substituted,
            }),
            (true, Ok(transcription)) => Told::Preview(Preview {
                id: job.id,
                transcription,
                heard_ms: job.length_ms(),
                took,
                substitute: substituted,
            }),
            (true, Err(SpeechError::Cancelled)) => continue,
            (true, Err(error)) => {
                // The utterance is heard once more when it is over; what fails then is told.
                tracing::debug!(%error, "a look at an utterance failed");
                continue;
            }
        };
        // What was told is not pending any more for whoever asks while it is told.
        shared.inbox().current = None;
        if catch_unwind(AssertUnwindSafe(|| tell(told))).is_err() {
            tracing::error!("what was heard could not be handed over");
        }
    }
}

#[cfg(test)]
mod tests {
    use candor_domain::{Language, Word};
    use crossbeam_channel::{Receiver, Sender, unbounded};

    use super::*;

    /// Says how many samples it got; waits for `go` first; panics on empty input.
    struct Counting {
        go: Receiver<()>,
    }

    impl Transcriber for Counting {
        fn transcribe(
            &mut self,
            samples: &[f32],
            options: &TranscribeOptions,
        ) -> Result<Transcription, SpeechError> {
            self.go.recv().unwrap();
            assert!(!samples.is_empty(), "nothing to count");
            let word = Word {
                text: samples.len().to_string(),
                start_ms: 0,
                end_ms: 1,
                probability: 0.5,
            };
            Ok(Transcription::from_words(
                vec![word],
                options.language,
                None,
            ))
        }
    }

    fn worker() -> (TranscriptionWorker, Sender<()>, Receiver<Finished>) {
        let (go, gate) = unbounded();
        let (out, finished) = unbounded();
        let worker = TranscriptionWorker::spawn(
            Box::new(Counting { go: gate }),
            Box::new(move |told| {
                if let Told::Finished(finished) = told {
                    out.send(finished).unwrap_or(());
                }
            }),
        )
        .unwrap();
        (worker, go, finished)
    }

    fn job(id: u64, samples: usize) -> UtteranceJob {
        UtteranceJob {
            id,
            samples: vec![0.0; samples],
            options: TranscribeOptions::new(Language::En),
        }
    }

    #[test]
    fn jobs_come_back_in_order_and_are_counted() {
        let (worker, go, finished) = worker();
        (1..=3).for_each(|id| worker.submit(job(id, id as usize * 10)));
        assert_eq!(worker.pending(), 3);
        (0..3).for_each(|_| go.send(()).unwrap());
        for id in 1..=3 {
            let done = finished.recv().unwrap();
            assert_eq!(
                (done.id, done.result.unwrap().text),
                (id, (id * 10).to_string())
            );
        }
        assert_eq!(worker.pending(), 0);
    }

    #[test]
    fn a_panic_costs_one_utterance() {
        let (worker, go, finished) = worker();
        worker.submit(job(1, 0));
        worker.submit(job(2, 5));
        (0..2).for_each(|_| go.send(()).unwrap());
        assert!(matches!(
            finished.recv().unwrap().result,
            Err(SpeechError::Panicked)
        ));
        assert_eq!(finished.recv().unwrap().result.unwrap().text, "5");
    }

    #[test]
    fn a_substitute_takes_over_between_two_jobs_and_gives_the_place_back() {
        let (worker, go, finished) = worker();
        let heard = |id| {
            worker.submit(job(id, 7));
            let done = finished.recv().unwrap();
            (done.id, done.result.unwrap().text, done.substitute)
        };
        go.send(()).unwrap();
        assert_eq!(heard(1), (1, "7".to_owned(), false));
        let (own, gate) = unbounded();
        worker.substitute(Box::new(Counting { go: gate }));
        own.send(()).unwrap();
        assert_eq!(heard(2), (2, "7".to_owned(), true));
        worker.use_first();
        go.send(()).unwrap();
        assert_eq!(heard(3), (3, "7".to_owned(), false));
        assert!(own.send(()).is_err(), "the substitute is gone");
    }

    #[test]
    fn what_is_forgotten_is_not_worked_on_and_what_comes_after_it_is() {
        let (worker, go, finished) = worker();
        (1..=3).for_each(|id| worker.submit(job(id, id as usize)));
        go.send(()).unwrap();
        assert_eq!(finished.recv().unwrap().id, 1);
        worker.forget();
        worker.submit(job(4, 4));
        // Job 2 may have begun before it was forgotten; job 3 cannot.
        (0..2).for_each(|_| go.send(()).unwrap());
        let told = finished.iter().take_while(|f| f.id != 4);
        assert!(told.map(|f| f.id).all(|id| id == 2));
        assert_eq!((worker.pending(), worker.lag_ms()), (0, 0));
    }

    #[test]
    fn dropping_finishes_the_current_job_only() {
        let (worker, go, finished) = worker();
        (1..=3).for_each(|id| worker.submit(job(id, 1)));
        // The rendezvous on `go` is taken by the first job only after it began; the rest is discarded.
        go.send(()).unwrap();
        assert_eq!(finished.recv().unwrap().id, 1);
        let closing = Arc::clone(&worker.shared);
        let dropper = thread::spawn(move || drop(worker));
        while !closing.closing.load(Ordering::SeqCst) {
            thread::yield_now();
        }
        // Job 2 may have begun before the handle was dropped; job 3 cannot.
        go.send(()).unwrap_or(());
        go.send(()).unwrap_or(());
        dropper.join().unwrap();
        assert!(finished.iter().all(|f| f.id == 2));
    }
}
