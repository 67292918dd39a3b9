//! A candidate whose sound and words come from the test: a source fed by hand, a transcriber that says what it is told
//! to, and a disk that can be filled.
// Length: one bench, used whole by every test of the room.

#![allow(
    dead_code,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "shared between test programs that each use a part"
)]

use std::{
    path::Path,
    sync::{
        Arc, Condvar, Mutex,
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    time::{Duration, Instant},
};

use candor_core::{
    App, DatabaseKey,
    audio::{AudioError, Pace, Pull, Source, decode_file},
    bus::Subscription,
    engine::Settings,
    interviews, room,
    speech::{Pass, SpeechError, TranscribeOptions, Transcriber, Transcription},
};
use candor_domain::{
    Code, EventKind, InterviewId, Message, Role, Word,
    live::{Fact, Live, MicrophoneState},
    recording::{Block, SAMPLE_RATE},
};
use candor_store::recordings::{self, StoredRecording};

use crate::common::{demo_folder, folders};

/// How long anything here may take before the test fails.
const PATIENCE: Duration = Duration::from_mins(2);

/// Opens Candor with an interviewer who waits for ever: only what the test does moves the interview on.
pub fn open_patient(data: &Path) -> App {
    let never = 24 * 60 * 60 * 1_000;
    let settings = Settings {
        end_of_answer_ms: never,
        nudge_after_ms: never,
        give_up_after_ms: never,
        ..Settings::default()
    };
    App::open_with_key(folders(data), settings, &DatabaseKey::new([7; 32]))
        .unwrap()
        .with_disk(Arc::new(Plenty))
}

/// Room for everything, whatever the disk says on which a test runs.
struct Plenty;

impl room::Disk for Plenty {
    fn free(&self) -> std::io::Result<u64> {
        Ok(u64::MAX)
    }

    fn used(&self) -> std::io::Result<u64> {
        Ok(0)
    }
}

enum Piece {
    Sound(Vec<f32>),
    Lost,
}

/// The ears of a room; hears what its [`Mouth`] says, as fast as that.
struct Ear {
    name: String,
    pieces: Receiver<Piece>,
    heard: Arc<Heard>,
    lost: bool,
}

/// How many samples an ear has taken in.
#[derive(Default)]
struct Heard {
    samples: Mutex<u64>,
    more: Condvar,
}

impl Source for Ear {
    fn name(&self) -> &str {
        &self.name
    }

    fn pace(&self) -> Pace {
        Pace::RealTime
    }

    fn read(&mut self, out: &mut Vec<f32>) -> Result<Pull, AudioError> {
        match self.pieces.recv_timeout(Duration::from_millis(10)) {
            Ok(Piece::Sound(samples)) if !self.lost => {
                *self.heard.samples.lock().unwrap() += samples.len() as u64;
                self.heard.more.notify_all();
                out.extend(samples);
                Ok(Pull::Samples)
            }
            Err(RecvTimeoutError::Timeout) if !self.lost => Ok(Pull::Idle),
            Err(RecvTimeoutError::Disconnected) if !self.lost => Ok(Pull::End),
            _ => {
                self.lost = true;
                Err(AudioError::DeviceLost {
                    name: self.name.clone(),
                })
            }
        }
    }
}

/// Speaks into a room.
pub struct Mouth {
    pieces: Sender<Piece>,
    heard: Arc<Heard>,
    /// Samples said so far.
    pub samples: u64,
}

impl Mouth {
    fn send(&mut self, samples: &[f32]) {
        for piece in samples.chunks(SAMPLE_RATE as usize / 10) {
            self.samples += piece.len() as u64;
            self.pieces.send(Piece::Sound(piece.to_vec())).unwrap();
        }
    }

    /// One sentence and the silence after it: one utterance.
    pub fn say(&mut self) {
        let sentence = decode_file(&demo_folder().join("recordings/return.wav")).unwrap();
        self.send(&sentence.samples);
        self.send(&vec![0.0; SAMPLE_RATE as usize]);
    }

    /// As [`Self::say`], so many times as loud.
    pub fn say_at(&mut self, gain: f32) {
        let mut sentence = decode_file(&demo_folder().join("recordings/return.wav")).unwrap();
        sentence.samples.iter_mut().for_each(|s| *s *= gain);
        self.send(&sentence.samples);
        self.send(&vec![0.0; SAMPLE_RATE as usize]);
    }

    /// Nothing at all, for so many ms.
    pub fn be_silent(&mut self, ms: u64) {
        let samples = ms * u64::from(SAMPLE_RATE) / 1_000;
        self.send(&vec![0.0; samples as usize]);
    }

    /// The beginning of a sentence.
    pub fn begin_to_say(&mut self) {
        let sentence = decode_file(&demo_folder().join("recordings/return.wav")).unwrap();
        self.send(&sentence.samples[..sentence.samples.len() / 2]);
    }

    /// The part of the sentence between these two times, in ms; the rest of it without an end.
    pub fn say_part(&mut self, from_ms: usize, to_ms: Option<usize>) {
        let sentence = decode_file(&demo_folder().join("recordings/return.wav")).unwrap();
        let rate = SAMPLE_RATE as usize / 1_000;
        let end = to_ms.map_or(sentence.samples.len(), |ms| ms * rate);
        self.send(&sentence.samples[from_ms * rate..end]);
    }

    /// Waits until the room has taken in everything that was said.
    pub fn wait_until_heard(&self) {
        let heard = self.heard.samples.lock().unwrap();
        let missing = |heard: &mut u64| *heard < self.samples;
        let (_heard, waited) = self
            .heard
            .more
            .wait_timeout_while(heard, PATIENCE, missing)
            .unwrap();
        assert!(!waited.timed_out(), "the room does not listen");
    }

    /// Whether a room still has its ears open.
    pub fn is_heard(&self) -> bool {
        self.pieces.send(Piece::Sound(Vec::new())).is_ok()
    }

    /// Somebody pulls the plug.
    pub fn unplug(&self) {
        self.pieces.send(Piece::Lost).unwrap();
    }
}

/// What the transcriber does with an utterance.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Hears {
    Words,
    Nothing,
    Panics,
}

