//! How fast messages get into the store, compared with plain SQLite: the same schema and statements, unencrypted,
//! `synchronous = FULL`, one transaction per message. Every message is inserted with its entry in the log.
//!
//! `insert_rate [MESSAGES [ROUNDS [FOLDER]]]` prints one `BENCH` line each for one thread and for eight: medians of
//! interleaved rounds, in messages per second, and the median of the rounds' ratios, as `cargo xtask bench` reads
//! them. `FOLDER` should lie on a real disk; the default is this program's own folder, because temporary folders may
//! lie in memory.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement prints its results and has nobody to report errors to"
)]

use std::{
    env,
    path::{Path, PathBuf},
    sync::{Arc, Barrier, Mutex},
    thread,
    time::Instant,
};

use candor_domain::{
    Actor, Interview, InterviewId, InterviewStatus, Language, MessageId, Origin, Plan, Position,
    PositionId, Role, UtcMillis, message::Purpose,
};
use candor_store::{
    DatabaseKey, Store, interviews, messages, messages::NewMessage, migrations, positions,
};
use rusqlite::{Connection, params};
use serde_json::json;
use uuid::Uuid;

const NOW: UtcMillis = UtcMillis(1_760_000_000_000);
const CONTENT: &str = "I worked at the harbour office for six years and kept the books of the pilots there, \
    which taught me to be exact and to ask when something did not add up.";
const THREADS: [usize; 2] = [1, 8];
/// Least share of plain SQLite's rate.
const GOAL: f64 = 0.8;

fn main() {
    let mut arguments = env::args().skip(1);
    let number =
        |text: Option<String>, default: usize| text.map_or(default, |t| t.parse().unwrap());
    let messages = number(arguments.next(), 400);
    let rounds = number(arguments.next(), 7);
    let folder = arguments.next().map_or_else(own_folder, PathBuf::from);

    for threads in THREADS {
        let (mut ours, mut plain, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..rounds {
            let store = || in_new_folder(&folder, |dir| store_rate(dir, messages, threads));
            let sqlite = || in_new_folder(&folder, |dir| plain_rate(dir, messages, threads));
            // Whoever goes second may find the disk busy with what the first left behind.
            let (of_store, of_sqlite) = if round % 2 == 0 {
                let first = store();
                (first, sqlite())
            } else {
                let first = sqlite();
                (store(), first)
            };
            ours.push(of_store);
            plain.push(of_sqlite);
            ratios.push(of_store / of_sqlite);
        }
        let figure = json!({
            "name": match threads {
                1 => "inserts, 1 thread".to_owned(),
                _ => format!("inserts, {threads} threads"),
            },
            "unit": "1/s",
            "ours": median(ours),
            "peer": median(plain),
            "ratio": median(ratios),
            "goal": GOAL,
            "runs": rounds,
        });
        println!("BENCH {figure}");
    }
}

fn own_folder() -> PathBuf {
    env::current_exe().unwrap().parent().unwrap().to_owned()
}

fn in_new_folder(parent: &Path, measure: impl FnOnce(&Path) -> f64) -> f64 {
    let dir = tempfile::tempdir_in(parent).unwrap();
    measure(dir.path())
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

/// Runs `insert` `total` times, split over `threads`, and returns how often per second.
fn rate(total: usize, threads: usize, insert: impl Fn() + Send + Sync + 'static) -> f64 {
    let insert = Arc::new(insert);
    let each = total / threads;
    let ready = Arc::new(Barrier::new(threads + 1));
    let workers: Vec<_> = (0..threads)
        .map(|_| {
            let (insert, ready) = (Arc::clone(&insert), Arc::clone(&ready));
            thread::spawn(move || {
                ready.wait();
                (0..each).for_each(|_| insert());
            })
        })
        .collect();
    ready.wait();
    let begin = Instant::now();
    for worker in workers {
        worker.join().unwrap();
    }
    (each * threads) as f64 / begin.elapsed().as_secs_f64()
}

fn store_rate(dir: &Path, total: usize, threads: usize) -> f64 {
    let store = Store::open(&dir.join("candor.db"), &DatabaseKey::new([7; 32])).unwrap();
    let (position, interview) = subjects();
    let id = interview.id;
    store
        .write(Actor::System, NOW, move |tx| {
            positions::insert(tx, &position)?;
            let snapshot = interviews::Snapshot {
                title: position.title,
                description: position.description,
                plan: position.plan,
            };
            interviews::insert(tx, &interview, &snapshot, &[1; 32])
        })
        .unwrap();
    let insert = move || {
        store
            .write(Actor::Candidate, NOW, move |tx| {
                messages::append(tx, message(id))
            })
            .unwrap();
    };
    insert();
    rate(total, threads, insert)
}

fn plain_rate(dir: &Path, total: usize, threads: usize) -> f64 {
    let mut conn = Connection::open(dir.join("plain.db")).unwrap();
    conn.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;",
    )
    .unwrap();
    conn.set_prepared_statement_cache_capacity(128);
    migrations::migrate(&mut conn, migrations::newest()).unwrap();
    let (position, interview) = subjects();
    conn.execute(
        "INSERT INTO positions (id, title, description, plan, created_at, updated_at) VALUES (?1, ?2, ?3, '{}', 0, 0)",
        params![position.id.0, position.title, position.description],
    )
    .unwrap();
    conn.execute(
        "INSERT INTO interviews (id, position_id, position_title, position_description, plan, link_hash,
            candidate_name, language, recommended_minutes, description, knowledge_base, status, created_at, active_ms)
         VALUES (?1, ?2, '', '', '{}', ?3, '', 'en', 30, '', '', 'not_started', 0, 0)",
        params![interview.id.0, position.id.0, [1_u8; 32]],
    )
    .unwrap();
    let id = interview.id.0;
    let shared = Mutex::new((conn, 0_u64));
    let insert = move || {
        let mut shared = shared.lock().unwrap();
        shared.1 += 1;
        let seq = shared.1;
        insert_plainly(&shared.0, id, seq);
    };
    insert();
    rate(total, threads, insert)
}

