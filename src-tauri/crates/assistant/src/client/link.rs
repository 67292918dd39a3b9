//! A server with all that is known of it: how it is reached, how patient we are, and what it was seen not to accept.

use std::{
    sync::atomic::{AtomicU8, Ordering},
    time::Duration,
};

use candor_domain::AiApi;

use super::{
    dialect::Plain,
    http::{self, Server},
};

/// How failures are repeated.
#[derive(Debug, Clone, Copy)]
pub struct Retries {
    /// How often at most, after the first time.
    pub most: u32,
    /// Pause before the first one; twice as long each time, less a random part.
    pub first: Duration,
    /// Longest pause, also if the service asks for a longer one: then it is not repeated.
    pub longest: Duration,
}

impl Default for Retries {
    fn default() -> Self {
        Self {
            most: 2,
            first: Duration::from_millis(250),
            longest: Duration::from_secs(20),
        }
    }
}

/// A server with all that is known of it.
pub(super) struct Link {
    pub(super) server: Server,
    pub(super) api: AiApi,
    pub(super) model: String,
    pub(super) first_token: Duration,
    pub(super) total: Duration,
    pub(super) retries: Retries,
    /// What this server did not accept, as learnt: bits of [`Plain`].
    pub(super) learnt: AtomicU8,
}

impl Retries {
    /// Pause before the next time, `None` if there is none. What the service wishes, up to a quarter longer; else doubled
    /// each time, up to a quarter shorter: so that many do not come back at once.
    pub(super) fn pause(&self, repeated: u32, wish: Option<Duration>) -> Option<Duration> {
        if repeated >= self.most || wish.is_some_and(|wish| wish > self.longest) {
            return None;
        }
        let full = wish.unwrap_or_else(|| {
            let doubled = self.first.saturating_mul(1 << repeated.min(16));
            doubled.min(self.longest)
        });
        let least = if wish.is_some() { 1_000 } else { 750 };
        let thousandths = least + u32::try_from(http::random() % 251).unwrap_or(0);
        Some(full.mul_f64(f64::from(thousandths) / 1_000.0))
    }
}

impl Link {
    pub(super) fn plain(&self) -> Plain {
        let bits = self.learnt.load(Ordering::Relaxed);
        Plain {
            no_usage: bits & 1 != 0,
            no_schema: bits & 2 != 0,
            completion_tokens: bits & 4 != 0,
            no_effort: bits & 8 != 0,
        }
    }

    /// The server answered when asked like this: it is asked so from now on.
    pub(super) fn learn(&self, plain: Plain) {
        let bits = u8::from(plain.no_usage)
            | u8::from(plain.no_schema) << 1
            | u8::from(plain.completion_tokens) << 2
            | u8::from(plain.no_effort) << 3;
        self.learnt.store(bits, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_comes_back_earlier_than_asked_and_not_all_at_once() {
        let retries = Retries::default();
        let second = Duration::from_secs(1);
        let pauses: Vec<_> = (0..64)
            .map(|_| retries.pause(0, Some(second)).unwrap())
            .collect();
        assert!(pauses.iter().all(|p| *p >= second && *p <= second * 5 / 4));
        assert!(pauses.iter().any(|pause| *pause != pauses[0]));
        let own = retries.pause(1, None).unwrap();
        assert!(own <= retries.first * 2 && own >= retries.first * 3 / 2);
        assert_eq!(retries.pause(0, Some(Duration::MAX)), None);
        assert_eq!(retries.pause(0, Some(second * 21)), None);
        assert_eq!(retries.pause(2, None), None);
    }
}
