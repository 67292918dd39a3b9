//! The real window, driven the way a person would: real microphone path, real keychain, real files.

#![allow(clippy::unwrap_used, reason = "tests")]

mod bench;
mod interview;
mod shell;
mod startup;
