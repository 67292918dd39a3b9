//! What a service's refusals mean, by status and code; never by their wording.

use std::time::Duration;

use reqwest::{StatusCode, header::HeaderMap};
use serde_json::Value;

use crate::model::Failure;

/// Why a request came to nothing, and whether it may be sent again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trouble {
    pub(super) failure: Failure,
    /// In plain words, without anything that was sent or received.
    pub(super) detail: String,
    pub(super) again: Again,
}

/// Whether a request may be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    /// It would end the same way.
    Never,
    /// After this time, else after one of our choice.
    After(Option<Duration>),
    /// At once, without what older servers do not know.
    Plainer(Culprit),
}

/// What an older server did not accept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Culprit {
    /// It did not say.
    Unknown,
    /// The wish to be told of tokens.
    StreamOptions,
    /// The form of the reply.
    Schema,
    /// The name of the most tokens.
    MaxTokens,
}

impl Trouble {
    pub(super) fn never(failure: Failure, detail: impl Into<String>) -> Self {
        Self {
            failure,
            detail: detail.into(),
            again: Again::Never,
        }
    }

    pub(super) fn later(failure: Failure, detail: impl Into<String>) -> Self {
        Self {
            failure,
            detail: detail.into(),
            again: Again::After(None),
        }
    }
}

/// An answer that is no success. `body` is what could be read of it.
pub(super) fn refused(
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    model: &str,
) -> Trouble {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let error = error_of(&body);
    let mut failure = meaning(status, &error, model);
    let mut again = match (failure, status.as_u16()) {
        (Failure::Limited | Failure::ServerFailed, 501 | 505) => Again::Never,
        (Failure::Limited | Failure::ServerFailed, _) => Again::After(retry_after(headers)),
        (Failure::RequestRefused, 400 | 422) => Again::Plainer(culprit(&error)),
        _ => Again::Never,
    };
    // Some services know better than their status.
    let wish = headers
        .get("x-should-retry")
        .and_then(|value| value.to_str().ok());
    match (wish, again) {
        (Some("false"), Again::After(_)) => again = Again::Never,
        (Some("true"), Again::Never) if failure != Failure::QuotaUsedUp => {
            again = Again::After(retry_after(headers));
        }
        _ => {}
    }
    let mut detail = format!("the server answered {}", status.as_u16());
    if status.is_redirection() {
        failure = Failure::NotCompatible;
        "the server sends to another address, which is not followed; enter that address"
            .clone_into(&mut detail);
    }
    Trouble {
        failure,
        detail,
        again,
    }
}

fn meaning(status: StatusCode, error: &Fault<'_>, model: &str) -> Failure {
    let is_about_model = error.is("model_not_found")
        || error.param == Some("model")
        || (status == StatusCode::NOT_FOUND
            && !model.is_empty()
            // Its wording is anybody's guess, but it names what we asked for.
            && error.message.is_some_and(|message| message.contains(model)));
    if error.is_quota() || status == StatusCode::PAYMENT_REQUIRED {
        return Failure::QuotaUsedUp;
    }
    match status.as_u16() {
        400 | 403 | 404 | 422 if is_about_model => Failure::ModelMissing,
        401 | 403 | 407 => Failure::KeyRefused,
        404 | 405 | 410 | 501 | 505 => Failure::NotCompatible,
        429 => Failure::Limited,
        408 | 409 | 500..=599 => Failure::ServerFailed,
        400..=499 => Failure::RequestRefused,
        _ => Failure::NotCompatible,
    }
}

/// An error told inside a stream that had begun well.
pub(super) fn told(body: &Value, model: &str) -> Trouble {
    let error = error_of(body);
    let status = error
        .status
        .and_then(|status| StatusCode::from_u16(status).ok());
    if let Some(status) = status.filter(|status| !status.is_success()) {
        let failure = meaning(status, &error, model);
        let detail = format!("the server reported an error {}", status.as_u16());
        return match failure {
            Failure::Limited | Failure::ServerFailed => Trouble::later(failure, detail),
            _ => Trouble::never(failure, detail),
        };
    }
    let detail = "the server reported an error instead of going on";
    if error.is_quota() {
        Trouble::never(Failure::QuotaUsedUp, detail)
    } else if error.is("model_not_found") {
        Trouble::never(Failure::ModelMissing, detail)
    } else if error.is("rate_limit_exceeded")
        || error.is("rate_limit_error")
        || error.is("too_many_requests")
    {
        Trouble::later(Failure::Limited, detail)
    } else if error.is("invalid_api_key") || error.is("authentication_error") {
        Trouble::never(Failure::KeyRefused, detail)
    } else if error.is("invalid_request_error")
        || error.is("invalid_prompt")
        || error.is("context_length_exceeded")
    {
        Trouble::never(Failure::RequestRefused, detail)
    } else {
        Trouble::later(Failure::ServerFailed, detail)
    }
}

