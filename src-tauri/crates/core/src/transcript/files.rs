//! Names that are safe on every system, and files that are whole or not there.

use std::{
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use candor_domain::{Code, transcript::Transcript};
use jiff::{Timestamp, tz::TimeZone};

use crate::{error::code_of_io, folders::try_create_private};

/// Longest part of a file name that comes from a person's name, in bytes; every system allows 255 in all.
const NAME_BYTES: usize = 80;

/// Why transcript files could not be written. The interview is safe in the database all the same.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The folder or the disk does not allow it.
    #[error("the transcript could not be written to {}: {}. The interview is safe; export it again once that is put right", .path.display(), in_words(.source))]
    File {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The document cannot be put into the form asked for, which is a mistake of ours.
    #[error("the transcript cannot be put into this form: {0}")]
    Form(String),
}

impl ExportError {
    /// The closed code of this failure.
    pub fn code(&self) -> Code {
        match self {
            Self::File { source, .. } => code_of_io(source),
            Self::Form(_) => Code::Internal,
        }
    }
}

fn in_words(error: &io::Error) -> String {
    match code_of_io(error) {
        Code::DiskFull => "the disk is full".to_owned(),
        Code::NotWritable => "the folder is missing or may not be written".to_owned(),
        _ => error.to_string(),
    }
}

/// File name without its ending: local date, candidate, and the interview's id, which keeps it unique.
pub fn stem(document: &Transcript, zone: &TimeZone) -> String {
    let started = document
        .interview
        .started_at
        .as_ref()
        .unwrap_or(&document.interview.created_at);
    let date = started
        .parse::<Timestamp>()
        .unwrap_or_default()
        .to_zoned(zone.clone())
        .strftime("%Y-%m-%d")
        .to_string();
    format!(
        "{date}_{}_{}",
        safe_name(&document.interview.candidate_name),
        document.interview.id
    )
}

/// A person's name as part of a file name: letters and digits of any script, everything else a hyphen.
///
/// Path separators, control and direction characters, trailing dots and reserved device names cannot survive.
pub fn safe_name(name: &str) -> String {
    let mut safe = String::new();
    for c in name.chars() {
        let next = if c.is_alphanumeric() { c } else { '-' };
        if next == '-' && (safe.is_empty() || safe.ends_with('-')) {
            continue;
        }
        if safe.len() + next.len_utf8() > NAME_BYTES {
            break;
        }
        safe.push(next);
    }
    let safe = safe.trim_end_matches('-');
    if safe.is_empty() {
        "candidate".to_owned()
    } else {
        safe.to_owned()
    }
}

/// Writes a file so that it is there whole or not at all, even if the power fails: temporary file in the same
/// folder, fsync, rename, fsync of the folder. Only the owner may read it.
///
/// # Errors
/// [`ExportError::File`]; nothing is left behind then.
pub fn write_atomically(folder: &Path, name: &str, content: &[u8]) -> Result<PathBuf, ExportError> {
    let path = folder.join(name);
    let attempt = || -> io::Result<()> {
        try_create_private(folder)?;
        let mut file = tempfile::Builder::new()
            .prefix(".candor-")
            .tempfile_in(folder)?;
        file.write_all(content)?;
        file.as_file().sync_all()?;
        file.persist(&path).map_err(|e| e.error)?;
        #[cfg(unix)]
        std::fs::File::open(folder)?.sync_all()?;
        Ok(())
    };
    match attempt() {
        Ok(()) => Ok(path),
        Err(source) => Err(ExportError::File {
            path: folder.to_owned(),
            source,
        }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn hostile_names_become_harmless() {
        assert_eq!(safe_name("../../etc/passwd"), "etc-passwd");
        assert_eq!(safe_name("CON"), "CON");
        assert_eq!(safe_name("a\nb\r\nc"), "a-b-c");
        assert_eq!(safe_name("\u{202e}gpj.exe"), "gpj-exe");
        assert_eq!(safe_name("Zoë Müller-Иванова "), "Zoë-Müller-Иванова");
        assert_eq!(safe_name("..."), "candidate");
        assert!(safe_name(&"я".repeat(300)).len() <= NAME_BYTES);
    }

    proptest! {
        #[test]
        fn any_name_gives_a_file_name(name in "\\PC*") {
            let safe = safe_name(&name);
            prop_assert!(!safe.is_empty() && safe.len() <= NAME_BYTES);
            prop_assert!(safe.chars().all(|c| c.is_alphanumeric() || c == '-'));
        }
    }

    #[test]
    fn a_second_writing_replaces_the_first_and_leaves_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        write_atomically(folder.path(), "a.txt", b"one").unwrap();
        let path = write_atomically(folder.path(), "a.txt", b"two").unwrap();
        assert_eq!(std::fs::read(path).unwrap(), b"two");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_reported_with_its_path() {
        let folder = tempfile::tempdir().unwrap();
        let blocked = folder.path().join("file");
        std::fs::write(&blocked, "").unwrap();
        let error = write_atomically(&blocked.join("sub"), "a.txt", b"x").unwrap_err();
        assert_eq!(error.code(), Code::NotWritable);
        assert!(error.to_string().contains("sub") && error.to_string().contains("safe"));
    }
}
