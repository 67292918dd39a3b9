//! Sound of recordings made elsewhere. It is kept under the id of the interview that is to be, before there is one: once
//! there is, it is this interview's, and is not moved. The log does not speak of it before; what was left by a crash is
//! deleted.

use candor_domain::{
    EventKind, InterviewId, Role, UtcMillis,
    recording::{Block, Recording},
};
use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::{StoreError, WriteTx, columns, content::Hash, recordings};

/// Keeps blocks aside for the interview with this id, if there is to be one; they follow on the ones before.
///
/// # Errors
/// [`StoreError::Conflict`] when a number is there already.
pub fn add(
    tx: &mut WriteTx<'_>,
    import: Uuid,
    track: Role,
    blocks: &[Block],
) -> Result<(), StoreError> {
    let mut insert = tx.conn.prepare_cached(
        "INSERT INTO import_blocks (import_id, track, number, start_sample, samples, data)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for block in blocks {
        insert.execute(params![
            import,
            track.as_str(),
            block.number,
            block.start_sample,
            block.samples,
            block.data
        ])?;
    }
    Ok(())
}

/// Makes what was kept aside for this track a recording of the interview with this id, which begins and ends with it.
/// However long it is, this takes no time.
///
/// # Errors
/// As [`recordings::start`].
pub fn become_recording(
    tx: &mut WriteTx<'_>,
    recording: &Recording,
    sound: &Sound,
) -> Result<(), StoreError> {
    recordings::start(tx, recording)?;
    tx.log(
        EventKind::RecordingTakenIn,
        recording.interview_id.0,
        Some(recording.id.0),
        sound.hash,
    )?;
    recordings::end(tx, recording.id, sound.samples)
}

/// What was kept aside for a track.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sound {
    /// Samples, up to the end of the last block.
    pub samples: u64,
    /// As [`crate::content::SoundHash`] gives it.
    pub hash: Hash,
}

/// Deletes up to `most` of the blocks kept aside for this import and says how many it were: deleting is overwriting, and
/// whoever else wants to write meanwhile waits. It is done once fewer than `most` were deleted. What has become an
/// interview's is not touched.
///
/// # Errors
/// When the rows cannot be deleted.
pub fn forget(tx: &mut WriteTx<'_>, import: Uuid, most: usize) -> Result<usize, StoreError> {
    let deleted = tx
        .conn
        .prepare_cached(
            "DELETE FROM import_blocks WHERE key IN
                (SELECT key FROM import_blocks WHERE import_id = ?1 LIMIT ?2)
                AND NOT EXISTS (SELECT 1 FROM interviews WHERE id = ?1)",
        )?
        .execute(params![import, most])?;
    if deleted > 0 {
        tx.leave_no_trace();
    }
    Ok(deleted)
}

/// The imports of which sound is kept aside that is no interview's. Right after opening, nobody is taking anything in:
/// they were left by a crash then.
///
/// # Errors
/// When the rows cannot be read.
pub fn left(conn: &Connection) -> Result<Vec<InterviewId>, StoreError> {
    // From one id to the next in the index: there may be a hundred thousand blocks of each.
    let mut statement = conn.prepare_cached(
        "WITH RECURSIVE ids (id) AS (
            SELECT min(import_id) FROM import_blocks
            UNION ALL SELECT (SELECT min(import_id) FROM import_blocks WHERE import_id > ids.id) FROM ids
                WHERE ids.id IS NOT NULL)
         SELECT id FROM ids WHERE id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM interviews i WHERE i.id = ids.id)",
    )?;
    let rows = statement.query_map([], |row| Ok(InterviewId(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether anything is kept aside that is no interview's.
///
/// # Errors
/// When the rows cannot be read.
pub fn is_any(conn: &Connection) -> Result<bool, StoreError> {
    Ok(!left(conn)?.is_empty())
}

/// How many blocks are an interview's.
pub(crate) fn stored(conn: &Connection) -> Result<u64, StoreError> {
    let sql = "SELECT count(*) FROM import_blocks WHERE import_id IN (SELECT id FROM interviews)";
    Ok(conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// The file an interview was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// Its length in bytes.
    pub bytes: u64,
    /// SHA-256 of its content.
    pub sha256: [u8; 32],
}

/// An interview that was made from a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The interview.
    pub interview_id: InterviewId,
    /// The candidate's name.
    pub candidate_name: String,
    /// When it was taken in.
    pub at: UtcMillis,
    /// The file.
    pub source: Source,
}

/// Remembers which file an interview was made from.
///
/// # Errors
/// When the row cannot be written.
pub fn remember(
    tx: &mut WriteTx<'_>,
    interview: InterviewId,
    source: &Source,
) -> Result<(), StoreError> {
    tx.conn
        .prepare_cached(
            "INSERT INTO import_sources (interview_id, bytes, sha256) VALUES (?1, ?2, ?3)",
        )?
        .execute(params![interview.0, source.bytes, source.sha256])?;
    Ok(())
}

/// The interviews made from files of this length, newest first; deleted ones do not count.
///
/// # Errors
/// When the rows cannot be read.
pub fn made_from(conn: &Connection, bytes: u64) -> Result<Vec<Made>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT i.id, i.candidate_name, i.created_at, s.bytes, s.sha256
         FROM import_sources s JOIN interviews i ON i.id = s.interview_id
         WHERE s.bytes = ?1 AND i.deleted_at IS NULL ORDER BY i.created_at DESC",
    )?;
    let rows = statement.query_map([bytes], |row| {
        Ok(Made {
            interview_id: InterviewId(row.get(0)?),
            candidate_name: row.get(1)?,
            at: columns::time(row, 2)?,
            source: Source {
                bytes: row.get(3)?,
                sha256: row.get(4)?,
            },
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
