//! Whether recognisers compute on the graphics card, and with which models that failed.
//!
//! A driver may refuse a model, crash or hang with it, and takes the recogniser's process along. Then that model is
//! recognised on the processor, which is slower and works, for as long as Candor runs: a driver that failed once fails
//! again, in the middle of an interview. With another model, or when Candor is started again, the card is tried again.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};

use crate::{catalog::CatalogEntry, processor};

/// What a recogniser computes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Computing {
    /// On the processor: this version cannot do otherwise, or was asked not to.
    Processor,
    /// On the graphics card, where there is one.
    GraphicsCard,
    /// On the processor, because the model could not be loaded on the graphics card.
    ProcessorInstead,
}

/// The graphics card as the recognisers of one running program know it; clones share what they learn.
#[derive(Debug, Clone)]
pub struct GraphicsCard(Arc<Known>);

#[derive(Debug)]
struct Known {
    usable: bool,
    /// Names of the models it failed with, by the SHA-256 of their files.
    failed: Mutex<BTreeMap<String, String>>,
}

impl Default for GraphicsCard {
    fn default() -> Self {
        Self::new(processor::is_for_graphics_cards())
    }
}

impl GraphicsCard {
    /// One that has not failed yet. Whether recognisers can use it at all depends on how they were built.
    pub fn new(usable: bool) -> Self {
        Self(Arc::new(Known {
            usable,
            failed: Mutex::default(),
        }))
    }

    /// Whether a recogniser may use it for this model.
    pub fn may_compute(&self, model: &CatalogEntry) -> bool {
        self.0.usable && !self.failed().contains_key(&model.sha256)
    }

    /// Names of the models that are recognised on the processor because it failed with them.
    pub fn failures(&self) -> Vec<String> {
        self.failed().values().cloned().collect()
    }

    /// It failed with this model, which stays away from it from now on.
    pub(crate) fn failed_with(&self, model: &CatalogEntry) {
        let before = self
            .failed()
            .insert(model.sha256.clone(), model.name.clone());
        if before.is_none() {
            tracing::warn!(
                model = model.name,
                "the graphics card failed; this model is used on the processor until Candor is started again"
            );
        }
    }

    fn failed(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, String>> {
        self.0.failed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Catalog;

    #[test]
    fn a_card_that_failed_is_left_alone_with_that_model_by_everyone() {
        let entries = Catalog::bundled().entries();
        let (one, other) = (&entries[0], &entries[1]);
        let card = GraphicsCard::new(true);
        let elsewhere = card.clone();
        assert!(card.may_compute(one) && card.failures().is_empty());
        card.failed_with(one);
        card.failed_with(one);
        assert!(!elsewhere.may_compute(one) && elsewhere.may_compute(other));
        assert_eq!(elsewhere.failures(), std::slice::from_ref(&one.name));
        // Started again.
        assert!(GraphicsCard::new(true).may_compute(one));
    }

    #[test]
    fn without_support_there_is_no_card() {
        let entry = &Catalog::bundled().entries()[0];
        assert!(!GraphicsCard::new(false).may_compute(entry));
        assert_eq!(
            GraphicsCard::default().may_compute(entry),
            processor::is_for_graphics_cards()
        );
    }
}
