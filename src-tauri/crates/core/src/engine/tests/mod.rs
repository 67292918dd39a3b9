//! Properties that hold for every plan and every order of events, and the ordinary course of an interview.

mod course;
mod properties;

use super::*;
use candor_domain::{
    Accommodations, Language, LocalizedText, Plan, Question, language::LocalizedWords,
    plan::Competency,
};

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
                anchors: Vec::new(),
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

/// The same script for a candidate with these accommodations.
fn arranged_for(mut script: Script, arranged: &Accommodations) -> Script {
    script.recommended_ms += script.recommended_ms * u64::from(arranged.extra_time_percent) / 100;
    script.settings = script.settings.with(arranged);
    script
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
