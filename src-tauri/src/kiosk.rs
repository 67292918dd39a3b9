//! The kiosk's window: full-screen, of its own label, with nothing to be reached from it but the interview it is open for.
//!
//! Whether this machine is a kiosk is decided and kept by core; here it is only made visible. Invariants: while it is a
//! kiosk the operator's window is hidden and its requests are refused; between two candidates the page is loaded anew
//! and everything the web view kept is cleared.

pub(crate) mod autostart;
mod keys;
#[cfg(target_os = "linux")]
mod lock;
pub(crate) mod receipt;

use std::sync::{Mutex, PoisonError};

use candor_core::{App, kiosk};
use candor_domain::{Code, InterviewId};
use serde::Serialize;
use tauri::{
    AppHandle, Manager as _, PhysicalSize, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
    webview::NewWindowResponse,
};

use crate::{
    MAIN,
    args::Args,
    carrier, main_window,
    startup::{Startup, Status},
};

/// Label of its window.
pub(crate) const KIOSK: &str = "kiosk";
/// Path of its page; every path it may show begins with it.
const PAGE: &str = "/kiosk";

/// What the shell itself remembers about the kiosk.
#[derive(Default)]
pub(crate) struct Kiosk {
    /// Receipts printed for the interview that is open.
    printed: Mutex<(Option<InterviewId>, u32)>,
}

/// Why something was refused, for the page to word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Refusal {
    code: Code,
    detail: String,
    /// Milliseconds until it may be tried again.
    wait_ms: u64,
}

impl From<candor_core::Error> for Refusal {
    fn from(error: candor_core::Error) -> Self {
        let wait_ms = match error {
            candor_core::Error::TooManyAttempts { wait_ms } => wait_ms,
            _ => 0,
        };
        Self {
            code: error.code(),
            detail: error.to_string(),
            wait_ms,
        }
    }
}

impl Refusal {
    fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            wait_ms: 0,
        }
    }

    fn of_shell(error: &tauri::Error) -> Self {
        tracing::error!(%error, "the kiosk's window cannot be changed");
        Self::new(Code::Internal, "the kiosk's window cannot be opened")
    }
}

/// Becomes a kiosk before anybody can do anything with what was just opened: because it was one when it ended, because
/// the program was told to, or because that is how it always starts.
pub(crate) fn decide(app: &App, args: &Args) {
    let wanted =
        args.kiosk || kiosk::settings(app).is_ok_and(|settings| settings.options.start_as_kiosk);
    if !wanted || kiosk::is_locked(app) {
        return;
    }
    if let Err(error) = kiosk::enter(app) {
        tracing::error!(%error, "this machine cannot start as a kiosk");
    }
}

/// Whether this machine is a kiosk now.
pub(crate) fn is_on(app: &AppHandle) -> bool {
    let opened = app.state::<Startup>().opened();
    opened.is_some_and(|opened| kiosk::is_locked(&opened.app))
}

/// Shows the window that belongs there once Candor is open, and the operator's while somebody has to unlock it.
pub(crate) fn follow_opening(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let startup = app.state::<Startup>();
        if !matches!(startup.settled().await, Status::Ready) {
            show_main(&app);
        }
        startup.ready().await;
        if !is_on(&app) {
            show_main(&app);
        } else if let Err(error) = show(&app) {
            tracing::error!(%error, "the kiosk's window cannot be opened");
        }
    });
}

/// Opens the operator's window unless it is there.
fn show_main(app: &AppHandle) {
    if app.get_webview_window(MAIN).is_none()
        && let Err(error) = main_window::open(app, app.state::<Startup>().args())
    {
        tracing::error!(%error, "the window cannot be opened");
    }
}

/// Brings the kiosk to the front.
pub(crate) fn focus(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(KIOSK)
        && let Err(error) = window.set_focus()
    {
        tracing::warn!(%error, "the kiosk could not be brought to the front");
    }
}

/// Makes this machine a kiosk.
#[tauri::command]
pub(crate) async fn enter_kiosk(app: AppHandle) -> Result<(), Refusal> {
    with_core(&app, kiosk::enter).await?;
    show(&app).map_err(|error| Refusal::of_shell(&error))
}

/// Gives the machine back to the operator.
#[tauri::command]
pub(crate) async fn leave_kiosk(app: AppHandle, pin: String) -> Result<(), Refusal> {
    with_core(&app, move |core| kiosk::leave(core, &pin)).await?;
    give_back(&app).map_err(|error| Refusal::of_shell(&error))
}

async fn with_core<T: Send + 'static>(
    app: &AppHandle,
    work: impl FnOnce(&App) -> candor_core::Result<T> + Send + 'static,
) -> Result<T, Refusal> {
    let opened = app
        .state::<Startup>()
        .opened()
        .ok_or_else(|| Refusal::new(Code::KeyMissing, "Candor is not open yet"))?;
    let working = tauri::async_runtime::spawn_blocking(move || work(&opened.app));
    match working.await {
        Ok(result) => result.map_err(Refusal::from),
        Err(error) => {
            tracing::error!(%error, "the kiosk ended in a panic");
            Err(candor_core::Error::Internal.into())
        }
    }
}

