//! The interviewer's place in the plan: one snapshot per interview, replaced each time.

use candor_domain::{EventKind, InterviewId};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::{
    StoreError, WriteTx,
    content::{self, Hash},
};

/// Keeps `state_json`, the engine's snapshot, in place of the last one.
///
/// # Errors
/// [`StoreError::Invalid`] when it is not JSON; [`StoreError::NotFound`] when there is no such interview.
pub fn save(
    tx: &mut WriteTx<'_>,
    interview: InterviewId,
    state_json: &str,
) -> Result<(), StoreError> {
    tx.conn
        .prepare_cached(
            "INSERT INTO progress (interview_id, state, saved_at) VALUES (?1, ?2, ?3)
             ON CONFLICT (interview_id) DO UPDATE SET state = excluded.state, saved_at = excluded.saved_at",
        )?
        .execute(params![interview.0, state_json, tx.now.0])?;
    tx.log(
        EventKind::ProgressSaved,
        interview.0,
        None,
        content::progress(interview.0, state_json),
    )?;
    Ok(())
}

/// The newest snapshot.
///
/// # Errors
/// When the row cannot be read.
pub fn load(conn: &Connection, interview: InterviewId) -> Result<Option<String>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT state FROM progress WHERE interview_id = ?1")?
        .query_row([interview.0], |row| row.get(0))
        .optional()?)
}

/// Hash of the row as it stands.
pub(crate) fn stored_hash(
    conn: &Connection,
    interview: InterviewId,
) -> Result<Option<Hash>, StoreError> {
    Ok(load(conn, interview)?.map(|state| content::progress(interview.0, &state)))
}
