//! The handle everybody holds: write through the thread, read on the side, listen to what was committed.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
    thread::{self, JoinHandle},
};

use candor_domain::{Actor, Event, UtcMillis};
use crossbeam_channel::{Receiver, Sender, bounded};
use rusqlite::Connection;

use crate::{
    DatabaseKey, StoreError, WriteTx, connection, events,
    folder_lock::FolderLock,
    readers::Readers,
    subscribers::Subscribers,
    writer::{Done, Job, Writer},
};

/// Work that may wait for the writer before callers are slowed down.
const INBOX: usize = 1_024;

/// An open database. Share it behind an `Arc`; dropping it stores what is queued and closes the file.
pub struct Store {
    path: PathBuf,
    readers: Option<Readers>,
    inbox: Option<Sender<Job>>,
    writer: Option<JoinHandle<()>>,
    subscribers: Arc<Subscribers>,
    _lock: FolderLock,
}

impl Store {
    /// Opens the database at `path` and creates it when it is missing. An existing file is never overwritten.
    ///
    /// # Errors
    /// [`StoreError::KeyWrong`] and [`StoreError::NewerDatabase`] leave the file as it was;
    /// [`StoreError::InUse`] when another process has it open; [`StoreError::NotWritable`] and [`StoreError::DiskFull`].
    pub fn open(path: &Path, key: &DatabaseKey) -> Result<Self, StoreError> {
        let lock = FolderLock::take(path)?;
        let conn = connection::writer(path, key)?;
        let head = events::head(&conn)?;
        let readers = Readers::open(path, key)?;
        let subscribers = Arc::new(Subscribers::default());
        let (inbox, jobs) = bounded(INBOX);
        let writer = Writer {
            conn,
            head,
            subscribers: Arc::clone(&subscribers),
            // Candor may have been stopped between an erasure and the emptying of the log.
            traces: true,
        };
        let writer = thread::Builder::new()
            .name("candor-store".to_owned())
            .spawn(move || writer.run(&jobs))?;
        Ok(Self {
            path: path.to_owned(),
            readers: Some(readers),
            inbox: Some(inbox),
            writer: Some(writer),
            subscribers,
            _lock: lock,
        })
    }

    /// The database file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Runs `work` in a transaction and returns once it is durable. When `work` fails, everything it did is undone.
    ///
    /// Do not call this from within `work`: it would wait for itself.
    ///
    /// # Errors
    /// What `work` returned, or why the commit failed; nothing was changed in either case.
    pub fn write<T: Send + 'static>(
        &self,
        actor: Actor,
        now: UtcMillis,
        work: impl FnOnce(&mut WriteTx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.submit(actor, now, work).wait()
    }

    /// Queues `work` like [`Self::write`] and returns at once; the receipt tells when it is durable.
    /// Work queued by one thread is done in the order it was queued.
    pub fn submit<T: Send + 'static>(
        &self,
        actor: Actor,
        now: UtcMillis,
        work: impl FnOnce(&mut WriteTx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Receipt<T> {
        let (reply, answer) = bounded(1);
        let job = Job {
            actor,
            now,
            work: Box::new(move |tx| {
                let result = tx.and_then(work);
                Done {
                    fault: result.as_ref().err().cloned(),
                    answer: Box::new(move |committed| {
                        // Nobody waiting for the answer is no failure.
                        let _ = reply.send(result.and_then(|value| committed.map(|()| value)));
                    }),
                }
            }),
        };
        if let Some(inbox) = &self.inbox {
            // A writer that is gone drops the job, and with it the reply channel: the receipt says `Stopped`.
            let _ = inbox.send(job);
        }
        Receipt(answer)
    }

    /// Runs `f` on one unchanging view of everything committed so far.
    ///
    /// Reads do not wait for writes. Do not nest them: each holds one of a few connections.
    ///
    /// # Errors
    /// What `f` returned.
    pub fn read<T>(
        &self,
        f: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.readers.as_ref().ok_or(StoreError::Stopped)?.read(f)
    }

    /// Events committed from now on, in order. To miss none, subscribe first, then read [`events::after`] the last
    /// number seen and skip what comes twice. A reader that lags far behind is disconnected and resumes the same way.
    pub fn subscribe(&self) -> Receiver<Arc<Event>> {
        self.subscribers.add()
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // Readers first: the last connection to close is then the writer's, which empties the write-ahead log.
        self.readers = None;
        self.inbox = None;
        if let Some(writer) = self.writer.take()
            && writer.join().is_err()
        {
            tracing::error!("the store's writing thread ended in a panic");
        }
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// Promise of an answer to a queued write.
#[derive(Debug)]
#[must_use = "the write is durable only once `wait` has returned Ok"]
pub struct Receipt<T>(Receiver<Result<T, StoreError>>);

impl<T> Receipt<T> {
    /// Waits until the work is durable.
    ///
    /// # Errors
    /// As for [`Store::write`].
    pub fn wait(self) -> Result<T, StoreError> {
        self.0.recv().unwrap_or(Err(StoreError::Stopped))
    }

    /// The answer if it is there already; the receipt itself otherwise.
    ///
    /// # Errors
    /// The receipt, to ask again later.
    pub fn ready(self) -> Result<Result<T, StoreError>, Self> {
        match self.0.try_recv() {
            Ok(answer) => Ok(answer),
            Err(crossbeam_channel::TryRecvError::Disconnected) => Ok(Err(StoreError::Stopped)),
            Err(crossbeam_channel::TryRecvError::Empty) => Err(self),
        }
    }
}
