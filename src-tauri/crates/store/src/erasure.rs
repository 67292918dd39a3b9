//! Erasing an interview for good: what was said, recorded, corrected and noted goes, and with it who it was.
//!
//! What stays is the interview's row as an empty shell, the log, and the proof of consent and withdrawal, whose words are
//! the organisation's own; where they are the recruiter's, they go. Deleted rows are overwritten (`secure_delete`, and the
//! same for the search index), and the write-ahead log is emptied after the commit: see [`WriteTx::leave_no_trace`].

use std::collections::HashMap;

use candor_domain::{Accommodations, EventKind, InterviewId, InterviewStatus};
use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::{
    StoreError, WriteTx, columns, consents, interviews, kiosk_invitations, withdrawals::call_off,
    write_tx::hex,
};

/// How much of an interview is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Amounts {
    /// Messages.
    pub messages: u64,
    /// Corrections of messages, of their words and of who said them.
    pub corrections: u64,
    /// Recordings.
    pub recordings: u64,
    /// Samples in their stored blocks.
    pub recorded_samples: u64,
    /// Notes, deleted ones included.
    pub notes: u64,
    /// Speakers' names.
    pub speaker_names: u64,
    /// Later transcripts of the recording.
    pub versions: u64,
    /// Entries about transcript files written, or tried to.
    pub exports: u64,
}

/// The log's entry of an erasure: the proof that it was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Number of the entry.
    pub entry: u64,
    /// Its chained hash, hexadecimal.
    pub hash: String,
}

/// What is stored of an interview.
///
/// # Errors
/// When the rows cannot be read.
pub fn amounts(conn: &Connection, id: InterviewId) -> Result<Amounts, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT (SELECT count(*) FROM messages WHERE interview_id = ?1),
                (SELECT count(*) FROM messages m JOIN revisions r ON r.message_id = m.id WHERE m.interview_id = ?1)
                    + (SELECT count(*) FROM messages m JOIN speaker_corrections c ON c.message_id = m.id
                        WHERE m.interview_id = ?1),
                (SELECT count(*) FROM recordings WHERE interview_id = ?1),
                (SELECT coalesce(sum(b.samples), 0) FROM recordings r JOIN recording_blocks b ON b.recording_id = r.id
                    WHERE r.interview_id = ?1)
                    + (SELECT coalesce(sum(samples), 0) FROM import_blocks WHERE import_id = ?1),
                (SELECT count(*) FROM notes WHERE interview_id = ?1),
                (SELECT count(*) FROM speaker_names WHERE interview_id = ?1),
                (SELECT count(*) FROM transcript_versions WHERE interview_id = ?1),
                (SELECT count(*) FROM exports WHERE interview_id = ?1)",
        )?
        .query_row([id.0], |row| {
            Ok(Amounts {
                messages: row.get(0)?,
                corrections: row.get(1)?,
                recordings: row.get(2)?,
                recorded_samples: row.get(3)?,
                notes: row.get(4)?,
                speaker_names: row.get(5)?,
                versions: row.get(6)?,
                exports: row.get(7)?,
            })
        })?)
}

/// Erases an interview; one that is not over is called off. `keep` names the exports whose files could not be deleted:
/// they stay, so that the files are not forgotten. Erasing again removes what was left then.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such interview; [`StoreError::Conflict`] while it runs.
pub fn erase(tx: &mut WriteTx<'_>, id: InterviewId, keep: &[Uuid]) -> Result<Proof, StoreError> {
    let interview = interviews::get(tx.conn, id)?.ok_or(StoreError::NotFound("interview"))?;
    if interview.status == InterviewStatus::Started {
        return Err(StoreError::Conflict(
            "the interview is running; pause or finish it first".to_owned(),
        ));
    }
    let erased_at = interview.erased_at.unwrap_or(tx.now);
    kiosk_invitations::end(tx, id)?;
    call_off(tx, interview)?;
    for sql in [
        "DELETE FROM scorecards WHERE interview_id = ?1 AND based_on IS NOT NULL",
        "DELETE FROM scorecards WHERE interview_id = ?1",
        "DELETE FROM panels WHERE interview_id = ?1",
        "DELETE FROM transcription_texts WHERE job_id IN (SELECT id FROM transcription_jobs WHERE interview_id = ?1)",
        "DELETE FROM transcription_jobs WHERE interview_id = ?1",
        "DELETE FROM ai_calls WHERE interview_id = ?1",
        "DELETE FROM attempts WHERE interview_id = ?1",
        "DELETE FROM version_texts WHERE version_id IN (SELECT id FROM transcript_versions WHERE interview_id = ?1)",
        "DELETE FROM transcript_versions WHERE interview_id = ?1",
        "DELETE FROM notes WHERE interview_id = ?1",
        "DELETE FROM speaker_names WHERE interview_id = ?1",
        "DELETE FROM speaker_corrections WHERE message_id IN (SELECT id FROM messages WHERE interview_id = ?1)",
        "DELETE FROM revisions WHERE message_id IN (SELECT id FROM messages WHERE interview_id = ?1)",
        // The search index follows by trigger.
        "DELETE FROM messages WHERE interview_id = ?1",
        "DELETE FROM recording_blocks WHERE recording_id IN (SELECT id FROM recordings WHERE interview_id = ?1)",
        "DELETE FROM import_blocks WHERE import_id = ?1",
        "DELETE FROM recordings WHERE interview_id = ?1",
        "DELETE FROM import_sources WHERE interview_id = ?1",
        "DELETE FROM progress WHERE interview_id = ?1",
    ] {
        tx.conn.prepare_cached(sql)?.execute([id.0])?;
    }
    delete_exports(tx, id, keep)?;
    consents::erase(tx, id)?;
    // The link leads nowhere from now on; what was arranged for the candidate may tell of their health.
    tx.conn
        .prepare_cached(
            "UPDATE interviews SET candidate_name = '', candidate_external_id = NULL, description = '',
                knowledge_base = '', accommodations = ?2, human_requested_at = NULL, transcript_version = 1,
                vocabulary = '', speech_language = NULL, imported_from = NULL,
                link_hash = randomblob(32), erased_at = ?3
             WHERE id = ?1",
        )?
        .execute(params![
            id.0,
            columns::to_json(&Accommodations::default())?,
            erased_at.0
        ])?;
    let hash = interviews::stored_hash(tx.conn, id.0)?.ok_or(StoreError::NotFound("interview"))?;
    let entry = tx.log(EventKind::InterviewErased, id.0, None, hash)?;
    tx.leave_no_trace();
    Ok(Proof {
        entry,
        hash: hex(&tx.head.hash),
    })
}

