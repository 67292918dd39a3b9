//! Microphones of a room: where they come from, who finds one that went away, and how one that gives no sound is noticed.

use std::{sync::Arc, thread::JoinHandle};

use candor_audio::{AudioError, Level, Microphone, Source, codec};
use candor_domain::{
    Code, RecordingId, Role,
    live::{LevelHint, MicrophoneState},
    recording::Recording,
};
use crossbeam_channel::{Sender, unbounded};

use super::{
    Order,
    outbox::Write,
    run::Room,
    search::{Look, run},
};
use crate::{Error, Result};

/// A microphone that stays below this gives nothing but its own noise, in dBFS.
const SILENT_DB: f32 = -72.0;
/// A silent microphone gives sound again from here on, in dBFS: higher, so that noise at the limit does not flicker.
pub(super) const SOUND_DB: f32 = -66.0;
/// So many levels below [`SILENT_DB`], one each 100 ms, are silence.
const SILENT_LEVELS: u32 = 18;

/// Where microphones come from.
pub trait Microphones: Send + Sync {
    /// Opens the one with this name, or the default one.
    ///
    /// # Errors
    /// There is none, or it cannot be opened.
    fn open(&self, device: Option<&str>) -> Result<Box<dyn Source>, AudioError>;

    /// The [`Source::id`] of the default one now; `None` where there is none, or where it is never another.
    fn default_id(&self) -> Option<String> {
        None
    }
}

/// The microphones of this machine.
#[derive(Debug)]
pub struct ThisMachine;

impl Microphones for ThisMachine {
    fn open(&self, device: Option<&str>) -> Result<Box<dyn Source>, AudioError> {
        Ok(Box::new(Microphone::open(device)?))
    }

    fn default_id(&self) -> Option<String> {
        candor_audio::default_input_id()
    }
}

/// Opens microphones on a thread of its own, because systems may take seconds to do it. What it opens arrives in the
/// room's inbox as [`Order::Microphone`]. Dropping it ends the thread.
pub(super) struct Finder {
    inbox: Option<Sender<Look>>,
    thread: Option<JoinHandle<()>>,
}

impl Finder {
    /// Finds microphones for this track.
    pub(super) fn spawn(
        track: Role,
        microphones: Arc<dyn Microphones>,
        room: Sender<Order>,
    ) -> Result<Self> {
        let (inbox, asked) = unbounded();
        let thread = std::thread::Builder::new()
            .name("candor-microphones".into())
            .spawn(move || run(track, &*microphones, &asked, &room))
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

    /// While this device is in use as the default one, opens whichever becomes the default; `None` ends that.
    pub(super) fn follow(&self, id: Option<String>) {
        self.ask(Look::Follow(id));
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

impl Room {
    /// What a level of this track suggests; nothing while the microphone hears the interviewer.
    pub(super) fn level_hint(&mut self, track: Role, level: Level) -> Option<LevelHint> {
        if self.is_reading_aloud() {
            return None;
        }
        self.tracks.of_mut(track).advice.push(level)
    }

    /// The microphone of this track is there, and the system or another program withholds it: people have to be told.
    pub(super) fn microphone_refused(&self, track: Role, error: &AudioError) {
        if self.tracks.of(track).away.is_some() {
            self.notice(error.code(), error.to_string());
        }
    }

    /// Opens the microphones in use again: after a sleep a stream may claim to be alive and deliver nothing, or silence.
    pub(super) fn open_microphones_again(&mut self) {
        for track in [Role::Candidate, Role::Recruiter] {
            let used = self.tracks.of(track);
            if used.ears.is_some() && used.finder.is_some() {
                let words = "the computer slept; the microphone is opened again by itself";
                self.microphone_lost(track, Code::NoMicrophone, words.to_owned());
            }
        }
    }

    /// Marks that this microphone was missed up to here and did not come back: a recording without any sound ends the
    /// gap.
    pub(super) fn mark_missing(&mut self, track: Role, device: String, end_ms: u64) {
        let at = self.clock.now();
        let nothing = Recording {
            id: RecordingId::new(),
            interview_id: self.interview.id,
            started_at: at,
            offset_ms: end_ms,
            device,
            codec: codec::NAME.to_owned(),
            track,
        };
        let recording = nothing.id;
        self.outbox.push(Write::RecordingStarted(nothing));
        self.outbox.push(Write::RecordingEnded {
            recording,
            samples: 0,
            at,
        });
        self.flush_later();
    }
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
