//! Whose turn it is: what the interviewer does once nobody is speaking.

use candor_assistant::scripted::{
    answer::{self, AnswerQuality},
    wording,
};
use candor_domain::message::Purpose;

use super::{Effect, End, Phase, Script, State, state::Wish};

/// Acts if the floor is free; says nothing otherwise.
pub(super) fn take_the_floor(script: &Script, state: &mut State, effects: &mut Vec<Effect>) {
    if !state.floor_is_free() {
        return;
    }
    if let Some(end) = state.ending {
        close(script, state, end, effects);
        return;
    }
    if state.paused || state.phase == Phase::Ready {
        return;
    }
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
    let Some(current) = state.current else { return };
    let now = state.active_ms;
    let quiet_ms = now.saturating_sub(state.quiet_since_ms);
    let unhurried = now >= state.thinking_until_ms;
    let done = std::mem::take(&mut state.answer_done);
    if state.answer_words > 0 {
        if done || (unhurried && quiet_ms >= script.settings.end_of_answer_ms) {
            answer_ended(script, state, current, effects);
        }
    } else if done
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
    let current = state.current?;
    if state.phase == Phase::Ended || state.paused || !state.floor_is_free() {
        return None;
    }
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
    let question = &script.plan.questions[current];
    state.questions[current].answered = true;
    let spent_ms = state.active_ms - state.asked_at_ms;
    let time_left = (script.settings.no_time_limit || spent_ms < script.budget_ms(question))
        && state.active_ms < script.soft_end_ms()
        && state.phase == Phase::Asking;
    let thin =
        answer::assess(question, script.language, &state.answer) != AnswerQuality::Sufficient;
    if thin && time_left && !state.questions[current].followed_up {
        state.questions[current].followed_up = true;
        state.answer_words = 0;
        state.answer.clear();
        state.nudged = false;
        state.quiet_since_ms = state.active_ms;
        let text = wording::follow_up(script.language, question);
        say(state, script, Purpose::FollowUp, text, effects);
    } else {
        ask_next(script, state, effects);
    }
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
    let number = 1 + state.questions.iter().filter(|q| q.asked).count();
    state.questions[next].asked = true;
    state.current = Some(next);
    state.asked_at_ms = state.active_ms;
    state.quiet_since_ms = state.active_ms;
    state.thinking_until_ms = 0;
    state.answer.clear();
    state.answer_words = 0;
    state.nudged = false;
    let text = script.text_of(&script.plan.questions[next]);
    let last = !(next + 1..script.plan.questions.len()).any(|i| may_ask(script, state, i));
    let text = wording::question(script.language, number, last, text);
    say(state, script, Purpose::Question, text, effects);
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
    match wish {
        Wish::Repeat => say_again(script, state, effects),
        Wish::Skip => {
            if let Some(current) = state.current {
                state.questions[current].answered |= state.answer_words > 0;
                state.questions[current].skipped = true;
            }
            let text = wording::skipping(script.language);
            say(state, script, Purpose::Acknowledgement, text, effects);
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
    let begun = state.phase != Phase::Ready;
    state.current = None;
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
