//! The desktop shell: opens Candor, shows its window and carries requests and events between the two.
//!
//! The only crate that knows tauri. Invariants: no TCP port is opened; the label of a window decides its
//! principal; closing the window asks while an interview runs; however Candor ends, running interviews are paused before.
//!
//! Why not tauri's isolation pattern: it puts a sandboxed frame between page and commands, to filter what untrusted scripts
//! in the page might ask. Here no such script can run: the page is built from pinned packages, loads nothing from outside, its
//! policy allows scripts of its own origin only, and each window may call the few commands of its capability file. The
//! frame would need inline scripts and a frame in that policy, and would filter nothing the router does not check anyway.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod args;
mod carrier;
mod closing;
mod commands;
mod kiosk;
mod logs;
mod main_window;
mod startup;
mod subscriptions;
mod tray;
mod words;

use std::{path::PathBuf, process::ExitCode};

use args::Args;
use candor_core::speech::child;
use clap::Parser as _;
use closing::Closing;
use startup::Startup;
use subscriptions::Subscriptions;
use tauri::{Manager as _, RunEvent, WindowEvent};
use tauri_plugin_window_state::StateFlags;
use tray::Tray;
use words::Words;

/// Label of the operator's window.
const MAIN: &str = "main";

fn main() {
    // This program once more, as the process that recognises speech for the other: no window, no second Candor.
    if child::is_asked_for() {
        logs::to_standard_error();
        std::process::exit(i32::from(child::run() != ExitCode::SUCCESS));
    }
    let args = Args::parse();
    let startup = Startup::new(args.clone());
    let mut log_writer = logs::start(startup.folders());
    let window_state = startup.folders().map(|f| f.data.join("window.json"));
    let result = tauri::Builder::default()
        // First of all: a second Candor shows the first one's window and ends.
        .plugin(tauri_plugin_single_instance::init(|app, _, _| {
            main_window::focus(app);
        }))
        .plugin(remember_window(window_state))
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_dialog::init())
        .plugin(
            tauri_plugin_autostart::Builder::new()
                .arg("--kiosk")
                .build(),
        )
        .manage(startup)
        .manage(Subscriptions::default())
        .manage(Closing::default())
        .manage(Tray::default())
        .manage(Words::default())
        .manage(kiosk::Kiosk::default())
        .register_asynchronous_uri_scheme_protocol(
            carrier::SCHEME,
            |context, request, responder| {
                let (app, label) = (
                    context.app_handle().clone(),
                    context.webview_label().to_owned(),
                );
                tauri::async_runtime::spawn(async move {
                    responder.respond(carrier::carry(&app, &label, request).await);
                });
            },
        )
        .invoke_handler(tauri::generate_handler![
            commands::startup_status,
            commands::unlock,
            commands::subscribe,
            commands::show_in_folder,
            commands::listen_to_shell,
            commands::close_question_shown,
            commands::close_now,
            commands::speak,
            commands::choose_file,
            commands::choose_folder,
            commands::save_file,
            commands::webview_version,
            kiosk::enter_kiosk,
            kiosk::leave_kiosk,
            kiosk::autostart::autostart,
            kiosk::autostart::set_autostart,
            kiosk::receipt::can_print_receipt,
            kiosk::receipt::print_receipt,
        ])
        .setup(move |app| {
            if let Ok(resources) = app.path().resource_dir() {
                let models = resources.join("models").join("demo");
                app.state::<Startup>().bundled_models_at(models);
            }
            closing::follow_signals(app.handle());
            let follower = app.handle().clone();
            app.state::<Startup>().when_open(move |opened| {
                let events = opened
                    .app
                    .last_event()
                    .and_then(|last| opened.app.bus().subscribe(last));
                match events {
                    Ok(events) => tray::follow(&follower, events),
                    Err(error) => tracing::warn!(%error, "the tray icon cannot follow"),
                }
            });
            // The keychain may ask the user for a password; the window is there meanwhile.
            let opening = app.handle().clone();
            tauri::async_runtime::spawn_blocking(move || opening.state::<Startup>().begin());
            if !args.kiosk {
                main_window::open(app, &args)?;
            }
            kiosk::follow_opening(app.handle());
            tray::show(app.handle());
            Ok(())
        })
        .build(tauri::generate_context!());
    match result {
        Ok(app) => app.run(move |app, event| match event {
            RunEvent::WindowEvent {
                label,
                event: WindowEvent::CloseRequested { api, .. },
                ..
            } if label == MAIN => closing::requested(app, &api),
            RunEvent::Exit => {
                app.state::<Subscriptions>().end_all();
                app.state::<Startup>().close();
                tray::end(app);
                // The loop never returns: what is buffered is written here.
                drop(log_writer.take());
            }
            _ => {}
        }),
        Err(error) => {
            tracing::error!(%error, "the window could not be opened");
            std::process::exit(1);
        }
    }
}

/// Remembers place and size of the operator's window beside the database, and only that.
fn remember_window(file: Option<PathBuf>) -> tauri::plugin::TauriPlugin<tauri::Wry> {
    let flags = StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED;
    let builder = tauri_plugin_window_state::Builder::new()
        .with_state_flags(flags)
        .with_filter(|label| label == MAIN);
    match file.and_then(|file| file.into_os_string().into_string().ok()) {
        Some(file) => builder.with_filename(file).build(),
        None => builder.build(),
    }
}
