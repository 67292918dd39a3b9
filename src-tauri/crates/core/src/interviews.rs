//! Interviews: creating, finding, consent, corrections, and the moves that need no open room.

use candor_domain::{
    Accommodations, Actor, EventKind, Interview, InterviewId, InterviewStatus, Language, LinkToken,
    MessageId, Move, Plan, PositionId, Revision, RevisionId, SpeakerNames, UtcMillis,
    accommodations::MAX_EXTRA_TIME_PERCENT,
    plan::{MAX_TEXT, MAX_TITLE, PlanProblems, check_text},
    recording::Gap,
    transcript::CoverageEntry,
};
use candor_store::{WriteTx, consents, exports, interviews as table, messages, recordings, revisions, speaker_names};
use serde::{Deserialize, Serialize};

pub use crate::review::MessageView;
use crate::{App, Error, Result, clock, consent, positions, recording, room};

/// Longest knowledge-base text, in characters.
pub const MAX_KNOWLEDGE: usize = 100_000;
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
}

/// A new interview and the one showing of its link.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct CreatedInterview {
    /// The interview.
    pub interview: Interview,
    /// Secret part of the unique link; only its hash is kept, so it cannot be shown again.
    pub link_token: String,
}

/// An interview in a list.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct ListedInterview {
    /// The interview.
    pub interview: Interview,
    /// Title of its position.
    pub position_title: String,
}

/// Everything about one interview but its messages.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct InterviewDetail {
    /// The interview.
    pub interview: Interview,
    /// Title of its position.
    pub position_title: String,
    /// The plan as it was when the interview was created.
    pub plan: Plan,
    /// What became of each question.
    pub coverage: Vec<CoverageEntry>,
    /// Milliseconds it has run, pauses excluded.
    pub duration_ms: u64,
    /// Key of the question being answered.
    pub current_question: Option<String>,
    /// Whether its room is open on this machine.
    pub room_open: bool,
    /// Whether sound is being taken in right now.
    pub listening: bool,
    /// The microphone in use; absent while the candidate types.
    pub microphone: Option<room::MicrophoneView>,
    /// Where sound is missing because the microphone was away.
    pub gaps: Vec<Gap>,
    /// How many messages it has.
    pub message_count: u32,
    /// What the speakers are called.
    pub speakers: SpeakerNames,
    /// Transcript files written, oldest first.
    pub exports: Vec<ExportEntry>,
}

/// One attempt to write the transcript files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ExportEntry {
    /// When.
    pub at: UtcMillis,
    /// Path of the JSON file, if it was written.
    pub json_path: Option<String>,
    /// Path of the TXT file, if it was written.
    pub txt_path: Option<String>,
    /// Why it failed, if it did.
    pub error: Option<String>,
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

