//! Finding a database's key, or making one for a database that does not exist yet.

use std::{fmt, fs, io, path::Path};

use rand::{TryRng as _, rngs::SysRng};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    KeyStore, Method, SystemKeychain, VaultError,
    key_file::{self, KeyFile},
    passphrase::{self, Derivation},
};

/// A 256-bit key. Erased from memory when dropped; never printed.
#[derive(Clone)]
pub struct Key32(pub(crate) Zeroizing<[u8; 32]>);

impl Key32 {
    /// The key itself.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Key32 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key32(…)")
    }
}

/// How the user wants to open the database.
#[derive(Clone)]
pub enum Unlock {
    /// With the operating system's keychain.
    Keychain,
    /// With a passphrase, taken as it is: whoever reads it from a file strips the line end.
    Passphrase(Zeroizing<String>),
}

impl fmt::Debug for Unlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Keychain => "Keychain",
            Self::Passphrase(_) => "Passphrase(…)",
        })
    }
}

/// How the key of `database` is kept; `None` when it has none yet.
///
/// # Errors
/// When `key.json` cannot be read.
pub fn how_kept(database: &Path) -> Result<Option<Method>, VaultError> {
    Ok(key_file::read(database)?.map(|file| file.method()))
}

/// The key of `database`, from the operating system's keychain or from a passphrase. Makes and keeps a new key when there
/// is neither a database nor a key yet.
///
/// A wrong passphrase is not noticed here: it gives a key that does not open the database.
///
/// # Errors
/// See [`VaultError`]; nothing was changed then.
pub fn database_key(database: &Path, unlock: &Unlock) -> Result<Key32, VaultError> {
    database_key_from(database, unlock, &SystemKeychain::default())
}

/// [`database_key`] with another keychain.
///
/// # Errors
/// See [`VaultError`]; nothing was changed then.
pub fn database_key_from(
    database: &Path,
    unlock: &Unlock,
    keychain: &dyn KeyStore,
) -> Result<Key32, VaultError> {
    if let Unlock::Passphrase(passphrase) = unlock {
        passphrase::check(passphrase)?;
    }
    if let Some(file) = key_file::read(database)? {
        return existing(database, &file, unlock, keychain);
    }
    if exists(database)? {
        return Err(VaultError::KeyFileMissing {
            path: key_file::path(database),
        });
    }
    let (file, key) = match unlock {
        Unlock::Keychain => in_keychain(keychain)?,
        Unlock::Passphrase(passphrase) => {
            let derivation = Derivation::new(random()?);
            let key = derivation.key(passphrase).ok_or(VaultError::System)?;
            (KeyFile::Passphrase(derivation), key)
        }
    };
    match key_file::write_new(database, &file) {
        Ok(true) => Ok(key),
        Ok(false) => {
            // Another Candor was first: its key counts, ours has never been used.
            forget(&file, keychain);
            let file = key_file::read(database)?.ok_or_else(|| VaultError::KeyFileMissing {
                path: key_file::path(database),
            })?;
            existing(database, &file, unlock, keychain)
        }
        Err(error) => {
            forget(&file, keychain);
            Err(error)
        }
    }
}

/// The key an existing `key.json` speaks of.
fn existing(
    database: &Path,
    file: &KeyFile,
    unlock: &Unlock,
    keychain: &dyn KeyStore,
) -> Result<Key32, VaultError> {
    match (file, unlock) {
        (KeyFile::Keychain { entry }, Unlock::Keychain) => {
            let secret = keychain
                .get(&entry.to_string())?
                .ok_or(VaultError::EntryMissing)?;
            from_secret(&secret).ok_or(VaultError::EntryInvalid)
        }
        (KeyFile::Passphrase(derivation), Unlock::Passphrase(passphrase)) => derivation
            .key(passphrase)
            .ok_or_else(|| VaultError::KeyFileInvalid {
                path: key_file::path(database),
            }),
        (KeyFile::Passphrase(_), Unlock::Keychain) => Err(VaultError::PassphraseNeeded),
        (KeyFile::Keychain { .. }, Unlock::Passphrase(_)) => Err(VaultError::KeychainNeeded),
    }
}

/// Makes a key and leaves it in the keychain, having seen that it is really there.
fn in_keychain(keychain: &dyn KeyStore) -> Result<(KeyFile, Key32), VaultError> {
    let key = Key32(Zeroizing::new(random()?));
    let entry = Uuid::now_v7();
    keychain.set(&entry.to_string(), key.bytes())?;
    let kept = keychain.get(&entry.to_string())?;
    if kept.is_none_or(|kept| kept.as_slice() != key.bytes()) {
        return Err(VaultError::KeychainForgets);
    }
    Ok((KeyFile::Keychain { entry }, key))
}

/// Takes a key that was never used out of the keychain again.
fn forget(file: &KeyFile, keychain: &dyn KeyStore) {
    if let KeyFile::Keychain { entry } = file
        && let Err(error) = keychain.remove(&entry.to_string())
    {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "an unused key stays in the keychain"
        );
    }
}

fn from_secret(secret: &[u8]) -> Option<Key32> {
    let mut key = Zeroizing::new([0; 32]);
    if secret.len() != key.len() {
        return None;
    }
    key.copy_from_slice(secret);
    Some(Key32(key))
}

/// Whether there is anything to lose: an empty file is what an interrupted first start leaves.
fn exists(database: &Path) -> Result<bool, VaultError> {
    match fs::metadata(database) {
        Ok(metadata) => Ok(metadata.len() > 0),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(key_file::file_error(database, error)),
    }
}

fn random<const N: usize>() -> Result<[u8; N], VaultError> {
    let mut bytes = [0; N];
    SysRng
        .try_fill_bytes(&mut bytes)
        .map_err(|_| VaultError::System)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
