//! The demo model, its recordings and what is said in them.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test file uses its own part"
)]

use std::path::{Path, PathBuf};

use candor_speech::{ModelFolder, Utterance, UtteranceDetector, VadEvent, VadSettings, Whisper};

/// `models/demo` in the repository.
pub fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../models/demo")
}

/// The demo model's folder as the shipped one, `own` as the user's.
pub fn folder(own: &Path) -> ModelFolder {
    ModelFolder::new(own, [demo()])
}

pub fn whisper() -> Whisper {
    let own = tempfile::tempdir().unwrap();
    Whisper::load(&folder(own.path()).locate("demo-en").unwrap()).unwrap()
}

/// Samples of a 16 kHz mono recording below `models/demo`.
pub fn recording(name: &str) -> Vec<f32> {
    let mut reader = hound::WavReader::open(demo().join(name)).unwrap();
    assert_eq!(
        (reader.spec().sample_rate, reader.spec().channels),
        (16_000, 1)
    );
    reader
        .samples::<i16>()
        .map(|s| f32::from(s.unwrap()) / 32_768.0)
        .collect()
}

pub fn text(name: &str) -> String {
    std::fs::read_to_string(demo().join(name)).unwrap()
}

/// Start, end (seconds) and words of every sentence of an answer.
pub fn sentences(answer: usize) -> Vec<(f64, f64, String)> {
    let files: serde_json::Value = serde_json::from_str(&text("answers/segments.json")).unwrap();
    files[answer - 1]["segments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| {
            (
                s["start"].as_f64().unwrap(),
                s["end"].as_f64().unwrap(),
                s["text"].as_str().unwrap().to_owned(),
            )
        })
        .collect()
}

/// Everything the detector notices, fed `portion` samples at a time.
pub fn events(samples: &[f32], portion: usize) -> Vec<VadEvent> {
    let mut detector = UtteranceDetector::new(VadSettings::default());
    let mut events = Vec::new();
    samples
        .chunks(portion)
        .for_each(|chunk| detector.push(chunk, &mut events));
    detector.flush(&mut events);
    events
}

pub fn utterances(samples: &[f32]) -> Vec<Utterance> {
    events(samples, 1_600)
        .into_iter()
        .filter_map(|e| match e {
            VadEvent::SpeechEnded(utterance) => Some(utterance),
            VadEvent::SpeechStarted { .. } => None,
        })
        .collect()
}

/// Start, end (seconds) and words of a sentence.
pub type Sentence = (f64, f64, String);

/// Every demo recording with its sentences.
pub fn spoken() -> Vec<(String, Vec<Sentence>)> {
    let answers = (1..=6).map(|n| (format!("answers/{n}.wav"), sentences(n)));
    let names = [
        "question",
        "delivery",
        "support-chat",
        "return",
        "interview-60s",
        "candidate",
    ];
    let recordings = names.map(|name| {
        let lines = text(&format!("recordings/{name}.txt"));
        let sentences = lines.lines().map(|line| {
            let mut parts = line.split_whitespace();
            let mut second = || parts.next().unwrap().parse().unwrap();
            let (start, end) = (second(), second());
            // The voice's name comes before the words.
            let words: Vec<&str> = parts.skip(1).collect();
            (start, end, words.join(" "))
        });
        (format!("recordings/{name}.wav"), sentences.collect())
    });
    answers.chain(recordings).collect()
}
