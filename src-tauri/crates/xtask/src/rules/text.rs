//! What the words of a source file show: its length, and shortcuts that hide unfinished work or flaky tests.
//!
//! This is a reader of lines, not of Rust: comments and text in quotes are left out line by line, which is enough for
//! what it looks for.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Lines above which a file says why, in a line starting with [`REASON`] near its top.
const LONG: usize = 400;
const REASON: &str = "// Length:";
const NEAR_THE_TOP: usize = 10;

/// Folders with nothing written by hand.
const SKIPPED: &[&str] = &[
    "node_modules",
    "target",
    "dist",
    "gen",
    "test-results",
    "playwright-report",
];
/// Written by `cargo xtask types`.
const GENERATED: &[&str] = &["schema.d.ts"];

/// A pause that a test may make between two looks at a condition says so.
const POLLING: &str = "// Poll";

/// A test may be left out of the ordinary run only as the half of another one that needs a process of its own, and
/// names that other one.
const IGNORED: &str = "#[ignore";
const RUN_BY: &str = "\"run by ";

const UNFINISHED: &[&str] = &["todo!", "unimplemented!"];
const PAUSES: &[&str] = &["sleep(", "waitForTimeout("];
const LEFT_OUT: &[&str] = &[".skip(", ".only(", ".todo("];

/// Every file that breaks a rule.
pub(super) fn breaches(root: &Path) -> Result<Vec<String>, Failure> {
    let mut files = Vec::new();
    for folder in ["src-tauri", "ui"] {
        collect(&root.join(folder), &mut files)?;
    }
    files.sort();
    let mut breaches = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).map_err(Failure::file(&path))?;
        let shown = path
            .strip_prefix(root)
            .unwrap_or(&path)
            .to_string_lossy()
            .replace('\\', "/");
        breaches.extend(of_file(&shown, &text));
    }
    Ok(breaches)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    for entry in fs::read_dir(folder).map_err(Failure::file(folder))? {
        let entry = entry.map_err(Failure::file(folder))?;
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        if entry.file_type().map_err(Failure::file(&path))?.is_dir() {
            if !SKIPPED.contains(&&*name) && !name.starts_with('.') {
                collect(&path, files)?;
            }
        } else if is_source(&path) && !GENERATED.contains(&&*name) {
            files.push(path);
        }
    }
    Ok(())
}

fn is_source(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    matches!(ending, Some("rs" | "ts" | "tsx" | "js" | "mjs"))
}

fn of_file(path: &str, text: &str) -> Vec<String> {
    let mut breaches = Vec::new();
    let length = text.lines().count();
    if length > LONG
        && !text
            .lines()
            .take(NEAR_THE_TOP)
            .any(|line| line.starts_with(REASON))
    {
        breaches.push(format!(
            "{path}: {length} lines; split it, or give the reason in a `{REASON}` line"
        ));
    }
    let is_rust = Path::new(path)
        .extension()
        .is_some_and(|ending| ending == "rs");
    let mut in_test = is_test_file(path);
    let mut before = "";
    let mut in_example = false;
    for (number, line) in (1..).zip(text.lines()) {
        let code = without_words(line);
        if before.trim() == "#[cfg(test)]"
            && code.trim_start().starts_with("mod ")
            && code.contains('{')
        {
            in_test = true;
        }
        if is_rust && let Some(language) = fence(line) {
            in_example = !in_example;
            if in_example && language != "text" {
                breaches.push(format!(
                    "{path}:{number}: an example nobody compiles; make it a test, or mark it as `text`"
                ));
            }
        }
        let mut report = |needle: &str, advice: &str| {
            if contains_word(&code, needle) {
                breaches.push(format!("{path}:{number}: `{needle}`: {advice}"));
            }
        };
        if is_rust {
            for needle in UNFINISHED {
                report(needle, "finish it or take it out");
            }
            if !is_run_by_another(line, text) {
                report(
                    IGNORED,
                    "run it, or say `run by …` with the name of the test that does",
                );
            }
        }
        if in_test && !line.contains(POLLING) && !before.contains(POLLING) {
            for needle in PAUSES {
                report(
                    needle,
                    "tests wait for a condition (mark a pause between two looks `// Poll: …`)",
                );
            }
        }
        if in_test && !is_rust {
            for needle in LEFT_OUT {
                report(needle, "tests are run, all of them");
            }
        }
        before = line;
    }
    breaches
}

