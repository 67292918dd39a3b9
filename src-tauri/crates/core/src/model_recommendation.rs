//! Which speech model is the best choice on this machine, for a language: for live captions one that keeps up, for what
//! is transcribed after the interview one that makes few mistakes.

use candor_domain::Language;
use candor_speech::{CatalogEntry, ModelFolder, ModelStatus};
use serde::Serialize;

use crate::{App, Result, model_speed::Speeds};

/// Beyond this share of real time nobody wants to wait for a transcript.
const LATER: f64 = 2.0;
/// What is offered for live captions before anything was measured: what a usual laptop keeps up with.
const USUAL: Family = Family::Small;

/// The best speech models for a language on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, utoipa::ToSchema)]
pub struct Recommendation {
    /// The best one for live captions, installed or not.
    pub live: Option<String>,
    /// The best one for transcribing after the interview, installed or not.
    pub transcript: Option<String>,
    /// The best installed one for live captions; used where none is chosen.
    pub installed_live: Option<String>,
    /// The best installed one for transcribing after the interview.
    pub installed_transcript: Option<String>,
    /// It rests on a measurement on this machine.
    pub measured: bool,
}

/// The best speech models for a language on this machine.
///
/// # Errors
/// Only if the database cannot be read.
pub fn recommend(app: &App, language: Language) -> Result<Recommendation> {
    let speeds = Speeds::read(app)?;
    Ok(best(&app.models().list(), &speeds, language))
}

/// The best speech models for a language where nothing is known of the machine.
pub fn unmeasured(models: &ModelFolder, language: Language) -> Recommendation {
    best(&models.list(), &Speeds::none(), language)
}

/// The better one of two models for a language; of a model outside the catalogue only its owner knows how good it is, so
/// that the first one, which was chosen, stays.
pub(crate) fn better(
    app: &App,
    chosen: Option<String>,
    other: Option<String>,
    language: Language,
) -> Option<String> {
    let (Some(first), Some(second)) = (&chosen, &other) else {
        return chosen.or(other);
    };
    match (app.models().entry(first), app.models().entry(second)) {
        (Ok(one), Ok(two))
            if !one.imported && !one.demo && quality(&two, language) > quality(&one, language) =>
        {
            other
        }
        _ => chosen,
    }
}

/// What a model can do, from its name: families of whisper, each better and slower than the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Family {
    Tiny,
    Base,
    Small,
    Medium,
    LargeTurbo,
    Large,
}

impl Family {
    fn of(name: &str) -> Option<Self> {
        Some(match name.split(['-', '.']).next()? {
            "tiny" => Self::Tiny,
            "base" => Self::Base,
            "small" => Self::Small,
            "medium" => Self::Medium,
            "large" if name.contains("turbo") => Self::LargeTurbo,
            "large" => Self::Large,
            _ => return None,
        })
    }
}

/// How good the text of a model is, best last. An English-only model beats its multilingual sister in English, except
/// for the large ones, of which there is none; finer weights beat coarser ones, which matters least.
fn quality(entry: &CatalogEntry, language: Language) -> (Option<Family>, bool, u64) {
    let own = language == Language::En && !entry.supports(Language::De);
    (Family::of(&entry.name), own, entry.size_bytes)
}

