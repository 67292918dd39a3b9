//! Whose turn it is: what the interviewer does once nobody is speaking.

use candor_assistant::scripted::{
    answer::{self, AnswerQuality},
    asking, wording,
};
use candor_domain::{AiTask, message::Purpose};

use super::{Effect, End, Line, Phase, Script, State, state::Wish, wording as lines};

/// Most questions of the candidate's own that are answered while one question is open.
const MOST_REPLIES: u32 = 2;

/// Acts if the floor is free; says nothing otherwise.
pub(super) fn take_the_floor(script: &Script, state: &mut State, effects: &mut Vec<Effect>) {
    lines::give_up_when_late(state, effects);
    if !state.floor_is_free() {
        return;
    }
    if let Some(end) = state.ending {
        close(script, state, end, effects);
        return;
    }
    if state.paused || state.phase == Phase::Ready || state.wording.is_some() {
        return;
    }
    lines::settle(state, effects);
    if std::mem::take(&mut state.human_wanted) {
        // Whoever waits for a person is not hurried.
        state.quiet_since_ms = state.active_ms;
        state.thinking_until_ms = state.active_ms + script.settings.thinking_ms;
        let text = wording::human_requested(script.language);
        say(state, script, Purpose::Acknowledgement, text, effects);
    }
    if let Some(wish) = state.wish.take() {
        grant(script, state, wish, effects);
        return;
    }
    let now = state.active_ms;
    let quiet_ms = now.saturating_sub(state.quiet_since_ms);
    let unhurried = now >= state.thinking_until_ms;
    let done = std::mem::take(&mut state.answer_done);
    let ended = done || (unhurried && quiet_ms >= script.settings.end_of_answer_ms);
    let Some(current) = state.current else {
        if state.due && ended {
            ask_next(script, state, effects);
        }
        return;
    };
    if state.answer_words > 0 {
        if ended {
            answer_ended(script, state, current, effects);
        }
    } else if (state.due && ended)
        || done
        || (unhurried && give_up_after_ms(script, state, current).is_some_and(|ms| quiet_ms >= ms))
    {
        ask_next(script, state, effects);
    } else if unhurried && !state.nudged && quiet_ms >= script.settings.nudge_after_ms {
        state.nudged = true;
        say(
            state,
            script,
            Purpose::Nudge,
            wording::nudge(script.language),
            effects,
        );
    }
}

/// `active_ms` at which [`take_the_floor`] would act by itself.
pub(super) fn next_deadline_ms(script: &Script, state: &State) -> Option<u64> {
    if state.phase == Phase::Ended || state.paused {
        return None;
    }
    if let Some(wording) = &state.wording {
        return Some(wording.until_ms);
    }
    if !state.floor_is_free() {
        return None;
    }
    if state.due {
        let quiet_ms = state.quiet_since_ms + script.settings.end_of_answer_ms;
        return Some(quiet_ms.max(state.thinking_until_ms));
    }
    let current = state.current?;
    let nudge_ms = (!state.nudged).then_some(script.settings.nudge_after_ms);
    let wait_ms = if state.answer_words > 0 {
        script.settings.end_of_answer_ms
    } else {
        let give_up_ms = give_up_after_ms(script, state, current);
        nudge_ms.into_iter().chain(give_up_ms).min()?
    };
    Some((state.quiet_since_ms + wait_ms).max(state.thinking_until_ms))
}

/// A follow-up that stays unanswered is dropped sooner than a question; neither is without a time limit.
fn give_up_after_ms(script: &Script, state: &State, current: usize) -> Option<u64> {
    let settings = &script.settings;
    let after_ms = if state.questions[current].answered {
        settings.nudge_after_ms
    } else {
        settings.give_up_after_ms
    };
    (!settings.no_time_limit).then_some(after_ms)
}

/// Judges the finished answer: one follow-up if it is thin and there is time, else the next question.
fn answer_ended(script: &Script, state: &mut State, current: usize, effects: &mut Vec<Effect>) {
    if asks_something(script, state, current) {
        reply(script, state, current, effects);
        return;
    }
    let question = &script.plan.questions[current];
    state.questions[current].answered = true;
    let spent_ms = state.active_ms - state.asked_at_ms;
    let time_left = (script.settings.no_time_limit || spent_ms < script.budget_ms(question))
        && state.active_ms < script.soft_end_ms()
        && state.phase == Phase::Asking;
    // What is not known yet may be anything but thin.
    let thin = !state.answer_unknown
        && answer::assess(question, script.language, &state.answer) != AnswerQuality::Sufficient;
    let asked = state.questions[current];
    if thin && time_left && !asked.followed_up && !asked.skipped {
        let before = lines::remember(state);
        state.questions[current].followed_up = true;
        state.forget_answer();
        state.nudged = false;
        state.quiet_since_ms = state.active_ms;
        let line = Line {
            purpose: Purpose::FollowUp,
            task: AiTask::FollowUp,
            text: wording::follow_up(script.language, question),
            question_key: state.current_key(script),
        };
        lines::utter(script, state, line, before, effects);
    } else {
        ask_next(script, state, effects);
    }
}

/// Whether the finished answer asks something that a model may answer, and there is time for it.
fn asks_something(script: &Script, state: &State, current: usize) -> bool {
    script.settings.model_words
        && state.questions[current].replies < MOST_REPLIES
        && state.phase == Phase::Asking
        && state.active_ms < script.soft_end_ms()
        && asking::asks_something(script.language, &state.answer)
}

