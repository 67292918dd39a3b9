//! Properties that hold for every plan and every order of events, and the ordinary course of an interview.

mod course;
mod properties;
mod worded;

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
    /// The line being worded, as the room knows it.
    open: Option<Line>,
    /// What was kept of lines that broke off or were called off when some of them was shown.
    parts: Vec<(Purpose, Option<String>)>,
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
            open: None,
            parts: Vec::new(),
        }
    }

    fn input(&mut self, input: Input) -> Vec<Effect> {
        let busy = self.state.speaking || self.state.pending > 0;
        let frees = matches!(
            input,
            Input::SpeechEnded | Input::Heard(_) | Input::Unheard | Input::Resume
        );
        let shown = self.state.wording.as_ref().is_some_and(|w| w.shown);
        if self.state.wording.is_none() {
            self.open = None;
        }
        let (state, effects) = step(
            &self.script,
            self.state.clone(),
            &input,
            UtcMillis(self.now),
        );
        self.state = state;
        let mut asked = 0;
        for effect in &effects {
            match effect {
                Effect::Say {
                    purpose,
                    text,
                    question_key,
                } => {
                    assert!(
                        (frees || !busy) && !self.state.speaking && self.state.pending == 0,
                        "talked over the candidate: {purpose:?} on {input:?}"
                    );
                    asked = self.count(asked, *purpose);
                    self.said
                        .push((*purpose, question_key.clone(), text.clone()));
                }
                Effect::Word { line } => {
                    assert!(
                        (frees || !busy) && self.script.settings.model_words,
                        "a line is begun while the candidate speaks: {input:?}"
                    );
                    asked = self.count(asked, line.purpose);
                    self.open = Some(line.clone());
                }
                Effect::Keep {
                    line,
                    text,
                    cut_off,
                } => {
                    assert_eq!(self.open.take().as_ref(), Some(line), "on {input:?}");
                    let key = line.question_key.clone();
                    if *cut_off {
                        self.parts.push((line.purpose, key));
                    } else {
                        self.said.push((line.purpose, key, text.clone()));
                    }
                }
                Effect::CancelWording => {
                    let line = self.open.take().expect("a line is being worded");
                    if shown {
                        self.parts.push((line.purpose, line.question_key));
                    }
                }
                Effect::Finish(end) => self.end = Some(*end),
                Effect::ArmTimer { after_ms } => self.timer_ms = Some(*after_ms),
                Effect::DisarmTimer => self.timer_ms = None,
                _ => {}
            }
        }
        if matches!(input, Input::WordingFailed | Input::Worded { .. }) {
            // Nothing of it is stored; what is said in its place was checked above.
            self.open.take_if(|_| self.state.wording.is_none());
        }
        assert_eq!(self.open.is_some(), self.state.wording.is_some());
        effects
    }

    /// Counts lines that ask something; nobody asks twice without an answer or a wish in between.
    fn count(&self, asked: u32, purpose: Purpose) -> u32 {
        match purpose {
            Purpose::Question | Purpose::FollowUp | Purpose::Reply => {
                assert_eq!(asked, 0, "two questions in a row after {:?}", self.said);
                1
            }
            // The candidate wished for what follows.
            Purpose::Acknowledgement => 0,
            _ => asked,
        }
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

/// The line being worded is shown and whole.
fn worded(run: &mut Run, text: &str) {
    run.input(Input::WordingShown);
    run.input(Input::Worded { text: text.into() });
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
