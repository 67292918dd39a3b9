//! Search over everything.

use std::sync::Arc;

use axum::{Json, extract::State};
use candor_core::{App, search};
use candor_domain::{InterviewId, search::Found};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::blocking;
use crate::{Problem, access::Operator, extract::InQuery};

/// Interviews, or hits of one interview, in one answer at most.
const MAX_PAGE: u32 = 100;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(search_everything))
}

/// What to find.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// The words, all of which must be found; the last also finds longer ones, and words between double quotes must
    /// stand together.
    q: String,
    /// Only in this interview, and then its hits in the order of the conversation.
    interview: Option<InterviewId>,
    /// How many interviews, or hits of the one interview, at most; 10 when absent, never more than 100.
    limit: Option<u32>,
    /// How many to skip.
    offset: Option<u32>,
}

/// Finds words in what was said, noted and entered for interviews; deleted interviews are not searched.
#[utoipa::path(get, path = "/search", params(Wanted),
    responses((status = 200, body = Found), (status = 400, body = Problem)))]
async fn search_everything(
    _: Operator,
    State(app): State<Arc<App>>,
    InQuery(wanted): InQuery<Wanted>,
) -> Result<Json<Found>, Problem> {
    let limit = wanted.limit.unwrap_or(10).min(MAX_PAGE);
    let offset = wanted.offset.unwrap_or(0);
    blocking(&app, move |app| match wanted.interview {
        Some(interview) => search::hits_of(app, interview, &wanted.q, limit, offset),
        None => search::everything(app, &wanted.q, limit, offset),
    })
    .await
    .map(Json)
}
