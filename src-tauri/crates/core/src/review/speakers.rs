//! What the speakers of an interview are called, and who of them said a line.

use candor_domain::{
    Actor, InterviewId, MessageId, Role, SpeakerCorrectionId, SpeakerNames,
    plan::{MAX_TITLE, check_text},
};
use candor_store::{
    WriteTx, messages,
    speaker_corrections::{self, NewSpeakerCorrection},
    speaker_names,
};

use super::{MessageView, views};
use crate::{App, Error, Result, clock, interviews};

/// Names the speakers; an empty or absent name gives the role back its own.
///
/// # Errors
/// [`crate::Error::NotFound`]; [`crate::Error::Invalid`] for an endless name.
pub fn name_speakers(app: &App, id: InterviewId, names: &SpeakerNames) -> Result<SpeakerNames> {
    interviews::get(app, id)?;
    let (mut wanted, mut problems) = (SpeakerNames::default(), Vec::new());
    for (role, name) in names.entries() {
        let name = name.map(str::trim).filter(|name| !name.is_empty());
        if let Some(name) = name {
            check_text(name, "the speaker's name", MAX_TITLE, &mut problems);
        }
        wanted.set(role, name.map(ToOwned::to_owned));
    }
    super::refuse(&problems)?;
    let stored = wanted.clone();
    app.store()
        .write(Actor::Operator, clock::now(), move |tx| {
            speaker_names::save(tx, id, &stored)
        })?;
    Ok(wanted)
}

/// Corrects who said a line that was heard, and gives it as it counts now. Whom it was first taken for stays beside it;
/// naming them again takes the correction back. Nothing happens when it counts as theirs already.
///
/// # Errors
/// [`crate::Error::NotFound`]; [`crate::Error::Invalid`] without a name of who corrects, and for what was typed or worded
/// by the interviewer.
pub fn correct_speaker(
    app: &App,
    id: InterviewId,
    message_id: MessageId,
    role: Role,
    author: &str,
) -> Result<MessageView> {
    let mut problems = Vec::new();
    check_text(author, "the name of who corrects", MAX_TITLE, &mut problems);
    super::refuse(&problems)?;
    let now = clock::now();
    let correction = NewSpeakerCorrection {
        id: SpeakerCorrectionId::new(),
        message_id,
        role,
        author: author.trim().to_owned(),
        at: now,
    };
    let append = move |tx: &mut WriteTx<'_>| speaker_corrections::append(tx, id, correction);
    app.store().write(Actor::Operator, now, append)?;
    let interview = interviews::get(app, id)?;
    let view = app.store().read(|conn| {
        let message = messages::get(conn, message_id)?;
        Ok(views(conn, &interview, message.into_iter().collect())?.pop())
    })?;
    view.ok_or(Error::NotFound("message"))
}
