//! Finding and making keys, with a keychain in memory.

use std::{cell::RefCell, collections::BTreeMap};

use candor_domain::Code;

use super::*;
use crate::KeyStoreError;

/// A keychain in memory that can be made to misbehave.
#[derive(Default)]
struct InMemory {
    entries: RefCell<BTreeMap<String, Vec<u8>>>,
    locked: bool,
    forgetful: bool,
    /// Done once, in the middle of storing: what another process might do at that moment.
    meanwhile: RefCell<Option<Box<dyn FnOnce()>>>,
}

impl KeyStore for InMemory {
    fn get(&self, entry: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyStoreError> {
        if self.locked {
            return Err(KeyStoreError::Locked);
        }
        Ok(self
            .entries
            .borrow()
            .get(entry)
            .cloned()
            .map(Zeroizing::new))
    }

    fn set(&self, entry: &str, secret: &[u8]) -> Result<(), KeyStoreError> {
        if self.locked {
            return Err(KeyStoreError::Locked);
        }
        if let Some(meanwhile) = self.meanwhile.borrow_mut().take() {
            meanwhile();
        }
        if !self.forgetful {
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

fn passphrase(words: &str) -> Unlock {
    Unlock::Passphrase(Zeroizing::new(words.to_owned()))
}

#[test]
fn the_key_is_made_once_and_found_again() {
    let dir = tempfile::tempdir().unwrap();
    let database = dir.path().join("candor.db");
    let keychain = InMemory::default();
    assert_eq!(how_kept(&database).unwrap(), None);
    let made = database_key_from(&database, &Unlock::Keychain, &keychain).unwrap();
    fs::write(&database, "something").unwrap();
    let found = database_key_from(&database, &Unlock::Keychain, &keychain).unwrap();
    assert_eq!(made.bytes(), found.bytes());
    assert_ne!(made.bytes(), &[0; 32]);
    assert_eq!(how_kept(&database).unwrap(), Some(Method::Keychain));
    assert_eq!(keychain.entries.borrow().len(), 1);

    let file = fs::read_to_string(dir.path().join("key.json")).unwrap();
    let entry = keychain.entries.borrow().keys().next().unwrap().clone();
    let content: serde_json::Value = serde_json::from_str(&file).unwrap();
    assert_eq!(
        content,
        serde_json::json!({"method": "keychain", "entry": entry})
    );
}

#[test]
fn a_passphrase_gives_the_same_key_again() {
    let dir = tempfile::tempdir().unwrap();
    let database = dir.path().join("candor.db");
    let keychain = InMemory::default();
    let made = database_key_from(&database, &passphrase("correct horse"), &keychain).unwrap();
    let file = fs::read_to_string(dir.path().join("key.json")).unwrap();
    let content: serde_json::Value = serde_json::from_str(&file).unwrap();
    assert_eq!(
        (&content["method"], &content["kdf"], &content["m_cost"]),
        (&"passphrase".into(), &"argon2id".into(), &65_536.into())
    );
    let found = database_key_from(&database, &passphrase("correct horse"), &keychain).unwrap();
    assert_eq!(made.bytes(), found.bytes());
    let other = database_key_from(&database, &passphrase("correct house"), &keychain).unwrap();
    assert_ne!(made.bytes(), other.bytes());
    assert_eq!(how_kept(&database).unwrap(), Some(Method::Passphrase));
    assert!(keychain.entries.borrow().is_empty());
    assert!(!format!("{:?} {made:?}", passphrase("correct horse")).contains("horse"));
}

#[test]
fn a_database_without_its_key_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let database = dir.path().join("candor.db");
    let keychain = InMemory::default();
    fs::write(&database, "something").unwrap();
    for unlock in [Unlock::Keychain, passphrase("correct horse")] {
        let error = database_key_from(&database, &unlock, &keychain).unwrap_err();
        assert_eq!(error.code(), Code::KeyMissing);
        assert!(error.to_string().contains("key.json"), "{error}");
    }
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    assert!(keychain.entries.borrow().is_empty());
    assert_eq!(fs::read(&database).unwrap(), b"something");
}

#[test]
fn an_entry_that_is_gone_or_no_key_is_said_so() {
    let dir = tempfile::tempdir().unwrap();
    let database = dir.path().join("candor.db");
    let keychain = InMemory::default();
    database_key_from(&database, &Unlock::Keychain, &keychain).unwrap();
    for secret in keychain.entries.borrow_mut().values_mut() {
        secret.pop();
    }
    let error = database_key_from(&database, &Unlock::Keychain, &keychain).unwrap_err();
    assert!(matches!(error, VaultError::EntryInvalid));
    keychain.entries.borrow_mut().clear();
    let error = database_key_from(&database, &Unlock::Keychain, &keychain).unwrap_err();
    assert_eq!(error.code(), Code::KeyMissing);
    assert!(
        keychain.entries.borrow().is_empty(),
        "no new key in place of the lost one"
    );
}

#[test]
fn the_other_way_of_keeping_the_key_is_named() {
    let keychain = InMemory::default();
    let dir = tempfile::tempdir().unwrap();
    let database = dir.path().join("candor.db");
    database_key_from(&database, &Unlock::Keychain, &keychain).unwrap();
    let error = database_key_from(&database, &passphrase("correct horse"), &keychain).unwrap_err();
    assert!(matches!(error, VaultError::KeychainNeeded));

    let dir = tempfile::tempdir().unwrap();
    let database = dir.path().join("candor.db");
    database_key_from(&database, &passphrase("correct horse"), &keychain).unwrap();
    let error = database_key_from(&database, &Unlock::Keychain, &keychain).unwrap_err();
    assert_eq!(error.code(), Code::KeyMissing);
    assert!(error.to_string().contains("passphrase"));
}

#[test]
fn nothing_is_left_behind_when_no_key_can_be_kept() {
    let dir = tempfile::tempdir().unwrap();
    let database = dir.path().join("candor.db");
    let locked = InMemory {
        locked: true,
        ..InMemory::default()
    };
    let forgetful = InMemory {
        forgetful: true,
        ..InMemory::default()
    };
    let error = database_key_from(&database, &Unlock::Keychain, &locked).unwrap_err();
    assert_eq!(error.code(), Code::KeychainLocked);
    let error = database_key_from(&database, &Unlock::Keychain, &forgetful).unwrap_err();
    assert!(matches!(error, VaultError::KeychainForgets));
    let error = database_key_from(&database, &passphrase("short"), &locked).unwrap_err();
    assert_eq!(error.code(), Code::Invalid);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);

    let keychain = InMemory::default();
    let nowhere = dir.path().join("missing/candor.db");
    let error = database_key_from(&nowhere, &Unlock::Keychain, &keychain).unwrap_err();
    assert_eq!(error.code(), Code::NotWritable);
    assert!(
        keychain.entries.borrow().is_empty(),
        "the key is taken back"
    );
}

#[test]
fn a_damaged_key_file_is_never_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let database = dir.path().join("candor.db");
    let file = dir.path().join("key.json");
    for content in [
        "",
        "{",
        r#"{"method":"carrier pigeon"}"#,
        r#"{"method":"keychain","entry":"x"}"#,
        r#"{"method":"passphrase","kdf":"argon2id","salt":"00","m_cost":8,"t_cost":1,"p_cost":1}"#,
    ] {
        fs::write(&file, content).unwrap();
        let error = database_key_from(
            &database,
            &passphrase("correct horse"),
            &InMemory::default(),
        )
        .unwrap_err();
        assert_eq!(error.code(), Code::KeyMissing, "{content}");
        assert_eq!(fs::read_to_string(&file).unwrap(), content);
    }
}

#[test]
fn of_two_first_starts_at_once_one_key_wins() {
    let dir = tempfile::tempdir().unwrap();
    let database = dir.path().join("candor.db");
    let winner = Uuid::now_v7();
    let file = dir.path().join("key.json");
    let keychain = InMemory {
        meanwhile: RefCell::new(Some(Box::new(move || {
            let content = format!(r#"{{"method":"keychain","entry":"{winner}"}}"#);
            fs::write(file, content).unwrap();
        }))),
        ..InMemory::default()
    };
    keychain
        .entries
        .borrow_mut()
        .insert(winner.to_string(), vec![9; 32]);
    let key = database_key_from(&database, &Unlock::Keychain, &keychain).unwrap();
    assert_eq!(key.bytes(), &[9; 32]);
    assert_eq!(
        keychain.entries.borrow().len(),
        1,
        "the loser's key is gone"
    );
}

#[test]
fn what_an_interrupted_first_start_left_is_no_obstacle() {
    let dir = tempfile::tempdir().unwrap();
    let database = dir.path().join("candor.db");
    fs::write(&database, "").unwrap();
    let keychain = InMemory::default();
    database_key_from(&database, &Unlock::Keychain, &keychain).unwrap();
}
