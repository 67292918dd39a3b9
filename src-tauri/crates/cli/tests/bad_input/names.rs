//! Names of people who mean no good, or whose parents did not think of file systems.

use std::collections::BTreeSet;

use crate::common::{Place, listed, run, run_typing};

fn is_harmless(c: char) -> bool {
    c.is_alphanumeric() || "-_.".contains(c)
}

/// Would break a line, move the cursor or turn the direction of reading.
fn is_mischief(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[test]
fn hostile_names_leave_files_only_where_they_belong() {
    let place = Place::new();
    run(place.kept().arg("interviews")).well();
    let before: BTreeSet<_> = place.files().into_iter().collect();
    let long = "ü".repeat(200);
    let names = [
        "../../x",
        "..",
        "/etc/passwd",
        r"C:\Windows\System32",
        "CON",
        "nul.txt",
        "first\nsecond",
        "\u{202e}txt.exe",
        "\u{1b}[2J\u{1b}]0;gone\u{7}",
        "-rf",
        "$(reboot)`reboot`;reboot",
        &long,
    ];
    for name in names {
        let mut command = place.kept();
        command
            .arg("interview")
            .arg(format!("--candidate={name}"))
            .arg("--typing");
        let ran = run_typing(
            &mut command,
            &["yes", "I was an agent for three years.", "/finish"],
        )
        .well();
        assert!(!ran.out.contains(is_mischief), "{name:?}: {:?}", ran.out);
    }
    let new: Vec<_> = place
        .files()
        .into_iter()
        .filter(|file| !before.contains(file))
        .collect();
    assert_eq!(new.len(), 2 * names.len(), "{new:?}");
    for file in new {
        let inside = file.strip_prefix("data/transcripts").unwrap();
        let name = inside.to_str().unwrap();
        assert!(name.chars().all(is_harmless) && name.len() < 200, "{name}");
        assert!(
            name.starts_with("20")
                && inside
                    .extension()
                    .is_some_and(|e| e == "json" || e == "txt"),
            "{name}"
        );
    }

    let interviews = listed(&place);
    assert_eq!(
        interviews.len(),
        names.len(),
        "one line each: {interviews:?}"
    );
    for (id, rest) in interviews {
        assert!(
            rest.starts_with("finished  ") && !rest.contains(is_mischief),
            "{rest:?}"
        );
        run(place.kept().args(["export", &id])).well();
    }
}

#[test]
fn names_that_are_none_are_refused() {
    let place = Place::new();
    let interview = |name: &str| {
        let mut command = place.kept();
        command.args(["interview", "--typing", "--candidate", name]);
        run_typing(&mut command, &["yes", "/finish"])
    };
    interview(&"x".repeat(300)).badly(&["the candidate's name is longer than 200 characters"]);
    interview("").badly(&["the candidate's name is empty"]);
    interview(" \t ").badly(&["the candidate's name is empty"]);
    assert!(listed(&place).is_empty());
}

#[test]
fn plans_that_cannot_be_used_are_refused_with_what_is_wrong() {
    let place = Place::new();
    let interview = |plan: &str| {
        let mut command = place.kept();
        command.args([
            "interview",
            "--typing",
            "--candidate",
            "Ada",
            "--plan",
            plan,
        ]);
        run_typing(&mut command, &["yes", "/finish"])
    };
    interview("no-such-plan").badly(&["no-such-plan", "No such file"]);
    let file = place.home().join("plan.toml");
    for (text, words) in [
        ("", "format"),
        ("format = \"candor-plan/1\"\ntitle = \"T\"\n", "question"),
        ("this is no TOML", "line 1"),
    ] {
        std::fs::write(&file, text).unwrap();
        interview(file.to_str().unwrap()).badly(&[words]);
    }
    assert!(listed(&place).is_empty());
}
