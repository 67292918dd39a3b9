//! Attempts to write transcripts to disk, done or failed.

use candor_domain::{EventKind, InterviewId, UtcMillis};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use uuid::Uuid;

use crate::{
    StoreError, WriteTx, columns,
    content::{self, Hash},
};

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Both files are on disk.
    Written {
        /// Path of the JSON form.
        json_path: String,
        /// Path of the readable form.
        txt_path: String,
    },
    /// Nothing was written; it can be repeated.
    Failed {
        /// Why, in the user's words.
        error: String,
    },
}

impl Outcome {
    /// JSON path, TXT path and error, as stored and hashed.
    pub(crate) fn columns(&self) -> (Option<&str>, Option<&str>, Option<&str>) {
        match self {
            Self::Written {
                json_path,
                txt_path,
            } => (Some(json_path), Some(txt_path), None),
            Self::Failed { error } => (None, None, Some(error)),
        }
    }
}

/// One attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// Its id.
    pub id: Uuid,
    /// The interview whose transcript it is.
    pub interview_id: InterviewId,
    /// When.
    pub at: UtcMillis,
    /// How it ended.
    pub outcome: Outcome,
}

const COLUMNS: &str = "id, interview_id, at, json_path, txt_path, error";

/// Records an attempt made at the transaction's time.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such interview.
pub fn record(
    tx: &mut WriteTx<'_>,
    interview: InterviewId,
    outcome: Outcome,
) -> Result<Export, StoreError> {
    let export = Export {
        id: Uuid::now_v7(),
        interview_id: interview,
        at: tx.now,
        outcome,
    };
    let (json_path, txt_path, error) = export.outcome.columns();
    tx.conn
        .prepare_cached(
            "INSERT INTO exports (id, interview_id, at, json_path, txt_path, error) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            export.id,
            interview.0,
            export.at.0,
            json_path,
            txt_path,
            error
        ])?;
    let kind = match export.outcome {
        Outcome::Written { .. } => EventKind::TranscriptExported,
        Outcome::Failed { .. } => EventKind::TranscriptExportFailed,
    };
    tx.log(kind, interview.0, Some(export.id), content::export(&export))?;
    Ok(export)
}

/// The interview's attempts, oldest first.
///
/// # Errors
/// When the rows cannot be read.
pub fn list(conn: &Connection, interview: InterviewId) -> Result<Vec<Export>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM exports WHERE interview_id = ?1 ORDER BY at, key"
    ))?;
    let rows = statement.query_map([interview.0], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Hash of the row as it stands.
pub(crate) fn stored_hash(conn: &Connection, id: Uuid) -> Result<Option<Hash>, StoreError> {
    Ok(conn
        .prepare_cached(&format!("SELECT {COLUMNS} FROM exports WHERE id = ?1"))?
        .query_row([id], from_row)
        .optional()?
        .as_ref()
        .map(content::export))
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Export> {
    let error: Option<String> = row.get(5)?;
    Ok(Export {
        id: row.get(0)?,
        interview_id: InterviewId(row.get(1)?),
        at: columns::time(row, 2)?,
        outcome: match error {
            Some(error) => Outcome::Failed { error },
            None => Outcome::Written {
                json_path: row.get(3)?,
                txt_path: row.get(4)?,
            },
        },
    })
}
