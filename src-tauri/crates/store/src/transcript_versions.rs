//! Later transcripts of the same recording, whole or not there; which one counts is the interview's own
//! `transcript_version`.

use candor_domain::{
    Actor, Doubt, EventKind, InterviewId, MessageId, TranscriptVersion, TranscriptVersionId,
    UtcMillis, VersionText,
};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use uuid::Uuid;

use crate::{
    StoreError, WriteTx, columns,
    content::{self, Hash},
    interviews,
};

/// A version that has no number yet.
#[derive(Debug, Clone, PartialEq)]
pub struct NewVersion {
    /// Its id.
    pub id: TranscriptVersionId,
    /// The interview it belongs to.
    pub interview_id: InterviewId,
    /// Name of the speech model that heard it.
    pub speech_model: String,
    /// When it was complete.
    pub created_at: UtcMillis,
    /// Every spoken message, heard again.
    pub texts: Vec<VersionText>,
}

/// One message's text in one version.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredText {
    /// Number of the version.
    pub version: u32,
    /// Name of the speech model that heard it.
    pub speech_model: String,
    /// The text.
    pub text: VersionText,
}

const COLUMNS: &str = "v.id, v.interview_id, v.number, v.speech_model, v.created_at";

/// Adds a complete version and returns it with its number. It does not count until [`choose`].
///
/// # Errors
/// [`StoreError::NotFound`] when the interview or one of the messages is gone.
pub fn insert(tx: &mut WriteTx<'_>, new: &NewVersion) -> Result<TranscriptVersion, StoreError> {
    let erased = interviews::get(tx.conn, new.interview_id)?
        .ok_or(StoreError::NotFound("interview"))?
        .erased_at;
    if erased.is_some() {
        return Err(StoreError::NotFound("recording"));
    }
    let number = tx
        .conn
        .prepare_cached(
            "SELECT coalesce(max(number), 1) + 1 FROM transcript_versions WHERE interview_id = ?1",
        )?
        .query_row([new.interview_id.0], |row| row.get(0))?;
    let version = TranscriptVersion {
        id: new.id,
        interview_id: new.interview_id,
        number,
        speech_model: new.speech_model.clone(),
        created_at: new.created_at,
    };
    tx.conn
        .prepare_cached(
            "INSERT INTO transcript_versions (id, interview_id, number, speech_model, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            version.id.0,
            version.interview_id.0,
            version.number,
            version.speech_model,
            version.created_at.0
        ])?;
    for text in &new.texts {
        let added = tx
            .conn
            .prepare_cached(
                "INSERT INTO version_texts (version_id, message_id, content, words, confidence, doubt)
                 SELECT ?1, m.id, ?3, ?4, ?5, ?7 FROM messages m WHERE m.id = ?2 AND m.interview_id = ?6",
            )?
            .execute(params![
                version.id.0,
                text.message_id.0,
                text.content,
                columns::to_json(&text.words)?,
                text.confidence,
                version.interview_id.0,
                text.doubt.map(Doubt::as_str)
            ])?;
        if added == 0 {
            return Err(StoreError::NotFound("message"));
        }
    }
    let hash = stored_hash(tx.conn, version.id.0)?
        .ok_or(StoreError::NotFound("transcript version"))?
        .0;
    tx.log(
        EventKind::TranscriptVersionAdded,
        version.interview_id.0,
        Some(version.id.0),
        hash,
    )?;
    Ok(version)
}

/// Lets another version count from now on, in everything that shows or searches the words; 1 is what was heard
/// while the interview ran. Corrections stay above it. Does nothing when it counts already.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such interview or version.
pub fn choose(tx: &mut WriteTx<'_>, interview: InterviewId, number: u32) -> Result<(), StoreError> {
    let mut stored =
        interviews::get(tx.conn, interview)?.ok_or(StoreError::NotFound("interview"))?;
    if number != 1 && get(tx.conn, interview, number)?.is_none() {
        return Err(StoreError::NotFound("transcript version"));
    }
    if stored.transcript_version == number {
        return Ok(());
    }
    stored.transcript_version = number;
    interviews::update_status(tx, &stored, EventKind::TranscriptVersionChosen)?;
    tx.conn
        .prepare_cached(
            "UPDATE message_texts SET content = counting.content
             FROM (SELECT m.key, coalesce(
                    (SELECT r.content FROM revisions r WHERE r.message_id = m.id ORDER BY r.number DESC LIMIT 1),
                    (SELECT t.content FROM transcript_versions v JOIN version_texts t ON t.version_id = v.id
                     WHERE v.interview_id = m.interview_id AND v.number = ?2 AND t.message_id = m.id),
                    m.content) AS content
                FROM messages m WHERE m.interview_id = ?1) AS counting
             WHERE message_texts.key = counting.key AND message_texts.content <> counting.content",
        )?
        .execute(params![interview.0, number])?;
    Ok(())
}

/// Whether a person has ever chosen which version counts.
///
/// # Errors
/// When the log cannot be read.
pub fn is_chosen_by_hand(conn: &Connection, interview: InterviewId) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT 1 FROM events WHERE subject = ?1 AND kind = ?2 AND actor <> ?3 LIMIT 1",
        )?
        .exists(params![
            interview.0,
            EventKind::TranscriptVersionChosen.as_str(),
            Actor::System.as_str()
        ])?)
}

