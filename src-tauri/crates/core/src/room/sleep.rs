//! Notices that the computer slept: nobody was interviewed meanwhile.

use std::time::{Duration, Instant};

use candor_domain::UtcMillis;

/// How far the wall clock must run ahead of the steady one. Small corrections of the wall clock are no sleep.
const AHEAD: Duration = Duration::from_secs(10);
/// A room that did not come to look for so long stood still too: on some systems the steady clock runs on in sleep.
const AWAY: Duration = Duration::from_mins(1);

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

    /// Looks at both clocks; true when the computer slept since the last look. To be asked several times a second.
    pub(super) fn slept(&mut self, wall: UtcMillis, steady: Instant) -> bool {
        let by_wall = Duration::from_millis(wall.since(self.wall));
        let by_steady = steady.duration_since(self.steady);
        *self = Self { wall, steady };
        by_wall > by_steady + AHEAD || by_steady > AWAY
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
        assert!(!after(0, 0) && !after(1, 1) && !after(20, 20));
        assert!(after(3_600, 0), "the steady clock stood still");
        assert!(after(3_600, 3_600), "it ran on");
        assert!(!after(5, 0), "the wall clock was corrected a little");
        assert!(!after(-3_600, 1), "the wall clock was set back");
    }

    #[test]
    fn one_sleep_is_told_once() {
        let (wall, steady) = (UtcMillis(0), Instant::now());
        let mut watch = SleepWatch::new(wall, steady);
        assert!(watch.slept(UtcMillis(60_000), steady));
        assert!(!watch.slept(UtcMillis(60_200), steady + Duration::from_millis(200)));
    }
}
