//! How much longer than the demo model real ones take, on the sentence the speed test uses: what `core` estimates the
//! speed of models from before any of them is installed. Weights are random, so the number of tokens is that of a usual
//! sentence; both sides are run in turn, so that other work on the machine slows both of them down.

#![expect(clippy::print_stdout, reason = "a benchmark")]
#![allow(clippy::unwrap_used, reason = "a benchmark")]

#[path = "../tests/common/random_model.rs"]
mod random_model;

use std::{path::Path, time::Instant};

use candor_domain::Language;
use candor_speech::{ModelFolder, TranscribeOptions, VerifiedModel, Whisper};
use random_model::Shape;
use whisper_rs::{WhisperContext, WhisperContextParameters};

const ROUNDS: usize = 7;
/// Tokens of the sentence.
const TOKENS: i32 = 12;

fn main() {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../models/demo");
    let samples: Vec<f32> = hound::WavReader::open(demo.join("recordings/return.wav"))
        .unwrap()
        .into_samples::<i16>()
        .map(|s| f32::from(s.unwrap()) / 32_768.0)
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let model = ModelFolder::new(folder.path(), [demo])
        .locate("demo-en")
        .unwrap();
    let mut demo = seconds_of(&model, &samples, None);
    for shape in [Shape::TINY, Shape::BASE] {
        let model = shape.write(folder.path());
        let mut real = seconds_of(&model, &samples, Some(TOKENS));
        let mut ratios: Vec<f64> = (0..ROUNDS).map(|_| 1.0 / demo() * real()).collect();
        ratios.sort_by(f64::total_cmp);
        println!(
            "{}: {:.1} times the demo model ({:.1} to {:.1})",
            shape.name,
            ratios[ROUNDS / 2],
            ratios[0],
            ratios[ROUNDS - 1]
        );
    }
}

/// Each call hears the sentence once.
fn seconds_of<'a>(
    model: &VerifiedModel,
    samples: &'a [f32],
    tokens: Option<i32>,
) -> impl FnMut() -> f64 + 'a {
    let whisper = Whisper::load(model).unwrap();
    let context =
        WhisperContext::new_with_params(model.path(), WhisperContextParameters::default()).unwrap();
    let mut state = context.create_state().unwrap();
    move || {
        let mut params = whisper.full_params(&TranscribeOptions::new(Language::En), samples.len());
        if let Some(tokens) = tokens {
            params.set_max_tokens(tokens);
            params.set_temperature_inc(0.0);
        }
        let began = Instant::now();
        state.full(params, samples).unwrap();
        began.elapsed().as_secs_f64()
    }
}
