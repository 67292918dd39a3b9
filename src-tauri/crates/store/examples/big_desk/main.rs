//! Fills a new database with as much as a large organisation has, for measuring what stays fast: thousands of
//! interviews in three languages, and one interview with a very long conversation.
//!
//! `big_desk FOLDER [INTERVIEWS [MESSAGES]]` makes `FOLDER/candor.db` with 10,000 interviews and, in the newest one,
//! 100,000 messages. The key is 64 hexadecimal digits in `CANDOR_BIG_DESK_KEY`, or else 32 bytes of 7. Everything goes
//! through the store's own functions, so the log is complete and the database passes its check. With `--measure` it
//! then prints how long the desk and searches take.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a program for measurements prints its results and has nobody to report errors to"
)]

mod measure;
mod words;

use std::{env, path::PathBuf, time::Instant};

use candor_domain::{
    Accommodations, Actor, EventKind, Interview, InterviewId, InterviewStatus, Language,
    LocalizedText, MessageId, Move, Origin, Plan, Position, PositionId, Question, Role, UtcMillis,
    Word, message::Purpose, plan::Competency,
};
use candor_store::{
    DatabaseKey, Store, StoreError, WriteTx, consents, exports,
    interviews::{self, Snapshot},
    messages::{self, NewMessage},
    positions,
};
use words::{ANSWERS, NAMES, QUESTIONS, TITLES};

const KEY: &str = "CANDOR_BIG_DESK_KEY";
/// The newest interview begins then; the others lie before it.
const NEWEST: i64 = 1_760_000_000_000;
const BETWEEN_INTERVIEWS_MS: i64 = 9_000_000;
/// Interviews per transaction, and messages of the long one.
const INTERVIEWS_AT_ONCE: usize = 500;
const MESSAGES_AT_ONCE: usize = 10_000;

fn main() {
    let mut arguments: Vec<String> = env::args().skip(1).collect();
    let measuring = arguments.iter().any(|one| one == "--measure");
    arguments.retain(|one| one != "--measure");
    let mut arguments = arguments.into_iter();
    let folder = PathBuf::from(arguments.next().unwrap());
    let number = |text: Option<String>, or: usize| text.map_or(or, |t| t.parse().unwrap());
    let interviews = number(arguments.next(), 10_000);
    let messages = number(arguments.next(), 100_000);
    std::fs::create_dir_all(&folder).unwrap();
    let store = Store::open(&folder.join("candor.db"), &key()).unwrap();
    let begin = Instant::now();
    let posts = TITLES.map(post);
    let added = posts.clone();
    store
        .write(Actor::Operator, UtcMillis(NEWEST), move |tx| {
            added
                .iter()
                .try_for_each(|post| positions::insert(tx, post))
        })
        .unwrap();
    let numbers: Vec<usize> = (1..interviews).rev().collect();
    for chunk in numbers.chunks(INTERVIEWS_AT_ONCE) {
        let (chunk, posts) = (chunk.to_vec(), posts.clone());
        store
            .write(Actor::Operator, UtcMillis(NEWEST), move |tx| {
                chunk
                    .into_iter()
                    .try_for_each(|n| short_interview(tx, &posts, n))
            })
            .unwrap();
    }
    let long = long_interview(&store, &posts[0], messages);
    println!(
        "{interviews} interviews, {messages} messages in {long}, after {:.1} s",
        begin.elapsed().as_secs_f64()
    );
    if measuring {
        measure::measure(&store);
    }
}

