//! The room's loop: orders, sound and time go in; the engine's effects come out.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use candor_domain::{
    Actor, Code, EventKind, Interview, InterviewStatus, Message, Move, Origin, Role, UtcMillis,
    live::{Live, MicrophoneState},
    message::Purpose,
};
use candor_speech::worker::TranscriptionWorker;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};

use super::{
    Hearing, MicrophoneView, OnMessage, Order, closed,
    ears::Ears,
    handle::Seen,
    outbox::{Outbox, Write},
    steps::{OnItsWay, Words},
    write_transcript,
};
use crate::{
    App, Archive, Error, Result,
    bus::Bus,
    clock::{RoomClock, samples_to_ms},
    engine::{End, Input, Phase, Script, State},
};

/// Longest wait of the loop when nothing is to be heard.
const IDLE: Duration = Duration::from_millis(250);
/// Attempts to store what is left when Candor is being closed and the disk refuses.
const LAST_ATTEMPTS: u32 = 3;

/// Everything one running interview needs, owned by its thread.
pub(super) struct Room {
    pub(super) archive: Archive,
    pub(super) bus: Bus,
    pub(super) outbox: Outbox,
    pub(super) interview: Interview,
    pub(super) script: Script,
    pub(super) state: State,
    pub(super) inbox: Sender<Order>,
    pub(super) seen: Arc<Seen>,
    pub(super) on_message: Option<OnMessage>,
    pub(super) clock: RoomClock,
    pub(super) timer: Option<UtcMillis>,
    pub(super) ears: Option<Ears>,
    pub(super) worker: Option<TranscriptionWorker>,
    pub(super) model: Option<String>,
    pub(super) on_their_way: VecDeque<OnItsWay>,
    pub(super) next_job: u64,
    pub(super) audio_ms: u64,
    pub(super) finish_replies: Vec<Sender<Result<Interview>>>,
    /// Failed attempts to store before the room began to close; `None` while it is open.
    closing: Option<u32>,
}

impl Room {
    pub(super) fn new(
        app: &App,
        interview: Interview,
        script: Script,
        state: State,
        inbox: Sender<Order>,
        seen: Arc<Seen>,
        on_message: Option<OnMessage>,
    ) -> Result<Self> {
        let id = interview.id;
        let recordings = app
            .store()
            .read(|conn| candor_store::recordings::list(conn, id))?;
        let ends = recordings
            .iter()
            .map(|r| r.recording.offset_ms + samples_to_ms(r.stored_samples));
        Ok(Self {
            archive: app.archive().clone(),
            bus: app.bus().clone(),
            outbox: Outbox::new(app.store()),
            interview,
            script,
            state,
            inbox,
            seen,
            on_message,
            clock: RoomClock::steady(),
            timer: None,
            ears: None,
            worker: None,
            model: None,
            on_their_way: VecDeque::new(),
            next_job: 0,
            audio_ms: ends.max().unwrap_or(0),
            finish_replies: Vec::new(),
            closing: None,
        })
    }

    /// Runs until the interview is over or the room is closed.
    pub(super) fn run(
        mut self,
        hearing: Option<Hearing>,
        orders: &Receiver<Order>,
        opened: &Sender<Result<Interview>>,
    ) {
        let begun = self.begin(hearing);
        let failed = begun.is_err();
        if opened.send(begun).is_err() || failed {
            return;
        }
        while !self.is_over() {
            if self.seen.ends_at_once() {
                return self.end_at_once();
            }
            self.turn(orders);
        }
        if self.seen.ends_at_once() {
            return self.end_at_once();
        }
        self.set_listening(false);
        if !self.outbox.is_empty() {
            // Candor is being closed and the disk refuses: whoever waits is told by the closed channel.
            tracing::error!(interview.id = %self.interview.id, "a room was closed before everything could be stored");
            return;
        }
        if self.interview.status == InterviewStatus::Finished {
            write_transcript(&self.archive, self.interview.id);
        }
        for reply in self.finish_replies.drain(..) {
            // A caller that stopped waiting reads the outcome from the store.
            let _ = reply.send(Ok(self.interview.clone()));
        }
    }

    fn turn(&mut self, orders: &Receiver<Order>) {
        if self.ears.is_some() {
            self.listen();
            while let Ok(order) = orders.try_recv() {
                self.obey(order);
            }
            self.wait_for_text_if_fast(orders);
        } else {
            match orders.recv_timeout(self.patience()) {
                Ok(order) => self.obey(order),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => self.close(),
            }
        }
        if self.timer.is_some_and(|at| at <= self.clock.now()) {
            self.timer = None;
            self.input(&Input::Timer, Words::None);
        }
        if self.outbox.retry_in().is_some_and(|wait| wait.is_zero())
            && let Err(error) = self.flush()
        {
            tracing::debug!(%error, "the store still refuses");
        }
    }

    /// Over once nothing waits for text or for the store any more.
    fn is_over(&self) -> bool {
        let stored = self.outbox.is_empty()
            || self
                .closing
                .is_some_and(|before| self.outbox.failures() >= before + LAST_ATTEMPTS);
        let ended = self.interview.status == InterviewStatus::Finished || self.closing.is_some();
        ended && stored && self.ears.is_none() && self.on_their_way.is_empty()
    }

    fn patience(&self) -> Duration {
        let timer = self
            .timer
            .map(|at| Duration::from_millis(at.since(self.clock.now())));
        let retry = self.outbox.retry_in();
        [timer, retry]
            .into_iter()
            .flatten()
            .fold(IDLE, Duration::min)
    }

    pub(super) fn set_listening(&self, listening: bool) {
        self.seen.set_listening(listening);
    }

