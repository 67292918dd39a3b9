//! Downloading models, against a small HTTP server on this machine.
#![allow(clippy::unwrap_used, reason = "tests")]

mod faults;
mod mirror;
mod server;

use std::{
    fs,
    net::TcpListener,
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use candor_domain::Code;
use candor_speech::{Catalog, Download, ModelFolder, Patience, Progress, Source, SpeechError};
use server::{Manner, Server};
use sha2::{Digest, Sha256};

/// So many bytes no two stretches of which are alike.
fn bytes(length: u32) -> Vec<u8> {
    (0..length)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect()
}

/// Nobody waits between attempts.
fn patience() -> Patience {
    Patience {
        first_wait: Duration::ZERO,
        ..Patience::default()
    }
}

struct Bench {
    body: Vec<u8>,
    own: tempfile::TempDir,
    folder: ModelFolder,
    server: Server,
    source: Source,
}

impl Bench {
    fn new(manners: Vec<Manner>) -> Self {
        let body = bytes(700_000);
        Self::serving(body.clone(), body, manners)
    }

    /// The catalogue expects `body`, the server has `content`.
    fn serving(body: Vec<u8>, content: Vec<u8>, manners: Vec<Manner>) -> Self {
        let server = Server::start(content, manners);
        let sha256 = Sha256::digest(&body)
            .iter()
            .fold(String::new(), |hex, b| format!("{hex}{b:02x}"));
        let catalog = Catalog::parse(&format!(
            "[[model]]\nname = \"m\"\nfile = \"m.bin\"\nurl = \"{0}/m.bin\"\nsize_bytes = {1}\nsha256 = \"{sha256}\"\n\
             languages = \"multilingual\"\n[[model]]\nname = \"twin\"\nfile = \"twin.bin\"\nurl = \"{0}/twin.bin\"\n\
             size_bytes = {1}\nsha256 = \"{sha256}\"\nlanguages = \"multilingual\"\n[[model]]\nname = \"shipped\"\nfile = \"s.bin\"\nsize_bytes = 1\n\
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
            source: Source {
                patience: patience(),
                ..Source::default()
            },
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.own.path().join("models").join(name)
    }

    fn download(&self) -> Result<Download, SpeechError> {
        self.download_telling(&mut |_| {})
    }

    fn download_telling(
        &self,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<Download, SpeechError> {
        self.folder
            .download("m", &self.source, progress, &AtomicBool::new(false))
    }

    /// Names of the files in the model folder.
    fn files(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.path(""))
            .unwrap()
            .map(|file| file.unwrap())
            .filter(|file| file.file_type().unwrap().is_file())
            .map(|file| file.file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
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
    let outcome = bench.download_telling(&mut |step| steps.push((step.done, step.total)));
    bench.assert_installed(outcome);
    assert_eq!(steps.first(), Some(&(0, 700_000)));
    assert_eq!(steps.last(), Some(&(700_000, 700_000)));
    assert!(steps.is_sorted());
}

#[test]
fn a_download_that_broke_off_goes_on_where_it_was() {
    // Nobody answers after the first connection: this run gives up, the next one goes on.
    let mut bench = Bench::new(vec![Manner::BreaksOff(300_000)]);
    bench.source.patience.attempts = 3;
    let error = bench.download().unwrap_err();
    assert!(matches!(error, SpeechError::Network { .. }));
    assert!(error.to_string().contains("is kept"), "{error}");
    let kept = fs::metadata(bench.path("m.bin.part")).unwrap().len();
    assert_eq!(kept, 300_000);
    let later = Server::start(bench.body.clone(), vec![Manner::Proper]);
    bench.source.mirror = Some(later.address.clone());
    bench.assert_installed(bench.download());
    assert_eq!(later.ranges(), [300_000]);
}

#[test]
fn a_server_without_resume_is_asked_for_everything() {
    let bench = Bench::new(vec![Manner::BreaksOff(1_000), Manner::IgnoresRange]);
    bench.assert_installed(bench.download());
    assert_eq!(bench.server.ranges(), [0, 1_000]);
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
        assert!(bench.files().is_empty());
    }
}

#[test]
fn a_part_that_is_too_long_starts_over() {
    let bench = Bench::new(vec![Manner::Proper]);
    fs::create_dir_all(bench.path("")).unwrap();
    fs::write(bench.path("m.bin.part"), vec![0; 900_000]).unwrap();
    bench.assert_installed(bench.download());
    assert_eq!(bench.server.ranges(), [0]);
}

#[test]
fn cancelling_stops_a_stalled_download_and_keeps_the_part() {
    let bench = Bench::new(vec![Manner::Stalls(200_000), Manner::Proper]);
    let cancel = AtomicBool::new(false);
    let outcome = bench.folder.download(
        "m",
        &bench.source,
        &mut |step| {
            if step.done == 200_000 {
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
    let outcome = bench.download_telling(&mut |_| {
        inner.get_or_insert_with(|| bench.download());
    });
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
        .download("m", &bench.source, &mut |_| {}, &AtomicBool::new(false))
        .unwrap_err();
    assert!(error.to_string().contains("refused"), "{error}");
}

#[test]
fn what_comes_with_candor_is_not_downloaded() {
    let bench = Bench::new(vec![]);
    let error = bench
        .folder
        .download(
            "shipped",
            &bench.source,
            &mut |_| {},
            &AtomicBool::new(false),
        )
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
