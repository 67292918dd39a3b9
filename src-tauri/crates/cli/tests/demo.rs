//! `candor demo`: one interview from spoken answers to files, and honest failure.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::{fs, path::Path};

use common::{Place, demo_folder, run};
use serde_json::Value;

fn read_json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The one object on standard output.
fn object(out: &str) -> Value {
    assert_eq!(out.lines().count(), 1, "{out}");
    let value: Value = serde_json::from_str(out).unwrap();
    assert!(value.is_object());
    value
}

fn number(object: &Value, key: &str) -> f64 {
    object[key]
        .as_f64()
        .unwrap_or_else(|| panic!("{key} in {object}"))
}

/// A folder with the first `clips` demo answers.
fn answers(place: &Place, clips: usize) -> std::path::PathBuf {
    let folder = place.home().join("answers");
    fs::create_dir(&folder).unwrap();
    for n in 1..=clips {
        for ending in ["wav", "txt"] {
            let name = format!("{n}.{ending}");
            fs::copy(
                demo_folder().join("answers").join(&name),
                folder.join(&name),
            )
            .unwrap();
        }
    }
    folder
}

#[test]
fn a_fast_demo_prints_one_object_and_leaves_two_files() {
    let place = Place::new();
    let ran = run(place.candor().args(["demo", "--fast", "--json"])).well();
    let outcome = object(&ran.out);
    assert!(number(&outcome, "word_error_rate") <= 0.15, "{outcome}");
    assert!(number(&outcome, "questions_asked") >= 4.0, "{outcome}");
    let factor = number(&outcome, "real_time_factor");
    assert!(
        factor > 0.0 && factor < 1.0,
        "quicker than real time: {outcome}"
    );

    let json = Path::new(outcome["transcript_json"].as_str().unwrap());
    let readable = Path::new(outcome["transcript_txt"].as_str().unwrap());
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/schema/transcript-1.json");
    let validator = jsonschema::validator_for(&read_json(&schema)).unwrap();
    let document = read_json(json);
    let errors: Vec<_> = validator
        .iter_errors(&document)
        .map(|e| e.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    let text = fs::read_to_string(readable).unwrap();
    assert!(
        text.contains("Oliver Demo") && text.contains("Automated interviewer"),
        "{text}"
    );

    // The database was thrown away with its key; nothing but the two files is left.
    let mut left = place.files();
    left.retain(|file| {
        file.starts_with(json.parent().unwrap().strip_prefix(place.home()).unwrap())
    });
    assert_eq!(left.len(), 2, "{left:?}");
    let others: Vec<_> = place.files();
    assert!(
        !others.iter().any(|file| file.ends_with("candor.db")),
        "{others:?}"
    );
}

#[test]
fn without_json_people_read_the_conversation() {
    let place = Place::new();
    let out = place.home().join("out");
    let ran = run(place.candor().args(["demo", "--fast", "--out"]).arg(&out)).well();
    for part in [
        "Interviewer:",
        "Candidate: My name is Oliver",
        "Transcript (JSON):",
        "Word error rate:",
        "Questions asked:   6",
    ] {
        assert!(ran.out.contains(part), "no “{part}” in {}", ran.out);
    }
    assert_eq!(fs::read_dir(out).unwrap().count(), 2);
}

#[test]
fn misunderstood_words_fail_the_demo_and_are_still_reported() {
    let place = Place::new();
    let folder = answers(&place, 6);
    for n in 1..=6 {
        fs::write(
            folder.join(format!("{n}.txt")),
            "Nothing of the kind was ever said.",
        )
        .unwrap();
    }
    let ran = run(place
        .candor()
        .args(["demo", "--fast", "--json", "--answers"])
        .arg(&folder));
    let ran = ran.badly(&["more than 15 % of the words were misunderstood"]);
    let outcome = object(&ran.out);
    assert!(number(&outcome, "word_error_rate") > 0.15, "{outcome}");
    assert!(Path::new(outcome["transcript_json"].as_str().unwrap()).exists());
}

#[test]
fn answers_that_cannot_be_used_are_named() {
    let place = Place::new();
    let folder = answers(&place, 2);
    let demo = || {
        run(place
            .candor()
            .args(["demo", "--fast", "--json", "--answers"])
            .arg(&folder))
    };
    let whole = fs::read(folder.join("2.wav")).unwrap();
    let cases: [(&[u8], &str); 4] = [
        (b"", "“2.wav” is an empty file"),
        (
            b"not sound at all",
            "“2.wav” cannot be used: it is not a sound file",
        ),
        (&whole[..44], "“2.wav” is damaged"),
        (&whole[..whole.len() / 2], "“2.wav” is cut off"),
    ];
    for (bytes, words) in cases {
        fs::write(folder.join("2.wav"), bytes).unwrap();
        let ran = demo().badly(&["candor: ", words]);
        assert_eq!(ran.out, "", "no result is printed for a failure");
    }
    fs::remove_file(folder.join("2.txt")).unwrap();
    demo().badly(&["2.txt", "No such file"]);
}

#[test]
fn a_folder_without_answers_is_refused() {
    let place = Place::new();
    let folder = answers(&place, 0);
    let demo = |folder: &Path| {
        run(place
            .candor()
            .args(["demo", "--fast", "--json", "--answers"])
            .arg(folder))
    };
    demo(&folder).badly(&["answers holds no 1.wav"]);
    demo(&place.home().join("nowhere")).badly(&["nowhere holds no 1.wav"]);
}

#[test]
fn transcripts_that_cannot_be_written_fail_the_demo() {
    let place = Place::new();
    let out = place.home().join("out");
    fs::write(&out, "a file where the folder should be").unwrap();
    let ran = run(place
        .candor()
        .args(["demo", "--fast", "--json", "--out"])
        .arg(&out));
    let ran = ran.badly(&[
        "the transcript could not be written to",
        "may not be written",
    ]);
    assert_eq!(ran.out, "");
}
