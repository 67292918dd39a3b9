//! The drafts waiting and being made: one after the other, on a named thread that ends when there is nothing to do.

use std::{
    collections::{HashMap, VecDeque},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
};

use candor_assistant::model::Cancel;
use candor_domain::{
    InterviewId, Quality,
    live::{JobState, Live},
};

use super::{draft, unfinished, view::DraftView};
use crate::{
    Archive, Error, Result, bus::Bus, interviews, machine::Machine, quality::Coverages, withdrawal,
};

/// Ends of drafts that are remembered.
const REMEMBERED: usize = 200;

/// How a draft ended.
#[derive(Debug)]
pub(super) enum Ended {
    /// There is a new card.
    Drafted,
    /// The record does not suffice.
    Withheld(Quality),
    /// It was given up.
    Cancelled,
    /// It was started by the end of the interview, and nobody wants drafts.
    NotWanted,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Order>,
    running: Option<Running>,
    ended: HashMap<InterviewId, (DraftView, Option<Quality>)>,
    order: VecDeque<InterviewId>,
    worker: Option<JoinHandle<()>>,
    /// There is a worker that will look for what waits once more.
    works: bool,
    /// What is under way is kept in the database, to be started again should it be cut short.
    kept: bool,
    closed: bool,
}

/// The draft being made.
struct Running {
    interview: InterviewId,
    cancel: Cancel,
    coverages: Coverages,
}

/// A draft to be made.
struct Order {
    interview: InterviewId,
    /// Nobody asked for it; the interview ended.
    by_itself: bool,
    with: Starter,
}

/// The drafts of an application. Dropping it gives up the one being made and waits for it.
#[derive(Default)]
pub(crate) struct Drafts(Arc<Mutex<State>>);

impl Drop for Drafts {
    fn drop(&mut self) {
        let worker = {
            let mut state = lock(&self.0);
            state.closed = true;
            state.waiting.clear();
            if let Some(running) = &state.running {
                running.cancel.cancel();
                // It may be waiting for somebody else who listens to the same recording.
                running.coverages.close();
            }
            state.worker.take()
        };
        join(worker);
    }
}

impl Drafts {
    /// Something that can start drafts wherever it is taken to.
    pub(crate) fn starter(
        &self,
        archive: &Archive,
        bus: &Bus,
        machine: &Arc<Machine>,
        coverages: &Coverages,
    ) -> Starter {
        Starter {
            state: Arc::clone(&self.0),
            archive: archive.clone(),
            bus: bus.clone(),
            machine: Arc::clone(machine),
            coverages: coverages.clone(),
        }
    }

    /// How the interview's draft stands, and why none was made.
    pub(super) fn view(&self, id: InterviewId) -> (Option<DraftView>, Option<Quality>) {
        let state = lock(&self.0);
        if state.is_under_way(id) {
            let running = DraftView {
                state: JobState::Running,
                error: None,
            };
            return (Some(running), None);
        }
        state
            .ended
            .get(&id)
            .map_or((None, None), |(view, withheld)| {
                (Some(view.clone()), withheld.clone())
            })
    }

    /// Gives up the interview's draft; nothing happens when there is none.
    pub(super) fn cancel(&self, id: InterviewId, archive: &Archive, bus: &Bus) {
        let mut state = lock(&self.0);
        if let Some(running) = state.running.as_ref().filter(|own| own.interview == id) {
            running.cancel.cancel();
        }
        let before = state.waiting.len();
        state.waiting.retain(|order| order.interview != id);
        if state.waiting.len() < before {
            state.remember(id, JobState::Cancelled, None, None);
            state.keep(archive);
            drop(state);
            tell(bus, id, JobState::Cancelled, None);
        }
    }

    /// Waits until nothing is being drafted and nothing waits.
    pub(super) fn wait(&self) {
        loop {
            let worker = lock(&self.0).worker.take();
            if worker.is_none() {
                return;
            }
            join(worker);
        }
    }
}

impl State {
    /// Keeps what is under way, once it is known that drafts are wanted; what is cut short by closing stays kept.
    fn keep(&mut self, archive: &Archive) {
        if !self.kept || self.closed {
            return;
        }
        let running = self.running.iter().map(|own| own.interview);
        let waiting = self.waiting.iter().map(|order| order.interview);
        let under_way: Vec<_> = running.chain(waiting).collect();
        self.kept = !under_way.is_empty();
        if let Err(error) = unfinished::keep(archive, under_way) {
            tracing::warn!(%error, "drafts that are cut short will have to be asked for again");
        }
    }

    fn is_under_way(&self, id: InterviewId) -> bool {
        self.running.as_ref().is_some_and(|own| own.interview == id)
            || self.waiting.iter().any(|order| order.interview == id)
    }

    fn remember(
        &mut self,
        id: InterviewId,
        state: JobState,
        error: Option<String>,
        withheld: Option<Quality>,
    ) {
        if self
            .ended
            .insert(id, (DraftView { state, error }, withheld))
            .is_none()
        {
            self.order.push_back(id);
        }
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.ended.remove(&oldest);
        }
    }
}

