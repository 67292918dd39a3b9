//! A graphics card that fails: recognition goes on on the processor.
//!
//! The card is played by a shell: it stands in for a recogniser that was allowed to use one, in the protocol's own
//! words. A child that was told to leave the card alone is the real one.

use std::{fs, path::PathBuf, time::Duration};

use candor_domain::Language;
use candor_speech::{
    Computing, GraphicsCard, Pass, Recogniser, SpeechError, TranscribeOptions, Transcriber,
    Transcription,
    child::{
        ChildCommand, Patience, Supervised, Supervision,
        protocol::{Answer, Failure, FromChild, PROGRAM as VERSION, Welcome},
    },
};
use rustix::process::{Signal, kill_process_group};
use tempfile::TempDir;

use super::{common, exists, model, options, pid, shell, tireless, utterances};

/// Reads the greeting into `$hello`; a child that may use the card does what comes next, any other is the recogniser.
const GREETED: &str = "cd \"$(dirname \"$1\")\"; hello=$$; \
    dd bs=1 count=8 status=none >$hello; \
    dd bs=1 count=$(($(od -An -tu4 -j4 -N4 $hello))) status=none >>$hello; \
    if grep -q '\"graphics_card\":true' $hello; then echo card >>asked; else \
    echo processor >>asked; { cat $hello; exec cat; } | exec \"$0\"; exit; fi; ";

/// A machine with a card that fails.
struct Machine {
    folder: TempDir,
    card: GraphicsCard,
    command: ChildCommand,
}

impl Machine {
    /// What a child does that may use the card; `welcome`, `answer` and `failed` are files in its folder.
    fn with_card_that(script: &str) -> Self {
        Self::new(GraphicsCard::new(true), script)
    }

    fn new(card: GraphicsCard, script: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let welcome = |computing| {
            FromChild::Welcome(Welcome {
                program: VERSION.to_owned(),
                sha256: model().entry().sha256.clone(),
                window_ms: 0,
                computing,
            })
        };
        let answer = FromChild::Answer(Box::new(Answer {
            id: 1,
            transcription: Transcription::from_words(Vec::new(), Language::En, None),
        }));
        let failed = FromChild::Failed {
            id: 1,
            failure: Failure::Recogniser("out of memory".to_owned()),
        };
        for (name, message) in [
            ("welcome", welcome(Computing::GraphicsCard)),
            ("instead", welcome(Computing::ProcessorInstead)),
            ("answer", answer),
            ("failed", failed),
        ] {
            fs::write(folder.path().join(name), message.bytes().unwrap()).unwrap();
        }
        let asked = folder.path().join("asked");
        let shell = shell(&format!("{GREETED}{script}"));
        let args = shell.args().iter().cloned().chain([asked.into()]);
        let command = ChildCommand::new(shell.program(), args).with_graphics_card(card.clone());
        Self {
            folder,
            card,
            command,
        }
    }

