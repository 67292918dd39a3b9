//! Which models a server has, and whether a connection works.

use std::{
    sync::{Arc, mpsc},
    time::{Duration, Instant},
};

use reqwest::{Method, StatusCode, header::ACCEPT};
use serde_json::Value;

use super::{
    HttpModel, ask, http,
    link::Link,
    trouble::{self, Trouble},
};
use crate::model::{
    Cancel, Failure, Finish, ReplyModel as _, Request, Speaker, THINKING_TOKENS, Turn,
};

/// Longest list read, in bytes: one of thousands of models is shorter.
const MAX_LIST: usize = 4 * 1024 * 1024;
/// Most models told of.
const MAX_MODELS: usize = 1_000;
/// Longest name of a model, in bytes.
const MAX_NAME: usize = 400;
/// Most tokens of the word that is asked for: as many for thinking as in an interview.
const TEST_TOKENS: u32 = 64 + THINKING_TOKENS;

/// A model a server offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelInfo {
    /// Its name.
    pub id: String,
    /// The day it is switched off, `YYYY-MM-DD`, if the service has announced one.
    pub shutdown_date: Option<String>,
    /// Who made or serves it, as the server says; tells compatible servers apart.
    pub owned_by: Option<String>,
}

/// What a check of a connection found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// What is wrong; `None` if it works.
    pub failure: Option<Failure>,
    /// The failure is that no word came: the model thought until its tokens were used up, or said nothing.
    pub is_wordless: bool,
    /// Models the server offers, by name; empty if it does not tell.
    pub models: Vec<ModelInfo>,
    /// More, in plain words; empty when there is nothing to add.
    pub detail: String,
    /// From the request to the first token, in ms; `None` if no model was named or no token came.
    pub first_token_ms: Option<u64>,
}

pub(super) fn list(link: &Arc<Link>, cancel: &Cancel) -> Result<Vec<ModelInfo>, (Failure, String)> {
    let runtime =
        http::runtime().map_err(|error| (Failure::Unreachable, error.kind().to_string()))?;
    let (sender, receiver) = mpsc::channel();
    let (link, cancel) = (Arc::clone(link), cancel.clone());
    runtime.spawn(async move {
        let patience = link.total;
        let list = tokio::select! {
            biased;
            () = cancel.cancelled() => Err((Failure::EndLate, "it was cancelled".to_owned())),
            list = tokio::time::timeout(patience, fetch(&link)) => match list {
                Ok(list) => list.map_err(|trouble| (trouble.failure, trouble.detail)),
                Err(_) => Err((Failure::EndLate, String::new())),
            },
        };
        // Whoever asked waits below.
        let _ = sender.send(list);
    });
    receiver
        .recv()
        .unwrap_or_else(|_| Err((Failure::BrokenOff, String::new())))
}

async fn fetch(link: &Link) -> Result<Vec<ModelInfo>, Trouble> {
    let response = link
        .server
        .request(Method::GET, "models")
        .header(ACCEPT, "application/json")
        .send()
        .await
        .map_err(ask::unsent)?;
    let status = response.status();
    if !status.is_success() {
        let headers = response.headers().clone();
        let body = ask::body_of(response, MAX_LIST).await.unwrap_or_default();
        return Err(trouble::refused(status, &headers, &body, ""));
    }
    let body = ask::body_of(response, MAX_LIST).await?;
    read(&body)
        .ok_or_else(|| Trouble::never(Failure::NotCompatible, "the answer is no list of models"))
}

/// The list in an answer, by name.
pub(super) fn read(body: &[u8]) -> Option<Vec<ModelInfo>> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let list = body
        .get("data")
        .or_else(|| body.get("models"))
        .unwrap_or(&body)
        .as_array()?;
    let mut models: Vec<ModelInfo> = list.iter().filter_map(model).collect();
    models.sort_by(|a, b| a.id.cmp(&b.id));
    models.dedup_by(|a, b| a.id == b.id);
    models.truncate(MAX_MODELS);
    Some(models)
}

fn model(from: &Value) -> Option<ModelInfo> {
    let text = |name: &str| {
        let text = from.get(name)?.as_str()?;
        (!text.is_empty() && text.len() <= MAX_NAME && !text.contains(char::is_control))
            .then(|| text.to_owned())
    };
    Some(ModelInfo {
        id: text("id")?,
        // OpenAI's name first, then those of others.
        shutdown_date: ["shutdown_date", "deprecation", "expiration_date"]
            .iter()
            .find_map(|name| date(from.get(name)?)),
        owned_by: text("owned_by"),
    })
}

