//! The room's loop: orders, sound and time go in; the engine's effects come out.

use std::{
    collections::VecDeque,
    sync::Arc,
    time::{Duration, Instant},
};

use candor_domain::{Attempt, Code, Interview, InterviewStatus, Role, UtcMillis, live::Live};
use candor_speech::{ModelFolder, Told, TranscriptionWorker};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};

use super::{
    Hearing, OnMessage, Order,
    captions::{self, Captioning},
    closed,
    disk::{Disk, DiskWatch},
    handle::Seen,
    outbox::Outbox,
    sleep::SleepWatch,
    steps::{OnItsWay, Words},
    tracks::Tracks,
    write_transcript,
};
use crate::{
    App, Archive, Result,
    bus::Bus,
    clock::{RoomClock, samples_to_ms},
    engine::{Input, Script, State},
    organisation,
    transcriptions::Starter,
    voice::{Said, Voice, Wording},
};

/// Longest wait of the loop when nothing is to be heard.
const IDLE: Duration = Duration::from_millis(250);
/// Attempts to store what is left when Candor is being closed and the disk refuses.
const LAST_ATTEMPTS: u32 = 3;

/// Everything one running interview needs, owned by its thread.
pub(super) struct Room {
    pub(super) archive: Archive,
    pub(super) bus: Bus,
    /// What comes after the end: words for what has none yet, and ratings.
    pub(super) afterwards: Starter,
    pub(super) outbox: Outbox,
    pub(super) interview: Interview,
    pub(super) script: Script,
    pub(super) state: State,
    pub(super) inbox: Sender<Order>,
    pub(super) seen: Arc<Seen>,
    pub(super) on_message: Option<OnMessage>,
    pub(super) clock: RoomClock,
    pub(super) timer: Option<UtcMillis>,
    /// The microphones.
    pub(super) tracks: Tracks,
    pub(super) worker: Option<TranscriptionWorker>,
    pub(super) model: Option<String>,
    pub(super) on_their_way: VecDeque<OnItsWay>,
    pub(super) next_job: u64,
    pub(super) captions: Captioning,
    /// Speech models, to know which languages they understand.
    pub(super) models: ModelFolder,
    /// What is heard while a line is read aloud is not taken for the candidate's words.
    pub(super) echo_guard: bool,
    /// Whose turn it is, where candidate and recruiter share one microphone.
    pub(super) turn: Option<Role>,
    /// When the interviewer, who waits while the recruiter speaks, has to be told again.
    pub(super) recruiter_until: Option<UtcMillis>,
    pub(super) disk: Arc<dyn Disk>,
    /// Watches the disk while something is recorded.
    pub(super) disk_watch: Option<DiskWatch>,
    /// Until when a line is being read aloud.
    pub(super) reading_until: Option<UtcMillis>,
    pub(super) sleep: SleepWatch,
    /// When the room last looked at its clock.
    pub(super) looked_at: UtcMillis,
    /// Whom to ask for words.
    pub(super) voice: Voice,
    /// The line being worded.
    pub(super) wording: Option<Wording>,
    /// The conversation so far.
    pub(super) said: Vec<Arc<Said>>,
    /// Attempts to instruct a model that were noticed and are not stored yet.
    pub(super) noticed: Vec<Attempt>,
    pub(super) finish_replies: Vec<Sender<Result<Interview>>>,
    /// Failed attempts to store before the room began to close; `None` while it is open.
    pub(super) closing: Option<u32>,
}

