//! Sound files of any kind, damaged in any way.
#![no_main]

use std::{fs, panic::PanicHookInfo, path::PathBuf, sync::LazyLock};

use candor_audio::decode_file;
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

static FOLDER: LazyLock<(TempDir, PathBuf)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sound");
    (folder, file)
});

fuzz_target!(init: std::panic::set_hook(Box::new(tell)), |data: &[u8]| {
    let (_, file) = &*FOLDER;
    fs::write(file, data).unwrap();
    if let Ok(decoded) = decode_file(file) {
        assert!(decoded.samples.iter().all(|sample| !sample.is_nan()));
    }
});

/// The decoding library panics at some malformed headers where overflows are checked for. `decode_file` catches that
/// and calls the file damaged, so it is no finding; what leaves `decode_file` still ends the run.
fn tell(panic: &PanicHookInfo<'_>) {
    let caught = panic
        .location()
        .is_some_and(|location| location.file().contains("/symphonia"));
    if !caught {
        eprintln!("{panic}");
    }
}
