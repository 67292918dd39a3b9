//! What holds for every plan, every order of events and every clock.

use std::collections::HashMap;

use candor_domain::{accommodations::MAX_EXTRA_TIME_PERCENT, transcript::CoverageState};
use proptest::prelude::*;

use super::*;

fn any_input() -> impl Strategy<Value = Input> {
    prop_oneof![
        4 => Just(Input::SpeechStarted),
        4 => Just(Input::SpeechEnded),
        4 => prop_oneof![
            Just(FULL), Just("Yes."), Just(""), Just("next question please"), Just("What is the salary?"),
            Just("I did it all alone for a year. How big is your team?"), Just("stop the interview")
        ]
            .prop_map(|t| Input::Heard(t.into())),
        1 => Just(Input::Unheard),
        1 => Just(Input::Typed(FULL.into())),
        1 => prop_oneof![
            Just(Control::Repeat), Just(Control::Skip), Just(Control::StillThinking), Just(Control::AnswerDone),
            Just(Control::RequestHuman)
        ].prop_map(Input::Control),
        1 => any::<bool>().prop_map(Input::ReadingAloud),
        1 => Just(Input::Pause),
        2 => Just(Input::Resume),
        6 => Just(Input::Timer),
        4 => Just(Input::WordingShown),
        4 => Just(Input::Worded { text: "In a model's words?".into() }),
        2 => Just(Input::WordingFailed),
        2 => Just(Input::WordingBrokeOff { text: "In a mo".into() }),
    ]
}

/// With and without extra time; time is limited.
fn any_timed_script() -> impl Strategy<Value = Script> {
    (
        proptest::collection::vec((any::<bool>(), 10..400_u32), 1..8),
        1..40_u64,
        prop_oneof![Just(0_u32), 1..=MAX_EXTRA_TIME_PERCENT],
        any::<bool>(),
    )
        .prop_map(|(questions, minutes, extra_time_percent, model_words)| {
            let questions = questions.into_iter().enumerate();
            let questions = questions.map(|(i, (must, budget))| question(i, must, budget));
            let arranged = Accommodations {
                extra_time_percent,
                ..Accommodations::default()
            };
            let mut script = arranged_for(script(questions.collect(), minutes), &arranged);
            script.settings.model_words = model_words;
            script
        })
}

