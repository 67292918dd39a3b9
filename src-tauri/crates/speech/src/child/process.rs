//! A running child: its pipes, and its end.
//!
//! Three threads belong to each: one writes, because a child that does not read must not hold up who asks; one keeps
//! its last words; and the keeper starts it, reads what it says and reaps it. The keeper lives exactly as long as the
//! child: Linux ends a child with the *thread* that started it.

use std::{
    io::{self, BufRead as _, BufReader, Read, Write as _},
    process::{Child, ChildStderr, ChildStdin, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

use super::{
    ChildCommand,
    frame::{self, FrameError},
    last_words::LastWords,
    protocol::FromChild,
};

/// Messages the child may be ahead.
const AHEAD: usize = 16;
/// How long its last words are waited for.
const HEARD_OUT: Duration = Duration::from_millis(200);
/// Longest line of them.
const LINE: u64 = 500;
/// What only concerns the parent: keys and passphrases travel in the environment.
const OWN_VARIABLES: &str = "CANDOR_";
const LOG_FILTER: &str = "CANDOR_LOG";

/// A child process with pipes. Dropping it ends it at once.
#[derive(Debug)]
pub(super) struct Process {
    child: Arc<Mutex<Child>>,
    id: u32,
    to: Sender<Vec<u8>>,
    from: Receiver<Result<FromChild, FrameError>>,
    last_words: Arc<Mutex<LastWords>>,
    /// Closed once the last of them has been heard.
    silence: Receiver<()>,
}

impl Process {
    /// Starts the child.
    pub(super) fn start(command: &ChildCommand) -> io::Result<Self> {
        let (started, starting) = bounded(1);
        let mut command = prepared(command);
        thread::Builder::new()
            .name("candor-child".to_owned())
            .spawn(move || {
                let opened = command.spawn().and_then(Self::attend);
                match opened {
                    Ok((process, stdout, say)) => {
                        let child = Arc::clone(&process.child);
                        if started.send(Ok(process)).is_ok() {
                            listen(BufReader::new(stdout), &say);
                        }
                        drop(say);
                        end(&child);
                    }
                    // Nobody waits only if this thread's starter panicked.
                    Err(error) => started.send(Err(error)).unwrap_or(()),
                }
            })?;
        starting
            .recv()
            .unwrap_or_else(|_| Err(io::Error::other("the thread that starts it ended")))
    }

    /// Puts threads at the ends of its pipes.
    fn attend(
        mut child: Child,
    ) -> io::Result<(Self, impl Read, Sender<Result<FromChild, FrameError>>)> {
        let id = child.id();
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let child = Arc::new(Mutex::new(child));
        let (to, outgoing) = unbounded();
        let (say, from) = bounded(AHEAD);
        let last_words = Arc::<Mutex<LastWords>>::default();
        let (talking, silence) = bounded(0);
        // Dropped on any way out, which ends the child.
        let process = Self {
            child,
            id,
            to,
            from,
            last_words: Arc::clone(&last_words),
            silence,
        };
        let (Some(stdin), Some(stdout), Some(stderr)) = pipes else {
            return Err(io::Error::other("it was started without pipes"));
        };
        thread::Builder::new()
            .name("candor-child-in".to_owned())
            .spawn(move || write(stdin, &outgoing))?;
        thread::Builder::new()
            .name("candor-child-err".to_owned())
            .spawn(move || overhear(stderr, id, &last_words, talking))?;
        Ok((process, stdout, say))
    }

    /// The number of the process.
    pub(super) fn id(&self) -> u32 {
        self.id
    }

    /// Sends bytes of frames; whether they arrive is seen by the answer.
    pub(super) fn send(&self, bytes: Vec<u8>) {
        // The writing thread ends before this only when the pipe is closed, which is noticed by reading.
        self.to.send(bytes).unwrap_or(());
    }

    /// What it says. Closed after the first error.
    pub(super) fn messages(&self) -> &Receiver<Result<FromChild, FrameError>> {
        &self.from
    }

    /// Ends it at once, if it has not ended by itself.
    pub(super) fn end(&self) -> End {
        let status = end(&self.child);
        // Over as soon as the pipe is closed, which only a stranger who inherited it could delay.
        self.silence.recv_timeout(HEARD_OUT).unwrap_or(());
        let last_words = self
            .last_words
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let mut words = status.map_or_else(String::new, |status| status.to_string());
        words.push_str(&last_words.told());
        End {
            words,
            killed: status.is_some_and(is_killed),
        }
    }
}

/// How a process ended.
pub(super) struct End {
    /// In words for the log.
    pub(super) words: String,
    /// By a signal it cannot have sent itself by failing.
    pub(super) killed: bool,
}

#[cfg(unix)]
fn is_killed(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt as _;

    status.signal() == Some(rustix::process::Signal::KILL.as_raw())
}

#[cfg(not(unix))]
fn is_killed(_: ExitStatus) -> bool {
    false
}

impl Drop for Process {
    fn drop(&mut self) {
        end(&self.child);
    }
}

/// Kills and reaps; both do nothing the second time.
fn end(child: &Mutex<Child>) -> Option<ExitStatus> {
    let mut child = child.lock().unwrap_or_else(PoisonError::into_inner);
    if let Ok(None) = child.try_wait() {
        #[cfg(unix)]
        end_group(child.id());
        if let Err(error) = child.kill() {
            tracing::warn!(%error, "the recogniser's process could not be ended");
        }
    }
    match child.wait() {
        Ok(status) => Some(status),
        Err(error) => {
            tracing::warn!(%error, "it is not known how the recogniser's process ended");
            None
        }
    }
}

/// A wrapper's own children go with it. The process leads a group of its own and is not reaped yet, so that the
/// number is still its.
#[cfg(unix)]
fn end_group(id: u32) {
    use rustix::process::{Pid, Signal, kill_process_group};

    if let Some(group) = i32::try_from(id).ok().and_then(Pid::from_raw)
        && let Err(error) = kill_process_group(group, Signal::KILL)
    {
        tracing::debug!(%error, "the recogniser's group has ended already");
    }
}

fn prepared(command: &ChildCommand) -> Command {
    let mut prepared = Command::new(command.program());
    prepared
        .args(command.args())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with(OWN_VARIABLES) && name != LOG_FILTER {
            prepared.env_remove(name);
        }
    }
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt as _;
        // What is typed to end or to stop the parent is the parent's business.
        prepared.process_group(0);
    }
    #[cfg(windows)]
    {
        use std::os::windows::process::CommandExt as _;
        const CREATE_NEW_PROCESS_GROUP: u32 = 0x0000_0200;
        const BELOW_NORMAL_PRIORITY_CLASS: u32 = 0x0000_4000;
        const CREATE_NO_WINDOW: u32 = 0x0800_0000;
        prepared.creation_flags(
            CREATE_NEW_PROCESS_GROUP | BELOW_NORMAL_PRIORITY_CLASS | CREATE_NO_WINDOW,
        );
    }
    prepared
}

