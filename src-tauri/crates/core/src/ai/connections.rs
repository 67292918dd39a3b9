//! The connections that are kept: adding, changing, ordering and removing them, with their keys in the keychain.

use candor_domain::{Actor, AiApi, Code, ConnectionId};
use candor_store::StoreError;
use serde::Serialize;

use super::{
    address,
    draft::{AiConnectionDraft, described, key},
    keys::{KeychainState, forget_unused, in_use_now, keep_key, keychain_state, lock, sweep},
    network::AiNetwork,
    stored::{self, Kept},
    usage::{Budget, UseFor},
};
use crate::{App, Error, Result, clock};

/// Most connections.
const MAX_CONNECTIONS: usize = 20;

/// A connection as everybody may see it: all but its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct AiConnection {
    /// Its id.
    pub id: ConnectionId,
    /// Name it is shown by.
    pub name: String,
    /// How it is spoken to.
    pub api: AiApi,
    /// Where the service's API begins.
    pub base_url: String,
    /// Model to ask.
    pub model: String,
    /// A key for it is in the keychain.
    pub has_key: bool,
    /// Organisation the service books requests on; absent for the usual one.
    pub organization: Option<String>,
    /// Project the service books requests on; absent for the usual one.
    pub project: Option<String>,
    /// How long the first token may take, in seconds.
    pub first_token_s: u32,
    /// How long a reply may take in all, in seconds.
    pub total_s: u32,
    /// Price of a million tokens sent, in millionths of the budget's currency; absent when unknown.
    pub input_price_micros: Option<u64>,
    /// Price of a million tokens received, in millionths of the budget's currency; absent when unknown.
    pub output_price_micros: Option<u64>,
    /// Whether it is asked at all.
    pub enabled: bool,
}

/// Everything that is set about AI services.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct AiSettings {
    /// In the order they are asked; after the last the scripted interviewer goes on.
    pub connections: Vec<AiConnection>,
    /// Whether a key can be kept on this machine.
    pub keychain: KeychainState,
    /// What AI is used for.
    pub use_for: UseFor,
    /// What an interview may use.
    pub budget: Budget,
    /// How services are reached.
    pub network: AiNetwork,
}

impl From<&Kept> for AiConnection {
    fn from(kept: &Kept) -> Self {
        let kept = kept.clone();
        Self {
            id: kept.id,
            name: kept.name,
            api: kept.api,
            base_url: kept.base_url,
            model: kept.model,
            has_key: kept.key_entry.is_some(),
            organization: kept.organization,
            project: kept.project,
            first_token_s: kept.first_token_s,
            total_s: kept.total_s,
            input_price_micros: kept.input_price_micros,
            output_price_micros: kept.output_price_micros,
            enabled: kept.enabled,
        }
    }
}

/// Everything that is set about AI services. Also forgets keys that were left behind while the keychain was locked.
///
/// # Errors
/// Only if the database cannot be read.
pub fn settings(app: &App) -> Result<AiSettings> {
    let keychain = keychain_state(app.machine().keychain());
    if keychain == KeychainState::Available {
        forget_unused(app)?;
    }
    let (connections, use_for, budget, network) = app.store().read(|conn| {
        let connections = stored::connections(conn)?;
        let use_for = stored::use_for(conn)?;
        Ok((
            connections,
            use_for,
            stored::budget(conn)?,
            stored::network(conn)?,
        ))
    })?;
    Ok(AiSettings {
        use_for: if connections.list.is_empty() {
            UseFor::default()
        } else {
            use_for
        },
        connections: connections.list.iter().map(AiConnection::from).collect(),
        keychain,
        budget,
        network: network.into(),
    })
}

/// Keeps a new connection, behind all others. The first one switches AI on.
///
/// # Errors
/// [`Error::Invalid`] says what is wrong; a keychain that does not take the key, and then nothing is changed.
pub fn add(app: &App, draft: &AiConnectionDraft) -> Result<AiConnection> {
    keep(app, None, draft)
}

/// Changes a connection.
///
/// # Errors
/// As [`add`]; the code `not_found` when there is no such connection.
pub fn change(app: &App, id: ConnectionId, draft: &AiConnectionDraft) -> Result<AiConnection> {
    keep(app, Some(id), draft)
}

