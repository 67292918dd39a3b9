//! Room on the disk: nothing is begun, or gone on with, that does not fit.

use std::{
    io,
    path::{Path, PathBuf},
};

use crate::error::SpeechError;

/// Bytes that are always left free beside model files, for a running interview and everything else.
pub const SPARE: u64 = 128 * 1024 * 1024;

/// Tells how many bytes are free where a folder lies.
pub type FreeSpace = fn(&Path) -> io::Result<u64>;

/// What the system says.
pub(crate) fn system(folder: &Path) -> io::Result<u64> {
    fs4::available_space(folder)
}

/// Bytes free where `folder`, which need not exist yet, lies; none where the system does not say.
pub(crate) fn free(ask: FreeSpace, folder: &Path) -> Option<u64> {
    let existing = folder.ancestors().find(|f| f.exists())?;
    ask(existing).ok()
}

/// Whether `bytes` more fit into `folder`, with [`SPARE`] left.
///
/// # Errors
/// [`SpeechError::DiskFull`], saying how much is missing for `file`.
pub(crate) fn make_sure(
    ask: FreeSpace,
    folder: &Path,
    file: &Path,
    bytes: u64,
) -> Result<(), SpeechError> {
    // A file system that does not say how much is free has to be tried.
    let Some(free) = free(ask, folder) else {
        return Ok(());
    };
    let missing = (bytes + SPARE).saturating_sub(free);
    if bytes == 0 || missing == 0 {
        return Ok(());
    }
    Err(SpeechError::DiskFull {
        path: PathBuf::from(file),
        missing: Some(missing),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_said_and_some_room_always_stays() {
        const FREE: u64 = 500 * 1024 * 1024;
        let ask: FreeSpace = |_| Ok(FREE);
        let folder = std::env::temp_dir().join("not there").join("nor there");
        let file = folder.join("m.bin");
        assert!(make_sure(ask, &folder, &file, FREE - SPARE).is_ok());
        let error = make_sure(ask, &folder, &file, FREE - SPARE + 2_000_000).unwrap_err();
        assert!(error.to_string().contains("2.0 MB more"), "{error}");
        assert!(
            make_sure(|_| Ok(0), &folder, &file, 0).is_ok(),
            "nothing is to be written"
        );
        let silent: FreeSpace = |_| Err(io::ErrorKind::Unsupported.into());
        assert!(make_sure(silent, &folder, &file, u64::MAX - SPARE).is_ok());
        assert!(system(Path::new("/")).is_ok_and(|bytes| bytes > 0) || cfg!(windows));
    }
}
