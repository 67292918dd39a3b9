//! One request: sent, repeated where that is safe, read to its end; within its time, and given up at once when nobody
//! waits any more.

use std::{
    sync::{Mutex, PoisonError, mpsc},
    time::Duration,
};

use reqwest::{
    Method, Response,
    header::{ACCEPT, CONTENT_TYPE},
};
use tokio::time::Instant;

use super::{
    dialect::{self, Heard, Plain, Reader, Sent, broken},
    http,
    link::Link,
    sse::Events,
    trouble::{self, Again, Trouble},
};
use crate::model::{Cancel, Deadlines, Failure, Finish, Request, Usage};

/// Most that is read of a refusal, in bytes.
const MAX_REFUSAL: usize = 64 * 1024;
/// Most that is read of a reply that comes in one piece, in bytes.
const MAX_WHOLE: usize = 4 * 1024 * 1024;
/// Most that is read of a stream, in bytes; services pad each token to several hundred.
const MAX_STREAM: usize = 64 * 1024 * 1024;
/// How long the number of tokens is waited for after the end of the reply: shorter than a room waits between two pieces
/// of a line, or it would take a whole line for one that broke off.
const GRACE: Duration = Duration::from_secs(1);
/// How long the end of a stream may take after its last event, for the connection to be used again.
const DRAINING: Duration = Duration::from_secs(2);
/// Most that is read for that, in bytes.
const MAX_DRAINED: usize = 64 * 1024;

/// On its way from the connection to whoever waits.
pub(super) enum Said {
    /// A piece of the text.
    Text(String),
    /// The end.
    Ended(Box<Ended>),
}

/// How a request ended.
pub(super) struct Ended {
    pub(super) finish: Finish,
    pub(super) detail: String,
    pub(super) model: Option<String>,
    pub(super) usage: Option<Usage>,
    pub(super) first_token: Option<Duration>,
    pub(super) total: Duration,
    pub(super) attempts: u32,
}

/// What a request has come to so far.
struct Progress {
    begun: Instant,
    deadlines: Deadlines,
    out: mpsc::Sender<Said>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    attempts: u32,
    first_token: Option<Duration>,
    model: Option<String>,
    usage: Option<Usage>,
}

impl Progress {
    fn with<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn has_text(&self) -> bool {
        self.with(|state| state.first_token.is_some())
    }

    /// Hands on what was heard.
    fn heard(&self, heard: &mut Heard) {
        let pieces = std::mem::take(&mut heard.pieces);
        self.with(|state| {
            if !pieces.is_empty() {
                state.first_token.get_or_insert(self.begun.elapsed());
            }
            if heard.model.is_some() {
                state.model.clone_from(&heard.model);
            }
            if heard.usage.is_some() {
                state.usage = heard.usage;
            }
        });
        for piece in pieces {
            // If nobody listens, this task is about to be ended.
            let _ = self.out.send(Said::Text(piece));
        }
    }
}

/// Sends a request and tells what comes.
pub(super) async fn converse(
    link: &Link,
    request: &Request,
    cancel: &Cancel,
    out: mpsc::Sender<Said>,
) {
    let progress = Progress {
        begun: Instant::now(),
        deadlines: deadlines(link, request),
        out,
        state: Mutex::default(),
    };
    let (finish, detail) = tokio::select! {
        biased;
        () = cancel.cancelled() => (Finish::Cancelled, String::new()),
        failure = too_late(&progress) => (Finish::Failed(failure), String::new()),
        end = attempts(link, request, &progress) => match end {
            Ok(finish) => (finish, String::new()),
            Err(trouble) => (Finish::Failed(trouble.failure), trouble.detail),
        },
    };
    let state = progress.with(std::mem::take);
    let ended = Ended {
        finish,
        detail,
        model: state.model,
        usage: state.usage,
        first_token: state.first_token,
        total: progress.begun.elapsed(),
        attempts: state.attempts,
    };
    // If nobody listens any more, nobody wants to know.
    let _ = progress.out.send(Said::Ended(Box::new(ended)));
}

/// Waits for the deadlines.
async fn too_late(progress: &Progress) -> Failure {
    let Deadlines { first_token, total } = progress.deadlines;
    tokio::time::sleep_until(progress.begun + first_token.min(total)).await;
    if !progress.has_text() {
        return Failure::FirstTokenLate;
    }
    tokio::time::sleep_until(progress.begun + total).await;
    Failure::EndLate
}

/// What is set for the connection, or more if the request may take longer.
fn deadlines(link: &Link, request: &Request) -> Deadlines {
    let least = request.at_least;
    Deadlines {
        first_token: least.map_or(link.first_token, |least| {
            link.first_token.max(least.first_token)
        }),
        total: least.map_or(link.total, |least| link.total.max(least.total)),
    }
}

/// Sends it until it succeeds, or may not be sent again.
async fn attempts(link: &Link, request: &Request, progress: &Progress) -> Result<Finish, Trouble> {
    let mut plain = link.plain();
    let mut repeated = 0;
    let mut is_plainer = false;
    loop {
        progress.with(|state| state.attempts += 1);
        let trouble = match once(link, request, plain, progress).await {
            Ok(finish) => {
                link.learn(plain);
                return Ok(finish);
            }
            Err(trouble) => trouble,
        };
        if progress.has_text() {
            return Err(trouble);
        }
        match trouble.again {
            Again::Never => return Err(trouble),
            Again::Plainer(culprit) => {
                match plain.without(culprit, link.api, sent(link, request)) {
                    Some(plainer) if !is_plainer => {
                        plain = plainer;
                        is_plainer = true;
                    }
                    _ => return Err(trouble),
                }
            }
            Again::After(wish) => {
                let first_token = progress.deadlines.first_token;
                let left = first_token.saturating_sub(progress.begun.elapsed());
                // Whoever waits learns now, not at the deadline, that it will not come in time.
                let pause = link.retries.pause(repeated, wish);
                let Some(pause) = pause.filter(|pause| *pause < left) else {
                    return Err(trouble);
                };
                repeated += 1;
                tokio::time::sleep(pause).await;
            }
        }
    }
}

