//! Trying a microphone out before an interview: its level, and a test sentence to listen to.
//!
//! Nothing of it is stored: the sentence lies in memory, belongs to whoever started the check, and is gone when the
//! check ends, when somebody else starts one, and when a room opens a microphone.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use candor_audio::{LevelAdvice, LevelMeter, Microphone, Pull, Source, wav_bytes};
use candor_domain::{
    Code,
    live::{LevelHint, Live},
    recording::SAMPLE_RATE,
};
use crossbeam_channel::{Receiver, Sender, TryRecvError, bounded};
use serde::Serialize;

use crate::{App, Error, Result, access::Principal, bus::Bus, clock::samples_to_ms, preferences};

/// A check ends by itself after this much sound.
const LONGEST_MS: u64 = 120_000;
/// Longest test sentence.
const SENTENCE_MS: u64 = 10_000;
/// Below this a microphone gives nothing but its own noise, in dBFS.
const FLOOR_DB: f32 = -60.0;
/// A microphone that gives no more than that for so long is called silent: whoever asks twice a second is told within
/// two seconds.
const SILENT: Duration = Duration::from_millis(1_500);

/// How a check stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    /// There is none, or it is somebody else's.
    Off,
    /// Sound comes in.
    Hearing,
    /// The microphone delivers nothing but silence.
    Silent,
    /// The microphone is gone; the check is over.
    Lost,
    /// The check has ended by itself.
    Ended,
}

/// How the test sentence stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SentenceState {
    /// There is none.
    None,
    /// It is being recorded.
    Recording,
    /// It can be listened to.
    Ready,
}

/// A microphone check as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct MicrophoneCheck {
    /// How it stands.
    pub state: CheckState,
    /// Name of the microphone.
    pub device: String,
    /// Why it is lost, for the UI to word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
    /// Why it is lost, in plain words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// Whether speech arrives at a good level; absent until enough was said to tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<LevelHint>,
    /// The test sentence.
    pub sentence: SentenceState,
    /// Its length so far, in ms.
    pub sentence_ms: u64,
}

impl MicrophoneCheck {
    fn off() -> Self {
        Self {
            state: CheckState::Off,
            device: String::new(),
            code: None,
            problem: None,
            level: None,
            sentence: SentenceState::None,
            sentence_ms: 0,
        }
    }
}

/// The one check there can be.
#[derive(Default)]
pub(crate) struct Slot(Mutex<Option<Check>>);

