//! What remains of an interview, and erasing it for good.
//!
//! Files go first, then everything in the database in one transaction. If a file cannot be deleted, its entry stays, so
//! that it is not forgotten; erasing again tries it once more.

use std::{
    collections::BTreeSet,
    io,
    path::{Path, PathBuf},
};

use candor_domain::{Actor, Code, InterviewId, InterviewStatus, UtcMillis};
use candor_store::{Connection, StoreError, erasure, exports, recordings};
use serde::Serialize;

use crate::{
    App, Error, Result, clock, error::code_of_io, interviews, recording, room, scorecards,
    transcriptions,
};

/// What is stored of an interview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Remains {
    /// The interview.
    pub interview_id: InterviewId,
    /// The candidate's name; empty once it is erased.
    pub candidate_name: String,
    /// When the consent was given.
    pub consented_at: Option<UtcMillis>,
    /// When it was withdrawn.
    pub withdrawn_at: Option<UtcMillis>,
    /// When the interview was erased.
    pub erased_at: Option<UtcMillis>,
    /// How much of it there is.
    #[serde(flatten)]
    pub amounts: Amounts,
    /// Transcripts and documents on disk.
    pub files: Vec<String>,
}

/// How much of an interview there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Amounts {
    /// Messages.
    pub messages: u64,
    /// Milliseconds of sound.
    pub sound_ms: u64,
    /// Corrections of messages.
    pub corrections: u64,
    /// Notes, deleted ones included.
    pub notes: u64,
    /// Later transcripts of the recording.
    pub versions: u64,
}

/// What an erasure did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Erasure {
    /// The interview.
    pub interview_id: InterviewId,
    /// When.
    pub erased_at: UtcMillis,
    /// What was in the database and is not any more.
    #[serde(flatten)]
    pub amounts: Amounts,
    /// Files that were deleted.
    pub deleted_files: Vec<String>,
    /// Files that could not be deleted.
    pub remaining_files: Vec<RemainingFile>,
    /// Number of the log's entry about it.
    pub log_entry: u64,
    /// Chained hash of that entry, hexadecimal. Written down elsewhere, it proves that the log was not cut off since.
    pub log_hash: String,
}

/// A file that could not be deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RemainingFile {
    /// Where it is.
    pub path: String,
    /// Why.
    pub code: Code,
    /// Why, in plain words.
    pub reason: String,
}

/// What is stored of an interview, on disk and in the database.
///
/// # Errors
/// [`Error::NotFound`]; a database that cannot be read.
pub fn remains(app: &App, id: InterviewId) -> Result<Remains> {
    let interview = interviews::get(app, id)?;
    let amounts = app.store().read(|conn| amounts(conn, id))?;
    let files = files(app, id)?;
    Ok(Remains {
        interview_id: id,
        candidate_name: interview.candidate_name,
        consented_at: interview.consented_at,
        withdrawn_at: interview.withdrawn_at,
        erased_at: interview.erased_at,
        amounts,
        files: files
            .iter()
            .map(|path| path.display().to_string())
            .collect(),
    })
}

/// Erases an interview for good; one that is not over is called off. Erasing again deletes files that could not be
/// deleted before.
///
/// # Errors
/// [`Error::Conflict`] while it runs; a store that cannot be written: the files may be gone then, and the rest is as it was.
/// A file that cannot be deleted is no error: it stands in the answer and in [`remains`].
pub fn erase(app: &App, id: InterviewId) -> Result<Erasure> {
    room::close_paused(app, id)?;
    transcriptions::give_up(app, id)?;
    scorecards::cancel_draft(app, id)?;
    // Held until it is done: nobody opens the room meanwhile.
    let rooms = app.rooms();
    let interview = interviews::get(app, id)?;
    let running = rooms.get(&id).is_some_and(|room| !room.is_over())
        || interview.status == InterviewStatus::Started;
    if running {
        let running = "the interview is running; pause or finish it first".to_owned();
        return Err(Error::Conflict(running));
    }
    let mut deleted_files = Vec::new();
    let mut remaining_files = Vec::new();
    for path in files(app, id)? {
        let shown = path.display().to_string();
        match delete(&path) {
            Ok(()) => deleted_files.push(shown),
            Err(error) => {
                tracing::error!(%error, interview.id = %id, "a file of an erased interview could not be deleted");
                remaining_files.push(RemainingFile {
                    path: shown,
                    code: code_of_io(&error),
                    reason: in_words(&error),
                });
            }
        }
    }
    let now = clock::now();
    let left: Vec<String> = remaining_files.iter().map(|f| f.path.clone()).collect();
    let (amounts, proof) = app.store().write(Actor::Operator, now, move |tx| {
        let before = amounts(tx.conn(), id)?;
        let kept: Vec<_> = exports::list(tx.conn(), id)?
            .into_iter()
            .filter(|export| paths(export).any(|path| left.iter().any(|left| left == path)))
            .map(|export| export.id)
            .collect();
        Ok((before, erasure::erase(tx, id, &kept)?))
    })?;
    tracing::info!(interview.id = %id, files = deleted_files.len(), "an interview was erased");
    Ok(Erasure {
        interview_id: id,
        erased_at: now,
        amounts,
        deleted_files,
        remaining_files,
        log_entry: proof.entry,
        log_hash: proof.hash,
    })
}

/// How much there is of an interview.
fn amounts(conn: &Connection, id: InterviewId) -> Result<Amounts, StoreError> {
    let stored = erasure::amounts(conn, id)?;
    Ok(Amounts {
        messages: stored.messages,
        sound_ms: recording::heard_ms(&recordings::list(conn, id)?),
        corrections: stored.corrections,
        notes: stored.notes,
        versions: stored.versions,
    })
}

/// The interview's files that are there: those its exports name, and those in the transcripts folder that carry its id,
/// in case an export was written and Candor stopped before it could say so.
fn files(app: &App, id: InterviewId) -> Result<BTreeSet<PathBuf>> {
    let known = app.store().read(|conn| exports::list(conn, id))?;
    let mut files: BTreeSet<PathBuf> = known.iter().flat_map(paths).map(PathBuf::from).collect();
    match std::fs::read_dir(&app.folders().transcripts) {
        Ok(entries) => files.extend(entries.filter_map(|entry| Some(entry.ok()?.path()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {}
        Err(source) => {
            return Err(Error::Folder {
                path: app.folders().transcripts.clone(),
                source,
            });
        }
    }
    // Only what carries the id is ours to delete, whatever the database says.
    let id = id.to_string();
    files.retain(|path| is_of(path, &id) && path.symlink_metadata().is_ok());
    Ok(files)
}

fn is_of(path: &Path, id: &str) -> bool {
    path.file_name()
        .is_some_and(|name| name.to_string_lossy().contains(id))
}

fn paths(export: &exports::Export) -> impl Iterator<Item = &str> {
    let (json, txt) = match &export.outcome {
        exports::Outcome::Written {
            json_path,
            txt_path,
        } => (Some(json_path.as_str()), Some(txt_path.as_str())),
        exports::Outcome::Failed { .. } => (None, None),
    };
    json.into_iter().chain(txt)
}

/// Deletes a file so that it stays deleted if the power fails.
fn delete(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        done => done?,
    }
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        std::fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn in_words(error: &io::Error) -> String {
    match code_of_io(error) {
        Code::NotWritable => {
            "the file or its folder may not be changed; delete it yourself".to_owned()
        }
        _ => error.to_string(),
    }
}
