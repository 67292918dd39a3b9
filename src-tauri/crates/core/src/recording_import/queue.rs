//! Recordings that are taken in in the background: one after the other, by one worker, told as they go on.
//!
//! What was asked for is stored until it is an interview, is given up, or was told to have failed: a start of Candor that
//! finds one tells that it was cut short. An interview that runs on this machine has it to itself; what is being taken in
//! waits for its end.

use std::{
    path::Path,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
};

use candor_domain::{
    RecordingImportId, RecordingImportJob, RecordingImportProblem, RecordingImportStep, UtcMillis,
    live::{JobState, Live},
};
use candor_speech::Cancel;
use candor_store::{Store, import_jobs};

use super::{
    RecordingImport, file_name,
    host::{Host, Kept, Underway, Wanted, forget},
    worker::Worker,
};
use crate::{App, Error, Result, clock};

/// What an application takes in. Dropping it stops the worker; what was under way is told at the next start.
#[derive(Default)]
pub(crate) struct Imports {
    shared: Arc<Shared>,
    underway: Underway,
}

#[derive(Default)]
pub(super) struct Shared {
    state: Mutex<State>,
    pub(super) changed: Condvar,
}

#[derive(Default)]
pub(super) struct State {
    /// In the order in which they were asked for.
    pub(super) entries: Vec<Entry>,
    worker: Option<JoinHandle<()>>,
    /// The worker looks for more before it ends.
    pub(super) working: bool,
    pub(super) closed: bool,
}

pub(super) struct Entry {
    pub(super) job: RecordingImportJob,
    request: RecordingImport,
    /// Taken by the worker.
    pub(super) wanted: Option<Wanted>,
    pub(super) cancel: Cancel,
}

impl Shared {
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    pub(super) fn find(&mut self, id: RecordingImportId) -> Result<&mut Entry> {
        let own = self.entries.iter_mut().find(|entry| entry.job.id == id);
        own.ok_or(Error::NotFound("import"))
    }
}

impl Drop for Imports {
    fn drop(&mut self) {
        let worker = {
            let mut state = self.shared.lock();
            state.closed = true;
            for entry in &state.entries {
                entry.cancel.cancel();
            }
            self.shared.changed.notify_all();
            state.worker.take()
        };
        if worker.is_some_and(|worker| worker.join().is_err()) {
            tracing::error!("taking recordings in ended in a panic");
        }
    }
}

impl Imports {
    /// What an earlier run left behind: failed, or cut short by its end. Nothing of it is there but what was asked for.
    pub(crate) fn restored(store: &Store) -> Self {
        let imports = Self::default();
        let rows = store.read(import_jobs::list).unwrap_or_else(|error| {
            tracing::warn!(%error, "what was being taken in when Candor ended is not known");
            Vec::new()
        });
        for row in rows {
            let id = row.id;
            match left(row) {
                Some(entry) => imports.shared.lock().entries.push(entry),
                None => forget(store, id),
            }
        }
        imports
    }

    pub(super) fn underway(&self) -> &Underway {
        &self.underway
    }
}

/// What an earlier run left behind, for people.
fn left(row: import_jobs::ImportRow) -> Option<Entry> {
    let Kept {
        request,
        position_title,
    } = serde_json::from_str(&row.request)
        .inspect_err(
            |error| tracing::warn!(%error, "what an earlier version was asked to take in is forgotten"),
        )
        .ok()?;
    let mut job = job(row.id, &request, position_title, row.created_at);
    job.state = JobState::Failed;
    job.cut_short = row.failed.is_none();
    job.problem = row
        .failed
        .map(|(code, detail)| RecordingImportProblem { code, detail });
    Some(Entry {
        job,
        request,
        wanted: None,
        cancel: Cancel::default(),
    })
}

/// One that waits for its turn.
fn job(
    id: RecordingImportId,
    request: &RecordingImport,
    position_title: String,
    created_at: UtcMillis,
) -> RecordingImportJob {
    RecordingImportJob {
        id,
        file_name: file_name(Path::new(&request.path)),
        candidate_name: request.candidate_name.trim().to_owned(),
        position_title,
        state: JobState::Waiting,
        step: RecordingImportStep::Checking,
        done_ms: 0,
        total_ms: None,
        done_bytes: 0,
        total_bytes: 0,
        remaining_ms: None,
        created_at,
        cut_short: false,
        problem: None,
        interview_id: None,
        truncated: false,
        damaged_packets: 0,
    }
}

