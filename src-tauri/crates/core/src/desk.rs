//! The desk: every interview, filtered and page by page; changing one that nobody began; deleting and bringing back.

use candor_domain::{
    Actor, EventKind, Interview, InterviewId, InterviewStatus, Language, PositionId, UtcMillis,
};
use candor_store::{desk, interviews as table, search::Query};
use serde::Serialize;

use crate::{
    App, Error, Result, clock,
    interviews::{self, InterviewDraft, ListedInterview},
    positions, room,
};

/// Which interviews to list. What is absent does not matter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Only those with one of these statuses; any when empty.
    pub statuses: Vec<InterviewStatus>,
    /// Only those whose candidate, number, position or description has these words.
    pub text: String,
    /// Only those for this position.
    pub position: Option<PositionId>,
    /// Only those held in this language.
    pub language: Option<Language>,
    /// Only those whose latest step (created, begun, finished or called off) came then or later.
    pub from: Option<UtcMillis>,
    /// Only those whose latest step came before.
    pub before: Option<UtcMillis>,
    /// Only those whose candidate waits for a person.
    pub human_requested: bool,
    /// Only those whose candidate withdrew the consent.
    pub withdrawn: bool,
    /// The deleted ones instead of the others.
    pub deleted: bool,
}

/// A page of the list.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct InterviewPage {
    /// The page's interviews; the one something happened to last comes first.
    pub rows: Vec<ListedInterview>,
    /// Interviews the filter lets through, on all pages.
    pub total: u32,
    /// How many there are of each kind.
    pub counts: InterviewCounts,
}

/// How many interviews there are of each kind. Every filter but the one by status applies to the statuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct InterviewCounts {
    /// Not begun.
    pub not_started: u32,
    /// Running.
    pub started: u32,
    /// Paused or interrupted.
    pub paused: u32,
    /// Over.
    pub finished: u32,
    /// Called off.
    pub cancelled: u32,
    /// Never begun, and the link ran out.
    pub expired: u32,
    /// Their candidate waits for a person; no filter applies.
    pub human_requested: u32,
    /// Deleted; no filter applies.
    pub deleted: u32,
    /// Not deleted; no filter applies.
    pub all: u32,
}

impl From<desk::Counts> for InterviewCounts {
    fn from(counts: desk::Counts) -> Self {
        Self {
            not_started: counts.with(InterviewStatus::NotStarted),
            started: counts.with(InterviewStatus::Started),
            paused: counts.with(InterviewStatus::Paused),
            finished: counts.with(InterviewStatus::Finished),
            cancelled: counts.with(InterviewStatus::Cancelled),
            expired: counts.with(InterviewStatus::Expired),
            human_requested: counts.human_requested,
            deleted: counts.deleted,
            all: counts.all,
        }
    }
}

/// Up to `limit` interviews the filter lets through, after skipping `offset`, and how many there are.
///
/// # Errors
/// Only if the database cannot be read.
pub fn page(app: &App, filter: &Filter, limit: u32, offset: u32) -> Result<InterviewPage> {
    let filter = desk::Filter {
        statuses: filter.statuses.clone(),
        // A text without one letter or digit looks for nothing.
        text: Query::parse(&filter.text),
        position: filter.position,
        language: filter.language,
        from: filter.from,
        before: filter.before,
        human_requested: filter.human_requested,
        withdrawn: filter.withdrawn,
        deleted: filter.deleted,
    };
    let (rows, counts) = app.store().read(|conn| {
        Ok((
            desk::page(conn, &filter, limit, offset)?,
            desk::counts(conn, &filter)?,
        ))
    })?;
    Ok(InterviewPage {
        rows: rows.into_iter().map(ListedInterview::from).collect(),
        total: counts.with_any(&filter.statuses),
        counts: counts.into(),
    })
}

/// Changes what was entered for an interview that nobody began. For another position, the interview gets a copy of
/// that as it is now; for the same one it keeps the copy it has.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] names the fields that are wrong; [`Error::Conflict`] once it has begun, when
/// it is deleted, or when the candidate has agreed already in another language.
pub fn update(app: &App, id: InterviewId, draft: InterviewDraft) -> Result<Interview> {
    // Held until the change is stored: nobody opens the room meanwhile.
    let _rooms = app.rooms();
    let mut interview = interviews::get(app, id)?;
    if interview.status != InterviewStatus::NotStarted || interview.deleted_at.is_some() {
        return Err(Error::Conflict(
            "this interview has begun or is put away; what was entered for it can no longer be changed"
                .into(),
        ));
    }
    let (plan, snapshot) = if draft.position_id == interview.position_id {
        let kept = app.store().read(|conn| table::snapshot(conn, id))?;
        (kept.ok_or(Error::NotFound("interview"))?.plan, None)
    } else {
        let position = positions::get(app, draft.position_id)?;
        let snapshot = table::Snapshot {
            title: position.title,
            description: position.description,
            plan: position.plan,
        };
        (snapshot.plan.clone(), Some(snapshot))
    };
    let draft = interviews::validated(draft, &plan)?;
    if interview.consented_at.is_some() && draft.language != interview.language {
        return Err(Error::Conflict(
            "the candidate has already agreed to the recording in the interview's language; \
             create another interview to change it"
                .into(),
        ));
    }
    let before = interview.clone();
    interview.position_id = draft.position_id;
    draft
        .candidate_name
        .trim()
        .clone_into(&mut interview.candidate_name);
    interview.candidate_external_id = draft.candidate_external_id;
    interview.language = draft.language;
    interview.recommended_minutes = draft.recommended_minutes;
    interview.description = draft.description;
    interview.knowledge_base = draft.knowledge_base;
    interview.accommodations = draft.accommodations;
    if interview != before {
        let stored = interview.clone();
        app.store()
            .write(Actor::Operator, clock::now(), move |tx| {
                desk::update(tx, &stored, snapshot.as_ref())
            })?;
    }
    Ok(interview)
}

/// Puts an interview away: it is in no list and no search, and cannot be started, until it is brought back.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] while it runs.
pub fn delete(app: &App, id: InterviewId) -> Result<Interview> {
    room::close_paused(app, id)?;
    // Held until the change is stored: nobody opens the room meanwhile.
    let rooms = app.rooms();
    let mut interview = interviews::get(app, id)?;
    let open = rooms.get(&id).is_some_and(|room| !room.is_over());
    if open || interview.status == InterviewStatus::Started {
        return Err(Error::Conflict(
            "this interview is running; pause or finish it first".into(),
        ));
    }
    if interview.deleted_at.is_none() {
        let now = clock::now();
        interview.deleted_at = Some(now);
        store(app, &interview, EventKind::InterviewDeleted, now)?;
    }
    Ok(interview)
}

/// Brings a deleted interview back, as it was.
///
/// # Errors
/// [`Error::NotFound`].
pub fn restore(app: &App, id: InterviewId) -> Result<Interview> {
    let _rooms = app.rooms();
    let mut interview = interviews::get(app, id)?;
    if interview.deleted_at.take().is_some() {
        store(app, &interview, EventKind::InterviewRestored, clock::now())?;
    }
    Ok(interview)
}

fn store(app: &App, interview: &Interview, kind: EventKind, now: UtcMillis) -> Result<()> {
    let stored = interview.clone();
    Ok(app.store().write(Actor::Operator, now, move |tx| {
        table::update_status(tx, &stored, kind)
    })?)
}
