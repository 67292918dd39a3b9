//! What the speakers of an interview are called.

use candor_domain::{EventKind, InterviewId, SpeakerNames};
use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::{
    StoreError, WriteTx, columns,
    content::{self, Hash},
    interviews,
};

/// Replaces the names. Does nothing when they are these already.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such interview; [`StoreError::Invalid`] for an empty name.
pub fn save(
    tx: &mut WriteTx<'_>,
    interview: InterviewId,
    names: &SpeakerNames,
) -> Result<(), StoreError> {
    if interviews::get(tx.conn, interview)?.is_none() {
        return Err(StoreError::NotFound("interview"));
    }
    if load(tx.conn, interview)? == *names {
        return Ok(());
    }
    tx.conn
        .prepare_cached("DELETE FROM speaker_names WHERE interview_id = ?1")?
        .execute([interview.0])?;
    for (role, name) in names.entries() {
        let Some(name) = name else { continue };
        tx.conn
            .prepare_cached(
                "INSERT INTO speaker_names (interview_id, role, name) VALUES (?1, ?2, ?3)",
            )?
            .execute(params![interview.0, role.as_str(), name])?;
    }
    tx.log(
        EventKind::SpeakerNamed,
        interview.0,
        None,
        content::speaker_names(interview.0, names),
    )?;
    Ok(())
}

/// The names given; none are none.
///
/// # Errors
/// When the rows cannot be read.
pub fn load(conn: &Connection, interview: InterviewId) -> Result<SpeakerNames, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT role, name FROM speaker_names WHERE interview_id = ?1")?;
    let mut rows = statement.query([interview.0])?;
    let mut names = SpeakerNames::default();
    while let Some(row) = rows.next()? {
        names.set(columns::role(row, 0)?, row.get(1)?);
    }
    Ok(names)
}

/// Hash of the names as they stand, and how many there are.
pub(crate) fn stored_hash(conn: &Connection, id: Uuid) -> Result<(Hash, u64), StoreError> {
    let names = load(conn, InterviewId(id))?;
    let count = names.entries().iter().filter(|(_, n)| n.is_some()).count();
    Ok((content::speaker_names(id, &names), count as u64))
}
