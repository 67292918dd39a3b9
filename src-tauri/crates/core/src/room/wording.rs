//! Lines that a model words, as the room sees them: begun, shown, ended, called off; and attempts to instruct a model.

use std::sync::{Arc, MutexGuard};

use candor_assistant::injection;
use candor_domain::{
    AiCall, AiOutcome, Attempt, AttemptId, AttemptSource, MessageId, Origin, Role,
    live::{InterviewerState, Live},
};
use candor_store::messages::NewMessage;

use super::{Order, run::Room, steps::Words};
use crate::{
    ai_log,
    engine::{Input, Line},
    voice::{Ending, Progress, Said},
};

/// A line that is done with.
pub(super) struct EndedLine {
    line: MessageId,
    outcome: AiOutcome,
    /// The requests made for it, in order.
    pub(super) calls: Vec<AiCall>,
}

impl EndedLine {
    /// Notes that the last request became this line's message.
    fn became_a_message(&mut self) {
        if let Some(call) = self.calls.last_mut() {
            call.message_id = Some(self.line);
        }
    }
}

impl Room {
    /// From here on lines are worded by a model if there is one. A recording heard faster than real time has no time to
    /// wait for one.
    pub(super) fn take_the_voice(&mut self) {
        let fast = self.tracks.is_fast();
        let words = self.voice.has_models() && !fast;
        self.script.settings.model_words = words;
        self.interviewer_does(if words {
            InterviewerState::Listening
        } else if fast {
            InterviewerState::Scripted
        } else {
            self.voice.without()
        });
    }

    /// Tells everybody what the interviewer does.
    fn interviewer_does(&self, state: InterviewerState) {
        if self.seen.set_interviewer(state) {
            self.bus.publish(&Live::Interviewer {
                interview_id: self.interview.id,
                state,
            });
        }
    }

    /// Asks for a line's words.
    pub(super) fn have_worded(&mut self, line: Line) {
        self.interviewer_does(InterviewerState::Thinking);
        let interview_id = self.interview.id;
        let (seen, bus, inbox) = (Arc::clone(&self.seen), self.bus.clone(), self.inbox.clone());
        let on_shown = Box::new(move |line: MessageId, before: usize, more: &str| {
            seen.reply_grew(line, more);
            let state = InterviewerState::Streaming;
            if seen.set_interviewer(state) {
                bus.publish(&Live::Interviewer {
                    interview_id,
                    state,
                });
            }
            bus.publish(&Live::Reply {
                interview_id,
                line,
                start: u32::try_from(before).unwrap_or(u32::MAX),
                text: more.to_owned(),
            });
        });
        let on_news = Box::new(move |line| {
            // A room that is gone needs no words.
            let _ = inbox.send(Order::Wording(line));
        });
        let asked = self.voice.word(
            interview_id,
            &self.script,
            line,
            &self.said,
            on_shown,
            on_news,
        );
        match asked {
            Ok(wording) => self.wording = Some(wording),
            Err(error) => {
                tracing::error!(%error, interview.id = %interview_id, "no thread to have a line worded on");
                self.interviewer_does(InterviewerState::Offline);
                self.input(&Input::WordingFailed, Words::None);
            }
        }
    }

    /// There is news of a line; of one that was called off it comes too late.
    pub(super) fn look_at(&mut self, line: MessageId) {
        if self.wording.as_ref().is_some_and(|w| w.id == line) {
            self.input(&Input::WordingShown, Words::None);
        }
    }

    /// Takes in the end of a line before anything else: what is on screen whole was said before it.
    pub(super) fn end_the_line_first(&mut self) {
        let Some(wording) = &self.wording else { return };
        let ended = wording.on_air.lock().take_ending();
        let Some((Ending { outcome, text }, calls)) = ended else {
            return;
        };
        let line = EndedLine {
            line: wording.id,
            outcome,
            calls,
        };
        self.wording = None;
        let input = match outcome {
            AiOutcome::Used => Input::Worded { text },
            AiOutcome::CutOff => Input::WordingBrokeOff { text },
            _ => Input::WordingFailed,
        };
        if let Err(error) = self.advance(&input, Words::None, Vec::new(), Some(line)) {
            tracing::debug!(%error, "a line waits for the store");
        }
    }

    /// Calls the line off; gives what becomes of it, and what was shown as a message that broke off.
    pub(super) fn call_off(
        &mut self,
        mut progress: MutexGuard<'_, Progress>,
    ) -> Option<(EndedLine, Option<NewMessage>)> {
        let wording = self.wording.take()?;
        let (shown, calls) = progress.call_off();
        drop(progress);
        let mut ended = EndedLine {
            line: wording.id,
            outcome: AiOutcome::Cancelled,
            calls,
        };
        let shown = shown.trim_end();
        let part = (!shown.is_empty())
            .then(|| self.worded(&mut ended, &wording.line, shown.to_owned(), true));
        Some((ended, part))
    }

    /// Tells everybody what became of a line, and what the interviewer does now.
    pub(super) fn line_ended(&mut self, ended: &EndedLine, next: bool) {
        self.seen.reply_ended();
        self.bus.publish(&Live::ReplyEnded {
            interview_id: self.interview.id,
            line: ended.line,
            outcome: ended.outcome,
        });
        let state = if self.voice.falls_silent_after(ended.outcome) {
            tracing::warn!(outcome = ended.outcome.as_str(), interview.id = %self.interview.id, "no model is asked any more; the scripted interviewer goes on");
            self.script.settings.model_words = false;
            self.voice.without()
        } else if ended.outcome == AiOutcome::Failed {
            InterviewerState::Offline
        } else {
            InterviewerState::Listening
        };
        if !next {
            self.interviewer_does(state);
        }
    }

    /// The message that a line became.
    pub(super) fn worded(
        &self,
        ended: &mut EndedLine,
        line: &Line,
        text: String,
        cut_off: bool,
    ) -> NewMessage {
        ended.became_a_message();
        NewMessage {
            id: ended.line,
            cut_off,
            ..self.message(
                Role::AiHr,
                line.purpose,
                Origin::Model,
                text,
                line.question_key.clone(),
            )
        }
    }

    /// Notes what was said: the next line follows on it.
    pub(super) fn remember(&mut self, message: &NewMessage) {
        self.said.push(Arc::new(Said {
            role: message.role,
            purpose: message.purpose,
            content: message.content.clone(),
        }));
    }

    /// Notes attempts to instruct a model in the candidate's words; they are stored with them.
    pub(super) fn notice_attempts_in(&mut self, message: &NewMessage) {
        let (source, id) = (AttemptSource::Message, Some(message.id));
        self.notice_attempts(source, id, &message.content);
    }

    /// Notes attempts in what was entered about the candidate and the interview.
    pub(super) fn notice_attempts_around(&mut self) {
        // Places are counted in the very texts the log takes its excerpts from.
        for (source, text) in [
            (AttemptSource::Name, ai_log::named(&self.interview)),
            (AttemptSource::Knowledge, ai_log::known(&self.interview)),
        ] {
            self.notice_attempts(source, None, &text);
        }
    }

    fn notice_attempts(
        &mut self,
        source: AttemptSource,
        message_id: Option<MessageId>,
        text: &str,
    ) {
        let (interview_id, at) = (self.interview.id, self.clock.now());
        let found = injection::attempts(text).into_iter();
        self.noticed.extend(found.map(|found| Attempt {
            id: AttemptId::new(),
            interview_id,
            source,
            message_id,
            kinds: found.kinds,
            start: found.start,
            end: found.end,
            at,
        }));
    }
}
