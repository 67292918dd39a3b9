//! The worker: a named thread that takes one recording after the other in, tells how far it is, and makes way for
//! interviews.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::{Duration, Instant},
};

use candor_domain::{
    Actor, RecordingImportId, RecordingImportJob, RecordingImportProblem, RecordingImportStep,
    live::{JobState, Live},
};
use candor_speech::Cancel;
use candor_store::{import_jobs, interviews};

use super::{
    ImportedRecording, TakenIn,
    host::{Host, Wanted},
    queue::Shared,
};
use crate::{Error, Result, clock};

/// Progress is told at most this often.
const TOLD_EVERY: Duration = Duration::from_millis(200);
/// How often it is looked whether an interview runs.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Takes in what waits, until nothing does.
pub(super) struct Worker {
    pub(super) host: Host,
    pub(super) shared: Arc<Shared>,
}

/// How fast it goes, and what was told of it.
struct Pace {
    step: RecordingImportStep,
    told: Option<Instant>,
    looked: Option<Instant>,
    /// Since when it goes on without a break, and from where.
    since: Instant,
    from: Option<u64>,
}

impl Worker {
    pub(super) fn work(&self) {
        while let Some((id, wanted, cancel)) = self.next() {
            let mut pace = Pace {
                step: RecordingImportStep::Checking,
                told: None,
                looked: None,
                since: Instant::now(),
                from: None,
            };
            let told = &mut |taken| self.told(id, &cancel, &mut pace, taken);
            let ran = catch_unwind(AssertUnwindSafe(|| {
                self.host.take(id, &wanted, &cancel, told)
            }));
            // It can be asked for anew from here on.
            drop(wanted);
            self.ended(id, &cancel, ran.unwrap_or(Err(Error::Internal)));
        }
    }

    /// The next one, if there is one: with none the worker ends.
    fn next(&self) -> Option<(RecordingImportId, Wanted, Cancel)> {
        let mut state = self.shared.lock();
        if !state.closed
            && let Some(entry) = state.entries.iter_mut().find(|e| e.wanted.is_some())
            && let Some(wanted) = entry.wanted.take()
        {
            entry.job.state = JobState::Running;
            return Some((entry.job.id, wanted, entry.cancel.clone()));
        }
        state.working = false;
        None
    }

    /// Tells how far it has come, now and then, and waits while an interview runs.
    fn told(&self, id: RecordingImportId, cancel: &Cancel, pace: &mut Pace, taken: TakenIn) {
        if pace.looked.is_none_or(|at| at.elapsed() >= LOOK_EVERY) {
            if self.make_way(id, cancel) {
                (pace.since, pace.from, pace.told) = (Instant::now(), None, None);
            }
            pace.looked = Some(Instant::now());
        }
        if taken.step != pace.step {
            (pace.step, pace.told) = (taken.step, None);
            (pace.since, pace.from) = (Instant::now(), None);
        }
        if pace.told.is_some_and(|at| at.elapsed() < TOLD_EVERY) {
            return;
        }
        pace.told = Some(Instant::now());
        let remaining_ms = remaining(pace, &taken);
        self.change(id, |job| {
            job.state = JobState::Running;
            job.step = taken.step;
            job.done_ms = taken.done_ms;
            job.total_ms = taken.total_ms.or(job.total_ms);
            job.done_bytes = taken.done_bytes;
            job.total_bytes = taken.total_bytes;
            job.remaining_ms = remaining_ms;
        });
    }

    /// Waits while an interview runs, until it is called off; says whether there was one.
    fn make_way(&self, id: RecordingImportId, cancel: &Cancel) -> bool {
        let mut waited = false;
        loop {
            match self.host.store().read(interviews::is_any_running) {
                Ok(true) if !cancel.is_cancelled() => {}
                Ok(_) => return waited,
                Err(error) => {
                    tracing::warn!(%error, "whether an interview runs is not known");
                    return waited;
                }
            }
            if !std::mem::replace(&mut waited, true) {
                self.change(id, |job| {
                    job.state = JobState::Paused;
                    job.remaining_ms = None;
                });
            }
            let state = self.shared.lock();
            // Called off in this moment: whoever did it has told before this lock was had.
            if !cancel.is_cancelled() {
                drop(self.shared.changed.wait_timeout(state, LOOK_EVERY));
            }
        }
    }

    /// Settles how it ended.
    fn ended(&self, id: RecordingImportId, cancel: &Cancel, ran: Result<ImportedRecording>) {
        let closed = self.shared.lock().closed;
        match ran {
            Ok(imported) => self.change(id, |job| {
                job.state = JobState::Done;
                job.step = RecordingImportStep::Finishing;
                job.done_ms = imported.interview.active_ms;
                job.total_ms = Some(imported.interview.active_ms);
                job.done_bytes = job.total_bytes;
                job.remaining_ms = None;
                job.interview_id = Some(imported.interview.id);
                job.truncated = imported.truncated;
                job.damaged_packets = imported.damaged_packets;
            }),
            // The next start tells of it.
            Err(_) if closed => {}
            Err(_) if cancel.is_cancelled() => {
                self.host.forget(id);
                self.change(id, |job| job.state = JobState::Cancelled);
            }
            Err(error) => {
                let (code, detail) = (error.code(), error.to_string());
                tracing::warn!(code = code.as_str(), "a recording could not be taken in");
                let words = detail.clone();
                let fail = move |tx: &mut candor_store::WriteTx<'_>| {
                    import_jobs::fail(tx, id, code, &words)
                };
                let noted = self.host.store().write(Actor::System, clock::now(), fail);
                if let Err(error) = noted {
                    tracing::warn!(%error, "why a recording could not be taken in was not noted");
                }
                self.change(id, |job| {
                    job.state = JobState::Failed;
                    job.remaining_ms = None;
                    job.problem = Some(RecordingImportProblem { code, detail });
                });
            }
        }
    }

    /// Changes where it stands, and tells.
    fn change(&self, id: RecordingImportId, change: impl FnOnce(&mut RecordingImportJob)) {
        let mut state = self.shared.lock();
        let Ok(entry) = state.find(id) else {
            return;
        };
        change(&mut entry.job);
        let job = entry.job.clone();
        self.host.bus.publish(&Live::RecordingImport { job });
        self.shared.changed.notify_all();
    }
}

/// How long it still takes if it goes on as it did since its last break.
fn remaining(pace: &mut Pace, taken: &TakenIn) -> Option<u64> {
    let (done, total) = match taken.total_ms {
        Some(total) => (taken.done_ms, total),
        None => (taken.done_bytes, taken.total_bytes),
    };
    let from = *pace.from.get_or_insert(done);
    let won = done.saturating_sub(from);
    let took = pace.since.elapsed();
    if taken.step != RecordingImportStep::TakingIn || won == 0 || took < LOOK_EVERY {
        return None;
    }
    let left = u128::from(total.saturating_sub(done));
    u64::try_from(took.as_millis() * left / u128::from(won)).ok()
}
