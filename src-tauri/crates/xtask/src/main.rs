//! Developer commands behind `cargo xtask`: making the machine ready, the demo, the app, every check and test,
//! benchmarks.
//!
//! Place in the flow: outside it. This crate imports no other crate of the house and starts them as programs, and it
//! is the first thing a bare machine compiles, so its dependencies stay few.
//!
//! Invariants: standard output carries only what was asked for (the demo's result, the test summary, the benchmark
//! table), everything else goes to standard error; the exit status is that of the program started; nothing outside
//! the distribution's packages and this checkout is changed.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

mod bench;
mod failure;
mod licences;
mod metadata;
mod parts;
mod place;
mod process;
mod rules;
mod screenshots;
mod setup;
mod snapshots;
mod suite;
mod summary;
mod types;
mod ui;

use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand};

use bench::Bench;
use failure::Failure;
use process::Call;
use setup::{Purpose, setup, setup_node};

/// Progress, for people, on standard error.
macro_rules! say {
    ($($words:tt)*) => { eprintln!($($words)*) };
}

/// Results, on standard output.
macro_rules! show {
    ($($words:tt)*) => { println!($($words)*) };
}

use {say, show};

/// Developer commands of Candor.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what is missing on this machine (Debian, Ubuntu), or print the commands that do.
    Setup {
        /// What to get ready for.
        #[arg(long = "for", value_enum, default_value_t = Purpose::Run)]
        purpose: Purpose,
    },
    /// Run a whole interview in the terminal, with a recorded candidate; needs no window, microphone or network.
    Demo {
        /// Passed on to `candor demo`, such as --fast or --json.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Build the user interface and run the desktop app.
    Run {
        /// Passed on to the app.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Run every check and test there is.
    Test {
        /// Only these groups; all of them if none is named.
        #[arg(value_parser = PossibleValuesParser::new(suite::groups()))]
        groups: Vec<String>,
    },
    /// Measure against peers and print the ratios.
    Bench {
        /// Only these; all of them if none is named.
        #[arg(value_enum)]
        chosen: Vec<Bench>,
    },
    /// Take a picture of every screen in every size, theme and language, into target/screenshots.
    Screenshots {
        /// Only these screens; all of them if none is named.
        names: Vec<String>,
    },
    /// Format Rust and the user interface.
    Fmt,
    /// Regenerate the user interface's types from the API, and the list of what Candor is made of.
    Types {
        /// Change nothing, fail if they are out of date.
        #[arg(long)]
        check: bool,
    },
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Task::Setup { purpose } => setup(purpose),
        Task::Demo { arguments } => demo(&arguments),
        Task::Run { arguments } => run(&arguments),
        Task::Test { groups } if suite::run(&groups) => Ok(()),
        // The closing line of the tests is the last one; what failed has been said above it.
        Task::Test { .. } => return ExitCode::FAILURE,
        Task::Bench { chosen } => bench::run(&chosen),
        Task::Screenshots { names } => screenshots::take(&names),
        Task::Fmt => format(),
        Task::Types { check } => generate_types(check),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say!("{failure}");
            ExitCode::from(failure.status())
        }
    }
}

fn demo(arguments: &[String]) -> Result<(), Failure> {
    setup(Purpose::Demo)?;
    Call::cargo()
        .args([
            "run",
            "--package",
            "candor-cli",
            "--bin",
            "candor",
            "--",
            "demo",
        ])
        .args(arguments)
        .hand_over()
}

fn run(arguments: &[String]) -> Result<(), Failure> {
    setup(Purpose::Run)?;
    ui::build()?;
    Call::cargo()
        .args(["run", "--package", "candor-desktop", "--"])
        .args(arguments)
        .hand_over()
}

fn format() -> Result<(), Failure> {
    Call::cargo().args(["fmt", "--all"]).run()?;
    setup_node()?;
    ui::install()?;
    ui::script("format")
}

fn generate_types(check: bool) -> Result<(), Failure> {
    setup(Purpose::Run)?;
    if check {
        parts::check()?;
        types::check()
    } else {
        parts::generate()?;
        types::generate()
    }
}
