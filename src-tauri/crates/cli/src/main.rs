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
mod interview;
mod listing;
mod models;
mod open;
mod screen;
mod transcribe;

use std::{io::ErrorKind, process::ExitCode};

use args::{Args, Command};
use clap::Parser as _;
use failure::Failure;

fn main() -> ExitCode {
    let args = Args::parse();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("CANDOR_LOG")
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("error")),
        )
        .init();
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

fn run(args: &Args) -> Result<(), Failure> {
    match &args.command {
        Command::Demo(demo) => demo::run(&args.place, demo),
        Command::Interview(interview) => interview::run(&args.place, interview),
        Command::Interviews => listing::interviews(&args.place),
        Command::Export(export) => export::run(&args.place, export),
        Command::Transcribe(transcribe) => transcribe::run(&args.place, transcribe),
        Command::Models(command) => models::run(&args.place, command),
        Command::Ai(command) => ai::run(&args.place, command),
        Command::Doctor => doctor::run(&args.place),
        Command::Openapi => listing::openapi(),
        Command::TranscriptSchema => listing::transcript_schema(),
    }
}
