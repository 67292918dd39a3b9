//! Positions and their plans.

use candor_domain::{
    Actor, Plan, Position, PositionId,
    plan::{MAX_TEXT, MAX_TITLE, PlanProblems, check_text},
    plan_toml::{self, PlanFile},
};
use candor_store::positions as table;
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
}

impl PositionDraft {
    fn validate(&self) -> Result<()> {
        let mut problems = Vec::new();
        check_text(&self.title, "the title", MAX_TITLE, &mut problems);
        if self.description.chars().count() > MAX_TEXT {
            problems.push(format!(
                "the description is longer than {MAX_TEXT} characters"
            ));
        }
        if let Err(PlanProblems(more)) = self.plan.validate() {
            problems.extend(more);
        }
        if problems.is_empty() {
            Ok(())
        } else {
            Err(PlanProblems(problems).into())
        }
    }
}

impl From<PlanFile> for PositionDraft {
    fn from(file: PlanFile) -> Self {
        let plan = file.plan();
        Self {
            title: file.title,
            description: file.description,
            plan,
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
/// [`Error::NotFound`]; [`Error::Plan`] lists everything wrong.
pub fn update(app: &App, id: PositionId, draft: PositionDraft) -> Result<Position> {
    draft.validate()?;
    let now = clock::now();
    let mut position = get(app, id)?;
    position.title = draft.title;
    position.description = draft.description;
    position.plan = draft.plan;
    position.updated_at = now;
    let stored = position.clone();
    app.store()
        .write(Actor::Operator, now, move |tx| table::update(tx, &stored))?;
    Ok(position)
}

/// Deletes a position; its interviews stay.
///
/// # Errors
/// [`Error::NotFound`].
pub fn delete(app: &App, id: PositionId) -> Result<()> {
    get(app, id)?;
    let now = clock::now();
    Ok(app
        .store()
        .write(Actor::Operator, now, move |tx| table::delete(tx, id))?)
}
