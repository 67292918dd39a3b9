//! Fetching itself: one address after the other, one request after the other, until the part is the model.

use std::{
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use reqwest::{Client, Response, StatusCode, header};

use super::{
    Progress,
    answer::{Attempt, ContentRange, describe, is_web_page, strong_tag, turned_away, unsent},
};
use crate::{
    catalog::CatalogEntry,
    error::SpeechError,
    models::ModelFolder,
    part::Part,
    source::{Patience, Source},
};

/// How often a waiting download looks whether it was cancelled.
const CANCEL_POLL: Duration = Duration::from_millis(100);
/// An attempt that brings less than this comes to nothing.
const WORTH_IT: u64 = 64 * 1024;
/// After so many bytes it is looked whether the disk still has room.
const LOOK: u64 = 32 * 1024 * 1024;

pub(super) enum End {
    Complete,
    Cancelled,
    Failed(Failure),
}

/// Why a server did not deliver.
pub(super) struct Failure {
    pub(super) url: String,
    pub(super) problem: String,
    /// It has another file under that name.
    pub(super) other_file: bool,
}

/// One download under way.
pub(super) struct Fetch<'a> {
    pub(super) folder: &'a ModelFolder,
    pub(super) entry: &'a CatalogEntry,
    pub(super) target: &'a Path,
    pub(super) patience: Patience,
    pub(super) part: Part,
    pub(super) progress: &'a mut dyn FnMut(Progress<'_>),
    pub(super) cancel: &'a AtomicBool,
    /// Bytes there were when room was last looked for.
    pub(super) looked: u64,
}

