//! What an interview by a plan would sound like: the engine itself is run against a candidate who is not there.
//!
//! The candidate answers every question so briefly that the follow-up is asked, and uses up the time set aside;
//! before the first answer a second candidate stays silent until spoken to. So every line appears that the plan
//! can lead to, in the words and the order of a real interview.

use candor_domain::{
    Language, Plan, UtcMillis,
    message::Purpose,
    plan_check::{Fault, Faults, Issue, check_plan},
};
use serde::{Deserialize, Serialize};

use crate::{
    App, Error, Result,
    engine::{self, Effect, Input, Script, State},
};

/// A plan, and whom it would be held with.
#[derive(Debug, Clone, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewDraft {
    /// Title of the position.
    #[serde(default)]
    pub title: String,
    /// The plan; it need not be stored.
    pub plan: Plan,
    /// Language of the interview.
    pub language: Language,
    /// How the candidate is addressed; may be empty.
    #[serde(default)]
    pub candidate_name: String,
    /// Recommended duration in minutes, 1 to 480.
    pub recommended_minutes: u32,
}

/// When a line is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// Always.
    Always,
    /// If the answer before it is thin.
    ThinAnswer,
    /// If nothing is said for a while.
    Silence,
    /// If the answers take as long as is set aside for them.
    TimeNearlyOver,
}

/// One line of the interviewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PreviewLine {
    /// What it is for.
    pub purpose: Purpose,
    /// When it is said.
    pub occasion: Occasion,
    /// The words.
    pub text: String,
    /// The question it belongs to.
    pub question_key: Option<String>,
    /// Estimated time it takes to say it, in ms.
    pub spoken_ms: u64,
    /// Estimated time given to the candidate after it, in ms.
    pub answer_ms: u64,
}

/// A plan as it would be spoken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Preview {
    /// The lines in order.
    pub lines: Vec<PreviewLine>,
    /// Keys of questions for which the recommended duration leaves no time.
    pub not_asked: Vec<String>,
    /// Keys of questions that have no text in this language and are asked in another.
    pub untranslated: Vec<String>,
    /// Estimated duration of the whole, in ms.
    pub total_ms: u64,
    /// The recommended duration in ms.
    pub recommended_ms: u64,
}

/// The lines an interview by this plan would have.
///
/// # Errors
/// [`Error::Plan`] when the plan could not be stored either; [`Error::Invalid`] when the duration is out of range.
pub fn preview(app: &App, draft: PreviewDraft) -> Result<Preview> {
    speak(draft, app.archive().conversation)
}

/// An answer without any words in it: the engine asks its follow-up.
const THIN: &str = "…";
/// Time the brief candidate needs to say it, in ms.
const THIN_MS: u64 = 2_000;

fn speak(draft: PreviewDraft, settings: engine::Settings) -> Result<Preview> {
    if !(1..=480).contains(&draft.recommended_minutes) {
        return Err(Error::Plan(Faults(vec![Fault {
            pointer: "/recommended_minutes".to_owned(),
            issue: Issue::OutOfRange,
            max: Some(480),
            message: "the recommended duration must be between 1 and 480 minutes".to_owned(),
            line: None,
        }])));
    }
    check_plan(&draft.plan)?;
    let script = Script {
        language: draft.language,
        candidate_name: draft.candidate_name,
        position_title: draft.title,
        recommended_ms: u64::from(draft.recommended_minutes) * 60_000,
        plan: draft.plan,
        settings,
    };
    let Run {
        mut lines, now_ms, ..
    } = Run::new(&script).with_brief_answers();
    if let Some(nudge) = Run::new(&script).until_nudged() {
        let first = lines.iter().position(|l| l.purpose == Purpose::Question);
        lines.insert(first.map_or(0, |i| i + 1), nudge);
    }
    let asked = |key: &str| {
        let mut questions = lines.iter().filter(|l| l.purpose == Purpose::Question);
        questions.any(|l| l.question_key.as_deref() == Some(key))
    };
    let keys = |wanted: &dyn Fn(&candor_domain::Question) -> bool| {
        let questions = script.plan.questions.iter().filter(|q| wanted(q));
        questions.map(|q| q.key.clone()).collect()
    };
    Ok(Preview {
        not_asked: keys(&|q| !asked(&q.key)),
        untranslated: keys(&|q| q.text.get(script.language).is_none()),
        total_ms: now_ms,
        recommended_ms: script.recommended_ms,
        lines,
    })
}