/// Understands the n-th utterance as “this is answer n”, unless it is told otherwise.
struct Scripted {
    first: usize,
    calls: usize,
    script: Vec<Hears>,
}

impl Transcriber for Scripted {
    fn transcribe(
        &mut self,
        samples: &[f32],
        options: &TranscribeOptions,
    ) -> Result<Transcription, SpeechError> {
        let call = self.calls;
        let last = options.pass == Pass::Final;
        self.calls += usize::from(last);
        match self.script.get(call).copied().unwrap_or(Hears::Words) {
            // A look at an utterance that is not over shows what it will be.
            _ if !last => {}
            Hears::Words => {}
            Hears::Nothing => return Err(SpeechError::Panicked),
            Hears::Panics => panic!("the transcriber of this test panics when it is told to"),
        }
        let text = format!("this is answer {}", self.first + call);
        let step = samples.len() as u64 / 16 / 4;
        let words = text.split(' ').zip(0..).map(|(text, n)| Word {
            text: text.to_owned(),
            start_ms: n * step,
            end_ms: (n + 1) * step,
            probability: 0.9,
        });
        Ok(Transcription::from_words(
            words.collect(),
            options.language,
            None,
        ))
    }
}

fn ear(name: &str) -> (Ear, Mouth) {
    let (pieces, said) = channel();
    let heard = Arc::<Heard>::default();
    let ear = Ear {
        name: name.to_owned(),
        pieces: said,
        heard: Arc::clone(&heard),
        lost: false,
    };
    let mouth = Mouth {
        pieces,
        heard,
        samples: 0,
    };
    (ear, mouth)
}

/// Ears for a room whose first utterance is answer number `first`, and the mouth that speaks into them.
pub fn hearing(first: usize, script: &[Hears]) -> (room::Hearing, Mouth) {
    let (ear, mouth) = ear("a microphone made of words");
    let hearing = room::Hearing {
        source: Box::new(ear),
        transcriber: Box::new(Scripted {
            first,
            calls: 0,
            script: script.to_vec(),
        }),
        model: "scripted".to_owned(),
        microphones: None,
        chosen: None,
        recruiter: room::Recruiter::default(),
        faster: None,
    };
    (hearing, mouth)
}

/// The microphones plugged in; the first one is the default. One that was opened is in use and not offered again.
#[derive(Clone, Default)]
pub struct Cupboard(Arc<Mutex<Vec<Ear>>>);

impl Cupboard {
    /// Plugs a microphone in.
    pub fn plug(&self, name: &str) -> Mouth {
        self.plug_speaking(name, |_| {})
    }

    /// Plugs a microphone in that has something to hear from its first moment: whoever only tries whether something is
    /// heard, hears it, however soon.
    pub fn plug_speaking(&self, name: &str, speak: impl FnOnce(&mut Mouth)) -> Mouth {
        let (ear, mut mouth) = ear(name);
        speak(&mut mouth);
        self.0.lock().unwrap().push(ear);
        mouth
    }

    /// Ears for a room that hears through one of these.
    pub fn hearing(&self, chosen: Option<&str>) -> room::Hearing {
        room::Hearing {
            source: room::Microphones::open(self, chosen).unwrap(),
            transcriber: Box::new(Scripted {
                first: 1,
                calls: 0,
                script: Vec::new(),
            }),
            model: "scripted".to_owned(),
            microphones: Some(Arc::new(self.clone())),
            chosen: chosen.map(str::to_owned),
            recruiter: room::Recruiter::default(),
            faster: None,
        }
    }
}

impl room::Microphones for Cupboard {
    fn open(&self, device: Option<&str>) -> Result<Box<dyn Source>, AudioError> {
        let mut ears = self.0.lock().unwrap();
        let wanted = ears
            .iter()
            .position(|ear| device.is_none_or(|name| name == ear.name));
        match (wanted, device) {
            (Some(n), _) => Ok(Box::new(ears.remove(n))),
            (None, None) => Err(AudioError::NoDevice),
            (None, Some(name)) => Err(AudioError::UnknownDevice {
                name: name.to_owned(),
                known: ears.iter().map(|ear| ear.name.clone()).collect(),
            }),
        }
    }
}

