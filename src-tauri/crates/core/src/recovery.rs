//! What is set right when Candor starts: interviews it was stopped in, and links that ran out.

use candor_domain::{
    Actor, EventKind, InterviewStatus, Move, UtcMillis,
};
use candor_store::{Store, interviews, recordings, recovery};

use crate::Result;

/// Marks every interview that still counts as running as interrupted at its last durable moment, so that the
/// time Candor was not running is not counted. It can then be resumed or finished.
pub(crate) fn note_interruptions(store: &Store) -> Result<()> {
    for (id, last_durable) in store.read(recovery::interrupted)? {
        let Some(found) = store.read(|conn| interviews::get(conn, id))? else { continue };
        let mut interview = found;
        if interview.apply(Move::Interrupt, last_durable).is_err() {
            continue;
        }
        store.write(Actor::System, crate::clock::now(), move |tx| {
            recordings::end_open(tx, interview.id)?;
            interviews::update_status(tx, &interview, EventKind::InterviewInterrupted)
        })?;
        tracing::warn!(interview.id = %id, "an interview was interrupted and can be resumed");
    }
    Ok(())
}

/// Expires interviews whose link ran out before they began.
pub(crate) fn expire(store: &Store, now: UtcMillis) -> Result<()> {
    let waiting = store.read(|conn| {
        interviews::list(conn, Some(InterviewStatus::NotStarted), u32::MAX, 0)
    })?;
    for listed in waiting {
        let mut interview = listed.interview;
        if interview.expires_at.is_some_and(|at| at <= now)
            && interview.apply(Move::Expire, now).is_ok()
        {
            store.write(Actor::System, now, move |tx| {
                interviews::update_status(tx, &interview, EventKind::InterviewExpired)
            })?;
        }
    }
    Ok(())
}