/// Characters said in a second, calmly: about 150 English words a minute.
const fn characters_per_second(language: Language) -> u64 {
    match language {
        Language::En | Language::De => 14,
        Language::Ru => 13,
    }
}

/// An interview in the making.
#[derive(Clone)]
struct Run<'s> {
    script: &'s Script,
    state: State,
    now_ms: u64,
    lines: Vec<PreviewLine>,
    /// When the present question began to be asked.
    question_at_ms: u64,
    timer_ms: u64,
    ended: bool,
}

impl<'s> Run<'s> {
    fn new(script: &'s Script) -> Self {
        let mut run = Self {
            script,
            state: State::new(script),
            now_ms: 0,
            lines: Vec::new(),
            question_at_ms: 0,
            timer_ms: 0,
            ended: false,
        };
        run.take(&Input::Begin);
        run
    }

    /// Hands one input to the engine; the clock stands still but for what is said.
    fn take(&mut self, input: &Input) {
        let now = UtcMillis(i64::try_from(self.now_ms).unwrap_or(i64::MAX));
        let state = self.state.clone();
        let (state, effects) = engine::step(self.script, state, input, now);
        self.state = state;
        for effect in effects {
            match effect {
                Effect::Say {
                    purpose,
                    text,
                    question_key,
                } => self.say(purpose, text, question_key),
                Effect::ArmTimer { after_ms } => self.timer_ms = after_ms,
                Effect::DisarmTimer => self.timer_ms = 0,
                Effect::Finish(_) => self.ended = true,
                Effect::Record { .. }
                | Effect::Word { .. }
                | Effect::Keep { .. }
                | Effect::CancelWording
                | Effect::Listen
                | Effect::StopListening
                | Effect::RequestHuman => {}
            }
        }
    }

    fn say(&mut self, purpose: Purpose, text: String, question_key: Option<String>) {
        let characters = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
        let spoken_ms =
            characters.saturating_mul(1_000) / characters_per_second(self.script.language);
        if purpose == Purpose::Question {
            self.question_at_ms = self.now_ms;
        }
        self.now_ms += spoken_ms;
        self.lines.push(PreviewLine {
            purpose,
            occasion: match purpose {
                Purpose::FollowUp => Occasion::ThinAnswer,
                Purpose::Nudge => Occasion::Silence,
                Purpose::WrapUp => Occasion::TimeNearlyOver,
                _ => Occasion::Always,
            },
            text,
            question_key,
            spoken_ms,
            answer_ms: 0,
        });
    }

    /// To the end, every answer using up the time set aside for its question.
    fn with_brief_answers(mut self) -> Self {
        for _ in 0..self.script.plan.questions.len() {
            if self.ended {
                break;
            }
            let mut briefly = self.clone();
            briefly.answer(THIN_MS);
            let follows_up =
                |run: &Self| run.lines.last().map(|l| l.purpose) == Some(Purpose::FollowUp);
            if follows_up(&briefly) {
                self = briefly;
            }
            self.answer(self.left_ms());
        }
        self
    }

    /// The reminder a silent candidate is given.
    fn until_nudged(mut self) -> Option<PreviewLine> {
        // The first time the engine acts by itself is the reminder, unless it gives the question up before that.
        self.now_ms += self.timer_ms;
        self.take(&Input::Timer);
        self.lines.pop().filter(|l| l.purpose == Purpose::Nudge)
    }

    /// What is left of the time for the present question, the silence that ends an answer taken off.
    fn left_ms(&self) -> u64 {
        let budget_ms = self.state.current.map_or(0, |current| {
            u64::from(self.script.plan.questions[current].time_budget_s) * 1_000
        });
        let end_ms = self.question_at_ms + budget_ms;
        let silence_ms = self.script.settings.end_of_answer_ms;
        end_ms.saturating_sub(self.now_ms + silence_ms).max(THIN_MS)
    }

    /// The candidate speaks for so long, then is quiet until the engine takes that as the end.
    fn answer(&mut self, for_ms: u64) {
        let began = self.now_ms;
        let asked = self.lines.len().saturating_sub(1);
        self.take(&Input::SpeechStarted);
        self.now_ms += for_ms;
        self.take(&Input::SpeechEnded);
        self.take(&Input::Heard(THIN.to_owned()));
        self.now_ms += self.timer_ms;
        if let Some(line) = self.lines.get_mut(asked) {
            line.answer_ms = self.now_ms - began;
        }
        self.take(&Input::Timer);
    }
}

