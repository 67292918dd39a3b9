//! The user interface's own tools, run through npm.

use std::fs;
use std::time::SystemTime;

use crate::failure::Failure;
use crate::place;
use crate::process::Call;

/// Installs the packages of the lock file unless that has been done since it last changed.
pub(crate) fn install() -> Result<(), Failure> {
    let lock = place::ui().join("package-lock.json");
    let changed = fs::metadata(&lock)
        .and_then(|metadata| metadata.modified())
        .map_err(Failure::file(&lock))?;
    // npm writes this file last, so it is absent after an installation that was cut short.
    let installed = place::ui().join("node_modules").join(".package-lock.json");
    let installed = fs::metadata(installed).and_then(|metadata| metadata.modified());
    if installed.unwrap_or(SystemTime::UNIX_EPOCH) >= changed {
        return Ok(());
    }
    Call::npm().args(["ci", "--no-audit", "--no-fund"]).run()
}

/// Builds what the window and the browsers are served.
pub(crate) fn build() -> Result<(), Failure> {
    install()?;
    script("build")
}

/// Runs one of the scripts in `package.json`.
pub(crate) fn script(name: &str) -> Result<(), Failure> {
    Call::npm().args(["run", "--silent", name]).run()
}
