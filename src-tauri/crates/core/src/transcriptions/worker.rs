//! The worker: a named thread that takes one job after the other.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};

use candor_domain::{
    Actor, Code, InterviewId, JobKind, TranscriptionJob, TranscriptionJobId, live::JobState,
};
use candor_speech::{Cancel, SpeechError};
use candor_store::{StoreError, interviews, transcription_jobs as table};

use super::{
    queue::{Running, Starter},
    work,
};
use crate::{Error, Result, clock, room};

/// How often it is looked whether the interview that runs has ended, or the disk has room again.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Longest time between two looks at a full disk.
const LOOK_AT_THE_LATEST: Duration = Duration::from_mins(1);

/// Twice as long as before.
fn longer(before: Duration) -> Duration {
    (before * 2).clamp(LOOK_AGAIN, LOOK_AT_THE_LATEST)
}

impl Starter {
    /// After which time to look whether the disk has room again: each look that finds none loads a model for nothing.
    fn full_for(&self) -> Duration {
        let mut state = self.shared.lock();
        state.full_for = longer(state.full_for);
        state.full_for
    }

    /// Works off one job after the other until everything is closed.
    pub(super) fn work(&self) {
        let mut patience = Some(Duration::ZERO);
        while self.shared.rest(patience) {
            patience = self.step().unwrap_or_else(|error| {
                tracing::warn!(%error, "what waits to be transcribed cannot be looked at; that is tried again");
                Some(LOOK_AGAIN)
            });
        }
    }

    /// Works on the first job there is; says after which time to look again, or that there is nothing to do.
    fn step(&self) -> Result<Option<Duration>> {
        let (open, busy) = self
            .archive
            .store
            .read(|conn| Ok((table::open(conn)?, interviews::is_any_running(conn)?)))?;
        let Some(job) = open.into_iter().next() else {
            return Ok(None);
        };
        if busy {
            return Ok(Some(LOOK_AGAIN));
        }
        let cancel = Cancel::default();
        {
            let mut state = self.shared.lock();
            if state.closed {
                return Ok(None);
            }
            state.running = Some(Running {
                from_ms: job.done_ms,
                job: job.clone(),
                since: Instant::now(),
                cancel: cancel.clone(),
            });
        }
        let (id, kind, interview) = (job.id, job.kind, job.interview_id);
        let ran = catch_unwind(AssertUnwindSafe(|| self.run(job, cancel)));
        let next = self.ended(id, kind, interview, ran.unwrap_or(Err(Error::Internal)));
        self.shared.lock().running = None;
        next
    }

    fn run(&self, job: TranscriptionJob, cancel: Cancel) -> Result<()> {
        // Between the look at the interviews and the registration one may have begun.
        if self.archive.store.read(interviews::is_any_running)? {
            return Err(SpeechError::Cancelled.into());
        }
        let Some(job) = self.moved(job.id, |job| job.state = JobState::Running)? else {
            return Ok(());
        };
        self.shared.lock().stuck = None;
        self.progress(&job);
        work::run(self, job, cancel)
    }

    /// Settles how a run ended.
    fn ended(
        &self,
        id: TranscriptionJobId,
        kind: JobKind,
        interview: InterviewId,
        ran: Result<()>,
    ) -> Result<Option<Duration>> {
        match ran {
            Ok(()) => {}
            Err(Error::Speech(SpeechError::Cancelled)) => {
                // By whom? One that was given up is stored as such; otherwise it waits for the next start, or for the
                // end of the interview that has begun.
                let closed = self.shared.lock().closed;
                let state = if closed {
                    JobState::Waiting
                } else {
                    JobState::Paused
                };
                if let Some(job) = self.moved(id, move |job| job.state = state)? {
                    self.progress(&job);
                }
            }
            Err(error) if error.code() == Code::DiskFull => {
                tracing::warn!(%error, interview.id = %interview, "a transcription waits for room on the disk");
                let stored = self.archive.store.read(|conn| table::get(conn, id))?;
                if let Some(mut job) = stored.filter(|job| !job.state.is_over()) {
                    job.state = JobState::Paused;
                    job.error = Some(error.to_string());
                    self.shared.lock().stuck = Some(job.clone());
                    self.tell(&job);
                }
                return Ok(Some(self.full_for()));
            }
            Err(error) => {
                let over = matches!(
                    error,
                    Error::ConsentWithdrawn | Error::Store(StoreError::ConsentWithdrawn)
                );
                let words = error.to_string();
                let job = self.moved(id, move |job| {
                    job.ended_at = Some(clock::now());
                    if over {
                        job.state = JobState::Cancelled;
                    } else {
                        job.state = JobState::Failed;
                        job.error = Some(words);
                    }
                })?;
                if let Some(job) = job {
                    tracing::error!(%error, interview.id = %interview, "a recording could not be transcribed");
                    self.progress(&job);
                    match kind {
                        _ if over => {}
                        JobKind::CatchUp => self.drafts.interview_ended(interview),
                        JobKind::Import => room::write_transcript(&self.archive, interview),
                        JobKind::Again => {}
                    }
                }
            }
        }
        self.shared.lock().full_for = Duration::ZERO;
        Ok(Some(Duration::ZERO))
    }

    /// Stores a change of a job that has not ended; `None` when it has, or was erased.
    fn moved(
        &self,
        id: TranscriptionJobId,
        change: impl FnOnce(&mut TranscriptionJob) + Send + 'static,
    ) -> Result<Option<TranscriptionJob>> {
        Ok(self
            .archive
            .store
            .write(Actor::System, clock::now(), move |tx| {
                let Some(mut job) = table::get(tx.conn(), id)?.filter(|j| !j.state.is_over())
                else {
                    return Ok(None);
                };
                change(&mut job);
                table::update(tx, &job)?;
                Ok(Some(job))
            })?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_looked_at_less_and_less_often() {
        let waits = std::iter::successors(Some(longer(Duration::ZERO)), |w| Some(longer(*w)));
        let seconds: Vec<_> = waits.take(8).map(|wait| wait.as_secs()).collect();
        assert_eq!(seconds, [1, 2, 4, 8, 16, 32, 60, 60]);
    }
}
