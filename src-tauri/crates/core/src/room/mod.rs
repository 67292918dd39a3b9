//! The room in which one interview runs: ears, engine and store on one named thread.
//!
//! Sound comes in, utterances go to the transcriber, their text goes to the engine, and what the engine wants
//! said is stored and published. Invariants: a step's messages and the engine's new state are one transaction;
//! sound waits in memory while the disk is slow or full, and what is lost all the same leaves a gap that is told; closing the handle ends the room in good order.
// Length: the room's door: every way in and out of it, and what each may fail with.

mod captions;
mod course;
mod disk;
mod drift;
mod ears;
mod faster;
mod handle;
mod hear;
mod language;
mod microphone;
mod outbox;
mod pace;
mod pause;
mod run;
mod running;
mod search;
mod sleep;
mod sound;
mod steps;
mod tracks;
mod turns;
mod view;
mod wishes;
mod wording;

use std::sync::Arc;

use candor_audio::Source;
use candor_domain::{
    Actor, Interview, InterviewId, InterviewStatus, Language, Message, MessageId, Role,
};
use candor_speech::{Transcriber, worker::Told};
use crossbeam_channel::{Receiver, Sender, bounded, unbounded};
use serde::Deserialize;

use crate::{
    App, Archive, Error, Result, clock,
    engine::{Control, End},
    interviews, machine, microphone_check, preferences, recovery,
    voice::Voice,
};

pub(crate) use disk::DataDisk;
pub use disk::Disk;
pub use faster::{FasterModel, FasterModels};
pub use microphone::{Microphones, ThisMachine};
pub use view::{CaptionView, CurrentQuestion, MicrophoneView, ReplyView, RoomView, view};
pub use wishes::{
    change_microphone, control, give_turn, human_answered, reading_aloud, request_human,
    speak_language, type_message,
};

pub(crate) use captions::vocabulary;
pub(crate) use handle::RoomHandle;
use handle::Seen;
use run::Room;

/// How the candidate is heard.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StartOptions {
    /// Name of the input device; the system's default when absent.
    #[serde(default)]
    pub device: Option<String>,
    /// Name of the speech model; the best installed one for the language when absent.
    #[serde(default)]
    pub model: Option<String>,
    /// Nothing is recorded; the candidate types.
    #[serde(default)]
    pub text_only: bool,
    /// Name of a second input device for the recruiter, recorded on a track of its own; none when absent.
    #[serde(default)]
    pub recruiter_device: Option<String>,
    /// Candidate and recruiter share one microphone; whose turn it is, is told with [`give_turn`].
    #[serde(default)]
    pub shared_microphone: bool,
}

/// Sound and speech for one run of a room.
pub struct Hearing {
    /// Where the sound comes from.
    pub source: Box<dyn Source>,
    /// What turns it into text.
    pub transcriber: Box<dyn Transcriber>,
    /// Name of the speech model.
    pub model: String,
    /// Where another microphone comes from when this source goes away or is exchanged; a recording has no other.
    pub microphones: Option<Arc<dyn Microphones>>,
    /// The device that was chosen; the default one when absent.
    pub chosen: Option<String>,
    /// How the recruiter is heard.
    pub recruiter: Recruiter,
    /// Where a faster speech model comes from when this one cannot keep up.
    pub faster: Option<Arc<dyn FasterModels>>,
}

/// How a recruiter in the same room is heard.
#[derive(Default)]
pub enum Recruiter {
    /// Not at all: what the microphone hears is the candidate's.
    #[default]
    Unheard,
    /// Through the candidate's microphone, by turns; see [`give_turn`].
    Shared,
    /// Through a microphone of the recruiter's own.
    Own {
        /// Where its sound comes from.
        source: Box<dyn Source>,
        /// The device that was chosen; the default one when absent.
        chosen: Option<String>,
    },
}

/// Called on the room's thread with every message once it is stored.
pub type OnMessage = Box<dyn FnMut(&Message) + Send>;

