//! Interviews, each with a copy of its position as it was when the interview was created.

use candor_domain::{
    EventKind, Interview, InterviewId, InterviewStatus, Language, Plan, PositionId,
};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use uuid::Uuid;

use crate::{
    StoreError, WriteTx, columns,
    content::{self, Hash},
};

/// The position as it was when the interview was created. Later changes to the position do not reach it.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// Title as the candidate reads it.
    pub title: String,
    /// What the job is.
    pub description: String,
    /// What is asked.
    pub plan: Plan,
}

/// Which interviews to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filter {
    /// Only those with this status.
    pub status: Option<InterviewStatus>,
    /// At most so many.
    pub limit: u32,
    /// Skip so many of the newest.
    pub offset: u32,
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            status: None,
            limit: 100,
            offset: 0,
        }
    }
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The interview.
    pub interview: Interview,
    /// Title of its position when it was created.
    pub position_title: String,
}

/// Read with the consent's time, which lives in `consents` alone.
const SELECT: &str = "SELECT i.id, i.position_id, i.candidate_name, i.candidate_external_id, i.language,
        i.recommended_minutes, i.description, i.knowledge_base, i.status, i.created_at, i.started_at,
        i.running_since, i.paused_at, i.interrupted_at, i.finished_at, i.cancelled_at, i.expires_at,
        i.active_ms, c.at, i.position_title, i.position_description, i.plan, i.link_hash,
        i.accommodations, i.human_requested_at, w.at, i.deleted_at, i.erased_at, i.transcript_version,
        i.vocabulary, i.speech_language, i.imported_from
    FROM interviews i LEFT JOIN consents c ON c.interview_id = i.id LEFT JOIN withdrawals w ON w.interview_id = i.id";

/// The same without what was copied from the position but its title, which is large and no list shows.
pub(crate) const LISTED: &str = "SELECT i.id, i.position_id, i.candidate_name, i.candidate_external_id, i.language,
        i.recommended_minutes, i.description, i.knowledge_base, i.status, i.created_at, i.started_at,
        i.running_since, i.paused_at, i.interrupted_at, i.finished_at, i.cancelled_at, i.expires_at,
        i.active_ms, c.at, i.position_title, NULL, NULL, NULL,
        i.accommodations, i.human_requested_at, w.at, i.deleted_at, i.erased_at, i.transcript_version,
        i.vocabulary, i.speech_language, i.imported_from
    FROM interviews i LEFT JOIN consents c ON c.interview_id = i.id LEFT JOIN withdrawals w ON w.interview_id = i.id";

/// Adds an interview. `link_hash` is the SHA-256 of its link token.
///
/// # Errors
/// [`StoreError::NotFound`] when the position does not exist, [`StoreError::Conflict`] when id or link are taken,
/// [`StoreError::Invalid`] when it claims a consent: that is stored by [`crate::consents::insert`].
pub fn insert(
    tx: &mut WriteTx<'_>,
    interview: &Interview,
    snapshot: &Snapshot,
    link_hash: &Hash,
) -> Result<(), StoreError> {
    if interview.consented_at.is_some() {
        return Err(StoreError::Invalid(
            "a new interview cannot have been consented to yet".to_owned(),
        ));
    }
    tx.conn
        .prepare_cached(
            "INSERT INTO interviews (id, position_id, position_title, position_description, plan, link_hash,
                candidate_name, candidate_external_id, language, recommended_minutes, description, knowledge_base,
                status, created_at, started_at, running_since, paused_at, interrupted_at, finished_at, cancelled_at,
                expires_at, active_ms, accommodations, vocabulary, speech_language, imported_from)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
                ?23, ?24, ?25, ?26)",
        )?
        .execute(params![
            interview.id.0,
            interview.position_id.0,
            snapshot.title,
            snapshot.description,
            columns::to_json(&snapshot.plan)?,
            link_hash,
            interview.candidate_name,
            interview.candidate_external_id,
            interview.language.code(),
            interview.recommended_minutes,
            interview.description,
            interview.knowledge_base,
            interview.status.as_str(),
            interview.created_at.0,
            interview.started_at.map(|t| t.0),
            interview.running_since.map(|t| t.0),
            interview.paused_at.map(|t| t.0),
            interview.interrupted_at.map(|t| t.0),
            interview.finished_at.map(|t| t.0),
            interview.cancelled_at.map(|t| t.0),
            interview.expires_at.map(|t| t.0),
            interview.active_ms,
            columns::to_json(&interview.accommodations)?,
            interview.vocabulary,
            interview.speech_language.map(Language::code),
            interview.imported_from,
        ])?;
    log(tx, EventKind::InterviewCreated, interview.id)
}

