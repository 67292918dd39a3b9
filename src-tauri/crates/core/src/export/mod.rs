//! Documents on demand: one transcript in eight forms, for people and for other programs.
//!
//! Every form is made from the one transcript document, in memory. What can go wrong with files happens to one file that is
//! there whole or not at all; what was handed out is an entry of the log, with the hash of its bytes.

pub(crate) mod cell;
mod csv;
mod docx;
mod labels;
mod markdown;
mod pdf;
mod report;
mod subtitles;
mod text;
mod words;

use std::{ffi::OsStr, fs, path::PathBuf};

use candor_domain::{Actor, EventKind, Interview, InterviewId, Language, transcript::Transcript};
use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{
    App, Error, Result, clock,
    transcript::{self, ExportError, files},
    withdrawal,
};
use report::Report;

/// A form of the transcript.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = DocumentFormat)]
pub enum Format {
    /// Everything, for programs; its JSON Schema comes with Candor.
    Json,
    /// Plain text.
    Txt,
    /// Markdown.
    Md,
    /// Subtitles for most players.
    Srt,
    /// Subtitles for the web.
    Vtt,
    /// A table for spreadsheets.
    Csv,
    /// A document for word processors.
    Docx,
    /// A document to print, sign and keep.
    Pdf,
}

impl Format {
    /// Every form, in the order they are offered.
    pub const ALL: [Self; 8] = [
        Self::Pdf,
        Self::Docx,
        Self::Txt,
        Self::Md,
        Self::Csv,
        Self::Json,
        Self::Srt,
        Self::Vtt,
    ];

    /// Stable name, and the ending of its files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Txt => "txt",
            Self::Md => "md",
            Self::Srt => "srt",
            Self::Vtt => "vtt",
            Self::Csv => "csv",
            Self::Docx => "docx",
            Self::Pdf => "pdf",
        }
    }

    /// The form with this stable name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }

    /// Media type, for programs that open it.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Txt => "text/plain; charset=utf-8",
            Self::Md => "text/markdown; charset=utf-8",
            Self::Srt => "application/x-subrip; charset=utf-8",
            Self::Vtt => "text/vtt; charset=utf-8",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Pdf => "application/pdf",
        }
    }
}

/// A document, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its content.
    pub bytes: Vec<u8>,
    /// A name that is safe on every system.
    pub file_name: String,
    /// What it is, for programs that open it.
    pub media_type: &'static str,
}

/// A document on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = SavedDocument)]
pub struct Saved {
    /// Where it lies.
    pub path: String,
    /// Its form.
    pub format: Format,
    /// SHA-256 of its bytes, hexadecimal; the log holds the same.
    pub sha256: String,
}

/// Makes a document for whoever asked for it, and logs that it was handed out.
///
/// Its headings are in `language`, or in the interview's when none is named. What was said stays as it is.
///
/// # Errors
/// [`Error::NotFound`] also when the interview was erased; [`Error::ConsentWithdrawn`] once the candidate withdrew.
pub fn document(
    app: &App,
    id: InterviewId,
    format: Format,
    language: Option<Language>,
) -> Result<Document> {
    let document = make(app, id, format, language)?;
    log(app, id, &document)?;
    Ok(document)
}

/// Writes a document into the transcripts folder, replacing an older one of the same form, and logs it.
///
/// # Errors
/// As [`document`]; [`ExportError`] when the folder is missing, full or may not be written: nothing is left behind then.
pub fn save(
    app: &App,
    id: InterviewId,
    format: Format,
    language: Option<Language>,
) -> Result<Saved> {
    let document = make(app, id, format, language)?;
    keep(app, id, format, &document)
}

