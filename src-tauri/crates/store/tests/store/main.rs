//! The store as its callers see it, on real encrypted files with the real migrations.
#![allow(clippy::unwrap_used, reason = "tests")]

mod ai_calls;
mod consent;
mod course;
mod desk;
mod disk_full;
mod encryption;
mod erasure;
mod fixture;
mod group_commit;
mod import_jobs;
mod imports;
mod kill;
mod kiosk;
mod log;
mod opening;
mod review;
mod scorecards;
mod search;
mod settings;
mod speakers;
mod tables;
mod tampering;
mod tracks;
mod two_interviews;
