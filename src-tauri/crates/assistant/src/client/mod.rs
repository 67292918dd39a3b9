//! The way to a model behind HTTP: OpenAI's Responses API, and Chat Completions as compatible servers offer them.
//!
//! A recruiter's settings become an [`HttpModel`]; the conversation asks it through [`ReplyModel`].
//! Invariants: text is handed out once, in order, as it arrives, and nothing is sent again after the first piece;
//! redirects are never followed; everything travels encrypted or not at all, and a key to its server only; this machine is never
//! reached through a proxy; whatever a server sends, no more than a few MiB of it are held; nothing that was sent or
//! received is logged or told in a failure.

mod ask;
mod chat;
mod config;
mod date;
mod dialect;
mod http;
mod link;
mod models;
mod probe;
mod responses;
mod rest;
mod sse;
mod trouble;

use std::{
    fmt,
    sync::{Arc, atomic::AtomicU8, mpsc},
    time::{Duration, Instant},
};

use tokio::task::JoinHandle;

use self::{
    ask::{Ended, Said},
    http::Server,
    link::Link,
    rest::Breaker,
};
pub use self::{
    config::{Config, ConfigError, Network, Proxy, address, host, is_local},
    http::{check_certificates, check_proxy},
    link::Retries,
    models::{Checked, ModelInfo},
    probe::{Found, LOCAL_SERVERS, LocalServer, probe},
    rest::Rest,
};
use crate::model::{Cancel, Endpoint, Failure, Finish, Reply, ReplyModel, Request};

/// A model behind HTTP. It remembers how the service behaved: keep it as long as its settings stay the same.
pub struct HttpModel {
    endpoint: Endpoint,
    link: Arc<Link>,
    breaker: Breaker,
}

impl HttpModel {
    /// Opens nothing yet: the first request does.
    ///
    /// # Errors
    /// What of the settings cannot be used.
    pub fn new(config: &Config, network: &Network) -> Result<Self, ConfigError> {
        Self::tuned(config, network, Retries::default(), Rest::default())
    }

    /// The same with other habits.
    ///
    /// # Errors
    /// What of the settings cannot be used.
    pub fn tuned(
        config: &Config,
        network: &Network,
        retries: Retries,
        rest: Rest,
    ) -> Result<Self, ConfigError> {
        let server = Server::new(config, network)?;
        let mut endpoint = config.endpoint.clone();
        endpoint.host = host(server.base());
        let link = Link {
            server,
            api: endpoint.api,
            model: endpoint.model.clone(),
            first_token: config.first_token,
            total: config.total,
            retries,
            learnt: AtomicU8::new(0),
        };
        Ok(Self {
            endpoint,
            link: Arc::new(link),
            breaker: Breaker::new(rest),
        })
    }

    /// The same service, for another use: with its own record of failures, so that one use does not make the other rest.
    #[must_use]
    pub fn apart(&self) -> Self {
        Self {
            endpoint: self.endpoint.clone(),
            link: Arc::clone(&self.link),
            breaker: self.breaker.anew(),
        }
    }

    /// Asks which models the server has. Blocks; cancelling ends it within some ms.
    ///
    /// # Errors
    /// Why there is no list, with more about it in plain words. Servers without one answer with
    /// [`Failure::NotCompatible`].
    pub fn models(&self, cancel: &Cancel) -> Result<Vec<ModelInfo>, (Failure, String)> {
        models::list(&self.link, cancel)
    }

    /// Sees whether the connection works: asks for the list of models and, if a model is named, for one word.
    /// Blocks; cancelling ends it within some ms. Nothing but that is sent.
    pub fn check(&self, cancel: &Cancel) -> Checked {
        models::check(self, cancel)
    }

    /// Whether a key is sent.
    pub fn has_key(&self) -> bool {
        self.link.server.has_key()
    }
}

impl fmt::Debug for HttpModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpModel")
            .field("endpoint", &self.endpoint)
            .field("has_key", &self.has_key())
            .finish_non_exhaustive()
    }
}

impl ReplyModel for HttpModel {
    fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    fn reply(&self, request: &Request, cancel: &Cancel, on_text: &mut dyn FnMut(&str)) -> Reply {
        let begun = Instant::now();
        if cancel.is_cancelled() {
            return unsent(Finish::Cancelled, String::new(), begun);
        }
        let Some(pass) = self.breaker.enter() else {
            return unsent(Finish::Failed(Failure::Resting), String::new(), begun);
        };
        let reply = self.exchange(request, cancel, on_text, begun);
        pass.ended(reply.finish);
        reply
    }
}

impl HttpModel {
    fn exchange(
        &self,
        request: &Request,
        cancel: &Cancel,
        on_text: &mut dyn FnMut(&str),
        begun: Instant,
    ) -> Reply {
        let runtime = match http::runtime() {
            Ok(runtime) => runtime,
            Err(error) => {
                tracing::error!(%error, "no runtime for connections");
                let detail = "this machine has no room for another connection".to_owned();
                return unsent(Finish::Failed(Failure::Unreachable), detail, begun);
            }
        };
        let (sender, receiver) = mpsc::channel();
        let (link, request, notice) = (Arc::clone(&self.link), request.clone(), cancel.clone());
        let _task = Aborting(runtime.spawn(async move {
            ask::converse(&link, &request, &notice, sender).await;
        }));
        let mut text = String::new();
        let mut is_cut = false;
        let ended = loop {
            match receiver.recv() {
                Ok(Said::Text(piece)) => {
                    is_cut |= cancel.is_cancelled();
                    if !is_cut {
                        text.push_str(&piece);
                        on_text(&piece);
                    }
                }
                Ok(Said::Ended(ended)) => break Some(*ended),
                // It ended without a word: it panicked, and that is told where panics are.
                Err(mpsc::RecvError) => break None,
            }
        };
        let ended = ended.unwrap_or_else(|| Ended {
            finish: Finish::Failed(Failure::BrokenOff),
            detail: String::new(),
            model: None,
            usage: None,
            first_token: None,
            total: begun.elapsed(),
            attempts: 1,
        });
        Reply {
            finish: if is_cut {
                Finish::Cancelled
            } else {
                ended.finish
            },
            text,
            model: ended.model,
            usage: ended.usage,
            first_token_ms: ended.first_token.map(ms),
            total_ms: ms(ended.total),
            attempts: ended.attempts,
            detail: if is_cut { String::new() } else { ended.detail },
        }
    }
}

/// Ends the task when nobody waits for it any more, whatever the reason.
struct Aborting(JoinHandle<()>);

impl Drop for Aborting {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A reply to a request that was not sent.
fn unsent(finish: Finish, detail: String, begun: Instant) -> Reply {
    Reply {
        text: String::new(),
        finish,
        model: None,
        usage: None,
        first_token_ms: None,
        total_ms: ms(begun.elapsed()),
        attempts: 0,
        detail,
    }
}

fn ms(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
