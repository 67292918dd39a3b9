//! The kiosk: one machine on which candidates open the interview they were invited to, and nothing else.
//!
//! Whether this machine is a kiosk, and for which interview it is open, is stored: neither `kill -9` nor a power cut
//! leads out of it. Invariants: while it is locked the operator's window may do nothing; at most one interview is
//! open; an attempt at a code or the PIN is counted before it is looked at.

mod attempts;
mod invitations;
mod pin;
mod state;

use candor_domain::{
    Actor, InterviewId, InterviewStatus, KioskCode, Language, UtcMillis, live::Live,
};
use candor_store::{interviews as table, kiosk_invitations};
use serde::{Deserialize, Serialize};

use crate::{App, Error, Result, access::Principal, clock, interviews, organisation, room};

use attempts::CODES;
pub use invitations::{Invited, InvitedInterview, invitations, invite, revoke};
pub use pin::{check_pin, set_pin};
pub(crate) use state::Kiosk;
use state::State;

/// Seconds of idleness that can be set.
const IDLE_RANGE: std::ops::RangeInclusive<u32> = 20..=3_600;

/// What the kiosk's window is told. Of the people invited it says nothing but that there are some.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct KioskView {
    /// Who invites.
    pub organisation: Option<String>,
    /// Whether somebody can begin without a code.
    pub queued: bool,
    /// The interview that is open here.
    pub interview_id: Option<InterviewId>,
    /// Language of that interview.
    pub language: Option<Language>,
    /// Seconds without a touch after which the kiosk goes back to its start.
    pub idle_seconds: u32,
    /// Milliseconds until another code may be tried.
    pub code_wait_ms: u64,
    /// Milliseconds until another PIN may be tried.
    pub pin_wait_ms: u64,
}

/// What the operator sets; the PIN is set apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KioskOptions {
    /// Seconds without a touch after which the kiosk goes back to its start: 20 to 3600.
    pub idle_seconds: u32,
    /// Whether this machine becomes a kiosk whenever Candor starts.
    pub start_as_kiosk: bool,
}

/// What the operator has set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct KioskSettings {
    /// Whether there is a PIN; without one nobody can make this machine a kiosk.
    pub pin_set: bool,
    /// The rest.
    #[serde(flatten)]
    pub options: KioskOptions,
}

/// How somebody asks for an interview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// By the code they were given, as they typed it.
    Code(String),
    /// As the next in the queue.
    Next,
}

/// Whether this machine is a kiosk at the moment.
pub fn is_locked(app: &App) -> bool {
    app.kiosk().state().locked
}

/// Who stands before the kiosk; nobody while this machine is none.
pub fn principal(app: &App) -> Option<Principal> {
    let state = app.kiosk().state();
    state
        .locked
        .then(|| state.open.map_or(Principal::Kiosk, Principal::Guest))
}

/// What the kiosk shows.
///
/// # Errors
/// [`Error::NotFound`] for the guest of an interview that is not open there.
pub fn view(app: &App, who: Principal) -> Result<KioskView> {
    let now = clock::now();
    let state = app.kiosk().state();
    if matches!(who, Principal::Guest(own) if state.open != Some(own)) {
        return Err(Error::NotFound("kiosk"));
    }
    let language = match state.open.map(|id| interviews::get(app, id)) {
        Some(Ok(interview)) => Some(interview.language),
        Some(Err(Error::NotFound(_))) | None => None,
        Some(Err(error)) => return Err(error),
    };
    Ok(KioskView {
        organisation: organisation::get(app)?.known_name(),
        queued: invitations::next_in_queue(app, now)?.is_some(),
        interview_id: state.open,
        language,
        idle_seconds: state::config(app.store())?.idle_seconds,
        code_wait_ms: state.codes.wait_ms(CODES, now),
        pin_wait_ms: state.pins.wait_ms(attempts::PINS, now),
    })
}

/// What the operator has set.
///
/// # Errors
/// Only if the database cannot be read.
pub fn settings(app: &App) -> Result<KioskSettings> {
    let config = state::config(app.store())?;
    Ok(KioskSettings {
        pin_set: config.pin.is_some(),
        options: KioskOptions {
            idle_seconds: config.idle_seconds,
            start_as_kiosk: config.start_as_kiosk,
        },
    })
}

/// Sets everything but the PIN.
///
/// # Errors
/// [`Error::Invalid`] for an idle time out of range, or to start as a kiosk without a PIN to leave it.
pub fn set_options(app: &App, options: KioskOptions) -> Result<KioskSettings> {
    let _gate = app.kiosk().enter_gate();
    if !IDLE_RANGE.contains(&options.idle_seconds) {
        let range = "the kiosk can be idle for 20 to 3600 seconds";
        return Err(Error::Invalid(range.to_owned()));
    }
    let mut config = state::config(app.store())?;
    if options.start_as_kiosk && config.pin.is_none() {
        return Err(Error::Invalid(NO_PIN.to_owned()));
    }
    config.idle_seconds = options.idle_seconds;
    config.start_as_kiosk = options.start_as_kiosk;
    state::put_config(app.store(), clock::now(), config)?;
    settings(app)
}

const NO_PIN: &str = "set a PIN first: it is the only way out of the kiosk";

