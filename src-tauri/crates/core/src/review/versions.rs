//! The versions of an interview's transcript, and which one counts.

use candor_domain::{Actor, InterviewId, TranscriptionJob, UtcMillis};
use candor_store::transcript_versions as table;
use serde::Serialize;

use crate::{App, Result, clock, interviews, transcriptions};

/// The versions of a transcript.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Versions {
    /// All of them, oldest first; the first is what was heard while the interview ran.
    pub versions: Vec<VersionView>,
    /// What is under way or waits and will become one, or give an imported recording its words.
    pub running: Option<TranscriptionJob>,
}

/// One version of a transcript.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct VersionView {
    /// Its number; 1 is what was heard while the interview ran.
    pub number: u32,
    /// Names of the speech models that heard it, the one that heard most first.
    pub speech_models: Vec<String>,
    /// When it was complete; absent for the first.
    pub created_at: Option<UtcMillis>,
    /// Whether it is the one that counts.
    pub chosen: bool,
    /// Spoken messages it holds.
    pub messages: u32,
    /// Those it heard differently than the first version.
    pub differing: u32,
    /// Mean confidence of the messages, 0 to 1.
    pub confidence: Option<f32>,
}

/// The versions of an interview's transcript.
///
/// # Errors
/// [`crate::Error::NotFound`].
pub fn versions(app: &App, id: InterviewId) -> Result<Versions> {
    let chosen = interviews::get(app, id)?.transcript_version;
    let versions = app.store().read(|conn| {
        let (original, speech_models) = table::original(conn, id)?;
        let mut views = vec![VersionView {
            number: 1,
            speech_models,
            created_at: None,
            chosen: chosen == 1,
            messages: original.messages,
            differing: 0,
            confidence: original.confidence,
        }];
        for version in table::list(conn, id)? {
            let compared = table::compare(conn, version.id)?;
            views.push(VersionView {
                number: version.number,
                speech_models: vec![version.speech_model],
                created_at: Some(version.created_at),
                chosen: chosen == version.number,
                messages: compared.messages,
                differing: compared.differing,
                confidence: compared.confidence,
            });
        }
        Ok(views)
    })?;
    let jobs = transcriptions::of_interview(app, id)?;
    Ok(Versions {
        versions,
        running: jobs.into_iter().find(|job| !job.state.is_over()),
    })
}

/// Lets a version count from now on: on screen, in the search and in everything exported. Corrections stay above it.
///
/// # Errors
/// [`crate::Error::NotFound`].
pub fn choose_version(app: &App, id: InterviewId, number: u32) -> Result<Versions> {
    app.store()
        .write(Actor::Operator, clock::now(), move |tx| {
            table::choose(tx, id, number)
        })?;
    versions(app, id)
}
