//! What the interview remembers between two inputs; serialised so that it survives a crash.

use candor_assistant::scripted::command::Command;
use candor_domain::{
    UtcMillis,
    transcript::{CoverageEntry, CoverageState},
};
use serde::{Deserialize, Serialize};

use super::{Line, Script, Wording};

/// Most bytes of the running answer that are kept for judging it.
pub(super) const ANSWER_KEPT: usize = 16 * 1024;

/// Where the conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nothing has been said.
    Ready,
    /// Questions are asked and answered.
    Asking,
    /// Time is over; only must-ask questions are still asked.
    WrappingUp,
    /// It is over.
    Ended,
}

/// Who or what ended the interview.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// Every question has had its turn.
    PlanDone,
    /// Time was over.
    TimeOver,
    /// The candidate asked to stop.
    CandidateStopped,
    /// The recruiter ended it.
    RecruiterFinished,
}

/// What became of one question of the plan so far.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts, not a state machine"
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Asked {
    /// It has been asked.
    pub asked: bool,
    /// Something was said to it.
    pub answered: bool,
    /// The candidate asked to skip it.
    pub skipped: bool,
    /// The one follow-up has been asked.
    pub followed_up: bool,
    /// How often it was repeated.
    pub repeats: u32,
    /// How many questions of the candidate's own were answered to it.
    #[serde(default)]
    pub replies: u32,
}

/// A wish of the candidate that waits until the floor is free.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// Hear the question again.
    Repeat,
    /// Go to the next question.
    Skip,
    /// End the interview.
    Stop,
    /// End the interview, heard in the middle of an answer: perhaps not meant.
    PerhapsStop,
    /// More time to think.
    StillThinking,
}

impl From<Command> for Wish {
    fn from(command: Command) -> Self {
        match command {
            Command::Repeat => Self::Repeat,
            Command::Skip => Self::Skip,
            Command::Stop => Self::Stop,
            Command::StillThinking => Self::StillThinking,
        }
    }
}

/// The state of one interview.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts; the phase is an enum"
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Where the conversation stands.
    pub phase: Phase,
    /// True between pause and resume.
    pub paused: bool,
    /// Time the interview has run, pauses excluded, in ms.
    pub active_ms: u64,
    /// Last time seen; time never runs backwards here.
    pub(super) last_now: Option<UtcMillis>,
    /// One entry per question of the plan, in its order.
    pub questions: Vec<Asked>,
    /// Index of the question being answered.
    pub current: Option<usize>,
    /// `active_ms` when the current question was asked.
    pub(super) asked_at_ms: u64,
    /// What has been said to the current question or follow-up.
    pub(super) answer: String,
    /// Words said to the current question; an utterance whose words are not known yet counts as one.
    pub(super) answer_words: u32,
    /// Some of what was said to it is not known yet.
    #[serde(default)]
    pub(super) answer_unknown: bool,
    /// The candidate is speaking.
    pub speaking: bool,
    /// Utterances that wait for their text.
    pub pending: u32,
    /// `active_ms` since when nobody speaks; lies ahead while a line is being read aloud.
    pub(super) quiet_since_ms: u64,
    /// `active_ms` until which the candidate asked not to be hurried.
    pub(super) thinking_until_ms: u64,
    /// The reminder for this question has been given.
    pub(super) nudged: bool,
    /// A wish waiting for the floor.
    pub(super) wish: Option<Wish>,
    /// The candidate was asked whether the interview shall end.
    pub(super) stop_questioned: bool,
    /// The candidate said the answer is complete.
    pub(super) answer_done: bool,
    /// The candidate asked for a person and has not been told yet that it was noted.
    #[serde(default)]
    pub(super) human_wanted: bool,
    /// Why the interview is about to end.
    pub(super) ending: Option<End>,
    /// The line a model is wording.
    #[serde(default)]
    pub wording: Option<Wording>,
    /// A line to be said in the script's words as soon as the floor is free: the model's failed.
    #[serde(default)]
    pub(super) owed: Option<Line>,
    /// The next line is due: only words of the candidate hold it back.
    #[serde(default)]
    pub(super) due: bool,
    /// Lines called off in a row.
    #[serde(default)]
    pub(super) called_off: u32,
    /// The question that was open before the last line; words that ended before that line was whole belong to it.
    #[serde(default)]
    pub(super) previous: Option<usize>,
    /// The utterance being spoken began over a line that is not whole yet.
    #[serde(default)]
    pub(super) over: bool,
    /// So many of the utterances that wait for their text, the oldest ones, ended over such a line.
    #[serde(default)]
    pub(super) over_pending: u32,
}

