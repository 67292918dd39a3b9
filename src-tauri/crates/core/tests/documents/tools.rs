//! The programs other people read documents with. One that is missing fails the test.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// What the program prints.
pub fn ask(program: &str, arguments: &[&str]) -> String {
    let ran = Command::new(program)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}; `cargo xtask setup` installs it"));
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{program}: {said}");
    String::from_utf8_lossy(&ran.stdout).into_owned()
}

/// Opens the file in LibreOffice and saves it in another form; `filter` is LibreOffice's name of it.
pub fn convert(file: &Path, input: Option<&str>, ending: &str, filter: &str) -> PathBuf {
    let folder = file.parent().unwrap();
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let target = format!("{ending}:{filter}");
    let mut arguments = vec![profile.as_str(), "--headless", "--norestore"];
    let input = input.map(|input| format!("--infilter={input}"));
    arguments.extend(input.as_deref());
    let out = folder.join("converted");
    let (out, file_name) = (out.to_str().unwrap(), file.to_str().unwrap());
    arguments.extend(["--convert-to", &target, "--outdir", out, file_name]);
    ask("soffice", &arguments);
    let made = folder
        .join("converted")
        .join(file.file_stem().unwrap())
        .with_extension(ending);
    assert!(made.exists(), "LibreOffice did not open {}", file.display());
    made
}

/// A file with this content in a folder of its own.
pub fn file(name: &str, bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    (folder, path)
}

/// A part of a ZIP package.
pub fn part(package: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(package)).unwrap();
    std::io::read_to_string(archive.by_name(name).unwrap()).unwrap()
}
