//! Reviewing an interview: finding places in it, corrections, speakers' names, notes, and later transcripts.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use candor_core::{
    App, interviews,
    review::{self, FoundMessages, MessageView, NoteDraft, Place, Query, Versions},
    transcriptions,
};
use candor_domain::{
    Code, InterviewId, MessageId, Note, NoteId, Revision, Role, SpeakerNames, TranscriptionJob,
};
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::blocking;
use crate::{
    Problem,
    access::Operator,
    extract::{Body, InPath, InQuery},
};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(find_messages))
        .routes(routes!(locate_message))
        .routes(routes!(correct_message))
        .routes(routes!(correct_speaker))
        .routes(routes!(name_speakers))
        .routes(routes!(list_notes, add_note))
        .routes(routes!(change_note, delete_note))
        .routes(routes!(restore_note))
        .routes(routes!(list_versions, transcribe_again))
        .routes(routes!(cancel_transcribing))
        .routes(routes!(choose_version))
}

/// What to look for; everything given must hold.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Sought {
    /// Words that occur in the text that counts, whatever their case.
    text: Option<String>,
    /// Who said it, as it counts.
    role: Option<Role>,
    /// Only what was heard with little confidence.
    uncertain: Option<bool>,
    /// Only what was corrected.
    corrected: Option<bool>,
    /// Only what has a note.
    noted: Option<bool>,
    /// Only what a later transcript version heard differently.
    heard_differently: Option<bool>,
}

/// Numbers of the messages that hold what is sought.
#[utoipa::path(get, path = "/interviews/{id}/messages/find", params(("id" = InterviewId, Path), Sought),
    responses((status = 200, body = FoundMessages), (status = 404, body = Problem)))]
async fn find_messages(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<InterviewId>,
    InQuery(sought): InQuery<Sought>,
) -> Result<Json<FoundMessages>, Problem> {
    let query = Query {
        text: sought.text.unwrap_or_default(),
        role: sought.role,
        uncertain: sought.uncertain.unwrap_or_default(),
        corrected: sought.corrected.unwrap_or_default(),
        noted: sought.noted.unwrap_or_default(),
        heard_differently: sought.heard_differently.unwrap_or_default(),
    };
    blocking(&app, move |app| review::find(app, id, &query))
        .await
        .map(Json)
}

/// Where to go: to a message, or to a moment.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Where {
    /// This message.
    message: Option<MessageId>,
    /// What is heard at this moment of the audio time line, in ms, or was last heard before it.
    at_ms: Option<u64>,
}

/// Where a message stands in its conversation.
#[derive(Serialize, utoipa::ToSchema)]
struct Located {
    /// Its number.
    number: u32,
}

/// Number of the message at a place.
#[utoipa::path(get, path = "/interviews/{id}/messages/place", params(("id" = InterviewId, Path), Where),
    responses((status = 200, body = Located), (status = 400, body = Problem), (status = 404, body = Problem)))]
async fn locate_message(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<InterviewId>,
    InQuery(query): InQuery<Where>,
) -> Result<Json<Located>, Problem> {
    let place = match (query.message, query.at_ms) {
        (Some(message), _) => Place::Message(message),
        (None, Some(at_ms)) => Place::Moment(at_ms),
        (None, None) => {
            let detail = "name a message or a moment";
            return Err(Problem::new(Code::Invalid, detail));
        }
    };
    let number = blocking(&app, move |app| review::number_of(app, id, place)).await?;
    Ok(Json(Located { number }))
}

/// A correction of a message.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct Correction {
    /// The corrected words.
    content: String,
    /// Who corrects, as they call themselves.
    author: String,
}

/// Which message of which interview.
#[derive(Deserialize)]
struct MessageOfInterview {
    id: InterviewId,
    message_id: MessageId,
}

/// Adds a correction to a message; the original stays.
#[utoipa::path(post, path = "/interviews/{id}/messages/{message_id}/revisions",
    params(("id" = InterviewId, Path), ("message_id" = MessageId, Path)), request_body = Correction,
    responses((status = 201, body = Revision), (status = 400, body = Problem), (status = 404, body = Problem)))]
async fn correct_message(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(MessageOfInterview { id, message_id }): InPath<MessageOfInterview>,
    Body(correction): Body<Correction>,
) -> Result<(StatusCode, Json<Revision>), Problem> {
    let Correction { content, author } = correction;
    let work = move |app: &App| interviews::correct(app, id, message_id, &content, &author);
    Ok((StatusCode::CREATED, Json(blocking(&app, work).await?)))
}

/// Who said a line.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct SaidBy {
    /// Who said it.
    role: Role,
    /// Who corrects, as they call themselves.
    author: String,
}

/// Corrects who said a line that was heard, and gives it as it counts now. Whom it was first taken for stays beside it;
/// naming them again takes the correction back.
#[utoipa::path(put, path = "/interviews/{id}/messages/{message_id}/speaker",
    params(("id" = InterviewId, Path), ("message_id" = MessageId, Path)), request_body = SaidBy,
    responses((status = 200, body = MessageView), (status = 400, body = Problem), (status = 404, body = Problem)))]
async fn correct_speaker(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(MessageOfInterview { id, message_id }): InPath<MessageOfInterview>,
    Body(said): Body<SaidBy>,
) -> Result<Json<MessageView>, Problem> {
    let work =
        move |app: &App| review::correct_speaker(app, id, message_id, said.role, &said.author);
    blocking(&app, work).await.map(Json)
}

/// Names the speakers; a role without a name is called by its role.
#[utoipa::path(put, path = "/interviews/{id}/speakers", params(("id" = InterviewId, Path)),
    request_body = SpeakerNames,
    responses((status = 200, body = SpeakerNames), (status = 400, body = Problem), (status = 404, body = Problem)))]
