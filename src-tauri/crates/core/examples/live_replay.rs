// Length: one benchmark, read from top to bottom.

//! How soon words are on screen when recorded answers are replayed at real time, and whether memory stays flat.
//!
//! `live_replay [ROUNDS]` holds whole interviews with the demo's recorded answers, demo model in a process of its own,
//! by turns on an idle computer and with every core kept busy by other work, and prints `BENCH` lines as
//! `cargo xtask bench` reads them. `peer` is the bound where there is a `goal`, and otherwise the same figure on the idle
//! computer. All times are told by the sound itself: from the moment a word or a sentence was over to the moment the fact
//! about it was read from the bus.
//!
//! `live_replay --memory [HOURS]` has so many hours of answers heard as fast as that goes, recogniser in this process,
//! and compares the memory held at the end with that after a tenth.
//!
//! It fails, whatever the figures, when sound was lost, a word called stable was taken back, or an utterance has no words.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement prints its results and has nobody to report errors to"
)]

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use candor_core::{
    App, DatabaseKey, Folders,
    audio::{AudioError, ClipSource, ClipTrigger, Pace, Pull, Source, decode_file},
    clock,
    engine::{End, Settings},
    interviews::{self, InterviewDraft},
    machine, positions, room, samples,
    speech::{Recogniser, child},
};
use candor_domain::{
    EventKind, InterviewId, Language, Message, MessageId, Origin,
    live::{Fact, Live},
    message::Purpose,
    recording::SAMPLE_RATE,
};
use serde_json::json;

const ANSWERS: usize = 6;
/// Silence kept before and after an utterance's speech, in ms: part of it, and no speech.
const AROUND_MS: i64 = 200;
/// Sound a microphone's ring holds for a reader that is late.
const RING: Duration = Duration::from_secs(15);
/// From the first word to something on screen: a second of speech, and one short decode on an idle computer.
const FIRST_MS: f64 = 1_500.0;
/// From the end of speech to the final text: the silence that ends it, and one decode.
const FINAL_MS: f64 = 1_500.0;
/// Memory at the end may be this many times that after a tenth.
const FLAT: f64 = 1.1;

/// A figure's name, where it is found, and its bound.
type Figure = (&'static str, fn(&Seen) -> &[f64], Option<f64>);

fn main() -> ExitCode {
    if child::is_asked_for() {
        return child::run();
    }
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("--memory") => memory(arguments.get(1).map_or(4.0, |hours| hours.parse().unwrap())),
        rounds => live(rounds.map_or(1, |rounds| rounds.parse().unwrap())),
    }
    ExitCode::SUCCESS
}

fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../models/demo")
}

fn open(folder: &Path, settings: Settings) -> App {
    let folders = Folders {
        shipped_models: vec![demo()],
        ..Folders::below(folder)
    };
    App::open_with_key(folders, settings, &DatabaseKey::new([7; 32])).unwrap()
}

fn interview(app: &App) -> InterviewId {
    let file = samples::read("customer-support-agent").unwrap();
    let draft = InterviewDraft {
        position_id: positions::create(app, file.into()).unwrap().id,
        candidate_name: "Ada".to_owned(),
        candidate_external_id: None,
        language: Language::En,
        recommended_minutes: 30,
        description: String::new(),
        knowledge_base: String::new(),
        accommodations: candor_domain::Accommodations::default(),
        vocabulary: String::new(),
    };
    let id = interviews::create(app, draft).unwrap().interview.id;
    let text = interviews::consent_text(app, id).unwrap();
    interviews::give_consent(app, id, &text).unwrap();
    id
}

fn hearing(app: &App, source: Box<dyn Source>) -> room::Hearing {
    let model = machine::choose_model(app.models(), None, Language::En).unwrap();
    room::Hearing {
        source,
        transcriber: app.recogniser().open(&model).unwrap(),
        model: model.name().to_owned(),
        microphones: None,
        chosen: None,
        recruiter: room::Recruiter::default(),
        faster: None,
    }
}

