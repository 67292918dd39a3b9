//! How long transcribing recordings takes, compared with a bare whisper-rs loop.
//!
//! Our side is [`transcribe_samples`]: voice activity, whisper, words on the recording's time line. The peer gets the
//! very stretches of sound that our side hands to whisper, cut beforehand, and does nothing but run whisper on them
//! with the same parameters and read the text. One thread each, the demo model, its recordings, samples in memory
//! before the clock starts. Rounds are interleaved and take turns in who goes first.
//!
//! `bare_loop_ratio [ROUNDS]` prints two `BENCH` lines as `cargo xtask bench` reads them: medians in seconds and the
//! median of the rounds' ratios. The second, for information, has whisper hear each recording whole, with its full
//! context of 30 s, as a program without voice activity would; without our limit on encoder runs it may hear the same
//! stretch many times. Different text from the first peer is an error: then the work was not the same.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement prints its results and has nobody to report errors to"
)]

use std::{
    env,
    path::{Path, PathBuf},
    time::Instant,
};

use candor_domain::Language;
use candor_speech::{
    ModelFolder, SpeechError, TranscribeOptions, Transcriber, Transcription, VerifiedModel,
    Whisper, transcribe_samples,
};
use serde_json::{Value, json};
use whisper_rs::{FullParams, WhisperContext, WhisperContextParameters, WhisperState};

const MODEL: &str = "demo-en";
const RECORDINGS: [&str; 7] = [
    "recordings/interview-60s.wav",
    "answers/1.wav",
    "answers/2.wav",
    "answers/3.wav",
    "answers/4.wav",
    "answers/5.wav",
    "answers/6.wav",
];
/// Our time may be this many times the bare loop's.
const GOAL: f64 = 1.02;
/// Rounds in which whisper also hears whole recordings; one takes as long as several of the others.
const WHOLE_ROUNDS: usize = 3;
/// Shorter stretches are filled up with silence to this length, on both sides.
const MIN_SAMPLES: usize = 17_600;

fn main() {
    let rounds: usize = env::args().nth(1).map_or(9, |text| text.parse().unwrap());
    let recordings: Vec<Vec<f32>> = RECORDINGS.iter().map(|name| samples(name)).collect();
    let own = tempfile::tempdir().unwrap();
    let model = ModelFolder::new(own.path(), [demo()])
        .locate(MODEL)
        .unwrap();
    let mut whisper = Whisper::load(&model).unwrap();
    let mut bare = Bare::load(&model);
    let cuts = cuts(&recordings, &mut whisper);

    let mut times: [Vec<f64>; 3] = Default::default();
    for round in 0..rounds {
        let mut texts: [String; 2] = Default::default();
        for turn in 0..2 {
            let side = (round + turn) % 2;
            let began = Instant::now();
            let text = match side {
                0 => ours(&recordings, &mut whisper),
                _ => bare.hear(&cuts, |cut| whisper.full_params(&options(), cut.len())),
            };
            times[side].push(began.elapsed().as_secs_f64());
            texts[side] = text;
        }
        assert_eq!(texts[0], texts[1], "the two sides heard different words");
        if round < WHOLE_ROUNDS {
            let began = Instant::now();
            bare.hear(&recordings, |_| {
                let mut params = whisper.full_params(&options(), 0);
                params.set_audio_ctx(0);
                params
            });
            times[2].push(began.elapsed().as_secs_f64());
        }
    }
    let [ours, loops, whole] = &times;
    report("file transcription", ours, loops, &json!({ "goal": GOAL }));
    report(
        "same, whisper alone on whole files",
        ours,
        whole,
        &json!({}),
    );
}

fn report(name: &str, ours: &[f64], peer: &[f64], more: &Value) {
    let ratios: Vec<f64> = ours
        .iter()
        .zip(peer)
        .map(|(ours, peer)| ours / peer)
        .collect();
    let mut figure = json!({
        "name": name,
        "unit": "s",
        "ours": median(ours),
        "peer": median(peer),
        "ratio": median(&ratios),
        "runs": ratios.len(),
    });
    for (key, value) in more.as_object().unwrap() {
        figure[key] = value.clone();
    }
    println!("BENCH {figure}");
}

fn median(values: &[f64]) -> f64 {
    let mut values = values.to_owned();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn options() -> TranscribeOptions {
    TranscribeOptions {
        threads: Some(1),
        ..TranscribeOptions::new(Language::En)
    }
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

fn ours(recordings: &[Vec<f32>], whisper: &mut Whisper) -> String {
    let mut text = String::new();
    for recording in recordings {
        for segment in transcribe_samples(recording, whisper, &options(), &mut |_| {}).unwrap() {
            text.push_str(&segment.text);
            text.push(' ');
        }
    }
    plain(&text)
}

/// Only what was said: both sides put spaces differently.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The stretches of sound that [`transcribe_samples`] hands to whisper.
fn cuts(recordings: &[Vec<f32>], whisper: &mut Whisper) -> Vec<Vec<f32>> {
    let mut listener = Listener {
        whisper,
        cuts: Vec::new(),
    };
    for recording in recordings {
        transcribe_samples(recording, &mut listener, &options(), &mut |_| {}).unwrap();
    }
    for cut in &mut listener.cuts {
        cut.resize(cut.len().max(MIN_SAMPLES), 0.0);
    }
    listener.cuts
}

struct Listener<'a> {
    whisper: &'a mut Whisper,
    cuts: Vec<Vec<f32>>,
}

impl Transcriber for Listener<'_> {
    fn transcribe(
        &mut self,
        samples: &[f32],
        options: &TranscribeOptions,
    ) -> Result<Transcription, SpeechError> {
        self.cuts.push(samples.to_owned());
        self.whisper.transcribe(samples, options)
    }

    fn window_ms(&self) -> u64 {
        self.whisper.window_ms()
    }
}

/// The peer: whisper-rs as its own examples use it.
struct Bare {
    state: WhisperState,
}

impl Bare {
    fn load(model: &VerifiedModel) -> Self {
        let context =
            WhisperContext::new_with_params(model.path(), WhisperContextParameters::default())
                .unwrap();
        Self {
            state: context.create_state().unwrap(),
        }
    }

    fn hear(
        &mut self,
        stretches: &[Vec<f32>],
        params: impl Fn(&[f32]) -> FullParams<'static, 'static>,
    ) -> String {
        let mut text = String::new();
        for stretch in stretches {
            self.state.full(params(stretch), stretch).unwrap();
            for segment in self.state.as_iter() {
                text.push_str(&segment.to_str_lossy().unwrap());
            }
            text.push(' ');
        }
        plain(&text)
    }
}
