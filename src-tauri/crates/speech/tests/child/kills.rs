//! The child is killed at any moment of an interview; no utterance is lost.
//!
//! The same with 500 kills: `cargo xtask bench isolation`.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::Instant,
};

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
    let killed = AtomicU32::new(0);
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut last = None;
            for () in &beginnings {
                // At twenty-five different moments of the work, from its first to its last.
                let number = killed.load(Ordering::SeqCst);
                let_pass(usual * number / KILLS);
                let process = pulse.process().filter(|process| Some(*process) != last);
                if let (Some(process), true) = (process, number < KILLS) {
                    kill(process);
                    last = Some(process);
                    killed.fetch_add(1, Ordering::SeqCst);
                }
            }
        });
        // On a busy machine some come when there is nobody to kill, and are made up for.
        for n in 0..4 * KILLS as usize {
            let n = n % utterances.len();
            begins.send(()).unwrap();
            let heard = there.transcribe(&utterances[n], &options()).unwrap();
            assert_eq!(heard, expected[n], "utterance {n}");
            if killed.load(Ordering::SeqCst) == KILLS {
                break;
            }
        }
        drop(begins);
    });
    // One that had just answered is found dead by the next.
    there.transcribe(&utterances[0], &options()).unwrap();
    assert_eq!(killed.into_inner(), KILLS);
    assert_eq!(pulse.breakdowns(), KILLS);
}
