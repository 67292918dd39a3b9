//! The kiosk: who is invited to it, what stands open there, and what the operator sets.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use candor_core::{
    App,
    kiosk::{self, Ask, Invited, InvitedInterview, KioskOptions, KioskSettings, KioskView},
};
use candor_domain::{Code, InterviewId};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::blocking;
use crate::{
    Problem,
    access::{AtMachine, Operator, Passerby},
    extract::{Body, InPath},
};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(get_kiosk))
        .routes(routes!(open_at_kiosk))
        .routes(routes!(close_kiosk))
        .routes(routes!(get_kiosk_settings, set_kiosk_settings))
        .routes(routes!(set_kiosk_pin))
        .routes(routes!(list_kiosk_invitations))
        .routes(routes!(invite_to_kiosk, revoke_kiosk_invitation))
}

/// What the kiosk shows: whose it is, whether somebody is waited for, and the interview that is open there.
#[utoipa::path(get, path = "/kiosk", responses((status = 200, body = KioskView), (status = 404, body = Problem)))]
async fn get_kiosk(
    who: AtMachine,
    State(app): State<Arc<App>>,
) -> Result<Json<KioskView>, Problem> {
    blocking(&app, move |app| kiosk::view(app, who.principal))
        .await
        .map(Json)
}

/// How an interview is asked for at the kiosk: by its code, or as the next in the queue.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct KioskAsk {
    /// The code, as typed.
    #[serde(default)]
    code: Option<String>,
    /// The next in the queue.
    #[serde(default)]
    next: bool,
}

/// Opens an interview at the kiosk. Codes that are wrong, run out or used are refused alike.
#[utoipa::path(post, path = "/kiosk/open", request_body = KioskAsk,
    responses((status = 200, body = KioskView), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 429, body = Problem)))]
async fn open_at_kiosk(
    _: Passerby,
    State(app): State<Arc<App>>,
    Body(ask): Body<KioskAsk>,
) -> Result<Json<KioskView>, Problem> {
    let ask = match (ask.code, ask.next) {
        (Some(code), false) => Ask::Code(code),
        (None, true) => Ask::Next,
        _ => {
            let either = "either a code or the next in the queue is asked for";
            return Err(Problem::new(Code::Invalid, either));
        }
    };
    blocking(&app, move |app| kiosk::open(app, &ask))
        .await
        .map(Json)
}

/// Ends the visit at the kiosk, which goes back to its start; a running interview is paused.
#[utoipa::path(post, path = "/kiosk/close", responses((status = 204), (status = 404, body = Problem)))]
async fn close_kiosk(who: AtMachine, State(app): State<Arc<App>>) -> Result<StatusCode, Problem> {
    blocking(&app, move |app| kiosk::close(app, who.principal)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What the operator has set for the kiosk.
#[utoipa::path(get, path = "/kiosk/settings", responses((status = 200, body = KioskSettings)))]
async fn get_kiosk_settings(
    _: Operator,
    State(app): State<Arc<App>>,
) -> Result<Json<KioskSettings>, Problem> {
    blocking(&app, kiosk::settings).await.map(Json)
}

/// Sets everything about the kiosk but its PIN.
#[utoipa::path(put, path = "/kiosk/settings", request_body = KioskOptions,
    responses((status = 200, body = KioskSettings), (status = 400, body = Problem)))]
async fn set_kiosk_settings(
    _: Operator,
    State(app): State<Arc<App>>,
    Body(options): Body<KioskOptions>,
) -> Result<Json<KioskSettings>, Problem> {
    blocking(&app, move |app| kiosk::set_options(app, options))
        .await
        .map(Json)
}

/// A new PIN.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPin {
    /// 6 to 12 digits.
    pin: String,
    /// The present PIN, if there is one.
    #[serde(default)]
    current: Option<String>,
}

/// Sets or changes the PIN that leads out of the kiosk.
#[utoipa::path(put, path = "/kiosk/pin", request_body = NewPin,
    responses((status = 204), (status = 400, body = Problem), (status = 403, body = Problem),
        (status = 429, body = Problem)))]
async fn set_kiosk_pin(
    _: Operator,
    State(app): State<Arc<App>>,
    Body(new): Body<NewPin>,
) -> Result<StatusCode, Problem> {
    blocking(&app, move |app| {
        kiosk::set_pin(app, &new.pin, new.current.as_deref())
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Invitations to the kiosk that are still good: the queue in its order, then those with a code.
#[utoipa::path(get, path = "/kiosk/invitations", responses((status = 200, body = Vec<InvitedInterview>)))]
async fn list_kiosk_invitations(
    _: Operator,
    State(app): State<Arc<App>>,
) -> Result<Json<Vec<InvitedInterview>>, Problem> {
    blocking(&app, kiosk::invitations).await.map(Json)
}

/// How to invite.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct KioskInvitation {
    /// Into the queue; otherwise by a code.
    queue: bool,
}

/// Invites to the kiosk: the code is in this answer and nowhere else.
#[utoipa::path(post, path = "/interviews/{id}/kiosk", params(("id" = InterviewId, Path)),
    request_body = KioskInvitation,
    responses((status = 201, body = Invited), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn invite_to_kiosk(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<InterviewId>,
    Body(how): Body<KioskInvitation>,
) -> Result<(StatusCode, Json<Invited>), Problem> {
    let invited = blocking(&app, move |app| kiosk::invite(app, id, how.queue)).await?;
    Ok((StatusCode::CREATED, Json(invited)))
}

/// Takes the invitation to the kiosk back.
#[utoipa::path(delete, path = "/interviews/{id}/kiosk", params(("id" = InterviewId, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
async fn revoke_kiosk_invitation(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<InterviewId>,
) -> Result<StatusCode, Problem> {
    blocking(&app, move |app| kiosk::revoke(app, id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
