//! What others hold of a running room: its inbox, what can be seen of it, and its thread.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
};

use crossbeam_channel::Sender;

use candor_domain::{
    MessageId, Role,
    live::{Captions, InterviewerState},
};

use super::{CaptionView, MicrophoneView, Order, ReplyView};

/// What can be seen of a room without asking its thread.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    listening: AtomicBool,
    ends_at_once: AtomicBool,
    microphone: Mutex<Option<MicrophoneView>>,
    second_microphone: Mutex<Option<MicrophoneView>>,
    turn: Mutex<Option<Role>>,
    minutes_left: Mutex<Option<u32>>,
    interviewer: Mutex<Interviewer>,
    captions: Mutex<SeenCaptions>,
}

/// What is shown of words that are not stored yet.
#[derive(Debug, Clone, Default)]
pub(crate) struct SeenCaptions {
    /// How much of the captions this computer manages.
    pub(crate) level: Captions,
    /// How far the text is behind, in ms.
    pub(crate) lag_ms: u64,
    /// The utterance being spoken.
    pub(crate) caption: Option<CaptionView>,
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

    /// How far the captions are.
    pub(crate) fn captions(&self) -> SeenCaptions {
        self.lock_captions().clone()
    }

    pub(super) fn set_captions(&self, level: Captions, lag_ms: u64) {
        let mut seen = self.lock_captions();
        (seen.level, seen.lag_ms) = (level, lag_ms);
    }

    pub(super) fn set_caption(&self, caption: CaptionView) {
        self.lock_captions().caption = Some(caption);
    }

    /// Notes that this utterance is done with; what is shown of another one stays.
    pub(super) fn end_caption(&self, role: Role, utterance: u64) {
        let ended = |seen: &mut CaptionView| seen.role == role && seen.utterance == utterance;
        self.lock_captions().caption.take_if(ended);
    }

    fn lock_captions(&self) -> std::sync::MutexGuard<'_, SeenCaptions> {
        self.captions.lock().unwrap_or_else(PoisonError::into_inner)
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

    /// The microphone in use on this track; `None` while nobody is heard there.
    pub(crate) fn microphone(&self, track: Role) -> Option<MicrophoneView> {
        self.microphone_of(track)
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(super) fn set_microphone(&self, track: Role, microphone: Option<MicrophoneView>) {
        *self
            .microphone_of(track)
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = microphone;
    }

    fn microphone_of(&self, track: Role) -> &Mutex<Option<MicrophoneView>> {
        match track {
            Role::Recruiter => &self.second_microphone,
            Role::Candidate | Role::AiHr => &self.microphone,
        }
    }

    /// Minutes of recording that still fit on the disk; `None` when there is plenty.
    pub(crate) fn minutes_left(&self) -> Option<u32> {
        *self
            .minutes_left
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set_minutes_left(&self, minutes_left: Option<u32>) {
        *self
            .minutes_left
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = minutes_left;
    }

    /// Whose turn it is, where candidate and recruiter share one microphone.
    pub(crate) fn turn(&self) -> Option<Role> {
        *self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set_turn(&self, turn: Option<Role>) {
        *self.turn.lock().unwrap_or_else(PoisonError::into_inner) = turn;
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
