//! Speech models that were not downloaded: taking them in from a file or a USB stick, and deleting any model.

use std::path::Path;

use candor_domain::{
    Actor, Language,
    live::{JobState, Live},
};
use candor_speech::{CatalogEntry, Import, Languages, ModelFolder, Multilingual};
use candor_store::{Store, settings};
use serde::{Deserialize, Serialize};

use crate::{App, Error, Result, clock, model_jobs};

/// Name of the setting: models outside the catalogue that somebody vouched for.
const NAME: &str = "approved_models";
/// Longest path taken.
const MAX_PATH: usize = 4_096;
/// Progress is published at every so many bytes.
const STEP: u64 = 16 * 1024 * 1024;

/// A model file to take in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportRequest {
    /// Path of the file on this machine.
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
}

#[derive(Serialize, Deserialize)]
struct Approved {
    name: String,
    size_bytes: u64,
    sha256: String,
    english_only: bool,
}

/// Takes a model file in: copies it, checks its content. Blocks while it reads; progress is published under the
/// file's name.
///
/// # Errors
/// A path that leads nowhere; a file that is no speech model; a full disk.
pub fn import(app: &App, request: &ImportRequest) -> Result<ImportOutcome> {
    let path = Path::new(&request.path);
    if request.path.len() > MAX_PATH || !path.is_absolute() {
        return Err(Error::Invalid(
            "give the whole path of the file, from the root of the disk on".to_owned(),
        ));
    }
    let file_name = path
        .file_name()
        .map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let mut next = 0;
    let mut progress = |done: u64, total: u64| {
        if done >= next || done == total {
            next = done + STEP;
            app.bus().publish(&Live::ModelDownload {
                model: file_name.clone(),
                state: JobState::Running,
                done,
                total,
                rate: 0,
                error: None,
            });
        }
    };
    let approved = request.approved_sha256.as_deref();
    match app.models().take_in(path, approved, &mut progress)? {
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
