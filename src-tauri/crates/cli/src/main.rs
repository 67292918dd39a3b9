//! The `candor` program: Candor without a window.
//!
//! Last room before the terminal: parses arguments, calls core, prints. Invariants: results go to standard
//! output, everything else to standard error; the exit status is honest.

#![expect(clippy::print_stderr, reason = "printing is this program's job")]

mod ai;
mod args;
mod demo;
mod doctor;
mod export;
mod failure;
mod import;
mod interview;
mod listing;
mod models;
mod open;
mod screen;
mod transcribe;

use std::{io::ErrorKind, process::ExitCode};

use args::{Args, Command};
use candor_core::speech::child;
use clap::Parser as _;
use failure::Failure;

fn main() -> ExitCode {
    // This program once more, as the process that recognises speech for the other.
    if child::is_asked_for() {
        start_logs();
        return child::run();
    }
    let args = Args::parse();
    start_logs();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read this has gone; nobody wants to hear about it.
        Err(Failure::Terminal(error)) if error.kind() == ErrorKind::BrokenPipe => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("candor: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn start_logs() {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("CANDOR_LOG")
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("error")),
        )
        .init();
}

fn run(args: &Args) -> Result<(), Failure> {
    match &args.command {
        Command::Demo(demo) => demo::run(&args.place, demo),
        Command::Interview(interview) => interview::run(&args.place, interview),
        Command::Import(import) => import::run(&args.place, import),
        Command::Transcriptions => import::list(&args.place),
        Command::Interviews => listing::interviews(&args.place),
        Command::Export(export) => export::run(&args.place, export),
        Command::Transcribe(transcribe) => transcribe::run(&args.place, transcribe),
        Command::Models { command } => models::run(&args.place, command.as_ref()),
        Command::Ai(command) => ai::run(&args.place, command),
        Command::Doctor => doctor::run(&args.place),
        Command::Openapi => listing::openapi(),
        Command::TranscriptSchema => listing::transcript_schema(),
    }
}
