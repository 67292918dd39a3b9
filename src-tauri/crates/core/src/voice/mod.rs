//! The interviewer's voice: a line of the script goes in, a model's wording of it comes out, checked word for word.
//!
//! Stands between the room and the models: the engine decides that a line is due and what it has to say, the room asks
//! for its words here and stores what came of it. Each line is worded on threads of its own, so that nothing a service
//! does can hold the room up. Invariants:
//! - no word is shown that the check has not passed, and none after the room has called the line off;
//! - before each line it is looked up whom to ask: what is switched off, removed or forgotten is not asked any more;
//! - another model is asked only while nothing was shown;
//! - whatever a service does, the line ends within its deadlines: whole, broken off, or failed;
//! - every request is told to the room, whatever became of it, with what it cost.

mod asked;
mod brief;
mod call;
mod on_air;
pub(crate) mod purse;
mod run;
mod whom;

use std::sync::Arc;

use candor_assistant::{
    check::{Check, Noticed},
    model::ReplyModel,
    prompt::Context,
};
use candor_domain::{
    AiOutcome, AiTask, Interview, InterviewId, MessageId, PromptPart, UtcMillis,
    live::InterviewerState,
};

pub(crate) use brief::Said;
pub(crate) use on_air::{Ending, OnShown, Progress};
pub(crate) use run::Wording;

use crate::{
    App, Result, clock,
    engine::{Line, Script, Settings},
    organisation,
};
use purse::Purse;
use whom::Whom;

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

/// Whom an interview may ask for words, with what they have to know.
pub(crate) struct Voice {
    /// Nobody, once it has fallen silent.
    asks: Option<Asks>,
    /// What is told of the interviewer while no model is asked.
    without: InterviewerState,
    /// Lines in a row that broke off.
    broken: u32,
}

/// What every line of an interview needs, whichever it is.
#[derive(Clone)]
struct Asks {
    whom: Arc<Whom>,
    /// All that is known but for what was said.
    context: Arc<Context>,
    noticed: Noticed,
}

/// One line as a model is asked for it.
struct Job {
    interview_id: InterviewId,
    line: MessageId,
    task: AiTask,
    request: candor_assistant::model::Request,
    check: Check,
    models: Vec<Arc<dyn ReplyModel>>,
    whom: Arc<Whom>,
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
        let whom = Whom::open(app, interview.id)?;
        if let Some(without) = whom.nobody() {
            return Ok(Self::silent(without));
        }
        let (script, description) = app.archive().script(interview)?;
        let context = Context {
            language: interview.language,
            organisation: organisation::get(app)?.known_name().unwrap_or_default(),
            candidate_name: interview.candidate_name.clone(),
            position_title: script.position_title,
            position_description: description,
            knowledge_base: interview.knowledge_base.clone(),
            said: Vec::new(),
        };
        Ok(Self {
            asks: Some(Asks {
                whom: Arc::new(whom),
                context: Arc::new(context),
                noticed: Noticed::default(),
            }),
            without: InterviewerState::Offline,
            broken: 0,
        })
    }

    fn silent(without: InterviewerState) -> Self {
        Self {
            asks: None,
            without,
            broken: 0,
        }
    }

    /// Whether there is a model to be asked.
    pub(crate) fn has_models(&self) -> bool {
        self.asks.is_some()
    }

    /// What is told of the interviewer while no model is asked.
    pub(crate) fn without(&self) -> InterviewerState {
        self.without
    }

    /// Takes note of what became of a line. Nobody is asked any more, until the interview is resumed, once the budget
    /// is used up, too many lines in a row broke off, or there is nobody left to ask; gives whether that is so now.
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
        } else if let Some(without) = self.asks.as_ref().and_then(|asks| asks.whom.nobody()) {
            self.without = without;
        } else {
            return false;
        }
        self.asks = None;
        true
    }

    /// Counts what a request has cost.
    pub(crate) fn spend(&self, calls: &[candor_domain::AiCall]) {
        if let Some(asks) = &self.asks {
            for call in calls {
                asks.whom.spend(call);
            }
        }
    }

    /// Has a line worded after what was `said` so far. `on_shown` gets every piece as it is shown, `on_news` is called
    /// when the first words are on screen and when the line has ended; neither may block.
    ///
    /// # Errors
    /// When no thread can be had, or nobody is asked any more.
    pub(crate) fn word(
        &self,
        interview_id: InterviewId,
        script: &Script,
        line: Line,
        said: &[Arc<Said>],
        on_shown: OnShown,
        on_news: Box<dyn Fn(MessageId) + Send>,
    ) -> std::io::Result<Wording> {
        let asks = self.asks.clone();
        let asks = asks.ok_or_else(|| std::io::Error::other("nobody is asked any more"))?;
        let due = Due {
            interview_id,
            id: MessageId::new(),
            asks,
            script: script.clone(),
            line: line.clone(),
            said: said.to_vec(),
        };
        Wording::spawn(due, line, on_shown, on_news)
    }
}

/// A line that is due, before anything about it was looked at.
struct Due {
    interview_id: InterviewId,
    id: MessageId,
    asks: Asks,
    script: Script,
    line: Line,
    said: Vec<Arc<Said>>,
}

impl Due {
    /// How a model is asked for it; `None` when there is nobody to ask. Texts may be long and keychains slow: not for
    /// the room's thread.
    fn job(self) -> Result<Option<Job>> {
        let Asks {
            whom,
            context,
            noticed,
        } = self.asks;
        let (models, purse) = whom.as_set_up_now()?;
        if models.is_empty() {
            return Ok(None);
        }
        let brief = brief::brief(&context, &self.script, &self.line, &self.said, &noticed);
        Ok(Some(Job {
            interview_id: self.interview_id,
            line: self.id,
            task: self.line.task,
            request: brief.request,
            check: brief.check,
            models,
            whom,
            purse,
            times: self.script.settings.into(),
        }))
    }
}

fn now() -> UtcMillis {
    clock::now()
}
