//! What a recogniser's process says on standard error: what of it may be repeated.
//!
//! A library or a panic may quote what somebody said. Only lines that cannot are kept; of all others only the length.

use std::{
    io::{self, Write as _},
    panic::{self, PanicHookInfo},
};

/// How the recogniser's own lines begin.
const OWN: &str = "recogniser: ";
/// How lines begin that say why a process ends and quote nothing that was heard.
const KNOWN: [&str; 5] = [
    OWN,
    // Rust's own.
    "memory allocation of ",
    "fatal runtime error: ",
    "thread caused non-unwinding panic",
    // C++'s own.
    "terminate called ",
];
/// Behind a place in its source, whisper.cpp repeats its source.
const ASSERTION: &str = "GGML_ASSERT(";
/// Bytes of such lines that are kept.
const MOST: usize = 2_000;

/// What is kept of what a process says on standard error.
#[derive(Debug, Default)]
pub(super) struct LastWords {
    known: String,
    others: usize,
}

impl LastWords {
    /// Takes in a line; gives what of it may be repeated.
    pub(super) fn push<'l>(&mut self, line: &'l str) -> Option<&'l str> {
        let Some(known) = known(line) else {
            self.others += line.len();
            return None;
        };
        if !self.known.is_empty() {
            self.known.push_str("; ");
        }
        self.known.push_str(known);
        let surplus = self.known.len().saturating_sub(MOST);
        let from = self.known.ceil_char_boundary(surplus);
        self.known.drain(..from);
        Some(known)
    }

    /// All of it, for the log; empty when nothing was said.
    pub(super) fn told(&self) -> String {
        let mut told = String::new();
        if !self.known.is_empty() {
            told.push_str("; its last words: ");
            told.push_str(&self.known);
        }
        if self.others > 0 {
            told.push_str("; ");
            told.push_str(&self.others.to_string());
            told.push_str(" bytes of other output");
        }
        told
    }
}

fn known(line: &str) -> Option<&str> {
    let line = line.trim_end();
    if KNOWN.iter().any(|start| line.starts_with(start)) {
        return Some(line);
    }
    line.find(ASSERTION).map(|at| &line[at..])
}

/// Has panics of this process tell where they happened and nothing else.
pub(super) fn tell_only_where_it_panics() {
    panic::set_hook(Box::new(|panic| say(&place(panic))));
}

fn place(panic: &PanicHookInfo<'_>) -> String {
    panic.location().map_or_else(
        || "panicked".to_owned(),
        |at| format!("panicked at {}:{}:{}", at.file(), at.line(), at.column()),
    )
}

/// Tells the parent something that quotes nothing that was heard.
pub(super) fn say(what: &str) {
    // One write: a line is whole or not there. Nobody is left to be told that it cannot be said.
    let line = format!("{OWN}{what}\n");
    io::stderr().write_all(line.as_bytes()).unwrap_or(());
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = "I was dismissed in spring";

    #[test]
    fn what_somebody_said_is_never_repeated() {
        let mut words = LastWords::default();
        assert_eq!(words.told(), "");
        assert_eq!(words.push(&format!("{SAID}\n")), None);
        assert_eq!(
            words.push(&format!("thread panicked: no time for “{SAID}”\n")),
            None
        );
        assert!(words.push("recogniser: panicked at a.rs:1:2\n").is_some());
        let assertion = format!("/{SAID}/ggml.c:7: GGML_ASSERT(n > 0) failed\n");
        assert_eq!(words.push(&assertion), Some("GGML_ASSERT(n > 0) failed"));
        let told = words.told();
        assert!(!told.contains("dismissed"), "{told}");
        assert!(
            told.contains("panicked at a.rs:1:2; GGML_ASSERT(n > 0) failed"),
            "{told}"
        );
        assert!(told.contains(" bytes of other output"), "{told}");
        for _ in 0..MOST {
            words.push("terminate called äöü\n");
        }
        assert!(words.told().len() < MOST + 100);
    }

    #[test]
    #[ignore = "run by a_panic_tells_its_place_alone, in a process of its own"]
    fn panics() {
        tell_only_where_it_panics();
        panic!("{SAID}");
    }

    #[test]
    fn a_panic_tells_its_place_alone() {
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child::last_words::tests::panics"])
            .args(["--ignored", "--nocapture"])
            .output()
            .unwrap();
        assert!(!output.status.success());
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!said.contains(SAID), "{said}");
        assert!(
            said.contains("recogniser: panicked at ") && said.contains("last_words.rs:"),
            "{said}"
        );
    }
}
