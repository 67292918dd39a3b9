//! The desktop carrier: requests of the page to `candor://localhost/…` answered by the router, in-process.

use axum::{
    body::{Body, to_bytes},
    http::{HeaderValue, Method, Request, Response, StatusCode, header},
    response::IntoResponse as _,
};
use candor_api::{Principal, Problem};
use candor_core::{App, kiosk as core_kiosk};
use candor_domain::Code;
use tauri::{AppHandle, Manager as _};
use tower::ServiceExt as _;

use crate::{
    MAIN,
    kiosk::{self, KIOSK},
    startup::Startup,
};

/// The scheme requests are made to.
pub(crate) const SCHEME: &str = "candor";

/// Answers one request. The window's label decides who asks.
pub(crate) async fn carry(
    app: &AppHandle,
    label: &str,
    request: Request<Vec<u8>>,
) -> Response<Vec<u8>> {
    let origin = request.headers().get(header::ORIGIN).cloned();
    if origin.as_ref().is_some_and(|origin| !is_own_page(origin)) {
        return whole(
            Problem::new(Code::Forbidden, "only Candor's own page may ask").into_response(),
        )
        .await;
    }
    let mut response = if request.method() == Method::OPTIONS {
        whole(StatusCode::NO_CONTENT.into_response()).await
    } else {
        whole(answer(app, label, request).await).await
    };
    if let Some(origin) = origin {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        let methods = HeaderValue::from_static("GET, POST, PUT, DELETE");
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
        let allowed = HeaderValue::from_static("content-type");
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, allowed);
    }
    response
}

async fn answer(app: &AppHandle, label: &str, request: Request<Vec<u8>>) -> Response<Body> {
    let Some(opened) = app.state::<Startup>().opened() else {
        return Problem::new(Code::KeyMissing, "Candor is not open yet").into_response();
    };
    let mut request = request.map(Body::from);
    let who = principal(&opened.app, label);
    if let Some(who) = who {
        request.extensions_mut().insert(who);
    }
    let response = match opened.router.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    // Whatever the page does: with the visit everything of it goes.
    let guest = matches!(who, Some(Principal::Guest(_)));
    if label == KIOSK && guest && core_kiosk::principal(&opened.app) == Some(Principal::Kiosk) {
        kiosk::wipe(app);
    }
    response
}

/// Who sits at the window with this label. While this machine is a kiosk the operator's window may do nothing.
pub(crate) fn principal(app: &App, label: &str) -> Option<Principal> {
    match label {
        MAIN => (!core_kiosk::is_locked(app)).then_some(Principal::Operator),
        KIOSK => core_kiosk::principal(app),
        _ => None,
    }
}

/// Pages come from the window's own origin; nobody else is told that they may read the answer.
fn is_own_page(origin: &HeaderValue) -> bool {
    matches!(
        origin.as_bytes(),
        b"tauri://localhost" | b"http://tauri.localhost" | b"https://tauri.localhost"
    )
}

/// The window stays on its own pages.
pub(crate) fn is_own_address(url: &tauri::Url) -> bool {
    url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost")
}

/// The web view takes whole bodies, not streams.
async fn whole(response: Response<Body>) -> Response<Vec<u8>> {
    let (parts, body) = response.into_parts();
    match to_bytes(body, usize::MAX).await {
        Ok(bytes) => Response::from_parts(parts, bytes.into()),
        Err(error) => {
            tracing::error!(%error, "an answer broke off");
            let mut broken = Response::new(Vec::new());
            *broken.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            broken
        }
    }
}
