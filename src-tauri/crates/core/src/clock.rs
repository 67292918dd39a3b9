//! Time: the wall clock for the log, and a steady one for what happens inside a room.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use candor_domain::{UtcMillis, recording::SAMPLE_RATE};

/// The wall clock.
pub fn now() -> UtcMillis {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    UtcMillis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// The moment this RFC 3339 text names; `None` when it names none.
pub fn read(text: &str) -> Option<UtcMillis> {
    let at: jiff::Timestamp = text.trim().parse().ok()?;
    Some(UtcMillis(at.as_millisecond()))
}

/// Time inside a room: starts at the wall clock and then runs steadily, whatever happens to the wall clock.
#[derive(Debug)]
pub enum RoomClock {
    /// Runs by itself; stands still while the computer sleeps.
    Steady {
        /// Wall clock at the start.
        base: UtcMillis,
        /// The same moment on the steady clock.
        since: Instant,
    },
    /// Runs with the sound taken in, for recordings heard faster than real time.
    Samples {
        /// Wall clock at the start.
        base: UtcMillis,
        /// Samples taken in so far.
        samples: u64,
    },
    /// Stands still.
    Stopped {
        /// The moment it shows.
        at: UtcMillis,
    },
}

impl RoomClock {
    /// A clock that runs by itself.
    pub fn steady() -> Self {
        Self::Steady {
            base: now(),
            since: Instant::now(),
        }
    }

    /// A clock that runs with the sound.
    pub fn by_samples() -> Self {
        Self::Samples {
            base: now(),
            samples: 0,
        }
    }

    /// Notes that so many samples were taken in.
    pub fn heard(&mut self, count: usize) {
        if let Self::Samples { samples, .. } = self {
            *samples += count as u64;
        }
    }

    /// The present moment.
    pub fn now(&self) -> UtcMillis {
        match self {
            Self::Steady { base, since } => {
                base.plus_ms(u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX))
            }
            Self::Samples { base, samples } => base.plus_ms(samples_to_ms(*samples)),
            Self::Stopped { at } => *at,
        }
    }
}

/// Milliseconds that so many samples last.
pub fn samples_to_ms(samples: u64) -> u64 {
    samples * 1_000 / u64::from(SAMPLE_RATE)
}
