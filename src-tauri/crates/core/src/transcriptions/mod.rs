//! Recordings that are transcribed in the background: one after the other, by one worker, on after a restart.
//!
//! Three kinds of work share the queue: an imported recording gets its words; utterances an interview left without words,
//! or that a smaller model heard, are caught up with; and somebody wants a recording heard again by another model.
//! Invariants: what was heard is durable utterance by utterance, so that work goes on where it was after a restart, a
//! pause or a crash, with nothing twice and nothing lost; a version of a transcript is whole or not there; an interview
//! that runs on this machine has it to itself.

mod again;
mod apart;
mod import;
mod needs;
mod queue;
mod work;
mod worker;

use std::{sync::Arc, time::Duration};

use candor_domain::{
    Actor, InterviewId, JobKind, TranscriptionJob, TranscriptionJobId, live::JobState,
};
use candor_speech::Transcriber;
use candor_store::{
    Store, StoreError, imports, interviews as interview_table, messages,
    transcription_jobs as table,
};
use serde::Serialize;

pub(crate) use needs::for_import;
pub(crate) use queue::{Starter, Transcriptions, new_job};

use crate::{App, Error, Result, clock, interviews, machine, recording_import, room, withdrawal};

/// Jobs listed at once.
const LISTED: u32 = 200;

/// Makes a transcriber with the model of this name; loading one takes a while.
pub type OpenTranscriber = Arc<dyn Fn(&str) -> Result<Box<dyn Transcriber>> + Send + Sync>;

/// Work that waits, is under way, or ended lately.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct TranscriptionQueue {
    /// What is under way first, then what waits in its order, then what ended, newest first.
    pub jobs: Vec<QueuedTranscription>,
}

/// One piece of work, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct QueuedTranscription {
    /// The work. One that is stopped because the disk is full says so in its error, and goes on by itself.
    pub job: TranscriptionJob,
    /// The candidate's name.
    pub candidate_name: String,
    /// Title of the position.
    pub position_title: String,
    /// How long it still takes, in ms, told from how it went so far; none before anything can be told.
    pub remaining_ms: Option<u64>,
}

/// Everything that waits, is under way, or ended lately.
///
/// # Errors
/// When the database cannot be read.
pub fn queue(app: &App) -> Result<TranscriptionQueue> {
    let rows = app.store().read(|conn| {
        let mut rows = Vec::new();
        for job in table::list(conn, LISTED)? {
            let interview = interview_table::get(conn, job.interview_id)?;
            let snapshot = interview_table::snapshot(conn, job.interview_id)?;
            let Some((interview, snapshot)) = interview.zip(snapshot) else {
                continue;
            };
            rows.push((job, interview.candidate_name, snapshot.title));
        }
        Ok(rows)
    })?;
    let mut jobs: Vec<_> = rows
        .into_iter()
        .map(|(job, candidate_name, position_title)| {
            let (job, remaining_ms) = app.transcriptions().live(job);
            QueuedTranscription {
                job,
                candidate_name,
                position_title,
                remaining_ms,
            }
        })
        .collect();
    // Stable: what waits stays in its order.
    jobs.sort_by_key(|queued| match queued.job.state {
        JobState::Running => 0,
        JobState::Paused => 1,
        JobState::Waiting => 2,
        JobState::Done | JobState::Failed | JobState::Cancelled => 3,
    });
    Ok(TranscriptionQueue { jobs })
}

/// The work on this interview's recording, oldest first.
///
/// # Errors
/// [`Error::NotFound`].
pub fn of_interview(app: &App, id: InterviewId) -> Result<Vec<TranscriptionJob>> {
    interviews::get(app, id)?;
    let jobs = app.store().read(|conn| table::of_interview(conn, id))?;
    let live = |job| app.transcriptions().live(job).0;
    Ok(jobs.into_iter().map(live).collect())
}

