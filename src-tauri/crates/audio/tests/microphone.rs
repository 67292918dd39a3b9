//! The real microphone path: PulseAudio → ALSA → cpal → ring → 16 kHz mono.
//!
//! Which microphone a program hears is decided by its environment, so each check runs in a child process: this
//! test binary again, told to run one of the ignored tests below.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::{
    io::{BufRead, BufReader, Lines, Write},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

use candor_audio::{
    AudioError, Level, Microphone, Source, decode_file, input_devices,
    testing::{SPARE_NAME, VirtualMicrophone},
    wav_bytes,
};
use candor_domain::Code;
use support::{amplitude_at, answer, file, lag};

/// Longest a child listens.
const PATIENCE: Duration = Duration::from_mins(1);
/// A microphone that gives nothing counts as lost after little more than a second; on a computer that is busy the watch
/// over it is late as well, and the time in which it stood still does not count.
const NOTICED: Duration = Duration::from_secs(15);

struct Listener {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Listener {
    fn start(test: &str, env: Vec<(String, String)>) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", test, "--ignored", "--nocapture"])
            .envs(env)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// Waits until the child says this.
    fn hear(&mut self, word: &str) {
        let said = self.lines.by_ref().any(|line| line.unwrap().contains(word));
        assert!(said, "the child ended before it said “{word}”; see above");
    }

