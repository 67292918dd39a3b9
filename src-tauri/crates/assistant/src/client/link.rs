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
    /// Pause before the next time: doubled each time, up to a quarter shorter, so that many do not come back at once.
    pub(super) fn pause(&self, repeated: u32) -> Duration {
        let full = self
            .first
            .saturating_mul(1 << repeated.min(16))
            .min(self.longest);
        let thousandths = 750 + u32::try_from(http::random() % 251).unwrap_or(0);
        full.mul_f64(f64::from(thousandths) / 1_000.0)
    }
}

impl Link {
    pub(super) fn plain(&self) -> Plain {
        let bits = self.learnt.load(Ordering::Relaxed);
        Plain {
            no_usage: bits & 1 != 0,
            no_schema: bits & 2 != 0,
            completion_tokens: bits & 4 != 0,
        }
    }

    /// The server answered when asked like this: it is asked so from now on.
    pub(super) fn learn(&self, plain: Plain) {
        let bits = u8::from(plain.no_usage)
            | u8::from(plain.no_schema) << 1
            | u8::from(plain.completion_tokens) << 2;
        self.learnt.store(bits, Ordering::Relaxed);
    }
}
