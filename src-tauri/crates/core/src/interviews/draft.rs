//! Entering an interview: what a recruiter may type, and the making of it.

use candor_domain::{
    Accommodations, Actor, Interview, InterviewId, InterviewStatus, Language, LinkToken, Plan,
    PositionId,
    accommodations::MAX_EXTRA_TIME_PERCENT,
    plan::{MAX_TEXT, MAX_TITLE, PlanProblems, check_text},
};
use candor_store::interviews as table;
use serde::{Deserialize, Serialize};

use crate::{App, Error, Result, clock, positions};

/// Longest knowledge-base text, in characters.
pub const MAX_KNOWLEDGE: usize = 100_000;
/// Longest list of words the recogniser should expect, in characters.
pub const MAX_VOCABULARY: usize = 2_000;
/// Days after which the link of an interview nobody began runs out.
const LINK_DAYS: u64 = 30;

/// What a recruiter enters for a new interview.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InterviewDraft {
    /// The position interviewed for.
    pub position_id: PositionId,
    /// The candidate's name.
    pub candidate_name: String,
    /// The candidate's number in the organisation's own system.
    #[serde(default)]
    pub candidate_external_id: Option<String>,
    /// Language the interview is held in.
    pub language: Language,
    /// Recommended length in minutes, 1 to 480.
    pub recommended_minutes: u32,
    /// What this interview is about, for the recruiter.
    #[serde(default)]
    pub description: String,
    /// Facts about the job the interviewer may answer from.
    #[serde(default)]
    pub knowledge_base: String,
    /// What is arranged for this candidate.
    #[serde(default)]
    pub accommodations: Accommodations,
    /// Names and words the recogniser should expect, separated by commas or lines.
    #[serde(default)]
    pub vocabulary: String,
}

/// A new interview and the one showing of its link.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct CreatedInterview {
    /// The interview.
    pub interview: Interview,
    /// Secret part of the unique link; only its hash is kept, so it cannot be shown again.
    pub link_token: String,
}

/// Creates an interview.
///
/// # Errors
/// [`Error::NotFound`] without the position; [`Error::Invalid`] names the fields that are wrong.
pub fn create(app: &App, draft: InterviewDraft) -> Result<CreatedInterview> {
    let position = positions::get(app, draft.position_id)?;
    let draft = validated(draft, &position.plan)?;
    let now = clock::now();
    let token = LinkToken::from_bytes(rand::random());
    let interview = Interview {
        id: InterviewId::new(),
        position_id: position.id,
        candidate_name: draft.candidate_name.trim().to_owned(),
        candidate_external_id: draft.candidate_external_id,
        language: draft.language,
        recommended_minutes: draft.recommended_minutes,
        description: draft.description,
        knowledge_base: draft.knowledge_base,
        status: InterviewStatus::NotStarted,
        created_at: now,
        consented_at: None,
        started_at: None,
        running_since: None,
        paused_at: None,
        interrupted_at: None,
        finished_at: None,
        cancelled_at: None,
        expires_at: Some(now.plus_ms(LINK_DAYS * 86_400_000)),
        active_ms: 0,
        accommodations: draft.accommodations,
        human_requested_at: None,
        withdrawn_at: None,
        deleted_at: None,
        erased_at: None,
        transcript_version: 1,
        vocabulary: draft.vocabulary,
        speech_language: None,
        imported_from: None,
    };
    let (stored, hash) = (interview.clone(), token.hash());
    let snapshot = table::Snapshot {
        title: position.title,
        description: position.description,
        plan: position.plan,
    };
    app.store().write(Actor::Operator, now, move |tx| {
        table::insert(tx, &stored, &snapshot, &hash)
    })?;
    Ok(CreatedInterview {
        interview,
        link_token: token.reveal(),
    })
}

/// The draft as it is stored, if everything in it is right and `plan` can be asked in its language.
pub(crate) fn validated(mut draft: InterviewDraft, plan: &Plan) -> Result<InterviewDraft> {
    let mut problems = Vec::new();
    check_text(
        &draft.candidate_name,
        "the candidate's name",
        MAX_TITLE,
        &mut problems,
    );
    draft.candidate_external_id = draft
        .candidate_external_id
        .map(|id| id.trim().to_owned())
        .filter(|id| !id.is_empty());
    if let Some(id) = &draft.candidate_external_id {
        check_text(id, "the candidate's number", MAX_TITLE, &mut problems);
    }
    if !(1..=480).contains(&draft.recommended_minutes) {
        problems.push("the recommended duration must be between 1 and 480 minutes".to_owned());
    }
    if draft.accommodations.extra_time_percent > MAX_EXTRA_TIME_PERCENT {
        problems.push(format!(
            "the extra time must be at most {MAX_EXTRA_TIME_PERCENT} percent"
        ));
    }
    if draft.description.chars().count() > MAX_TEXT {
        problems.push(format!(
            "the description is longer than {MAX_TEXT} characters"
        ));
    }
    if draft.knowledge_base.chars().count() > MAX_KNOWLEDGE {
        problems.push(format!(
            "the knowledge base is longer than {MAX_KNOWLEDGE} characters"
        ));
    }
    if draft.vocabulary.chars().count() > MAX_VOCABULARY {
        problems.push(format!(
            "the words to expect are longer than {MAX_VOCABULARY} characters"
        ));
    }
    if !plan.languages().contains(&draft.language) {
        problems.push(format!(
            "the position's questions are not all available in the language “{}”",
            draft.language
        ));
    }
    if problems.is_empty() {
        Ok(draft)
    } else {
        Err(Error::Invalid(PlanProblems(problems).to_string()))
    }
}
