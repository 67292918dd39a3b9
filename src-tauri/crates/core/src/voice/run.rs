//! The threads that word one line: one listens and keeps the deadlines, one for each model that is asked.

use std::{
    convert::Infallible,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, MutexGuard},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use candor_assistant::model::{Failure, Finish, Reply, ReplyModel};
use candor_domain::{AiOutcome, MessageId};
use crossbeam_channel::{Receiver, Sender, at, bounded, select};

use super::{
    Due, Job,
    asked::{News, ask},
    call::UnderWay,
    on_air::{Ending, OnAir, OnShown, Progress},
    purse::Purse,
};
use crate::engine::Line;

/// A connection that others stand behind may use so much of the thinking time that is left: numerator, denominator.
const SHARE: (u32, u32) = (2, 3);

/// A line being worded. Dropping it stops the threads that do; what they still send is ignored.
pub(crate) struct Wording {
    /// The message it will be.
    pub(crate) id: MessageId,
    /// The line as the engine wants it.
    pub(crate) line: Line,
    /// How far it is.
    pub(crate) on_air: Arc<OnAir>,
    /// Held open while somebody waits.
    waiting: Sender<Infallible>,
    thread: JoinHandle<()>,
}

impl Wording {
    pub(super) fn spawn(
        due: Due,
        line: Line,
        on_shown: OnShown,
        on_news: Box<dyn Fn(MessageId) + Send>,
    ) -> std::io::Result<Self> {
        let on_air = Arc::<OnAir>::default();
        let (waiting, stop) = bounded(0);
        let id = due.id;
        let shared = Arc::clone(&on_air);
        let thread = std::thread::Builder::new()
            .name("candor-voice".into())
            .spawn(move || {
                let ended = catch_unwind(AssertUnwindSafe(|| {
                    let Some(job) = due.job().unwrap_or_else(|error| {
                        tracing::error!(%error, "nobody can be asked for a line");
                        None
                    }) else {
                        return Some(failed());
                    };
                    let mut listener = Listener {
                        purse: job.purse,
                        job,
                        on_air: &shared,
                        stop,
                        on_shown,
                        on_news: &on_news,
                    };
                    listener.run()
                }));
                let ending = ended.unwrap_or_else(|_| {
                    tracing::error!("wording a line ended in a panic; the script goes on");
                    let mut progress = shared.lock();
                    Some(broken(&mut progress, "panicked", None))
                });
                let mut progress = shared.lock();
                if let Some(ending) = ending.filter(|_| !progress.called_off) {
                    progress.ending = Some(ending);
                    drop(progress);
                    on_news(id);
                }
            })?;
        Ok(Self {
            id,
            line,
            on_air,
            waiting,
            thread,
        })
    }

    /// Stops at once and waits until the thread that listens has let go of everything.
    pub(crate) fn end_at_once(self) {
        self.on_air.lock().call_off();
        drop(self.waiting);
        if self.thread.join().is_err() {
            tracing::error!("a line that was called off ended in a panic");
        }
    }
}

/// What came of asking one model.
enum Came {
    /// The line ends like this.
    Ending(Ending),
    /// Nothing was shown: the next model may be asked.
    Nothing,
    /// The room does not wait any more.
    CalledOff,
}

struct Listener<'a> {
    job: Job,
    purse: Purse,
    on_air: &'a OnAir,
    stop: Receiver<Infallible>,
    on_shown: OnShown,
    on_news: &'a dyn Fn(MessageId),
}

