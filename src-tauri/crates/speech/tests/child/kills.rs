//! The child is killed at any moment of an interview; no utterance is lost.
//!
//! The same with 500 kills: `cargo xtask bench isolation`.

use std::thread;
use std::time::Instant;

use candor_speech::{Transcriber, child::Supervised};
use crossbeam_channel::unbounded;

use super::{command, common, kill, let_pass, model, options, tireless, utterances};

const KILLS: u32 = 25;

#[test]
fn twenty_five_kills_lose_no_utterance() {
    let utterances = utterances();
    let mut here = common::whisper();
    let expected: Vec<_> = utterances
        .iter()
        .map(|samples| here.transcribe(samples, &options()).unwrap())
        .collect();
    let mut there = Supervised::open_with(&command(), &model(), tireless()).unwrap();
    let began = Instant::now();
    there.transcribe(&utterances[0], &options()).unwrap();
    let usual = began.elapsed();
    let pulse = there.pulse();
    let (begins, beginnings) = unbounded();
    thread::scope(|scope| {
        scope.spawn({
            let pulse = pulse.clone();
            move || {
                for (number, ()) in beginnings.iter().enumerate() {
                    // At twenty-five different moments of the work, from its first to its last.
                    let_pass(usual * number as u32 / KILLS);
                    if let Some(process) = pulse.process() {
                        kill(process);
                    }
                }
            }
        });
        for n in 0..KILLS as usize {
            let n = n % utterances.len();
            begins.send(()).unwrap();
            let heard = there.transcribe(&utterances[n], &options()).unwrap();
            assert_eq!(heard, expected[n], "utterance {n}");
        }
        drop(begins);
    });
    // One that had just answered is found dead by the next.
    there.transcribe(&utterances[0], &options()).unwrap();
    assert!((1..=KILLS).contains(&pulse.breakdowns()));
    assert!(pulse.breakdowns() > KILLS / 2, "{pulse:?}");
}
