//! Which microphone is listened to: opened, lost, found again, exchanged, released.

use candor_audio::Source;
use candor_domain::{
    Code, InterviewStatus, Role, UtcMillis,
    live::{Live, MicrophoneState},
};
use candor_speech::worker::TranscriptionWorker;
use crossbeam_channel::Sender;

use super::{
    Hearing, MicrophoneView, Order, closed,
    ears::Ears,
    microphone::{Finder, SilenceWatch},
    outbox::Write,
    run::Room,
};
use crate::{
    Error, Result,
    clock::{RoomClock, samples_to_ms},
};

/// A microphone that went away while it was listened to.
pub(super) struct Away {
    /// When its last sound arrived.
    since: UtcMillis,
    /// Its name.
    device: String,
}

impl Room {
    /// Takes sound in from now on; nothing is taken in without `hearing`.
    pub(super) fn open_ears(&mut self, hearing: Option<Hearing>) -> Result<()> {
        let Some(hearing) = hearing.filter(|_| !self.interview.accommodations.typing_only) else {
            self.finder = None;
            return Ok(());
        };
        self.finder = match hearing.microphones {
            Some(microphones) => Some(Finder::spawn(microphones, self.inbox.clone())?),
            None => None,
        };
        self.chosen = hearing.chosen;
        // Utterances still on their way from before a pause keep the transcriber they were given to.
        if self.worker.is_none() || self.on_their_way.is_empty() {
            let inbox = self.inbox.clone();
            let deliver = Box::new(move |finished| {
                // A room that is gone needs no text; the sound is kept.
                let _ = inbox.send(Order::Heard(finished));
            });
            self.worker = Some(TranscriptionWorker::spawn(hearing.transcriber, deliver)?);
            self.model = Some(hearing.model);
        }
        self.hear_through(hearing.source, self.audio_ms)
    }

    /// Begins a recording of this source at `offset_ms` of the audio time line.
    fn hear_through(&mut self, mut source: Box<dyn Source>, offset_ms: u64) -> Result<()> {
        // What it has heard while it was waited for belongs before the beginning.
        source.skip_to_now();
        let now = self.clock.now();
        let ears = Ears::open(source, self.interview.id, offset_ms, now)?;
        if ears.is_fast() {
            self.clock = RoomClock::by_samples();
        }
        self.outbox
            .push(Write::RecordingStarted(ears.recording.clone()));
        self.sound_until = now;
        self.silence = SilenceWatch::default();
        self.away = None;
        let device = ears.recording.device.clone();
        self.ears = Some(ears);
        self.microphone_is(MicrophoneState::Working, device);
        Ok(())
    }

    /// Tells everybody how the microphone is.
    pub(super) fn microphone_is(&self, state: MicrophoneState, device: String) {
        self.seen.set_microphone(Some(MicrophoneView {
            state,
            device: device.clone(),
        }));
        self.bus.publish(&Live::Microphone {
            interview_id: self.interview.id,
            track: Role::Candidate,
            state,
            device,
        });
    }

    /// The microphone in use fell silent, or gives sound again.
    pub(super) fn sound_changed(&self, state: MicrophoneState) {
        let Some(ears) = &self.ears else { return };
        self.microphone_is(state, ears.recording.device.clone());
        match &self.finder {
            Some(finder) if state == MicrophoneState::Silent => {
                finder.listen_for(self.chosen.clone());
            }
            Some(finder) => finder.stop_looking(),
            None => {}
        }
    }

    /// The microphone is gone. What was heard is kept, the interview goes on by typing, and the microphone is looked for.
    pub(super) fn microphone_lost(&mut self, code: Code, words: String) {
        self.notice(code, words);
        let Some(ears) = &self.ears else { return };
        let device = ears.recording.device.clone();
        self.end_recording();
        self.set_listening(false);
        match &self.finder {
            Some(finder) => {
                finder.look_for(self.chosen.clone());
                self.look_out(device);
            }
            None => self.seen.set_microphone(None),
        }
    }

    fn look_out(&mut self, device: String) {
        self.away = Some(Away {
            since: self.sound_until,
            device: device.clone(),
        });
        self.microphone_is(MicrophoneState::Lost, device);
    }

    /// A microphone that was looked for, or `asked` for by somebody, is open.
    pub(super) fn microphone_found(
        &mut self,
        source: Box<dyn Source>,
        chosen: Option<String>,
        asked: bool,
    ) -> Result<()> {
        // One in use that gives sound again meanwhile is not taken away in the middle of a word.
        let in_use = self.ears.is_some() && (asked || self.silence.is_silent());
        let expected = in_use || self.away.is_some();
        if self.interview.status != InterviewStatus::Started || !expected {
            return Err(closed());
        }
        self.end_recording();
        self.chosen = chosen;
        let away = self.away.take();
        let since = away.as_ref().map_or(self.sound_until, |away| away.since);
        let offset_ms = self.audio_ms + self.clock.now().since(since);
        let device = away.map_or_else(|| source.name().to_owned(), |away| away.device);
        if let Err(error) = self.hear_through(source, offset_ms) {
            tracing::error!(%error, interview.id = %self.interview.id, "a microphone that was found cannot be recorded");
            self.set_listening(false);
            self.sound_until = since;
            self.look_out(device);
            if let Some(finder) = &self.finder {
                finder.look_for(self.chosen.clone());
            }
            return Err(error);
        }
        self.set_listening(true);
        self.flush_later();
        Ok(())
    }

    /// Asks for another microphone; the answer comes when it is open, or cannot be opened.
    pub(super) fn change_microphone(&self, device: Option<String>, reply: Sender<Result<()>>) {
        let refused = match &self.finder {
            _ if self.interview.status != InterviewStatus::Started => closed(),
            Some(finder) => return finder.open(device, reply),
            None => Error::Conflict(
                "this interview is held by typing; to speak, pause it and go on with a microphone"
                    .into(),
            ),
        };
        // A caller that stopped waiting sees that nothing has changed.
        let _ = reply.send(Err(refused));
    }

    /// Releases the microphone; what is being said is transcribed as far as it was heard.
    pub(super) fn stop_listening(&mut self) {
        self.set_listening(false);
        self.end_recording();
        if let Some(finder) = &self.finder {
            finder.stop_looking();
        }
        if let Some(away) = self.away.take() {
            // The time line goes on while the interview runs, heard or not.
            self.audio_ms += self.clock.now().since(away.since);
        }
        self.seen.set_microphone(None);
    }

    /// Ends the recording; what is being said is transcribed as far as it was heard.
    fn end_recording(&mut self) {
        let Some(ears) = self.ears.as_mut() else {
            return;
        };
        match ears.close() {
            Ok(heard) => self.take_in(heard),
            Err(error) => {
                tracing::error!(%error, interview.id = %self.interview.id, "the end of a recording could not be encoded");
                self.notice(error.code(), error.to_string());
            }
        }
        let Some(ears) = self.ears.take() else { return };
        self.audio_ms = ears.recording.offset_ms + samples_to_ms(ears.samples());
        let (recording, samples, at) = (ears.recording.id, ears.samples(), self.clock.now());
        self.outbox.push(Write::RecordingEnded {
            recording,
            samples,
            at,
        });
        self.flush_later();
    }
}
