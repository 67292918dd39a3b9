//! What this installation prefers.

use std::sync::Arc;

use axum::{Json, extract::State};
use candor_core::{
    App,
    preferences::{self, Preferences},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::blocking;
use crate::{Problem, access::Operator, extract::Body};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(get_preferences, set_preferences))
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
