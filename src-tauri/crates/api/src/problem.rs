//! RFC 9457 problem documents.

use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use candor_domain::{Code, plan_check::Fault};
use serde::Serialize;

/// Why a request failed.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the code says what kind it is.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The HTTP status in words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What to branch on.
    code: Code,
    /// What to tell the person at the machine.
    detail: String,
    /// What is wrong field by field, where that is known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<Fault>,
}

impl Problem {
    /// A problem of this kind.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        let status = status(code);
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            code,
            detail: detail.into(),
            errors: Vec::new(),
        }
    }
}

fn status(code: Code) -> StatusCode {
    match code {
        Code::Invalid => StatusCode::BAD_REQUEST,
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::Forbidden | Code::PinWrong => StatusCode::FORBIDDEN,
        Code::TooManyAttempts => StatusCode::TOO_MANY_REQUESTS,
        Code::IllegalMove
        | Code::ConsentMissing
        | Code::ConsentWithdrawn
        | Code::Conflict
        | Code::InUse
        | Code::NoMicrophone
        | Code::ModelMissing => StatusCode::CONFLICT,
        Code::ModelInvalid | Code::AudioInvalid => StatusCode::UNPROCESSABLE_ENTITY,
        Code::DiskFull => StatusCode::INSUFFICIENT_STORAGE,
        Code::KeyMissing
        | Code::KeyWrong
        | Code::KeychainLocked
        | Code::KeychainMissing
        | Code::CaptionsPaused => StatusCode::SERVICE_UNAVAILABLE,
        Code::NewerDatabase | Code::NotWritable | Code::Internal => {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

impl From<candor_core::Error> for Problem {
    fn from(error: candor_core::Error) -> Self {
        let code = error.code();
        if code == Code::Internal {
            tracing::error!(%error, "a request failed");
        }
        Self {
            errors: error.faults(),
            ..Self::new(code, error.to_string())
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            header::HeaderValue::from_static("application/problem+json"),
        );
        response
    }
}
