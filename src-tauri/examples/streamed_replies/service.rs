//! An AI service that words every line just as the plan does, word by word, and notes when each left it.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde_json::{Value, json};

/// What stands before the words a line has to keep, in what it is asked.
const GIVEN: &str = "begin the given ";

/// A line that was sent whole.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) text: String,
    /// Of each word: when it left, in ms since 1970, and how many characters had left with it.
    pub(crate) words: Vec<(f64, usize)>,
}

/// The service; it serves until the program ends.
pub(crate) struct Service {
    pub(crate) port: u16,
    lines: Arc<Mutex<Vec<Sent>>>,
    pace: Arc<Mutex<Duration>>,
}

impl Service {
    pub(crate) fn start(pace: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let lines = Arc::new(Mutex::new(Vec::new()));
        let pace = Arc::new(Mutex::new(pace));
        let (sent, between) = (Arc::clone(&lines), Arc::clone(&pace));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (sent, between) = (Arc::clone(&sent), Arc::clone(&between));
                thread::spawn(move || serve(stream.unwrap(), &sent, &between));
            }
        });
        Self { port, lines, pace }
    }

    /// Time between two words from now on.
    pub(crate) fn pace(&self, pace: Duration) {
        *self.pace.lock().unwrap() = pace;
    }

    /// The lines sent since this was last asked.
    pub(crate) fn take(&self) -> Vec<Sent> {
        std::mem::take(&mut *self.lines.lock().unwrap())
    }
}

/// Answers one request; whoever asked may have gone in between.
fn serve(stream: TcpStream, lines: &Mutex<Vec<Sent>>, pace: &Mutex<Duration>) {
    stream.set_nodelay(true).unwrap();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let Some(body) = request(&mut reader) else {
        return;
    };
    let mut out = stream;
    let Some(text) = given(&body) else {
        let models = json!({ "object": "list", "data": [{ "id": "bench", "object": "model" }] });
        // Whoever asked may have gone.
        let _ = write!(
            out,
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n{models}"
        );
        return;
    };
    let pace = *pace.lock().unwrap();
    let mut sent = Sent {
        text: text.clone(),
        words: Vec::new(),
    };
    let whole = stream_words(&mut out, &text, pace, &mut sent);
    if whole.is_ok() {
        lines.lock().unwrap().push(sent);
    }
}

fn stream_words(
    out: &mut TcpStream,
    text: &str,
    pace: Duration,
    sent: &mut Sent,
) -> std::io::Result<()> {
    write!(
        out,
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
    )?;
    let mut characters = 0;
    for word in text.split_inclusive(' ') {
        let chunk = piece(&json!({ "content": word }), &Value::Null);
        characters += word.chars().count();
        let left = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        out.write_all(chunk.as_bytes())?;
        sent.words.push((left.as_secs_f64() * 1e3, characters));
        // A service takes its time for each word.
        thread::sleep(pace);
    }
    let end = piece(&json!({}), &json!("stop"));
    write!(out, "{end}data: [DONE]\n\n")
}

fn piece(delta: &Value, finish: &Value) -> String {
    let chunk = json!({
        "id": "bench", "object": "chat.completion.chunk", "created": 0, "model": "bench",
        "choices": [{ "index": 0, "delta": delta, "finish_reason": finish }],
    });
    format!("data: {chunk}\n\n")
}

/// The body of a request; empty when it has none.
fn request(reader: &mut BufReader<TcpStream>) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).unwrap_or_default())
}

/// The words the line has to keep, if a line is asked for.
fn given(body: &Value) -> Option<String> {
    let messages = body["messages"].as_array()?;
    let asked = messages.iter().rev().find_map(|message| {
        let content = message["content"].as_str()?;
        content.rsplit_once(GIVEN).map(|(_, rest)| rest)
    })?;
    let (_, text) = asked.split_once("⟧\n")?;
    let (text, _) = text.split_once("\n⟦")?;
    Some(text.to_owned())
}
