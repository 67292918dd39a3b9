//! Releases samples by the wall clock.

use std::{
    thread,
    time::{Duration, Instant},
};

use crate::{Pace, SAMPLE_RATE};

/// Samples a real-time source delivers at a time, at least: 20 ms.
const STEP: u64 = SAMPLE_RATE as u64 / 50;
/// Samples delivered at a time, at most: 1 s, for a consumer that has fallen behind.
const MOST: u64 = SAMPLE_RATE as u64;
/// Samples a fast source delivers at a time: 100 ms.
const FAST: usize = SAMPLE_RATE as usize / 10;

/// Says how many samples are due. Counts from the first call and never from the previous one, so that
/// rounding and late wake-ups do not add up.
#[derive(Debug)]
pub(crate) struct Pacer {
    pace: Pace,
    started: Option<Instant>,
    delivered: u64,
}

impl Pacer {
    pub(crate) fn new(pace: Pace) -> Self {
        Self {
            pace,
            started: None,
            delivered: 0,
        }
    }

    pub(crate) fn pace(&self) -> Pace {
        self.pace
    }

    /// Samples to deliver now; waits up to 20 ms until some are due.
    pub(crate) fn next(&mut self) -> usize {
        if self.pace == Pace::Fast {
            return FAST;
        }
        let started = *self.started.get_or_insert_with(Instant::now);
        loop {
            match due(started.elapsed(), self.delivered) {
                Ok(samples) => {
                    self.delivered += samples;
                    return samples as usize;
                }
                Err(wait) => thread::sleep(wait),
            }
        }
    }
}

/// Samples due at `elapsed` after the start when `delivered` have been handed out, or how long until a step is.
fn due(elapsed: Duration, delivered: u64) -> Result<u64, Duration> {
    let rate = u128::from(SAMPLE_RATE);
    let owed = (elapsed.as_nanos() * rate / 1_000_000_000) as u64;
    if owed >= delivered + STEP {
        Ok((owed - delivered).min(MOST))
    } else {
        let at = u128::from(delivered + STEP) * 1_000_000_000;
        // Rounded up, so that the step is due when the wait is over.
        let at = Duration::from_nanos(at.div_ceil(rate) as u64);
        Err(at.saturating_sub(elapsed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_due_every_20_ms_and_not_before() {
        let ms = Duration::from_millis;
        assert_eq!(due(ms(0), 0), Err(ms(20)));
        assert_eq!(due(ms(15), 0), Err(ms(5)));
        assert_eq!(due(ms(20), 0), Ok(320));
        assert_eq!(due(ms(20), 320), Err(ms(20)));
    }

    #[test]
    fn an_hour_of_uneven_wake_ups_does_not_drift() {
        let (mut now, mut delivered) = (Duration::ZERO, 0);
        let mut late = 1_u64;
        while now < Duration::from_hours(1) {
            match due(now, delivered) {
                Ok(samples) => delivered += samples,
                Err(wait) => {
                    late = late * 48_271 % 2_147_483_647;
                    now += wait + Duration::from_micros(late % 7000);
                }
            }
        }
        let ideal = now.as_millis() as u64 * 16;
        assert!(
            ideal - delivered < 2 * STEP + 16,
            "{} samples behind after an hour",
            ideal - delivered
        );
    }

    #[test]
    fn who_falls_behind_gets_the_rest_in_pieces() {
        assert_eq!(due(Duration::from_secs(10), 16_000), Ok(16_000));
    }
}
