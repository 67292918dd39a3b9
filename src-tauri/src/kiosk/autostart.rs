//! Starting as a kiosk with the computer.

use candor_domain::Code;
use tauri::AppHandle;
use tauri_plugin_autostart::ManagerExt as _;

use super::Refusal;

/// Whether Candor starts as a kiosk when the user signs in.
#[tauri::command]
pub(crate) async fn autostart(app: AppHandle) -> Result<bool, Refusal> {
    app.autolaunch().is_enabled().map_err(refused)
}

/// Starts Candor as a kiosk when the user signs in, or no longer.
#[tauri::command]
pub(crate) async fn set_autostart(app: AppHandle, on: bool) -> Result<(), Refusal> {
    let autolaunch = app.autolaunch();
    let changed = if on {
        autolaunch.enable()
    } else if autolaunch.is_enabled().map_err(refused)? {
        autolaunch.disable()
    } else {
        Ok(())
    };
    changed.map_err(refused)
}

fn refused(error: tauri_plugin_autostart::Error) -> Refusal {
    tracing::warn!(%error, "starting with the computer cannot be set");
    Refusal::new(Code::NotWritable, error.to_string())
}
