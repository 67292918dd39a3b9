//! The sound of an interview, a stretch at a time.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{HeaderValue, header},
    response::IntoResponse,
};
use candor_core::{
    App, recording,
    review::{self, Waveform},
};
use candor_domain::InterviewId;
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::blocking;
use crate::{
    Problem,
    access::Operator,
    extract::{InPath, InQuery},
};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(get_recording))
        .routes(routes!(get_waveform))
}

/// Which stretch of the audio time line.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Stretch {
    /// Where it begins, in ms.
    from_ms: u64,
    /// Where it ends, in ms; at most two minutes later.
    to_ms: u64,
    /// Whether it may end up to two seconds earlier, where it is quietest, so that nobody hears a seam.
    until_quiet: Option<bool>,
}

/// A stretch of the interview's sound, 16-bit mono WAV at 16 kHz; what was not recorded is silent.
#[utoipa::path(get, path = "/interviews/{id}/recording", params(("id" = InterviewId, Path), Stretch),
    responses((status = 200, body = Vec<u8>, content_type = "audio/wav"), (status = 400, body = Problem),
        (status = 404, body = Problem)))]
async fn get_recording(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<InterviewId>,
    InQuery(stretch): InQuery<Stretch>,
) -> Result<impl IntoResponse, Problem> {
    let Stretch {
        from_ms,
        to_ms,
        until_quiet,
    } = stretch;
    let until_quiet = until_quiet.unwrap_or_default();
    let work = move |app: &App| recording::window(app, id, from_ms, to_ms, until_quiet);
    let wav = blocking(&app, work).await?;
    // What somebody said is kept by nothing on the way.
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("audio/wav")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, wav))
}

/// How finely to draw.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Fineness {
    /// Buckets of equal length; 1 to 4000, 800 when absent.
    buckets: Option<u32>,
}

/// How loud the interview is along its audio time line, with gaps and pauses.
#[utoipa::path(get, path = "/interviews/{id}/waveform", params(("id" = InterviewId, Path), Fineness),
    responses((status = 200, body = Waveform), (status = 400, body = Problem), (status = 404, body = Problem)))]
async fn get_waveform(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<InterviewId>,
    InQuery(fineness): InQuery<Fineness>,
) -> Result<Json<Waveform>, Problem> {
    let buckets = fineness.buckets.unwrap_or(800);
    let drawn = blocking(&app, move |app| review::waveform(app, id, buckets)).await?;
    Ok(Json(Waveform::clone(&drawn)))
}
