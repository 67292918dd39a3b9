//! The schema's history, embedded at build time. Append-only: a shipped migration is never edited.

use include_dir::{Dir, include_dir};
use rusqlite::Connection;
use rusqlite_migration::Migrations;

use crate::StoreError;

static FOLDER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../../migrations");

/// Newest format this program knows: the number of the last migration.
pub fn newest() -> usize {
    FOLDER.dirs().count()
}

/// Brings `conn` to format `to`, or to [`newest`] when that is lower.
///
/// # Errors
/// When a migration does not apply; the transaction of that migration is rolled back then.
pub fn migrate(conn: &mut Connection, to: usize) -> Result<(), StoreError> {
    Migrations::from_directory(&FOLDER)?.to_version(conn, to.min(newest()))?;
    Ok(())
}
