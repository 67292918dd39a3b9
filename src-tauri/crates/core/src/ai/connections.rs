//! The connections that are kept: adding, changing, ordering and removing them, with their keys in the keychain.

use candor_domain::{Actor, AiApi, Code, ConnectionId};
use candor_store::StoreError;
use candor_vault::{KeyStore, VaultError};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{
    address,
    network::AiNetwork,
    stored::{self, Connections, FIRST_TOKEN_S, Kept, TOTAL_S},
    usage::{Budget, UseFor},
};
use crate::{App, Error, Result, clock};

/// Longest name, model, organisation, project and key, in bytes.
const MAX_LENGTH: usize = 2_000;
/// Longest name, in characters.
const MAX_NAME: usize = 100;
/// Most connections.
const MAX_CONNECTIONS: usize = 20;
/// Longest time a reply may take, in seconds.
const MAX_SECONDS: u32 = 600;
/// Highest price of a million tokens, in millionths of the currency.
const MAX_PRICE: u64 = 1_000_000_000_000;

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

/// Whether secrets can be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeychainState {
    /// The keychain answers.
    Available,
    /// It is locked, or does not answer.
    Locked,
    /// There is none.
    Missing,
}

/// A connection to keep or to test.
#[derive(Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AiConnectionDraft {
    /// For a test: the kept connection whose key is used when none is given here. Otherwise without meaning.
    #[serde(default)]
    pub id: Option<ConnectionId>,
    /// Name it is shown by; the host when absent.
    #[serde(default)]
    pub name: String,
    /// How it is spoken to; what is usual at this host when absent.
    #[serde(default)]
    pub api: Option<AiApi>,
    /// Where the service's API begins, for example `https://api.openai.com/v1`.
    pub base_url: String,
    /// Model to ask; may be empty for a test.
    #[serde(default)]
    pub model: String,
    /// Its key. Absent: the kept one stays, as long as the server is the same. Empty: there is none.
    #[serde(default, deserialize_with = "wiped")]
    #[schema(value_type = Option<String>, write_only)]
    pub api_key: Option<Zeroizing<String>>,
    /// Organisation the service books requests on.
    #[serde(default)]
    pub organization: Option<String>,
    /// Project the service books requests on.
    #[serde(default)]
    pub project: Option<String>,
    /// How long the first token may take, in seconds, 1 to 600; 8 when absent.
    #[serde(default)]
    pub first_token_s: Option<u32>,
    /// How long a reply may take in all, in seconds, no less than that, at most 600; 30 when absent.
    #[serde(default)]
    pub total_s: Option<u32>,
    /// Price of a million tokens sent, in millionths of the budget's currency.
    #[serde(default)]
    pub input_price_micros: Option<u64>,
    /// Price of a million tokens received, in millionths of the budget's currency.
    #[serde(default)]
    pub output_price_micros: Option<u64>,
    /// Whether it is asked at all; yes when absent.
    #[serde(default)]
    pub enabled: Option<bool>,
}