    fn begin(&mut self, hearing: Option<Hearing>) -> Result<Interview> {
        let first = self.interview.status == InterviewStatus::NotStarted;
        let (attempted, kind) = if first {
            (Move::Start, EventKind::InterviewStarted)
        } else {
            (Move::Resume, EventKind::InterviewResumed)
        };
        if let RoomClock::Steady { .. } = self.clock {
            // It stood still if the computer slept during a pause.
            self.clock = RoomClock::steady();
        }
        self.open_ears(hearing)?;
        self.interview.apply(attempted, self.clock.now())?;
        let moved = Some((self.interview.clone(), kind, Actor::Operator));
        // An interview paused before its first word has nothing to go on with.
        let input = if self.state.phase == Phase::Ready {
            Input::Begin
        } else {
            Input::Resume
        };
        self.step_with(&input, Words::None, moved)?;
        Ok(self.interview.clone())
    }

    fn open_ears(&mut self, hearing: Option<Hearing>) -> Result<()> {
        let Some(hearing) = hearing else {
            return Ok(());
        };
        let now = self.clock.now();
        let ears = Ears::open(hearing.source, self.interview.id, self.audio_ms, now)?;
        if ears.is_fast() {
            self.clock = RoomClock::by_samples();
        }
        // Utterances still on their way from before a pause keep the transcriber they were given to.
        if self.worker.is_none() || self.on_their_way.is_empty() {
            let inbox = self.inbox.clone();
            let deliver = Box::new(move |finished| {
                // A room that is gone needs no text; the sound is kept.
                let _ = inbox.send(Order::Heard(finished));
            });
            self.worker = Some(TranscriptionWorker::spawn(hearing.transcriber, deliver)?);
            self.model = Some(hearing.model);
        }
        self.outbox
            .push(Write::RecordingStarted(ears.recording.clone()));
        self.seen.set_microphone(Some(MicrophoneView {
            state: MicrophoneState::Working,
            device: ears.recording.device.clone(),
        }));
        self.ears = Some(ears);
        Ok(())
    }

    /// Does what is asked. A caller that stopped waiting for the answer reads the outcome from the store.
    pub(super) fn obey(&mut self, order: Order) {
        match order {
            Order::Typed {
                role,
                content,
                reply,
            } => {
                let _ = reply.send(self.typed(role, content));
            }
            Order::Control(control, reply) => {
                let running = self.interview.status == InterviewStatus::Started;
                if running {
                    self.input(&Input::Control(control), Words::None);
                }
                let _ = reply.send(if running { Ok(()) } else { Err(closed()) });
            }
            Order::Pause(reply) => {
                let _ = reply.send(self.pause());
            }
            Order::Resume(hearing, reply) => {
                let _ = reply.send(self.resume(hearing));
            }
            Order::Finish(end, reply) => match self.finish(end) {
                Ok(()) => self.finish_replies.push(reply),
                Err(error) => {
                    let _ = reply.send(Err(error));
                }
            },
            Order::Heard(finished) => self.heard(finished),
            Order::Close => self.close(),
            Order::Wake => {}
        }
    }

    fn typed(&mut self, role: Role, content: String) -> Result<Message> {
        if self.interview.status != InterviewStatus::Started {
            return Err(closed());
        }
        let stored = if role == Role::Recruiter {
            let message = self.message(role, Purpose::Remark, Origin::Typed, content, None);
            self.store(vec![message], None, self.clock.now())
        } else {
            self.step_with(&Input::Typed(content.clone()), Words::Typed(content), None)
        };
        stored?.into_iter().next().ok_or(Error::Internal)
    }

    fn pause(&mut self) -> Result<Interview> {
        self.interview.apply(Move::Pause, self.clock.now())?;
        let moved = (
            self.interview.clone(),
            EventKind::InterviewPaused,
            Actor::Operator,
        );
        self.step_with(&Input::Pause, Words::None, Some(moved))?;
        Ok(self.interview.clone())
    }

    fn resume(&mut self, hearing: Option<Hearing>) -> Result<Interview> {
        self.interview
            .clone()
            .apply(Move::Resume, self.clock.now())?;
        self.begin(hearing)
    }

    fn finish(&mut self, end: End) -> Result<()> {
        self.interview
            .clone()
            .apply(Move::Finish, self.clock.now())?;
        self.input(&Input::Finish(end), Words::None);
        Ok(())
    }

    /// Ends in good order: the last words are kept, the interview is paused and can be resumed.
    pub(super) fn close(&mut self) {
        if self.interview.status == InterviewStatus::Started
            && let Err(error) = self.pause()
        {
            tracing::error!(%error, interview.id = %self.interview.id, "closing a room could not store the pause yet");
        }
        self.stop_listening();
        self.closing.get_or_insert(self.outbox.failures());
    }

    /// Drops what is not stored yet; blocks that are finished are stored, and the recording ends with them.
    fn end_at_once(mut self) {
        self.set_listening(false);
        self.on_their_way.clear();
        if let Some(ears) = self.ears.take() {
            let (recording, samples, at) = (
                ears.recording.id,
                ears.samples_in_blocks(),
                self.clock.now(),
            );
            // Releases the microphone.
            drop(ears);
            self.outbox.push(Write::RecordingEnded {
                recording,
                samples,
                at,
            });
        }
        if let (_, Some(error)) = self.outbox.flush() {
            tracing::error!(%error, interview.id = %self.interview.id, "a room that ended at once could not store its last blocks");
        }
    }

    /// Tells the people in the room what went wrong.
    pub(super) fn notice(&self, code: Code, detail: String) {
        self.bus.publish(&Live::Notice {
            interview_id: self.interview.id,
            code,
            detail,
        });
    }
}
