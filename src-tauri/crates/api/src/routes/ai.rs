//! Connections to AI services: which there are, what they are used for, and what is sent to them. Keys go in and never
//! come out.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use candor_core::{
    App,
    ai::{
        self, AiConnection, AiConnectionDraft, AiNetwork, AiSettings, AiTest, Budget,
        CertificateDraft, FoundServer, ProxyDraft, RootCertificate, SharedWith, UseFor,
    },
};
use candor_domain::ConnectionId;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::blocking;
use crate::{
    Problem,
    access::Operator,
    extract::{Body, InPath},
};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(get_ai_settings))
        .routes(routes!(add_ai_connection))
        .routes(routes!(change_ai_connection, remove_ai_connection))
        .routes(routes!(order_ai_connections))
        .routes(routes!(set_ai_use))
        .routes(routes!(set_ai_budget))
        .routes(routes!(set_ai_proxy))
        .routes(routes!(add_root_certificates))
        .routes(routes!(remove_root_certificate))
        .routes(routes!(test_ai_connection))
        .routes(routes!(probe_ai_servers))
        .routes(routes!(get_ai_sharing))
}

/// Everything that is set about AI services, without keys.
#[utoipa::path(get, path = "/ai", responses((status = 200, body = AiSettings)))]
async fn get_ai_settings(
    _: Operator,
    State(app): State<Arc<App>>,
) -> Result<Json<AiSettings>, Problem> {
    blocking(&app, ai::settings).await.map(Json)
}

/// Keeps a new connection, behind all others; its key goes into the system's keychain and nowhere else. The first one
/// switches AI on.
#[utoipa::path(post, path = "/ai/connections", request_body = AiConnectionDraft,
    responses((status = 201, body = AiConnection), (status = 400, body = Problem), (status = 503, body = Problem)))]
async fn add_ai_connection(
    _: Operator,
    State(app): State<Arc<App>>,
    Body(draft): Body<AiConnectionDraft>,
) -> Result<(StatusCode, Json<AiConnection>), Problem> {
    let kept = blocking(&app, move |app| ai::add(app, &draft)).await?;
    Ok((StatusCode::CREATED, Json(kept)))
}

/// Changes a connection. Its key stays unless another one is given or the server changes.
#[utoipa::path(put, path = "/ai/connections/{connection_id}", params(("connection_id" = ConnectionId, Path)),
    request_body = AiConnectionDraft,
    responses((status = 200, body = AiConnection), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 503, body = Problem)))]
async fn change_ai_connection(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<ConnectionId>,
    Body(draft): Body<AiConnectionDraft>,
) -> Result<Json<AiConnection>, Problem> {
    blocking(&app, move |app| ai::change(app, id, &draft))
        .await
        .map(Json)
}

/// Forgets a connection and its key.
#[utoipa::path(delete, path = "/ai/connections/{connection_id}", params(("connection_id" = ConnectionId, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 503, body = Problem)))]
async fn remove_ai_connection(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<ConnectionId>,
) -> Result<StatusCode, Problem> {
    blocking(&app, move |app| ai::remove(app, id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Puts the connections into the order they are asked in; every one has to be named once.
#[utoipa::path(put, path = "/ai/order", request_body = Vec<ConnectionId>,
    responses((status = 204), (status = 400, body = Problem)))]
async fn order_ai_connections(
    _: Operator,
    State(app): State<Arc<App>>,
    Body(ids): Body<Vec<ConnectionId>>,
) -> Result<StatusCode, Problem> {
    blocking(&app, move |app| ai::order(app, ids)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sets what AI is used for.
#[utoipa::path(put, path = "/ai/use", request_body = UseFor,
    responses((status = 200, body = UseFor), (status = 400, body = Problem)))]
async fn set_ai_use(
    _: Operator,
    State(app): State<Arc<App>>,
    Body(use_for): Body<UseFor>,
) -> Result<Json<UseFor>, Problem> {
    blocking(&app, move |app| ai::set_use(app, use_for))
        .await
        .map(Json)
}

/// Sets what the requests of one interview may use in all.
#[utoipa::path(put, path = "/ai/budget", request_body = Budget,
    responses((status = 200, body = Budget), (status = 400, body = Problem)))]
async fn set_ai_budget(
    _: Operator,
    State(app): State<Arc<App>>,
    Body(budget): Body<Budget>,
) -> Result<Json<Budget>, Problem> {
    blocking(&app, move |app| ai::set_budget(app, budget))
        .await
        .map(Json)
}

/// Chooses the proxy through which services are reached.
#[utoipa::path(put, path = "/ai/network", request_body = ProxyDraft,
    responses((status = 200, body = AiNetwork), (status = 400, body = Problem)))]
async fn set_ai_proxy(
    _: Operator,
    State(app): State<Arc<App>>,
    Body(draft): Body<ProxyDraft>,
) -> Result<Json<AiNetwork>, Problem> {
    blocking(&app, move |app| ai::set_proxy(app, &draft))
        .await
        .map(Json)
}

/// Trusts root certificates besides those of the system; answers with all that are trusted.
#[utoipa::path(post, path = "/ai/network/certificates", request_body = CertificateDraft,
    responses((status = 201, body = Vec<RootCertificate>), (status = 400, body = Problem)))]
async fn add_root_certificates(
    _: Operator,
    State(app): State<Arc<App>>,
    Body(draft): Body<CertificateDraft>,
) -> Result<(StatusCode, Json<Vec<RootCertificate>>), Problem> {
    let network = blocking(&app, move |app| ai::add_certificates(app, &draft)).await?;
    Ok((StatusCode::CREATED, Json(network.root_certificates)))
}

/// Trusts a root certificate no longer.
#[utoipa::path(delete, path = "/ai/network/certificates/{certificate_id}",
    params(("certificate_id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
async fn remove_root_certificate(
    _: Operator,
    State(app): State<Arc<App>>,
    InPath(id): InPath<String>,
) -> Result<StatusCode, Problem> {
    blocking(&app, move |app| ai::remove_certificate(app, id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks the server which models it has and, if one is named, for one word. Nothing else is sent and nothing is kept.
#[utoipa::path(post, path = "/ai/test", request_body = AiConnectionDraft,
    responses((status = 200, body = AiTest), (status = 400, body = Problem), (status = 503, body = Problem)))]
async fn test_ai_connection(
    _: Operator,
    State(app): State<Arc<App>>,
    Body(draft): Body<AiConnectionDraft>,
) -> Result<Json<AiTest>, Problem> {
    blocking(&app, move |app| ai::test(app, &draft))
        .await
        .map(Json)
}

/// Looks for the usual servers on this machine, and nowhere else.
#[utoipa::path(post, path = "/ai/probe", responses((status = 200, body = Vec<FoundServer>)))]
async fn probe_ai_servers(
    _: Operator,
    State(app): State<Arc<App>>,
) -> Result<Json<Vec<FoundServer>>, Problem> {
    blocking(&app, |_| Ok(ai::probe())).await.map(Json)
}

/// Which servers are sent which parts of an interview; empty while AI is used for nothing.
#[utoipa::path(get, path = "/ai/sharing", responses((status = 200, body = Vec<SharedWith>)))]
async fn get_ai_sharing(
    _: Operator,
    State(app): State<Arc<App>>,
) -> Result<Json<Vec<SharedWith>>, Problem> {
    blocking(&app, ai::sharing).await.map(Json)
}
