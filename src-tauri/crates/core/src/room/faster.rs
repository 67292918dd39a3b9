//! A faster speech model, for when the chosen one cannot keep up.

use std::{sync::Arc, thread::JoinHandle};

use candor_domain::Language;
use candor_speech::{CatalogEntry, ModelFolder, Recogniser, Transcriber};
use crossbeam_channel::Sender;

use super::Order;
use crate::{App, Error, Result, model_speed::Speeds};

/// Computing per speech that leaves room for everything else.
const COMFORTABLE: f64 = 0.6;
/// A model that is not at least so much faster is not worth its mistakes.
const WORTH_IT: f64 = 0.7;

/// Where a faster speech model comes from.
pub trait FasterModels: Send + Sync {
    /// Opens the best model that can be expected to keep up where `model` computes for `factor` seconds per second of
    /// speech; none when there is none. Takes up to seconds.
    ///
    /// # Errors
    /// A model that is damaged or cannot be opened.
    fn open(&self, model: &str, factor: f64, language: Language) -> Result<Option<FasterModel>>;
}

/// A speech model that was opened in place of the chosen one.
pub struct FasterModel {
    /// Its name.
    pub model: String,
    /// What turns sound into text with it.
    pub transcriber: Box<dyn Transcriber>,
}

/// The models installed on this machine.
pub(super) struct Installed {
    models: ModelFolder,
    recogniser: Recogniser,
    speeds: Speeds,
}

impl Installed {
    pub(super) fn of(app: &App) -> Result<Self> {
        Ok(Self {
            models: app.models().clone(),
            recogniser: app.recogniser().clone(),
            speeds: Speeds::read(app)?,
        })
    }
}

impl FasterModels for Installed {
    fn open(&self, model: &str, factor: f64, language: Language) -> Result<Option<FasterModel>> {
        let chosen = self.models.entry(model)?;
        let installed = self.models.list().into_iter();
        let others: Vec<CatalogEntry> = installed
            .filter(|other| other.installed && other.entry.supports(language))
            .map(|other| other.entry)
            .collect();
        // What was measured says more than sizes do, where both were.
        let computing = |entry: &CatalogEntry| self.speeds.of(entry).map(|speed| speed.factor);
        let Some(best) = best(&chosen, factor, &others, computing) else {
            return Ok(None);
        };
        let verified = self.models.locate(&best.name)?;
        Ok(Some(FasterModel {
            transcriber: self.recogniser.open(&verified)?,
            model: best.name.clone(),
        }))
    }
}

/// The largest of `others` that keeps up, or else the fastest, if it is worth it.
fn best<'o>(
    chosen: &CatalogEntry,
    factor: f64,
    others: &'o [CatalogEntry],
    computing: impl Fn(&CatalogEntry) -> Option<f64>,
) -> Option<&'o CatalogEntry> {
    let expected = |other: &CatalogEntry| {
        let share = match (computing(other), computing(chosen)) {
            (Some(other), Some(chosen)) if chosen > 0.0 => other / chosen,
            _ => other.size_bytes as f64 / chosen.size_bytes.max(1) as f64,
        };
        (share <= WORTH_IT).then_some(share * factor)
    };
    let candidates = || {
        others
            .iter()
            .filter(|other| other.name != chosen.name && (chosen.demo || !other.demo))
            .filter_map(|other| Some((other, expected(other)?)))
    };
    candidates()
        .filter(|(_, factor)| *factor <= COMFORTABLE)
        .max_by_key(|(other, _)| other.size_bytes)
        .or_else(|| candidates().min_by(|(_, a), (_, b)| a.total_cmp(b)))
        .map(|(other, _)| other)
}

/// Opens a faster model on a thread of its own. What comes of it arrives in the room's inbox as [`Order::Faster`].
/// Dropping it waits for the thread, so that nothing of a room outlives it.
pub(super) struct Opening(Option<JoinHandle<()>>);

impl Opening {
    pub(super) fn begin(
        models: Arc<dyn FasterModels>,
        model: String,
        factor: f64,
        language: Language,
        room: Sender<Order>,
    ) -> Result<Self> {
        std::thread::Builder::new()
            .name("candor-faster-model".into())
            .spawn(move || {
                let opened = models.open(&model, factor, language);
                // A room that has ended needs no model.
                let _ = room.send(Order::Faster(opened));
            })
            .map(|thread| Self(Some(thread)))
            .map_err(|error| {
                tracing::error!(%error, "no thread to open a faster speech model on");
                Error::Internal
            })
    }
}

impl Drop for Opening {
    fn drop(&mut self) {
        if self.0.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("opening a faster speech model ended in a panic");
        }
    }
}

#[cfg(test)]
mod tests {
    use candor_speech::Catalog;

    use super::*;

    fn entries(names: &[&str]) -> Vec<CatalogEntry> {
        let catalog = Catalog::bundled();
        let entry = |name: &&str| catalog.get(name).unwrap().clone();
        names.iter().map(entry).collect()
    }

    fn chosen(name: &str, factor: f64, others: &[&str]) -> Option<String> {
        let all = entries(&[name]);
        let others = entries(others);
        best(&all[0], factor, &others, |_| None).map(|entry| entry.name.clone())
    }

    #[test]
    fn the_largest_model_that_keeps_up_is_taken() {
        let all = ["tiny", "base", "small", "medium", "demo-en"];
        assert_eq!(chosen("medium", 1.5, &all).as_deref(), Some("small"));
        assert_eq!(chosen("medium", 5.0, &all).as_deref(), Some("base"));
        assert_eq!(chosen("medium", 500.0, &all).as_deref(), Some("tiny"));
        assert_eq!(
            chosen("tiny", 2.0, &all),
            None,
            "nothing is faster, and a toy is no help"
        );
        assert_eq!(chosen("base", 2.0, &["base", "medium"]), None);
    }

    #[test]
    fn what_was_measured_counts_more_than_sizes() {
        let all = entries(&["medium", "small"]);
        let same = |_: &CatalogEntry| Some(2.0);
        assert!(
            best(&all[0], 2.0, &all, same).is_none(),
            "as slow as the chosen one"
        );
    }
}