/// A source that notes how long its reader stayed away.
struct Watched<S> {
    source: S,
    read_at: Option<Instant>,
    longest_ms: Arc<AtomicU64>,
}

impl<S: Source> Source for Watched<S> {
    fn name(&self) -> &str {
        self.source.name()
    }

    fn pace(&self) -> Pace {
        self.source.pace()
    }

    fn read(&mut self, out: &mut Vec<f32>) -> Result<Pull, AudioError> {
        let away = self.read_at.map_or(0, |at| at.elapsed().as_millis());
        self.longest_ms
            .fetch_max(u64::try_from(away).unwrap(), Ordering::Relaxed);
        let pull = self.source.read(out);
        self.read_at = Some(Instant::now());
        pull
    }
}

/// Keeps every core busy while it lives.
struct Busy {
    over: Arc<AtomicBool>,
    threads: Vec<thread::JoinHandle<()>>,
}

impl Busy {
    fn begin() -> Self {
        let over = Arc::<AtomicBool>::default();
        let work = || {
            let over = Arc::clone(&over);
            thread::spawn(move || {
                let mut number = 1.0_f64;
                while !over.load(Ordering::Relaxed) {
                    for _ in 0..10_000 {
                        number = std::hint::black_box((number * 1.000_1).sqrt() + 1.0);
                    }
                }
            })
        };
        let cores = thread::available_parallelism().unwrap().get();
        Self {
            threads: (0..cores).map(|_| work()).collect(),
            over,
        }
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        self.threads.drain(..).for_each(|t| t.join().unwrap());
    }
}

/// What one interview showed; times in ms.
#[derive(Default)]
struct Seen {
    /// From the beginning of an utterance's speech to its first words on screen.
    first: Vec<f64>,
    /// From the end of each word to its first time on screen.
    words: Vec<f64>,
    /// From the end of an utterance's speech to its final text.
    finals: Vec<f64>,
    /// Longest time nobody read the sound.
    away_ms: u64,
    /// Captions shown.
    captions: usize,
}

impl Seen {
    fn add(&mut self, other: Self) {
        self.first.extend(other.first);
        self.words.extend(other.words);
        self.finals.extend(other.finals);
        self.away_ms = self.away_ms.max(other.away_ms);
        self.captions += other.captions;
    }
}

/// A caption, and when it was read from the bus.
struct Caption {
    at: i64,
    utterance: u64,
    stable: String,
    text: String,
}

fn live(rounds: usize) {
    let (mut idle, mut busy) = (Seen::default(), Seen::default());
    for _ in 0..rounds {
        idle.add(replay());
        let _busy = Busy::begin();
        busy.add(replay());
    }
    for (how, seen, quiet) in [("idle", &idle, None), ("busy", &busy, Some(&idle))] {
        println!(
            "{how}: {} utterances, {} captions, sound unread for at most {} ms",
            seen.finals.len(),
            seen.captions,
            seen.away_ms
        );
        let figures: [Figure; 3] = [
            ("first words", |s| &s.first, Some(FIRST_MS)),
            ("a word on screen", |s| &s.words, None),
            ("speech end to final text", |s| &s.finals, Some(FINAL_MS)),
        ];
        for (what, values, bound) in figures {
            for percent in [50, 95] {
                let ours = percentile(values(seen), percent);
                let peer = match (quiet, bound) {
                    (Some(quiet), _) => percentile(values(quiet), percent),
                    (None, Some(bound)) => bound,
                    (None, None) => ours,
                };
                let mut figure = json!({
                    "name": format!("live, {how}: {what} p{percent}"), "unit": "ms",
                    "ours": ours, "peer": peer, "ratio": ours / peer, "runs": values(seen).len(),
                });
                if quiet.is_none() && bound.is_some() {
                    figure["goal"] = json!(1.0);
                }
                println!("BENCH {figure}");
            }
        }
    }
}

