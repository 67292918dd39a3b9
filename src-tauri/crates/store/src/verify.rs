//! Checks the log against itself and against what it speaks of.
//!
//! Found: entries changed, removed or inserted; content that differs from what was logged; content that was never logged.
//! Not found by looking at the database alone: its end cut off together with the content logged there. For that, compare
//! [`ChainReport::last_hash`] with one written down elsewhere, for example in an exported transcript.
// Length: one arm for each kind of entry, nothing else.

mod report;

use std::collections::HashMap;

use candor_domain::{Event, EventKind, InterviewId};
use rusqlite::Connection;
use uuid::Uuid;

use crate::{
    StoreError, ai_calls, attempts, columns, consent_texts, consents,
    content::Hash,
    erasure::{self, Fate},
    exports, imports, interviews, kiosk_invitations, messages, notes, panels, positions, progress,
    recordings, revisions, scorecards, search, settings, speaker_corrections, speaker_names,
    transcript_versions, transcription_jobs, withdrawals,
    write_tx::{Head, hex},
};

pub use report::{ChainReport, Problem};

/// Reads the whole log and everything it speaks of, audio included.
///
/// # Errors
/// When the database cannot be read at all; what is merely wrong is in the report.
pub fn verify_chain(conn: &Connection) -> Result<ChainReport, StoreError> {
    let mut check = Check {
        conn,
        head: Head {
            seq: 0,
            hash: [0; 32],
        },
        read: 0,
        blocks: HashMap::new(),
        newest: HashMap::new(),
        rows: HashMap::new(),
        erased: erasure::all(conn)?,
        problems: Vec::new(),
    };
    let mut statement = conn.prepare(
        "SELECT seq, at, actor, kind, subject, part, content_hash, hash FROM events ORDER BY seq",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        check.entry(row)?;
    }
    check.newest_states()?;
    check.unlogged()?;
    Ok(ChainReport {
        events: check.read,
        last_hash: hex(&check.head.hash),
        problems: check.problems,
    })
}

/// What a row of a table whose content changes over time is the newest state of.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum State {
    Position,
    Interview,
    Progress,
    Setting,
    KioskInvitation,
    Note,
    SpeakerNames,
    Scorecard,
    Panel,
    TranscriptionJob,
}

