//! Consents to being recorded: one per interview, with the very words that were agreed to.

use candor_domain::{AiUse, EventKind, InterviewId, Language, UtcMillis};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::{
    StoreError, WriteTx, columns,
    content::{self, Hash},
};

/// Version of the consent to a recording that was made elsewhere: its text is the recruiter's own, and may name people.
pub const ELSEWHERE: &str = "elsewhere";

/// What stands in the place of such a text once the interview was erased.
pub const ERASED: &str = "—";

/// A consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// The interview whose recording was agreed to.
    pub interview_id: InterviewId,
    /// When.
    pub at: UtcMillis,
    /// Version of the text.
    pub version: String,
    /// Language the text was shown in.
    pub language: Language,
    /// The text as it was shown.
    pub text: String,
    /// Hosts of the AI services it named; only these may be sent what is said.
    pub ai_hosts: Vec<String>,
    /// What it said models are used for.
    pub ai_uses: Vec<AiUse>,
}

/// Stores a consent. From then on the interview's `consented_at` is its time.
///
/// # Errors
/// [`StoreError::Conflict`] when it was given already; [`StoreError::ConsentWithdrawn`] when it was withdrawn, which is
/// final; [`StoreError::NotFound`] when there is no such interview.
pub fn insert(tx: &mut WriteTx<'_>, consent: &Consent) -> Result<(), StoreError> {
    refuse_withdrawn(tx.conn, consent.interview_id)?;
    let hosts = some_json(&consent.ai_hosts)?;
    let uses = some_json(&consent.ai_uses)?;
    tx.conn
        .prepare_cached(
            "INSERT INTO consents (interview_id, at, version, language, text, ai_hosts, ai_uses)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            consent.interview_id.0,
            consent.at.0,
            consent.version,
            consent.language.code(),
            consent.text,
            hosts,
            uses
        ])?;
    tx.log(
        EventKind::ConsentGiven,
        consent.interview_id.0,
        None,
        content::consent(consent),
    )?;
    Ok(())
}

/// A list as it is stored: nothing when it is empty.
fn some_json<T: serde::Serialize>(list: &[T]) -> Result<Option<String>, StoreError> {
    if list.is_empty() {
        return Ok(None);
    }
    columns::to_json(&list).map(Some)
}

/// The consent given for this interview.
///
/// # Errors
/// When the row cannot be read.
pub fn get(conn: &Connection, interview: InterviewId) -> Result<Option<Consent>, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT interview_id, at, version, language, text, coalesce(ai_hosts, '[]'), coalesce(ai_uses, '[]')
             FROM consents WHERE interview_id = ?1",
        )?
        .query_row([interview.0], |row| {
            Ok(Consent {
                interview_id: InterviewId(row.get(0)?),
                at: columns::time(row, 1)?,
                version: row.get(2)?,
                language: columns::language(row, 3)?,
                text: row.get(4)?,
                ai_hosts: columns::json(row, 5)?,
                ai_uses: columns::json(row, 6)?,
            })
        })
        .optional()?)
}

/// Refuses to record in an interview unless the consent to it is in force.
///
/// # Errors
/// [`StoreError::ConsentMissing`], [`StoreError::ConsentWithdrawn`]; [`StoreError::NotFound`] when there is no such
/// interview, [`StoreError::Conflict`] when it was erased.
pub fn require(conn: &Connection, interview: InterviewId) -> Result<(), StoreError> {
    refuse_withdrawn(conn, interview)?;
    if get(conn, interview)?.is_some() {
        return Ok(());
    }
    Err(match crate::interviews::get(conn, interview)? {
        Some(_) => StoreError::ConsentMissing,
        None => StoreError::NotFound("interview"),
    })
}

/// Refuses to add to an interview whose consent was withdrawn, or that was erased.
///
/// # Errors
/// [`StoreError::ConsentWithdrawn`]; [`StoreError::Conflict`] when it was erased.
pub fn refuse_withdrawn(conn: &Connection, interview: InterviewId) -> Result<(), StoreError> {
    let state: Option<(bool, bool)> = conn
        .prepare_cached(
            "SELECT w.at IS NOT NULL, i.erased_at IS NOT NULL
             FROM interviews i LEFT JOIN withdrawals w ON w.interview_id = i.id WHERE i.id = ?1",
        )?
        .query_row([interview.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match state {
        Some((_, true)) => Err(StoreError::Conflict(
            "this interview was erased; nothing can be added to it".to_owned(),
        )),
        Some((true, _)) => Err(StoreError::ConsentWithdrawn),
        _ => Ok(()),
    }
}

/// Takes the recruiter's own words out of the consent to a recording made elsewhere; when, in which language and of which
/// kind it was stays. Others are the organisation's words, and stay whole.
pub(crate) fn erase(tx: &WriteTx<'_>, interview: InterviewId) -> Result<(), StoreError> {
    tx.conn
        .prepare_cached("UPDATE consents SET text = ?2 WHERE interview_id = ?1 AND version = ?3")?
        .execute(params![interview.0, ERASED, ELSEWHERE])?;
    Ok(())
}

/// Whether [`erase`] took the words out of this consent.
pub(crate) fn is_erased(conn: &Connection, interview: InterviewId) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT 1 FROM consents WHERE interview_id = ?1 AND version = ?3 AND text = ?2",
        )?
        .exists(params![interview.0, ERASED, ELSEWHERE])?)
}

/// Hash of the row as it stands.
pub(crate) fn stored_hash(
    conn: &Connection,
    interview: InterviewId,
) -> Result<Option<Hash>, StoreError> {
    Ok(get(conn, interview)?.as_ref().map(content::consent))
}
