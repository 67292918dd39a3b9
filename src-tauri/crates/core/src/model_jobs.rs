//! Downloads of speech models: each on a named thread of its own, to be paused, resumed and called off.
//!
//! What has arrived stays in a partial file, so that pausing, a broken connection, the end of the program and a crash
//! all come to the same: the next download goes on from there.

use std::{
    collections::{HashMap, VecDeque},
    path::Path,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use candor_domain::{
    Code,
    live::{JobState, Live},
};
use candor_speech::{Download as End, ModelFolder, SpeechError};
use serde::Serialize;

use crate::{App, Error, Result, bus::Bus};

/// Progress is published this often at most.
const PUBLISH: Duration = Duration::from_millis(250);
/// Stretch over which the rate is taken.
const RATE: Duration = Duration::from_secs(3);
/// Room left on the disk beside a model.
const SPARE: u64 = 64 * 1024 * 1024;

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
    /// Why it failed, for the UI to word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
    /// Why it failed, in plain words.
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
        self.seen().state == JobState::Running
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
    if !has_room(models.own(), total.saturating_sub(status.part_bytes)) {
        let path = models.own().join(status.entry.file);
        return Err(SpeechError::DiskFull { path }.into());
    }
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
            move || run(&models, &bus, &name, &wish, &seen)
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
            (seen.state, seen.rate) = (JobState::Paused, 0);
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

fn run(models: &ModelFolder, bus: &Bus, name: &str, wish: &Wish, seen: &Mutex<Download>) {
    let mut rate = Rate::default();
    let mut published: Option<Instant> = None;
    let mut progress = |done: u64, total: u64| {
        let now = Instant::now();
        let snapshot = {
            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            (seen.done, seen.total, seen.rate) = (done, total, rate.after(done, now));
            seen.clone()
        };
        if published.is_none_or(|last| now.duration_since(last) >= PUBLISH)
            && snapshot.state == JobState::Running
        {
            published = Some(now);
            publish(bus, name, snapshot);
        }
    };
    let result = models.download(name, &mut progress, &wish.stop);
    let mut end = read(seen);
    end.rate = 0;
    end.state = match result {
        Ok(End::Installed(_)) => JobState::Done,
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
        error: download.error,
    });
}

fn read(seen: &Mutex<Download>) -> Download {
    seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Whether so many bytes and some more fit beside what lies in `folder`, which need not exist yet.
fn has_room(folder: &Path, bytes: u64) -> bool {
    let existing = folder.ancestors().find(|f| f.exists());
    // A file system that does not say how much is free has to be tried.
    existing.is_none_or(|f| fs4::available_space(f).map_or(true, |free| free >= bytes + SPARE))
}

/// Bytes a second over the last few seconds.
#[derive(Default)]
struct Rate(VecDeque<(Instant, u64)>);

impl Rate {
    fn after(&mut self, done: u64, now: Instant) -> u64 {
        self.0.push_back((now, done));
        while self.0.len() > 2 && now.duration_since(self.0[0].0) > RATE {
            self.0.pop_front();
        }
        let (since, before) = self.0[0];
        let seconds = now.duration_since(since).as_secs_f64();
        if seconds < 0.05 {
            return 0;
        }
        (done.saturating_sub(before) as f64 / seconds) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_that_of_the_last_seconds_and_not_of_what_was_there_before() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut rate = Rate::default();
        assert_eq!(rate.after(1_000_000, at(0)), 0);
        assert_eq!(rate.after(1_050_000, at(500)), 100_000);
        for second in 1..=10 {
            rate.after(1_100_000 + second * 10_000, at(second * 1_000));
        }
        assert_eq!(rate.after(1_210_000, at(11_000)), 10_000);
    }
}
