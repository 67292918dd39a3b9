//! Recordings, stored block by block while they go on, so that a crash costs at most the last block.

use candor_domain::{
    EventKind, InterviewId, RecordingId, UtcMillis,
    recording::{Block, Recording},
};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use uuid::Uuid;

use crate::{
    StoreError, WriteTx, columns, consents,
    content::{self, Hash, SoundHash},
};

/// A recording with how much of it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRecording {
    /// The recording.
    pub recording: Recording,
    /// When it was ended; `None` while it runs, and for good if Candor was interrupted.
    pub ended_at: Option<UtcMillis>,
    /// Samples it had when it was ended.
    pub total_samples: Option<u64>,
    /// Samples in the stored blocks.
    pub stored_samples: u64,
    /// Stored blocks.
    pub blocks: u32,
}

const COLUMNS: &str = "r.id, r.interview_id, r.started_at, r.offset_ms, r.device, r.codec, r.ended_at, r.total_samples,
    r.track";

/// Begins a recording.
///
/// # Errors
/// [`StoreError::ConsentMissing`] before the candidate has consented, [`StoreError::ConsentWithdrawn`] after they have
/// withdrawn it; [`StoreError::NotFound`] when there is no such interview.
pub fn start(tx: &mut WriteTx<'_>, recording: &Recording) -> Result<(), StoreError> {
    let interview = recording.interview_id;
    consents::require(tx.conn, interview)?;
    tx.conn
        .prepare_cached(
            "INSERT INTO recordings (id, interview_id, started_at, offset_ms, device, codec, track)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            recording.id.0,
            interview.0,
            recording.started_at.0,
            recording.offset_ms,
            recording.device,
            recording.codec,
            recording.track.as_str()
        ])?;
    tx.log(
        EventKind::RecordingStarted,
        interview.0,
        Some(recording.id.0),
        content::recording_started(recording),
    )?;
    Ok(())
}