#[cfg(test)]
mod tests {
    use candor_domain::{LocalizedText, plan_toml};

    use super::*;

    fn draft(language: Language, minutes: u32) -> PreviewDraft {
        let file = include_str!("../plans/warehouse-shift-lead.toml");
        let file = plan_toml::read(file).unwrap();
        PreviewDraft {
            title: file.title.clone(),
            plan: file.plan(),
            language,
            candidate_name: "Ada".to_owned(),
            recommended_minutes: minutes,
        }
    }

    fn spoken(draft: PreviewDraft) -> Preview {
        speak(draft, engine::Settings::default()).unwrap()
    }

    fn purposes(preview: &Preview) -> Vec<Purpose> {
        preview.lines.iter().map(|l| l.purpose).collect()
    }

    #[test]
    fn every_line_comes_in_order_and_in_the_language_of_the_interview() {
        for language in Language::ALL {
            let draft = draft(language, 120);
            let preview = spoken(draft.clone());
            let mut expected = vec![
                Purpose::Greeting,
                Purpose::Question,
                Purpose::Nudge,
                Purpose::FollowUp,
            ];
            for _ in 1..draft.plan.questions.len() {
                expected.extend([Purpose::Question, Purpose::FollowUp]);
            }
            expected.push(Purpose::Closing);
            assert_eq!(purposes(&preview), expected, "{language}");
            let question = &draft.plan.questions[1];
            let asked = |l: &&PreviewLine| {
                l.purpose == Purpose::Question && l.question_key.as_ref() == Some(&question.key)
            };
            let line = preview.lines.iter().find(asked).unwrap();
            assert!(line.text.ends_with(question.text.get(language).unwrap()));
            assert!(preview.lines[0].text.contains("Ada"), "{language}");
            assert_eq!((preview.not_asked, preview.untranslated), (vec![], vec![]));
        }
    }

    #[test]
    fn the_whole_lasts_as_long_as_is_set_aside_and_said_around_it() {
        let draft = draft(Language::En, 120);
        let budgets: u64 = draft
            .plan
            .questions
            .iter()
            .map(|q| u64::from(q.time_budget_s))
            .sum();
        let preview = spoken(draft);
        let around: u64 = [preview.lines.first(), preview.lines.last()]
            .into_iter()
            .flatten()
            .map(|l| l.spoken_ms)
            .sum();
        assert_eq!(preview.total_ms, budgets * 1_000 + around);
        let parts: u64 = preview
            .lines
            .iter()
            .filter(|l| l.occasion != Occasion::Silence)
            .map(|l| l.spoken_ms + l.answer_ms)
            .sum();
        assert_eq!(preview.total_ms, parts);
    }

    #[test]
    fn short_of_time_it_wraps_up_and_says_what_is_left_out() {
        let mut draft = draft(Language::De, 8);
        for (i, question) in draft.plan.questions.iter_mut().enumerate() {
            question.must_ask = i == 0 || i == 5;
        }
        let preview = spoken(draft);
        assert!(!preview.not_asked.is_empty());
        assert!(
            !preview
                .not_asked
                .contains(&preview.lines[1].question_key.clone().unwrap())
        );
        assert_eq!(preview.lines.last().unwrap().purpose, Purpose::Closing);

        let mut draft = self::draft(Language::De, 3);
        for question in &mut draft.plan.questions {
            question.must_ask = true;
        }
        let wraps_up = |l: &PreviewLine| l.occasion == Occasion::TimeNearlyOver;
        assert!(spoken(draft).lines.iter().any(wraps_up));
    }

    #[test]
    fn a_question_without_a_text_in_the_language_is_named() {
        let mut draft = draft(Language::Ru, 60);
        draft.plan.questions[2].text = LocalizedText {
            en: Some("And then?".to_owned()),
            ..LocalizedText::default()
        };
        let key = draft.plan.questions[2].key.clone();
        assert_eq!(spoken(draft).untranslated, [key]);
    }

    #[test]
    fn a_plan_that_could_not_be_stored_is_not_spoken() {
        let mut unusable = draft(Language::En, 30);
        unusable.plan.questions[0].weight = 0.0;
        for refused in [unusable, draft(Language::En, 0)] {
            let error = speak(refused, engine::Settings::default()).unwrap_err();
            assert_eq!(error.faults().len(), 1, "{error}");
        }
    }
}