/// Takes a recording in, in the background, after what waits already.
///
/// # Errors
/// [`Error::Invalid`] names what is missing; [`Error::Audio`] for a file whose beginning cannot be decoded;
/// [`Error::Conflict`] while this file is being taken in already; a speech model that is missing.
pub fn start(app: &App, request: &RecordingImport) -> Result<RecordingImportJob> {
    let wanted = Wanted::of(app, request)?;
    let host = Host::of(app);
    let id = RecordingImportId::new();
    let title = wanted.position.title.clone();
    let mut job = job(id, &wanted.request, title, clock::now());
    job.total_ms = wanted.total_ms;
    job.total_bytes = wanted.total_bytes;
    host.remember(id, &wanted)?;
    let shared = &app.imports().shared;
    let mut state = shared.lock();
    // Whoever gave one up has been told.
    state
        .entries
        .retain(|entry| entry.job.state != JobState::Cancelled);
    state.entries.push(Entry {
        job: job.clone(),
        request: wanted.request.clone(),
        wanted: Some(wanted),
        cancel: Cancel::default(),
    });
    // Told before the worker can tell more of it.
    host.bus
        .publish(&Live::RecordingImport { job: job.clone() });
    if state.working {
        return Ok(job);
    }
    let worker = Worker {
        host,
        shared: Arc::clone(shared),
    };
    let spawned = thread::Builder::new()
        .name("candor-import".to_owned())
        .spawn(move || worker.work());
    match spawned {
        Ok(thread) => {
            state.working = true;
            // The one before has nothing left to do, and needs nothing any more that is held here.
            if state
                .worker
                .replace(thread)
                .is_some_and(|before| before.join().is_err())
            {
                tracing::error!("taking recordings in ended in a panic");
            }
            Ok(job)
        }
        Err(error) => {
            tracing::error!(%error, "no thread for taking a recording in");
            state.entries.retain(|entry| entry.job.id != id);
            drop(state);
            forget(app.store(), id);
            Err(Error::Internal)
        }
    }
}

/// What waits, is under way, has failed or was cut short, and what was taken in since the start and is not put away,
/// oldest first.
pub fn list(app: &App) -> Vec<RecordingImportJob> {
    let state = app.imports().shared.lock();
    let seen = state.entries.iter().map(|entry| &entry.job);
    seen.filter(|job| job.state != JobState::Cancelled)
        .cloned()
        .collect()
}

/// Gives one up. When this returns, nothing of it is left.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when it has ended, also when it became an interview in that moment.
pub fn cancel(app: &App, id: RecordingImportId) -> Result<RecordingImportJob> {
    let shared = &app.imports().shared;
    let mut state = shared.lock();
    let entry = state.find(id)?;
    refuse_ended(&entry.job)?;
    entry.cancel.cancel();
    let waited = entry.wanted.take();
    if waited.is_some() {
        entry.job.state = JobState::Cancelled;
        let job = entry.job.clone();
        drop(state);
        forget(app.store(), id);
        app.bus()
            .publish(&Live::RecordingImport { job: job.clone() });
        return Ok(job);
    }
    shared.changed.notify_all();
    loop {
        let job = &state.find(id)?.job;
        if job.state == JobState::Cancelled {
            return Ok(job.clone());
        }
        refuse_ended(job)?;
        state = shared
            .changed
            .wait(state)
            .unwrap_or_else(PoisonError::into_inner);
    }
}

fn refuse_ended(job: &RecordingImportJob) -> Result<()> {
    match job.state {
        JobState::Done => Err(Error::Conflict(
            "the recording has been taken in by now; it stands among the interviews, where it can be deleted"
                .to_owned(),
        )),
        state if state.is_over() => Err(Error::Conflict("this has ended already".to_owned())),
        _ => Ok(()),
    }
}

/// Takes one that failed or was cut short in once more, from its beginning; it is another one then.
///
/// # Errors
/// As [`start`]; [`Error::NotFound`]; [`Error::Conflict`] unless it failed or was cut short.
pub fn retry(app: &App, id: RecordingImportId) -> Result<RecordingImportJob> {
    let request = {
        let mut state = app.imports().shared.lock();
        let entry = state.find(id)?;
        if entry.job.state != JobState::Failed {
            return Err(Error::Conflict(
                "only what failed or was cut short can be tried again".to_owned(),
            ));
        }
        entry.request.clone()
    };
    let job = start(app, &request)?;
    match put_away(app, id) {
        // Somebody else put it away meanwhile.
        Ok(()) | Err(Error::NotFound(_)) => Ok(job),
        Err(error) => Err(error),
    }
}

/// Puts one away that has ended: it is not listed any more.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] while it is under way or waits.
pub fn put_away(app: &App, id: RecordingImportId) -> Result<()> {
    let mut state = app.imports().shared.lock();
    let entry = state.find(id)?;
    if !entry.job.state.is_over() {
        return Err(Error::Conflict(
            "this is still being taken in; give it up first".to_owned(),
        ));
    }
    // An interview forgot what was asked for when it came into being.
    let stored = entry.job.state == JobState::Failed;
    let mut job = entry.job.clone();
    state.entries.retain(|entry| entry.job.id != id);
    drop(state);
    if stored {
        forget(app.store(), id);
    }
    job.state = JobState::Cancelled;
    app.bus().publish(&Live::RecordingImport { job });
    Ok(())
}
