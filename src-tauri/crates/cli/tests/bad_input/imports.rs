//! `candor import`: taken in and transcribed, refused in words, stopped with Ctrl-C and gone on with.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    process::{Command, Stdio},
};

use crate::common::{Place, demo_folder, run};

fn import(place: &Place, file: &str) -> Command {
    let mut command = place.kept();
    command.arg("import").arg(demo_folder().join(file));
    command.args(["--candidate", "Ada", "--position", "customer-support-agent"]);
    command.args(["--consent", "signed on paper, folder 12"]);
    command
}

#[test]
fn a_recording_becomes_an_interview_with_its_transcript() {
    let place = Place::new();
    let mut command = import(&place, "answers/6.wav");
    command.args(["--recorded-at", "2026-11-03T09:30:00+01:00"]);
    let ran = run(&mut command).well();
    let [id, json, txt] = ran.out.lines().collect::<Vec<_>>()[..] else {
        panic!("{ran:#?}");
    };
    assert!(
        json.ends_with(&format!("2026-11-03_Ada_{id}.json")),
        "{json}"
    );
    let txt = std::fs::read_to_string(txt).unwrap();
    assert!(txt.contains("Ada:"), "{txt}");
    let listed = run(place.kept().arg("transcriptions")).well().out;
    assert!(
        listed.contains(id) && listed.contains("import  done  100 %"),
        "{listed}"
    );
    // The same position again, this time by its title.
    let position = listed.trim().rsplit("  ").next().unwrap().to_owned();
    let mut again = place.kept();
    again.arg("import").arg(demo_folder().join("answers/5.wav"));
    again.args(["--candidate", "Bob", "--position", &position]);
    run(again.args(["--consent", "by telephone"])).well();
    let app = place.open();
    assert_eq!(candor_core::positions::list(&app).unwrap().len(), 1);
    assert!(app.verify().unwrap().is_intact());
}

#[test]
fn what_is_missing_is_said_in_words() {
    let place = Place::new();
    let mut command = place.kept();
    command
        .arg("import")
        .arg(demo_folder().join("answers/6.wav"));
    let without = run(&mut command);
    assert_eq!(without.status.code(), Some(2), "{without:#?}");
    assert!(without.err.contains("--consent"), "{without:#?}");
    let mut empty = import(&place, "answers/6.wav");
    run(empty.args(["--channels", "candidate-first"])).badly(&["6.wav", "1 channel"]);
    run(&mut import(&place, "answers/6.txt")).badly(&["6.txt", "not a sound file"]);
    run(&mut import(&place, "answers/7.wav")).badly(&["7.wav", "cannot be read"]);
    let mut unknown = import(&place, "answers/6.wav");
    run(unknown.args(["--model", "gigantic"])).badly(&["gigantic"]);
    let mut nowhere = place.kept();
    nowhere
        .arg("import")
        .arg(demo_folder().join("answers/6.wav"));
    nowhere.args([
        "--candidate",
        "Ada",
        "--position",
        "Astronaut",
        "--consent",
        "x",
    ]);
    run(&mut nowhere).badly(&["Astronaut"]);
    let nothing = run(place.kept().args(["import", "--resume"])).well();
    assert_eq!(nothing.out, "Nothing waits to be transcribed.\n");
    assert!(
        run(place.kept().arg("transcriptions"))
            .well()
            .out
            .is_empty()
    );
}

#[test]
fn stopped_with_ctrl_c_it_goes_on_where_it_was() {
    let place = Place::new();
    let mut child = import(&place, "recordings/interview-60s.wav")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let id = lines.next().unwrap().unwrap();
    let pressed = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(pressed.success());
    let status = child.wait().unwrap();
    let mut err = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut err)
        .unwrap();
    assert_eq!(status.code(), Some(1), "{err}");
    assert!(err.contains("go on with: candor import --resume"), "{err}");
    let listed = run(place.kept().arg("transcriptions")).well().out;
    assert!(listed.contains("import  waiting"), "{listed}");

    let ran = run(place.kept().args(["import", "--resume"])).well();
    let [own, _, txt] = ran.out.lines().collect::<Vec<_>>()[..] else {
        panic!("{ran:#?}");
    };
    assert_eq!(own, id);
    let txt = std::fs::read_to_string(txt).unwrap();
    assert!(txt.matches("Ada:").count() > 3, "{txt}");
}
