//! What is set right when Candor starts: interviews it was stopped in, and links that ran out.

use candor_domain::{Actor, EventKind, InterviewId, InterviewStatus, Move, UtcMillis};
use candor_store::{Store, interviews, recordings, recovery};

use crate::{Archive, Result, clock, room};

/// Marks every interview that still counts as running as interrupted at its last durable moment, so that the
/// time Candor was not running is not counted. It can then be resumed or finished.
pub(crate) fn note_interruptions(store: &Store) -> Result<()> {
    // Interviews first: ending a recording is logged and would count as a later sign of life.
    let interrupted = store.read(recovery::interrupted)?;
    for found in interrupted {
        interrupt(store, found)?;
    }
    for (id, recording) in store.read(recovery::open_recordings)? {
        let known = store.read(|conn| recordings::list(conn, id))?;
        let samples = known
            .iter()
            .find(|r| r.recording.id == recording)
            .map_or(0, |r| r.stored_samples);
        store.write(Actor::System, clock::now(), move |tx| {
            recordings::end(tx, recording, samples)
        })?;
    }
    Ok(())
}

/// Does the same for one interview whose room is known to be gone; nothing if it does not count as running.
pub(crate) fn note_interruption(store: &Store, id: InterviewId) -> Result<()> {
    let interrupted = store.read(recovery::interrupted)?;
    interrupted
        .into_iter()
        .filter(|found| found.interview_id == id)
        .try_for_each(|found| interrupt(store, found))
}

fn interrupt(store: &Store, found: recovery::Interrupted) -> Result<()> {
    let id = found.interview_id;
    let Some(mut interview) = store.read(|conn| interviews::get(conn, id))? else {
        return Ok(());
    };
    interview.apply(Move::Interrupt, found.last_durable_at)?;
    store.write(Actor::System, clock::now(), move |tx| {
        interviews::update_status(tx, &interview, EventKind::InterviewInterrupted)
    })?;
    tracing::warn!(interview.id = %id, "an interview was interrupted and can be resumed");
    Ok(())
}

/// Writes the transcripts of interviews after whose end Candor was stopped before it could.
pub(crate) fn write_missing_transcripts(archive: &Archive) -> Result<()> {
    for id in archive.store.read(recovery::untranscribed)? {
        room::write_transcript(archive, id);
    }
    Ok(())
}

/// Expires interviews whose link ran out before they began.
pub(crate) fn expire(store: &Store, now: UtcMillis) -> Result<()> {
    let waiting = store.read(|conn| {
        let status = Some(InterviewStatus::NotStarted);
        interviews::list(
            conn,
            interviews::Filter {
                status,
                limit: u32::MAX,
                offset: 0,
            },
        )
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
