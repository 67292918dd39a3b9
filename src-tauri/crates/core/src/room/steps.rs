//! From words to effects: one step of the engine, stored whole.

use std::{sync::Arc, time::Instant};

use candor_domain::{
    Actor, AiCall, Attempt, EventKind, Interview, Message, MessageId, Move, Origin, Role,
    UtcMillis, message::Purpose,
};
use candor_speech::Transcription;
use candor_store::messages::NewMessage;

use super::{outbox::Write, run::Room, wishes, wording::EndedLine};
use crate::{
    Error, Result,
    engine::{Effect, End, Input, State, step},
    voice::Progress,
};

/// Where on the time line an utterance lies that is on its way through the transcriber.
pub(super) struct OnItsWay {
    /// Its number within this run of the room.
    pub(super) id: u64,
    /// Since when its words are waited for.
    pub(super) since: Instant,
    /// Who said it.
    pub(super) role: Role,
    /// Start on the interview's audio time line, in ms.
    pub(super) start_ms: u64,
    /// End on the interview's audio time line, in ms.
    pub(super) end_ms: u64,
    /// When it was said.
    pub(super) at: UtcMillis,
}

/// The candidate's words a step is about.
pub(super) enum Words {
    /// Heard and transcribed.
    Spoken {
        utterance: OnItsWay,
        transcription: Box<Transcription>,
        /// Name of the model that heard them.
        model: Option<String>,
    },
    /// Heard; which words they are will be known after the interview.
    Unheard(OnItsWay),
    /// Typed.
    Typed(String),
    /// The step is not about words.
    None,
}

/// Changes of the interview itself, in order, each with who made it.
pub(super) type Moved = Vec<(Interview, EventKind, Actor)>;

/// What a step of the engine wants stored, in order.
#[derive(Clone, Default)]
pub(super) struct Step {
    /// Lines said and words heard.
    pub(super) messages: Vec<NewMessage>,
    /// Requests to models that are done with.
    pub(super) calls: Vec<AiCall>,
    /// Attempts to instruct a model that were noticed.
    pub(super) attempts: Vec<Attempt>,
    /// Changes of the interview itself.
    pub(super) moved: Moved,
}

impl Room {
    /// A step nobody waits for: its outcome shows in the store and, if that fails, as a notice.
    pub(super) fn input(&mut self, input: &Input, words: Words) {
        if let Err(error) = self.step_with(input, words, Vec::new()) {
            tracing::debug!(%error, "a step waits for the store");
        }
    }

    /// One step of the engine and everything it wants done; gives the messages it stored.
    pub(super) fn step_with(
        &mut self,
        input: &Input,
        words: Words,
        moved: Moved,
    ) -> Result<Vec<Message>> {
        self.end_the_line_first();
        self.advance(input, words, moved, None)
    }

    /// One step of the engine. `ended` is the line that has ended, if the step is about that.
    pub(super) fn advance(
        &mut self,
        input: &Input,
        mut words: Words,
        moved: Moved,
        mut ended: Option<EndedLine>,
    ) -> Result<Vec<Message>> {
        let now = self.clock.now();
        let on_air = self.wording.as_ref().map(|w| Arc::clone(&w.on_air));
        // Held until the engine's wishes are done: no word is shown between what it decides and what is stored.
        let mut progress = on_air.as_ref().map(|on_air| on_air.lock());
        if progress.as_deref().is_some_and(Progress::has_ended) {
            // It ended between the two looks at it: whole before this step, not called off by it.
            drop(progress);
            return self.step_with(input, words, moved);
        }
        let (state, effects) = self.decide(input, now, progress.as_deref());
        self.state = state;
        let mut done = Step {
            moved,
            ..Step::default()
        };
        let (mut stop, mut next) = (false, None);
        for effect in effects {
            match effect {
                Effect::Record {
                    purpose,
                    question_key,
                } => {
                    let words = std::mem::replace(&mut words, Words::None);
                    let message = self.candidate_message(words, purpose, question_key);
                    if let Some(message) = &message {
                        self.notice_attempts_in(message);
                    }
                    done.messages.extend(message);
                }
                Effect::Say {
                    purpose,
                    text,
                    question_key,
                } => {
                    let origin = Origin::Script;
                    let line = self.message(Role::AiHr, purpose, origin, text, question_key);
                    done.messages.push(line);
                }
                Effect::Word { line } => next = Some(line),
                Effect::Keep {
                    line,
                    text,
                    cut_off,
                } => {
                    if let Some(ended) = &mut ended {
                        let message = self.worded(ended, &line, text, cut_off);
                        done.messages.push(message);
                    }
                }
                Effect::CancelWording => {
                    let called_off = progress.take().and_then(|p| self.call_off(p));
                    if let Some((called_off, part)) = called_off {
                        done.messages.extend(part);
                        ended = Some(called_off);
                    }
                }
                Effect::Listen => self.set_listening(self.tracks.any_heard()),
                Effect::StopListening => stop = true,
                Effect::ArmTimer { after_ms } => self.timer = Some(now.plus_ms(after_ms)),
                Effect::DisarmTimer => self.timer = None,
                Effect::RequestHuman => {
                    let noted = wishes::note(&mut self.interview, true, now);
                    let noted = noted.map(|(kind, actor)| (self.interview.clone(), kind, actor));
                    done.moved.extend(noted);
                }
                Effect::Finish(end) => {
                    self.interview.apply(Move::Finish, now)?;
                    let actor = match end {
                        End::PlanDone | End::TimeOver => Actor::Interviewer,
                        End::CandidateStopped => Actor::Candidate,
                        End::RecruiterFinished => Actor::Operator,
                    };
                    let moved = (self.interview.clone(), EventKind::InterviewFinished, actor);
                    done.moved.push(moved);
                }
            }
        }
        drop(progress);
        done.messages
            .iter()
            .for_each(|message| self.remember(message));
        if let Some(ended) = &mut ended {
            done.calls = std::mem::take(&mut ended.calls);
            self.voice.spend(&done.calls);
        }
        let lines = done.messages.iter().any(|m| m.role == Role::AiHr);
        let stored = self.store(done, now);
        if let Some(ended) = &ended {
            self.line_ended(ended, next.is_some());
        }
        if let Some(line) = next {
            self.have_worded(line);
        }
        if stop {
            // Flushing the last utterance feeds the engine again: only after this step's own words are stored.
            self.stop_listening();
        } else if lines {
            // Whoever was asked has the turn.
            self.turn_goes_to(Role::Candidate);
        }
        stored
    }

