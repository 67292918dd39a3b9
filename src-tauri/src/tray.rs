//! The icon in the system's tray: shows whether anything is being recorded, brings Candor back, ends it.

use std::{
    sync::{Mutex, PoisonError},
    thread::JoinHandle,
    time::Duration,
};

use candor_core::bus::Subscription;
use tauri::{
    AppHandle, Manager as _,
    image::Image,
    menu::{MenuBuilder, MenuItem, MenuItemBuilder},
    tray::{TrayIcon, TrayIconBuilder, TrayIconEvent},
};

use crate::{closing, main_window, startup::Startup, words::Words};

/// How soon the icon follows what no entry of the log tells.
const GLANCE: Duration = Duration::from_millis(250);
const SHOW: &str = "show";
const QUIT: &str = "quit";

/// What changes about the icon.
struct Parts {
    icon: TrayIcon,
    state: MenuItem<tauri::Wry>,
    show: MenuItem<tauri::Wry>,
    quit: MenuItem<tauri::Wry>,
}

/// The icon, if the desktop has a tray, and the thread that keeps it true.
#[derive(Default)]
pub(crate) struct Tray {
    parts: Mutex<Option<Parts>>,
    recording: Mutex<usize>,
    follower: Mutex<Option<JoinHandle<()>>>,
}

/// Puts the icon into the tray. A desktop without one works without it.
pub(crate) fn show(app: &AppHandle) {
    if !has_library() {
        tracing::info!("no library for a tray icon");
        return;
    }
    match build(app) {
        Ok(parts) => {
            let tray = app.state::<Tray>();
            *tray.parts.lock().unwrap_or_else(PoisonError::into_inner) = Some(parts);
            redraw(app);
        }
        Err(error) => tracing::warn!(%error, "no tray icon"),
    }
}

/// The binding panics where the library is missing, so it is looked for first.
#[cfg(target_os = "linux")]
fn has_library() -> bool {
    ["/usr/lib", "/usr/lib64", "/lib"].iter().any(|root| {
        let below = |folder: &std::path::Path| {
            ["libayatana-appindicator3.so.1", "libappindicator3.so.1"]
                .iter()
                .any(|name| folder.join(name).exists())
        };
        let root = std::path::Path::new(root);
        let multiarch = std::fs::read_dir(root).into_iter().flatten().flatten();
        below(root) || multiarch.map(|entry| entry.path()).any(|path| below(&path))
    })
}

#[cfg(not(target_os = "linux"))]
fn has_library() -> bool {
    true
}

fn build(app: &AppHandle) -> tauri::Result<Parts> {
    let words = app.state::<Words>();
    let state = MenuItemBuilder::new(words.recording(0))
        .enabled(false)
        .build(app)?;
    let show = MenuItemBuilder::with_id(SHOW, words.show()).build(app)?;
    let quit = MenuItemBuilder::with_id(QUIT, words.quit()).build(app)?;
    let menu = MenuBuilder::new(app)
        .item(&state)
        .separator()
        .item(&show)
        .item(&quit)
        .build()?;
    let icon = TrayIconBuilder::new()
        .menu(&menu)
        .tooltip("Candor")
        .on_menu_event(|app, event| match event.id().as_ref() {
            SHOW => main_window::focus(app),
            QUIT => closing::quit(app),
            _ => {}
        })
        .on_tray_icon_event(|icon, event| {
            if let TrayIconEvent::DoubleClick { .. } = event {
                main_window::focus(icon.app_handle());
            }
        });
    let icon = match app.default_window_icon() {
        Some(image) => icon.icon(image.clone()),
        None => icon,
    };
    Ok(Parts {
        icon: icon.build(app)?,
        state,
        show,
        quit,
    })
}

