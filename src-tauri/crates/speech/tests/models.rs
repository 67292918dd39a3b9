//! Finding, checking and importing model files.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::{fs, path::Path};

use candor_domain::Code;
use candor_speech::{Catalog, ModelFolder, SpeechError};

fn demo_file() -> Vec<u8> {
    fs::read(common::demo().join("ggml-demo-en.bin")).unwrap()
}

fn refusal(own: &Path) -> (Code, String) {
    let error = ModelFolder::new(own, []).locate("demo-en").unwrap_err();
    (error.code(), error.to_string())
}

#[test]
fn the_shipped_demo_model_is_found_and_listed() {
    let own = tempfile::tempdir().unwrap();
    let folder = common::folder(own.path());
    let model = folder.locate("demo-en").unwrap();
    assert!(model.entry().demo && model.path().starts_with(common::demo()));
    let list = folder.list();
    assert_eq!(list.len(), Catalog::bundled().entries().len());
    let installed: Vec<_> = list
        .iter()
        .filter(|s| s.installed)
        .map(|s| s.entry.name.as_str())
        .collect();
    assert_eq!(installed, ["demo-en"]);
}

#[test]
fn a_missing_model_says_how_to_install_it() {
    let own = tempfile::tempdir().unwrap();
    let folder = ModelFolder::new(own.path().join("not there"), []);
    let error = folder.locate("small").unwrap_err();
    assert_eq!(error.code(), Code::ModelMissing);
    let text = error.to_string();
    assert!(
        text.contains("candor models download small") && text.contains("https://"),
        "{text}"
    );
    assert!(folder.list().iter().all(|s| !s.installed));
    assert_eq!(refusal(own.path()).0, Code::ModelMissing);
    assert_eq!(folder.locate("smal").unwrap_err().code(), Code::NotFound);
}

#[test]
fn a_truncated_model_never_reaches_the_loader() {
    let own = tempfile::tempdir().unwrap();
    let file = own.path().join("ggml-demo-en.bin");
    for length in [0, 100, 1_000_000] {
        fs::write(&file, &demo_file()[..length]).unwrap();
        let (code, text) = refusal(own.path());
        assert_eq!(code, Code::ModelInvalid);
        assert!(
            text.contains("cut short") && text.contains("delete it"),
            "{text}"
        );
        assert!(!ModelFolder::new(own.path(), []).list()[0].installed);
    }
}

#[test]
fn a_model_of_another_content_never_reaches_the_loader() {
    let own = tempfile::tempdir().unwrap();
    let mut bytes = demo_file();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(own.path().join("ggml-demo-en.bin"), &bytes).unwrap();
    let (code, text) = refusal(own.path());
    assert_eq!(code, Code::ModelInvalid);
    assert!(text.contains("not that of “demo-en”"), "{text}");
    bytes.push(0);
    fs::write(own.path().join("ggml-demo-en.bin"), &bytes).unwrap();
    assert!(refusal(own.path()).1.contains("too long"));
    // A sound copy in the shipped folder is used all the same.
    let model = common::folder(own.path()).locate("demo-en").unwrap();
    assert!(model.path().starts_with(common::demo()));
}

#[test]
fn importing_recognises_a_model_by_its_content() {
    let (own, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let stick = elsewhere.path().join("renamed by someone.dat");
    fs::write(&stick, demo_file()).unwrap();
    let folder = ModelFolder::new(own.path().join("models"), []);
    let model = folder.import(&stick).unwrap();
    assert_eq!(model.name(), "demo-en");
    assert_eq!(folder.locate("demo-en").unwrap().path(), model.path());
    // Once more over the one that is there.
    folder.import(&stick).unwrap();
    assert_eq!(fs::read_dir(own.path().join("models")).unwrap().count(), 1);
}

#[test]
fn importing_something_else_leaves_nothing_behind() {
    let (own, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let folder = ModelFolder::new(own.path(), []);
    let file = elsewhere.path().join("ggml-demo-en.bin");
    let mut same_size = demo_file();
    same_size[1_000] ^= 1;
    for bytes in [b"not a model".to_vec(), same_size] {
        fs::write(&file, bytes).unwrap();
        assert_eq!(folder.import(&file).unwrap_err().code(), Code::ModelInvalid);
    }
    assert!(matches!(
        folder.import(&elsewhere.path().join("none")),
        Err(SpeechError::File { .. })
    ));
    assert!(matches!(
        folder.import(elsewhere.path()),
        Err(SpeechError::ModelInvalid { .. })
    ));
    assert_eq!(fs::read_dir(own.path()).unwrap().count(), 0);
}