fn delete_exports(tx: &mut WriteTx<'_>, id: InterviewId, keep: &[Uuid]) -> Result<(), StoreError> {
    let all: Vec<Uuid> = tx
        .conn
        .prepare_cached("SELECT id FROM exports WHERE interview_id = ?1")?
        .query_map([id.0], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut delete = tx
        .conn
        .prepare_cached("DELETE FROM exports WHERE id = ?1")?;
    for export in all.iter().filter(|export| !keep.contains(export)) {
        delete.execute([export])?;
    }
    Ok(())
}

/// The last erasure of each interview that was erased: number of its entry.
pub(crate) fn all(conn: &Connection) -> Result<HashMap<Uuid, u64>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT subject, max(seq) FROM events WHERE kind = ?1 GROUP BY subject")?
        .query_map([EventKind::InterviewErased.as_str()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<Result<_, _>>()?)
}

/// What an erasure does to what an earlier entry of this kind speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It stays as it was logged.
    Stays,
    /// It stays only if its file could not be deleted.
    MayStay,
    /// It is gone; a row that stands there all the same was not logged.
    Goes,
}

pub(crate) fn fate(kind: EventKind) -> Fate {
    match kind {
        EventKind::MessageAdded
        | EventKind::MessageCorrected
        | EventKind::SpeakerCorrected
        | EventKind::RecordingStarted
        | EventKind::RecordingBlockAdded
        | EventKind::RecordingTakenIn
        | EventKind::RecordingEnded
        | EventKind::ProgressSaved
        | EventKind::NoteAdded
        | EventKind::NoteChanged
        | EventKind::NoteDeleted
        | EventKind::SpeakerNamed
        | EventKind::TranscriptVersionAdded
        | EventKind::AiCallLogged
        | EventKind::AttemptNoticed
        | EventKind::ScorecardAdded
        | EventKind::ScorecardChanged
        | EventKind::ScorecardSigned
        | EventKind::ScorecardRejected
        | EventKind::PanelChosen
        | EventKind::TranscriptionQueued
        | EventKind::TranscriptionMoved
        | EventKind::KioskInvited
        | EventKind::KioskInvitationEnded => Fate::Goes,
        EventKind::TranscriptExported | EventKind::TranscriptExportFailed => Fate::MayStay,
        _ => Fate::Stays,
    }
}

/// Refuses to add to an erased interview, and to make transcripts after a withdrawal. Messages and sound are not looked at here: their modules ask
/// [`crate::consents::refuse_withdrawn`] themselves, once per change.
pub(crate) fn refuse(conn: &Connection, kind: EventKind, subject: Uuid) -> Result<(), StoreError> {
    let adds = matches!(
        kind,
        EventKind::NoteAdded
            | EventKind::NoteChanged
            | EventKind::SpeakerNamed
            | EventKind::TranscriptVersionChosen
            | EventKind::SpeechLanguageChosen
            | EventKind::TranscriptionQueued
            | EventKind::TranscriptExportFailed
            | EventKind::InterviewUpdated
            | EventKind::KioskInvited
    );
    if matches!(
        kind,
        EventKind::TranscriptVersionAdded | EventKind::TranscriptExported
    ) {
        return consents::refuse_withdrawn(conn, InterviewId(subject));
    }
    let erased = adds
        && conn
            .prepare_cached("SELECT 1 FROM interviews WHERE id = ?1 AND erased_at IS NOT NULL")?
            .exists([subject])?;
    if erased {
        return Err(StoreError::Conflict(
            "this interview was erased; nothing can be added to it".to_owned(),
        ));
    }
    Ok(())
}
