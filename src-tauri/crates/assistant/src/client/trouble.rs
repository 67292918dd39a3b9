//! What a service's refusals mean, by status and code; never by their wording.

use std::time::{Duration, SystemTime};

use reqwest::{StatusCode, header::HeaderMap};
use serde_json::Value;

use super::date;
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
    /// How long to think.
    Effort,
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

/// An error told as if all were well (200). Without a code it comes from servers that answer like this whatever is
/// asked, wherever.
pub(super) fn instead(body: &Value, model: &str) -> Trouble {
    let error = error_of(body);
    if error.code.is_none() && error.kind.is_none() && error.status.is_none() {
        return Trouble::never(
            Failure::NotCompatible,
            "the server answered with an error instead of a reply",
        );
    }
    told(body, model)
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
        Some(param) if param.starts_with("reasoning") => Culprit::Effort,
        Some("max_tokens" | "max_completion_tokens") => Culprit::MaxTokens,
        _ => Culprit::Unknown,
    }
}

/// How long the service asks to be left alone: in ms, in seconds, or until a date, by its own clock if it tells the
/// time. A date that cannot be read means not before long; nonsense is as if it were not there.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: &str| Some(headers.get(name)?.to_str().ok()?.trim());
    let number = |name: &str| {
        let number: f64 = text(name)?.parse().ok()?;
        (number.is_finite() && number >= 0.0).then_some(number)
    };
    let ms =
        number("retry-after-ms").or_else(|| number("retry-after").map(|seconds| seconds * 1_000.0));
    if let Some(ms) = ms {
        return Duration::try_from_secs_f64(ms / 1_000.0).ok();
    }
    // Nothing but a date holds a time of day.
    let wish = text("retry-after").filter(|wish| wish.contains(':'))?;
    let now = text("date").and_then(date::read).or_else(|| {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        now.ok().map(|now| now.as_secs())
    })?;
    let until = date::read(wish).map(|until| Duration::from_secs(until.saturating_sub(now)));
    Some(until.unwrap_or(Duration::MAX))
}

#[cfg(test)]
mod tests;
