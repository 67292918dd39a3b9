//! The demo that is killed.

use std::{
    io::{BufRead as _, BufReader},
    process::{ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use candor_domain::{InterviewId, MessageId};
use rand::{RngExt as _, rngs::StdRng};

use crate::common::Place;

/// How long a demo may go without a word before something is wrong with it.
const PATIENCE: Duration = Duration::from_mins(2);

/// When a demo is killed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Moment {
    /// So long after its start, whatever it has done by then.
    AfterStart(Duration),
    /// So long after it has acknowledged so many messages.
    AfterLines(usize, Duration),
}

impl Moment {
    /// Start-up, anywhere in the conversation, and the end get their share. `lines` is what a whole demo acknowledges.
    pub(crate) fn draw(rng: &mut StdRng, lines: usize) -> Self {
        let (percent, somewhere) = (rng.random_range(0..100), rng.random_range(1..lines));
        let mut ms = |most: u64| Duration::from_micros(rng.random_range(0..most * 1_000));
        match percent {
            0..20 => Self::AfterStart(ms(700)),
            20..35 => Self::AfterLines(lines, ms(60)),
            _ => Self::AfterLines(somewhere, ms(200)),
        }
    }
}

/// A message the demo said is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Acknowledged {
    pub(crate) interview: InterviewId,
    pub(crate) number: u32,
    pub(crate) message: MessageId,
}

impl Acknowledged {
    pub(crate) fn parse(line: &str) -> Self {
        let words: Vec<_> = line.trim_end().split(' ').collect();
        let ["stored", interview, number, message] = words[..] else {
            panic!("the demo has nothing else to say: {line}");
        };
        Self {
            interview: interview.parse().unwrap(),
            number: number.parse().unwrap(),
            message: message.parse().unwrap(),
        }
    }
}

/// Runs a demo and kills it at that moment, unless it has ended by then.
pub(crate) fn demo(place: &Place, moment: Option<Moment>) -> (ExitStatus, Vec<Acknowledged>) {
    let mut child = place
        .kept()
        .args(["demo", "--fast", "--json", "--keep", "--acknowledge"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let (tell, told) = mpsc::channel();
    let listener = thread::spawn(move || {
        let mut line = String::new();
        // A line the kill cut in two was not acknowledged.
        while stderr.read_line(&mut line).unwrap() > 0 && line.ends_with('\n') {
            tell.send(Acknowledged::parse(&line)).unwrap();
            line.clear();
        }
    });
    let mut acknowledged = Vec::new();
    let mut listen = |enough: usize, until: Instant| loop {
        if acknowledged.len() >= enough {
            return true;
        }
        match told.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(line) => acknowledged.push(line),
            Err(mpsc::RecvTimeoutError::Timeout) => return false,
            Err(mpsc::RecvTimeoutError::Disconnected) => return true,
        }
    };
    let patience = Instant::now() + PATIENCE;
    match moment {
        None => assert!(listen(usize::MAX, patience), "the demo hangs"),
        Some(Moment::AfterStart(wait)) => _ = listen(usize::MAX, Instant::now() + wait),
        Some(Moment::AfterLines(lines, wait)) => {
            assert!(listen(lines, patience), "the demo hangs");
            listen(usize::MAX, Instant::now() + wait);
        }
    }
    if moment.is_some() {
        child.kill().unwrap();
    }
    let status = child.wait().unwrap();
    listener.join().expect("only acknowledgements are printed");
    acknowledged.extend(told);
    (status, acknowledged)
}
