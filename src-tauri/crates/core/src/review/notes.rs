//! Notes of those who review an interview.

use candor_domain::{
    Actor, InterviewId, MessageId, Note, NoteId, UtcMillis,
    plan::{MAX_TEXT, MAX_TITLE, check_text},
};
use candor_store::notes as table;
use serde::Deserialize;

use crate::{App, Result, clock, interviews};

/// A new note.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteDraft {
    /// The words.
    pub content: String,
    /// Who writes it, as they call themselves.
    pub author: String,
    /// The message it is about, if it is about one.
    #[serde(default)]
    pub message_id: Option<MessageId>,
    /// The moment it is about on the interview's audio time line, in ms.
    #[serde(default)]
    pub at_ms: Option<u64>,
}

/// Notes that are not deleted, in the order they were written.
///
/// # Errors
/// [`crate::Error::NotFound`].
pub fn notes(app: &App, id: InterviewId) -> Result<Vec<Note>> {
    interviews::get(app, id)?;
    Ok(app.store().read(|conn| table::list(conn, id))?)
}

/// Adds a note.
///
/// # Errors
/// [`crate::Error::NotFound`]; [`crate::Error::Invalid`] when text or author are empty or endless.
pub fn add_note(app: &App, id: InterviewId, draft: &NoteDraft) -> Result<Note> {
    interviews::get(app, id)?;
    let mut problems = Vec::new();
    check_text(&draft.content, "the note", MAX_TEXT, &mut problems);
    check_text(
        &draft.author,
        "the name of who notes it",
        MAX_TITLE,
        &mut problems,
    );
    super::refuse(&problems)?;
    let now = clock::now();
    let note = Note {
        id: NoteId::new(),
        interview_id: id,
        message_id: draft.message_id,
        at_ms: draft.at_ms,
        author: draft.author.trim().to_owned(),
        content: draft.content.trim().to_owned(),
        created_at: now,
        changed_at: now,
        deleted_at: None,
    };
    let stored = note.clone();
    app.store()
        .write(Actor::Operator, now, move |tx| table::insert(tx, &stored))?;
    Ok(note)
}

/// Gives a note other words.
///
/// # Errors
/// [`crate::Error::NotFound`], also for a deleted one; [`crate::Error::Invalid`] when the text is empty or endless.
pub fn change_note(app: &App, id: InterviewId, note: NoteId, content: &str) -> Result<Note> {
    let mut problems = Vec::new();
    check_text(content, "the note", MAX_TEXT, &mut problems);
    super::refuse(&problems)?;
    let content = content.trim().to_owned();
    change(app, id, note, false, |note, _| note.content = content)
}

/// Deletes a note; [`restore_note`] brings it back.
///
/// # Errors
/// [`crate::Error::NotFound`].
pub fn delete_note(app: &App, id: InterviewId, note: NoteId) -> Result<Note> {
    change(app, id, note, false, |note, now| {
        note.deleted_at = Some(now);
    })
}

/// Brings a deleted note back.
///
/// # Errors
/// [`crate::Error::NotFound`].
pub fn restore_note(app: &App, id: InterviewId, note: NoteId) -> Result<Note> {
    change(app, id, note, true, |note, _| note.deleted_at = None)
}

fn change(
    app: &App,
    id: InterviewId,
    note: NoteId,
    deleted: bool,
    how: impl FnOnce(&mut Note, UtcMillis) + Send + 'static,
) -> Result<Note> {
    let now = clock::now();
    Ok(app.store().write(Actor::Operator, now, move |tx| {
        let mut note = table::get(tx.conn(), note)?
            .filter(|n| n.interview_id == id && (deleted || n.deleted_at.is_none()))
            .ok_or(candor_store::StoreError::NotFound("note"))?;
        how(&mut note, now);
        note.changed_at = now;
        table::update(tx, &note)?;
        Ok(note)
    })?)
}
