//! Cargo tools of the tests, pinned by version and installed into `target/tools`.

use crate::failure::Failure;
use crate::place;
use crate::process::Call;
use crate::say;

type Version = (u32, u32, u32);

struct Pinned {
    name: &'static str,
    version: &'static str,
    why: &'static str,
    /// Asks one found on the search path for its version; the oldest that will do.
    instead: Option<(&'static [&'static str], Version)>,
}

const TOOLS: &[Pinned] = &[
    Pinned {
        name: "cargo-nextest",
        version: "0.9.143",
        why: "runs the Rust tests",
        // Slow to build and compatible across patch versions, so one already there is welcome.
        instead: Some((&["nextest", "--version"], (0, 9, 100))),
    },
    Pinned {
        name: "cargo-machete",
        version: "0.9.2",
        why: "finds dependencies nobody uses",
        instead: None,
    },
    Pinned {
        name: "cargo-deny",
        version: "0.20.2",
        why: "checks licences and sources of dependencies",
        instead: None,
    },
    Pinned {
        name: "tauri-driver",
        version: "2.1.0",
        why: "drives the real window in tests",
        instead: None,
    },
];

/// Installs the tools that are absent or of another version.
pub(super) fn provide() -> Result<(), Failure> {
    let root = place::tools();
    let listing = Call::cargo()
        .args(["install", "--list", "--root"])
        .args([&root])
        .ask()
        .unwrap_or_default();
    for tool in TOOLS {
        if is_listed(&listing, tool.name, tool.version) || tool.has_substitute() {
            continue;
        }
        say!("{} {}: {}", tool.name, tool.version, tool.why);
        // Their own run takes a second or two; building them unoptimised halves what a bare machine waits.
        Call::cargo()
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .args(["install", "--quiet", "--debug", "--locked", "--root"])
            .args([&root])
            .args([format!("{}@{}", tool.name, tool.version)])
            .run()?;
    }
    Ok(())
}

impl Pinned {
    fn has_substitute(&self) -> bool {
        let Some((question, oldest)) = self.instead else {
            return false;
        };
        Call::cargo()
            .args(question)
            .ask()
            .and_then(|answer| version_in(&answer))
            .is_some_and(|version| version >= oldest)
    }
}

/// Whether `cargo install --list` has a line `name vVERSION:`.
fn is_listed(listing: &str, name: &str, version: &str) -> bool {
    let wanted = format!("{name} v{version}");
    listing.lines().any(|line| {
        line.strip_prefix(&wanted)
            .is_some_and(|rest| rest.starts_with([':', ' ']))
    })
}

/// The first `1.2.3` in a program's answer.
fn version_in(answer: &str) -> Option<Version> {
    answer.split_whitespace().find_map(|word| {
        let mut parts = word.split('.').map(str::parse);
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(Ok(major)), Some(Ok(minor)), Some(Ok(patch)), None) => {
                Some((major, minor, patch))
            }
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_version_is_not_the_pinned_one() {
        let listing =
            "cargo-deny v0.20.20:\n    cargo-deny\ntauri-driver v2.1.0:\n    tauri-driver\n";
        assert!(is_listed(listing, "tauri-driver", "2.1.0"));
        assert!(!is_listed(listing, "cargo-deny", "0.20.2"));
        assert!(!is_listed("", "cargo-deny", "0.20.2"));
    }

    #[test]
    fn the_version_is_found_in_an_answer() {
        let answer = "cargo-nextest 0.9.143 (60fa45f63 2026-08-04)\nrelease: 0.9.143\n";
        assert_eq!(version_in(answer), Some((0, 9, 143)));
        assert_eq!(version_in("no such command"), None);
    }
}