    /// What the engine makes of an input. It is told first that words are on screen which it does not know of yet.
    fn decide(
        &self,
        input: &Input,
        now: UtcMillis,
        progress: Option<&Progress>,
    ) -> (State, Vec<Effect>) {
        let mut state = self.state.clone();
        let mut effects = Vec::new();
        let unknown = state.wording.as_ref().is_some_and(|w| !w.shown)
            && progress.is_some_and(Progress::is_shown);
        if unknown {
            (state, effects) = step(&self.script, state, &Input::WordingShown, now);
        }
        let (state, more) = step(&self.script, state, input, now);
        effects.extend(more);
        (state, effects)
    }

    /// Stores a step with the engine's state as one transaction; gives its messages with their numbers.
    pub(super) fn store(&mut self, mut step: Step, at: UtcMillis) -> Result<Vec<Message>> {
        step.attempts.append(&mut self.noticed);
        if step.messages.is_empty()
            && step.moved.is_empty()
            && step.calls.is_empty()
            && step.attempts.is_empty()
        {
            return Ok(Vec::new());
        }
        let state = serde_json::to_string(&self.state).map_err(|error| {
            tracing::error!(%error, "the engine's state has no JSON form");
            Error::Internal
        })?;
        let own: Vec<MessageId> = step.messages.iter().map(|m| m.id).collect();
        self.outbox.push(Write::Step {
            interview_id: self.interview.id,
            at,
            state,
            step,
        });
        let mut stored = self.flush()?;
        stored.retain(|m| own.contains(&m.id));
        Ok(stored)
    }

    /// Stores what waits; tells the room when that is not possible now.
    pub(super) fn flush(&mut self) -> Result<Vec<Message>> {
        let (stored, failure) = self.outbox.flush();
        if let Some(on_message) = &mut self.on_message {
            stored.iter().for_each(on_message);
        }
        let Some(error) = failure else {
            return Ok(stored);
        };
        tracing::error!(%error, interview.id = %self.interview.id, "the room cannot store; trying again");
        for reply in self.finish_replies.drain(..) {
            // A caller that stopped waiting sees the notice.
            let _ = reply.send(Err(Error::NotYetStored(error.clone())));
        }
        let error = Error::NotYetStored(error);
        self.notice(error.code(), error.to_string());
        Err(error)
    }

    fn candidate_message(
        &self,
        words: Words,
        purpose: Purpose,
        question_key: Option<String>,
    ) -> Option<NewMessage> {
        match words {
            Words::Spoken {
                utterance,
                transcription,
                model,
            } => Some(self.spoken(&utterance, *transcription, model, purpose, question_key)),
            Words::Unheard(utterance) => {
                Some(self.not_transcribed(&utterance, purpose, question_key))
            }
            Words::Typed(content) => Some(self.message(
                Role::Candidate,
                purpose,
                Origin::Typed,
                content,
                question_key,
            )),
            Words::None => None,
        }
    }

    /// The message an utterance becomes.
    pub(super) fn spoken(
        &self,
        utterance: &OnItsWay,
        transcription: Transcription,
        model: Option<String>,
        purpose: Purpose,
        question_key: Option<String>,
    ) -> NewMessage {
        let Transcription {
            text,
            words,
            confidence,
            language,
            doubt,
            ..
        } = transcription;
        let mut message = self.message(utterance.role, purpose, Origin::Speech, text, question_key);
        message.at = utterance.at;
        message.audio_start_ms = Some(utterance.start_ms);
        message.audio_end_ms = Some(utterance.end_ms);
        message.words = words;
        for word in &mut message.words {
            word.start_ms += utterance.start_ms;
            word.end_ms += utterance.start_ms;
        }
        message.confidence = confidence;
        message.language = language;
        message.doubt = doubt;
        message.speech_model = model;
        message
    }

    pub(super) fn message(
        &self,
        role: Role,
        purpose: Purpose,
        origin: Origin,
        content: String,
        question_key: Option<String>,
    ) -> NewMessage {
        NewMessage {
            id: MessageId::new(),
            interview_id: self.interview.id,
            at: self.clock.now(),
            role,
            purpose,
            content,
            origin,
            question_key,
            audio_start_ms: None,
            audio_end_ms: None,
            words: Vec::new(),
            language: self.script.language,
            confidence: None,
            speech_model: None,
            cut_off: false,
            doubt: None,
        }
    }
}
