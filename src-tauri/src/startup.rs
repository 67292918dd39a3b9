//! Opening Candor while the window is already there, and unlocking it with a passphrase where there is no keychain.

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::Router;
use candor_core::{
    App, Config, Folders,
    engine::Settings,
    speech::Recogniser,
    unlock::{self, PassphraseUse},
};
use candor_domain::Code;
use serde::Serialize;
use tauri::{AppHandle, Manager as _};
use tokio::sync::watch;

use crate::args::Args;

/// How far the start has come, as the start page shows it.
#[derive(Clone, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub(crate) enum Status {
    /// The database is being opened.
    Opening,
    /// Candor works.
    Ready,
    /// The key is missing; a passphrase may help.
    Locked {
        /// Why.
        code: Code,
        /// In words.
        detail: String,
        /// Whether a passphrase can help.
        can_use_passphrase: bool,
        /// Whether that passphrase would make a new database and must be typed twice.
        new_passphrase: bool,
    },
    /// Candor cannot be opened.
    Failed {
        /// Why.
        code: Code,
        /// In words.
        detail: String,
    },
}

/// The open application with its router.
#[derive(Clone)]
pub(crate) struct Opened {
    pub(crate) app: Arc<App>,
    pub(crate) router: Router,
}

/// What is done once Candor is open.
type WhenOpen = Box<dyn Fn(&Opened) + Send + Sync>;

/// The state of the program from its first moment on.
pub(crate) struct Startup {
    args: Args,
    folders: Result<Folders, candor_core::Error>,
    opened: Mutex<Option<Opened>>,
    status: watch::Sender<Status>,
    told: AtomicBool,
    bundled_models: OnceLock<PathBuf>,
    when_open: OnceLock<WhenOpen>,
}

impl Startup {
    pub(crate) fn new(args: Args) -> Self {
        let folders = Folders::standard(args.data_dir.as_deref());
        Self {
            args,
            folders,
            opened: Mutex::default(),
            status: watch::Sender::new(Status::Opening),
            told: AtomicBool::new(false),
            bundled_models: OnceLock::new(),
            when_open: OnceLock::new(),
        }
    }

    pub(crate) fn folders(&self) -> Option<&Folders> {
        self.folders.as_ref().ok()
    }

    /// Tells where the installed program keeps the speech models that came with it.
    pub(crate) fn bundled_models_at(&self, folder: PathBuf) {
        self.bundled_models.get_or_init(|| folder);
    }

    /// Does something as soon as Candor is open.
    pub(crate) fn when_open(&self, then: impl Fn(&Opened) + Send + Sync + 'static) {
        self.when_open.get_or_init(|| Box::new(then));
    }

    /// The open application, once it is open.
    pub(crate) fn opened(&self) -> Option<Opened> {
        self.opened
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The status once it is no longer [`Status::Opening`].
    pub(crate) async fn settled(&self) -> Status {
        let mut status = self.status.subscribe();
        match status.wait_for(|s| !matches!(s, Status::Opening)).await {
            Ok(settled) => settled.clone(),
            // The sender lives as long as `self`.
            Err(_) => Status::Opening,
        }
    }

    /// Returns once Candor is open.
    pub(crate) async fn ready(&self) {
        let mut status = self.status.subscribe();
        // The sender lives as long as `self`.
        let _ = status.wait_for(|s| matches!(s, Status::Ready)).await;
    }

    /// What the program was told when it was started.
    pub(crate) fn args(&self) -> &Args {
        &self.args
    }

    /// How the start went. Asked again after a failure, it tries again: the keychain may be unlocked by now.
    pub(crate) async fn status(app: &AppHandle) -> Status {
        let startup = app.state::<Self>();
        let settled = startup.settled().await;
        let again = startup.told.swap(true, Ordering::AcqRel);
        if !again || matches!(settled, Status::Ready) {
            return settled;
        }
        startup.status.send_replace(Status::Opening);
        let app = app.clone();
        let opening = tauri::async_runtime::spawn_blocking(move || app.state::<Self>().begin());
        if let Err(error) = opening.await {
            tracing::error!(%error, "opening ended in a panic");
            startup.status.send_replace(settled);
        }
        startup.settled().await
    }

    /// Opens with the keychain, or the passphrase file the program was started with.
    pub(crate) fn begin(&self) {
        let unlock = match &self.args.passphrase_file {
            None => unlock::Unlock::Keychain,
            Some(file) => match unlock::passphrase_file(file) {
                Ok(passphrase) => unlock::Unlock::Passphrase(passphrase),
                Err(error) => {
                    let detail = format!("{}: {error}", file.display());
                    self.status.send_replace(Status::Failed {
                        code: Code::KeyMissing,
                        detail,
                    });
                    return;
                }
            },
        };
        self.open(unlock);
    }

    /// Opens with `unlock`; the outcome is the new status.
    pub(crate) fn open(&self, unlock: unlock::Unlock) {
        let folders = match &self.folders {
            Ok(folders) => {
                let mut folders = folders.clone();
                folders
                    .shipped_models
                    .extend(self.bundled_models.get().cloned());
                folders
            }
            Err(error) => {
                let (code, detail) = (error.code(), error.to_string());
                self.status.send_replace(Status::Failed { code, detail });
                return;
            }
        };
        let config = Config {
            folders: folders.clone(),
            unlock,
            conversation: Settings::default(),
        };
        let status = match App::open(config) {
            Ok(app) => {
                let app = Arc::new(app.with_recogniser(Recogniser::of_this_program()));
                crate::kiosk::decide(&app, &self.args);
                if let Err(error) = candor_core::scorecards::resume_drafts(&app) {
                    tracing::warn!(%error, "drafts that were cut short have to be asked for again");
                }
                if let Err(error) = candor_core::transcriptions::resume(&app) {
                    tracing::warn!(%error, "what waits to be transcribed waits for the next start");
                }
                let router = candor_api::router(Arc::clone(&app));
                let opened = Opened { app, router };
                *self.opened.lock().unwrap_or_else(PoisonError::into_inner) = Some(opened.clone());
                if let Some(then) = self.when_open.get() {
                    then(&opened);
                }
                Status::Ready
            }
            Err(error) => refused(&error, unlock::passphrase_use(&folders)),
        };
        self.status.send_replace(status);
    }

    /// Pauses running interviews and stores what is left.
    pub(crate) fn close(&self) {
        let opened = self
            .opened
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(opened) = opened {
            opened.app.close_rooms();
        }
    }
}

fn refused(error: &candor_core::Error, passphrase: PassphraseUse) -> Status {
    tracing::error!(%error, "Candor could not be opened");
    let (code, detail) = (error.code(), error.to_string());
    match code {
        // A passphrase that is too short is as good a reason to ask again as a wrong one.
        Code::KeyMissing
        | Code::KeyWrong
        | Code::KeychainLocked
        | Code::KeychainMissing
        | Code::Invalid => Status::Locked {
            code,
            detail,
            can_use_passphrase: passphrase != PassphraseUse::Useless,
            new_passphrase: passphrase == PassphraseUse::Creates,
        },
        _ => Status::Failed { code, detail },
    }
}
