//! Fetching a catalogued model over HTTPS, with resume, into the user's model folder.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use reqwest::{Response, StatusCode, Url, header};
use sha2::{Digest, Sha256};

use crate::{
    catalog::CatalogEntry,
    error::SpeechError,
    models::{ModelFolder, VerifiedModel, create_folder, hex, sync_folder},
};

/// How a download ended, short of failing.
#[derive(Debug)]
pub enum Download {
    /// The model is installed and checked.
    Installed(VerifiedModel),
    /// It was cancelled. What has arrived is kept and the next download goes on from there.
    Cancelled,
}

/// How often a waiting download looks whether it was cancelled.
const CANCEL_POLL: Duration = Duration::from_millis(100);
/// A server that sends nothing for this long is given up.
const STALL_LIMIT: Duration = Duration::from_mins(1);

impl ModelFolder {
    /// Downloads a model into the user's folder. Blocks; call it from a thread of its own, not from async code.
    ///
    /// Bytes go to `<file>.part`; an earlier part is continued. Only a file of the catalogued SHA-256 is renamed
    /// to its final name. `progress` gets bytes present and bytes in all.
    ///
    /// # Errors
    /// [`SpeechError::Network`] (the part is kept), [`SpeechError::ModelInvalid`] when the server delivered
    /// something else (the part is deleted), [`SpeechError::DiskFull`], [`SpeechError::AlreadyDownloading`] and
    /// the other ways a name or folder can be unusable.
    pub fn download(
        &self,
        name: &str,
        progress: &mut dyn FnMut(u64, u64),
        cancel: &AtomicBool,
    ) -> Result<Download, SpeechError> {
        let entry = &self.entry(name)?;
        let url = entry
            .url
            .as_deref()
            .ok_or_else(|| SpeechError::NotDownloadable {
                name: entry.name.clone(),
            })?;
        create_folder(self.own())?;
        let target = self.own().join(&entry.file);
        let mut part = Part::open(entry, self.part(entry))?;
        progress(part.length, entry.size_bytes);
        if part.length < entry.size_bytes {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .map_err(SpeechError::Start)?;
            let end = runtime.block_on(fetch(entry, url, &mut part, progress, cancel))?;
            if matches!(end, End::Cancelled) {
                part.sync()?;
                return Ok(Download::Cancelled);
            }
        }
        part.install(entry, url, &target)?;
        sync_folder(self.own())?;
        Ok(Download::Installed(Self::verified(entry, target)))
    }
}

enum End {
    Complete,
    Cancelled,
}

/// The unfinished file with the hash of what it holds so far.
pub(crate) struct Part {
    path: PathBuf,
    file: File,
    length: u64,
    hash: Sha256,
}

impl Part {
    /// The part at `path`, for nobody else to touch; what it holds is not looked at.
    pub(crate) fn claim(entry: &CatalogEntry, path: PathBuf) -> Result<Self, SpeechError> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|e| SpeechError::writing(&path, e))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(SpeechError::AlreadyDownloading {
                    name: entry.name.clone(),
                });
            }
            Err(TryLockError::Error(e)) => return Err(SpeechError::writing(&path, e)),
        }
        Ok(Self {
            path,
            file,
            length: 0,
            hash: Sha256::new(),
        })
    }

    fn open(entry: &CatalogEntry, path: PathBuf) -> Result<Self, SpeechError> {
        let mut part = Self::claim(entry, path)?;
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
                Ok(0) => return Ok(part),
                Ok(read) => {
                    part.hash.update(&buffer[..read]);
                    part.length += read as u64;
                }
                Err(e) => return Err(SpeechError::reading(&part.path, e)),
            }
        }
    }

    fn restart(&mut self) -> Result<(), SpeechError> {
        self.file
            .set_len(0)
            .and_then(|()| self.file.seek(SeekFrom::Start(0)))
            .map_err(|e| SpeechError::writing(&self.path, e))?;
        self.length = 0;
        self.hash = Sha256::new();
        Ok(())
    }

    fn append(&mut self, bytes: &[u8]) -> Result<(), SpeechError> {
        self.file
            .write_all(bytes)
            .map_err(|e| SpeechError::writing(&self.path, e))?;
        self.hash.update(bytes);
        self.length += bytes.len() as u64;
        Ok(())
    }

    fn sync(&self) -> Result<(), SpeechError> {
        self.file
            .sync_all()
            .map_err(|e| SpeechError::writing(&self.path, e))
    }

    /// Deletes the part: it can never become the model.
    fn reject(self, entry: &CatalogEntry, url: &str) -> SpeechError {
        if let Err(error) = fs::remove_file(&self.path) {
            return SpeechError::writing(&self.path, error);
        }
        SpeechError::ModelInvalid {
            path: self.path,
            problem: format!("what {url} delivered is not the model “{}”; it was deleted", entry.name),
            remedy: "try again, and if it happens again look for a newer version of Candor or a network that does not \
                     replace downloads"
                .to_owned(),
        }
    }

    fn install(self, entry: &CatalogEntry, url: &str, target: &Path) -> Result<(), SpeechError> {
        if self.length != entry.size_bytes || hex(self.hash.clone()) != entry.sha256 {
            return Err(self.reject(entry, url));
        }
        self.sync()?;
        fs::rename(&self.path, target).map_err(|e| SpeechError::writing(target, e))
    }
}

