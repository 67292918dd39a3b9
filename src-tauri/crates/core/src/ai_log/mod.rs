//! What language models were asked on behalf of an interview, what came of it, and what read like instructions for them.
//!
//! For the recruiter only. Reading it changes nothing; what is handed out as a document is an entry of the log, as every
//! document is.

mod csv;
mod document;
mod excerpt;
mod words;

use candor_domain::{AiCall, AiTask, Attempt, AttemptSource, InterviewId};
use candor_store::{ai_calls, attempts as table, messages};
use serde::Serialize;

pub use document::{LogFormat, document, save};
pub use excerpt::Excerpt;

use crate::{App, Result, interviews, scorecards};

/// Something that reads like instructions for the model, with the words it stands in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct AttemptView {
    /// What was noticed.
    pub attempt: Attempt,
    /// The words; empty when they are not there any more.
    pub excerpt: Excerpt,
}

/// Why a draft's words are not shown: the interview's panel has not signed yet.
const KEPT_FROM_PANEL: &str = "kept_from_panel";

/// Every request to a language model on behalf of the interview, oldest first; none of an erased one. What a model
/// rated is left out until the whole panel has signed.
///
/// # Errors
/// [`crate::Error::NotFound`]; a database that cannot be read.
pub fn calls(app: &App, id: InterviewId) -> Result<Vec<AiCall>> {
    interviews::get(app, id)?;
    Ok(app.store().read(|conn| {
        let mut calls = ai_calls::list(conn, id)?;
        if scorecards::is_closed(conn, id)? {
            let rating =
                |call: &&mut AiCall| matches!(call.task, AiTask::Scorecard | AiTask::Summary);
            for call in calls.iter_mut().filter(rating) {
                call.reply.clear();
                call.reasons.push(KEPT_FROM_PANEL.to_owned());
            }
        }
        Ok(calls)
    })?)
}

/// What read like instructions for a language model, in the order it was noticed, with its words.
///
/// # Errors
/// [`crate::Error::NotFound`]; a database that cannot be read.
pub fn attempts(app: &App, id: InterviewId) -> Result<Vec<AttemptView>> {
    let interview = interviews::get(app, id)?;
    Ok(app.store().read(|conn| {
        table::list(conn, id)?
            .into_iter()
            .map(|attempt| {
                let text = match (attempt.source, attempt.message_id) {
                    (AttemptSource::Message, Some(message)) => {
                        messages::get(conn, message)?.map_or(String::new(), |said| said.content)
                    }
                    (AttemptSource::Message, None) => String::new(),
                    (AttemptSource::Name, _) => named(&interview),
                    (AttemptSource::Knowledge, _) => known(&interview),
                };
                Ok(AttemptView {
                    excerpt: Excerpt::of(&text, attempt.start, attempt.end),
                    attempt,
                })
            })
            .collect()
    })?)
}

/// The text in which places of [`AttemptSource::Name`] are counted: the candidate's name, then the external id on a line
/// of its own if there is one.
pub fn named(interview: &candor_domain::Interview) -> String {
    lines(
        &interview.candidate_name,
        interview.candidate_external_id.as_deref().unwrap_or(""),
    )
}

/// The text in which places of [`AttemptSource::Knowledge`] are counted: the knowledge base, then the interview's
/// description on a line of its own if there is one.
pub fn known(interview: &candor_domain::Interview) -> String {
    lines(&interview.knowledge_base, &interview.description)
}

fn lines(first: &str, second: &str) -> String {
    if second.is_empty() {
        first.to_owned()
    } else {
        format!("{first}\n{second}")
    }
}
