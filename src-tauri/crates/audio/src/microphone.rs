//! A real microphone, as a [`Source`].
//!
//! [`capture`](crate::capture) fills a ring from the system's audio thread; [`Source::read`] empties it on the
//! consumer's thread, downmixes and resamples.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc::{Receiver, RecvTimeoutError, channel, sync_channel},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use crate::{
    AudioError, CallbackTimes, Pace, Pull, Source,
    callback::{Loss, Shared},
    capture::{OPENING, Opened, own_stream},
    resample::downmix,
};

/// How long a running stream may stay without a callback.
const SILENT: Duration = Duration::from_millis(1_200);
/// How long it may take to the first one: a wireless headset changes its mode first.
const FIRST: Duration = Duration::from_secs(5);
/// How long a read waits at most.
const WAIT: Duration = Duration::from_millis(50);
/// How often a waiting read looks.
const LOOK: Duration = Duration::from_millis(5);
/// How long two looks are apart at most for the watchdog: a computer that stood still kept the callbacks waiting too.
const STOOD_STILL: Duration = Duration::from_millis(100);
/// How long the system may take to let go of a device.
const CLOSING: Duration = Duration::from_secs(2);
/// So many threads may hang in the system before no more are sent after them.
const MOST_HANGING: usize = 2;

/// Threads that the system has not answered in time.
static HANGING: AtomicUsize = AtomicUsize::new(0);