/// What the room is asked to do.
enum Order {
    Typed {
        role: Role,
        content: String,
        reply: Sender<Result<Message>>,
    },
    Control(Control, Sender<Result<()>>),
    Pause(Sender<Result<Interview>>),
    Resume(Option<Hearing>, Box<Voice>, Sender<Result<Interview>>),
    Finish(End, Sender<Result<Interview>>),
    Heard(Told),
    ReadingAloud {
        reading: bool,
        /// What is heard meanwhile is not taken for the candidate's words.
        guarded: bool,
        reply: Sender<Result<()>>,
    },
    /// What is said from now on is in this language.
    SpeakLanguage(Language, Actor, Sender<Result<Interview>>),
    /// A faster speech model was asked for: which time, and what came of it.
    Faster(u64, Result<Option<FasterModel>>),
    ChangeMicrophone {
        track: Role,
        device: Option<String>,
        reply: Sender<Result<()>>,
    },
    /// A microphone that was looked for is open; `chosen` is what was looked for.
    Microphone {
        track: Role,
        source: Box<dyn Source>,
        chosen: Option<String>,
        reply: Option<Sender<Result<()>>>,
        /// It takes the place of one that works: it was asked for, or became the default.
        instead: bool,
    },
    /// A microphone that is looked for is there and withheld.
    MicrophoneRefused {
        track: Role,
        error: candor_audio::AudioError,
    },
    /// What is said into a shared microphone from now on is this person's.
    GiveTurn(Role, Sender<Result<()>>),
    /// The candidate wishes to speak to a person (true), or one has come (false).
    RequestHuman(bool, Sender<Result<Interview>>),
    /// The line that was to be this message has begun or ended.
    Wording(MessageId),
    /// More or less fits on the disk than before.
    Disk(disk::DiskNews),
    /// The computer is about to sleep, or has slept.
    Interrupt,
    Close,
    /// Look at what is seen from outside: the room shall end at once.
    Wake,
}

/// Opens the microphone and the speech model; neither for a candidate who types.
///
/// # Errors
/// No microphone, no model, a damaged model.
pub fn hearing(
    app: &App,
    interview: &Interview,
    options: &StartOptions,
) -> Result<Option<Hearing>> {
    if options.text_only || interview.accommodations.typing_only {
        return Ok(None);
    }
    let language = interview.spoken_language();
    let model = preferences::model(app, options.model.as_deref(), language)?;
    let model = machine::choose_model(app.models(), model.as_deref(), language)?;
    let name = model.name().to_owned();
    let transcriber = app.recogniser().open(&model)?;
    // A microphone being tried out is let go of: it may be the same one.
    microphone_check::release(app);
    let device = preferences::device(app, options.device.as_deref())?;
    let source = ThisMachine.open(device.as_deref())?;
    let recruiter = tracks::recruiter(&ThisMachine, options, source.name())?;
    Ok(Some(Hearing {
        source,
        transcriber,
        model: name,
        microphones: Some(Arc::new(ThisMachine)),
        chosen: device,
        recruiter,
        faster: Some(Arc::new(faster::Installed::of(app)?)),
    }))
}

/// Starts an interview with this machine's microphone, or by typing only.
///
/// # Errors
/// [`Error::ConsentMissing`] before consent; [`Error::IllegalMove`]; microphone and model failures.
pub fn start(app: &App, id: InterviewId, options: &StartOptions) -> Result<Interview> {
    let interview = ready_to_open(app, id)?;
    let hearing = hearing(app, &interview, options)?;
    start_hearing(app, id, hearing, None)
}

/// Starts an interview that hears through `hearing`, and goes on with one that was interrupted.
///
/// # Errors
/// As [`start`].
pub fn start_hearing(
    app: &App,
    id: InterviewId,
    hearing: Option<Hearing>,
    on_message: Option<OnMessage>,
) -> Result<Interview> {
    note_dead_room(app, id)?;
    // Not while the rooms are locked: the keychain may ask its user for the password.
    let voice = Voice::open(app, &ready_to_open(app, id)?);
    let mut rooms = app.rooms();
    let interview = ready_to_open(app, id)?;
    rooms.retain(|_, room| !room.is_over());
    if rooms.contains_key(&id) {
        return Err(Error::Conflict("this interview is running already".into()));
    }
    let (script, _) = app.archive().script(&interview)?;
    let state = app.archive().state(id, &script)?.recovered();
    let (inbox, orders) = unbounded();
    let seen = Arc::new(Seen::default());
    let (opened, opening) = bounded(1);
    let room = Room::new(
        app,
        interview,
        script,
        state,
        inbox.clone(),
        Arc::clone(&seen),
        on_message,
        voice,
    )?;
    let thread = std::thread::Builder::new()
        .name("candor-room".into())
        .spawn(move || room.run(hearing, &orders, &opened))
        .map_err(|error| {
            tracing::error!(%error, "no thread for a room");
            Error::Internal
        })?;
    let handle = RoomHandle::new(inbox, seen, thread);
    let interview = answer(&opening)?;
    rooms.insert(id, handle);
    app.transcriptions().interview_began();
    Ok(interview)
}

