//! Who speaks: on a track of their own, or by turns into one microphone.
//!
//! What the recruiter says is kept like what the recruiter types: a message that is no answer and moves nothing on. Only
//! the interviewer waits while the recruiter speaks, as it does for the candidate.

use std::ops::Range;

use candor_domain::{InterviewStatus, Role, live::Live, message::Purpose};
use candor_speech::{Transcription, vad::Utterance};

use super::{
    closed,
    ears::Ears,
    run::Room,
    steps::{OnItsWay, Step, Words},
};
use crate::{
    Error, Result,
    clock::samples_to_ms,
    engine::{Input, READING_LEASE_MS},
    loudness::{Foreign, foreign},
};

impl Room {
    /// Whose words are heard on this track now.
    pub(super) fn speaker(&self, track: Role) -> Role {
        match (track, self.turn) {
            (Role::Candidate, Some(turn)) => turn,
            (track, _) => track,
        }
    }

    /// Candidate and recruiter share one microphone from now on, or not; the candidate comes first.
    pub(super) fn share_the_microphone(&mut self, shared: bool) {
        self.turn = shared.then_some(Role::Candidate);
        self.seen.set_turn(self.turn);
    }

    /// What is said from now on is this person's; what was being said ends here and stays the other's.
    pub(super) fn give_turn(&mut self, role: Role) -> Result<()> {
        if self.interview.status != InterviewStatus::Started {
            return Err(closed());
        }
        if self.turn.is_none() {
            return Err(Error::Conflict(
                "nobody shares a microphone in this interview; to share one, pause it and go on with a shared microphone"
                    .into(),
            ));
        }
        self.turn_goes_to(role);
        Ok(())
    }

    /// The turn goes to this person, where a microphone is shared.
    pub(super) fn turn_goes_to(&mut self, role: Role) {
        if self.turn.is_none_or(|turn| turn == role) {
            return;
        }
        if let Some(ears) = self.tracks.candidate.ears.as_mut() {
            let heard = ears.end_utterance();
            self.take_in(Role::Candidate, heard);
        }
        self.turn = Some(role);
        self.seen.set_turn(self.turn);
        self.bus.publish(&Live::Turn {
            interview_id: self.interview.id,
            role,
        });
    }

    /// The recruiter began to speak: the interviewer waits.
    pub(super) fn recruiter_speaks(&mut self) {
        self.recruiter_until = Some(self.clock.now().plus_ms(READING_LEASE_MS / 2));
        self.input(&Input::ReadingAloud(true), Words::None);
    }

    /// What of an utterance on this track, in ms of the audio time line, is the other person's voice, heard by both
    /// microphones. It becomes words on the other track.
    fn foreign(&self, track: Role, span: Range<u64>) -> Foreign {
        let (own, other) = match track {
            Role::Recruiter => (&self.tracks.recruiter, &self.tracks.candidate),
            Role::Candidate | Role::AiHr => (&self.tracks.candidate, &self.tracks.recruiter),
        };
        match (&own.ears, &other.ears) {
            (Some(own), Some(other)) => foreign(&own.loudness, &other.loudness, span),
            _ => Foreign::Nothing,
        }
    }

    /// Whether what is being said on this track is the other person so far.
    pub(super) fn is_foreign_so_far(&self, track: Role) -> bool {
        let ears = self.tracks.of(track).ears.as_ref();
        ears.and_then(Ears::running_span)
            .is_some_and(|span| self.foreign(track, span) == Foreign::Everything)
    }

    /// Silences what of an utterance is the other person's voice; false when nothing else is there. Only what is
    /// transcribed changes, not what is recorded.
    pub(super) fn without_the_other(
        &self,
        track: Role,
        start_ms: u64,
        utterance: &mut Utterance,
    ) -> bool {
        let samples = &mut utterance.samples;
        let span = start_ms..start_ms + samples_to_ms(samples.len() as u64);
        self.foreign(track, span).silence(start_ms, samples)
    }

    /// Goes on waiting for a recruiter who speaks for long.
    pub(super) fn wait_for_recruiter(&mut self) {
        if self
            .recruiter_until
            .is_some_and(|until| until <= self.clock.now())
        {
            self.recruiter_speaks();
        }
    }

    /// The recruiter stopped: silence counts from now on.
    pub(super) fn recruiter_paused(&mut self) {
        self.recruiter_until = None;
        if !self.is_reading_aloud() {
            self.input(&Input::ReadingAloud(false), Words::None);
        }
    }

    /// The text of what the recruiter said; none when there were no words in it.
    pub(super) fn recruiter_said(
        &mut self,
        utterance: &OnItsWay,
        transcription: Transcription,
        model: Option<String>,
    ) {
        if transcription.text.trim().is_empty() {
            return;
        }
        let message = self.spoken(utterance, transcription, model, Purpose::Remark, None);
        self.remember(&message);
        let step = Step {
            messages: vec![message],
            ..Step::default()
        };
        if let Err(error) = self.store(step, self.clock.now()) {
            tracing::debug!(%error, "the recruiter's words wait for the store");
        }
    }
}
