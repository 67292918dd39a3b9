//! How long an answer may take before the recogniser counts as hung.

use std::time::Duration;

/// How much longer than usual things may take. Generous: on a computer busy with something else the recogniser, which
/// gives way to everything, may be many times slower than it was, and an utterance ended in vain is started anew.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Patience {
    /// Added to everything.
    pub base: Duration,
    /// So many times the time that is to be expected.
    pub times: f64,
    /// Seconds of work per second of sound to expect while nothing has been measured.
    pub factor: f64,
    /// Bytes of the model that are loaded in a second at the least.
    pub load_rate: u64,
    /// How long an utterance that was called off may hold up the next one.
    pub settling: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            base: Duration::from_secs(30),
            times: 15.0,
            factor: 1.5,
            load_rate: 10_000_000,
            settling: Duration::from_secs(10),
        }
    }
}

/// Shortest stretch of sound reckoned with: most models hear 30 s, whatever is in it.
const LEAST_MS: u64 = 30_000;
/// Weight of what was measured before.
const KEPT: f64 = 0.9;

/// What is known of a recogniser's speed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Speed {
    patience: Patience,
    /// Seconds of work per second of sound, slowly forgotten maximum; none before the first answer.
    measured: Option<f64>,
}

impl Speed {
    pub(super) fn new(patience: Patience) -> Self {
        Self {
            patience,
            measured: None,
        }
    }

    /// A final pass over so much sound took so long.
    pub(super) fn measure(&mut self, length_ms: u64, took: Duration) {
        let factor = took.as_secs_f64() * 1_000.0 / length_ms.max(1_000) as f64;
        self.measured = Some(self.measured.map_or(factor, |m| factor.max(m * KEPT)));
    }

    /// What was measured says nothing about what comes: it computes on something else.
    pub(super) fn forget(&mut self) {
        self.measured = None;
    }

    /// How long an answer to so much sound is waited for.
    pub(super) fn answer(&self, length_ms: u64) -> Duration {
        let Patience {
            base,
            times,
            factor,
            ..
        } = self.patience;
        let factor = self.measured.unwrap_or(factor);
        let seconds = length_ms.max(LEAST_MS) as f64 / 1_000.0;
        base.saturating_add(
            Duration::try_from_secs_f64(times * factor * seconds).unwrap_or(Duration::MAX),
        )
    }

    /// How long a model of so many bytes may take to load.
    pub(super) fn load(&self, bytes: u64) -> Duration {
        self.patience.base + Duration::from_secs(bytes / self.patience.load_rate.max(1))
    }

    pub(super) fn settling(&self) -> Duration {
        self.patience.settling
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_grows_with_the_sound_and_shrinks_with_what_is_known() {
        let mut speed = Speed::new(Patience::default());
        let unknown = speed.answer(5_000);
        assert!(unknown > Duration::from_mins(10), "{unknown:?}");
        speed.measure(5_000, Duration::from_millis(500));
        let known = speed.answer(5_000);
        assert!(known < Duration::from_mins(2), "{known:?}");
        assert!(speed.answer(60_000) > known);
        // One slow answer is remembered for a while.
        speed.measure(5_000, Duration::from_secs(10));
        speed.measure(5_000, Duration::from_millis(500));
        assert!(speed.answer(5_000) > known * 5);
        for _ in 0..60 {
            speed.measure(5_000, Duration::from_millis(500));
        }
        assert_eq!(speed.answer(5_000), known);
        speed.forget();
        assert_eq!(speed.answer(5_000), unknown);
        assert!(speed.load(3_000_000_000) > Duration::from_mins(5));
    }
}
