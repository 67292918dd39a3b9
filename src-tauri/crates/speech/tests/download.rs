//! Downloading models, against a small HTTP server on this machine.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
};

use candor_domain::Code;
use candor_speech::{Catalog, Download, ModelFolder, SpeechError};
use sha2::{Digest, Sha256};

/// How the server treats one request.
#[derive(Clone, Copy)]
enum Manner {
    /// Serves the range asked for.
    Proper,
    /// Sends the whole file whatever was asked for.
    IgnoresRange,
    /// Breaks off after this many bytes.
    BreaksOff(usize),
    /// Sends this many bytes and then nothing until the test is over.
    Stalls(usize),
    /// Answers with this status.
    Status(u16),
}

struct Server {
    address: String,
    /// First byte asked for, request by request.
    ranges: Arc<Mutex<Vec<usize>>>,
    /// Dropping it lets a stalling answer end.
    _patience: mpsc::Sender<()>,
}

/// Answers one request after the other, in the manners given.
fn serve(body: Vec<u8>, manners: Vec<Manner>) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let ranges = Arc::new(Mutex::new(Vec::new()));
    let (patience, over) = mpsc::channel();
    let seen = Arc::clone(&ranges);
    thread::spawn(move || {
        for manner in manners {
            let (stream, _) = listener.accept().unwrap();
            answer(&stream, &body, manner, &seen, &over);
        }
    });
    Server {
        address,
        ranges,
        _patience: patience,
    }
}

fn answer(
    mut stream: &TcpStream,
    body: &[u8],
    manner: Manner,
    seen: &Mutex<Vec<usize>>,
    over: &mpsc::Receiver<()>,
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
    let rest = &body[from.min(body.len())..];
    let (head, sent) = match manner {
        Manner::Status(status) => (format!("{status} No\r\nContent-Length: 0"), &rest[..0]),
        Manner::IgnoresRange => (format!("200 OK\r\nContent-Length: {}", body.len()), body),
        Manner::Proper | Manner::BreaksOff(_) | Manner::Stalls(_) => {
            let length = match manner {
                Manner::BreaksOff(length) | Manner::Stalls(length) => length.min(rest.len()),
                _ => rest.len(),
            };
            let range = format!("bytes {from}-{}/{}", body.len() - 1, body.len());
            (
                format!(
                    "206 Partial Content\r\nContent-Range: {range}\r\nContent-Length: {}",
                    rest.len()
                ),
                &rest[..length],
            )
        }
    };
    // The client may hang up at any time: that is what some of the tests are about.
    let told = stream.write_all(format!("HTTP/1.1 {head}\r\nConnection: close\r\n\r\n").as_bytes());
    let _ = told.and_then(|()| stream.write_all(sent));
    if matches!(manner, Manner::Stalls(_)) {
        let _ = over.recv();
    }
}

struct Bench {
    body: Vec<u8>,
    own: tempfile::TempDir,
    folder: ModelFolder,
    server: Server,
}

impl Bench {
    fn new(manners: Vec<Manner>) -> Self {
        let body: Vec<u8> = (0..700_000_u32)
            .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
            .collect();
        Self::serving(body.clone(), body, manners)
    }

