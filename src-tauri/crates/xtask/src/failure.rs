//! What can go wrong, in words that say how to proceed.

use std::fmt::{self, Display, Formatter};
use std::io;
use std::path::{Path, PathBuf};

/// Why a command of `cargo xtask` stopped.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A program could not be started at all.
    Start { program: String, cause: io::Error },
    /// A program ran and ended badly; `status` is handed on as our own.
    Ended { shown: String, status: u8 },
    /// A program printed something else than it should have.
    Unreadable { what: String, cause: String },
    /// A file or folder could not be read or written.
    File { path: PathBuf, cause: io::Error },
    /// The machine lacks something; the text says what and how to get it.
    Missing(String),
    /// Rules of the house that do not hold, one line each.
    Broken(Vec<String>),
    /// Generated files that no longer match their source.
    Drift(Vec<String>),
    /// A step that must run tests printed no count of them.
    Uncounted(String),
}

impl Failure {
    /// For `map_err` on file operations.
    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |cause| Self::File { path, cause }
    }

    /// The exit status to end with.
    pub(crate) fn status(&self) -> u8 {
        match self {
            Self::Ended { status, .. } => *status,
            _ => 1,
        }
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start { program, cause } if cause.kind() == io::ErrorKind::NotFound => {
                write!(
                    f,
                    "{program} is not installed; `cargo xtask setup` finds out what is missing"
                )
            }
            Self::Start { program, cause } => write!(f, "{program} could not be started: {cause}"),
            Self::Ended { shown, status } => write!(f, "`{shown}` ended with status {status}"),
            Self::Unreadable { what, cause } => {
                write!(f, "{what} could not be understood: {cause}")
            }
            Self::File { path, cause } => write!(f, "{}: {cause}", path.display()),
            Self::Missing(text) => f.write_str(text),
            Self::Broken(lines) => write!(f, "{}", lines.join("\n")),
            Self::Drift(files) => write!(
                f,
                "out of date: {}; run `cargo xtask types` and commit the result",
                files.join(", ")
            ),
            Self::Uncounted(what) => {
                write!(
                    f,
                    "{what} printed no count of its tests, so nothing shows that any ran"
                )
            }
        }
    }
}