fn key() -> DatabaseKey {
    let Ok(digits) = env::var(KEY) else {
        return DatabaseKey::new([7; 32]);
    };
    let bytes: Vec<u8> = (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
        .collect();
    DatabaseKey::new(bytes.try_into().unwrap())
}

fn post(title: &str) -> Position {
    let question = |n: usize| Question {
        key: format!("q{n}"),
        competency: "care".into(),
        weight: 1.0,
        time_budget_s: 120,
        must_ask: true,
        text: LocalizedText {
            en: Some(QUESTIONS[0][n].into()),
            de: Some(QUESTIONS[1][n].into()),
            ru: Some(QUESTIONS[2][n].into()),
        },
        follow_ups: Vec::new(),
        keywords: candor_domain::language::LocalizedWords::default(),
    };
    Position {
        id: PositionId::new(),
        title: title.into(),
        description: "Keeps files, dates and people in order.".into(),
        plan: Plan {
            competencies: vec![Competency {
                key: "care".into(),
                name: "Care".into(),
                anchors: Vec::new(),
            }],
            questions: (0..3).map(question).collect(),
        },
        created_at: UtcMillis(NEWEST),
        updated_at: UtcMillis(NEWEST),
    }
}

/// The interview number `n` of the past, not begun.
fn entered(
    tx: &mut WriteTx<'_>,
    post: &Position,
    n: usize,
    name: String,
) -> Result<Interview, StoreError> {
    let at = UtcMillis(NEWEST - n as i64 * BETWEEN_INTERVIEWS_MS);
    let language = Language::ALL[n % 3];
    let interview = Interview {
        id: InterviewId::new(),
        position_id: post.id,
        candidate_name: name,
        candidate_external_id: n.is_multiple_of(2).then(|| format!("E-{n}")),
        language,
        recommended_minutes: 30,
        description: format!("Round {} of the year", n % 7 + 1),
        knowledge_base: "The office is open from eight to five, and lunch is free. ".repeat(20),
        status: InterviewStatus::NotStarted,
        created_at: at,
        consented_at: None,
        started_at: None,
        running_since: None,
        paused_at: None,
        interrupted_at: None,
        finished_at: None,
        cancelled_at: None,
        expires_at: Some(UtcMillis(i64::MAX / 2)),
        active_ms: 0,
        accommodations: Accommodations {
            extra_time_percent: if n.is_multiple_of(50) { 50 } else { 0 },
            ..Accommodations::default()
        },
        human_requested_at: None,
        withdrawn_at: None,
        deleted_at: None,
        erased_at: None,
        transcript_version: 1,
        vocabulary: String::new(),
        speech_language: None,
        imported_from: None,
    };
    let snapshot = Snapshot {
        title: post.title.clone(),
        description: post.description.clone(),
        plan: post.plan.clone(),
    };
    let mut link = [0; 32];
    link[..16].copy_from_slice(interview.id.0.as_bytes());
    interviews::insert(tx, &interview, &snapshot, &link)?;
    Ok(interview)
}

fn begin(tx: &mut WriteTx<'_>, interview: &mut Interview) -> Result<(), StoreError> {
    let agreed = consents::Consent {
        interview_id: interview.id,
        at: interview.created_at,
        version: "1".into(),
        language: interview.language,
        text: "I agree to being recorded.".into(),
        ai_hosts: Vec::new(),
        ai_uses: Vec::new(),
    };
    consents::insert(tx, &agreed)?;
    advance(
        tx,
        interview,
        Move::Start,
        EventKind::InterviewStarted,
        60_000,
    )
}

fn advance(
    tx: &mut WriteTx<'_>,
    interview: &mut Interview,
    attempted: Move,
    kind: EventKind,
    after_ms: u64,
) -> Result<(), StoreError> {
    let at = interview.created_at.plus_ms(after_ms);
    interview.apply(attempted, at)?;
    interviews::update_status(tx, interview, kind)
}

/// An interview as most are: eight lines and over; some called off, some waiting.
fn short_interview(
    tx: &mut WriteTx<'_>,
    posts: &[Position; 3],
    n: usize,
) -> Result<(), StoreError> {
    let names = NAMES[n % 3];
    let name = format!("{} {n}", names[n % names.len()]);
    let mut interview = entered(tx, &posts[n % 3], n, name)?;
    match n % 10 {
        8 => advance(
            tx,
            &mut interview,
            Move::Cancel,
            EventKind::InterviewCancelled,
            5_000,
        ),
        9 => Ok(()),
        _ => {
            begin(tx, &mut interview)?;
            for line in 0..8 {
                messages::append(tx, said(&interview, n, line))?;
            }
            advance(
                tx,
                &mut interview,
                Move::Finish,
                EventKind::InterviewFinished,
                1_500_000,
            )?;
            exported(tx, interview.id)
        }
    }
}

/// Notes that the transcript was written, or else the next start of Candor would write thousands.
fn exported(tx: &mut WriteTx<'_>, id: InterviewId) -> Result<(), StoreError> {
    let written = exports::Outcome::Written {
        json_path: format!("{id}.json"),
        txt_path: format!("{id}.txt"),
    };
    exports::record(tx, id, written).map(|_| ())
}

/// The newest interview, with a conversation that never seems to end.
fn long_interview(store: &Store, post: &Position, messages: usize) -> InterviewId {
    let post = post.clone();
    let mut interview = store
        .write(Actor::Operator, UtcMillis(NEWEST), move |tx| {
            let mut interview = entered(tx, &post, 0, "Scheherazade Long".into())?;
            begin(tx, &mut interview)?;
            Ok(interview)
        })
        .unwrap();
    let id = interview.id;
    let lines: Vec<usize> = (0..messages).collect();
    for chunk in lines.chunks(MESSAGES_AT_ONCE) {
        let (chunk, of) = (chunk.to_vec(), interview.clone());
        store
            .write(Actor::Candidate, UtcMillis(NEWEST), move |tx| {
                chunk.into_iter().try_for_each(|line| {
                    messages::append(tx, said(&of, line / 7, line)).map(|_| ())
                })
            })
            .unwrap();
    }
    store
        .write(Actor::Operator, UtcMillis(NEWEST), move |tx| {
            let end = messages as u64 * 6_000 + 120_000;
            advance(
                tx,
                &mut interview,
                Move::Finish,
                EventKind::InterviewFinished,
                end,
            )?;
            exported(tx, id)
        })
        .unwrap();
    id
}

/// Line number `line` of an interview: questions and spoken answers in turn, with words and their times.
fn said(interview: &Interview, variety: usize, line: usize) -> NewMessage {
    let language = interview.language;
    let place = Language::ALL
        .into_iter()
        .position(|l| l == language)
        .unwrap();
    let start = line as u64 * 6_000;
    let is_question = line.is_multiple_of(2);
    let content = if is_question {
        QUESTIONS[place][line / 2 % 3]
    } else {
        ANSWERS[place][(variety + line / 2) % 6]
    };
    let words = content
        .split_whitespace()
        .enumerate()
        .map(|(n, text)| Word {
            text: text.to_owned(),
            start_ms: start + n as u64 * 300,
            end_ms: start + n as u64 * 300 + 250,
            probability: 0.9,
        });
    let words: Vec<Word> = if is_question {
        Vec::new()
    } else {
        words.collect()
    };
    NewMessage {
        id: MessageId::new(),
        interview_id: interview.id,
        at: interview.created_at.plus_ms(60_000 + start),
        role: if is_question {
            Role::AiHr
        } else {
            Role::Candidate
        },
        purpose: if is_question {
            Purpose::Question
        } else {
            Purpose::Answer
        },
        content: content.to_owned(),
        origin: if is_question {
            Origin::Script
        } else {
            Origin::Speech
        },
        question_key: Some(format!("q{}", line / 2 % 3)),
        audio_start_ms: (!is_question).then_some(start),
        audio_end_ms: (!is_question).then_some(start + 5_500),
        words,
        language,
        confidence: (!is_question).then_some(0.9),
        cut_off: false,
        doubt: None,
        speech_model: (!is_question).then(|| "base".to_owned()),
    }
}
