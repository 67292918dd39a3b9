//! What happens in the room: start and pause, buttons, messages.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use candor_core::{
    App,
    access::Principal,
    engine::{Control, End},
    interviews,
    machine::{self, Device},
    review::{self, MessageView, Part},
    room::{self, RoomView, StartOptions},
};
use candor_domain::{Actor, Code, Interview, InterviewId, Language, Message, Role};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::blocking;
use crate::{
    Problem,
    access::{Operator, Participant},
    extract::{Body, InPath, InQuery},
};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(get_room))
        .routes(routes!(list_room_devices))
        .routes(routes!(start_interview))
        .routes(routes!(pause_interview))
        .routes(routes!(resume_interview))
        .routes(routes!(finish_interview))
        .routes(routes!(press_control))
        .routes(routes!(change_microphone))
        .routes(routes!(read_aloud))
        .routes(routes!(give_turn))
        .routes(routes!(speak_language))
        .routes(routes!(answer_human_request))
        .routes(routes!(list_messages, type_message))
}

/// What everybody who takes part may see of the interview.
#[utoipa::path(get, path = "/interviews/{id}/room", params(("id" = InterviewId, Path)),
    responses((status = 200, body = RoomView), (status = 404, body = Problem)))]
async fn get_room(
    who: Participant,
    State(app): State<Arc<App>>,
) -> Result<Json<RoomView>, Problem> {
    blocking(&app, move |app| room::view(app, who.interview))
        .await
        .map(Json)
}

/// Microphones of the machine the interview is held at; empty when there is none.
#[utoipa::path(get, path = "/interviews/{id}/devices", params(("id" = InterviewId, Path)),
    responses((status = 200, body = Vec<Device>), (status = 404, body = Problem)))]
async fn list_room_devices(
    who: Participant,
    State(app): State<Arc<App>>,
) -> Result<Json<Vec<Device>>, Problem> {
    blocking(&app, move |app| {
        interviews::get(app, who.interview)?;
        machine::devices()
    })
    .await
    .map(Json)
}

