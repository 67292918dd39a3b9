//! Keys that are wrong or gone, databases from the future, and what can be read without a key.

use std::fs;

use candor_core::samples;
use candor_domain::{Actor, Language, UtcMillis};

use crate::common::{PASSPHRASE, Place, run, run_typing};

/// A place with a finished interview in it.
fn used() -> Place {
    let place = Place::new();
    let mut command = place.kept();
    command.args([
        "interview",
        "--typing",
        "--candidate",
        "Wilhelmina Quackenbush",
    ]);
    run_typing(
        &mut command,
        &["yes", "I trained rhinoceroses in Chicago.", "/finish"],
    )
    .well();
    place
}

/// The program refuses with these words and does not touch the database.
fn refused(place: &Place, command: &mut std::process::Command, words: &[&str]) {
    let before = fs::read(place.database()).unwrap();
    let ran = run(command).badly(words);
    assert_eq!(ran.out, "");
    assert!(
        before == fs::read(place.database()).unwrap(),
        "the database was changed"
    );
}

#[test]
fn a_wrong_passphrase_opens_nothing_and_changes_nothing() {
    let place = used();
    let wrong = place.home().join("wrong");
    fs::write(&wrong, "incorrect horse battery\n").unwrap();
    let mut command = place.candor();
    command.arg("--data-dir").arg(place.data());
    command
        .arg("--passphrase-file")
        .arg(&wrong)
        .arg("interviews");
    refused(
        &place,
        &mut command,
        &[
            "the key does not open the database",
            "candor.db",
            "restore a backup",
        ],
    );
    run(place.kept().arg("interviews")).well();
}

#[test]
fn passphrases_that_are_none_are_refused() {
    let place = Place::new();
    let file = place.home().join("other");
    let mut command = place.candor();
    command.arg("--data-dir").arg(place.data());
    command
        .arg("--passphrase-file")
        .arg(&file)
        .arg("interviews");
    run(&mut command).badly(&["other: No such file"]);
    for short in ["", "\n", "1234567\n"] {
        fs::write(&file, short).unwrap();
        run(&mut command).badly(&["the passphrase needs at least 8 characters"]);
    }
    fs::write(&file, [0xff, 0xfe, 0xfd]).unwrap();
    run(&mut command).badly(&["other: "]);
    assert!(!place.database().exists(), "nothing was made");
    let mut ask = place.candor();
    ask.arg("--data-dir")
        .arg(place.data())
        .args(["--passphrase", "interviews"]);
    run(&mut ask).badly(&["there is no terminal to ask for the passphrase; use --passphrase-file"]);
}

#[test]
fn a_database_whose_key_note_is_gone_is_left_alone() {
    let place = used();
    let note = place.data().join("key.json");
    let aside = place.home().join("key.json");
    fs::rename(&note, &aside).unwrap();
    let words = [
        "there is a database but",
        "key.json is missing",
        "restore that file from a backup",
    ];
    refused(&place, place.kept().arg("interviews"), &words);
    let mut keychain = place.candor();
    keychain
        .arg("--data-dir")
        .arg(place.data())
        .arg("interviews");
    refused(&place, &mut keychain, &words);
    assert!(!note.exists());
    for damaged in ["", "{}", "{\"method\":\"teleport\"}"] {
        fs::write(&note, damaged).unwrap();
        refused(
            &place,
            place.kept().arg("interviews"),
            &["key.json is damaged or was written by a newer version"],
        );
    }
    fs::rename(&aside, &note).unwrap();
    run(place.kept().arg("interviews")).well();
}

#[test]
fn a_database_from_the_future_is_refused_by_name() {
    let place = used();
    let app = place.open();
    let known = app.schema_version();
    app.store()
        .write(Actor::System, UtcMillis(0), |tx| {
            Ok(tx.conn().pragma_update(None, "user_version", 4711)?)
        })
        .unwrap();
    drop(app);
    refused(
        &place,
        place.kept().arg("interviews"),
        &[
            "the database was written by a newer version of Candor",
            &format!("its format is 4711, this version knows {known}"),
            "install the newer version",
        ],
    );
}

#[test]
fn a_database_that_is_none_is_left_alone() {
    let place = used();
    fs::write(
        place.database(),
        b"SQLite format 3\0 and then something else entirely",
    )
    .unwrap();
    refused(
        &place,
        place.kept().arg("interviews"),
        &[
            "the key does not open the database",
            "or the file is damaged",
        ],
    );
}

