//! The event bus: the log as it grows, and the passing facts between its entries.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use candor_domain::{
    Event,
    live::{Fact, Live},
};
use candor_store::{Store, events};
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded, select};

use crate::Result;

/// Passing facts a slow subscriber may fall behind before it misses some.
const LIVE_BACKLOG: usize = 256;
/// Entries read from the log at a time.
const PAGE: u32 = 500;

/// Hands facts to whoever subscribed.
#[derive(Clone)]
pub struct Bus {
    live: Arc<Mutex<Vec<Sender<Live>>>>,
    store: Arc<Store>,
}

impl Bus {
    pub(crate) fn new(store: &Arc<Store>) -> Self {
        Self {
            live: Arc::default(),
            store: Arc::clone(store),
        }
    }

    /// Publishes a passing fact; a subscriber that does not keep up misses it.
    pub fn publish(&self, live: &Live) {
        let mut subscribers = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        subscribers
            .retain(|s| !matches!(s.try_send(live.clone()), Err(TrySendError::Disconnected(_))));
    }

    /// Everything logged after entry `after`, then everything as it happens: nothing lost, nothing twice.
    ///
    /// # Errors
    /// Only if the log cannot be read.
    pub fn subscribe(&self, after: u64) -> Result<Subscription> {
        // Listen first, read the backlog second: what is logged in between arrives twice and is dropped once.
        let logged = self.store.subscribe();
        let (sender, live) = bounded(LIVE_BACKLOG);
        self.live
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(sender);
        Ok(Subscription {
            store: Arc::clone(&self.store),
            logged,
            live,
            backlog: VecDeque::new(),
            caught_up: false,
            seen: after,
        })
    }
}

/// One subscriber's view of the bus. Dropping it unsubscribes.
pub struct Subscription {
    store: Arc<Store>,
    logged: Receiver<Arc<Event>>,
    live: Receiver<Live>,
    backlog: VecDeque<Event>,
    caught_up: bool,
    seen: u64,
}

impl Subscription {
    /// The next fact, or `None` when none came within `timeout`.
    ///
    /// # Errors
    /// [`Closed`] once the application is shut down; a log that cannot be read.
    pub fn next(&mut self, timeout: Duration) -> Result<Option<Fact>, Closed> {
        loop {
            if let Some(event) = self.backlog.pop_front() {
                self.seen = event.seq;
                return Ok(Some(Fact::Logged { event }));
            }
            if !self.caught_up {
                let after = self.seen;
                let page = self.store.read(|conn| events::after(conn, after, PAGE));
                self.backlog = page
                    .map_err(|error| {
                        tracing::error!(%error, "the log cannot be read for a subscriber");
                        Closed
                    })?
                    .into();
                self.caught_up = self.backlog.is_empty();
                continue;
            }
            select! {
                recv(self.logged) -> event => match event {
                    Ok(event) if event.seq <= self.seen => {}
                    Ok(event) => {
                        self.seen = event.seq;
                        return Ok(Some(Fact::Logged { event: Event::clone(&event) }));
                    }
                    // Fell far behind: listen anew and read what was missed from the log.
                    Err(_) => {
                        self.logged = self.store.subscribe();
                        self.caught_up = false;
                    }
                },
                recv(self.live) -> live => match live {
                    Ok(live) => return Ok(Some(Fact::Live { live })),
                    Err(_) => return Err(Closed),
                },
                default(timeout) => return Ok(None),
            }
        }
    }
}

/// The application is shut down; nothing more will come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Candor is shutting down")]
pub struct Closed;
