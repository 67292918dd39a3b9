//! Trying a microphone out before an interview. Open to whoever sits at this machine: what is heard belongs to the
//! caller alone, lies in memory only, and is gone when the check ends.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use candor_core::{
    App,
    microphone_check::{self, MicrophoneCheck},
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::blocking;
use crate::{Problem, access::AtMachine, extract::Body};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(
            get_microphone_check,
            start_microphone_check,
            stop_microphone_check
        ))
        .routes(routes!(record_sentence))
        .routes(routes!(stop_sentence))
        .routes(routes!(get_sentence))
}

/// Which microphone to try.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct CheckOptions {
    /// Name of the input device; the preferred or the system's default one when absent.
    #[serde(default)]
    device: Option<String>,
}

/// How the caller's microphone check stands.
#[utoipa::path(get, path = "/microphone-check", responses((status = 200, body = MicrophoneCheck)))]
async fn get_microphone_check(
    who: AtMachine,
    State(app): State<Arc<App>>,
) -> Result<Json<MicrophoneCheck>, Problem> {
    blocking(&app, move |app| {
        Ok(microphone_check::state(app, who.principal))
    })
    .await
    .map(Json)
}

/// Starts a microphone check, in place of any other; its level is a live fact. It ends by itself after two minutes and
/// when a room opens a microphone.
#[utoipa::path(post, path = "/microphone-check", request_body = CheckOptions,
    responses((status = 200, body = MicrophoneCheck), (status = 409, body = Problem)))]
async fn start_microphone_check(
    who: AtMachine,
    State(app): State<Arc<App>>,
    Body(options): Body<CheckOptions>,
) -> Result<Json<MicrophoneCheck>, Problem> {
    blocking(&app, move |app| {
        microphone_check::start(app, who.principal, options.device.as_deref())
    })
    .await
    .map(Json)
}

/// Ends the caller's microphone check and drops its test sentence.
#[utoipa::path(delete, path = "/microphone-check", responses((status = 204)))]
async fn stop_microphone_check(
    who: AtMachine,
    State(app): State<Arc<App>>,
) -> Result<StatusCode, Problem> {
    blocking(&app, move |app| {
        microphone_check::stop(app, who.principal);
        Ok(())
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Begins to record a test sentence, at most ten seconds.
#[utoipa::path(post, path = "/microphone-check/record",
    responses((status = 200, body = MicrophoneCheck), (status = 409, body = Problem)))]
async fn record_sentence(
    who: AtMachine,
    State(app): State<Arc<App>>,
) -> Result<Json<MicrophoneCheck>, Problem> {
    blocking(&app, move |app| {
        microphone_check::record(app, who.principal)
    })
    .await
    .map(Json)
}

/// Ends the test sentence.
#[utoipa::path(post, path = "/microphone-check/stop",
    responses((status = 200, body = MicrophoneCheck), (status = 409, body = Problem)))]
async fn stop_sentence(
    who: AtMachine,
    State(app): State<Arc<App>>,
) -> Result<Json<MicrophoneCheck>, Problem> {
    blocking(&app, move |app| {
        microphone_check::stop_recording(app, who.principal)
    })
    .await
    .map(Json)
}

/// The caller's test sentence, to listen to.
#[utoipa::path(get, path = "/microphone-check/recording",
    responses((status = 200, body = Vec<u8>, content_type = "audio/wav"), (status = 409, body = Problem)))]
async fn get_sentence(
    who: AtMachine,
    State(app): State<Arc<App>>,
) -> Result<impl IntoResponse, Problem> {
    let wav = blocking(&app, move |app| {
        microphone_check::sentence(app, who.principal)
    })
    .await?;
    let headers = [
        (header::CONTENT_TYPE, "audio/wav"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, wav))
}
