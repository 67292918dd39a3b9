//! Children that do everything a child must not.

use std::{fs, path::Path, time::Duration};

use candor_domain::Code;
use candor_speech::{
    Computing, Import, Pass, SpeechError, TranscribeOptions, Transcriber, VerifiedModel,
    child::{
        ChildCommand, Patience, Supervised, Supervision,
        frame::{Kind, bytes},
        protocol::{FromChild, Refusal, Welcome},
    },
};
use rustix::process::{Resource, Rlimit, Signal, kill_process, prlimit};

use super::{
    command, common, impatient, kill, model, options, pid, refused, shell, tireless, utterances,
};

const MOMENT: Duration = Duration::from_millis(100);

/// The first child does this, every later one is the real recogniser.
fn at_first(folder: &Path, script: &str) -> ChildCommand {
    let mark = folder.join("begun").display().to_string();
    shell(&format!(
        "if mkdir '{mark}' 2>/dev/null; then {script}; else exec \"$0\"; fi"
    ))
}

/// The recogniser until it has said so many bytes, the welcome and the beginning of the words; then the pipe is closed.
const CUT: &str = "exec 3>&1 4<&0 >/dev/null; \"$0\" <&4 3>&- | dd bs=1 count=300 status=none >&3 & exec 3>&- 4<&-; wait";

/// An utterance and its words.
fn utterance() -> (Vec<f32>, String) {
    let samples = utterances().swap_remove(0);
    let text = common::whisper().transcribe(&samples, &options());
    (samples, text.unwrap().text)
}

#[test]
fn programs_that_are_no_recogniser_are_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let says = |message: &[u8]| {
        let file = folder.path().join(format!("{:x?}", message.get(..8)));
        fs::write(&file, message).unwrap();
        shell(&format!("cat '{}'; exec cat >/dev/null", file.display()))
    };
    let cases = [
        (shell("exit 3"), "its process ended"),
        (shell("kill -ABRT $$"), "its process ended"),
        (
            shell("exec head -c 100000 /dev/urandom"),
            "other than messages",
        ),
        (shell("echo Loading the model"), "other than messages"),
        (says(b"Cr\x02\x43\xff\xff\xff\xff"), "4294967295 bytes"),
        (says(b"Cr\x02\x07\0\0\0\0"), "unknown kind"),
        (says(&bytes(Kind::Welcome, b"{").unwrap()), "makes no sense"),
        (
            says(&bytes(Kind::Hello, b"{}").unwrap()),
            "has no place here",
        ),
        (
            ChildCommand::new("/nonexistent/candor", [""; 0]),
            "could not be started",
        ),
        (ChildCommand::new("/", [""; 0]), "could not be started"),
    ];
    for (command, words) in cases {
        let error = refused(&command, tireless());
        assert!(matches!(error, SpeechError::RecogniserDied(_)), "{error}");
        assert_eq!(error.code(), Code::Internal);
        assert!(error.to_string().contains(words), "{words}: {error}");
    }
    let error = refused(&shell("exec sleep 1000"), impatient(MOMENT));
    assert!(
        error.to_string().contains("did not answer in time"),
        "{error}"
    );
}

#[test]
fn another_version_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let welcome = |program: &str| {
        FromChild::Welcome(Welcome {
            program: program.to_owned(),
            sha256: model().entry().sha256.clone(),
            window_ms: 0,
            computing: Computing::Processor,
        })
        .bytes()
        .unwrap()
    };
    let program = "0.0.7".to_owned();
    let refusal = FromChild::Refused(Refusal::Version { program })
        .bytes()
        .unwrap();
    let mut later = welcome("9.9.9");
    later[2] = 9;
    for (message, version) in [
        (welcome("0.0.7"), "0.0.7"),
        (refusal, "0.0.7"),
        (later, "9 instead of"),
    ] {
        let file = folder.path().join("says");
        fs::write(&file, message).unwrap();
        let command = shell(&format!("cat '{}'; exec cat >/dev/null", file.display()));
        let error = refused(&command, tireless());
        assert!(
            matches!(error, SpeechError::RecogniserOfAnotherVersion { .. }),
            "{error}"
        );
        assert_eq!(error.code(), Code::Conflict);
        let words = error.to_string();
        assert!(
            words.contains(version) && words.contains("start it again"),
            "{words}"
        );
    }
}

#[test]
fn an_answer_cut_halfway_costs_a_retry() {
    let (samples, text) = utterance();
    let folder = tempfile::tempdir().unwrap();
    let command = at_first(folder.path(), CUT);
    let mut there = Supervised::open_with(&command, &model(), tireless()).unwrap();
    assert_eq!(there.transcribe(&samples, &options()).unwrap().text, text);
    assert_eq!(there.pulse().breakdowns(), 1);
}

#[test]
fn a_look_at_an_unfinished_utterance_is_not_tried_again() {
    let (samples, text) = utterance();
    let folder = tempfile::tempdir().unwrap();
    let command = at_first(folder.path(), CUT);
    let mut there = Supervised::open_with(&command, &model(), tireless()).unwrap();
    let partial = TranscribeOptions {
        pass: Pass::Partial,
        ..options()
    };
    let error = there.transcribe(&samples, &partial).unwrap_err();
    assert!(matches!(error, SpeechError::RecogniserDied(_)), "{error}");
    assert_eq!(there.transcribe(&samples, &options()).unwrap().text, text);
    assert_eq!(there.pulse().breakdowns(), 1);
}

