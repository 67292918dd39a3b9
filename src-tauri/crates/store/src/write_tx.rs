//! What a piece of work may do inside a transaction.

use std::{fmt::Write as _, sync::Arc};

use candor_domain::{Actor, Event, EventKind, UtcMillis};
use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::{StoreError, erasure};

/// The newest entry of the log: what the next one follows on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) seq: u64,
    pub(crate) hash: [u8; 32],
}

/// The running transaction, with who acts and when. Every table function that changes something takes one
/// and logs the change through it.
#[derive(Debug)]
pub struct WriteTx<'w> {
    pub(crate) conn: &'w Connection,
    pub(crate) actor: Actor,
    pub(crate) now: UtcMillis,
    pub(crate) head: &'w mut Head,
    pub(crate) logged: &'w mut Vec<Arc<Event>>,
    pub(crate) traces: &'w mut bool,
}

impl WriteTx<'_> {
    /// The connection, to read what is there inside the transaction. Change things through the table modules only:
    /// they are what keeps the log complete.
    pub fn conn(&self) -> &Connection {
        self.conn
    }

    /// Who causes the changes.
    pub fn actor(&self) -> Actor {
        self.actor
    }

    /// Lets somebody else cause the changes that follow: one step of a conversation may hold lines of several.
    pub fn act_as(&mut self, actor: Actor) {
        self.actor = actor;
    }

    /// When they are made.
    pub fn now(&self) -> UtcMillis {
        self.now
    }

    /// Has the write-ahead log emptied once this transaction is durable, before the caller is answered: what was
    /// overwritten in the database must not lie on in the log. Readers that take long may delay it to a later commit.
    pub fn leave_no_trace(&mut self) {
        *self.traces = true;
    }

    /// Appends an entry to the log, in the same transaction as the change it stands for. Returns its number.
    ///
    /// # Errors
    /// When the row cannot be written; [`StoreError::Conflict`] when it adds to an interview that was erased.
    pub fn log(
        &mut self,
        kind: EventKind,
        subject: Uuid,
        part: Option<Uuid>,
        content_hash: [u8; 32],
    ) -> Result<u64, StoreError> {
        erasure::refuse(self.conn, kind, subject)?;
        let seq = self.head.seq + 1;
        let hash = Event::chain(
            &self.head.hash,
            seq,
            self.now,
            self.actor,
            kind,
            subject,
            part,
            &content_hash,
        );
        self.conn
            .prepare_cached(
                "INSERT INTO events (seq, at, actor, kind, subject, part, content_hash, hash)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                seq,
                self.now.0,
                self.actor.as_str(),
                kind.as_str(),
                subject,
                part,
                content_hash,
                hash
            ])?;
        *self.head = Head { seq, hash };
        self.logged.push(Arc::new(Event {
            seq,
            at: self.now,
            actor: self.actor,
            kind,
            subject,
            part,
            content_hash: hex(&content_hash),
            hash: hex(&hash),
        }));
        Ok(seq)
    }
}

/// Lower-case hexadecimal, as hashes stand in events.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
