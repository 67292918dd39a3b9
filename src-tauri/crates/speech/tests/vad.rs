//! Voice activity on real recordings, on noise, and against its own promises.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;
#[path = "common/sounds.rs"]
mod sounds;

use candor_domain::Language;
use candor_speech::{
    TranscribeOptions, Utterance, UtteranceDetector, VadEvent, VadSettings, transcribe_samples,
};
use proptest::prelude::*;

const RATE: usize = 16_000;

/// Uniform noise of this root mean square.
fn noise(samples: usize, db: f32, mut seed: u64) -> Vec<f32> {
    let amplitude = 10_f32.powf(db / 20.0) * 3_f32.sqrt();
    (0..samples)
        .map(|_| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            ((seed >> 40) as f32 / (1 << 23) as f32 - 1.0) * amplitude
        })
        .collect()
}

fn hum(samples: usize, hertz: f32, db: f32) -> Vec<f32> {
    let amplitude = 10_f32.powf(db / 20.0) * 2_f32.sqrt();
    (0..samples)
        .map(|n| (n as f32 / RATE as f32 * hertz * std::f32::consts::TAU).sin() * amplitude)
        .collect()
}

/// Smoothed noise, louder in the low tones, as of a fan.
fn fan(samples: usize, db: f32) -> Vec<f32> {
    let mut low = 0.0;
    noise(samples, db + 14.0, 7)
        .into_iter()
        .map(|s| {
            low += (s - low) * 0.05;
            low
        })
        .collect()
}

fn mix(a: &[f32], b: &[f32]) -> Vec<f32> {
    a.iter().zip(b).map(|(a, b)| a + b).collect()
}

#[test]
fn silence_noise_and_hum_are_no_speech() {
    let long = 20 * RATE;
    let mut clicks = noise(long, -60.0, 3);
    clicks.iter_mut().step_by(RATE / 3).for_each(|s| *s = 0.8);
    let sounds = [
        ("digital silence", vec![0.0; long]),
        ("one level", vec![0.3; long]),
        ("noise at -70 dB", noise(long, -70.0, 1)),
        ("noise at -50 dB", noise(long, -50.0, 2)),
        ("noise at -30 dB", noise(long, -30.0, 3)),
        (
            "noise that begins suddenly",
            [
                vec![0.0; RATE],
                noise(RATE, -30.0, 4),
                vec![0.0; RATE],
                noise(RATE, -20.0, 5),
            ]
            .concat(),
        ),
        ("440 Hz at -20 dB", hum(long, 440.0, -20.0)),
        ("440 Hz at -6 dB", hum(long, 440.0, -6.0)),
        (
            "mains hum",
            mix(&hum(long, 50.0, -25.0), &hum(long, 150.0, -35.0)),
        ),
        ("a fan", fan(long, -35.0)),
        ("clicks", clicks),
        ("broken samples", vec![f32::NAN; long]),
    ];
    for (name, samples) in sounds {
        assert_eq!(common::utterances(&samples), [], "{name}");
    }
}

/// Three minutes of rooms in which nobody speaks; the `invented_words` benchmark has more than an hour of them.
#[test]
fn where_nobody_speaks_nothing_is_heard() {
    let mut whisper = common::whisper();
    let options = TranscribeOptions::new(Language::En);
    for (kind, (name, make)) in sounds::KINDS.iter().enumerate() {
        for (level, db) in [-45.0, -20.0].into_iter().enumerate() {
            let mut dice = sounds::Dice::new((kind * 10 + level) as u64);
            let sound = sounds::at_level(make(6 * RATE, &mut dice), db);
            let heard = transcribe_samples(&sound, &mut whisper, &options, &mut |_| {}).unwrap();
            let words: Vec<_> = heard.iter().map(|s| s.text.as_str()).collect();
            assert!(words.is_empty(), "{name} at {db} dBFS: {words:?}");
        }
    }
}

