//! `cargo xtask test`: every check and test there is, in groups from quick to slow.
//!
//! All steps of a group run; the first group with a failure is the last one. The closing lines name every step with
//! its time and repeat the runners' own summaries, and the very last line adds up their counts. A step that fails
//! without a failed test to show for it counts as one failure, so that line never claims a clean run that was none.

use std::time::{Duration, Instant};

use crate::failure::Failure;
use crate::process::Call;
use crate::setup::{Purpose, setup};
use crate::summary::{self, Counts, Summary};
use crate::{licences, parts, rules, say, show, snapshots, types, ui};

/// Turns on the tests that drive the real window; its own feature, because they need a display and a keychain.
pub(crate) const WINDOW_TESTS: &str = "window-tests";

/// What cargo is asked to build, the same in every step: another choice of packages means other features of their
/// dependencies, and everything down to whisper.cpp would be compiled and kept once more.
pub(crate) const EVERYTHING: [&str; 3] =
    ["--workspace", "--features", "candor-desktop/window-tests"];

struct Group {
    name: &'static str,
    steps: &'static [(&'static str, Step)],
}

enum Step {
    /// Holds or does not.
    Check(fn() -> Result<(), Failure>),
    /// Runs tests and counts them.
    Tests(fn() -> Result<Ran, Failure>),
}

struct Ran {
    /// The runner's exit status, which may be bad although no test failed.
    succeeded: bool,
    summary: Summary,
}

/// Comes first whatever is chosen.
const MACHINE: &str = "machine";

const GROUPS: &[Group] = &[
    Group {
        name: MACHINE,
        steps: &[("setup", Step::Check(|| setup(Purpose::Test)))],
    },
    Group {
        name: "house",
        steps: &[
            ("rules", Step::Check(rules::check)),
            ("rustfmt", Step::Check(rustfmt)),
        ],
    },
    Group {
        name: "ui",
        steps: &[
            ("packages", Step::Check(ui::install)),
            ("lint", Step::Check(|| ui::script("lint"))),
            ("typecheck", Step::Check(|| ui::script("typecheck"))),
            ("format", Step::Check(|| ui::script("format:check"))),
            ("licences", Step::Check(licences::check)),
            // The desktop crate embeds what this makes, so it comes before anything that compiles that crate.
            ("build", Step::Check(ui::build)),
            ("unit tests", Step::Tests(unit_tests)),
        ],
    },
    Group {
        name: "lint",
        steps: &[
            ("clippy", Step::Check(clippy)),
            ("unused dependencies", Step::Check(machete)),
            ("licences", Step::Check(deny)),
        ],
    },
    Group {
        name: "api",
        steps: &[
            ("types", Step::Check(types::check)),
            ("list of parts", Step::Check(parts::check)),
        ],
    },
    Group {
        name: "rust",
        steps: &[
            ("tests", Step::Tests(rust_tests)),
            ("snapshots", Step::Check(snapshots::check)),
        ],
    },
    Group {
        name: "browser",
        steps: &[("tests", Step::Tests(browser_tests))],
    },
    Group {
        name: "window",
        steps: &[("tests", Step::Tests(window_tests))],
    },
];

/// Names of the groups a caller may choose from.
pub(crate) fn groups() -> impl Iterator<Item = &'static str> {
    GROUPS
        .iter()
        .map(|group| group.name)
        .filter(|name| *name != MACHINE)
}

/// Runs the chosen groups, or everything if none is named; `true` if nothing failed.
pub(crate) fn run(chosen: &[String]) -> bool {
    let begin = Instant::now();
    let mut report = Report::default();
    for group in GROUPS {
        let is_chosen = chosen.is_empty()
            || group.name == MACHINE
            || chosen.iter().any(|name| name == group.name);
        if report.failed || !is_chosen {
            let steps: Vec<_> = group.steps.iter().map(|(name, _)| *name).collect();
            report
                .lines
                .push(format!("not run  {}: {}", group.name, steps.join(", ")));
            continue;
        }
        for (name, step) in group.steps {
            report.take(&format!("{}: {name}", group.name), step);
        }
    }
    report.close(begin.elapsed())
}

/// What the closing lines are made of.
#[derive(Default)]
struct Report {
    lines: Vec<String>,
    counts: Counts,
    failed: bool,
}

impl Report {
    fn take(&mut self, name: &str, step: &Step) {
        say!("\n=== {name}");
        let begin = Instant::now();
        let result = match step {
            Step::Check(check) => check().map(|()| None),
            Step::Tests(tests) => tests().map(Some),
        };
        if let Err(failure) = &result {
            say!("{failure}");
        }
        self.enter(name, result, begin.elapsed());
    }

    fn enter(&mut self, name: &str, result: Result<Option<Ran>, Failure>, took: Duration) {
        let (good, summary) = match result {
            Ok(None) => (true, Summary::default()),
            Ok(Some(ran)) => (ran.succeeded && ran.summary.counts.failed == 0, ran.summary),
            Err(_) => (false, Summary::default()),
        };
        let mut counts = summary.counts;
        if !good && counts.failed == 0 {
            counts.failed = 1;
        }
        self.counts += counts;
        self.failed |= !good;
        let mark = if good { "ok     " } else { "FAILED " };
        self.lines
            .push(format!("{mark}  {name} ({:.1} s)", took.as_secs_f64()));
        self.lines.extend(
            summary
                .lines
                .iter()
                .map(|line| format!("           {line}")),
        );
    }