/// Holds an interview with the recorded answers at real time.
fn replay() -> Seen {
    let folder = tempfile::tempdir().unwrap();
    let app =
        open(folder.path(), Settings::default()).with_recogniser(Recogniser::of_this_program());
    let id = interview(&app);
    let clips = (1..=ANSWERS).map(|n| demo().join(format!("answers/{n}.wav")));
    let (source, trigger) = ClipSource::new(clips.collect(), Pace::RealTime).unwrap();
    let longest_ms = Arc::<AtomicU64>::default();
    let source = Watched {
        source,
        read_at: None,
        longest_ms: Arc::clone(&longest_ms),
    };
    let ears = hearing(&app, Box::new(source));
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let over = Arc::<AtomicBool>::default();
    let listener = thread::spawn({
        let over = Arc::clone(&over);
        move || {
            let (mut captions, mut stored) = (Vec::new(), Vec::<(i64, MessageId)>::new());
            while !over.load(Ordering::Relaxed) {
                let fact = facts.next(Duration::from_millis(100)).unwrap();
                let at = clock::now().0;
                match fact {
                    Some(Fact::Live {
                        live:
                            Live::Caption {
                                utterance,
                                stable,
                                unsettled,
                                ..
                            },
                    }) => captions.push(Caption {
                        at,
                        utterance,
                        text: format!("{stable} {unsettled}"),
                        stable,
                    }),
                    Some(Fact::Logged { event }) if event.kind == EventKind::MessageAdded => {
                        stored.push((at, MessageId(event.part.unwrap())));
                    }
                    _ => {}
                }
            }
            (captions, stored)
        }
    });
    room::start_hearing(&app, id, Some(ears), Some(candidate(trigger))).unwrap();
    room::wait(&app, id);
    over.store(true, Ordering::Relaxed);
    let (captions, stored) = listener.join().unwrap();
    let away_ms = longest_ms.load(Ordering::Relaxed);
    assert!(
        u128::from(away_ms) < RING.as_millis(),
        "a microphone would have lost sound: {away_ms} ms unread"
    );
    let seen = measure(&app, id, &captions, &stored);
    Seen { away_ms, ..seen }
}

/// A candidate who answers each question with the next recording.
fn candidate(trigger: ClipTrigger) -> room::OnMessage {
    let mut asked = 0;
    Box::new(move |message: &Message| {
        if message.purpose == Purpose::Question {
            trigger.answer(asked, 800);
            asked += 1;
        }
    })
}

fn measure(app: &App, id: InterviewId, captions: &[Caption], stored: &[(i64, MessageId)]) -> Seen {
    let mut seen = Seen {
        captions: captions.len(),
        ..Seen::default()
    };
    for pair in captions.windows(2) {
        let same = pair[0].utterance == pair[1].utterance;
        assert!(
            !same || pair[1].stable.starts_with(&pair[0].stable),
            "a word called stable was taken back"
        );
    }
    let messages = interviews::conversation(app, id, 0).unwrap();
    for message in messages.iter().map(|view| &view.message) {
        if message.origin != Origin::Speech {
            continue;
        }
        assert_eq!(message.doubt, None, "an utterance has no sure words");
        let (start, end) = (message.audio_start_ms, message.audio_end_ms);
        let (start_ms, end_ms) = (start.unwrap(), end.unwrap());
        let wall = |ms: u64| message.at.0 + i64::try_from(ms - start_ms).unwrap();
        let stored_at = stored.iter().find(|(_, own)| *own == message.id).unwrap().0;
        seen.finals
            .push((stored_at - (wall(end_ms) - AROUND_MS)) as f64);
        let during = captions
            .iter()
            .filter(|c| (message.at.0..stored_at).contains(&c.at));
        let own: Vec<&Caption> = during.collect();
        if let Some(first) = own.first() {
            seen.first
                .push((first.at - (message.at.0 + AROUND_MS)) as f64);
        }
        for (n, word) in message.words.iter().enumerate() {
            let on_screen = own.iter().find(|c| {
                c.text
                    .split_whitespace()
                    .nth(n)
                    .is_some_and(|w| plain(w) == plain(&word.text))
            });
            let at = on_screen.map_or(stored_at, |caption| caption.at);
            seen.words.push((at - wall(word.end_ms)).max(0) as f64);
        }
    }
    assert!(seen.finals.len() >= ANSWERS, "answers are missing");
    seen
}