async fn fetch(
    entry: &CatalogEntry,
    url: &str,
    part: &mut Part,
    progress: &mut dyn FnMut(u64, u64),
    cancel: &AtomicBool,
) -> Result<End, SpeechError> {
    let network = |problem: String| SpeechError::Network {
        name: entry.name.clone(),
        url: url.to_owned(),
        problem,
    };
    let client = client(url).map_err(|e| network(describe(&e)))?;
    let Some(answer) = until_cancelled(
        client
            .get(url)
            .header(header::RANGE, format!("bytes={}-", part.length))
            .send(),
        cancel,
    )
    .await
    else {
        return Ok(End::Cancelled);
    };
    let mut response = answer
        .map_err(|stalled| network(stalled.to_owned()))?
        .map_err(|e| network(describe(&e)))?;
    match response.status() {
        StatusCode::PARTIAL_CONTENT if resumes_at(&response) == Some(part.length) => {}
        StatusCode::OK => part.restart()?,
        StatusCode::PARTIAL_CONTENT => {
            part.restart()?;
            return Err(network(
                "the server resumed at another place than asked".to_owned(),
            ));
        }
        status => {
            // Our part is longer than what the server has, so it is no part of it.
            if status == StatusCode::RANGE_NOT_SATISFIABLE {
                part.restart()?;
            }
            return Err(network(format!("the server answered {status}")));
        }
    }
    loop {
        let Some(answer) = until_cancelled(response.chunk(), cancel).await else {
            return Ok(End::Cancelled);
        };
        match answer {
            Ok(Ok(Some(bytes))) => part.append(&bytes)?,
            Ok(Ok(None)) if part.length < entry.size_bytes => {
                part.sync()?;
                return Err(network(format!(
                    "it broke off after {} of {} bytes",
                    part.length, entry.size_bytes
                )));
            }
            Ok(Ok(None)) => return Ok(End::Complete),
            Ok(Err(e)) => {
                part.sync()?;
                return Err(network(describe(&e)));
            }
            Err(stalled) => {
                part.sync()?;
                return Err(network(stalled.to_owned()));
            }
        }
        progress(part.length.min(entry.size_bytes), entry.size_bytes);
        // More than the model has: it is something else, and its length is not to be trusted.
        if part.length > entry.size_bytes {
            return Ok(End::Complete);
        }
    }
}

/// The outcome of `work`; none when cancelled first; the error when it takes longer than [`STALL_LIMIT`].
async fn until_cancelled<T>(
    work: impl Future<Output = T>,
    cancel: &AtomicBool,
) -> Option<Result<T, &'static str>> {
    let mut work = std::pin::pin!(work);
    let give_up = tokio::time::Instant::now() + STALL_LIMIT;
    loop {
        if cancel.load(Ordering::Relaxed) {
            return None;
        }
        if let Ok(done) = tokio::time::timeout(CANCEL_POLL, &mut work).await {
            return Some(Ok(done));
        }
        if tokio::time::Instant::now() >= give_up {
            return Some(Err("the server sends nothing any more"));
        }
    }
}

fn client(url: &str) -> Result<reqwest::Client, reqwest::Error> {
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("Candor/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(Duration::from_secs(30));
    // A mirror on this machine is never behind the proxy.
    let local = Url::parse(url)
        .is_ok_and(|u| matches!(u.host_str(), Some("127.0.0.1" | "localhost" | "[::1]")));
    if local {
        builder = builder.no_proxy();
    }
    builder.build()
}

fn resumes_at(response: &Response) -> Option<u64> {
    let range = response
        .headers()
        .get(header::CONTENT_RANGE)?
        .to_str()
        .ok()?;
    range
        .strip_prefix("bytes ")?
        .split_once('-')?
        .0
        .parse()
        .ok()
}

/// The error with its causes: reqwest's own text alone says little more than “error sending request”.
fn describe(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}
