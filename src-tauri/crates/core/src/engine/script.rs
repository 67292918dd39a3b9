//! What stays the same during one interview: the plan, the people, the settings; and how lines are worded.

use candor_assistant::scripted::wording;
use candor_domain::{Accommodations, Language, Plan, Question};

use super::End;

/// Times that shape the conversation, in ms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Silence that ends an answer.
    pub end_of_answer_ms: u64,
    /// Silence without any answer before the candidate is told that there is time.
    pub nudge_after_ms: u64,
    /// Silence without any answer before the next question.
    pub give_up_after_ms: u64,
    /// Quiet granted by "still thinking".
    pub thinking_ms: u64,
    /// Time to confirm that the interview shall end, after "stop" was heard inside an answer.
    pub confirm_stop_ms: u64,
    /// Share of the recommended duration, in percent, by which must-ask questions may overrun it.
    pub overrun_percent: u64,
    /// Share of the plan's time for each question that the candidate gets, in percent: more than 100 with extra time.
    pub budget_percent: u64,
    /// Time neither ends the interview nor leaves questions out, and silence never loses a question.
    pub no_time_limit: bool,
    /// A model words questions, follow-ups and answers to the candidate's own questions.
    pub model_words: bool,
    /// Longest wait for a line that a model words, whatever happens to the model and to whoever asks it.
    pub wording_ms: u64,
    /// Longest wait for a model's first words, all models that are asked one after the other together.
    pub first_words_ms: u64,
    /// Longest wait for more words of a line; after that it has broken off.
    pub between_words_ms: u64,
    /// Longest time from asking the first model to the last word.
    pub whole_line_ms: u64,
    /// Longest wait for the words of an utterance; after that the conversation goes on without knowing them.
    pub words_ms: u64,
}

impl Settings {
    /// The same conversation for a candidate with these accommodations: extra time makes every wait longer, and
    /// without a display of time there is no timed cut-off at all.
    #[must_use]
    pub fn with(self, accommodations: &Accommodations) -> Self {
        let longer = |ms: u64| longer(ms, accommodations);
        Self {
            end_of_answer_ms: longer(self.end_of_answer_ms),
            nudge_after_ms: longer(self.nudge_after_ms),
            give_up_after_ms: longer(self.give_up_after_ms),
            thinking_ms: longer(self.thinking_ms),
            confirm_stop_ms: longer(self.confirm_stop_ms),
            overrun_percent: self.overrun_percent,
            budget_percent: longer(self.budget_percent),
            no_time_limit: self.no_time_limit || accommodations.no_time_display,
            model_words: self.model_words,
            wording_ms: self.wording_ms,
            first_words_ms: self.first_words_ms,
            between_words_ms: self.between_words_ms,
            whole_line_ms: self.whole_line_ms,
            words_ms: self.words_ms,
        }
    }
}

/// So much with the extra time arranged.
fn longer(amount: u64, accommodations: &Accommodations) -> u64 {
    amount.saturating_add(amount.saturating_mul(accommodations.extra_time_percent.into()) / 100)
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            end_of_answer_ms: 2_000,
            nudge_after_ms: 30_000,
            give_up_after_ms: 90_000,
            thinking_ms: 60_000,
            confirm_stop_ms: 15_000,
            overrun_percent: 25,
            budget_percent: 100,
            no_time_limit: false,
            model_words: false,
            wording_ms: 60_000,
            first_words_ms: 15_000,
            between_words_ms: 1_500,
            whole_line_ms: 30_000,
            words_ms: 60_000,
        }
    }
}

/// Everything about an interview that does not change while it runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Script {
    /// The plan as it was when the interview was created.
    pub plan: Plan,
    /// Language the interview is held in.
    pub language: Language,
    /// How the candidate is addressed.
    pub candidate_name: String,
    /// Title of the position.
    pub position_title: String,
    /// Recommended duration in ms, extra time included.
    pub recommended_ms: u64,
    /// Times that shape the conversation.
    pub settings: Settings,
}

impl Script {
    pub(super) fn greeting(&self) -> String {
        wording::greeting(self.language, &self.candidate_name, &self.position_title)
    }

    /// The question in the interview's language, or in one it exists in.
    pub(crate) fn text_of<'a>(&self, question: &'a Question) -> &'a str {
        question
            .text
            .get(self.language)
            .or_else(|| question.text.iter().next().map(|(_, text)| text))
            .unwrap_or_default()
    }

    pub(super) fn closing(&self, end: End) -> String {
        let reason = match end {
            End::PlanDone => wording::Closing::PlanDone,
            End::TimeOver => wording::Closing::TimeOver,
            End::CandidateStopped => wording::Closing::CandidateStopped,
            End::RecruiterFinished => wording::Closing::RecruiterFinished,
        };
        wording::closing(self.language, &self.candidate_name, reason)
    }

    /// `active_ms` from which only must-ask questions are still asked.
    pub(super) fn soft_end_ms(&self) -> u64 {
        if self.settings.no_time_limit {
            u64::MAX
        } else {
            self.recommended_ms
        }
    }

    /// `active_ms` at which must-ask questions are given up too.
    pub(super) fn hard_end_ms(&self) -> u64 {
        let overrun = self.recommended_ms * self.settings.overrun_percent / 100;
        self.soft_end_ms().saturating_add(overrun)
    }

    /// Time for this question in ms, extra time included.
    pub(super) fn budget_ms(&self, question: &Question) -> u64 {
        u64::from(question.time_budget_s) * 10 * self.settings.budget_percent
    }
}

impl Script {
    /// The script of this interview, from the plan as it was when the interview was created.
    pub fn of(
        interview: &candor_domain::Interview,
        position_title: &str,
        plan: Plan,
        settings: Settings,
    ) -> Self {
        Self {
            plan,
            language: interview.language,
            candidate_name: interview.candidate_name.clone(),
            position_title: position_title.to_owned(),
            recommended_ms: longer(
                u64::from(interview.recommended_minutes) * 60_000,
                &interview.accommodations,
            ),
            settings: settings.with(&interview.accommodations),
        }
    }
}
