//! What the kiosk is set to and where it stands. Both are settings, so both survive whatever ends the program.

use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use candor_domain::{Actor, InterviewId, UtcMillis};
use candor_store::{Store, settings};
use candor_vault::PinHash;
use serde::{Deserialize, Serialize};

use super::attempts::Attempts;
use crate::Result;

/// Names of the two settings.
const CONFIG: &str = "kiosk";
const STATE: &str = "kiosk_state";
/// Seconds without a touch after which the kiosk goes back to its start, unless set otherwise.
const IDLE_SECONDS: u32 = 120;

/// What the operator has set.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Config {
    pub(super) pin: Option<PinHash>,
    pub(super) idle_seconds: u32,
    pub(super) start_as_kiosk: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            pin: None,
            idle_seconds: IDLE_SECONDS,
            start_as_kiosk: false,
        }
    }
}

/// Where the kiosk stands.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct State {
    /// This machine is a kiosk until the PIN says otherwise.
    pub(super) locked: bool,
    /// The interview that is open there.
    pub(super) open: Option<InterviewId>,
    pub(super) codes: Attempts,
    pub(super) pins: Attempts,
}

/// The kiosk of an open application.
pub(crate) struct Kiosk {
    /// Held while the kiosk decides something, so that nobody tries two PINs at once.
    gate: Mutex<()>,
    /// The state as stored; readable while something is being decided.
    state: RwLock<State>,
}

impl Kiosk {
    /// As it was when the program ended, however it ended.
    pub(crate) fn restored(store: &Store) -> Result<Self> {
        let state = store.read(|conn| settings::get(conn, STATE))?;
        Ok(Self {
            gate: Mutex::default(),
            state: RwLock::new(state.unwrap_or_default()),
        })
    }

    /// Waits until nobody else decides anything.
    pub(super) fn enter_gate(&self) -> MutexGuard<'_, ()> {
        self.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where it stands.
    pub(super) fn state(&self) -> State {
        self.state
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Stores the new state; it holds from when it is durable.
    pub(super) fn put(
        &self,
        store: &Store,
        actor: Actor,
        now: UtcMillis,
        state: State,
    ) -> Result<()> {
        let stored = state.clone();
        store.write(actor, now, move |tx| settings::put(tx, STATE, &stored))?;
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = state;
        Ok(())
    }
}

/// What the operator has set.
pub(super) fn config(store: &Store) -> Result<Config> {
    let config = store.read(|conn| settings::get(conn, CONFIG))?;
    Ok(config.unwrap_or_default())
}

/// Sets it anew.
pub(super) fn put_config(store: &Store, now: UtcMillis, config: Config) -> Result<()> {
    Ok(store.write(Actor::Operator, now, move |tx| {
        settings::put(tx, CONFIG, &config)
    })?)
}
