//! A process that stores things is killed at a random moment, again and again; nothing it acknowledged is lost.
//!
//! `CANDOR_TEST_KILLS` sets the number of rounds, `CANDOR_TEST_SEED` the first seed.

use std::{
    collections::BTreeMap,
    env,
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Command, Stdio},
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant},
};

use candor_domain::InterviewId;
use candor_store::{
    DatabaseKey, Store, events,
    interviews::{self, Filter},
    messages, recordings, verify_chain,
};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

use crate::fixture::{Folder, add_recording, block, key, message, write};

const FOLDER: &str = "CANDOR_TEST_KILL_DATABASE";

/// Not a test of its own: what the killed process does. Prints a line for everything that was acknowledged.
#[test]
#[ignore = "run by nothing_acknowledged_is_lost_when_the_process_is_killed, in a process of its own"]
fn victim() {
    let Some(database) = env::var_os(FOLDER) else {
        return;
    };
    let store = Arc::new(Store::open(Path::new(&database), &DatabaseKey::new([7; 32])).unwrap());
    let say = |line: String| {
        // One call, one write: a line is whole or not there.
        std::io::stdout()
            .write_all(format!("{line}\n").as_bytes())
            .unwrap();
    };
    let (interview, recording) = add_recording(&store);
    let id = interview.id;
    say(format!("interview {id}"));
    for thread in 0..3 {
        let store = Arc::clone(&store);
        thread::spawn(move || {
            for n in 0.. {
                let content = format!("{thread}/{n}");
                let stored = write(&store, move |tx| {
                    messages::append(tx, message(id, &content))
                })
                .unwrap();
                say(format!("message {id} {} {}", stored.number, stored.content));
            }
        });
    }
    let rec = recording.id;
    for n in 0.. {
        write(&store, move |tx| recordings::add_block(tx, rec, &block(n))).unwrap();
        say(format!("block {id} {n}"));
    }
}

/// What the killed processes were told is stored.
#[derive(Default)]
struct Acknowledged {
    messages: BTreeMap<InterviewId, BTreeMap<u32, String>>,
    blocks: BTreeMap<InterviewId, u32>,
}

impl Acknowledged {
    fn note(&mut self, line: &str) {
        let words: Vec<_> = line.split(' ').collect();
        match words[..] {
            ["interview", id] => {
                self.messages.entry(id.parse().unwrap()).or_default();
            }
            ["message", id, number, content] => {
                self.messages
                    .entry(id.parse().unwrap())
                    .or_default()
                    .insert(number.parse().unwrap(), content.to_owned());
            }
            ["block", id, number] => {
                let blocks = self.blocks.entry(id.parse().unwrap()).or_default();
                *blocks = number.parse::<u32>().unwrap() + 1;
            }
            // The test harness's own lines.
            _ => {}
        }
    }

    fn check(&self, store: &Store, seed: u64) {
        for (id, acknowledged) in &self.messages {
            let stored: BTreeMap<u32, String> = store
                .read(|c| messages::list(c, *id, 0))
                .unwrap()
                .into_iter()
                .map(|m| (m.number, m.content))
                .collect();
            for (number, content) in acknowledged {
                assert_eq!(
                    stored.get(number),
                    Some(content),
                    "seed {seed}: message {number} was acknowledged"
                );
            }
            assert_eq!(
                stored.keys().copied().collect::<Vec<_>>(),
                (1..=stored.len() as u32).collect::<Vec<_>>(),
                "seed {seed}: numbers have no gap"
            );
            let blocks = store
                .read(|c| recordings::list(c, *id))
                .unwrap()
                .remove(0)
                .blocks;
            assert!(
                blocks >= self.blocks.get(id).copied().unwrap_or(0),
                "seed {seed}: a block was acknowledged"
            );
        }
        let listed = store
            .read(|c| {
                interviews::list(
                    c,
                    Filter {
                        limit: 10_000,
                        ..Filter::default()
                    },
                )
            })
            .unwrap();
        assert!(listed.len() >= self.messages.len(), "seed {seed}");
        let report = store.read(verify_chain).unwrap();
        assert!(report.is_intact(), "seed {seed}: {:?}", report.problems);
        assert_eq!(
            report.events,
            store.read(events::last_seq).unwrap(),
            "seed {seed}: the log has no gap"
        );
    }
}

#[test]
fn nothing_acknowledged_is_lost_when_the_process_is_killed() {
    let rounds: u64 = env::var("CANDOR_TEST_KILLS").map_or(40, |v| v.parse().unwrap());
    let first: u64 = env::var("CANDOR_TEST_SEED").map_or(1, |v| v.parse().unwrap());
    let folder = Folder::new();
    let mut acknowledged = Acknowledged::default();
    let mut lines = 0;
    for seed in first..first + rounds {
        let mut rng = StdRng::seed_from_u64(seed);
        let mut victim = Command::new(env::current_exe().unwrap())
            .args(["kill::victim", "--exact", "--ignored", "--nocapture"])
            .env(FOLDER, folder.database())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (tell, told) = mpsc::channel();
        let output = BufReader::new(victim.stdout.take().unwrap());
        let listener = thread::spawn(move || {
            for line in output.lines() {
                tell.send(line.unwrap()).unwrap();
            }
        });
        // Sometimes during start-up, sometimes in full swing.
        let end = Instant::now() + Duration::from_micros(rng.random_range(2_000..120_000));
        while let Ok(line) = told.recv_timeout(end.saturating_duration_since(Instant::now())) {
            acknowledged.note(&line);
            lines += 1;
        }
        victim.kill().unwrap();
        victim.wait().unwrap();
        listener.join().unwrap();
        for line in told {
            acknowledged.note(&line);
            lines += 1;
        }
        let store = Store::open(&folder.database(), &key())
            .unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        acknowledged.check(&store, seed);
    }
    assert!(
        lines > rounds,
        "the processes hardly got to store anything: {lines} lines"
    );
}
