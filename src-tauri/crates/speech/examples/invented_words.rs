//! How many words are invented where nobody speaks, and how many spoken words voice activity loses.
//!
//! At least an hour of sound in which nobody speaks — silence, noise, tones, typing, breath, engines, music: fourteen
//! kinds, each at six levels from -60 to -12 dBFS, made from a seed — goes the way of a recording: voice activity, then
//! the demo model with all its guards. Every word that comes out was invented. For information: how much sound voice
//! activity alone lets through.
//!
//! The demo's recordings, 374 words, go through voice activity and the judgement of texture at four levels, clean and in
//! three kinds of noise: a word is lost when its middle is in no utterance. Where a word lies within its sentence is told by its letters.
//!
//! `invented_words [MINUTES]` prints `BENCH` lines as `cargo xtask bench` reads them.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement prints its results and has nobody to report errors to"
)]

#[path = "../tests/common/mod.rs"]
mod common;
#[path = "../tests/common/sounds.rs"]
mod sounds;

use candor_domain::Language;
use candor_speech::{TranscribeOptions, texture, transcribe_samples};
use serde_json::json;
use sounds::{Dice, KINDS, at_level};

const LEVELS: [f32; 6] = [-60.0, -50.0, -40.0, -30.0, -20.0, -12.0];
const RATE: f32 = 16_000.0;

fn main() {
    let minutes: f32 = std::env::args()
        .nth(1)
        .map_or(70.0, |text| text.parse().unwrap());
    let seconds = minutes * 60.0 / (KINDS.len() * LEVELS.len()) as f32;
    let mut whisper = common::whisper();
    let options = TranscribeOptions::new(Language::En);
    let (mut heard, mut passed, mut words, mut flagged) = (0.0, 0.0, 0, 0);
    for (kind, (name, make)) in KINDS.iter().enumerate() {
        let (mut of_kind, mut passed_of_kind) = (0, 0.0);
        for (level, db) in LEVELS.iter().enumerate() {
            let mut dice = Dice::new((kind * 1_000 + level) as u64 + 20_000);
            let sound = at_level(make((seconds * RATE) as usize, &mut dice), *db);
            heard += sound.len() as f32 / RATE;
            passed_of_kind += common::utterances(&sound)
                .iter()
                .map(|u| u.samples.len() as f32 / RATE)
                .sum::<f32>();
            let segments = transcribe_samples(&sound, &mut whisper, &options, &mut |_| {}).unwrap();
            of_kind += segments.iter().map(|s| s.words.len()).sum::<usize>();
            let doubtful = segments.iter().filter(|s| s.doubt.is_some());
            flagged += doubtful.map(|s| s.words.len()).sum::<usize>();
        }
        println!(
            "{name:28} {of_kind:4} words, {passed_of_kind:6.1} s let through by voice activity"
        );
        passed += passed_of_kind;
        words += of_kind;
    }
    let hours = heard / 3_600.0;
    println!("{flagged} of the {words} words are flagged as doubtful");
    let line = json!({ "name": "invented words per hour", "unit": "words", "ours": words as f32 / hours,
        "peer": 0, "ratio": words as f32 / hours, "runs": 1 });
    println!("BENCH {line}");
    let share = json!({ "name": "sound without speech let through by voice activity", "unit": "s", "ours": passed,
        "peer": heard, "ratio": passed / heard, "runs": 1 });
    println!("BENCH {share}");
    lost();
}

/// Counts the words of the demo's recordings that voice activity loses.
fn lost() {
    let (mut spoken, mut lost) = (0, 0);
    for gain_db in [0.0, -10.0, -20.0, -26.0] {
        for noise in ["clean", "hiss", "fan", "hiss 10 dB below the voice"] {
            let (mut here, mut lost_here) = (0, 0);
            for (name, sentences) in common::spoken() {
                let sound = in_noise(common::recording(&name), gain_db, noise);
                let utterances: Vec<_> = common::utterances(&sound)
                    .into_iter()
                    .filter(|u| texture::judge(&u.samples) != texture::Judgement::Nothing)
                    .collect();
                for middle in sentences.iter().flat_map(middles) {
                    here += 1;
                    let ms = (middle * 1_000.0) as u64;
                    let kept = utterances
                        .iter()
                        .any(|u| (u.start_ms()..=u.end_ms()).contains(&ms));
                    lost_here += usize::from(!kept);
                }
            }
            println!("{gain_db:4} dB, {noise}: {lost_here} of {here} words lost");
            spoken += here;
            lost += lost_here;
        }
    }
    let line = json!({ "name": "spoken words lost by voice activity", "unit": "words", "ours": lost, "peer": spoken,
        "ratio": f64::from(lost as u32) / f64::from(spoken as u32), "runs": 1 });
    println!("BENCH {line}");
}

/// A recording quieter by so much, in this kind of noise.
fn in_noise(clean: Vec<f32>, gain_db: f32, noise: &str) -> Vec<f32> {
    let gain = 10_f32.powf(gain_db / 20.0);
    let voice: Vec<f32> = clean.iter().map(|s| s * gain).collect();
    let mut dice = Dice::new(5);
    let power = voice.iter().map(|s| s * s).sum::<f32>() / voice.len() as f32;
    let rest = match noise {
        "hiss" => at_level(
            sounds::white(voice.len(), &mut dice),
            -55.0 + gain_db.max(-10.0),
        ),
        "fan" => at_level(
            sounds::fan(voice.len(), &mut dice),
            -45.0 + gain_db.max(-10.0),
        ),
        "clean" => return voice,
        _ => at_level(
            sounds::white(voice.len(), &mut dice),
            10.0 * power.log10() - 10.0,
        ),
    };
    voice
        .iter()
        .zip(rest)
        .map(|(voice, noise)| voice + noise)
        .collect()
}

/// The middles of a sentence's words, in seconds, as its letters tell them.
fn middles((start, end, text): &(f64, f64, String)) -> Vec<f64> {
    let letters: usize = text.split_whitespace().map(|word| word.len() + 1).sum();
    let mut before = 0;
    text.split_whitespace()
        .map(|word| {
            let middle = before as f64 + word.len() as f64 / 2.0;
            before += word.len() + 1;
            start + (end - start) * middle / letters as f64
        })
        .collect()
}