fn keep(app: &App, id: Option<ConnectionId>, draft: &AiConnectionDraft) -> Result<AiConnection> {
    let wanted = described(draft, id.unwrap_or_default())?;
    let url = address::address(&wanted.base_url)?;
    let key = key(draft)?;
    let keeps_its_key = draft.api_key.is_none();
    let _one_at_a_time = lock(app);
    if let Some(id) = id {
        find(app, id)?;
    }
    let entry = key.map(|key| keep_key(app, key)).transpose()?;
    let new_entry = entry.clone();
    let result = app.store().write(Actor::Operator, clock::now(), move |tx| {
        let mut all = stored::connections(tx.conn())?;
        let mut kept = Kept {
            key_entry: new_entry,
            ..wanted
        };
        let Some(id) = id else {
            if all.list.len() >= MAX_CONNECTIONS {
                return Err(refused(format!(
                    "no more than {MAX_CONNECTIONS} connections can be kept; remove one first"
                )));
            }
            if all.list.is_empty() {
                let on = UseFor {
                    conversation: true,
                    scorecards: true,
                };
                stored::put_use(tx, on)?;
            }
            in_use_now(&mut all, kept.key_entry.as_ref());
            all.list.push(kept.clone());
            stored::put_connections(tx, &all)?;
            return Ok(AiConnection::from(&kept));
        };
        let place = all.list.iter().position(|kept| kept.id == id);
        let old = place
            .and_then(|place| all.list.get_mut(place))
            .ok_or(StoreError::NotFound("connection"))?;
        // A key is for the server it was entered for, and for no other.
        if keeps_its_key && address::is_same_server(&old.base_url, &url) {
            kept.key_entry.clone_from(&old.key_entry);
        }
        let former = std::mem::replace(old, kept.clone());
        in_use_now(&mut all, kept.key_entry.as_ref());
        if let Some(entry) = former
            .key_entry
            .filter(|e| kept.key_entry.as_ref() != Some(e))
        {
            all.unused_entries.push(entry);
        }
        stored::put_connections(tx, &all)?;
        Ok(AiConnection::from(&kept))
    });
    // Whatever the database does not speak of has no business in the keychain, however this ended.
    let swept = sweep(app);
    let connection = result?;
    swept?;
    let_go(app)?;
    Ok(connection)
}

/// Puts the connections into this order.
///
/// # Errors
/// [`Error::Invalid`] unless every connection is named once.
pub fn order(app: &App, ids: Vec<ConnectionId>) -> Result<()> {
    app.store()
        .write(Actor::Operator, clock::now(), move |tx| {
            let mut all = stored::connections(tx.conn())?;
            let mut ordered = Vec::with_capacity(all.list.len());
            for id in &ids {
                if let Some(place) = all.list.iter().position(|kept| kept.id == *id) {
                    ordered.push(all.list.remove(place));
                }
            }
            if ordered.len() != ids.len() || !all.list.is_empty() {
                return Err(refused(
                    "the connections have changed in the meantime; look at them again".to_owned(),
                ));
            }
            all.list = ordered;
            stored::put_connections(tx, &all)
        })?;
    Ok(())
}

/// Forgets a connection and its key.
///
/// # Errors
/// A keychain that does not let go of the key: then nothing is changed. The code `not_found` when there is no such
/// connection.
pub fn remove(app: &App, id: ConnectionId) -> Result<()> {
    let _one_at_a_time = lock(app);
    if let Some(entry) = find(app, id)?.key_entry {
        candor_vault::forget_secret(&entry, app.machine().keychain())?;
    }
    app.store()
        .write(Actor::Operator, clock::now(), move |tx| {
            let mut all = stored::connections(tx.conn())?;
            all.list.retain(|kept| kept.id != id);
            if all.list.is_empty() {
                stored::put_use(tx, UseFor::default())?;
            }
            stored::put_connections(tx, &all)
        })?;
    let_go(app)
}

/// Opened connections that are set up differently by now are closed, and their keys leave the memory.
pub(super) fn let_go(app: &App) -> Result<()> {
    let (connections, network) = app
        .store()
        .read(|conn| Ok((stored::connections(conn)?, stored::network(conn)?)))?;
    app.machine().ai.keep_only(&connections.list, &network);
    Ok(())
}

fn find(app: &App, id: ConnectionId) -> Result<Kept> {
    let all = app.store().read(stored::connections)?;
    all.find(id).cloned().ok_or(Error::NotFound("connection"))
}

fn refused(reason: String) -> StoreError {
    StoreError::Refused {
        code: Code::Invalid,
        reason,
    }
}
