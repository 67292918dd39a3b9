//! What is set right when Candor starts: interviews it was stopped in, and links that ran out.

use candor_domain::{Actor, EventKind, InterviewId, Move, UtcMillis};
use candor_store::{Store, desk, interviews, recordings, recovery};

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
    for id in store.read(|conn| desk::run_out(conn, now))? {
        let Some(mut interview) = store.read(|conn| interviews::get(conn, id))? else {
            continue;
        };
        if interview.apply(Move::Expire, now).is_ok() {
            store.write(Actor::System, now, move |tx| {
                interviews::update_status(tx, &interview, EventKind::InterviewExpired)
            })?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use candor_domain::{InterviewStatus, Language};

    use super::*;
    use crate::{
        App, DatabaseKey, Folders,
        engine::Settings,
        interviews::{self, InterviewDraft},
        positions, samples,
    };

    #[test]
    fn an_interview_nobody_began_expires_with_its_link_and_not_before() {
        let folder = tempfile::tempdir().unwrap();
        let folders = Folders::below(folder.path());
        let key = DatabaseKey::new([1; 32]);
        let app = App::open_with_key(folders, Settings::default(), &key).unwrap();
        let file = samples::read("software-engineer").unwrap();
        let position = positions::create(&app, file.into()).unwrap();
        let draft = InterviewDraft {
            position_id: position.id,
            candidate_name: "Ada".to_owned(),
            candidate_external_id: None,
            language: Language::Ru,
            recommended_minutes: 30,
            description: String::new(),
            knowledge_base: String::new(),
            accommodations: candor_domain::Accommodations::default(),
            vocabulary: String::new(),
        };
        let id = interviews::create(&app, draft).unwrap().interview.id;
        let runs_out = interviews::get(&app, id).unwrap().expires_at.unwrap();
        let status = || interviews::get(&app, id).unwrap().status;

        expire(app.store(), UtcMillis(runs_out.0 - 1)).unwrap();
        assert_eq!(status(), InterviewStatus::NotStarted);
        expire(app.store(), runs_out).unwrap();
        assert_eq!(status(), InterviewStatus::Expired);
        let refused = interviews::cancel(&app, id).unwrap_err();
        assert_eq!(refused.code(), candor_domain::Code::IllegalMove);
    }
}
