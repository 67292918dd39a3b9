//! The interview as a state machine: `step(script, state, input, now) -> effects`.
//!
//! Pure: no I/O and no clock of its own. Order, time and coverage of the plan are decided here and nowhere
//! else; whoever words a line (the script today, a model tomorrow) cannot change them.
//! Invariants, held by property tests:
//! - a question is asked at most once, except when repeated on request or after a pause;
//! - every must-ask question is asked or listed as missed;
//! - without a time limit neither time nor silence ends the interview or leaves a question out;
//! - nothing is said while the candidate speaks or while an utterance still waits for its text;
//! - paused time never counts, and a clock that jumps back counts as standing still;
//! - from every state, `Finish` leads to the end.

mod script;
mod state;
mod turn;

pub use script::{Script, Settings};
pub use state::{Asked, End, Phase, State, Wish};

use candor_assistant::scripted::command::{self, Command};
use candor_domain::{UtcMillis, message::Purpose};

/// What happens to the interview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// The room is open and the candidate is there.
    Begin,
    /// The candidate began to speak.
    SpeechStarted,
    /// The candidate stopped; the utterance now waits for its text.
    SpeechEnded,
    /// The text of the oldest waiting utterance; empty when there were no words in it.
    Heard(String),
    /// The candidate typed a message.
    Typed(String),
    /// A button in the room.
    Control(Control),
    /// Stop for a while.
    Pause,
    /// Go on.
    Resume,
    /// A line of the interviewer is being read aloud (true), or no more (false). While it is, silence does not count;
    /// who reads says so again at least every [`READING_LEASE_MS`].
    ReadingAloud(bool),
    /// The armed timer has run out.
    Timer,
    /// Somebody ends the interview.
    Finish(End),
}

/// Buttons in the room.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Control {
    /// Say the question again.
    Repeat,
    /// Go to the next question.
    Skip,
    /// The candidate needs more time.
    StillThinking,
    /// The answer is complete; no need to wait for silence.
    AnswerDone,
    /// The candidate wishes to speak to a person.
    RequestHuman,
}

/// How long reading aloud holds silence back unless it is renewed, in ms: a page that is gone must not hold an interview up.
pub const READING_LEASE_MS: u64 = 10_000;

/// What the interview wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Say and store a line of the interviewer.
    Say {
        /// What it is for.
        purpose: Purpose,
        /// The words.
        text: String,
        /// The question it belongs to.
        question_key: Option<String>,
    },
    /// Store what was heard or typed in this very step.
    Record {
        /// What it is for.
        purpose: Purpose,
        /// The question it belongs to.
        question_key: Option<String>,
    },
    /// Take sound in.
    Listen,
    /// Take no more sound in; what is being said ends here.
    StopListening,
    /// Send [`Input::Timer`] after so many ms; replaces an earlier timer.
    ArmTimer {
        /// Milliseconds from now, at least 1.
        after_ms: u64,
    },
    /// No timer is needed; drop an earlier one.
    DisarmTimer,
    /// Note that the candidate asked for a person.
    RequestHuman,
    /// The interview is over.
    Finish(End),
}

/// Advances the interview by one input.
pub fn step(
    script: &Script,
    mut state: State,
    input: &Input,
    now: UtcMillis,
) -> (State, Vec<Effect>) {
    let mut effects = Vec::new();
    if state.phase == Phase::Ended {
        if let Input::Heard(_) = input {
            state.pending = state.pending.saturating_sub(1);
        }
        return (state, effects);
    }
    state.advance_clock(now);
    match input {
        Input::Begin => {
            if state.phase == Phase::Ready {
                state.phase = Phase::Asking;
                effects.push(Effect::Listen);
                effects.push(Effect::Say {
                    purpose: Purpose::Greeting,
                    text: script.greeting(),
                    question_key: None,
                });
                turn::ask_next(script, &mut state, &mut effects);
            }
        }
        Input::SpeechStarted => {
            state.speaking = true;
            state.thinking_until_ms = 0;
        }
        Input::SpeechEnded => {
            if state.speaking {
                state.speaking = false;
                state.pending += 1;
                state.quiet_since_ms = state.active_ms;
            }
        }
        Input::Heard(text) => {
            state.pending = state.pending.saturating_sub(1);
            if !text.trim().is_empty() {
                take_words(script, &mut state, text, &mut effects);
            }
        }
        Input::Typed(text) => {
            state.thinking_until_ms = 0;
            state.quiet_since_ms = state.active_ms;
            take_words(script, &mut state, text, &mut effects);
        }
        Input::Control(control) => match control {
            Control::Repeat => state.wish = Some(Command::Repeat.into()),
            Control::Skip => state.wish = Some(Command::Skip.into()),
            Control::StillThinking => state.wish = Some(Command::StillThinking.into()),
            Control::AnswerDone => state.answer_done = true,
            Control::RequestHuman => {
                state.human_wanted = true;
                effects.push(Effect::RequestHuman);
            }
        },
        Input::ReadingAloud(reading) => {
            state.quiet_since_ms = state.active_ms + if *reading { READING_LEASE_MS } else { 0 };
        }
        Input::Pause => {
            if !state.paused && state.phase != Phase::Ready {
                state.paused = true;
                effects.push(Effect::StopListening);
            }
        }
        Input::Resume => {
            if state.paused {
                state.paused = false;
                state.speaking = false;
                state.quiet_since_ms = state.active_ms;
                // After a break people need the question again, unless they had just asked for something else.
                state.wish.get_or_insert(Wish::Repeat);
                effects.push(Effect::Listen);
            }
        }
        Input::Timer => {}
        Input::Finish(end) => {
            if state.ending.is_none() {
                state.ending = Some(*end);
                effects.push(Effect::StopListening);
            }
        }
    }
    turn::take_the_floor(script, &mut state, &mut effects);
    effects.push(match turn::next_deadline_ms(script, &state) {
        Some(at) => Effect::ArmTimer {
            after_ms: at.saturating_sub(state.active_ms).max(1),
        },
        None => Effect::DisarmTimer,
    });
    (state, effects)
}

/// The candidate's words: a wish addressed to the interviewer, or (part of) an answer.
fn take_words(script: &Script, state: &mut State, text: &str, effects: &mut Vec<Effect>) {
    let question_key = state.current_key(script);
    if let Some(wish) = command::recognise(script.language, text) {
        effects.push(Effect::Record {
            purpose: Purpose::Command,
            question_key,
        });
        // “Stop.” inside an answer may belong to the story told; ending an interview cannot be taken back.
        let unsure = wish == Command::Stop && state.answer_words > 0 && !state.stop_questioned;
        state.wish = Some(if unsure {
            Wish::PerhapsStop
        } else {
            wish.into()
        });
        return;
    }
    state.stop_questioned = false;
    let purpose = if question_key.is_some() {
        Purpose::Answer
    } else {
        Purpose::Remark
    };
    effects.push(Effect::Record {
        purpose,
        question_key,
    });
    if state.current.is_some() {
        state.answer_words += u32::try_from(text.split_whitespace().count()).unwrap_or(u32::MAX);
        if !state.answer.is_empty() {
            state.answer.push(' ');
        }
        state.answer.push_str(text.trim());
        // Enough to judge keywords by; a monologue does not make every snapshot larger.
        if state.answer.len() > state::ANSWER_KEPT {
            let cut = state
                .answer
                .ceil_char_boundary(state.answer.len() - state::ANSWER_KEPT);
            state.answer.drain(..cut);
        }
    }
}

#[cfg(test)]
mod tests;
