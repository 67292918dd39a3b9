//! The organisation's own weights, without which there is no overall value.

use std::collections::BTreeMap;

use candor_domain::{Actor, plan_check::MAX_WEIGHT};
use candor_store::settings;
use serde::{Deserialize, Serialize};

use crate::{App, Error, Result, clock};

/// Name of the setting.
const SETTING: &str = "score_weights";
/// Most competencies that can be weighted.
const MAX_ENTRIES: usize = 500;

/// How much each competency counts, by its key. Without entries there is no overall value.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreWeights {
    /// Weight of each competency, above 0; those that are absent do not count.
    pub weights: BTreeMap<String, f64>,
}

/// The weights; none when the organisation has not set any.
///
/// # Errors
/// Only if the database cannot be read.
pub fn weights(app: &App) -> Result<ScoreWeights> {
    Ok(app
        .store()
        .read(|conn| settings::get(conn, SETTING))?
        .unwrap_or_default())
}

/// Sets the weights. Entries of 0 are left out.
///
/// # Errors
/// [`Error::Invalid`] for numbers out of range and for keys no competency can have.
pub fn set_weights(app: &App, mut weights: ScoreWeights) -> Result<ScoreWeights> {
    weights.weights.retain(|_, weight| *weight != 0.0);
    if weights.weights.len() > MAX_ENTRIES {
        return Err(Error::Invalid(format!(
            "at most {MAX_ENTRIES} competencies can be weighted"
        )));
    }
    for (key, weight) in &weights.weights {
        if key.is_empty() || key.len() > 64 {
            return Err(Error::Invalid(
                "a weight belongs to the key of a competency".into(),
            ));
        }
        if !(weight.is_finite() && *weight > 0.0 && *weight <= f64::from(MAX_WEIGHT)) {
            return Err(Error::Invalid(format!(
                "the weight of “{key}” must be above 0 and at most {MAX_WEIGHT}"
            )));
        }
    }
    let stored = weights.clone();
    app.store()
        .write(Actor::Operator, clock::now(), move |tx| {
            settings::put(tx, SETTING, &stored)
        })?;
    Ok(weights)
}
