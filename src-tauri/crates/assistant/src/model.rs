//! A model that words replies: the seam between the conversation and the outside world.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use candor_domain::AiApi;
use tokio::sync::Notify;

/// Who speaks in a part of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// Our instructions.
    System,
    /// Everything that is data: what the candidate said, the knowledge base, the task at hand.
    User,
    /// The interviewer's own earlier lines.
    Assistant,
}

impl Speaker {
    /// The name both dialects give it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::User => "user",
            Self::Assistant => "assistant",
        }
    }
}

/// One part of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Who speaks.
    pub speaker: Speaker,
    /// The words.
    pub content: String,
}

/// A JSON Schema the reply has to follow, where the service can promise that; the reply is checked in any case.
#[derive(Debug, Clone, PartialEq)]
pub struct ReplySchema {
    /// Its name: letters, digits, `_` and `-`.
    pub name: &'static str,
    /// The schema, every property required and no others allowed.
    pub schema: serde_json::Value,
}

/// Tokens for what a model thinks before it speaks: hidden reasoning counts as received, and without room for it no word
/// comes at all. How long a reply may be is decided by whoever checks it.
pub const THINKING_TOKENS: u32 = 2_000;

/// How long a reply may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadlines {
    /// To the first token, counted from the request; and how long the stream may stand still after it.
    pub first_token: Duration,
    /// To the end.
    pub total: Duration,
}

/// What a model is asked. No tools, nothing to be stored by the service.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The parts in order; instructions first.
    pub turns: Vec<Turn>,
    /// Most tokens of the reply, [`THINKING_TOKENS`] included.
    pub max_output_tokens: u32,
    /// How long it may take at least, whatever is set for the connection; where nobody waits for each word.
    pub at_least: Option<Deadlines>,
    /// The form of the reply; free text when absent.
    pub schema: Option<ReplySchema>,
}

/// Why no reply came, or only a part of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Failure {
    /// No server answers there.
    Unreachable,
    /// The first token did not come in time.
    FirstTokenLate,
    /// The end did not come in time.
    EndLate,
    /// The connection or the stream broke off, or what came was no such stream.
    BrokenOff,
    /// The server wants a key, or another one.
    KeyRefused,
    /// The account has no credit left.
    QuotaUsedUp,
    /// Too many requests at the moment.
    Limited,
    /// The server has a problem of its own.
    ServerFailed,
    /// Nothing is at this address, or what answers is no such service.
    NotCompatible,
    /// The server does not have this model.
    ModelMissing,
    /// The server does not accept the request as it is.
    RequestRefused,
    /// It failed so often lately that it is left alone for a while.
    Resting,
}

impl Failure {
    /// Stable word, as logged.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::FirstTokenLate => "first_token_late",
            Self::EndLate => "end_late",
            Self::BrokenOff => "broken_off",
            Self::KeyRefused => "key_refused",
            Self::QuotaUsedUp => "quota_used_up",
            Self::Limited => "limited",
            Self::ServerFailed => "server_failed",
            Self::NotCompatible => "not_compatible",
            Self::ModelMissing => "model_missing",
            Self::RequestRefused => "request_refused",
            Self::Resting => "resting",
        }
    }
}

/// How a reply ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finish {
    /// It is whole.
    Complete,
    /// The most tokens allowed were used up before it was whole.
    Length,
    /// The service's own filter cut it.
    Filtered,
    /// The model would not answer; the text is what it said instead.
    Refused,
    /// It was cancelled.
    Cancelled,
    /// It failed; the text is what had come.
    Failed(Failure),
}

/// Tokens as the service counted them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// Tokens sent.
    pub input_tokens: u32,
    /// Tokens received, hidden reasoning included.
    pub output_tokens: u32,
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The words that came, exactly those handed to `on_text`.
    pub text: String,
    /// How it ended.
    pub finish: Finish,
    /// The model, as the service called it.
    pub model: Option<String>,
    /// Tokens, if the service told.
    pub usage: Option<Usage>,
    /// From the request to the first token, in ms.
    pub first_token_ms: Option<u64>,
    /// From the request to the end, in ms.
    pub total_ms: u64,
    /// How often it was sent; 0 when it was not sent at all.
    pub attempts: u32,
    /// More about a failure, in plain words, without what was sent or received; empty when there is nothing to add.
    pub detail: String,
}

/// Where a model is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Name the recruiter gave the connection.
    pub connection: String,
    /// Host, with its port unless that is the usual one.
    pub host: String,
    /// How it is spoken to.
    pub api: AiApi,
    /// The model asked for.
    pub model: String,
    /// Price of a million tokens sent, in millionths of the budget's currency.
    pub input_price_micros: Option<u64>,
    /// Price of a million tokens received, in millionths of the budget's currency.
    pub output_price_micros: Option<u64>,
}

impl Endpoint {
    /// Estimated price in millionths of the budget's currency; `None` unless both prices are known.
    pub fn cost_micros(&self, usage: Usage) -> Option<u64> {
        let of = |tokens: u32, price: u64| u64::from(tokens).saturating_mul(price);
        let sum = of(usage.input_tokens, self.input_price_micros?)
            .saturating_add(of(usage.output_tokens, self.output_price_micros?));
        Some(sum.div_ceil(1_000_000))
    }
}

/// Tells a request that nobody waits for its reply any more. Clones cancel together.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<Cancelled>);

#[derive(Debug, Default)]
struct Cancelled {
    flag: AtomicBool,
    notify: Notify,
}

impl Cancel {
    /// Cancels; more than once does no harm.
    pub fn cancel(&self) {
        self.0.flag.store(true, Ordering::SeqCst);
        self.0.notify.notify_waiters();
    }

    /// Whether it was cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.0.flag.load(Ordering::SeqCst)
    }

    /// Waits until it is cancelled.
    pub async fn cancelled(&self) {
        let notified = self.0.notify.notified();
        tokio::pin!(notified);
        // Registered before the flag is looked at: nothing is missed between the two.
        notified.as_mut().enable();
        if !self.is_cancelled() {
            notified.await;
        }
    }
}

/// A model that words replies.
pub trait ReplyModel: Send + Sync {
    /// Where it is reached.
    fn endpoint(&self) -> &Endpoint;

    /// Asks once and blocks until the reply has ended; `on_text` gets its pieces as they arrive, in order. Cancelling
    /// ends it within some ms. Repeats by itself only what is safe, and never once `on_text` was called.
    fn reply(&self, request: &Request, cancel: &Cancel, on_text: &mut dyn FnMut(&str)) -> Reply;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_estimated_only_when_both_are_known_and_never_rounded_down() {
        let mut endpoint = Endpoint {
            connection: "a".into(),
            host: "b".into(),
            api: AiApi::Chat,
            model: "c".into(),
            input_price_micros: Some(1_250_000),
            output_price_micros: Some(10_000_000),
        };
        let usage = Usage {
            input_tokens: 1_000,
            output_tokens: 101,
        };
        assert_eq!(endpoint.cost_micros(usage), Some(2_260));
        endpoint.output_price_micros = None;
        assert_eq!(endpoint.cost_micros(usage), None);
    }

    #[test]
    fn whoever_waits_is_told_that_it_was_cancelled_before_or_after() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let cancel = Cancel::default();
        let clone = cancel.clone();
        runtime.block_on(async {
            let waiting = tokio::spawn(async move { clone.cancelled().await });
            tokio::task::yield_now().await;
            cancel.cancel();
            waiting.await.unwrap();
            cancel.cancelled().await;
        });
        assert!(cancel.is_cancelled());
    }
}
