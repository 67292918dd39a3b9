//! Who wants to hear about committed events.

use std::sync::{Arc, Mutex, PoisonError};

use candor_domain::Event;
use crossbeam_channel::{Receiver, Sender, bounded};

/// Events a subscriber may lag behind before it is cut off; it then resumes from the log by number.
const CAPACITY: usize = 4_096;

#[derive(Debug, Default)]
pub(crate) struct Subscribers(Mutex<Vec<Sender<Arc<Event>>>>);

impl Subscribers {
    /// Every event published from now on, in order. Dropping the receiver unsubscribes.
    pub(crate) fn add(&self) -> Receiver<Arc<Event>> {
        let (sender, receiver) = bounded(CAPACITY);
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(sender);
        receiver
    }

    /// Hands the events to everyone; whoever has gone, or does not keep up, is struck off.
    pub(crate) fn publish(&self, events: &[Arc<Event>]) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|subscriber| {
                events
                    .iter()
                    .all(|event| subscriber.try_send(Arc::clone(event)).is_ok())
            });
    }
}
