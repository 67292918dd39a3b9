//! What was said and typed, numbered within its interview. Never changed; see [`crate::revisions`].

use candor_domain::{
    EventKind, InterviewId, Language, Message, MessageId, Origin, Role, UtcMillis, Word,
    message::Purpose,
};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use uuid::Uuid;

use crate::{
    StoreError, WriteTx, columns, consents,
    content::{self, Hash},
};

/// A message that has no number yet; fields as in [`Message`].
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of Message")]
pub struct NewMessage {
    pub id: MessageId,
    pub interview_id: InterviewId,
    pub at: UtcMillis,
    pub role: Role,
    pub purpose: Purpose,
    pub content: String,
    pub origin: Origin,
    pub question_key: Option<String>,
    pub audio_start_ms: Option<u64>,
    pub audio_end_ms: Option<u64>,
    pub words: Vec<Word>,
    pub language: Language,
    pub confidence: Option<f32>,
    pub speech_model: Option<String>,
}

impl NewMessage {
    fn numbered(self, number: u32) -> Message {
        Message {
            id: self.id,
            interview_id: self.interview_id,
            number,
            at: self.at,
            role: self.role,
            purpose: self.purpose,
            content: self.content,
            origin: self.origin,
            question_key: self.question_key,
            audio_start_ms: self.audio_start_ms,
            audio_end_ms: self.audio_end_ms,
            words: self.words,
            language: self.language,
            confidence: self.confidence,
            speech_model: self.speech_model,
        }
    }
}

const COLUMNS: &str =
    "id, interview_id, number, at, role, purpose, origin, content, question_key, audio_start_ms,
        audio_end_ms, words, language, confidence, speech_model";

/// Appends a message to its interview and returns it with its number.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such interview, [`StoreError::Conflict`] when its id is taken,
/// [`StoreError::ConsentWithdrawn`] once the candidate has withdrawn it.
pub fn append(tx: &mut WriteTx<'_>, message: NewMessage) -> Result<Message, StoreError> {
    consents::refuse_withdrawn(tx.conn, message.interview_id)?;
    let number = tx
        .conn
        .prepare_cached(
            "SELECT coalesce(max(number), 0) + 1 FROM messages WHERE interview_id = ?1",
        )?
        .query_row([message.interview_id.0], |row| row.get(0))?;
    let message = message.numbered(number);
    let words = columns::to_json(&message.words)?;
    tx.conn
        .prepare_cached(
            "INSERT INTO messages (id, interview_id, number, at, role, purpose, origin, content, question_key,
                audio_start_ms, audio_end_ms, words, language, confidence, speech_model)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        )?
        .execute(params![
            message.id.0,
            message.interview_id.0,
            message.number,
            message.at.0,
            message.role.as_str(),
            message.purpose.as_str(),
            message.origin.as_str(),
            message.content,
            message.question_key,
            message.audio_start_ms,
            message.audio_end_ms,
            words,
            message.language.code(),
            message.confidence,
            message.speech_model
        ])?;
    tx.log(
        EventKind::MessageAdded,
        message.interview_id.0,
        Some(message.id.0),
        content::message_with_words(&message, &words),
    )?;
    Ok(message)
}

/// The message.
///
/// # Errors
/// When the row cannot be read.
pub fn get(conn: &Connection, id: MessageId) -> Result<Option<Message>, StoreError> {
    Ok(conn
        .prepare_cached(&format!("SELECT {COLUMNS} FROM messages WHERE id = ?1"))?
        .query_row([id.0], from_row)
        .optional()?)
}

/// Number of the interview's newest message, which is how many there are; 0 when there is none.
///
/// # Errors
/// When the rows cannot be read.
pub fn last_number(conn: &Connection, interview: InterviewId) -> Result<u32, StoreError> {
    Ok(conn
        .prepare_cached("SELECT coalesce(max(number), 0) FROM messages WHERE interview_id = ?1")?
        .query_row([interview.0], |row| row.get(0))?)
}

/// The interview's messages with a number above `after_number`, in order; 0 gives all.
///
/// # Errors
/// When the rows cannot be read.
pub fn list(
    conn: &Connection,
    interview: InterviewId,
    after_number: u32,
) -> Result<Vec<Message>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM messages WHERE interview_id = ?1 AND number > ?2 ORDER BY number"
    ))?;
    let rows = statement.query_map(params![interview.0, after_number], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// At most `limit` of the interview's messages from number `from` on, in order.
///
/// # Errors
/// When the rows cannot be read.
pub fn page(
    conn: &Connection,
    interview: InterviewId,
    from: u32,
    limit: u32,
) -> Result<Vec<Message>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM messages WHERE interview_id = ?1 AND number >= ?2 ORDER BY number LIMIT ?3"
    ))?;
    let rows = statement.query_map(params![interview.0, from, limit], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many messages the interview has; since they are numbered without gaps, also the last one's number.
///
/// # Errors
/// When the rows cannot be read.
pub fn count(conn: &Connection, interview: InterviewId) -> Result<u32, StoreError> {
    Ok(conn
        .prepare_cached("SELECT coalesce(max(number), 0) FROM messages WHERE interview_id = ?1")?
        .query_row([interview.0], |row| row.get(0))?)
}

/// Hash of the row as it stands.
pub(crate) fn stored_hash(conn: &Connection, id: Uuid) -> Result<Option<Hash>, StoreError> {
    Ok(conn
        .prepare_cached(&format!("SELECT {COLUMNS} FROM messages WHERE id = ?1"))?
        .query_row([id], |row| {
            Ok(content::message_with_words(
                &without_words(row)?,
                row.get_ref(11)?.as_str()?,
            ))
        })
        .optional()?)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Message> {
    Ok(Message {
        words: columns::json(row, 11)?,
        ..without_words(row)?
    })
}

fn without_words(row: &Row<'_>) -> rusqlite::Result<Message> {
    Ok(Message {
        id: MessageId(row.get(0)?),
        interview_id: InterviewId(row.get(1)?),
        number: row.get(2)?,
        at: columns::time(row, 3)?,
        role: columns::role(row, 4)?,
        purpose: columns::purpose(row, 5)?,
        origin: columns::origin(row, 6)?,
        content: row.get(7)?,
        question_key: row.get(8)?,
        audio_start_ms: row.get(9)?,
        audio_end_ms: row.get(10)?,
        words: Vec::new(),
        language: columns::language(row, 12)?,
        confidence: row.get(13)?,
        speech_model: row.get(14)?,
    })
}