impl Listener<'_> {
    /// Asks one model after the other; `None` when the room does not wait any more.
    fn run(&mut self) -> Option<Ending> {
        let began = Instant::now();
        let first_by = began + Duration::from_millis(self.job.times.first_words);
        let whole_by = began + Duration::from_millis(self.job.times.whole_line);
        let models = self.job.models.clone();
        let mut over_budget = 0;
        for (n, model) in models.iter().enumerate() {
            if let Some(why) = self.purse.refuses(model.endpoint(), &self.job.request) {
                over_budget += 1;
                let call = UnderWay::new(&self.job, model.endpoint()).not_sent(why);
                self.on_air.lock().calls.push(call);
                continue;
            }
            let mut left = first_by.saturating_duration_since(Instant::now());
            if left.is_zero() || (n > 0 && !self.job.whom.is_up_to_date()) {
                break;
            }
            if n + 1 < models.len() {
                left = left * SHARE.0 / SHARE.1;
            }
            let patient = left >= Duration::from_millis(self.job.times.first_words) / 2;
            let came = self.try_one(model, Instant::now() + left, whole_by);
            self.note_lateness(model, patient, &came);
            match came {
                Came::Ending(ending) => return Some(ending),
                Came::Nothing => {}
                Came::CalledOff => return None,
            }
        }
        let last = self.on_air.lock().calls.last().map(|call| call.outcome);
        let outcome = match last {
            _ if over_budget == models.len() => AiOutcome::OverBudget,
            Some(AiOutcome::Refused) => AiOutcome::Refused,
            _ => AiOutcome::Failed,
        };
        Some(Ending {
            outcome,
            ..failed()
        })
    }

    /// A model that says nothing in all the time it is given costs the candidate that time on every line. Who had to
    /// be quick because of another one is not to blame.
    fn note_lateness(&self, model: &Arc<dyn ReplyModel>, patient: bool, came: &Came) {
        let late = match came {
            Came::CalledOff => return,
            Came::Ending(_) => false,
            Came::Nothing => self.on_air.lock().calls.last().is_some_and(|call| {
                call.outcome == AiOutcome::Failed
                    && call.reasons == [Failure::FirstTokenLate.as_str()]
            }),
        };
        if patient || !late {
            self.job.whom.was_late(model, late);
        }
    }

    fn try_one(
        &mut self,
        model: &Arc<dyn ReplyModel>,
        first_by: Instant,
        whole_by: Instant,
    ) -> Came {
        {
            let mut progress = self.on_air.lock();
            if progress.called_off {
                // Nobody would tell of the request.
                return Came::CalledOff;
            }
            progress.under_way = Some(UnderWay::new(&self.job, model.endpoint()));
        }
        let asked = match ask(Arc::clone(model), self.job.request.clone()) {
            Ok(asked) => asked,
            Err(error) => {
                tracing::error!(%error, "no thread to ask a model on");
                return self.broke_off("no_thread", None);
            }
        };
        let mut late = (first_by.min(whole_by), Failure::FirstTokenLate);
        loop {
            select! {
                recv(self.stop) -> _ => return Came::CalledOff,
                recv(asked.news) -> news => match news {
                    Ok(News::Piece(piece)) if piece.is_empty() => {}
                    Ok(News::Piece(piece)) => {
                        if let Some(ended) = self.take(&piece) {
                            return ended;
                        }
                        let more_by = Instant::now() + Duration::from_millis(self.job.times.between_words);
                        late = if more_by < whole_by {
                            (more_by, Failure::BrokenOff)
                        } else {
                            (whole_by, Failure::EndLate)
                        };
                    }
                    Ok(News::Ended(reply)) => return self.ended(&reply),
                    Err(_) => return self.broke_off("panicked", None),
                },
                recv(at(late.0)) -> _ => return self.broke_off(late.1.as_str(), None),
            }
        }
    }

    /// A piece has come: shows what may be shown of it.
    fn take(&mut self, piece: &str) -> Option<Came> {
        let mut progress = self.on_air.lock();
        if progress.called_off {
            return Some(Came::CalledOff);
        }
        let shown = progress.shown.len();
        let text = progress.under_way.as_mut()?.came(piece).trim_start();
        if text.is_empty() {
            return None;
        }
        let sayable = self.job.check.sayable(text);
        let more = sayable.map(|text| text.get(shown..).unwrap_or_default().to_owned());
        match more {
            Ok(more) => {
                self.show(progress, &more);
                None
            }
            Err(fault) => {
                let faults = vec![fault.as_str().to_owned()];
                Some(replaced(&mut progress, AiOutcome::Replaced, faults, None))
            }
        }
    }

    /// Puts more words on screen.
    fn show(&mut self, mut progress: MutexGuard<'_, Progress>, more: &str) {
        if more.is_empty() {
            return;
        }
        let before = progress.shown.chars().count();
        progress.shown.push_str(more);
        (self.on_shown)(self.job.line, before, more);
        drop(progress);
        if before == 0 {
            (self.on_news)(self.job.line);
        }
    }

    /// The model has said all it has to say.
    fn ended(&mut self, reply: &Reply) -> Came {
        match reply.finish {
            Finish::Complete => {}
            Finish::Failed(failure) => return self.broke_off(failure.as_str(), Some(reply)),
            Finish::Length => return self.broke_off("length", Some(reply)),
            Finish::Filtered => return self.broke_off("filtered", Some(reply)),
            Finish::Cancelled => return self.broke_off("cancelled", Some(reply)),
            Finish::Refused => {
                let mut progress = self.on_air.lock();
                if progress.called_off {
                    return Came::CalledOff;
                }
                let came = replaced(&mut progress, AiOutcome::Refused, Vec::new(), Some(reply));
                if let Some(call) = progress.calls.last() {
                    self.purse.spend(call);
                }
                return if progress.is_shown() {
                    came
                } else {
                    Came::Nothing
                };
            }
        }
        let mut progress = self.on_air.lock();
        if progress.called_off {
            return Came::CalledOff;
        }
        let Some(under_way) = progress.under_way.take() else {
            return Came::Nothing;
        };
        let text = under_way.text().trim().to_owned();
        if text.is_empty() {
            let call = under_way.ended(AiOutcome::Failed, vec!["empty".into()], Some(reply));
            self.purse.spend(&call);
            progress.calls.push(call);
            return Came::Nothing;
        }
        if let Err(faults) = self.job.check.reply(&text) {
            let faults = faults.iter().map(|fault| fault.as_str().to_owned());
            let call = under_way.ended(AiOutcome::Replaced, faults.collect(), Some(reply));
            progress.calls.push(call);
            return Came::Ending(Ending {
                outcome: AiOutcome::Replaced,
                text: String::new(),
            });
        }
        let call = under_way.ended(AiOutcome::Used, Vec::new(), Some(reply));
        progress.calls.push(call);
        let rest = text
            .get(progress.shown.len()..)
            .unwrap_or_default()
            .to_owned();
        let ending = Ending {
            outcome: AiOutcome::Used,
            text,
        };
        // In the same breath: whoever calls the line off from here on finds it whole.
        progress.ending = Some(ending.clone());
        self.show(progress, &rest);
        Came::Ending(ending)
    }

    /// Nothing more comes. What was shown is the end of it; if nothing was, the next model may be asked.
    fn broke_off(&mut self, why: &str, told: Option<&Reply>) -> Came {
        let mut progress = self.on_air.lock();
        if progress.called_off {
            return Came::CalledOff;
        }
        let ending = broken(&mut progress, why, told);
        if let Some(call) = progress.calls.last() {
            self.purse.spend(call);
        }
        if ending.outcome == AiOutcome::CutOff {
            Came::Ending(ending)
        } else {
            Came::Nothing
        }
    }
}

/// Nobody had a word to say.
fn failed() -> Ending {
    Ending {
        outcome: AiOutcome::Failed,
        text: String::new(),
    }
}

/// Notes that the request under way broke off.
fn broken(progress: &mut Progress, why: &str, told: Option<&Reply>) -> Ending {
    let outcome = if progress.is_shown() {
        AiOutcome::CutOff
    } else {
        AiOutcome::Failed
    };
    if let Some(under_way) = progress.under_way.take() {
        let call = under_way.ended(outcome, vec![why.to_owned()], told);
        progress.calls.push(call);
    }
    Ending {
        outcome,
        text: progress.shown.trim_end().to_owned(),
    }
}

/// Notes that the words of the request under way may not stand.
fn replaced(
    progress: &mut Progress,
    outcome: AiOutcome,
    reasons: Vec<String>,
    told: Option<&Reply>,
) -> Came {
    if let Some(under_way) = progress.under_way.take() {
        let call = under_way.ended(outcome, reasons, told);
        progress.calls.push(call);
    }
    Came::Ending(Ending {
        outcome,
        text: String::new(),
    })
}