fn best(models: &[ModelStatus], speeds: &Speeds, language: Language) -> Recommendation {
    let usable = || {
        models
            .iter()
            .filter(|m| !m.entry.demo && m.entry.supports(language))
    };
    let factor = |entry: &CatalogEntry| speeds.of(entry).map(|speed| speed.factor);
    let measured = usable().any(|m| factor(&m.entry).is_some());
    // Whether it is fast enough for what it is for; by its family where nothing is known of this machine.
    let keeps_up = |entry: &CatalogEntry| match speeds.of(entry) {
        Some(speed) => speed.live,
        None => Family::of(&entry.name).is_none_or(|family| family <= USUAL),
    };
    let bearable = |entry: &CatalogEntry| match factor(entry) {
        Some(factor) => factor <= LATER,
        None => Family::of(&entry.name).is_none_or(|family| family <= Family::LargeTurbo),
    };
    let pick = |from: &dyn Fn(&ModelStatus) -> bool, fits: &dyn Fn(&CatalogEntry) -> bool| {
        let candidates: Vec<&CatalogEntry> =
            usable().filter(|m| from(m)).map(|m| &m.entry).collect();
        let fitting = candidates.iter().filter(|entry| fits(entry));
        fitting
            .max_by_key(|entry| quality(entry, language))
            // Nothing fits: what comes nearest.
            .or_else(|| candidates.iter().min_by_key(|entry| entry.size_bytes))
            .map(|entry| entry.name.clone())
    };
    // Offered are those that take two fifths of the room and make hardly more mistakes.
    let offered = |m: &ModelStatus| !m.entry.imported && m.entry.name.contains("-q5_");
    let installed = |m: &ModelStatus| m.installed;
    Recommendation {
        live: pick(&offered, &keeps_up),
        transcript: pick(&offered, &bearable),
        installed_live: pick(&installed, &keeps_up),
        installed_transcript: pick(&installed, &bearable),
        measured,
    }
}

#[cfg(test)]
mod tests {
    use candor_speech::Catalog;

    use super::*;

    fn models(installed: &[&str]) -> Vec<ModelStatus> {
        Catalog::bundled()
            .entries()
            .iter()
            .map(|entry| ModelStatus {
                installed: installed.contains(&entry.name.as_str()),
                own: true,
                part_bytes: 0,
                entry: entry.clone(),
            })
            .collect()
    }

    #[test]
    fn before_anything_was_measured_a_usual_laptop_is_assumed() {
        let none = Speeds::known(&[]);
        let german = best(&models(&[]), &none, Language::De);
        assert_eq!(
            german,
            Recommendation {
                live: Some("small-q5_1".to_owned()),
                transcript: Some("large-v3-turbo-q5_0".to_owned()),
                ..Recommendation::default()
            }
        );
        let english = best(&models(&[]), &none, Language::En);
        assert_eq!(english.live.as_deref(), Some("small.en-q5_1"));
        assert_eq!(english.transcript, german.transcript);
    }

    #[test]
    fn the_speed_of_this_machine_decides() {
        let of = |measured: &[(&str, f64)]| {
            let best = best(&models(&[]), &Speeds::known(measured), Language::Ru);
            assert!(best.measured);
            (best.live.unwrap(), best.transcript.unwrap())
        };
        // A slow machine: even the smallest only just keeps up.
        let (live, transcript) = of(&[("tiny-q5_1", 0.6)]);
        assert_eq!(live, "tiny-q5_1");
        assert_eq!(transcript, "base-q5_1");
        // A fast one.
        let (live, transcript) = of(&[("small-q5_1", 0.03)]);
        assert_eq!(
            (live.as_str(), transcript.as_str()),
            ("large-v3-q5_0", "large-v3-q5_0")
        );
        // One that nothing keeps up on gets the smallest all the same.
        assert_eq!(of(&[("tiny-q5_1", 9.0)]).0, "tiny-q5_1");
    }

    #[test]
    fn of_the_installed_ones_the_best_that_keeps_up_is_used() {
        let here = models(&["demo-en", "base", "base.en", "large-v3"]);
        let none = Speeds::known(&[]);
        let german = best(&here, &none, Language::De);
        assert_eq!(german.installed_live.as_deref(), Some("base"));
        let english = best(&here, &none, Language::En);
        assert_eq!(english.installed_live.as_deref(), Some("base.en"));
        let fast = Speeds::known(&[("large-v3", 0.5)]);
        let german = best(&here, &fast, Language::De);
        assert_eq!(german.installed_live.as_deref(), Some("large-v3"));
        let slow = Speeds::known(&[("base", 3.0)]);
        let german = best(&here, &slow, Language::De);
        assert_eq!(german.installed_live.as_deref(), Some("base"));
        assert_eq!(german.installed_transcript.as_deref(), Some("base"));
        // The demo model is of no use to anybody.
        assert_eq!(
            best(&models(&["demo-en"]), &none, Language::En).installed_live,
            None
        );
    }
}