impl Slot {
    fn lock(&self) -> MutexGuard<'_, Option<Check>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A check. Dropping it releases the microphone and waits for the thread.
struct Check {
    owner: Principal,
    /// As long as this is there, somebody wants the check.
    wanted: Option<Sender<Never>>,
    heard: Arc<Mutex<Heard>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Check {
    fn drop(&mut self) {
        self.wanted = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("a microphone check ended in a panic");
        }
    }
}

/// Nothing is ever sent: the thread ends when the other side is gone.
enum Never {}

/// What has been heard so far.
struct Heard {
    device: String,
    last_sound: Instant,
    level: Option<LevelHint>,
    ended: Option<End>,
    recording: bool,
    sentence: Vec<f32>,
}

enum End {
    ByItself,
    Lost { code: Code, problem: String },
}

/// Starts a check with this microphone, or the preferred one, in place of any other check.
///
/// # Errors
/// [`Error::Conflict`] while an interview listens; no microphone, or one that does not open.
pub fn start(app: &App, who: Principal, device: Option<&str>) -> Result<MicrophoneCheck> {
    if app.open_rooms().iter().any(|(_, listening)| *listening) {
        return Err(Error::Conflict(
            "an interview is using the microphone; pause it first".to_owned(),
        ));
    }
    // The old one lets go of its microphone first: it may be the same.
    release(app);
    let device = preferences::device(app, device)?;
    let microphone = Microphone::open(device.as_deref())?;
    listen_to(app, who, Box::new(microphone))
}

/// Starts a check of any source of sound.
///
/// # Errors
/// Only when the system has no thread left.
pub fn listen_to(app: &App, who: Principal, source: Box<dyn Source>) -> Result<MicrophoneCheck> {
    release(app);
    let heard = Arc::new(Mutex::new(Heard {
        device: source.name().to_owned(),
        last_sound: Instant::now(),
        level: None,
        ended: None,
        recording: false,
        sentence: Vec::new(),
    }));
    let (wanted, inbox) = bounded(0);
    let thread = std::thread::Builder::new()
        .name("candor-mic-check".into())
        .spawn({
            let (heard, bus) = (Arc::clone(&heard), app.bus().clone());
            move || listen(source, &heard, &inbox, &bus)
        })
        .map_err(|error| {
            tracing::error!(%error, "no thread for a microphone check");
            Error::Internal
        })?;
    let check = Check {
        owner: who,
        wanted: Some(wanted),
        heard,
        thread: Some(thread),
    };
    let seen = look(&check);
    // Whoever was quicker is replaced, after the lock is given back.
    let other = app.machine().check.lock().replace(check);
    drop(other);
    Ok(seen)
}

/// How the caller's check stands.
pub fn state(app: &App, who: Principal) -> MicrophoneCheck {
    let slot = app.machine().check.lock();
    own(slot.as_ref(), who).map_or_else(MicrophoneCheck::off, look)
}

/// Begins a test sentence, in place of an earlier one. It ends by itself after ten seconds.
///
/// # Errors
/// [`Error::Conflict`] when the caller has no check running.
pub fn record(app: &App, who: Principal) -> Result<MicrophoneCheck> {
    change(app, who, |heard| {
        heard.recording = true;
        heard.sentence.clear();
    })
}

/// Ends the test sentence.
///
/// # Errors
/// As [`record`].
pub fn stop_recording(app: &App, who: Principal) -> Result<MicrophoneCheck> {
    change(app, who, |heard| heard.recording = false)
}

/// The test sentence as a WAV file.
///
/// # Errors
/// [`Error::Conflict`] when the caller has recorded none.
pub fn sentence(app: &App, who: Principal) -> Result<Vec<u8>> {
    let slot = app.machine().check.lock();
    let nothing = || Error::Conflict("no test sentence has been recorded".to_owned());
    let check = own(slot.as_ref(), who).ok_or_else(nothing)?;
    let heard = check.heard();
    if heard.recording || heard.sentence.is_empty() {
        return Err(nothing());
    }
    Ok(wav_bytes(&heard.sentence))
}

/// Ends the caller's check; fine when there is none.
pub fn stop(app: &App, who: Principal) {
    let mut slot = app.machine().check.lock();
    let check = slot.take_if(|check| check.owner == who);
    drop(slot);
    drop(check);
}

/// Ends whatever check is running and lets go of its microphone.
pub(crate) fn release(app: &App) {
    let check = app.machine().check.lock().take();
    // Waits for the thread, and not while the slot is locked.
    drop(check);
}

impl Check {
    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn own(check: Option<&Check>, who: Principal) -> Option<&Check> {
    check.filter(|check| check.owner == who)
}

fn change(app: &App, who: Principal, change: impl FnOnce(&mut Heard)) -> Result<MicrophoneCheck> {
    let slot = app.machine().check.lock();
    let over = || Error::Conflict("the microphone check is over; start it again".to_owned());
    let check = own(slot.as_ref(), who).ok_or_else(over)?;
    {
        let mut heard = check.heard();
        if heard.ended.is_some() {
            return Err(over());
        }
        change(&mut heard);
    }
    Ok(look(check))
}

fn look(check: &Check) -> MicrophoneCheck {
    let heard = check.heard();
    let (state, why) = match &heard.ended {
        Some(End::ByItself) => (CheckState::Ended, None),
        Some(End::Lost { code, problem }) => (CheckState::Lost, Some((*code, problem.clone()))),
        None if heard.last_sound.elapsed() >= SILENT => (CheckState::Silent, None),
        None => (CheckState::Hearing, None),
    };
    let sentence = match (heard.recording, heard.sentence.is_empty()) {
        (true, _) => SentenceState::Recording,
        (false, true) => SentenceState::None,
        (false, false) => SentenceState::Ready,
    };
    MicrophoneCheck {
        state,
        device: heard.device.clone(),
        code: why.as_ref().map(|(code, _)| *code),
        problem: why.map(|(_, problem)| problem),
        level: heard.level,
        sentence,
        sentence_ms: samples_to_ms(heard.sentence.len() as u64),
    }
}

/// Listens until the time is over, the microphone is gone or nobody wants it any more.
fn listen(mut source: Box<dyn Source>, heard: &Mutex<Heard>, inbox: &Receiver<Never>, bus: &Bus) {
    let (mut meter, mut buffer, mut listened) = (LevelMeter::new(), Vec::new(), 0_u64);
    let mut advice = LevelAdvice::new();
    let end = loop {
        if matches!(inbox.try_recv(), Err(TryRecvError::Disconnected)) {
            return;
        }
        buffer.clear();
        let pull = match source.read(&mut buffer) {
            Ok(pull) => pull,
            Err(error) => {
                break End::Lost {
                    code: error.code(),
                    problem: error.to_string(),
                };
            }
        };
        listened += buffer.len() as u64;
        let mut loud = false;
        meter.push(&buffer, |level| {
            loud |= level.rms_db > FLOOR_DB;
            advice.push(level);
            bus.publish(&Live::CheckLevel {
                rms_db: level.rms_db,
                peak_db: level.peak_db,
            });
        });
        {
            let mut heard = lock(heard);
            heard.level = advice.hint();
            take_in(&mut heard, &buffer, loud);
        }
        if pull == Pull::End || samples_to_ms(listened) >= LONGEST_MS {
            break End::ByItself;
        }
    };
    // Whoever reads that it is over finds the microphone free.
    drop(source);
    let mut heard = lock(heard);
    heard.ended = Some(end);
    heard.recording = false;
    heard.sentence = Vec::new();
}

fn lock(heard: &Mutex<Heard>) -> MutexGuard<'_, Heard> {
    heard.lock().unwrap_or_else(PoisonError::into_inner)
}

fn take_in(heard: &mut Heard, samples: &[f32], loud: bool) {
    /// Samples of the longest test sentence.
    const MOST: usize = (SENTENCE_MS * SAMPLE_RATE as u64 / 1_000) as usize;
    if loud {
        heard.last_sound = Instant::now();
    }
    if heard.recording {
        let room = MOST - heard.sentence.len();
        heard
            .sentence
            .extend_from_slice(&samples[..samples.len().min(room)]);
        heard.recording = heard.sentence.len() < MOST;
    }
}
