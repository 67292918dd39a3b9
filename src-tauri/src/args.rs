//! What the desktop program can be told when it is started.

use std::path::PathBuf;

use clap::Parser;

/// Candor with its window.
#[derive(Parser, Clone)]
#[command(name = "candor-desktop", version)]
pub(crate) struct Args {
    /// Folder for database, models and transcripts; the user's application data when absent
    #[arg(long, env = "CANDOR_DATA", value_name = "FOLDER")]
    pub(crate) data_dir: Option<PathBuf>,
    /// File whose first line is the passphrase of the database, for machines without a keychain
    #[arg(long, env = "CANDOR_PASSPHRASE_FILE", value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// Start as a kiosk: full-screen, for candidates only; the PIN set before leads out
    #[arg(long)]
    pub(crate) kiosk: bool,
    /// Gives the page a moving test picture instead of a camera; for tests
    #[arg(long, hide = true)]
    pub(crate) mock_camera: bool,
}
