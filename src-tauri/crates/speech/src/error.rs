//! What can go wrong between a sound and its words.

use std::{io, path::PathBuf};

use candor_domain::{Code, Language};

/// Why a model cannot be used or a sound cannot be transcribed.
#[derive(Debug, thiserror::Error)]
pub enum SpeechError {
    /// The catalogue has no model of this name.
    #[error("there is no speech model “{name}”; `candor models` lists the ones there are")]
    UnknownModel {
        /// The name asked for.
        name: String,
    },
    /// The model is known but not on this machine.
    #[error("the speech model “{name}” is not installed; {remedy}")]
    ModelMissing {
        /// Name of the model.
        name: String,
        /// How to get it.
        remedy: String,
    },
    /// The file is there but is not the catalogued one.
    #[error("the speech model file {} cannot be used: {problem}; {remedy}", path.display())]
    ModelInvalid {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
        /// What to do.
        remedy: String,
    },
    /// The model does not know the language.
    #[error(
        "the speech model “{name}” does not understand “{language}”; choose a multilingual one"
    )]
    LanguageUnsupported {
        /// Name of the model.
        name: String,
        /// The language asked for.
        language: Language,
    },
    /// The model cannot be downloaded from anywhere.
    #[error(
        "the speech model “{name}” comes with Candor and cannot be downloaded; install Candor again"
    )]
    NotDownloadable {
        /// Name of the model.
        name: String,
    },
    /// It belongs to the program.
    #[error("the speech model “{name}” comes with Candor and cannot be deleted")]
    Shipped {
        /// Name of the model.
        name: String,
    },
    /// Another download of the same model is running.
    #[error("“{name}” is already being downloaded; wait for it to finish")]
    AlreadyDownloading {
        /// Name of the model.
        name: String,
    },
    /// The download broke off or could not begin. What has arrived is kept.
    #[error(
        "the speech model “{name}” could not be downloaded: {problem}; what has arrived is kept, so try again when you \
         are online, or download {url} elsewhere and import the file"
    )]
    Network {
        /// Name of the model.
        name: String,
        /// Where it was to come from.
        url: String,
        /// What happened.
        problem: String,
    },
    /// The disk is full.
    #[error("there is not enough room for {}{}; free some space and try again", path.display(), more(*missing))]
    DiskFull {
        /// The file being written.
        path: PathBuf,
        /// Bytes that would have to be freed, where that is known.
        missing: Option<u64>,
    },
    /// A file or folder cannot be read or written.
    #[error("{} cannot be {action}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What was to be done with it: `read`, `written`.
        action: &'static str,
        /// What the system says.
        source: io::Error,
    },
    /// Whisper refused or failed.
    #[error("the speech recogniser failed: {0}")]
    Recogniser(#[from] whisper_rs::WhisperError),
    /// The recogniser broke off in the middle of an utterance.
    #[error("the speech recogniser broke off while it worked on an utterance")]
    Panicked,
    /// It was called off.
    #[error("the transcription was cancelled")]
    Cancelled,
    /// The process that recognises speech ended, or did not answer in time.
    #[error("the speech recogniser broke down: {0}")]
    RecogniserDied(String),
    /// It broke down too often; it is not started again for a while.
    #[error(
        "the speech recogniser broke down {times} times; captions pause, and what is said is transcribed later"
    )]
    RecogniserGivenUp {
        /// How often it was started.
        times: u32,
    },
    /// The processor lacks instructions this build of the recogniser is made of.
    #[error(
        "this computer’s processor lacks {missing}, which this version of Candor recognises speech with; install the \
         version for older processors — interviews can be held by typing meanwhile"
    )]
    ProcessorTooOld {
        /// Names of the instruction sets.
        missing: String,
    },
    /// The program was replaced by another version while it ran.
    #[error(
        "the speech recogniser is of another version of Candor ({theirs}): Candor was updated while it ran; close it \
         and start it again"
    )]
    RecogniserOfAnotherVersion {
        /// Its version.
        theirs: String,
    },
    /// More sound than is ever transcribed in one go.
    #[error("an utterance of more than an hour cannot be transcribed in one go")]
    TooLong,
    /// A thread or runtime could not be started.
    #[error("a background task could not be started: {0}")]
    Start(io::Error),
}

impl SpeechError {
    /// The code the boundary reports.
    pub fn code(&self) -> Code {
        match self {
            Self::UnknownModel { .. } => Code::NotFound,
            Self::ModelMissing { .. } => Code::ModelMissing,
            Self::ModelInvalid { .. } => Code::ModelInvalid,
            Self::LanguageUnsupported { .. }
            | Self::NotDownloadable { .. }
            | Self::ProcessorTooOld { .. }
            | Self::TooLong => Code::Invalid,
            Self::AlreadyDownloading { .. } => Code::InUse,
            Self::Shipped { .. } | Self::RecogniserOfAnotherVersion { .. } => Code::Conflict,
            Self::DiskFull { .. } => Code::DiskFull,
            Self::File {
                action: "written", ..
            } => Code::NotWritable,
            Self::File { .. }
            | Self::Network { .. }
            | Self::Recogniser(_)
            | Self::Panicked
            | Self::Cancelled
            | Self::RecogniserDied(_)
            | Self::Start(_) => Code::Internal,
            Self::RecogniserGivenUp { .. } => Code::CaptionsPaused,
        }
    }

    /// A failure to read `path`.
    pub(crate) fn reading(path: impl Into<PathBuf>, source: io::Error) -> Self {
        Self::File {
            path: path.into(),
            action: "read",
            source,
        }
    }

    /// A failure to write `path`, told apart by whether there is room.
    pub(crate) fn writing(path: impl Into<PathBuf>, source: io::Error) -> Self {
        let path = path.into();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull {
                path,
                missing: None,
            },
            _ => Self::File {
                path,
                action: "written",
                source,
            },
        }
    }
}

fn more(missing: Option<u64>) -> String {
    // Rounded up: who frees that much has enough.
    missing.map_or_else(String::new, |bytes| {
        format!(
            ", {:.1} MB more are needed",
            (bytes as f64 / 1e5).ceil() / 10.0
        )
    })
}
