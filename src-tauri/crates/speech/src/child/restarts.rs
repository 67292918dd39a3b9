//! How often a recogniser that breaks down is started again.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

/// When a recogniser that breaks down again and again is given up, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// So many break-downs …
    pub breakdowns: usize,
    /// … within this time are put up with; one more and it is given up.
    pub within: Duration,
    /// Then it rests for this long, after which one utterance is tried.
    pub rest: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            breakdowns: 5,
            within: Duration::from_mins(2),
            rest: Duration::from_mins(1),
        }
    }
}

/// Counts break-downs. Time is what it is told.
#[derive(Debug)]
pub(super) struct Restarts {
    limits: Limits,
    recent: VecDeque<Instant>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    Works,
    /// Given up at this time.
    Rests(Instant),
    /// Has rested; the next break-down gives it up again, the next answer is its recovery.
    OnTrial,
}

impl Restarts {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            recent: VecDeque::new(),
            state: State::Works,
        }
    }

    /// Whether it may be used now.
    pub(super) fn may_work(&mut self, now: Instant) -> bool {
        if let State::Rests(since) = self.state
            && now.saturating_duration_since(since) >= self.limits.rest
        {
            self.state = State::OnTrial;
        }
        !matches!(self.state, State::Rests(_))
    }

    /// It broke down. Whether it may be started again.
    pub(super) fn broke_down(&mut self, now: Instant) -> bool {
        self.recent.push_back(now);
        let within = self.limits.within;
        while self.recent.len() > self.limits.breakdowns + 1
            || self
                .recent
                .front()
                .is_some_and(|first| now.saturating_duration_since(*first) > within)
        {
            self.recent.pop_front();
        }
        if self.state == State::OnTrial || self.recent.len() > self.limits.breakdowns {
            self.state = State::Rests(now);
        }
        self.state == State::Works
    }

    /// It answered.
    pub(super) fn answered(&mut self) {
        if self.state == State::OnTrial {
            self.state = State::Works;
            self.recent.clear();
        }
    }

    /// How often it broke down lately.
    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.recent.len()).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn limits() -> Limits {
        Limits {
            breakdowns: 2,
            within: SECOND * 10,
            rest: SECOND * 60,
        }
    }

    #[test]
    fn few_breakdowns_or_rare_ones_are_put_up_with() {
        let mut restarts = Restarts::new(limits());
        let begin = Instant::now();
        for n in 0..100 {
            let now = begin + SECOND * n * 6;
            assert!(restarts.may_work(now) && restarts.broke_down(now));
            restarts.answered();
        }
        assert_eq!(restarts.count(), 2);
    }

    #[test]
    fn too_many_lead_to_a_rest_and_one_trial() {
        let mut restarts = Restarts::new(limits());
        let begin = Instant::now();
        assert!(restarts.broke_down(begin) && restarts.broke_down(begin + SECOND));
        assert!(!restarts.broke_down(begin + SECOND * 2));
        assert_eq!(restarts.count(), 3);
        assert!(!restarts.may_work(begin + SECOND * 61));
        // An answer that was on its way does not end the rest.
        restarts.answered();
        assert!(!restarts.may_work(begin + SECOND * 61));
        assert!(restarts.may_work(begin + SECOND * 62));
        // On trial, one is enough.
        assert!(!restarts.broke_down(begin + SECOND * 62));
        assert!(!restarts.may_work(begin + SECOND * 121));
        assert!(restarts.may_work(begin + SECOND * 122));
        restarts.answered();
        // Recovered: as before.
        assert!(restarts.broke_down(begin + SECOND * 123));
        assert!(restarts.broke_down(begin + SECOND * 124));
        assert!(!restarts.broke_down(begin + SECOND * 125));
    }
}
