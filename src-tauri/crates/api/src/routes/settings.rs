//! What this installation prefers, and its optional connection to an AI service.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use candor_core::{
    App, TestResult,
    connection::{self, AiConnection, AiConnectionDraft},
    preferences::{self, Preferences},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::blocking;
use crate::{Problem, access::Operator, extract::Body};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(get_preferences, set_preferences))
        .routes(routes!(
            get_ai_connection,
            set_ai_connection,
            remove_ai_connection
        ))
        .routes(routes!(test_ai_connection))
}

/// Preferences of this installation.
#[utoipa::path(get, path = "/preferences", responses((status = 200, body = Preferences)))]
async fn get_preferences(
    _: Operator,
    State(app): State<Arc<App>>,
) -> Result<Json<Preferences>, Problem> {
    blocking(&app, preferences::get).await.map(Json)
}

/// Replaces the preferences.
#[utoipa::path(put, path = "/preferences", request_body = Preferences,
    responses((status = 200, body = Preferences), (status = 400, body = Problem), (status = 404, body = Problem)))]
async fn set_preferences(
    _: Operator,
    State(app): State<Arc<App>>,
    Body(wanted): Body<Preferences>,
) -> Result<Json<Preferences>, Problem> {
    blocking(&app, move |app| preferences::set(app, wanted))
        .await
        .map(Json)
}

/// The connection to an AI service, without its key.
#[utoipa::path(get, path = "/ai-connection", responses((status = 200, body = AiConnection)))]
async fn get_ai_connection(
    _: Operator,
    State(app): State<Arc<App>>,
) -> Result<Json<AiConnection>, Problem> {
    blocking(&app, connection::get).await.map(Json)
}

/// Keeps a connection; its key goes into the system's keychain and nowhere else.
#[utoipa::path(put, path = "/ai-connection", request_body = AiConnectionDraft,
    responses((status = 200, body = AiConnection), (status = 400, body = Problem), (status = 503, body = Problem)))]
async fn set_ai_connection(
    _: Operator,
    State(app): State<Arc<App>>,
    Body(draft): Body<AiConnectionDraft>,
) -> Result<Json<AiConnection>, Problem> {
    blocking(&app, move |app| connection::set(app, &draft))
        .await
        .map(Json)
}

/// Forgets the connection and its key.
#[utoipa::path(delete, path = "/ai-connection",
    responses((status = 204), (status = 503, body = Problem)))]
async fn remove_ai_connection(
    _: Operator,
    State(app): State<Arc<App>>,
) -> Result<StatusCode, Problem> {
    blocking(&app, connection::remove).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks the server which models it has, without keeping anything.
#[utoipa::path(post, path = "/ai-connection/test", request_body = AiConnectionDraft,
    responses((status = 200, body = TestResult), (status = 400, body = Problem), (status = 503, body = Problem)))]
async fn test_ai_connection(
    _: Operator,
    State(app): State<Arc<App>>,
    Body(draft): Body<AiConnectionDraft>,
) -> Result<Json<TestResult>, Problem> {
    blocking(&app, move |app| connection::test(app, &draft))
        .await
        .map(Json)
}
