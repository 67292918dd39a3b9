//! Handlers: each states who may call it, does one thing in core, and answers.

mod ai;
mod ai_log;
mod consent;
mod desk;
mod diagnostics;
mod documents;
mod erasure;
mod health;
mod interviews;
mod kiosk;
mod log;
mod machine;
mod microphone_check;
mod models;
mod organisation;
mod positions;
mod recording;
mod review;
mod room;
mod scorecards;
mod search;
mod settings;
mod transcriptions;

use std::sync::Arc;

use candor_core::App;
use utoipa_axum::router::OpenApiRouter;

use crate::Problem;

/// Every route.
pub(crate) fn all() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .merge(ai::routes())
        .merge(ai_log::routes())
        .merge(desk::routes())
        .merge(diagnostics::routes())
        .merge(documents::routes())
        .merge(health::routes())
        .merge(positions::routes())
        .merge(interviews::routes())
        .merge(kiosk::routes())
        .merge(consent::routes())
        .merge(organisation::routes())
        .merge(erasure::routes())
        .merge(recording::routes())
        .merge(review::routes())
        .merge(room::routes())
        .merge(scorecards::routes())
        .merge(search::routes())
        .merge(machine::routes())
        .merge(microphone_check::routes())
        .merge(models::routes())
        .merge(transcriptions::routes())
        .merge(settings::routes())
        .merge(log::routes())
}

/// Runs core, which waits for disks and rooms, off the async threads.
async fn blocking<T: Send + 'static>(
    app: &Arc<App>,
    work: impl FnOnce(&App) -> candor_core::Result<T> + Send + 'static,
) -> Result<T, Problem> {
    let app = Arc::clone(app);
    match tokio::task::spawn_blocking(move || work(&app)).await {
        Ok(result) => result.map_err(Problem::from),
        Err(panic) => {
            tracing::error!(%panic, "an operation ended in a panic");
            Err(candor_core::Error::Internal.into())
        }
    }
}
