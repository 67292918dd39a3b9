//! Sample positions shipped with Candor.

use candor_domain::{
    Language,
    plan_toml::{self, PlanFile},
};
use serde::Serialize;

use crate::{Error, Result};

const FILES: [(&str, &str); 3] = [
    (
        "customer-support-agent",
        include_str!("../plans/customer-support-agent.toml"),
    ),
    (
        "software-engineer",
        include_str!("../plans/software-engineer.toml"),
    ),
    (
        "warehouse-shift-lead",
        include_str!("../plans/warehouse-shift-lead.toml"),
    ),
];

/// What a sample offers, for choosing one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Sample {
    /// Name to create it by.
    pub name: String,
    /// Title of the position.
    pub title: String,
    /// What the job is.
    pub description: String,
    /// How many questions it has.
    pub questions: usize,
    /// Languages it can be held in.
    pub languages: Vec<Language>,
}

/// All samples.
///
/// # Errors
/// Only if a shipped file is broken, which a test rules out.
pub fn list() -> Result<Vec<Sample>> {
    let describe = |(name, text): &(&str, &str)| {
        let file = plan_toml::read(text)?;
        let plan = file.plan();
        Ok(Sample {
            name: (*name).to_owned(),
            title: file.title,
            description: file.description,
            questions: plan.questions.len(),
            languages: plan.languages(),
        })
    };
    FILES.iter().map(describe).collect()
}

/// The sample with this name.
///
/// # Errors
/// [`Error::NotFound`].
pub fn read(name: &str) -> Result<PlanFile> {
    let (_, text) = FILES
        .iter()
        .find(|(n, _)| *n == name)
        .ok_or(Error::NotFound("sample"))?;
    Ok(plan_toml::read(text)?)
}
