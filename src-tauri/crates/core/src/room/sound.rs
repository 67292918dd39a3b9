//! Which microphones are listened to: opened, lost, found again, exchanged, released; each track for itself.

use candor_audio::{LevelAdvice, Source};
use candor_domain::{
    Code, InterviewStatus, Role,
    live::{Live, MicrophoneState},
};
use candor_speech::worker::TranscriptionWorker;
use crossbeam_channel::Sender;

use super::{
    Hearing, MicrophoneView, Order, Recruiter, closed,
    ears::Ears,
    microphone::{Finder, SilenceWatch},
    outbox::Write,
    run::Room,
    tracks::{Away, NotTaken, taken},
};
use crate::{
    Error, Result,
    clock::{RoomClock, samples_to_ms},
};

/// Both tracks.
const TRACKS: [Role; 2] = [Role::Candidate, Role::Recruiter];

impl Room {
    /// Takes sound in from now on; nothing is taken in without `hearing`.
    pub(super) fn open_ears(&mut self, hearing: Option<Hearing>) -> Result<()> {
        self.tracks.candidate.finder = None;
        self.tracks.recruiter.finder = None;
        self.share_the_microphone(false);
        let Some(hearing) = hearing.filter(|_| !self.interview.accommodations.typing_only) else {
            return Ok(());
        };
        self.share_the_microphone(matches!(hearing.recruiter, Recruiter::Shared));
        let two = matches!(hearing.recruiter, Recruiter::Own { .. });
        if let Some(microphones) = hearing.microphones {
            for role in TRACKS {
                let free = NotTaken::new(role, &microphones, &self.tracks);
                let finder = Finder::spawn(role, free, self.inbox.clone())?;
                self.tracks.of_mut(role).finder = Some(finder);
                if !two {
                    break;
                }
            }
        }
        // Utterances still on their way from before a pause keep the transcriber they were given to.
        if self.worker.is_none() || self.on_their_way.is_empty() {
            let inbox = self.inbox.clone();
            let deliver = Box::new(move |finished| {
                // A room that is gone needs no text; the sound is kept.
                let _ = inbox.send(Order::Heard(finished));
            });
            self.worker = Some(TranscriptionWorker::spawn(hearing.transcriber, deliver)?);
            self.model = Some(hearing.model);
            let patience_ms = self.script.settings.words_ms;
            self.captions.begin(patience_ms, hearing.faster);
        }
        self.tracks.candidate.chosen = hearing.chosen;
        let opened = self.hear_both(hearing.source, hearing.recruiter);
        if opened.is_err() {
            // All of it or nothing: nobody is recorded in an interview that does not go on.
            self.stop_listening();
        }
        opened
    }

    /// Begins the recordings.
    fn hear_both(&mut self, candidate: Box<dyn Source>, recruiter: Recruiter) -> Result<()> {
        let two = matches!(recruiter, Recruiter::Own { .. });
        let begins_ms = self.tracks.begin(two);
        self.hear_through(Role::Candidate, candidate, begins_ms)?;
        self.tracks.begins_at(self.clock.now());
        if let Recruiter::Own { source, chosen } = recruiter {
            self.tracks.recruiter.chosen = chosen;
            let offset_ms = self.tracks.place_ms(Role::Recruiter, self.clock.now());
            self.hear_through(Role::Recruiter, source, offset_ms)?;
        }
        self.watch_the_disk(if two { 2 } else { 1 })
    }

