//! What this machine has: microphones, speech models, a keychain.

use std::sync::Mutex;

use candor_domain::{Language, live::JobState};
use candor_speech::{ModelFolder, Need, VerifiedModel};
use candor_vault::{KeyStore, SystemKeychain};
use serde::Serialize;

use crate::{
    App, Error, Result,
    ai::Opened,
    microphone_check::Slot,
    model_jobs::{Download, ModelJobs},
    model_speed::{Speed, Speeds},
};

/// A keychain that can be asked from any thread.
pub type Keychain = Box<dyn KeyStore + Send + Sync>;

/// What goes on at this machine outside of any interview.
pub(crate) struct Machine {
    pub(crate) check: Slot,
    pub(crate) jobs: ModelJobs,
    pub(crate) ai: Opened,
    /// Held while a speech model is being measured.
    pub(crate) measuring: Mutex<()>,
    keychain: Keychain,
}

impl Machine {
    pub(crate) fn keychain(&self) -> &dyn KeyStore {
        &*self.keychain
    }

    pub(crate) fn with_keychain(self, keychain: Keychain) -> Self {
        Self { keychain, ..self }
    }

    pub(crate) fn with_ai(self, ai: Opened) -> Self {
        Self { ai, ..self }
    }
}

impl Default for Machine {
    fn default() -> Self {
        Self {
            check: Slot::default(),
            jobs: ModelJobs::default(),
            ai: Opened::default(),
            measuring: Mutex::default(),
            keychain: Box::new(SystemKeychain::default()),
        }
    }
}

/// A microphone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Device {
    /// Name to open it by.
    pub name: String,
    /// The system's choice.
    pub is_default: bool,
}

/// A speech model of the catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts about a model, as its card shows them"
)]
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
    /// A file of the user's own that Candor does not know.
    pub imported: bool,
    /// It can be downloaded.
    pub downloadable: bool,
    /// It can be deleted from this machine.
    pub removable: bool,
    /// Bytes it takes on this machine, with what an unfinished download has left.
    pub disk_bytes: u64,
    /// What it is the first choice for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recommended_for: Option<Need>,
    /// Its download, while it is not installed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub download: Option<Download>,
    /// How fast it is on this machine; absent before anything comparable was measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speed: Option<Speed>,
}

/// The folder speech models lie in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ModelPlace {
    /// Its path. Copied whole to another machine, it brings the models along.
    pub path: String,
    /// Bytes all models in it take, with what unfinished downloads have left.
    pub taken_bytes: u64,
    /// Bytes free on its disk; absent where the system does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free_bytes: Option<u64>,
    /// Files in it that look like models and that nobody has vouched for here, for example copied along.
    pub strays: Vec<Stray>,
    /// This version can compute on a graphics card.
    pub graphics_card: bool,
    /// Names of models that are used on the processor until Candor is started again, because the graphics card failed
    /// with them.
    pub graphics_card_failures: Vec<String>,
    /// Why nothing can be recognised on this machine at all, in plain words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unusable: Option<String>,
}

/// A file in the model folder that may not be used as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Stray {
    /// Path to take it in by.
    pub path: String,
    /// Its name.
    pub file_name: String,
    /// Its size.
    pub size_bytes: u64,
}

/// The folder speech models lie in, and what else is to be known of it.
pub fn model_place(app: &App) -> ModelPlace {
    let models = app.models();
    let taken = |status: &candor_speech::ModelStatus| {
        status.part_bytes
            + if status.own {
                status.entry.size_bytes
            } else {
                0
            }
    };
    let strays = models.strays().into_iter().map(|path| Stray {
        file_name: path
            .file_name()
            .map_or_else(String::new, |n| n.to_string_lossy().into_owned()),
        // One that has just been deleted takes no room.
        size_bytes: std::fs::metadata(&path).map_or(0, |m| m.len()),
        path: path.to_string_lossy().into_owned(),
    });
    ModelPlace {
        path: models.own().to_string_lossy().into_owned(),
        taken_bytes: models.list().iter().map(taken).sum(),
        free_bytes: models.free_bytes(),
        strays: strays.collect(),
        graphics_card: candor_speech::processor::is_for_graphics_cards(),
        graphics_card_failures: app.recogniser().graphics_card_failures(),
        unusable: candor_speech::processor::check()
            .err()
            .map(|error| error.to_string()),
    }
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

/// The catalogue and what was imported: what is installed, under way, and how fast it is here.
///
/// # Errors
/// Only if the database cannot be read.
pub fn models(app: &App) -> Result<Vec<Model>> {
    let speeds = Speeds::read(app)?;
    let models = app.models().list();
    Ok(models
        .into_iter()
        .map(|status| {
            let entry = status.entry;
            let job = app.machine().jobs.of(&entry.name);
            let left = (status.part_bytes > 0)
                .then(|| Download::paused(status.part_bytes, entry.size_bytes));
            let over = |job: &Download| matches!(job.state, JobState::Done | JobState::Cancelled);
            let file = if status.own { entry.size_bytes } else { 0 };
            Model {
                languages: Language::ALL
                    .into_iter()
                    .filter(|l| entry.supports(*l))
                    .collect(),
                speed: speeds.of(&entry),
                download: job
                    .filter(|job| !over(job))
                    .or(left)
                    .filter(|_| !status.installed),
                size_bytes: entry.size_bytes,
                installed: status.installed,
                demo: entry.demo,
                imported: entry.imported,
                downloadable: entry.url.is_some(),
                removable: status.own,
                disk_bytes: file + status.part_bytes,
                recommended_for: entry.recommended_for,
                name: entry.name,
                note: entry.note.unwrap_or_default(),
            }
        })
        .collect())
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
    // In English an English-only model beats a multilingual one of its size.
    let best = usable.filter(|m| m.installed).max_by_key(|m| {
        let entry = &m.entry;
        let own = language == Language::En && !entry.supports(Language::De);
        (
            !entry.demo,
            entry.size_bytes + u64::from(own) * entry.size_bytes / 10,
        )
    });
    match best {
        Some(model) => Ok(models.locate(&model.entry.name)?),
        None => Err(Error::NoModel(language)),
    }
}
