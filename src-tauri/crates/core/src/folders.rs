//! Where things lie on this machine.

use std::path::{Path, PathBuf};

use directories::{ProjectDirs, UserDirs};

use crate::{Error, Result};

/// Where things lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folders {
    /// The database, `key.json` and the logs.
    pub data: PathBuf,
    /// Transcript files.
    pub transcripts: PathBuf,
    /// The user's own speech models; downloads and imports go here.
    pub models: PathBuf,
    /// Folders of speech models that came with Candor.
    pub shipped_models: Vec<PathBuf>,
}

impl Folders {
    /// The system's usual places: data in the user's application data, transcripts in the documents folder.
    ///
    /// With `data` given, everything lies below that folder instead.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the system names no home folder.
    pub fn standard(data: Option<&Path>) -> Result<Self> {
        if let Some(data) = data {
            return Ok(Self::below(data));
        }
        let dirs = ProjectDirs::from("", "", "Candor").ok_or_else(|| {
            Error::Invalid("this user has no home folder; name a data folder instead".into())
        })?;
        let mut folders = Self::below(dirs.data_local_dir());
        if let Some(documents) = UserDirs::new().as_ref().and_then(UserDirs::document_dir) {
            folders.transcripts = documents.join("Candor");
        }
        Ok(folders)
    }

    /// Everything below one folder.
    pub fn below(data: &Path) -> Self {
        Self {
            data: data.to_owned(),
            transcripts: data.join("transcripts"),
            models: data.join("models"),
            shipped_models: shipped(),
        }
    }

    /// The database file.
    pub fn database(&self) -> PathBuf {
        self.data.join("candor.db")
    }

    /// Log files.
    pub fn logs(&self) -> PathBuf {
        self.data.join("logs")
    }
}

/// Beside the program when installed; in the source tree when run from there.
fn shipped() -> Vec<PathBuf> {
    let Some(program) = std::env::current_exe().ok() else {
        return Vec::new();
    };
    program
        .ancestors()
        .skip(1)
        .take(4)
        .map(|folder| folder.join("models").join("demo"))
        .collect()
}

/// Creates a folder, and those above it that are missing, so that only this user can look into them.
///
/// # Errors
/// [`Error::Folder`].
pub fn create_private(folder: &Path) -> Result<()> {
    try_create_private(folder).map_err(|source| Error::Folder {
        path: folder.to_owned(),
        source,
    })
}

pub(crate) fn try_create_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
