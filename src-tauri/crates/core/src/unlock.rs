//! How the database key is had: from the system's keychain, or from a passphrase.

pub use candor_vault::Unlock;

/// A passphrase that is wiped from memory when it is dropped.
pub type Passphrase = zeroize::Zeroizing<String>;

/// Takes charge of a passphrase.
pub fn passphrase(text: String) -> Passphrase {
    Passphrase::new(text)
}
