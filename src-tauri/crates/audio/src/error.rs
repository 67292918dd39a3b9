//! What can go wrong with sound, in the user's words.

use std::io;

use candor_domain::Code;

/// Where the system's permission is given.
const PERMISSION: &str = if cfg!(target_os = "macos") {
    "allow it in System Settings → Privacy & Security → Microphone"
} else if cfg!(target_os = "windows") {
    "allow desktop apps to use it in Settings → Privacy & security → Microphone"
} else {
    "allow it in the system's privacy settings, or make this user a member of the group “audio”"
};

/// A failure of this crate.
#[derive(Debug, thiserror::Error)]
pub enum AudioError {
    /// There is no input device at all.
    #[error(
        "no microphone was found; connect one, or allow this program to use it in the system's privacy \
         settings, and try again"
    )]
    NoDevice,
    /// The wanted device is not there.
    #[error("there is no microphone called “{name}”; {}", listed(known))]
    UnknownDevice {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// The device is there but gives no sound to us.
    #[error(
        "the microphone “{name}” cannot be opened ({reason}); close other programs that use it, {PERMISSION}, or \
         choose another one"
    )]
    OpenFailed {
        /// Name of the device.
        name: String,
        /// What the system said.
        reason: String,
    },
    /// Another program has the device to itself.
    #[error(
        "another program uses the microphone “{name}” alone; close it, or choose another microphone"
    )]
    InUse {
        /// Name of the device.
        name: String,
    },
    /// The system forbids this program to hear it.
    #[error("the system does not let Candor use the microphone “{name}”; {PERMISSION}")]
    NotAllowed {
        /// Name of the device.
        name: String,
    },
    /// Nothing answers for any device.
    #[error("the system's sound service does not answer; start it again, or restart the computer")]
    NoSoundSystem,
    /// The system changed how the device delivers sound while it was recording.
    #[error(
        "the system changed the settings of the microphone “{name}”; open it again, which a running interview \
         does by itself"
    )]
    DeviceChanged {
        /// Name of the device.
        name: String,
    },
    /// The device stopped while it was recording.
    #[error(
        "the microphone “{name}” stopped sending sound; connect it again or choose another one"
    )]
    DeviceLost {
        /// Name of the device.
        name: String,
    },
    /// The file cannot be opened or read.
    #[error("“{file}” cannot be read: {source}")]
    Unreadable {
        /// Name of the file.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// The file has no bytes.
    #[error("“{file}” is an empty file; choose a recording")]
    Empty {
        /// Name of the file.
        file: String,
    },
    /// The file is in order but holds no sound.
    #[error("“{file}” contains no sound: it has 0 samples")]
    NoSamples {
        /// Name of the file.
        file: String,
    },
    /// The file is not what its first bytes promise.
    #[error("“{file}” is damaged: {what}")]
    Corrupt {
        /// Name of the file.
        file: String,
        /// What is wrong with it.
        what: String,
    },
    /// The file ends before the sound its header promises.
    #[error(
        "“{file}” is cut off: {} s of sound are there, {} were promised; copy the file again or repair its header",
        seconds(*present_ms),
        promised_ms.map_or_else(|| "more".to_owned(), |ms| format!("{} s", seconds(ms)))
    )]
    Truncated {
        /// Name of the file.
        file: String,
        /// Sound that is there, in ms.
        present_ms: u64,
        /// Sound the header promises, in ms, where it says so.
        promised_ms: Option<u64>,
    },
    /// The file is of a kind we cannot read.
    #[error("“{file}” cannot be used: {what}; convert it to WAV, FLAC, MP3, OGG or M4A")]
    Unsupported {
        /// Name of the file.
        file: String,
        /// What it is.
        what: String,
    },
    /// A block of a recording cannot be decoded.
    #[error("the recording is damaged at {} s: {what}", seconds(start_sample * 1000 / u64::from(crate::SAMPLE_RATE)))]
    BlockDamaged {
        /// First sample of the block.
        start_sample: u64,
        /// What is wrong with it.
        what: String,
    },
    /// The Opus library refused; cannot happen with the settings we use.
    #[error("encoding sound failed: {0}")]
    Codec(#[from] opus::Error),
    /// The resampler refused; cannot happen with the rates we let through.
    #[error("resampling from {rate} Hz failed: {what}")]
    Resample {
        /// Rate of the input in hertz.
        rate: u32,
        /// What the resampler said.
        what: String,
    },
    /// The system gave us no thread to record on.
    #[error("recording could not be started: {0}")]
    Thread(#[source] io::Error),
}

impl AudioError {
    /// Whether the device is there and is withheld: waiting for it does not help, the user has to do something.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::InUse { .. } | Self::NotAllowed { .. })
    }

    /// The code callers branch on.
    pub fn code(&self) -> Code {
        match self {
            Self::NoDevice
            | Self::UnknownDevice { .. }
            | Self::OpenFailed { .. }
            | Self::InUse { .. }
            | Self::NotAllowed { .. }
            | Self::NoSoundSystem
            | Self::DeviceChanged { .. }
            | Self::DeviceLost { .. } => Code::NoMicrophone,
            Self::Unreadable { source, .. } if source.kind() == io::ErrorKind::NotFound => {
                Code::NotFound
            }
            Self::Unreadable { .. }
            | Self::Empty { .. }
            | Self::NoSamples { .. }
            | Self::Corrupt { .. }
            | Self::Truncated { .. }
            | Self::Unsupported { .. }
            | Self::BlockDamaged { .. } => Code::AudioInvalid,
            Self::Codec(_) | Self::Resample { .. } | Self::Thread(_) => Code::Internal,
        }
    }
}

fn seconds(ms: u64) -> String {
    format!("{}.{:02}", ms / 1000, ms % 1000 / 10)
}

fn listed(names: &[String]) -> String {
    if names.is_empty() {
        "none is connected".to_owned()
    } else {
        format!("connected: “{}”", names.join("”, “"))
    }
}
