//! The desktop shell: opens Candor, shows its window and carries requests and events between the two.
//!
//! The only crate that knows tauri. Invariants: no TCP port is opened; the label of a window decides its
//! principal; closing the last window pauses running interviews before the program ends.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod args;
mod carrier;
mod commands;
mod logs;
mod startup;
mod subscriptions;

use args::Args;
use clap::Parser as _;
use startup::Startup;
use subscriptions::Subscriptions;
use tauri::{Manager as _, RunEvent, WebviewUrl, WebviewWindowBuilder};

/// Label of the operator's window.
const MAIN: &str = "main";

fn main() {
    let args = Args::parse();
    let startup = Startup::new(args);
    let mut log_writer = logs::start(startup.folders());
    let result = tauri::Builder::default()
        .plugin(tauri_plugin_opener::init())
        .manage(startup)
        .manage(Subscriptions::default())
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
        ])
        .setup(|app| {
            if let Ok(resources) = app.path().resource_dir() {
                let models = resources.join("models").join("demo");
                app.state::<Startup>().bundled_models_at(models);
            }
            // The keychain may ask the user for a password; the window is there meanwhile.
            let opening = app.handle().clone();
            tauri::async_runtime::spawn_blocking(move || opening.state::<Startup>().begin());
            WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
                .title("Candor")
                .inner_size(1180.0, 760.0)
                .min_inner_size(720.0, 520.0)
                .on_navigation(carrier::is_own_address)
                .build()?;
            Ok(())
        })
        .build(tauri::generate_context!());
    match result {
        Ok(app) => app.run(move |app, event| {
            if let RunEvent::Exit = event {
                app.state::<Subscriptions>().end_all();
                app.state::<Startup>().close();
                // The loop never returns: what is buffered is written here.
                drop(log_writer.take());
            }
        }),
        Err(error) => {
            tracing::error!(%error, "the window could not be opened");
            std::process::exit(1);
        }
    }
}
