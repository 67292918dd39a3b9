//! What this machine has: microphones and speech models.

use std::sync::Arc;

use axum::{Json, extract::State};
use candor_core::{
    App,
    machine::{self, Device, Model},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::blocking;
use crate::{Problem, access::Operator};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list_devices))
        .routes(routes!(list_models))
}

/// Microphones; empty when there is none.
#[utoipa::path(get, path = "/devices", responses((status = 200, body = Vec<Device>)))]
async fn list_devices(
    _: Operator,
    State(app): State<Arc<App>>,
) -> Result<Json<Vec<Device>>, Problem> {
    blocking(&app, |_| machine::devices()).await.map(Json)
}

/// Speech models, installed ones and those that can be installed.
#[utoipa::path(get, path = "/models", responses((status = 200, body = Vec<Model>)))]
async fn list_models(
    _: Operator,
    State(app): State<Arc<App>>,
) -> Result<Json<Vec<Model>>, Problem> {
    blocking(&app, |app| Ok(machine::models(app)))
        .await
        .map(Json)
}
