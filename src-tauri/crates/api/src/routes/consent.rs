//! Consent: reading the text, agreeing, withdrawing, the receipt; and the organisation's own texts.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use candor_core::{
    App,
    consent::{self, Agreement, ConsentText, ConsentTextSettings, ConsentTexts, Section},
    receipt::{self, Receipt},
    room::{self, RoomView},
    withdrawal,
};
use candor_domain::{InterviewId, Language};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::blocking;
use crate::{
    Problem,
    access::{Operator, Participant},
    extract::{Body, InQuery},
};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(get_consent_text, give_consent))
        .routes(routes!(withdraw_consent))
        .routes(routes!(get_receipt))
        .routes(routes!(get_consent_texts, write_consent_texts))
        .routes(routes!(choose_consent_text))
        .routes(routes!(preview_consent_text))
}

/// Which translation to give.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct InLanguage {
    /// The language to read it in; the interview's when absent.
    language: Option<Language>,
}

/// The consent text in force, and the consent if it was given already.
#[utoipa::path(get, path = "/interviews/{id}/consent", params(("id" = InterviewId, Path), InLanguage),
    responses((status = 200, body = ConsentText), (status = 404, body = Problem)))]
async fn get_consent_text(
    who: Participant,
    State(app): State<Arc<App>>,
    InQuery(query): InQuery<InLanguage>,
) -> Result<Json<ConsentText>, Problem> {
    blocking(&app, move |app| {
        consent::text(app, who.interview, query.language)
    })
    .await
    .map(Json)
}

/// The candidate agrees to being recorded; refused when these are not the words in force.
#[utoipa::path(post, path = "/interviews/{id}/consent", params(("id" = InterviewId, Path)),
    request_body = Agreement,
    responses((status = 200, body = RoomView), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn give_consent(
    who: Participant,
    State(app): State<Arc<App>>,
    Body(agreement): Body<Agreement>,
) -> Result<Json<RoomView>, Problem> {
    blocking(&app, move |app| {
        consent::give(app, who.interview, agreement)?;
        room::view(app, who.interview)
    })
    .await
    .map(Json)
}

/// The candidate withdraws the consent: capture ends at once, and for good.
#[utoipa::path(post, path = "/interviews/{id}/consent/withdraw", params(("id" = InterviewId, Path)),
    responses((status = 200, body = RoomView), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 507, body = Problem)))]
async fn withdraw_consent(
    who: Participant,
    State(app): State<Arc<App>>,
) -> Result<Json<RoomView>, Problem> {
    blocking(&app, move |app| {
        withdrawal::withdraw(app, who.interview)?;
        room::view(app, who.interview)
    })
    .await
    .map(Json)
}

/// What was stored, until when, and whom to ask.
#[utoipa::path(get, path = "/interviews/{id}/receipt", params(("id" = InterviewId, Path)),
    responses((status = 200, body = Receipt), (status = 404, body = Problem)))]
async fn get_receipt(
    who: Participant,
    State(app): State<Arc<App>>,
) -> Result<Json<Receipt>, Problem> {
    blocking(&app, move |app| receipt::of(app, who.interview))
        .await
        .map(Json)
}

/// The consent text in force as the organisation edits it, and its versions.
#[utoipa::path(get, path = "/consent-texts", responses((status = 200, body = ConsentTextSettings)))]
async fn get_consent_texts(
    _: Operator,
    State(app): State<Arc<App>>,
) -> Result<Json<ConsentTextSettings>, Problem> {
    blocking(&app, consent::settings).await.map(Json)
}

/// Writes a new version of the consent text, which is in force from then on.
#[utoipa::path(post, path = "/consent-texts", request_body = ConsentTexts,
    responses((status = 201, body = ConsentTextSettings), (status = 400, body = Problem)))]
async fn write_consent_texts(
    _: Operator,
    State(app): State<Arc<App>>,
    Body(texts): Body<ConsentTexts>,
) -> Result<(StatusCode, Json<ConsentTextSettings>), Problem> {
    let written = blocking(&app, |app| consent::write(app, texts)).await?;
    Ok((StatusCode::CREATED, Json(written)))
}

/// Which version shall be in force.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct ChosenVersion {
    /// Its name.
    version: String,
}

/// Puts an earlier version of the consent text into force, or the one Candor comes with.
#[utoipa::path(put, path = "/consent-texts/in-force", request_body = ChosenVersion,
    responses((status = 200, body = ConsentTextSettings), (status = 404, body = Problem)))]
async fn choose_consent_text(
    _: Operator,
    State(app): State<Arc<App>>,
    Body(chosen): Body<ChosenVersion>,
) -> Result<Json<ConsentTextSettings>, Problem> {
    blocking(&app, |app| consent::choose(app, chosen.version))
        .await
        .map(Json)
}

/// Words to be looked at as candidates would read them.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct PreviewRequest {
    /// The words, with placeholders.
    texts: ConsentTexts,
    /// The language to show.
    language: Language,
}

/// Shows what candidates would read; nothing is kept.
#[utoipa::path(post, path = "/consent-texts/preview", request_body = PreviewRequest,
    responses((status = 200, body = Vec<Section>), (status = 400, body = Problem)))]
async fn preview_consent_text(
    _: Operator,
    State(app): State<Arc<App>>,
    Body(wanted): Body<PreviewRequest>,
) -> Result<Json<Vec<Section>>, Problem> {
    blocking(&app, move |app| {
        consent::preview(app, wanted.texts, wanted.language)
    })
    .await
    .map(Json)
}