/// Lets others work for so long: between two looks at what nobody announces, or while nothing may happen.
pub fn let_pass(time: Duration) {
    let (open, never) = channel::<()>();
    // Nothing is ever sent: it waits out its time.
    assert!(never.recv_timeout(time).is_err());
    drop(open);
}

/// Between two looks.
pub const LOOK: Duration = Duration::from_millis(2);

/// Reads facts until the microphone is like this; gives its name.
pub fn wait_for_microphone(facts: &mut Subscription, wanted: MicrophoneState) -> String {
    let mut name = String::new();
    wait_for(facts, "a change of the microphone", |fact| match fact {
        Fact::Live {
            live: Live::Microphone { state, device, .. },
        } if *state == wanted => {
            name.clone_from(device);
            true
        }
        _ => false,
    });
    name
}

/// Reads facts until one is what is waited for.
pub fn wait_for(
    facts: &mut Subscription,
    what: &str,
    mut wanted: impl FnMut(&Fact) -> bool,
) -> Fact {
    let end = Instant::now() + PATIENCE;
    while Instant::now() < end {
        if let Some(fact) = facts.next(Duration::from_millis(100)).unwrap()
            && wanted(&fact)
        {
            return fact;
        }
    }
    panic!("waited in vain for {what}");
}

/// Reads facts until `count` utterances have come back from the transcriber.
pub fn wait_for_texts(facts: &mut Subscription, count: usize) {
    let (mut seen, mut waiting) = (0, 0);
    wait_for(facts, "the texts of utterances", |fact| {
        if let Fact::Live {
            live: Live::Transcribing { pending, .. },
        } = fact
        {
            seen += usize::from(*pending < waiting);
            waiting = *pending;
        }
        seen == count
    });
}

/// Reads facts until the room tells people about a failure with this code; gives the words.
pub fn wait_for_notice(facts: &mut Subscription, wanted: Code) -> String {
    let mut words = String::new();
    wait_for(facts, "a notice", |fact| {
        if let Fact::Live {
            live: Live::Notice { code, detail, .. },
        } = fact
        {
            assert_eq!(*code, wanted, "{detail}");
            words.clone_from(detail);
        }
        !words.is_empty()
    });
    words
}

/// Waits until the log holds such an entry, whichever facts have been read already.
pub fn wait_for_entry(app: &App, facts: &mut Subscription, wanted: EventKind) {
    let there = || {
        app.events(0, u32::MAX)
            .unwrap()
            .iter()
            .any(|event| event.kind == wanted)
    };
    if !there() {
        wait_for(facts, wanted.as_str(), |_| there());
    }
}

/// Reads facts until the interview holds so many of the candidate's messages; gives them.
pub fn wait_for_answers(
    app: &App,
    id: InterviewId,
    facts: &mut Subscription,
    count: usize,
) -> Vec<Message> {
    if answers(app, id).len() < count {
        wait_for(facts, "answers", |_| answers(app, id).len() >= count);
    }
    answers(app, id)
}

pub fn messages(app: &App, id: InterviewId) -> Vec<Message> {
    let views = interviews::conversation(app, id, 0).unwrap();
    views.into_iter().map(|view| view.message).collect()
}

/// What the candidate said and typed.
pub fn answers(app: &App, id: InterviewId) -> Vec<Message> {
    let mut messages = messages(app, id);
    messages.retain(|m| m.role == Role::Candidate);
    messages
}

pub fn contents(messages: &[Message]) -> Vec<&str> {
    messages.iter().map(|m| m.content.as_str()).collect()
}

/// The recordings of an interview, each checked: blocks without a hole, ended with every sample it took in.
pub fn whole_recordings(app: &App, id: InterviewId) -> Vec<StoredRecording> {
    let recordings = app.store().read(|conn| recordings::list(conn, id)).unwrap();
    for recording in &recordings {
        let mut next = (0, 0);
        app.store()
            .read(|conn| {
                recordings::for_each_block(conn, recording.recording.id, |block: Block| {
                    assert_eq!((block.number, block.start_sample), next);
                    next = (
                        block.number + 1,
                        block.start_sample + u64::from(block.samples),
                    );
                    Ok::<_, candor_store::StoreError>(())
                })
            })
            .unwrap();
        assert_eq!(recording.stored_samples, next.1);
        assert!(recording.ended_at.is_some(), "{recording:?}");
        assert_eq!(recording.total_samples, Some(recording.stored_samples));
    }
    recordings
}

/// Numbers without gaps, and a log that tells the same story as the tables.
pub fn assert_sound(app: &App, id: InterviewId) {
    let numbers: Vec<_> = messages(app, id).iter().map(|m| m.number).collect();
    assert_eq!(numbers, (1..=numbers.len() as u32).collect::<Vec<_>>());
    let report = app.verify().unwrap();
    assert!(report.is_intact(), "{report:?}");
}
