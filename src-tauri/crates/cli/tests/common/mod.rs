//! The real program in a folder of its own.

#![allow(
    dead_code,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "shared between test programs that each use a part"
)]

#[cfg(target_os = "linux")]
pub mod disk;

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
};

use candor_core::{
    App, Config, Folders,
    engine::Settings,
    unlock::{Unlock, passphrase},
};
use tempfile::TempDir;

pub const PASSPHRASE: &str = "correct horse battery";

/// The models and recordings in the source tree.
pub fn demo_folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../models/demo");
    folder.canonicalize().unwrap()
}

/// The program, knowing nothing of who runs the tests: no keychain, no sound, a home of its own.
pub fn program(path: &Path, home: &Path) -> Command {
    let mut command = Command::new(path);
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", home)
        .env("TMPDIR", home)
        .env("TZ", "UTC")
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
        .env("ALSA_CONFIG_PATH", home.join("no-sound.conf"))
        .stdin(Stdio::null());
    command
}

/// A home folder with a data folder and a passphrase file in it.
pub struct Place {
    home: TempDir,
}

impl Place {
    pub fn new() -> Self {
        let home = tempfile::Builder::new()
            .prefix("candor-cli-")
            .tempdir()
            .unwrap();
        fs::write(home.path().join("passphrase"), format!("{PASSPHRASE}\n")).unwrap();
        // A configuration without any device.
        fs::write(home.path().join("no-sound.conf"), "").unwrap();
        Self { home }
    }

    pub fn home(&self) -> &Path {
        self.home.path()
    }

    pub fn data(&self) -> PathBuf {
        self.home().join("data")
    }

    pub fn transcripts(&self) -> PathBuf {
        self.data().join("transcripts")
    }

    pub fn database(&self) -> PathBuf {
        self.data().join("candor.db")
    }

    pub fn passphrase_file(&self) -> PathBuf {
        self.home().join("passphrase")
    }

    /// The program without any arguments.
    pub fn candor(&self) -> Command {
        program(Path::new(env!("CARGO_BIN_EXE_candor")), self.home())
    }

    /// The program with this place's data folder and passphrase.
    pub fn kept(&self) -> Command {
        let mut command = self.candor();
        command.arg("--data-dir").arg(self.data());
        command.arg("--passphrase-file").arg(self.passphrase_file());
        command
    }

    /// The same data, opened in this process.
    pub fn open(&self) -> App {
        let config = Config {
            folders: Folders::below(&self.data()),
            unlock: Unlock::Passphrase(passphrase(PASSPHRASE.to_owned())),
            conversation: Settings::default(),
        };
        App::open(config).unwrap_or_else(|error| panic!("{}: {error}", self.data().display()))
    }

    /// Every file below the home folder, relative to it, in order.
    pub fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        collect(self.home(), &mut files);
        files.sort();
        let own = |file: PathBuf| file.strip_prefix(self.home()).unwrap().to_owned();
        files.into_iter().map(own).collect()
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// What a run left.
#[derive(Debug)]
pub struct Ran {
    pub status: ExitStatus,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// It went well.
    #[track_caller]
    pub fn well(self) -> Self {
        assert!(self.status.success(), "{self:#?}");
        self
    }

    /// It failed, and whoever ran it reads all of these words on standard error.
    #[track_caller]
    pub fn badly(self, words: &[&str]) -> Self {
        assert_eq!(self.status.code(), Some(1), "{self:#?}");
        for word in words {
            assert!(self.err.contains(word), "no “{word}” in {self:#?}");
        }
        // Words for people: no panic, no internal names.
        for inside in ["panicked", "Err(", "Error {", "RUST_BACKTRACE"] {
            assert!(!self.err.contains(inside), "{self:#?}");
        }
        self
    }
}

/// Runs to the end.
pub fn run(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    Ran {
        status: output.status,
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs to the end with these lines typed.
pub fn run_typing(command: &mut Command, lines: &[&str]) -> Ran {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A program that ends early does not read everything.
    let _ = lines.iter().try_for_each(|line| writeln!(stdin, "{line}"));
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    Ran {
        status: output.status,
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The lines a command line prints about its interviews: id and the rest.
pub fn listed(place: &Place) -> Vec<(String, String)> {
    let ran = run(place.kept().arg("interviews")).well();
    ran.out
        .lines()
        .map(|line| {
            let (id, rest) = line.split_once("  ").unwrap();
            (id.to_owned(), rest.to_owned())
        })
        .collect()
}
