//! Lines a model words: asked for, shown, whole, broken off, called off.
//!
//! While a line is being worded the interviewer takes no floor. As long as nothing of it was seen it can be called off,
//! and what was before is taken up again; once its first words are on screen it counts as said, and what a failing
//! service leaves out the scripted line makes up for.

use candor_domain::{AiTask, message::Purpose};
use serde::{Deserialize, Serialize};

use super::{Effect, Script, State};

/// Lines called off in a row after which the next one is said as it stands in the script: noise must not hold an
/// interview up.
const MOST_CALLED_OFF: u32 = 2;

/// A line that a model may word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What it is for.
    pub purpose: Purpose,
    /// What the model is asked for.
    pub task: AiTask,
    /// The scripted words, said when no others come.
    pub text: String,
    /// The question it belongs to.
    pub question_key: Option<String>,
}

/// A line being worded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// What is taken up again when it is called off.
    pub(super) before: Box<State>,
    /// The line.
    pub line: Line,
    /// Its first words are on screen: from now on it is said.
    pub shown: bool,
    /// `active_ms` at which nobody waits any longer.
    pub(super) until_ms: u64,
}

/// The state to be taken up again should the line that comes next be called off.
pub(super) fn remember(state: &State) -> State {
    State {
        due: true,
        ..state.clone()
    }
}

/// Has the line worded, or says it where no model does that. `before` is what [`remember`] gave before the line
/// changed anything.
pub(super) fn utter(
    script: &Script,
    state: &mut State,
    line: Line,
    before: State,
    effects: &mut Vec<Effect>,
) {
    state.due = false;
    // What was complete is the answer to the line before.
    state.answer_done = false;
    state.previous = before.current;
    if !script.settings.model_words || state.called_off >= MOST_CALLED_OFF {
        say(state, line, effects);
        return;
    }
    state.wording = Some(Wording {
        before: Box::new(before),
        line: line.clone(),
        shown: false,
        until_ms: state.active_ms + script.settings.wording_ms,
    });
    effects.push(Effect::Word { line });
}

/// Says the scripted line that is owed; a wish to hear the question again is thereby fulfilled.
pub(super) fn settle(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(line) = state.owed.take() else {
        return;
    };
    if line.purpose != Purpose::Reply {
        state.wish.take_if(|wish| *wish == super::Wish::Repeat);
    }
    say(state, line, effects);
}

fn say(state: &mut State, line: Line, effects: &mut Vec<Effect>) {
    said(state, &line);
    effects.push(Effect::Say {
        purpose: line.purpose,
        text: line.text,
        question_key: line.question_key,
    });
}

/// From now on time runs for the candidate.
fn said(state: &mut State, line: &Line) {
    state.called_off = 0;
    state.quiet_since_ms = state.quiet_since_ms.max(state.active_ms);
    if line.purpose == Purpose::Question {
        state.asked_at_ms = state.active_ms;
    }
}

/// The first words are on screen.
pub(super) fn shown(state: &mut State) {
    if let Some(wording) = &mut state.wording {
        wording.shown = true;
        state.called_off = 0;
    }
}

/// The line is whole.
pub(super) fn worded(state: &mut State, text: &str, effects: &mut Vec<Effect>) {
    if text.trim().is_empty() {
        return failed(state);
    }
    let Some(Wording { line, .. }) = state.wording.take() else {
        return;
    };
    said(state, &line);
    // Who is still speaking goes on into the line: only what ended before it was whole belongs to what was before.
    state.over = false;
    effects.push(Effect::Keep {
        line,
        text: text.to_owned(),
        cut_off: false,
    });
}

/// No words came, or none that may stand: the scripted line is owed.
pub(super) fn failed(state: &mut State) {
    if let Some(Wording { line, .. }) = state.wording.take() {
        state.owed = Some(line);
    }
}

/// The line broke off after `text`: that is kept, and the scripted line is owed.
pub(super) fn broke_off(state: &mut State, text: &str, effects: &mut Vec<Effect>) {
    let Some(Wording { line, .. }) = state.wording.take() else {
        return;
    };
    if !text.trim().is_empty() {
        effects.push(Effect::Keep {
            line: line.clone(),
            text: text.to_owned(),
            cut_off: true,
        });
    }
    state.owed = Some(line);
}

/// Nobody waits any longer: the scripted line is owed.
pub(super) fn give_up_when_late(state: &mut State, effects: &mut Vec<Effect>) {
    let now = state.active_ms;
    if let Some(late) = state.wording.take_if(|wording| wording.until_ms <= now) {
        effects.push(Effect::CancelWording);
        state.owed = Some(late.line);
    }
}

/// Takes up again what was before the line, if nothing of it was seen.
pub(super) fn call_off(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(wording) = state.wording.take_if(|wording| !wording.shown) else {
        return;
    };
    effects.push(Effect::CancelWording);
    let now = std::mem::replace(state, *wording.before);
    // What is so whatever is said.
    state.paused = now.paused;
    state.active_ms = now.active_ms;
    state.last_now = now.last_now;
    state.quiet_since_ms = now.active_ms;
    state.speaking = now.speaking;
    state.pending = now.pending;
    state.over = now.over;
    state.over_pending = now.over_pending;
    state.wish = now.wish;
    state.human_wanted = now.human_wanted;
    state.ending = now.ending;
    state.called_off = now.called_off + 1;
}

/// Ends the line wherever it is: called off, or kept as far as it was seen. Then the scripted line is owed.
pub(super) fn cancel(state: &mut State, effects: &mut Vec<Effect>) {
    call_off(state, effects);
    if let Some(Wording { line, .. }) = state.wording.take() {
        effects.push(Effect::CancelWording);
        state.owed = Some(line);
    }
}

/// The interview ends: a question that is owed was never asked whole.
pub(super) fn forget(state: &mut State) {
    let owed = state.owed.take();
    if owed.is_some_and(|line| line.purpose == Purpose::Question)
        && let Some(asked) = state.current.and_then(|i| state.questions.get_mut(i))
    {
        asked.asked = false;
    }
}
