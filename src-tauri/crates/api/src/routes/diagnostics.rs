//! What helps to find a fault.

use std::sync::Arc;

use axum::{Json, extract::State};
use candor_core::{
    App,
    diagnostics::{self, Diagnostic},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::blocking;
use crate::{Problem, access::Operator};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(get_diagnostics))
}

/// Versions, counts and warnings; nothing about anybody.
#[utoipa::path(get, path = "/diagnostics", responses((status = 200, body = Vec<Diagnostic>)))]
async fn get_diagnostics(
    _: Operator,
    State(app): State<Arc<App>>,
) -> Result<Json<Vec<Diagnostic>>, Problem> {
    blocking(&app, diagnostics::diagnostics).await.map(Json)
}
