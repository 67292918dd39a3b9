//! A service that fails again and again is left alone for a while, so that nobody waits for it in vain.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use crate::model::{Failure, Finish};

/// When a service is left alone, and by which clock.
#[derive(Clone)]
pub struct Rest {
    /// After how many failed replies in a row.
    pub after: u32,
    /// For how long the first time; twice as long each time the next reply fails as well.
    pub first: Duration,
    /// For how long at most.
    pub longest: Duration,
    /// What time it is.
    pub now: Arc<dyn Fn() -> Instant + Send + Sync>,
}

impl Default for Rest {
    fn default() -> Self {
        Self {
            after: 3,
            first: Duration::from_secs(30),
            longest: Duration::from_mins(5),
            now: Arc::new(Instant::now),
        }
    }
}

impl fmt::Debug for Rest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rest")
            .field("after", &self.after)
            .field("first", &self.first)
            .field("longest", &self.longest)
            .finish_non_exhaustive()
    }
}

/// How it went lately.
pub(super) struct Breaker {
    rest: Rest,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    failures: u32,
    /// Left alone until then.
    until: Option<Instant>,
    pause: Duration,
    /// One reply tries whether it works again; the others wait for how it ends.
    is_tried: bool,
}

/// The right to send one request; its end has to be told, or it counts as nothing.
pub(super) struct Pass<'a> {
    breaker: &'a Breaker,
    is_trial: bool,
}

impl Breaker {
    pub(super) fn new(rest: Rest) -> Self {
        Self {
            rest,
            state: Mutex::default(),
        }
    }

    /// One with the same habits that has seen nothing yet.
    pub(super) fn anew(&self) -> Self {
        Self::new(self.rest.clone())
    }

    /// `None`: it is left alone.
    pub(super) fn enter(&self) -> Option<Pass<'_>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let is_trial = match state.until {
            None => false,
            Some(until) if (self.rest.now)() < until || state.is_tried => return None,
            Some(_) => {
                state.is_tried = true;
                true
            }
        };
        Some(Pass {
            breaker: self,
            is_trial,
        })
    }
}

impl Pass<'_> {
    /// Counts how the reply ended.
    pub(super) fn ended(self, finish: Finish) {
        let rest = &self.breaker.rest;
        let mut state = self
            .breaker
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match finish {
            // Says nothing about the service.
            Finish::Cancelled => {}
            // The service answers: it is this request it does not want.
            Finish::Complete
            | Finish::Length
            | Finish::Filtered
            | Finish::Refused
            | Finish::Failed(Failure::RequestRefused) => {
                *state = State {
                    // The pass is given back when it is dropped.
                    is_tried: state.is_tried && !self.is_trial,
                    ..State::default()
                };
            }
            Finish::Failed(_) => {
                state.failures = state.failures.saturating_add(1);
                if self.is_trial || state.failures >= rest.after {
                    state.pause = if self.is_trial {
                        state.pause.saturating_mul(2)
                    } else {
                        rest.first
                    }
                    .min(rest.longest);
                    state.until = Some((rest.now)() + state.pause);
                }
            }
        }
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        if self.is_trial {
            let state = self.breaker.state.lock();
            state.unwrap_or_else(PoisonError::into_inner).is_tried = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LATE: Finish = Finish::Failed(Failure::FirstTokenLate);

    fn breaker() -> (Breaker, Arc<Mutex<Instant>>) {
        let now = Arc::new(Mutex::new(Instant::now()));
        let clock = Arc::clone(&now);
        let rest = Rest {
            now: Arc::new(move || *clock.lock().unwrap()),
            ..Rest::default()
        };
        (Breaker::new(rest), now)
    }

    fn pass_by(now: &Mutex<Instant>, seconds: u64) {
        *now.lock().unwrap() += Duration::from_secs(seconds);
    }

    #[test]
    fn three_failures_in_a_row_and_then_one_trial_after_a_while() {
        let (breaker, now) = breaker();
        breaker.enter().unwrap().ended(LATE);
        breaker.enter().unwrap().ended(LATE);
        breaker.enter().unwrap().ended(Finish::Complete);
        for _ in 0..3 {
            breaker.enter().unwrap().ended(LATE);
        }
        assert!(breaker.enter().is_none());
        pass_by(&now, 29);
        assert!(breaker.enter().is_none());
        pass_by(&now, 1);
        let trial = breaker.enter().unwrap();
        assert!(breaker.enter().is_none(), "one at a time");
        trial.ended(LATE);
        // Twice as long.
        pass_by(&now, 59);
        assert!(breaker.enter().is_none());
        pass_by(&now, 1);
        breaker.enter().unwrap().ended(Finish::Complete);
        // All is as in the beginning.
        breaker.enter().unwrap().ended(LATE);
        breaker.enter().unwrap().ended(LATE);
        assert!(breaker.enter().is_some());
    }

    #[test]
    fn it_never_rests_longer_than_it_may() {
        let (breaker, now) = breaker();
        for _ in 0..3 {
            breaker.enter().unwrap().ended(LATE);
        }
        for _ in 0..40 {
            pass_by(&now, 300);
            breaker.enter().unwrap().ended(LATE);
        }
        pass_by(&now, 299);
        assert!(breaker.enter().is_none());
        pass_by(&now, 1);
        assert!(breaker.enter().is_some());
    }

    #[test]
    fn a_cancelled_trial_says_nothing_and_blocks_nothing() {
        let (breaker, now) = breaker();
        for _ in 0..3 {
            breaker.enter().unwrap().ended(LATE);
        }
        pass_by(&now, 30);
        breaker.enter().unwrap().ended(Finish::Cancelled);
        drop(breaker.enter().unwrap());
        breaker.enter().unwrap().ended(Finish::Refused);
        assert!(breaker.enter().is_some());
    }
}
