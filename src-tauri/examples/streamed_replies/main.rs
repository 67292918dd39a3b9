//! A model's words in Candor's real window: how soon they are on screen, and what a long conversation keeps in memory.
//!
//! The window is driven as in the tests; its AI service is one of this program's, on this machine, which words every
//! line just as the plan does and notes when each word leaves it. Two figures, each a `BENCH` line as
//! `cargo xtask bench` reads them:
//!
//! - *word on screen*: from a word leaving the service until it stands in the room's page: the network of this machine,
//!   our client, every check, the event bus, the window's channel and React are all in it. Median and 95th percentile
//!   over all words of all lines. Their peer is the bound promised, 50 ms;
//! - *long conversation*: proportional set size of the window's processes after 2,000 messages, among them every line of
//!   the plan worded by the service, against the same room when it had just begun.
//!
//! `streamed_replies [INTERVIEWS] [MESSAGES]`. Cargo does not build the window for it: `cargo xtask bench replies` does
//! so first.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement prints its results and has nobody to report errors to"
)]

mod driven;
#[path = "../window_ratio/memory.rs"]
#[expect(dead_code, reason = "shared with an example that needs all of it")]
mod memory;
mod service;

use std::{
    env, fs,
    time::{Duration, Instant},
};

use candor_core::{Folders, unlock};
use candor_vault::{Unlock, database_key, testing::SecretService};
use driven::{Driver, PATIENCE, Screen, pause};
use fantoccini::Client;
use serde_json::{Value, json};
use service::{Sent, Service};

const PASSPHRASE: &str = "a passphrase for measuring only";
/// How a service paces its words.
const PACE: Duration = Duration::from_millis(35);
const BOUND_MS: f64 = 50.0;
/// A long conversation may take this many times the memory of one that has just begun.
const MEMORY_GOAL: f64 = 1.15;
/// An answer so long that nothing is asked after it.
const ANSWER: &str = "I kept the files of forty clients and all their dates. Once I noticed a wrong date on a \
    contract two days before it was to be signed; I called the client at once, we compared both copies line by line, \
    corrected it together on the same afternoon, and since then I check every contract twice.";

/// One request to the API from inside the page.
const CALL: &str = "
    const [method, path, body, done] = arguments;
    const options = { method, headers: { 'content-type': 'application/json' } };
    if (body !== null) options.body = JSON.stringify(body);
    fetch('candor://localhost/api/v1' + path, options).then(
        async (answer) => done({ ok: answer.ok, body: await answer.json().catch(() => null) }),
        (error) => done({ ok: false, body: String(error) }),
    );
";
const GO: &str = "
    const [path] = arguments;
    history.pushState({}, '', path);
    dispatchEvent(new PopStateEvent('popstate', { state: {} }));
";
/// Notes from now on how many characters of the line stand on screen, and when.
const WATCH: &str = "
    window.seen = [];
    const note = () => {
        const line = document.querySelector('[data-testid=interviewer-line] [data-testid=reply-text]');
        if (line) window.seen.push([Date.now(), Array.from(line.textContent).length]);
    };
    new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true });
";
/// What was noted, which is forgotten; null while a line is still coming.
const TAKE: &str = "
    if (document.querySelector('[data-testid=reply-text]')) return null;
    const seen = window.seen;
    window.seen = [];
    return seen;
";

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let argument = |n| env::args().nth(n).map(|text| text.parse().unwrap());
    let interviews: usize = argument(1).unwrap_or(3);
    let messages: usize = argument(2).unwrap_or(2_000);
    let data = tempfile::tempdir().unwrap();
    let folders = Folders::below(data.path());
    fs::create_dir_all(&folders.data).unwrap();
    let passphrase = Unlock::Passphrase(unlock::passphrase(PASSPHRASE.to_owned()));
    database_key(&folders.database(), &passphrase).unwrap();
    fs::write(data.path().join("passphrase.txt"), PASSPHRASE).unwrap();
    let service = Service::start(PACE);
    let session = SecretService::start().unwrap();
    let screen = Screen::start();
    let driver = Driver::start(&session, &screen);
    let page = Page(driver.open(data.path()).await);
    page.set_up(service.port).await;

    let mut delays = Vec::new();
    for _ in 0..interviews {
        page.interview().await.hold(&service, &mut delays).await;
    }
    delays.sort_by(f64::total_cmp);
    let at = |percent: usize| delays[(delays.len() - 1) * percent / 100];
    for (name, delay) in [
        ("word on screen, p50", at(50)),
        ("word on screen, p95", at(95)),
    ] {
        report(name, "ms", [delay, BOUND_MS], 1.0, delays.len());
    }

    service.pace(Duration::ZERO);
    let talk = page.interview().await;
    let empty = memory::settled(driver.id(), Instant::now() + PATIENCE);
    // One question stays open to the end, so that the interview is not over before.
    let step = messages.div_ceil(QUESTIONS.len() - 1);
    for n in 1..=messages {
        assert!(
            talk.says(&format!("{n}: {ANSWER}")).await,
            "the interview is over too soon"
        );
        if n % step == 0 && n < messages {
            talk.press("answer_done").await;
        }
    }
    let long = memory::settled(driver.id(), Instant::now() + PATIENCE);
    let megabytes = [long as f64 / 1e6, empty as f64 / 1e6];
    report("long conversation", "MB", megabytes, MEMORY_GOAL, 1);
    page.0.close().await.unwrap();
}

/// Candor's page.
struct Page(Client);

impl Page {
    async fn call(&self, method: &str, path: &str, body: Value) -> Option<Value> {
        let arguments = vec![json!(method), json!(path), body];
        let answer = self.0.execute_async(CALL, arguments).await.unwrap();
        (answer["ok"] == true).then(|| answer["body"].clone())
    }

