//! Microphones of a room: where they come from, and how one that went away is found again.

use std::{
    sync::Arc,
    thread::JoinHandle,
    time::{Duration, Instant},
};

use candor_audio::{AudioError, Level, LevelMeter, Microphone, Pull, Source};
use candor_domain::live::MicrophoneState;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};

use super::Order;
use crate::{Error, Result, clock::samples_to_ms};

/// Pause between two attempts to find a microphone that is gone.
const AGAIN: Duration = Duration::from_millis(500);
/// Pause between two attempts to hear something through the chosen microphone while the one in use is silent.
const AUDITION: Duration = Duration::from_secs(3);
/// How long such an attempt listens: to so much sound, or, when none comes, for so long.
const LISTEN: Duration = Duration::from_millis(800);
/// So many loud levels, one each 100 ms, are sound: the microphone in use, were it the same one, has told by then.
const LOUD_LEVELS: u32 = 3;
/// A microphone that stays below this gives nothing but its own noise, in dBFS.
const SILENT_DB: f32 = -72.0;
/// A silent microphone gives sound again from here on, in dBFS: higher, so that noise at the limit does not flicker.
const SOUND_DB: f32 = -66.0;
/// So many levels below [`SILENT_DB`], one each 100 ms, are silence.
const SILENT_LEVELS: u32 = 18;

/// Where microphones come from.
pub trait Microphones: Send + Sync {
    /// Opens the one with this name, or the default one.
    ///
    /// # Errors
    /// There is none, or it cannot be opened.
    fn open(&self, device: Option<&str>) -> Result<Box<dyn Source>, AudioError>;
}

/// The microphones of this machine.
#[derive(Debug)]
pub struct ThisMachine;

impl Microphones for ThisMachine {
    fn open(&self, device: Option<&str>) -> Result<Box<dyn Source>, AudioError> {
        Ok(Box::new(Microphone::open(device)?))
    }
}

/// What is asked of a [`Finder`].
enum Look {
    /// Look until this one, or else the default one, is there.
    For(Option<String>),
    /// Look until something is heard through this one, or the default one: systems move a program's sound elsewhere when
    /// its microphone is unplugged, and not back when it is there again.
    Heard(Option<String>),
    /// Look no more.
    NoMore,
    /// Open this one now.
    Now(Option<String>, Sender<Result<()>>),
}

/// Opens microphones on a thread of its own, because systems may take seconds to do it. What it opens arrives in the
/// room's inbox as [`Order::Microphone`]. Dropping it ends the thread.
pub(super) struct Finder {
    inbox: Option<Sender<Look>>,
    thread: Option<JoinHandle<()>>,
}

impl Finder {
    pub(super) fn spawn(microphones: Arc<dyn Microphones>, room: Sender<Order>) -> Result<Self> {
        let (inbox, asked) = unbounded();
        let thread = std::thread::Builder::new()
            .name("candor-microphones".into())
            .spawn(move || run(&*microphones, &asked, &room))
            .map_err(|error| {
                tracing::error!(%error, "no thread to open microphones on");
                Error::Internal
            })?;
        Ok(Self {
            inbox: Some(inbox),
            thread: Some(thread),
        })
    }

    /// Looks until this microphone, or else the default one, is there.
    pub(super) fn look_for(&self, device: Option<String>) {
        self.ask(Look::For(device));
    }

    /// Looks until something is heard through this microphone.
    pub(super) fn listen_for(&self, device: Option<String>) {
        self.ask(Look::Heard(device));
    }

    /// Looks no more.
    pub(super) fn stop_looking(&self) {
        self.ask(Look::NoMore);
    }

    /// Opens this microphone now; a failure is answered at once, success by the room.
    pub(super) fn open(&self, device: Option<String>, reply: Sender<Result<()>>) {
        self.ask(Look::Now(device, reply));
    }

    fn ask(&self, look: Look) {
        if let Some(inbox) = &self.inbox {
            // The thread lives as long as this; were it gone, whoever waits is told by the closed channel.
            let _ = inbox.send(look);
        }
    }
}

impl Drop for Finder {
    fn drop(&mut self) {
        drop(self.inbox.take());
        if self.thread.take().is_some_and(|t| t.join().is_err()) {
            tracing::error!("the thread that opens microphones ended in a panic");
        }
    }
}

