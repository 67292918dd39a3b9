//! Documents, opened by the programs other people open them with.

#![allow(clippy::unwrap_used, unreachable_pub, reason = "tests")]

mod doubts;
mod markup;
mod printed;
mod sample;
mod spreadsheet;
mod subtitles;
mod tools;
mod word_processor;
