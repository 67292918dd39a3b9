//! How much there is, for diagnostics.

use rusqlite::Connection;

use crate::StoreError;

/// Rows per kind of thing.
///
/// # Errors
/// When the database cannot be read.
pub fn all(conn: &Connection) -> Result<Vec<(&'static str, u64)>, StoreError> {
    const TABLES: [(&str, &str); 7] = [
        ("positions", "positions"),
        ("interviews", "interviews"),
        ("messages", "messages"),
        ("corrections", "revisions"),
        ("recordings", "recordings"),
        ("recording blocks", "recording_blocks"),
        ("imported blocks", "import_blocks"),
    ];
    let count = |(name, table)| {
        let sql = format!("SELECT count(*) FROM {table}");
        let rows: u64 = conn.query_row(&sql, [], |row| row.get(0))?;
        Ok((name, rows))
    };
    TABLES.into_iter().map(count).collect()
}
