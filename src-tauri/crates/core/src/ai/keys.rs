//! The keys of connections: in the keychain, and forgotten as soon as nothing uses them.

use std::sync::{MutexGuard, PoisonError};

use candor_domain::Actor;
use candor_vault::{KeyStore, VaultError};
use serde::Serialize;

use super::stored::{self, Connections};
use crate::{App, Result, clock};

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

/// An entry that is used is not to be forgotten.
pub(super) fn in_use_now(all: &mut Connections, entry: Option<&String>) {
    all.unused_entries.retain(|unused| Some(unused) != entry);
}

/// Keeps a key. Its entry is written down as unused first: a crash in between leaves nothing behind for ever.
pub(super) fn keep_key(app: &App, key: &str) -> Result<String> {
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

pub(super) fn forget_unused(app: &App) -> Result<()> {
    let _one_at_a_time = lock(app);
    sweep(app)
}

/// Forgets the keys nothing uses any more. Those the keychain does not let go of are tried again another time.
pub(super) fn sweep(app: &App) -> Result<()> {
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

/// Held while keys are kept and forgotten: one that is being kept is not to be forgotten as unused.
pub(super) fn lock(app: &App) -> MutexGuard<'_, ()> {
    let keys = &app.machine().ai.keys;
    keys.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn keychain_state(keychain: &dyn KeyStore) -> KeychainState {
    match candor_vault::probe(keychain) {
        Ok(()) => KeychainState::Available,
        Err(VaultError::KeychainMissing) => KeychainState::Missing,
        Err(_) => KeychainState::Locked,
    }
}