/// Checks what must be true before anything is recorded.
fn ready_to_open(app: &App, id: InterviewId) -> Result<Interview> {
    recovery::expire(app.store(), clock::now())?;
    let interview = interviews::get(app, id)?;
    if interview.deleted_at.is_some() {
        return Err(Error::NotFound("interview"));
    }
    if interview.withdrawn_at.is_some() {
        return Err(Error::ConsentWithdrawn);
    }
    let attempted = match interview.status {
        InterviewStatus::Paused => candor_domain::Move::Resume,
        _ => candor_domain::Move::Start,
    };
    interview.clone().apply(attempted, clock::now())?;
    if interview.consented_at.is_none() {
        return Err(Error::ConsentMissing);
    }
    Ok(interview)
}

/// Pauses the interview; its microphone is released.
///
/// # Errors
/// [`Error::IllegalMove`] unless it runs.
pub fn pause(app: &App, id: InterviewId) -> Result<Interview> {
    note_dead_room(app, id)?;
    ask(app, id, Order::Pause)?.unwrap_or_else(|| without_room(app, id, candor_domain::Move::Pause))
}

/// Goes on with a paused interview, opening its room again if Candor was closed in between.
///
/// # Errors
/// [`Error::IllegalMove`] unless it is paused; microphone and model failures.
pub fn resume(app: &App, id: InterviewId, options: &StartOptions) -> Result<Interview> {
    note_dead_room(app, id)?;
    let interview = interviews::get(app, id)?;
    if interview.status != InterviewStatus::Paused {
        return without_room(app, id, candor_domain::Move::Resume);
    }
    let hearing = hearing(app, &interview, options)?;
    resume_hearing(app, id, hearing)
}

/// Goes on with a paused interview that hears through `hearing` from now on.
///
/// # Errors
/// As [`resume`].
pub fn resume_hearing(app: &App, id: InterviewId, hearing: Option<Hearing>) -> Result<Interview> {
    if app.rooms().get(&id).is_some_and(|room| !room.is_over()) {
        let voice = Box::new(Voice::open(app, &interviews::get(app, id)?));
        let order = |reply| Order::Resume(hearing, voice, reply);
        let resumed = ask(app, id, order)?.unwrap_or_else(|| Err(closed()));
        app.transcriptions().interview_began();
        return resumed;
    }
    start_hearing(app, id, hearing, None)
}

/// Finishes the interview, keeps the last words, and writes the transcript files.
///
/// Works without an open room too, for one that was interrupted.
///
/// # Errors
/// [`Error::IllegalMove`]; a store that cannot be written. A failed export is no error: see the detail's `exports`.
pub fn finish(app: &App, id: InterviewId, end: End) -> Result<Interview> {
    if let Some(reply) = ask(app, id, |reply| Order::Finish(end, reply))? {
        if reply.is_ok() {
            // It ends with its last answer: whoever comes next finds no room that is still ending.
            wait(app, id);
        }
        return reply;
    }
    let interview = without_room(app, id, candor_domain::Move::Finish)?;
    write_transcript(app.archive(), id);
    app.transcription_starter().interview_ended(id);
    Ok(interview)
}

/// Closes the room of a paused interview, so that it can be called off; one that runs stays open.
pub(crate) fn close_paused(app: &App, id: InterviewId) -> Result<()> {
    let paused = interviews::get(app, id)?.status == InterviewStatus::Paused;
    let room = if paused {
        app.rooms().remove(&id)
    } else {
        None
    };
    // Dropped here and not while the rooms are locked: it waits for the room's last words.
    drop(room);
    Ok(())
}

