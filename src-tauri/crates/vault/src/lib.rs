//! The key of the database: kept in the operating system's keychain, or derived from a passphrase. Never on disk.
//!
//! Place in the flow: `core` asks for the key with [`database_key`] and hands it to the store.
//!
//! Invariants:
//! - A database that exists never gets a new key: when its key cannot be found, [`database_key`] says how to proceed.
//! - `key.json` beside the database says how the key is kept, never what it is. It is written once, whole, and only after
//!   the key is known to be kept; it is never overwritten.
//! - A keychain that does not answer does not hang the program: every call ends within [`SystemKeychain`]'s patience.
//! - Keys and passphrases are erased from memory after use and never logged.
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

mod database_key;
mod error;
mod key_file;
mod keychain;
mod passphrase;
mod pin;
mod secret;
mod system_keychain;
#[cfg(all(feature = "test-bench", unix, not(target_os = "macos")))]
pub mod testing;

pub use database_key::{Key32, Unlock, database_key, database_key_from, how_kept};
pub use error::VaultError;
pub use key_file::Method;
pub use keychain::{KeyStore, KeyStoreError};
pub use pin::PinHash;
pub use secret::{forget_secret, keep_secret, new_entry, probe, secret, secret_within};
pub use system_keychain::SystemKeychain;
/// What a keychain of one's own hands out: text or bytes that are erased from memory after use.
pub use zeroize::Zeroizing;
