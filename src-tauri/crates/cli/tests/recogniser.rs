//! The process that recognises speech for `candor`: killed, orphaned, and started from a program that is gone.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _},
    os::unix::fs::symlink,
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::{Duration, Instant},
};

use common::{Place, demo_folder, program, run};
use serde_json::Value;

const LONG: Duration = Duration::from_mins(2);

/// Waits until there is one, which only the system can tell.
#[track_caller]
fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(began.elapsed() < LONG, "waited in vain for {what}");
        // Poll: other processes' children do not announce themselves.
        let (open, never) = mpsc::channel::<()>();
        assert!(never.recv_timeout(Duration::from_millis(5)).is_err());
        drop(open);
    }
}

/// State and parent of a process; none when there is none.
fn status(process: u32) -> Option<(char, u32)> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name, in brackets, may hold anything.
    let mut fields = stat[stat.rfind(')')? + 1..].split_whitespace();
    Some((fields.next()?.chars().next()?, fields.next()?.parse().ok()?))
}

/// A living process that `parent` has started.
fn child_of(parent: u32) -> Option<u32> {
    fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .find(|&process| matches!(status(process), Some((state, p)) if p == parent && state != 'Z'))
}

fn recogniser_of(candor: &mut Child) -> u32 {
    recogniser_after(None, candor)
}

/// The one that is another than this one.
fn recogniser_after(before: Option<u32>, candor: &mut Child) -> u32 {
    wait_for("the recogniser's process", || {
        assert!(candor.try_wait().unwrap().is_none(), "candor has ended");
        child_of(candor.id()).filter(|process| Some(*process) != before)
    })
}

fn kill(process: u32) {
    // It may have ended in this very moment.
    let killed = Command::new("kill")
        .args(["-9", &process.to_string()])
        .output();
    drop(killed.unwrap());
}

fn gone(process: u32) -> Option<()> {
    // Where nobody collects orphans, a dead one stays on the list.
    status(process)
        .is_none_or(|(state, _)| state == 'Z')
        .then_some(())
}

/// A demo that tells on standard error what it has stored.
fn demo(mut candor: Command, arguments: &[&str]) -> (Child, BufReader<std::process::ChildStderr>) {
    let mut child = candor
        .args(["demo", "--json", "--acknowledge"])
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let stderr = BufReader::new(child.stderr.take().unwrap());
    (child, stderr)
}

#[test]
fn a_demo_whose_recogniser_is_killed_understands_every_word() {
    let undisturbed = run(Place::new().candor().args(["demo", "--fast", "--json"])).well();
    let undisturbed: Value = serde_json::from_str(&undisturbed.out).unwrap();

    let place = Place::new();
    let (mut candor, mut stderr) = demo(place.candor(), &["--fast"]);
    let mut killed = Vec::new();
    // Once something is stored, the model is loaded, and the words are still to come: they need another one each time.
    stderr.read_line(&mut String::new()).unwrap();
    for _ in 0..2 {
        let process = recogniser_after(killed.last().copied(), &mut candor);
        kill(process);
        killed.push(process);
    }
    for line in stderr.lines() {
        assert!(line.unwrap().starts_with("stored "));
        // Not more often than is put up with.
        if killed.len() < 4
            && let Some(process) = child_of(candor.id())
            && !killed.contains(&process)
        {
            kill(process);
            killed.push(process);
        }
    }
    let mut out = String::new();
    candor
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut out)
        .unwrap();
    assert!(candor.wait().unwrap().success(), "{out}");
    let outcome: Value = serde_json::from_str(&out).unwrap();
    for same in ["word_error_rate", "questions_asked"] {
        assert_eq!(outcome[same], undisturbed[same], "{outcome}");
    }
}

#[test]
fn a_killed_candor_leaves_no_recogniser_behind() {
    let place = Place::new();
    let (mut candor, mut stderr) = demo(place.candor(), &[]);
    stderr.read_line(&mut String::new()).unwrap();
    let recogniser = recogniser_of(&mut candor);
    candor.kill().unwrap();
    candor.wait().unwrap();
    wait_for("the end of the recogniser's process", || gone(recogniser));
}

#[test]
fn a_program_that_was_deleted_while_it_ran_starts_its_recogniser_all_the_same() {
    let place = Place::new();
    let copy = place.home().join("candor");
    let own = Path::new(env!("CARGO_BIN_EXE_candor"));
    if fs::hard_link(own, &copy).is_err() {
        fs::copy(own, &copy).unwrap();
    }
    // As it is installed: the models beside the program.
    fs::create_dir(place.home().join("models")).unwrap();
    symlink(demo_folder(), place.home().join("models/demo")).unwrap();
    let (mut candor, stderr) = demo(program(&copy, place.home()), &["--fast"]);
    let first = recogniser_of(&mut candor);
    fs::remove_file(&copy).unwrap();
    kill(first);
    for line in stderr.lines() {
        assert!(line.unwrap().starts_with("stored "));
    }
    let mut out = String::new();
    candor
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut out)
        .unwrap();
    assert!(candor.wait().unwrap().success(), "{out}");
    let outcome: Value = serde_json::from_str(&out).unwrap();
    assert!(
        outcome["word_error_rate"].as_f64().unwrap() <= 0.15,
        "{outcome}"
    );
}
