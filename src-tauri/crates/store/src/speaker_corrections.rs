//! Corrections of who said a message. Whom it was first taken for stays in the message; the newest correction counts.

use candor_domain::{
    EventKind, InterviewId, MessageId, Origin, Role, SpeakerCorrection, SpeakerCorrectionId,
    UtcMillis,
};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use uuid::Uuid;

use crate::{
    StoreError, WriteTx, columns,
    content::{self, Hash},
};

/// A correction that has no number yet; fields as in [`SpeakerCorrection`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of SpeakerCorrection")]
pub struct NewSpeakerCorrection {
    pub id: SpeakerCorrectionId,
    pub message_id: MessageId,
    pub role: Role,
    pub author: String,
    pub at: UtcMillis,
}

const COLUMNS: &str = "c.id, c.message_id, c.number, c.role, c.author, c.at";

/// Appends a correction to a message that was heard. Does nothing when it counts as this speaker's already; going back to
/// whom it was first taken for is a correction, too.
///
/// # Errors
/// [`StoreError::NotFound`] when the interview has no such message, [`StoreError::Invalid`] when it was not heard,
/// [`StoreError::Conflict`] when the correction's id is taken.
pub fn append(
    tx: &mut WriteTx<'_>,
    interview: InterviewId,
    correction: NewSpeakerCorrection,
) -> Result<(), StoreError> {
    let (origin, first) = tx
        .conn
        .prepare_cached("SELECT origin, role FROM messages WHERE id = ?1 AND interview_id = ?2")?
        .query_row(params![correction.message_id.0, interview.0], |row| {
            Ok((columns::origin(row, 0)?, columns::role(row, 1)?))
        })
        .optional()?
        .ok_or(StoreError::NotFound("message"))?;
    if origin != Origin::Speech {
        return Err(StoreError::Invalid(
            "who wrote this line is known; only of what was heard can the speaker be corrected"
                .to_owned(),
        ));
    }
    let newest: Option<(u32, Role)> = tx
        .conn
        .prepare_cached(
            "SELECT number, role FROM speaker_corrections WHERE message_id = ?1 ORDER BY number DESC LIMIT 1",
        )?
        .query_row([correction.message_id.0], |row| {
            Ok((row.get(0)?, columns::role(row, 1)?))
        })
        .optional()?;
    let (last, counting) = newest.unwrap_or((0, first));
    if counting == correction.role {
        return Ok(());
    }
    let correction = SpeakerCorrection {
        id: correction.id,
        message_id: correction.message_id,
        number: last + 1,
        role: correction.role,
        author: correction.author,
        at: correction.at,
    };
    tx.conn
        .prepare_cached(
            "INSERT INTO speaker_corrections (id, message_id, number, role, author, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            correction.id.0,
            correction.message_id.0,
            correction.number,
            correction.role.as_str(),
            correction.author,
            correction.at.0
        ])?;
    tx.log(
        EventKind::SpeakerCorrected,
        interview.0,
        Some(correction.id.0),
        content::speaker_correction(&correction),
    )?;
    Ok(())
}

/// All corrections of who said the messages numbered `first` to `last`: by message, then oldest first.
///
/// # Errors
/// When the rows cannot be read.
pub fn between(
    conn: &Connection,
    interview: InterviewId,
    first: u32,
    last: u32,
) -> Result<Vec<SpeakerCorrection>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM messages m JOIN speaker_corrections c ON c.message_id = m.id
         WHERE m.interview_id = ?1 AND m.number BETWEEN ?2 AND ?3 ORDER BY m.number, c.number"
    ))?;
    let rows = statement.query_map(params![interview.0, first, last], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Hash of the row as it stands.
pub(crate) fn stored_hash(conn: &Connection, id: Uuid) -> Result<Option<Hash>, StoreError> {
    Ok(conn
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM speaker_corrections c WHERE c.id = ?1"
        ))?
        .query_row([id], from_row)
        .optional()?
        .as_ref()
        .map(content::speaker_correction))
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<SpeakerCorrection> {
    Ok(SpeakerCorrection {
        id: SpeakerCorrectionId(row.get(0)?),
        message_id: MessageId(row.get(1)?),
        number: row.get(2)?,
        role: columns::role(row, 3)?,
        author: row.get(4)?,
        at: columns::time(row, 5)?,
    })
}