/// Starts the interview; nothing is recorded without consent.
#[utoipa::path(post, path = "/interviews/{id}/start", params(("id" = InterviewId, Path)),
    request_body = StartOptions,
    responses((status = 200, body = RoomView), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn start_interview(
    who: Participant,
    State(app): State<Arc<App>>,
    Body(options): Body<StartOptions>,
) -> Result<Json<RoomView>, Problem> {
    moved(&app, who.interview, move |app| {
        room::start(app, who.interview, &options)
    })
    .await
}

/// Pauses the interview and releases the microphone.
#[utoipa::path(post, path = "/interviews/{id}/pause", params(("id" = InterviewId, Path)),
    responses((status = 200, body = RoomView), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn pause_interview(
    who: Participant,
    State(app): State<Arc<App>>,
) -> Result<Json<RoomView>, Problem> {
    moved(&app, who.interview, move |app| {
        room::pause(app, who.interview)
    })
    .await
}

/// Goes on with a paused or interrupted interview.
#[utoipa::path(post, path = "/interviews/{id}/resume", params(("id" = InterviewId, Path)),
    request_body = StartOptions,
    responses((status = 200, body = RoomView), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn resume_interview(
    who: Participant,
    State(app): State<Arc<App>>,
    Body(options): Body<StartOptions>,
) -> Result<Json<RoomView>, Problem> {
    moved(&app, who.interview, move |app| {
        room::resume(app, who.interview, &options)
    })
    .await
}

/// Finishes the interview; the transcript files are written before this answers.
#[utoipa::path(post, path = "/interviews/{id}/finish", params(("id" = InterviewId, Path)),
    responses((status = 200, body = RoomView), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn finish_interview(
    who: Participant,
    State(app): State<Arc<App>>,
) -> Result<Json<RoomView>, Problem> {
    let end = match who.principal {
        Principal::Operator => End::RecruiterFinished,
        Principal::Guest(_) | Principal::Kiosk => End::CandidateStopped,
    };
    moved(&app, who.interview, move |app| {
        room::finish(app, who.interview, end)
    })
    .await
}

/// Makes a move and answers with what everybody in the room may see of its outcome.
async fn moved(
    app: &Arc<App>,
    id: InterviewId,
    make: impl FnOnce(&App) -> candor_core::Result<Interview> + Send + 'static,
) -> Result<Json<RoomView>, Problem> {
    let work = move |app: &App| {
        make(app)?;
        room::view(app, id)
    };
    blocking(app, work).await.map(Json)
}

/// Another microphone.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct MicrophoneChoice {
    /// Name of the input device; the system's default when absent.
    #[serde(default)]
    device: Option<String>,
    /// Whose microphone: the candidate's when absent, or the recruiter's own second one.
    #[serde(default)]
    track: Option<Role>,
}

/// Goes on with another microphone; the one in use is kept until the other one is open.
#[utoipa::path(post, path = "/interviews/{id}/microphone", params(("id" = InterviewId, Path)),
    request_body = MicrophoneChoice,
    responses((status = 200, body = RoomView), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn change_microphone(
    who: Participant,
    State(app): State<Arc<App>>,
    Body(wanted): Body<MicrophoneChoice>,
) -> Result<Json<RoomView>, Problem> {
    let work = move |app: &App| {
        room::change_microphone(
            app,
            who.interview,
            wanted.track.unwrap_or(Role::Candidate),
            wanted.device,
        )?;
        room::view(app, who.interview)
    };
    blocking(&app, work).await.map(Json)
}

/// Whether a line of the interviewer is being read aloud.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct ReadingAloud {
    /// It is, for at most ten seconds unless it is said again; or not any more.
    reading: bool,
}

/// Says that a line is being read aloud: what the microphone hears meanwhile is not taken for the candidate's words,
/// and silence does not count.
#[utoipa::path(post, path = "/interviews/{id}/reading-aloud", params(("id" = InterviewId, Path)),
    request_body = ReadingAloud,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn read_aloud(
    who: Participant,
    State(app): State<Arc<App>>,
    Body(aloud): Body<ReadingAloud>,
) -> Result<StatusCode, Problem> {
    blocking(&app, move |app| {
        room::reading_aloud(app, who.interview, aloud.reading)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A person has taken care of the candidate's wish to speak to one.
#[utoipa::path(post, path = "/interviews/{id}/human-answered", params(("id" = InterviewId, Path)),
    responses((status = 200, body = RoomView), (status = 404, body = Problem)))]
async fn answer_human_request(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<InterviewId>,
) -> Result<Json<RoomView>, Problem> {
    moved(&app, id, move |app| room::human_answered(app, id)).await
}

/// A button in the room.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct Pressed {
    /// Which one.
    control: Control,
}

/// Repeat, skip, still thinking, answer done, request a human; the last one before the beginning and in a pause, too.
#[utoipa::path(post, path = "/interviews/{id}/controls", params(("id" = InterviewId, Path)),
    request_body = Pressed,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn press_control(
    who: Participant,
    State(app): State<Arc<App>>,
    Body(pressed): Body<Pressed>,
) -> Result<StatusCode, Problem> {
    blocking(&app, move |app| {
        room::control(app, who.interview, pressed.control)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which messages to give: the newest, or those from a number on.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct WhichMessages {
    /// The newest so many; 200 when neither this nor `from` is there, at most 500.
    last: Option<u32>,
    /// From the message with this number on; the interview's first is 1.
    from: Option<u32>,
    /// With `from`: how many; 200 when absent, at most 500.
    limit: Option<u32>,
}

/// What was said and typed, in order, a page at a time.
#[utoipa::path(get, path = "/interviews/{id}/messages", params(("id" = InterviewId, Path), WhichMessages),
    responses((status = 200, body = Vec<MessageView>), (status = 404, body = Problem)))]
async fn list_messages(
    who: Participant,
    State(app): State<Arc<App>>,
    InQuery(query): InQuery<WhichMessages>,
) -> Result<Json<Vec<MessageView>>, Problem> {
    let part = match query.from {
        Some(number) => Part::From {
            number,
            limit: query.limit.unwrap_or(review::DEFAULT_PAGE),
        },
        None => Part::Last(query.last.unwrap_or(review::DEFAULT_PAGE)),
    };
    let mut views = blocking(&app, move |app| review::messages(app, who.interview, part)).await?;
    if !who.principal.may_operate() {
        views = views.into_iter().map(MessageView::as_heard).collect();
    }
    Ok(Json(views))
}

/// A typed message.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct Typed {
    /// The words.
    content: String,
    /// Who types: the candidate or the recruiter.
    role: Role,
}

/// Stores a typed message; it is durable when this answers.
#[utoipa::path(post, path = "/interviews/{id}/messages", params(("id" = InterviewId, Path)),
    request_body = Typed,
    responses((status = 201, body = Message), (status = 400, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn type_message(
    who: Participant,
    State(app): State<Arc<App>>,
    Body(typed): Body<Typed>,
) -> Result<(StatusCode, Json<Message>), Problem> {
    if typed.role != Role::Candidate && !who.principal.may_operate() {
        return Err(Problem::new(
            Code::Forbidden,
            "guests write as the candidate only",
        ));
    }
    let work = move |app: &App| room::type_message(app, who.interview, typed.role, &typed.content);
    Ok((StatusCode::CREATED, Json(blocking(&app, work).await?)))
}

/// Whose turn it is.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct Turn {
    /// Who speaks from now on: `candidate` or `recruiter`.
    role: Role,
}

/// Says whose turn it is, where candidate and recruiter share one microphone.
#[utoipa::path(put, path = "/interviews/{id}/turn", params(("id" = InterviewId, Path)), request_body = Turn,
    responses((status = 204), (status = 400, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn give_turn(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<InterviewId>,
    Body(turn): Body<Turn>,
) -> Result<StatusCode, Problem> {
    blocking(&app, move |app| room::give_turn(app, id, turn.role)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A language.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct SpokenLanguage {
    /// What is spoken from now on.
    language: Language,
}

/// Transcribes in this language from now on; the interviewer's language stays.
#[utoipa::path(put, path = "/interviews/{id}/spoken-language", params(("id" = InterviewId, Path)),
    request_body = SpokenLanguage,
    responses((status = 200, body = RoomView), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
async fn speak_language(
    who: Participant,
    State(app): State<Arc<App>>,
    Body(spoken): Body<SpokenLanguage>,
) -> Result<Json<RoomView>, Problem> {
    let actor = if who.principal.may_operate() {
        Actor::Operator
    } else {
        Actor::Candidate
    };
    moved(&app, who.interview, move |app| {
        room::speak_language(app, who.interview, spoken.language, actor)
    })
    .await
}
