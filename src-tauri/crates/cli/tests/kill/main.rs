//! Demo interviews are killed at random moments, hundreds of times; nothing they acknowledged is lost.
//!
//! `CANDOR_TEST_KILLS` sets how many, `CANDOR_TEST_SEED` at which moments.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests; the figures are worth reading"
)]

#[path = "../common/mod.rs"]
mod common;

mod checks;
mod victim;

use std::{
    collections::HashMap,
    env,
    os::unix::process::ExitStatusExt as _,
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::Instant,
};

use candor_core::{
    App,
    engine::End,
    interviews,
    room::{self, StartOptions},
};
use candor_domain::{Interview, InterviewId, InterviewStatus, Origin, Role};
use checks::check_interview;
use common::Place;
use rand::{SeedableRng as _, rngs::StdRng};
use victim::{Acknowledged, Moment, demo};

/// Interviews that are killed at a time: as many as there are processors on a small machine.
const AT_A_TIME: usize = 2;
/// Rounds one data folder lives through before a new one takes its place.
const LIFETIME: usize = 50;
const KILLED: i32 = 9;

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
                // If the kill came between the last word and the files, the next start wrote them.
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