#[test]
fn a_child_that_hangs_is_replaced() {
    let (samples, text) = utterance();
    // An answer may take ten times as long as the one before took on this machine, loading a minute.
    let supervision = Supervision {
        patience: Patience {
            base: Duration::from_secs(4),
            times: (samples.len() as f64 / 16_000.0).max(1.0) / 3.0,
            factor: 100.0,
            load_rate: model().entry().size_bytes / 60,
            settling: super::LONG,
        },
        ..tireless()
    };
    let mut there = Supervised::open_with(&command(), &model(), supervision).unwrap();
    assert_eq!(there.transcribe(&samples, &options()).unwrap().text, text);
    let hung = there.pulse().process().unwrap();
    kill_process(pid(hung), Signal::STOP).unwrap();
    assert_eq!(there.transcribe(&samples, &options()).unwrap().text, text);
    assert_eq!(there.pulse().breakdowns(), 1);
    assert!(!super::exists(hung));
    // A stopped child is ended at once as well, even while it owes an answer.
    let stopped = there.pulse().process().unwrap();
    kill_process(pid(stopped), Signal::STOP).unwrap();
    let options = options();
    options.cancel.cancel();
    let cancelled = there.transcribe(&samples, &options).unwrap_err();
    assert!(matches!(cancelled, SpeechError::Cancelled));
    drop(there);
    assert!(!super::exists(stopped));
}

#[test]
fn a_child_that_dies_idle_is_replaced_and_costs_no_try() {
    let (samples, text) = utterance();
    let mut there = Supervised::open_with(&command(), &model(), tireless()).unwrap();
    for times in 1..=5 {
        kill(there.pulse().process().unwrap());
        assert_eq!(there.transcribe(&samples, &options()).unwrap().text, text);
        assert_eq!(there.pulse().breakdowns(), times);
    }
}

#[test]
fn memory_that_runs_out_costs_a_retry() {
    let (samples, text) = utterance();
    let folder = tempfile::tempdir().unwrap();
    // While it starts …
    let command = at_first(folder.path(), "ulimit -v 9000; exec \"$0\"");
    let mut there = Supervised::open_with(&command, &model(), tireless()).unwrap();
    assert_eq!(there.pulse().breakdowns(), 1);
    // … and in the middle of an interview.
    let nothing = Rlimit {
        current: Some(1),
        maximum: Some(1),
    };
    let process = there.pulse().process().unwrap();
    prlimit(Some(pid(process)), Resource::As, nothing).unwrap();
    assert_eq!(there.transcribe(&samples, &options()).unwrap().text, text);
    assert_eq!(there.pulse().breakdowns(), 2);
}

/// A person vouches for a file that is broken: the loader, which trusts files, is not in this process.
#[test]
fn a_malformed_model_brings_down_the_child_at_most() {
    let demo = fs::read(common::demo().join("ggml-demo-en.bin")).unwrap();
    let with = |at: usize, value: i32| {
        let mut bytes = demo.clone();
        bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
        bytes
    };
    let broken = [
        demo[..demo.len() / 2].to_vec(),
        demo[..200].to_vec(),
        // Heads, layers, length of the text, kind of numbers, mel filters, words.
        with(16, 7),
        with(20, 1_000),
        with(24, 1),
        with(44, 99),
        with(48, -1),
        with(4, 51_900),
    ];
    for bytes in broken {
        let own = tempfile::tempdir().unwrap();
        let model = vouched_for(own.path(), &bytes);
        match Supervised::open(&command(), &model) {
            Err(error) => assert!(
                matches!(
                    error,
                    SpeechError::ModelInvalid { .. } | SpeechError::RecogniserDied(_)
                ),
                "{error}"
            ),
            // Some nonsense can be loaded; then it must not bring anything down either.
            Ok(mut there) => drop(there.transcribe(&vec![0.1; 32_000], &options())),
        }
    }
}

fn vouched_for(own: &Path, bytes: &[u8]) -> VerifiedModel {
    let file = own.join("from-elsewhere.bin");
    fs::write(&file, bytes).unwrap();
    let folder = common::folder(&own.join("models"));
    let Import::Unknown(stranger) = folder.take_in(&file, None, &mut |_, _| {}).unwrap() else {
        panic!("it is known")
    };
    match folder
        .take_in(&file, Some(&stranger.sha256), &mut |_, _| {})
        .unwrap()
    {
        Import::Installed(model) => model,
        Import::Unknown(_) => panic!("it was vouched for"),
    }
}

#[test]
fn a_model_that_was_deleted_or_replaced_is_told_when_it_is_needed_again() {
    let (samples, text) = utterance();
    let own = tempfile::tempdir().unwrap();
    let file = own.path().join("ggml-demo-en.bin");
    fs::copy(common::demo().join("ggml-demo-en.bin"), &file).unwrap();
    let model = common::folder(own.path()).locate("demo-en").unwrap();
    assert_eq!(model.path(), file);
    let mut there = Supervised::open_with(&command(), &model, tireless()).unwrap();
    fs::write(&file, "something else").unwrap();
    // The child has it in memory.
    assert_eq!(there.transcribe(&samples, &options()).unwrap().text, text);
    for change in ["replaced", "deleted"] {
        if change == "deleted" {
            fs::remove_file(&file).unwrap();
        }
        if let Some(process) = there.pulse().process() {
            kill(process);
        }
        let error = there.transcribe(&samples, &options()).unwrap_err();
        assert_eq!(error.code(), Code::ModelInvalid, "{change}: {error}");
    }
}