impl Fetch<'_> {
    pub(super) fn tell(&mut self, waiting: Option<&str>) {
        (self.progress)(Progress {
            done: self.part.length(),
            total: self.entry.size_bytes,
            waiting,
        });
    }

    fn is_full(&self) -> bool {
        self.part.length() >= self.entry.size_bytes
    }

    pub(super) fn is_the_model(&self) -> bool {
        self.part.length() == self.entry.size_bytes && self.part.sha256() == self.entry.sha256
    }

    /// Another program may be filling the disk at the same time.
    pub(super) fn look_for_room(&mut self) -> Result<(), SpeechError> {
        self.looked = self.part.length();
        let missing = self.entry.size_bytes.saturating_sub(self.looked);
        self.folder.make_sure_of_room(self.target, missing)
    }

    /// Asks one address after the other until one delivers.
    pub(super) async fn ask_each(
        &mut self,
        source: &Source,
        addresses: &[String],
    ) -> Result<End, SpeechError> {
        let mut failures: Vec<Failure> = Vec::new();
        for url in addresses {
            let end = match source.client(url) {
                Ok(client) => self.ask_one(&client, url).await?,
                Err(error) => End::Failed(Failure {
                    url: url.clone(),
                    problem: describe(error),
                    other_file: false,
                }),
            };
            match end {
                End::Failed(failure) => {
                    tracing::warn!(
                        model = self.entry.name,
                        problem = failure.problem,
                        "a model server did not deliver"
                    );
                    failures.push(failure);
                }
                end => return Ok(end),
            }
        }
        // What has arrived is worth keeping unless every server has something else.
        let other_file = failures.iter().all(|f| f.other_file);
        let several = failures.len() > 1;
        let problems: Vec<String> = failures
            .iter()
            .map(|f| {
                if several {
                    format!("{}: {}", f.url, f.problem)
                } else {
                    f.problem.clone()
                }
            })
            .collect();
        Ok(End::Failed(Failure {
            url: failures.pop().map_or_else(String::new, |f| f.url),
            problem: problems.join("; "),
            other_file,
        }))
    }

    /// Asks one address until the model is here or there is no hope.
    async fn ask_one(&mut self, client: &Client, url: &str) -> Result<End, SpeechError> {
        let failed = |problem, other_file| {
            Ok(End::Failed(Failure {
                url: url.to_owned(),
                problem,
                other_file,
            }))
        };
        let (began_with, mut fruitless) = (self.part.length(), 0);
        let mut began_anew = false;
        loop {
            let before = self.part.length();
            let (problem, unreachable, again_in) = match self.attempt(client, url).await? {
                Attempt::Cancelled => return Ok(End::Cancelled),
                Attempt::Complete if self.is_the_model() => return Ok(End::Complete),
                Attempt::Complete => {
                    // Put together from several answers, it may be the halves of two files.
                    let again = self.part.is_pieced() && !began_anew;
                    self.part.restart()?;
                    if again {
                        began_anew = true;
                        continue;
                    }
                    return failed("what it delivered is not the model".to_owned(), true);
                }
                Attempt::Refused {
                    problem,
                    other_file,
                } => {
                    self.part.sync()?;
                    return failed(problem, other_file);
                }
                Attempt::Broken {
                    problem,
                    unreachable,
                    again_in,
                } => (problem, unreachable, again_in),
            };
            self.part.sync()?;
            fruitless = if self.part.length() >= before + WORTH_IT {
                0
            } else {
                fruitless + 1
            };
            // Nobody is there: whoever waits wants to know that now. A connection that is lost on the way comes back.
            let never_began = unreachable && self.part.length() == began_with;
            if never_began || fruitless >= self.patience.attempts {
                return failed(problem, false);
            }
            let Some(wait) = self.patience.wait(fruitless.max(1), again_in) else {
                let minutes = again_in.unwrap_or_default().as_secs().div_ceil(60);
                let problem = format!("{problem}, and asks to come back in {minutes} minutes");
                return failed(problem, false);
            };
            self.tell(Some(&problem));
            if !self.pass(wait).await {
                return Ok(End::Cancelled);
            }
        }
    }

    /// Lets time pass; false when cancelled.
    async fn pass(&self, wait: Duration) -> bool {
        let until = tokio::time::Instant::now() + wait;
        while !self.cancel.load(Ordering::Relaxed) {
            let left = until.saturating_duration_since(tokio::time::Instant::now());
            if left.is_zero() {
                return true;
            }
            tokio::time::sleep(left.min(CANCEL_POLL)).await;
        }
        false
    }

    /// One request: what it brings is appended.
    async fn attempt(&mut self, client: &Client, url: &str) -> Result<Attempt, SpeechError> {
        if self.is_full() {
            return Ok(Attempt::Complete);
        }
        let from = self.part.length();
        let mut request = client.get(url).header(header::ACCEPT_ENCODING, "identity");
        if from > 0 {
            request = request.header(header::RANGE, format!("bytes={from}-"));
            if let Some(tag) = self.part.tag(url) {
                request = request.header(header::IF_RANGE, tag);
            }
        }
        let stall = self.patience.stall;
        let response = match until_cancelled(request.send(), self.cancel, stall).await {
            None => return Ok(Attempt::Cancelled),
            Some(Err(stalled)) => return Ok(Attempt::broken(stalled)),
            Some(Ok(Err(error))) => return Ok(unsent(error)),
            Some(Ok(Ok(response))) => response,
        };
        if let Some(end) = self.begin(&response, url)? {
            return Ok(end);
        }
        self.read(response, stall).await
    }

    /// Looks at the head of an answer; none when its body goes on with the part.
    fn begin(&mut self, response: &Response, url: &str) -> Result<Option<Attempt>, SpeechError> {
        let (size, from) = (self.entry.size_bytes, self.part.length());
        let status = response.status();
        let other = |found: u64| {
            Attempt::other_file(format!(
                "it has a file of {found} bytes there, the model has {size}"
            ))
        };
        if status.is_success() && is_web_page(response) {
            return Ok(Some(Attempt::refused(
                "a web page came instead of the file; perhaps this network wants you to sign in first",
            )));
        }
        let tag = strong_tag(response);
        match status {
            StatusCode::OK => {
                if let Some(found) = response.content_length()
                    && found != size
                {
                    return Ok(Some(other(found)));
                }
                if from > 0 {
                    self.part.restart()?;
                }
            }
            StatusCode::PARTIAL_CONTENT => {
                let range = ContentRange::of(response);
                if let Some(found) = range.as_ref().and_then(|r| r.total)
                    && found != size
                {
                    return Ok(Some(other(found)));
                }
                let known = self.part.tag(url);
                let changed = known.is_some() && tag.is_some() && known != tag;
                if changed || range.is_none_or(|r| r.first != from) {
                    self.part.restart()?;
                    return Ok(Some(Attempt::broken(
                        "the server resumed at another place than asked",
                    )));
                }
            }
            StatusCode::RANGE_NOT_SATISFIABLE if from > 0 => {
                // Our part is longer than what the server has, so it is no part of it.
                self.part.restart()?;
                return Ok(Some(Attempt::broken(
                    "the server has less than has arrived already",
                )));
            }
            status => return Ok(Some(turned_away(status, response))),
        }
        self.part.comes_from(url, tag)?;
        Ok(None)
    }

    async fn read(
        &mut self,
        mut response: Response,
        stall: Duration,
    ) -> Result<Attempt, SpeechError> {
        loop {
            let bytes = match until_cancelled(response.chunk(), self.cancel, stall).await {
                None => return Ok(Attempt::Cancelled),
                Some(Err(stalled)) => return Ok(Attempt::broken(stalled)),
                Some(Ok(Err(error))) => {
                    tracing::debug!(error = describe(error), "a download broke off");
                    return Ok(Attempt::broken(self.how_far()));
                }
                Some(Ok(Ok(None))) => return Ok(Attempt::broken(self.how_far())),
                Some(Ok(Ok(Some(bytes)))) => bytes,
            };
            // Whatever is sent beyond the end is not looked at; the hash tells what came before.
            let room = self.entry.size_bytes - self.part.length();
            let taken = usize::try_from(room).map_or(bytes.len(), |room| room.min(bytes.len()));
            if let Err(error) = self.part.append(&bytes[..taken]) {
                return Err(self.say_what_is_missing(error));
            }
            self.tell(None);
            if self.is_full() {
                return Ok(Attempt::Complete);
            }
            if self.part.length().abs_diff(self.looked) >= LOOK {
                self.look_for_room()?;
            }
        }
    }

    fn how_far(&self) -> String {
        let megabytes = |bytes: u64| bytes as f64 / 1e6;
        format!(
            "it broke off after {:.1} of {:.1} MB",
            megabytes(self.part.length()),
            megabytes(self.entry.size_bytes)
        )
    }

    /// A full disk, with how much is missing.
    fn say_what_is_missing(&mut self, error: SpeechError) -> SpeechError {
        if matches!(error, SpeechError::DiskFull { .. })
            && let Err(told) = self.look_for_room()
        {
            return told;
        }
        error
    }
}

/// The outcome of `work`; none when cancelled first; the error when it takes longer than `stall`.
async fn until_cancelled<T>(
    work: impl Future<Output = T>,
    cancel: &AtomicBool,
    stall: Duration,
) -> Option<Result<T, &'static str>> {
    let mut work = std::pin::pin!(work);
    let give_up = tokio::time::Instant::now() + stall;
    loop {
        if cancel.load(Ordering::Relaxed) {
            return None;
        }
        let left = give_up.saturating_duration_since(tokio::time::Instant::now());
        if let Ok(done) = tokio::time::timeout(left.min(CANCEL_POLL), &mut work).await {
            return Some(Ok(done));
        }
        if tokio::time::Instant::now() >= give_up {
            return Some(Err("the server sends nothing any more"));
        }
    }
}
