//! From words to effects: one step of the engine, stored whole.

use candor_domain::{
    Actor, EventKind, Interview, Message, MessageId, Move, Origin, Role, UtcMillis,
    message::Purpose,
};
use candor_speech::Transcription;
use candor_store::messages::NewMessage;

use super::{outbox::Write, run::Room, wishes};
use crate::{
    Error, Result,
    engine::{Effect, End, Input, step},
};

/// Where on the time line an utterance lies that is on its way through the transcriber.
pub(super) struct OnItsWay {
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
    },
    /// Typed.
    Typed(String),
    /// The step is not about words.
    None,
}

/// Changes of the interview itself, in order, each with who made it.
pub(super) type Moved = Vec<(Interview, EventKind, Actor)>;

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
        mut words: Words,
        mut moved: Moved,
    ) -> Result<Vec<Message>> {
        let now = self.clock.now();
        let (state, effects) = step(&self.script, self.state.clone(), input, now);
        self.state = state;
        let mut messages = Vec::new();
        let mut stop = false;
        for effect in effects {
            match effect {
                Effect::Record {
                    purpose,
                    question_key,
                } => {
                    let words = std::mem::replace(&mut words, Words::None);
                    messages.extend(self.candidate_message(words, purpose, question_key));
                }
                Effect::Say {
                    purpose,
                    text,
                    question_key,
                } => {
                    let origin = Origin::Script;
                    messages.push(self.message(Role::AiHr, purpose, origin, text, question_key));
                }
                // No model words lines here yet: the engine was not told of one.
                Effect::Word { .. } | Effect::Keep { .. } | Effect::CancelWording => {}
                Effect::Listen => self.set_listening(self.ears.is_some()),
                Effect::StopListening => stop = true,
                Effect::ArmTimer { after_ms } => self.timer = Some(now.plus_ms(after_ms)),
                Effect::DisarmTimer => self.timer = None,
                Effect::RequestHuman => {
                    let noted = wishes::note(&mut self.interview, true, now);
                    moved.extend(noted.map(|(kind, actor)| (self.interview.clone(), kind, actor)));
                }
                Effect::Finish(end) => {
                    self.interview.apply(Move::Finish, now)?;
                    let actor = match end {
                        End::PlanDone | End::TimeOver => Actor::Interviewer,
                        End::CandidateStopped => Actor::Candidate,
                        End::RecruiterFinished => Actor::Operator,
                    };
                    moved.push((self.interview.clone(), EventKind::InterviewFinished, actor));
                }
            }
        }
        let stored = self.store(messages, moved, now);
        if stop {
            // Flushing the last utterance feeds the engine again: only after this step's own words are stored.
            self.stop_listening();
        }
        stored
    }

    /// Stores messages, the engine's state and the move as one transaction; gives these messages with their numbers.
    pub(super) fn store(
        &mut self,
        messages: Vec<NewMessage>,
        moved: Moved,
        at: UtcMillis,
    ) -> Result<Vec<Message>> {
        if messages.is_empty() && moved.is_empty() {
            return Ok(Vec::new());
        }
        let state = serde_json::to_string(&self.state).map_err(|error| {
            tracing::error!(%error, "the engine's state has no JSON form");
            Error::Internal
        })?;
        let own: Vec<MessageId> = messages.iter().map(|m| m.id).collect();
        let interview_id = self.interview.id;
        self.outbox.push(Write::Step {
            interview_id,
            at,
            messages,
            state,
            moved,
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
            } => {
                let Transcription {
                    text,
                    words,
                    confidence,
                    language,
                    ..
                } = *transcription;
                let role = Role::Candidate;
                let mut message = self.message(role, purpose, Origin::Speech, text, question_key);
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
                message.speech_model.clone_from(&self.model);
                Some(message)
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
        }
    }
}