/// An open microphone. Capture ends when it is dropped.
#[derive(Debug)]
pub struct Microphone {
    opened: Opened,
    shared: Arc<Shared>,
    owner: Option<JoinHandle<()>>,
    /// Closed when the owner has let go of the stream.
    closed: Receiver<()>,
    /// When the last sound that was read arrived.
    arrived: Instant,
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
    /// [`AudioError::NoDevice`], [`AudioError::UnknownDevice`], [`AudioError::InUse`], [`AudioError::NotAllowed`],
    /// [`AudioError::NoSoundSystem`] or [`AudioError::OpenFailed`].
    pub fn open(device: Option<&str>) -> Result<Self, AudioError> {
        if HANGING.load(Ordering::Relaxed) >= MOST_HANGING {
            return Err(AudioError::NoSoundSystem);
        }
        let shared = Arc::new(Shared::new());
        let (ready, opened) = sync_channel(1);
        let (end, closed) = channel::<()>();
        let wanted = device.map(str::to_owned);
        let theirs = Arc::clone(&shared);
        let owner = thread::Builder::new()
            .name("microphone".to_owned())
            .spawn(move || {
                own_stream(wanted.as_deref(), &theirs, &ready);
                drop(end);
            })
            .map_err(AudioError::Thread)?;
        let opened = match opened.recv_timeout(OPENING) {
            Ok(opened) => opened?,
            Err(RecvTimeoutError::Disconnected) => {
                tracing::error!("the thread that opens a microphone panicked");
                return Err(AudioError::NoSoundSystem);
            }
            Err(RecvTimeoutError::Timeout) => {
                // Told not to keep what it may still open.
                shared.stop.store(true, Ordering::Relaxed);
                owner.thread().unpark();
                leave_behind(closed);
                return Err(AudioError::NoSoundSystem);
            }
        };
        tracing::info!(
            rate = opened.resampler.rate(),
            channels = opened.channels,
            "microphone opened"
        );
        let now = Instant::now();
        Ok(Self {
            opened,
            shared,
            owner: Some(owner),
            closed,
            arrived: now,
            watchdog: Watchdog::new(now),
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

    /// How regularly the system delivered, and how long taking it in took.
    pub fn callback_times(&self) -> CallbackTimes {
        self.shared.times()
    }

    /// Moves what the ring holds to `out`.
    fn drain(&mut self, out: &mut Vec<f32>) -> Result<(), AudioError> {
        // Asked first: a callback that comes meanwhile is not taken for one that was read.
        let arrived = self.shared.last_callback();
        let slots = self.opened.ring.slots();
        let Ok(chunk) = self.opened.ring.read_chunk(slots) else {
            return Ok(());
        };
        let (first, second) = chunk.as_slices();
        self.interleaved.clear();
        self.interleaved.extend_from_slice(first);
        self.interleaved.extend_from_slice(second);
        chunk.commit_all();
        if !self.interleaved.is_empty() {
            self.arrived = self.arrived.max(arrived);
        }
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

    fn id(&self) -> Option<&str> {
        Some(&self.opened.id)
    }

    fn pace(&self) -> Pace {
        Pace::RealTime
    }

    fn behind(&self) -> Duration {
        self.arrived.elapsed()
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
                self.shared.lose(Loss::Gone);
                self.wake_owner();
            }
            if let Some(loss) = self.shared.loss() {
                return Err(loss.error(&self.opened.name));
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
        let Some(owner) = self.owner.take() else {
            return;
        };
        if self.closed.recv_timeout(CLOSING) == Err(RecvTimeoutError::Timeout) {
            // Whoever listens to the interview does not wait for a system that hangs.
            let (_, nothing) = channel();
            leave_behind(std::mem::replace(&mut self.closed, nothing));
        } else if owner.join().is_err() {
            tracing::error!("the microphone's thread panicked");
        }
    }
}

/// Leaves a thread behind that hangs in the system, and counts it until it ends.
fn leave_behind(closed: Receiver<()>) {
    tracing::error!("the system's sound service does not answer");
    HANGING.fetch_add(1, Ordering::Relaxed);
    let waiting = thread::Builder::new()
        .name("microphone-hangs".to_owned())
        .spawn(move || {
            // Nothing is ever sent: this returns when the other side is gone.
            let _ = closed.recv();
            HANGING.fetch_sub(1, Ordering::Relaxed);
        });
    if let Err(error) = waiting {
        tracing::error!(%error, "no thread to wait for the sound service");
    }
}

/// Notices a stream that no longer calls back.
#[derive(Debug)]
struct Watchdog {
    seen: u64,
    /// How long nothing has come, as far as anybody looked.
    missed: Duration,
    looked: Instant,
}

impl Watchdog {
    fn new(now: Instant) -> Self {
        Self {
            seen: 0,
            missed: Duration::ZERO,
            looked: now,
        }
    }

    /// Whether the number of callbacks has not grown for [`SILENT`], or not from zero for [`FIRST`]. To be asked
    /// several times a second.
    fn gave_up(&mut self, callbacks: u64, now: Instant) -> bool {
        let passed = now.duration_since(self.looked).min(STOOD_STILL);
        self.looked = now;
        if callbacks == self.seen {
            self.missed += passed;
        } else {
            self.seen = callbacks;
            self.missed = Duration::ZERO;
        }
        let patience = if self.seen == 0 { FIRST } else { SILENT };
        self.missed >= patience
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looks each 50 ms until this moment; gives whether the stream was given up.
    fn until(watchdog: &mut Watchdog, start: Instant, callbacks: u64, ms: u64) -> bool {
        let from = watchdog.looked.duration_since(start).as_millis() as u64;
        (from..=ms)
            .step_by(50)
            .skip(1)
            .any(|ms| watchdog.gave_up(callbacks, start + Duration::from_millis(ms)))
    }

    #[test]
    fn a_stream_that_stops_is_given_up_soon_and_one_that_begins_is_waited_for() {
        let start = Instant::now();
        let mut watchdog = Watchdog::new(start);
        assert!(!until(&mut watchdog, start, 0, 4_950), "it may take long");
        assert!(until(&mut watchdog, start, 0, 5_000), "it never began");
        let mut watchdog = Watchdog::new(start);
        assert!(!until(&mut watchdog, start, 0, 2_400));
        assert!(!until(&mut watchdog, start, 5, 3_600));
        assert!(until(&mut watchdog, start, 5, 3_700), "it stopped at 2450");
    }

    #[test]
    fn a_computer_that_stood_still_is_no_silent_microphone() {
        let start = Instant::now();
        let mut watchdog = Watchdog::new(start);
        for second in 1..12 {
            let now = start + Duration::from_secs(3 * second);
            assert!(!watchdog.gave_up(1, now), "after {second} looks");
        }
    }
}
