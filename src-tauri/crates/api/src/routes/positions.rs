//! Positions, their plans, and the samples.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use candor_core::{
    App,
    positions::{self, PositionDraft},
    preview::{self, Preview, PreviewDraft},
    samples::{self, Sample},
};
use candor_domain::{Position, PositionId};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::blocking;
use crate::{
    Problem,
    access::Operator,
    extract::{Body, InPath},
};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list_positions, create_position))
        .routes(routes!(get_position, update_position, delete_position))
        .routes(routes!(restore_position))
        .routes(routes!(preview_plan))
        .routes(routes!(import_position))
        .routes(routes!(export_plan))
        .routes(routes!(list_samples))
        .routes(routes!(create_sample))
}

/// All positions.
#[utoipa::path(get, path = "/positions", responses((status = 200, body = Vec<Position>)))]
async fn list_positions(
    _: Operator,
    State(app): State<Arc<App>>,
) -> Result<Json<Vec<Position>>, Problem> {
    blocking(&app, positions::list).await.map(Json)
}

/// Creates a position.
#[utoipa::path(post, path = "/positions", request_body = PositionDraft,
    responses((status = 201, body = Position), (status = 400, body = Problem)))]
async fn create_position(
    _: Operator,
    State(app): State<Arc<App>>,
    Body(draft): Body<PositionDraft>,
) -> Result<(StatusCode, Json<Position>), Problem> {
    let position = blocking(&app, |app| positions::create(app, draft)).await?;
    Ok((StatusCode::CREATED, Json(position)))
}

/// One position.
#[utoipa::path(get, path = "/positions/{id}", params(("id" = PositionId, Path)),
    responses((status = 200, body = Position), (status = 404, body = Problem)))]
async fn get_position(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<PositionId>,
) -> Result<Json<Position>, Problem> {
    blocking(&app, move |app| positions::get(app, id))
        .await
        .map(Json)
}

/// Replaces a position's texts and plan; with `based_on`, only if nobody has changed it since.
#[utoipa::path(put, path = "/positions/{id}", params(("id" = PositionId, Path)),
    request_body = PositionDraft,
    responses((status = 200, body = Position), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
async fn update_position(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<PositionId>,
    Body(draft): Body<PositionDraft>,
) -> Result<Json<Position>, Problem> {
    blocking(&app, move |app| positions::update(app, id, draft))
        .await
        .map(Json)
}

/// Deletes a position; its interviews stay, and it can be restored.
#[utoipa::path(delete, path = "/positions/{id}", params(("id" = PositionId, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
async fn delete_position(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<PositionId>,
) -> Result<StatusCode, Problem> {
    blocking(&app, move |app| positions::delete(app, id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Brings a deleted position back as it was.
#[utoipa::path(post, path = "/positions/{id}/restore", params(("id" = PositionId, Path)),
    responses((status = 200, body = Position), (status = 404, body = Problem)))]
async fn restore_position(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<PositionId>,
) -> Result<Json<Position>, Problem> {
    blocking(&app, move |app| positions::restore(app, id))
        .await
        .map(Json)
}

/// What an interview by a plan would sound like, in the interviewer's own words; nothing is stored.
#[utoipa::path(post, path = "/positions/preview", request_body = PreviewDraft,
    responses((status = 200, body = Preview), (status = 400, body = Problem)))]
async fn preview_plan(
    _: Operator,
    State(app): State<Arc<App>>,
    Body(draft): Body<PreviewDraft>,
) -> Result<Json<Preview>, Problem> {
    blocking(&app, move |app| preview::preview(app, draft))
        .await
        .map(Json)
}

/// A plan file.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct PlanText {
    /// Content of the TOML file.
    toml: String,
}

/// Creates a position from a plan file.
#[utoipa::path(post, path = "/positions/import", request_body = PlanText,
    responses((status = 201, body = Position), (status = 400, body = Problem)))]
async fn import_position(
    _: Operator,
    State(app): State<Arc<App>>,
    Body(file): Body<PlanText>,
) -> Result<(StatusCode, Json<Position>), Problem> {
    let position = blocking(&app, move |app| positions::import(app, &file.toml)).await?;
    Ok((StatusCode::CREATED, Json(position)))
}

/// A position as a plan file.
#[utoipa::path(get, path = "/positions/{id}/plan.toml", params(("id" = PositionId, Path)),
    responses((status = 200, body = String, content_type = "application/toml"), (status = 404, body = Problem)))]
async fn export_plan(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<PositionId>,
) -> Result<impl IntoResponse, Problem> {
    let toml = blocking(&app, move |app| positions::export(app, id)).await?;
    Ok((
        [(header::CONTENT_TYPE, "application/toml; charset=utf-8")],
        toml,
    ))
}

/// Sample positions shipped with Candor.
#[utoipa::path(get, path = "/samples", responses((status = 200, body = Vec<Sample>)))]
async fn list_samples(
    _: Operator,
    State(app): State<Arc<App>>,
) -> Result<Json<Vec<Sample>>, Problem> {
    blocking(&app, |_| samples::list()).await.map(Json)
}

/// Creates a position from a sample.
#[utoipa::path(post, path = "/samples/{name}", params(("name" = String, Path)),
    responses((status = 201, body = Position), (status = 404, body = Problem)))]
async fn create_sample(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(name): InPath<String>,
) -> Result<(StatusCode, Json<Position>), Problem> {
    let create = move |app: &App| positions::create(app, samples::read(&name)?.into());
    Ok((StatusCode::CREATED, Json(blocking(&app, create).await?)))
}
