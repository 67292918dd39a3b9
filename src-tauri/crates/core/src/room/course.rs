//! The course of one interview: begun, paused, interrupted, resumed, finished; words typed and wishes noted.

use std::time::Instant;

use candor_domain::{
    Actor, EventKind, Interview, InterviewStatus, Language, Message, Move, Origin, Role, UtcMillis,
    message::Purpose,
};

use candor_speech::SpeechError;

use super::{
    Hearing, closed,
    run::Room,
    sleep::Slept,
    steps::{Step, Words},
    wishes,
};
use crate::{
    Error, Result,
    clock::{self, RoomClock},
    engine::{Control, End, Input, Phase, READING_LEASE_MS},
    voice::Voice,
};

/// How long the interviewer's own voice may linger in the room after a line was read aloud.
const ECHO_MS: u64 = 300;

impl Room {
    pub(super) fn begin(&mut self, hearing: Option<Hearing>) -> Result<Interview> {
        let first = self.interview.status == InterviewStatus::NotStarted;
        let (attempted, kind) = if first {
            (Move::Start, EventKind::InterviewStarted)
        } else {
            (Move::Resume, EventKind::InterviewResumed)
        };
        if !matches!(self.clock, RoomClock::Samples { .. }) {
            // It stood still if the computer slept during a pause.
            self.clock = RoomClock::steady();
        }
        // Nothing is listened to for an interview that cannot go on.
        self.interview.clone().apply(attempted, self.clock.now())?;
        self.open_ears(hearing)?;
        self.interview.apply(attempted, self.clock.now())?;
        self.take_the_voice();
        if first {
            self.notice_attempts_around();
        }
        let moved = vec![(self.interview.clone(), kind, Actor::Operator)];
        // An interview paused before its first word has nothing to go on with.
        let input = if self.state.phase == Phase::Ready {
            Input::Begin
        } else {
            Input::Resume
        };
        self.step_with(&input, Words::None, moved)?;
        Ok(self.interview.clone())
    }

    pub(super) fn typed(&mut self, role: Role, content: String) -> Result<Message> {
        if self.interview.status != InterviewStatus::Started {
            return Err(closed());
        }
        let stored = if role == Role::Recruiter {
            let message = self.message(role, Purpose::Remark, Origin::Typed, content, None);
            self.remember(&message);
            let step = Step {
                messages: vec![message],
                ..Step::default()
            };
            self.store(step, self.clock.now())
        } else {
            self.step_with(
                &Input::Typed(content.clone()),
                Words::Typed(content),
                Vec::new(),
            )
        };
        stored?.into_iter().next().ok_or(Error::Internal)
    }

    pub(super) fn request_human(&mut self, requested: bool) -> Result<Interview> {
        let now = self.clock.now();
        if requested && self.interview.status == InterviewStatus::Started {
            // The interviewer acknowledges it.
            let input = Input::Control(Control::RequestHuman);
            self.step_with(&input, Words::None, Vec::new())?;
        } else if let Some((kind, actor)) = wishes::note(&mut self.interview, requested, now) {
            let step = Step {
                moved: vec![(self.interview.clone(), kind, actor)],
                ..Step::default()
            };
            self.store(step, now)?;
        }
        Ok(self.interview.clone())
    }

    pub(super) fn reading_aloud(&mut self, reading: bool) -> Result<()> {
        if self.interview.status != InterviewStatus::Started {
            return Err(closed());
        }
        let ms = if reading { READING_LEASE_MS } else { ECHO_MS };
        // What ended long ago has no echo.
        self.reading_until =
            (reading || self.is_reading_aloud()).then(|| self.clock.now().plus_ms(ms));
        self.input(&Input::ReadingAloud(reading), Words::None);
        Ok(())
    }

    /// From the next utterance on this language is spoken, if the speech model in use understands it.
    pub(super) fn speak_language(&mut self, language: Language, actor: Actor) -> Result<Interview> {
        if !matches!(
            self.interview.status,
            InterviewStatus::Started | InterviewStatus::Paused
        ) {
            return Err(closed());
        }
        for name in self.model_of(true).iter().chain(&self.model) {
            // What is not in the catalogue says for itself what it does not understand.
            let entry = self.models.entry(name);
            if entry.is_ok_and(|entry| !entry.supports(language)) {
                return Err(SpeechError::LanguageUnsupported {
                    name: name.clone(),
                    language,
                }
                .into());
            }
        }
        if wishes::note_language(&mut self.interview, language) {
            self.language_changed();
            let kind = EventKind::SpeechLanguageChosen;
            let step = Step {
                moved: vec![(self.interview.clone(), kind, actor)],
                ..Step::default()
            };
            self.store(step, self.clock.now())?;
        }
        Ok(self.interview.clone())
    }

    /// Whether the microphone hears the interviewer's own voice.
    pub(super) fn is_reading_aloud(&self) -> bool {
        self.reading_until
            .is_some_and(|until| self.clock.now() < until)
    }

    /// Pauses an interview that the computer slept in, as of the moment it fell asleep.
    pub(super) fn notice_sleep(&mut self) {
        let slept = self.sleep.slept(clock::now(), Instant::now());
        if slept != Slept::No && matches!(self.clock, RoomClock::Steady { .. }) {
            tracing::warn!(?slept, interview.id = %self.interview.id, "the computer slept");
            match slept {
                Slept::Long => self.interrupt(self.looked_at),
                _ => self.open_microphones_again(),
            }
        }
        self.looked_at = self.clock.now();
    }

    /// Pauses the interview as interrupted at `at`; what was heard and said is kept.
    pub(super) fn interrupt(&mut self, at: UtcMillis) {
        if self.interview.apply(Move::Interrupt, at).is_err() {
            return;
        }
        self.clock = RoomClock::Stopped { at };
        let moved = (
            self.interview.clone(),
            EventKind::InterviewInterrupted,
            Actor::System,
        );
        if let Err(error) = self.step_with(&Input::Pause, Words::None, vec![moved]) {
            tracing::error!(%error, interview.id = %self.interview.id, "an interruption could not be stored yet");
        }
    }

    pub(super) fn pause(&mut self) -> Result<Interview> {
        self.interview.apply(Move::Pause, self.clock.now())?;
        let moved = (
            self.interview.clone(),
            EventKind::InterviewPaused,
            Actor::Operator,
        );
        self.step_with(&Input::Pause, Words::None, vec![moved])?;
        Ok(self.interview.clone())
    }

    pub(super) fn resume(&mut self, hearing: Option<Hearing>, voice: Voice) -> Result<Interview> {
        self.interview
            .clone()
            .apply(Move::Resume, self.clock.now())?;
        self.voice = voice;
        self.begin(hearing)
    }

    pub(super) fn finish(&mut self, end: End) -> Result<()> {
        self.interview
            .clone()
            .apply(Move::Finish, self.clock.now())?;
        self.input(&Input::Finish(end), Words::None);
        Ok(())
    }

    /// Ends in good order: the last words are kept, the interview is paused and can be resumed.
    pub(super) fn close(&mut self) {
        if self.interview.status == InterviewStatus::Started
            && let Err(error) = self.pause()
        {
            tracing::error!(%error, interview.id = %self.interview.id, "closing a room could not store the pause yet");
        }
        self.stop_listening();
        self.closing.get_or_insert(self.outbox.failures());
    }
}
