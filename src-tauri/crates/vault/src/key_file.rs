//! `key.json` beside the database: how the key is kept. Nothing in it is secret.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{VaultError, passphrase::Derivation};

const NAME: &str = "key.json";

/// How a database's key is kept, for asking the user the right question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// In the operating system's keychain.
    Keychain,
    /// Derived from a passphrase.
    Passphrase,
}

/// The content of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "method", rename_all = "lowercase")]
pub(crate) enum KeyFile {
    Keychain { entry: Uuid },
    Passphrase(Derivation),
}

impl KeyFile {
    pub(crate) fn method(&self) -> Method {
        match self {
            Self::Keychain { .. } => Method::Keychain,
            Self::Passphrase(_) => Method::Passphrase,
        }
    }
}

/// Where the file for `database` lies.
pub(crate) fn path(database: &Path) -> PathBuf {
    database.with_file_name(NAME)
}

/// The file's content; `None` when there is no file.
pub(crate) fn read(database: &Path) -> Result<Option<KeyFile>, VaultError> {
    let path = path(database);
    match fs::read(&path) {
        Ok(bytes) => match serde_json::from_slice(&bytes) {
            Ok(file) => Ok(Some(file)),
            Err(error) => {
                // Position and kind of the mistake only: the file is not secret, but may be somebody else's.
                tracing::warn!(line = error.line(), category = ?error.classify(), "key.json cannot be read");
                Err(VaultError::KeyFileInvalid { path })
            }
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(file_error(&path, error)),
    }
}

/// Writes the file as a whole and for good. Returns false when there is one already, which is then left as it is.
pub(crate) fn write_new(database: &Path, file: &KeyFile) -> Result<bool, VaultError> {
    let path = path(database);
    let folder = folder(&path);
    let in_folder = |error| file_error(&path, error);
    let mut bytes = serde_json::to_vec_pretty(file).map_err(|error| in_folder(error.into()))?;
    bytes.push(b'\n');
    let mut temporary = tempfile::NamedTempFile::new_in(folder).map_err(in_folder)?;
    temporary.write_all(&bytes).map_err(in_folder)?;
    temporary.as_file().sync_all().map_err(in_folder)?;
    match temporary.persist_noclobber(&path) {
        Ok(_) => {}
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => return Ok(false),
        Err(error) => return Err(in_folder(error.error)),
    }
    if cfg!(unix) {
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(in_folder)?;
    }
    Ok(true)
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

pub(crate) fn file_error(path: &Path, error: io::Error) -> VaultError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => VaultError::DiskFull,
        io::ErrorKind::NotFound
        | io::ErrorKind::NotADirectory
        | io::ErrorKind::IsADirectory
        | io::ErrorKind::PermissionDenied
        | io::ErrorKind::ReadOnlyFilesystem => VaultError::NotWritable {
            folder: folder(path).to_owned(),
        },
        _ => VaultError::Io(Arc::new(error)),
    }
}