/// Makes this machine a kiosk.
///
/// # Errors
/// [`Error::Invalid`] without a PIN; [`Error::Conflict`] while an interview runs.
pub fn enter(app: &App) -> Result<()> {
    let _gate = app.kiosk().enter_gate();
    let mut state = app.kiosk().state();
    if state.locked {
        return Ok(());
    }
    if state::config(app.store())?.pin.is_none() {
        return Err(Error::Invalid(NO_PIN.to_owned()));
    }
    let running = table::Filter {
        status: Some(InterviewStatus::Started),
        limit: 1,
        offset: 0,
    };
    if !app
        .store()
        .read(|conn| table::list(conn, running))?
        .is_empty()
    {
        let wait = "an interview is running; pause or finish it first";
        return Err(Error::Conflict(wait.to_owned()));
    }
    state.locked = true;
    state.open = None;
    put(app, Actor::Operator, state)
}

/// Ends the kiosk and gives the machine back to the operator. A running interview is paused.
///
/// # Errors
/// [`Error::PinWrong`]; [`Error::TooManyAttempts`]; a running interview that cannot be paused.
pub fn leave(app: &App, pin: &str) -> Result<()> {
    let _gate = app.kiosk().enter_gate();
    pin::check(app, pin)?;
    let mut state = app.kiosk().state();
    end_visit(app, state.open)?;
    state.locked = false;
    state.open = None;
    state.codes = attempts::Attempts::default();
    put(app, Actor::Operator, state)
}

/// Opens an interview at the kiosk; from then on whoever stands there is its guest.
///
/// # Errors
/// [`Error::CodeUnknown`] for codes that are wrong, run out or used, all alike; [`Error::TooManyAttempts`];
/// [`Error::NotFound`] when the queue is empty; [`Error::Conflict`] when an interview is open or this is no kiosk.
pub fn open(app: &App, ask: &Ask) -> Result<KioskView> {
    {
        let _gate = app.kiosk().enter_gate();
        let now = clock::now();
        let mut state = app.kiosk().state();
        if !state.locked || state.open.is_some() {
            let busy = "no interview can be opened at this kiosk now";
            return Err(Error::Conflict(busy.to_owned()));
        }
        let id = match ask {
            Ask::Next => invitations::next_in_queue(app, now)?
                .ok_or(Error::NotFound("interview in the queue"))?,
            Ask::Code(typed) => {
                state.codes.begin(CODES, now)?;
                app.kiosk()
                    .put(app.store(), Actor::Candidate, now, state.clone())?;
                let id = by_code(app, typed, now)?.ok_or(Error::CodeUnknown)?;
                state.codes = attempts::Attempts::default();
                id
            }
        };
        state.open = Some(id);
        put(app, Actor::Candidate, state)?;
    }
    view(app, Principal::Kiosk)
}

/// Ends the visit at the kiosk: it goes back to its start, open for the next candidate. An interview that runs is
/// paused, never finished. The invitation to one that was not begun stays good.
///
/// # Errors
/// [`Error::NotFound`] for the guest of another interview; a running interview that cannot be paused.
pub fn close(app: &App, who: Principal) -> Result<()> {
    let _gate = app.kiosk().enter_gate();
    let mut state = app.kiosk().state();
    let actor = match who {
        Principal::Operator => Actor::Operator,
        Principal::Guest(own) if state.open == Some(own) => Actor::Candidate,
        Principal::Guest(_) | Principal::Kiosk => return Err(Error::NotFound("interview")),
    };
    if state.open.is_none() {
        return Ok(());
    }
    end_visit(app, state.open)?;
    state.open = None;
    put(app, actor, state)
}

fn end_visit(app: &App, open: Option<InterviewId>) -> Result<()> {
    let Some(id) = open else { return Ok(()) };
    let interview = match interviews::get(app, id) {
        Ok(interview) => interview,
        // Gone meanwhile; that must keep nobody in the kiosk.
        Err(Error::NotFound(_)) => return Ok(()),
        Err(error) => return Err(error),
    };
    match interview.status {
        InterviewStatus::NotStarted => return Ok(()),
        InterviewStatus::Started => {
            room::pause(app, id)?;
        }
        _ => {}
    }
    app.store().write(Actor::System, clock::now(), move |tx| {
        kiosk_invitations::end(tx, id)
    })?;
    Ok(())
}

fn by_code(app: &App, typed: &str, now: UtcMillis) -> Result<Option<InterviewId>> {
    let Some(code) = KioskCode::parse(typed) else {
        return Ok(None);
    };
    let hash = code.hash();
    let found = app
        .store()
        .read(|conn| kiosk_invitations::by_code_hash(conn, &hash))?;
    match found {
        Some(invitation) if invitations::is_good(app, &invitation, now)? => {
            Ok(Some(invitation.interview_id))
        }
        _ => Ok(None),
    }
}

fn put(app: &App, actor: Actor, state: State) -> Result<()> {
    app.kiosk().put(app.store(), actor, clock::now(), state)?;
    tell(app);
    Ok(())
}

/// Tells whoever shows the kiosk or its queue to look again.
fn tell(app: &App) {
    let interview_id = app.kiosk().state().open;
    app.bus().publish(&Live::Kiosk { interview_id });
}
