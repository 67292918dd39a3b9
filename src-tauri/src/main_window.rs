//! The operator's window: opened once, brought to the front when Candor is started again, allowed the camera and nothing else.

use tauri::{AppHandle, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

use crate::{MAIN, args::Args, carrier, kiosk};

/// Opens the window.
///
/// # Errors
/// When the system cannot show one.
pub(crate) fn open(app: &impl Manager<tauri::Wry>, args: &Args) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
        .title("Candor")
        .inner_size(1180.0, 760.0)
        .min_inner_size(720.0, 520.0)
        .on_navigation(carrier::is_own_address)
        // So that the page gets the files dropped on it; a file that is no business of the page goes nowhere.
        .disable_drag_drop_handler()
        .build()?;
    allow_camera(&window, args.mock_camera)
}

/// Brings Candor to the front: its window may be hidden, minimised or behind others.
pub(crate) fn focus(app: &AppHandle) {
    if kiosk::is_on(app) {
        return kiosk::focus(app);
    }
    let Some(window) = app.get_webview_window(MAIN) else {
        return;
    };
    for result in [window.unminimize(), window.show(), window.set_focus()] {
        if let Err(error) = result {
            tracing::warn!(%error, "the window could not be brought to the front");
        }
    }
}

/// Lets the page show the camera's picture. The web view asks for each use; sound is never given to it, for the
/// microphone is Candor's own.
#[cfg(target_os = "linux")]
pub(crate) fn allow_camera(window: &WebviewWindow, mock: bool) -> tauri::Result<()> {
    use webkit2gtk::{
        PermissionRequestExt as _, SettingsExt as _, UserMediaPermissionRequest,
        UserMediaPermissionRequestExt as _, WebViewExt, glib::object::Cast as _,
    };
    window.with_webview(move |webview| {
        let view = webview.inner();
        if let Some(settings) = WebViewExt::settings(&view) {
            settings.set_enable_media_stream(true);
            settings.set_enable_mock_capture_devices(mock);
        }
        view.connect_permission_request(|_, request| {
            let video_only = request
                .downcast_ref::<UserMediaPermissionRequest>()
                .is_some_and(|media| media.is_for_video_device() && !media.is_for_audio_device());
            if video_only {
                request.allow();
            } else {
                request.deny();
            }
            true
        });
    })
}

/// Elsewhere the web view asks the user itself.
#[cfg(not(target_os = "linux"))]
pub(crate) fn allow_camera(_: &WebviewWindow, _: bool) -> tauri::Result<()> {
    Ok(())
}
