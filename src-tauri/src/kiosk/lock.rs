//! What GTK and WebKit are kept from doing in the kiosk's window, whatever the page asks for.

use gtk::{gdk, glib::Propagation, prelude::*};
use tauri::WebviewWindow;
use webkit2gtk::{FileChooserRequestExt as _, SettingsExt as _, WebViewExt};

use super::keys::{Press, is_allowed};

/// Mouse buttons but the first: menu, paste of the selection, back and forward.
const FIRST_BUTTON: u32 = 1;

/// Takes the web view's own ways out away.
pub(super) fn tighten(window: &WebviewWindow) -> tauri::Result<()> {
    window.with_webview(|webview| {
        let view = webview.inner();
        if let Some(settings) = WebViewExt::settings(&view) {
            settings.set_enable_developer_extras(false);
            // A page that was left is gone, not kept for a way back to it.
            settings.set_enable_page_cache(false);
            settings.set_enable_fullscreen(false);
            settings.set_enable_caret_browsing(false);
            settings.set_enable_back_forward_navigation_gestures(false);
            settings.set_javascript_can_open_windows_automatically(false);
        }
        view.connect_context_menu(|_, _, _, _| true);
        view.connect_print(|_, _| true);
        view.connect_script_dialog(|_, _| true);
        view.connect_show_notification(|_, _| true);
        view.connect_enter_fullscreen(|_| true);
        view.connect_run_file_chooser(|_, request| {
            request.cancel();
            true
        });
        view.connect_zoom_level_notify(|view| {
            if (view.zoom_level() - 1.0).abs() > f64::EPSILON {
                view.set_zoom_level(1.0);
            }
        });
        view.connect_web_process_terminated(|view, reason| {
            tracing::error!(?reason, "the kiosk's page broke down; it is loaded anew");
            view.reload();
        });
        view.drag_dest_unset();
        view.connect_drag_begin(|_, drag| drag.drag_abort(gdk::ffi::GDK_CURRENT_TIME as u32));
        view.connect_button_press_event(|_, press| stop_unless(press.button() == FIRST_BUTTON));
        view.connect_scroll_event(|_, scroll| {
            stop_unless(!scroll.state().contains(gdk::ModifierType::CONTROL_MASK))
        });
        // Before the window's own shortcuts, and before the page.
        if let Some(window) = view.toplevel() {
            window.connect_key_press_event(|_, key| stop_unless(reaches_the_page(key)));
        } else {
            tracing::error!("the kiosk's page is in no window");
        }
    })
}

/// Empties the clipboard and the selection: the next candidate must not paste what the last one copied.
pub(super) fn clear_clipboard(window: &WebviewWindow) {
    let cleared = window.with_webview(|_| {
        for selection in [gdk::SELECTION_CLIPBOARD, gdk::SELECTION_PRIMARY] {
            gtk::Clipboard::get(&selection).set_text("");
        }
    });
    if let Err(error) = cleared {
        tracing::error!(%error, "the clipboard cannot be cleared");
    }
}

fn reaches_the_page(event: &gdk::EventKey) -> bool {
    let (key, state) = (event.keyval(), event.state());
    let name = key.to_lower().name().unwrap_or_default();
    let others = gdk::ModifierType::MOD1_MASK
        | gdk::ModifierType::SUPER_MASK
        | gdk::ModifierType::HYPER_MASK
        | gdk::ModifierType::META_MASK;
    is_allowed(Press {
        key: &name,
        writes: key.to_unicode().is_some_and(|c| !c.is_control()),
        control: state.contains(gdk::ModifierType::CONTROL_MASK),
        other: state.intersects(others),
        shift: state.contains(gdk::ModifierType::SHIFT_MASK),
    })
}

fn stop_unless(goes_on: bool) -> Propagation {
    if goes_on {
        Propagation::Proceed
    } else {
        Propagation::Stop
    }
}
