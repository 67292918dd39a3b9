//! What the check can find.

use candor_domain::EventKind;
use uuid::Uuid;

/// What the check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainReport {
    /// Entries read.
    pub events: u64,
    /// Hash of the newest entry, hexadecimal; zeros when the log is empty.
    pub last_hash: String,
    /// Everything that is not as it was written; empty when all is well.
    pub problems: Vec<Problem>,
}

impl ChainReport {
    /// True when nothing was tampered with or damaged.
    pub fn is_intact(&self) -> bool {
        self.problems.is_empty()
    }
}

/// One thing that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// Entries are missing: `found` stands where `expected` should.
    Gap {
        /// Number that should come next.
        expected: u64,
        /// Number that does.
        found: u64,
    },
    /// The entry does not follow on the one before: it or its neighbour was changed.
    Broken {
        /// Number of the entry.
        seq: u64,
    },
    /// The entry cannot be read.
    Unreadable {
        /// Number of the entry.
        seq: u64,
    },
    /// What the entry speaks of differs from what was logged.
    ContentChanged {
        /// Number of the entry.
        seq: u64,
        /// What it logged.
        kind: EventKind,
        /// Message, revision, recording, export, or else the interview or position.
        id: Uuid,
    },
    /// What the entry speaks of is gone.
    ContentMissing {
        /// Number of the entry.
        seq: u64,
        /// What it logged.
        kind: EventKind,
        /// Message, revision, recording, export, or else the interview or position.
        id: Uuid,
    },
    /// Rows exist that the log does not know.
    NotLogged {
        /// Table they are in.
        table: &'static str,
        /// How many there are more than logged.
        rows: u64,
    },
}
