//! Why there is no key, worded for the person who wants to open the database.

use std::{io, path::PathBuf, sync::Arc};

use candor_domain::Code;

use crate::KeyStoreError;

/// No key. Nothing was changed in any of these cases.
#[derive(Debug, Clone, thiserror::Error)]
pub enum VaultError {
    /// The database is there, the note on how its key is kept is not.
    #[error(
        "there is a database but {} is missing, which says how its key is kept; restore that file from a backup, \
         or move the database away to start with an empty one",
        path.display()
    )]
    KeyFileMissing {
        /// Where the file should be.
        path: PathBuf,
    },
    /// The note on how the key is kept cannot be read.
    #[error("{} is damaged or was written by a newer version of Candor; restore it from a backup", path.display())]
    KeyFileInvalid {
        /// The file.
        path: PathBuf,
    },
    /// The keychain has no such entry.
    #[error(
        "the keychain has no key for this database; sign in as the user who created it, or restore that user's \
         keychain. To start with an empty database, move this one and its key.json away"
    )]
    EntryMissing,
    /// The keychain's entry is not a key.
    #[error(
        "the keychain's entry for this database is not a key; restore the keychain from a backup"
    )]
    EntryInvalid,
    /// The database is protected by a passphrase and none was given.
    #[error(
        "this database is protected by a passphrase; enter it, or name a file with --passphrase-file"
    )]
    PassphraseNeeded,
    /// A passphrase was given for a database whose key is in the keychain.
    #[error("this database's key is in the keychain, not behind a passphrase; open it without one")]
    KeychainNeeded,
    /// Too short to protect anything.
    #[error(
        "the passphrase needs at least {} characters",
        crate::passphrase::MIN_CHARS
    )]
    PassphraseTooShort,
    /// The keychain is there but does not open.
    #[error(
        "the keychain is locked, has no default keyring or refused access; unlock it and try again, or use a passphrase"
    )]
    KeychainLocked,
    /// The keychain asked the user, or itself, and got no answer.
    #[error("the keychain did not answer in time; unlock it and try again, or use a passphrase")]
    KeychainSilent,
    /// There is no keychain.
    #[error("there is no keychain on this machine; use a passphrase instead")]
    KeychainMissing,
    /// What was stored in the keychain did not come back the same.
    #[error("the keychain does not keep what it is given; use a passphrase instead")]
    KeychainForgets,
    /// Anything else the keychain reports.
    #[error("the keychain reported an error; try again, or use a passphrase")]
    Keychain(#[source] Arc<dyn std::error::Error + Send + Sync>),
    /// No space left.
    #[error("the disk is full; free some space and try again")]
    DiskFull,
    /// The folder is missing or may not be written.
    #[error("the data folder {} is missing or may not be written", folder.display())]
    NotWritable {
        /// The folder.
        folder: PathBuf,
    },
    /// The operating system refused a file operation.
    #[error("the data folder could not be used")]
    Io(#[source] Arc<io::Error>),
    /// The operating system gave no random numbers, or no memory for the key derivation.
    #[error("the system could not make a key")]
    System,
}

impl VaultError {
    /// The code to branch on.
    pub fn code(&self) -> Code {
        match self {
            Self::KeyFileMissing { .. }
            | Self::KeyFileInvalid { .. }
            | Self::EntryMissing
            | Self::EntryInvalid
            | Self::PassphraseNeeded => Code::KeyMissing,
            Self::KeychainNeeded | Self::PassphraseTooShort => Code::Invalid,
            Self::KeychainLocked | Self::KeychainSilent => Code::KeychainLocked,
            Self::KeychainMissing => Code::KeychainMissing,
            Self::DiskFull => Code::DiskFull,
            Self::NotWritable { .. } => Code::NotWritable,
            Self::KeychainForgets | Self::Keychain(_) | Self::Io(_) | Self::System => {
                Code::Internal
            }
        }
    }
}

impl From<KeyStoreError> for VaultError {
    fn from(error: KeyStoreError) -> Self {
        match error {
            KeyStoreError::Locked => Self::KeychainLocked,
            KeyStoreError::Silent => Self::KeychainSilent,
            KeyStoreError::Missing => Self::KeychainMissing,
            KeyStoreError::Other(source) => Self::Keychain(Arc::from(source)),
        }
    }
}