/// A piece of work, as it stands.
///
/// # Errors
/// [`Error::NotFound`].
pub fn get(app: &App, id: TranscriptionJobId) -> Result<TranscriptionJob> {
    let job = app.store().read(|conn| table::get(conn, id))?;
    let job = job.ok_or(Error::NotFound("transcription"))?;
    Ok(app.transcriptions().live(job).0)
}

/// Has a recording heard again by this speech model, after what waits already. What comes of it is a version of the
/// transcript, whole or not there; it counts once somebody chooses it.
///
/// # Errors
/// [`Error::Conflict`] while the interview runs, while its recording is transcribed or waits for that already, or when
/// nothing was spoken; a model that is missing or does not understand the language.
pub fn again(app: &App, id: InterviewId, model: &str) -> Result<TranscriptionJob> {
    let interview = interviews::get(app, id)?;
    withdrawal::refuse_documents(&interview)?;
    if interview.finished_at.is_none() && interview.cancelled_at.is_none()
        || room::listening(app, id).is_some()
    {
        return Err(Error::Conflict(
            "the recording can be transcribed again once the interview is over".into(),
        ));
    }
    let starter = app.transcription_starter();
    refuse_unusable(app, &starter, model, &interview)?;
    let spoken = app.store().read(|conn| messages::spoken(conn, id))?;
    if spoken.is_empty() {
        return Err(Error::Conflict(
            "nothing was spoken in this interview, so there is nothing to transcribe".into(),
        ));
    }
    let total_ms = again::length_ms(&spoken);
    starter.add(id, JobKind::Again, model, total_ms, Actor::Operator)
}

/// Refuses a model that is missing or does not understand what is spoken.
fn refuse_unusable(
    app: &App,
    starter: &Starter,
    model: &str,
    interview: &candor_domain::Interview,
) -> Result<()> {
    if !starter.brings_its_own() {
        machine::choose_model(app.models(), Some(model), interview.spoken_language())?;
    }
    Ok(())
}

/// Gives a piece of work up. What an import has heard by then stays; other work leaves nothing behind.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when it has ended.
pub fn cancel(app: &App, id: TranscriptionJobId) -> Result<TranscriptionJob> {
    let job = end(app, id)?;
    match job.kind {
        JobKind::CatchUp => app.draft_starter().interview_ended(job.interview_id),
        JobKind::Import => room::write_transcript(app.archive(), job.interview_id),
        JobKind::Again => {}
    }
    Ok(job)
}

/// Ends a piece of work, and nothing comes after it.
fn end(app: &App, id: TranscriptionJobId) -> Result<TranscriptionJob> {
    let now = clock::now();
    let job = app.store().write(Actor::Operator, now, move |tx| {
        let mut job = table::get(tx.conn(), id)?.ok_or(StoreError::NotFound("transcription"))?;
        if job.state.is_over() {
            return Err(StoreError::Conflict("this has ended already".to_owned()));
        }
        job.state = JobState::Cancelled;
        job.ended_at = Some(now);
        table::update(tx, &job)?;
        Ok(job)
    })?;
    app.transcription_starter().given_up(&job);
    Ok(job)
}

/// Gives up what is being made of this interview's recording, and says how it stands; what has ended stays as it is.
///
/// # Errors
/// [`Error::NotFound`], also when nothing was ever made of it.
pub fn cancel_of(app: &App, id: InterviewId) -> Result<TranscriptionJob> {
    let newest = of_interview(app, id)?.pop();
    let newest = newest.ok_or(Error::NotFound("transcription"))?;
    match cancel(app, newest.id) {
        Err(Error::Store(StoreError::Conflict(_))) => get(app, newest.id),
        answer => answer,
    }
}

