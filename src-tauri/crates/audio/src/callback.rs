//! What runs on the system's audio thread, and what it tells the others.
//!
//! The callback converts the samples to `f32` and writes whole frames into a lock-free ring. It neither locks,
//! allocates nor does I/O; a test counts that.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use cpal::{ErrorKind, FromSample, SizedSample};
use rtrb::Producer;

use crate::AudioError;

/// What the callbacks, the stream's thread and the consumer tell each other.
#[derive(Debug)]
pub(crate) struct Shared {
    born: Instant,
    /// Data callbacks so far.
    pub(crate) callbacks: AtomicU64,
    /// When the last one began, in µs after `born`.
    last_us: AtomicU64,
    /// Frames that did not fit into the ring.
    pub(crate) dropped: AtomicU64,
    /// Times the system itself lost sound because it was not fetched in time.
    pub(crate) overruns: AtomicU64,
    /// Why there is no more sound: a [`Loss`], or 0.
    loss: AtomicU8,
    /// The microphone is being dropped.
    pub(crate) stop: AtomicBool,
    /// Callbacks that came more than a buffer late.
    late: AtomicU64,
    in_callback: Histogram,
    lateness: Histogram,
}

/// Why a stream ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Loss {
    /// The device is gone, or no longer calls back.
    Gone = 1,
    /// The system changed the device's rate or route; a new stream is needed.
    Changed = 2,
    /// The system took the permission away.
    NotAllowed = 3,
    /// The sound service ended.
    NoSoundSystem = 4,
}

impl Loss {
    /// What an error of a running stream means for it. What may pass by itself is left to the watchdog.
    pub(crate) fn of(error: ErrorKind) -> Option<Self> {
        match error {
            ErrorKind::DeviceNotAvailable => Some(Self::Gone),
            ErrorKind::StreamInvalidated => Some(Self::Changed),
            ErrorKind::PermissionDenied => Some(Self::NotAllowed),
            ErrorKind::HostUnavailable => Some(Self::NoSoundSystem),
            _ => None,
        }
    }

    /// The same in words, of the device with this name.
    pub(crate) fn error(self, name: &str) -> AudioError {
        let name = name.to_owned();
        match self {
            Self::Gone => AudioError::DeviceLost { name },
            Self::Changed => AudioError::DeviceChanged { name },
            Self::NotAllowed => AudioError::NotAllowed { name },
            Self::NoSoundSystem => AudioError::NoSoundSystem,
        }
    }
}

/// How regularly a microphone's callbacks came, and how long they took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallbackTimes {
    /// Callbacks so far.
    pub callbacks: u64,
    /// Those that came more than one buffer later than they should have.
    pub late: u64,
    /// 999 of 1,000 callbacks took at most so long.
    pub took_p999: Duration,
    /// 999 of 1,000 callbacks came at most so much later than the samples they brought last.
    pub late_p999: Duration,
}

impl Shared {
    pub(crate) fn new() -> Self {
        Self {
            born: Instant::now(),
            callbacks: AtomicU64::default(),
            last_us: AtomicU64::default(),
            dropped: AtomicU64::default(),
            overruns: AtomicU64::default(),
            loss: AtomicU8::default(),
            stop: AtomicBool::default(),
            late: AtomicU64::default(),
            in_callback: Histogram::new(),
            lateness: Histogram::new(),
        }
    }