impl Room {
    #[expect(
        clippy::too_many_arguments,
        reason = "each is one thing the room is opened with, and it is opened in one place"
    )]
    pub(super) fn new(
        app: &App,
        interview: Interview,
        script: Script,
        state: State,
        inbox: Sender<Order>,
        seen: Arc<Seen>,
        on_message: Option<OnMessage>,
        voice: Voice,
    ) -> Result<Self> {
        let id = interview.id;
        let (recordings, messages) = app.store().read(|conn| {
            let recordings = candor_store::recordings::list(conn, id)?;
            Ok((recordings, candor_store::messages::list(conn, id, 0)?))
        })?;
        let ends = recordings
            .iter()
            .map(|r| r.recording.offset_ms + samples_to_ms(r.stored_samples));
        let clock = RoomClock::steady();
        let now = clock.now();
        let audio_ms = ends.max().unwrap_or(0);
        let names = [
            &interview.candidate_name,
            &script.position_title,
            &organisation::get(app)?.name,
        ];
        let vocabulary = captions::vocabulary(&interview.vocabulary, names.map(String::as_str));
        let captions = Captioning::new(script.settings.words_ms, vocabulary);
        Ok(Self {
            archive: app.archive().clone(),
            bus: app.bus().clone(),
            afterwards: app.transcription_starter(),
            outbox: Outbox::new(app.store()),
            interview,
            script,
            state,
            inbox,
            seen,
            on_message,
            clock,
            timer: None,
            worker: None,
            model: None,
            on_their_way: VecDeque::new(),
            // Whoever has seen an earlier run of this room knows its utterances by their numbers; each took longer.
            next_job: audio_ms / 50,
            captions,
            models: app.models().clone(),
            echo_guard: true,
            tracks: Tracks::new(audio_ms, now),
            turn: None,
            recruiter_until: None,
            disk: app.disk(),
            disk_watch: None,
            reading_until: None,
            sleep: SleepWatch::new(now, Instant::now()),
            looked_at: now,
            voice,
            wording: None,
            said: messages
                .into_iter()
                .map(|message| {
                    Arc::new(Said {
                        role: message.role,
                        purpose: message.purpose,
                        content: message.content,
                    })
                })
                .collect(),
            noticed: Vec::new(),
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
            self.afterwards.interview_ended(self.interview.id);
        }
        for reply in self.finish_replies.drain(..) {
            // A caller that stopped waiting reads the outcome from the store.
            let _ = reply.send(Ok(self.interview.clone()));
        }
    }

    fn turn(&mut self, orders: &Receiver<Order>) {
        if self.tracks.any_heard() {
            self.listen(Role::Candidate);
            self.listen(Role::Recruiter);
            while let Ok(order) = orders.try_recv() {
                self.obey(order);
            }
            self.look_ahead();
            self.wait_for_text_if_fast(orders);
        } else {
            match orders.recv_timeout(self.patience()) {
                Ok(order) => self.obey(order),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => self.close(),
            }
        }
        self.notice_sleep();
        self.wait_for_recruiter();
        self.keep_pace();
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
        ended && stored && !self.tracks.any_heard() && self.on_their_way.is_empty()
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
            Order::Resume(hearing, voice, reply) => {
                let _ = reply.send(self.resume(hearing, *voice));
            }
            Order::Finish(end, reply) => match self.finish(end) {
                Ok(()) => self.finish_replies.push(reply),
                Err(error) => {
                    let _ = reply.send(Err(error));
                }
            },
            Order::Heard(Told::Finished(finished)) => self.heard(finished),
            Order::Heard(Told::Preview(preview)) => self.previewed(preview),
            Order::ReadingAloud {
                reading,
                guarded,
                reply,
            } => {
                self.echo_guard = guarded;
                let _ = reply.send(self.reading_aloud(reading));
            }
            Order::SpeakLanguage(language, actor, reply) => {
                let _ = reply.send(self.speak_language(language, actor));
            }
            Order::Faster(which, opened) => self.faster_model_opened(which, opened),
            Order::ChangeMicrophone {
                track,
                device,
                reply,
            } => self.change_microphone(track, device, reply),
            Order::Microphone {
                track,
                source,
                chosen,
                reply,
                instead,
            } => {
                let found = self.microphone_found(track, source, chosen, instead);
                if let Some(reply) = reply {
                    let _ = reply.send(found);
                }
            }
            Order::MicrophoneRefused { track, error } => self.microphone_refused(track, &error),
            Order::GiveTurn(role, reply) => {
                let _ = reply.send(self.give_turn(role));
            }
            Order::RequestHuman(requested, reply) => {
                let _ = reply.send(self.request_human(requested));
            }
            Order::Wording(line) => self.look_at(line),
            Order::Disk(news) => self.disk_changed(news),
            Order::Interrupt => self.interrupt(self.clock.now()),
            Order::Close => self.close(),
            Order::Wake => {}
        }
    }

    /// Drops what is not stored yet; blocks that are finished are stored, and the recording ends with them.
    fn end_at_once(mut self) {
        self.set_listening(false);
        if let Some(wording) = self.wording.take() {
            wording.end_at_once();
        }
        self.on_their_way.clear();
        self.end_recordings_at_once();
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