/// What a [`Finder`] is looking for.
struct Wanted {
    device: Option<String>,
    /// It is there only once something is heard through it.
    heard: bool,
}

fn run(microphones: &dyn Microphones, asked: &Receiver<Look>, room: &Sender<Order>) {
    let mut wanted: Option<Wanted> = None;
    loop {
        let look = match &wanted {
            Some(Wanted { heard: true, .. }) => asked.recv_timeout(AUDITION),
            Some(_) => asked.recv_timeout(AGAIN),
            None => asked.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match look {
            Ok(Look::For(device)) => {
                wanted = Some(Wanted {
                    device,
                    heard: false,
                });
            }
            Ok(Look::Heard(device)) => {
                wanted = Some(Wanted {
                    device,
                    heard: true,
                });
            }
            Ok(Look::NoMore) => wanted = None,
            Ok(Look::Now(device, reply)) => match microphones.open(device.as_deref()) {
                Ok(source) => {
                    wanted = None;
                    deliver(room, source, device, Some(reply));
                }
                Err(error) => {
                    // A caller that stopped waiting sees that nothing has changed.
                    let _ = reply.send(Err(error.into()));
                }
            },
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        if let Some(Wanted { device, heard }) = &wanted
            && let Some(source) = found(microphones, device.as_deref(), *heard)
        {
            deliver(room, source, device.clone(), None);
            wanted = None;
        }
    }
}

/// The microphone that is looked for, if it is there.
fn found(
    microphones: &dyn Microphones,
    device: Option<&str>,
    heard: bool,
) -> Option<Box<dyn Source>> {
    let mut opened = microphones.open(device);
    if opened.is_err() && device.is_some() {
        opened = microphones.open(None);
    }
    match opened {
        Ok(source) if !heard => Some(source),
        Ok(source) => hears_something(source),
        Err(error) => {
            tracing::debug!(%error, "no microphone yet");
            None
        }
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

fn deliver(
    room: &Sender<Order>,
    source: Box<dyn Source>,
    chosen: Option<String>,
    reply: Option<Sender<Result<()>>>,
) {
    // A room that has ended needs no microphone: it is released with the order.
    let _ = room.send(Order::Microphone {
        source,
        chosen,
        reply,
    });
}

/// Notices a microphone that is there and gives no sound.
#[derive(Debug, Default)]
pub(super) struct SilenceWatch {
    below: u32,
    silent: bool,
}

impl SilenceWatch {
    /// Whether it gives no sound now.
    pub(super) fn is_silent(&self) -> bool {
        self.silent
    }

    /// Takes a level; tells when silence begins or ends.
    pub(super) fn push(&mut self, level: Level) -> Option<MicrophoneState> {
        self.below = if level.rms_db < SILENT_DB {
            self.below.saturating_add(1)
        } else {
            0
        };
        if self.silent && level.rms_db >= SOUND_DB {
            self.silent = false;
            return Some(MicrophoneState::Working);
        }
        if !self.silent && self.below >= SILENT_LEVELS {
            self.silent = true;
            return Some(MicrophoneState::Silent);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(watch: &mut SilenceWatch, rms_db: f32, count: u32) -> Vec<MicrophoneState> {
        let level = Level {
            rms_db,
            peak_db: rms_db,
        };
        (0..count).filter_map(|_| watch.push(level)).collect()
    }

    #[test]
    fn silence_is_noticed_within_two_seconds_and_ends_with_the_first_sound() {
        let mut watch = SilenceWatch::default();
        assert_eq!(levels(&mut watch, -100.0, 17), []);
        assert_eq!(levels(&mut watch, -100.0, 50), [MicrophoneState::Silent]);
        assert_eq!(levels(&mut watch, -30.0, 1), [MicrophoneState::Working]);
    }

    #[test]
    fn a_quiet_room_is_not_silent_and_noise_at_the_limit_does_not_flicker() {
        let mut watch = SilenceWatch::default();
        assert_eq!(levels(&mut watch, -65.0, 100), []);
        for _ in 0..50 {
            assert_eq!(levels(&mut watch, -73.0, 10), []);
            assert_eq!(levels(&mut watch, -71.0, 1), []);
        }
        assert_eq!(levels(&mut watch, -80.0, 20), [MicrophoneState::Silent]);
        assert_eq!(levels(&mut watch, -70.0, 100), []);
    }
}
