//! What sizing whisper's audio context to the speech saves, and what it costs in words.
//!
//! Three figures for clips of 3 to 10 s, each against the same clips with the full context of 30 s, one thread:
//!
//! - the demo model: time of a final pass, and words understood. The clips are single sentences of its recordings.
//! - models of the shapes of tiny, base and small with random weights: time only. They stop after as many tokens as a
//!   quick speaker needs for the clip, because what they decode is nonsense without an end. They are written to a
//!   temporary folder and deleted.
//!
//! Both sides use whisper-rs with the parameters the product uses for a first pass; only the context differs. Rounds are
//! interleaved and take turns in who goes first.
//!
//! `context_ratio [ROUNDS]` prints `BENCH` lines as `cargo xtask bench` reads them.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement prints its results and has nobody to report errors to"
)]

#[path = "../tests/common/random_model.rs"]
mod random_model;

use std::{
    env,
    path::{Path, PathBuf},
    time::Instant,
};

use candor_domain::Language;
use candor_speech::{
    ModelFolder, Pass, TranscribeOptions, VerifiedModel, Whisper, WordErrorRate, word_error_rate,
};
use random_model::Shape;
use serde_json::json;
use whisper_rs::{FullParams, WhisperContext, WhisperContextParameters, WhisperState};

/// Our time may be this share of the full context's.
const TIME_GOAL: f64 = 0.40;
/// At least this share of the words the full context understands: not more than 0.3 points fewer.
const WORDS_GOAL: f64 = 0.997;
/// Tokens a second that a quick speaker needs.
const TOKENS_PER_SECOND: usize = 4;
const RATE: usize = 16_000;
/// Lengths of the clips for random weights, in samples.
const LENGTHS: [usize; 4] = [3 * RATE, 5 * RATE, 15 * RATE / 2, 10 * RATE];

/// A stretch of sound and what is said in it.
struct Clip {
    samples: Vec<f32>,
    text: String,
}

fn main() {
    let rounds: usize = env::args().nth(1).map_or(5, |text| text.parse().unwrap());
    let own = tempfile::tempdir().unwrap();
    let demo = ModelFolder::new(own.path(), [demo()])
        .locate("demo-en")
        .unwrap();
    words(&demo, &clips(), rounds);
    let long = samples("recordings/interview-60s.wav");
    for (shape, rounds) in [
        (Shape::TINY, rounds),
        (Shape::BASE, rounds.min(3)),
        (Shape::SMALL, rounds.min(2)),
    ] {
        times(&shape.write(own.path()), &long, rounds);
    }
}

/// The demo model on its sentences.
fn words(model: &VerifiedModel, clips: &[Clip], rounds: usize) {
    let options = options(Pass::Final);
    let mut sides = Sides::load(model);
    let mut errors = [WordErrorRate::default(); 2];
    let (mut shortened, mut full) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        let [mut ours, mut peer] = [0.0; 2];
        for turn in 0..2 {
            let is_full = (round + turn) % 2 == 1;
            let took = if is_full { &mut peer } else { &mut ours };
            for clip in clips {
                let params = sides.params(&options, clip.samples.len(), is_full);
                let began = Instant::now();
                let text = hear(&mut sides.state, params, &clip.samples);
                *took += began.elapsed().as_secs_f64();
                if round == 0 {
                    let side = &mut errors[usize::from(is_full)];
                    *side = *side + word_error_rate(&clip.text, &text);
                }
            }
        }
        shortened.push(ours);
        full.push(peer);
    }
    report_times("3-10 s clips, demo model", &shortened, &full);
    let [ours, peer] = errors.map(|errors| 100.0 * (1.0 - errors.rate()));
    let figure = json!({
        "name": "words understood in them",
        "unit": "%",
        "ours": ours,
        "peer": peer,
        "ratio": ours / peer,
        "goal": WORDS_GOAL,
        "runs": clips.len(),
    });
    println!("BENCH {figure}");
}