impl State {
    /// The state before the first word.
    pub fn new(script: &Script) -> Self {
        Self {
            phase: Phase::Ready,
            paused: false,
            active_ms: 0,
            last_now: None,
            questions: vec![Asked::default(); script.plan.questions.len()],
            current: None,
            asked_at_ms: 0,
            answer: String::new(),
            answer_words: 0,
            answer_unknown: false,
            speaking: false,
            pending: 0,
            quiet_since_ms: 0,
            thinking_until_ms: 0,
            nudged: false,
            wish: None,
            stop_questioned: false,
            answer_done: false,
            human_wanted: false,
            ending: None,
            wording: None,
            owed: None,
            due: false,
            called_off: 0,
            previous: None,
            over: false,
            over_pending: 0,
        }
    }

    /// A stored state as it is taken up again after Candor was stopped: paused, nobody speaking, nothing pending.
    #[must_use]
    pub fn recovered(mut self) -> Self {
        if let Some(wording) = self.wording.take() {
            // Whatever was seen of it is not in the record.
            self = Self {
                active_ms: self.active_ms,
                ending: self.ending,
                ..*wording.before
            };
        }
        self.speaking = false;
        self.pending = 0;
        self.over = false;
        self.over_pending = 0;
        self.called_off = 0;
        self.wish = None;
        self.answer_done = false;
        self.stop_questioned = false;
        self.human_wanted = false;
        self.quiet_since_ms = self.quiet_since_ms.min(self.active_ms);
        self.paused = self.phase != Phase::Ready && self.phase != Phase::Ended;
        self.last_now = None;
        self
    }

    /// Counts the time since the last input unless paused or not begun.
    pub(super) fn advance_clock(&mut self, now: UtcMillis) {
        let last = self.last_now.unwrap_or(now);
        if !self.paused && self.phase != Phase::Ready {
            self.active_ms += now.since(last);
        }
        self.last_now = Some(now.max(last));
    }

    /// A line is on its way that the candidate has not been told whole.
    pub(super) fn line_is_open(&self) -> bool {
        self.wording.is_some() || self.owed.is_some()
    }

    /// Nobody speaks and no utterance waits for its text.
    pub(super) fn floor_is_free(&self) -> bool {
        !self.speaking && self.pending == 0
    }

    /// Key of the question being answered.
    pub fn current_key(&self, script: &Script) -> Option<String> {
        self.current.map(|i| script.plan.questions[i].key.clone())
    }

    /// Something was said over a line: it belongs to the question before it.
    pub(super) fn previous_is_answered(&mut self) {
        let previous = self.previous.and_then(|i| self.questions.get_mut(i));
        if let Some(asked) = previous {
            asked.answered = true;
        }
    }

    /// The oldest waiting utterance waits no more; gives whether it ended over a line that was not whole yet.
    pub(super) fn text_arrived(&mut self) -> bool {
        self.pending = self.pending.saturating_sub(1);
        let over = self.over_pending > 0;
        self.over_pending = self.over_pending.saturating_sub(1);
        over
    }

    /// From now on another answer is given.
    pub(super) fn forget_answer(&mut self) {
        self.answer.clear();
        self.answer_words = 0;
        self.answer_unknown = false;
    }

    /// What became of every question of the plan.
    pub fn coverage(&self, script: &Script) -> Vec<CoverageEntry> {
        let entries = script.plan.questions.iter().zip(&self.questions);
        entries
            .map(|(question, asked)| CoverageEntry {
                question_key: question.key.clone(),
                text: script.text_of(question).to_owned(),
                competency: question.competency.clone(),
                weight: question.weight,
                must_ask: question.must_ask,
                state: match asked {
                    Asked { asked: false, .. } => CoverageState::NotAsked,
                    Asked { answered: true, .. } => CoverageState::Answered,
                    Asked { skipped: true, .. } => CoverageState::Skipped,
                    _ => CoverageState::Unanswered,
                },
                followed_up: asked.followed_up,
            })
            .collect()
    }
}
