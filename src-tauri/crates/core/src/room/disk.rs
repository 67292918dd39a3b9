//! How many minutes of recording still fit on the disk, looked at every few seconds beside the room's own thread.
//!
//! What is said while nothing fits any more waits in memory, a quarter of a megabyte a minute and track, and is stored
//! once there is room; people should not have to rely on it.

use std::{
    collections::VecDeque,
    io,
    path::{Path, PathBuf},
    sync::Arc,
    thread::JoinHandle,
    time::{Duration, Instant},
};

use candor_domain::{Code, live::Live};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

use super::{Order, run::Room};
use crate::{Error, Folders, Result};

/// Pause between two looks.
const LOOK: Duration = Duration::from_secs(5);
/// Minutes at which it is told how many are left, fewest last.
const TOLD_AT: [u32; 7] = [60, 30, 15, 10, 5, 2, 1];
/// Fewer minutes than this when an interview begins are worth a notice.
const FEW: u32 = 10;
/// So much more, in percent, has to fit before fewer minutes count as more again: what hovers does not flicker.
const MORE: u64 = 125;
/// What the database needs beside the recording, in bytes: its log of changes, the transcripts written at the end.
const RESERVE: u64 = 8 << 20;
/// What a second of one track takes up by experience, in bytes.
const USUAL: u64 = 6_000;
/// How long the database has to be watched until what is seen weighs as much as experience.
const TRUSTED: Duration = Duration::from_mins(2);
/// How far back growth is looked at.
const WINDOW: Duration = Duration::from_mins(30);

/// The disk Candor keeps its data on.
pub trait Disk: Send + Sync {
    /// Bytes that are free.
    ///
    /// # Errors
    /// A file system that does not say.
    fn free(&self) -> io::Result<u64>;

    /// Bytes the database takes up, its log of changes included.
    ///
    /// # Errors
    /// As [`Self::free`].
    fn used(&self) -> io::Result<u64>;
}

/// The disk with these folders.
pub(crate) struct DataDisk {
    folder: PathBuf,
    files: [PathBuf; 2],
}

impl DataDisk {
    pub(crate) fn of(folders: &Folders) -> Self {
        let database = folders.database();
        let mut log = database.clone().into_os_string();
        log.push("-wal");
        Self {
            folder: folders.data.clone(),
            files: [database, log.into()],
        }
    }
}

impl Disk for DataDisk {
    fn free(&self) -> io::Result<u64> {
        fs4::available_space(&self.folder)
    }

    fn used(&self) -> io::Result<u64> {
        let size = |file: &Path| match std::fs::metadata(file) {
            Ok(file) => Ok(file.len()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(error),
        };
        Ok(size(&self.files[0])? + size(&self.files[1])?)
    }
}

/// How long the disk will do. Pure.
struct Forecast {
    /// Recordings being made.
    tracks: u64,
    /// When it was looked at, and how large the database was then.
    looks: VecDeque<(Duration, u64)>,
}

impl Forecast {
    fn new(tracks: u64) -> Self {
        Self {
            tracks,
            looks: VecDeque::new(),
        }
    }

    /// Minutes of recording that fit. `at` is the time since the first look.
    fn minutes(&mut self, free: u64, used: u64, at: Duration) -> u32 {
        self.looks.push_back((at, used));
        while self.looks.len() > 2 && at.saturating_sub(self.looks[1].0) >= WINDOW {
            self.looks.pop_front();
        }
        let (since, before) = self.looks[0];
        let watched = at.saturating_sub(since).as_secs_f64();
        let trusted = TRUSTED.as_secs_f64();
        let usual = (USUAL * self.tracks) as f64;
        let grown = used.saturating_sub(before) as f64;
        // A database that reuses its own free pages does not grow; it will, soon enough.
        let rate = ((usual * trusted + grown) / (trusted + watched)).max(usual / 2.0);
        (free.saturating_sub(RESERVE) as f64 / rate / 60.0) as u32
    }
}

/// What is told of the minutes left: not every one of them.
#[derive(Default)]
struct Announcer {
    /// The number out of [`TOLD_AT`] that was fallen below last.
    told: Option<u32>,
}

impl Announcer {
    /// Whether these minutes are told now; [`Self::told`] says whether they are few or there is plenty again.
    fn next(&mut self, minutes: u32) -> bool {
        let below = |minutes: u64| {
            let fewer = |at: &&u32| minutes <= u64::from(**at);
            TOLD_AT.iter().rev().find(fewer).copied()
        };
        let rank = |at: Option<u32>| at.unwrap_or(u32::MAX);
        let now = below(u64::from(minutes));
        // Back up only once it is clearly more.
        let up = below(u64::from(minutes) * 100 / MORE);
        let changed = rank(now) < rank(self.told) || rank(up) > rank(self.told);
        if changed {
            self.told = if rank(now) < rank(self.told) { now } else { up };
        }
        changed
    }
}

/// What was found out about the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DiskNews {
    /// Minutes left; none when there is plenty.
    minutes_left: Option<u32>,
    /// It is to be told, not only to be seen.
    tell: bool,
    /// Found at the first look.
    first: bool,
}