/// Follows the log from now on: recordings begin and end.
pub(crate) fn follow(app: &AppHandle, events: Subscription) {
    let handle = app.clone();
    let following = std::thread::Builder::new()
        .name("candor-tray".into())
        .spawn(move || watch(&handle, events));
    match following {
        Ok(thread) => {
            let tray = app.state::<Tray>();
            *tray.follower.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread);
        }
        Err(error) => tracing::warn!(%error, "the tray icon cannot follow"),
    }
}

fn watch(app: &AppHandle, mut events: Subscription) {
    // Ends with the application: its store closes.
    while events.next(GLANCE).is_ok() {
        let Some(opened) = app.state::<Startup>().opened() else {
            return;
        };
        let rooms = opened.app.open_rooms();
        let recording = rooms.iter().filter(|(_, listening)| *listening).count();
        drop(opened);
        let tray = app.state::<Tray>();
        let before = std::mem::replace(
            &mut *tray
                .recording
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
            recording,
        );
        if before != recording {
            redraw(app);
        }
    }
}

/// Waits until nothing follows any more, so that nothing holds the application.
pub(crate) fn end(app: &AppHandle) {
    let tray = app.state::<Tray>();
    let follower = tray
        .follower
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take();
    if let Some(thread) = follower
        && thread.join().is_err()
    {
        tracing::error!("the tray's thread ended in a panic");
    }
}

/// Shows what is true now, in the language of the page.
pub(crate) fn redraw(app: &AppHandle) {
    let handle = app.clone();
    // Menus belong to the main thread.
    let drawing = app.run_on_main_thread(move || {
        let tray = handle.state::<Tray>();
        let recording = *tray
            .recording
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let parts = tray.parts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(parts) = &*parts
            && let Err(error) = draw(&handle, parts, recording)
        {
            tracing::warn!(%error, "the tray icon could not be changed");
        }
    });
    if let Err(error) = drawing {
        tracing::debug!(%error, "the program is ending");
    }
}

fn draw(app: &AppHandle, parts: &Parts, recording: usize) -> tauri::Result<()> {
    let words = app.state::<Words>();
    parts.state.set_text(words.recording(recording))?;
    parts.show.set_text(words.show())?;
    parts.quit.set_text(words.quit())?;
    parts.icon.set_tooltip(Some(words.recording(recording)))?;
    let Some(plain) = app.default_window_icon() else {
        return Ok(());
    };
    let image = if recording > 0 {
        with_dot(plain)
    } else {
        plain.clone().to_owned()
    };
    parts.icon.set_icon(Some(image))
}

/// The icon with a red dot in a white ring: something is being recorded.
fn with_dot(plain: &Image<'_>) -> Image<'static> {
    let (width, height) = (plain.width(), plain.height());
    let mut rgba = plain.rgba().to_vec();
    let radius = f64::from(width.min(height)) * 0.26;
    let centre = (f64::from(width) - radius, f64::from(height) - radius);
    for (i, pixel) in rgba.as_chunks_mut::<4>().0.iter_mut().enumerate() {
        let (x, y) = (i as u32 % width, i as u32 / width);
        let (dx, dy) = (f64::from(x) - centre.0, f64::from(y) - centre.1);
        let distance = dx.hypot(dy);
        if distance <= radius * 0.72 {
            *pixel = [0xd9, 0x2d, 0x20, 0xff];
        } else if distance <= radius {
            *pixel = [0xff; 4];
        }
    }
    Image::new_owned(rgba, width, height)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dot_is_red_in_a_white_ring_and_leaves_the_rest() {
        let plain = Image::new_owned(vec![1; 32 * 32 * 4], 32, 32);
        let drawn = with_dot(&plain);
        let pixel = |x: usize, y: usize| &drawn.rgba()[(y * 32 + x) * 4..][..4];
        assert_eq!(pixel(24, 24), [0xd9, 0x2d, 0x20, 0xff]);
        assert_eq!(pixel(17, 24), [0xff; 4]);
        assert_eq!(pixel(4, 4), [1; 4]);
    }
}
