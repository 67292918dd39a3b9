//! How fast a download goes, and how long it will still take: smoothed, so that the figures can be read.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

/// Stretch over which the rate is taken: long enough that a remaining time does not jump about.
const STRETCH: Duration = Duration::from_secs(10);
/// Marks are set this far apart.
const APART: Duration = Duration::from_millis(250);
/// Before so much time has passed nothing is said.
const FIRST: Duration = Duration::from_millis(500);
/// The remaining time is told from here on: the first moments of a connection say little.
const SETTLED: Duration = Duration::from_secs(2);
/// Nobody waits for longer than this, so that nothing is said of it.
const LONGEST_S: u64 = 7 * 24 * 3_600;

/// How fast a download goes.
#[derive(Default)]
pub(super) struct Pace {
    marks: VecDeque<(Instant, u64)>,
    last: Option<(Instant, u64)>,
    began: Option<Instant>,
}

impl Pace {
    /// So many bytes are here now.
    pub(super) fn saw(&mut self, done: u64, now: Instant) {
        self.began.get_or_insert(now);
        self.last = Some((now, done));
        let due = self
            .marks
            .back()
            .is_none_or(|(at, _)| now.duration_since(*at) >= APART);
        if due {
            self.marks.push_back((now, done));
        }
        while self.marks.len() > 2 && now.duration_since(self.marks[1].0) >= STRETCH {
            self.marks.pop_front();
        }
    }

    /// Bytes a second over the last seconds; 0 before that can be told.
    pub(super) fn rate(&self) -> u64 {
        let (Some((since, before)), Some((now, done))) = (self.marks.front(), self.last) else {
            return 0;
        };
        let passed = now.duration_since(*since);
        if passed < FIRST {
            return 0;
        }
        (done.saturating_sub(*before) as f64 / passed.as_secs_f64()) as u64
    }

    /// Seconds until `total` bytes are here, as far as that can be told.
    pub(super) fn left_s(&self, total: u64) -> Option<u64> {
        let ((now, done), began) = (self.last?, self.began?);
        if now.duration_since(began) < SETTLED {
            return None;
        }
        let rate = self.rate();
        let left = total.saturating_sub(done).checked_div(rate)?;
        (left <= LONGEST_S).then_some(left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A download that brings `step` bytes each 100 ms from `from` on.
    fn go(pace: &mut Pace, start: Instant, from_ms: u64, to_ms: u64, from: u64, step: u64) -> u64 {
        let mut done = from;
        for ms in (from_ms..to_ms).step_by(100) {
            done += step;
            pace.saw(done, start + Duration::from_millis(ms));
        }
        done
    }

    #[test]
    fn the_rate_is_that_of_the_last_seconds_and_not_of_what_was_there_before() {
        let (start, mut pace) = (Instant::now(), Pace::default());
        pace.saw(50_000_000, start);
        assert_eq!((pace.rate(), pace.left_s(60_000_000)), (0, None));
        let done = go(&mut pace, start, 100, 1_100, 50_000_000, 100_000);
        assert_eq!(pace.rate(), 1_000_000);
        assert_eq!(pace.left_s(60_000_000), None, "a second says too little");
        let done = go(&mut pace, start, 1_100, 3_100, done, 100_000);
        assert_eq!(
            pace.left_s(60_000_000),
            Some((60_000_000 - done) / 1_000_000)
        );
        // Half as fast from here on: after the stretch nothing of the old rate is left.
        go(&mut pace, start, 3_100, 15_100, done, 50_000);
        assert!(
            (495_000..=505_000).contains(&pace.rate()),
            "{}",
            pace.rate()
        );
    }

    #[test]
    fn one_bad_second_changes_little() {
        let (start, mut pace) = (Instant::now(), Pace::default());
        pace.saw(0, start);
        let done = go(&mut pace, start, 100, 10_100, 0, 100_000);
        go(&mut pace, start, 10_100, 11_100, done, 0);
        assert!(
            (880_000..=950_000).contains(&pace.rate()),
            "{}",
            pace.rate()
        );
    }

    #[test]
    fn nothing_is_said_of_a_download_that_does_not_move() {
        let (start, mut pace) = (Instant::now(), Pace::default());
        go(&mut pace, start, 0, 5_000, 0, 0);
        assert_eq!((pace.rate(), pace.left_s(1_000)), (0, None));
        let mut slow = Pace::default();
        go(&mut slow, start, 0, 5_000, 0, 1);
        assert_eq!(slow.left_s(u64::MAX), None, "for ever");
    }
}
