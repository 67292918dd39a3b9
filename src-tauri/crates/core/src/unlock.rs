//! How the database key is had: from the system's keychain, or from a passphrase.

use candor_vault::Method;
use std::{fs, io, path::Path};

pub use candor_vault::Unlock;

use crate::Folders;

/// A passphrase that is wiped from memory when it is dropped.
pub type Passphrase = zeroize::Zeroizing<String>;

/// Takes charge of a passphrase.
pub fn passphrase(text: String) -> Passphrase {
    Passphrase::new(text)
}

/// The passphrase in the first line of a file.
///
/// # Errors
/// When the file cannot be read.
pub fn passphrase_file(file: &Path) -> io::Result<Passphrase> {
    let text = Passphrase::new(fs::read_to_string(file)?);
    let line = text.lines().next().unwrap_or_default();
    Ok(Passphrase::new(line.to_owned()))
}

/// What a passphrase can do for a database that could not be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassphraseUse {
    /// Open it: that is how its key is kept.
    Opens,
    /// Make it: there is no database yet.
    Creates,
    /// Nothing: its key is kept otherwise, or lost.
    Useless,
}

/// What a passphrase can do for the database of these folders.
pub fn passphrase_use(folders: &Folders) -> PassphraseUse {
    let database = folders.database();
    match candor_vault::how_kept(&database) {
        Ok(Some(Method::Passphrase)) => PassphraseUse::Opens,
        Ok(None) if !database.exists() => PassphraseUse::Creates,
        _ => PassphraseUse::Useless,
    }
}
