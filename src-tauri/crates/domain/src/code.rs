//! The closed list of error codes. A code exists only because somebody branches on it.

use serde::{Deserialize, Serialize};

/// Machine-readable reason of a failure, carried in problem documents and exit messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The request is malformed or a field is out of range; the detail names it.
    Invalid,
    /// No such thing, or not visible to this principal.
    NotFound,
    /// The interview's status does not allow this move.
    IllegalMove,
    /// Recording was asked for before consent was given.
    ConsentMissing,
    /// The candidate withdrew the consent to being recorded.
    ConsentWithdrawn,
    /// The PIN is wrong.
    PinWrong,
    /// Too many attempts; the detail says how long to wait.
    TooManyAttempts,
    /// The thing exists already or changed in the meantime.
    Conflict,
    /// This principal may not do that.
    Forbidden,
    /// No input device, or the named one is not there.
    NoMicrophone,
    /// The speech model file is not installed.
    ModelMissing,
    /// The model file is damaged or is not the catalogued one.
    ModelInvalid,
    /// A sound file is empty, damaged or of a kind we cannot read.
    AudioInvalid,
    /// The database exists but its key cannot be found.
    KeyMissing,
    /// The key does not open the database.
    KeyWrong,
    /// There is a keychain but it is locked or the user refused.
    KeychainLocked,
    /// There is no keychain on this machine.
    KeychainMissing,
    /// The database was written by a newer version of Candor.
    NewerDatabase,
    /// The disk is full.
    DiskFull,
    /// The folder is missing or may not be written.
    NotWritable,
    /// Another Candor already uses this data folder.
    InUse,
    /// The recogniser broke down more often than it is started again: captions pause, recording goes on, and what was
    /// said is transcribed later.
    CaptionsPaused,
    /// Something went wrong that the user cannot repair; details are in the log.
    Internal,
}

impl Code {
    /// The code as it stands in problem documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::NotFound => "not_found",
            Self::IllegalMove => "illegal_move",
            Self::ConsentMissing => "consent_missing",
            Self::ConsentWithdrawn => "consent_withdrawn",
            Self::PinWrong => "pin_wrong",
            Self::TooManyAttempts => "too_many_attempts",
            Self::Conflict => "conflict",
            Self::Forbidden => "forbidden",
            Self::NoMicrophone => "no_microphone",
            Self::ModelMissing => "model_missing",
            Self::ModelInvalid => "model_invalid",
            Self::AudioInvalid => "audio_invalid",
            Self::KeyMissing => "key_missing",
            Self::KeyWrong => "key_wrong",
            Self::KeychainLocked => "keychain_locked",
            Self::KeychainMissing => "keychain_missing",
            Self::NewerDatabase => "newer_database",
            Self::DiskFull => "disk_full",
            Self::NotWritable => "not_writable",
            Self::InUse => "in_use",
            Self::CaptionsPaused => "captions_paused",
            Self::Internal => "internal",
        }
    }
}
