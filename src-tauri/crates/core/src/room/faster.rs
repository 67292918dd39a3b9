//! A faster speech model, for when the chosen one cannot keep up.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

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
/// Nobody ever waits for the thread: loading a model may take seconds and cannot be called off. What comes too late is
/// told by its number, and closed again.
pub(super) struct Opening(u64);

impl Opening {
    pub(super) fn begin(
        models: Arc<dyn FasterModels>,
        model: String,
        factor: f64,
        language: Language,
        room: Sender<Order>,
        number: u64,
    ) -> Result<Self> {
        std::thread::Builder::new()
            .name("candor-faster-model".into())
            .spawn(move || {
                // Nothing of it is used after a panic; without an answer the room would wait for ever.
                let open = AssertUnwindSafe(|| models.open(&model, factor, language));
                let opened = catch_unwind(open).unwrap_or_else(|_| {
                    tracing::error!("opening a faster speech model ended in a panic");
                    Err(Error::Internal)
                });
                // A room that has ended needs no model.
                let _ = room.send(Order::Faster(number, opened));
            })
            .map(|_| Self(number))
            .map_err(|error| {
                tracing::error!(%error, "no thread to open a faster speech model on");
                Error::Internal
            })
    }

    /// Whether what came with this number is what was asked for.
    pub(super) fn is(&self, number: u64) -> bool {
        self.0 == number
    }
}

#[cfg(test)]
mod tests {
    use candor_speech::Catalog;
    use crossbeam_channel::{Receiver, unbounded};

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

    /// A model that loads until it may panic.
    struct Loading(Receiver<()>);

    impl FasterModels for Loading {
        fn open(&self, _: &str, _: f64, _: Language) -> Result<Option<FasterModel>> {
            self.0.recv().unwrap();
            panic!("a model no one expected");
        }
    }

    #[test]
    #[expect(
        clippy::drop_non_drop,
        reason = "letting go of it is what must not wait, should it ever do something"
    )]
    fn nobody_waits_for_a_model_that_loads_and_a_panic_is_told() {
        let (go, loading) = unbounded();
        let (inbox, orders) = unbounded();
        let models = Arc::new(Loading(loading));
        let opening = Opening::begin(models, "small".into(), 2.0, Language::En, inbox, 7).unwrap();
        assert!(opening.is(7) && !opening.is(8));
        // Would not come back if it waited.
        drop(opening);
        assert!(orders.is_empty());
        go.send(()).unwrap();
        let told = orders.recv().unwrap();
        assert!(matches!(told, Order::Faster(7, Err(Error::Internal))));
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
