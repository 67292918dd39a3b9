//! What the recogniser's own process costs, and that no utterance is lost when it is killed.
//!
//! First the same utterances are heard in this process and through the child, in turns: the price of pipes and of the
//! second process. Then one interview's worth of utterances is heard while the child is killed at random moments,
//! `KILLS` times; every utterance must come back with the words it has undisturbed, or the program ends with an error.
//! An utterance that meets a kill is compared with the same one left alone, for information.
//!
//! `child_kills [KILLS] [SEED]` prints `BENCH` lines as `cargo xtask bench` reads them. This program is its own child.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement prints its results and has nobody to report errors to"
)]

use std::{
    env,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use candor_domain::Language;
use candor_speech::{
    ModelFolder, TranscribeOptions, Transcriber, UtteranceDetector, VadEvent, VadSettings,
    VerifiedModel, Whisper,
    child::{self, ChildCommand, Limits, Supervised, Supervision},
};
use serde_json::json;

/// Rounds over all utterances in which both sides are timed.
const ROUNDS: usize = 9;
/// The child may cost this much of the time.
const GOAL: f64 = 1.05;

fn main() -> ExitCode {
    if child::is_asked_for() {
        return child::run();
    }
    let mut arguments = env::args().skip(1).map(|text| text.parse().unwrap());
    let kills: u64 = arguments.next().unwrap_or(500);
    let seed: u64 = arguments.next().unwrap_or(1);
    let (model, utterances) = (model(), utterances());
    compare(&model, &utterances);
    survive(&model, &utterances, kills, seed);
    ExitCode::SUCCESS
}

/// Every utterance here and through the child, in turns.
fn compare(model: &VerifiedModel, utterances: &[Vec<f32>]) {
    let mut here = Whisper::load(model).unwrap();
    let mut there = Supervised::open(&ChildCommand::this_program().unwrap(), model).unwrap();
    let (mut ours, mut peers, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let (mut our, mut peer) = (Duration::ZERO, Duration::ZERO);
        for samples in utterances {
            let mut turn = |child: bool| {
                let began = Instant::now();
                let whisper: &mut dyn Transcriber = if child { &mut there } else { &mut here };
                let heard = whisper.transcribe(samples, &options()).unwrap();
                *(if child { &mut our } else { &mut peer }) += began.elapsed();
                heard
            };
            let first = round % 2 == 0;
            assert_eq!(turn(first), turn(!first));
        }
        ours.push(our.as_secs_f64());
        peers.push(peer.as_secs_f64());
        ratios.push(our.as_secs_f64() / peer.as_secs_f64());
    }
    println!(
        "BENCH {}",
        json!({
            "name": "recognition in a process of its own", "unit": "s", "ours": median(ours), "peer": median(peers),
            "ratio": median(ratios), "goal": GOAL, "runs": ROUNDS,
        })
    );
}

/// One utterance after the other while the child is killed.
fn survive(model: &VerifiedModel, utterances: &[Vec<f32>], kills: u64, seed: u64) {
    let supervision = Supervision {
        limits: Limits {
            breakdowns: usize::MAX - 1,
            ..Limits::default()
        },
        ..Supervision::default()
    };
    let command = ChildCommand::this_program().unwrap();
    let mut there = Supervised::open_with(&command, model, supervision).unwrap();
    let mut alone = Vec::new();
    let expected: Vec<_> = utterances
        .iter()
        .map(|samples| {
            let began = Instant::now();
            let heard = there.transcribe(samples, &options()).unwrap();
            alone.push(began.elapsed());
            heard
        })
        .collect();
    let usual = alone.iter().sum::<Duration>() / alone.len() as u32;
    let (pulse, done) = (there.pulse(), AtomicUsize::new(0));
    let (mut heard, mut met, mut unmet) = (0_u64, Vec::new(), Vec::new());
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut random = seed;
            for _ in 0..kills {
                // From at once to three utterances later, now and then while the fresh one is still loading.
                random = random
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                thread::sleep(usual.mul_f64((random >> 40) as f64 / (1_u64 << 24) as f64 * 3.0));
                let process = loop {
                    match pulse.process() {
                        Some(process) => break process,
                        None => thread::sleep(Duration::from_millis(1)),
                    }
                };
                kill(process);
            }
            done.store(1, Ordering::Release);
        });
        while done.load(Ordering::Acquire) == 0 {
            for (n, samples) in utterances.iter().enumerate() {
                let (before, began) = (pulse.breakdowns(), Instant::now());
                let result = there.transcribe(samples, &options());
                assert_eq!(result.unwrap(), expected[n], "utterance {heard} was lost");
                heard += 1;
                let took = began.elapsed().as_secs_f64() / alone[n].as_secs_f64();
                if pulse.breakdowns() > before {
                    &mut met
                } else {
                    &mut unmet
                }
                .push(took);
            }
        }
    });
    println!(
        "{kills} kills, {} break-downs noticed, {heard} utterances heard, {} of them met by a kill, none lost",
        pulse.breakdowns(),
        met.len()
    );
    let runs = met.len();
    let (met, unmet) = (median(met), median(unmet));
    println!(
        "BENCH {}",
        json!({
            "name": "utterance that meets a kill", "unit": "usual", "ours": met, "peer": unmet, "ratio": met / unmet,
            "runs": runs,
        })
    );
}

#[cfg(unix)]
fn kill(process: u32) {
    use rustix::process::{Pid, Signal, kill_process};

    let process = Pid::from_raw(i32::try_from(process).unwrap()).unwrap();
    // It may have been replaced in this very moment.
    kill_process(process, Signal::KILL).unwrap_or(());
}

#[cfg(windows)]
fn kill(process: u32) {
    let status = std::process::Command::new("taskkill")
        .args(["/F", "/PID", &process.to_string()])
        .output();
    drop(status.unwrap());
}

/// One thread: the processor is shared with the other side.
fn options() -> TranscribeOptions {
    TranscribeOptions {
        threads: Some(1),
        ..TranscribeOptions::new(Language::En)
    }
}

fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../models/demo")
}

fn model() -> VerifiedModel {
    ModelFolder::new("/nonexistent", [demo()])
        .locate("demo-en")
        .unwrap()
}

/// What is said in the demo answers.
fn utterances() -> Vec<Vec<f32>> {
    let mut events = Vec::new();
    for answer in 1..=6 {
        let file = demo().join(format!("answers/{answer}.wav"));
        let samples: Vec<f32> = hound::WavReader::open(file)
            .unwrap()
            .samples::<i16>()
            .map(|sample| f32::from(sample.unwrap()) / 32_768.0)
            .collect();
        let mut detector = UtteranceDetector::new(VadSettings::default());
        detector.push(&samples, &mut events);
        detector.flush(&mut events);
    }
    events
        .into_iter()
        .filter_map(|event| match event {
            VadEvent::SpeechEnded(utterance) => Some(utterance.samples),
            VadEvent::SpeechStarted { .. } => None,
        })
        .collect()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
