//! What comes back, and what is called off.

use std::{
    io::{Read as _, Write as _},
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use candor_domain::{Code, Language};
use candor_speech::{
    Catalog, Pass, Recogniser, SpeechError, TranscribeOptions, Transcriber,
    child::{
        Supervised,
        protocol::{Hello, PROGRAM as VERSION, ToChild},
    },
    transcribe_samples,
};

use super::{LONG, PROGRAM, command, common, impatient, model, options, utterances, wait_until};

#[test]
fn the_words_are_those_of_this_process() {
    let mut here = common::whisper();
    let mut there = Recogniser::Child(command()).open(&model()).unwrap();
    assert_eq!(there.window_ms(), here.window_ms());
    for samples in utterances().iter().take(3) {
        for pass in [Pass::Final, Pass::Partial] {
            let options = TranscribeOptions { pass, ..options() };
            let expected = here.transcribe(samples, &options).unwrap();
            assert!(!expected.text.is_empty());
            assert_eq!(there.transcribe(samples, &options).unwrap(), expected);
        }
    }
    let chat = common::recording("recordings/support-chat.wav");
    let all = |whisper: &mut dyn Transcriber| {
        transcribe_samples(&chat, whisper, &options(), &mut |_| {}).unwrap()
    };
    assert_eq!(all(there.as_mut()), all(&mut here));
    assert_eq!(there.transcribe(&[], &options()).unwrap().text, "");
}

#[test]
fn errors_are_those_of_this_process() {
    let mut there = Supervised::open(&command(), &model()).unwrap();
    let german = TranscribeOptions::new(Language::De);
    let error = there.transcribe(&vec![0.0; 16_000], &german).unwrap_err();
    assert!(
        matches!(&error, SpeechError::LanguageUnsupported { name, .. } if name == "demo-en"),
        "{error}"
    );
    let hours = vec![0.0; 3_601 * 16_000];
    let error = there.transcribe(&hours, &options()).unwrap_err();
    assert_eq!(error.code(), Code::Invalid, "{error}");
    assert_eq!(there.pulse().breakdowns(), 0);
}

#[test]
fn four_at_a_time_do_not_disturb_each_other() {
    let utterances = utterances();
    let mut here = common::whisper();
    let expected: Vec<_> = utterances[..4]
        .iter()
        .map(|samples| here.transcribe(samples, &options()).unwrap())
        .collect();
    thread::scope(|scope| {
        for turn in 0..4 {
            let (utterances, expected) = (&utterances, &expected);
            scope.spawn(move || {
                let mut there = Supervised::open(&command(), &model()).unwrap();
                for n in (0..4).map(|n| (n + turn) % 4) {
                    let heard = there.transcribe(&utterances[n], &options()).unwrap();
                    assert_eq!(heard, expected[n]);
                }
            });
        }
    });
}

#[test]
fn calling_off_waits_for_nothing_and_the_next_utterance_is_heard() {
    let long = common::recording("recordings/interview-60s.wav");
    let short = &utterances()[0];
    let expected = common::whisper().transcribe(short, &options()).unwrap();
    let mut there = Supervised::open_with(&command(), &model(), impatient(LONG)).unwrap();
    let process = there.pulse().process().unwrap();
    for attempt in 0..5 {
        let options = options();
        let cancel = options.cancel.clone();
        let result = thread::scope(|scope| {
            let working = scope.spawn(|| there.transcribe(&long, &options));
            // Nobody says that it has begun; all but the first are called off in the midst of it.
            super::let_pass(Duration::from_millis(attempt * 10));
            // Whoever waited for a word of the child would wait until it counts as hung.
            #[cfg(unix)]
            super::stand_still(process, true);
            cancel.cancel();
            working.join().unwrap()
        });
        #[cfg(unix)]
        super::stand_still(process, false);
        assert!(matches!(result, Err(SpeechError::Cancelled)), "{result:?}");
        assert_eq!(there.transcribe(short, &self::options()).unwrap(), expected);
    }
    assert_eq!(there.pulse().breakdowns(), 0);
    assert_eq!(there.pulse().process(), Some(process));
}

#[test]
fn it_ends_when_it_is_dropped_and_when_its_parent_is_gone() {
    let there = Supervised::open(&command(), &model()).unwrap();
    let process = there.pulse().process().unwrap();
    drop(there);
    // Not even a dead process is left.
    #[cfg(unix)]
    assert!(!super::exists(process));

    // A parent that vanishes closes the pipes, whatever the child is doing: here, working on an hour of sound.
    let mut child = Command::new(PROGRAM)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let model = model();
    let hello = ToChild::Hello(Box::new(Hello {
        program: VERSION.to_owned(),
        entry: Catalog::bundled().get("demo-en").unwrap().clone(),
        imported: false,
        path: model.path().canonicalize().unwrap().into(),
        graphics_card: false,
    }));
    stdin.write_all(&hello.bytes().unwrap()).unwrap();
    let mut welcome = [0; 8];
    child
        .stdout
        .as_mut()
        .unwrap()
        .read_exact(&mut welcome)
        .unwrap();
    drop(stdin);
    wait_until("the child ends", || child.try_wait().unwrap().is_some());
}

/// What it promises the rest of the machine.
#[cfg(target_os = "linux")]
#[test]
fn it_gives_way_and_leaves_no_dump() {
    use rustix::process::getpriority_process;

    let there = Supervised::open(&command(), &model()).unwrap();
    let process = there.pulse().process().unwrap();
    let of = |file: &str| std::fs::read_to_string(format!("/proc/{process}/{file}")).unwrap();
    assert_eq!(of("oom_score_adj").trim(), "300");
    let limits = of("limits");
    let dumps = limits.lines().find(|l| l.starts_with("Max core")).unwrap();
    assert_eq!(dumps.split_whitespace().nth(4), Some("0"), "{dumps}");
    let ours = getpriority_process(None).unwrap();
    let theirs = getpriority_process(Some(super::pid(process))).unwrap();
    assert_eq!(theirs, (ours + 5).min(19));
    // What is typed to stop the parent does not reach it.
    let group = rustix::process::getpgid(Some(super::pid(process))).unwrap();
    assert_eq!(group, super::pid(process));
}
