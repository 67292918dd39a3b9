//! The interviewer's voice: a line of the script goes in, a model's wording of it comes out, checked word for word.
//!
//! Stands between the room and the models: the engine decides that a line is due and what it has to say, the room asks
//! for its words here and stores what came of it. Each line is worded on threads of its own, so that nothing a service
//! does can hold the room up. Invariants:
//! - no word is shown that the check has not passed, and none after the room has called the line off;
//! - another model is asked only while nothing was shown;
//! - whatever a service does, the line ends within its deadlines: whole, broken off, or failed;
//! - every request is told to the room, whatever became of it, with what it cost.

mod brief;
mod call;
mod on_air;
pub(crate) mod purse;
mod run;

use std::sync::Arc;

use candor_assistant::{check::Check, model::ReplyModel, prompt::Context};
use candor_domain::{
    AiOutcome, AiTask, Interview, InterviewId, MessageId, PromptPart, UtcMillis,
    live::InterviewerState,
};

pub(crate) use brief::Said;
pub(crate) use on_air::{Ending, OnShown, Progress};
pub(crate) use run::Wording;

use crate::{
    App, Result,
    ai::{self, Chain, WhyLeftOut},
    clock,
    engine::{Line, Script, Settings},
    organisation,
};
use purse::Purse;

/// Longest waits for a model, in ms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Times {
    first_words: u64,
    between_words: u64,
    whole_line: u64,
}

impl From<Settings> for Times {
    fn from(settings: Settings) -> Self {
        Self {
            first_words: settings.first_words_ms,
            between_words: settings.between_words_ms,
            whole_line: settings.whole_line_ms,
        }
    }
}

/// Lines in a row that may break off before models are left alone: candidates should not hear everything twice.
const MOST_BROKEN: u32 = 3;

/// Whom an interview may ask for words, with what they have to know and what may still be spent.
pub(crate) struct Voice {
    models: Vec<Arc<dyn ReplyModel>>,
    purse: Purse,
    context: Context,
    /// What is told of the interviewer while no model is asked.
    without: InterviewerState,
    /// Lines in a row that broke off.
    broken: u32,
}

/// One line as a model is asked for it.
struct Job {
    interview_id: InterviewId,
    line: MessageId,
    task: AiTask,
    request: candor_assistant::model::Request,
    check: Check,
    models: Vec<Arc<dyn ReplyModel>>,
    purse: Purse,
    times: Times,
}

impl Job {
    fn prompt(&self) -> Vec<PromptPart> {
        let turns = self.request.turns.iter();
        turns
            .map(|turn| PromptPart {
                role: turn.speaker.as_str().to_owned(),
                content: turn.content.clone(),
            })
            .collect()
    }
}

impl Voice {
    /// The voice of this interview. Asks the keychain for keys, which may take as long as its user does; a voice that
    /// cannot be had leaves the interview to the scripted interviewer.
    pub(crate) fn open(app: &App, interview: &Interview) -> Self {
        Self::try_open(app, interview).unwrap_or_else(|error| {
            tracing::error!(%error, interview.id = %interview.id, "no model can be asked; the scripted interviewer leads through the interview");
            Self::silent(InterviewerState::Offline)
        })
    }

    fn try_open(app: &App, interview: &Interview) -> Result<Self> {
        let chain = ai::chain(app, interview.id, AiTask::Question)?;
        let without = state_without(&chain);
        for out in &chain.left_out {
            tracing::info!(why = out.why.as_str(), interview.id = %interview.id, "a connection is not asked in this interview");
        }
        if chain.models.is_empty() {
            return Ok(Self::silent(without));
        }
        let (script, description) = app.archive().script(interview)?;
        let calls = app
            .store()
            .read(|conn| candor_store::ai_calls::list(conn, interview.id))?;
        let mut purse = Purse::new(chain.budget);
        purse.spend_untold(&calls);
        Ok(Self {
            models: chain.models,
            purse,
            context: Context {
                language: interview.language,
                organisation: organisation::get(app)?.known_name().unwrap_or_default(),
                candidate_name: interview.candidate_name.clone(),
                position_title: script.position_title,
                position_description: description,
                knowledge_base: interview.knowledge_base.clone(),
                said: Vec::new(),
            },
            without,
            broken: 0,
        })
    }

    fn silent(without: InterviewerState) -> Self {
        Self {
            models: Vec::new(),
            purse: Purse::default(),
            context: Context {
                language: candor_domain::Language::En,
                organisation: String::new(),
                candidate_name: String::new(),
                position_title: String::new(),
                position_description: String::new(),
                knowledge_base: String::new(),
                said: Vec::new(),
            },
            without,
            broken: 0,
        }
    }

    /// Whether there is a model to be asked.
    pub(crate) fn has_models(&self) -> bool {
        !self.models.is_empty()
    }

    /// What is told of the interviewer while no model is asked.
    pub(crate) fn without(&self) -> InterviewerState {
        self.without
    }

    /// Takes note of what became of a line. Nobody is asked any more, until the interview is resumed, once the budget
    /// is used up or too many lines in a row broke off; gives whether that is so now.
    pub(crate) fn falls_silent_after(&mut self, outcome: AiOutcome) -> bool {
        self.broken = match outcome {
            AiOutcome::CutOff => self.broken + 1,
            AiOutcome::Used => 0,
            _ => self.broken,
        };
        if outcome == AiOutcome::OverBudget {
            self.without = InterviewerState::Scripted;
        } else if self.broken >= MOST_BROKEN {
            self.without = InterviewerState::Offline;
        } else {
            return false;
        }
        self.models.clear();
        true
    }

    /// Counts what a request has cost.
    pub(crate) fn spend(&mut self, calls: &[candor_domain::AiCall]) {
        for call in calls {
            self.purse.spend(call);
        }
    }

    /// Has a line worded after what was `said` so far. `on_shown` gets every piece as it is shown, `on_news` is called
    /// when the first words are on screen and when the line has ended; neither may block.
    ///
    /// # Errors
    /// When no thread can be had.
    pub(crate) fn word(
        &self,
        interview_id: InterviewId,
        script: &Script,
        line: Line,
        said: &[Said],
        on_shown: OnShown,
        on_news: Box<dyn Fn(MessageId) + Send>,
    ) -> std::io::Result<Wording> {
        let brief = brief::brief(&self.context, script, &line, said);
        let job = Job {
            interview_id,
            line: MessageId::new(),
            task: line.task,
            request: brief.request,
            check: brief.check,
            models: self.models.clone(),
            purse: self.purse,
            times: script.settings.into(),
        };
        Wording::spawn(job, line, on_shown, on_news)
    }
}

/// What is told when no model can be asked: that it was chosen so, or that none can be reached.
fn state_without(chain: &Chain) -> InterviewerState {
    let unreachable = chain
        .left_out
        .iter()
        .any(|out| out.why != WhyLeftOut::NotInConsent);
    if chain.is_used && unreachable {
        InterviewerState::Offline
    } else {
        InterviewerState::Scripted
    }
}

fn now() -> UtcMillis {
    clock::now()
}