    /// The catalogue expects `body`, the server has `content`.
    fn serving(body: Vec<u8>, content: Vec<u8>, manners: Vec<Manner>) -> Self {
        let server = serve(content, manners);
        let sha256 = Sha256::digest(&body)
            .iter()
            .fold(String::new(), |hex, b| format!("{hex}{b:02x}"));
        let catalog = Catalog::parse(&format!(
            "[[model]]\nname = \"m\"\nfile = \"m.bin\"\nurl = \"{}/m.bin\"\nsize_bytes = {}\nsha256 = \"{sha256}\"\n\
             languages = \"multilingual\"\n[[model]]\nname = \"shipped\"\nfile = \"s.bin\"\nsize_bytes = 1\n\
             sha256 = \"{sha256}\"\nlanguages = [\"en\"]\n",
            server.address,
            body.len()
        ))
        .unwrap();
        let own = tempfile::tempdir().unwrap();
        let folder = ModelFolder::with_catalog(catalog, own.path().join("models"), []);
        Self {
            body,
            own,
            folder,
            server,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.own.path().join("models").join(name)
    }

    fn download(&self) -> Result<Download, SpeechError> {
        self.folder
            .download("m", &mut |_, _| {}, &AtomicBool::new(false))
    }

    fn assert_installed(&self, outcome: Result<Download, SpeechError>) {
        assert!(matches!(outcome, Ok(Download::Installed(_))), "{outcome:?}");
        assert_eq!(fs::read(self.path("m.bin")).unwrap(), self.body);
        assert!(!self.path("m.bin.part").exists());
        assert_eq!(self.folder.locate("m").unwrap().path(), self.path("m.bin"));
    }
}

#[test]
fn a_download_is_checked_and_installed() {
    let bench = Bench::new(vec![Manner::Proper]);
    let mut steps = Vec::new();
    let outcome = bench.folder.download(
        "m",
        &mut |done, of| steps.push((done, of)),
        &AtomicBool::new(false),
    );
    bench.assert_installed(outcome);
    assert_eq!(steps.first(), Some(&(0, 700_000)));
    assert_eq!(steps.last(), Some(&(700_000, 700_000)));
    assert!(steps.is_sorted());
}

#[test]
fn a_download_that_broke_off_goes_on_where_it_was() {
    let bench = Bench::new(vec![Manner::BreaksOff(300_000), Manner::Proper]);
    let error = bench.download().unwrap_err();
    assert!(matches!(error, SpeechError::Network { .. }));
    assert!(error.to_string().contains("is kept"), "{error}");
    let kept = fs::metadata(bench.path("m.bin.part")).unwrap().len() as usize;
    assert_eq!(kept, 300_000);
    bench.assert_installed(bench.download());
    assert_eq!(*bench.server.ranges.lock().unwrap(), [0, kept]);
}

#[test]
fn a_server_without_resume_is_asked_for_everything() {
    let bench = Bench::new(vec![Manner::BreaksOff(1_000), Manner::IgnoresRange]);
    bench.download().unwrap_err();
    bench.assert_installed(bench.download());
}

#[test]
fn a_finished_part_needs_no_network() {
    let bench = Bench::new(vec![]);
    fs::create_dir_all(bench.path("")).unwrap();
    fs::write(bench.path("m.bin.part"), &bench.body).unwrap();
    bench.assert_installed(bench.download());
}

#[test]
fn another_file_than_catalogued_is_thrown_away() {
    let body = vec![1; 50_000];
    let mut other = body.clone();
    other[49_999] = 2;
    for served in [other, vec![1; 80_000]] {
        let bench = Bench::serving(body.clone(), served, vec![Manner::IgnoresRange]);
        let error = bench.download().unwrap_err();
        assert_eq!(error.code(), Code::ModelInvalid, "{error}");
        assert_eq!(fs::read_dir(bench.path("")).unwrap().count(), 0);
    }
}

#[test]
fn a_part_that_is_too_long_starts_over() {
    let bench = Bench::new(vec![Manner::Proper]);
    fs::create_dir_all(bench.path("")).unwrap();
    fs::write(bench.path("m.bin.part"), vec![0; 900_000]).unwrap();
    bench.assert_installed(bench.download());
    assert_eq!(*bench.server.ranges.lock().unwrap(), [0]);
}

#[test]
fn cancelling_stops_a_stalled_download_and_keeps_the_part() {
    let bench = Bench::new(vec![Manner::Stalls(200_000), Manner::Proper]);
    let cancel = AtomicBool::new(false);
    let outcome = bench.folder.download(
        "m",
        &mut |done, _| {
            if done == 200_000 {
                cancel.store(true, Ordering::Relaxed);
            }
        },
        &cancel,
    );
    assert!(matches!(outcome, Ok(Download::Cancelled)), "{outcome:?}");
    assert_eq!(
        fs::metadata(bench.path("m.bin.part")).unwrap().len(),
        200_000
    );
    assert!(bench.folder.locate("m").is_err());
}

#[test]
fn a_second_download_of_the_same_model_is_refused() {
    let bench = Bench::new(vec![Manner::Proper]);
    let mut inner = None;
    let outcome = bench.folder.download(
        "m",
        &mut |_, _| {
            inner.get_or_insert_with(|| bench.download());
        },
        &AtomicBool::new(false),
    );
    bench.assert_installed(outcome);
    assert_eq!(inner.unwrap().unwrap_err().code(), Code::InUse);
}

#[test]
fn what_the_server_says_is_passed_on() {
    let bench = Bench::new(vec![Manner::Status(404)]);
    let text = bench.download().unwrap_err().to_string();
    assert!(text.contains("404") && text.contains("/m.bin"), "{text}");
    // Nobody answers.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let catalog = Catalog::parse(&format!(
        "[[model]]\nname = \"m\"\nfile = \"m.bin\"\nurl = \"http://{address}/m.bin\"\nsize_bytes = 9\nsha256 = \"0\"\n\
         languages = \"multilingual\"\n"
    ))
    .unwrap();
    let folder = ModelFolder::with_catalog(catalog, bench.own.path(), []);
    let error = folder
        .download("m", &mut |_, _| {}, &AtomicBool::new(false))
        .unwrap_err();
    assert!(error.to_string().contains("refused"), "{error}");
}

#[test]
fn what_comes_with_candor_is_not_downloaded() {
    let bench = Bench::new(vec![]);
    let error = bench
        .folder
        .download("shipped", &mut |_, _| {}, &AtomicBool::new(false))
        .unwrap_err();
    assert_eq!(error.code(), Code::Invalid);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_called_that() {
    let bench = Bench::new(vec![Manner::Proper]);
    fs::create_dir_all(bench.path("")).unwrap();
    // Every write to this device fails for lack of space.
    std::os::unix::fs::symlink("/dev/full", bench.path("m.bin.part")).unwrap();
    // Reading from it gives zeros without end, up to the size of the model.
    let error = bench.download().unwrap_err();
    assert_eq!(error.code(), Code::DiskFull, "{error}");
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_is_called_that() {
    let bench = Bench::new(vec![]);
    fs::write(
        bench.path("").parent().unwrap().join("models"),
        "a file in its place",
    )
    .unwrap();
    assert_eq!(bench.download().unwrap_err().code(), Code::NotWritable);
}
