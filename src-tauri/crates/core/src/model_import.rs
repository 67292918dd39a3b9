//! Speech models that were not downloaded: taking them in from a file or a USB stick, and deleting any model.

use std::path::{Path, PathBuf};

use candor_domain::{
    Actor, Language,
    live::{JobState, Live},
};
use candor_speech::{
    CatalogEntry, Import, Languages, ModelFolder, Multilingual, SpeechError, Taken,
};
use candor_store::{Store, settings};
use serde::{Deserialize, Serialize};

use crate::{App, Error, Result, clock, model_jobs};

/// Name of the setting: models outside the catalogue that somebody vouched for.
const NAME: &str = "approved_models";
/// Longest path taken.
const MAX_PATH: usize = 4_096;
/// Progress is published at every so many bytes.
const STEP: u64 = 16 * 1024 * 1024;

/// A model file to take in, or a folder with such files.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportRequest {
    /// Path of the file or folder on this machine.
    pub path: String,
    /// SHA-256 of a file Candor does not know and the user vouches for all the same, as an earlier attempt gave it.
    #[serde(default)]
    pub approved_sha256: Option<String>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum ImportOutcome {
    /// It can be used.
    Installed {
        /// Name of the model.
        model: String,
    },
    /// It looks like a model but is none that Candor knows. Nothing was copied; the user decides.
    Unknown {
        /// Name of the file.
        file_name: String,
        /// Its size.
        size_bytes: u64,
        /// SHA-256 of its content.
        sha256: String,
    },
    /// It was a folder; each model file in it was looked at.
    Folder {
        /// What became of each.
        files: Vec<ImportedFile>,
    },
}

/// What became of a file in a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ImportedFile {
    /// The file.
    pub path: String,
    /// Its name.
    pub file_name: String,
    /// What became of it.
    pub state: FileState,
    /// Name of the model, where it is one that can be used now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Why it cannot be used, in plain words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// What became of a file in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileState {
    /// It can be used.
    Installed,
    /// The same model was here already.
    AlreadyHere,
    /// Candor does not know it; it can be taken in by itself once somebody vouches for it.
    Unknown,
    /// It is no model, or it is damaged.
    Unusable,
}

#[derive(Serialize, Deserialize)]
struct Approved {
    name: String,
    size_bytes: u64,
    sha256: String,
    english_only: bool,
}

/// Takes a model file in, or every one in a folder: copies it, checks its content. Blocks while it reads; progress is
/// published under the file's name.
///
/// # Errors
/// A path that leads nowhere; a file that is no speech model; a full disk; a folder without any model file.
pub fn import(app: &App, request: &ImportRequest) -> Result<ImportOutcome> {
    let path = Path::new(&request.path);
    if request.path.len() > MAX_PATH || !path.is_absolute() {
        return Err(Error::Invalid(
            "give the whole path of the file, from the root of the disk on".to_owned(),
        ));
    }
    if path.is_dir() {
        return import_folder(app, path);
    }
    let file_name = name_of(path);
    let mut progress = Published::of(app, file_name);
    let approved = request.approved_sha256.as_deref();
    let taken = app
        .models()
        .take_in(path, approved, &mut |done, total| progress.at(done, total))?;
    match taken {
        Import::Installed(model) => {
            model_jobs::forget(app, model.name());
            if model.entry().imported {
                keep_approved(app)?;
            }
            Ok(ImportOutcome::Installed {
                model: model.name().to_owned(),
            })
        }
        Import::Unknown(stranger) => Ok(ImportOutcome::Unknown {
            file_name: stranger.file_name,
            size_bytes: stranger.size_bytes,
            sha256: stranger.sha256,
        }),
    }
}

