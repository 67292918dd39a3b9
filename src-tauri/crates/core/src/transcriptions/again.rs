//! Hearing messages of an interview again: all of them with another model, or those that have no words yet.
//!
//! Every message is heard by itself. What is heard is kept message by message with the job, so that a long recording goes
//! on where it was; only when all are done does a version of the transcript exist, in one transaction.

use std::collections::HashSet;

use candor_domain::{JobKind, MessageId, TranscriptVersionId, VersionText};
use candor_speech::{SpeechError, Transcriber, Transcription};
use candor_store::{
    StoreError, WriteTx, interviews,
    messages::{self, Spoken},
    transcript_versions::{self, NewVersion},
    transcription_jobs as table,
};

use super::{apart::Apart, needs, work::Work};
use crate::{Error, Result, clock};

/// How long these messages are in all, in ms.
pub(super) fn length_ms<'m>(spoken: impl IntoIterator<Item = &'m Spoken>) -> u64 {
    spoken.into_iter().map(length).sum()
}

fn length(message: &Spoken) -> u64 {
    message.end_ms.saturating_sub(message.start_ms)
}

/// Hears what is still to be heard, and makes the version.
pub(super) fn run(work: &mut Work<'_>) -> Result<()> {
    let (job, interview) = (work.job.id, work.interview.id);
    let (spoken, texts) = work
        .archive()
        .store
        .read(|conn| Ok((messages::spoken(conn, interview)?, table::texts(conn, job)?)))?;
    let known: HashSet<MessageId> = texts.into_iter().map(|text| text.message_id).collect();
    let catch_up = work.job.kind == JobKind::CatchUp;
    let asked_for = work.job.model.clone();
    let mut transcriber = open(work, &spoken)?;
    // Texts of another model were forgotten.
    let known = if work.job.model == asked_for {
        known
    } else {
        HashSet::new()
    };
    let wanted: Vec<Spoken> = if catch_up {
        let wanting = needs::wanting(&work.with.models, &work.job.model, &spoken);
        wanting.into_iter().cloned().collect()
    } else {
        spoken
    };
    let mut done_ms = length_ms(wanted.iter().filter(|message| known.contains(&message.id)));
    let mut apart = Apart::of(work.archive(), interview)?;
    for message in wanted.iter().filter(|message| !known.contains(&message.id)) {
        work.go_on()?;
        let heard = match apart.samples(work.archive(), message)? {
            Some(samples) => work.hear(transcriber.as_mut(), &samples, message.language)?,
            None => Some(Transcription::from_words(
                Vec::new(),
                message.language,
                None,
            )),
        };
        done_ms += length(message);
        // What cannot be heard now keeps what it has. So does, where nobody has asked for other words, what has words that
        // the larger model does not hear.
        let text = heard
            .filter(|heard| !catch_up || !heard.text.is_empty() || !message.has_words)
            .map(|heard| placed(message, heard));
        work.write(move |tx, job| {
            if let Some(text) = &text {
                table::add_text(tx, job, text)?;
            }
            job.done_ms = done_ms.min(job.total_ms);
            table::update(tx, job)
        })?;
        work.progress(done_ms);
    }
    drop(transcriber);
    work.go_on()?;
    let heard = work
        .archive()
        .store
        .read(|conn| Ok(!table::texts(conn, job)?.is_empty()))?;
    if !heard && !catch_up {
        return Err(
            SpeechError::RecogniserDied("it heard none of the utterances".to_owned()).into(),
        );
    }
    work.write(move |tx, job| {
        let texts = table::texts(tx.conn(), job.id)?;
        if !texts.is_empty() {
            make_version(tx, job.interview_id, &job.model, texts, catch_up)?;
        }
        Work::is_done(tx, job)
    })?;
    if catch_up {
        work.with.caught_up(interview);
    }
    work.tell();
    Ok(())
}

/// The transcriber. A catch-up whose model does not load is done with the one that worked while the interview ran.
fn open(work: &mut Work<'_>, spoken: &[Spoken]) -> Result<Box<dyn Transcriber>> {
    let problem = match work.with.open(&work.job.model) {
        Ok(transcriber) => return Ok(transcriber),
        Err(error @ Error::Speech(SpeechError::Cancelled)) => return Err(error),
        Err(error) => error,
    };
    let live = needs::heard_live(spoken, &work.job.model);
    let Some(model) = live.filter(|_| work.job.kind == JobKind::CatchUp) else {
        return Err(problem);
    };
    work.go_on()?;
    tracing::warn!(error = %problem, model, "the model wanted for transcripts does not load; the one of the interview is used");
    let Ok(transcriber) = work.with.open(&model) else {
        return Err(problem);
    };
    let total_ms = length_ms(needs::wanting(&work.with.models, &model, spoken));
    work.write(move |tx, job| {
        table::forget_texts(tx, job.id)?;
        job.model = model;
        job.done_ms = 0;
        job.total_ms = total_ms;
        table::update(tx, job)
    })?;
    Ok(transcriber)
}

/// Makes the version; one that catches up counts from now on, unless a person has chosen one already.
fn make_version(
    tx: &mut WriteTx<'_>,
    interview_id: candor_domain::InterviewId,
    model: &str,
    texts: Vec<VersionText>,
    catch_up: bool,
) -> std::result::Result<(), StoreError> {
    let version = NewVersion {
        id: TranscriptVersionId::new(),
        interview_id,
        speech_model: model.to_owned(),
        created_at: clock::now(),
        texts,
    };
    let version = transcript_versions::insert(tx, &version)?;
    let untouched = interviews::get(tx.conn(), interview_id)?
        .is_some_and(|interview| interview.transcript_version == 1);
    if catch_up && untouched && !transcript_versions::is_chosen_by_hand(tx.conn(), interview_id)? {
        transcript_versions::choose(tx, interview_id, version.number)?;
    }
    Ok(())
}

/// The text with its words on the interview's audio time line.
fn placed(message: &Spoken, heard: Transcription) -> VersionText {
    let mut words = heard.words;
    for word in &mut words {
        word.start_ms = (word.start_ms + message.start_ms).min(message.end_ms);
        word.end_ms = (word.end_ms + message.start_ms).min(message.end_ms);
    }
    VersionText {
        message_id: message.id,
        content: heard.text,
        words,
        confidence: heard.confidence,
        doubt: heard.doubt,
    }
}
