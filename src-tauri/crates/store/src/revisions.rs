//! Corrections of messages. The original stays; the newest revision is what a reader sees first.

use candor_domain::{EventKind, InterviewId, MessageId, Revision, RevisionId, UtcMillis};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use uuid::Uuid;

use crate::{
    StoreError, WriteTx, columns,
    content::{self, Hash},
};

/// A correction that has no number yet; fields as in [`Revision`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of Revision")]
pub struct NewRevision {
    pub id: RevisionId,
    pub message_id: MessageId,
    pub content: String,
    pub author: String,
    pub at: UtcMillis,
}

const COLUMNS: &str = "r.id, r.message_id, r.number, r.content, r.author, r.at";

/// Appends a correction to its message and returns it with its number.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such message, [`StoreError::Conflict`] when its id is taken.
pub fn append(tx: &mut WriteTx<'_>, revision: NewRevision) -> Result<Revision, StoreError> {
    let interview: Uuid = tx
        .conn
        .prepare_cached("SELECT interview_id FROM messages WHERE id = ?1")?
        .query_row([revision.message_id.0], |row| row.get(0))
        .optional()?
        .ok_or(StoreError::NotFound("message"))?;
    let number = tx
        .conn
        .prepare_cached("SELECT coalesce(max(number), 0) + 1 FROM revisions WHERE message_id = ?1")?
        .query_row([revision.message_id.0], |row| row.get(0))?;
    let revision = Revision {
        id: revision.id,
        message_id: revision.message_id,
        number,
        content: revision.content,
        author: revision.author,
        at: revision.at,
    };
    tx.conn
        .prepare_cached(
            "INSERT INTO revisions (id, message_id, number, content, author, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            revision.id.0,
            revision.message_id.0,
            revision.number,
            revision.content,
            revision.author,
            revision.at.0
        ])?;
    tx.log(
        EventKind::MessageCorrected,
        interview,
        Some(revision.id.0),
        content::revision(&revision),
    )?;
    Ok(revision)
}

/// All corrections in an interview: by message, then oldest first.
///
/// # Errors
/// When the rows cannot be read.
pub fn list(conn: &Connection, interview: InterviewId) -> Result<Vec<Revision>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM messages m JOIN revisions r ON r.message_id = m.id
         WHERE m.interview_id = ?1 ORDER BY m.number, r.number"
    ))?;
    let rows = statement.query_map([interview.0], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// All corrections of the messages numbered `first` to `last`: by message, then oldest first.
///
/// # Errors
/// When the rows cannot be read.
pub fn between(
    conn: &Connection,
    interview: InterviewId,
    first: u32,
    last: u32,
) -> Result<Vec<Revision>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM messages m JOIN revisions r ON r.message_id = m.id
         WHERE m.interview_id = ?1 AND m.number BETWEEN ?2 AND ?3 ORDER BY m.number, r.number"
    ))?;
    let rows = statement.query_map(params![interview.0, first, last], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Hash of the row as it stands.
pub(crate) fn stored_hash(conn: &Connection, id: Uuid) -> Result<Option<Hash>, StoreError> {
    Ok(conn
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM revisions r WHERE r.id = ?1"
        ))?
        .query_row([id], from_row)
        .optional()?
        .as_ref()
        .map(content::revision))
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Revision> {
    Ok(Revision {
        id: RevisionId(row.get(0)?),
        message_id: MessageId(row.get(1)?),
        number: row.get(2)?,
        content: row.get(3)?,
        author: row.get(4)?,
        at: columns::time(row, 5)?,
    })
}
