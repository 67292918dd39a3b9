//! A small HTTP server on this machine that serves one file, in manners good and bad.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex, mpsc},
    thread,
};

use sha2::{Digest, Sha256};

/// How the server treats one request.
#[derive(Clone, Copy)]
pub(crate) enum Manner {
    /// Serves the range asked for.
    Proper,
    /// Breaks off after this many bytes.
    BreaksOff(usize),
    /// Sends this many bytes and then nothing until the server ends.
    Stalls(usize),
}

/// Answers one request after the other, each on a thread of its own, in the manners given.
pub(crate) struct FileServer {
    address: String,
    ranges: Arc<Mutex<Vec<usize>>>,
    /// Dropping it lets stalling answers end.
    _patience: mpsc::Sender<()>,
}

impl FileServer {
    pub(crate) fn start(content: Vec<u8>, manners: Vec<Manner>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let ranges = Arc::new(Mutex::new(Vec::new()));
        let (sender, over) = mpsc::channel();
        let over = Arc::new(Mutex::new(over));
        let seen = Arc::clone(&ranges);
        thread::spawn(move || {
            for manner in manners {
                let (stream, _) = listener.accept().unwrap();
                let (content, seen, over) = (content.clone(), Arc::clone(&seen), Arc::clone(&over));
                thread::spawn(move || answer(&stream, &content, manner, &seen, &over));
            }
        });
        Self {
            address,
            ranges,
            _patience: sender,
        }
    }

    /// Where it serves.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// First byte asked for, request by request.
    pub(crate) fn ranges(&self) -> Vec<usize> {
        self.ranges.lock().unwrap().clone()
    }
}

/// What the catalogue expects.
pub(crate) fn body() -> Vec<u8> {
    (0..700_000_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect()
}

/// A catalogue of two models of the same content, and of the demo model.
pub(crate) fn catalog(server: &FileServer) -> String {
    let sha256 = Sha256::digest(body())
        .iter()
        .fold(String::new(), |hex, b| format!("{hex}{b:02x}"));
    let demo = "[[model]]\nname = \"demo-en\"\nfile = \"ggml-demo-en.bin\"\nsize_bytes = 5749824\n\
                sha256 = \"f94ea49dc07c516bad86b1edfa0b99a037b3e88cfdaa47cc2b219bef9e35273e\"\n\
                languages = [\"en\"]\ndemo = true\n";
    ["m", "n"]
        .map(|name| {
            format!(
                "[[model]]\nname = \"{name}\"\nfile = \"{name}.bin\"\nurl = \"{}/{name}.bin\"\nsize_bytes = {}\n\
                 sha256 = \"{sha256}\"\nlanguages = \"multilingual\"\n",
                server.address,
                body().len()
            )
        })
        .join("")
        + demo
}

fn answer(
    mut stream: &TcpStream,
    content: &[u8],
    manner: Manner,
    seen: &Mutex<Vec<usize>>,
    over: &Mutex<mpsc::Receiver<()>>,
) {
    let from = BufReader::new(stream)
        .lines()
        .map(Result::unwrap)
        .take_while(|line| !line.is_empty())
        .find_map(|line| {
            line.to_lowercase()
                .strip_prefix("range: bytes=")
                .map(|r| r.trim_end_matches('-').parse().unwrap())
        })
        .unwrap_or(0);
    seen.lock().unwrap().push(from);
    let rest = &content[from.min(content.len())..];
    let length = match manner {
        Manner::Proper => rest.len(),
        Manner::BreaksOff(length) | Manner::Stalls(length) => length.min(rest.len()),
    };
    let head = format!(
        "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes {from}-{}/{}\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n",
        content.len() - 1,
        content.len(),
        rest.len()
    );
    // The client may hang up at any time: that is what some of the tests are about.
    let told = stream.write_all(head.as_bytes());
    let _ = told.and_then(|()| stream.write_all(&rest[..length]));
    if matches!(manner, Manner::Stalls(_)) {
        let _ = over.lock().unwrap().recv();
    }
}