async fn name_speakers(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<InterviewId>,
    Body(names): Body<SpeakerNames>,
) -> Result<Json<SpeakerNames>, Problem> {
    blocking(&app, move |app| review::name_speakers(app, id, &names))
        .await
        .map(Json)
}

/// Notes that are not deleted, in the order they were written.
#[utoipa::path(get, path = "/interviews/{id}/notes", params(("id" = InterviewId, Path)),
    responses((status = 200, body = Vec<Note>), (status = 404, body = Problem)))]
async fn list_notes(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<InterviewId>,
) -> Result<Json<Vec<Note>>, Problem> {
    blocking(&app, move |app| review::notes(app, id))
        .await
        .map(Json)
}

/// Adds a note.
#[utoipa::path(post, path = "/interviews/{id}/notes", params(("id" = InterviewId, Path)), request_body = NoteDraft,
    responses((status = 201, body = Note), (status = 400, body = Problem), (status = 404, body = Problem)))]
async fn add_note(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<InterviewId>,
    Body(draft): Body<NoteDraft>,
) -> Result<(StatusCode, Json<Note>), Problem> {
    let note = blocking(&app, move |app| review::add_note(app, id, &draft)).await?;
    Ok((StatusCode::CREATED, Json(note)))
}

/// Which note of which interview.
#[derive(Deserialize)]
struct NoteOfInterview {
    id: InterviewId,
    note_id: NoteId,
}

/// Other words for a note.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NoteChange {
    /// The words.
    content: String,
}

/// Gives a note other words.
#[utoipa::path(put, path = "/interviews/{id}/notes/{note_id}",
    params(("id" = InterviewId, Path), ("note_id" = NoteId, Path)), request_body = NoteChange,
    responses((status = 200, body = Note), (status = 400, body = Problem), (status = 404, body = Problem)))]
async fn change_note(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(NoteOfInterview { id, note_id }): InPath<NoteOfInterview>,
    Body(change): Body<NoteChange>,
) -> Result<Json<Note>, Problem> {
    let work = move |app: &App| review::change_note(app, id, note_id, &change.content);
    blocking(&app, work).await.map(Json)
}

/// Deletes a note; it can be brought back.
#[utoipa::path(delete, path = "/interviews/{id}/notes/{note_id}",
    params(("id" = InterviewId, Path), ("note_id" = NoteId, Path)),
    responses((status = 200, body = Note), (status = 404, body = Problem)))]
async fn delete_note(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(NoteOfInterview { id, note_id }): InPath<NoteOfInterview>,
) -> Result<Json<Note>, Problem> {
    blocking(&app, move |app| review::delete_note(app, id, note_id))
        .await
        .map(Json)
}

/// Brings a deleted note back.
#[utoipa::path(post, path = "/interviews/{id}/notes/{note_id}/restore",
    params(("id" = InterviewId, Path), ("note_id" = NoteId, Path)),
    responses((status = 200, body = Note), (status = 404, body = Problem)))]
async fn restore_note(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(NoteOfInterview { id, note_id }): InPath<NoteOfInterview>,
) -> Result<Json<Note>, Problem> {
    blocking(&app, move |app| review::restore_note(app, id, note_id))
        .await
        .map(Json)
}

/// The versions of the transcript, and how far the one being made has come.
#[utoipa::path(get, path = "/interviews/{id}/versions", params(("id" = InterviewId, Path)),
    responses((status = 200, body = Versions), (status = 404, body = Problem)))]
async fn list_versions(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<InterviewId>,
) -> Result<Json<Versions>, Problem> {
    blocking(&app, move |app| review::versions(app, id))
        .await
        .map(Json)
}

/// How to transcribe again.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct Again {
    /// Name of the speech model.
    model: String,
}

/// Has the recording transcribed again, in the background; a new version is there once all of it is done.
#[utoipa::path(post, path = "/interviews/{id}/versions", params(("id" = InterviewId, Path)), request_body = Again,
    responses((status = 202, body = TranscriptionJob), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn transcribe_again(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<InterviewId>,
    Body(again): Body<Again>,
) -> Result<(StatusCode, Json<TranscriptionJob>), Problem> {
    let work = move |app: &App| transcriptions::again(app, id, &again.model);
    Ok((StatusCode::ACCEPTED, Json(blocking(&app, work).await?)))
}

/// Gives up what is being transcribed of this recording, and says how it stands. Of a version nothing is kept; what an
/// import has heard by then stays.
#[utoipa::path(post, path = "/interviews/{id}/versions/cancel", params(("id" = InterviewId, Path)),
    responses((status = 200, body = TranscriptionJob), (status = 404, body = Problem)))]
async fn cancel_transcribing(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<InterviewId>,
) -> Result<Json<TranscriptionJob>, Problem> {
    blocking(&app, move |app| transcriptions::cancel_of(app, id))
        .await
        .map(Json)
}

/// Which version of which interview.
#[derive(Deserialize)]
struct VersionOfInterview {
    id: InterviewId,
    number: u32,
}

/// Lets a version count from now on; corrections stay above it.
#[utoipa::path(post, path = "/interviews/{id}/versions/{number}/choose",
    params(("id" = InterviewId, Path), ("number" = u32, Path)),
    responses((status = 200, body = Versions), (status = 404, body = Problem)))]
async fn choose_version(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(VersionOfInterview { id, number }): InPath<VersionOfInterview>,
) -> Result<Json<Versions>, Problem> {
    blocking(&app, move |app| review::choose_version(app, id, number))
        .await
        .map(Json)
}
