//! How soon a real microphone that was unplugged is heard again, how true the gap is, and what it leaves behind.
//!
//! `microphone_returns [ROUNDS]` unplugs a virtual microphone 50 times in one interview and prints `BENCH` lines as
//! `cargo xtask bench` reads them; `peer` is the bound.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement prints its results and has nobody to report errors to"
)]

#[cfg(target_os = "linux")]
#[path = "../../tests/app/common/mod.rs"]
mod common;
#[cfg(target_os = "linux")]
mod plugging;

#[cfg(target_os = "linux")]
fn main() {
    use serde_json::json;

    const ROUNDS: &str = "CANDOR_ROUNDS";
    if let Ok(rounds) = std::env::var(ROUNDS) {
        return plugging::interview(rounds.parse().unwrap());
    }
    let rounds = std::env::args().nth(1).map_or(50, |n| n.parse().unwrap());
    let mut child = std::process::Command::new(std::env::current_exe().unwrap());
    child.env(ROUNDS, rounds.to_string());
    let figures = plugging::measure(child, rounds);
    println!("{figures:#?}");
    let show = |name: &str, unit: &str, ours: u64, peer: u64| {
        let ratio = if peer == 0 {
            1.0 + ours as f64
        } else {
            ours as f64 / peer as f64
        };
        let line = json!({"name": name, "unit": unit, "ours": ours, "peer": peer, "ratio": ratio, "goal": 1.0, "runs": rounds});
        println!("BENCH {line}");
    };
    let most = |all: &[u64]| all.iter().copied().max().unwrap_or(0);
    show(
        "microphone back after, at most",
        "ms",
        most(&figures.back_after),
        2_000,
    );
    show(
        "gap begins off by, at most",
        "ms",
        most(&figures.gap_begin_off),
        100,
    );
    show(
        "gap ends off by, at most",
        "ms",
        most(&figures.gap_end_off),
        100,
    );
    show("losses outside of gaps", "", figures.losses as u64, 0);
    show("threads", "", figures.threads.1, figures.threads.0);
    show("open files", "", figures.files.1, figures.files.0);
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("the virtual microphone needs PulseAudio on Linux");
}
