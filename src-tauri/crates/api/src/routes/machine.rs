//! What this machine has: microphones.

use std::sync::Arc;

use axum::{Json, extract::State};
use candor_core::{
    App,
    machine::{self, Device},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::blocking;
use crate::{Problem, access::Operator};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list_devices))
}

/// Microphones; empty when there is none.
#[utoipa::path(get, path = "/devices", responses((status = 200, body = Vec<Device>)))]
async fn list_devices(
    _: Operator,
    State(app): State<Arc<App>>,
) -> Result<Json<Vec<Device>>, Problem> {
    blocking(&app, |_| machine::devices()).await.map(Json)
}