    /// Begins a recording of this source at `offset_ms` of the audio time line.
    fn hear_through(
        &mut self,
        track: Role,
        mut source: Box<dyn Source>,
        offset_ms: u64,
    ) -> Result<()> {
        // Whoever opened them may have found the same one for both: either would be given the other's words.
        if self.tracks.taken_beside(track).as_deref() == Some(source.name()) {
            return Err(taken(source.name(), track));
        }
        // What it has heard while it was waited for belongs before the beginning.
        source.skip_to_now();
        let now = self.clock.now();
        let ears = Ears::open(source, self.interview.id, track, offset_ms, now)?;
        let runs_with_sound = matches!(self.clock, RoomClock::Samples { .. });
        if ears.is_fast() && (track == Role::Candidate || !runs_with_sound) {
            self.clock = RoomClock::by_samples();
        }
        self.outbox
            .push(Write::RecordingStarted(ears.recording.clone()));
        let device = ears.recording.device.clone();
        let heard = self.tracks.of_mut(track);
        heard.sound_until = now;
        heard.silence = SilenceWatch::default();
        heard.advice = LevelAdvice::new();
        heard.away = None;
        if let Some(finder) = &heard.finder {
            // One that was chosen stays, whichever is the default.
            finder.follow(ears.device_id().filter(|_| heard.chosen.is_none()));
        }
        let device_id = ears.device_id();
        heard.ears = Some(ears);
        // Whoever is told that the microphone works finds the room listening.
        self.set_listening(true);
        self.microphone_is(track, MicrophoneState::Working, device);
        self.tracks.take_id(track, device_id);
        Ok(())
    }

    /// Tells everybody how the microphone of this track is.
    pub(super) fn microphone_is(&self, track: Role, state: MicrophoneState, device: String) {
        self.tracks.take(track, Some(&device));
        let view = MicrophoneView {
            state,
            device: device.clone(),
        };
        self.seen.set_microphone(track, Some(view));
        self.bus.publish(&Live::Microphone {
            interview_id: self.interview.id,
            track,
            state,
            device,
        });
    }

    /// So many samples arrived on this track.
    pub(super) fn sound_arrived(&mut self, track: Role, samples: usize) {
        // Where time runs with the sound, one track leads.
        if track == Role::Candidate || self.tracks.candidate.ears.is_none() {
            self.clock.heard(samples);
        }
        let now = self.clock.now();
        let two = self.tracks.are_two() && matches!(self.clock, RoomClock::Steady { .. });
        let heard = self.tracks.of_mut(track);
        if samples > 0
            && let Some(ears) = heard.ears.as_mut()
        {
            heard.sound_until = ears.heard_until(now);
            if two {
                ears.keep_time(heard.sound_until);
            }
        }
    }

    /// The source of this track has nothing more.
    pub(super) fn sound_ended(&mut self, track: Role) {
        self.close_track(track);
        if !self.tracks.any_heard() {
            self.stop_listening();
        }
    }

    /// The microphone in use fell silent, or gives sound again.
    pub(super) fn sound_changed(&self, track: Role, state: MicrophoneState) {
        let heard = self.tracks.of(track);
        let Some(ears) = &heard.ears else { return };
        self.microphone_is(track, state, ears.recording.device.clone());
        match &heard.finder {
            Some(finder) if state == MicrophoneState::Silent => {
                finder.listen_for(heard.chosen.clone());
            }
            Some(finder) => finder.stop_looking(),
            None => {}
        }
    }

    /// The microphone of this track is gone. What was heard is kept, the interview goes on without it, and it is looked
    /// for.
    pub(super) fn microphone_lost(&mut self, track: Role, code: Code, words: String) {
        self.notice(code, words);
        let Some(ears) = &self.tracks.of(track).ears else {
            return;
        };
        let device = ears.recording.device.clone();
        self.end_recording(track);
        self.set_listening(self.tracks.any_heard());
        if self.tracks.of(track).finder.is_some() {
            self.look_out(track, device);
        } else {
            self.let_go(track);
        }
    }

    /// Looks for the microphone of this track, whose name was `device`.
    fn look_out(&mut self, track: Role, device: String) {
        let missed = self.tracks.of_mut(track);
        missed.away = Some(Away {
            device: device.clone(),
        });
        if let Some(finder) = &missed.finder {
            finder.look_for(missed.chosen.clone());
        }
        self.microphone_is(track, MicrophoneState::Lost, device);
    }

