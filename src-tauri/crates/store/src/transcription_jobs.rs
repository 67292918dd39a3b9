//! Recordings that wait to be transcribed in the background, are being transcribed, or were.

use candor_domain::{
    Doubt, EventKind, InterviewId, JobKind, MessageId, TranscriptionJob, TranscriptionJobId,
    VersionText, live::JobState,
};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use uuid::Uuid;

use crate::{
    StoreError, WriteTx, columns, consents,
    content::{self, Hash},
};

const SELECT: &str =
    "SELECT id, interview_id, kind, model, state, done_ms, total_ms, created_at, ended_at, error
    FROM transcription_jobs";

/// Adds a job.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such interview, [`StoreError::Conflict`] when its id is taken,
/// [`StoreError::ConsentWithdrawn`] once the candidate has withdrawn it.
pub fn insert(tx: &mut WriteTx<'_>, job: &TranscriptionJob) -> Result<(), StoreError> {
    consents::refuse_withdrawn(tx.conn, job.interview_id)?;
    tx.conn
        .prepare_cached(
            "INSERT INTO transcription_jobs (id, interview_id, kind, model, state, done_ms, total_ms, created_at,
                ended_at, error)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            job.id.0,
            job.interview_id.0,
            job.kind.as_str(),
            job.model,
            job.state.as_str(),
            job.done_ms,
            job.total_ms,
            job.created_at.0,
            job.ended_at.map(|t| t.0),
            job.error,
        ])?;
    log(tx, EventKind::TranscriptionQueued, job)
}

/// Stores where a job stands: state, sound done, end, error. Everything else stays as it was asked for.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such job.
pub fn update(tx: &mut WriteTx<'_>, job: &TranscriptionJob) -> Result<(), StoreError> {
    let changed = tx
        .conn
        .prepare_cached(
            "UPDATE transcription_jobs SET state = ?2, done_ms = ?3, total_ms = ?4, ended_at = ?5, error = ?6, model = ?7
             WHERE id = ?1",
        )?
        .execute(params![
            job.id.0,
            job.state.as_str(),
            job.done_ms,
            job.total_ms,
            job.ended_at.map(|t| t.0),
            job.error,
            job.model,
        ])?;
    if changed == 0 {
        return Err(StoreError::NotFound("transcription job"));
    }
    if matches!(job.state, JobState::Done | JobState::Cancelled) {
        forget_texts(tx, job.id)?;
    }
    log(tx, EventKind::TranscriptionMoved, job)
}

/// Keeps what a job that has not ended heard in one message; a text that is there already stays.
///
/// # Errors
/// [`StoreError::ConsentWithdrawn`] once the candidate has withdrawn it; when there is no such job or message.
pub fn add_text(
    tx: &mut WriteTx<'_>,
    job: &TranscriptionJob,
    text: &VersionText,
) -> Result<(), StoreError> {
    consents::refuse_withdrawn(tx.conn, job.interview_id)?;
    tx.conn
        .prepare_cached(
            "INSERT INTO transcription_texts (job_id, message_id, content, words, confidence, doubt)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (job_id, message_id) DO NOTHING",
        )?
        .execute(params![
            job.id.0,
            text.message_id.0,
            text.content,
            columns::to_json(&text.words)?,
            text.confidence,
            text.doubt.map(Doubt::as_str)
        ])?;
    Ok(())
}

