//! A file somebody wants to take in as a speech model, and the catalogue such files are looked up in.
#![no_main]

use std::{fs, sync::LazyLock};

use candor_speech::{Catalog, Import, ModelFolder};
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

static FOLDER: LazyLock<TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap());

fuzz_target!(|data: &[u8]| {
    if let Ok(text) = std::str::from_utf8(data) {
        let _ = Catalog::parse(text);
    }
    let file = FOLDER.path().join("stranger.bin");
    fs::write(&file, data).unwrap();
    let folder = ModelFolder::new(FOLDER.path().join("own"), []);
    if let Ok(Import::Unknown(stranger)) = folder.take_in(&file, None, &mut |_, _| {}) {
        assert_eq!(stranger.size_bytes, data.len() as u64);
        // Vouched for, it is listed under a name of its own.
        let taken = folder.take_in(&file, Some(&stranger.sha256), &mut |_, _| {});
        let Ok(Import::Installed(model)) = taken else {
            panic!("{taken:?}")
        };
        assert!(folder.locate(model.name()).is_ok());
    }
});
