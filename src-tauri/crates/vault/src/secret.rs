//! Other people's secrets, kept in the keychain and nowhere else: the key of an AI service.

use std::time::Duration;

use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{KeyStore, VaultError};

/// Prefix of the keychain's entries for secrets; the rest is an id.
pub(crate) const PREFIX: &str = "secret-";
/// An entry nobody ever makes: asking for it tells whether the keychain answers.
const PROBE: &str = "secret-probe";

/// Name for an entry that does not exist yet. It is no secret: write it down before the secret is kept, so that it is
/// found and forgotten even if the program ends in between.
pub fn new_entry() -> String {
    format!("{PREFIX}{}", Uuid::now_v7())
}

/// Keeps `secret` under this entry, having seen that it is really there.
///
/// # Errors
/// When there is no keychain, it is locked, or it does not keep what it is given.
pub fn keep_secret(entry: &str, secret: &str, keychain: &dyn KeyStore) -> Result<(), VaultError> {
    keychain.set(entry, secret.as_bytes())?;
    if keychain
        .get(entry)?
        .is_none_or(|kept| kept.as_slice() != secret.as_bytes())
    {
        return Err(VaultError::KeychainForgets);
    }
    Ok(())
}

/// The secret of an entry; `None` when the keychain does not have it, or has something that is no text.
///
/// # Errors
/// When the keychain cannot be asked.
pub fn secret(
    entry: &str,
    keychain: &dyn KeyStore,
) -> Result<Option<Zeroizing<String>>, VaultError> {
    Ok(keychain
        .get(entry)?
        .as_deref()
        .and_then(|bytes| text(bytes)))
}

/// The same for when somebody waits: whoever does not unlock the keychain within this time is not waited for.
///
/// # Errors
/// When the keychain cannot be asked, or takes longer.
pub fn secret_within(
    entry: &str,
    patience: Duration,
    keychain: &dyn KeyStore,
) -> Result<Option<Zeroizing<String>>, VaultError> {
    let bytes = keychain.get_within(entry, patience)?;
    Ok(bytes.as_deref().and_then(|bytes| text(bytes)))
}

fn text(bytes: &[u8]) -> Option<Zeroizing<String>> {
    let text = std::str::from_utf8(bytes).ok()?;
    Some(Zeroizing::new(text.to_owned()))
}

/// Removes an entry; fine when it is gone already.
///
/// # Errors
/// When the keychain cannot be asked.
pub fn forget_secret(entry: &str, keychain: &dyn KeyStore) -> Result<(), VaultError> {
    Ok(keychain.remove(entry)?)
}

/// Whether the keychain answers.
///
/// # Errors
/// Why it does not.
pub fn probe(keychain: &dyn KeyStore) -> Result<(), VaultError> {
    keychain.get(PROBE)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, collections::HashMap};

    use super::*;
    use crate::KeyStoreError;

    /// Keeps what it is given, or nothing at all.
    struct Memory {
        entries: RefCell<HashMap<String, Vec<u8>>>,
        forgets: bool,
    }

    impl KeyStore for Memory {
        fn get(&self, entry: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyStoreError> {
            Ok(self
                .entries
                .borrow()
                .get(entry)
                .cloned()
                .map(Zeroizing::new))
        }

        fn set(&self, entry: &str, secret: &[u8]) -> Result<(), KeyStoreError> {
            if !self.forgets {
                self.entries
                    .borrow_mut()
                    .insert(entry.to_owned(), secret.to_vec());
            }
            Ok(())
        }

        fn remove(&self, entry: &str) -> Result<(), KeyStoreError> {
            self.entries.borrow_mut().remove(entry);
            Ok(())
        }
    }

    fn memory(forgets: bool) -> Memory {
        Memory {
            entries: RefCell::default(),
            forgets,
        }
    }

    #[test]
    fn a_secret_is_found_under_its_entry_until_it_is_forgotten() {
        let keychain = memory(false);
        probe(&keychain).unwrap();
        let (one, two) = (new_entry(), new_entry());
        keep_secret(&one, "sk-one", &keychain).unwrap();
        keep_secret(&two, "sk-two", &keychain).unwrap();
        assert!(one.starts_with(PREFIX) && one != two && !one.contains("sk-"));
        let found = |entry: &str| secret(entry, &keychain).unwrap().map(|s| s.to_string());
        assert_eq!(found(&one).as_deref(), Some("sk-one"));
        forget_secret(&one, &keychain).unwrap();
        forget_secret(&one, &keychain).unwrap();
        assert_eq!(found(&one), None);
        assert_eq!(found(&two).as_deref(), Some("sk-two"));
    }

    #[test]
    fn a_keychain_that_keeps_nothing_is_told() {
        assert!(matches!(
            keep_secret(&new_entry(), "sk-one", &memory(true)),
            Err(VaultError::KeychainForgets)
        ));
    }
}
