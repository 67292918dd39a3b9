//! Interviews outside their room: creating, reading, exporting.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use candor_core::{
    App,
    interviews::{self, CreatedInterview, InterviewDetail, InterviewDraft},
    transcript::{self, Exported},
};
use candor_domain::{Interview, InterviewId};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::blocking;
use crate::{
    Problem,
    access::Operator,
    extract::{Body, InPath},
};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(create_interview))
        .routes(routes!(get_interview))
        .routes(routes!(cancel_interview))
        .routes(routes!(export_transcript))
}

/// Creates an interview; the answer shows its link token for the only time.
#[utoipa::path(post, path = "/interviews", request_body = InterviewDraft,
    responses((status = 201, body = CreatedInterview), (status = 400, body = Problem), (status = 404, body = Problem)))]
async fn create_interview(
    _: Operator,
    State(app): State<Arc<App>>,
    Body(draft): Body<InterviewDraft>,
) -> Result<(StatusCode, Json<CreatedInterview>), Problem> {
    let created = blocking(&app, |app| interviews::create(app, draft)).await?;
    Ok((StatusCode::CREATED, Json(created)))
}

/// Everything about one interview but its messages.
#[utoipa::path(get, path = "/interviews/{id}", params(("id" = InterviewId, Path)),
    responses((status = 200, body = InterviewDetail), (status = 404, body = Problem)))]
async fn get_interview(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<InterviewId>,
) -> Result<Json<InterviewDetail>, Problem> {
    blocking(&app, move |app| interviews::detail(app, id))
        .await
        .map(Json)
}

/// Calls off an interview.
#[utoipa::path(post, path = "/interviews/{id}/cancel", params(("id" = InterviewId, Path)),
    responses((status = 200, body = Interview), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn cancel_interview(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<InterviewId>,
) -> Result<Json<Interview>, Problem> {
    blocking(&app, move |app| interviews::cancel(app, id))
        .await
        .map(Json)
}

/// Writes the transcript files again.
#[utoipa::path(post, path = "/interviews/{id}/export", params(("id" = InterviewId, Path)),
    responses((status = 200, body = Exported), (status = 404, body = Problem), (status = 507, body = Problem)))]
async fn export_transcript(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<InterviewId>,
) -> Result<Json<Exported>, Problem> {
    blocking(&app, move |app| transcript::export(app.archive(), id))
        .await
        .map(Json)
}
