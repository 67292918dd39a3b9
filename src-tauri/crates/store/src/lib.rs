//! The encrypted database: everything Candor keeps, in one SQLCipher file.
//!
//! Place in the flow: below `core`, which decides; this crate keeps. [`Store`] is the handle: writes go through one
//! thread in transactions, reads run beside it, and every committed change is announced to subscribers. The table
//! modules are plain functions over a connection (to read) or a [`WriteTx`] (to change).
//!
//! Invariants:
//! - What [`Store::write`] has returned `Ok` for survives a crash and a power cut.
//! - Every durable change appends its entry to the log ([`events`]) in the same transaction: numbered without gaps,
//!   chained by hash, and holding hashes instead of words. [`verify::verify_chain`] checks it against the content.
//! - Nothing leaves memory unencrypted: file, write-ahead log and temporary tables are all encrypted or in memory.
//! - One process per database; a wrong key or a newer format changes nothing.
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

pub mod ai_calls;
pub mod attempts;
mod columns;
mod connection;
pub mod consent_texts;
pub mod consents;
pub mod content;
pub mod counts;
pub mod desk;
pub mod erasure;
mod error;
pub mod events;
pub mod exports;
mod folder_lock;
pub mod import_jobs;
pub mod imports;
pub mod interviews;
mod key;
pub mod kiosk_invitations;
pub mod messages;
pub mod migrations;
pub mod notes;
pub mod panels;
pub mod positions;
pub mod progress;
mod readers;
pub mod recordings;
pub mod recovery;
pub mod revisions;
pub mod scorecards;
pub mod search;
pub mod settings;
pub mod speaker_corrections;
pub mod speaker_names;
mod store;
mod subscribers;
pub mod transcript_versions;
pub mod transcription_jobs;
pub mod verify;
pub mod withdrawals;
mod write_tx;
mod writer;

pub use error::StoreError;
pub use key::DatabaseKey;
pub use store::{Receipt, Store};
pub use verify::{ChainReport, verify_chain};
pub use write_tx::WriteTx;

/// Connections as the table modules take them.
pub use rusqlite::Connection;