struct Check<'c> {
    conn: &'c Connection,
    head: Head,
    read: u64,
    /// Blocks logged so far per recording: the next one's number.
    blocks: HashMap<Uuid, u32>,
    /// The newest entry about each thing that changes over time; only that one can still be compared.
    newest: HashMap<(State, Uuid), (u64, EventKind, Hash)>,
    /// Rows logged per table.
    rows: HashMap<&'static str, u64>,
    /// Where the last erasure of each erased interview stands: what was logged before it is gone.
    erased: HashMap<Uuid, u64>,
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn entry(&mut self, row: &rusqlite::Row<'_>) -> Result<(), StoreError> {
        let seq: u64 = row.get(0)?;
        let hash: Hash = row.get(7)?;
        self.read += 1;
        let expected = self.head.seq + 1;
        if seq != expected {
            self.problems.push(Problem::Gap {
                expected,
                found: seq,
            });
        }
        let fields = (
            columns::actor(row, 2),
            columns::kind(row, 3),
            row.get::<_, Hash>(6),
        );
        if let (Ok(actor), Ok(kind), Ok(content)) = fields {
            let (subject, part) = (row.get(4)?, row.get(5)?);
            let at = columns::time(row, 1)?;
            let chained = Event::chain(
                &self.head.hash,
                seq,
                at,
                actor,
                kind,
                subject,
                part,
                &content,
            );
            if chained != hash {
                self.problems.push(Problem::Broken { seq });
            }
            self.content(seq, kind, subject, part, content)?;
        } else {
            self.problems.push(Problem::Unreadable { seq });
        }
        self.head = Head { seq, hash };
        Ok(())
    }

    fn content(
        &mut self,
        seq: u64,
        kind: EventKind,
        subject: Uuid,
        part: Option<Uuid>,
        logged: Hash,
    ) -> Result<(), StoreError> {
        let id = part.unwrap_or(subject);
        let erased = self.erased.get(&subject).is_some_and(|at| seq < *at);
        let fate = erasure::fate(kind);
        if erased && fate == Fate::Goes {
            return Ok(());
        }
        let (table, found) = match kind {
            EventKind::MessageAdded => ("messages", messages::stored_hash(self.conn, id)),
            EventKind::MessageCorrected => ("revisions", revisions::stored_hash(self.conn, id)),
            EventKind::SpeakerCorrected => (
                "speaker_corrections",
                speaker_corrections::stored_hash(self.conn, id),
            ),
            EventKind::RecordingStarted => ("recordings", recordings::started_hash(self.conn, id)),
            EventKind::RecordingEnded => ("recordings", recordings::ended_hash(self.conn, id)),
            EventKind::RecordingBlockAdded => {
                let next = self.blocks.entry(id).or_default();
                let number = *next;
                *next += 1;
                (
                    "recording_blocks",
                    recordings::block_hash(self.conn, id, number),
                )
            }
            EventKind::RecordingTakenIn => {
                let found = recordings::sound_hash(self.conn, id).map(|found| {
                    let (hash, blocks) = found?;
                    *self.rows.entry("import_blocks").or_default() += blocks;
                    Some(hash)
                });
                return self.compare(seq, kind, id, logged, found);
            }
            // The words went with the erasure; that consent was given stays.
            EventKind::ConsentGiven
                if erased && consents::is_erased(self.conn, InterviewId(id))? =>
            {
                self.count_if(true, "consents");
                return Ok(());
            }
            EventKind::ConsentGiven => (
                "consents",
                consents::stored_hash(self.conn, InterviewId(id)),
            ),
            EventKind::TranscriptExported | EventKind::TranscriptExportFailed => {
                ("exports", exports::stored_hash(self.conn, id))
            }
            EventKind::PositionCreated
            | EventKind::PositionUpdated
            | EventKind::PositionDeleted
            | EventKind::PositionRestored => {
                self.count_if(kind == EventKind::PositionCreated, "positions");
                self.newest
                    .insert((State::Position, id), (seq, kind, logged));
                return Ok(());
            }
            EventKind::InterviewCreated
            | EventKind::InterviewStarted
            | EventKind::InterviewPaused
            | EventKind::InterviewResumed
            | EventKind::InterviewInterrupted
            | EventKind::InterviewFinished
            | EventKind::InterviewCancelled
            | EventKind::InterviewExpired
            | EventKind::InterviewUpdated
            | EventKind::InterviewDeleted
            | EventKind::InterviewRestored
            | EventKind::InterviewErased
            | EventKind::HumanRequested
            | EventKind::HumanAnswered
            | EventKind::TranscriptVersionChosen
            | EventKind::SpeechLanguageChosen => {
                self.count_if(kind == EventKind::InterviewCreated, "interviews");
                self.newest
                    .insert((State::Interview, id), (seq, kind, logged));
                return Ok(());
            }
            EventKind::ProgressSaved => {
                self.newest
                    .insert((State::Progress, id), (seq, kind, logged));
                return Ok(());
            }
            EventKind::ConsentWithdrawn => (
                "withdrawals",
                withdrawals::stored_hash(self.conn, InterviewId(id)),
            ),
            EventKind::SettingChanged => {
                self.newest
                    .insert((State::Setting, id), (seq, kind, logged));
                return Ok(());
            }
            EventKind::ConsentTextAdded => {
                ("consent_texts", consent_texts::stored_hash(self.conn, id))
            }
            EventKind::KioskInvited | EventKind::KioskInvitationEnded => {
                self.newest
                    .insert((State::KioskInvitation, id), (seq, kind, logged));
                return Ok(());
            }
            EventKind::NoteAdded | EventKind::NoteChanged | EventKind::NoteDeleted => {
                self.count_if(kind == EventKind::NoteAdded, "notes");
                self.newest.insert((State::Note, id), (seq, kind, logged));
                return Ok(());
            }
            EventKind::SpeakerNamed => {
                self.newest
                    .insert((State::SpeakerNames, id), (seq, kind, logged));
                return Ok(());
            }
            EventKind::TranscriptVersionAdded => {
                let found = transcript_versions::stored_hash(self.conn, id).map(|found| {
                    let (hash, texts) = found?;
                    *self.rows.entry("version_texts").or_default() += texts;
                    Some(hash)
                });
                ("transcript_versions", found)
            }
            EventKind::AiCallLogged => ("ai_calls", ai_calls::stored_hash(self.conn, id)),
            EventKind::AttemptNoticed => ("attempts", attempts::stored_hash(self.conn, id)),
            EventKind::ScorecardAdded
            | EventKind::ScorecardChanged
            | EventKind::ScorecardSigned
            | EventKind::ScorecardRejected => {
                self.count_if(kind == EventKind::ScorecardAdded, "scorecards");
                self.newest
                    .insert((State::Scorecard, id), (seq, kind, logged));
                return Ok(());
            }
            EventKind::TranscriptionQueued | EventKind::TranscriptionMoved => {
                self.count_if(kind == EventKind::TranscriptionQueued, "transcription_jobs");
                self.newest
                    .insert((State::TranscriptionJob, id), (seq, kind, logged));
                return Ok(());
            }
            EventKind::PanelChosen => {
                self.newest.insert((State::Panel, id), (seq, kind, logged));
                return Ok(());
            }
            // The document itself was handed out; what it held stands in the entry.
            EventKind::DocumentExported => return Ok(()),
        };
        if erased && fate == Fate::MayStay && matches!(found, Ok(None)) {
            return Ok(());
        }
        self.count_if(kind != EventKind::RecordingEnded, table);
        self.compare(seq, kind, id, logged, found)
    }

    /// Counts a row of `table` as logged.
    fn count_if(&mut self, adds_a_row: bool, table: &'static str) {
        *self.rows.entry(table).or_default() += u64::from(adds_a_row);
    }

    fn compare(
        &mut self,
        seq: u64,
        kind: EventKind,
        id: Uuid,
        logged: Hash,
        found: Result<Option<Hash>, StoreError>,
    ) -> Result<(), StoreError> {
        match found {
            Ok(Some(hash)) if hash == logged => {}
            // A value no reader understands is a changed value.
            Ok(Some(_)) | Err(StoreError::Damaged(_)) => {
                self.problems
                    .push(Problem::ContentChanged { seq, kind, id });
            }
            Ok(None) => self
                .problems
                .push(Problem::ContentMissing { seq, kind, id }),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn newest_states(&mut self) -> Result<(), StoreError> {
        let mut newest: Vec<_> = self.newest.drain().collect();
        newest.sort_unstable_by_key(|(_, (seq, ..))| *seq);
        for ((state, id), (seq, kind, logged)) in newest {
            let found = match state {
                State::Position => positions::stored_hash(self.conn, id),
                State::Interview => interviews::stored_hash(self.conn, id),
                State::Setting => {
                    self.count_if(true, "settings");
                    settings::stored_hash(self.conn, id)
                }
                // It is gone with its end; should its row stand there again, it counts as not logged.
                State::KioskInvitation if kind == EventKind::KioskInvitationEnded => continue,
                State::KioskInvitation => {
                    self.count_if(true, "kiosk_invitations");
                    kiosk_invitations::stored_hash(self.conn, InterviewId(id))
                }
                State::Progress => {
                    self.count_if(true, "progress");
                    progress::stored_hash(self.conn, InterviewId(id))
                }
                State::Note => notes::stored_hash(self.conn, id),
                State::Scorecard => scorecards::stored_hash(self.conn, id),
                State::TranscriptionJob => transcription_jobs::stored_hash(self.conn, id),
                State::Panel => {
                    self.count_if(true, "panels");
                    panels::stored_hash(self.conn, id)
                }
                State::SpeakerNames => {
                    speaker_names::stored_hash(self.conn, id).map(|(hash, names)| {
                        *self.rows.entry("speaker_names").or_default() += names;
                        Some(hash)
                    })
                }
            };
            self.compare(seq, kind, id, logged, found)?;
        }
        Ok(())
    }

    fn unlogged(&mut self) -> Result<(), StoreError> {
        const TABLES: &[&str] = &[
            "positions",
            "interviews",
            "consents",
            "withdrawals",
            "consent_texts",
            "messages",
            "revisions",
            "speaker_corrections",
            "recordings",
            "recording_blocks",
            "progress",
            "exports",
            "notes",
            "speaker_names",
            "transcript_versions",
            "version_texts",
            "settings",
            "kiosk_invitations",
            "ai_calls",
            "attempts",
            "scorecards",
            "panels",
            "transcription_jobs",
        ];
        for table in TABLES {
            let stored: u64 =
                self.conn
                    .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| {
                        row.get(0)
                    })?;
            let logged = self.rows.get(table).copied().unwrap_or(0);
            if stored > logged {
                self.problems.push(Problem::NotLogged {
                    table,
                    rows: stored - logged,
                });
            }
        }
        let stored = imports::stored(self.conn)?;
        let logged = self.rows.get("import_blocks").copied().unwrap_or(0);
        if stored > logged {
            self.problems.push(Problem::NotLogged {
                table: "import_blocks",
                rows: stored - logged,
            });
        }
        // Derived from the messages: worth comparing only while those are as they were written.
        let strays = search::strays(self.conn)?;
        if strays > 0 && self.problems.is_empty() {
            self.problems.push(Problem::NotLogged {
                table: "message_texts",
                rows: strays,
            });
        }
        Ok(())
    }
}