/// Gives up everything that is made of this interview's recording: it is about to be erased, or nobody may hear it.
pub(crate) fn give_up(app: &App, id: InterviewId) -> Result<()> {
    for job in of_interview(app, id)? {
        if !job.state.is_over() {
            match end(app, job.id) {
                Ok(_) | Err(Error::Store(StoreError::Conflict(_) | StoreError::NotFound(_))) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}

/// Puts work that failed or was given up back into the queue, where it goes on where it was; with another model if one is
/// named.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] unless it failed or was given up, or while other work on this recording waits;
/// a model that is missing.
pub fn retry(app: &App, id: TranscriptionJobId, model: Option<&str>) -> Result<TranscriptionJob> {
    let job = get(app, id)?;
    let interview = interviews::get(app, job.interview_id)?;
    withdrawal::refuse_documents(&interview)?;
    let starter = app.transcription_starter();
    let model = model.unwrap_or(&job.model).to_owned();
    refuse_unusable(app, &starter, &model, &interview)?;
    let job = app
        .store()
        .write(Actor::Operator, clock::now(), move |tx| {
            let mut job =
                table::get(tx.conn(), id)?.ok_or(StoreError::NotFound("transcription"))?;
            if !matches!(job.state, JobState::Failed | JobState::Cancelled) {
                return Err(StoreError::Conflict(
                    "only what failed or was given up can be tried again".to_owned(),
                ));
            }
            queue::refuse_second(tx, job.interview_id)?;
            // A version is heard by one model from its first word to its last.
            if job.kind != JobKind::Import && model != job.model {
                table::forget_texts(tx, id)?;
                job.done_ms = 0;
            }
            if job.kind != JobKind::Import && job.state == JobState::Cancelled {
                job.done_ms = 0;
            }
            job.model = model;
            job.state = JobState::Waiting;
            job.ended_at = None;
            job.error = None;
            table::update(tx, &job)?;
            Ok(job)
        })?;
    starter.queued(&job);
    Ok(job)
}

/// Goes on with what waits, and catches up with interviews that ended without; to be called once Candor is open.
///
/// # Errors
/// Only if the database cannot be read or written.
pub fn resume(app: &App) -> Result<()> {
    let starter = app.transcription_starter();
    let (left, unwritten) = app
        .store()
        .read(|conn| Ok((table::left_behind(conn)?, table::unwritten(conn)?)))?;
    for id in unwritten {
        starter.caught_up(id);
    }
    for id in left {
        if let Err(error) = needs::catch_up_if_needed(&starter, id) {
            tracing::warn!(%error, interview.id = %id, "an interview was not caught up with; its recording can be transcribed again");
        }
    }
    starter.wake();
    Ok(())
}

/// What was under way when Candor stopped, however it stopped, waits again; sound that was being taken in is deleted. A
/// disk that is too full for that keeps nobody out: the next start does it.
pub(crate) fn note_interruptions(store: &Store) {
    if let Err(error) = try_to_note_interruptions(store) {
        tracing::warn!(%error, "what was left of transcriptions could not be put in order");
    }
}

fn try_to_note_interruptions(store: &Store) -> Result<()> {
    let (open, left) = store.read(|conn| Ok((table::open(conn)?, imports::left(conn)?)))?;
    for import in left {
        recording_import::forget_sound(store, import)?;
    }
    let cut_short: Vec<_> = open
        .into_iter()
        .filter(|job| job.state != JobState::Waiting)
        .collect();
    if cut_short.is_empty() {
        return Ok(());
    }
    store.write(Actor::System, clock::now(), move |tx| {
        for mut job in cut_short {
            job.state = JobState::Waiting;
            table::update(tx, &job)?;
        }
        Ok(())
    })?;
    Ok(())
}

/// From now on transcribers are made in this way, whatever models are installed: for trying out what becomes of what
/// they hear.
pub fn hear_with(app: &App, open: OpenTranscriber) {
    app.transcriptions().hear_with(open);
}

/// From now on a recogniser that was given up is left alone for this long: for trying out what happens then.
pub fn rest_for(app: &App, rest: Duration) {
    app.transcriptions().rest_for(rest);
}

/// Waits until nothing is being transcribed and nothing waits that could be.
pub fn wait(app: &App) {
    app.transcriptions().wait();
}