/// Stores what changes over an interview's life: status, times, duration, the chosen transcript version; `kind` says
/// why. What was entered for it stays.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such interview; [`StoreError::Invalid`] when `kind` is no move of an interview.
pub fn update_status(
    tx: &mut WriteTx<'_>,
    interview: &Interview,
    kind: EventKind,
) -> Result<(), StoreError> {
    if !is_move(kind) {
        return Err(StoreError::Invalid(format!(
            "{} is no move of an interview",
            kind.as_str()
        )));
    }
    let changed = tx
        .conn
        .prepare_cached(
            "UPDATE interviews SET status = ?2, started_at = ?3, running_since = ?4, paused_at = ?5, interrupted_at = ?6,
                finished_at = ?7, cancelled_at = ?8, expires_at = ?9, active_ms = ?10, human_requested_at = ?11,
                deleted_at = ?12, erased_at = ?13, transcript_version = ?14, speech_language = ?15
             WHERE id = ?1",
        )?
        .execute(params![
            interview.id.0,
            interview.status.as_str(),
            interview.started_at.map(|t| t.0),
            interview.running_since.map(|t| t.0),
            interview.paused_at.map(|t| t.0),
            interview.interrupted_at.map(|t| t.0),
            interview.finished_at.map(|t| t.0),
            interview.cancelled_at.map(|t| t.0),
            interview.expires_at.map(|t| t.0),
            interview.active_ms,
            interview.human_requested_at.map(|t| t.0),
            interview.deleted_at.map(|t| t.0),
            interview.erased_at.map(|t| t.0),
            interview.transcript_version,
            interview.speech_language.map(Language::code),
        ])?;
    if changed == 0 {
        return Err(StoreError::NotFound("interview"));
    }
    log(tx, kind, interview.id)
}

/// The interview.
///
/// # Errors
/// When the row cannot be read.
pub fn get(conn: &Connection, id: InterviewId) -> Result<Option<Interview>, StoreError> {
    Ok(conn
        .prepare_cached(&format!("{SELECT} WHERE i.id = ?1"))?
        .query_row([id.0], from_row)
        .optional()?)
}

/// The interview whose link token has this SHA-256.
///
/// # Errors
/// When the row cannot be read.
pub fn by_link_hash(conn: &Connection, link_hash: &Hash) -> Result<Option<Interview>, StoreError> {
    Ok(conn
        .prepare_cached(&format!("{SELECT} WHERE i.link_hash = ?1"))?
        .query_row([link_hash], from_row)
        .optional()?)
}

/// Interviews that are not deleted, newest first.
///
/// # Errors
/// When the rows cannot be read.
pub fn list(conn: &Connection, filter: Filter) -> Result<Vec<Listed>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "{LISTED} WHERE i.deleted_at IS NULL AND (?3 IS NULL OR i.status = ?3)
         ORDER BY i.created_at DESC, i.key DESC LIMIT ?1 OFFSET ?2"
    ))?;
    let status = filter.status.map(InterviewStatus::as_str);
    let rows = statement.query_map(params![filter.limit, filter.offset, status], listed)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether any interview runs.
