//! Folders that bring models to machines without a network.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::{fs, path::Path, sync::atomic::AtomicBool};

use candor_domain::Code;
use candor_speech::{Catalog, ModelFolder, Source, Taken, TakenIn};

fn prepare(from: &ModelFolder, folder: &Path, names: &[&str]) -> Result<Vec<String>, Code> {
    let names: Vec<String> = names.iter().map(|n| (*n).to_owned()).collect();
    from.prepare(
        folder,
        &names,
        &Source::default(),
        &mut |_, _| {},
        &AtomicBool::new(false),
    )
    .map(|models| {
        models
            .unwrap()
            .iter()
            .map(|m| m.name().to_owned())
            .collect()
    })
    .map_err(|error| error.code())
}

fn take_in(folder: &ModelFolder, from: &Path) -> Vec<TakenIn> {
    folder.take_in_folder(from, &mut |_, _, _| {}).unwrap()
}

/// A model Candor does not know.
fn stranger() -> Vec<u8> {
    let mut bytes = fs::read(common::demo().join("ggml-demo-en.bin")).unwrap();
    bytes.push(0);
    bytes
}

#[test]
fn a_folder_prepared_here_is_all_another_machine_needs() {
    let (own, stick, other) = (
        tempfile::tempdir().unwrap(),
        tempfile::tempdir().unwrap(),
        tempfile::tempdir().unwrap(),
    );
    let here = common::folder(own.path());
    let folder = stick.path().join("for the kiosk");
    assert_eq!(prepare(&here, &folder, &[]).unwrap(), ["demo-en"]);
    let readme = fs::read_to_string(folder.join("README.txt")).unwrap();
    assert!(readme.contains("candor models import"), "{readme}");
    // Once more: what is there, and sound, stays.
    let written = |name: &str| fs::metadata(folder.join(name)).unwrap().modified().unwrap();
    let before = written("ggml-demo-en.bin");
    assert_eq!(prepare(&here, &folder, &["demo-en"]).unwrap(), ["demo-en"]);
    assert_eq!(written("ggml-demo-en.bin"), before);
    // One that was damaged on the way is replaced.
    fs::write(folder.join("ggml-demo-en.bin"), b"cut").unwrap();
    assert_eq!(prepare(&here, &folder, &[]).unwrap(), ["demo-en"]);

    // The other machine is offline and has nothing: the folder is taken in, or simply copied to its place.
    let there = ModelFolder::new(other.path().join("models"), []);
    let taken = take_in(&there, &folder);
    assert_eq!(taken.len(), 1, "{taken:?}");
    assert!(matches!(&taken[0].outcome, Ok(Taken::Installed(m)) if m.name() == "demo-en"));
    assert!(there.locate("demo-en").is_ok());
    assert!(matches!(
        take_in(&there, &folder)[0].outcome,
        Ok(Taken::AlreadyHere(_))
    ));
    assert!(ModelFolder::new(&folder, []).locate("demo-en").is_ok());
    // So is one that holds it as `models`.
    let fresh = ModelFolder::new(other.path().join("another"), []);
    assert_eq!(take_in(&fresh, other.path()).len(), 1);
}

#[test]
fn an_approval_does_not_travel_with_the_file() {
    let (own, stick, other) = (
        tempfile::tempdir().unwrap(),
        tempfile::tempdir().unwrap(),
        tempfile::tempdir().unwrap(),
    );
    let here = common::folder(own.path());
    let file = stick.path().join("ours.bin");
    fs::write(&file, stranger()).unwrap();
    let sha256 = match here.take_in(&file, None, &mut |_, _| {}).unwrap() {
        candor_speech::Import::Unknown(stranger) => stranger.sha256,
        installed @ candor_speech::Import::Installed(_) => panic!("{installed:?}"),
    };
    here.take_in(&file, Some(&sha256), &mut |_, _| {}).unwrap();
    let folder = stick.path().join("prepared");
    assert_eq!(
        prepare(&here, &folder, &["ours"]).unwrap(),
        ["demo-en", "ours"]
    );

    let there = ModelFolder::new(other.path(), []);
    let taken = take_in(&there, &folder);
    let unknown = taken
        .iter()
        .filter(|t| matches!(t.outcome, Ok(Taken::Unknown(_))));
    assert_eq!((taken.len(), unknown.count()), (2, 1));
    // The same when the folder is copied to the very place.
    let copied = ModelFolder::new(&folder, []);
    assert_eq!(copied.strays().len(), 1);
    assert!(copied.list().iter().all(|m| !m.entry.imported));
    assert!(here.strays().is_empty());
}

#[test]
fn files_that_are_no_models_are_named_and_the_others_taken_in() {
    let (own, stick) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let there = ModelFolder::new(own.path(), []);
    let demo = common::demo().join("ggml-demo-en.bin");
    fs::copy(&demo, stick.path().join("z.BIN")).unwrap();
    fs::write(
        stick.path().join("a.bin"),
        &fs::read(&demo).unwrap()[..1_000],
    )
    .unwrap();
    fs::write(stick.path().join("b.bin"), b"holiday").unwrap();
    fs::write(stick.path().join("photo.jpg"), b"no model").unwrap();
    fs::create_dir(stick.path().join("c.bin")).unwrap();
    let taken = take_in(&there, stick.path());
    let ends: Vec<_> = taken
        .iter()
        .map(|t| {
            (
                t.file.file_name().unwrap().to_str().unwrap(),
                t.outcome.as_ref(),
            )
        })
        .collect();
    assert_eq!(ends.len(), 3);
    // Cut short it still looks like a model, one that nobody knows.
    assert!(matches!(ends[0], ("a.bin", Ok(Taken::Unknown(_)))));
    assert!(matches!(ends[1], ("b.bin", Err(e)) if e.code() == Code::ModelInvalid));
    assert!(matches!(ends[2], ("z.BIN", Ok(Taken::Installed(_)))));
    let gone = there.take_in_folder(&stick.path().join("gone"), &mut |_, _, _| {});
    assert!(gone.is_err());
}

#[test]
fn a_folder_is_not_prepared_with_what_nobody_knows_or_has_no_room() {
    let (own, stick) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let here = common::folder(own.path());
    assert_eq!(
        prepare(&here, stick.path(), &["gigantic"]),
        Err(Code::NotFound)
    );
    let full = here.with_free_space(|_| Ok(1_000_000));
    assert_eq!(
        prepare(&full, &stick.path().join("full"), &[]),
        Err(Code::DiskFull)
    );
    assert_eq!(fs::read_dir(stick.path().join("full")).unwrap().count(), 0);
    assert!(Catalog::bundled().get("demo-en").is_some());
}

#[test]
fn what_a_killed_import_left_is_swept_away_after_a_while() {
    let own = tempfile::tempdir().unwrap();
    let folder = ModelFolder::new(own.path(), []);
    let (old, new) = (
        own.path().join(".import-old"),
        own.path().join(".import-new"),
    );
    for left in [&old, &new] {
        fs::write(left, b"half a model").unwrap();
    }
    let yesterday = std::time::SystemTime::now() - std::time::Duration::from_hours(24);
    fs::File::options()
        .write(true)
        .open(&old)
        .unwrap()
        .set_modified(yesterday)
        .unwrap();
    folder
        .import(&common::demo().join("ggml-demo-en.bin"))
        .unwrap();
    assert!(!old.exists(), "nobody works on it any more");
    assert!(new.exists(), "somebody may be working on it");
}
