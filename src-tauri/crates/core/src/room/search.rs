//! The search for a microphone: one that went away, one that fell silent, one that became the default.

use std::time::{Duration, Instant};

use candor_audio::{AudioError, LevelMeter, Pull, Source};
use candor_domain::Role;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};

use super::{Microphones, Order, microphone::SOUND_DB};
use crate::{Result, clock::samples_to_ms};

/// Pause between two attempts to find a microphone that is gone.
const AGAIN: Duration = Duration::from_millis(500);
/// Pause between two looks whether another microphone became the default.
const FOLLOW: Duration = Duration::from_secs(1);
/// Pause between two attempts to hear something through the chosen microphone while the one in use is silent.
const AUDITION: Duration = Duration::from_secs(3);
/// How long such an attempt listens: to so much sound, or, when none comes, for so long.
const LISTEN: Duration = Duration::from_millis(800);
/// So many loud levels, one each 100 ms, are sound: the microphone in use, were it the same one, has told by then.
const LOUD_LEVELS: u32 = 3;
/// What is asked of a search.
pub(super) enum Look {
    /// Look until this one, or else the default one, is there.
    For(Option<String>),
    /// Look until something is heard through this one, or the default one: systems move a program's sound elsewhere when
    /// its microphone is unplugged, and not back when it is there again.
    Heard(Option<String>),
    /// Look no more.
    NoMore,
    /// The default microphone is in use, and is this device: open the one that becomes it. `None`: follow no more.
    Follow(Option<String>),
    /// Open this one now.
    Now(Option<String>, Sender<Result<()>>),
}

/// What is looked for.
struct Wanted {
    device: Option<String>,
    /// It is there only once something is heard through it.
    heard: bool,
    /// When to try again.
    next: Instant,
    /// It was tried before.
    tried: bool,
    /// The room was told that it is withheld.
    told: bool,
}

impl Wanted {
    fn new(device: Option<String>, heard: bool) -> Self {
        Self {
            device,
            heard,
            next: Instant::now(),
            tried: false,
            told: false,
        }
    }

    /// The microphone that is looked for, if it is there.
    fn find(
        &mut self,
        microphones: &dyn Microphones,
    ) -> Result<Option<Box<dyn Source>>, AudioError> {
        let mut opened = microphones.open(self.device.as_deref());
        // Not at once: one whose settings were changed is away for a moment only.
        if opened.is_err() && self.device.is_some() && self.tried {
            opened = microphones.open(None).or(opened);
        }
        self.tried = true;
        let found = opened.map(|source| {
            if self.heard {
                hears_something(source)
            } else {
                Some(source)
            }
        });
        self.next = Instant::now() + if self.heard { AUDITION } else { AGAIN };
        found
    }
}

/// A search, as its thread sees it.
struct Search<'a> {
    track: Role,
    microphones: &'a dyn Microphones,
    room: &'a Sender<Order>,
    wanted: Option<Wanted>,
    /// The default device in use, and when to look for another.
    followed: Option<(String, Instant)>,
}

/// Searches for this track until nobody can ask any more. What is found goes to the room.
pub(super) fn run(
    track: Role,
    microphones: &dyn Microphones,
    asked: &Receiver<Look>,
    room: &Sender<Order>,
) {
    let mut search = Search {
        track,
        microphones,
        room,
        wanted: None,
        followed: None,
    };
    loop {
        let look = match search.next() {
            Some(next) => asked.recv_deadline(next),
            None => asked.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match look {
            Ok(look) => search.asked(look),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        let now = Instant::now();
        search.find(now);
        search.follow(now);
    }
}

impl Search<'_> {
    /// When there is something to do.
    fn next(&self) -> Option<Instant> {
        let wanted = self.wanted.as_ref().map(|wanted| wanted.next);
        let followed = self.followed.as_ref().map(|(_, next)| *next);
        wanted.into_iter().chain(followed).min()
    }

    fn asked(&mut self, look: Look) {
        match look {
            Look::For(device) => {
                self.followed = None;
                self.wanted = Some(Wanted::new(device, false));
            }
            Look::Heard(device) => self.wanted = Some(Wanted::new(device, true)),
            Look::NoMore => self.wanted = None,
            Look::Follow(id) => self.followed = id.map(|id| (id, Instant::now() + FOLLOW)),
            Look::Now(device, reply) => match self.microphones.open(device.as_deref()) {
                Ok(source) => self.deliver(source, device, Some(reply), true),
                Err(error) => {
                    // A caller that stopped waiting sees that nothing has changed.
                    let _ = reply.send(Err(error.into()));
                }
            },
        }
    }

    /// Looks for the microphone that is wanted, if it is time to.
    fn find(&mut self, now: Instant) {
        let Some(wanted) = self.wanted.as_mut().filter(|wanted| wanted.next <= now) else {
            return;
        };
        match wanted.find(self.microphones) {
            Ok(None) => {}
            Ok(Some(source)) => {
                let device = wanted.device.clone();
                self.deliver(source, device, None, false);
            }
            Err(error) => {
                tracing::debug!(%error, "no microphone yet");
                if error.is_refusal() && !wanted.told {
                    wanted.told = true;
                    let refused = Order::MicrophoneRefused {
                        track: self.track,
                        error,
                    };
                    // A room that has ended needs to know nothing.
                    let _ = self.room.send(refused);
                }
            }
        }
    }

    /// Opens the microphone that became the default, if it is time to look.
    fn follow(&mut self, now: Instant) {
        let Some((id, next)) = self.followed.as_mut().filter(|(_, next)| *next <= now) else {
            return;
        };
        *next = now + FOLLOW;
        let other = self
            .microphones
            .default_id()
            .filter(|default| default != id);
        if other.is_none() {
            return;
        }
        match self.microphones.open(None) {
            Ok(source) => self.deliver(source, None, None, true),
            Err(error) => tracing::debug!(%error, "the new default microphone does not open yet"),
        }
    }

    /// Gives the room what was found; `instead` of one that it hears well.
    fn deliver(
        &mut self,
        source: Box<dyn Source>,
        chosen: Option<String>,
        reply: Option<Sender<Result<()>>>,
        instead: bool,
    ) {
        self.wanted = None;
        self.followed = None;
        // A room that has ended needs no microphone: it is released with the order.
        let _ = self.room.send(Order::Microphone {
            track: self.track,
            source,
            chosen,
            reply,
            instead,
        });
    }
}

/// The source if it gives more than silence.
fn hears_something(mut source: Box<dyn Source>) -> Option<Box<dyn Source>> {
    let (mut meter, mut samples) = (LevelMeter::new(), Vec::new());
    let (mut loud, mut listened, mut last_sound) = (0, 0, Instant::now());
    // Sound is measured by its length: a computer that is busy hears late, not less.
    while loud < LOUD_LEVELS && samples_to_ms(listened) < LISTEN.as_millis() as u64 {
        samples.clear();
        match source.read(&mut samples) {
            Ok(Pull::Samples) => last_sound = Instant::now(),
            Ok(Pull::Idle) if last_sound.elapsed() < LISTEN => {}
            Ok(Pull::Idle | Pull::End) | Err(_) => return None,
        }
        listened += samples.len() as u64;
        meter.push(&samples, |level| {
            loud += u32::from(level.rms_db >= SOUND_DB);
        });
    }
    (loud >= LOUD_LEVELS).then_some(source)
}