    fn close(self, took: Duration) -> bool {
        let seconds = took.as_secs();
        show!("\n{}", self.lines.join("\n"));
        show!("took {} min {} s", seconds / 60, seconds % 60);
        show!(
            "{} passed, {} failed",
            self.counts.passed,
            self.counts.failed
        );
        !self.failed
    }
}

/// More failures in the browser than these are no accident.
const MOST_REPEATED: usize = 5;

/// What is built to be tested once gains nothing from being resumable, and that costs gigabytes.
fn cargo() -> Call {
    Call::cargo().env("CARGO_INCREMENTAL", "0")
}

fn listen(call: Call, read: fn(&[String]) -> Option<Summary>) -> Result<Ran, Failure> {
    let shown = format!("`{}`", call.shown());
    let heard = call.listen()?;
    let summary = read(&heard.lines).ok_or(Failure::Uncounted(shown))?;
    Ok(Ran {
        succeeded: heard.succeeded,
        summary,
    })
}

fn rustfmt() -> Result<(), Failure> {
    cargo().args(["fmt", "--all", "--check"]).run()
}

fn clippy() -> Result<(), Failure> {
    cargo()
        .args(["clippy"])
        .args(EVERYTHING)
        .args(["--all-targets", "--", "-D", "warnings"])
        .run()
}

fn machete() -> Result<(), Failure> {
    // Not as `cargo machete`: under `cargo run`, which runs us, it takes its own name for a folder.
    Call::new("cargo-machete").args(["--skip-target-dir"]).run()
}

/// Offline: what is checked is in `Cargo.lock` and the sources already fetched, and no advisory database is asked.
fn deny() -> Result<(), Failure> {
    cargo()
        .args(["deny", "--offline", "check", "licenses", "bans", "sources"])
        .run()
}

fn unit_tests() -> Result<Ran, Failure> {
    listen(Call::npm().args(["test"]), summary::of_vitest)
}

fn rust_tests() -> Result<Ran, Failure> {
    let call = cargo()
        .args(["nextest", "run", "--no-fail-fast"])
        .args(EVERYTHING)
        .args(["--filterset", "not binary(window)"])
        .env("INSTA_UPDATE", "no")
        .env(snapshots::VARIABLE, snapshots::prepare()?);
    listen(call, summary::of_nextest)
}

/// Browsers are held to real time. A file in which something failed is run once more, as the Rust runner does with a test:
/// what passes then is named as flaky, and is a defect to mend; what fails twice fails the run.
fn browser_tests() -> Result<Ran, Failure> {
    let call = Call::npm().args(["run", "test:browser"]);
    let shown = format!("`{}`", call.shown());
    let heard = call.listen()?;
    let summary = summary::of_node(&heard.lines).ok_or(Failure::Uncounted(shown))?;
    let failed = summary::failed_files_of_node(&heard.lines);
    if heard.succeeded || failed.is_empty() || failed.len() > MOST_REPEATED {
        return Ok(Ran {
            succeeded: heard.succeeded,
            summary,
        });
    }
    let places: Vec<_> = failed.iter().map(|failed| failed.place.as_str()).collect();
    let mut files: Vec<_> = failed.iter().map(|failed| failed.file.as_str()).collect();
    files.sort_unstable();
    files.dedup();
    show!("\nonce more: {}", files.join(", "));
    let again = Call::npm()
        .args(["exec", "--", "node", "--test", "--test-reporter=spec"])
        .args(&files);
    let mut ran = listen(again, summary::of_node)?;
    // Whoever failed first and passes now is counted as passed; the others of these files were counted before.
    let still_failed = ran.summary.counts.failed;
    let all = summary.counts.passed + summary.counts.failed;
    let mut lines = summary.lines;
    lines.push(format!("again: {}", ran.summary.lines.join(" ")));
    if ran.succeeded {
        lines.push(format!("flaky: {}", places.join(", ")));
    }
    ran.summary = Summary {
        counts: Counts {
            passed: all.saturating_sub(still_failed),
            failed: still_failed,
        },
        lines,
    };
    Ok(ran)
}

fn window_tests() -> Result<Ran, Failure> {
    let call = cargo()
        .args(["nextest", "run", "--no-fail-fast"])
        .args(EVERYTHING)
        .args(["--filterset", "package(candor-desktop) and binary(window)"]);
    listen(call, summary::of_nextest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ran(succeeded: bool, passed: u64, failed: u64) -> Ran {
        let summary = Summary {
            counts: Counts { passed, failed },
            lines: vec![format!("{passed} of {}", passed + failed)],
        };
        Ran { succeeded, summary }
    }

    #[test]
    fn counts_add_up_and_checks_add_none() {
        let mut report = Report::default();
        report.enter("rust: tests", Ok(Some(ran(true, 7, 0))), Duration::ZERO);
        report.enter("rust: snapshots", Ok(None), Duration::ZERO);
        report.enter("browser: tests", Ok(Some(ran(true, 3, 0))), Duration::ZERO);
        assert_eq!(
            report.counts,
            Counts {
                passed: 10,
                failed: 0
            }
        );
        assert!(!report.failed);
    }

    #[test]
    fn a_failure_without_a_failed_test_counts_as_one() {
        let mut report = Report::default();
        report.enter(
            "rust: clippy",
            Err(Failure::Uncounted("x".to_owned())),
            Duration::ZERO,
        );
        report.enter("ui: unit tests", Ok(Some(ran(false, 5, 0))), Duration::ZERO);
        report.enter("rust: tests", Ok(Some(ran(false, 5, 2))), Duration::ZERO);
        assert_eq!(
            report.counts,
            Counts {
                passed: 10,
                failed: 4
            }
        );
        assert!(report.failed);
    }
}
