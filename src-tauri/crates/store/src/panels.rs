//! Who rates an interview.

use candor_domain::{EventKind, InterviewId};
use rusqlite::{Connection, OptionalExtension as _, params};
use uuid::Uuid;

use crate::{
    StoreError, WriteTx, columns, consents,
    content::{self, Hash},
};

/// Stores the raters' names; none means that anybody may rate.
///
/// # Errors
/// [`StoreError::ConsentWithdrawn`] once the candidate has withdrawn it, [`StoreError::Conflict`] when the interview was
/// erased.
pub fn put(
    tx: &mut WriteTx<'_>,
    interview: InterviewId,
    raters: &[String],
) -> Result<(), StoreError> {
    consents::refuse_withdrawn(tx.conn, interview)?;
    let json = columns::to_json(&raters)?;
    tx.conn
        .prepare_cached(
            "INSERT INTO panels (interview_id, raters, changed_at) VALUES (?1, ?2, ?3)
             ON CONFLICT (interview_id) DO UPDATE SET raters = excluded.raters, changed_at = excluded.changed_at",
        )?
        .execute(params![interview.0, json, tx.now.0])?;
    tx.log(
        EventKind::PanelChosen,
        interview.0,
        None,
        content::panel(interview, &json, tx.now),
    )?;
    Ok(())
}

/// The raters' names, in the order they were entered; empty when none were chosen.
///
/// # Errors
/// When the row cannot be read.
pub fn get(conn: &Connection, interview: InterviewId) -> Result<Vec<String>, StoreError> {
    let raters: Option<Vec<String>> = conn
        .prepare_cached("SELECT raters FROM panels WHERE interview_id = ?1")?
        .query_row([interview.0], |row| columns::json(row, 0))
        .optional()?;
    Ok(raters.unwrap_or_default())
}

/// Hash of the row as it stands.
pub(crate) fn stored_hash(conn: &Connection, interview: Uuid) -> Result<Option<Hash>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT raters, changed_at FROM panels WHERE interview_id = ?1")?
        .query_row([interview], |row| {
            let json: String = row.get(0)?;
            Ok(content::panel(
                InterviewId(interview),
                &json,
                columns::time(row, 1)?,
            ))
        })
        .optional()?)
}
