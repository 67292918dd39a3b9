//! Notices that the computer slept: nobody was interviewed meanwhile, and its microphones may be dead although they claim
//! to be open.

use std::time::{Duration, Instant};

use candor_domain::UtcMillis;

/// How far the wall clock must run ahead of the steady one. Small corrections of the wall clock are no sleep.
const AHEAD: Duration = Duration::from_secs(10);
/// A nap: too short to be an interruption, long enough for a sound card to lose its power.
const NAP: Duration = Duration::from_secs(2);
/// A room that did not come to look for so long stood still too: on some systems the steady clock runs on in sleep.
const AWAY: Duration = Duration::from_mins(1);

/// What happened since the last look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slept {
    /// Nothing.
    No,
    /// The computer slept for some seconds: the interview goes on, and microphones are opened again.
    Nap,
    /// It slept for longer: the interview was interrupted.
    Long,
}

/// The two clocks at the last look.
#[derive(Debug)]
pub(super) struct SleepWatch {
    wall: UtcMillis,
    steady: Instant,
}

impl SleepWatch {
    pub(super) fn new(wall: UtcMillis, steady: Instant) -> Self {
        Self { wall, steady }
    }

    /// Looks at both clocks; tells whether the computer slept since the last look. To be asked several times a second.
    pub(super) fn slept(&mut self, wall: UtcMillis, steady: Instant) -> Slept {
        let by_wall = Duration::from_millis(wall.since(self.wall));
        let by_steady = steady.duration_since(self.steady);
        *self = Self { wall, steady };
        if by_wall > by_steady + AHEAD || by_steady > AWAY {
            Slept::Long
        } else if by_wall > by_steady + NAP {
            Slept::Nap
        } else {
            Slept::No
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sleep_is_noticed_and_clocks_that_are_set_are_not_mistaken_for_it() {
        let (wall, steady) = (UtcMillis(1_000_000), Instant::now());
        let after = |wall_s: i64, steady_s: u64| {
            let mut watch = SleepWatch::new(wall, steady);
            watch.slept(
                UtcMillis(wall.0 + wall_s * 1_000),
                steady + Duration::from_secs(steady_s),
            )
        };
        for awake in [(0, 0), (1, 1), (20, 20), (2, 0), (-3_600, 1)] {
            assert_eq!(after(awake.0, awake.1), Slept::No, "{awake:?}");
        }
        assert_eq!(after(3_600, 0), Slept::Long, "the steady clock stood still");
        assert_eq!(after(3_600, 3_600), Slept::Long, "it ran on");
        assert_eq!(after(8, 3), Slept::Nap);
    }

    #[test]
    fn one_sleep_is_told_once() {
        let (wall, steady) = (UtcMillis(0), Instant::now());
        for (ms, slept) in [(60_000, Slept::Long), (5_000, Slept::Nap)] {
            let mut watch = SleepWatch::new(wall, steady);
            assert_eq!(watch.slept(UtcMillis(ms), steady), slept);
            let soon = steady + Duration::from_millis(200);
            assert_eq!(watch.slept(UtcMillis(ms + 200), soon), Slept::No);
        }
    }
}
