//! Recordings made elsewhere, and what is transcribed in the background.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use candor_core::{
    App,
    recording_import::{self, RecordingImport, SoundFile, SoundFileView},
    transcriptions::{self, TranscriptionQueue},
};
use candor_domain::{RecordingImportId, RecordingImportJob, TranscriptionJob, TranscriptionJobId};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::blocking;
use crate::{
    Problem,
    access::Operator,
    extract::{Body, InPath},
};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(look_at_sound_file))
        .routes(routes!(import_recording))
        .routes(routes!(list_imports))
        .routes(routes!(cancel_import))
        .routes(routes!(retry_import))
        .routes(routes!(put_import_away))
        .routes(routes!(list_transcriptions))
        .routes(routes!(cancel_transcription))
        .routes(routes!(retry_transcription))
}

/// What a sound file on this machine holds; nothing is taken in.
#[utoipa::path(post, path = "/recordings/look", request_body = SoundFile,
    responses((status = 200, body = SoundFileView), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)))]
async fn look_at_sound_file(
    _: Operator,
    State(app): State<Arc<App>>,
    Body(file): Body<SoundFile>,
) -> Result<Json<SoundFileView>, Problem> {
    blocking(&app, move |app| recording_import::look(app, &file))
        .await
        .map(Json)
}

/// Takes a recording in as a finished interview, in the background; it is an interview once all of it is there. What
/// can be told at once is refused at once.
#[utoipa::path(post, path = "/recordings/import", request_body = RecordingImport,
    responses((status = 202, body = RecordingImportJob), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem), (status = 507, body = Problem)))]
async fn import_recording(
    _: Operator,
    State(app): State<Arc<App>>,
    Body(request): Body<RecordingImport>,
) -> Result<(StatusCode, Json<RecordingImportJob>), Problem> {
    let job = blocking(&app, move |app| recording_import::start(app, &request)).await?;
    Ok((StatusCode::ACCEPTED, Json(job)))
}

/// Recordings that wait to be taken in, are being taken in, failed or were cut short, and those that were taken in
/// lately.
#[utoipa::path(get, path = "/recordings/imports", responses((status = 200, body = Vec<RecordingImportJob>)))]
async fn list_imports(
    _: Operator,
    State(app): State<Arc<App>>,
) -> Result<Json<Vec<RecordingImportJob>>, Problem> {
    blocking(&app, |app| Ok(recording_import::list(app)))
        .await
        .map(Json)
}

/// Gives taking a recording in up; answers when nothing of it is left.
#[utoipa::path(post, path = "/recordings/imports/{import}/cancel", params(("import" = RecordingImportId, Path)),
    responses((status = 200, body = RecordingImportJob), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn cancel_import(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(import): InPath<RecordingImportId>,
) -> Result<Json<RecordingImportJob>, Problem> {
    blocking(&app, move |app| recording_import::cancel(app, import))
        .await
        .map(Json)
}

/// Takes a recording in once more that failed or was cut short.
#[utoipa::path(post, path = "/recordings/imports/{import}/retry", params(("import" = RecordingImportId, Path)),
    responses((status = 202, body = RecordingImportJob), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem), (status = 507, body = Problem)))]
async fn retry_import(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(import): InPath<RecordingImportId>,
) -> Result<(StatusCode, Json<RecordingImportJob>), Problem> {
    let job = blocking(&app, move |app| recording_import::retry(app, import)).await?;
    Ok((StatusCode::ACCEPTED, Json(job)))
}

/// Takes one that has ended off the list.
#[utoipa::path(delete, path = "/recordings/imports/{import}", params(("import" = RecordingImportId, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn put_import_away(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(import): InPath<RecordingImportId>,
) -> Result<StatusCode, Problem> {
    blocking(&app, move |app| recording_import::put_away(app, import)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is transcribed in the background: under way, waiting, ended lately.
#[utoipa::path(get, path = "/transcriptions", responses((status = 200, body = TranscriptionQueue)))]
async fn list_transcriptions(
    _: Operator,
    State(app): State<Arc<App>>,
) -> Result<Json<TranscriptionQueue>, Problem> {
    blocking(&app, transcriptions::queue).await.map(Json)
}

/// Gives a piece of work up.
#[utoipa::path(post, path = "/transcriptions/{job}/cancel", params(("job" = TranscriptionJobId, Path)),
    responses((status = 200, body = TranscriptionJob), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn cancel_transcription(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(job): InPath<TranscriptionJobId>,
) -> Result<Json<TranscriptionJob>, Problem> {
    blocking(&app, move |app| transcriptions::cancel(app, job))
        .await
        .map(Json)
}

/// How to try again.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct TryAgain {
    /// Name of another speech model; the same one when absent.
    #[serde(default)]
    model: Option<String>,
}

/// Puts work that failed or was given up back into the queue.
#[utoipa::path(post, path = "/transcriptions/{job}/retry", params(("job" = TranscriptionJobId, Path)),
    request_body = TryAgain,
    responses((status = 200, body = TranscriptionJob), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn retry_transcription(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(job): InPath<TranscriptionJobId>,
    Body(again): Body<TryAgain>,
) -> Result<Json<TranscriptionJob>, Problem> {
    let work = move |app: &App| transcriptions::retry(app, job, again.model.as_deref());
    blocking(&app, work).await.map(Json)
}
