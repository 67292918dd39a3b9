//! What reads like instructions for a language model, as it was noticed. Never changed.

use candor_domain::{Attempt, AttemptId, AttemptSource, EventKind, InterviewId, MessageId};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use uuid::Uuid;

use crate::{
    StoreError, WriteTx, columns, consents,
    content::{self, Hash},
};

const COLUMNS: &str = "id, interview_id, source, message_id, kinds, start, \"end\", at";

/// Stores what was noticed.
///
/// # Errors
/// [`StoreError::ConsentWithdrawn`] once the candidate has withdrawn it, [`StoreError::Conflict`] when the interview was
/// erased or the id is taken.
pub fn insert(tx: &mut WriteTx<'_>, attempt: &Attempt) -> Result<(), StoreError> {
    consents::refuse_withdrawn(tx.conn, attempt.interview_id)?;
    tx.conn
        .prepare_cached(
            "INSERT INTO attempts (id, interview_id, source, message_id, kinds, start, \"end\", at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            attempt.id.0,
            attempt.interview_id.0,
            attempt.source.as_str(),
            attempt.message_id.map(|id| id.0),
            columns::to_json(&attempt.kinds)?,
            attempt.start,
            attempt.end,
            attempt.at.0
        ])?;
    tx.log(
        EventKind::AttemptNoticed,
        attempt.interview_id.0,
        Some(attempt.id.0),
        content::attempt(attempt),
    )?;
    Ok(())
}

/// What was noticed in the interview, in order.
///
/// # Errors
/// When the rows cannot be read.
pub fn list(conn: &Connection, interview: InterviewId) -> Result<Vec<Attempt>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM attempts WHERE interview_id = ?1 ORDER BY key"
    ))?;
    let rows = statement.query_map([interview.0], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Hash of the row as it stands.
pub(crate) fn stored_hash(conn: &Connection, id: Uuid) -> Result<Option<Hash>, StoreError> {
    Ok(conn
        .prepare_cached(&format!("SELECT {COLUMNS} FROM attempts WHERE id = ?1"))?
        .query_row([id], from_row)
        .optional()?
        .as_ref()
        .map(content::attempt))
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Attempt> {
    Ok(Attempt {
        id: AttemptId(row.get(0)?),
        interview_id: InterviewId(row.get(1)?),
        source: columns::named(row, 2, AttemptSource::parse)?,
        message_id: row.get::<_, Option<Uuid>>(3)?.map(MessageId),
        kinds: columns::json(row, 4)?,
        start: row.get(5)?,
        end: row.get(6)?,
        at: columns::time(row, 7)?,
    })
}