/// Writes this document of the interview into the transcripts folder and logs it.
pub(crate) fn keep(
    app: &App,
    id: InterviewId,
    format: Format,
    document: &Document,
) -> Result<Saved> {
    let folder = &app.archive().folders.transcripts;
    let path = files::write_atomically(folder, &document.file_name, &document.bytes)?;
    // Erased or withdrawn while it was written: then it must not stay.
    if let Err(refused) = allowed(app, id) {
        fs::remove_file(&path).map_err(|source| ExportError::File {
            path: path.clone(),
            source,
        })?;
        return Err(refused);
    }
    let hash = log(app, id, document)?;
    Ok(Saved {
        path: path.display().to_string(),
        format,
        sha256: hash.map(|byte| format!("{byte:02x}")).concat(),
    })
}

/// The newest file of this interview in the transcripts folder, written automatically or on demand.
///
/// # Errors
/// [`Error::NotFound`] when there is none; a folder that cannot be read counts as empty.
pub fn newest_file(app: &App, id: InterviewId) -> Result<PathBuf> {
    let own = |path: &PathBuf| {
        let ending = path.extension().and_then(OsStr::to_str);
        let name = path.file_stem().and_then(OsStr::to_str);
        ending.is_some_and(|ending| Format::parse(ending).is_some())
            && name.is_some_and(|name| name.ends_with(&id.to_string()))
    };
    fs::read_dir(&app.archive().folders.transcripts)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(own)
        .max_by_key(|path| path.metadata().and_then(|data| data.modified()).ok())
        .ok_or(Error::NotFound("file of this interview"))
}

/// Logs that this document was handed out; its hash.
pub(crate) fn log(app: &App, id: InterviewId, document: &Document) -> Result<[u8; 32]> {
    let hash: [u8; 32] = Sha256::digest(&document.bytes).into();
    app.store()
        .write(Actor::Operator, clock::now(), move |tx| {
            tx.log(EventKind::DocumentExported, id.0, None, hash)
                .map(drop)
        })?;
    Ok(hash)
}

/// The interview, if documents may be made of it.
pub(crate) fn allowed(app: &App, id: InterviewId) -> Result<Interview> {
    let interview = app.archive().interview(id)?;
    if interview.erased_at.is_some() {
        return Err(Error::NotFound("interview"));
    }
    withdrawal::refuse_documents(&interview)?;
    Ok(interview)
}

fn make(
    app: &App,
    id: InterviewId,
    format: Format,
    language: Option<Language>,
) -> Result<Document> {
    let interview = allowed(app, id)?;
    let zone = TimeZone::system();
    let now = clock::now();
    let transcript = transcript::build(app.archive(), id, now, &zone)?;
    let language = language.unwrap_or(interview.language);
    let written = Timestamp::from_millisecond(now.0).unwrap_or_default();
    Ok(Document {
        bytes: render(&transcript, format, language, written, &zone)?,
        file_name: format!("{}.{}", files::stem(&transcript, &zone), format.as_str()),
        media_type: format.media_type(),
    })
}

/// The transcript in this form, in the words of `language`, times in `zone`.
///
/// # Errors
/// [`ExportError::Form`], which would be a mistake of ours.
pub fn render(
    transcript: &Transcript,
    format: Format,
    language: Language,
    written: Timestamp,
    zone: &TimeZone,
) -> Result<Vec<u8>, ExportError> {
    let report = Report::new(transcript, language, zone);
    let failed = |error: &dyn std::fmt::Display| ExportError::Form(error.to_string());
    match format {
        Format::Json => serde_json::to_vec_pretty(transcript).map_err(|e| failed(&e)),
        Format::Txt => Ok(text::write(&report).into_bytes()),
        Format::Md => Ok(markdown::write(&report).into_bytes()),
        Format::Srt => Ok(subtitles::srt(transcript, report.labels).into_bytes()),
        Format::Vtt => Ok(subtitles::vtt(transcript, &report).into_bytes()),
        Format::Csv => csv::write(transcript, &report, language, zone).map_err(|e| failed(&e)),
        Format::Docx => docx::write(&report, written).map_err(|e| failed(&e)),
        Format::Pdf => pdf::write(&report, written, zone).map_err(|e| failed(&e)),
    }
}