#[test]
fn every_sentence_of_every_answer_is_covered() {
    for answer in 1..=6 {
        let samples = common::recording(&format!("answers/{answer}.wav"));
        let utterances = common::utterances(&samples);
        for (start, end, text) in common::sentences(answer) {
            let covered = utterances.iter().any(|u| {
                u.start_ms() as f64 <= start * 1_000.0 && u.end_ms() as f64 >= end * 1_000.0
            });
            assert!(covered, "answer {answer}: {text}");
        }
    }
}

#[test]
fn every_sentence_of_the_recordings_is_covered_in_noise_and_when_quiet() {
    for name in [
        "question",
        "delivery",
        "support-chat",
        "return",
        "interview-60s",
        "candidate",
    ] {
        let clean = common::recording(&format!("recordings/{name}.wav"));
        let quiet: Vec<f32> = clean.iter().map(|s| s * 0.05).collect();
        let noisy = mix(&clean, &noise(clean.len(), -40.0, 5));
        for (how, samples) in [
            ("clean", clean),
            ("26 dB quieter", quiet),
            ("in noise", noisy),
        ] {
            let utterances = common::utterances(&samples);
            for line in common::text(&format!("recordings/{name}.txt")).lines() {
                let mut parts = line.split_whitespace();
                let (start, end): (f64, f64) = (
                    parts.next().unwrap().parse().unwrap(),
                    parts.next().unwrap().parse().unwrap(),
                );
                let covered = utterances.iter().any(|u| {
                    u.start_ms() as f64 <= start * 1_000.0 + 60.0
                        && u.end_ms() as f64 >= end * 1_000.0 - 60.0
                });
                assert!(covered, "{name}, {how}: {line}");
            }
        }
    }
}

#[test]
fn a_detector_says_whether_someone_speaks_and_for_how_long_not() {
    let samples = common::recording("answers/1.wav");
    let mut detector = UtteranceDetector::new(VadSettings::default());
    let mut events = Vec::new();
    detector.push(&samples[..RATE / 5], &mut events);
    assert!(!detector.is_speaking() && detector.silence_ms() == 200);
    detector.push(&samples[RATE / 5..2 * RATE], &mut events);
    assert!(detector.is_speaking() && detector.silence_ms() < 100);
    assert!(
        matches!(events[..], [VadEvent::SpeechStarted { at_sample }] if at_sample < RATE as u64)
    );
    detector.push(&samples[2 * RATE..], &mut events);
    detector.push(&vec![0.0; 3 * RATE], &mut events);
    assert!(!detector.is_speaking());
    assert!(
        (2_900..3_700).contains(&detector.silence_ms()),
        "{}",
        detector.silence_ms()
    );
    assert_eq!(detector.samples_seen(), (samples.len() + 3 * RATE) as u64);
}

#[test]
fn flushing_ends_an_utterance_in_the_middle_of_a_word() {
    let samples = &common::recording("answers/1.wav")[..2 * RATE + 100];
    let utterances = common::utterances(samples);
    assert_eq!(utterances.len(), 1);
    let end = utterances[0].start_sample as usize + utterances[0].samples.len();
    assert_eq!(end, samples.len());
    assert_eq!(
        utterances[0].samples,
        samples[utterances[0].start_sample as usize..]
    );
}

#[test]
fn a_short_yes_is_heard_and_a_cough_of_noise_is_not() {
    // “My” alone.
    let answer = common::recording("answers/1.wav");
    let mut yes = vec![0.0; RATE];
    yes.extend_from_slice(&answer[(0.38 * RATE as f32) as usize..(0.80 * RATE as f32) as usize]);
    yes.extend(vec![0.0; RATE]);
    assert_eq!(common::utterances(&yes).len(), 1);
    let mut bump = vec![0.0; RATE];
    bump.extend(noise(RATE / 10, -12.0, 9));
    bump.extend(vec![0.0; RATE]);
    assert_eq!(common::utterances(&bump), []);
}

