//! The optional connection to an AI service: where it is, which model, and whether it answers.
//!
//! The service's key lies in the keychain only; the database knows the name of its entry. Nothing is ever sent but the
//! test, and the key only to the very server it was entered for.

use candor_domain::Actor;
use candor_store::settings;
use candor_vault::{KeyStore, VaultError};
use reqwest::Url;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{
    App, Error, Result, clock,
    connection_test::{self, TestResult},
};

/// Name of the setting.
const NAME: &str = "ai_connection";
/// Longest address, model name and key, in bytes.
const MAX_LENGTH: usize = 2_000;

/// As stored.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Stored {
    base_url: String,
    model: String,
    /// The keychain's entry.
    key_entry: Option<String>,
}

/// The connection as everybody may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct AiConnection {
    /// Where the service's API begins; empty when there is no connection.
    pub base_url: String,
    /// Model to ask.
    pub model: String,
    /// A key for it is in the keychain.
    pub has_key: bool,
    /// Whether a key can be kept on this machine.
    pub keychain: KeychainState,
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
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AiConnectionDraft {
    /// Where the service's API begins, for example `https://api.openai.com/v1`.
    pub base_url: String,
    /// Model to ask; may be empty for a test.
    #[serde(default)]
    pub model: String,
    /// Its key. Absent: the kept one stays, as long as the server is the same. Empty: there is none.
    #[serde(default, deserialize_with = "wiped")]
    #[schema(value_type = Option<String>, write_only)]
    pub api_key: Option<Zeroizing<String>>,
}

/// A secret out of a request, erased from memory after use.
fn wiped<'de, D: serde::Deserializer<'de>>(
    from: D,
) -> std::result::Result<Option<Zeroizing<String>>, D::Error> {
    Ok(Option::<String>::deserialize(from)?.map(Zeroizing::new))
}

/// The connection.
///
/// # Errors
/// Only if the database cannot be read.
pub fn get(app: &App) -> Result<AiConnection> {
    let stored = stored(app)?.unwrap_or_default();
    Ok(AiConnection {
        base_url: stored.base_url,
        model: stored.model,
        has_key: stored.key_entry.is_some(),
        keychain: keychain_state(app.machine().keychain()),
    })
}

/// Keeps a connection: the key in the keychain, the rest in the database.
///
/// # Errors
/// [`Error::Invalid`] says what is wrong with the address or the model; a keychain that does not take the key, and
/// then nothing is changed.
pub fn set(app: &App, draft: &AiConnectionDraft) -> Result<AiConnection> {
    let url = address(&draft.base_url)?;
    let model = draft.model.trim();
    if model.is_empty() || model.len() > MAX_LENGTH {
        return Err(Error::Invalid("name the model to ask".to_owned()));
    }
    let old = stored(app)?;
    let old_entry = old.as_ref().and_then(|old| old.key_entry.clone());
    let key_entry = match key(draft)? {
        Some(key) => {
            may_carry_a_key(&url)?;
            let entry = candor_vault::new_entry();
            candor_vault::keep_secret(&entry, key, app.machine().keychain())?;
            Some(entry)
        }
        // A key is for the server it was entered for, and for no other.
        None if draft.api_key.is_none() && is_same_server(old.as_ref(), &url) => old_entry.clone(),
        None => None,
    };
    let stored = Stored {
        base_url: url.as_str().trim_end_matches('/').to_owned(),
        model: model.to_owned(),
        key_entry,
    };
    let new_entry = stored.key_entry.clone();
    let result = store(app, Some(stored));
    // Whatever the database does not speak of has no business in the keychain.
    let unused = if result.is_ok() {
        &old_entry
    } else {
        &new_entry
    };
    if let Some(entry) = unused
        && old_entry != new_entry
    {
        forget(app, entry);
    }
    result?;
    get(app)
}

/// Forgets the connection and its key.
///
/// # Errors
/// A keychain that does not let go of the key: then nothing is changed.
pub fn remove(app: &App) -> Result<()> {
    if let Some(entry) = stored(app)?.and_then(|stored| stored.key_entry) {
        candor_vault::forget_secret(&entry, app.machine().keychain())?;
    }
    store(app, None)
}

/// Asks the server which models it has. Nothing else is sent, and nothing is kept.
///
/// # Errors
/// [`Error::Invalid`] for an address that is none; a keychain that does not give the kept key. A server that does not
/// answer as it should is no error but a result.
pub fn test(app: &App, draft: &AiConnectionDraft) -> Result<TestResult> {
    let url = address(&draft.base_url)?;
    let key = match key(draft)? {
        Some(key) => Some(Zeroizing::new(key.to_owned())),
        None if draft.api_key.is_none() => kept_key(app, &url)?,
        None => None,
    };
    if key.is_some() {
        may_carry_a_key(&url)?;
    }
    connection_test::run(&url, draft.model.trim(), key.as_ref().map(|k| k.as_str()))
}

fn kept_key(app: &App, url: &Url) -> Result<Option<Zeroizing<String>>> {
    let old = stored(app)?;
    if !is_same_server(old.as_ref(), url) {
        return Ok(None);
    }
    match old.and_then(|old| old.key_entry) {
        Some(entry) => Ok(candor_vault::secret(&entry, app.machine().keychain())?),
        None => Ok(None),
    }
}

fn stored(app: &App) -> Result<Option<Stored>> {
    let stored: Option<Option<Stored>> = app.store().read(|conn| settings::get(conn, NAME))?;
    Ok(stored.flatten())
}

fn store(app: &App, stored: Option<Stored>) -> Result<()> {
    Ok(app
        .store()
        .write(Actor::Operator, clock::now(), move |tx| {
            settings::put(tx, NAME, &stored)
        })?)
}

fn forget(app: &App, entry: &str) {
    if let Err(error) = candor_vault::forget_secret(entry, app.machine().keychain()) {
        tracing::warn!(%error, "an unused key stays in the keychain");
    }
}

fn keychain_state(keychain: &dyn KeyStore) -> KeychainState {
    match candor_vault::probe(keychain) {
        Ok(()) => KeychainState::Available,
        Err(VaultError::KeychainMissing) => KeychainState::Missing,
        Err(_) => KeychainState::Locked,
    }
}

/// The key that was entered, if any.
fn key(draft: &AiConnectionDraft) -> Result<Option<&str>> {
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

/// The address as it is used, without a slash at its end.
fn address(text: &str) -> Result<Url> {
    let wrong = |what: &str| Error::Invalid(format!("the address cannot be used: {what}"));
    let text = text.trim().trim_end_matches('/');
    if text.len() > MAX_LENGTH {
        return Err(wrong("it is too long"));
    }
    let url =
        Url::parse(text).map_err(|_| wrong("it has to look like https://api.openai.com/v1"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(wrong("it has to begin with https:// or http://"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("a name or password does not belong into it"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(wrong("it must not hold “?” or “#”"));
    }
    Ok(url)
}

/// A key goes over an encrypted connection, or to this very machine.
fn may_carry_a_key(url: &Url) -> Result<()> {
    if url.scheme() == "https" || is_local(url) {
        return Ok(());
    }
    Err(Error::Invalid(
        "the key would travel unencrypted; use an address that begins with https://, or no key"
            .to_owned(),
    ))
}

/// Whether the server is this machine.
pub(crate) fn is_local(url: &Url) -> bool {
    matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"))
}

fn is_same_server(old: Option<&Stored>, url: &Url) -> bool {
    old.and_then(|old| Url::parse(&old.base_url).ok())
        .is_some_and(|old| old.origin() == url.origin())
}
