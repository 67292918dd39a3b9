//! Taking one recording in: what is checked before, and the way from the file to the interview.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use candor_domain::{Actor, InterviewId, Position, RecordingImportId, RecordingImportStep, Role};
use candor_speech::Cancel;
use candor_store::{Store, import_jobs};
use serde::{Deserialize, Serialize};

use super::{
    ImportedRecording, RecordingImport, TakenIn,
    aside::{Aside, New},
    checked, file_name, given_up, source,
};
use crate::{App, Archive, Error, Folders, Result, bus::Bus, clock, positions, transcriptions};

/// The files being taken in now, or waiting for it: none is taken in twice at once.
#[derive(Clone, Default)]
pub(super) struct Underway(Arc<Mutex<HashSet<PathBuf>>>);

impl Underway {
    /// The file is being taken in until what this gives is dropped.
    fn begin(&self, path: &Path) -> Result<Turn> {
        // A file that is not there is told when it is opened.
        let file = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        if !self.files().insert(file.clone()) {
            return Err(Error::Conflict(format!(
                "“{}” is being taken in already; it stands among the interviews once that is done",
                file_name(path)
            )));
        }
        Ok(Turn {
            underway: self.clone(),
            file,
        })
    }

    fn files(&self) -> std::sync::MutexGuard<'_, HashSet<PathBuf>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A file that is being taken in.
struct Turn {
    underway: Underway,
    file: PathBuf,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.underway.files().remove(&self.file);
    }
}

/// A recording that can be taken in, as far as anybody can tell without decoding it.
pub(super) struct Wanted {
    pub(super) request: RecordingImport,
    pub(super) position: Position,
    tracks: Vec<Role>,
    model: String,
    pub(super) total_ms: Option<u64>,
    pub(super) total_bytes: u64,
    _turn: Turn,
}

impl Wanted {
    /// # Errors
    /// [`Error::Invalid`] names what is missing; [`Error::Audio`] for a file whose beginning cannot be decoded;
    /// [`Error::Conflict`] while it is being taken in already; a speech model that is missing.
    pub(super) fn of(app: &App, request: &RecordingImport) -> Result<Self> {
        let position = positions::get(app, request.position_id)?;
        let request = checked(request.clone(), &position)?;
        let tracks = request.speakers.tracks()?;
        let path = Path::new(&request.path);
        let turn = app.imports().underway().begin(path)?;
        let info = candor_audio::look(path)?;
        if tracks.len() == 2 && info.channels != 2 {
            return Err(Error::Invalid(format!(
                "“{}” has {} channel(s), so it cannot hold one person on each of two; take it in as one conversation instead",
                file_name(path),
                info.channels
            )));
        }
        let model = transcriptions::for_import(app, request.model.as_deref(), request.language)?;
        Ok(Self {
            total_ms: info.duration_ms,
            total_bytes: path.metadata().map_or(0, |meta| meta.len()),
            request,
            position,
            tracks,
            model,
            _turn: turn,
        })
    }
}

/// What is kept of a request while it is not an interview yet.
#[derive(Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) request: RecordingImport,
    pub(super) position_title: String,
}

/// What of the application is needed to take recordings in, wherever it is taken to.
#[derive(Clone)]
pub(super) struct Host {
    archive: Archive,
    pub(super) bus: Bus,
    transcriptions: transcriptions::Starter,
}

impl Host {
    pub(super) fn of(app: &App) -> Self {
        Self {
            archive: app.archive().clone(),
            bus: app.bus().clone(),
            transcriptions: app.transcription_starter(),
        }
    }

    pub(super) fn store(&self) -> &Store {
        &self.archive.store
    }

    pub(super) fn folders(&self) -> &Folders {
        &self.archive.folders
    }

    /// Keeps what was asked for, so that the next start can tell what became of it.
    pub(super) fn remember(&self, id: RecordingImportId, wanted: &Wanted) -> Result<()> {
        let kept = Kept {
            request: wanted.request.clone(),
            position_title: wanted.position.title.clone(),
        };
        let kept = serde_json::to_string(&kept).map_err(|error| {
            tracing::error!(%error, "a request to take a recording in cannot be written down");
            Error::Internal
        })?;
        let insert = move |tx: &mut candor_store::WriteTx<'_>| import_jobs::insert(tx, id, &kept);
        Ok(self.store().write(Actor::Operator, clock::now(), insert)?)
    }

    /// Forgets what was asked for; should that not work now, the next start tells of it once more.
    pub(super) fn forget(&self, id: RecordingImportId) {
        forget(self.store(), id);
    }

    /// Takes the recording in. Nothing is left of it unless this gives an interview; what was asked for is forgotten
    /// with it then, in one transaction.
    ///
    /// # Errors
    /// As [`super::import_watched`].
    pub(super) fn take(
        &self,
        id: RecordingImportId,
        wanted: &Wanted,
        cancel: &Cancel,
        told: &mut dyn FnMut(TakenIn),
    ) -> Result<ImportedRecording> {
        let request = &wanted.request;
        let path = Path::new(&request.path);
        let source = source::read(path, cancel, told)?;
        if !request.again
            && let Some(earlier) = source::earlier(self.store(), &source)?
        {
            return Err(Error::Conflict(format!(
                "“{}” was taken in already as the interview with {} (id {}); nothing was taken in a second time. Say so expressly (on the command line: --again) if it is to be there twice",
                file_name(path),
                earlier.candidate_name,
                earlier.interview_id
            )));
        }
        let aside = Aside {
            app: self,
            id: InterviewId::new(),
        };
        let sound = aside.take(path, &wanted.tracks, cancel, told)?;
        told(TakenIn {
            step: RecordingImportStep::Finishing,
            done_ms: sound.length_ms,
            total_ms: Some(sound.length_ms),
            done_bytes: source.bytes,
            total_bytes: source.bytes,
        });
        if cancel.is_cancelled() {
            return Err(given_up());
        }
        let of = (id, source);
        let new = New::of(
            aside.id,
            of,
            request,
            wanted.position.clone(),
            &sound,
            &wanted.model,
        );
        aside.become_interview(new.clone(), &sound)?;
        let interview = self.archive.interview(new.interview.id)?;
        self.transcriptions.queued(&new.job);
        tracing::info!(interview.id = %interview.id, ms = sound.length_ms, "a recording was taken in");
        Ok(ImportedRecording {
            interview,
            job: new.job,
            truncated: sound.truncated,
            damaged_packets: sound.damaged_packets,
        })
    }
}

/// Forgets what was asked for.
pub(super) fn forget(store: &Store, id: RecordingImportId) {
    let delete = move |tx: &mut candor_store::WriteTx<'_>| import_jobs::delete(tx, id);
    if let Err(error) = store.write(Actor::Operator, clock::now(), delete) {
        tracing::warn!(%error, "a request to take a recording in could not be forgotten; the next start tells of it once more");
    }
}
