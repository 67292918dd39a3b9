//! What lies in the user's own model folder, and getting rid of it.

use std::{fs, io, path::PathBuf};

use crate::{
    catalog::CatalogEntry,
    download::Part,
    error::SpeechError,
    models::{ModelFolder, sync_folder},
};

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

    /// Where a download gathers.
    pub(crate) fn part(&self, entry: &CatalogEntry) -> PathBuf {
        self.own().join(format!("{}.part", entry.file))
    }

    /// Whether there was something to delete.
    fn discard(&self, entry: &CatalogEntry) -> Result<bool, SpeechError> {
        let path = self.part(entry);
        if !path.exists() {
            return Ok(false);
        }
        // Held while it is deleted: nobody begins to write into a file that is about to go.
        let _part = Part::claim(entry, path.clone())?;
        fs::remove_file(&path).map_err(|e| SpeechError::writing(path, e))?;
        Ok(true)
    }
}
