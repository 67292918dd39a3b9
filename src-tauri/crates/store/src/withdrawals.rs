//! Withdrawals of the consent to being recorded: at most one per interview, and final.

use candor_domain::{EventKind, Interview, InterviewId, InterviewStatus, Move, UtcMillis};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::{
    StoreError, WriteTx, columns, consents,
    content::{self, Hash},
    interviews, kiosk_invitations, recordings,
};

/// Withdraws the consent given for an interview, in one step with everything that follows from it: a recording that
/// runs ends with what is stored of it, an interview that is not over is called off, an invitation to the kiosk ends.
///
/// From then on nothing can be recorded or said in this interview; see [`consents::refuse_withdrawn`].
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such interview; [`StoreError::ConsentMissing`] when nothing was agreed to;
/// [`StoreError::Conflict`] when it was withdrawn before.
pub fn insert(tx: &mut WriteTx<'_>, id: InterviewId) -> Result<Interview, StoreError> {
    let interview = interviews::get(tx.conn, id)?.ok_or(StoreError::NotFound("interview"))?;
    if consents::get(tx.conn, id)?.is_none() {
        return Err(StoreError::ConsentMissing);
    }
    for open in recordings::list(tx.conn, id)? {
        if open.ended_at.is_none() {
            recordings::end(tx, open.recording.id, open.stored_samples)?;
        }
    }
    let at = tx.now;
    tx.conn
        .prepare_cached("INSERT INTO withdrawals (interview_id, at) VALUES (?1, ?2)")?
        .execute(params![id.0, at.0])?;
    let hash = content::withdrawal(id, at);
    tx.log(EventKind::ConsentWithdrawn, id.0, None, hash)?;
    call_off(tx, interview)?;
    kiosk_invitations::end(tx, id)?;
    interviews::get(tx.conn, id)?.ok_or(StoreError::NotFound("interview"))
}

/// Calls off an interview that is not over.
pub(crate) fn call_off(tx: &mut WriteTx<'_>, mut interview: Interview) -> Result<(), StoreError> {
    let open = matches!(
        interview.status,
        InterviewStatus::NotStarted | InterviewStatus::Started | InterviewStatus::Paused
    );
    if open {
        interview.apply(Move::Cancel, tx.now)?;
        interviews::update_status(tx, &interview, EventKind::InterviewCancelled)?;
    }
    Ok(())
}

/// When the consent was withdrawn.
///
/// # Errors
/// When the row cannot be read.
pub fn get(conn: &Connection, id: InterviewId) -> Result<Option<UtcMillis>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT at FROM withdrawals WHERE interview_id = ?1")?
        .query_row([id.0], |row| columns::time(row, 0))
        .optional()?)
}

/// Hash of the row as it stands.
pub(crate) fn stored_hash(conn: &Connection, id: InterviewId) -> Result<Option<Hash>, StoreError> {
    Ok(get(conn, id)?.map(|at| content::withdrawal(id, at)))
}
