//! The real window, driven the way a person would: real microphone path, real keychain, real files.

#![allow(clippy::unwrap_used, reason = "tests")]

mod bench;
mod consent;
mod escape;
mod interview;
mod kiosk;
mod microphone;
mod model;
mod review;
mod shell;
mod startup;
