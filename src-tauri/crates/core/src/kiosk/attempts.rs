//! How long to wait after wrong codes and PINs. Kept with the kiosk's state, so that a restart shortens nothing.

use candor_domain::UtcMillis;
use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// Attempts in a row that were not known to be right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Attempts {
    count: u32,
    last_at: UtcMillis,
}

/// How patient the kiosk is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// Wrong attempts that cost nothing.
    free: u32,
    /// Milliseconds to wait after the first that costs something; each further one doubles it.
    first_ms: u64,
    /// Longest wait in milliseconds.
    longest_ms: u64,
}

/// For interview codes: 40 bits, so a quarter of an hour per guess is for ever.
pub(super) const CODES: Patience = Patience {
    free: 5,
    first_ms: 10_000,
    longest_ms: 15 * 60_000,
};
/// For the PIN: a million possibilities, so an hour per guess is a century.
pub(super) const PINS: Patience = Patience {
    free: 3,
    first_ms: 30_000,
    longest_ms: 60 * 60_000,
};

impl Attempts {
    /// Milliseconds until the next attempt is allowed; 0 when it is allowed now.
    pub(super) fn wait_ms(&self, patience: Patience, now: UtcMillis) -> u64 {
        let Some(doublings) = self.count.checked_sub(patience.free) else {
            return 0;
        };
        let growth = 2_u64.saturating_pow(doublings);
        let wait = patience
            .first_ms
            .saturating_mul(growth)
            .min(patience.longest_ms);
        // A clock that was set back makes nobody wait less.
        wait.saturating_sub(now.since(self.last_at))
    }

    /// Counts an attempt as wrong before it is looked at: whoever pulls the plug meanwhile has used it up.
    pub(super) fn begin(&mut self, patience: Patience, now: UtcMillis) -> Result<()> {
        match self.wait_ms(patience, now) {
            0 => {
                self.count = self.count.saturating_add(1);
                self.last_at = now;
                Ok(())
            }
            wait_ms => Err(Error::TooManyAttempts { wait_ms }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_limit_and_end() {
        let mut attempts = Attempts::default();
        let mut now = UtcMillis(1_000);
        let mut waits = Vec::new();
        for _ in 0..13 {
            attempts.begin(PINS, now).unwrap();
            let wait = attempts.wait_ms(PINS, now);
            waits.push(wait / 1_000);
            if wait > 0 {
                assert!(attempts.begin(PINS, now.plus_ms(wait - 1)).is_err());
            }
            now = now.plus_ms(wait);
        }
        assert_eq!(
            waits,
            [
                0, 0, 30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600, 3_600, 3_600
            ]
        );
    }

    #[test]
    fn a_clock_set_back_shortens_nothing() {
        let mut attempts = Attempts::default();
        for _ in 0..5 {
            attempts.begin(CODES, UtcMillis(50_000)).unwrap();
        }
        assert_eq!(attempts.wait_ms(CODES, UtcMillis(0)), 10_000);
        assert_eq!(attempts.wait_ms(CODES, UtcMillis(55_000)), 5_000);
        assert_eq!(attempts.wait_ms(CODES, UtcMillis(60_000)), 0);
    }
}