/// What services tell of an error, wherever they put it.
#[derive(Default)]
struct Fault<'a> {
    code: Option<&'a str>,
    kind: Option<&'a str>,
    param: Option<&'a str>,
    message: Option<&'a str>,
    status: Option<u16>,
}

impl Fault<'_> {
    fn is(&self, word: &str) -> bool {
        self.code == Some(word) || self.kind == Some(word)
    }

    fn is_quota(&self) -> bool {
        [
            "insufficient_quota",
            "billing_hard_limit_reached",
            "billing_not_active",
        ]
        .iter()
        .any(|word| self.is(word))
    }
}

/// Nested in `error` (or in `response.error`), flat, or just a sentence.
fn error_of(body: &Value) -> Fault<'_> {
    let inner = body
        .get("error")
        .filter(|error| !error.is_null())
        .or_else(|| {
            body.pointer("/response/error")
                .filter(|error| !error.is_null())
        })
        .unwrap_or(body);
    let text = |name: &str| inner.get(name).and_then(Value::as_str);
    let code = inner.get("code");
    Fault {
        code: code.and_then(Value::as_str),
        kind: text("type"),
        param: text("param"),
        message: text("message").or_else(|| inner.as_str()),
        status: code
            .and_then(Value::as_u64)
            .and_then(|code| u16::try_from(code).ok())
            .or_else(|| code.and_then(Value::as_str).and_then(|c| c.parse().ok())),
    }
}

fn culprit(error: &Fault<'_>) -> Culprit {
    match error.param {
        Some(param) if param.starts_with("stream_options") => Culprit::StreamOptions,
        Some(param) if param.starts_with("response_format") || param.starts_with("text") => {
            Culprit::Schema
        }
        Some("max_tokens" | "max_completion_tokens") => Culprit::MaxTokens,
        _ => Culprit::Unknown,
    }
}

