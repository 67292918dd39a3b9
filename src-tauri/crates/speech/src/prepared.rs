//! One folder that brings models to a machine without a network: filling it, and taking it in.
//!
//! Such a folder is laid out like the user's own model folder, so that it can also be copied to that very place. A
//! person's approval of an unknown file stays where it was given: on another machine it is asked for again.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
};

use crate::{
    catalog::CatalogEntry,
    download::{Download, Progress},
    error::SpeechError,
    import::{Import, Stranger, looks_like_a_model},
    models::{ModelFolder, VerifiedModel, create_folder, sync_folder},
    source::Source,
};

/// Most files looked at in one folder.
const MAX_FILES: usize = 1_000;
/// What a prepared folder says of itself to whoever opens it.
const README: (&str, &str) = ("README.txt", include_str!("prepared.txt"));

/// What became of a file in a folder that was taken in.
#[derive(Debug)]
pub struct TakenIn {
    /// The file.
    pub file: PathBuf,
    /// What became of it; the reason when it cannot be used.
    pub outcome: Result<Taken, SpeechError>,
}

/// What became of a model file.
#[derive(Debug)]
pub enum Taken {
    /// It is in the user's folder and checked.
    Installed(VerifiedModel),
    /// The same model was there already, and is sound.
    AlreadyHere(VerifiedModel),
    /// It is none that Candor knows. Nothing was copied; the user decides.
    Unknown(Stranger),
}

impl ModelFolder {
    /// Takes in every model file that lies directly in `folder`, or in a folder `models` in it. One that cannot be
    /// used does not keep the others from being taken in. `progress` gets the file, bytes read and bytes in all.
    ///
    /// # Errors
    /// [`SpeechError::File`] when the folder cannot be read; [`SpeechError::DiskFull`] and a folder that cannot be
    /// written end it.
    pub fn take_in_folder(
        &self,
        folder: &Path,
        progress: &mut dyn FnMut(&Path, u64, u64),
    ) -> Result<Vec<TakenIn>, SpeechError> {
        let mut files = model_files(folder)?;
        let inner = folder.join("models");
        if inner.is_dir() {
            files.extend(model_files(&inner)?);
        }
        let mut taken = Vec::new();
        for file in files {
            let outcome = match self.here_already(&file) {
                Some(model) => Ok(Taken::AlreadyHere(model)),
                None => self
                    .take_in(&file, None, &mut |done, of| progress(&file, done, of))
                    .map(|import| match import {
                        Import::Installed(model) => Taken::Installed(model),
                        Import::Unknown(stranger) => Taken::Unknown(stranger),
                    }),
            };
            match outcome {
                // The next one would fail in the same way.
                Err(
                    error @ (SpeechError::DiskFull { .. }
                    | SpeechError::File {
                        action: "written", ..
                    }),
                ) => return Err(error),
                outcome => taken.push(TakenIn { file, outcome }),
            }
        }
        Ok(taken)
    }

    /// Files in the model folders that look like models and are none that may be loaded, for example an unknown one
    /// that was copied along. Quick: looks at names, sizes and headers only.
    pub fn strays(&self) -> Vec<PathBuf> {
        let known = self.entries();
        let mut strays: Vec<PathBuf> = Vec::new();
        for folder in self.folders() {
            // A folder that is not there has no strays.
            for file in model_files(folder).unwrap_or_default() {
                let is_known = file
                    .file_name()
                    .is_some_and(|name| known.iter().any(|e| name == e.file.as_str()));
                if !is_known && looks_like_a_model(&file) {
                    strays.push(file);
                }
            }
        }
        strays
    }

    /// Fills `folder` with these models, checked: from this machine where they are, from `source` otherwise. The demo
    /// model goes along. What lies there already, and is sound, stays. `progress` gets the model's name as well.
    /// None: it was cancelled; going on later is possible.
    ///
    /// # Errors
    /// As [`ModelFolder::download`] and [`ModelFolder::import`].
    pub fn prepare(
        &self,
        folder: &Path,
        names: &[String],
        source: &Source,
        progress: &mut dyn FnMut(&str, Progress<'_>),
        cancel: &AtomicBool,
    ) -> Result<Option<Vec<VerifiedModel>>, SpeechError> {
        let mut entries: Vec<CatalogEntry> = self.catalog().entries().to_vec();
        entries.retain(|e| e.demo);
        for name in names {
            let entry = self.entry(name)?;
            if !entries.contains(&entry) {
                entries.push(entry);
            }
        }
        create_folder(folder)?;
        let there = self.at(folder);
        let mut models = Vec::new();
        for entry in entries {
            if let Ok(model) = there.locate(&entry.name) {
                models.push(model);
                continue;
            }
            if let Ok(here) = self.locate(&entry.name) {
                let mut copied = |done, total| {
                    progress(
                        &entry.name,
                        Progress {
                            done,
                            total,
                            waiting: None,
                        },
                    );
                };
                // Approved ones are known to both: the copy is recognised by its content.
                match there.take_in(here.path(), Some(&entry.sha256), &mut copied)? {
                    Import::Installed(model) => models.push(model),
                    Import::Unknown(_) => return there.locate(&entry.name).map(|_| None),
                }
                continue;
            }
            let mut fetched = |step: Progress<'_>| progress(&entry.name, step);
            match there.download(&entry.name, source, &mut fetched, cancel)? {
                Download::Installed(model) => models.push(model),
                Download::Cancelled => return Ok(None),
            }
        }
        let readme = folder.join(README.0);
        fs::write(&readme, README.1).map_err(|e| SpeechError::writing(readme, e))?;
        sync_folder(folder)?;
        Ok(Some(models))
    }

    /// The sound model of that name and size, when it is in the user's folder already.
    fn here_already(&self, file: &Path) -> Option<VerifiedModel> {
        let name = file.file_name()?;
        let entry = self
            .entries()
            .into_iter()
            .find(|e| name == e.file.as_str())?;
        let same_size = fs::metadata(file).is_ok_and(|m| m.len() == entry.size_bytes);
        let model = same_size.then(|| self.locate(&entry.name).ok()).flatten()?;
        (model.path().parent() == Some(self.own())).then_some(model)
    }
}

/// Files that may hold a model, by name.
fn model_files(folder: &Path) -> Result<Vec<PathBuf>, SpeechError> {
    let read = |e: io::Error| SpeechError::reading(folder, e);
    let mut files = Vec::new();
    for file in fs::read_dir(folder).map_err(read)? {
        let path = file.map_err(read)?.path();
        let is_model = path
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("bin"))
            && path
                .file_name()
                .is_some_and(|n| !n.to_string_lossy().starts_with('.'))
            && path.is_file();
        if is_model && files.len() < MAX_FILES {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