///
/// # Errors
/// When the rows cannot be read.
pub fn is_any_running(conn: &Connection) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT 1 FROM interviews WHERE status = ?1 AND deleted_at IS NULL LIMIT 1",
        )?
        .exists([InterviewStatus::Started.as_str()])?)
}

/// A row of [`LISTED`].
pub(crate) fn listed(row: &Row<'_>) -> rusqlite::Result<Listed> {
    Ok(Listed {
        interview: from_row(row)?,
        position_title: row.get(19)?,
    })
}

/// The position as it was when the interview was created.
///
/// # Errors
/// When the row cannot be read.
pub fn snapshot(conn: &Connection, id: InterviewId) -> Result<Option<Snapshot>, StoreError> {
    Ok(conn
        .prepare_cached(&format!("{SELECT} WHERE i.id = ?1"))?
        .query_row([id.0], |row| {
            Ok(Snapshot {
                title: row.get(19)?,
                description: row.get(20)?,
                plan: columns::json(row, 21)?,
            })
        })
        .optional()?)
}

/// Whether this kind of event changes an interview's row.
pub(crate) fn is_move(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::InterviewStarted
            | EventKind::InterviewPaused
            | EventKind::InterviewResumed
            | EventKind::InterviewInterrupted
            | EventKind::InterviewFinished
            | EventKind::InterviewCancelled
            | EventKind::InterviewExpired
            | EventKind::InterviewDeleted
            | EventKind::InterviewRestored
            | EventKind::HumanRequested
            | EventKind::HumanAnswered
            | EventKind::TranscriptVersionChosen
            | EventKind::SpeechLanguageChosen
    )
}

pub(crate) fn log(
    tx: &mut WriteTx<'_>,
    kind: EventKind,
    id: InterviewId,
) -> Result<(), StoreError> {
    let hash = stored_hash(tx.conn, id.0)?.ok_or(StoreError::NotFound("interview"))?;
    tx.log(kind, id.0, None, hash)?;
    Ok(())
}

/// Hash of the row as it stands.
pub(crate) fn stored_hash(conn: &Connection, id: Uuid) -> Result<Option<Hash>, StoreError> {
    Ok(conn
        .prepare_cached(&format!("{SELECT} WHERE i.id = ?1"))?
        .query_row([id], |row| {
            Ok(content::interview(
                &from_row(row)?,
                row.get_ref(19)?.as_str()?,
                row.get_ref(20)?.as_str()?,
                row.get_ref(21)?.as_str()?,
                &row.get(22)?,
                row.get_ref(23)?.as_str()?,
            ))
        })
        .optional()?)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Interview> {
    Ok(Interview {
        id: InterviewId(row.get(0)?),
        position_id: PositionId(row.get(1)?),
        candidate_name: row.get(2)?,
        candidate_external_id: row.get(3)?,
        language: columns::language(row, 4)?,
        recommended_minutes: row.get(5)?,
        description: row.get(6)?,
        knowledge_base: row.get(7)?,
        status: columns::status(row, 8)?,
        created_at: columns::time(row, 9)?,
        started_at: columns::optional_time(row, 10)?,
        running_since: columns::optional_time(row, 11)?,
        paused_at: columns::optional_time(row, 12)?,
        interrupted_at: columns::optional_time(row, 13)?,
        finished_at: columns::optional_time(row, 14)?,
        cancelled_at: columns::optional_time(row, 15)?,
        expires_at: columns::optional_time(row, 16)?,
        active_ms: row.get(17)?,
        consented_at: columns::optional_time(row, 18)?,
        accommodations: columns::json(row, 23)?,
        human_requested_at: columns::optional_time(row, 24)?,
        withdrawn_at: columns::optional_time(row, 25)?,
        deleted_at: columns::optional_time(row, 26)?,
        erased_at: columns::optional_time(row, 27)?,
        transcript_version: row.get(28)?,
        vocabulary: row.get(29)?,
        speech_language: columns::optional_language(row, 30)?,
        imported_from: row.get(31)?,
    })
}