/// Answers the candidate's own question. The plan stays where it is: afterwards the candidate goes on.
fn reply(script: &Script, state: &mut State, current: usize, effects: &mut Vec<Effect>) {
    let before = lines::remember(state);
    let own = asking::without_questions(script.language, &state.answer);
    let asked = &mut state.questions[current];
    asked.replies += 1;
    asked.answered |= !own.is_empty() || state.answer_unknown;
    state.answer = own;
    state.answer_words = 0;
    state.nudged = false;
    state.quiet_since_ms = state.active_ms;
    let line = Line {
        purpose: Purpose::Reply,
        task: AiTask::Reply,
        text: wording::cannot_answer(script.language),
        question_key: state.current_key(script),
    };
    lines::utter(script, state, line, before, effects);
}

/// Asks the next question the time allows, or closes.
pub(super) fn ask_next(script: &Script, state: &mut State, effects: &mut Vec<Effect>) {
    let first = state.current.map_or(0, |i| i + 1);
    let wraps_up = state.phase == Phase::Asking && state.active_ms >= script.soft_end_ms();
    if wraps_up {
        state.phase = Phase::WrappingUp;
    }
    let next = (first..script.plan.questions.len()).find(|i| may_ask(script, state, *i));
    let Some(next) = next.filter(|_| state.active_ms < script.hard_end_ms()) else {
        let passed_over = state.questions.iter().any(|q| !q.asked);
        close(
            script,
            state,
            if passed_over {
                End::TimeOver
            } else {
                End::PlanDone
            },
            effects,
        );
        return;
    };
    if wraps_up {
        say(
            state,
            script,
            Purpose::WrapUp,
            wording::wrap_up(script.language),
            effects,
        );
    }
    let before = lines::remember(state);
    let number = 1 + state.questions.iter().filter(|q| q.asked).count();
    state.questions[next].asked = true;
    state.current = Some(next);
    state.asked_at_ms = state.active_ms;
    state.quiet_since_ms = state.active_ms;
    state.thinking_until_ms = 0;
    state.forget_answer();
    state.nudged = false;
    let text = script.text_of(&script.plan.questions[next]);
    let last = !(next + 1..script.plan.questions.len()).any(|i| may_ask(script, state, i));
    let line = Line {
        purpose: Purpose::Question,
        task: AiTask::Question,
        text: wording::question(script.language, number, last, text),
        question_key: state.current_key(script),
    };
    lines::utter(script, state, line, before, effects);
}

/// Whether time allows this question: must-ask ones always, others while the must-ask ones still to come fit too.
fn may_ask(script: &Script, state: &State, index: usize) -> bool {
    let questions = &script.plan.questions;
    if questions[index].must_ask {
        return true;
    }
    let reserved_ms: u64 = questions[index..]
        .iter()
        .filter(|q| q.must_ask)
        .map(|q| script.budget_ms(q))
        .sum();
    state.phase == Phase::Asking && state.active_ms + reserved_ms < script.soft_end_ms()
}

/// The current question again, worded as a repetition.
pub(super) fn say_again(script: &Script, state: &mut State, effects: &mut Vec<Effect>) {
    let text = match state.current {
        Some(current) => {
            state.questions[current].repeats += 1;
            wording::repeat(
                script.language,
                script.text_of(&script.plan.questions[current]),
            )
        }
        None => wording::nothing_to_repeat(script.language),
    };
    state.quiet_since_ms = state.active_ms;
    state.nudged = false;
    say(state, script, Purpose::Repeat, text, effects);
}

fn grant(script: &Script, state: &mut State, wish: Wish, effects: &mut Vec<Effect>) {
    if matches!(wish, Wish::Repeat | Wish::StillThinking) && state.current.is_some() {
        // The question that is open is what the candidate is at.
        state.due = false;
    }
    match wish {
        Wish::Repeat => say_again(script, state, effects),
        Wish::Skip => {
            if let Some(current) = state.current {
                state.questions[current].answered |= state.answer_words > 0;
                state.questions[current].skipped = true;
                let text = wording::skipping(script.language);
                say(state, script, Purpose::Acknowledgement, text, effects);
            }
            ask_next(script, state, effects);
        }
        Wish::PerhapsStop => {
            state.stop_questioned = true;
            state.quiet_since_ms = state.active_ms;
            state.thinking_until_ms = state.active_ms + script.settings.confirm_stop_ms;
            let text = wording::confirm_stop(script.language);
            say(state, script, Purpose::Acknowledgement, text, effects);
        }
        Wish::Stop => close(script, state, End::CandidateStopped, effects),
        Wish::StillThinking => {
            state.thinking_until_ms = state.active_ms + script.settings.thinking_ms;
            let text = wording::take_your_time(script.language);
            say(state, script, Purpose::Acknowledgement, text, effects);
        }
    }
}

fn close(script: &Script, state: &mut State, end: End, effects: &mut Vec<Effect>) {
    if let Some(current) = state.current {
        state.questions[current].answered |= state.answer_words > 0;
    }
    lines::forget(state);
    let begun = state.phase != Phase::Ready;
    state.current = None;
    state.due = false;
    if begun {
        say(
            state,
            script,
            Purpose::Closing,
            script.closing(end),
            effects,
        );
    }
    if !effects.contains(&Effect::StopListening) {
        effects.push(Effect::StopListening);
    }
    state.phase = Phase::Ended;
    effects.push(Effect::Finish(end));
}

fn say(state: &State, script: &Script, purpose: Purpose, text: String, effects: &mut Vec<Effect>) {
    effects.push(Effect::Say {
        purpose,
        text,
        question_key: state.current_key(script),
    });
}
