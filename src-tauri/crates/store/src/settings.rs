//! What was set once and holds from then on: one JSON value per name, the newest one counts.
//!
//! Each area of the program keeps its own names; this module knows none of them. Secrets do not belong here.

use candor_domain::EventKind;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{
    StoreError, WriteTx, columns,
    content::{self, Hash},
};

/// Keeps `value` under `name`, in place of what stood there.
///
/// # Errors
/// [`StoreError::Invalid`] when the name is empty or the value has no JSON form.
pub fn put(tx: &mut WriteTx<'_>, name: &str, value: &impl Serialize) -> Result<(), StoreError> {
    let json = columns::to_json(value)?;
    tx.conn
        .prepare_cached(
            "INSERT INTO settings (name, value, changed_at) VALUES (?1, ?2, ?3)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at",
        )?
        .execute(params![name, json, tx.now.0])?;
    let hash = content::setting(name, &json, tx.now);
    tx.log(EventKind::SettingChanged, subject(name), None, hash)?;
    Ok(())
}

/// What stands under `name`; `None` when nothing was ever set.
///
/// # Errors
/// [`StoreError::Damaged`] when what stands there is no `T`.
pub fn get<T: DeserializeOwned>(conn: &Connection, name: &str) -> Result<Option<T>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT value FROM settings WHERE name = ?1")?
        .query_row([name], |row| columns::json(row, 0))
        .optional()?)
}

/// The id by which the log speaks of the setting `name`: derived from the name, so that the log needs no words.
pub fn subject(name: &str) -> Uuid {
    let digest = Sha256::new()
        .chain_update("candor/setting-id/1")
        .chain_update(name)
        .finalize();
    let mut id = [0; 16];
    id.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(id).into_uuid()
}

/// Hash of the row the log calls `id`, as it stands.
pub(crate) fn stored_hash(conn: &Connection, id: Uuid) -> Result<Option<Hash>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT name, value, changed_at FROM settings")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let name = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
        if subject(name) == id {
            let value = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
            return Ok(Some(content::setting(name, value, columns::time(row, 2)?)));
        }
    }
    Ok(None)
}