#[test]
fn two_candors_do_not_share_a_folder() {
    let place = used();
    let app = place.open();
    refused(
        &place,
        place.kept().arg("interviews"),
        &["another Candor already uses", "close it first"],
    );
    drop(app);
    run(place.kept().arg("interviews")).well();
}

#[test]
fn without_a_keychain_nothing_is_made_and_a_passphrase_is_advised() {
    let place = Place::new();
    let mut command = place.candor();
    command
        .arg("--data-dir")
        .arg(place.data())
        .arg("interviews");
    run(&mut command).badly(&["there is no keychain on this machine; use a passphrase instead"]);
    assert_eq!(fs::read_dir(place.data()).unwrap().count(), 0);
    // The demo needs no key that outlives it.
    let mut demo = place.candor();
    demo.arg("--data-dir")
        .arg(place.data())
        .args(["demo", "--fast", "--json"]);
    run(&mut demo).well();
}

#[cfg(all(unix, not(target_os = "macos")))]
#[test]
fn a_locked_keychain_is_named_and_the_database_left_alone() {
    let session = candor_vault::testing::SecretService::start().unwrap();
    let place = Place::new();
    let command = || {
        let mut command = place.candor();
        command
            .envs(session.env())
            .arg("--data-dir")
            .arg(place.data())
            .arg("interviews");
        command
    };
    run(&mut command()).well();
    let note = fs::read_to_string(place.data().join("key.json")).unwrap();
    assert!(note.contains("keychain"), "{note}");
    session.lock().unwrap();
    refused(
        &place,
        &mut command(),
        &["the keychain is locked", "unlock it and try again"],
    );
    let mut other = place.kept();
    other.arg("interviews");
    refused(
        &place,
        &mut other,
        &["this database's key is in the keychain, not behind a passphrase"],
    );
}

#[test]
fn nothing_that_was_said_can_be_read_from_the_files() {
    let place = Place::new();
    // A demo that was stopped half-way leaves its words in the write-ahead log.
    let mut command = place.kept();
    command.args(["demo", "--fast", "--json", "--keep", "--acknowledge"]);
    let mut demo = command
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let stderr = std::io::BufReader::new(demo.stderr.take().unwrap());
    let lines = std::io::BufRead::lines(stderr).take(8);
    assert_eq!(
        lines
            .map(Result::unwrap)
            .filter(|line| line.starts_with("stored "))
            .count(),
        8
    );
    demo.kill().unwrap();
    demo.wait().unwrap();
    let log = place.data().join("candor.db-wal");
    assert!(
        fs::metadata(&log).unwrap().len() > 0,
        "the words are in the log now"
    );
    nothing_readable(&place);

    run(place.kept().args(["demo", "--fast", "--json", "--keep"])).well();
    assert!(!log.exists(), "closing moved everything into the database");
    nothing_readable(&place);
}

/// Looks into every file but the transcripts, as `strings` would, in both encodings a program might leave.
fn nothing_readable(place: &Place) {
    let plan = samples::read("customer-support-agent").unwrap();
    let mut secrets: Vec<String> = [
        "Oliver",
        "Chicago",
        "website",
        "payment system",
        "fifty five thousand",
    ]
    .map(str::to_owned)
    .into();
    secrets.extend(
        [
            "SQLite format 3",
            "CREATE TABLE",
            "automated interviewer",
            "must_ask",
        ]
        .map(str::to_owned),
    );
    secrets.extend(
        plan.plan()
            .questions
            .iter()
            .map(|q| q.text.get(Language::En).unwrap()[..20].to_owned()),
    );
    secrets.extend([plan.title, PASSPHRASE.to_owned()]);
    let mut looked_at = 0;
    for entry in fs::read_dir(place.data()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            assert!(path.ends_with("transcripts"), "{}", path.display());
            continue;
        }
        let bytes = fs::read(&path).unwrap().to_ascii_lowercase();
        for secret in &secrets {
            let secret = secret.to_lowercase();
            let wide: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
            for needle in [secret.as_bytes(), &wide] {
                let found = bytes.windows(needle.len()).any(|window| window == needle);
                assert!(!found, "“{secret}” stands readable in {}", path.display());
            }
        }
        looked_at += 1;
    }
    assert!(looked_at >= 3, "database, lock and key note");
}
