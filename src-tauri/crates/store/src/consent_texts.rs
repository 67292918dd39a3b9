//! Consent texts the organisation wrote. Each version stands in every language and is never changed or removed.
//!
//! What the sections of a text are is core's business; here they are one JSON value per language.

use candor_domain::{ConsentTextId, EventKind, Language, UtcMillis};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use uuid::Uuid;

use crate::{
    StoreError, WriteTx, columns,
    content::{self, Hash},
};

/// One version in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredText {
    /// Its id, by which the log speaks of it.
    pub id: ConsentTextId,
    /// Name of the version, the same in every language.
    pub version: String,
    /// Language it is in.
    pub language: Language,
    /// The sections, as JSON.
    pub sections: String,
    /// When it was written.
    pub created_at: UtcMillis,
}

/// A version without its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its name.
    pub version: String,
    /// When it was written.
    pub created_at: UtcMillis,
}

/// Adds a version and returns its name: the given day and a number that counts the versions.
///
/// # Errors
/// [`StoreError::Invalid`] when a text is no JSON.
pub fn add(
    tx: &mut WriteTx<'_>,
    day: &str,
    texts: &[(Language, String)],
) -> Result<String, StoreError> {
    let number: u64 = tx
        .conn
        .prepare_cached("SELECT count(DISTINCT version) + 1 FROM consent_texts")?
        .query_row([], |row| row.get(0))?;
    let version = format!("{day}-{number}");
    for (language, sections) in texts {
        let text = StoredText {
            id: ConsentTextId::new(),
            version: version.clone(),
            language: *language,
            sections: sections.clone(),
            created_at: tx.now,
        };
        tx.conn
            .prepare_cached(
                "INSERT INTO consent_texts (id, version, language, sections, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                text.id.0,
                text.version,
                text.language.code(),
                text.sections,
                text.created_at.0
            ])?;
        let hash = content::consent_text(&text);
        tx.log(EventKind::ConsentTextAdded, text.id.0, None, hash)?;
    }
    Ok(version)
}

/// The texts of a version, one per language; empty when there is no such version.
///
/// # Errors
/// When the rows cannot be read.
pub fn of_version(conn: &Connection, version: &str) -> Result<Vec<StoredText>, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT id, version, language, sections, created_at FROM consent_texts WHERE version = ?1 ORDER BY key",
        )?
        .query_map([version], from_row)?
        .collect::<Result<_, _>>()?)
}

/// Every version, newest first.
///
/// # Errors
/// When the rows cannot be read.
pub fn versions(conn: &Connection) -> Result<Vec<Version>, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT version, min(created_at) FROM consent_texts GROUP BY version ORDER BY min(key) DESC",
        )?
        .query_map([], |row| {
            Ok(Version {
                version: row.get(0)?,
                created_at: columns::time(row, 1)?,
            })
        })?
        .collect::<Result<_, _>>()?)
}

/// Hash of the row as it stands.
pub(crate) fn stored_hash(conn: &Connection, id: Uuid) -> Result<Option<Hash>, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT id, version, language, sections, created_at FROM consent_texts WHERE id = ?1",
        )?
        .query_row([id], from_row)
        .optional()?
        .as_ref()
        .map(content::consent_text))
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<StoredText> {
    Ok(StoredText {
        id: ConsentTextId(row.get(0)?),
        version: row.get(1)?,
        language: columns::language(row, 2)?,
        sections: row.get(3)?,
        created_at: columns::time(row, 4)?,
    })
}
