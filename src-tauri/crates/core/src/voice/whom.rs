//! Whom an interview may ask for words: looked at anew before each line, so that what is switched off, removed or
//! forgotten while an interview runs is not asked any more.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use candor_assistant::model::ReplyModel;
use candor_domain::{AiTask, InterviewId, live::InterviewerState};
use candor_store::Store;

use super::purse::Purse;
use crate::{
    App, Result,
    ai::{self, Chain, Setup, WhyLeftOut},
    machine::Machine,
};

/// Lines in a row that a model may let wait in vain: after that it is not asked until the interview is resumed.
const MOST_LATE: u32 = 2;

/// The models of one interview, shared by the room and the threads that word its lines.
pub(super) struct Whom {
    store: Arc<Store>,
    machine: Arc<Machine>,
    interview: InterviewId,
    now: Mutex<Now>,
}

struct Now {
    /// Under which the rest was found out.
    setup: Setup,
    models: Vec<Candidate>,
    purse: Purse,
    /// What is told of the interviewer when there is nobody to ask.
    without: InterviewerState,
}

struct Candidate {
    model: Arc<dyn ReplyModel>,
    /// Lines in a row that it let wait in vain.
    late: u32,
}

impl Now {
    fn found_out(
        store: &Store,
        machine: &Machine,
        interview: InterviewId,
        setup: Setup,
    ) -> Result<Self> {
        let chain = ai::chain_of(store, machine, interview, AiTask::Question)?;
        for out in &chain.left_out {
            tracing::info!(why = out.why.as_str(), interview.id = %interview, "a connection is not asked in this interview");
        }
        let calls = store.read(|conn| candor_store::ai_calls::list(conn, interview))?;
        let mut purse = Purse::new(chain.budget);
        purse.spend_untold(&calls);
        let without = state_without(&chain);
        let models = chain.models.into_iter();
        Ok(Self {
            setup,
            models: models.map(|model| Candidate { model, late: 0 }).collect(),
            purse,
            without,
        })
    }
}

impl Whom {
    /// Asks the keychain for keys, which may take as long as its user does.
    pub(super) fn open(app: &App, interview: InterviewId) -> Result<Self> {
        let setup = ai::setup(app.store())?;
        let now = Now::found_out(app.store(), app.machine(), interview, setup)?;
        Ok(Self {
            store: Arc::clone(app.store()),
            machine: Arc::clone(app.machine()),
            interview,
            now: Mutex::new(now),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whom to ask as it is set up at this moment, and what may be spent. May take as long as [`Self::open`].
    pub(super) fn as_set_up_now(&self) -> Result<(Vec<Arc<dyn ReplyModel>>, Purse)> {
        let setup = ai::setup(&self.store)?;
        if self.lock().setup != setup {
            // Not while it is locked: the room looks at it too.
            let now = Now::found_out(&self.store, &self.machine, self.interview, setup)?;
            *self.lock() = now;
        }
        let now = self.lock();
        let models = now.models.iter().map(|one| Arc::clone(&one.model));
        Ok((models.collect(), now.purse))
    }

    /// Whether it is still set up as it was when the line was begun.
    pub(super) fn is_up_to_date(&self) -> bool {
        ai::setup(&self.store).is_ok_and(|setup| self.lock().setup == setup)
    }

    /// Takes note of whether a model let a line wait in vain.
    pub(super) fn was_late(&self, model: &Arc<dyn ReplyModel>, late: bool) {
        let mut now = self.lock();
        let Some(place) = now
            .models
            .iter()
            .position(|one| Arc::ptr_eq(&one.model, model))
        else {
            return;
        };
        let one = &mut now.models[place];
        one.late = if late { one.late + 1 } else { 0 };
        if one.late >= MOST_LATE {
            tracing::warn!(interview.id = %self.interview, "a model that lets every line wait is not asked any more");
            now.models.remove(place);
            if now.models.is_empty() {
                now.without = InterviewerState::Offline;
            }
        }
    }

    /// Counts what a request has cost.
    pub(super) fn spend(&self, call: &candor_domain::AiCall) {
        self.lock().purse.spend(call);
    }

    /// What is told of the interviewer, if there is nobody to ask.
    pub(super) fn nobody(&self) -> Option<InterviewerState> {
        let now = self.lock();
        now.models.is_empty().then_some(now.without)
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
