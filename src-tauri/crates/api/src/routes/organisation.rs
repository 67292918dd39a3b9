//! What candidates are told about the organisation.

use std::sync::Arc;

use axum::{Json, extract::State};
use candor_core::{
    App,
    organisation::{self, Organisation},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::blocking;
use crate::{Problem, access::Operator, extract::Body};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(get_organisation, put_organisation))
}

/// What was entered about the organisation.
#[utoipa::path(get, path = "/organisation", responses((status = 200, body = Organisation)))]
async fn get_organisation(
    _: Operator,
    State(app): State<Arc<App>>,
) -> Result<Json<Organisation>, Problem> {
    blocking(&app, organisation::get).await.map(Json)
}

/// Keeps what is entered about the organisation.
#[utoipa::path(put, path = "/organisation", request_body = Organisation,
    responses((status = 200, body = Organisation), (status = 400, body = Problem)))]
async fn put_organisation(
    _: Operator,
    State(app): State<Arc<App>>,
    Body(organisation): Body<Organisation>,
) -> Result<Json<Organisation>, Problem> {
    blocking(&app, |app| organisation::put(app, organisation))
        .await
        .map(Json)
}
