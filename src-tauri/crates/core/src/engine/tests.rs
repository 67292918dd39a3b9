//! Properties that hold for every plan and every order of events, and the ordinary course of an interview.

use std::collections::HashMap;

use candor_domain::{
    Language, LocalizedText, Plan, Question, language::LocalizedWords, plan::Competency,
    transcript::CoverageState,
};
use proptest::prelude::*;

use super::*;

fn question(i: usize, must_ask: bool, budget_s: u32) -> Question {
    Question {
        key: format!("q{i}"),
        competency: "c".into(),
        weight: 1.0,
        time_budget_s: budget_s,
        must_ask,
        text: LocalizedText {
            en: Some(format!("Question number {i}?")),
            ..Default::default()
        },
        follow_ups: Vec::new(),
        keywords: LocalizedWords::default(),
    }
}

fn script(questions: Vec<Question>, minutes: u64) -> Script {
    Script {
        plan: Plan {
            competencies: vec![Competency {
                key: "c".into(),
                name: "C".into(),
            }],
            questions,
        },
        language: Language::En,
        candidate_name: "Ada".into(),
        position_title: "Clerk".into(),
        recommended_ms: minutes * 60_000,
        settings: Settings::default(),
    }
}

/// Runs inputs and keeps what was said and done.
struct Run {
    script: Script,
    state: State,
    now: i64,
    said: Vec<(Purpose, Option<String>, String)>,
    end: Option<End>,
    timer_ms: Option<u64>,
}

impl Run {
    fn new(script: Script) -> Self {
        let state = State::new(&script);
        Self {
            script,
            state,
            now: 0,
            said: Vec::new(),
            end: None,
            timer_ms: None,
        }
    }

    fn input(&mut self, input: Input) -> Vec<Effect> {
        let busy = self.state.speaking || self.state.pending > 0;
        let frees = matches!(input, Input::SpeechEnded | Input::Heard(_) | Input::Resume);
        let (state, effects) = step(
            &self.script,
            self.state.clone(),
            &input,
            UtcMillis(self.now),
        );
        self.state = state;
        for effect in &effects {
            match effect {
                Effect::Say {
                    purpose,
                    text,
                    question_key,
                } => {
                    assert!(
                        frees || !busy,
                        "talked over the candidate: {purpose:?} on {input:?}"
                    );
                    self.said
                        .push((*purpose, question_key.clone(), text.clone()));
                }
                Effect::Finish(end) => self.end = Some(*end),
                Effect::ArmTimer { after_ms } => self.timer_ms = Some(*after_ms),
                Effect::DisarmTimer => self.timer_ms = None,
                _ => {}
            }
        }
        effects
    }

    fn wait(&mut self, ms: i64) {
        self.now += ms;
    }

    fn timer(&mut self) {
        self.now += i64::try_from(self.timer_ms.expect("a timer is armed")).unwrap();
        self.input(Input::Timer);
    }

    fn answer(&mut self, text: &str) {
        self.input(Input::SpeechStarted);
        self.wait(4_000);
        self.input(Input::SpeechEnded);
        self.input(Input::Heard(text.into()));
    }

    fn purposes(&self) -> Vec<Purpose> {
        self.said.iter().map(|(p, ..)| *p).collect()
    }
}

const FULL: &str = "I looked after the whole project with five colleagues for a year.";

fn three() -> Run {
    let mut run = Run::new(script(
        (0..3).map(|i| question(i, i == 2, 60)).collect(),
        30,
    ));
    run.input(Input::Begin);
    run
}

#[test]
fn an_ordinary_interview_asks_the_plan_in_order_and_closes() {
    let mut run = three();
    for _ in 0..3 {
        run.answer(FULL);
        assert_eq!(run.timer_ms, Some(2_000), "waits for the end of the answer");
        run.timer();
    }
    assert_eq!(
        run.purposes(),
        [
            Purpose::Greeting,
            Purpose::Question,
            Purpose::Question,
            Purpose::Question,
            Purpose::Closing
        ]
    );
    assert_eq!(run.end, Some(End::PlanDone));
    assert!(
        run.state
            .coverage(&run.script)
            .iter()
            .all(|c| c.state == CoverageState::Answered)
    );
}

#[test]
fn a_short_answer_gets_exactly_one_follow_up() {
    let mut run = three();
    run.answer("Yes.");
    run.timer();
    run.answer("No.");
    run.timer();
    assert_eq!(
        run.purposes()[1..],
        [Purpose::Question, Purpose::FollowUp, Purpose::Question]
    );
}

