//! A keychain in memory, which can be missing or locked.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "shared between tests that each use a part"
)]

use std::{
    collections::HashMap,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use candor_core::{
    App,
    vault::{KeyStore, KeyStoreError},
};
use zeroize::Zeroizing;

/// Clones are the same keychain.
#[derive(Clone, Default)]
pub struct Memory {
    entries: Arc<Mutex<HashMap<String, Vec<u8>>>>,
    /// There is none.
    pub missing: bool,
    locked: Arc<AtomicBool>,
    keeps_what_it_has: Arc<AtomicBool>,
    asked: Arc<AtomicUsize>,
}

impl Memory {
    /// A machine without one.
    pub fn missing() -> Self {
        Self {
            missing: true,
            ..Self::default()
        }
    }

    /// From now on it gives and takes nothing, or everything again.
    pub fn lock(&self, locked: bool) {
        self.locked.store(locked, Ordering::SeqCst);
    }

    /// From now on it lets go of nothing, or of everything again.
    pub fn keep_what_it_has(&self, keeps: bool) {
        self.keeps_what_it_has.store(keeps, Ordering::SeqCst);
    }

    /// How often it was asked for a secret.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// Everything it keeps.
    pub fn secrets(&self) -> Vec<String> {
        let entries = self.entries.lock().unwrap();
        let mut secrets: Vec<String> = entries
            .values()
            .map(|s| String::from_utf8(s.clone()).unwrap())
            .collect();
        secrets.sort();
        secrets
    }

    /// Somebody empties it.
    pub fn clear(&self) {
        self.entries.lock().unwrap().clear();
    }

    fn there(&self) -> Result<(), KeyStoreError> {
        if self.missing {
            Err(KeyStoreError::Missing)
        } else if self.locked.load(Ordering::SeqCst) {
            Err(KeyStoreError::Locked)
        } else {
            Ok(())
        }
    }
}

impl KeyStore for Memory {
    fn get(&self, entry: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyStoreError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.there()?;
        Ok(self
            .entries
            .lock()
            .unwrap()
            .get(entry)
            .cloned()
            .map(Zeroizing::new))
    }

    fn set(&self, entry: &str, secret: &[u8]) -> Result<(), KeyStoreError> {
        self.there()?;
        self.entries
            .lock()
            .unwrap()
            .insert(entry.to_owned(), secret.to_vec());
        Ok(())
    }

    fn remove(&self, entry: &str) -> Result<(), KeyStoreError> {
        self.there()?;
        if self.keeps_what_it_has.load(Ordering::SeqCst) {
            return Err(KeyStoreError::Silent);
        }
        self.entries.lock().unwrap().remove(entry);
        Ok(())
    }
}

/// A Candor with this keychain.
pub fn open(data: &Path, keychain: &Memory) -> App {
    crate::common::open(data).with_keychain(Box::new(keychain.clone()))
}
