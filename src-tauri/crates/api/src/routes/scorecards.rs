//! Ratings with evidence: quality of the record, drafts by a model, people's cards, the panel, and the weights.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use candor_core::{
    App, quality,
    scorecards::{self, CardChange, ScoreWeights, ScorecardsView},
};
use candor_domain::{InterviewId, Language, Quality, Scorecard, ScorecardId};
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
        .routes(routes!(get_quality))
        .routes(routes!(get_scorecards, begin_scorecard))
        .routes(routes!(start_draft, cancel_draft))
        .routes(routes!(change_scorecard))
        .routes(routes!(sign_scorecard))
        .routes(routes!(reject_scorecard))
        .routes(routes!(choose_panel))
        .routes(routes!(get_score_weights, put_score_weights))
}

/// How far the interview's record can be trusted as the ground of a rating. Listening to a recording takes some seconds
/// the first time.
#[utoipa::path(get, path = "/interviews/{id}/quality", params(("id" = InterviewId, Path)),
    responses((status = 200, body = Quality), (status = 404, body = Problem)))]
async fn get_quality(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<InterviewId>,
) -> Result<Json<Quality>, Problem> {
    blocking(&app, move |app| quality::quality(app, id))
        .await
        .map(Json)
}

/// Who looks.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Viewer {
    /// Name of the rater who looks; somebody who does not rate when absent.
    rater: Option<String>,
    /// Language of the scale; the interview's when absent.
    language: Option<Language>,
}

/// The interview's ratings as this rater may see them.
#[utoipa::path(get, path = "/interviews/{id}/scorecards", params(("id" = InterviewId, Path), Viewer),
    responses((status = 200, body = ScorecardsView), (status = 404, body = Problem)))]
async fn get_scorecards(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<InterviewId>,
    InQuery(viewer): InQuery<Viewer>,
) -> Result<Json<ScorecardsView>, Problem> {
    let work = move |app: &App| scorecards::view(app, id, viewer.rater.as_deref(), viewer.language);
    blocking(&app, work).await.map(Json)
}

/// Whose card, and what it begins with.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCard {
    /// Name of the rater.
    rater: String,
    /// The model's draft to begin with; an empty card when absent.
    #[serde(default)]
    based_on: Option<ScorecardId>,
}

/// Begins a person's card.
#[utoipa::path(post, path = "/interviews/{id}/scorecards", params(("id" = InterviewId, Path)), request_body = NewCard,
    responses((status = 201, body = Scorecard), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
async fn begin_scorecard(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<InterviewId>,
    Body(new): Body<NewCard>,
) -> Result<(StatusCode, Json<Scorecard>), Problem> {
    let work = move |app: &App| scorecards::begin(app, id, &new.rater, new.based_on);
    Ok((StatusCode::CREATED, Json(blocking(&app, work).await?)))
}

/// Has a model draft ratings, in the background. Where the record does not suffice, none is drafted: see `withheld`.
#[utoipa::path(post, path = "/interviews/{id}/scorecards/draft", params(("id" = InterviewId, Path)),
    responses((status = 202), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn start_draft(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<InterviewId>,
) -> Result<StatusCode, Problem> {
    blocking(&app, move |app| scorecards::start_draft(app, id)).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Gives up the draft being made; nothing of it is kept.
#[utoipa::path(delete, path = "/interviews/{id}/scorecards/draft", params(("id" = InterviewId, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
async fn cancel_draft(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<InterviewId>,
) -> Result<StatusCode, Problem> {
    blocking(&app, move |app| scorecards::cancel_draft(app, id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which card of which interview.
#[derive(Deserialize)]
struct CardOfInterview {
    id: InterviewId,
    card_id: ScorecardId,
}

/// Changes a person's card that is not signed.
#[utoipa::path(put, path = "/interviews/{id}/scorecards/{card_id}",
    params(("id" = InterviewId, Path), ("card_id" = ScorecardId, Path)), request_body = CardChange,
    responses((status = 200, body = Scorecard), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
async fn change_scorecard(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(CardOfInterview { id, card_id }): InPath<CardOfInterview>,
    Body(change): Body<CardChange>,
) -> Result<Json<Scorecard>, Problem> {
    let work = move |app: &App| scorecards::change(app, id, card_id, &change);
    blocking(&app, work).await.map(Json)
}

/// Who signs or rejects.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct Signature {
    /// The name.
    name: String,
}

/// Signs a person's card; it never changes again.
#[utoipa::path(post, path = "/interviews/{id}/scorecards/{card_id}/sign",
    params(("id" = InterviewId, Path), ("card_id" = ScorecardId, Path)), request_body = Signature,
    responses((status = 200, body = Scorecard), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
async fn sign_scorecard(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(CardOfInterview { id, card_id }): InPath<CardOfInterview>,
    Body(signature): Body<Signature>,
) -> Result<Json<Scorecard>, Problem> {
    let work = move |app: &App| scorecards::sign(app, id, card_id, &signature.name);
    blocking(&app, work).await.map(Json)
}

/// Puts a model's draft aside; it stays to be read.
#[utoipa::path(post, path = "/interviews/{id}/scorecards/{card_id}/reject",
    params(("id" = InterviewId, Path), ("card_id" = ScorecardId, Path)), request_body = Signature,
    responses((status = 200, body = Scorecard), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
async fn reject_scorecard(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(CardOfInterview { id, card_id }): InPath<CardOfInterview>,
    Body(signature): Body<Signature>,
) -> Result<Json<Scorecard>, Problem> {
    let work = move |app: &App| scorecards::reject(app, id, card_id, &signature.name);
    blocking(&app, work).await.map(Json)
}

/// Who rates an interview.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct Panel {
    /// The raters' names; none means that anybody may rate.
    raters: Vec<String>,
}

/// Chooses who rates an interview, each for themselves.
#[utoipa::path(put, path = "/interviews/{id}/panel", params(("id" = InterviewId, Path)), request_body = Panel,
    responses((status = 200, body = Panel), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
async fn choose_panel(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<InterviewId>,
    Body(panel): Body<Panel>,
) -> Result<Json<Panel>, Problem> {
    let work = move |app: &App| scorecards::set_panel(app, id, &panel.raters);
    let raters = blocking(&app, work).await?;
    Ok(Json(Panel { raters }))
}

/// How much each competency counts in an overall value; there is none without weights.
#[utoipa::path(get, path = "/score-weights", responses((status = 200, body = ScoreWeights)))]
async fn get_score_weights(
    _: Operator,
    State(app): State<Arc<App>>,
) -> Result<Json<ScoreWeights>, Problem> {
    blocking(&app, scorecards::weights).await.map(Json)
}

/// Sets the weights; none takes the overall value away.
#[utoipa::path(put, path = "/score-weights", request_body = ScoreWeights,
    responses((status = 200, body = ScoreWeights), (status = 400, body = Problem)))]
async fn put_score_weights(
    _: Operator,
    State(app): State<Arc<App>>,
    Body(weights): Body<ScoreWeights>,
) -> Result<Json<ScoreWeights>, Problem> {
    blocking(&app, move |app| scorecards::set_weights(app, weights))
        .await
        .map(Json)
}