/// The day in `YYYY-MM-DD…`, if it is one.
fn date(from: &Value) -> Option<String> {
    let day = from.as_str()?.get(..10)?;
    let is_date = day.bytes().enumerate().all(|(place, byte)| match place {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    is_date.then(|| day.to_owned())
}

pub(super) fn check(model: &HttpModel, cancel: &Cancel) -> Checked {
    let begun = Instant::now();
    let name = &model.link.model;
    let (models, trouble) = match model.models(cancel) {
        Ok(models) => (models, None),
        // A server need not tell its models to have them.
        Err((Failure::NotCompatible, detail)) if !name.is_empty() => {
            tracing::debug!("the server does not list its models");
            (Vec::new(), Some((Failure::NotCompatible, detail)))
        }
        Err((failure, detail)) => {
            return Checked {
                failure: Some(failure),
                is_wordless: false,
                models: Vec::new(),
                detail,
                first_token_ms: None,
            };
        }
    };
    if name.is_empty() {
        return Checked {
            failure: None,
            is_wordless: false,
            models,
            detail: String::new(),
            first_token_ms: None,
        };
    }
    let request = Request {
        turns: vec![Turn {
            speaker: Speaker::User,
            content: "Answer with the single word: ready".to_owned(),
        }],
        max_output_tokens: TEST_TOKENS,
        at_least: None,
        schema: None,
    };
    let reply = model.reply(&request, cancel, &mut |_| {});
    let is_whole = matches!(reply.finish, Finish::Complete | Finish::Length);
    let is_wordless = is_whole && reply.text.trim().is_empty();
    let (failure, detail) = match reply.finish {
        _ if is_wordless => (
            Some(Failure::RequestRefused),
            "no word came; the model may have used all its tokens for thinking".to_owned(),
        ),
        // Too few tokens for all words, a filter, a refusal: it answers, and that was the question.
        Finish::Complete | Finish::Length | Finish::Filtered | Finish::Refused => {
            (None, String::new())
        }
        Finish::Cancelled => (Some(Failure::EndLate), "it was cancelled".to_owned()),
        Finish::Failed(failure) => match trouble {
            // Neither a list nor a reply: the list says the same, and was there first.
            Some((failure, detail)) if reply.finish == Finish::Failed(failure) => {
                (Some(failure), detail)
            }
            _ => (Some(failure), reply.detail),
        },
    };
    tracing::debug!(ms = begun.elapsed().as_millis(), "a connection was checked");
    Checked {
        failure,
        is_wordless,
        models,
        detail,
        first_token_ms: reply.first_token_ms,
    }
}

/// For servers found on this machine: the list behind this address, if it is one.
pub(super) async fn list_at(
    client: &reqwest::Client,
    base_url: &str,
    patience: Duration,
) -> Option<Vec<ModelInfo>> {
    let list = async {
        let response = client.get(format!("{base_url}/models")).send().await.ok()?;
        if response.status() != StatusCode::OK {
            return None;
        }
        read(&ask::body_of(response, MAX_LIST).await.ok()?)
    };
    tokio::time::timeout(patience, list).await.ok().flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_are_read_whatever_else_is_in_them() {
        let list = json!({"object": "list", "data": [
            {"id": "b", "object": "model", "owned_by": "openai", "shutdown_date": "2026-10-23"},
            {"id": "a", "shutdown_date": null},
            {"id": "a"},
            {"id": ""},
            {"name": "no id"},
            {"id": "bad\u{7}name"},
            {"id": "c", "deprecation": "2027-01-31T00:00:00Z"},
            {"id": "d", "deprecation": "some day"},
        ]});
        let models = read(list.to_string().as_bytes()).unwrap();
        let told: Vec<_> = models
            .iter()
            .map(|m| (m.id.as_str(), m.shutdown_date.as_deref()))
            .collect();
        assert_eq!(
            told,
            [
                ("a", None),
                ("b", Some("2026-10-23")),
                ("c", Some("2027-01-31")),
                ("d", None)
            ]
        );
        assert_eq!(read(b"{\"data\": {}}"), None);
        assert_eq!(read(b"<html>"), None);
        assert_eq!(read(b"[]"), Some(Vec::new()));
    }
}
