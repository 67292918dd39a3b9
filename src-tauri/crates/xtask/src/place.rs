//! Where things are in this checkout.

use std::env;
use std::path::PathBuf;

/// The top of the checkout.
///
/// Cargo says at run time where this crate lies, so a checkout that was moved after building still works.
pub(crate) fn root() -> PathBuf {
    let here = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.ancestors()
        .nth(3)
        .map_or_else(|| here.clone(), PathBuf::from)
}

/// The web user interface.
pub(crate) fn ui() -> PathBuf {
    root().join("ui")
}

/// Pinned developer tools; part of the build output, so nothing outside the checkout changes.
pub(crate) fn tools() -> PathBuf {
    root().join("target").join("tools")
}

/// Search path of every program we start: our pinned tools first, then the caller's.
pub(crate) fn search_path() -> Vec<PathBuf> {
    let mut path = vec![
        tools().join("bin"),
        tools().join("node").join("node_modules").join(".bin"),
    ];
    path.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    path
}

/// Whether a program of this name can be started.
pub(crate) fn has_program(name: &str) -> bool {
    let endings: &[&str] = if cfg!(windows) {
        &[".exe", ".cmd"]
    } else {
        &[""]
    };
    search_path().iter().any(|folder| {
        endings
            .iter()
            .any(|ending| folder.join(format!("{name}{ending}")).is_file())
    })
}