/// The statements of `messages::append` and of the log, without the store around them.
fn insert_plainly(conn: &Connection, interview: Uuid, seq: u64) {
    let run = |sql: &str| conn.prepare_cached(sql).unwrap().execute([]).unwrap();
    let new = message(InterviewId(interview));
    run("BEGIN IMMEDIATE");
    let number: u32 = conn
        .prepare_cached("SELECT coalesce(max(number), 0) + 1 FROM messages WHERE interview_id = ?1")
        .unwrap()
        .query_row([interview], |row| row.get(0))
        .unwrap();
    conn.prepare_cached(
        "INSERT INTO messages (id, interview_id, number, at, role, purpose, origin, content, question_key,
            audio_start_ms, audio_end_ms, words, language, confidence, speech_model)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
    )
    .unwrap()
    .execute(params![
        new.id.0,
        interview,
        number,
        new.at.0,
        new.role.as_str(),
        new.purpose.as_str(),
        new.origin.as_str(),
        new.content,
        new.question_key,
        new.audio_start_ms,
        new.audio_end_ms,
        "[]",
        new.language.code(),
        new.confidence,
        new.speech_model
    ])
    .unwrap();
    conn.prepare_cached(
        "INSERT INTO events (seq, at, actor, kind, subject, part, content_hash, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )
    .unwrap()
    .execute(params![
        seq,
        NOW.0,
        "candidate",
        "message_added",
        interview,
        new.id.0,
        [2_u8; 32],
        [3_u8; 32]
    ])
    .unwrap();
    run("COMMIT");
}

fn subjects() -> (Position, Interview) {
    let position = Position {
        id: PositionId::new(),
        title: "Clerk".into(),
        description: "Keeps the books".into(),
        plan: Plan::default(),
        created_at: NOW,
        updated_at: NOW,
    };
    let interview = Interview {
        id: InterviewId::new(),
        position_id: position.id,
        candidate_name: "Ada".into(),
        candidate_external_id: None,
        language: Language::En,
        recommended_minutes: 30,
        description: String::new(),
        knowledge_base: String::new(),
        status: InterviewStatus::NotStarted,
        created_at: NOW,
        consented_at: None,
        started_at: None,
        running_since: None,
        paused_at: None,
        interrupted_at: None,
        finished_at: None,
        cancelled_at: None,
        expires_at: None,
        active_ms: 0,
        accommodations: candor_domain::Accommodations::default(),
        human_requested_at: None,
        withdrawn_at: None,
        deleted_at: None,
        erased_at: None,
        transcript_version: 1,
        vocabulary: String::new(),
        speech_language: None,
        imported_from: None,
    };
    (position, interview)
}

fn message(interview: InterviewId) -> NewMessage {
    NewMessage {
        id: MessageId::new(),
        interview_id: interview,
        at: NOW,
        role: Role::Candidate,
        purpose: Purpose::Answer,
        content: CONTENT.into(),
        origin: Origin::Typed,
        question_key: Some("intro".into()),
        audio_start_ms: None,
        audio_end_ms: None,
        words: Vec::new(),
        language: Language::En,
        confidence: None,
        speech_model: None,
        cut_off: false,
        doubt: None,
    }
}
