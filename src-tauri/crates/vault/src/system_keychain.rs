//! The operating system's keychain: Keychain on macOS, Credential Manager on Windows, the Secret Service elsewhere.
//! (Not the Linux kernel's keyring: that one forgets everything on a restart.)

use std::{sync::mpsc, thread, time::Duration};

use zeroize::Zeroizing;

use crate::{KeyStore, KeyStoreError};

#[cfg(any(target_os = "macos", windows))]
use keyring::{Entry, Error};
#[cfg(all(unix, not(target_os = "macos")))]
use keyring_core::{Entry, Error, api::CredentialStoreApi as _};

/// Name under which the entries stand in the keychain.
const SERVICE: &str = "Candor";

/// Asks the operating system. Calls block; they need no async runtime and may be made from within one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SystemKeychain {
    /// How long the keychain may take, including the time the user needs to type its password.
    pub patience: Duration,
}

impl Default for SystemKeychain {
    fn default() -> Self {
        Self {
            patience: Duration::from_mins(1),
        }
    }
}

impl KeyStore for SystemKeychain {
    fn get(&self, entry: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyStoreError> {
        self.ask(entry, |entry| match entry.get_secret() {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(error.into()),
        })
    }

    fn get_within(
        &self,
        entry: &str,
        patience: Duration,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, KeyStoreError> {
        let patience = patience.min(self.patience);
        Self { patience }.get(entry)
    }

    fn set(&self, entry: &str, secret: &[u8]) -> Result<(), KeyStoreError> {
        let secret = Zeroizing::new(secret.to_vec());
        self.ask(entry, move |entry| Ok(entry.set_secret(&secret)?))
    }

    fn remove(&self, entry: &str) -> Result<(), KeyStoreError> {
        self.ask(entry, |entry| match entry.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(error.into()),
        })
    }
}

impl SystemKeychain {
    /// Asks on a thread of its own: the blocking D-Bus client may not run inside an async runtime, and a prompt that
    /// nobody can see (no display) would otherwise hold up the caller for ever. A thread left behind that way holds nothing
    /// but its own connection, and ends when the keychain answers.
    fn ask<T: Send + 'static>(
        &self,
        entry: &str,
        question: impl FnOnce(Entry) -> Result<T, KeyStoreError> + Send + 'static,
    ) -> Result<T, KeyStoreError> {
        let (reply, answer) = mpsc::sync_channel(1);
        let entry = entry.to_owned();
        thread::Builder::new()
            .name("candor-keychain".to_owned())
            .spawn(move || {
                // Nobody waits for an answer that comes too late.
                let _ = reply.send(open(&entry).and_then(question));
            })
            .map_err(|error| KeyStoreError::Other(Box::new(error)))?;
        match answer.recv_timeout(self.patience) {
            Ok(answer) => answer,
            Err(error @ mpsc::RecvTimeoutError::Disconnected) => {
                Err(KeyStoreError::Other(Box::new(error)))
            }
            Err(mpsc::RecvTimeoutError::Timeout) => Err(KeyStoreError::Silent),
        }
    }
}

/// Connects anew each time: a keychain that was started or unlocked in the meantime is found without restarting Candor.
#[cfg(all(unix, not(target_os = "macos")))]
fn open(entry: &str) -> Result<Entry, KeyStoreError> {
    let store = zbus_secret_service_keyring_store::Store::new().map_err(|error| {
        tracing::debug!(%error, "no secret service");
        KeyStoreError::Missing
    })?;
    let label = if entry.starts_with(crate::secret::PREFIX) {
        "Candor key of an AI service"
    } else {
        "Candor database key"
    };
    let label = [("label", label)].into();
    Ok(store.build(SERVICE, entry, Some(&label))?)
}

#[cfg(any(target_os = "macos", windows))]
fn open(entry: &str) -> Result<Entry, KeyStoreError> {
    Ok(Entry::new(SERVICE, entry)?)
}

impl From<Error> for KeyStoreError {
    fn from(error: Error) -> Self {
        match error {
            Error::NoStorageAccess(_) => Self::Locked,
            Error::NoDefaultStore | Error::NotSupportedByStore(_) => Self::Missing,
            // These carry the secret itself; it must not travel on in an error.
            Error::BadEncoding(secret) | Error::BadDataFormat(secret, _) => {
                drop(Zeroizing::new(secret));
                Self::Other("the entry is malformed".into())
            }
            other => Self::Other(Box::new(other)),
        }
    }
}