fn plain(word: &str) -> String {
    let letters = word.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

fn percentile(values: &[f64], percent: usize) -> f64 {
    let mut values = values.to_owned();
    values.sort_by(f64::total_cmp);
    values[(values.len() * percent / 100).min(values.len() - 1)]
}

/// The answers over and over, with a pause between them, as fast as they are read.
struct Looped {
    sound: Vec<f32>,
    place: usize,
    left: u64,
    done: Arc<AtomicU64>,
}

impl Source for Looped {
    fn name(&self) -> &'static str {
        "answers without end"
    }

    fn pace(&self) -> Pace {
        Pace::Fast
    }

    fn read(&mut self, out: &mut Vec<f32>) -> Result<Pull, AudioError> {
        if self.left == 0 {
            return Ok(Pull::End);
        }
        let end = (self.place + SAMPLE_RATE as usize / 10).min(self.sound.len());
        out.extend(&self.sound[self.place..end]);
        let read = (end - self.place) as u64;
        self.left = self.left.saturating_sub(read);
        self.done.fetch_add(read, Ordering::Relaxed);
        self.place = end % self.sound.len();
        Ok(Pull::Samples)
    }
}

fn memory(hours: f64) {
    let never = 24 * 60 * 60 * 1_000;
    let patient = Settings {
        end_of_answer_ms: never,
        nudge_after_ms: never,
        give_up_after_ms: never,
        ..Settings::default()
    };
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path(), patient);
    let id = interview(&app);
    let mut sound = Vec::new();
    for n in 1..=ANSWERS {
        let answer = decode_file(&demo().join(format!("answers/{n}.wav"))).unwrap();
        sound.extend(answer.samples);
        sound.extend(vec![0.0; 2 * SAMPLE_RATE as usize]);
    }
    let all = (hours * 3_600.0 * f64::from(SAMPLE_RATE)) as u64;
    let done = Arc::<AtomicU64>::default();
    let source = Looped {
        sound,
        place: 0,
        left: all,
        done: Arc::clone(&done),
    };
    let ears = hearing(&app, Box::new(source));
    let began = Instant::now();
    room::start_hearing(&app, id, Some(ears), None).unwrap();
    let mut tenth = None;
    while done.load(Ordering::Relaxed) < all {
        thread::sleep(Duration::from_millis(50));
        if tenth.is_none() && done.load(Ordering::Relaxed) >= all / 10 {
            tenth = Some(resident_mib());
        }
    }
    let (tenth, end) = (tenth.unwrap(), resident_mib());
    room::finish(&app, id, End::RecruiterFinished).unwrap();
    let utterances = interviews::conversation(&app, id, 0).unwrap().len();
    println!(
        "{hours} h of sound in {:.0} s, {utterances} messages: {tenth:.1} MiB after a tenth, {end:.1} MiB at the end",
        began.elapsed().as_secs_f64()
    );
    let figure = json!({
        "name": format!("memory over {hours} h of interview"), "unit": "MiB",
        "ours": end, "peer": tenth, "ratio": end / tenth, "goal": FLAT, "runs": 1,
    });
    println!("BENCH {figure}");
}

/// Memory this process holds.
fn resident_mib() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kib: f64 = line
        .and_then(|line| line.split_whitespace().nth(1))
        .unwrap()
        .parse()
        .unwrap();
    kib / 1_024.0
}
