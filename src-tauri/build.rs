//! Embeds the built UI, the capabilities and the list of the shell's own commands.

fn main() {
    let commands = ["startup_status", "unlock", "subscribe", "show_in_folder"];
    let manifest = tauri_build::AppManifest::new().commands(&commands);
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:warning={error:#}");
        std::process::exit(1);
    }
}