/// Ends the room of this interview immediately: capture stops, the utterance being spoken and whatever waits for its
/// text is dropped, finished blocks stay. No transcript is written and the interview's status is left as it is.
/// When this returns, nothing of the room is left in memory. Nothing happens when no room is open.
///
/// # Errors
/// None at present; blocks the store refuses are told in the log.
pub fn end_at_once(app: &App, id: InterviewId) -> Result<()> {
    let room = app.rooms().remove(&id);
    if let Some(room) = room {
        // Not while the rooms are locked: it waits for the utterance being transcribed.
        room.end_at_once();
    }
    Ok(())
}

/// Writes the transcript files of a finished interview; a failure is logged with the interview and shown there.
pub(crate) fn write_transcript(archive: &Archive, id: InterviewId) {
    if let Err(error) = crate::transcript::export(archive, id) {
        tracing::error!(%error, interview.id = %id, "the transcript could not be written; it can be exported again");
    }
}

/// Marks an interview whose room ended in a panic as interrupted, so that it can be resumed.
fn note_dead_room(app: &App, id: InterviewId) -> Result<()> {
    let rooms = app.rooms();
    if rooms.get(&id).is_some_and(|room| !room.is_over()) {
        return Ok(());
    }
    recovery::note_interruption(app.store(), id)
}

/// A move of an interview whose room is not open.
fn without_room(app: &App, id: InterviewId, attempted: candor_domain::Move) -> Result<Interview> {
    // Held until the move is stored: nobody opens the room meanwhile.
    let _rooms = app.rooms();
    let mut interview = interviews::get(app, id)?;
    let now = clock::now();
    interview.apply(attempted, now)?;
    let kind = match attempted {
        candor_domain::Move::Finish => candor_domain::EventKind::InterviewFinished,
        _ => return Err(Error::Internal),
    };
    let stored = interview.clone();
    app.store()
        .write(candor_domain::Actor::Operator, now, move |tx| {
            candor_store::interviews::update_status(tx, &stored, kind)
        })?;
    Ok(interview)
}

/// Pauses every running interview as interrupted: the computer is about to sleep.
pub fn interrupt_all(app: &App) {
    for room in app.rooms().values() {
        // A room that has ended has nothing to interrupt.
        let _ = room.inbox().send(Order::Interrupt);
    }
}

/// Whether the room of this interview is open and takes sound in; `None` when it is not open.
pub fn listening(app: &App, id: InterviewId) -> Option<bool> {
    let rooms = app.rooms();
    rooms
        .get(&id)
        .filter(|room| !room.is_over())
        .map(|room| room.seen().is_listening())
}

/// The microphone in use in this interview's room; `None` while the candidate types or no room is open.
pub fn microphone(app: &App, id: InterviewId) -> Option<MicrophoneView> {
    let rooms = app.rooms();
    rooms
        .get(&id)
        .filter(|room| !room.is_over())
        .and_then(|room| room.seen().microphone(Role::Candidate))
}

/// Waits until the room of this interview has ended by itself.
pub fn wait(app: &App, id: InterviewId) {
    let thread = app.rooms().get_mut(&id).and_then(RoomHandle::take_thread);
    if let Some(thread) = thread {
        handle::join(thread);
    }
    app.rooms().remove(&id);
}

fn closed() -> Error {
    Error::Conflict("the interview is not running".into())
}

/// Sends an order and waits for the answer; `None` when no room is open. The rooms are not locked meanwhile.
fn ask<T>(
    app: &App,
    id: InterviewId,
    order: impl FnOnce(Sender<Result<T>>) -> Order,
) -> Result<Option<Result<T>>> {
    interviews::get(app, id)?;
    let inbox = {
        let rooms = app.rooms();
        match rooms.get(&id) {
            Some(room) if !room.is_over() => room.inbox(),
            _ => return Ok(None),
        }
    };
    let (reply, answers) = bounded(1);
    if inbox.send(order(reply)).is_err() {
        return Ok(None);
    }
    // A room that ends at this very moment drops the order with its inbox: it is as if no room were open.
    Ok(answers.recv().ok())
}

/// A room that ends without answering was closed or panicked; either way it is not running any more.
fn answer<T>(answers: &Receiver<Result<T>>) -> Result<T> {
    answers.recv().unwrap_or_else(|_| Err(closed()))
}