/// What of this request a server may not know.
fn sent(link: &Link, request: &Request) -> Sent {
    Sent {
        schema: request.schema.is_some(),
        effort: dialect::has_effort(&link.model, link.server.is_openai()),
    }
}

/// Sends it once.
async fn once(
    link: &Link,
    request: &Request,
    plain: Plain,
    progress: &Progress,
) -> Result<Finish, Trouble> {
    let server = &link.server;
    let body = dialect::body(link.api, &link.model, request, plain, server.is_openai());
    let response = server
        .request(Method::POST, dialect::path(link.api))
        .header(CONTENT_TYPE, "application/json")
        .header(ACCEPT, "text/event-stream, application/json")
        .body(body.to_string())
        .send()
        .await
        .map_err(unsent)?;
    let status = response.status();
    if !status.is_success() {
        let headers = response.headers().clone();
        let body = body_of(response, MAX_REFUSAL).await.unwrap_or_default();
        return Err(trouble::refused(status, &headers, &body, &link.model));
    }
    let kind = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .map(|kind| kind.split(';').next().unwrap_or_default().trim())
        .unwrap_or_default()
        .to_ascii_lowercase();
    let mut reader = Reader::new(link.api, &link.model);
    let mut heard = Heard::default();
    match kind.as_str() {
        "text/event-stream" | "" => {
            let silence = progress.deadlines.first_token;
            stream(response, &mut reader, &mut heard, progress, silence).await
        }
        "application/json" => {
            let body = body_of(response, MAX_WHOLE).await?;
            let body = serde_json::from_slice(&body).map_err(|_| {
                Trouble::never(Failure::NotCompatible, "the answer is no reply of a model")
            })?;
            let end = reader.whole(&body, &mut heard);
            progress.heard(&mut heard);
            end
        }
        _ => Err(Trouble::never(
            Failure::NotCompatible,
            "the answer is neither a stream of events nor JSON",
        )),
    }
}

async fn stream(
    mut response: Response,
    reader: &mut Reader,
    heard: &mut Heard,
    progress: &Progress,
    silence: Duration,
) -> Result<Finish, Trouble> {
    let mut events = Events::default();
    let mut arrived = Vec::new();
    let mut length = 0;
    loop {
        let chunk = response.chunk();
        let chunk = if reader.is_nearly_done() {
            let chunk = tokio::time::timeout(GRACE, chunk).await;
            chunk.unwrap_or(Ok(None))
        } else if progress.has_text() {
            let chunk = tokio::time::timeout(silence, chunk).await;
            chunk.map_err(|_| Trouble::never(Failure::EndLate, "the stream stood still"))?
        } else {
            chunk.await
        };
        let (parsed, is_over) = match &chunk {
            Ok(Some(bytes)) => {
                length += bytes.len();
                (events.take(bytes, &mut arrived), false)
            }
            Ok(None) => (events.end(&mut arrived), true),
            Err(_) => (Ok(()), true),
        };
        for event in arrived.drain(..) {
            let end = reader.event(&event, heard);
            progress.heard(heard);
            if let Some(finish) = end? {
                drain(response);
                return Ok(finish);
            }
        }
        parsed.map_err(|malformed| broken(malformed.as_str()))?;
        if is_over {
            let end = reader.end(heard);
            progress.heard(heard);
            return end.unwrap_or_else(|| {
                Err(match chunk {
                    Err(error) => Trouble::later(Failure::BrokenOff, http::innermost(&error)),
                    Ok(_) => {
                        Trouble::later(Failure::BrokenOff, "the stream ended before the reply did")
                    }
                })
            });
        }
        if length > MAX_STREAM {
            return Err(broken("the stream does not end"));
        }
    }
}

/// Reads what little is left, so that the next question finds the connection open; nobody waits for it.
fn drain(mut response: Response) {
    tokio::spawn(tokio::time::timeout(DRAINING, async move {
        let mut length = 0;
        while let Ok(Some(bytes)) = response.chunk().await {
            length += bytes.len();
            if length > MAX_DRAINED {
                break;
            }
        }
    }));
}

/// An answer as a whole, if it is not longer than this.
pub(super) async fn body_of(mut response: Response, most: usize) -> Result<Vec<u8>, Trouble> {
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(bytes)) => {
                body.extend_from_slice(&bytes);
                if body.len() > most {
                    return Err(Trouble::never(
                        Failure::NotCompatible,
                        "the answer does not end",
                    ));
                }
            }
            Ok(None) => return Ok(body),
            Err(error) => {
                return Err(Trouble::later(Failure::BrokenOff, http::innermost(&error)));
            }
        }
    }
}

/// It could not be sent, or nothing came back.
pub(super) fn unsent(error: reqwest::Error) -> Trouble {
    let failure = if error.is_connect() {
        Failure::Unreachable
    } else {
        Failure::BrokenOff
    };
    Trouble::later(failure, http::innermost(&error))
}