/// A secret out of a request, erased from memory after use.
fn wiped<'de, D: serde::Deserializer<'de>>(
    from: D,
) -> std::result::Result<Option<Zeroizing<String>>, D::Error> {
    Ok(Option::<String>::deserialize(from)?.map(Zeroizing::new))
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
    if key.is_some() {
        address::may_carry_a_key(&url)?;
    }
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

/// An entry that is used is not to be forgotten.
fn in_use_now(all: &mut Connections, entry: Option<&String>) {
    all.unused_entries.retain(|unused| Some(unused) != entry);
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

/// Keeps a key. Its entry is written down as unused first: a crash in between leaves nothing behind for ever.
fn keep_key(app: &App, key: &str) -> Result<String> {
    let keychain = app.machine().keychain();
    candor_vault::probe(keychain)?;
    let entry = candor_vault::new_entry();
    let unused = entry.clone();
    app.store()
        .write(Actor::Operator, clock::now(), move |tx| {
            let mut all = stored::connections(tx.conn())?;
            all.unused_entries.push(unused);
            stored::put_connections(tx, &all)
        })?;
    if let Err(error) = candor_vault::keep_secret(&entry, key, keychain) {
        sweep(app)?;
        return Err(error.into());
    }
    Ok(entry)
}

fn forget_unused(app: &App) -> Result<()> {
    let _one_at_a_time = lock(app);
    sweep(app)
}

/// Forgets the keys nothing uses any more. Those the keychain does not let go of are tried again another time.
fn sweep(app: &App) -> Result<()> {
    let unused = app.store().read(stored::connections)?.unused_entries;
    let keychain = app.machine().keychain();
    let forgotten: Vec<String> = unused
        .into_iter()
        .filter(|entry| match candor_vault::forget_secret(entry, keychain) {
            Ok(()) => true,
            Err(error) => {
                tracing::warn!(%error, "an unused key stays in the keychain for now");
                false
            }
        })
        .collect();
    if forgotten.is_empty() {
        return Ok(());
    }
    app.store()
        .write(Actor::Operator, clock::now(), move |tx| {
            let mut all = stored::connections(tx.conn())?;
            all.unused_entries
                .retain(|entry| !forgotten.contains(entry));
            stored::put_connections(tx, &all)
        })?;
    Ok(())
}

fn lock(app: &App) -> std::sync::MutexGuard<'_, ()> {
    let keys = &app.machine().ai.keys;
    keys.lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn refused(reason: String) -> StoreError {
    StoreError::Refused {
        code: Code::Invalid,
        reason,
    }
}

fn keychain_state(keychain: &dyn KeyStore) -> KeychainState {
    match candor_vault::probe(keychain) {
        Ok(()) => KeychainState::Available,
        Err(VaultError::KeychainMissing) => KeychainState::Missing,
        Err(_) => KeychainState::Locked,
    }
}

/// What a draft describes, without its key; a model has to be named.
fn described(draft: &AiConnectionDraft, id: ConnectionId) -> Result<Kept> {
    let kept = described_for_test(draft, id)?;
    if kept.model.is_empty() {
        return Err(Error::Invalid("name the model to ask".to_owned()));
    }
    Ok(kept)
}

/// The same; the model may be left open.
pub(super) fn described_for_test(draft: &AiConnectionDraft, id: ConnectionId) -> Result<Kept> {
    let invalid = |what: String| Err(Error::Invalid(what));
    let url = address::address(&draft.base_url)?;
    let host = address::host(&url);
    let name = draft.name.trim();
    if name.chars().count() > MAX_NAME || name.chars().any(char::is_control) {
        return invalid(format!("give it a name of at most {MAX_NAME} letters"));
    }
    let model = draft.model.trim();
    if model.len() > MAX_LENGTH || model.chars().any(char::is_control) {
        return invalid("this is no name of a model".to_owned());
    }
    let first_token_s = draft.first_token_s.unwrap_or(FIRST_TOKEN_S);
    let total_s = draft.total_s.unwrap_or(TOTAL_S.max(first_token_s));
    if first_token_s == 0 || total_s < first_token_s || total_s > MAX_SECONDS {
        return invalid(format!(
            "the first word may take at least one second, and the whole reply no less than that and at most {MAX_SECONDS} seconds"
        ));
    }
    let prices = [draft.input_price_micros, draft.output_price_micros];
    if prices.into_iter().flatten().any(|price| price > MAX_PRICE) {
        return invalid("a price is far too high; enter it per million tokens".to_owned());
    }
    Ok(Kept {
        id,
        name: if name.is_empty() {
            host.clone()
        } else {
            name.to_owned()
        },
        api: draft.api.unwrap_or_else(|| stored::usual_api(&host)),
        base_url: address::text(&url),
        model: model.to_owned(),
        organization: word(draft.organization.as_deref(), "the organisation")?,
        project: word(draft.project.as_deref(), "the project")?,
        first_token_s,
        total_s,
        input_price_micros: draft.input_price_micros,
        output_price_micros: draft.output_price_micros,
        enabled: draft.enabled.unwrap_or(true),
        key_entry: None,
    })
}

/// A word that is sent in a header; `None` when it is empty.
fn word(text: Option<&str>, what: &str) -> Result<Option<String>> {
    let text = text.map(str::trim).unwrap_or_default();
    if text.len() > MAX_LENGTH || !text.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Error::Invalid(format!(
            "{what} has neither spaces nor special letters; copy it again"
        )));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// The key that was entered, if any.
pub(super) fn key(draft: &AiConnectionDraft) -> Result<Option<&str>> {
    let Some(key) = draft.api_key.as_ref().map(|k| k.trim()) else {
        return Ok(None);
    };
    if key.len() > MAX_LENGTH || !key.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Error::Invalid(
            "this is no key: keys have neither spaces nor special letters; copy it again"
                .to_owned(),
        ));
    }
    Ok(Some(key).filter(|key| !key.is_empty()))
}
