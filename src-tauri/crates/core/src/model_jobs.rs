//! Downloads of speech models: each on a named thread of its own, to be paused, resumed and called off.
//!
//! What has arrived stays in a partial file, so that pausing, a broken connection, the end of the program and a crash
//! all come to the same: the next download goes on from there.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

mod pace;

use candor_domain::{
    Code,
    live::{JobState, Live},
};
use candor_speech::{Download as End, ModelFolder, Progress, Source};
use serde::Serialize;

use self::pace::Pace;
use crate::{App, Error, Result, bus::Bus, model_source};

/// Progress is published this often at most.
const PUBLISH: Duration = Duration::from_millis(250);

/// How far a download has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Download {
    /// Where it stands.
    pub state: JobState,
    /// Bytes here.
    pub done: u64,
    /// Bytes in all.
    pub total: u64,
    /// Bytes a second, lately.
    pub rate: u64,
    /// Seconds until it is done, as far as that can be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_s: Option<u64>,
    /// Why it failed, for the UI to word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
    /// Why it failed, or waits before another attempt, in plain words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl Download {
    /// What an earlier run of the program has left.
    pub(crate) fn paused(done: u64, total: u64) -> Self {
        Self {
            state: JobState::Paused,
            done,
            total,
            rate: 0,
            left_s: None,
            code: None,
            error: None,
        }
    }
}

/// The downloads of this run of the program. Dropping it pauses them all.
#[derive(Default)]
pub(crate) struct ModelJobs(Mutex<HashMap<String, Job>>);

impl ModelJobs {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Job>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How the download of this model stands; none when there was none in this run.
    pub(crate) fn of(&self, model: &str) -> Option<Download> {
        self.lock().get(model).map(Job::seen)
    }
}

/// One download. Dropping it pauses it and waits for its thread.
struct Job {
    wish: Arc<Wish>,
    seen: Arc<Mutex<Download>>,
    thread: Option<JoinHandle<()>>,
}

/// What is wanted of a running download.
#[derive(Default)]
struct Wish {
    /// Stop now.
    stop: AtomicBool,
    /// And keep nothing.
    discard: AtomicBool,
}

impl Job {
    fn seen(&self) -> Download {
        read(&self.seen)
    }

    /// It works and nobody has told it to stop.
    fn goes_on(&self) -> bool {
        // A thread may outlive the end it has told of by a moment.
        matches!(self.seen().state, JobState::Running | JobState::Waiting)
            && self.thread.as_ref().is_some_and(|t| !t.is_finished())
            && !self.wish.stop.load(Ordering::Relaxed)
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        self.wish.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("a download ended in a panic; it can be resumed");
        }
    }
}

/// Starts the download of a model, or goes on with it. One that is under way is left alone.
///
/// # Errors
/// [`Error::Conflict`] when it is installed already; no room on the disk; no such model.
pub fn download(app: &App, name: &str) -> Result<Download> {
    let models = app.models();
    let status = models.list().into_iter().find(|m| m.entry.name == name);
    let Some(status) = status else {
        models.entry(name)?;
        return Err(Error::NotFound("speech model"));
    };
    let total = status.entry.size_bytes;
    if status.installed {
        return Err(Error::Conflict(format!("“{name}” is installed already")));
    }
    let mut jobs = app.machine().jobs.lock();
    if let Some(job) = jobs.get(name)
        && job.goes_on()
    {
        return Ok(job.seen());
    }
    // One that is just ending still holds the partial file; this waits for it.
    jobs.remove(name);
    models.room_for(name)?;
    let source = model_source::source(app)?;
    let first = Download {
        state: JobState::Running,
        ..Download::paused(status.part_bytes, total)
    };
    let (wish, seen) = (Arc::<Wish>::default(), Arc::new(Mutex::new(first.clone())));
    let thread = std::thread::Builder::new()
        .name("candor-download".into())
        .spawn({
            let (models, bus, name) = (models.clone(), app.bus().clone(), name.to_owned());
            let (wish, seen) = (Arc::clone(&wish), Arc::clone(&seen));
            move || run(&models, &source, &bus, &name, &wish, &seen)
        })
        .map_err(|error| {
            tracing::error!(%error, "no thread for a download");
            Error::Internal
        })?;
    let job = Job {
        wish,
        seen,
        thread: Some(thread),
    };
    jobs.insert(name.to_owned(), job);
    Ok(first)
}

