//! A desk of 10,000 interviews and an interview of 100,000 messages in Candor's real window.
//!
//! The store's example `big_desk` fills a database; the window opens it with a passphrase and is driven as in the
//! tests. Two kinds of figures, each a `BENCH` line as `cargo xtask bench` reads them:
//!
//! - *opening*: from the page's address changing until the first line of the transcript is on screen, for the long
//!   interview against a short one of the same database. Before each opening the page is loaded anew, so that nothing
//!   is remembered; rounds take turns in who goes first;
//! - *scrolling*: while a whole page a frame is scrolled for some seconds, the 95th percentile of the time between
//!   frames, and the most rows that were in the document. Their peers are the bounds promised: 50 ms and 60 rows.
//!
//! `big_window [ROUNDS]`. Cargo does not build the two programs for it: `cargo xtask bench large` does so first.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement prints its results and has nobody to report errors to"
)]

use std::{
    env,
    fmt::Write as _,
    fs,
    io::{BufRead as _, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use candor_core::{Folders, unlock};
use candor_vault::{Unlock, database_key, testing::SecretService};
use fantoccini::{Client, ClientBuilder};
use serde_json::{Value, json};

/// Longest wait for anything.
const PATIENCE: Duration = Duration::from_mins(1);
const PASSPHRASE: &str = "a passphrase for measuring only";
/// The long interview may take this many times as long to open as the short one.
const OPENING_GOAL: f64 = 1.1;
const MOST_ROWS: f64 = 60.0;
const LONGEST_FRAME_MS: f64 = 50.0;

/// Loads the page anew and answers once the desk is there.
const FRESH_DESK: &str = "
    const done = arguments[arguments.length - 1];
    const look = () => document.querySelector('[data-testid=interview-row]') ? done(true) : requestAnimationFrame(look);
    look();
";
/// Opens a page of the app and answers with the milliseconds until it shows what is wanted.
const OPEN: &str = "
    const [path, wanted, done] = arguments;
    const begin = performance.now();
    history.pushState({}, '', path);
    dispatchEvent(new PopStateEvent('popstate', { state: {} }));
    const look = () => {
        if (document.querySelector(wanted)) requestAnimationFrame(() => done(performance.now() - begin));
        else requestAnimationFrame(look);
    };
    look();
";
/// Scrolls a page a frame for so many frames, back and forth in leaps; answers with the frames' times and the most rows.
const SCROLL: &str = "
    const [rows, frames, done] = arguments;
    const times = [];
    let most = 0, last = performance.now();
    const end = document.documentElement.scrollHeight;
    const step = (now) => {
        times.push(now - last);
        last = now;
        most = Math.max(most, document.querySelectorAll(rows).length);
        if (times.length >= frames) return done({ times: times.slice(1), most, end });
        const leap = times.length % 60 === 0;
        if (leap) scrollTo(0, Math.random() * (end - innerHeight));
        else scrollBy(0, innerHeight * 0.5);
        requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
";
/// The newest interviews with what tells the long one apart.
const INTERVIEWS: &str = "
    const done = arguments[arguments.length - 1];
    fetch('candor://localhost/api/v1/interviews?limit=5').then((r) => r.json()).then(done, (e) => done(String(e)));
";

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let rounds: usize = env::args().nth(1).map_or(7, |text| text.parse().unwrap());
    let data = tempfile::tempdir().unwrap();
    fill(data.path());
    let session = SecretService::start().unwrap();
    let screen = Screen::start();
    let driver = Driver::start(&session, &screen);
    let window = driver.open(data.path()).await;

    skip_first_run(&window).await;
    let desk = scroll(&window, "[data-testid=interview-row]").await;
    let (long, short) = interviews(&window).await;
    let mut openings = Vec::new();
    for round in 0..rounds {
        let pair = if round % 2 == 0 {
            let first = open(&window, &long).await;
            (first, open(&window, &short).await)
        } else {
            let first = open(&window, &short).await;
            (open(&window, &long).await, first)
        };
        openings.push(pair);
    }
    open(&window, &long).await;
    let transcript = scroll(&window, "[data-testid=line]").await;
    window.close().await.unwrap();

    report(
        "opening 100,000 messages",
        "ms",
        [
            median(openings.iter().map(|(long, _)| *long)),
            median(openings.iter().map(|(_, short)| *short)),
        ],
        Some(median(openings.iter().map(|(long, short)| long / short))),
        OPENING_GOAL,
        rounds,
    );
    for (name, scrolled) in [("desk", &desk), ("transcript", &transcript)] {
        let frames = scrolled.times.len();
        let bounds = [scrolled.p95(), LONGEST_FRAME_MS];
        report(
            &format!("frame p95, {name}"),
            "ms",
            bounds,
            None,
            1.0,
            frames,
        );
        let rows = [scrolled.most_rows, MOST_ROWS];
        report(&format!("most rows, {name}"), "", rows, None, 1.0, frames);
    }
}

/// Makes the database with a key from the passphrase.
fn fill(data: &Path) {
    let folders = Folders::below(data);
    fs::create_dir_all(&folders.data).unwrap();
    let unlock = Unlock::Passphrase(unlock::passphrase(PASSPHRASE.to_owned()));
    let key = database_key(&folders.database(), &unlock).unwrap();
    let mut digits = String::new();
    for byte in key.bytes() {
        write!(digits, "{byte:02x}").unwrap();
    }
    let filled = Command::new(example("big_desk"))
        .arg(&folders.data)
        .env("CANDOR_BIG_DESK_KEY", digits)
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(filled.success());
    fs::write(data.join("passphrase.txt"), PASSPHRASE).unwrap();
}

/// A program of the same build: examples lie beside this one, the app one folder above.
fn example(name: &str) -> PathBuf {
    let program = env::current_exe().unwrap().with_file_name(name);
    assert!(
        program.exists(),
        "build big_desk first, or use `cargo xtask bench large`"
    );
    program
}

/// An X server without a screen, ended with the value.
struct Screen {
    server: Child,
    name: String,
}

impl Screen {
    fn start() -> Self {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1400x900x24"])
            .args(["-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(server.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let name = format!(":{}", line.trim());
        Self { server, name }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // Gone already is as good.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// tauri-driver, ended with the value.
struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    fn start(session: &SecretService, screen: &Screen) -> Self {
        let (port, native) = (free_port(), free_port());
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools/bin/tauri-driver");
        let process = Command::new(own)
            .args(["--port", &port.to_string()])
            .args(["--native-port", &native.to_string()])
            .args(["--native-driver", "/usr/bin/WebKitWebDriver"])
            .envs(session.env())
            .env("DISPLAY", &screen.name)
            .env("GDK_BACKEND", "x11")
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        Self { process, port }
    }

    async fn open(&self, data: &Path) -> Client {
        let app = env::current_exe().unwrap();
        let app = app.parent().unwrap().with_file_name("candor-desktop");
        let passphrase = data.join("passphrase.txt");
        let capabilities = json!({
            "browserName": "wry",
            "tauri:options": {
                "application": app,
                "args": ["--data-dir", data, "--passphrase-file", passphrase],
            },
        });
        let Value::Object(capabilities) = capabilities else {
            unreachable!()
        };
        let begin = Instant::now();
        loop {
            let mut builder = ClientBuilder::native();
            builder.capabilities(capabilities.clone());
            let address = format!("http://127.0.0.1:{}", self.port);
            match builder.connect(&address).await {
                Ok(client) => return client,
                Err(_) => pause(begin + PATIENCE, Duration::from_millis(50)),
            }
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It has usually ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// Lets `length` pass, unless waiting has lasted too long.
fn pause(patience: Instant, length: Duration) {
    assert!(Instant::now() < patience, "waited in vain");
    // Poll: neither the X server nor the driver announces what is waited for.
    thread::sleep(length);
}

async fn skip_first_run(window: &Client) {
    let skip = fantoccini::Locator::Css("[data-testid=skip-first-run]");
    let button = window.wait().at_most(PATIENCE).for_element(skip).await;
    button.unwrap().click().await.unwrap();
    window.execute_async(FRESH_DESK, vec![]).await.unwrap();
}

/// Addresses of the long interview's review and of a short one's.
async fn interviews(window: &Client) -> (String, String) {
    let page = window.execute_async(INTERVIEWS, vec![]).await.unwrap();
    let rows = page["rows"].as_array().unwrap();
    // The newest is the long one; the short one is the newest of the others that was held.
    let held = |row: &&Value| row["interview"]["status"] == "finished";
    let mut held = rows.iter().filter(held);
    let mut review = || {
        let id = held.next().unwrap()["interview"]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        format!("/interviews/{id}/review")
    };
    (review(), review())
}

/// Milliseconds until the first line of the transcript is on screen, from a page just loaded.
async fn open(window: &Client, path: &str) -> f64 {
    window.goto("tauri://localhost/").await.unwrap();
    window.execute_async(FRESH_DESK, vec![]).await.unwrap();
    let wanted = json!("[data-testid=line]");
    let taken = window.execute_async(OPEN, vec![json!(path), wanted]).await;
    taken.unwrap().as_f64().unwrap()
}

struct Scrolled {
    times: Vec<f64>,
    most_rows: f64,
}

impl Scrolled {
    fn p95(&self) -> f64 {
        let mut times = self.times.clone();
        times.sort_by(f64::total_cmp);
        times[times.len() * 95 / 100]
    }
}

async fn scroll(window: &Client, rows: &str) -> Scrolled {
    let frames = json!(300);
    let seen = window
        .execute_async(SCROLL, vec![json!(rows), frames])
        .await
        .unwrap();
    assert!(
        seen["end"].as_f64().unwrap() > 100_000.0,
        "the page is not long: {}",
        seen["end"]
    );
    let times = seen["times"].as_array().unwrap();
    Scrolled {
        times: times.iter().map(|t| t.as_f64().unwrap()).collect(),
        most_rows: seen["most"].as_f64().unwrap(),
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn report(
    name: &str,
    unit: &str,
    [ours, peer]: [f64; 2],
    ratio: Option<f64>,
    goal: f64,
    runs: usize,
) {
    let ratio = ratio.unwrap_or(ours / peer);
    let line = json!({
        "name": name, "unit": unit, "ours": ours, "peer": peer, "ratio": ratio, "goal": goal, "runs": runs,
    });
    println!("BENCH {line}");
}
