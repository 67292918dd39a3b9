//! Recordings that are to be taken in: what was asked for is kept until it is an interview, is given up, or was told to
//! have failed. The log does not speak of them.

use candor_domain::{Code, RecordingImportId, UtcMillis};
use rusqlite::{Connection, params};

use crate::{StoreError, WriteTx, columns};

/// A recording that was to be taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRow {
    /// Its id.
    pub id: RecordingImportId,
    /// What was asked for, as JSON.
    pub request: String,
    /// When.
    pub created_at: UtcMillis,
    /// Why it failed, if it did: the code, and plain words.
    pub failed: Option<(Code, String)>,
}

/// Keeps what was asked for.
///
/// # Errors
/// When the row cannot be written.
pub fn insert(
    tx: &mut WriteTx<'_>,
    id: RecordingImportId,
    request: &str,
) -> Result<(), StoreError> {
    let now = tx.now();
    tx.conn
        .prepare_cached("INSERT INTO import_jobs (id, request, created_at) VALUES (?1, ?2, ?3)")?
        .execute(params![id.0, request, now.0])?;
    Ok(())
}

/// Notes why it failed.
///
/// # Errors
/// When the row cannot be written.
pub fn fail(
    tx: &mut WriteTx<'_>,
    id: RecordingImportId,
    code: Code,
    detail: &str,
) -> Result<(), StoreError> {
    tx.conn
        .prepare_cached("UPDATE import_jobs SET code = ?2, detail = ?3 WHERE id = ?1")?
        .execute(params![id.0, columns::to_json(&code)?, detail])?;
    Ok(())
}

/// Forgets what was asked for, without a trace: it names the candidate.
///
/// # Errors
/// When the row cannot be deleted.
pub fn delete(tx: &mut WriteTx<'_>, id: RecordingImportId) -> Result<(), StoreError> {
    let deleted = tx
        .conn
        .prepare_cached("DELETE FROM import_jobs WHERE id = ?1")?
        .execute([id.0])?;
    if deleted > 0 {
        tx.leave_no_trace();
    }
    Ok(())
}

/// Everything that was asked for and is not forgotten, oldest first.
///
/// # Errors
/// When the rows cannot be read.
pub fn list(conn: &Connection) -> Result<Vec<ImportRow>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT id, request, created_at, code, detail FROM import_jobs ORDER BY key",
    )?;
    let rows = statement.query_map([], |row| {
        let detail: Option<String> = row.get(4)?;
        Ok(ImportRow {
            id: RecordingImportId(row.get(0)?),
            request: row.get(1)?,
            created_at: columns::time(row, 2)?,
            failed: match detail {
                Some(detail) => Some((columns::json(row, 3)?, detail)),
                None => None,
            },
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
