//! What others hold of a running room: its inbox, what can be seen of it, and its thread.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
};

use crossbeam_channel::Sender;

use candor_domain::{MessageId, live::InterviewerState};

use super::{MicrophoneView, Order, ReplyView};

/// What can be seen of a room without asking its thread.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    listening: AtomicBool,
    ends_at_once: AtomicBool,
    microphone: Mutex<Option<MicrophoneView>>,
    interviewer: Mutex<Interviewer>,
}

/// What the interviewer does.
#[derive(Debug, Default)]
struct Interviewer {
    state: Option<InterviewerState>,
    reply: Option<ReplyView>,
}

impl Seen {
    /// What the interviewer does, and the line being worded as far as it was shown.
    pub(crate) fn interviewer(&self) -> (InterviewerState, Option<ReplyView>) {
        let seen = self.lock_interviewer();
        let state = seen.state.unwrap_or(InterviewerState::Scripted);
        (state, seen.reply.clone())
    }

    /// Notes what it does; gives whether it did something else before.
    pub(super) fn set_interviewer(&self, state: InterviewerState) -> bool {
        self.lock_interviewer().state.replace(state) != Some(state)
    }

    /// Notes that more of a line was shown.
    pub(super) fn reply_grew(&self, line: MessageId, more: &str) {
        let mut seen = self.lock_interviewer();
        match &mut seen.reply {
            Some(reply) if reply.line == line => reply.text.push_str(more),
            reply => {
                *reply = Some(ReplyView {
                    line,
                    text: more.to_owned(),
                });
            }
        }
    }

    /// Notes that no line is being worded any more.
    pub(super) fn reply_ended(&self) {
        self.lock_interviewer().reply = None;
    }

    fn lock_interviewer(&self) -> std::sync::MutexGuard<'_, Interviewer> {
        self.interviewer
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether sound is being taken in.
    pub(crate) fn is_listening(&self) -> bool {
        self.listening.load(Ordering::Acquire)
    }

    pub(super) fn set_listening(&self, listening: bool) {
        self.listening.store(listening, Ordering::Release);
    }

    /// Whether everything that is not stored yet shall be dropped.
    pub(super) fn ends_at_once(&self) -> bool {
        self.ends_at_once.load(Ordering::Acquire)
    }

    /// The microphone in use; `None` while the candidate types.
    pub(crate) fn microphone(&self) -> Option<MicrophoneView> {
        self.microphone
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(super) fn set_microphone(&self, microphone: Option<MicrophoneView>) {
        *self
            .microphone
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = microphone;
    }
}

/// An open room. Dropping it pauses the interview, keeps everything and joins the thread.
pub(crate) struct RoomHandle {
    inbox: Sender<Order>,
    seen: Arc<Seen>,
    thread: Option<JoinHandle<()>>,
}

impl RoomHandle {
    pub(super) fn new(inbox: Sender<Order>, seen: Arc<Seen>, thread: JoinHandle<()>) -> Self {
        Self {
            inbox,
            seen,
            thread: Some(thread),
        }
    }

    pub(super) fn inbox(&self) -> Sender<Order> {
        self.inbox.clone()
    }

    pub(crate) fn seen(&self) -> &Arc<Seen> {
        &self.seen
    }

    pub(super) fn take_thread(&mut self) -> Option<JoinHandle<()>> {
        self.thread.take()
    }

    pub(crate) fn is_over(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Ends the room without keeping what is not stored yet, and waits for its thread.
    pub(super) fn end_at_once(mut self) {
        self.seen.ends_at_once.store(true, Ordering::Release);
        // The room may have ended by itself; then nobody reads the order.
        let _ = self.inbox.send(Order::Wake);
        if let Some(thread) = self.thread.take() {
            join(thread);
        }
    }
}

impl Drop for RoomHandle {
    fn drop(&mut self) {
        // The room may have ended by itself; then nobody reads the order.
        let _ = self.inbox.send(Order::Close);
        if let Some(thread) = self.thread.take() {
            join(thread);
        }
    }
}

/// Waits for the end of a room's thread.
pub(super) fn join(thread: JoinHandle<()>) {
    if thread.join().is_err() {
        tracing::error!("a room ended in a panic; its interview can be resumed");
    }
}