/// The language behind the fence that opens or closes an example in a documentation comment. Compiling such examples
/// would take a build of its own of everything.
fn fence(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let comment = line
        .strip_prefix("//!")
        .or_else(|| line.strip_prefix("///"))?;
    comment.trim_start().strip_prefix("```").map(str::trim)
}

fn is_run_by_another(attribute: &str, text: &str) -> bool {
    let runner = attribute
        .split_once(RUN_BY)
        .and_then(|(_, reason)| reason.split([' ', '"', ',']).next());
    runner.is_some_and(|name| text.contains(&format!("fn {name}(")))
}

fn is_test_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path.contains("/tests/")
        || path.contains("/e2e/")
        || name == "tests.rs"
        || name.contains(".test.")
}

/// The line without comments and without what stands in double quotes.
fn without_words(line: &str) -> String {
    let mut code = String::with_capacity(line.len());
    let mut quoted = false;
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' if quoted => drop(characters.next()),
            '\'' if !quoted && characters.peek() == Some(&'"') => drop(characters.next()),
            '"' => quoted = !quoted,
            '/' if !quoted && characters.peek() == Some(&'/') => break,
            _ if quoted => {}
            other => code.push(other),
        }
    }
    code
}

/// Whether `needle` occurs where no longer name just happens to end like it.
fn contains_word(code: &str, needle: &str) -> bool {
    code.match_indices(needle).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        needle.starts_with(['.', '#']) || !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_in_comments_are_text() {
        let good = "//! ```text\n//! a\n//! ```\nfn f() {}\n/// ```text\n/// ```\n";
        assert!(of_file("a.rs", good).is_empty());
        assert_eq!(of_file("a.rs", "/// ```\n/// f();\n/// ```\n").len(), 1);
        assert_eq!(of_file("a.rs", "//! ```no_run\n//! ```\n").len(), 1);
    }

    #[test]
    fn long_files_need_a_reason() {
        let long = "let a = 1;\n".repeat(LONG + 1);
        assert_eq!(of_file("src-tauri/src/a.rs", &long).len(), 1);
        assert!(
            of_file(
                "src-tauri/src/a.rs",
                &format!("// Length: one table.\n{long}")
            )
            .is_empty()
        );
        assert!(of_file("src-tauri/src/a.rs", &"let a = 1;\n".repeat(LONG)).is_empty());
    }

    #[test]
    fn unfinished_work_is_seen_in_code_but_not_in_words() {
        assert_eq!(of_file("a.rs", "fn a() { todo!() }\n").len(), 1);
        assert_eq!(of_file("a.rs", "#[ignore = \"slow\"]\n").len(), 1);
        assert!(
            of_file(
                "a.rs",
                "// todo!() is refused\nlet a = \"todo!\"; // todo!\n"
            )
            .is_empty()
        );
    }

    #[test]
    fn tests_do_not_pause_unless_they_poll() {
        let pause = "    thread::sleep(STEP);\n";
        assert!(of_file("src/capture.rs", pause).is_empty());
        assert_eq!(of_file("crates/audio/tests/capture.rs", pause).len(), 1);
        assert_eq!(
            of_file(
                "src/capture.rs",
                &format!("#[cfg(test)]\nmod tests {{\n{pause}}}\n")
            )
            .len(),
            1
        );
        assert!(
            of_file(
                "crates/audio/tests/capture.rs",
                &format!("    // Poll: no event says so.\n{pause}")
            )
            .is_empty()
        );
        assert!(
            of_file(
                "crates/audio/tests/capture.rs",
                "    laptop_falls_asleep();\n    on_sleep(now);\n"
            )
            .is_empty()
        );
    }

    #[test]
    fn tests_of_the_interface_are_not_left_out() {
        assert_eq!(
            of_file("ui/src/room.test.tsx", "it.only(\"asks\", () => {});\n").len(),
            1
        );
        assert!(of_file("ui/src/room.tsx", "list.skip(1);\n").is_empty());
    }
}
