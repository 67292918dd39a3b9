//! Sound files of any kind, damaged in any way.
#![no_main]

use std::{fs, path::PathBuf, sync::LazyLock};

use candor_audio::decode_file;
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

static FOLDER: LazyLock<(TempDir, PathBuf)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sound");
    (folder, file)
});

fuzz_target!(|data: &[u8]| {
    let (_, file) = &*FOLDER;
    fs::write(file, data).unwrap();
    if let Ok(decoded) = decode_file(file) {
        assert!(decoded.samples.iter().all(|sample| !sample.is_nan()));
    }
});
