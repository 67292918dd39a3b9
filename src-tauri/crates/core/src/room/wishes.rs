//! What the people in a room may ask of it while it is open: buttons, words, another microphone, a person.

use candor_domain::{
    Actor, EventKind, Interview, InterviewId, InterviewStatus, Language, Message, Role,
    plan::{MAX_TEXT, PlanProblems, check_text},
};

use super::{Order, ask, closed};
use crate::{App, Error, Result, clock, engine::Control, interviews, preferences};

/// A button in the room. The wish for a person is heard in a paused interview and before it begins, too.
///
/// # Errors
/// [`Error::Conflict`] when the room is not open.
pub fn control(app: &App, id: InterviewId, control: Control) -> Result<()> {
    if control == Control::RequestHuman {
        return request_human(app, id).map(drop);
    }
    ask(app, id, |reply| Order::Control(control, reply))?.unwrap_or_else(|| Err(closed()))
}

/// A typed message; it is stored when this returns.
///
/// # Errors
/// [`Error::Invalid`] for an empty or endless text; [`Error::Conflict`] when the room is not open.
pub fn type_message(app: &App, id: InterviewId, role: Role, content: &str) -> Result<Message> {
    let mut problems = Vec::new();
    check_text(content, "the message", MAX_TEXT, &mut problems);
    if role == Role::AiHr {
        problems.push("nobody can type as the interviewer".to_owned());
    }
    if !problems.is_empty() {
        return Err(Error::Invalid(PlanProblems(problems).to_string()));
    }
    let content = content.trim().to_owned();
    ask(app, id, |reply| Order::Typed {
        role,
        content,
        reply,
    })?
    .unwrap_or_else(|| Err(closed()))
}

/// Says that a line of the interviewer is being read aloud, or no more. While it is, what the microphone hears is
/// recorded and not taken for the candidate's words, unless that guard is switched off in the preferences; silence does
/// not count. Holds for [`crate::engine::READING_LEASE_MS`] unless it is said again.
///
/// # Errors
/// [`Error::Conflict`] when the room is not open.
pub fn reading_aloud(app: &App, id: InterviewId, reading: bool) -> Result<()> {
    let guarded = preferences::get(app)?.echo_guard;
    ask(app, id, |reply| Order::ReadingAloud {
        reading,
        guarded,
        reply,
    })?
    .unwrap_or_else(|| Err(closed()))
}

/// Goes on with another microphone on this track, or the default one. The one in use is kept until the other one is open.
///
/// # Errors
/// [`Error::Audio`] when it cannot be opened, the old one stays then; [`Error::Conflict`] when the interview does not
/// run or is held by typing.
pub fn change_microphone(
    app: &App,
    id: InterviewId,
    track: Role,
    device: Option<String>,
) -> Result<()> {
    ask(app, id, |reply| Order::ChangeMicrophone {
        track,
        device,
        reply,
    })?
    .unwrap_or_else(|| Err(closed()))
}

/// Notes that the candidate wishes to speak to a person. Saying it again changes nothing.
///
/// # Errors
/// [`Error::Conflict`] when the interview is over; a store that cannot be written.
pub fn request_human(app: &App, id: InterviewId) -> Result<Interview> {
    if let Some(reply) = ask(app, id, |reply| Order::RequestHuman(true, reply))? {
        return reply;
    }
    note_without_room(app, id, true)
}

/// Notes that a person has taken care of the request.
///
/// # Errors
/// A store that cannot be written.
pub fn human_answered(app: &App, id: InterviewId) -> Result<Interview> {
    if let Some(reply) = ask(app, id, |reply| Order::RequestHuman(false, reply))? {
        return reply;
    }
    note_without_room(app, id, false)
}

fn note_without_room(app: &App, id: InterviewId, requested: bool) -> Result<Interview> {
    // Held until it is stored: nobody opens the room meanwhile.
    let _rooms = app.rooms();
    let mut interview = interviews::get(app, id)?;
    if requested
        && !matches!(
            interview.status,
            InterviewStatus::NotStarted | InterviewStatus::Started | InterviewStatus::Paused
        )
    {
        return Err(Error::Conflict("this interview is over".into()));
    }
    let now = clock::now();
    let Some((kind, actor)) = note(&mut interview, requested, now) else {
        return Ok(interview);
    };
    let stored = interview.clone();
    app.store().write(actor, now, move |tx| {
        candor_store::interviews::update_status(tx, &stored, kind)
    })?;
    Ok(interview)
}

/// Notes the request or that it was answered; what to log, unless that stands there already.
pub(super) fn note(
    interview: &mut Interview,
    requested: bool,
    now: candor_domain::UtcMillis,
) -> Option<(EventKind, Actor)> {
    if interview.human_requested_at.is_some() == requested {
        return None;
    }
    interview.human_requested_at = requested.then_some(now);
    Some(if requested {
        (EventKind::HumanRequested, Actor::Candidate)
    } else {
        (EventKind::HumanAnswered, Actor::Operator)
    })
}

/// Says whose turn it is, where candidate and recruiter share one microphone: what is said from now on is theirs.
///
/// # Errors
/// [`Error::Conflict`] when the room is not open or nobody shares a microphone in it; [`Error::Invalid`] for the
/// interviewer, who does not speak into microphones.
pub fn give_turn(app: &App, id: InterviewId, role: Role) -> Result<()> {
    if role == Role::AiHr {
        return Err(Error::Invalid(
            "the interviewer does not speak into a microphone; give the turn to the candidate or the recruiter".into(),
        ));
    }
    ask(app, id, |reply| Order::GiveTurn(role, reply))?.unwrap_or_else(|| Err(closed()))
}

/// Transcribes in this language from the next utterance on, whatever language the interview is held in. An interview that
/// is paused, or was interrupted, goes on in it. `actor` is who says so.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Speech`] when the speech model in use does not understand it, [`Error::NoModel`] when no
/// installed one does; [`Error::Conflict`] unless the interview runs or is paused.
pub fn speak_language(
    app: &App,
    id: InterviewId,
    language: Language,
    actor: Actor,
) -> Result<Interview> {
    if let Some(reply) = ask(app, id, |reply| {
        Order::SpeakLanguage(language, actor, reply)
    })? {
        return reply;
    }
    // Held until it is stored: nobody opens the room meanwhile.
    let _rooms = app.rooms();
    let mut interview = interviews::get(app, id)?;
    if !matches!(
        interview.status,
        InterviewStatus::Started | InterviewStatus::Paused
    ) {
        return Err(closed());
    }
    let mut models = app.models().list().into_iter();
    if !models.any(|model| model.installed && model.entry.supports(language)) {
        return Err(Error::NoModel(language));
    }
    if note_language(&mut interview, language) {
        let (stored, now) = (interview.clone(), clock::now());
        let kind = EventKind::SpeechLanguageChosen;
        app.store().write(actor, now, move |tx| {
            candor_store::interviews::update_status(tx, &stored, kind)
        })?;
    }
    Ok(interview)
}

/// Notes which language is spoken; whether that is another one than before.
pub(super) fn note_language(interview: &mut Interview, language: Language) -> bool {
    let before = interview.spoken_language();
    interview.speech_language = (language != interview.language).then_some(language);
    before != language
}
