//! Embeds the built UI, the capabilities and the list of the shell's own commands.

/// What pages may be allowed to ask of the shell.
const COMMANDS: &[&str] = &[
    "startup_status",
    "unlock",
    "subscribe",
    "show_in_folder",
    "listen_to_shell",
    "close_question_shown",
    "close_now",
    "speak",
    "choose_file",
    "choose_folder",
    "save_file",
    "webview_version",
    "enter_kiosk",
    "leave_kiosk",
    "autostart",
    "set_autostart",
    "can_print_receipt",
    "print_receipt",
];

fn main() {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:warning={error:#}");
        std::process::exit(1);
    }
}