#[test]
fn an_answer_in_several_sentences_is_one_answer() {
    let mut run = three();
    run.answer(FULL);
    run.wait(1_500);
    run.answer("And then we went on to the next one.");
    assert_eq!(run.purposes().len(), 2, "still listening");
    run.wait(1_999);
    run.input(Input::Timer);
    assert_eq!(run.purposes().len(), 2);
    run.wait(1);
    run.input(Input::Timer);
    assert_eq!(run.purposes().len(), 3);
}

#[test]
fn spoken_wishes_are_followed() {
    let mut run = three();
    run.answer("Could you repeat the question, please?");
    run.answer("Next question, please.");
    run.answer("I would like to stop the interview.");
    assert_eq!(
        run.purposes()[1..],
        [
            Purpose::Question,
            Purpose::Repeat,
            Purpose::Acknowledgement,
            Purpose::Question,
            Purpose::Closing
        ]
    );
    assert_eq!(run.end, Some(End::CandidateStopped));
    let coverage = run.state.coverage(&run.script);
    assert_eq!(
        coverage.iter().map(|c| c.state).collect::<Vec<_>>(),
        [
            CoverageState::Skipped,
            CoverageState::Unanswered,
            CoverageState::NotAsked
        ]
    );
}

#[test]
fn stop_inside_an_answer_is_asked_about_and_a_second_one_ends() {
    let mut run = three();
    run.answer(FULL);
    run.answer("Stop.");
    assert_eq!(
        run.purposes()[1..],
        [Purpose::Question, Purpose::Acknowledgement]
    );
    run.answer("That is what I told them, and they went on.");
    run.timer();
    assert_eq!(run.end, None);
    run.answer(FULL);
    run.answer("Please stop the interview.");
    run.answer("Yes, stop the interview.");
    assert_eq!(run.end, Some(End::CandidateStopped));
}

#[test]
fn silence_is_met_with_patience_then_with_the_next_question() {
    let mut run = three();
    run.timer();
    run.timer();
    assert_eq!(
        run.purposes()[1..],
        [Purpose::Question, Purpose::Nudge, Purpose::Question]
    );
    assert_eq!(run.now, 90_000);
}

#[test]
fn still_thinking_holds_everything_back() {
    let mut run = three();
    run.input(Input::Control(Control::StillThinking));
    assert_eq!(run.timer_ms, Some(60_000));
    run.wait(59_000);
    run.input(Input::Timer);
    assert_eq!(
        run.purposes()[1..],
        [Purpose::Question, Purpose::Acknowledgement]
    );
}

#[test]
fn when_time_is_over_only_must_ask_questions_remain() {
    let mut run = Run::new(script((0..4).map(|i| question(i, i == 2, 60)).collect(), 5));
    run.input(Input::Begin);
    run.input(Input::SpeechStarted);
    run.wait(301_000);
    run.input(Input::SpeechEnded);
    run.input(Input::Heard(FULL.into()));
    run.timer();
    run.answer(FULL);
    run.timer();
    assert_eq!(
        run.purposes()[1..],
        [
            Purpose::Question,
            Purpose::WrapUp,
            Purpose::Question,
            Purpose::Closing
        ]
    );
    assert_eq!(run.said[3].1.as_deref(), Some("q2"));
    assert_eq!(run.end, Some(End::TimeOver));
}

#[test]
fn finishing_while_the_candidate_speaks_keeps_the_last_words() {
    let mut run = three();
    run.input(Input::SpeechStarted);
    let effects = run.input(Input::Finish(End::RecruiterFinished));
    assert!(effects.contains(&Effect::StopListening));
    assert_eq!(run.end, None);
    run.input(Input::SpeechEnded);
    let effects = run.input(Input::Heard(FULL.into()));
    assert!(matches!(
        effects[0],
        Effect::Record {
            purpose: Purpose::Answer,
            ..
        }
    ));
    assert_eq!(run.end, Some(End::RecruiterFinished));
}

#[test]
fn a_stored_state_goes_on_where_it_was() {
    let mut run = three();
    run.answer(FULL);
    run.timer();
    let json = serde_json::to_string(&run.state).unwrap();
    run.state = serde_json::from_str::<State>(&json).unwrap().recovered();
    run.now += 86_400_000;
    run.input(Input::Resume);
    assert_eq!(run.said.last().unwrap().0, Purpose::Repeat);
    assert!(run.state.active_ms < 10_000, "the night did not count");
    run.answer(FULL);
    run.timer();
    assert_eq!(run.said.last().unwrap().1.as_deref(), Some("q2"));
}

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
