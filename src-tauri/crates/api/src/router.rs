//! The table of operations and its description.

use std::sync::Arc;

use axum::{Router, extract::DefaultBodyLimit, middleware};
use candor_core::App;
use candor_domain::{Code, live::Fact};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::{
    BASE, Problem,
    access::{Anyone, Described, guard},
    routes,
};

/// Largest request body, in bytes: a plan file or a knowledge base, with room to spare.
const MAX_BODY: usize = 2 * 1024 * 1024;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Candor",
        description = "Interviews on this machine.",
        license(name = "MIT")
    ),
    components(schemas(Problem, Fact))
)]
struct Description;

fn table() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(Description::openapi()).nest(BASE, routes::all())
}

/// The router over an open application. The carrier puts a [`crate::Principal`] into each request's extensions.
pub fn router(app: Arc<App>) -> Router {
    let (router, description) = table().split_for_parts();
    let described: Described = Arc::new(description.paths.paths.keys().cloned().collect());
    router
        .fallback(nothing)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(middleware::from_fn_with_state(described, guard))
        .with_state(app)
}

/// The description of every operation.
pub fn openapi() -> utoipa::openapi::OpenApi {
    table().into_openapi()
}

async fn nothing(_: Anyone) -> Problem {
    Problem::new(Code::NotFound, "there is no such operation")
}
