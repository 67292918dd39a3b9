//! What servers answer, and what that means for a download.

use std::time::Duration;

use reqwest::{Response, StatusCode, header};

/// What one request came to.
pub(super) enum Attempt {
    /// As many bytes as the model has are here.
    Complete,
    Cancelled,
    /// Trying again may help.
    Broken {
        problem: String,
        /// The server could not even be reached.
        unreachable: bool,
        /// When the server wants to be asked again.
        again_in: Option<Duration>,
    },
    /// Trying again does not help.
    Refused {
        problem: String,
        other_file: bool,
    },
}

impl Attempt {
    pub(super) fn broken(problem: impl Into<String>) -> Self {
        Self::Broken {
            problem: problem.into(),
            unreachable: false,
            again_in: None,
        }
    }

    pub(super) fn refused(problem: impl Into<String>) -> Self {
        Self::Refused {
            problem: problem.into(),
            other_file: false,
        }
    }

    pub(super) fn other_file(problem: impl Into<String>) -> Self {
        Self::Refused {
            problem: problem.into(),
            other_file: true,
        }
    }
}

/// A request that was not answered.
pub(super) fn unsent(error: reqwest::Error) -> Attempt {
    let unreachable = error.is_connect();
    if error.is_redirect() || error.is_builder() {
        return Attempt::refused(describe(error));
    }
    Attempt::Broken {
        problem: describe(error),
        unreachable,
        again_in: None,
    }
}

/// An answer without the file.
pub(super) fn turned_away(status: StatusCode, response: &Response) -> Attempt {
    let problem = format!("the server answered {status}");
    match status {
        StatusCode::PROXY_AUTHENTICATION_REQUIRED => {
            Attempt::refused("the proxy wants a name and a password")
        }
        StatusCode::REQUEST_TIMEOUT
        | StatusCode::TOO_MANY_REQUESTS
        | StatusCode::INTERNAL_SERVER_ERROR
        | StatusCode::BAD_GATEWAY
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT => Attempt::Broken {
            problem,
            unreachable: false,
            again_in: retry_after(response),
        },
        _ => Attempt::refused(problem),
    }
}

/// The part of a file an answer holds.
pub(super) struct ContentRange {
    pub(super) first: u64,
    pub(super) total: Option<u64>,
}

impl ContentRange {
    pub(super) fn of(response: &Response) -> Option<Self> {
        let text = text(response, &header::CONTENT_RANGE)?;
        let (range, total) = text.strip_prefix("bytes ")?.split_once('/')?;
        Some(Self {
            first: range.split_once('-')?.0.parse().ok()?,
            total: total.parse().ok(),
        })
    }
}

fn text<'a>(response: &'a Response, name: &header::HeaderName) -> Option<&'a str> {
    response.headers().get(name)?.to_str().ok()
}

/// The entity tag that stands for these very bytes.
pub(super) fn strong_tag(response: &Response) -> Option<&str> {
    text(response, &header::ETAG).filter(|tag| tag.starts_with('"') && tag.len() < 1_000)
}

pub(super) fn is_web_page(response: &Response) -> bool {
    text(response, &header::CONTENT_TYPE).is_some_and(|kind| {
        kind.trim_start()
            .to_ascii_lowercase()
            .starts_with("text/html")
    })
}

/// When the server wants to be asked again; a date is not worth reading, the usual wait does.
fn retry_after(response: &Response) -> Option<Duration> {
    let seconds = text(response, &header::RETRY_AFTER)?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// The error with its causes, without addresses, which may be signed for this download: reqwest's own text alone says
/// little more than “error sending request”.
pub(super) fn describe(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}
