//! Trying a connection out before it is kept, and looking for servers on this machine.

use std::time::Duration;

use candor_assistant::{
    client::{self, Checked, LOCAL_SERVERS, ModelInfo},
    model::{Cancel, Failure},
};
use candor_domain::{AiApi, ConnectionId};
use serde::Serialize;
use zeroize::Zeroizing;

use super::{
    address,
    draft::{AiConnectionDraft, described_for_test, key},
    open::http_model,
    stored,
};
use crate::{App, Result};

/// Most models told of.
const MAX_MODELS: usize = 500;
/// A model on this machine is loaded when it is first asked, which takes its time once.
const LOADING_S: u32 = 60;
/// How long each of the usual servers may take to answer when it is looked for.
const LOOKING: Duration = Duration::from_millis(1_500);

/// What a test of a connection found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct AiTest {
    /// How it ended.
    pub outcome: TestOutcome,
    /// Models the server offers, by name; empty when it does not tell.
    pub models: Vec<OfferedModel>,
    /// More, in plain words; empty when there is nothing to add.
    pub detail: String,
    /// From the question to the first token of the reply, in ms; absent when no model was named or none came.
    pub first_token_ms: Option<u64>,
}

/// A model a server offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct OfferedModel {
    /// Its name.
    pub id: String,
    /// The day it is switched off, `YYYY-MM-DD`, if that was announced.
    pub shutdown_date: Option<String>,
}

/// How a test of a connection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TestOutcome {
    /// It works.
    Works,
    /// The server works but does not have the model.
    ModelMissing,
    /// The model answers without a word, for example because it thought until no token was left.
    NoWords,
    /// No server answers there.
    Unreachable,
    /// The server is there but took too long.
    TooSlow,
    /// The server wants a key, or another one.
    KeyRefused,
    /// Nothing is at this address, or what answers there is no such service.
    NotCompatible,
    /// The server allows no more requests at the moment, or the account has no credit left.
    Limited,
    /// The server has a problem of its own.
    ServerFailed,
}

impl From<Failure> for TestOutcome {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Unreachable => Self::Unreachable,
            Failure::FirstTokenLate | Failure::EndLate => Self::TooSlow,
            Failure::KeyRefused => Self::KeyRefused,
            Failure::QuotaUsedUp | Failure::Limited | Failure::Resting => Self::Limited,
            Failure::ServerFailed => Self::ServerFailed,
            Failure::ModelMissing => Self::ModelMissing,
            Failure::BrokenOff | Failure::NotCompatible | Failure::RequestRefused => {
                Self::NotCompatible
            }
        }
    }
}

/// A server that runs on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FoundServer {
    /// Its name.
    pub name: String,
    /// Where its API begins.
    pub base_url: String,
    /// How it is spoken to.
    pub api: AiApi,
    /// Names of its models.
    pub models: Vec<String>,
}

/// Asks the server which models it has and, if a model is named, for one word. Nothing else is sent, and nothing is kept.
/// Blocks; not to be called from async code.
///
/// # Errors
/// [`crate::Error::Invalid`] for what cannot be meant; a keychain that does not give the kept key. A server that does not
/// answer as it should is no error but a result.
pub fn test(app: &App, draft: &AiConnectionDraft) -> Result<AiTest> {
    let mut connection = described_for_test(draft, draft.id.unwrap_or_default())?;
    let url = address::address(&connection.base_url)?;
    let key = match key(draft)? {
        Some(key) => Some(Zeroizing::new(key.to_owned())),
        None if draft.api_key.is_none() => kept_key(app, draft.id, &url)?,
        None => None,
    };
    if address::is_local(&url) {
        connection.first_token_s = connection.first_token_s.max(LOADING_S);
        connection.total_s = connection.total_s.max(LOADING_S);
    }
    let network = app.store().read(stored::network)?;
    let model = http_model(&connection, &network, key)?;
    let Checked {
        failure,
        is_wordless,
        models,
        detail,
        first_token_ms,
    } = model.check(&Cancel::default());
    let outcome = match failure {
        None => TestOutcome::Works,
        Some(_) if is_wordless => TestOutcome::NoWords,
        Some(failure) => failure.into(),
    };
    Ok(AiTest {
        outcome,
        models: models.into_iter().take(MAX_MODELS).map(offered).collect(),
        // Its words are those of the outcome.
        detail: if is_wordless { String::new() } else { detail },
        first_token_ms,
    })
}

fn offered(model: ModelInfo) -> OfferedModel {
    OfferedModel {
        id: model.id,
        shutdown_date: model.shutdown_date,
    }
}

/// The key of the kept connection that is tested, if it is for this server.
fn kept_key(
    app: &App,
    id: Option<ConnectionId>,
    url: &reqwest::Url,
) -> Result<Option<Zeroizing<String>>> {
    let all = app.store().read(stored::connections)?;
    let kept = id.and_then(|id| all.find(id));
    let Some(kept) = kept.filter(|kept| address::is_same_server(&kept.base_url, url)) else {
        return Ok(None);
    };
    match &kept.key_entry {
        Some(entry) => Ok(candor_vault::secret(entry, app.machine().keychain())?),
        None => Ok(None),
    }
}

/// Looks for the usual servers on this machine, and nowhere else. Blocks; not to be called from async code.
pub fn probe() -> Vec<FoundServer> {
    client::probe(&LOCAL_SERVERS, LOOKING)
        .into_iter()
        .map(|found| FoundServer {
            name: found.name,
            base_url: found.base_url,
            api: found.api,
            models: found
                .models
                .into_iter()
                .take(MAX_MODELS)
                .map(|model| model.id)
                .collect(),
        })
        .collect()
}
