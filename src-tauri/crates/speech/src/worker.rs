//! The thread that transcribes utterances while a conversation goes on.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, Sender, unbounded};

use crate::{
    error::SpeechError,
    transcriber::{TranscribeOptions, Transcriber, Transcription},
};

/// One utterance to transcribe.
#[derive(Debug, Clone)]
pub struct UtteranceJob {
    /// The caller's number for it; comes back in [`Finished`].
    pub id: u64,
    /// 16 kHz mono.
    pub samples: Vec<f32>,
    /// How.
    pub options: TranscribeOptions,
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
}

/// Handle of the thread `candor-speech`. Jobs are done one after the other, in order. Dropping the handle waits
/// for the current job only and discards the rest.
pub struct TranscriptionWorker {
    inbox: Option<Sender<UtteranceJob>>,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    pending: AtomicUsize,
    closing: AtomicBool,
}

impl TranscriptionWorker {
    /// Starts the thread. `on_finished` is called on it, once for each job in the order they were submitted.
    ///
    /// # Errors
    /// [`SpeechError::Start`] when the system has no thread left.
    pub fn spawn(
        transcriber: Box<dyn Transcriber>,
        on_finished: Box<dyn FnMut(Finished) + Send>,
    ) -> Result<Self, SpeechError> {
        let (inbox, jobs) = unbounded();
        let shared = Arc::new(Shared::default());
        let thread = thread::Builder::new()
            .name("candor-speech".to_owned())
            .spawn({
                let shared = Arc::clone(&shared);
                move || run(transcriber, on_finished, &jobs, &shared)
            })
            .map_err(SpeechError::Start)?;
        Ok(Self {
            inbox: Some(inbox),
            shared,
            thread: Some(thread),
        })
    }

    /// Adds a job. Never blocks.
    pub fn submit(&self, job: UtteranceJob) {
        self.shared.pending.fetch_add(1, Ordering::SeqCst);
        let sent = self
            .inbox
            .as_ref()
            .is_some_and(|inbox| inbox.send(job).is_ok());
        assert!(sent, "the speech thread outlives its handle");
    }

    /// Jobs whose [`Finished`] has not been handed out yet.
    pub fn pending(&self) -> usize {
        self.shared.pending.load(Ordering::SeqCst)
    }
}

impl Drop for TranscriptionWorker {
    fn drop(&mut self) {
        self.shared.closing.store(true, Ordering::SeqCst);
        drop(self.inbox.take());
        if self
            .thread
            .take()
            .is_some_and(|thread| thread.join().is_err())
        {
            tracing::error!("the speech thread ended in a panic");
        }
    }
}

fn run(
    mut transcriber: Box<dyn Transcriber>,
    mut on_finished: Box<dyn FnMut(Finished) + Send>,
    jobs: &Receiver<UtteranceJob>,
    shared: &Shared,
) {
    for job in jobs {
        if shared.closing.load(Ordering::SeqCst) {
            return;
        }
        let started = Instant::now();
        // A transcriber sets up each utterance afresh, so a broken one does not spoil the next.
        let result = catch_unwind(AssertUnwindSafe(|| {
            transcriber.transcribe(&job.samples, &job.options)
        }))
        .unwrap_or(Err(SpeechError::Panicked));
        let finished = Finished {
            id: job.id,
            result,
            took: started.elapsed(),
        };
        shared.pending.fetch_sub(1, Ordering::SeqCst);
        if catch_unwind(AssertUnwindSafe(|| on_finished(finished))).is_err() {
            tracing::error!("a finished utterance could not be handed over");
        }
    }
}

#[cfg(test)]
mod tests {
    use candor_domain::{Language, Word};

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
            Box::new(move |f| out.send(f).unwrap_or(())),
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
