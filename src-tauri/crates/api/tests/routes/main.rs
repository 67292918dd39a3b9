//! The operations as clients see them: requests to the real router, on a real database.
#![allow(clippy::unwrap_used, reason = "tests")]

mod ai;
mod ai_log;
mod common;
mod consent;
mod description;
mod desk;
mod documents;
mod flow;
mod kiosk;
mod positions;
mod principals;
mod review;
mod room;
mod scorecards;
mod settings;
mod transcriptions;