fn import_folder(app: &App, folder: &Path) -> Result<ImportOutcome> {
    let mut progress: Option<(PathBuf, Published<'_>)> = None;
    let taken = app
        .models()
        .take_in_folder(folder, &mut |file, done, total| {
            if progress.as_ref().is_none_or(|(at, _)| at != file) {
                progress = Some((file.to_owned(), Published::of(app, name_of(file))));
            }
            if let Some((_, progress)) = &mut progress {
                progress.at(done, total);
            }
        })?;
    if taken.is_empty() {
        return Err(Error::Invalid(
            "there is no speech model in this folder; choose the folder with the .bin files"
                .to_owned(),
        ));
    }
    let files = taken
        .into_iter()
        .map(|taken| {
            let (state, model, problem) = match taken.outcome {
                Ok(Taken::Installed(model)) => {
                    model_jobs::forget(app, model.name());
                    (FileState::Installed, Some(model), None)
                }
                Ok(Taken::AlreadyHere(model)) => (FileState::AlreadyHere, Some(model), None),
                Ok(Taken::Unknown(_)) => (FileState::Unknown, None, None),
                Err(error) => (FileState::Unusable, None, Some(in_short(&error))),
            };
            ImportedFile {
                path: taken.file.to_string_lossy().into_owned(),
                file_name: name_of(&taken.file),
                state,
                model: model.map(|model| model.name().to_owned()),
                problem,
            }
        })
        .collect();
    Ok(ImportOutcome::Folder { files })
}

/// Without the path, which is shown beside it.
fn in_short(error: &SpeechError) -> String {
    match error {
        SpeechError::ModelInvalid { problem, .. } => problem.clone(),
        other => other.to_string(),
    }
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .map_or_else(String::new, |n| n.to_string_lossy().into_owned())
}

/// Publishes how far the reading of a file has come, every now and then.
struct Published<'a> {
    app: &'a App,
    file_name: String,
    next: u64,
}

impl<'a> Published<'a> {
    fn of(app: &'a App, file_name: String) -> Self {
        Self {
            app,
            file_name,
            next: 0,
        }
    }

    fn at(&mut self, done: u64, total: u64) {
        if done < self.next && done != total {
            return;
        }
        self.next = done + STEP;
        self.app.bus().publish(&Live::ModelDownload {
            model: self.file_name.clone(),
            state: JobState::Running,
            done,
            total,
            rate: 0,
            left_s: None,
            error: None,
        });
    }
}

/// Deletes a model from this machine, with what an unfinished download left of it.
///
/// # Errors
/// [`Error::Conflict`] while an interview may be using it; what came with Candor cannot be deleted.
pub fn remove(app: &App, name: &str) -> Result<()> {
    let entry = app.models().entry(name)?;
    if app.open_rooms().iter().any(|(_, listening)| *listening) {
        return Err(Error::Conflict(
            "an interview is running and may be using this speech model; try again afterwards"
                .to_owned(),
        ));
    }
    model_jobs::forget(app, name);
    app.models().remove(name)?;
    if entry.imported {
        keep_approved(app)?;
    }
    Ok(())
}

/// Lets the models be used that were vouched for in earlier runs.
pub(crate) fn restore_approved(store: &Store, models: &ModelFolder) -> Result<()> {
    let approved: Vec<Approved> = store
        .read(|conn| settings::get(conn, NAME))?
        .unwrap_or_default();
    for model in approved {
        let languages = if model.english_only {
            Languages::Only(vec![Language::En])
        } else {
            Languages::All(Multilingual::Multilingual)
        };
        models.approve(CatalogEntry::imported(
            model.name,
            model.size_bytes,
            model.sha256,
            languages,
        ));
    }
    Ok(())
}

fn keep_approved(app: &App) -> Result<()> {
    let approved: Vec<Approved> = app
        .models()
        .approved()
        .into_iter()
        .map(|entry| Approved {
            english_only: !entry.supports(Language::De),
            name: entry.name,
            size_bytes: entry.size_bytes,
            sha256: entry.sha256,
        })
        .collect();
    Ok(app
        .store()
        .write(Actor::Operator, clock::now(), move |tx| {
            settings::put(tx, NAME, &approved)
        })?)
}
