//! A real microphone, as a [`Source`].
//!
//! [`capture`](crate::capture) fills a ring from the system's audio thread; [`Source::read`] empties it on the
//! consumer's thread, downmixes and resamples.

use std::{
    sync::{Arc, atomic::Ordering, mpsc::sync_channel},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use crate::{
    AudioError, Pace, Pull, Source,
    capture::{OPENING, Opened, Shared, own_stream},
    resample::downmix,
};

/// How long a running stream may stay without a callback.
const SILENT: Duration = Duration::from_millis(1_500);
/// How long it may take to the first one: a wireless headset changes its mode first.
const FIRST: Duration = Duration::from_secs(5);
/// How long a read waits at most.
const WAIT: Duration = Duration::from_millis(50);
/// How often a waiting read looks.
const LOOK: Duration = Duration::from_millis(5);

/// An open microphone. Capture ends when it is dropped.
#[derive(Debug)]
pub struct Microphone {
    opened: Opened,
    shared: Arc<Shared>,
    owner: Option<JoinHandle<()>>,
    watchdog: Watchdog,
    interleaved: Vec<f32>,
    mono: Vec<f32>,
    /// Dropped frames that [`Source::take_lost`] has told of.
    told: u64,
}

impl Microphone {
    /// Opens the microphone with this name or id, or the default one, and starts capturing.
    ///
    /// # Errors
    /// [`AudioError::NoDevice`], [`AudioError::UnknownDevice`] or [`AudioError::OpenFailed`].
    pub fn open(device: Option<&str>) -> Result<Self, AudioError> {
        let shared = Arc::new(Shared::default());
        let (ready, opened) = sync_channel(1);
        let wanted = device.map(str::to_owned);
        let theirs = Arc::clone(&shared);
        let owner = thread::Builder::new()
            .name("microphone".to_owned())
            .spawn(move || own_stream(wanted.as_deref(), &theirs, &ready))
            .map_err(AudioError::Thread)?;
        let Ok(opened) = opened.recv_timeout(OPENING) else {
            // The system hangs. The thread is left behind, told not to keep what it may still open.
            shared.stop.store(true, Ordering::Relaxed);
            owner.thread().unpark();
            return Err(AudioError::OpenFailed {
                name: device.unwrap_or("default").to_owned(),
                reason: "the system does not answer".to_owned(),
            });
        };
        let opened = opened?;
        tracing::info!(
            rate = opened.resampler.rate(),
            channels = opened.channels,
            "microphone opened"
        );
        Ok(Self {
            opened,
            shared,
            owner: Some(owner),
            watchdog: Watchdog::new(Instant::now()),
            interleaved: Vec::new(),
            mono: Vec::new(),
            told: 0,
        })
    }

    /// Frames lost because nobody read for too long; at the device's own rate.
    pub fn dropped(&self) -> u64 {
        self.shared.dropped.load(Ordering::Relaxed)
    }

    /// Times the system lost sound before it reached us.
    pub fn overruns(&self) -> u64 {
        self.shared.overruns.load(Ordering::Relaxed)
    }

    /// Moves what the ring holds to `out`.
    fn drain(&mut self, out: &mut Vec<f32>) -> Result<(), AudioError> {
        let slots = self.opened.ring.slots();
        let Ok(chunk) = self.opened.ring.read_chunk(slots) else {
            return Ok(());
        };
        let (first, second) = chunk.as_slices();
        self.interleaved.clear();
        self.interleaved.extend_from_slice(first);
        self.interleaved.extend_from_slice(second);
        chunk.commit_all();
        self.mono.clear();
        downmix(&self.interleaved, self.opened.channels, &mut self.mono);
        self.opened.resampler.push(&self.mono, out)
    }

    fn wake_owner(&self) {
        if let Some(owner) = &self.owner {
            owner.thread().unpark();
        }
    }
}

impl Source for Microphone {
    fn name(&self) -> &str {
        &self.opened.name
    }

    fn pace(&self) -> Pace {
        Pace::RealTime
    }

    fn skip_to_now(&mut self) {
        let slots = self.opened.ring.slots();
        if let Ok(chunk) = self.opened.ring.read_chunk(slots) {
            chunk.commit_all();
        }
        self.told = self.dropped();
    }

    fn take_lost(&mut self) -> u64 {
        let dropped = self.dropped();
        let frames = dropped - self.told;
        self.told = dropped;
        frames * u64::from(crate::SAMPLE_RATE) / u64::from(self.opened.resampler.rate())
    }

    fn read(&mut self, out: &mut Vec<f32>) -> Result<Pull, AudioError> {
        let (before, began) = (out.len(), Instant::now());
        loop {
            self.drain(out)?;
            if out.len() > before {
                return Ok(Pull::Samples);
            }
            let callbacks = self.shared.callbacks.load(Ordering::Relaxed);
            if self.watchdog.gave_up(callbacks, Instant::now()) {
                self.shared.lost.store(true, Ordering::Relaxed);
                self.wake_owner();
            }
            if self.shared.lost.load(Ordering::Relaxed) {
                return Err(AudioError::DeviceLost {
                    name: self.opened.name.clone(),
                });
            }
            if began.elapsed() + LOOK > WAIT {
                return Ok(Pull::Idle);
            }
            thread::sleep(LOOK);
        }
    }
}

impl Drop for Microphone {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        self.wake_owner();
        if let Some(owner) = self.owner.take()
            && owner.join().is_err()
        {
            tracing::error!("the microphone's thread panicked");
        }
    }
}

/// Notices a stream that no longer calls back.
#[derive(Debug)]
struct Watchdog {
    seen: u64,
    since: Instant,
}

impl Watchdog {
    fn new(now: Instant) -> Self {
        Self {
            seen: 0,
            since: now,
        }
    }

    /// Whether the number of callbacks has not grown for [`SILENT`], or not from zero for [`FIRST`].
    fn gave_up(&mut self, callbacks: u64, now: Instant) -> bool {
        if callbacks != self.seen {
            self.seen = callbacks;
            self.since = now;
        }
        let patience = if self.seen == 0 { FIRST } else { SILENT };
        now.duration_since(self.since) >= patience
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_without_callbacks_is_given_up_within_two_seconds() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut watchdog = Watchdog::new(start);
        assert!(watchdog.gave_up(0, at(5000)), "never began");
        assert!(!watchdog.gave_up(0, at(2400)));
        assert!(!watchdog.gave_up(5, at(2500)));
        assert!(!watchdog.gave_up(5, at(3999)));
        assert!(watchdog.gave_up(5, at(4000)));
    }
}