    /// Waits until the child has found everything as it should be.
    fn succeed(mut self) {
        for line in self.lines.by_ref() {
            line.unwrap();
        }
        assert!(
            self.child.wait().unwrap().success(),
            "the check failed; see above"
        );
    }
}

fn say(word: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{word}").unwrap();
    out.flush().unwrap();
}

/// Reads until `done`, says `listening` after the first samples.
fn listen(microphone: &mut Microphone, mut done: impl FnMut(&[f32]) -> bool) -> Vec<f32> {
    let (began, mut heard) = (Instant::now(), Vec::new());
    let mut calls = Vec::new();
    while !done(&heard) {
        let none_yet = heard.is_empty();
        let call = Instant::now();
        microphone.read(&mut heard).unwrap();
        calls.push(call.elapsed());
        if none_yet && !heard.is_empty() {
            say("listening");
        }
        assert!(
            began.elapsed() < PATIENCE,
            "{} samples, {:?}",
            heard.len(),
            Level::of(&heard)
        );
    }
    // A computer that is busy comes back late now and then, and not each time.
    calls.sort_unstable();
    assert!(
        calls.len() < 8 || calls[calls.len() / 2] < Duration::from_millis(500),
        "reads that block: {calls:?}"
    );
    heard
}

/// Where the sound is in what was heard: from its first loud sample to the last.
fn loud(heard: &[f32]) -> Option<(usize, usize)> {
    let is = |s: &f32| s.abs() > 0.05;
    Some((heard.iter().position(is)?, heard.iter().rposition(is)? + 1))
}

/// Something was heard and half a second of silence has followed.
fn over(heard: &[f32], least: usize) -> bool {
    loud(heard).is_some_and(|(from, to)| to - from > least && heard.len() - to > 8000)
}

#[test]
fn a_tone_played_into_the_microphone_is_heard() {
    let bench = VirtualMicrophone::start().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let tone: Vec<f32> = support::tone(16_000, 1000.0, 32_000)
        .iter()
        .map(|s| *s as f32)
        .collect();
    let wav = file(folder.path(), "tone.wav", &wav_bytes(&tone));
    let mut listener = Listener::start("child_hears_a_tone", bench.env());
    listener.hear("listening");
    bench.play(&wav).unwrap();
    listener.succeed();
}

#[test]
#[ignore = "run by a_tone_played_into_the_microphone_is_heard in its own environment"]
fn child_hears_a_tone() {
    let mut microphone = Microphone::open(None).unwrap();
    let heard = listen(&mut microphone, |heard| over(heard, 16_000));
    let (from, to) = loud(&heard).unwrap();
    assert!((to - from).abs_diff(32_000) < 160, "{} samples", to - from);
    let amplitude = amplitude_at(&heard[from + 1600..to - 1600], 1000.0);
    assert!((amplitude - 0.5).abs() < 0.01, "{amplitude}");
    assert_eq!(microphone.dropped(), 0);
    let times = microphone.callback_times();
    assert!(times.callbacks > 30, "{times:?}");
    // What was read last arrived just now, as far as a busy computer lets anybody look.
    assert!(microphone.behind() < PATIENCE, "{:?}", microphone.behind());
}

#[test]
fn speech_played_into_the_microphone_is_heard_unchanged() {
    let bench = VirtualMicrophone::start().unwrap();
    let mut listener = Listener::start("child_hears_speech", bench.env());
    listener.hear("listening");
    bench.play(&answer(6)).unwrap();
    listener.succeed();
}

#[test]
#[ignore = "run by speech_played_into_the_microphone_is_heard_unchanged in its own environment"]
fn child_hears_speech() {
    let spoken = decode_file(&answer(6)).unwrap().samples;
    let (first, last) = loud(&spoken).unwrap();
    let mut microphone = Microphone::open(None).unwrap();
    let heard = listen(&mut microphone, |heard| {
        over(heard, (last - first) * 9 / 10)
    });
    let start = loud(&heard).unwrap().0.saturating_sub(first);
    let (by, alike) = lag(&spoken, &heard[start..], 400);
    assert!(alike > 0.98, "only {alike} alike, shifted by {by}");
}

#[test]
fn the_microphone_is_listed_and_opened_by_name() {
    let bench = VirtualMicrophone::start().unwrap();
    let mut listener = Listener::start("child_lists_the_microphone", bench.env());
    listener.hear("listening");
    listener.succeed();
}

#[test]
#[ignore = "run by the_microphone_is_listed_and_opened_by_name in its own environment"]
fn child_lists_the_microphone() {
    let devices = input_devices().unwrap();
    let default = devices.first().unwrap();
    assert!(
        default.is_default && default.sample_rate > 0 && default.channels > 0,
        "{devices:?}"
    );
    assert_eq!(
        devices.iter().filter(|d| d.is_default).count(),
        1,
        "{devices:?}"
    );
    for wanted in [&default.name, &default.id] {
        let mut microphone = Microphone::open(Some(wanted)).unwrap();
        assert_eq!(microphone.name(), default.name);
        listen(&mut microphone, |heard| heard.len() > 1600);
    }
    let error = Microphone::open(Some("Neumann U 87")).unwrap_err();
    assert!(matches!(error, AudioError::UnknownDevice { .. }), "{error}");
    let text = error.to_string();
    assert!(
        text.contains("Neumann U 87") && text.contains(&default.name),
        "{text}"
    );
    assert_eq!(error.code(), Code::NoMicrophone);
}

#[test]
fn a_microphone_that_is_unplugged_is_noticed() {
    let bench = VirtualMicrophone::start().unwrap();
    let mut listener = Listener::start("child_loses_the_microphone", bench.env());
    listener.hear("listening");
    bench.unplug().unwrap();
    listener.succeed();
}

#[test]
fn a_stream_that_silently_stops_is_given_up_and_opened_again() {
    let bench = VirtualMicrophone::start().unwrap();
    let mut listener = Listener::start("child_hears_again_after_a_standstill", bench.env());
    listener.hear("listening");
    bench.freeze().unwrap();
    listener.hear("gone");
    bench.thaw().unwrap();
    listener.succeed();
}

#[test]
#[ignore = "run by a_stream_that_silently_stops_is_given_up_and_opened_again in its own environment"]
fn child_hears_again_after_a_standstill() {
    let mut microphone = Microphone::open(None).unwrap();
    listen(&mut microphone, |heard| !heard.is_empty());
    let (error, quiet) = loses(&mut microphone);
    assert!(matches!(error, AudioError::DeviceLost { .. }), "{error}");
    assert!(quiet < NOTICED, "only after {quiet:?}");
    // The system does not even let go of it; nobody waits for that for long.
    let closing = Instant::now();
    drop(microphone);
    assert!(closing.elapsed() < PATIENCE, "{:?}", closing.elapsed());
    say("gone");
    listen(&mut opened(None), |heard| heard.len() > 1600);
}

/// Reads until the microphone is lost; gives why, and for how long nothing had come.
fn loses(microphone: &mut Microphone) -> (AudioError, Duration) {
    let (began, mut last) = (Instant::now(), Instant::now());
    let mut heard = Vec::new();
    loop {
        heard.clear();
        match microphone.read(&mut heard) {
            Ok(_) if !heard.is_empty() => last = Instant::now(),
            Ok(_) => {}
            Err(error) => return (error, last.elapsed()),
        }
        assert!(began.elapsed() < PATIENCE, "nobody noticed");
    }
}

#[test]
fn a_sound_system_that_ends_is_noticed() {
    let bench = VirtualMicrophone::start().unwrap();
    let mut listener = Listener::start("child_loses_the_microphone", bench.env());
    listener.hear("listening");
    bench.end();
    listener.succeed();
}

#[test]
fn a_microphone_that_is_plugged_in_again_can_be_opened_and_the_spare_one_meanwhile() {
    let bench = VirtualMicrophone::start().unwrap();
    let mut listener = Listener::start("child_opens_the_microphone_again", bench.env());
    listener.hear("listening");
    bench.unplug().unwrap();
    listener.hear("gone");
    bench.plug_spare().unwrap();
    listener.hear("spare");
    bench.replug().unwrap();
    listener.succeed();
}

#[test]
#[ignore = "run by a_microphone_that_is_plugged_in_again_can_be_opened_and_the_spare_one_meanwhile in its own environment"]
fn child_opens_the_microphone_again() {
    let mut microphone = Microphone::open(None).unwrap();
    let mut heard = listen(&mut microphone, |heard| !heard.is_empty());
    let began = Instant::now();
    while microphone.read(&mut heard).is_ok() {
        assert!(began.elapsed() < PATIENCE, "nobody noticed");
    }
    drop(microphone);
    assert!(Microphone::open(None).is_err(), "it is not there");
    say("gone");
    let mut spare = opened(Some(SPARE_NAME));
    listen(&mut spare, |heard| heard.len() > 1600);
    say("spare");
    listen(&mut opened(None), |heard| heard.len() > 1600);
}

/// The microphone as soon as it is there.
fn opened(wanted: Option<&str>) -> Microphone {
    let began = Instant::now();
    loop {
        match Microphone::open(wanted) {
            Ok(microphone) => return microphone,
            Err(error) => assert!(began.elapsed() < PATIENCE, "{error}"),
        }
    }
}

#[test]
#[ignore = "run by a_microphone_that_is_unplugged_is_noticed and a_sound_system_that_ends_is_noticed in their own environment"]
fn child_loses_the_microphone() {
    let mut microphone = Microphone::open(None).unwrap();
    let mut heard = listen(&mut microphone, |heard| !heard.is_empty());
    let (error, quiet) = loses(&mut microphone);
    assert!(matches!(error, AudioError::DeviceLost { .. }), "{error}");
    assert_eq!(error.code(), Code::NoMicrophone);
    assert!(quiet < NOTICED, "only after {quiet:?}");
    assert!(
        microphone.read(&mut heard).is_err(),
        "it does not come back by itself"
    );
}

#[test]
fn without_any_microphone_we_say_so() {
    let folder = tempfile::tempdir().unwrap();
    let config = file(folder.path(), "empty.conf", b"# no devices\n");
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let mut listener = Listener::start(
        "child_has_no_microphone",
        vec![
            ("ALSA_CONFIG_PATH".to_owned(), text(&config)),
            ("HOME".to_owned(), text(folder.path())),
        ],
    );
    listener.hear("none");
    listener.succeed();
}

#[test]
#[ignore = "run by without_any_microphone_we_say_so in its own environment"]
fn child_has_no_microphone() {
    assert_eq!(input_devices().unwrap(), []);
    let error = Microphone::open(None).unwrap_err();
    assert!(matches!(error, AudioError::NoDevice), "{error}");
    assert_eq!(error.code(), Code::NoMicrophone);
    let error = Microphone::open(Some("Headset")).unwrap_err();
    assert!(matches!(error, AudioError::UnknownDevice { .. }), "{error}");
    assert!(error.to_string().contains("none is connected"), "{error}");
    say("none");
}
