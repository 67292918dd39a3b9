//! The log of every durable change. Written by [`WriteTx::log`](crate::WriteTx::log) only.

use candor_domain::Event;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use uuid::Uuid;

use crate::{
    StoreError, columns,
    write_tx::{Head, hex},
};

const COLUMNS: &str = "seq, at, actor, kind, subject, part, content_hash, hash";

/// Up to `limit` entries after number `seq`, oldest first.
///
/// # Errors
/// When the log cannot be read.
pub fn after(conn: &Connection, seq: u64, limit: u32) -> Result<Vec<Event>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM events WHERE seq > ?1 ORDER BY seq LIMIT ?2"
    ))?;
    let rows = statement.query_map(params![seq, limit], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Every entry about one interview or position, oldest first.
///
/// # Errors
/// When the log cannot be read.
pub fn of_subject(conn: &Connection, subject: Uuid) -> Result<Vec<Event>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM events WHERE subject = ?1 ORDER BY seq"
    ))?;
    let rows = statement.query_map([subject], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Number of the newest entry; 0 when the log is empty.
///
/// # Errors
/// When the log cannot be read.
pub fn last_seq(conn: &Connection) -> Result<u64, StoreError> {
    Ok(head(conn)?.seq)
}

/// Number and hash of the newest entry; zeros when the log is empty.
pub(crate) fn head(conn: &Connection) -> Result<Head, StoreError> {
    let newest = conn
        .prepare_cached("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| {
            Ok(Head {
                seq: row.get(0)?,
                hash: row.get(1)?,
            })
        })
        .optional()?;
    Ok(newest.unwrap_or(Head {
        seq: 0,
        hash: [0; 32],
    }))
}

pub(crate) fn from_row(row: &Row<'_>) -> rusqlite::Result<Event> {
    Ok(Event {
        seq: row.get(0)?,
        at: columns::time(row, 1)?,
        actor: columns::actor(row, 2)?,
        kind: columns::kind(row, 3)?,
        subject: row.get(4)?,
        part: row.get(5)?,
        content_hash: hex(&row.get::<_, [u8; 32]>(6)?),
        hash: hex(&row.get::<_, [u8; 32]>(7)?),
    })
}
