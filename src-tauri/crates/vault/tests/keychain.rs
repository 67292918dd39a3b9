//! The system keychain against a real Secret Service, each in a session of its own.
#![cfg(all(unix, not(target_os = "macos")))]
#![allow(clippy::unwrap_used, reason = "tests")]

use std::{
    env,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use candor_vault::{SystemKeychain, Unlock, database_key_from, testing::SecretService};
use tempfile::TempDir;

const DATABASE: &str = "CANDOR_TEST_VAULT_DATABASE";
const IN_RUNTIME: &str = "CANDOR_TEST_VAULT_IN_RUNTIME";

/// Not a test of its own: what runs inside the session. Prints `key <hex>` or `error <code>`.
#[test]
#[ignore = "run by a_key_made_by_one_process_is_found_by_the_next_also_inside_a_runtime, in a process of its own"]
fn guest() {
    let Some(database) = env::var_os(DATABASE) else {
        return;
    };
    let keychain = SystemKeychain {
        patience: Duration::from_secs(3),
    };
    let ask = || database_key_from(Path::new(&database), &Unlock::Keychain, &keychain);
    let result = if env::var_os(IN_RUNTIME).is_some() {
        tokio::runtime::Runtime::new()
            .unwrap()
            .block_on(async { ask() })
    } else {
        ask()
    };
    let line = match result {
        Ok(key) => format!("key {:x?}\n", key.bytes()),
        Err(error) => format!("error {}\n", error.code().as_str()),
    };
    std::io::stdout().write_all(line.as_bytes()).unwrap();
}

/// What a new process in this session gets for the database in `folder`.
fn key_in(session: &SecretService, folder: &TempDir, in_runtime: bool) -> String {
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .args(["guest", "--exact", "--ignored", "--nocapture"])
        .env_clear()
        .envs(session.env())
        .env(DATABASE, folder.path().join("candor.db"))
        .stdin(Stdio::null());
    if in_runtime {
        command.env(IN_RUNTIME, "1");
    }
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .find(|line| line.starts_with("key ") || line.starts_with("error "))
        .unwrap_or_else(|| panic!("{text}{}", String::from_utf8_lossy(&output.stderr)))
        .to_owned()
}

#[test]
fn a_key_made_by_one_process_is_found_by_the_next_also_inside_a_runtime() {
    let session = SecretService::start().unwrap();
    let folder = TempDir::new().unwrap();
    let made = key_in(&session, &folder, false);
    assert!(made.starts_with("key ["), "{made}");
    assert_eq!(key_in(&session, &folder, false), made);
    assert_eq!(key_in(&session, &folder, true), made);
    let other_folder = TempDir::new().unwrap();
    let other = key_in(&session, &other_folder, true);
    assert!(other.starts_with("key [") && other != made, "{other}");
}

#[test]
fn a_locked_keychain_is_named_as_such_and_does_not_hang() {
    let session = SecretService::start().unwrap();
    let folder = TempDir::new().unwrap();
    let made = key_in(&session, &folder, false);
    assert!(made.starts_with("key ["), "{made}");
    session.lock().unwrap();
    assert_eq!(key_in(&session, &folder, false), "error keychain_locked");
    let new_folder = TempDir::new().unwrap();
    assert_eq!(key_in(&session, &new_folder, true), "error keychain_locked");
    assert!(
        !new_folder.path().join("key.json").exists(),
        "nothing is written before the key is kept"
    );
}

#[test]
fn a_keychain_that_never_answers_is_given_up_on() {
    let session = SecretService::start().unwrap();
    let folder = TempDir::new().unwrap();
    session.freeze().unwrap();
    assert_eq!(key_in(&session, &folder, false), "error keychain_locked");
    assert!(!folder.path().join("key.json").exists());
}

#[test]
fn a_session_without_a_keychain_is_named_as_such() {
    let session = SecretService::without_keychain().unwrap();
    let folder = TempDir::new().unwrap();
    assert_eq!(key_in(&session, &folder, false), "error keychain_missing");
    assert_eq!(key_in(&session, &folder, true), "error keychain_missing");
    assert!(!folder.path().join("key.json").exists());
}

#[test]
fn a_key_the_keychain_has_lost_is_not_made_anew() {
    let folder = TempDir::new().unwrap();
    let made = key_in(&SecretService::start().unwrap(), &folder, false);
    assert!(made.starts_with("key ["), "{made}");
    let elsewhere = SecretService::start().unwrap();
    assert_eq!(key_in(&elsewhere, &folder, false), "error key_missing");
}