    fn open(&self) -> Supervised {
        Supervised::open_with(&self.command, &model(), tireless()).unwrap()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What each child so far may have computed on.
    fn asked(&self) -> Vec<String> {
        let asked = fs::read_to_string(self.path("asked")).unwrap();
        asked.lines().map(str::to_owned).collect()
    }

    fn has_failed(&self) -> bool {
        self.card.failures() == ["demo-en"]
    }
}

fn utterance() -> (Vec<f32>, String) {
    let samples = utterances().swap_remove(0);
    let text = common::whisper().transcribe(&samples, &options()).unwrap();
    (samples, text.text)
}

#[test]
fn a_card_that_crashes_while_loading_is_left_alone_by_everyone() {
    let (samples, text) = utterance();
    for script in ["kill -ABRT $$", "kill -SEGV $$", "exit 3", "echo nonsense"] {
        let machine = Machine::with_card_that(script);
        let mut there = machine.open();
        assert_eq!(there.transcribe(&samples, &options()).unwrap().text, text);
        assert_eq!(there.pulse().breakdowns(), 1);
        assert!(machine.has_failed());
        // Other recognisers do not try it again, whoever starts them.
        let recogniser = Recogniser::Child(machine.command.clone());
        recogniser.clone().open(&model()).unwrap();
        assert_eq!(machine.asked(), ["card", "processor", "processor"]);
        assert_eq!(recogniser.graphics_card_failures(), ["demo-en"]);
    }
}

#[test]
fn a_card_that_fails_in_an_utterance_costs_no_word() {
    let (samples, text) = utterance();
    for script in [
        "cat welcome; dd bs=1 count=9 status=none >taken; kill -ABRT $$",
        "cat welcome; dd bs=1 count=9 status=none >taken; cat failed; exec cat >rest",
        "cat welcome; dd bs=1 count=9 status=none >taken; echo nonsense; exec cat >rest",
        // While nobody asks for anything, as after the computer has slept.
        "cat welcome; exit 3",
    ] {
        let machine = Machine::with_card_that(script);
        let mut there = machine.open();
        assert!(machine.card.failures().is_empty());
        for _ in 0..2 {
            assert_eq!(there.transcribe(&samples, &options()).unwrap().text, text);
        }
        assert_eq!(there.pulse().breakdowns(), 1, "{script}");
        assert!(machine.has_failed());
        assert_eq!(machine.asked(), ["card", "processor"], "{script}");
    }
}

#[test]
fn after_a_look_at_an_unfinished_utterance_the_processor_is_used_as_well() {
    let (samples, text) = utterance();
    let script = "cat welcome; dd bs=1 count=9 status=none >taken; kill -ABRT $$";
    let machine = Machine::with_card_that(script);
    let mut there = machine.open();
    let partial = TranscribeOptions {
        pass: Pass::Partial,
        ..options()
    };
    let error = there.transcribe(&samples, &partial).unwrap_err();
    assert!(matches!(error, SpeechError::RecogniserDied(_)), "{error}");
    assert_eq!(there.transcribe(&samples, &options()).unwrap().text, text);
    assert_eq!(machine.asked(), ["card", "processor"]);
}

/// The processor is given its own time: what the card took says nothing about it.
#[test]
fn a_card_that_hangs_is_replaced_by_the_slower_processor() {
    let (samples, text) = utterance();
    // The shell keeps the pipe open: one that closes it has ended, and is not waited for.
    let script = "cat welcome; dd bs=1 count=9 status=none >taken; cat answer; cat >rest";
    let machine = Machine::with_card_that(script);
    // As good as for ever until something is measured; then in proportion to that.
    let supervision = Supervision {
        patience: Patience {
            base: Duration::ZERO,
            times: 0.1,
            factor: 1_000.0,
            load_rate: model().entry().size_bytes / 60,
            settling: super::LONG,
        },
        ..tireless()
    };
    let mut there = Supervised::open_with(&machine.command, &model(), supervision).unwrap();
    let hung = there.pulse().process().unwrap();
    assert_eq!(there.transcribe(&samples, &options()).unwrap().text, "");
    assert_eq!(there.transcribe(&samples, &options()).unwrap().text, text);
    assert_eq!(machine.asked(), ["card", "processor"]);
    assert_eq!(there.pulse().breakdowns(), 1);
    assert!(!exists(hung));
    assert!(machine.has_failed());
}

#[test]
fn a_card_that_refuses_the_model_is_told_and_not_asked_again() {
    let (samples, text) = utterance();
    // The child falls back by itself: its own welcome is replaced by one that says so.
    let script = "cat instead; { cat $hello; exec cat; } | \"$0\" | \
        { dd bs=1 count=8 status=none >header; \
          dd bs=1 count=$(($(od -An -tu4 -j4 -N4 header))) status=none >own; exec cat; }";
    let machine = Machine::with_card_that(script);
    let mut there = machine.open();
    assert!(machine.has_failed());
    assert_eq!(there.transcribe(&samples, &options()).unwrap().text, text);
    assert_eq!(there.pulse().breakdowns(), 0);
    drop(machine.open());
    assert_eq!(machine.asked(), ["card", "processor"]);
}

#[test]
fn a_child_that_somebody_killed_says_nothing_about_the_card() {
    let (samples, text) = utterance();
    let script = "if mkdir first; then kill -KILL $$; fi; kill -ABRT $$";
    let machine = Machine::with_card_that(script);
    let mut there = machine.open();
    assert_eq!(there.transcribe(&samples, &options()).unwrap().text, text);
    assert_eq!(machine.asked(), ["card", "card", "processor"]);
    assert_eq!(there.pulse().breakdowns(), 2);
}

#[test]
fn without_a_card_none_is_asked_for_and_none_blamed() {
    let (samples, text) = utterance();
    let machine = Machine::new(GraphicsCard::new(false), "exit 3");
    let mut there = machine.open();
    // The shell and the recogniser behind it.
    let process = pid(there.pulse().process().unwrap());
    kill_process_group(process, Signal::ABORT).unwrap();
    assert_eq!(there.transcribe(&samples, &options()).unwrap().text, text);
    assert_eq!(machine.asked(), ["processor", "processor"]);
    assert!(machine.card.failures().is_empty());
}
