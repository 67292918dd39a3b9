//! Everything people and machines get wrong, through the real program: the exit status and the words they read.

#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "../common/mod.rs"]
mod common;

#[cfg(target_os = "linux")]
mod disk;
mod documents;
mod imports;
mod key;
mod microphone;
mod models;
mod names;
mod output;
mod sound;