#[test]
fn a_monologue_is_cut_without_losing_a_sample() {
    // Speech without a pause: the sentences of the interview put end to end.
    let interview = common::recording("recordings/interview-60s.wav");
    let monologue: Vec<f32> = common::text("recordings/interview-60s.txt")
        .lines()
        .flat_map(|line| {
            let mut parts = line.split_whitespace().map(str::parse::<f64>);
            let mut place = || (parts.next().unwrap().unwrap() * RATE as f64) as usize;
            interview[place()..place()].to_vec()
        })
        .collect();
    let utterances = common::utterances(&monologue);
    assert!(utterances.len() >= 2, "{}", utterances.len());
    for pair in utterances.windows(2) {
        let end = pair[0].start_sample + pair[0].samples.len() as u64;
        assert_eq!(
            end, pair[1].start_sample,
            "no sample between the parts is lost"
        );
        let length = pair[0].end_ms() - pair[0].start_ms();
        assert!((14_000..=28_100).contains(&length), "{length}");
        // It is quiet where it was cut.
        let cut = pair[1].start_sample as usize;
        let power =
            |samples: &[f32]| samples.iter().map(|s| s * s).sum::<f32>() / samples.len() as f32;
        assert!(power(&monologue[cut - 160..cut + 160]) < power(&monologue) / 10.0);
    }
    let covered: usize = utterances.iter().map(|u| u.samples.len()).sum();
    assert!(
        monologue.len() - covered < RATE / 2,
        "{} of {}",
        covered,
        monologue.len()
    );
}

/// Speech, silence and noise in any order.
fn stream() -> impl Strategy<Value = Vec<f32>> {
    let answer = common::recording("answers/6.wav");
    let part = prop_oneof![
        (0..answer.len(), 0..3 * RATE).prop_map(move |(from, length)| {
            answer[from..(from + length).min(answer.len())].to_vec()
        }),
        (0..2 * RATE).prop_map(|length| vec![0.0; length]),
        (0..RATE, -60_f32..-20.0).prop_map(|(length, db)| noise(length, db, 11)),
    ];
    proptest::collection::vec(part, 1..6).prop_map(|parts| parts.concat())
}

fn detect(samples: &[f32], settings: VadSettings, portions: &[usize]) -> Vec<VadEvent> {
    let mut detector = UtteranceDetector::new(settings);
    let mut events = Vec::new();
    let mut rest = samples;
    for portion in portions.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (now, later) = rest.split_at((*portion).min(rest.len()));
        detector.push(now, &mut events);
        rest = later;
    }
    detector.flush(&mut events);
    events
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, fork: false, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn portions_do_not_change_what_is_noticed(
        samples in stream(),
        portions in proptest::collection::vec(1_usize..5_000, 1..8),
    ) {
        let settings = VadSettings::default();
        prop_assert_eq!(detect(&samples, settings, &[samples.len().max(1)]), detect(&samples, settings, &portions));
    }

    #[test]
    fn an_utterance_holds_exactly_the_samples_of_its_place(
        samples in stream(),
        max_utterance_ms in 1_500_u64..6_000,
        end_silence_ms in 100_u64..1_000,
    ) {
        let settings = VadSettings { max_utterance_ms, end_silence_ms, ..VadSettings::default() };
        let events = detect(&samples, settings, &[1_600]);
        let mut started = None;
        let mut earliest = 0;
        for event in events {
            match event {
                VadEvent::SpeechStarted { at_sample } => {
                    prop_assert!(started.is_none());
                    started = Some(at_sample);
                }
                VadEvent::SpeechEnded(Utterance { start_sample, samples: heard }) => {
                    prop_assert_eq!(started.take(), Some(start_sample));
                    prop_assert!(start_sample >= earliest && !heard.is_empty());
                    let start = start_sample as usize;
                    prop_assert_eq!(&samples[start..start + heard.len()], &heard[..]);
                    earliest = start_sample + heard.len() as u64;
                }
            }
        }
        prop_assert!(started.is_none());
    }
}
