//! Reading how many tests ran from what the runners print.

use std::ops::AddAssign;

/// Tests that ran.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// A runner's closing lines and the counts in them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    pub(crate) counts: Counts,
    pub(crate) lines: Vec<String>,
}

/// `Summary [ 1.2s] 5/7 tests run: 3 passed (1 slow), 1 failed, 1 timed out, 0 skipped`
///
/// Whatever did not pass failed, however it did: timed out, crashed, or was not run after a failure.
pub(crate) fn of_nextest(lines: &[String]) -> Option<Summary> {
    let line = lines
        .iter()
        .map(|line| plain(line))
        .rfind(|line| line.trim_start().starts_with("Summary ["))?;
    let (head, tail) = line.split_once(" run: ")?;
    let planned = head.rsplit(']').next()?.split_whitespace().next()?;
    let planned: u64 = planned.rsplit('/').next()?.parse().ok()?;
    let passed = number_before(tail, "passed").unwrap_or(0);
    Some(Summary {
        counts: Counts {
            passed,
            failed: planned.saturating_sub(passed),
        },
        lines: vec![line.trim().to_owned()],
    })
}

/// `Tests  1 failed | 11 passed (12)`
pub(crate) fn of_vitest(lines: &[String]) -> Option<Summary> {
    summed(lines, |line| {
        let tail = line.strip_prefix("Tests ")?;
        Some(Counts {
            passed: number_before(tail, "passed").unwrap_or(0),
            failed: number_before(tail, "failed").unwrap_or(0),
        })
    })
}

/// `ℹ pass 5`, `ℹ fail 0`, `ℹ cancelled 0`, as `node --test` prints them, or with `#` instead.
pub(crate) fn of_node(lines: &[String]) -> Option<Summary> {
    let field = |name: &str| {
        lines.iter().find_map(|line| {
            let line = plain(line);
            let mut words = line.trim_start_matches(['ℹ', '#', ' ']).split_whitespace();
            (words.next() == Some(name))
                .then(|| words.next()?.parse::<u64>().ok())
                .flatten()
        })
    };
    let (passed, failed) = (field("pass")?, field("fail")?);
    let cancelled = field("cancelled").unwrap_or(0);
    Some(Summary {
        counts: Counts {
            passed,
            failed: failed + cancelled,
        },
        lines: vec![format!(
            "pass {passed}, fail {failed}, cancelled {cancelled}"
        )],
    })
}

/// A test that failed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FailedTest {
    /// The file it stands in.
    pub(crate) file: String,
    /// File and line.
    pub(crate) place: String,
}

/// `test at e2e/settings.test.mjs:159:1`, as `node --test` prints them at its end.
pub(crate) fn failed_files_of_node(lines: &[String]) -> Vec<FailedTest> {
    let lines = lines.iter().map(|line| plain(line));
    let at = lines.filter_map(|line| {
        let place = line.trim().strip_prefix("test at ")?.to_owned();
        let (file_and_line, _) = place.rsplit_once(':')?;
        let (file, _) = file_and_line.rsplit_once(':')?;
        Some(FailedTest {
            file: file.to_owned(),
            place: file_and_line.to_owned(),
        })
    });
    at.collect()
}

fn summed(lines: &[String], read: impl Fn(&str) -> Option<Counts>) -> Option<Summary> {
    let mut summary = Summary::default();
    for line in lines.iter().map(|line| plain(line)) {
        if let Some(counts) = read(line.trim()) {
            summary.counts += counts;
            if counts != Counts::default() {
                summary.lines.push(line.trim().to_owned());
            }
        } else {
            continue;
        }
        // An empty crate's line still shows that the runner ran.
        if summary.lines.is_empty() {
            summary.lines.push(line.trim().to_owned());
        }
    }
    (!summary.lines.is_empty()).then_some(summary)
}

/// The number standing before `word`.
fn number_before(text: &str, word: &str) -> Option<u64> {
    let words: Vec<_> = text
        .split(|c: char| c.is_whitespace() || ",;|()".contains(c))
        .filter(|w| !w.is_empty())
        .collect();
    words
        .windows(2)
        .find_map(|pair| (pair[1] == word).then(|| pair[0].parse().ok()).flatten())
}

/// The line without the terminal's colour codes.
fn plain(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            characters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            text.push(character);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    fn counts(summary: Option<Summary>) -> Option<(u64, u64)> {
        summary.map(|summary| (summary.counts.passed, summary.counts.failed))
    }

    #[test]
    fn nextest_counts_whatever_did_not_pass_as_failed() {
        let good = lines(
            "    Starting 12 tests\n     Summary [   0.5s] 12 tests run: 12 passed (1 slow), 0 skipped\n",
        );
        assert_eq!(counts(of_nextest(&good)), Some((12, 0)));
        let bad = lines(
            "     Summary [  1m 3s] 7/9 tests run: 4 passed, 1 failed, 1 exec failed, 1 timed out, 2 skipped",
        );
        assert_eq!(counts(of_nextest(&bad)), Some((4, 5)));
        let one = lines(
            "\u{1b}[32;1m     Summary\u{1b}[0m [   0.0s] \u{1b}[1m1\u{1b}[0m test run: 1 passed, 0 skipped",
        );
        assert_eq!(counts(of_nextest(&one)), Some((1, 0)));
        assert_eq!(of_nextest(&lines("error: no tests to run")), None);
    }

    #[test]
    fn vitest_counts_tests_not_files() {
        let text = " Test Files  1 failed | 3 passed (4)\n      Tests  2 failed | 11 passed | 1 skipped (14)\n";
        assert_eq!(counts(of_vitest(&lines(text))), Some((11, 2)));
        assert_eq!(
            counts(of_vitest(&lines(
                "\u{1b}[2m      Tests \u{1b}[22m \u{1b}[32m5 passed\u{1b}[39m (5)"
            ))),
            Some((5, 0))
        );
    }

    #[test]
    fn node_counts_cancelled_tests_as_failed() {
        let text = "✔ the desk lists interviews (12.1ms)\nℹ tests 6\nℹ suites 0\nℹ pass 4\nℹ fail 1\nℹ cancelled 1\nℹ skipped 0\n";
        assert_eq!(counts(of_node(&lines(text))), Some((4, 2)));
        assert_eq!(of_node(&lines("vite v8 building")), None);
    }

    #[test]
    fn node_tells_where_a_test_that_failed_stands() {
        let text = "✖ failing tests:\n\ntest at e2e/settings.test.mjs:159:1\n✖ the first run (1917.5ms)\n  Error: at test at dawn\n";
        let failed = failed_files_of_node(&lines(text));
        let [failed] = &failed[..] else {
            panic!("{failed:?}")
        };
        assert_eq!(failed.file, "e2e/settings.test.mjs");
        assert_eq!(failed.place, "e2e/settings.test.mjs:159");
    }
}
