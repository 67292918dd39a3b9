//! Closing Candor: asks while an interview runs, and ends in good order whoever ends it.
//!
//! Nothing depends on the answer: an interview that runs while Candor ends is paused and can be resumed. The question
//! is there so that nobody ends one by accident.

use std::{
    sync::{Mutex, PoisonError, mpsc},
    time::Duration,
};

use serde::Serialize;
use tauri::{AppHandle, CloseRequestApi, Manager as _, ipc::Channel};

use crate::{kiosk, main_window, startup::Startup};

/// How long the page may take to show the question. A page that hangs must not keep the window open.
const PATIENCE: Duration = Duration::from_secs(3);

/// What the shell tells its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum ShellEvent {
    /// The window is to be closed while interviews run: ask.
    CloseAsked {
        /// How many run.
        running: usize,
    },
}

/// The page that is asked, and the question under way.
#[derive(Default)]
pub(crate) struct Closing {
    page: Mutex<Option<Channel<ShellEvent>>>,
    shown: Mutex<Option<mpsc::Sender<()>>>,
}

impl Closing {
    /// The page listens from now on; a reloaded page replaces the one before.
    pub(crate) fn listen(&self, page: Channel<ShellEvent>) {
        *self.page.lock().unwrap_or_else(PoisonError::into_inner) = Some(page);
    }

    /// The page shows the question.
    pub(crate) fn shown(&self) {
        let waiting = self
            .shown
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(waiting) = waiting {
            // Whoever waited may have given up.
            let _ = waiting.send(());
        }
    }

    fn ask(&self, running: usize) -> Option<mpsc::Receiver<()>> {
        let page = self.page.lock().unwrap_or_else(PoisonError::into_inner);
        let (sender, shown) = mpsc::channel();
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = Some(sender);
        page.as_ref()?
            .send(ShellEvent::CloseAsked { running })
            .ok()?;
        Some(shown)
    }
}

/// The window is to be closed: holds it open while interviews run, and asks.
pub(crate) fn requested(app: &AppHandle, api: &CloseRequestApi) {
    let running = running(app);
    if running > 0 && ask(app, running) {
        api.prevent_close();
    }
}

/// Ends Candor from the tray: asks first while interviews run.
pub(crate) fn quit(app: &AppHandle) {
    if kiosk::is_on(app) {
        return;
    }
    let running = running(app);
    if running == 0 || !ask(app, running) {
        app.exit(0);
    }
}

/// Interviews whose rooms are open.
fn running(app: &AppHandle) -> usize {
    app.state::<Startup>()
        .opened()
        .map_or(0, |opened| opened.app.open_rooms().len())
}

/// Asks the page; false when there is none to ask.
fn ask(app: &AppHandle, running: usize) -> bool {
    let Some(shown) = app.state::<Closing>().ask(running) else {
        return false;
    };
    main_window::focus(app);
    let app = app.clone();
    let waiting = std::thread::Builder::new().name("candor-closing".into());
    let spawned = waiting.spawn(move || {
        if shown.recv_timeout(PATIENCE).is_err() {
            tracing::warn!("the page does not answer; closing without asking");
            app.exit(0);
        }
    });
    spawned.is_ok()
}

/// Ends in good order when the system says so: logging out, shutting down, Ctrl+C in the terminal.
#[cfg(unix)]
pub(crate) fn follow_signals(app: &AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};
    for kind in [
        SignalKind::terminate(),
        SignalKind::interrupt(),
        SignalKind::hangup(),
    ] {
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            match signal(kind) {
                Ok(mut signals) => {
                    if signals.recv().await.is_some() {
                        tracing::info!(signal = kind.as_raw_value(), "the system ends Candor");
                        app.exit(0);
                    }
                }
                Err(error) => tracing::warn!(%error, "a signal cannot be followed"),
            }
        });
    }
}

/// Windows ends programs by closing their windows.
#[cfg(not(unix))]
pub(crate) fn follow_signals(_: &AppHandle) {}
