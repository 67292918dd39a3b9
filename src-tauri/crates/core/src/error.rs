//! Everything that can go wrong here, with the closed code the outside branches on.

use candor_domain::{
    Code,
    interview::IllegalMove,
    plan_check::{Fault, Faults},
    plan_toml::PlanFileError,
};

/// Result of what Candor does.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure, worded for the person at the machine.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such thing.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// A field is missing or out of range.
    #[error("{0}")]
    Invalid(String),
    /// The interview's status does not allow it.
    #[error(transparent)]
    IllegalMove(#[from] IllegalMove),
    /// Recording was asked for before consent was given.
    #[error("the candidate has not agreed to the recording yet")]
    ConsentMissing,
    /// The candidate has withdrawn the consent: nothing more is recorded, and no documents are made.
    #[error(
        "the candidate has withdrawn the consent; nothing more is recorded in this interview and no documents are made of it. What remains can be erased"
    )]
    ConsentWithdrawn,
    /// A code for the kiosk that is wrong, run out or used: which of these, nobody is told.
    #[error("this code cannot be used; please check it or ask for a new one")]
    CodeUnknown,
    /// Not the kiosk's PIN.
    #[error("this is not the PIN")]
    PinWrong,
    /// Too many wrong codes or PINs.
    #[error("too many attempts; try again in {} seconds", .wait_ms.div_ceil(1_000))]
    TooManyAttempts {
        /// Milliseconds until the next attempt is allowed.
        wait_ms: u64,
    },
    /// The thing changed in the meantime or is being used.
    #[error("{0}")]
    Conflict(String),
    /// A plan makes no sense.
    #[error(transparent)]
    Plan(#[from] Faults),
    /// A plan file cannot be used.
    #[error(transparent)]
    PlanFile(#[from] PlanFileError),
    /// Microphone or sound file.
    #[error(transparent)]
    Audio(#[from] candor_audio::AudioError),
    /// Speech model or transcription.
    #[error(transparent)]
    Speech(#[from] candor_speech::SpeechError),
    /// No installed speech model understands the language.
    #[error(
        "no speech model for the language “{0}” is installed; install one, or hold the interview by typing"
    )]
    NoModel(candor_domain::Language),
    /// The database.
    #[error(transparent)]
    Store(#[from] candor_store::StoreError),
    /// The database, while an interview runs: its room keeps what it could not store and tries again by itself.
    #[error("{}; what is said and typed meanwhile is kept in memory and stored as soon as that works, so there is no need to repeat it", not_yet(.0))]
    NotYetStored(candor_store::StoreError),
    /// The keychain.
    #[error(transparent)]
    Vault(#[from] candor_vault::VaultError),
    /// Files of a transcript.
    #[error(transparent)]
    Transcript(#[from] crate::transcript::ExportError),
    /// A folder Candor keeps its data in.
    #[error("the folder {} cannot be used: {source}", .path.display())]
    Folder {
        /// The folder.
        path: std::path::PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A part of Candor stopped; the log says why.
    #[error("Candor ran into an internal problem; the log has the details")]
    Internal,
}

impl Error {
    /// The closed code of this failure.
    pub fn code(&self) -> Code {
        match self {
            Self::NotFound(_) | Self::CodeUnknown => Code::NotFound,
            Self::PinWrong => Code::PinWrong,
            Self::TooManyAttempts { .. } => Code::TooManyAttempts,
            Self::Invalid(_) | Self::Plan(_) | Self::PlanFile(_) => Code::Invalid,
            Self::IllegalMove(_) => Code::IllegalMove,
            Self::NoModel(_) => Code::ModelMissing,
            Self::ConsentMissing => Code::ConsentMissing,
            Self::ConsentWithdrawn => Code::ConsentWithdrawn,
            Self::Conflict(_) => Code::Conflict,
            Self::Audio(e) => e.code(),
            Self::Speech(e) => e.code(),
            Self::Store(e) | Self::NotYetStored(e) => e.code(),
            Self::Vault(e) => e.code(),
            Self::Transcript(e) => e.code(),
            Self::Folder { source, .. } => code_of_io(source),
            Self::Internal => Code::Internal,
        }
    }
}

impl Error {
    /// Every single thing that is wrong with what was sent, where it is known field by field.
    pub fn faults(&self) -> Vec<Fault> {
        match self {
            Self::Plan(Faults(faults)) => faults.clone(),
            Self::PlanFile(error) => error.faults(),
            _ => Vec::new(),
        }
    }
}

fn not_yet(error: &candor_store::StoreError) -> String {
    match error.code() {
        Code::DiskFull => "the disk is full; free some space".to_owned(),
        _ => format!("the database cannot be written now ({error})"),
    }
}

/// The code for a failed file operation.
pub(crate) fn code_of_io(error: &std::io::Error) -> Code {
    use std::io::ErrorKind as K;
    match error.kind() {
        K::StorageFull | K::QuotaExceeded => Code::DiskFull,
        K::PermissionDenied
        | K::ReadOnlyFilesystem
        | K::NotFound
        | K::NotADirectory
        | K::AlreadyExists => Code::NotWritable,
        _ => Code::Internal,
    }
}
