//! Interviews the kiosk may open: by a short code, of which only the hash is kept, or from its queue.
//!
//! An interview has at most one invitation; a new one takes the place of the old one.

use candor_domain::{EventKind, InterviewId, UtcMillis};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::{
    StoreError, WriteTx, columns,
    content::{self, Hash},
};

/// An invitation to the kiosk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The interview that may be opened.
    pub interview_id: InterviewId,
    /// SHA-256 of the code, if one was handed out.
    pub code_hash: Option<Hash>,
    /// When it was put into the queue, if it was; the queue goes by this.
    pub queued_at: Option<UtcMillis>,
    /// From when on it no longer counts.
    pub expires_at: UtcMillis,
    /// When it was made.
    pub created_at: UtcMillis,
}

const SELECT: &str =
    "SELECT interview_id, code_hash, queued_at, expires_at, created_at FROM kiosk_invitations";

/// Invites, in place of an older invitation to the same interview.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such interview; [`StoreError::Conflict`] when another interview has
/// the same code; [`StoreError::Invalid`] when it is neither queued nor has a code.
pub fn put(tx: &mut WriteTx<'_>, invitation: &Invitation) -> Result<(), StoreError> {
    tx.conn
        .prepare_cached(
            "INSERT INTO kiosk_invitations (interview_id, code_hash, queued_at, expires_at, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (interview_id) DO UPDATE SET code_hash = excluded.code_hash, queued_at = excluded.queued_at,
                expires_at = excluded.expires_at, created_at = excluded.created_at",
        )?
        .execute(params![
            invitation.interview_id.0,
            invitation.code_hash,
            invitation.queued_at.map(|t| t.0),
            invitation.expires_at.0,
            invitation.created_at.0,
        ])?;
    let hash = content::kiosk_invitation(invitation);
    tx.log(
        EventKind::KioskInvited,
        invitation.interview_id.0,
        None,
        hash,
    )?;
    Ok(())
}

/// Ends the invitation to this interview; false when there was none.
///
/// # Errors
/// When the row cannot be removed.
pub fn end(tx: &mut WriteTx<'_>, interview: InterviewId) -> Result<bool, StoreError> {
    let Some(ended) = get(tx.conn, interview)? else {
        return Ok(false);
    };
    tx.conn
        .prepare_cached("DELETE FROM kiosk_invitations WHERE interview_id = ?1")?
        .execute([interview.0])?;
    let hash = content::kiosk_invitation(&ended);
    tx.log(EventKind::KioskInvitationEnded, interview.0, None, hash)?;
    Ok(true)
}

/// The invitation to this interview.
///
/// # Errors
/// When the row cannot be read.
pub fn get(conn: &Connection, interview: InterviewId) -> Result<Option<Invitation>, StoreError> {
    Ok(conn
        .prepare_cached(&format!("{SELECT} WHERE interview_id = ?1"))?
        .query_row([interview.0], from_row)
        .optional()?)
}

/// The invitation whose code has this SHA-256.
///
/// # Errors
/// When the row cannot be read.
pub fn by_code_hash(conn: &Connection, code_hash: &Hash) -> Result<Option<Invitation>, StoreError> {
    Ok(conn
        .prepare_cached(&format!("{SELECT} WHERE code_hash = ?1"))?
        .query_row([code_hash], from_row)
        .optional()?)
}

/// Every invitation: first the queue in its order, then those with a code, oldest first.
///
/// # Errors
/// When the rows cannot be read.
pub fn list(conn: &Connection) -> Result<Vec<Invitation>, StoreError> {
    let order = "ORDER BY queued_at IS NULL, queued_at, created_at, interview_id";
    Ok(conn
        .prepare_cached(&format!("{SELECT} {order}"))?
        .query_map([], from_row)?
        .collect::<Result<_, _>>()?)
}

/// Hash of the row as it stands.
pub(crate) fn stored_hash(
    conn: &Connection,
    interview: InterviewId,
) -> Result<Option<Hash>, StoreError> {
    Ok(get(conn, interview)?
        .as_ref()
        .map(content::kiosk_invitation))
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Invitation> {
    Ok(Invitation {
        interview_id: InterviewId(row.get(0)?),
        code_hash: row.get(1)?,
        queued_at: columns::optional_time(row, 2)?,
        expires_at: columns::time(row, 3)?,
        created_at: columns::time(row, 4)?,
    })
}
