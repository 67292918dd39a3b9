//! What this machine has: microphones and speech models.

use candor_domain::Language;
use candor_speech::{ModelFolder, VerifiedModel};
use serde::Serialize;

use crate::{App, Error, Result};

/// A microphone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Device {
    /// Name to open it by.
    pub name: String,
    /// The system's choice.
    pub is_default: bool,
}

/// A speech model of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Model {
    /// Name to choose it by.
    pub name: String,
    /// Size of its file in bytes.
    pub size_bytes: u64,
    /// Languages of Candor it understands.
    pub languages: Vec<Language>,
    /// Whether its file is on this machine.
    pub installed: bool,
    /// Only for trying Candor out: no use on human speech.
    pub demo: bool,
    /// More, in plain words.
    pub note: String,
}

/// Microphones; empty when there is none.
///
/// # Errors
/// When the sound system cannot be asked.
pub fn devices() -> Result<Vec<Device>> {
    let devices = candor_audio::input_devices()?;
    Ok(devices
        .into_iter()
        .map(|d| Device {
            name: d.name,
            is_default: d.is_default,
        })
        .collect())
}

/// The catalogue, with what is installed.
pub fn models(app: &App) -> Vec<Model> {
    let models = app.models().list();
    models
        .into_iter()
        .map(|status| {
            let entry = status.entry;
            Model {
                languages: Language::ALL
                    .into_iter()
                    .filter(|l| entry.supports(*l))
                    .collect(),
                size_bytes: entry.size_bytes,
                installed: status.installed,
                demo: entry.demo,
                name: entry.name,
                note: entry.note.unwrap_or_default(),
            }
        })
        .collect()
}

/// The named model, or the largest installed one for the language; the demo model only if there is no other.
///
/// # Errors
/// [`Error::Invalid`] when it does not understand the language; a model that is missing or damaged.
pub fn choose_model(
    models: &ModelFolder,
    name: Option<&str>,
    language: Language,
) -> Result<VerifiedModel> {
    if let Some(name) = name {
        if !models.entry(name)?.supports(language) {
            return Err(Error::Invalid(format!(
                "the speech model “{name}” does not understand the language “{language}”"
            )));
        }
        return Ok(models.locate(name)?);
    }
    let usable = models
        .list()
        .into_iter()
        .filter(|m| m.entry.supports(language));
    let best = usable
        .filter(|m| m.installed)
        .max_by_key(|m| (!m.entry.demo, m.entry.size_bytes));
    match best {
        Some(model) => Ok(models.locate(&model.entry.name)?),
        None => Err(Error::NoModel(language)),
    }
}
