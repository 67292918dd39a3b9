//! What is set about AI services, as it lies in the database: one setting per matter. Keys never lie there, only the
//! names of their entries in the keychain.

use candor_domain::{AiApi, AiUse, ConnectionId};
use candor_store::{Connection, StoreError, WriteTx, settings};
use reqwest::Url;
use serde::{Deserialize, Serialize};

use super::{
    address,
    network::Network,
    usage::{Budget, UseFor},
};

const CONNECTIONS: &str = "ai_connections";
const USE: &str = "ai_use";
const BUDGET: &str = "ai_budget";
const NETWORK: &str = "ai_network";
/// The only connection there was in earlier versions.
const FORMER: &str = "ai_connection";

/// How long the first token may take unless something else was said, in seconds.
pub(super) const FIRST_TOKEN_S: u32 = 8;
/// How long a reply may take in all unless something else was said, in seconds.
pub(super) const TOTAL_S: u32 = 30;

/// A connection as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) id: ConnectionId,
    pub(super) name: String,
    pub(super) api: AiApi,
    pub(super) base_url: String,
    pub(super) model: String,
    pub(super) organization: Option<String>,
    pub(super) project: Option<String>,
    pub(super) first_token_s: u32,
    pub(super) total_s: u32,
    pub(super) input_price_micros: Option<u64>,
    pub(super) output_price_micros: Option<u64>,
    pub(super) enabled: bool,
    /// The keychain's entry.
    pub(super) key_entry: Option<String>,
}

impl Kept {
    /// Its address; `None` for one that no version of Candor accepts. Earlier ones accepted more than can be opened now.
    pub(super) fn url(&self) -> Option<Url> {
        Url::parse(&self.base_url).ok()
    }

    /// Host it is reached at, with its port unless that is the usual one.
    pub(super) fn host(&self) -> String {
        self.url().as_ref().map(address::host).unwrap_or_default()
    }

    /// The host outside of this machine that gets what is sent; `None` when it stays on this machine.
    pub(super) fn recipient(&self) -> Option<String> {
        match self.url() {
            Some(url) if address::is_local(&url) => {
                is_passed_on(&self.model).then(|| PASSED_ON_TO.to_owned())
            }
            _ => Some(self.host()),
        }
    }
}

/// Where a local Ollama sends what is asked of models it only passes on.
const PASSED_ON_TO: &str = "ollama.com";

/// Whether a local server would pass this model's requests on: Ollama does so with those whose tag ends in “cloud”.
fn is_passed_on(model: &str) -> bool {
    model.split_once(':').is_some_and(|(_, tag)| {
        tag.eq_ignore_ascii_case("cloud") || tag.to_ascii_lowercase().ends_with("-cloud")
    })
}

/// The connections in their order, and entries of the keychain that are to be forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Connections {
    pub(super) list: Vec<Kept>,
    /// Written down before a key is kept and after it is replaced, so that none is left behind whatever happens.
    pub(super) unused_entries: Vec<String>,
}

impl Connections {
    pub(super) fn find(&self, id: ConnectionId) -> Option<&Kept> {
        self.list.iter().find(|kept| kept.id == id)
    }
}

/// The only connection of earlier versions.
#[derive(Debug, Serialize, Deserialize)]
struct Former {
    base_url: String,
    model: String,
    key_entry: Option<String>,
}

impl From<Former> for Kept {
    fn from(former: Former) -> Self {
        let url = Url::parse(&former.base_url).ok();
        let host = url.as_ref().map(address::host).unwrap_or_default();
        Self {
            // The same on every reading, until it is written down anew.
            id: ConnectionId(settings::subject(FORMER)),
            api: usual_api(&host),
            name: host,
            base_url: former.base_url,
            model: former.model,
            organization: None,
            project: None,
            first_token_s: FIRST_TOKEN_S,
            total_s: TOTAL_S,
            input_price_micros: None,
            output_price_micros: None,
            enabled: true,
            key_entry: former.key_entry,
        }
    }
}

/// How a host is spoken to unless something else was said.
pub(super) fn usual_api(host: &str) -> AiApi {
    if host == "api.openai.com" {
        AiApi::Responses
    } else {
        AiApi::Chat
    }
}

/// The connections; before any was kept in this form, the one of an earlier version.
pub(super) fn connections(conn: &Connection) -> Result<Connections, StoreError> {
    if let Some(connections) = settings::get(conn, CONNECTIONS)? {
        return Ok(connections);
    }
    let former: Option<Option<Former>> = settings::get(conn, FORMER)?;
    Ok(Connections {
        list: former.flatten().into_iter().map(Kept::from).collect(),
        unused_entries: Vec::new(),
    })
}

/// Keeps the connections. What an earlier version kept is among them, and forgotten in its old form.
pub(super) fn put_connections(
    tx: &mut WriteTx<'_>,
    connections: &Connections,
) -> Result<(), StoreError> {
    let former: Option<Option<Former>> = settings::get(tx.conn(), FORMER)?;
    if former.flatten().is_some() {
        settings::put(tx, FORMER, &None::<Former>)?;
    }
    settings::put(tx, CONNECTIONS, connections)
}

/// What AI is to be used for, whether or not there is a connection.
pub(super) fn use_for(conn: &Connection) -> Result<UseFor, StoreError> {
    Ok(settings::get(conn, USE)?.unwrap_or_default())
}

pub(super) fn put_use(tx: &mut WriteTx<'_>, use_for: UseFor) -> Result<(), StoreError> {
    settings::put(tx, USE, &use_for)
}

pub(super) fn budget(conn: &Connection) -> Result<Budget, StoreError> {
    Ok(settings::get(conn, BUDGET)?.unwrap_or_default())
}

pub(super) fn put_budget(tx: &mut WriteTx<'_>, budget: &Budget) -> Result<(), StoreError> {
    settings::put(tx, BUDGET, budget)
}

pub(super) fn network(conn: &Connection) -> Result<Network, StoreError> {
    Ok(settings::get(conn, NETWORK)?.unwrap_or_default())
}

pub(super) fn put_network(tx: &mut WriteTx<'_>, network: &Network) -> Result<(), StoreError> {
    settings::put(tx, NETWORK, network)
}

/// The connections that are used, in order, and what for; nothing of it when AI is used for nothing.
pub(super) fn in_use(conn: &Connection) -> Result<(UseFor, Vec<Kept>), StoreError> {
    let use_for = use_for(conn)?;
    if !use_for.conversation && !use_for.scorecards {
        return Ok((use_for, Vec::new()));
    }
    let mut list = connections(conn)?.list;
    list.retain(|kept| kept.enabled);
    if list.is_empty() {
        return Ok((UseFor::default(), list));
    }
    Ok((use_for, list))
}

/// The uses that are switched on.
pub(super) fn uses(use_for: UseFor) -> Vec<AiUse> {
    [AiUse::Conversation, AiUse::Scorecards]
        .into_iter()
        .filter(|one| use_for.is_on(*one))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_local_server_passes_on_is_not_local() {
        for (model, passed_on) in [
            ("gpt-oss:120b-cloud", true),
            ("glm-4.6:cloud", true),
            ("qwen3:8b", false),
            ("cloud-writer", false),
            ("cloud", false),
        ] {
            let former = Former {
                base_url: "http://localhost:11434/v1".into(),
                model: model.into(),
                key_entry: None,
            };
            let recipient = Kept::from(former).recipient();
            assert_eq!(
                recipient.as_deref(),
                passed_on.then_some("ollama.com"),
                "{model}"
            );
        }
    }
}
