//! What the app does, as its carriers call it: on a real database, with the demo model or a candidate fed by hand.
#![allow(clippy::unwrap_used, reason = "tests")]

mod ai_connections;
mod ai_consent;
mod ai_log;
mod ai_settings;
mod ai_trial;
mod captions;
mod common;
mod desk;
#[cfg(target_os = "linux")]
#[path = "../../../cli/tests/common/disk.rs"]
#[expect(unreachable_pub, reason = "shared with other test programs")]
mod disk;
mod documents_on_demand;
#[path = "common/file_server.rs"]
mod file_server;
mod full_disk;
mod hearing_failures;
mod import_jobs;
mod import_kills;
mod imports;
mod interview;
#[path = "common/keychain.rs"]
mod keychain;
mod kiosk;
mod microphone_check;
mod microphone_search;
mod microphones;
mod model_jobs;
mod moves;
#[cfg(target_os = "linux")]
#[path = "../../examples/microphone_returns/plugging.rs"]
mod plugging;
mod preferences;
mod quality;
mod reconnecting;
mod review;
mod sample_plans;
mod scorecards;
mod scripted;
mod tracks;
mod tracks_kill;
mod transcriptions;
mod two_voices;
mod voice;
mod who_said_it;
mod withdrawal;
