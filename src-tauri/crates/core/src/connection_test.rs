//! Asking an AI service which models it has, to see whether a connection works.

use std::time::Duration;

use reqwest::{Client, StatusCode, Url, header, redirect};
use serde::{Deserialize, Serialize};

use crate::{Error, Result, connection::is_local};

/// How long the server may take in all.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long it may take to be reached.
const CONNECTING: Duration = Duration::from_secs(8);
/// Longest answer read, in bytes: a list of thousands of models is shorter.
const MAX_ANSWER: usize = 4 * 1024 * 1024;
/// Most models told of.
const MAX_MODELS: usize = 500;

/// What a test of the connection found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct TestResult {
    /// How it ended.
    pub outcome: TestOutcome,
    /// Models the server offers, by name.
    pub models: Vec<String>,
    /// More, in plain words; empty when there is nothing to add.
    pub detail: String,
}

/// How a test of the connection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TestOutcome {
    /// It works.
    Works,
    /// The server works but does not have the model.
    ModelMissing,
    /// No server answers there.
    Unreachable,
    /// The server is there but took too long.
    TooSlow,
    /// The server wants a key, or another one.
    KeyRefused,
    /// The server is there but nothing is at this address.
    WrongAddress,
    /// What answers there is no such service.
    NotCompatible,
    /// The server allows no more requests at the moment.
    Limited,
    /// The server has a problem of its own.
    ServerFailed,
}

/// Asks once. Blocks; not to be called from async code.
pub(crate) fn run(base: &Url, model: &str, key: Option<&str>) -> Result<TestResult> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| {
            tracing::error!(%error, "no runtime for a test of the connection");
            Error::Internal
        })?;
    let answer = runtime.block_on(async {
        tokio::time::timeout(PATIENCE, ask(base, key))
            .await
            .unwrap_or_else(|_| Err(failed(TestOutcome::TooSlow, "")))
    });
    Ok(match answer {
        Ok(models) => {
            let known = model.is_empty() || models.iter().any(|m| m == model);
            let outcome = if known {
                TestOutcome::Works
            } else {
                TestOutcome::ModelMissing
            };
            TestResult {
                outcome,
                models,
                detail: String::new(),
            }
        }
        Err(result) => result,
    })
}

#[derive(Deserialize)]
struct Models {
    data: Vec<ModelId>,
}

#[derive(Deserialize)]
struct ModelId {
    id: String,
}

async fn ask(base: &Url, key: Option<&str>) -> std::result::Result<Vec<String>, TestResult> {
    let unreachable = |error: reqwest::Error| {
        let outcome = if error.is_timeout() {
            TestOutcome::TooSlow
        } else {
            TestOutcome::Unreachable
        };
        failed(outcome, &causes(&error.without_url()))
    };
    let mut builder = Client::builder()
        .user_agent(concat!("Candor/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECTING)
        // The key is for this server; where it would send us is not.
        .redirect(redirect::Policy::none());
    if is_local(base) {
        builder = builder.no_proxy();
    }
    let client = builder.build().map_err(unreachable)?;
    let mut request = client.get(format!("{}/models", base.as_str().trim_end_matches('/')));
    if let Some(key) = key {
        request = request.bearer_auth(key);
    }
    let mut response = request.send().await.map_err(unreachable)?;
    let status = response.status();
    if let Some(outcome) = refusal(status) {
        let detail = match response.headers().get(header::LOCATION) {
            Some(place) => format!(
                "the server says to look at {}",
                String::from_utf8_lossy(place.as_bytes())
            ),
            None => format!("the server answered {status}"),
        };
        return Err(failed(outcome, &detail));
    }
    let mut body = Vec::new();
    while let Some(bytes) = response.chunk().await.map_err(unreachable)? {
        body.extend_from_slice(&bytes);
        if body.len() > MAX_ANSWER {
            return Err(failed(
                TestOutcome::NotCompatible,
                "the answer does not end",
            ));
        }
    }
    let models: Models = serde_json::from_slice(&body).map_err(|_| {
        failed(
            TestOutcome::NotCompatible,
            "the answer is no list of models",
        )
    })?;
    let mut names: Vec<String> = models.data.into_iter().map(|m| m.id).collect();
    names.sort();
    names.truncate(MAX_MODELS);
    Ok(names)
}

/// What an answer other than a list of models means.
fn refusal(status: StatusCode) -> Option<TestOutcome> {
    match status {
        status if status.is_success() => None,
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Some(TestOutcome::KeyRefused),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::PAYMENT_REQUIRED => Some(TestOutcome::Limited),
        status if status.is_server_error() => Some(TestOutcome::ServerFailed),
        _ => Some(TestOutcome::WrongAddress),
    }
}

fn failed(outcome: TestOutcome, detail: &str) -> TestResult {
    TestResult {
        outcome,
        models: Vec::new(),
        detail: detail.to_owned(),
    }
}

/// The innermost cause says most: reqwest's own text alone is “error sending request”.
fn causes(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        text = inner.to_string();
        cause = inner.source();
    }
    text
}
