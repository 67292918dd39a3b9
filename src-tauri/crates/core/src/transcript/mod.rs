//! Transcripts: built from the store, written to disk as JSON and TXT.

mod build;
pub mod files;
mod txt;

use candor_domain::{Actor, InterviewId, UtcMillis, transcript::Transcript};
use candor_store::exports;
use jiff::tz::TimeZone;
use serde::Serialize;

pub use build::build;
pub use files::ExportError;
pub use txt::{one_line, to_txt};

use crate::{Archive, Result, clock, withdrawal};

/// Where a transcript was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Exported {
    /// Path of the JSON file.
    pub json_path: String,
    /// Path of the TXT file.
    pub txt_path: String,
}

/// Writes both files into the transcripts folder and logs the outcome, good or bad.
///
/// Repeating it replaces the interview's own files with newer ones, for example after a correction.
///
/// # Errors
/// [`ExportError`] when the folder is missing, full or may not be written; the interview itself is untouched.
/// [`crate::Error::ConsentWithdrawn`] once the consent was withdrawn; [`crate::Error::Conflict`] once it was erased.
pub fn export(archive: &Archive, id: InterviewId) -> Result<Exported> {
    withdrawal::refuse_documents(&archive.interview(id)?)?;
    let now = clock::now();
    let zone = TimeZone::system();
    let document = build(archive, id, now, &zone)?;
    let written = write_both(archive, &document, &zone);
    let outcome = match &written {
        Ok(Exported {
            json_path,
            txt_path,
        }) => exports::Outcome::Written {
            json_path: json_path.clone(),
            txt_path: txt_path.clone(),
        },
        Err(error) => exports::Outcome::Failed {
            error: error.to_string(),
        },
    };
    let logged = archive.store.write(Actor::System, now, move |tx| {
        exports::record(tx, id, outcome).map(drop)
    });
    let exported = written?;
    if let Err(refused) = logged {
        // Withdrawn or erased while it was written: then nothing of it may stay.
        let now = archive.interview(id)?;
        if withdrawal::refuse_documents(&now).is_err() {
            for path in [&exported.json_path, &exported.txt_path] {
                if let Err(error) = std::fs::remove_file(path) {
                    tracing::error!(%error, interview.id = %id, "a transcript nobody may have any more could not be deleted; erasing the interview tries again");
                }
            }
        }
        return Err(refused.into());
    }
    Ok(exported)
}

fn write_both(
    archive: &Archive,
    document: &Transcript,
    zone: &TimeZone,
) -> Result<Exported, ExportError> {
    let folder = &archive.folders.transcripts;
    let stem = files::stem(document, zone);
    let json =
        serde_json::to_string_pretty(document).map_err(|e| ExportError::Form(e.to_string()))?;
    let json_path = files::write_atomically(folder, &format!("{stem}.json"), json.as_bytes())?;
    let txt = to_txt(document, zone);
    let txt_path = files::write_atomically(folder, &format!("{stem}.txt"), txt.as_bytes())?;
    Ok(Exported {
        json_path: json_path.display().to_string(),
        txt_path: txt_path.display().to_string(),
    })
}

/// A point in time as RFC 3339 in UTC.
fn rfc3339(at: UtcMillis) -> String {
    jiff::Timestamp::from_millisecond(at.0)
        .unwrap_or_default()
        .to_string()
}
