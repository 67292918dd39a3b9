//! What `candor ai check` tries, one thing each.

use std::time::{Duration, Instant};

use candor_core::assistant::{
    client::{Config, HttpModel, Network},
    model::{
        Cancel, Failure as Trouble, Finish, Reply, ReplyModel as _, ReplySchema, Request, Speaker,
        THINKING_TOKENS, Turn,
    },
};
use serde::Serialize;
use serde_json::{Value, json};

use super::open_model;
use crate::failure::Failure;

/// As much room as a line of an interview has: models think before they speak.
const MAX_TOKENS: u32 = 300 + THINKING_TOKENS;
/// A request that takes longer than this to end when nobody waits any more goes on behind one's back.
const AT_ONCE: Duration = Duration::from_millis(500);
/// No service gave out this key.
const WRONG_KEY: &str = "sk-candor-check-wrong-key-0000000000000000";

/// One thing that was tried.
#[derive(Serialize)]
pub(super) struct Step {
    #[serde(rename = "step")]
    pub(super) name: &'static str,
    pub(super) state: State,
    pub(super) detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ms: Option<u64>,
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(super) enum State {
    Works,
    /// It does not work, but interviews can do without.
    Missing,
    /// It does not work, and without it there is no interview.
    Fails,
}

fn step(name: &'static str, state: State, detail: impl Into<String>) -> Step {
    Step {
        name,
        state,
        detail: detail.into(),
        ms: None,
    }
}

/// Whether the server answers, takes the key, and tells its models.
pub(super) fn listed(model: &HttpModel) -> Vec<Step> {
    let begun = Instant::now();
    let answer = model.models(&Cancel::default());
    let ms = ms(begun.elapsed());
    let host = &model.endpoint().host;
    let name = &model.endpoint().model;
    let reachable = || Step {
        ms: Some(ms),
        ..step(
            "reachable",
            State::Works,
            format!("{host} answers in {ms} ms"),
        )
    };
    match answer {
        Ok(models) => {
            let known = models.iter().find(|known| known.id == *name);
            let end = known.and_then(|known| known.shutdown_date.as_deref());
            let listed = match (known, end) {
                (Some(_), None) => step(
                    "models",
                    State::Works,
                    format!("{} listed, “{name}” among them", models.len()),
                ),
                (Some(_), Some(day)) => step(
                    "models",
                    State::Works,
                    format!(
                        "“{name}” is listed, but will be switched off on {day}; choose another one before that day"
                    ),
                ),
                (None, _) => step(
                    "models",
                    State::Missing,
                    format!("{} listed, “{name}” is none of them", models.len()),
                ),
            };
            vec![reachable(), listed]
        }
        Err((failure, detail)) => match failure {
            Trouble::Unreachable | Trouble::EndLate | Trouble::FirstTokenLate => {
                vec![step("reachable", State::Fails, why(failure, &detail))]
            }
            Trouble::KeyRefused => vec![
                reachable(),
                step("key", State::Fails, why(failure, &detail)),
            ],
            _ => vec![
                reachable(),
                step(
                    "models",
                    State::Missing,
                    format!("not listed: {}", why(failure, &detail)),
                ),
            ],
        },
    }
}

fn request(words: &str, schema: Option<ReplySchema>) -> Request {
    let turn = |speaker, content: &str| Turn {
        speaker,
        content: content.to_owned(),
    };
    Request {
        turns: vec![
            turn(
                Speaker::System,
                "You are being tested. Do exactly as asked.",
            ),
            turn(Speaker::User, words),
        ],
        max_output_tokens: MAX_TOKENS,
        at_least: None,
        schema,
    }
}

const COUNT: &str = "Count from one to thirty in English words, separated by commas.";

/// Whether words come, bit by bit, how soon, and whether tokens are told.
pub(super) fn replies(model: &HttpModel) -> Vec<Step> {
    let mut pieces = 0;
    let cancel = Cancel::default();
    let reply = model.reply(&request(COUNT, None), &cancel, &mut |_| pieces += 1);
    if let Some(failed) = failed("reply", &reply) {
        return vec![failed];
    }
    if reply.text.trim().is_empty() {
        return vec![step(
            "reply",
            State::Fails,
            "no word came; the model may have used all its tokens for thinking",
        )];
    }
    let mut steps = vec![Step {
        ms: Some(reply.total_ms),
        ..step(
            "reply",
            State::Works,
            format!("whole after {} ms", reply.total_ms),
        )
    }];
    steps.push(if pieces > 1 {
        step(
            "streaming",
            State::Works,
            format!("the words came in {pieces} pieces"),
        )
    } else {
        step(
            "streaming",
            State::Missing,
            "the words came all at once: candidates wait longer for them",
        )
    });
    if let Some(ms) = reply.first_token_ms {
        steps.push(Step {
            ms: Some(ms),
            ..step("first_token", State::Works, format!("after {ms} ms"))
        });
    }
    steps.push(match reply.usage {
        Some(usage) => step(
            "usage",
            State::Works,
            format!(
                "{} tokens sent, {} received",
                usage.input_tokens, usage.output_tokens
            ),
        ),
        None => step(
            "usage",
            State::Missing,
            "the service does not count tokens: a budget can only be estimated",
        ),
    });
    steps
}

/// Whether a reply keeps to a form that was demanded.
pub(super) fn keeps_to_a_form(model: &HttpModel) -> Step {
    let schema = ReplySchema {
        name: "check",
        schema: json!({
            "type": "object", "additionalProperties": false, "required": ["colour", "amount"],
            "properties": {"colour": {"type": "string"}, "amount": {"type": "integer"}},
        }),
    };
    let words = "Name any colour and any whole number, as JSON with “colour” and “amount”.";
    let request = request(words, Some(schema));
    let reply = model.reply(&request, &Cancel::default(), &mut |_| {});
    let name = "json_form";
    if let Finish::Failed(failure) = reply.finish {
        let why = why(failure, &reply.detail);
        return step(name, State::Missing, format!("not possible: {why}"));
    }
    let value: Option<Value> = serde_json::from_str(&reply.text).ok();
    let is_kept = value.is_some_and(|value| {
        value["colour"].is_string()
            && value["amount"].is_i64()
            && value.as_object().is_some_and(|members| members.len() == 2)
    });
    if is_kept {
        step(
            name,
            State::Works,
            "replies keep to a form that is demanded",
        )
    } else {
        step(
            name,
            State::Missing,
            "the reply did not keep to the form: drafts of ratings will often fail",
        )
    }
}

/// Whether a request ends when nobody waits for it any more.
pub(super) fn is_cancelled(model: &HttpModel) -> Step {
    let cancel = Cancel::default();
    let mut told = None;
    let reply = model.reply(&request(COUNT, None), &cancel.clone(), &mut |_| {
        told.get_or_insert_with(Instant::now);
        cancel.cancel();
    });
    let name = "cancelling";
    match (reply.finish, told.map(|told| told.elapsed())) {
        (Finish::Cancelled, Some(took)) if took < AT_ONCE => Step {
            ms: Some(ms(took)),
            ..step(
                name,
                State::Works,
                format!("a reply ends {} ms after nobody waits for it", ms(took)),
            )
        },
        (Finish::Failed(failure), _) => step(name, State::Missing, why(failure, &reply.detail)),
        _ => step(name, State::Missing, "a reply could not be ended early"),
    }
}

/// Whether anybody could use the service, or only who has the key.
pub(super) fn refuses_a_wrong_key(config: &Config, network: &Network) -> Result<Step, Failure> {
    let config = Config {
        key: Some(WRONG_KEY.to_owned().into()),
        ..config.clone()
    };
    let other = open_model(&config, network)?;
    let mut words = request("Say: yes", None);
    words.max_output_tokens = 16;
    let reply = other.reply(&words, &Cancel::default(), &mut |_| {});
    let name = "wrong_key";
    Ok(match reply.finish {
        Finish::Failed(Trouble::KeyRefused) => step(name, State::Works, "a wrong key is refused"),
        Finish::Failed(failure) => step(name, State::Missing, why(failure, &reply.detail)),
        _ => step(
            name,
            State::Missing,
            "the service takes any key: whoever reaches it can use it",
        ),
    })
}

/// The step a reply that failed stands for.
fn failed(name: &'static str, reply: &Reply) -> Option<Step> {
    let words = match reply.finish {
        Finish::Complete | Finish::Length => return None,
        Finish::Filtered => "the service's filter cut a harmless reply".to_owned(),
        Finish::Refused => "the model refused a harmless request".to_owned(),
        Finish::Cancelled => "it was cancelled".to_owned(),
        Finish::Failed(failure) => why(failure, &reply.detail),
    };
    Some(step(name, State::Fails, words))
}

/// A failure in plain words, and what to do about it.
fn why(failure: Trouble, detail: &str) -> String {
    let words = match failure {
        Trouble::Unreachable => {
            "no server can be reached there; check the address, the network and the proxy"
        }
        Trouble::FirstTokenLate => "the first word took too long",
        Trouble::EndLate => "the end took too long",
        Trouble::BrokenOff => "the reply broke off",
        Trouble::KeyRefused => "the server wants a key, or another one; set CANDOR_API_KEY",
        Trouble::QuotaUsedUp => "the account has no credit left",
        Trouble::Limited => "the server takes no more requests at the moment; try again later",
        Trouble::ServerFailed => "the server has a problem of its own; try again later",
        Trouble::NotCompatible => {
            "what answers there is no such service; check the address and --api"
        }
        Trouble::ModelMissing => "the server does not have this model",
        Trouble::RequestRefused => "the server does not accept the request",
        Trouble::Resting => "it failed too often to be asked again at once",
    };
    if detail.is_empty() {
        words.to_owned()
    } else {
        format!("{words} ({detail})")
    }
}

fn ms(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
