//! Positions and their plans.

use candor_domain::{
    Actor, Plan, Position, PositionId, UtcMillis,
    plan_check::check_position,
    plan_toml::{self, PlanFile},
};
use candor_store::{StoreError, positions as table};
use serde::Deserialize;

use crate::{App, Error, Result, clock};

/// What a recruiter enters.
#[derive(Debug, Clone, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PositionDraft {
    /// Title as candidates read it.
    pub title: String,
    /// What the job is.
    #[serde(default)]
    pub description: String,
    /// What is asked.
    pub plan: Plan,
    /// For a change: `updated_at` of the position this draft was made from. A position that was changed since is
    /// left as it is, with a conflict; without this the draft replaces whatever is there.
    #[serde(default)]
    pub based_on: Option<UtcMillis>,
}

impl PositionDraft {
    fn validate(&self) -> Result<()> {
        Ok(check_position(&self.title, &self.description, &self.plan)?)
    }
}

impl From<PlanFile> for PositionDraft {
    fn from(file: PlanFile) -> Self {
        let plan = file.plan();
        Self {
            title: file.title,
            description: file.description,
            plan,
            based_on: None,
        }
    }
}

/// Creates a position.
///
/// # Errors
/// [`Error::Plan`] lists everything wrong with it.
pub fn create(app: &App, draft: PositionDraft) -> Result<Position> {
    draft.validate()?;
    let now = clock::now();
    let position = Position {
        id: PositionId::new(),
        title: draft.title,
        description: draft.description,
        plan: draft.plan,
        created_at: now,
        updated_at: now,
    };
    let stored = position.clone();
    app.store()
        .write(Actor::Operator, now, move |tx| table::insert(tx, &stored))?;
    Ok(position)
}

/// Creates a position from a plan file.
///
/// # Errors
/// [`Error::PlanFile`], worded for the author of the file.
pub fn import(app: &App, toml: &str) -> Result<Position> {
    create(app, plan_toml::read(toml)?.into())
}

/// A position as a plan file.
///
/// # Errors
/// [`Error::NotFound`].
pub fn export(app: &App, id: PositionId) -> Result<String> {
    let position = get(app, id)?;
    plan_toml::write(&position.title, &position.description, &position.plan).map_err(|error| {
        tracing::error!(%error, position.id = %id, "a stored plan has no TOML form");
        Error::Internal
    })
}

/// One position.
///
/// # Errors
/// [`Error::NotFound`].
pub fn get(app: &App, id: PositionId) -> Result<Position> {
    app.store()
        .read(|conn| table::get(conn, id))?
        .ok_or(Error::NotFound("position"))
}

/// All positions.
///
/// # Errors
/// Only if the database cannot be read.
pub fn list(app: &App) -> Result<Vec<Position>> {
    Ok(app.store().read(table::list)?)
}

/// Replaces a position's texts and plan; interviews created before keep the plan they were created with.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Plan`] lists everything wrong; a conflict when the position is no longer the one
/// the draft was made from.
pub fn update(app: &App, id: PositionId, draft: PositionDraft) -> Result<Position> {
    draft.validate()?;
    let now = clock::now();
    Ok(app.store().write(Actor::Operator, now, move |tx| {
        let stored = table::get(tx.conn(), id)?.ok_or(StoreError::NotFound("position"))?;
        if draft.based_on.is_some_and(|at| at != stored.updated_at) {
            return Err(StoreError::Conflict(
                "the position was changed somewhere else in the meantime".to_owned(),
            ));
        }
        let changed = Position {
            title: draft.title,
            description: draft.description,
            plan: draft.plan,
            // Two changes within a millisecond, or a clock set back, still tell the two versions apart.
            updated_at: now.max(UtcMillis(stored.updated_at.0 + 1)),
            ..stored
        };
        table::update(tx, &changed)?;
        Ok(changed)
    })?)
}

/// Deletes a position; its interviews stay, and [`restore`] brings it back.
///
/// # Errors
/// [`Error::NotFound`].
pub fn delete(app: &App, id: PositionId) -> Result<()> {
    let now = clock::now();
    Ok(app
        .store()
        .write(Actor::Operator, now, move |tx| table::delete(tx, id))?)
}

/// Brings a deleted position back as it was.
///
/// # Errors
/// [`Error::NotFound`] when it does not exist or was not deleted.
pub fn restore(app: &App, id: PositionId) -> Result<Position> {
    let now = clock::now();
    Ok(app.store().write(Actor::Operator, now, move |tx| {
        table::restore(tx, id)?;
        table::get(tx.conn(), id)?.ok_or(StoreError::NotFound("position"))
    })?)
}