/// Starts drafts.
#[derive(Clone)]
pub(crate) struct Starter {
    state: Arc<Mutex<State>>,
    pub(super) archive: Archive,
    bus: Bus,
    pub(super) machine: Arc<Machine>,
    pub(super) coverages: Coverages,
}

impl Starter {
    /// An interview has come to its end: has ratings drafted if that is wanted. Waits for nothing.
    pub(crate) fn interview_ended(&self, id: InterviewId) {
        if let Err(error) = self.order(id, true) {
            tracing::warn!(%error, interview.id = %id, "no ratings are drafted by themselves; they can be asked for");
        }
    }

    /// Has ratings drafted, after what waits already.
    pub(super) fn order(&self, id: InterviewId, by_itself: bool) -> Result<()> {
        let interview = self.archive.interview(id)?;
        withdrawal::refuse_documents(&interview)?;
        super::refuse_unfinished(&interview)?;
        let mut state = lock(&self.state);
        if state.closed {
            return Err(Error::Conflict("Candor is being closed".into()));
        }
        if state.is_under_way(id) {
            return Err(Error::Conflict(
                "ratings of this interview are being drafted already".into(),
            ));
        }
        state.waiting.push_back(Order {
            interview: id,
            by_itself,
            with: self.clone(),
        });
        if state.works {
            state.keep(&self.archive);
        } else {
            let shared = Arc::clone(&self.state);
            let worker = thread::Builder::new()
                .name("candor-scorecard".to_owned())
                .spawn(move || work(&shared));
            let worker = worker.map_err(|error| {
                tracing::error!(%error, "no thread for drafting ratings");
                state.waiting.pop_back();
                Error::Internal
            })?;
            state.works = true;
            // The one before has found nothing to do and is at its end.
            let before = state.worker.replace(worker);
            state.keep(&self.archive);
            drop(state);
            join(before);
        }
        if !by_itself {
            tell(&self.bus, id, JobState::Running, None);
        }
        Ok(())
    }
}

fn work(shared: &Arc<Mutex<State>>) {
    loop {
        let (order, cancel) = {
            let mut state = lock(shared);
            let Some(order) = state.waiting.pop_front() else {
                state.works = false;
                return;
            };
            let cancel = Cancel::default();
            state.running = Some(Running {
                interview: order.interview,
                cancel: cancel.clone(),
                coverages: order.with.coverages.clone(),
            });
            (order, cancel)
        };
        let Order {
            interview,
            by_itself,
            with,
        } = order;
        let ended = catch_unwind(AssertUnwindSafe(|| {
            draft::run(&with, interview, by_itself, &cancel, || {
                {
                    let mut state = lock(shared);
                    state.kept = true;
                    state.keep(&with.archive);
                }
                tell(&with.bus, interview, JobState::Running, None);
            })
        }))
        .unwrap_or(Err(Error::Internal));
        let (job, error, withheld) = match ended {
            Ok(Ended::Drafted) => (JobState::Done, None, None),
            Ok(Ended::Withheld(quality)) => (JobState::Done, None, Some(quality)),
            Ok(Ended::Cancelled) => (JobState::Cancelled, None, None),
            Ok(Ended::NotWanted) => {
                let mut state = lock(shared);
                state.running = None;
                state.keep(&with.archive);
                continue;
            }
            Err(error) => {
                tracing::error!(%error, interview.id = %interview, "ratings could not be drafted");
                (JobState::Failed, Some(error.to_string()), None)
            }
        };
        {
            // Over for everybody who asks from now on, before anybody is told.
            let mut state = lock(shared);
            state.running = None;
            state.remember(interview, job, error.clone(), withheld);
            state.keep(&with.archive);
        }
        tell(&with.bus, interview, job, error);
    }
}

fn tell(bus: &Bus, interview_id: InterviewId, state: JobState, error: Option<String>) {
    bus.publish(&Live::ScorecardDraft {
        interview_id,
        state,
        error,
    });
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn join(worker: Option<JoinHandle<()>>) {
    if worker.is_some_and(|worker| worker.join().is_err()) {
        tracing::error!("drafting ratings ended in a panic");
    }
}

/// Has a model draft ratings of an interview, in the background; earlier drafts stay.
///
/// # Errors
/// [`Error::Conflict`] when the interview is not over or a draft of it is being made already; [`Error::NotFound`]. Whether
/// a service may and can be asked shows in how the draft ends.
pub fn start_draft(app: &crate::App, id: InterviewId) -> Result<()> {
    app.draft_starter().order(id, false)
}

/// Gives up the draft being made or waiting; nothing of it is kept. Does nothing when there is none.
///
/// # Errors
/// [`Error::NotFound`].
pub fn cancel_draft(app: &crate::App, id: InterviewId) -> Result<()> {
    interviews::get(app, id)?;
    app.drafts().cancel(id, app.archive(), app.bus());
    Ok(())
}

/// Waits until no draft is being made.
pub fn wait_for_drafts(app: &crate::App) {
    app.drafts().wait();
}
