//! What lies in the user's own model folder, and getting rid of it.

use std::{fs, io, time::Duration};

use crate::{
    catalog::CatalogEntry,
    error::SpeechError,
    models::{ModelFolder, sync_folder},
};

/// What the names of files being imported begin with.
pub(crate) const UNFINISHED_IMPORT: &str = ".import-";
/// A file that is being imported was written to more lately than this.
const ABANDONED: Duration = Duration::from_hours(1);

impl ModelFolder {
    /// Deletes a model from the user's folder, with what an unfinished download left.
    ///
    /// # Errors
    /// [`SpeechError::Shipped`] for what came with Candor; [`SpeechError::ModelMissing`];
    /// [`SpeechError::AlreadyDownloading`]; [`SpeechError::File`].
    pub fn remove(&self, name: &str) -> Result<(), SpeechError> {
        let entry = self.entry(name)?;
        let part = self.discard(&entry)?;
        let file = self.own().join(&entry.file);
        match fs::remove_file(&file) {
            Ok(()) => {}
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                if !part {
                    // Found elsewhere, it is not ours to delete; found nowhere, that is the reason.
                    return Err(match self.locate(name) {
                        Ok(_) => SpeechError::Shipped { name: entry.name },
                        Err(reason) => reason,
                    });
                }
            }
            Err(e) => return Err(SpeechError::writing(file, e)),
        }
        if entry.imported {
            self.disapprove(&entry.name);
        }
        sync_folder(self.own())
    }

    /// Deletes what an unfinished download left; fine when there is nothing.
    ///
    /// # Errors
    /// [`SpeechError::AlreadyDownloading`] while it goes on; [`SpeechError::File`].
    pub fn discard_part(&self, name: &str) -> Result<(), SpeechError> {
        let entry = self.entry(name)?;
        self.discard(&entry).map(drop)
    }

    /// Bytes an unfinished download left.
    pub(crate) fn part_bytes(&self, entry: &CatalogEntry) -> u64 {
        fs::metadata(self.part(entry)).map_or(0, |m| m.len())
    }

    /// Whether there was something to delete.
    fn discard(&self, entry: &CatalogEntry) -> Result<bool, SpeechError> {
        if !self.part(entry).exists() {
            return Ok(false);
        }
        let claim = self.claim(entry)?;
        self.delete_part(entry, &claim)
    }

    /// Deletes what imports left that were killed in the middle. Nothing of it can ever be used.
    pub(crate) fn sweep(&self) {
        let Ok(files) = fs::read_dir(self.own()) else {
            return;
        };
        for file in files.flatten() {
            let name = file.file_name();
            let old = file
                .metadata()
                .and_then(|m| m.modified())
                .is_ok_and(|at| at.elapsed().is_ok_and(|age| age > ABANDONED));
            if name.to_string_lossy().starts_with(UNFINISHED_IMPORT)
                && old
                && let Err(error) = fs::remove_file(file.path())
            {
                tracing::warn!(%error, "the rest of an import could not be deleted");
            }
        }
    }
}
