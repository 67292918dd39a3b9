//! The client against a service that does what it is told, over both dialects.
//!
//! What holds for one dialect has to hold for the other: every test runs over both unless it says why not.

#![allow(clippy::unwrap_used, reason = "tests")]

mod connection;
mod course;
mod cuts;
mod faults;
mod network;
mod refusals;
mod resting;
mod settings;

use std::time::{Duration, Instant};

use candor_assistant::{
    client::{HttpModel, Network, Rest, Retries},
    model::{Cancel, Failure, Finish, Reply, ReplyModel as _, ReplySchema, Request, Speaker, Turn},
    testing::{Answer, Fault, StandIn},
};
use candor_domain::AiApi;

/// Letters of two to four bytes, quotes and line ends: whatever a reply may hold.
const WORDS: &str = "Grüße! Расскажите, bitte: how did you “solve” it?\nTake your time 🙂.";
/// Deadlines long enough for a busy machine and never waited for.
const LONG: Duration = Duration::from_mins(1);

fn both(test: impl Fn(AiApi)) {
    test(AiApi::Responses);
    test(AiApi::Chat);
}

fn request() -> Request {
    let turn = |speaker, content: &str| Turn {
        speaker,
        content: content.to_owned(),
    };
    Request {
        turns: vec![
            turn(Speaker::System, "You interview."),
            turn(Speaker::Assistant, "What did you do?"),
            turn(Speaker::User, "I „fixed“ it\n\u{1f642}"),
        ],
        max_output_tokens: 200,
        at_least: None,
        schema: None,
    }
}

fn with_schema() -> Request {
    Request {
        schema: Some(ReplySchema {
            name: "line",
            schema: serde_json::json!({
                "type": "object", "additionalProperties": false, "required": ["text"],
                "properties": {"text": {"type": "string"}},
            }),
        }),
        ..request()
    }
}

/// Asks and sees that what was handed out is what the reply holds.
#[track_caller]
fn ask(model: &HttpModel, request: &Request) -> Reply {
    let mut heard = String::new();
    let reply = model.reply(request, &Cancel::default(), &mut |piece| {
        assert!(!piece.is_empty());
        heard.push_str(piece);
    });
    assert_eq!(reply.text, heard);
    assert_eq!(reply.text.is_empty(), reply.first_token_ms.is_none());
    reply
}

/// A service that always answers like this, and what comes of one request.
#[track_caller]
fn answered(api: AiApi, answer: Answer) -> (Reply, StandIn) {
    let service = StandIn::start();
    service.always(answer);
    let reply = ask(&service.model(api), &request());
    (reply, service)
}

#[track_caller]
fn fault(api: AiApi, fault: Fault) -> (Reply, StandIn) {
    answered(api, Answer::text(WORDS).fault(fault))
}

/// With deadlines of one's own.
fn patient(service: &StandIn, api: AiApi, first_token: Duration, total: Duration) -> HttpModel {
    let mut config = service.config(api);
    (config.first_token, config.total) = (first_token, total);
    let retries = Retries {
        first: Duration::from_millis(2),
        ..Retries::default()
    };
    HttpModel::tuned(&config, &Network::default(), retries, Rest::default()).unwrap()
}

fn failed(failure: Failure) -> Finish {
    Finish::Failed(failure)
}

/// Nothing that was sent, received or secret stands in what may be logged.
#[track_caller]
fn tells_nothing(reply: &Reply) {
    for word in [
        "interview",
        "fixed",
        "sk-",
        "Grüße",
        "told to fail",
        "stand-in",
    ] {
        assert!(!reply.detail.contains(word), "{}", reply.detail);
    }
}

/// What a cancelled request takes to end, at most, on a busy machine.
const AT_ONCE: Duration = Duration::from_secs(1);

/// Cancels as soon as `is_time` returns, and sees that the request ends at once.
#[track_caller]
fn cancelled(
    model: &HttpModel,
    mut on_text: impl FnMut(&str),
    is_time: impl FnOnce() + Send,
) -> Reply {
    let cancel = Cancel::default();
    let (reply, took) = std::thread::scope(|scope| {
        let other = cancel.clone();
        let cancelling = scope.spawn(move || {
            is_time();
            other.cancel();
            Instant::now()
        });
        let reply = model.reply(&request(), &cancel, &mut on_text);
        let ended = Instant::now();
        (
            reply,
            ended.saturating_duration_since(cancelling.join().unwrap()),
        )
    });
    assert_eq!(reply.finish, Finish::Cancelled);
    assert!(took < AT_ONCE, "{took:?}");
    reply
}
