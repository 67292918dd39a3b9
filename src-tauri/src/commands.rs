//! What the page may ask of the shell itself. Everything else goes through the carrier.

use candor_core::{export, unlock};
use candor_domain::{InterviewId, Language, live::Fact};
use tauri::{AppHandle, Manager as _, State, WebviewWindow, ipc::Channel};
use tauri_plugin_dialog::DialogExt as _;
use tauri_plugin_opener::OpenerExt as _;

use crate::{
    closing::{Closing, ShellEvent},
    startup::{Startup, Status},
    subscriptions::Subscriptions,
    tray,
    words::Words,
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

/// Shows the newest file made of an interview in the system's file browser.
#[tauri::command]
pub(crate) async fn show_in_folder(
    app: AppHandle,
    interview_id: InterviewId,
) -> Result<(), String> {
    let opened = app
        .state::<Startup>()
        .opened()
        .ok_or("Candor is not open yet")?;
    let path = export::newest_file(&opened.app, interview_id).map_err(|e| e.to_string())?;
    app.opener()
        .reveal_item_in_dir(path)
        .map_err(|e| e.to_string())
}

/// Tells the page what the shell has to say, until the page is loaded anew.
#[tauri::command]
pub(crate) fn listen_to_shell(closing: State<'_, Closing>, channel: Channel<ShellEvent>) {
    closing.listen(channel);
}

/// The page shows the question whether to close.
#[tauri::command]
pub(crate) fn close_question_shown(closing: State<'_, Closing>) {
    closing.shown();
}

/// The user wants Candor closed although interviews run.
#[tauri::command]
pub(crate) fn close_now(app: AppHandle) {
    app.exit(0);
}

/// The page is in this language from now on; the tray follows.
#[tauri::command]
pub(crate) fn speak(app: AppHandle, words: State<'_, Words>, language: Language) {
    words.speak(language);
    tray::redraw(&app);
}

/// Lets the user choose a file with one of these extensions; its path, or nothing.
#[tauri::command]
pub(crate) async fn choose_file(
    app: AppHandle,
    title: String,
    extensions: Vec<String>,
) -> Result<Option<String>, String> {
    let asking = tauri::async_runtime::spawn_blocking(move || {
        let extensions: Vec<_> = extensions.iter().map(String::as_str).collect();
        let dialog = app.dialog().file().set_title(title);
        dialog.add_filter("", &extensions).blocking_pick_file()
    });
    let file = asking.await.map_err(|error| error.to_string())?;
    file.map(|file| {
        let path = file.into_path().map_err(|error| error.to_string())?;
        Ok(path.to_string_lossy().into_owned())
    })
    .transpose()
}

/// Lets the user choose a folder; its path, or nothing.
#[tauri::command]
pub(crate) async fn choose_folder(app: AppHandle, title: String) -> Result<Option<String>, String> {
    let asking = tauri::async_runtime::spawn_blocking(move || {
        app.dialog().file().set_title(title).blocking_pick_folder()
    });
    let folder = asking.await.map_err(|error| error.to_string())?;
    folder
        .map(|folder| {
            let path = folder.into_path().map_err(|error| error.to_string())?;
            Ok(path.to_string_lossy().into_owned())
        })
        .transpose()
}

/// Lets the user choose where this text is saved, under this name to begin with; the path, or nothing.
#[tauri::command]
pub(crate) async fn save_file(
    app: AppHandle,
    title: String,
    name: String,
    content: String,
) -> Result<Option<String>, String> {
    let saving = tauri::async_runtime::spawn_blocking(move || {
        let dialog = app.dialog().file().set_title(title).set_file_name(name);
        let Some(chosen) = dialog.blocking_save_file() else {
            return Ok(None);
        };
        let path = chosen.into_path().map_err(|error| error.to_string())?;
        std::fs::write(&path, content)
            .map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
        Ok(Some(path.to_string_lossy().into_owned()))
    });
    saving.await.map_err(|error| error.to_string())?
}

/// Version of the web view, for the page that tells about Candor.
#[tauri::command]
pub(crate) fn webview_version() -> Option<String> {
    tauri::webview_version().ok()
}
