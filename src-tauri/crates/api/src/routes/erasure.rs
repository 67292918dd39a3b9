//! What remains of an interview, and erasing it.

use std::sync::Arc;

use axum::{Json, extract::State};
use candor_core::{
    App,
    erasure::{self, Erasure, Remains},
};
use candor_domain::InterviewId;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::blocking;
use crate::{Problem, access::Operator, extract::InPath};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(get_remains))
        .routes(routes!(erase_interview))
}

/// What is stored of the interview: how many messages, how much sound, which files.
#[utoipa::path(get, path = "/interviews/{id}/remains", params(("id" = InterviewId, Path)),
    responses((status = 200, body = Remains), (status = 404, body = Problem)))]
async fn get_remains(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<InterviewId>,
) -> Result<Json<Remains>, Problem> {
    blocking(&app, move |app| erasure::remains(app, id))
        .await
        .map(Json)
}

/// Erases everything said, recorded and noted, and the transcript files; this cannot be undone.
#[utoipa::path(post, path = "/interviews/{id}/erase", params(("id" = InterviewId, Path)),
    responses((status = 200, body = Erasure), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 507, body = Problem)))]
async fn erase_interview(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<InterviewId>,
) -> Result<Json<Erasure>, Problem> {
    blocking(&app, move |app| erasure::erase(app, id))
        .await
        .map(Json)
}