fn validated(mut draft: InterviewDraft, plan: &Plan) -> Result<InterviewDraft> {
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

/// One interview's own data.
///
/// # Errors
/// [`Error::NotFound`].
pub fn get(app: &App, id: InterviewId) -> Result<Interview> {
    app.archive().interview(id)
}

/// Interviews, newest first.
///
/// # Errors
/// Only if the database cannot be read.
pub fn list(
    app: &App,
    status: Option<InterviewStatus>,
    limit: u32,
    offset: u32,
) -> Result<Vec<ListedInterview>> {
    let filter = table::Filter {
        status,
        limit,
        offset,
    };
    let rows = app.store().read(|conn| table::list(conn, filter))?;
    let view = |row: table::Listed| ListedInterview {
        interview: row.interview,
        position_title: row.position_title,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Everything about one interview but its messages.
///
/// # Errors
/// [`Error::NotFound`].
pub fn detail(app: &App, id: InterviewId) -> Result<InterviewDetail> {
    let archive = app.archive();
    let interview = archive.interview(id)?;
    let (script, _) = archive.script(&interview)?;
    let state = archive.state(id, &script)?;
    let (rows, recordings) = archive
        .store
        .read(|conn| Ok((exports::list(conn, id)?, recordings::list(conn, id)?)))?;
    let (message_count, speakers) = archive
        .store
        .read(|conn| Ok((messages::count(conn, id)?, speaker_names::load(conn, id)?)))?;
    let room = room::listening(app, id);
    Ok(InterviewDetail {
        coverage: state.coverage(&script),
        duration_ms: interview.duration_ms(clock::now()),
        current_question: state.current_key(&script),
        room_open: room.is_some(),
        listening: room == Some(true),
        microphone: room::microphone(app, id),
        gaps: recording::gaps(&recordings),
        message_count,
        speakers,
        exports: rows.into_iter().map(ExportEntry::from).collect(),
        position_title: script.position_title,
        plan: script.plan,
        interview,
    })
}

impl From<exports::Export> for ExportEntry {
    fn from(row: exports::Export) -> Self {
        let (json_path, txt_path, error) = match row.outcome {
            exports::Outcome::Written {
                json_path,
                txt_path,
            } => (Some(json_path), Some(txt_path), None),
            exports::Outcome::Failed { error } => (None, None, Some(error)),
        };
        Self {
            at: row.at,
            json_path,
            txt_path,
            error,
        }
    }
}

/// Messages after number `after`, with everything known about their words.
///
/// # Errors
/// [`Error::NotFound`].
pub fn conversation(app: &App, id: InterviewId, after: u32) -> Result<Vec<MessageView>> {
    app.archive().conversation_of(id, after)
}

/// The consent text in this interview's language.
///
/// # Errors
/// [`Error::NotFound`].
pub fn consent_text(app: &App, id: InterviewId) -> Result<consent::ConsentText> {
    Ok(consent::text(get(app, id)?.language))
}

/// Logs that the candidate agreed to the text with this version.
///
/// # Errors
/// [`Error::Conflict`] if that is not the text in force or the interview is over.
pub fn give_consent(app: &App, id: InterviewId, version: &str) -> Result<Interview> {
    let mut interview = get(app, id)?;
    if interview.consented_at.is_some() {
        return Ok(interview);
    }
    let text = consent::text(interview.language);
    if text.version != version {
        return Err(Error::Conflict(
            "the consent text has changed; please read it again".into(),
        ));
    }
    if !matches!(
        interview.status,
        InterviewStatus::NotStarted | InterviewStatus::Started | InterviewStatus::Paused
    ) {
        return Err(Error::Conflict("this interview is over".into()));
    }
    let now = clock::now();
    interview.consented_at = Some(now);
    app.store().write(Actor::Candidate, now, move |tx| {
        consents::insert(
            tx,
            &consents::Consent {
                interview_id: id,
                at: now,
                version: text.version,
                language: text.language,
                text: text.text,
            },
        )
    })?;
    Ok(interview)
}

/// Calls off an interview. Its room, if open, must be closed first.
///
/// # Errors
/// [`Error::IllegalMove`]; [`Error::Conflict`] while its room is open.
pub fn cancel(app: &App, id: InterviewId) -> Result<Interview> {
    room::close_paused(app, id)?;
    // Held until the move is stored: nobody opens the room meanwhile.
    let rooms = app.rooms();
    if rooms.get(&id).is_some_and(|room| !room.is_over()) {
        let running = "pause the interview first; it is running".to_owned();
        return Err(Error::Conflict(running));
    }
    let mut interview = get(app, id)?;
    let now = clock::now();
    interview.apply(Move::Cancel, now)?;
    let stored = interview.clone();
    app.store().write(Actor::Operator, now, move |tx| {
        table::update_status(tx, &stored, EventKind::InterviewCancelled)
    })?;
    Ok(interview)
}

/// Adds a correction to a message; the original stays.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] when text or author are empty.
pub fn correct(
    app: &App,
    id: InterviewId,
    message_id: MessageId,
    content: &str,
    author: &str,
) -> Result<Revision> {
    let mut problems = Vec::new();
    check_text(content, "the corrected text", MAX_TEXT, &mut problems);
    check_text(author, "the name of who corrects", MAX_TITLE, &mut problems);
    if !problems.is_empty() {
        return Err(Error::Invalid(PlanProblems(problems).to_string()));
    }
    let message = app.store().read(|conn| messages::get(conn, message_id))?;
    if message.is_none_or(|m| m.interview_id != id) {
        return Err(Error::NotFound("message"));
    }
    let now = clock::now();
    let revision = revisions::NewRevision {
        id: RevisionId::new(),
        message_id,
        content: content.trim().to_owned(),
        author: author.trim().to_owned(),
        at: now,
    };
    let append = move |tx: &mut WriteTx<'_>| revisions::append(tx, revision);
    Ok(app.store().write(Actor::Operator, now, append)?)
}
