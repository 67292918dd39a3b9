//! The interview as a state machine: `step(script, state, input, now) -> effects`.
//!
//! Pure: no I/O and no clock of its own. Order, time and coverage of the plan are decided here and nowhere
//! else; whoever words a line (the script today, a model tomorrow) cannot change them.
//! Invariants, held by property tests:
//! - a question is asked at most once, except when repeated on request or after a pause;
//! - every must-ask question is asked or listed as missed;
//! - without a time limit neither time nor silence ends the interview or leaves a question out;
//! - nothing is said while the candidate speaks or while an utterance still waits for its text;
//! - a line that a model words is said once, worded or scripted: until it is, no other line is begun, and if the model
//!   never answers the script's words are said in the end;
//! - paused time never counts, and a clock that jumps back counts as standing still;
//! - from every state, `Finish` leads to the end.

mod script;
mod state;
mod turn;
mod wording;

pub use script::{Script, Settings};
pub use state::{Asked, End, Phase, State, Wish};
pub use wording::{Line, Wording};

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
    /// There are words in the oldest waiting utterance, but which ones will be known only after the interview.
    Unheard,
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
    /// The first words of the line being worded are on screen. Ignored, like all of these, when none is being worded.
    WordingShown,
    /// The line is whole and checked.
    Worded {
        /// The line in the model's words.
        text: String,
    },
    /// No words came, or none that may stand: what was shown of them is taken back.
    WordingFailed,
    /// The line broke off.
    WordingBrokeOff {
        /// What was shown of it.
        text: String,
    },
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
    /// Have a line worded. One of the inputs about it is expected; until then no other line is begun.
    Word {
        /// The line.
        line: Line,
    },
    /// Store the line being worded as it was shown.
    Keep {
        /// The line.
        line: Line,
        /// The model's words.
        text: String,
        /// They broke off.
        cut_off: bool,
    },
    /// The line being worded is not waited for any more. What was shown of it is stored as cut off; what still comes
    /// is ignored.
    CancelWording,
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
        if let Input::Heard(_) | Input::Unheard = input {
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
            wording::call_off(&mut state, &mut effects);
            state.over = state.line_is_open();
            state.speaking = true;
            state.thinking_until_ms = 0;
        }
        Input::SpeechEnded => {
            if state.speaking {
                state.speaking = false;
                state.pending += 1;
                state.over_pending += u32::from(std::mem::take(&mut state.over));
                state.quiet_since_ms = state.active_ms;
            }
        }
        Input::Heard(text) => {
            let over = state.text_arrived();
            if !text.trim().is_empty() {
                take_words(script, &mut state, text, over, &mut effects);
            }
        }
        Input::Unheard => {
            let over = state.text_arrived();
            take_unknown_words(script, &mut state, over, &mut effects);
        }
        Input::Typed(text) => {
            wording::call_off(&mut state, &mut effects);
            state.thinking_until_ms = 0;
            state.quiet_since_ms = state.active_ms;
            let over = state.line_is_open();
            take_words(script, &mut state, text, over, &mut effects);
        }
        Input::Control(control) => match control {
            Control::Repeat => wish(&mut state, Command::Repeat, &mut effects),
            Control::Skip => wish(&mut state, Command::Skip, &mut effects),
            Control::StillThinking => wish(&mut state, Command::StillThinking, &mut effects),
            // An answer to a line that is not whole yet cannot be complete.
            Control::AnswerDone => state.answer_done = !state.line_is_open(),
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
                wording::cancel(&mut state, &mut effects);
                state.paused = true;
                effects.push(Effect::StopListening);
            }
        }
        Input::Resume => {
            if state.paused {
                state.paused = false;
                state.speaking = false;
                state.over = false;
                state.quiet_since_ms = state.active_ms;
                if state.due && state.wish.is_none() {
                    // The next line was about to be said.
                    state.answer_done = true;
                } else if state.owed.is_none() {
                    // A line that is owed is said by itself. After a break people need the question again, unless they had just asked for something else.
                    state.wish.get_or_insert(Wish::Repeat);
                }
                effects.push(Effect::Listen);
            }
        }
        Input::Timer => {}
        Input::WordingShown => wording::shown(&mut state),
        Input::Worded { text } => wording::worded(&mut state, text, &mut effects),
        Input::WordingFailed => wording::failed(&mut state),
        Input::WordingBrokeOff { text } => wording::broke_off(&mut state, text, &mut effects),
        Input::Finish(end) => {
            if state.ending.is_none() {
                wording::cancel(&mut state, &mut effects);
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

/// A button that asks for something; what nobody has seen yet makes room for it.
fn wish(state: &mut State, command: Command, effects: &mut Vec<Effect>) {
    wording::call_off(state, effects);
    state.wish = Some(command.into());
}

/// The candidate's words: a wish addressed to the interviewer, or (part of) an answer. Words that ended `over` a line
/// that was not whole yet belong to what was before it.
fn take_words(
    script: &Script,
    state: &mut State,
    text: &str,
    over: bool,
    effects: &mut Vec<Effect>,
) {
    let question = if over { state.previous } else { state.current };
    let question_key = question.map(|i| script.plan.questions[i].key.clone());
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
    record(state, question_key, effects);
    if over {
        state.previous_is_answered();
    } else if state.current.is_some() {
        state.due = false;
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

/// Words nobody knows yet: (part of) an answer that cannot be judged. Nothing that might have been asked for in them is
/// done; there are buttons for all of it.
fn take_unknown_words(script: &Script, state: &mut State, over: bool, effects: &mut Vec<Effect>) {
    let question = if over { state.previous } else { state.current };
    let question_key = question.map(|i| script.plan.questions[i].key.clone());
    record(state, question_key, effects);
    if over {
        state.previous_is_answered();
    } else if state.current.is_some() {
        state.due = false;
        state.answer_words = state.answer_words.saturating_add(1);
        state.answer_unknown = true;
    }
}

/// Stores words that are no wish.
fn record(state: &mut State, question_key: Option<String>, effects: &mut Vec<Effect>) {
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
}

#[cfg(test)]
mod tests;
