//! The recogniser in a process of its own: the same words as in this one, and what happens when it breaks down.
#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "../common/mod.rs"]
mod common;

#[cfg(unix)]
mod breakdowns;
#[cfg(unix)]
mod giving_up;
#[cfg(unix)]
mod graphics_card;
#[cfg(unix)]
mod kills;
mod words;

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use candor_domain::Language;
use candor_speech::{
    SpeechError, TranscribeOptions, VerifiedModel,
    child::{ChildCommand, Limits, Patience, Supervised, Supervision},
};

/// The recogniser's process as it is built for tests.
const PROGRAM: &str = env!("CARGO_BIN_EXE_candor-recogniser");
/// Long enough for the busiest machine.
const LONG: Duration = Duration::from_mins(1);

fn command() -> ChildCommand {
    ChildCommand::new(PROGRAM, [""; 0])
}

/// A shell command; `$0` is the real recogniser.
#[cfg(unix)]
fn shell(script: &str) -> ChildCommand {
    ChildCommand::new("/bin/sh", ["-c", script, PROGRAM])
}

fn model() -> VerifiedModel {
    common::folder(Path::new("/nonexistent"))
        .locate("demo-en")
        .unwrap()
}

/// One thread: the tests of the workspace run side by side.
fn options() -> TranscribeOptions {
    TranscribeOptions {
        threads: Some(1),
        ..TranscribeOptions::new(Language::En)
    }
}

/// Never given up.
fn tireless() -> Supervision {
    Supervision {
        limits: Limits {
            breakdowns: 100_000,
            ..Limits::default()
        },
        ..Supervision::default()
    }
}

/// Counts as hung after this time, whatever it does.
fn impatient(base: Duration) -> Supervision {
    Supervision {
        patience: Patience {
            base,
            times: 0.0,
            load_rate: u64::MAX,
            settling: base,
            ..Patience::default()
        },
        ..tireless()
    }
}

/// The clock stands still until it is moved.
fn at(clock: &Arc<std::sync::Mutex<Instant>>) -> Arc<dyn Fn() -> Instant + Send + Sync> {
    let clock = Arc::clone(clock);
    Arc::new(move || *clock.lock().unwrap())
}

fn refused(command: &ChildCommand, supervision: Supervision) -> SpeechError {
    match Supervised::open_with(command, &model(), supervision) {
        Ok(_) => panic!("it works"),
        Err(error) => error,
    }
}

/// The shortest utterance of each demo answer.
fn utterances() -> Vec<Vec<f32>> {
    (1..=6)
        .filter_map(|n| {
            common::utterances(&common::recording(&format!("answers/{n}.wav")))
                .into_iter()
                .map(|utterance| utterance.samples)
                .min_by_key(Vec::len)
        })
        .collect()
}

/// Waits for a condition that another process brings about.
#[track_caller]
fn wait_until(what: &str, mut condition: impl FnMut() -> bool) {
    let began = Instant::now();
    while !condition() {
        assert!(began.elapsed() < LONG, "waited in vain: {what}");
        // Poll: other processes do not say when they end.
        let_pass(Duration::from_millis(2));
    }
}

/// Lets time pass while others work.
fn let_pass(time: Duration) {
    let (open, never) = crossbeam_channel::bounded::<()>(0);
    // Nothing is ever sent: it waits out its time.
    assert!(never.recv_timeout(time).is_err());
    drop(open);
}

/// Whether a process of this number runs; one that ended and was not reaped counts.
#[cfg(unix)]
fn exists(id: u32) -> bool {
    rustix::process::test_kill_process(pid(id)).is_ok()
}

#[cfg(unix)]
fn pid(id: u32) -> rustix::process::Pid {
    rustix::process::Pid::from_raw(i32::try_from(id).unwrap()).unwrap()
}

/// Has a process stand still, or go on.
#[cfg(unix)]
fn stand_still(id: u32, still: bool) {
    use rustix::process::{Signal, kill_process};

    kill_process(pid(id), if still { Signal::STOP } else { Signal::CONT }).unwrap();
}

#[cfg(unix)]
fn kill(id: u32) {
    // It may have ended by itself in this very moment.
    rustix::process::kill_process(pid(id), rustix::process::Signal::KILL).unwrap_or(());
}
