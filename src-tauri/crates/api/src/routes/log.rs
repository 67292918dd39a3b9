//! The log, for clients that missed a part of it.

use std::sync::Arc;

use axum::{Json, extract::State};
use candor_core::App;
use candor_domain::Event;
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::blocking;
use crate::{Problem, access::Operator, extract::InQuery};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list_events))
}

/// Which entries to give.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Range {
    /// Only entries after this number; 0 when absent.
    after: Option<u64>,
    /// How many at most; 500 when absent.
    limit: Option<u32>,
}

/// Entries of the log, in order.
#[utoipa::path(get, path = "/events", params(Range), responses((status = 200, body = Vec<Event>)))]
async fn list_events(
    _: Operator,
    State(app): State<Arc<App>>,
    InQuery(range): InQuery<Range>,
) -> Result<Json<Vec<Event>>, Problem> {
    let (after, limit) = (
        range.after.unwrap_or(0),
        range.limit.unwrap_or(500).min(5_000),
    );
    blocking(&app, move |app| app.events(after, limit))
        .await
        .map(Json)
}
