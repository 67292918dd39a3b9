//! What the page may ask of the shell itself. Everything else goes through the carrier.

use candor_core::{interviews, unlock};
use candor_domain::{InterviewId, live::Fact};
use tauri::{AppHandle, Manager as _, State, WebviewWindow, ipc::Channel};
use tauri_plugin_opener::OpenerExt as _;

use crate::{
    startup::{Startup, Status},
    subscriptions::Subscriptions,
};

/// How the start went; answers once it is settled, and tries again when asked again after a failure.
#[tauri::command]
pub(crate) async fn startup_status(app: AppHandle) -> Status {
    Startup::status(&app).await
}

/// Opens the database with a passphrase.
#[tauri::command]
pub(crate) async fn unlock(app: AppHandle, passphrase: String) -> Status {
    let unlock = unlock::Unlock::Passphrase(unlock::passphrase(passphrase));
    let opening = tauri::async_runtime::spawn_blocking({
        let app = app.clone();
        move || app.state::<Startup>().open(unlock)
    });
    if let Err(error) = opening.await {
        tracing::error!(%error, "unlocking ended in a panic");
    }
    app.state::<Startup>().settled().await
}

/// Sends everything logged after entry `after`, then everything as it happens, until the window asks anew.
#[tauri::command]
pub(crate) fn subscribe(
    window: WebviewWindow,
    startup: State<'_, Startup>,
    subscriptions: State<'_, Subscriptions>,
    after: u64,
    channel: Channel<Fact>,
) -> Result<(), String> {
    let opened = startup.opened().ok_or("Candor is not open yet")?;
    subscriptions
        .start(window.label(), &opened.app, after, channel)
        .map_err(|e| e.to_string())
}

/// Shows the newest transcript of an interview in the system's file browser.
#[tauri::command]
pub(crate) async fn show_in_folder(
    app: AppHandle,
    interview_id: InterviewId,
) -> Result<(), String> {
    let opened = app
        .state::<Startup>()
        .opened()
        .ok_or("Candor is not open yet")?;
    let detail = interviews::detail(&opened.app, interview_id).map_err(|e| e.to_string())?;
    let path = detail
        .exports
        .into_iter()
        .rev()
        .find_map(|export| export.txt_path)
        .ok_or("no transcript has been written yet")?;
    app.opener()
        .reveal_item_in_dir(path)
        .map_err(|e| e.to_string())
}
