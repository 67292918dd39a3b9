//! The outside world: something that keeps secrets for the signed-in user.

use std::time::Duration;

use zeroize::Zeroizing;

/// A keychain. Entries are named by the ids in `key.json`.
pub trait KeyStore {
    /// The secret of an entry; `None` when there is no such entry.
    ///
    /// # Errors
    /// When the keychain cannot be asked.
    fn get(&self, entry: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyStoreError>;

    /// The same, without an answer after this time even if the user is still being asked for the password: for when
    /// somebody else waits.
    ///
    /// # Errors
    /// When the keychain cannot be asked, or takes longer.
    fn get_within(
        &self,
        entry: &str,
        patience: Duration,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, KeyStoreError> {
        let _ = patience;
        self.get(entry)
    }

    /// Stores a secret under a new entry.
    ///
    /// # Errors
    /// When the keychain cannot be asked.
    fn set(&self, entry: &str, secret: &[u8]) -> Result<(), KeyStoreError>;

    /// Removes an entry.
    ///
    /// # Errors
    /// When the keychain cannot be asked.
    fn remove(&self, entry: &str) -> Result<(), KeyStoreError>;
}

/// Why a keychain did not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum KeyStoreError {
    /// It is locked, or the user refused.
    #[error("locked")]
    Locked,
    /// It did not answer in time.
    #[error("no answer")]
    Silent,
    /// There is none.
    #[error("missing")]
    Missing,
    /// Anything else; the source never holds a secret.
    #[error("unexpected")]
    Other(#[source] Box<dyn std::error::Error + Send + Sync>),
}
