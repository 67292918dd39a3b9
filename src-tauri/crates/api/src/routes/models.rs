//! Speech models: which there are, downloading, importing, measuring and deleting them.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use candor_core::{
    App,
    machine::{self, Model, ModelPlace},
    model_import::{self, ImportOutcome, ImportRequest},
    model_jobs::{self, Download},
    model_recommendation::{self, Recommendation},
    model_source::{self, ModelSource},
    model_speed::{self, Speed},
};
use candor_domain::Language;
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::blocking;
use crate::{
    Problem,
    access::Operator,
    extract::{Body, InPath, InQuery},
};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list_models))
        .routes(routes!(import_model))
        .routes(routes!(remove_model))
        .routes(routes!(download_model))
        .routes(routes!(pause_download))
        .routes(routes!(resume_download))
        .routes(routes!(cancel_download))
        .routes(routes!(measure_model))
        .routes(routes!(model_place))
        .routes(routes!(recommend_models))
        .routes(routes!(get_model_source, set_model_source))
}

/// Speech models, installed ones and those that can be installed, with their downloads and speed.
#[utoipa::path(get, path = "/models", responses((status = 200, body = Vec<Model>)))]
async fn list_models(
    _: Operator,
    State(app): State<Arc<App>>,
) -> Result<Json<Vec<Model>>, Problem> {
    blocking(&app, machine::models).await.map(Json)
}

/// Takes in a model file from this machine, for example from a USB stick; answers when it is copied and checked.
#[utoipa::path(post, path = "/models/import", request_body = ImportRequest,
    responses((status = 200, body = ImportOutcome), (status = 400, body = Problem), (status = 422, body = Problem),
        (status = 507, body = Problem)))]
async fn import_model(
    _: Operator,
    State(app): State<Arc<App>>,
    Body(request): Body<ImportRequest>,
) -> Result<Json<ImportOutcome>, Problem> {
    blocking(&app, move |app| model_import::import(app, &request))
        .await
        .map(Json)
}

/// Deletes a model from this machine.
#[utoipa::path(delete, path = "/models/{name}", params(("name" = String, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn remove_model(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(name): InPath<String>,
) -> Result<StatusCode, Problem> {
    blocking(&app, move |app| model_import::remove(app, &name)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Begins to download a model; its progress is a live fact.
#[utoipa::path(post, path = "/models/{name}/download", params(("name" = String, Path)),
    responses((status = 202, body = Download), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 507, body = Problem)))]
async fn download_model(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(name): InPath<String>,
) -> Result<(StatusCode, Json<Download>), Problem> {
    let download = blocking(&app, move |app| model_jobs::download(app, &name)).await?;
    Ok((StatusCode::ACCEPTED, Json(download)))
}

/// Stops a download; what has arrived is kept.
#[utoipa::path(post, path = "/models/{name}/pause", params(("name" = String, Path)),
    responses((status = 200, body = Download), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn pause_download(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(name): InPath<String>,
) -> Result<Json<Download>, Problem> {
    blocking(&app, move |app| model_jobs::pause(app, &name))
        .await
        .map(Json)
}

/// Goes on with a download where it stopped.
#[utoipa::path(post, path = "/models/{name}/resume", params(("name" = String, Path)),
    responses((status = 202, body = Download), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 507, body = Problem)))]
async fn resume_download(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(name): InPath<String>,
) -> Result<(StatusCode, Json<Download>), Problem> {
    let download = blocking(&app, move |app| model_jobs::download(app, &name)).await?;
    Ok((StatusCode::ACCEPTED, Json(download)))
}

/// Gives a download up and deletes what has arrived.
#[utoipa::path(post, path = "/models/{name}/cancel", params(("name" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
async fn cancel_download(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(name): InPath<String>,
) -> Result<StatusCode, Problem> {
    blocking(&app, move |app| model_jobs::cancel(app, &name)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Measures how fast an installed model is on this machine; answers when that is known.
#[utoipa::path(post, path = "/models/{name}/measure", params(("name" = String, Path)),
    responses((status = 200, body = Speed), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
async fn measure_model(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(name): InPath<String>,
) -> Result<Json<Speed>, Problem> {
    blocking(&app, move |app| model_speed::measure(app, &name))
        .await
        .map(Json)
}

/// The folder speech models lie in, the room it takes and has, and files in it that nobody has vouched for.
#[utoipa::path(get, path = "/model-place", responses((status = 200, body = ModelPlace)))]
async fn model_place(
    _: Operator,
    State(app): State<Arc<App>>,
) -> Result<Json<ModelPlace>, Problem> {
    blocking(&app, |app| Ok(machine::model_place(app)))
        .await
        .map(Json)
}

/// For whom models are recommended.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct SpokenThere {
    /// Language that will be spoken.
    language: Language,
}

/// The best speech models for a language on this machine.
#[utoipa::path(get, path = "/model-recommendation", params(SpokenThere),
    responses((status = 200, body = Recommendation), (status = 400, body = Problem)))]
async fn recommend_models(
    _: Operator,
    State(app): State<Arc<App>>,
    InQuery(wanted): InQuery<SpokenThere>,
) -> Result<Json<Recommendation>, Problem> {
    blocking(&app, move |app| {
        model_recommendation::recommend(app, wanted.language)
    })
    .await
    .map(Json)
}

/// Where speech models are downloaded from.
#[utoipa::path(get, path = "/model-source", responses((status = 200, body = ModelSource)))]
async fn get_model_source(
    _: Operator,
    State(app): State<Arc<App>>,
) -> Result<Json<ModelSource>, Problem> {
    blocking(&app, model_source::get).await.map(Json)
}

/// Chooses where speech models are downloaded from.
#[utoipa::path(put, path = "/model-source", request_body = ModelSource,
    responses((status = 200, body = ModelSource), (status = 400, body = Problem)))]
async fn set_model_source(
    _: Operator,
    State(app): State<Arc<App>>,
    Body(source): Body<ModelSource>,
) -> Result<Json<ModelSource>, Problem> {
    blocking(&app, move |app| model_source::set(app, source))
        .await
        .map(Json)
}
