//! The unfinished file of a download: what has arrived of it, whose it is, and who may touch it.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use crate::{
    catalog::CatalogEntry,
    error::SpeechError,
    models::{ModelFolder, create_folder, hex},
};

/// Folder inside the model folder for what downloads need besides the file itself.
const NOTES: &str = ".downloads";

/// Nobody else, in this program or another one, writes or deletes this model's unfinished file while this is held.
///
/// The lock is on a file of its own that stays: a lock on the unfinished file would follow that file when it is
/// renamed or deleted, and two could hold “it”.
pub(crate) struct Claim {
    _locked: File,
}

impl ModelFolder {
    /// Takes hold of a model's unfinished file.
    ///
    /// # Errors
    /// [`SpeechError::AlreadyDownloading`] when somebody else has it; a folder that cannot be written.
    pub(crate) fn claim(&self, entry: &CatalogEntry) -> Result<Claim, SpeechError> {
        create_folder(&self.own().join(NOTES))?;
        let path = self.note(entry, "lock");
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|e| SpeechError::writing(&path, e))?;
        match file.try_lock() {
            Ok(()) => Ok(Claim { _locked: file }),
            Err(TryLockError::WouldBlock) => Err(SpeechError::AlreadyDownloading {
                name: entry.name.clone(),
            }),
            Err(TryLockError::Error(e)) => Err(SpeechError::writing(&path, e)),
        }
    }

    /// Where a download gathers.
    pub(crate) fn part(&self, entry: &CatalogEntry) -> PathBuf {
        self.own().join(format!("{}.part", entry.file))
    }

    fn note(&self, entry: &CatalogEntry, kind: &str) -> PathBuf {
        self.own()
            .join(NOTES)
            .join(format!("{}.{kind}", entry.file))
    }

    /// Deletes the unfinished file and what is known of it; whether there was one.
    pub(crate) fn delete_part(&self, entry: &CatalogEntry, _: &Claim) -> Result<bool, SpeechError> {
        forget(&self.note(entry, "from"))?;
        forget(&self.part(entry))
    }
}

/// The unfinished file with the hash of what it holds so far.
pub(crate) struct Part {
    path: PathBuf,
    file: File,
    length: u64,
    hash: Sha256,
    /// Which file on a server its bytes come from.
    origin: Option<Origin>,
    note: PathBuf,
    /// It holds bytes of more than one answer: of two files, perhaps.
    pieced: bool,
}

/// A file on a server, as the server itself tells it from others.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Origin {
    url: String,
    /// A strong entity tag.
    tag: String,
}

impl Part {
    /// Opens what there is, or begins. What is longer than the model cannot become it and is dropped.
    pub(crate) fn open(
        folder: &ModelFolder,
        entry: &CatalogEntry,
        _: &Claim,
    ) -> Result<Self, SpeechError> {
        let path = folder.part(entry);
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|e| SpeechError::writing(&path, e))?;
        let note = folder.note(entry, "from");
        let mut part = Self {
            path,
            file,
            length: 0,
            hash: Sha256::new(),
            origin: read_origin(&note),
            note,
            pieced: false,
        };
        let length = part
            .file
            .metadata()
            .map_err(|e| SpeechError::reading(&part.path, e))?
            .len();
        if length > entry.size_bytes {
            part.restart()?;
            return Ok(part);
        }
        let mut buffer = vec![0; 1 << 20];
        let mut earlier = (&part.file).take(length);
        loop {
            match earlier.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => {
                    part.hash.update(&buffer[..read]);
                    part.length += read as u64;
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(SpeechError::reading(&part.path, e)),
            }
        }
        part.pieced = part.length > 0;
        Ok(part)
    }

    /// Bytes it holds.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// The SHA-256 of what it holds, in hexadecimal.
    pub(crate) fn sha256(&self) -> String {
        hex(self.hash.clone())
    }

    /// Whether its bytes came in more than one answer.
    pub(crate) fn is_pieced(&self) -> bool {
        self.pieced
    }

    /// The entity tag of the file at `url` its bytes come from.
    pub(crate) fn tag(&self, url: &str) -> Option<&str> {
        let origin = self.origin.as_ref()?;
        (origin.url == url).then_some(origin.tag.as_str())
    }

    /// Notes which file on a server the bytes that follow come from.
    pub(crate) fn comes_from(&mut self, url: &str, tag: Option<&str>) -> Result<(), SpeechError> {
        let origin = tag.map(|tag| Origin {
            url: url.to_owned(),
            tag: tag.to_owned(),
        });
        self.pieced = self.length > 0;
        if origin == self.origin {
            return Ok(());
        }
        match &origin {
            Some(Origin { url, tag }) => fs::write(&self.note, format!("{url}\n{tag}\n"))
                .map_err(|e| SpeechError::writing(&self.note, e))?,
            None => drop(forget(&self.note)?),
        }
        self.origin = origin;
        Ok(())
    }

    /// Drops what there is.
    pub(crate) fn restart(&mut self) -> Result<(), SpeechError> {
        self.file
            .set_len(0)
            .and_then(|()| self.file.seek(SeekFrom::Start(0)))
            .map_err(|e| SpeechError::writing(&self.path, e))?;
        forget(&self.note)?;
        (self.length, self.hash) = (0, Sha256::new());
        (self.origin, self.pieced) = (None, false);
        Ok(())
    }

    /// Writes what follows. After a failure it holds what it held before.
    pub(crate) fn append(&mut self, bytes: &[u8]) -> Result<(), SpeechError> {
        if let Err(error) = self.file.write_all(bytes) {
            // A torn end does no harm, the hash is taken anew next time: the write's own failure is what counts.
            let whole = SeekFrom::Start(self.length);
            if let Err(error) = self
                .file
                .set_len(self.length)
                .and_then(|()| self.file.seek(whole))
            {
                tracing::warn!(%error, "the end of an unfinished download could not be cut off");
            }
            return Err(SpeechError::writing(&self.path, error));
        }
        self.hash.update(bytes);
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Makes what there is survive a power cut.
    pub(crate) fn sync(&self) -> Result<(), SpeechError> {
        self.file
            .sync_all()
            .map_err(|e| SpeechError::writing(&self.path, e))
    }

    /// Turns it into the model.
    pub(crate) fn install(self, target: &Path) -> Result<(), SpeechError> {
        self.sync()?;
        forget(&self.note)?;
        fs::rename(&self.path, target).map_err(|e| SpeechError::writing(target, e))
    }

    /// Deletes it: it can never become the model.
    pub(crate) fn delete(self) -> Result<PathBuf, SpeechError> {
        forget(&self.note)?;
        forget(&self.path)?;
        Ok(self.path)
    }
}

/// What an earlier run noted; none when it noted nothing that can be read, which costs a comparison only.
fn read_origin(note: &Path) -> Option<Origin> {
    let text = fs::read_to_string(note).ok()?;
    let (url, tag) = text.strip_suffix('\n')?.split_once('\n')?;
    Some(Origin {
        url: url.to_owned(),
        tag: tag.to_owned(),
    })
}

/// Deletes a file; whether there was one.
fn forget(path: &Path) -> Result<bool, SpeechError> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(e) => Err(SpeechError::writing(path, e)),
    }
}
