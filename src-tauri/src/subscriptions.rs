//! Events on their way to the windows: one thread per window, replaced when the window asks anew. Each fact goes only
//! to whom it may be told at that moment.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::Duration,
};

use candor_core::{App, Error, bus::Subscription};
use candor_domain::live::Fact;
use tauri::ipc::Channel;

use crate::carrier;

/// How soon a subscription notices that it was replaced.
const GLANCE: Duration = Duration::from_millis(200);

/// One window's running subscription.
struct Running {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

/// The running subscriptions by window label.
#[derive(Default)]
pub(crate) struct Subscriptions(Mutex<HashMap<String, Running>>);

impl Subscriptions {
    /// Replaces the window's subscription: after a reload the old channel leads nowhere.
    pub(crate) fn start(
        &self,
        label: &str,
        app: &Arc<App>,
        after: u64,
        channel: Channel<Fact>,
    ) -> Result<(), Error> {
        let subscription = app.bus().subscribe(after)?;
        let stop = Arc::new(AtomicBool::new(false));
        let thread = std::thread::Builder::new()
            .name("candor-events".into())
            .spawn({
                let (stop, app, label) = (Arc::clone(&stop), Arc::clone(app), label.to_owned());
                move || {
                    let may_hear = |fact: &Fact| {
                        carrier::principal(&app, &label).is_some_and(|who| who.may_hear(fact))
                    };
                    forward(subscription, &stop, &channel, may_hear);
                }
            })
            .map_err(|error| {
                tracing::error!(%error, "no thread for events");
                Error::Internal
            })?;
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(old) = running.insert(label.to_owned(), Running { stop, thread }) {
            old.stop.store(true, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Ends all and waits for them, so that nothing holds the application any longer.
    pub(crate) fn end_all(&self) {
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (_, one) in running.drain() {
            one.stop.store(true, Ordering::Relaxed);
            if one.thread.join().is_err() {
                tracing::error!("an event thread ended in a panic");
            }
        }
    }
}

fn forward(
    mut subscription: Subscription,
    stop: &AtomicBool,
    channel: &Channel<Fact>,
    may_hear: impl Fn(&Fact) -> bool,
) {
    while !stop.load(Ordering::Relaxed) {
        match subscription.next(GLANCE) {
            Ok(Some(fact)) if may_hear(&fact) => {
                if let Err(error) = channel.send(fact) {
                    tracing::warn!(%error, "a window no longer takes events");
                    return;
                }
            }
            Ok(_) => {}
            Err(closed) => {
                tracing::debug!(%closed, "no more events");
                return;
            }
        }
    }
}
