//! Demo interviews are killed at random moments, hundreds of times; nothing they acknowledged is lost.
//!
//! `CANDOR_TEST_KILLS` sets how many, `CANDOR_TEST_SEED` at which moments.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests; the figures are worth reading"
)]

mod common;

use std::{
    collections::HashMap,
    env,
    io::{BufRead as _, BufReader},
    os::unix::process::ExitStatusExt as _,
    process::{ExitStatus, Stdio},
    sync::{
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use candor_core::{
    App,
    engine::End,
    interviews, recording,
    room::{self, StartOptions},
    transcript,
};
use candor_domain::{
    Interview, InterviewId, InterviewStatus, MessageId, Origin, Role, message::Purpose,
};
use common::Place;
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

/// Interviews that are killed at a time: as many as there are processors on a small machine.
const AT_A_TIME: usize = 2;
/// Rounds one data folder lives through before a new one takes its place.
const LIFETIME: usize = 50;
/// How long a demo may go without a word before something is wrong with it.
const PATIENCE: Duration = Duration::from_secs(120);
const KILLED: i32 = 9;

/// When a demo is killed.
#[derive(Debug, Clone, Copy)]
enum Moment {
    /// So long after its start, whatever it has done by then.
    AfterStart(Duration),
    /// So long after it has acknowledged so many messages.
    AfterLines(usize, Duration),
}

impl Moment {
    /// Start-up, anywhere in the conversation, and the end get their share. `lines` is what a whole demo acknowledges.
    fn draw(rng: &mut StdRng, lines: usize) -> Self {
        let mut micros = |most| Duration::from_micros(rng.random_range(0..most));
        match micros(100).as_micros() {
            0..20 => Self::AfterStart(micros(700_000)),
            20..35 => Self::AfterLines(lines, micros(60_000)),
            _ => {
                let wait = micros(200_000);
                Self::AfterLines(rng.random_range(1..lines), wait)
            }
        }
    }
}

/// A message the demo said is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Acknowledged {
    interview: InterviewId,
    number: u32,
    message: MessageId,
}

impl Acknowledged {
    fn parse(line: &str) -> Self {
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
fn demo(place: &Place, moment: Option<Moment>) -> (ExitStatus, Vec<Acknowledged>) {
    let mut child = place
        .kept()
        .args(["demo", "--fast", "--json", "--acknowledge"])
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

/// What must be true of an interview whatever happened to it. Gives how many messages it has.
fn check_interview(app: &App, interview: &Interview, killed: bool) -> usize {
    let id = interview.id;
    let messages: Vec<_> = interviews::conversation(app, id, 0)
        .unwrap()
        .into_iter()
        .map(|view| view.message)
        .collect();
    let numbers: Vec<_> = messages.iter().map(|m| m.number).collect();
    assert_eq!(numbers, (1..=numbers.len() as u32).collect::<Vec<_>>());
    // Greeting and first question are one step, and a step is stored whole.
    assert_ne!(numbers.len(), 1, "half a step was stored");
    let closed = messages
        .last()
        .is_some_and(|m| m.purpose == Purpose::Closing);
    let expected = match (messages.is_empty(), closed) {
        (true, _) => InterviewStatus::NotStarted,
        (false, false) => InterviewStatus::Paused,
        (false, true) => InterviewStatus::Finished,
    };
    assert_eq!(interview.status, expected);
    if killed && expected == InterviewStatus::Paused {
        assert!(interview.interrupted_at.is_some(), "{interview:?}");
        assert_eq!(interview.interrupted_at, interview.paused_at);
    }

    let stored_ms = check_sound(app, id);
    for message in messages.iter().filter(|m| m.origin == Origin::Speech) {
        let end_ms = message.audio_end_ms.unwrap();
        assert!(
            end_ms <= stored_ms + 1_000,
            "message {} ends at {end_ms} ms, but only {stored_ms} ms of sound are there",
            message.number
        );
    }
    messages.len()
}

/// The blocks of each recording follow on one another without a hole and can be heard. Gives their length in ms.
fn check_sound(app: &App, id: InterviewId) -> u64 {
    let mut recordings: HashMap<i64, (u32, u64)> = HashMap::new();
    let blocks = app.store().read(|conn| {
        let mut statement = conn.prepare(
            "SELECT r.key, b.number, b.start_sample, b.samples
             FROM recordings r JOIN recording_blocks b ON b.recording_id = r.id
             WHERE r.interview_id = ?1 ORDER BY r.key, b.number",
        )?;
        let rows = statement.query_map([id.0], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?;
        Ok(rows.collect::<Result<Vec<(i64, u32, u64, u64)>, _>>()?)
    });
    for (recording, number, start, samples) in blocks.unwrap() {
        let next = recordings.entry(recording).or_default();
        assert_eq!((number, start), *next, "the blocks are contiguous");
        *next = (number + 1, start + samples);
    }
    let stored: u64 = recordings.values().map(|(_, samples)| samples).sum();
    let wav = recording::wav(app, id).unwrap();
    assert_eq!((wav.len() as u64 - 44) / 2, stored, "all of it decodes");
    recording::duration_ms(app, id).unwrap()
}

/// What the rounds came to.
#[derive(Debug, Default)]
struct Tally {
    rounds: AtomicU64,
    kills: AtomicU64,
    ended_by_themselves: AtomicU64,
    before_the_first_line: AtomicU64,
    acknowledged: AtomicU64,
    resumed: AtomicU64,
    finished: AtomicU64,
    exported_late: AtomicU64,
    begun_late: AtomicU64,
}

fn count(counter: &AtomicU64) -> u64 {
    counter.fetch_add(1, Ordering::SeqCst)
}

/// One data folder and what is known to be in it.
struct Witness<'t> {
    place: Place,
    acknowledged: Vec<Acknowledged>,
    statuses: HashMap<InterviewId, InterviewStatus>,
    tally: &'t Tally,
}

impl<'t> Witness<'t> {
    fn new(tally: &'t Tally) -> Self {
        Self {
            place: Place::new(),
            acknowledged: Vec::new(),
            statuses: HashMap::new(),
            tally,
        }
    }

    fn round(&mut self, number: u64, moment: Moment) {
        let (status, acknowledged) = demo(&self.place, Some(moment));
        let killed = status.signal() == Some(KILLED);
        assert!(
            killed || status.success(),
            "the demo failed by itself: {status}"
        );
        count(if killed {
            &self.tally.kills
        } else {
            &self.tally.ended_by_themselves
        });
        if killed && acknowledged.is_empty() {
            count(&self.tally.before_the_first_line);
        }
        let lines = acknowledged.len() as u64;
        self.tally.acknowledged.fetch_add(lines, Ordering::SeqCst);

        let app = self.place.open();
        let running = interviews::list(&app, Some(InterviewStatus::Started), 10, 0).unwrap();
        assert!(running.is_empty(), "nothing runs after a restart");
        assert!(app.verify().unwrap().is_intact(), "{:?}", app.verify());
        let newest = interviews::list(&app, None, 1, 0).unwrap().pop();
        let newest = newest.map(|listed| listed.interview);
        let newest = newest.filter(|i| !self.statuses.contains_key(&i.id));
        if let Some(line) = acknowledged.first() {
            assert_eq!(newest.as_ref().unwrap().id, line.interview);
        }
        self.acknowledged.extend(acknowledged);
        if let Some(interview) = newest {
            let stored = check_interview(&app, &interview, killed);
            assert!(stored as u64 >= lines);
            self.check_acknowledged(&app, interview.id);
            let left = self.go_on(&app, &interview, number.is_multiple_of(2));
            self.statuses.insert(interview.id, left);
        }
    }

    fn check_acknowledged(&self, app: &App, id: InterviewId) {
        let stored = interviews::conversation(app, id, 0).unwrap();
        for line in self.acknowledged.iter().filter(|a| a.interview == id) {
            let message = &stored[line.number as usize - 1].message;
            assert_eq!((message.number, message.id), (line.number, line.message));
        }
    }

    /// Does what a recruiter may do next; gives the status the interview is left in.
    fn go_on(&self, app: &App, interview: &Interview, finish: bool) -> InterviewStatus {
        let id = interview.id;
        let typing = StartOptions {
            text_only: true,
            ..StartOptions::default()
        };
        match interview.status {
            InterviewStatus::Paused if finish => {
                let finished = room::finish(app, id, End::RecruiterFinished).unwrap();
                assert_eq!(finished.status, InterviewStatus::Finished);
                self.check_export(app, id);
                count(&self.tally.finished);
                InterviewStatus::Finished
            }
            InterviewStatus::Paused => {
                let resumed = room::resume(app, id, &typing).unwrap();
                assert_eq!(
                    (resumed.status, resumed.interrupted_at),
                    (InterviewStatus::Started, None)
                );
                let typed =
                    room::type_message(app, id, Role::Candidate, "As I was saying").unwrap();
                assert_eq!(typed.origin, Origin::Typed);
                count(&self.tally.resumed);
                // Closing the application pauses it again.
                InterviewStatus::Paused
            }
            InterviewStatus::Finished => {
                // The kill may have come between the last word and the files.
                if interviews::detail(app, id).unwrap().exports.is_empty() {
                    transcript::export(app.archive(), id).unwrap();
                    count(&self.tally.exported_late);
                }
                self.check_export(app, id);
                InterviewStatus::Finished
            }
            InterviewStatus::NotStarted if interview.consented_at.is_some() => {
                room::start(app, id, &typing).unwrap();
                count(&self.tally.begun_late);
                InterviewStatus::Paused
            }
            status => status,
        }
    }

    fn check_export(&self, app: &App, id: InterviewId) {
        let export = interviews::detail(app, id).unwrap().exports.pop().unwrap();
        let json = std::fs::read_to_string(export.json_path.unwrap()).unwrap();
        assert!(std::fs::metadata(export.txt_path.unwrap()).unwrap().len() > 0);
        let document: candor_domain::transcript::Transcript = serde_json::from_str(&json).unwrap();
        for line in self.acknowledged.iter().filter(|a| a.interview == id) {
            assert_eq!(document.messages[line.number as usize - 1].id, line.message);
        }
    }

    /// Everything that was ever acknowledged here is still there, and every interview is as it was left.
    fn close(self) {
        let app = self.place.open();
        let listed = interviews::list(&app, None, 10_000, 0).unwrap();
        assert!(listed.len() >= self.statuses.len());
        for listed in listed {
            let interview = listed.interview;
            let left = self.statuses.get(&interview.id).copied();
            assert_eq!(Some(interview.status), left);
            if interview.status != InterviewStatus::Paused {
                assert!(interview.running_since.is_none());
            }
            self.check_acknowledged(&app, interview.id);
        }
        assert!(app.verify().unwrap().is_intact());
    }
}

fn number_from(variable: &str, default: u64) -> u64 {
    env::var(variable).map_or(default, |text| text.parse().unwrap())
}

#[test]
fn nothing_acknowledged_is_lost_when_a_demo_is_killed() {
    let wanted = number_from("CANDOR_TEST_KILLS", 200);
    let seed = number_from("CANDOR_TEST_SEED", 1);
    println!("CANDOR_TEST_SEED={seed}");
    let whole = Place::new();
    let (status, lines) = demo(&whole, None);
    assert!(status.success());
    let lines = lines.len();
    assert!(
        lines >= 14,
        "a demo acknowledges its whole conversation: {lines}"
    );

    let began = Instant::now();
    let tally = Tally::default();
    thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                while tally.kills.load(Ordering::SeqCst) < wanted {
                    let mut witness = Witness::new(&tally);
                    for _ in 0..LIFETIME {
                        let number = count(&tally.rounds);
                        let mut rng = StdRng::seed_from_u64(seed.wrapping_mul(1_000_003) + number);
                        let moment = Moment::draw(&mut rng, lines);
                        // A kill during the very first start meets files that are only half there.
                        if matches!(moment, Moment::AfterStart(_)) && number.is_multiple_of(2) {
                            let mut first = Witness::new(&tally);
                            first.round(number, moment);
                            first.close();
                        } else {
                            witness.round(number, moment);
                        }
                        if tally.kills.load(Ordering::SeqCst) >= wanted {
                            break;
                        }
                    }
                    witness.close();
                }
            });
        }
    });
    println!(
        "{tally:?}, lost: 0, in {:.0} s",
        began.elapsed().as_secs_f64()
    );
    assert!(tally.kills.load(Ordering::SeqCst) >= wanted);
    if wanted >= 100 {
        for counter in [
            &tally.before_the_first_line,
            &tally.resumed,
            &tally.finished,
        ] {
            assert!(counter.load(Ordering::SeqCst) > 0, "{tally:?}");
        }
    }
}
