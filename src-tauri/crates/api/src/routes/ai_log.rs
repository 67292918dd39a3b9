//! What language models were asked on behalf of an interview, and what read like instructions for them.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode, response::IntoResponse};
use candor_core::{
    App,
    ai_log::{self, AttemptView, LogFormat},
    export::Saved,
};
use candor_domain::{AiCall, InterviewId, Language};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    blocking,
    documents::{Wording, handed_out},
};
use crate::{
    Problem,
    access::Operator,
    extract::{Body, InPath, InQuery},
};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list_ai_calls))
        .routes(routes!(list_attempts))
        .routes(routes!(get_ai_log))
        .routes(routes!(save_ai_log))
}

/// Every request to a language model on behalf of the interview, oldest first.
#[utoipa::path(get, path = "/interviews/{id}/ai-calls", params(("id" = InterviewId, Path)),
    responses((status = 200, body = [AiCall]), (status = 404, body = Problem)))]
async fn list_ai_calls(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<InterviewId>,
) -> Result<Json<Vec<AiCall>>, Problem> {
    Ok(Json(
        blocking(&app, move |app| ai_log::calls(app, id)).await?,
    ))
}

/// What read like instructions for a language model, in the order it was noticed.
#[utoipa::path(get, path = "/interviews/{id}/attempts", params(("id" = InterviewId, Path)),
    responses((status = 200, body = [AttemptView]), (status = 404, body = Problem)))]
async fn list_attempts(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<InterviewId>,
) -> Result<Json<Vec<AttemptView>>, Problem> {
    Ok(Json(
        blocking(&app, move |app| ai_log::attempts(app, id)).await?,
    ))
}

/// Which form of which interview's log.
#[derive(Deserialize)]
struct LogOfInterview {
    id: InterviewId,
    format: LogFormat,
}

/// The log of requests as a document.
#[utoipa::path(get, path = "/interviews/{id}/ai-log/{format}",
    params(("id" = InterviewId, Path), ("format" = LogFormat, Path), Wording),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream",
        description = "In the media type of the form, with a file name in Content-Disposition"),
        (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn get_ai_log(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(LogOfInterview { id, format }): InPath<LogOfInterview>,
    InQuery(Wording { language }): InQuery<Wording>,
) -> Result<impl IntoResponse, Problem> {
    let work = move |app: &App| ai_log::document(app, id, format, language);
    Ok(handed_out(blocking(&app, work).await?))
}

/// Which form to write.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct AiLogRequest {
    /// Its form.
    format: LogFormat,
    /// Language of the headings; the interview's when absent.
    #[serde(default)]
    language: Option<Language>,
}

/// Writes the log of requests into the transcripts folder; an older one of the same form is replaced.
#[utoipa::path(post, path = "/interviews/{id}/ai-log", params(("id" = InterviewId, Path)),
    request_body = AiLogRequest,
    responses((status = 201, body = Saved), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 507, body = Problem)))]
async fn save_ai_log(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<InterviewId>,
    Body(AiLogRequest { format, language }): Body<AiLogRequest>,
) -> Result<(StatusCode, Json<Saved>), Problem> {
    let saved = blocking(&app, move |app| ai_log::save(app, id, format, language)).await?;
    Ok((StatusCode::CREATED, Json(saved)))
}
