//! What was said and typed, numbered within its interview. Never changed; see [`crate::revisions`].

use candor_domain::{
    Doubt, EventKind, InterviewId, Language, Message, MessageId, Origin, Role, UtcMillis, Word,
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
    pub cut_off: bool,
    pub doubt: Option<Doubt>,
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
            cut_off: self.cut_off,
            doubt: self.doubt,
        }
    }
}

const COLUMNS: &str =
    "id, interview_id, number, at, role, purpose, origin, content, question_key, audio_start_ms,
        audio_end_ms, words, language, confidence, speech_model, cut_off, doubt";

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
                audio_start_ms, audio_end_ms, words, language, confidence, speech_model, cut_off, doubt)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
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
            message.speech_model,
            message.cut_off,
            message.doubt.map(Doubt::as_str),
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

/// A spoken message's place in the recording, and how it was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken {
    /// The message.
    pub id: MessageId,
    /// Who spoke.
    pub role: Role,
    /// Start on the interview's audio time line, in ms.
    pub start_ms: u64,
    /// End there.
    pub end_ms: u64,
    /// Language it is in.
    pub language: Language,
    /// Why its words deserve a second look.
    pub doubt: Option<Doubt>,
    /// Name of the speech model that heard it.
    pub speech_model: Option<String>,
    /// Whether anything was heard.
    pub has_words: bool,
}

/// Every spoken message of the interview, in order.
///
/// # Errors
/// When the rows cannot be read.
pub fn spoken(conn: &Connection, interview: InterviewId) -> Result<Vec<Spoken>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT id, audio_start_ms, audio_end_ms, language, role, doubt, speech_model, content <> ''
         FROM messages
         WHERE interview_id = ?1 AND audio_start_ms IS NOT NULL AND audio_end_ms IS NOT NULL ORDER BY number",
    )?;
    let rows = statement.query_map([interview.0], |row| {
        Ok(Spoken {
            id: MessageId(row.get(0)?),
            start_ms: row.get(1)?,
            end_ms: row.get(2)?,
            language: columns::language(row, 3)?,
            role: columns::role(row, 4)?,
            doubt: columns::doubt(row, 5)?,
            speech_model: row.get(6)?,
            has_words: row.get(7)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Number of the message with this id in the interview.
///
/// # Errors
/// When the row cannot be read.
pub fn number_of(
    conn: &Connection,
    interview: InterviewId,
    id: MessageId,
) -> Result<Option<u32>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT number FROM messages WHERE id = ?1 AND interview_id = ?2")?
        .query_row(params![id.0, interview.0], |row| row.get(0))
        .optional()?)
}

/// Number of the spoken message heard at `at_ms` of the audio time line or last before it, else of the first one after.
///
/// # Errors
/// When the rows cannot be read.
pub fn number_at(
    conn: &Connection,
    interview: InterviewId,
    at_ms: u64,
) -> Result<Option<u32>, StoreError> {
    for sql in [
        "SELECT number FROM messages WHERE interview_id = ?1 AND audio_start_ms <= ?2
         ORDER BY audio_start_ms DESC, number DESC LIMIT 1",
        "SELECT number FROM messages WHERE interview_id = ?1 AND audio_start_ms > ?2
         ORDER BY audio_start_ms, number LIMIT 1",
    ] {
        let found = conn
            .prepare_cached(sql)?
            .query_row(params![interview.0, at_ms], |row| row.get(0))
            .optional()?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// Hands number, role and text that counts of each message to `f`, in order. What `wanted` says no to is not read.
///
/// # Errors
/// When the rows cannot be read.
pub fn for_each_text(
    conn: &Connection,
    interview: InterviewId,
    wanted: Wanted,
    mut f: impl FnMut(u32, &str),
) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT m.number, t.content FROM messages m JOIN message_texts t ON t.key = m.key
            JOIN interviews i ON i.id = m.interview_id
            LEFT JOIN transcript_versions c ON c.interview_id = i.id AND c.number = i.transcript_version
            LEFT JOIN version_texts h ON h.version_id = c.id AND h.message_id = m.id
         WHERE m.interview_id = ?1 AND (?2 IS NULL OR ?2 = coalesce((SELECT s.role FROM speaker_corrections s
                WHERE s.message_id = m.id ORDER BY s.number DESC LIMIT 1), m.role))
            AND (NOT ?3 OR CASE WHEN h.message_id IS NULL THEN m.confidence < ?4 OR m.doubt IS NOT NULL
                ELSE h.confidence < ?4 OR h.doubt IS NOT NULL END)
            AND (NOT ?5 OR EXISTS (SELECT 1 FROM revisions r WHERE r.message_id = m.id))
            AND (NOT ?6 OR EXISTS (SELECT 1 FROM notes n WHERE n.message_id = m.id AND n.deleted_at IS NULL))
            AND (NOT ?7 OR EXISTS (SELECT 1 FROM version_texts v WHERE v.message_id = m.id AND v.content <> m.content))
         ORDER BY m.number",
    )?;
    let mut rows = statement.query(params![
        interview.0,
        wanted.role.map(Role::as_str),
        wanted.less_certain_than.is_some(),
        wanted.less_certain_than,
        wanted.corrected,
        wanted.noted,
        wanted.heard_differently,
    ])?;
    while let Some(row) = rows.next()? {
        f(
            row.get(0)?,
            row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?,
        );
    }
    Ok(())
}

/// Which messages [`for_each_text`] reads; the default is all.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Wanted {
    /// Only what this one said, as it counts.
    pub role: Option<Role>,
    /// Only what was heard with a lower confidence, 0 to 1, or deserves a second look for another reason.
    pub less_certain_than: Option<f32>,
    /// Only what was corrected.
    pub corrected: bool,
    /// Only what has a note.
    pub noted: bool,
    /// Only what another transcript version heard differently.
    pub heard_differently: bool,
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
        cut_off: row.get(15)?,
        doubt: columns::doubt(row, 16)?,
    })
}