fn any_script() -> impl Strategy<Value = Script> {
    (any_timed_script(), proptest::bool::weighted(0.3)).prop_map(|(mut script, unlimited)| {
        script.settings.no_time_limit = unlimited;
        script
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
            Input::Heard(_) | Input::Unheard => run.state.pending > 0,
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
        let mut parts = HashMap::new();
        for part in run.parts.iter().filter(|p| p.0 == Purpose::Question) {
            let n = parts.entry(part.1.clone()).or_insert(0);
            *n += 1;
            prop_assert_eq!(*n, 1, "broken off once, then said by the script");
        }
        // What is being worded or owed is on its way.
        let open = run.state.wording.as_ref().map(|w| &w.line).or(run.state.owed.as_ref());
        let open = open.filter(|line| line.purpose == Purpose::Question).and_then(|line| line.question_key.clone());
        for entry in run.state.coverage(&run.script) {
            if open.as_ref() == Some(&entry.question_key) { continue; }
            let was_asked = asked.contains(&entry.question_key);
            prop_assert_eq!(entry.state != CoverageState::NotAsked, was_asked);
            if run.end == Some(End::PlanDone) {
                prop_assert!(was_asked);
            }
        }
    }

    #[test]
    fn left_alone_an_interview_ends_by_itself(script in any_timed_script(), history in any_history()) {
        let mut run = Run::new(script);
        drive(&mut run, history);
        if run.state.paused { run.input(Input::Resume); }
        if run.state.speaking { run.input(Input::SpeechEnded); }
        while run.state.pending > 0 { run.input(Input::Heard(String::new())); }
        let mut timers = 0;
        while run.end.is_none() {
            run.timer();
            timers += 1;
            prop_assert!(timers < 120, "stuck in {:?}", run.state);
        }
    }

    #[test]
    fn without_a_time_limit_neither_time_nor_silence_takes_anything_away(
        script in any_timed_script(), history in any_history()
    ) {
        let mut run = Run::new(script);
        run.script.settings.no_time_limit = true;
        drive(&mut run, history);
        prop_assert!(run.said.iter().all(|s| s.0 != Purpose::WrapUp));
        prop_assert_ne!(run.end, Some(End::TimeOver));
        // No question before the last one asked was passed over.
        let asked = run.state.questions.iter().filter(|q| q.asked).count();
        prop_assert!(run.state.questions[..asked].iter().all(|q| q.asked));
        if run.end.is_some() { return Ok(()); }
        run.input(Input::ReadingAloud(false));
        if run.state.paused { run.input(Input::Resume); }
        if run.state.speaking { run.input(Input::SpeechEnded); }
        while run.state.pending > 0 { run.input(Input::Heard(String::new())); }
        // What was asked for before is done, an answer under way is judged; then a day passes in silence.
        run.input(Input::Timer);
        while run.end.is_none() && (run.state.answer_words > 0 || run.state.due || run.state.line_is_open()) {
            run.timer();
        }
        let current = run.state.current;
        for _ in 0..24 {
            run.wait(3_600_000);
            run.input(Input::Timer);
        }
        prop_assert_eq!(run.state.current, current);
    }

    #[test]
    fn nothing_is_said_by_itself_while_a_line_is_read_aloud(script in any_script(), history in any_history()) {
        let mut run = Run::new(script);
        drive(&mut run, history);
        run.input(Input::ReadingAloud(true));
        let busy = run.state.speaking || run.state.pending > 0 || run.state.line_is_open();
        if run.end.is_some() || busy { return Ok(()); }
        let said = run.said.len();
        for _ in 0..9 {
            run.wait(1_000);
            run.input(Input::Timer);
        }
        prop_assert_eq!(run.said.len(), said);
    }

    #[test]
    fn extra_time_never_makes_anything_come_sooner(script in any_timed_script(), percent in 0..=MAX_EXTRA_TIME_PERCENT) {
        let arranged = Accommodations { extra_time_percent: percent, ..Accommodations::default() };
        let longer = arranged_for(script.clone(), &arranged);
        let grown = |before: u64, after: u64| after >= before && after <= before * 4;
        prop_assert!(grown(script.recommended_ms, longer.recommended_ms));
        prop_assert!(grown(script.hard_end_ms(), longer.hard_end_ms()));
        let (before, after) = (script.settings, longer.settings);
        prop_assert!(grown(before.end_of_answer_ms, after.end_of_answer_ms));
        prop_assert!(grown(before.nudge_after_ms, after.nudge_after_ms));
        prop_assert!(grown(before.give_up_after_ms, after.give_up_after_ms));
        prop_assert!(grown(before.thinking_ms, after.thinking_ms));
        for question in &script.plan.questions {
            prop_assert!(grown(script.budget_ms(question), longer.budget_ms(question)));
        }
    }

    #[test]
    fn an_utterance_belongs_to_the_question_that_was_whole_when_it_ended(
        script in any_timed_script(), history in any_history()
    ) {
        let mut run = Run::new(script);
        run.script.settings.model_words = true;
        run.input(Input::Begin);
        // For each utterance that waits for its text: the question it belongs to, if the line over it was called off or not.
        let mut waiting = std::collections::VecDeque::new();
        for (input, delta) in history {
            run.now += delta;
            let possible = match input {
                Input::Heard(_) | Input::Unheard => run.state.pending > 0,
                Input::SpeechStarted => !run.state.speaking && !run.state.paused,
                Input::SpeechEnded => run.state.speaking,
                // Whatever ends a line or a question but its words is looked at elsewhere.
                Input::Pause | Input::Resume | Input::Control(_) | Input::Typed(_) => false,
                _ => true,
            };
            if !possible || run.end.is_some() { continue; }
            if input == Input::SpeechEnded {
                let open = run.state.line_is_open();
                waiting.push_back(if open { run.state.previous } else { run.state.current });
            }
            let heard = input == Input::Unheard || matches!(&input, Input::Heard(text) if !text.trim().is_empty());
            let belongs = matches!(input, Input::Heard(_) | Input::Unheard).then(|| waiting.pop_front()).flatten();
            let effects = run.input(input);
            if heard {
                let key = belongs.flatten().map(|i: usize| run.script.plan.questions[i].key.clone());
                let recorded = effects.iter().find_map(|effect| match effect {
                    Effect::Record { question_key, .. } => Some(question_key.clone()),
                    _ => None,
                });
                prop_assert_eq!(recorded, Some(key));
            }
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

    #[test]
    fn whatever_was_worded_when_candor_was_stopped_is_asked_again_or_said(
        script in any_script(), history in any_history()
    ) {
        let mut run = Run::new(script);
        drive(&mut run, history);
        if run.end.is_some() { return Ok(()); }
        let json = serde_json::to_string(&run.state).unwrap();
        run.state = serde_json::from_str::<State>(&json).unwrap().recovered();
        prop_assert!(run.state.wording.is_none() && run.state.paused);
        run.open = None;
        run.input(Input::Resume);
        let mut timers = 0;
        while run.end.is_none() && !run.script.settings.no_time_limit {
            run.timer();
            timers += 1;
            prop_assert!(timers < 120, "stuck in {:?}", run.state);
        }
        let asked: Vec<_> = run.said.iter().filter(|s| s.0 == Purpose::Question).map(|s| s.1.clone()).collect();
        let mut once = asked.clone();
        once.dedup();
        prop_assert_eq!(once, asked);
    }

    #[test]
    fn a_model_that_never_answers_changes_nothing_but_the_time(script in any_timed_script(), history in any_history()) {
        let mut run = Run::new(script);
        run.script.settings.model_words = true;
        let silent = history.into_iter().filter(|(input, _)| !matches!(
            input,
            Input::WordingShown | Input::Worded { .. } | Input::WordingFailed | Input::WordingBrokeOff { .. }
        ));
        drive(&mut run, silent.collect());
        prop_assert!(run.parts.is_empty());
        let numbered = |s: &(Purpose, Option<String>, String)| s.2.contains("Question number");
        prop_assert!(run.said.iter().filter(|s| s.0 == Purpose::Question).all(numbered));
    }
}
