//! The writing thread: takes what is queued into one transaction, commits once, then answers everyone.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use candor_domain::{Actor, Event, UtcMillis};
use crossbeam_channel::Receiver;
use rusqlite::Connection;

use crate::{
    StoreError,
    subscribers::Subscribers,
    write_tx::{Head, WriteTx},
};

/// Most pieces of work in one transaction: bounds how long the first one waits for the last.
const MAX_BATCH: usize = 256;

/// A piece of work in the inbox.
pub(crate) struct Job {
    pub(crate) actor: Actor,
    pub(crate) now: UtcMillis,
    pub(crate) work: Work,
}

/// Runs inside the transaction, or is told why there is none.
pub(crate) type Work = Box<dyn FnOnce(Result<&mut WriteTx<'_>, StoreError>) -> Done + Send>;

/// A piece of work that has run and waits for the commit.
pub(crate) struct Done {
    /// Why its changes must be undone, if they must.
    pub(crate) fault: Option<StoreError>,
    /// Tells the caller, once it is known whether the commit succeeded.
    pub(crate) answer: Box<dyn FnOnce(Result<(), StoreError>) + Send>,
}

pub(crate) struct Writer {
    pub(crate) conn: Connection,
    pub(crate) head: Head,
    pub(crate) subscribers: Arc<Subscribers>,
    /// The write-ahead log holds what was erased and must be emptied.
    pub(crate) traces: bool,
}

impl Writer {
    /// Works until the inbox is closed and empty.
    pub(crate) fn run(mut self, inbox: &Receiver<Job>) {
        while let Ok(first) = inbox.recv() {
            let mut batch = vec![first];
            batch.extend(inbox.try_iter().take(MAX_BATCH - 1));
            self.commit(batch);
        }
    }

    fn commit(&mut self, batch: Vec<Job>) {
        let before = self.head;
        let mut logged = Vec::new();
        let mut waiting = Vec::with_capacity(batch.len());
        let outcome = self.run_batch(batch, &mut logged, &mut waiting);
        let outcome = outcome.and_then(|()| statement(&self.conn, "COMMIT"));
        match &outcome {
            // Published before answering: whoever has been answered finds the event in their subscription.
            Ok(()) => {
                self.subscribers.publish(&logged);
                self.remove_traces();
            }
            Err(error) => {
                self.head = before;
                tracing::error!(
                    error = error as &dyn std::error::Error,
                    "a transaction was rolled back"
                );
                // SQLite has rolled back by itself after some errors; a second rollback would only hide the first error.
                if !self.conn.is_autocommit()
                    && let Err(error) = statement(&self.conn, "ROLLBACK")
                {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "rolling back failed"
                    );
                }
            }
        }
        for done in waiting {
            (done.answer)(outcome.clone());
        }
    }

    /// Empties the write-ahead log when it was asked for. Waits for readers that still see the old state; if one takes
    /// too long, the next commit tries again, and closing the database empties the log in any case.
    fn remove_traces(&mut self) {
        if !self.traces {
            return;
        }
        let emptied = self
            .conn
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
                Ok(row.get::<_, i64>(0)? == 0)
            });
        match emptied {
            Ok(emptied) => {
                self.traces = !emptied;
                if !emptied {
                    tracing::warn!("the write-ahead log is being read; it is emptied later");
                }
            }
            Err(error) => tracing::error!(
                error = &error as &dyn std::error::Error,
                "the write-ahead log could not be emptied; trying again"
            ),
        }
    }

    /// Runs every job of the batch; the transaction is left open. An error means that nothing of the batch survives.
    fn run_batch(
        &mut self,
        batch: Vec<Job>,
        logged: &mut Vec<Arc<Event>>,
        waiting: &mut Vec<Done>,
    ) -> Result<(), StoreError> {
        let mut outcome = statement(&self.conn, "BEGIN IMMEDIATE");
        for job in batch {
            match &outcome {
                Ok(()) => outcome = self.run_job(job, logged, waiting),
                Err(error) => waiting.push((job.work)(Err(error.clone()))),
            }
        }
        outcome
    }

    fn run_job(
        &mut self,
        job: Job,
        logged: &mut Vec<Arc<Event>>,
        waiting: &mut Vec<Done>,
    ) -> Result<(), StoreError> {
        let (head, events) = (self.head, logged.len());
        if let Err(error) = statement(&self.conn, "SAVEPOINT job") {
            waiting.push((job.work)(Err(error.clone())));
            return Err(error);
        }
        let mut tx = WriteTx {
            conn: &self.conn,
            actor: job.actor,
            now: job.now,
            head: &mut self.head,
            logged,
            traces: &mut self.traces,
        };
        // A panic drops the caller's channel with the work; the caller reads that as `Stopped`.
        let done = catch_unwind(AssertUnwindSafe(|| (job.work)(Ok(&mut tx)))).ok();
        let fault = match &done {
            Some(done) => done.fault.clone(),
            None => Some(StoreError::Stopped),
        };
        waiting.extend(done);
        let Some(fault) = fault else {
            return statement(&self.conn, "RELEASE job");
        };
        self.head = head;
        logged.truncate(events);
        if self.conn.is_autocommit() {
            // A full or failing disk made SQLite drop the whole transaction: what ran before is gone as well.
            return Err(fault);
        }
        statement(&self.conn, "ROLLBACK TO job")?;
        statement(&self.conn, "RELEASE job")
    }
}

fn statement(conn: &Connection, sql: &str) -> Result<(), StoreError> {
    conn.prepare_cached(sql)?.execute([])?;
    Ok(())
}
