//! What a crash left running.

use candor_domain::{EventKind, InterviewId, InterviewStatus, RecordingId, UtcMillis};
use rusqlite::Connection;

use crate::{StoreError, columns};

/// An interview that was running when Candor stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interrupted {
    /// The interview.
    pub interview_id: InterviewId,
    /// The last moment it is known to have run: the time of its latest event.
    pub last_durable_at: UtcMillis,
}

/// Interviews that are started although nobody can be running them. Ask right after opening, before any is started.
///
/// # Errors
/// When the rows cannot be read.
pub fn interrupted(conn: &Connection) -> Result<Vec<Interrupted>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT i.id, (SELECT max(e.at) FROM events e WHERE e.subject = i.id) AS last_at
         FROM interviews i WHERE i.status = ?1 ORDER BY i.created_at, i.key",
    )?;
    let rows = statement.query_map([InterviewStatus::Started.as_str()], |row| {
        Ok(Interrupted {
            interview_id: InterviewId(row.get(0)?),
            last_durable_at: columns::time(row, 1)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Recordings without an end: Candor stopped while they ran, or before their end was stored.
///
/// # Errors
/// When the rows cannot be read.
pub fn open_recordings(conn: &Connection) -> Result<Vec<(InterviewId, RecordingId)>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT interview_id, id FROM recordings WHERE ended_at IS NULL ORDER BY key",
    )?;
    let rows = statement.query_map([], |row| {
        Ok((InterviewId(row.get(0)?), RecordingId(row.get(1)?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Finished interviews for which writing the final transcript was not even tried, and still may be.
///
/// # Errors
/// When the rows cannot be read.
pub fn untranscribed(conn: &Connection) -> Result<Vec<InterviewId>, StoreError> {
    let mut statement = conn.prepare_cached(
        // An export after the end settles it at once; the log, which takes longer to read, is asked about the rest only.
        "SELECT id FROM interviews i INDEXED BY interviews_finished
         WHERE i.status = 'finished' AND i.deleted_at IS NULL AND i.erased_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM exports x WHERE x.interview_id = i.id AND x.at > i.finished_at)
            AND NOT EXISTS (SELECT 1 FROM withdrawals w WHERE w.interview_id = i.id)
            -- A recording taken in is written once it has its words, or will get no more.
            AND NOT EXISTS (SELECT 1 FROM transcription_jobs j WHERE j.interview_id = i.id AND j.kind = 'import' AND j.ended_at IS NULL)
            AND NOT EXISTS (SELECT 1 FROM events e WHERE e.subject = i.id AND e.kind IN (?1, ?2) AND e.seq >
                (SELECT max(f.seq) FROM events f WHERE f.subject = i.id AND f.kind = ?3))
         ORDER BY key",
    )?;
    let names = [
        EventKind::TranscriptExported.as_str(),
        EventKind::TranscriptExportFailed.as_str(),
        EventKind::InterviewFinished.as_str(),
    ];
    let rows = statement.query_map(names, |row| Ok(InterviewId(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
