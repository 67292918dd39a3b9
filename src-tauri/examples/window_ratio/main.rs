//! Start time and memory of Candor's window, compared with those of an empty Tauri window.
//!
//! Each run starts one of the two programs on a display, a session bus and a keychain of their own, measures it, and
//! closes its window as a user would. The empty window is the example of that name. Both run once before anything
//! counts, so that neither has to create its files; rounds are interleaved and take turns in who goes first. Candor's
//! database is opened with the keychain's key.
//!
//! Three figures, each a `BENCH` line as `cargo xtask bench` reads them:
//!
//! - *window there*: from just before the program is started until the X server reports its window mapped;
//! - *page shown*: from the same moment until the window's picture is no longer of one colour, which is when the page
//!   has been loaded and drawn, Candor's by its scripts. Seen from outside, so neither program is changed for it;
//! - *window memory*: proportional set size of the program and all its descendants, WebKit's processes among them,
//!   once it has settled. Pages that processes of one window share count once, together. This program has nothing to
//!   do with tauri, because pages of WebKit's libraries that it had in use itself would be counted to it by half.
//!
//! `window_ratio [ROUNDS]`. Cargo does not build the two programs for it: `cargo xtask bench window` does so first.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement prints its results and has nobody to report errors to"
)]

mod memory;
mod screen;

use std::{
    env,
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use candor_vault::testing::SecretService;
use screen::Screen;
use serde_json::json;

/// Our figures may be this many times the empty window's.
const GOAL: f64 = 1.15;
/// Longest wait for anything.
const PATIENCE: Duration = Duration::from_mins(1);

/// One start of one program.
struct Run {
    there: Duration,
    shown: Duration,
    bytes: u64,
}

fn main() {
    let rounds: usize = env::args().nth(1).map_or(7, |text| text.parse().unwrap());
    let session = SecretService::start().unwrap();
    let screen = Screen::start();
    let data = tempfile::tempdir().unwrap();
    // Examples lie in a folder next to the programs of the same build.
    let examples = env::current_exe().unwrap().parent().unwrap().to_owned();
    let candor = built(examples.with_file_name("candor-desktop"));
    let peer = built(examples.join("empty_window"));
    let ours = || {
        let mut program = Command::new(&candor);
        program.env("CANDOR_DATA", data.path());
        run(program, &session, &screen)
    };
    let empty = || run(Command::new(&peer), &session, &screen);
    ours();
    empty();
    let pairs: Vec<(Run, Run)> = (0..rounds)
        .map(|round| {
            if round % 2 == 0 {
                let first = ours();
                (first, empty())
            } else {
                let first = empty();
                (ours(), first)
            }
        })
        .collect();
    report("window there", "s", &pairs, |run| run.there.as_secs_f64());
    report("page shown", "s", &pairs, |run| run.shown.as_secs_f64());
    report("window memory", "MB", &pairs, |run| run.bytes as f64 / 1e6);
}

fn built(program: PathBuf) -> PathBuf {
    assert!(
        program.exists(),
        "build candor-desktop and its examples first, or use `cargo xtask bench window`"
    );
    program
}

fn report(name: &str, unit: &str, pairs: &[(Run, Run)], figure: impl Fn(&Run) -> f64) {
    let of = |value: &dyn Fn(&(Run, Run)) -> f64| median(pairs.iter().map(value).collect());
    let line = json!({
        "name": name,
        "unit": unit,
        "ours": of(&|(ours, _)| figure(ours)),
        "peer": of(&|(_, empty)| figure(empty)),
        "ratio": of(&|(ours, empty)| figure(ours) / figure(empty)),
        "goal": GOAL,
        "runs": pairs.len(),
    });
    println!("BENCH {line}");
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn run(mut program: Command, session: &SecretService, screen: &Screen) -> Run {
    program
        .envs(session.env())
        .env("DISPLAY", screen.name())
        .env("GDK_BACKEND", "x11")
        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
        .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    let began = Instant::now();
    let mut started = Started(program.spawn().unwrap());
    let window = screen.next_window(began + PATIENCE);
    let there = began.elapsed();
    screen.wait_for_picture(window, began + PATIENCE);
    let shown = began.elapsed();
    let bytes = memory::settled(started.0.id(), began + PATIENCE);
    let family = memory::family(started.0.id());
    screen.close(window);
    started.end();
    // The next run begins on a quiet machine.
    let patience = Instant::now() + PATIENCE;
    while family.iter().any(|id| memory::is_alive(*id)) {
        pause(patience, Duration::from_millis(20));
    }
    Run {
        there,
        shown,
        bytes,
    }
}

/// A program, ended with the value if it has not ended by itself.
struct Started(Child);

impl Started {
    fn end(&mut self) {
        let patience = Instant::now() + PATIENCE;
        while self.0.try_wait().unwrap().is_none() {
            pause(patience, Duration::from_millis(20));
        }
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        // It has usually ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Lets `length` pass, unless waiting has lasted too long.
fn pause(patience: Instant, length: Duration) {
    assert!(Instant::now() < patience, "waited in vain");
    // Poll: neither the X server nor the kernel announces pictures, memory and the end of other people's children.
    thread::sleep(length);
}
