//! A real microphone that is unplugged and returns again and again in one interview.
//!
//! Two processes, because which microphone a program hears is decided by its environment: the one that pulls the plug
//! and measures, and the one that interviews and tells on its output what it notices.

use std::{
    io::{BufRead, BufReader, Lines, Write},
    process::{Child, ChildStdout, Command, Stdio},
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use candor_core::{
    engine::End,
    room::{self, Microphones, ThisMachine},
    speech::{SpeechError, TranscribeOptions, Transcriber, Transcription},
};
use candor_domain::{
    Code,
    live::{Fact, Live, MicrophoneState},
};
use candor_store::recordings;

use crate::common;

/// How long the interviewing process may be silent.
const PATIENCE: Duration = Duration::from_secs(30);

/// What was measured, in ms; one entry for each time the microphone was away.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    /// From the moment it was there again to the moment it was heard.
    pub(crate) back_after: Vec<u64>,
    /// How far the end of the recording lies outside the moment the plug was pulled.
    pub(crate) gap_begin_off: Vec<u64>,
    /// How far the place of the next recording is off the time that passed.
    pub(crate) gap_end_off: Vec<u64>,
    /// Times the room told of lost sound.
    pub(crate) losses: usize,
    /// Threads after the first return and after the last.
    pub(crate) threads: (u64, u64),
    /// Open files after the first return and after the last.
    pub(crate) files: (u64, u64),
}

/// Pulls the plug so many times while `interviewing`, a program that calls [`interview`] with the same number, runs.
pub(crate) fn measure(mut interviewing: Command, rounds: usize) -> Figures {
    let bench = candor_audio::testing::VirtualMicrophone::start().unwrap();
    let child = interviewing
        .envs(bench.env())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut interviewer = Interviewer::new(child);
    interviewer.wait_for("heard");
    let (mut figures, mut pulled) = (Figures::default(), Vec::new());
    for _ in 0..rounds {
        let before = now();
        bench.unplug().unwrap();
        pulled.push((before, now()));
        interviewer.wait_for("lost");
        bench.replug().unwrap();
        let returned = now();
        let working = interviewer.wait_for("working")[0];
        figures.back_after.push(working.saturating_sub(returned));
        interviewer.wait_for("heard");
    }
    let mut recorded: Vec<Vec<u64>> = Vec::new();
    for line in interviewer.lines.by_ref() {
        let line = line.unwrap();
        let (word, numbers) = parse(&line);
        match word {
            "recording" => recorded.push(numbers),
            "threads" => figures.threads = (numbers[0], numbers[1]),
            "files" => figures.files = (numbers[0], numbers[1]),
            "losses" => figures.losses = numbers[0] as usize,
            _ => {}
        }
    }
    assert!(interviewer.child.wait().unwrap().success(), "see above");
    assert_eq!(
        recorded.len(),
        rounds + 1,
        "one recording before each gap and one after"
    );
    for (pair, pulled) in recorded.windows(2).zip(pulled) {
        let [before, after] = pair else { continue };
        let ended = before[0] + before[2];
        let off = pulled.0.saturating_sub(ended) + ended.saturating_sub(pulled.1);
        figures.gap_begin_off.push(off);
        let (passed, placed) = (after[0] - before[0], after[1] - before[1]);
        figures.gap_end_off.push(passed.abs_diff(placed));
    }
    figures
}

struct Interviewer {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Interviewer {
    fn new(mut child: Child) -> Self {
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// The numbers of the next line that begins with this word.
    fn wait_for(&mut self, wanted: &str) -> Vec<u64> {
        loop {
            let line = self.lines.next().expect("it ended; see above").unwrap();
            let (word, numbers) = parse(&line);
            if word == wanted {
                return numbers;
            }
        }
    }
}

fn parse(line: &str) -> (&str, Vec<u64>) {
    let mut words = line.split(' ');
    let word = words.next().unwrap_or_default();
    (
        word,
        words.filter_map(|number| number.parse().ok()).collect(),
    )
}

fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_millis() as u64
}

fn tell(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").unwrap();
    out.flush().unwrap();
}

/// Understands nothing: what is heard does not matter here.
struct Deaf;

impl Transcriber for Deaf {
    fn transcribe(
        &mut self,
        _: &[f32],
        options: &TranscribeOptions,
    ) -> Result<Transcription, SpeechError> {
        Ok(Transcription::from_words(
            Vec::new(),
            options.language,
            None,
        ))
    }
}

/// Holds an interview until the microphone has returned so many times; tells on the output what happens to it.
pub(crate) fn interview(rounds: usize) {
    let folder = tempfile::tempdir().unwrap();
    let app = common::open(folder.path());
    let id = common::create(&app, "Ada");
    common::consent(&app, id);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let hearing = room::Hearing {
        source: ThisMachine.open(None).unwrap(),
        transcriber: Box::new(Deaf),
        model: "none".to_owned(),
        microphones: Some(Arc::new(ThisMachine)),
        chosen: None,
        recruiter: room::Recruiter::default(),
        faster: None,
    };
    room::start_hearing(&app, id, Some(hearing), None).unwrap();
    let (mut returns, mut losses, mut working) = (0, 0, false);
    let mut first = None;
    while returns <= rounds {
        let Some(Fact::Live { live }) = facts.next(PATIENCE).unwrap() else {
            continue;
        };
        match live {
            Live::Microphone {
                state: MicrophoneState::Lost,
                ..
            } => tell(&format!("lost {}", now())),
            Live::Microphone {
                state: MicrophoneState::Working,
                ..
            } => {
                working = true;
                tell(&format!("working {}", now()));
            }
            Live::Notice {
                code: Code::Internal,
                ..
            } => losses += 1,
            Live::Level { .. } if working => {
                working = false;
                if returns == 1 {
                    first = Some(in_use());
                }
                returns += 1;
                tell("heard");
            }
            _ => {}
        }
    }
    let ((threads, files), last) = (first.unwrap(), in_use());
    room::finish(&app, id, End::RecruiterFinished).unwrap();
    for stored in app.store().read(|conn| recordings::list(conn, id)).unwrap() {
        let recording = &stored.recording;
        let ms = stored.stored_samples / 16;
        tell(&format!(
            "recording {} {} {ms}",
            recording.started_at.0, recording.offset_ms
        ));
    }
    tell(&format!("threads {threads} {}", last.0));
    tell(&format!("files {files} {}", last.1));
    tell(&format!("losses {losses}"));
}

/// Threads and open files of this process.
fn in_use() -> (u64, u64) {
    let count = |folder: &str| std::fs::read_dir(folder).unwrap().count() as u64;
    (count("/proc/self/task"), count("/proc/self/fd"))
}