/// Opens the kiosk's window over everything and hides the operator's.
fn show(app: &AppHandle) -> tauri::Result<()> {
    if app.get_webview_window(KIOSK).is_none() {
        let window = open(app)?;
        window.set_focus()?;
    }
    if let Some(main) = app.get_webview_window(MAIN) {
        main.hide()?;
    }
    Ok(())
}

fn open(app: &AppHandle) -> tauri::Result<WebviewWindow> {
    let startup = app.state::<Startup>();
    let page = WebviewUrl::App(PAGE.trim_start_matches('/').into());
    let mut builder = WebviewWindowBuilder::new(app, KIOSK, page)
        .title("Candor")
        .decorations(false)
        .resizable(false)
        .maximizable(false)
        .minimizable(false)
        .closable(false)
        .always_on_top(true)
        .visible_on_all_workspaces(true)
        .skip_taskbar(true)
        .fullscreen(true)
        .devtools(false)
        .zoom_hotkeys_enabled(false)
        .general_autofill_enabled(false)
        .disable_drag_drop_handler()
        .on_navigation(is_kiosk_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false);
    if let Some(folders) = startup.folders() {
        // Apart from the operator's: whatever the page keeps goes with the visit.
        builder = builder.data_directory(folders.data.join("kiosk-page"));
    }
    let window = builder.build()?;
    // Where no window manager makes it full-screen, it covers the screen all the same.
    if let Some(monitor) = window.primary_monitor()? {
        let size = monitor.size();
        window.set_position(*monitor.position())?;
        window.set_size(PhysicalSize::new(size.width, size.height))?;
    }
    main_window::allow_camera(&window, startup.args().mock_camera)?;
    #[cfg(target_os = "linux")]
    lock::tighten(&window)?;
    let watched = window.clone();
    window.on_window_event(move |event| match event {
        tauri::WindowEvent::CloseRequested { api, .. } => api.prevent_close(),
        tauri::WindowEvent::Focused(false) if is_on(watched.app_handle()) => {
            if let Err(error) = watched.set_focus() {
                tracing::warn!(%error, "the kiosk lost the focus");
            }
        }
        _ => {}
    });
    Ok(window)
}

/// The operator's window comes back, loaded anew: while it was hidden it was told nothing.
fn give_back(app: &AppHandle) -> tauri::Result<()> {
    match app.get_webview_window(MAIN) {
        Some(main) => {
            main.reload()?;
            main.show()?;
            main.set_focus()?;
        }
        None => main_window::open(app, app.state::<Startup>().args())?,
    }
    if let Some(window) = app.get_webview_window(KIOSK) {
        forget(&window);
        window.destroy()?;
    }
    Ok(())
}

/// Leaves nothing of the last candidate: neither on the page nor in what the web view or the clipboard keep.
pub(crate) fn wipe(app: &AppHandle) {
    let state = app.state::<Kiosk>();
    *state.printed.lock().unwrap_or_else(PoisonError::into_inner) = (None, 0);
    let Some(window) = app.get_webview_window(KIOSK) else {
        return;
    };
    forget(&window);
    let again = window.url().and_then(|mut url| {
        url.set_path(PAGE);
        url.set_query(None);
        url.set_fragment(None);
        window.navigate(url)
    });
    if let Err(error) = again {
        tracing::error!(%error, "the kiosk's page cannot be loaded anew");
    }
}

fn forget(window: &WebviewWindow) {
    if let Err(error) = window.clear_all_browsing_data() {
        tracing::error!(%error, "what the kiosk's page kept cannot be cleared");
    }
    #[cfg(target_os = "linux")]
    lock::clear_clipboard(window);
}

/// The kiosk shows its own page and nothing else.
fn is_kiosk_page(url: &Url) -> bool {
    let path = url.path();
    carrier::is_own_address(url) && (path == PAGE || path.starts_with("/kiosk/"))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn the_kiosk_shows_its_own_page_only() {
        for own in [
            "tauri://localhost/kiosk",
            "tauri://localhost/kiosk/",
            "http://tauri.localhost/kiosk?x#y",
        ] {
            assert!(is_kiosk_page(&own.parse().unwrap()), "{own}");
        }
        for foreign in [
            "tauri://localhost/",
            "tauri://localhost/kiosks",
            "tauri://localhost/kiosk/../positions",
            "tauri://localhost/interviews/1/review",
            "candor://localhost/kiosk",
            "https://example.org/kiosk",
            "file:///kiosk",
            "data:text/html,kiosk",
            "about:blank",
            "http://tauri.localhost.example.org/kiosk",
        ] {
            assert!(!is_kiosk_page(&foreign.parse().unwrap()), "{foreign}");
        }
    }
}