    /// A microphone that was looked for is open, or one that shall be heard `instead` of the one in use.
    pub(super) fn microphone_found(
        &mut self,
        track: Role,
        source: Box<dyn Source>,
        chosen: Option<String>,
        instead: bool,
    ) -> Result<()> {
        let wanted = self.tracks.of(track);
        // One in use that gives sound again meanwhile is not taken away in the middle of a word.
        let in_use = wanted.ears.is_some() && (instead || wanted.silence.is_silent());
        let expected = in_use || wanted.away.is_some();
        if self.interview.status != InterviewStatus::Started || !expected {
            return Err(closed());
        }
        self.end_recording(track);
        let offset_ms = self.tracks.place_ms(track, self.clock.now());
        let found = self.tracks.of_mut(track);
        found.chosen = chosen;
        let away = found.away.take();
        let device = away.map_or_else(|| source.name().to_owned(), |away| away.device);
        if let Err(error) = self.hear_through(track, source, offset_ms) {
            tracing::error!(%error, interview.id = %self.interview.id, "a microphone that was found cannot be recorded");
            self.set_listening(self.tracks.any_heard());
            self.look_out(track, device);
            return Err(error);
        }
        self.flush_later();
        Ok(())
    }

    /// Asks for another microphone on this track; the answer comes when it is open, or cannot be opened.
    pub(super) fn change_microphone(
        &self,
        track: Role,
        device: Option<String>,
        reply: Sender<Result<()>>,
    ) {
        let others = self.tracks.taken_beside(track);
        let refused = match &self.tracks.of(track).finder {
            _ if self.interview.status != InterviewStatus::Started => closed(),
            Some(_) if others.is_some() && others == device => {
                taken(&device.unwrap_or_default(), track)
            }
            Some(finder) => return finder.open(device, reply),
            None if track == Role::Recruiter => Error::Conflict(
                "the recruiter has no microphone of their own in this interview; to use two, pause it and go on with both"
                    .into(),
            ),
            None => Error::Conflict(
                "this interview is held by typing; to speak, pause it and go on with a microphone"
                    .into(),
            ),
        };
        // A caller that stopped waiting sees that nothing has changed.
        let _ = reply.send(Err(refused));
    }

    /// Releases all microphones; what is being said is transcribed as far as it was heard.
    pub(super) fn stop_listening(&mut self) {
        self.set_listening(false);
        for track in TRACKS {
            self.close_track(track);
        }
        self.leave_the_disk();
    }

    /// Releases the microphone of this track.
    fn close_track(&mut self, track: Role) {
        self.end_recording(track);
        let now = self.clock.now();
        if let Some(finder) = &self.tracks.of(track).finder {
            finder.stop_looking();
            finder.follow(None);
        }
        if let Some(away) = self.tracks.of_mut(track).away.take() {
            // The time line goes on while the interview runs, heard or not.
            let end_ms = self.tracks.place_ms(track, now);
            self.tracks.of_mut(track).end_ms = end_ms;
            self.mark_missing(track, away.device, end_ms);
        }
        self.let_go(track);
    }

    /// Nobody is heard on this track.
    fn let_go(&self, track: Role) {
        self.tracks.take(track, None);
        self.seen.set_microphone(track, None);
    }

    /// Ends the recording of this track; what is being said is transcribed as far as it was heard.
    fn end_recording(&mut self, track: Role) {
        let Some(ears) = self.tracks.of_mut(track).ears.as_mut() else {
            return;
        };
        match ears.close() {
            Ok(heard) => self.take_in(track, heard),
            Err(error) => {
                tracing::error!(%error, interview.id = %self.interview.id, "the end of a recording could not be encoded");
                self.notice(error.code(), error.to_string());
            }
        }
        let heard = self.tracks.of_mut(track);
        let Some(ears) = heard.ears.take() else {
            return;
        };
        heard.end_ms = ears.recording.offset_ms + samples_to_ms(ears.samples());
        let (recording, samples, at) = (ears.recording.id, ears.samples(), self.clock.now());
        self.outbox.push(Write::RecordingEnded {
            recording,
            samples,
            at,
        });
        self.flush_later();
    }

    /// Releases all microphones; the recordings end with their last finished block.
    pub(super) fn end_recordings_at_once(&mut self) {
        let at = self.clock.now();
        for track in TRACKS {
            let track = self.tracks.of_mut(track);
            track.finder = None;
            // Dropped here: that releases the microphone.
            if let Some(ears) = track.ears.take() {
                self.outbox.push(Write::RecordingEnded {
                    recording: ears.recording.id,
                    samples: ears.samples_in_blocks(),
                    at,
                });
            }
        }
    }
}
