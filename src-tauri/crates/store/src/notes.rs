//! Notes on an interview. A deleted one stays for a while, so that it can be brought back.

use candor_domain::{EventKind, InterviewId, MessageId, Note, NoteId};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use uuid::Uuid;

use crate::{
    StoreError, WriteTx, columns,
    content::{self, Hash},
};

const COLUMNS: &str =
    "n.id, n.interview_id, n.message_id, n.at_ms, n.author, n.content, n.created_at, n.changed_at,
    n.deleted_at";

/// Adds a note.
///
/// # Errors
/// [`StoreError::NotFound`] when the interview is gone or the message is none of it; [`StoreError::Conflict`] when the
/// id is taken.
pub fn insert(tx: &mut WriteTx<'_>, note: &Note) -> Result<(), StoreError> {
    if let Some(message) = note.message_id {
        let own = tx
            .conn
            .prepare_cached("SELECT 1 FROM messages WHERE id = ?1 AND interview_id = ?2")?
            .exists(params![message.0, note.interview_id.0])?;
        if !own {
            return Err(StoreError::NotFound("message"));
        }
    }
    tx.conn
        .prepare_cached(
            "INSERT INTO notes (id, interview_id, message_id, at_ms, author, content, created_at, changed_at, deleted_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            note.id.0,
            note.interview_id.0,
            note.message_id.map(|id| id.0),
            note.at_ms,
            note.author,
            note.content,
            note.created_at.0,
            note.changed_at.0,
            note.deleted_at.map(|t| t.0)
        ])?;
    log(tx, EventKind::NoteAdded, note)
}

/// Stores what can change about a note: its words, and whether it is deleted.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such note.
pub fn update(tx: &mut WriteTx<'_>, note: &Note) -> Result<(), StoreError> {
    let changed = tx
        .conn
        .prepare_cached(
            "UPDATE notes SET content = ?2, changed_at = ?3, deleted_at = ?4 WHERE id = ?1",
        )?
        .execute(params![
            note.id.0,
            note.content,
            note.changed_at.0,
            note.deleted_at.map(|t| t.0)
        ])?;
    if changed == 0 {
        return Err(StoreError::NotFound("note"));
    }
    let kind = match note.deleted_at {
        Some(_) => EventKind::NoteDeleted,
        None => EventKind::NoteChanged,
    };
    log(tx, kind, note)
}

/// The note, deleted or not.
///
/// # Errors
/// When the row cannot be read.
pub fn get(conn: &Connection, id: NoteId) -> Result<Option<Note>, StoreError> {
    Ok(conn
        .prepare_cached(&format!("SELECT {COLUMNS} FROM notes n WHERE n.id = ?1"))?
        .query_row([id.0], from_row)
        .optional()?)
}

/// The interview's notes that are not deleted, in the order they were written.
///
/// # Errors
/// When the rows cannot be read.
pub fn list(conn: &Connection, interview: InterviewId) -> Result<Vec<Note>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM notes n WHERE n.interview_id = ?1 AND n.deleted_at IS NULL
         ORDER BY n.created_at, n.key"
    ))?;
    let rows = statement.query_map([interview.0], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn log(tx: &mut WriteTx<'_>, kind: EventKind, note: &Note) -> Result<(), StoreError> {
    let hash = stored_hash(tx.conn, note.id.0)?.ok_or(StoreError::NotFound("note"))?;
    tx.log(kind, note.interview_id.0, Some(note.id.0), hash)?;
    Ok(())
}

/// Hash of the row as it stands.
pub(crate) fn stored_hash(conn: &Connection, id: Uuid) -> Result<Option<Hash>, StoreError> {
    Ok(get(conn, NoteId(id))?.as_ref().map(content::note))
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Note> {
    Ok(Note {
        id: NoteId(row.get(0)?),
        interview_id: InterviewId(row.get(1)?),
        message_id: row.get::<_, Option<Uuid>>(2)?.map(MessageId),
        at_ms: row.get(3)?,
        author: row.get(4)?,
        content: row.get(5)?,
        created_at: columns::time(row, 6)?,
        changed_at: columns::time(row, 7)?,
        deleted_at: columns::optional_time(row, 8)?,
    })
}
