//! The desk: every interview page by page, changing one that nobody began, deleting and bringing back.

use std::sync::Arc;

use axum::{Json, extract::State};
use candor_core::{
    App,
    desk::{self, Filter, InterviewPage},
    interviews::InterviewDraft,
};
use candor_domain::{
    Code, Interview, InterviewId, InterviewStatus, Language, PositionId, UtcMillis,
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::blocking;
use crate::{
    Problem,
    access::Operator,
    extract::{Body, InPath, InQuery},
};

/// Interviews in one answer at most.
const MAX_PAGE: u32 = 1_000;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list_interviews))
        .routes(routes!(update_interview, delete_interview))
        .routes(routes!(restore_interview))
}

/// Which interviews to list. What is absent does not matter.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
#[derive(Default)]
struct Wanted {
    /// Only those with one of these statuses, separated by commas.
    status: Option<String>,
    /// Only those whose candidate, number, position or description has these words.
    text: Option<String>,
    /// Only those for this position.
    position_id: Option<PositionId>,
    /// Only those held in this language.
    language: Option<Language>,
    /// Only those whose latest step (created, begun, finished or called off) came then or later.
    from: Option<UtcMillis>,
    /// Only those whose latest step came before.
    before: Option<UtcMillis>,
    /// Only those whose candidate waits for a person.
    human_requested: Option<bool>,
    /// Only those whose candidate withdrew the consent.
    withdrawn: Option<bool>,
    /// The deleted ones instead of the others.
    deleted: Option<bool>,
    /// How many at most; 100 when absent, never more than 1000.
    limit: Option<u32>,
    /// How many to skip.
    offset: Option<u32>,
}

fn statuses(names: &str) -> Result<Vec<InterviewStatus>, Problem> {
    names
        .split(',')
        .filter(|name| !name.is_empty())
        .map(|name| {
            let unknown = || Problem::new(Code::Invalid, "there is no such status");
            InterviewStatus::parse(name).ok_or_else(unknown)
        })
        .collect()
}

/// Interviews page by page, and how many there are; the one something happened to last comes first.
#[utoipa::path(get, path = "/interviews", params(Wanted),
    responses((status = 200, body = InterviewPage), (status = 400, body = Problem)))]
async fn list_interviews(
    _: Operator,
    State(app): State<Arc<App>>,
    InQuery(wanted): InQuery<Wanted>,
) -> Result<Json<InterviewPage>, Problem> {
    let filter = Filter {
        statuses: statuses(&wanted.status.unwrap_or_default())?,
        text: wanted.text.unwrap_or_default(),
        position: wanted.position_id,
        language: wanted.language,
        from: wanted.from,
        before: wanted.before,
        human_requested: wanted.human_requested.unwrap_or(false),
        withdrawn: wanted.withdrawn.unwrap_or(false),
        deleted: wanted.deleted.unwrap_or(false),
    };
    let limit = wanted.limit.unwrap_or(100).min(MAX_PAGE);
    let offset = wanted.offset.unwrap_or(0);
    blocking(&app, move |app| desk::page(app, &filter, limit, offset))
        .await
        .map(Json)
}

/// Changes what was entered for an interview that nobody began.
#[utoipa::path(put, path = "/interviews/{id}", params(("id" = InterviewId, Path)), request_body = InterviewDraft,
    responses((status = 200, body = Interview), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
async fn update_interview(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<InterviewId>,
    Body(draft): Body<InterviewDraft>,
) -> Result<Json<Interview>, Problem> {
    blocking(&app, move |app| desk::update(app, id, draft))
        .await
        .map(Json)
}

/// Puts an interview away; it can be brought back.
#[utoipa::path(delete, path = "/interviews/{id}", params(("id" = InterviewId, Path)),
    responses((status = 200, body = Interview), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn delete_interview(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<InterviewId>,
) -> Result<Json<Interview>, Problem> {
    blocking(&app, move |app| desk::delete(app, id))
        .await
        .map(Json)
}

/// Brings a deleted interview back.
#[utoipa::path(post, path = "/interviews/{id}/restore", params(("id" = InterviewId, Path)),
    responses((status = 200, body = Interview), (status = 404, body = Problem)))]
async fn restore_interview(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<InterviewId>,
) -> Result<Json<Interview>, Problem> {
    blocking(&app, move |app| desk::restore(app, id))
        .await
        .map(Json)
}
