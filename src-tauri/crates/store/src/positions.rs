//! Positions. Deleting hides: interviews already held for it keep referring to it.

use candor_domain::{EventKind, Plan, Position, PositionId};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use uuid::Uuid;

use crate::{
    StoreError, WriteTx, columns,
    content::{self, Hash},
};

const COLUMNS: &str = "id, title, description, plan, created_at, updated_at, deleted_at";

/// Adds a position.
///
/// # Errors
/// [`StoreError::Conflict`] when its id is taken.
pub fn insert(tx: &mut WriteTx<'_>, position: &Position) -> Result<(), StoreError> {
    tx.conn
        .prepare_cached(
            "INSERT INTO positions (id, title, description, plan, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            position.id.0,
            position.title,
            position.description,
            columns::to_json(&position.plan)?,
            position.created_at.0,
            position.updated_at.0
        ])?;
    log(tx, EventKind::PositionCreated, position.id)
}

/// Replaces title, description, plan and time of change.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such position, or it was deleted.
pub fn update(tx: &mut WriteTx<'_>, position: &Position) -> Result<(), StoreError> {
    let changed = tx
        .conn
        .prepare_cached(
            "UPDATE positions SET title = ?2, description = ?3, plan = ?4, updated_at = ?5
             WHERE id = ?1 AND deleted_at IS NULL",
        )?
        .execute(params![
            position.id.0,
            position.title,
            position.description,
            columns::to_json(&position.plan)?,
            position.updated_at.0
        ])?;
    if changed == 0 {
        return Err(StoreError::NotFound("position"));
    }
    log(tx, EventKind::PositionUpdated, position.id)
}

/// Hides a position until it is restored.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such position, or it was deleted already.
pub fn delete(tx: &mut WriteTx<'_>, id: PositionId) -> Result<(), StoreError> {
    let changed = tx
        .conn
        .prepare_cached(
            "UPDATE positions SET deleted_at = ?2 WHERE id = ?1 AND deleted_at IS NULL",
        )?
        .execute(params![id.0, tx.now.0])?;
    if changed == 0 {
        return Err(StoreError::NotFound("position"));
    }
    log(tx, EventKind::PositionDeleted, id)
}

/// Shows a hidden position again.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such position, or it was not deleted.
pub fn restore(tx: &mut WriteTx<'_>, id: PositionId) -> Result<(), StoreError> {
    let changed = tx
        .conn
        .prepare_cached(
            "UPDATE positions SET deleted_at = NULL WHERE id = ?1 AND deleted_at IS NOT NULL",
        )?
        .execute([id.0])?;
    if changed == 0 {
        return Err(StoreError::NotFound("deleted position"));
    }
    log(tx, EventKind::PositionRestored, id)
}

/// The position, unless it was deleted.
///
/// # Errors
/// When the row cannot be read.
pub fn get(conn: &Connection, id: PositionId) -> Result<Option<Position>, StoreError> {
    Ok(conn
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM positions WHERE id = ?1 AND deleted_at IS NULL"
        ))?
        .query_row([id.0], from_row)
        .optional()?)
}

/// All positions that were not deleted, by title.
///
/// # Errors
/// When the rows cannot be read.
pub fn list(conn: &Connection) -> Result<Vec<Position>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM positions WHERE deleted_at IS NULL ORDER BY title COLLATE NOCASE, key"
    ))?;
    let rows = statement.query_map([], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn log(tx: &mut WriteTx<'_>, kind: EventKind, id: PositionId) -> Result<(), StoreError> {
    let hash = stored_hash(tx.conn, id.0)?.ok_or(StoreError::NotFound("position"))?;
    tx.log(kind, id.0, None, hash)?;
    Ok(())
}

/// Hash of the row as it stands, deleted or not.
pub(crate) fn stored_hash(conn: &Connection, id: Uuid) -> Result<Option<Hash>, StoreError> {
    Ok(conn
        .prepare_cached(&format!("SELECT {COLUMNS} FROM positions WHERE id = ?1"))?
        .query_row([id], |row| {
            Ok(content::position(
                &without_plan(row)?,
                row.get_ref(3)?.as_str()?,
                columns::optional_time(row, 6)?,
            ))
        })
        .optional()?)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Position> {
    Ok(Position {
        plan: columns::json(row, 3)?,
        ..without_plan(row)?
    })
}

fn without_plan(row: &Row<'_>) -> rusqlite::Result<Position> {
    Ok(Position {
        id: PositionId(row.get(0)?),
        title: row.get(1)?,
        description: row.get(2)?,
        plan: Plan::default(),
        created_at: columns::time(row, 4)?,
        updated_at: columns::time(row, 5)?,
    })
}
