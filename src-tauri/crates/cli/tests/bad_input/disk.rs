//! Disks that are full or may not be written.

use std::{
    fs,
    io::{BufRead as _, BufReader, Lines, Write as _},
    os::unix::fs::symlink,
    process::{Child, ChildStdin, ChildStdout, Stdio},
};

use crate::common::{Place, disk::Disk, listed, run, run_typing};

/// A place whose data folder lies on this disk.
fn place_on(disk: &Disk) -> Place {
    let place = Place::new();
    symlink(disk.path(), place.data()).unwrap();
    place
}

/// An interview by typing, held line by line.
struct Held {
    child: Child,
    stdin: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Held {
    fn begin(place: &Place) -> Self {
        let mut child = place
            .kept()
            .args(["interview", "--typing", "--candidate", "Ada"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stdin = child.stdin.take().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut held = Self {
            child,
            stdin,
            lines,
        };
        held.type_line("yes");
        held.read_until("first question");
        held
    }

    fn type_line(&mut self, line: &str) {
        writeln!(self.stdin, "{line}").unwrap();
    }

    /// Reads on until a line with these words.
    fn read_until(&mut self, words: &str) -> String {
        let mut read = Vec::new();
        for line in self.lines.by_ref() {
            let line = line.unwrap();
            if line.contains(words) {
                return line;
            }
            read.push(line);
        }
        panic!("no “{words}” in {read:#?}");
    }

    /// Closes the input and waits; gives exit status and standard error.
    fn end(self) -> (Option<i32>, String) {
        let Self {
            child,
            stdin,
            lines,
        } = self;
        drop(stdin);
        drop(lines.collect::<Vec<_>>());
        let output = child.wait_with_output().unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stderr).unwrap(),
        )
    }
}

#[test]
fn a_read_only_data_folder_is_named_as_such() {
    let disk = Disk::mount("ro,size=1m");
    let place = place_on(&disk);
    run(place.kept().arg("interviews"))
        .badly(&["the data folder", "is missing or may not be written"]);
    let mut below = place.candor();
    below.arg("--data-dir").arg(place.data().join("below"));
    below
        .arg("--passphrase-file")
        .arg(place.passphrase_file())
        .arg("interviews");
    run(&mut below).badly(&["below cannot be used", "Read-only file system"]);
    let mut import = place.kept();
    import
        .args(["models", "import"])
        .arg(crate::common::demo_folder().join("ggml-demo-en.bin"));
    run(&mut import).badly(&["models cannot be written"]);
}

#[test]
fn a_database_is_not_begun_on_a_full_disk_and_can_be_later() {
    let disk = Disk::mount("size=1m");
    let place = place_on(&disk);
    disk.fill();
    run(place.kept().arg("interviews")).badly(&["the disk is full", "free some space"]);
    disk.free();
    run(place.kept().arg("interviews")).well();
}

#[test]
fn transcripts_on_a_full_disk_do_not_stop_the_finish_and_can_be_exported_later() {
    let disk = Disk::mount("size=1m");
    let place = Place::new();
    fs::create_dir(place.data()).unwrap();
    symlink(disk.path(), place.transcripts()).unwrap();
    disk.fill();
    let mut command = place.kept();
    command.args(["interview", "--typing", "--candidate", "Ada"]);
    let answer = "I was an agent at a hotel in Chicago for three years.";
    run_typing(&mut command, &["yes", answer, "/finish"]).badly(&[
        "the transcript could not be written to",
        "the disk is full",
        "The interview is safe; export it again once that is put right",
    ]);
    assert_eq!(
        fs::read_dir(disk.path()).unwrap().count(),
        1,
        "nothing half-written is left"
    );
    let (id, rest) = listed(&place).remove(0);
    assert!(rest.starts_with("finished  Ada"), "{rest}");
    run(place.kept().args(["export", &id])).badly(&["the disk is full"]);

    disk.free();
    let ran = run(place.kept().args(["export", &id])).well();
    let paths: Vec<_> = ran.out.lines().collect();
    assert_eq!(paths.len(), 2);
    for path in paths {
        assert!(fs::read_to_string(path).unwrap().contains(answer), "{path}");
    }
}

#[test]
fn transcripts_in_a_read_only_folder_do_not_stop_the_finish() {
    let disk = Disk::mount("ro,size=1m");
    let place = Place::new();
    fs::create_dir(place.data()).unwrap();
    symlink(disk.path(), place.transcripts()).unwrap();
    let mut command = place.kept();
    command.args(["interview", "--typing", "--candidate", "Ada"]);
    run_typing(&mut command, &["yes", "/finish"]).badly(&[
        "the transcript could not be written to",
        "the folder is missing or may not be written",
    ]);
    let (_, rest) = listed(&place).remove(0);
    assert!(rest.starts_with("finished  Ada"), "{rest}");
}

#[test]
fn a_disk_that_fills_up_during_an_interview_delays_words_and_loses_none() {
    let disk = Disk::mount("size=3m");
    let place = place_on(&disk);
    let mut held = Held::begin(&place);
    let answers = [
        "I was an agent in London.",
        "Then I moved to Chicago.",
        "Now I work in Berlin.",
    ];
    held.type_line(answers[0]);
    held.read_until(answers[0]);
    disk.fill();
    held.type_line(answers[1]);
    let told = held.read_until("the disk is full");
    assert!(told.contains("kept in memory"), "{told}");
    disk.free();
    // What was typed while the disk was full is stored by itself, before what comes later.
    held.read_until(answers[1]);
    held.type_line(answers[2]);
    held.read_until(answers[2]);
    held.type_line("/finish");
    let json = held.read_until(".json");
    let (status, words) = held.end();
    assert_eq!(status, Some(0), "{words}");
    let document = fs::read_to_string(json).unwrap();
    let places: Vec<_> = answers.map(|answer| document.find(answer).unwrap()).into();
    assert!(places.is_sorted(), "{places:?}");
    for answer in answers {
        let stored = format!("\"content\": \"{answer}\"");
        assert_eq!(
            document.matches(&stored).count(),
            1,
            "stored once: {answer}"
        );
    }
    assert!(place.open().verify().unwrap().is_intact());
}

#[test]
fn a_program_that_ends_while_the_disk_is_full_keeps_what_it_acknowledged() {
    let disk = Disk::mount("size=3m");
    let place = place_on(&disk);
    let mut held = Held::begin(&place);
    held.type_line("I was an agent in London.");
    held.read_until("I was an agent in London.");
    disk.fill();
    held.type_line("Then I moved to Chicago.");
    held.read_until("the disk is full");
    let (status, words) = held.end();
    assert_eq!(status, Some(1), "{words}");
    assert!(words.contains("the disk is full"), "{words}");

    disk.free();
    let (id, rest) = listed(&place).remove(0);
    assert!(rest.starts_with("paused (interrupted)  Ada"), "{rest}");
    let mut resume = place.kept();
    resume.args(["interview", "--typing", "--resume", &id]);
    let ran = run_typing(&mut resume, &["/finish"]).well();
    let json = ran.out.lines().find(|line| line.contains(".json")).unwrap();
    assert!(
        fs::read_to_string(json)
            .unwrap()
            .contains("I was an agent in London.")
    );
    assert!(place.open().verify().unwrap().is_intact());
}
