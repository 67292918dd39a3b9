//! Whether Candor works, and its own description.

use std::sync::Arc;

use axum::{Json, extract::State};
use candor_core::App;
use serde::Serialize;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::blocking;
use crate::{Problem, access::Anyone};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(get_health))
        .routes(routes!(get_description))
}

/// State of this Candor.
#[derive(Serialize, utoipa::ToSchema)]
struct Health {
    /// Version of Candor.
    version: &'static str,
    /// Version of the database's schema.
    schema_version: u64,
    /// Number of the newest entry of the log.
    last_event: u64,
}

/// Whether the database answers.
#[utoipa::path(get, path = "/health", responses((status = 200, body = Health)))]
async fn get_health(_: Anyone, State(app): State<Arc<App>>) -> Result<Json<Health>, Problem> {
    let last_event = blocking(&app, App::last_event).await?;
    let (version, schema_version) = (env!("CARGO_PKG_VERSION"), app.schema_version());
    Ok(Json(Health {
        version,
        schema_version,
        last_event,
    }))
}

/// This description.
#[utoipa::path(get, path = "/openapi.json", responses((status = 200, body = Object)))]
async fn get_description(_: Anyone) -> Json<utoipa::openapi::OpenApi> {
    Json(crate::openapi())
}
