//! `candor ai check`: whether an AI service does what an interview needs, step by step.

use std::{
    fs,
    time::{Duration, Instant},
};

use candor_core::{
    ai,
    assistant::{
        client::{Config, HttpModel, Network, Proxy, address, host, is_local},
        model::{
            Cancel, Endpoint, Failure as Trouble, Finish, Reply, ReplyModel as _, ReplySchema,
            Request, Speaker, Turn,
        },
    },
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    args::{Ai, AiCheck, Place},
    failure::Failure,
    open,
    screen::say,
};

/// How long a service may take to its first token and to the end.
const PATIENCE: (Duration, Duration) = (Duration::from_secs(30), Duration::from_mins(1));
/// The same on this machine, where a model is loaded when it is first asked.
const LOADING: (Duration, Duration) = (Duration::from_mins(2), Duration::from_mins(3));
/// Room for models that think before they speak.
const MAX_TOKENS: u32 = 2_000;
/// A request that takes longer than this to end when nobody waits any more goes on behind one's back.
const AT_ONCE: Duration = Duration::from_millis(500);
/// No service gave out this key.
const WRONG_KEY: &str = "sk-candor-check-wrong-key-0000000000000000";

/// One thing that was tried.
#[derive(Serialize)]
struct Step {
    #[serde(rename = "step")]
    name: &'static str,
    state: State,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    ms: Option<u64>,
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum State {
    Works,
    /// It does not work, but interviews can do without.
    Missing,
    /// It does not work, and without it there is no interview.
    Fails,
}

/// All that was tried.
#[derive(Serialize)]
struct Report {
    host: String,
    api: &'static str,
    model: String,
    works: bool,
    steps: Vec<Step>,
}

/// Runs `candor ai …`.
pub(crate) fn run(place: &Place, command: &Ai) -> Result<(), Failure> {
    match command {
        Ai::Check(check) => self::check(place, check),
    }
}

fn check(place: &Place, check: &AiCheck) -> Result<(), Failure> {
    let (config, network) = settings(place, check)?;
    let model = open_model(&config, &network)?;
    let endpoint = model.endpoint();
    let mut report = Report {
        host: endpoint.host.clone(),
        api: endpoint.api.as_str(),
        model: endpoint.model.clone(),
        works: false,
        steps: Vec::new(),
    };
    let mut tell = |step: Step| -> Result<bool, Failure> {
        let goes_on = step.state != State::Fails;
        if !check.json {
            let state = match step.state {
                State::Works => "works",
                State::Missing => "missing",
                State::Fails => "FAILS",
            };
            let name = step.name.replace('_', " ");
            say!("{state:<8} {name:<15} {}", step.detail)?;
        }
        report.steps.push(step);
        Ok(goes_on)
    };
    let works = try_all(&model, &config, &network, &mut tell)?;
    report.works = works;
    if check.json {
        say!("{}", serde_json::to_string(&report)?)?;
    }
    if works {
        return Ok(());
    }
    Err(Failure::Other(
        "interviews cannot use this service as it is; the scripted interviewer would take over"
            .to_owned(),
    ))
}

/// Everything in order, until something fails that all the rest needs.
fn try_all(
    model: &HttpModel,
    config: &Config,
    network: &Network,
    tell: &mut impl FnMut(Step) -> Result<bool, Failure>,
) -> Result<bool, Failure> {
    for step in listed(model) {
        if !tell(step)? {
            return Ok(false);
        }
    }
    for step in replies(model) {
        if !tell(step)? {
            return Ok(false);
        }
    }
    tell(keeps_to_a_form(model))?;
    tell(is_cancelled(model))?;
    if config.key.is_some() {
        tell(refuses_a_wrong_key(config, network)?)?;
    }
    Ok(true)
}

/// What the command line or a kept connection says.
fn settings(place: &Place, check: &AiCheck) -> Result<(Config, Network), Failure> {
    let (mut config, mut network) = if let Some(name) = &check.connection {
        let app = open::app(place, open::folders(place)?)?;
        ai::by_name(&app, name)?
            .ok_or_else(|| Failure::Other(format!("there is no connection named “{name}”")))?
    } else {
        let config = Config {
            endpoint: Endpoint {
                connection: "check".to_owned(),
                host: String::new(),
                api: check.api,
                model: String::new(),
                input_price_micros: None,
                output_price_micros: None,
            },
            base_url: String::new(),
            organization: None,
            project: None,
            first_token: Duration::ZERO,
            total: Duration::ZERO,
            key: None,
        };
        (config, Network::default())
    };
    if let Some(base_url) = &check.base_url {
        config.base_url.clone_from(base_url);
    }
    if let Some(model) = &check.model {
        config.endpoint.model.clone_from(model);
    }
    if let Ok(key) = std::env::var("CANDOR_API_KEY")
        && !key.trim().is_empty()
    {
        config.key = Some(key.into());
    }
    config.organization = check.organization.clone().or(config.organization);
    config.project = check.project.clone().or(config.project);
    match check.proxy.as_deref() {
        None => {}
        Some("none") => network.proxy = Proxy::None,
        Some(address) => network.proxy = Proxy::Manual(address.to_owned()),
    }
    if let Some(file) = &check.ca_file {
        let pem = fs::read_to_string(file).map_err(Failure::file(file))?;
        network.root_certificates.push(pem);
    }
    let url = address(&config.base_url).map_err(|error| Failure::Other(error.to_string()))?;
    config.endpoint.host = host(&url);
    (config.first_token, config.total) = if is_local(&url) { LOADING } else { PATIENCE };
    Ok((config, network))
}

fn open_model(config: &Config, network: &Network) -> Result<HttpModel, Failure> {
    HttpModel::new(config, network).map_err(|error| Failure::Other(error.to_string()))
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
fn listed(model: &HttpModel) -> Vec<Step> {
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
        schema,
    }
}

const COUNT: &str = "Count from one to thirty in English words, separated by commas.";

/// Whether words come, bit by bit, how soon, and whether tokens are told.
fn replies(model: &HttpModel) -> Vec<Step> {
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
fn keeps_to_a_form(model: &HttpModel) -> Step {
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
fn is_cancelled(model: &HttpModel) -> Step {
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
fn refuses_a_wrong_key(config: &Config, network: &Network) -> Result<Step, Failure> {
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
