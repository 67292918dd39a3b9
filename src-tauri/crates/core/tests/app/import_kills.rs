//! A recording that is taken in while somebody kills the program: there is the whole interview afterwards, or nothing.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Command, Stdio},
};

use candor_core::{
    App, interviews, recording,
    recording_import::{self, RecordingImport, Speakers, TakenIn},
    speech::Cancel,
    transcriptions,
};
use candor_domain::{EventKind, RecordingImportStep};
use candor_store::imports;

use crate::{
    common::open,
    imports::{request, wav},
    transcriptions::watch,
};

const FOLDER: &str = "CANDOR_TEST_IMPORT_KILLS";
/// Length of the recording, in seconds.
const LENGTH: usize = 150;

fn long(folder: &Path) -> std::path::PathBuf {
    let path = folder.join("long.wav");
    if !path.exists() {
        wav(&path, &[vec![0.01; 16_000 * LENGTH]]);
    }
    path
}

/// Takes the recording in, telling how far it is.
fn take(app: &App, file: &Path, told: &mut dyn FnMut(TakenIn)) {
    watch(app, true);
    let request = RecordingImport {
        model: Some("own".to_owned()),
        ..request(app, file, Speakers::Candidate)
    };
    recording_import::import_watched(app, &request, &Cancel::default(), told).unwrap();
}

/// Not a test of its own: takes the recording in until it is killed.
#[test]
#[ignore = "run by a_kill_leaves_all_of_it_or_nothing in a process of its own"]
#[expect(clippy::print_stdout, reason = "it reports how far it is")]
fn victim() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let folder = Path::new(&folder);
    let app = open(folder);
    take(&app, &folder.join("long.wav"), &mut |told| {
        println!("\n{:?}", told.step);
    });
    println!("\nDone");
    std::thread::park();
}

#[test]
fn a_kill_leaves_all_of_it_or_nothing() {
    for when in [
        format!("{:?}", RecordingImportStep::TakingIn),
        format!("{:?}", RecordingImportStep::Finishing),
        "Done".to_owned(),
    ] {
        let folder = tempfile::tempdir().unwrap();
        long(folder.path());
        let mut victim = Command::new(std::env::current_exe().unwrap())
            .args([
                "import_kills::victim",
                "--exact",
                "--ignored",
                "--nocapture",
            ])
            .env(FOLDER, folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(victim.stdout.take().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap() == when), "it reaches {when}");
        victim.kill().unwrap();
        victim.wait().unwrap();

        let app = open(folder.path());
        let there = interviews::list(&app, None, 10, 0).unwrap();
        match &there[..] {
            [] => {
                assert_ne!(when, "Done");
                let log = app.events(0, 10_000).unwrap();
                let begun = |kind| kind == EventKind::RecordingStarted;
                assert!(log.iter().all(|event| !begun(event.kind)), "{log:?}");
            }
            [own] => {
                let id = own.interview.id;
                assert_eq!(
                    recording::duration_ms(&app, id).unwrap(),
                    LENGTH as u64 * 1_000
                );
                assert_eq!(transcriptions::of_interview(&app, id).unwrap().len(), 1);
            }
            more => panic!("{more:?}"),
        }
        assert!(!app.store().read(imports::is_any).unwrap());
        assert!(app.verify().unwrap().is_intact());
    }
}

#[test]
fn becoming_an_interview_takes_as_little_for_a_long_recording_as_for_a_short_one() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let mut finishing = None;
    take(&app, &long(folder.path()), &mut |told| {
        if told.step == RecordingImportStep::Finishing {
            // All of the sound is stored already, and nobody knows.
            assert!(app.store().read(imports::is_any).unwrap());
            assert!(interviews::list(&app, None, 10, 0).unwrap().is_empty());
            finishing = Some(app.last_event().unwrap());
        }
    });
    let id = interviews::list(&app, None, 10, 0).unwrap()[0].interview.id;
    let log = app.events(finishing.unwrap(), 10_000).unwrap();
    let kinds: Vec<_> = log
        .iter()
        .filter(|e| e.subject == id.0)
        .map(|e| e.kind)
        .collect();
    assert_eq!(
        kinds[..5],
        [
            EventKind::InterviewCreated,
            EventKind::ConsentGiven,
            EventKind::RecordingStarted,
            EventKind::RecordingTakenIn,
            EventKind::RecordingEnded,
        ]
    );
    assert!(kinds.len() <= 8, "{kinds:?}");
    assert!(!app.store().read(imports::is_any).unwrap());
    assert!(app.verify().unwrap().is_intact());
}