/// How long the service asks to be left alone: in ms, or in seconds. A date is not understood, as everywhere in this
/// field, and neither is nonsense.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let number = |name: &str| {
        let text = headers.get(name)?.to_str().ok()?;
        let number: f64 = text.trim().parse().ok()?;
        (number.is_finite() && number >= 0.0).then_some(number)
    };
    let ms = number("retry-after-ms")
        .or_else(|| number("retry-after").map(|seconds| seconds * 1_000.0))?;
    Duration::try_from_secs_f64(ms / 1_000.0).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn failure(status: u16, body: Value) -> (Failure, Again) {
        let trouble = refused(
            StatusCode::from_u16(status).unwrap(),
            &HeaderMap::new(),
            body.to_string().as_bytes(),
            "gpt-x",
        );
        assert!(trouble.detail.contains(&status.to_string()) || status / 100 == 3);
        (trouble.failure, trouble.again)
    }

    #[test]
    fn status_and_code_together_say_what_is_wrong() {
        let later = Again::After(None);
        let none = json!({});
        for (status, body, expected) in [
            (401, &none, (Failure::KeyRefused, Again::Never)),
            (403, &none, (Failure::KeyRefused, Again::Never)),
            (404, &none, (Failure::NotCompatible, Again::Never)),
            (302, &none, (Failure::NotCompatible, Again::Never)),
            (402, &none, (Failure::QuotaUsedUp, Again::Never)),
            (408, &none, (Failure::ServerFailed, later)),
            (409, &none, (Failure::ServerFailed, later)),
            (413, &none, (Failure::RequestRefused, Again::Never)),
            (429, &none, (Failure::Limited, later)),
            (500, &none, (Failure::ServerFailed, later)),
            (501, &none, (Failure::NotCompatible, Again::Never)),
            (503, &none, (Failure::ServerFailed, later)),
            (
                422,
                &none,
                (Failure::RequestRefused, Again::Plainer(Culprit::Unknown)),
            ),
        ] {
            assert_eq!(failure(status, body.clone()), expected, "{status}");
        }
        let quota = json!({"error": {"type": "insufficient_quota", "code": "insufficient_quota"}});
        assert_eq!(failure(429, quota), (Failure::QuotaUsedUp, Again::Never));
    }

    #[test]
    fn a_missing_model_is_told_from_a_wrong_address() {
        for body in [
            json!({"error": {"code": "model_not_found", "message": "x"}}),
            json!({"error": {"message": "The model does not exist.", "type": "NotFoundError", "param": "model", "code": 404}}),
            json!({"error": {"message": "model \"gpt-x\" not found, try pulling it first", "type": "not_found_error"}}),
            json!({"error": "model 'gpt-x' not found"}),
        ] {
            assert_eq!(
                failure(404, body.clone()).0,
                Failure::ModelMissing,
                "{body}"
            );
        }
        for body in [
            json!({"error": {"code": 404, "message": "File Not Found", "type": "not_found_error"}}),
            json!({"detail": "Not Found"}),
            json!("404 page not found"),
        ] {
            assert_eq!(
                failure(404, body.clone()).0,
                Failure::NotCompatible,
                "{body}"
            );
        }
    }

    #[test]
    fn the_named_parameter_is_left_out() {
        let about = |param: &str| failure(400, json!({"error": {"param": param}})).1;
        assert_eq!(
            about("stream_options"),
            Again::Plainer(Culprit::StreamOptions)
        );
        assert_eq!(
            about("response_format.type"),
            Again::Plainer(Culprit::Schema)
        );
        assert_eq!(about("text.format"), Again::Plainer(Culprit::Schema));
        assert_eq!(about("max_tokens"), Again::Plainer(Culprit::MaxTokens));
        assert_eq!(about("temperature"), Again::Plainer(Culprit::Unknown));
    }

    #[test]
    fn waiting_times_are_in_ms_or_seconds_and_never_nonsense() {
        let wait = |name: &'static str, value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(name, value.parse().unwrap());
            retry_after(&headers)
        };
        assert_eq!(
            wait("retry-after-ms", "250"),
            Some(Duration::from_millis(250))
        );
        assert_eq!(wait("retry-after", "2"), Some(Duration::from_secs(2)));
        assert_eq!(wait("retry-after", "0.5"), Some(Duration::from_millis(500)));
        for nonsense in [
            "-1",
            "NaN",
            "inf",
            "1e400",
            "soon",
            "Fri, 20 Nov 2026 00:00:00 GMT",
        ] {
            assert_eq!(wait("retry-after", nonsense), None, "{nonsense}");
        }
        assert_eq!(wait("retry-after", "1e300"), None);
    }

    #[test]
    fn the_service_may_forbid_or_ask_for_another_try() {
        let with = |status: u16, wish: &'static str, body: Value| {
            let mut headers = HeaderMap::new();
            headers.insert("x-should-retry", wish.parse().unwrap());
            let status = StatusCode::from_u16(status).unwrap();
            refused(status, &headers, body.to_string().as_bytes(), "m").again
        };
        assert_eq!(with(503, "false", json!({})), Again::Never);
        assert_eq!(with(404, "true", json!({})), Again::After(None));
        let quota = json!({"error": {"code": "insufficient_quota"}});
        assert_eq!(with(429, "true", quota), Again::Never);
    }

    #[test]
    fn errors_inside_a_stream_are_understood_flat_nested_and_by_number() {
        let of = |body: Value| {
            let trouble = told(&body, "m");
            (trouble.failure, trouble.again)
        };
        let later = Again::After(None);
        assert_eq!(
            of(json!({"type": "error", "code": "rate_limit_exceeded", "message": "m"})),
            (Failure::Limited, later)
        );
        assert_eq!(
            of(json!({"type": "error", "error": {"type": "insufficient_quota"}})),
            (Failure::QuotaUsedUp, Again::Never)
        );
        assert_eq!(
            of(json!({"response": {"error": {"code": "server_error"}}})),
            (Failure::ServerFailed, later)
        );
        assert_eq!(
            of(json!({"error": {"code": 400, "message": "m"}})),
            (Failure::RequestRefused, Again::Never)
        );
        assert_eq!(of(json!({"error": "boom"})), (Failure::ServerFailed, later));
    }
}