/// Looks at the disk on a thread of its own: file systems may take seconds to answer. Dropping it ends the thread.
pub(super) struct DiskWatch {
    ends: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl DiskWatch {
    /// `tracks`: recordings being made at once.
    pub(super) fn spawn(disk: Arc<dyn Disk>, tracks: u64, room: Sender<Order>) -> Result<Self> {
        let (ends, ended) = bounded(0);
        let thread = std::thread::Builder::new()
            .name("candor-disk".into())
            .spawn(move || watch(&*disk, tracks, LOOK, &ended, &room))
            .map_err(|error| {
                tracing::error!(%error, "no thread to watch the disk on");
                Error::Internal
            })?;
        Ok(Self {
            ends: Some(ends),
            thread: Some(thread),
        })
    }
}

impl Drop for DiskWatch {
    fn drop(&mut self) {
        drop(self.ends.take());
        if self.thread.take().is_some_and(|t| t.join().is_err()) {
            tracing::error!("the thread that watches the disk ended in a panic");
        }
    }
}

/// Looks every `pause` until it has `ended`.
fn watch(
    disk: &dyn Disk,
    tracks: u64,
    pause: Duration,
    ended: &Receiver<()>,
    room: &Sender<Order>,
) {
    let mut silent = false;
    let (mut forecast, mut announcer) = (Forecast::new(tracks), Announcer::default());
    let (began, mut first, mut seen) = (Instant::now(), true, None);
    loop {
        match disk.free().and_then(|free| Ok((free, disk.used()?))) {
            Ok((free, used)) => {
                silent = false;
                let minutes = forecast.minutes(free, used, began.elapsed());
                let tell = announcer.next(minutes);
                let minutes_left = announcer.told.map(|_| minutes);
                if tell || seen != minutes_left {
                    seen = minutes_left;
                    let news = DiskNews {
                        minutes_left,
                        tell,
                        first,
                    };
                    // A room that has ended needs no more of this.
                    let _ = room.send(Order::Disk(news));
                }
                first = false;
            }
            // It may say so again at the next look: one that sleeps, one on a network.
            Err(error) if !silent => {
                silent = true;
                tracing::warn!(%error, "the disk does not say how much is free");
            }
            Err(_) => {}
        }
        match ended.recv_timeout(pause) {
            Err(RecvTimeoutError::Timeout) => {}
            Ok(()) | Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

impl Room {
    /// Watches the disk while so many recordings are made.
    pub(super) fn watch_the_disk(&mut self, tracks: u64) -> Result<()> {
        let disk = Arc::clone(&self.disk);
        self.disk_watch = Some(DiskWatch::spawn(disk, tracks, self.inbox.clone())?);
        Ok(())
    }

    /// Nothing is recorded any more.
    pub(super) fn leave_the_disk(&mut self) {
        self.disk_watch = None;
        self.seen.set_minutes_left(None);
    }

    /// More or fewer minutes are left than before.
    pub(super) fn disk_changed(&self, news: DiskNews) {
        if self.disk_watch.is_none() {
            return;
        }
        self.seen.set_minutes_left(news.minutes_left);
        if news.tell {
            self.bus.publish(&Live::DiskSpace {
                interview_id: self.interview.id,
                minutes_left: news.minutes_left,
            });
        }
        if let (true, Some(minutes)) = (news.first, news.minutes_left.filter(|m| *m < FEW)) {
            let detail = format!(
                "the disk has room for about {minutes} more minutes of recording; free some space now. What does not fit waits in memory, and would be lost if the computer stopped"
            );
            self.notice(Code::DiskFull, detail);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MB: u64 = 1 << 20;

    /// Minutes foreseen after so many seconds in which the database grew by so many bytes each.
    fn after(tracks: u64, free: u64, seconds: u64, rate: u64) -> u32 {
        let mut forecast = Forecast::new(tracks);
        let mut minutes = 0;
        for second in (0..=seconds).step_by(5) {
            let used = 100 * MB + second * rate;
            minutes = forecast.minutes(free, used, Duration::from_secs(second));
        }
        minutes
    }

    #[test]
    fn minutes_follow_from_what_the_database_really_grows_by() {
        assert_eq!(after(1, 44 * MB, 0, 0), 104, "by experience");
        assert_eq!(after(2, 44 * MB, 0, 0), 52, "two tracks take twice as much");
        let (one, two) = (
            after(1, 44 * MB, 3_600, 5_000),
            after(2, 44 * MB, 3_600, 10_000),
        );
        assert!((120..=126).contains(&one), "{one}");
        assert!((60..=63).contains(&two), "{two}");
        assert!(
            after(1, 44 * MB, 3_600, 60_000) < 12,
            "something else writes, too"
        );
        assert_eq!(
            after(1, 44 * MB, 3_600, 0),
            209,
            "free pages are used up soon"
        );
        assert_eq!(after(1, 3 * MB, 0, 0), 0);
    }

    #[test]
    fn each_step_is_told_once_and_hovering_does_not_flicker() {
        let mut announcer = Announcer::default();
        let mut told = Vec::new();
        let mut minutes: Vec<u32> = (0..=80).rev().collect();
        minutes.extend([0, 1, 0, 1, 2, 1, 2, 61, 60, 62, 60, 76, 200, 60]);
        for minutes in minutes {
            if announcer.next(minutes) {
                told.push(announcer.told.map(|_| minutes));
            }
        }
        let down = [60, 30, 15, 10, 5, 2, 1].map(Some);
        assert_eq!(told[..7], down);
        // Between none and two nothing was told: it might be noise.
        assert_eq!(told[7..], [Some(61), None, Some(60)]);
    }

    #[test]
    fn what_is_short_from_the_beginning_is_told_at_once() {
        assert!(Announcer::default().next(7));
        assert!(!Announcer::default().next(61));
    }

    /// Does not answer so many times, and then has little room.
    struct Asleep(std::sync::atomic::AtomicU32);

    impl Disk for Asleep {
        fn free(&self) -> io::Result<u64> {
            use std::sync::atomic::Ordering::SeqCst;
            let still = |left: u32| left.checked_sub(1);
            match self.0.fetch_update(SeqCst, SeqCst, still) {
                Ok(_) => Err(io::ErrorKind::TimedOut.into()),
                Err(_) => Ok(RESERVE + MB),
            }
        }

        fn used(&self) -> io::Result<u64> {
            Ok(0)
        }
    }

    #[test]
    fn a_disk_that_does_not_answer_is_asked_again() {
        let (end, ended) = bounded(0);
        let (inbox, orders) = crossbeam_channel::unbounded();
        let asked = std::thread::spawn(move || {
            watch(
                &Asleep(3.into()),
                1,
                Duration::from_millis(1),
                &ended,
                &inbox,
            );
        });
        let told = orders.recv().unwrap();
        let few = DiskNews {
            minutes_left: Some(2),
            tell: true,
            first: true,
        };
        assert!(matches!(told, Order::Disk(news) if news == few));
        drop(end);
        asked.join().unwrap();
    }

    #[test]
    fn the_size_of_a_database_counts_its_log_of_changes() {
        let folder = tempfile::tempdir().unwrap();
        let disk = DataDisk::of(&Folders::below(folder.path()));
        assert_eq!(disk.used().unwrap(), 0);
        std::fs::write(Folders::below(folder.path()).database(), [0; 10]).unwrap();
        std::fs::write(folder.path().join("candor.db-wal"), [0; 5]).unwrap();
        assert_eq!(disk.used().unwrap(), 15);
        assert!(disk.free().unwrap() > 0);
    }
}
