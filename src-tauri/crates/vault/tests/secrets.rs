//! Secrets of services in a real Secret Service: kept by one process, found by the next, and gone when forgotten.
#![cfg(all(unix, not(target_os = "macos")))]
#![allow(clippy::unwrap_used, reason = "tests")]

use std::{
    env,
    io::Write as _,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use candor_vault::{
    SystemKeychain, forget_secret, keep_secret, new_entry, probe, secret, secret_within,
    testing::SecretService,
};

/// What the guest does: `keep`, `probe`, or `read <entry>`, `hurry <entry>` and `forget <entry>`.
const DO: &str = "CANDOR_TEST_VAULT_DO";

/// Not a test of its own: what runs inside the session. Prints `said …`.
#[test]
#[ignore = "run by a_secret_kept_by_one_process_is_found_by_the_next_until_it_is_forgotten"]
fn guest() {
    let Ok(what) = env::var(DO) else { return };
    let keychain = SystemKeychain {
        patience: Duration::from_secs(10),
    };
    let said = match what.split_once(' ') {
        None if what == "probe" => probe(&keychain).map(|()| "there".to_owned()),
        None => {
            let entry = new_entry();
            keep_secret(&entry, "sk-äöü-secret", &keychain).map(|()| entry)
        }
        Some(("hurry", entry)) => secret_within(entry, Duration::from_millis(200), &keychain)
            .map(|s| s.map_or("nothing".to_owned(), |s| s.to_string())),
        Some(("forget", entry)) => forget_secret(entry, &keychain).map(|()| "forgotten".to_owned()),
        Some((_, entry)) => {
            secret(entry, &keychain).map(|s| s.map_or("nothing".to_owned(), |s| s.to_string()))
        }
    };
    let line = match said {
        Ok(said) => format!("said {said}\n"),
        Err(error) => format!("said error {}\n", error.code().as_str()),
    };
    std::io::stdout().write_all(line.as_bytes()).unwrap();
}

fn in_session(session: &SecretService, what: &str) -> String {
    let output = Command::new(env::current_exe().unwrap())
        .args(["guest", "--exact", "--ignored", "--nocapture"])
        .env_clear()
        .envs(session.env())
        .env(DO, what)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .find_map(|line| line.split_once("said ").map(|(_, said)| said.to_owned()))
        .unwrap_or_else(|| panic!("{text}{}", String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn a_secret_kept_by_one_process_is_found_by_the_next_until_it_is_forgotten() {
    let session = SecretService::start().unwrap();
    assert_eq!(in_session(&session, "probe"), "there");
    let entry = in_session(&session, "keep");
    assert!(entry.starts_with("secret-"), "{entry}");
    assert_eq!(
        in_session(&session, &format!("read {entry}")),
        "sk-äöü-secret"
    );
    assert_eq!(
        in_session(&session, &format!("forget {entry}")),
        "forgotten"
    );
    assert_eq!(in_session(&session, &format!("read {entry}")), "nothing");
}

#[test]
fn a_session_without_a_keychain_says_so() {
    let session = SecretService::without_keychain().unwrap();
    for what in ["probe", "keep", "read secret-x"] {
        assert_eq!(
            in_session(&session, what),
            "error keychain_missing",
            "{what}"
        );
    }
}

#[test]
fn a_keychain_that_does_not_answer_is_not_waited_for_when_somebody_waits() {
    let session = SecretService::start().unwrap();
    let entry = in_session(&session, "keep");
    let hurry = format!("hurry {entry}");
    assert_eq!(in_session(&session, &hurry), "sk-äöü-secret");
    session.freeze().unwrap();
    let begun = Instant::now();
    assert_eq!(in_session(&session, &hurry), "error keychain_locked");
    assert!(
        begun.elapsed() < Duration::from_secs(8),
        "not the usual patience"
    );
}