/// Stops a download; what has arrived is kept.
///
/// # Errors
/// [`Error::Conflict`] when there is none to stop; no such model.
pub fn pause(app: &App, name: &str) -> Result<Download> {
    app.models().entry(name)?;
    let jobs = app.machine().jobs.lock();
    match jobs.get(name) {
        Some(job) if job.goes_on() => {
            job.wish.stop.store(true, Ordering::Relaxed);
            let mut seen = job.seen.lock().unwrap_or_else(PoisonError::into_inner);
            (seen.state, seen.rate, seen.left_s) = (JobState::Paused, 0, None);
            Ok(seen.clone())
        }
        Some(job) if job.seen().state == JobState::Paused => Ok(job.seen()),
        _ => Err(Error::Conflict(format!("“{name}” is not being downloaded"))),
    }
}

/// Gives a download up and deletes what has arrived; fine when there is none.
///
/// # Errors
/// A file that cannot be deleted; no such model.
pub fn cancel(app: &App, name: &str) -> Result<()> {
    let job = {
        let mut jobs = app.machine().jobs.lock();
        jobs.remove(name)
    };
    if let Some(job) = job {
        job.wish.discard.store(true, Ordering::Relaxed);
        // Waits for the thread, and not while the others are locked.
        drop(job);
    }
    Ok(app.models().discard_part(name)?)
}

/// Forgets how the last download of this model ended.
pub(crate) fn forget(app: &App, name: &str) {
    let job = {
        let mut jobs = app.machine().jobs.lock();
        jobs.remove(name)
    };
    drop(job);
}

fn run(
    models: &ModelFolder,
    source: &Source,
    bus: &Bus,
    name: &str,
    wish: &Wish,
    seen: &Mutex<Download>,
) {
    let mut pace = Pace::default();
    let mut published: Option<(Instant, JobState)> = None;
    let mut progress = |step: Progress<'_>| {
        let now = Instant::now();
        let snapshot = {
            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            (seen.done, seen.total) = (step.done, step.total);
            // Somebody has just paused it: that stays what is seen.
            if seen.state != JobState::Paused {
                seen.state = if step.waiting.is_some() {
                    pace = Pace::default();
                    JobState::Waiting
                } else {
                    pace.saw(step.done, now);
                    JobState::Running
                };
                (seen.rate, seen.left_s) = (pace.rate(), pace.left_s(step.total));
                seen.error = step.waiting.map(str::to_owned);
            }
            seen.clone()
        };
        let due = published.is_none_or(|(last, state)| {
            state != snapshot.state || now.duration_since(last) >= PUBLISH
        });
        if due && snapshot.state != JobState::Paused {
            published = Some((now, snapshot.state));
            publish(bus, name, snapshot);
        }
    };
    let result = models.download(name, source, &mut progress, &wish.stop);
    let mut end = read(seen);
    (end.rate, end.left_s, end.error) = (0, None, None);
    end.state = match result {
        Ok(End::Installed(_)) => {
            // Another program may have brought it.
            end.done = end.total;
            JobState::Done
        }
        Ok(End::Cancelled) if wish.discard.load(Ordering::Relaxed) => {
            end.done = 0;
            JobState::Cancelled
        }
        Ok(End::Cancelled) => JobState::Paused,
        Err(error) => {
            tracing::warn!(model = name, %error, "a speech model could not be downloaded");
            (end.code, end.error) = (Some(error.code()), Some(error.to_string()));
            JobState::Failed
        }
    };
    *seen.lock().unwrap_or_else(PoisonError::into_inner) = end.clone();
    publish(bus, name, end);
}

fn publish(bus: &Bus, model: &str, download: Download) {
    bus.publish(&Live::ModelDownload {
        model: model.to_owned(),
        state: download.state,
        done: download.done,
        total: download.total,
        rate: download.rate,
        left_s: download.left_s,
        error: download.error,
    });
}

fn read(seen: &Mutex<Download>) -> Download {
    seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
}
