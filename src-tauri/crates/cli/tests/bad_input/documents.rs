//! Documents in forms, places and languages that are none, and in those that are.

use std::fs;

use crate::common::{Place, listed, run, run_typing};

/// A place with one finished interview, and its id.
fn held() -> (Place, String) {
    let place = Place::new();
    let mut command = place.kept();
    command.args(["interview", "--typing", "--candidate", "Zoë ../x"]);
    run_typing(
        &mut command,
        &["yes", "I kept the files of forty clients.", "/finish"],
    )
    .well();
    let (id, _) = listed(&place).remove(0);
    (place, id)
}

#[test]
fn every_form_is_written_where_it_was_wanted() {
    let (place, id) = held();
    for (form, begins) in [
        ("pdf", &b"%PDF-1.7"[..]),
        ("docx", b"PK"),
        ("csv", b"\xEF\xBB\xBF"),
        ("vtt", b"WEBVTT"),
    ] {
        let ran = run(place.kept().args(["export", &id, "--format", form])).well();
        let bytes = fs::read(ran.out.trim()).unwrap();
        assert!(bytes.starts_with(begins), "{form}");
        let wanted = place.home().join(format!("mine.{form}"));
        let file = wanted.to_str().unwrap();
        run(place
            .kept()
            .args(["export", &id, "--format", form, "--out", file]))
        .well();
        assert!(fs::read(wanted).unwrap().starts_with(begins), "{form}");
    }
    let ran = run(place.kept().args([
        "export",
        &id,
        "--format",
        "txt",
        "--language",
        "ru",
        "--out",
        "-",
    ]))
    .well();
    assert!(ran.out.contains("Расшифровка собеседования"), "{}", ran.out);
    assert!(ran.out.contains("I kept the files of forty clients."));
    let help = run(place.kept().args(["export", "--help"])).well();
    assert!(help.out.contains("subtitles for the web"), "{}", help.out);
}

#[test]
fn what_cannot_be_written_is_said_and_leaves_nothing() {
    let (place, id) = held();
    let export = |more: &[&str]| run(place.kept().args(["export", &id]).args(more));
    let none = export(&["--format", "exe"]);
    assert!(none.err.contains("possible values: pdf, docx"), "{none:?}");
    let alone = export(&["--out", "x.pdf"]);
    assert!(alone.err.contains("--format"), "{alone:?}");
    let blocked = place.home().join("file");
    fs::write(&blocked, "").unwrap();
    let inside = blocked.join("x.pdf");
    export(&["--format", "pdf", "--out", inside.to_str().unwrap()]).badly(&[
        "could not be written",
        "the folder is missing or may not be written",
    ]);
    assert_eq!(fs::read(&blocked).unwrap(), b"");
    export(&["--format", "pdf", "--out", "/"]).badly(&["is not the name of a file"]);
}