/// A model with random weights on stretches of `long`.
fn times(model: &VerifiedModel, long: &[f32], rounds: usize) {
    let options = options(Pass::Partial);
    let mut sides = Sides::load(model);
    let (mut shortened, mut full) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        let [mut ours, mut peer] = [0.0; 2];
        for length in LENGTHS {
            let clip = &long[..length];
            for turn in 0..2 {
                let is_full = (round + turn) % 2 == 1;
                let took = if is_full { &mut peer } else { &mut ours };
                let mut params = sides.params(&options, length, is_full);
                params.set_max_tokens((length / RATE * TOKENS_PER_SECOND) as i32);
                let began = Instant::now();
                hear(&mut sides.state, params, clip);
                *took += began.elapsed().as_secs_f64();
            }
        }
        shortened.push(ours);
        full.push(peer);
    }
    let shape = model.name().trim_start_matches("random-");
    report_times(&format!("3-10 s clips, {shape}, random"), &shortened, &full);
}

/// The product's parameters and a bare state to use them with.
struct Sides {
    whisper: Whisper,
    state: WhisperState,
}

impl Sides {
    fn load(model: &VerifiedModel) -> Self {
        // First, because it keeps whisper.cpp from writing to the terminal.
        let whisper = Whisper::load(model).unwrap();
        let context =
            WhisperContext::new_with_params(model.path(), WhisperContextParameters::default())
                .unwrap();
        Self {
            whisper,
            state: context.create_state().unwrap(),
        }
    }

    fn params(
        &self,
        options: &TranscribeOptions,
        samples: usize,
        full: bool,
    ) -> FullParams<'static, 'static> {
        let mut params = self.whisper.full_params(options, samples);
        if full {
            params.set_audio_ctx(0);
        }
        params
    }
}

fn hear(state: &mut WhisperState, params: FullParams<'static, 'static>, samples: &[f32]) -> String {
    state.full(params, samples).unwrap();
    state
        .as_iter()
        .map(|segment| segment.to_str_lossy().unwrap().into_owned())
        .collect()
}

fn options(pass: Pass) -> TranscribeOptions {
    TranscribeOptions {
        threads: Some(1),
        pass,
        ..TranscribeOptions::new(Language::En)
    }
}

fn report_times(name: &str, ours: &[f64], peer: &[f64]) {
    let ratios: Vec<f64> = ours
        .iter()
        .zip(peer)
        .map(|(ours, peer)| ours / peer)
        .collect();
    let figure = json!({
        "name": name,
        "unit": "s",
        "ours": median(ours),
        "peer": median(peer),
        "ratio": median(&ratios),
        "goal": TIME_GOAL,
        "ceiling": true,
        "runs": ratios.len(),
    });
    println!("BENCH {figure}");
}

fn median(values: &[f64]) -> f64 {
    let mut values = values.to_owned();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../models/demo")
}

fn samples(name: &str) -> Vec<f32> {
    let mut reader = hound::WavReader::open(demo().join(name)).unwrap();
    reader
        .samples::<i16>()
        .map(|sample| f32::from(sample.unwrap()) / 32_768.0)
        .collect()
}

/// The sentences of 3 to 10 s, with as much silence around them as voice activity leaves.
fn clips() -> Vec<Clip> {
    let mut clips = Vec::new();
    for name in ["interview-60s", "support-chat"] {
        let sound = samples(&format!("recordings/{name}.wav"));
        let lines = std::fs::read_to_string(demo().join(format!("recordings/{name}.txt"))).unwrap();
        for line in lines.lines() {
            let mut fields = line.split_whitespace();
            let mut time = || fields.next().unwrap().parse::<f64>().unwrap();
            let (start, end) = (time(), time());
            let text = fields.skip(1).collect::<Vec<_>>().join(" ");
            clips.push(clip(&sound, start, end, text));
        }
    }
    let answers: Vec<serde_json::Value> = serde_json::from_str(
        &std::fs::read_to_string(demo().join("answers/segments.json")).unwrap(),
    )
    .unwrap();
    for (number, answer) in (1..).zip(&answers) {
        let sound = samples(&format!("answers/{number}.wav"));
        for sentence in answer["segments"].as_array().unwrap() {
            let text = sentence["text"].as_str().unwrap().to_owned();
            let time = |field: &str| sentence[field].as_f64().unwrap();
            clips.push(clip(&sound, time("start"), time("end"), text));
        }
    }
    clips.retain(|clip| (3 * RATE..=10 * RATE).contains(&clip.samples.len()));
    clips
}

fn clip(sound: &[f32], start: f64, end: f64, text: String) -> Clip {
    let place = |seconds: f64| ((seconds.max(0.0) * RATE as f64) as usize).min(sound.len());
    Clip {
        samples: sound[place(start - 0.2)..place(end + 0.2)].to_owned(),
        text,
    }
}