/// Reads until the pipe ends, makes no sense, or nobody listens.
fn listen(mut stdout: impl Read, say: &Sender<Result<FromChild, FrameError>>) {
    loop {
        let message = frame::read(&mut stdout).and_then(|frame| FromChild::decode(&frame));
        let over = message.is_err();
        if say.send(message).is_err() || over {
            return;
        }
    }
}

fn write(mut stdin: ChildStdin, outgoing: &Receiver<Vec<u8>>) {
    for bytes in outgoing {
        if let Err(error) = stdin.write_all(&bytes).and_then(|()| stdin.flush()) {
            tracing::debug!(%error, "the recogniser does not read any more");
            return;
        }
    }
}

/// Keeps of what the child says what may be repeated, for when it breaks down.
fn overhear(stderr: ChildStderr, id: u32, last_words: &Mutex<LastWords>, _talking: Sender<()>) {
    let mut stderr = BufReader::new(stderr);
    let mut line = Vec::new();
    loop {
        line.clear();
        match (&mut stderr).take(LINE).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
        let text = String::from_utf8_lossy(&line);
        let mut kept = last_words.lock().unwrap_or_else(PoisonError::into_inner);
        let length = text.len();
        let line = kept.push(&text);
        tracing::debug!(id, length, line, "the recogniser's process");
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_told_without_what_was_said() {
        let script =
            "echo I was dismissed in spring >&2; echo recogniser: panicked at a.rs:1:2 >&2; exit 3";
        let process = Process::start(&ChildCommand::new("/bin/sh", ["-c", script])).unwrap();
        // Closed when it has ended.
        assert!(process.messages().recv().unwrap().is_err());
        let end = process.end();
        assert!(end.words.contains("panicked at a.rs:1:2"), "{}", end.words);
        assert!(end.words.contains("26 bytes of other"), "{}", end.words);
        assert!(!end.words.contains("spring"), "{}", end.words);
    }
}
