//! Fetching a catalogued model, with resume, into the user's model folder.
//!
//! A connection that breaks, stalls or is refused for a while is tried again; what has arrived stays. Whoever serves
//! the file, and whatever they say about it: only what has the catalogued SHA-256 becomes a model.

mod answer;
mod fetch;

use std::sync::atomic::AtomicBool;

use self::fetch::{End, Failure, Fetch};
use crate::{
    catalog::CatalogEntry,
    error::SpeechError,
    models::{ModelFolder, VerifiedModel, check, create_folder, sync_folder},
    part::Part,
    source::Source,
};

/// How a download ended, short of failing.
#[derive(Debug)]
pub enum Download {
    /// The model is installed and checked.
    Installed(VerifiedModel),
    /// It was cancelled. What has arrived is kept and the next download goes on from there.
    Cancelled,
}

/// How far a download has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress<'a> {
    /// Bytes here.
    pub done: u64,
    /// Bytes in all.
    pub total: u64,
    /// Why nothing comes for a while, before the next attempt.
    pub waiting: Option<&'a str>,
}

impl ModelFolder {
    /// Downloads a model into the user's folder. Blocks; call it from a thread of its own, not from async code.
    ///
    /// Bytes go to `<file>.part`; an earlier part is continued. Only a file of the catalogued SHA-256 is renamed
    /// to its final name. A model that is there already, and sound, is not fetched again.
    ///
    /// # Errors
    /// [`SpeechError::Network`] (the part is kept), [`SpeechError::ModelInvalid`] when the server has something
    /// else (the part is deleted), [`SpeechError::DiskFull`], [`SpeechError::AlreadyDownloading`] and the other
    /// ways a name or folder can be unusable.
    pub fn download(
        &self,
        name: &str,
        source: &Source,
        progress: &mut dyn FnMut(Progress<'_>),
        cancel: &AtomicBool,
    ) -> Result<Download, SpeechError> {
        let entry = &self.entry(name)?;
        let addresses = source.addresses(entry);
        if addresses.is_empty() {
            return Err(SpeechError::NotDownloadable {
                name: entry.name.clone(),
            });
        }
        create_folder(self.own())?;
        let claim = self.claim(entry)?;
        let target = self.own().join(&entry.file);
        // Somebody else may have brought it meanwhile; a damaged one is replaced.
        if let Ok(true) = check(entry, &target) {
            return Ok(Download::Installed(Self::verified(entry, target)));
        }
        self.sweep();
        let part = Part::open(self, entry, &claim)?;
        let mut fetch = Fetch {
            folder: self,
            entry,
            target: &target,
            patience: source.patience,
            part,
            progress,
            cancel,
            looked: 0,
        };
        fetch.tell(None);
        fetch.look_for_room()?;
        let end = if fetch.is_the_model() {
            End::Complete
        } else {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .map_err(SpeechError::Start)?;
            runtime.block_on(fetch.ask_each(source, &addresses))?
        };
        let part = fetch.part;
        match end {
            End::Complete => part.install(&target)?,
            End::Cancelled => {
                part.sync()?;
                return Ok(Download::Cancelled);
            }
            End::Failed(failure) => return Err(given_up(entry, part, failure)?),
        }
        sync_folder(self.own())?;
        Ok(Download::Installed(Self::verified(entry, target)))
    }
}

/// What the user hears of a download that failed. A part that can never become the model is deleted.
fn given_up(
    entry: &CatalogEntry,
    part: Part,
    failure: Failure,
) -> Result<SpeechError, SpeechError> {
    let Failure {
        url,
        problem,
        other_file,
    } = failure;
    if !other_file {
        if part.length() == 0 {
            part.delete()?;
        }
        return Ok(SpeechError::Network {
            name: entry.name.clone(),
            url,
            problem,
        });
    }
    Ok(SpeechError::ModelInvalid {
        path: part.delete()?,
        problem: format!(
            "what {url} delivers is not the model “{}”: {problem}; nothing of it was kept",
            entry.name
        ),
        remedy: "try again, and if it happens again look for a newer version of Candor or a network that does not \
                 replace downloads"
            .to_owned(),
    })
}
