//! Scorecards: drafts change, signed and rejected ones do not.

use candor_domain::{
    EventKind, InterviewId, Scorecard, ScorecardId,
    scorecard::{CardAuthor, CardStatus},
};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use uuid::Uuid;

use crate::{
    StoreError, WriteTx, columns, consents,
    content::{self, Hash},
};

const COLUMNS: &str =
    "id, interview_id, author, rater, status, based_on, prompt_version, transcript_version, ratings,
    summary, open_questions, dropped, created_at, changed_at, signed_by, closed_at";

/// Begins a scorecard.
///
/// # Errors
/// [`StoreError::Conflict`] when this person has one of this interview already, or the interview was erased;
/// [`StoreError::ConsentWithdrawn`] once the candidate has withdrawn it; [`StoreError::NotFound`] without such an interview.
pub fn insert(tx: &mut WriteTx<'_>, card: &Scorecard) -> Result<(), StoreError> {
    consents::refuse_withdrawn(tx.conn, card.interview_id)?;
    tx.conn
        .prepare_cached(
            "INSERT INTO scorecards (id, interview_id, author, rater, status, based_on, prompt_version,
                transcript_version, ratings, summary, open_questions, dropped, created_at, changed_at, signed_by, closed_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        )?
        .execute(params![
            card.id.0,
            card.interview_id.0,
            card.author.as_str(),
            card.rater,
            card.status.as_str(),
            card.based_on.map(|id| id.0),
            card.prompt_version,
            card.transcript_version,
            columns::to_json(&card.ratings)?,
            columns::to_json(&card.summary)?,
            columns::to_json(&card.open_questions)?,
            card.dropped,
            card.created_at.0,
            card.changed_at.0,
            card.signed_by,
            card.closed_at.map(|t| t.0)
        ])?;
    log(tx, EventKind::ScorecardAdded, card)
}

/// Stores what can change about a draft: its ratings and statements, the transcript version they quote, and whether it is
/// signed or rejected.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such draft; [`StoreError::Conflict`] when it is signed or rejected already;
/// [`StoreError::ConsentWithdrawn`].
pub fn update(tx: &mut WriteTx<'_>, card: &Scorecard) -> Result<(), StoreError> {
    consents::refuse_withdrawn(tx.conn, card.interview_id)?;
    let old = get(tx.conn, card.id)?.ok_or(StoreError::NotFound("scorecard"))?;
    if old.closed_at.is_some() {
        return Err(StoreError::Conflict(
            "this scorecard is closed; it cannot be changed any more".to_owned(),
        ));
    }
    tx.conn
        .prepare_cached(
            "UPDATE scorecards SET status = ?2, transcript_version = ?3, ratings = ?4, summary = ?5,
                open_questions = ?6, changed_at = ?7, signed_by = ?8, closed_at = ?9 WHERE id = ?1",
        )?
        .execute(params![
            card.id.0,
            card.status.as_str(),
            card.transcript_version,
            columns::to_json(&card.ratings)?,
            columns::to_json(&card.summary)?,
            columns::to_json(&card.open_questions)?,
            card.changed_at.0,
            card.signed_by,
            card.closed_at.map(|t| t.0)
        ])?;
    let kind = match card.status {
        CardStatus::Draft => EventKind::ScorecardChanged,
        CardStatus::Signed => EventKind::ScorecardSigned,
        CardStatus::Rejected => EventKind::ScorecardRejected,
    };
    log(tx, kind, card)
}

/// The scorecard.
///
/// # Errors
/// When the row cannot be read.
pub fn get(conn: &Connection, id: ScorecardId) -> Result<Option<Scorecard>, StoreError> {
    Ok(conn
        .prepare_cached(&format!("SELECT {COLUMNS} FROM scorecards WHERE id = ?1"))?
        .query_row([id.0], from_row)
        .optional()?)
}

/// The interview's scorecards in the order they were begun, drafts of models included.
///
/// # Errors
/// When the rows cannot be read.
pub fn list(conn: &Connection, interview: InterviewId) -> Result<Vec<Scorecard>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM scorecards WHERE interview_id = ?1 ORDER BY key"
    ))?;
    let rows = statement.query_map([interview.0], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn log(tx: &mut WriteTx<'_>, kind: EventKind, card: &Scorecard) -> Result<(), StoreError> {
    let hash = stored_hash(tx.conn, card.id.0)?.ok_or(StoreError::NotFound("scorecard"))?;
    tx.log(kind, card.interview_id.0, Some(card.id.0), hash)?;
    Ok(())
}

/// Hash of the row as it stands.
pub(crate) fn stored_hash(conn: &Connection, id: Uuid) -> Result<Option<Hash>, StoreError> {
    get(conn, ScorecardId(id))?
        .as_ref()
        .map(content::scorecard)
        .transpose()
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Scorecard> {
    Ok(Scorecard {
        id: ScorecardId(row.get(0)?),
        interview_id: InterviewId(row.get(1)?),
        author: columns::named(row, 2, CardAuthor::parse)?,
        rater: row.get(3)?,
        status: columns::named(row, 4, CardStatus::parse)?,
        based_on: row.get::<_, Option<Uuid>>(5)?.map(ScorecardId),
        prompt_version: row.get(6)?,
        transcript_version: row.get(7)?,
        ratings: columns::json(row, 8)?,
        summary: columns::json(row, 9)?,
        open_questions: columns::json(row, 10)?,
        dropped: row.get(11)?,
        created_at: columns::time(row, 12)?,
        changed_at: columns::time(row, 13)?,
        signed_by: row.get(14)?,
        closed_at: columns::optional_time(row, 15)?,
    })
}
