//! The recogniser's process alone, as tests and benchmarks start it. What ships is the same code in the programs
//! `candor` and `candor-desktop`. Invariant: standard output carries frames and nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    candor_speech::child::run()
}
