//! What is transcribed in the background, and with which model.

use std::sync::Arc;

use candor_domain::{Actor, Doubt, Interview, InterviewId, JobKind, Language, live::JobState};
use candor_speech::ModelFolder;
use candor_store::{
    interviews as interview_table,
    messages::{self, Spoken},
    transcription_jobs as table,
};

use super::{Starter, again};
use crate::{App, Archive, Error, Result, machine, organisation, preferences, room};

/// Has the recording of an interview that is over heard again where words are missing, or where a smaller model heard it
/// than is wanted for transcripts. True when that is under way; it is done
/// once for an interview, but tried again where it failed.
///
/// # Errors
/// [`Error::NotFound`]; a database that cannot be read or written.
pub(super) fn catch_up_if_needed(with: &Starter, id: InterviewId) -> Result<bool> {
    let interview = with.archive.interview(id)?;
    let may = interview.finished_at.is_some()
        && interview.withdrawn_at.is_none()
        && interview.erased_at.is_none()
        && interview.imported_from.is_none();
    if !may {
        return Ok(false);
    }
    let (jobs, spoken) = with
        .archive
        .store
        .read(|conn| Ok((table::of_interview(conn, id)?, messages::spoken(conn, id)?)))?;
    let newest = jobs.into_iter().rfind(|job| job.kind == JobKind::CatchUp);
    let failed = match newest {
        Some(job) if job.state == JobState::Failed => Some(job),
        Some(job) => return Ok(!job.state.is_over()),
        None => None,
    };
    let language = interview.spoken_language();
    let wanted = with.wanted(language);
    let Some(model) = wanted.or_else(|| best(&with.models, language)).or_else(|| {
        // None is installed any more; the name says which one was.
        spoken
            .iter()
            .find_map(|message| message.speech_model.clone())
    }) else {
        return Ok(false);
    };
    let heard_again = wanting(&with.models, &model, &spoken);
    if heard_again.is_empty() {
        return Ok(false);
    }
    let total_ms = again::length_ms(heard_again);
    match failed {
        Some(job) => with.try_again(job, &model, total_ms)?,
        None => {
            with.add(id, JobKind::CatchUp, &model, total_ms, Actor::System)?;
        }
    }
    Ok(true)
}

/// The messages a catch-up with this model hears again: those without words, and those heard by a smaller model.
pub(super) fn wanting<'m>(
    models: &ModelFolder,
    model: &str,
    spoken: &'m [Spoken],
) -> Vec<&'m Spoken> {
    let size = |name: &str| models.entry(name).ok().map(|entry| entry.size_bytes);
    let own = size(model);
    let smaller = |heard_by: Option<&str>| {
        let heard_by = heard_by.and_then(size);
        heard_by.zip(own).is_some_and(|(theirs, own)| theirs < own)
    };
    spoken
        .iter()
        .filter(|message| {
            message.doubt == Some(Doubt::NotTranscribed) || smaller(message.speech_model.as_deref())
        })
        .collect()
}

/// Name of the model that heard the interview while it ran, other than this one.
pub(super) fn heard_live(spoken: &[Spoken], other_than: &str) -> Option<String> {
    let heard = |message: &&Spoken| {
        message
            .speech_model
            .as_deref()
            .is_some_and(|model| model != other_than)
    };
    spoken
        .iter()
        .filter(heard)
        .max_by_key(|message| message.has_words)
        .and_then(|message| message.speech_model.clone())
}

/// Name of the largest installed model for the language; the demo model only if there is no other.
fn best(models: &ModelFolder, language: Language) -> Option<String> {
    models
        .list()
        .into_iter()
        .filter(|model| model.installed && model.entry.supports(language))
        .max_by_key(|model| (!model.entry.demo, model.entry.size_bytes))
        .map(|model| model.entry.name)
}

/// Name of the model an imported recording is transcribed with: the one that was named, else the one preferred for
/// transcripts, else the best that is installed.
///
/// # Errors
/// A model that is missing or does not understand the language; [`Error::NoModel`].
pub(crate) fn for_import(app: &App, named: Option<&str>, language: Language) -> Result<String> {
    let preferred = match named {
        Some(name) => Some(name.to_owned()),
        None => preferences::transcript_model(app, language)?,
    };
    if app.transcription_starter().brings_its_own() {
        return Ok(preferred.unwrap_or_else(|| "own".to_owned()));
    }
    match named {
        Some(_) => {
            let model = machine::choose_model(app.models(), preferred.as_deref(), language)?;
            Ok(model.name().to_owned())
        }
        None => preferred
            .or_else(|| best(app.models(), language))
            .ok_or(Error::NoModel(language)),
    }
}

/// The speech model wanted for transcripts in each language; where none is, [`best`] chooses.
pub(super) fn wanted(app: &App) -> Vec<(Language, String)> {
    let of = |language| match preferences::transcript_model(app, language) {
        Ok(name) => name.map(|name| (language, name)),
        Err(error) => {
            tracing::warn!(%error, "which speech model is wanted for transcripts is not known");
            None
        }
    };
    Language::ALL.into_iter().filter_map(of).collect()
}

/// Names and words the recogniser should expect in this interview.
///
/// # Errors
/// A database that cannot be read.
pub(crate) fn vocabulary(archive: &Archive, interview: &Interview) -> Result<Arc<str>> {
    let id = interview.id;
    let (snapshot, organisation) = archive.store.read(|conn| {
        let snapshot = interview_table::snapshot(conn, id)?;
        Ok((snapshot, organisation::read(conn)?))
    })?;
    let title = snapshot.map(|snapshot| snapshot.title).unwrap_or_default();
    let organisation = organisation.known_name().unwrap_or_default();
    let names = [&*interview.candidate_name, &*title, &*organisation];
    Ok(room::vocabulary(&interview.vocabulary, names))
}