    async fn must(&self, method: &str, path: &str, body: Value) -> Value {
        let answer = self.call(method, path, body).await;
        answer.unwrap_or_else(|| panic!("{method} {path} was refused"))
    }

    /// Connects the service and lets it word the conversation.
    async fn set_up(&self, port: u16) {
        let skip = fantoccini::Locator::Css("[data-testid=skip-first-run]");
        let button = self.0.wait().at_most(PATIENCE).for_element(skip).await;
        button.unwrap().click().await.unwrap();
        let connection = json!({
            "name": "Bench", "api": "chat", "base_url": format!("http://127.0.0.1:{port}/v1"), "model": "bench",
        });
        self.must("POST", "/ai/connections", connection).await;
        let uses = json!({ "conversation": true, "scorecards": false });
        self.call("PUT", "/ai/use", uses).await.unwrap();
    }

    /// A new interview by typing, begun, with its room on screen.
    async fn interview(&self) -> Talk<'_> {
        let plan = json!({
            "competencies": [{ "key": "care", "name": "Care" }],
            "questions": (0..8).map(|n| json!({
                "key": format!("q{n}"), "competency": "care", "must_ask": true, "time_budget_s": 600,
                "text": { "en": QUESTIONS[n] },
            })).collect::<Vec<_>>(),
        });
        let position = json!({ "title": "Clerk", "plan": plan });
        let position = self.must("POST", "/positions", position).await;
        let draft = json!({
            "position_id": position["id"], "candidate_name": "Ada", "language": "en", "recommended_minutes": 120,
        });
        let created = self.must("POST", "/interviews", draft).await;
        let id = created["interview"]["id"].as_str().unwrap().to_owned();
        let path = format!("/interviews/{id}");
        let text = self
            .must("GET", &format!("{path}/consent"), Value::Null)
            .await;
        let agreed = json!({ "version": text["version"], "fingerprint": text["fingerprint"] });
        self.must("POST", &format!("{path}/consent"), agreed).await;
        let room = vec![json!(format!("{path}/room"))];
        self.0.execute(GO, room).await.unwrap();
        let begin = fantoccini::Locator::Css("[data-testid=start-interview]");
        self.0
            .wait()
            .at_most(PATIENCE)
            .for_element(begin)
            .await
            .unwrap();
        self.0.execute(WATCH, vec![]).await.unwrap();
        let start = json!({ "text_only": true });
        self.must("POST", &format!("{path}/start"), start).await;
        Talk { page: self, path }
    }
}

/// One interview on screen.
struct Talk<'p> {
    page: &'p Page,
    path: String,
}

impl Talk<'_> {
    async fn says(&self, content: &str) -> bool {
        let said = json!({ "content": content, "role": "candidate" });
        let path = format!("{}/messages", self.path);
        self.page.call("POST", &path, said).await.is_some()
    }

    async fn press(&self, control: &str) {
        let path = format!("{}/controls", self.path);
        // Refused once the interview is over.
        self.page
            .call("POST", &path, json!({ "control": control }))
            .await;
    }

    /// Holds the interview to its end; adds what each word took to get on screen.
    async fn hold(&self, service: &Service, delays: &mut Vec<f64>) {
        for n in 0..QUESTIONS.len() {
            let line = line(service);
            let seen = self.seen().await;
            assert!(
                !seen.is_empty(),
                "nothing came on screen of “{}”",
                line.text
            );
            // The last word is shown when the line is known to be whole, which is another matter.
            let words = line.words.split_last().unwrap().1;
            delays.extend(words.iter().map(|(left, characters)| {
                let shown = seen.iter().find(|(_, shown)| shown >= characters);
                shown.unwrap_or_else(|| panic!("“{}” was cut", line.text)).0 - left
            }));
            if n + 1 < QUESTIONS.len() {
                assert!(self.says(ANSWER).await, "the interview is over too soon");
                self.press("answer_done").await;
            }
        }
    }

    /// What was on screen of the line, once its message is there: when, and how many characters.
    async fn seen(&self) -> Vec<(f64, usize)> {
        let patience = Instant::now() + PATIENCE;
        loop {
            let seen = self.page.0.execute(TAKE, vec![]).await.unwrap();
            if let Value::Array(rows) = seen {
                let row = |row: Value| {
                    let shown = usize::try_from(row[1].as_u64().unwrap()).unwrap();
                    (row[0].as_f64().unwrap(), shown)
                };
                return rows.into_iter().map(row).collect();
            }
            pause(patience, Duration::from_millis(20));
        }
    }
}

/// The next line the service has sent.
fn line(service: &Service) -> Sent {
    let patience = Instant::now() + PATIENCE;
    loop {
        if let Some(line) = service.take().pop() {
            return line;
        }
        pause(patience, Duration::from_millis(20));
    }
}

fn report(name: &str, unit: &str, [ours, peer]: [f64; 2], goal: f64, runs: usize) {
    let line = json!({
        "name": name, "unit": unit, "ours": ours, "peer": peer, "ratio": ours / peer, "goal": goal, "runs": runs,
    });
    println!("BENCH {line}");
}

/// As a plan would ask them; long enough to be worth streaming.
const QUESTIONS: [&str; 8] = [
    "What did you do in your last job, and which part of it took most of your time?",
    "Please tell me about a mistake you noticed before it did harm. How did you find it?",
    "How do you keep dates and files in order when many people change them on the same day?",
    "Please describe a day on which more work came in than you could finish. What did you do first?",
    "How do you settle a disagreement with a colleague about the way a task should be done?",
    "Which programs have you used for letters, tables and calendars, and what for?",
    "Please tell me about something you had to learn quickly for your work. How did you go about it?",
    "How do you make sure that a customer who called with a question really gets an answer?",
];
