//! What can go wrong with the database, worded for the person who reads it.

use std::{io, path::PathBuf, sync::Arc};

use candor_domain::{Code, interview::IllegalMove};
use rusqlite::{ErrorCode, ffi};

/// A failure of the store. Cheap to clone: one failed commit is told to everyone who waited for it.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The key does not decrypt the file. Nothing was changed.
    #[error(
        "the key does not open the database {}, or the file is damaged; use the key it was created with, or restore a backup",
        path.display()
    )]
    KeyWrong {
        /// The database file.
        path: PathBuf,
    },
    /// The file was written by a newer program. Nothing was changed.
    #[error(
        "the database was written by a newer version of Candor (its format is {found}, this version knows {known}); install the newer version"
    )]
    NewerDatabase {
        /// Format of the file.
        found: usize,
        /// Newest format this program knows.
        known: usize,
    },
    /// Another process has the data folder open.
    #[error(
        "another Candor already uses {}; close it first, or choose another data folder",
        path.display()
    )]
    InUse {
        /// The database file.
        path: PathBuf,
    },
    /// No space left; the change was undone as a whole.
    #[error("the disk is full, so nothing was stored; free some space and try again")]
    DiskFull,
    /// The folder is missing or may not be written.
    #[error(
        "the data folder is missing or may not be written; check that it exists and belongs to you"
    )]
    NotWritable,
    /// What the change refers to does not exist.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// It exists already, or does not follow on what is stored.
    #[error("{0}")]
    Conflict(String),
    /// A value is out of range.
    #[error("{0}")]
    Invalid(String),
    /// A recording was to begin before consent was given.
    #[error("nothing is recorded before the candidate has consented")]
    ConsentMissing,
    /// More was to be recorded or said after the consent was withdrawn.
    #[error("the candidate has withdrawn the consent; nothing more is recorded in this interview")]
    ConsentWithdrawn,
    /// The interview's status does not allow the move.
    #[error(transparent)]
    IllegalMove(#[from] IllegalMove),
    /// The caller's own work inside a write declined; everything it did was undone.
    #[error("{reason}")]
    Refused {
        /// Why, as a code.
        code: Code,
        /// Why, in words.
        reason: String,
    },
    /// A row cannot be read as what it should be, or the file itself is broken.
    #[error("the database is damaged; restore a backup")]
    Damaged(#[source] Arc<rusqlite::Error>),
    /// The store is closing, or a fault in the caller's work ended it. Nothing was changed.
    #[error("the change was given up before it was stored")]
    Stopped,
    /// Anything else `SQLite` reports.
    #[error("the database reported an error")]
    Sqlite(#[source] Arc<rusqlite::Error>),
    /// The embedded migrations do not fit the database.
    #[error("the database could not be brought up to date")]
    Migration(#[source] Arc<rusqlite_migration::Error>),
    /// The operating system refused a file operation.
    #[error("the data folder could not be used")]
    Io(#[source] Arc<io::Error>),
}

impl StoreError {
    /// The code to branch on.
    pub fn code(&self) -> Code {
        match self {
            Self::KeyWrong { .. } => Code::KeyWrong,
            Self::NewerDatabase { .. } => Code::NewerDatabase,
            Self::InUse { .. } => Code::InUse,
            Self::DiskFull => Code::DiskFull,
            Self::NotWritable => Code::NotWritable,
            Self::NotFound(_) => Code::NotFound,
            Self::Conflict(_) => Code::Conflict,
            Self::Invalid(_) => Code::Invalid,
            Self::ConsentMissing => Code::ConsentMissing,
            Self::ConsentWithdrawn => Code::ConsentWithdrawn,
            Self::IllegalMove(_) => Code::IllegalMove,
            Self::Refused { code, .. } => *code,
            Self::Damaged(_)
            | Self::Stopped
            | Self::Sqlite(_)
            | Self::Migration(_)
            | Self::Io(_) => Code::Internal,
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match &error {
            rusqlite::Error::SqliteFailure(failure, _) => match failure.code {
                ErrorCode::DiskFull => return Self::DiskFull,
                // The shared-memory index could not grow: the same full disk by another name.
                ErrorCode::SystemIoFailure
                    if failure.extended_code == ffi::SQLITE_IOERR_SHMSIZE =>
                {
                    return Self::DiskFull;
                }
                ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied => {
                    return Self::NotWritable;
                }
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {}
                ErrorCode::ConstraintViolation => {
                    return match failure.extended_code {
                        ffi::SQLITE_CONSTRAINT_UNIQUE
                        | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
                        | ffi::SQLITE_CONSTRAINT_ROWID => {
                            Self::Conflict("this exists already".to_owned())
                        }
                        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => {
                            Self::NotFound("interview, position, message or recording")
                        }
                        ffi::SQLITE_CONSTRAINT_TRIGGER => {
                            Self::Conflict("this can no longer be changed".to_owned())
                        }
                        _ => Self::Invalid("a value is missing or out of range".to_owned()),
                    };
                }
                _ => return Self::Sqlite(Arc::new(error)),
            },
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::Utf8Error(..) => {}
            rusqlite::Error::ToSqlConversionFailure(_) => {
                return Self::Invalid("a number is too large to be stored".to_owned());
            }
            _ => return Self::Sqlite(Arc::new(error)),
        }
        Self::Damaged(Arc::new(error))
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            io::ErrorKind::PermissionDenied
            | io::ErrorKind::ReadOnlyFilesystem
            | io::ErrorKind::NotFound
            | io::ErrorKind::NotADirectory
            | io::ErrorKind::IsADirectory => Self::NotWritable,
            _ => Self::Io(Arc::new(error)),
        }
    }
}

impl From<rusqlite_migration::Error> for StoreError {
    fn from(error: rusqlite_migration::Error) -> Self {
        match error {
            rusqlite_migration::Error::RusqliteError { query: _, err } => err.into(),
            other => Self::Migration(Arc::new(other)),
        }
    }
}
