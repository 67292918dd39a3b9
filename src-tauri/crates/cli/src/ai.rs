//! `candor ai check`: whether an AI service does what an interview needs, step by step.

mod steps;

use std::{fs, time::Duration};

use candor_core::{
    ai,
    assistant::{
        client::{Config, HttpModel, Network, Proxy, address, host, is_local},
        model::{Endpoint, ReplyModel as _},
    },
};
use serde::Serialize;

use crate::{
    args::{Ai, AiCheck, Place},
    failure::Failure,
    open,
    screen::say,
};
use steps::{State, Step, is_cancelled, keeps_to_a_form, listed, refuses_a_wrong_key, replies};

/// How long a service may take to its first token and to the end.
const PATIENCE: (Duration, Duration) = (Duration::from_secs(30), Duration::from_mins(1));
/// The same on this machine, where a model is loaded when it is first asked.
const LOADING: (Duration, Duration) = (Duration::from_mins(2), Duration::from_mins(3));
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
