//! What holds for every plan, every order of events and every clock.

use std::collections::HashMap;

use candor_domain::transcript::CoverageState;
use proptest::prelude::*;

use super::*;

fn any_input() -> impl Strategy<Value = Input> {
    prop_oneof![
        4 => Just(Input::SpeechStarted),
        4 => Just(Input::SpeechEnded),
        4 => prop_oneof![Just(FULL), Just("Yes."), Just(""), Just("next question please")]
            .prop_map(|t| Input::Heard(t.into())),
        1 => Just(Input::Typed(FULL.into())),
        1 => prop_oneof![
            Just(Control::Repeat), Just(Control::Skip), Just(Control::StillThinking), Just(Control::AnswerDone)
        ].prop_map(Input::Control),
        1 => Just(Input::Pause),
        2 => Just(Input::Resume),
        6 => Just(Input::Timer),
    ]
}

fn any_script() -> impl Strategy<Value = Script> {
    (
        proptest::collection::vec((any::<bool>(), 10..400_u32), 1..8),
        1..40_u64,
    )
        .prop_map(|(questions, minutes)| {
            let questions = questions.into_iter().enumerate();
            script(
                questions
                    .map(|(i, (must, budget))| question(i, must, budget))
                    .collect(),
                minutes,
            )
        })
}

/// Random inputs with random clock steps, some of them backwards or far ahead.
fn any_history() -> impl Strategy<Value = Vec<(Input, i64)>> {
    let clock = prop_oneof![6 => 0..9_000_i64, 2 => 20_000..100_000_i64, 1 => -50_000..0_i64, 1 => Just(3_600_000_i64)];
    proptest::collection::vec((any_input(), clock), 0..150)
}

/// Drives a run the way a room would: results only for utterances that wait for one.
fn drive(run: &mut Run, history: Vec<(Input, i64)>) {
    run.input(Input::Begin);
    for (input, delta) in history {
        run.now += delta;
        let possible = match input {
            Input::Heard(_) => run.state.pending > 0,
            Input::SpeechStarted => !run.state.speaking && !run.state.paused,
            Input::SpeechEnded => run.state.speaking,
            _ => true,
        };
        if possible && run.end.is_none() {
            run.input(input);
        }
    }
}

proptest! {
    #[test]
    fn every_reachable_state_can_finish(script in any_script(), history in any_history()) {
        let mut run = Run::new(script);
        drive(&mut run, history);
        if run.end.is_none() {
            run.input(Input::Finish(End::RecruiterFinished));
            if run.state.speaking {
                run.input(Input::SpeechEnded);
            }
            while run.state.pending > 0 {
                run.input(Input::Heard(String::new()));
            }
        }
        prop_assert!(run.end.is_some());
        prop_assert_eq!(run.said.iter().filter(|s| s.0 == Purpose::Closing).count(), 1);
    }

    #[test]
    fn questions_come_once_in_order_and_must_ask_ones_are_accounted_for(
        script in any_script(), history in any_history()
    ) {
        let mut run = Run::new(script);
        drive(&mut run, history);
        let asked: Vec<_> = run.said.iter().filter(|s| s.0 == Purpose::Question).map(|s| s.1.clone().unwrap()).collect();
        let order: HashMap<_, _> =
            run.script.plan.questions.iter().enumerate().map(|(i, q)| (q.key.clone(), i)).collect();
        prop_assert!(asked.windows(2).all(|w| order[&w[0]] < order[&w[1]]), "{asked:?}");
        let follow_ups = run.said.iter().filter(|s| s.0 == Purpose::FollowUp).map(|s| s.1.clone());
        let mut counted = HashMap::new();
        for key in follow_ups {
            let n = counted.entry(key).or_insert(0);
            *n += 1;
            prop_assert_eq!(*n, 1);
        }
        for entry in run.state.coverage(&run.script) {
            let was_asked = asked.contains(&entry.question_key);
            prop_assert_eq!(entry.state != CoverageState::NotAsked, was_asked);
            if run.end == Some(End::PlanDone) {
                prop_assert!(was_asked);
            }
        }
    }

    #[test]
    fn left_alone_an_interview_ends_by_itself(script in any_script(), history in any_history()) {
        let mut run = Run::new(script);
        drive(&mut run, history);
        if run.state.paused { run.input(Input::Resume); }
        if run.state.speaking { run.input(Input::SpeechEnded); }
        while run.state.pending > 0 { run.input(Input::Heard(String::new())); }
        let mut timers = 0;
        while run.end.is_none() {
            run.timer();
            timers += 1;
            prop_assert!(timers < 60, "stuck in {:?}", run.state);
        }
    }

    #[test]
    fn pauses_never_count_and_time_never_runs_backwards(script in any_script(), history in any_history()) {
        let mut run = Run::new(script);
        run.input(Input::Begin);
        let (mut expected, mut last) = (0_i64, 0_i64);
        for (input, delta) in history {
            if run.end.is_some() { break; }
            run.now += delta;
            if !run.state.paused { expected += (run.now - last).max(0); }
            last = last.max(run.now);
            run.input(input);
            prop_assert_eq!(run.state.active_ms, u64::try_from(expected).unwrap());
        }
    }
}