/// The interview's later versions, oldest first.
///
/// # Errors
/// When the rows cannot be read.
pub fn list(
    conn: &Connection,
    interview: InterviewId,
) -> Result<Vec<TranscriptVersion>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM transcript_versions v WHERE v.interview_id = ?1 ORDER BY v.number"
    ))?;
    let rows = statement.query_map([interview.0], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How a version compares with what was heard while the interview ran.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// Messages it holds.
    pub messages: u32,
    /// Those whose text is another one.
    pub differing: u32,
    /// Mean of the messages' confidence, 0 to 1.
    pub confidence: Option<f32>,
}

/// Compares version `id` with the messages themselves.
///
/// # Errors
/// When the rows cannot be read.
pub fn compare(conn: &Connection, id: TranscriptVersionId) -> Result<Comparison, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT count(*), coalesce(sum(t.content <> m.content), 0), avg(t.confidence)
             FROM version_texts t JOIN messages m ON m.id = t.message_id WHERE t.version_id = ?1",
        )?
        .query_row([id.0], |row| {
            Ok(Comparison {
                messages: row.get(0)?,
                differing: row.get(1)?,
                confidence: row.get(2)?,
            })
        })?)
}

/// What was heard while the interview ran: spoken messages, their mean confidence, and by which models.
///
/// # Errors
/// When the rows cannot be read.
pub fn original(
    conn: &Connection,
    interview: InterviewId,
) -> Result<(Comparison, Vec<String>), StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT speech_model, count(*), sum(confidence), count(confidence) FROM messages
         WHERE interview_id = ?1 AND audio_start_ms IS NOT NULL GROUP BY speech_model ORDER BY 2 DESC",
    )?;
    let mut rows = statement.query([interview.0])?;
    let (mut messages, mut sum, mut rated, mut models) = (0, 0.0, 0_u32, Vec::new());
    while let Some(row) = rows.next()? {
        models.extend(row.get::<_, Option<String>>(0)?);
        messages += row.get::<_, u32>(1)?;
        sum += row.get::<_, Option<f64>>(2)?.unwrap_or_default();
        rated += row.get::<_, u32>(3)?;
    }
    let all = Comparison {
        messages,
        differing: 0,
        confidence: (rated > 0).then(|| (sum / f64::from(rated)) as f32),
    };
    Ok((all, models))
}

/// The version with this number.
///
/// # Errors
/// When the row cannot be read.
pub fn get(
    conn: &Connection,
    interview: InterviewId,
    number: u32,
) -> Result<Option<TranscriptVersion>, StoreError> {
    Ok(conn
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM transcript_versions v WHERE v.interview_id = ?1 AND v.number = ?2"
        ))?
        .query_row(params![interview.0, number], from_row)
        .optional()?)
}

/// What every version heard in the messages numbered `first` to `last`: by message, then version.
///
/// # Errors
/// When the rows cannot be read.
pub fn texts(
    conn: &Connection,
    interview: InterviewId,
    first: u32,
    last: u32,
) -> Result<Vec<StoredText>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT v.number, v.speech_model, t.message_id, t.content, t.words, t.confidence, t.doubt
         FROM messages m JOIN version_texts t ON t.message_id = m.id JOIN transcript_versions v ON v.id = t.version_id
         WHERE m.interview_id = ?1 AND m.number BETWEEN ?2 AND ?3 ORDER BY m.number, v.number",
    )?;
    let rows = statement.query_map(params![interview.0, first, last], |row| {
        Ok(StoredText {
            version: row.get(0)?,
            speech_model: row.get(1)?,
            text: VersionText {
                message_id: MessageId(row.get(2)?),
                content: row.get(3)?,
                words: columns::json(row, 4)?,
                confidence: row.get(5)?,
                doubt: columns::doubt(row, 6)?,
            },
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Hash of the version with all its texts as they stand, and how many texts there are.
pub(crate) fn stored_hash(conn: &Connection, id: Uuid) -> Result<Option<(Hash, u64)>, StoreError> {
    let version = conn
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM transcript_versions v WHERE v.id = ?1"
        ))?
        .query_row([id], from_row)
        .optional()?;
    let Some(version) = version else {
        return Ok(None);
    };
    let in_doubt = conn
        .prepare_cached("SELECT 1 FROM version_texts WHERE version_id = ?1 AND doubt IS NOT NULL")?
        .exists([id])?;
    let mut hash = content::TranscriptVersionHash::new(&version, in_doubt);
    let mut statement = conn.prepare_cached(
        "SELECT message_id, content, words, confidence, doubt FROM version_texts WHERE version_id = ?1 ORDER BY message_id",
    )?;
    let mut rows = statement.query([id])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        hash = hash.text(
            row.get(0)?,
            row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?,
            row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?,
            row.get(3)?,
            row.get_ref(4)?
                .as_str_or_null()
                .map_err(rusqlite::Error::from)?,
        );
        count += 1;
    }
    Ok(Some((hash.done(), count)))
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<TranscriptVersion> {
    Ok(TranscriptVersion {
        id: TranscriptVersionId(row.get(0)?),
        interview_id: InterviewId(row.get(1)?),
        number: row.get(2)?,
        speech_model: row.get(3)?,
        created_at: columns::time(row, 4)?,
    })
}