/// Appends a block, which must follow on the last one.
///
/// # Errors
/// [`StoreError::Conflict`] when a number is left out or repeated, when samples overlap, or when the recording has ended;
/// [`StoreError::ConsentWithdrawn`]; [`StoreError::NotFound`] when there is no such recording.
pub fn add_block(
    tx: &mut WriteTx<'_>,
    recording: RecordingId,
    block: &Block,
) -> Result<(), StoreError> {
    let interview = running(tx.conn, recording)?;
    consents::refuse_withdrawn(tx.conn, InterviewId(interview))?;
    let (next_number, next_sample): (u32, u64) = tx
        .conn
        .prepare_cached(
            "SELECT number + 1, start_sample + samples FROM recording_blocks
             WHERE recording_id = ?1 ORDER BY number DESC LIMIT 1",
        )?
        .query_row([recording.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .unwrap_or_default();
    if block.number != next_number {
        return Err(StoreError::Conflict(format!(
            "block {} of the recording was expected, not block {}",
            next_number, block.number
        )));
    }
    if block.start_sample < next_sample {
        return Err(StoreError::Conflict(format!(
            "block {} of the recording overlaps the one before",
            block.number
        )));
    }
    tx.conn
        .prepare_cached(
            "INSERT INTO recording_blocks (recording_id, number, start_sample, samples, data)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            recording.0,
            block.number,
            block.start_sample,
            block.samples,
            block.data
        ])?;
    tx.log(
        EventKind::RecordingBlockAdded,
        interview,
        Some(recording.0),
        content::recording_block(recording.0, block),
    )?;
    Ok(())
}

/// Ends a recording; `total_samples` is what was captured, whether or not every block reached the disk.
///
/// # Errors
/// [`StoreError::Conflict`] when it has ended already; [`StoreError::NotFound`] when there is no such recording.
pub fn end(
    tx: &mut WriteTx<'_>,
    recording: RecordingId,
    total_samples: u64,
) -> Result<(), StoreError> {
    let interview = running(tx.conn, recording)?;
    tx.conn
        .prepare_cached("UPDATE recordings SET ended_at = ?2, total_samples = ?3 WHERE id = ?1")?
        .execute(params![recording.0, tx.now.0, total_samples])?;
    tx.log(
        EventKind::RecordingEnded,
        interview,
        Some(recording.0),
        content::recording_ended(recording.0, tx.now, total_samples),
    )?;
    Ok(())
}

/// The interview's recordings along its audio time line.
///
/// # Errors
/// When the rows cannot be read.
pub fn list(conn: &Connection, interview: InterviewId) -> Result<Vec<StoredRecording>, StoreError> {
    let sum = |what: &str| {
        format!(
            "(SELECT {what} FROM recording_blocks b WHERE b.recording_id = r.id)
                + (SELECT {what} FROM import_blocks b WHERE b.import_id = r.interview_id AND b.track = r.track)"
        )
    };
    let (samples, blocks) = (sum("coalesce(sum(b.samples), 0)"), sum("count(*)"));
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS}, {samples}, {blocks}
         FROM recordings r WHERE r.interview_id = ?1 ORDER BY r.offset_ms, r.key"
    ))?;
    let rows = statement.query_map([interview.0], |row| {
        Ok(StoredRecording {
            recording: from_row(row)?,
            ended_at: columns::optional_time(row, 6)?,
            total_samples: row.get(7)?,
            stored_samples: row.get(9)?,
            blocks: row.get(10)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Where the blocks of the recording `?1` lie: those of one made elsewhere stay where they were taken in.
fn place_of_blocks(conn: &Connection, recording: RecordingId) -> Result<&'static str, StoreError> {
    let made_elsewhere = conn
        .prepare_cached(
            "SELECT 1 FROM recordings r JOIN import_blocks b ON b.import_id = r.interview_id AND b.track = r.track
             WHERE r.id = ?1 LIMIT 1",
        )?
        .exists([recording.0])?;
    Ok(if made_elsewhere {
        "import_blocks WHERE import_id = (SELECT interview_id FROM recordings WHERE id = ?1)
            AND track = (SELECT track FROM recordings WHERE id = ?1)"
    } else {
        "recording_blocks WHERE recording_id = ?1"
    })
}

/// Hands every block of a recording to `f`, in order, holding one in memory at a time.
///
/// # Errors
/// When a row cannot be read, or whatever `f` returned.
pub fn for_each_block<E: From<StoreError>>(
    conn: &Connection,
    recording: RecordingId,
    mut f: impl FnMut(Block) -> Result<(), E>,
) -> Result<(), E> {
    let place = place_of_blocks(conn, recording)?;
    let mut statement = conn
        .prepare_cached(&format!(
            "SELECT number, start_sample, samples, data FROM {place} ORDER BY number"
        ))
        .map_err(StoreError::from)?;
    let blocks = statement
        .query_map([recording.0], block_from_row)
        .map_err(StoreError::from)?;
    for block in blocks {
        f(block.map_err(StoreError::from)?)?;
    }
    Ok(())
}

/// Where a recording's blocks lie: first sample and samples of each, in order, without their sound.
///
/// # Errors
/// When the rows cannot be read.
pub fn places(conn: &Connection, recording: RecordingId) -> Result<Vec<(u64, u32)>, StoreError> {
    let place = place_of_blocks(conn, recording)?;
    let mut statement = conn.prepare_cached(&format!(
        "SELECT start_sample, samples FROM {place} ORDER BY start_sample"
    ))?;
    let rows = statement.query_map([recording.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The blocks that hold samples `from` to `to` (exclusive) of a recording, in order.
///
/// # Errors
/// When a row cannot be read.
pub fn blocks_between(
    conn: &Connection,
    recording: RecordingId,
    from: u64,
    to: u64,
) -> Result<Vec<Block>, StoreError> {
    let place = place_of_blocks(conn, recording)?;
    let mut statement = conn.prepare_cached(&format!(
        "SELECT number, start_sample, samples, data FROM {place}
            AND start_sample < ?3 AND start_sample >= (
                SELECT coalesce(max(start_sample), 0) FROM {place} AND start_sample <= ?2)
         ORDER BY start_sample"
    ))?;
    let rows = statement.query_map(params![recording.0, from, to], block_from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The interview of a recording that has not ended.
fn running(conn: &Connection, recording: RecordingId) -> Result<Uuid, StoreError> {
    let (interview, ended): (Uuid, bool) = conn
        .prepare_cached("SELECT interview_id, ended_at IS NOT NULL FROM recordings WHERE id = ?1")?
        .query_row([recording.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .ok_or(StoreError::NotFound("recording"))?;
    if ended {
        return Err(StoreError::Conflict(
            "the recording has ended already".to_owned(),
        ));
    }
    Ok(interview)
}

/// Hash of the beginning as it stands.
pub(crate) fn started_hash(conn: &Connection, id: Uuid) -> Result<Option<Hash>, StoreError> {
    Ok(conn
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM recordings r WHERE r.id = ?1"
        ))?
        .query_row([id], from_row)
        .optional()?
        .as_ref()
        .map(content::recording_started))
}

/// Hash of the end as it stands; `None` when the recording is not marked as ended.
pub(crate) fn ended_hash(conn: &Connection, id: Uuid) -> Result<Option<Hash>, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT ended_at, total_samples FROM recordings WHERE id = ?1 AND ended_at IS NOT NULL",
        )?
        .query_row([id], |row| {
            Ok(content::recording_ended(
                id,
                columns::time(row, 0)?,
                row.get(1)?,
            ))
        })
        .optional()?)
}

/// Hash of one block as it stands.
pub(crate) fn block_hash(
    conn: &Connection,
    recording: Uuid,
    number: u32,
) -> Result<Option<Hash>, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT number, start_sample, samples, data FROM recording_blocks WHERE recording_id = ?1 AND number = ?2",
        )?
        .query_row(params![recording, number], block_from_row)
        .optional()?
        .map(|block| content::recording_block(recording, &block)))
}

/// Hash of the whole sound of a recording made elsewhere as it stands, and how many blocks it has; `None` when there is no
/// such recording.
pub(crate) fn sound_hash(conn: &Connection, id: Uuid) -> Result<Option<(Hash, u64)>, StoreError> {
    let known = conn
        .prepare_cached("SELECT interview_id, track FROM recordings WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, columns::role(row, 1)?)))
        .optional()?;
    let Some((interview, track)) = known else {
        return Ok(None);
    };
    let (mut sound, mut blocks) = (SoundHash::new(interview, track), 0);
    let mut statement = conn.prepare_cached(
        "SELECT number, start_sample, samples, data FROM import_blocks WHERE import_id = ?1 AND track = ?2
         ORDER BY number",
    )?;
    let mut rows = statement.query(params![interview, track.as_str()])?;
    while let Some(row) = rows.next()? {
        sound.add(&block_from_row(row)?);
        blocks += 1;
    }
    Ok(Some((sound.done(), blocks)))
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Recording> {
    Ok(Recording {
        id: RecordingId(row.get(0)?),
        interview_id: InterviewId(row.get(1)?),
        started_at: columns::time(row, 2)?,
        offset_ms: row.get(3)?,
        device: row.get(4)?,
        codec: row.get(5)?,
        track: columns::role(row, 8)?,
    })
}

fn block_from_row(row: &Row<'_>) -> rusqlite::Result<Block> {
    Ok(Block {
        number: row.get(0)?,
        start_sample: row.get(1)?,
        samples: row.get(2)?,
        data: row.get(3)?,
    })
}
