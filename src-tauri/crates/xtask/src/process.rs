//! Starting other programs.
//!
//! Standard output belongs to the command the user asked for (`demo --json` prints one object there), so whatever
//! helper programs print goes to standard error unless it is captured. Standard input is closed for them.

use std::env;
use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use crate::failure::Failure;
use crate::place;

/// How long both pipes must be silent before we look whether the program has ended.
const QUIET: Duration = Duration::from_millis(500);

/// One program about to be started from the top of the checkout.
pub(crate) struct Call {
    command: Command,
    program: String,
    shown: String,
}

/// What a program printed while it was shown to the user, both streams in order of arrival.
pub(crate) struct Heard {
    pub(crate) succeeded: bool,
    pub(crate) lines: Vec<String>,
}

impl Call {
    pub(crate) fn new(program: &str) -> Self {
        let mut command = Command::new(program);
        command.current_dir(place::root());
        if let Ok(path) = env::join_paths(place::search_path()) {
            command.env("PATH", path);
        }
        Self {
            command,
            program: program.to_owned(),
            shown: program.to_owned(),
        }
    }

    /// Cargo, the one that runs us.
    pub(crate) fn cargo() -> Self {
        let mut call = Self::new(&env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
        "cargo".clone_into(&mut call.program);
        "cargo".clone_into(&mut call.shown);
        call
    }

    /// npm in the user interface's folder.
    pub(crate) fn npm() -> Self {
        // On Windows npm is a batch file, which is only found with its ending.
        Self::new(if cfg!(windows) { "npm.cmd" } else { "npm" }).dir(&place::ui())
    }

    pub(crate) fn args<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(mut self, args: I) -> Self {
        for arg in args {
            self.shown.push(' ');
            self.shown.push_str(&arg.as_ref().to_string_lossy());
            self.command.arg(arg);
        }
        self
    }

    pub(crate) fn dir(mut self, dir: &Path) -> Self {
        self.command.current_dir(dir);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// The command line, for people.
    pub(crate) fn shown(&self) -> &str {
        &self.shown
    }

    /// Hands the terminal over to the program: for what the user asked to run.
    pub(crate) fn hand_over(mut self) -> Result<(), Failure> {
        let status = self.command.status();
        self.ended(status)
    }

    /// Runs a helper program, its output on standard error.
    pub(crate) fn run(mut self) -> Result<(), Failure> {
        let status = self
            .command
            .stdin(Stdio::null())
            .stdout(io::stderr())
            .status();
        self.ended(status)
    }

    /// Like [`Call::run`], for a program that may have to ask for a password.
    pub(crate) fn run_asking(mut self) -> Result<(), Failure> {
        let status = self.command.stdout(io::stderr()).status();
        self.ended(status)
    }

    /// Runs a helper program and returns its standard output; its standard error stays visible.
    pub(crate) fn capture(mut self) -> Result<String, Failure> {
        let output = self
            .command
            .stdin(Stdio::null())
            .stderr(Stdio::inherit())
            .output();
        let output = match output {
            Ok(output) => output,
            Err(cause) => return Err(self.not_started(cause)),
        };
        self.ended(Ok(output.status))?;
        String::from_utf8(output.stdout).map_err(|error| Failure::Unreadable {
            what: format!("the output of `{}`", self.shown),
            cause: error.to_string(),
        })
    }

    /// Asks a program a question: its standard output, or nothing if it is absent or says no.
    pub(crate) fn ask(mut self) -> Option<String> {
        let output = self
            .command
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output()
            .ok()?;
        output
            .status
            .success()
            .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Standard output whatever the status, nothing on standard error: for queries that fail on partial answers.
    pub(crate) fn query(mut self) -> Result<String, Failure> {
        match self
            .command
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output()
        {
            Ok(output) => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
            Err(cause) => Err(self.not_started(cause)),
        }
    }

    /// Runs a program showing everything it prints on standard error, and remembers it.
    pub(crate) fn listen(mut self) -> Result<Heard, Failure> {
        let started = self
            .command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let mut child = match started {
            Ok(child) => child,
            Err(cause) => return Err(self.not_started(cause)),
        };
        let (inbox, printed) = mpsc::channel();
        let streams: [Option<Box<dyn Read + Send>>; 2] = [
            child.stdout.take().map(|stream| Box::new(stream) as _),
            child.stderr.take().map(|stream| Box::new(stream) as _),
        ];
        for stream in streams.into_iter().flatten() {
            let inbox = inbox.clone();
            thread::spawn(move || forward(stream, &inbox));
        }
        drop(inbox);
        let mut lines = Vec::new();
        let mut ended = None;
        loop {
            match printed.recv_timeout(QUIET) {
                Ok(line) => {
                    // A closed standard error must not stop the run: the exit status still says how it went.
                    let _ = writeln!(io::stderr(), "{line}");
                    lines.push(line);
                }
                // A daemon a test left behind may hold the pipes open for ever, so silence after the end is an end.
                Err(RecvTimeoutError::Timeout) if ended.is_some() => break,
                Err(RecvTimeoutError::Timeout) => {
                    ended = child.try_wait().map_err(|cause| self.not_started(cause))?;
                }
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        let status = child.wait().map_err(|cause| self.not_started(cause))?;
        Ok(Heard {
            succeeded: status.success(),
            lines,
        })
    }

    fn ended(&self, status: io::Result<ExitStatus>) -> Result<(), Failure> {
        match status {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(Failure::Ended {
                shown: self.shown.clone(),
                status: status_number(status),
            }),
            Err(cause) => Err(self.not_started(cause)),
        }
    }

    fn not_started(&self, cause: io::Error) -> Failure {
        Failure::Start {
            program: self.program.clone(),
            cause,
        }
    }
}

fn forward(stream: impl Read, inbox: &mpsc::Sender<String>) {
    let mut reader = BufReader::new(stream);
    let mut bytes = Vec::new();
    while matches!(reader.read_until(b'\n', &mut bytes), Ok(count) if count > 0) {
        let line = String::from_utf8_lossy(&bytes)
            .trim_end_matches(['\n', '\r'])
            .to_owned();
        bytes.clear();
        if inbox.send(line).is_err() {
            return;
        }
    }
}

/// The status a shell would report.
fn status_number(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return u8::try_from(128 + signal).unwrap_or(1);
    }
    status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .unwrap_or(1)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> Call {
        Call::new("sh").args(["-c", script])
    }

    #[test]
    fn statuses_are_handed_on_as_a_shell_would() {
        let status = |script: &str| shell(script).run().map_err(|failure| failure.status());
        assert_eq!(status("exit 0"), Ok(()));
        assert_eq!(status("exit 7"), Err(7));
        assert_eq!(status("kill -KILL $$"), Err(137));
    }

    #[test]
    fn captured_output_is_the_standard_output_alone() {
        let text = shell("echo result; echo progress >&2")
            .capture()
            .map_err(|failure| failure.to_string());
        assert_eq!(text, Ok("result\n".to_owned()));
    }

    #[test]
    fn a_daemon_left_behind_does_not_keep_us_waiting() {
        let begin = std::time::Instant::now();
        let heard = shell("sleep 20 & echo 3 passed; echo and more >&2; exit 1")
            .listen()
            .unwrap();
        assert!(begin.elapsed() < Duration::from_secs(15));
        assert!(!heard.succeeded);
        let mut lines = heard.lines;
        lines.sort();
        assert_eq!(lines, ["3 passed", "and more"]);
    }

    #[test]
    fn an_absent_program_is_named() {
        let failure = Call::new("candor-no-such-program")
            .run()
            .map_err(|failure| failure.to_string());
        assert!(
            failure.is_err_and(|text| text.contains("candor-no-such-program is not installed"))
        );
    }
}
