//! What this installation prefers: whether the first run is over, and which microphone and speech model rooms use
//! when nobody chooses.

use candor_domain::{Actor, Language};
use candor_store::settings;
use serde::{Deserialize, Serialize};

use crate::{App, Error, Result, clock, machine, model_recommendation};

/// Name of the setting.
const NAME: &str = "preferences";
/// Longest name of a device, in characters.
const MAX_DEVICE: usize = 400;

/// Preferences of this installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Preferences {
    /// The first run was gone through or skipped.
    #[serde(default)]
    pub first_run_done: bool,
    /// Microphone for rooms in which none is chosen; the system's default when absent or not connected.
    #[serde(default)]
    pub device: Option<String>,
    /// Speech model for rooms in which none is chosen; the largest fitting one when absent or not usable.
    #[serde(default)]
    pub model: Option<String>,
    /// Speech model the whole recording is transcribed with after the interview, where captions lagged behind or
    /// paused and where a recording is brought in; the same as for rooms when absent or not usable.
    #[serde(default)]
    pub transcript_model: Option<String>,
    /// While a line is read aloud, what the microphone hears is recorded and not taken for the candidate's words: a
    /// loudspeaker would be heard. Whoever wears a headset can do without.
    #[serde(default = "on")]
    pub echo_guard: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            first_run_done: false,
            device: None,
            model: None,
            transcript_model: None,
            echo_guard: on(),
        }
    }
}

fn on() -> bool {
    true
}

/// The preferences; defaults when nothing was ever set.
///
/// # Errors
/// Only if the database cannot be read.
pub fn get(app: &App) -> Result<Preferences> {
    Ok(app
        .store()
        .read(|conn| settings::get(conn, NAME))?
        .unwrap_or_default())
}

/// Replaces the preferences.
///
/// # Errors
/// [`Error::Invalid`] for a device name without end; a model nobody knows.
pub fn set(app: &App, preferences: Preferences) -> Result<Preferences> {
    if let Some(device) = &preferences.device
        && (device.is_empty() || device.chars().count() > MAX_DEVICE)
    {
        return Err(Error::Invalid(
            "this is no name of a microphone; choose one from the list".to_owned(),
        ));
    }
    let models = [&preferences.model, &preferences.transcript_model];
    for model in models.into_iter().flatten() {
        app.models().entry(model)?;
    }
    let stored = preferences.clone();
    app.store()
        .write(Actor::Operator, clock::now(), move |tx| {
            settings::put(tx, NAME, &stored)
        })?;
    Ok(preferences)
}

/// The microphone to open where `chosen` names none: the preferred one while it is connected, else the system's.
///
/// # Errors
/// Only if the database cannot be read.
pub fn device(app: &App, chosen: Option<&str>) -> Result<Option<String>> {
    if chosen.is_some() {
        return Ok(chosen.map(str::to_owned));
    }
    let Some(preferred) = get(app)?.device else {
        return Ok(None);
    };
    // A sound system that does not answer says so itself when the microphone is opened.
    let connected = machine::devices().unwrap_or_default();
    Ok(connected
        .iter()
        .any(|d| d.name == preferred)
        .then_some(preferred))
}

/// The speech model to load where `chosen` names none: the preferred one if it is installed and understands the
/// language, else the best installed one that keeps up on this machine; none leaves the choice to
/// [`machine::choose_model`].
///
/// # Errors
/// Only if the database cannot be read.
pub fn model(app: &App, chosen: Option<&str>, language: Language) -> Result<Option<String>> {
    if chosen.is_some() {
        return Ok(chosen.map(str::to_owned));
    }
    let preferred = get(app)?.model.filter(|name| usable(app, name, language));
    match preferred {
        Some(name) => Ok(Some(name)),
        None => Ok(model_recommendation::recommend(app, language)?.installed_live),
    }
}

/// The speech model for what is transcribed after an interview, when nobody waits for the words: the one preferred
/// for that, if it is installed and understands the language, else the best installed one, which is never worse than
/// the one preferred for rooms; none leaves the choice to [`machine::choose_model`].
///
/// # Errors
/// Only if the database cannot be read.
pub fn transcript_model(app: &App, language: Language) -> Result<Option<String>> {
    let Preferences {
        model,
        transcript_model,
        ..
    } = get(app)?;
    if let Some(name) = transcript_model.filter(|name| usable(app, name, language)) {
        return Ok(Some(name));
    }
    let best = model_recommendation::recommend(app, language)?.installed_transcript;
    let live = model.filter(|name| usable(app, name, language));
    Ok(model_recommendation::better(app, live, best, language))
}

fn usable(app: &App, name: &str, language: Language) -> bool {
    app.models()
        .list()
        .into_iter()
        .any(|m| m.installed && m.entry.name == name && m.entry.supports(language))
}
