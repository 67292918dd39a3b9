//! `cargo xtask test`: every check and test there is, in groups from quick to slow.
//!
//! All steps of a group run; the first group with a failure is the last one. The closing lines name every step with
//! its time and repeat the runners' own summaries, and the very last line adds up their counts. A step that fails
//! without a failed test to show for it counts as one failure, so that line never claims a clean run that was none.

use std::time::{Duration, Instant};

use crate::failure::Failure;
use crate::metadata;
use crate::process::Call;
use crate::setup::{Purpose, setup};
use crate::summary::{self, Counts, Summary};
use crate::{licences, parts, rules, say, show, snapshots, types, ui};

/// Turns on the tests that drive the real window; its own feature, because they need a display and a keychain.
pub(crate) const WINDOW_TESTS: &str = "window-tests";

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
            ("doc tests", Step::Tests(doc_tests)),
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
    Call::cargo().args(["fmt", "--all", "--check"]).run()
}

fn clippy() -> Result<(), Failure> {
    let mut call = Call::cargo().args(["clippy", "--workspace", "--all-targets"]);
    if has_window_tests()? {
        call = call.args(["--features", &format!("candor-desktop/{WINDOW_TESTS}")]);
    }
    call.args(["--", "-D", "warnings"]).run()
}

fn machete() -> Result<(), Failure> {
    // Not as `cargo machete`: under `cargo run`, which runs us, it takes its own name for a folder.
    Call::new("cargo-machete").args(["--skip-target-dir"]).run()
}

/// Offline: what is checked is in `Cargo.lock` and the sources already fetched, and no advisory database is asked.
fn deny() -> Result<(), Failure> {
    Call::cargo()
        .args(["deny", "--offline", "check", "licenses", "bans", "sources"])
        .run()
}

fn unit_tests() -> Result<Ran, Failure> {
    listen(Call::npm().args(["test"]), summary::of_vitest)
}

fn rust_tests() -> Result<Ran, Failure> {
    let call = Call::cargo()
        .args(["nextest", "run", "--workspace", "--no-fail-fast"])
        .env("INSTA_UPDATE", "no")
        .env(snapshots::VARIABLE, snapshots::prepare()?);
    listen(call, summary::of_nextest)
}

fn doc_tests() -> Result<Ran, Failure> {
    listen(
        Call::cargo().args(["test", "--doc", "--workspace"]),
        summary::of_libtest,
    )
}

fn browser_tests() -> Result<Ran, Failure> {
    listen(Call::npm().args(["run", "test:browser"]), summary::of_node)
}

fn window_tests() -> Result<Ran, Failure> {
    if !has_window_tests()? {
        return Err(Failure::Missing(format!(
            "candor-desktop has no feature `{WINDOW_TESTS}`"
        )));
    }
    let call = Call::cargo()
        .args([
            "nextest",
            "run",
            "--package",
            "candor-desktop",
            "--no-fail-fast",
        ])
        .args(["--features", WINDOW_TESTS, "--test", "window"]);
    listen(call, summary::of_nextest)
}

fn has_window_tests() -> Result<bool, Failure> {
    Ok(metadata::read()?.packages.iter().any(|package| {
        package.name == "candor-desktop" && package.features.contains_key(WINDOW_TESTS)
    }))
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