/// What a job has heard so far.
///
/// # Errors
/// When the rows cannot be read.
pub fn texts(conn: &Connection, job: TranscriptionJobId) -> Result<Vec<VersionText>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT message_id, content, words, confidence, doubt FROM transcription_texts WHERE job_id = ?1 ORDER BY key",
    )?;
    let rows = statement.query_map([job.0], |row| {
        Ok(VersionText {
            message_id: MessageId(row.get(0)?),
            content: row.get(1)?,
            words: columns::json(row, 2)?,
            confidence: row.get(3)?,
            doubt: columns::doubt(row, 4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Forgets what a job has heard so far.
///
/// # Errors
/// When the rows cannot be deleted.
pub fn forget_texts(tx: &mut WriteTx<'_>, job: TranscriptionJobId) -> Result<(), StoreError> {
    tx.conn
        .prepare_cached("DELETE FROM transcription_texts WHERE job_id = ?1")?
        .execute([job.0])?;
    Ok(())
}

/// Interviews that are over and were not caught up with: that have utterances without words and were never tried, or whose
/// newest try failed. One that a person gave up stays given up.
///
/// # Errors
/// When the rows cannot be read.
pub fn left_behind(conn: &Connection) -> Result<Vec<InterviewId>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT DISTINCT m.interview_id FROM messages m INDEXED BY messages_not_transcribed
            JOIN interviews i ON i.id = m.interview_id
         WHERE m.doubt = 'not_transcribed' AND i.finished_at IS NOT NULL AND i.deleted_at IS NULL
            AND i.erased_at IS NULL AND i.imported_from IS NULL
            AND NOT EXISTS (SELECT 1 FROM withdrawals w WHERE w.interview_id = i.id)
            AND NOT EXISTS (SELECT 1 FROM transcription_jobs j WHERE j.interview_id = i.id AND j.kind = 'catch_up')
         UNION
         SELECT j.interview_id FROM transcription_jobs j JOIN interviews i ON i.id = j.interview_id
         WHERE j.kind = 'catch_up' AND j.state = 'failed' AND i.deleted_at IS NULL AND i.erased_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM withdrawals w WHERE w.interview_id = i.id)
            AND NOT EXISTS (SELECT 1 FROM transcription_jobs o WHERE o.interview_id = i.id
                AND (o.ended_at IS NULL OR (o.kind = 'catch_up' AND o.key > j.key)))",
    )?;
    let rows = statement.query_map([], |row| Ok(InterviewId(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The job.
///
/// # Errors
/// When the row cannot be read.
pub fn get(
    conn: &Connection,
    id: TranscriptionJobId,
) -> Result<Option<TranscriptionJob>, StoreError> {
    Ok(conn
        .prepare_cached(&format!("{SELECT} WHERE id = ?1"))?
        .query_row([id.0], from_row)
        .optional()?)
}

/// Jobs that have not ended, in the order they were asked for.
///
/// # Errors
/// When the rows cannot be read.
pub fn open(conn: &Connection) -> Result<Vec<TranscriptionJob>, StoreError> {
    let mut statement =
        conn.prepare_cached(&format!("{SELECT} WHERE ended_at IS NULL ORDER BY key"))?;
    let rows = statement.query_map([], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The newest `limit` jobs, open ones first, then the ones that ended, newest first.
///
/// # Errors
/// When the rows cannot be read.
pub fn list(conn: &Connection, limit: u32) -> Result<Vec<TranscriptionJob>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "{SELECT} ORDER BY ended_at IS NOT NULL, CASE WHEN ended_at IS NULL THEN key END, ended_at DESC LIMIT ?1"
    ))?;
    let rows = statement.query_map([limit], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// An interview's jobs, oldest first.
///
/// # Errors
/// When the rows cannot be read.
pub fn of_interview(
    conn: &Connection,
    interview: InterviewId,
) -> Result<Vec<TranscriptionJob>, StoreError> {
    let mut statement =
        conn.prepare_cached(&format!("{SELECT} WHERE interview_id = ?1 ORDER BY key"))?;
    let rows = statement.query_map([interview.0], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Interviews that were caught up with and whose transcript was not even tried to be written since.
///
/// # Errors
/// When the rows cannot be read.
pub fn unwritten(conn: &Connection) -> Result<Vec<InterviewId>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT j.interview_id FROM transcription_jobs j JOIN interviews i ON i.id = j.interview_id
         WHERE j.kind = 'catch_up' AND j.state = 'done' AND i.deleted_at IS NULL AND i.erased_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM withdrawals w WHERE w.interview_id = i.id)
            AND NOT EXISTS (SELECT 1 FROM exports x WHERE x.interview_id = i.id AND x.at >= j.ended_at)",
    )?;
    let rows = statement.query_map([], |row| Ok(InterviewId(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Hash of the row as it stands.
pub(crate) fn stored_hash(conn: &Connection, id: Uuid) -> Result<Option<Hash>, StoreError> {
    Ok(get(conn, TranscriptionJobId(id))?
        .as_ref()
        .map(content::transcription_job))
}

fn log(tx: &mut WriteTx<'_>, kind: EventKind, job: &TranscriptionJob) -> Result<(), StoreError> {
    let hash = stored_hash(tx.conn, job.id.0)?.ok_or(StoreError::NotFound("transcription job"))?;
    tx.log(kind, job.interview_id.0, Some(job.id.0), hash)?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<TranscriptionJob> {
    Ok(TranscriptionJob {
        id: TranscriptionJobId(row.get(0)?),
        interview_id: InterviewId(row.get(1)?),
        kind: columns::named(row, 2, JobKind::parse)?,
        model: row.get(3)?,
        state: columns::named(row, 4, JobState::parse)?,
        done_ms: row.get(5)?,
        total_ms: row.get(6)?,
        created_at: columns::time(row, 7)?,
        ended_at: columns::optional_time(row, 8)?,
        error: row.get(9)?,
    })
}
