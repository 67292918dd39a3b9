//! A small HTTP server on this machine, with manners good and bad.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

/// How the server treats one request.
#[derive(Clone)]
pub(crate) enum Manner {
    /// Serves the range asked for.
    Proper,
    /// The same, under this entity tag: a range of another one is answered with the whole file.
    Tagged(&'static str),
    /// Serves the range asked for under this tag, whatever tag the client has.
    Stubborn(&'static str),
    /// Serves this other file under this tag.
    Changed(&'static str, Arc<Vec<u8>>),
    /// Sends the whole file whatever was asked for.
    IgnoresRange,
    /// Resumes, but at the beginning.
    WrongPlace,
    /// Breaks off after this many bytes.
    BreaksOff(usize),
    /// Sends this many bytes and then nothing until the client has gone.
    Stalls(usize),
    /// States this length and sends everything from where it was asked on, and some more.
    Claims(usize),
    /// Sends everything without stating a length, then some more.
    SendsTooMuch,
    /// Answers with this status.
    Status(u16),
    /// The same, and wants to be asked again in so many seconds.
    Busy(u16, u64),
    /// Answers with the page a network shows to whoever has not signed in.
    LoginPage,
    /// Sends on to the same file somewhere else.
    Redirects,
    /// Sends on to where it sends on.
    RedirectsForEver,
}

/// What a client asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Request {
    /// What it wants of the server, as it wrote it.
    pub(crate) target: String,
    /// First byte; none for the whole file.
    pub(crate) from: Option<usize>,
    /// Only if the file still has this tag.
    pub(crate) if_range: Option<String>,
}

pub(crate) struct Server {
    pub(crate) address: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// Answers one request after the other, in the manners given; then nobody is there any more.
    pub(crate) fn start(body: Vec<u8>, manners: Vec<Manner>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (body, seen) = (Arc::new(body), Arc::clone(&requests));
        thread::spawn(move || {
            for manner in manners {
                let (stream, _) = listener.accept().unwrap();
                let request = read(&stream);
                seen.lock().unwrap().push(request.clone());
                let body = Arc::clone(&body);
                thread::spawn(move || answer(&stream, &body, &manner, &request));
            }
        });
        Self { address, requests }
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// First byte asked for, request by request.
    pub(crate) fn ranges(&self) -> Vec<usize> {
        let requests = self.requests();
        requests.iter().map(|r| r.from.unwrap_or(0)).collect()
    }
}

fn read(stream: &TcpStream) -> Request {
    let mut request = Request::default();
    let lines = BufReader::new(stream).lines().map(Result::unwrap);
    for (number, line) in lines.take_while(|line| !line.is_empty()).enumerate() {
        if number == 0 {
            line.split(' ')
                .nth(1)
                .unwrap()
                .clone_into(&mut request.target);
        } else if let Some((name, value)) = line.split_once(": ") {
            match name.to_lowercase().as_str() {
                "range" => {
                    let first = value.strip_prefix("bytes=").unwrap().trim_end_matches('-');
                    request.from = Some(first.parse().unwrap());
                }
                "if-range" => request.if_range = Some(value.to_owned()),
                _ => {}
            }
        }
    }
    request
}

fn answer(mut stream: &TcpStream, body: &[u8], manner: &Manner, request: &Request) {
    let body = match manner {
        Manner::Changed(_, other) => other,
        _ => body,
    };
    let from = request.from.unwrap_or(0);
    let rest = &body[from.min(body.len())..];
    let whole = || format!("200 OK\r\nContent-Length: {}", body.len());
    let part = |first: usize| {
        format!(
            "206 Partial Content\r\nContent-Range: bytes {first}-{}/{}\r\nContent-Length: {}",
            body.len() - 1,
            body.len(),
            rest.len()
        )
    };
    let ranged = || match request.from {
        Some(_) if from >= body.len() => (
            format!(
                "416 Range Not Satisfiable\r\nContent-Range: bytes */{}\r\nContent-Length: 0",
                body.len()
            ),
            Vec::new(),
        ),
        Some(first) => (part(first), rest.to_vec()),
        None => (whole(), body.to_vec()),
    };
    let page = b"<!doctype html><title>Welcome to the hotel</title>";
    let (head, sent) = match manner {
        Manner::Proper => ranged(),
        Manner::Tagged(tag) | Manner::Changed(tag, _) => {
            let (head, sent) = match &request.if_range {
                Some(wanted) if wanted != tag => (whole(), body.to_vec()),
                _ => ranged(),
            };
            (format!("{head}\r\nETag: {tag}"), sent)
        }
        Manner::Stubborn(tag) => {
            let (head, sent) = ranged();
            (format!("{head}\r\nETag: {tag}"), sent)
        }
        Manner::IgnoresRange => (whole(), body.to_vec()),
        Manner::WrongPlace => (part(0), rest.to_vec()),
        Manner::BreaksOff(length) | Manner::Stalls(length) => {
            let (head, mut sent) = ranged();
            sent.truncate(*length);
            (head, sent)
        }
        Manner::Claims(length) => {
            let head = format!(
                "206 Partial Content\r\nContent-Range: bytes {from}-{}/{}\r\nContent-Length: {length}",
                body.len() - 1,
                body.len()
            );
            (head, [rest, page].concat())
        }
        Manner::SendsTooMuch => ("200 OK".to_owned(), [body, page].concat()),
        Manner::Status(status) => (format!("{status} No\r\nContent-Length: 0"), Vec::new()),
        Manner::Busy(status, seconds) => (
            format!("{status} Busy\r\nRetry-After: {seconds}\r\nContent-Length: 0"),
            Vec::new(),
        ),
        Manner::LoginPage => (
            "200 OK\r\nContent-Type: text/html; charset=utf-8".to_owned(),
            page.to_vec(),
        ),
        Manner::Redirects | Manner::RedirectsForEver => (
            "302 Found\r\nLocation: /elsewhere/m.bin\r\nContent-Length: 0".to_owned(),
            Vec::new(),
        ),
    };
    // The client may hang up at any time: that is what some of the tests are about.
    let told = stream.write_all(format!("HTTP/1.1 {head}\r\nConnection: close\r\n\r\n").as_bytes());
    let _ = told.and_then(|()| stream.write_all(&sent));
    if matches!(manner, Manner::Stalls(_)) {
        let _ = stream.read(&mut [0]);
    }
}
