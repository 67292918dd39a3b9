//! Sound of recordings made elsewhere while it is taken in: kept aside until all of it is there, then an interview's in
//! one transaction. The log does not speak of what is kept aside; what was left by a crash is deleted.

use candor_domain::{
    RecordingId, Role,
    recording::{Block, Recording},
};
use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::{StoreError, WriteTx, recordings};

/// Keeps blocks aside that follow on the ones before.
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

/// Makes what was kept aside for this track a recording, which begins and ends with it.
///
/// # Errors
/// As [`recordings::start`] and [`recordings::add_block`].
pub fn become_recording(
    tx: &mut WriteTx<'_>,
    import: Uuid,
    recording: &Recording,
) -> Result<(), StoreError> {
    recordings::start(tx, recording)?;
    let samples = copy(tx, import, recording.track, recording.id)?;
    recordings::end(tx, recording.id, samples)
}

fn copy(
    tx: &mut WriteTx<'_>,
    import: Uuid,
    track: Role,
    recording: RecordingId,
) -> Result<u64, StoreError> {
    let conn = tx.conn;
    let mut kept = conn.prepare_cached(
        "SELECT number, start_sample, samples, data FROM import_blocks
         WHERE import_id = ?1 AND track = ?2 ORDER BY number",
    )?;
    let mut rows = kept.query(params![import, track.as_str()])?;
    let mut end = 0;
    while let Some(row) = rows.next()? {
        let block = Block {
            number: row.get(0)?,
            start_sample: row.get(1)?,
            samples: row.get(2)?,
            data: row.get(3)?,
        };
        end = block.start_sample + u64::from(block.samples);
        recordings::add_block(tx, recording, &block)?;
    }
    Ok(end)
}

/// Deletes up to `most` of the blocks kept aside for this import and says how many it were: deleting is overwriting, and
/// whoever else wants to write meanwhile waits. It is done once fewer than `most` were deleted.
///
/// # Errors
/// When the rows cannot be deleted.
pub fn forget(tx: &mut WriteTx<'_>, import: Uuid, most: usize) -> Result<usize, StoreError> {
    let deleted = tx
        .conn
        .prepare_cached(
            "DELETE FROM import_blocks WHERE key IN
                (SELECT key FROM import_blocks WHERE import_id = ?1 ORDER BY key LIMIT ?2)",
        )?
        .execute(params![import, most])?;
    if deleted > 0 {
        tx.leave_no_trace();
    }
    Ok(deleted)
}

/// Deletes everything that is kept aside: right after opening, nobody is taking anything in.
///
/// # Errors
/// When the rows cannot be deleted.
pub fn forget_all(tx: &mut WriteTx<'_>) -> Result<(), StoreError> {
    tx.conn.execute("DELETE FROM import_blocks", [])?;
    tx.leave_no_trace();
    Ok(())
}

/// Whether anything is kept aside.
///
/// # Errors
/// When the rows cannot be read.
pub fn is_any(conn: &Connection) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached("SELECT 1 FROM import_blocks LIMIT 1")?
        .exists([])?)
}
