//! Logs in files of a day each, kept for two weeks. Never what people said, names or keys.

use candor_core::Folders;
use tracing_appender::{non_blocking::WorkerGuard, rolling};
use tracing_subscriber::EnvFilter;

/// Days of logs that are kept.
const DAYS: usize = 14;

/// Logging of the process that recognises speech: the one that started it reads its standard error.
pub(crate) fn to_standard_error() {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(
            EnvFilter::try_from_env("CANDOR_LOG").unwrap_or_else(|_| EnvFilter::new("error")),
        )
        .init();
}

/// Starts logging; what is buffered is written when the guard is dropped. Without a folder to write to, Candor
/// works without logs: the failure shows on the start page all the same.
pub(crate) fn start(folders: Option<&Folders>) -> Option<WorkerGuard> {
    let folder = folders?.logs();
    candor_core::create_private(&folder).ok()?;
    let writer = rolling::Builder::new()
        .rotation(rolling::Rotation::DAILY)
        .filename_prefix("candor")
        .filename_suffix("log")
        .max_log_files(DAYS)
        .build(folder)
        .ok()?;
    let (writer, guard) = tracing_appender::non_blocking(writer);
    tracing_subscriber::fmt()
        .json()
        .with_writer(writer)
        .with_env_filter(
            EnvFilter::try_from_env("CANDOR_LOG").unwrap_or_else(|_| EnvFilter::new("info")),
        )
        .init();
    Some(guard)
}
