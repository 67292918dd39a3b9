//! Interviews: creating, finding, consent, corrections, and the moves that need no open room.

use candor_domain::{
    Actor, EventKind, Interview, InterviewId, InterviewStatus, MessageId, Move, Plan, Revision,
    RevisionId, SpeakerNames, UtcMillis,
    plan::{MAX_TEXT, MAX_TITLE, PlanProblems, check_text},
    recording::Gap,
    transcript::CoverageEntry,
};
use candor_store::{
    WriteTx, exports, interviews as table, messages, recordings, revisions, speaker_names,
};
use serde::Serialize;

mod draft;

pub(crate) use draft::validated;
pub use draft::{CreatedInterview, InterviewDraft, MAX_KNOWLEDGE, MAX_VOCABULARY, create};

pub use crate::review::MessageView;
use crate::{
    App, Error, Result, clock, consent,
    engine::{Script, State},
    recording, room,
};

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

/// One interview's own data.
///
/// # Errors
/// [`Error::NotFound`].
pub fn get(app: &App, id: InterviewId) -> Result<Interview> {
    app.archive().interview(id)
}

/// Interviews that are not deleted, newest first.
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
    Ok(rows.into_iter().map(ListedInterview::from).collect())
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
        coverage: coverage(&interview, &script, &state),
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

/// What became of each question; empty for a recording made elsewhere, where nobody asked by the plan.
pub(crate) fn coverage(
    interview: &Interview,
    script: &Script,
    state: &State,
) -> Vec<CoverageEntry> {
    if interview.imported_from.is_some() {
        return Vec::new();
    }
    state.coverage(script)
}

impl From<table::Listed> for ListedInterview {
    fn from(row: table::Listed) -> Self {
        Self {
            interview: row.interview,
            position_title: row.position_title,
        }
    }
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
    consent::text(app, id, None)
}

/// Logs that the candidate agreed to this text.
///
/// # Errors
/// As [`consent::give`].
pub fn give_consent(app: &App, id: InterviewId, text: &consent::ConsentText) -> Result<Interview> {
    let agreement = consent::Agreement {
        version: text.version.clone(),
        language: Some(text.language),
        fingerprint: Some(text.fingerprint.clone()),
    };
    consent::give(app, id, agreement)
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