    /// Notes why there is no more sound; the first reason stays.
    pub(crate) fn lose(&self, loss: Loss) {
        let _ = self
            .loss
            .compare_exchange(0, loss as u8, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// Why there is no more sound.
    pub(crate) fn loss(&self) -> Option<Loss> {
        [
            Loss::Gone,
            Loss::Changed,
            Loss::NotAllowed,
            Loss::NoSoundSystem,
        ]
        .into_iter()
        .find(|loss| *loss as u8 == self.loss.load(Ordering::Relaxed))
    }

    /// When the last callback began.
    pub(crate) fn last_callback(&self) -> Instant {
        self.born + Duration::from_micros(self.last_us.load(Ordering::Acquire))
    }

    pub(crate) fn times(&self) -> CallbackTimes {
        CallbackTimes {
            callbacks: self.callbacks.load(Ordering::Relaxed),
            late: self.late.load(Ordering::Relaxed),
            took_p999: self.in_callback.p999(),
            late_p999: self.lateness.p999(),
        }
    }

    fn since_born(&self) -> u64 {
        micros(self.born.elapsed())
    }
}

/// The callback's end of the ring.
pub(crate) struct Writer {
    ring: Producer<f32>,
    channels: usize,
    rate: u64,
    shared: Arc<Shared>,
}

impl Writer {
    /// Writes interleaved frames of so many channels, `rate` of them a second.
    pub(crate) fn new(
        ring: Producer<f32>,
        channels: usize,
        rate: u32,
        shared: Arc<Shared>,
    ) -> Self {
        Self {
            ring,
            channels,
            rate: u64::from(rate),
            shared,
        }
    }

    pub(crate) fn shared(&self) -> Arc<Shared> {
        Arc::clone(&self.shared)
    }

    /// Runs on the system's audio thread: no locks, no allocation, no I/O.
    pub(crate) fn write<T>(&mut self, data: &[T])
    where
        T: SizedSample,
        f32: FromSample<T>,
    {
        let began = self.shared.since_born();
        let frames = data.len() / self.channels;
        let room = (self.ring.slots() / self.channels).min(frames);
        if let Ok(chunk) = self.ring.write_chunk_uninit(room * self.channels) {
            chunk.fill_from_iter(data.iter().map(|&sample| f32::from_sample_(sample)));
        }
        if room < frames {
            self.shared
                .dropped
                .fetch_add((frames - room) as u64, Ordering::Relaxed);
        }
        self.note(began, frames as u64 * 1_000_000 / self.rate);
    }

    /// Notes a callback that began then and brought so many µs of sound.
    fn note(&self, began: u64, brought: u64) {
        let shared = &*self.shared;
        let before = shared.last_us.swap(began, Ordering::AcqRel);
        if shared.callbacks.fetch_add(1, Ordering::Relaxed) > 0 {
            let late = began.saturating_sub(before).saturating_sub(brought);
            shared.lateness.add(late);
            if late > brought {
                shared.late.fetch_add(1, Ordering::Relaxed);
            }
        }
        shared
            .in_callback
            .add(shared.since_born().saturating_sub(began));
    }
}

/// Steps of a doubling.
const STEPS: u32 = 8;
const BUCKETS: usize = (STEPS * 30) as usize;

/// Counts of durations in µs, in buckets an eighth of a doubling wide.
#[derive(Debug)]
struct Histogram([AtomicU32; BUCKETS]);

impl Histogram {
    fn new() -> Self {
        Self([const { AtomicU32::new(0) }; BUCKETS])
    }

    fn add(&self, us: u64) {
        let us = u32::try_from(us).unwrap_or(u32::MAX);
        let bucket = if us < STEPS {
            us
        } else {
            let doublings = us.ilog2() - STEPS.ilog2();
            doublings * STEPS + (us >> doublings)
        };
        if let Some(count) = self.0.get(bucket as usize) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// 999 of 1,000 are at most this.
    fn p999(&self) -> Duration {
        let counts = self.0.iter().map(|count| count.load(Ordering::Relaxed));
        let all: u64 = counts.clone().map(u64::from).sum();
        let mut beyond = all;
        let bucket = counts.zip(0_u32..).find_map(|(count, bucket)| {
            beyond -= u64::from(count);
            (beyond * 1_000 <= all).then_some(bucket)
        });
        Duration::from_micros(bucket.map_or(0, largest))
    }
}

/// The largest number of µs in this bucket.
fn largest(bucket: u32) -> u64 {
    let doublings = (bucket / STEPS).saturating_sub(1);
    let step = u64::from(bucket - doublings * STEPS);
    ((step + 1) << doublings) - 1
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
