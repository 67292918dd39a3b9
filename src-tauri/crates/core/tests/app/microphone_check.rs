//! Trying a microphone out: levels, a test sentence that is nobody else's and never stored, silence and loss told.

use std::{
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    time::{Duration, Instant},
};

use candor_core::{
    App,
    access::Principal,
    audio::{AudioError, Pace, Pull, Source},
    microphone_check::{self, CheckState, MicrophoneCheck, SentenceState},
};
use candor_domain::{
    Code, InterviewId,
    live::{Fact, LevelHint, Live},
};

use crate::scripted::{LOOK, let_pass};

/// How long anything here may take before the test fails.
const PATIENCE: Duration = Duration::from_mins(2);
const ME: Principal = Principal::Operator;

/// A microphone fed by hand; it is lost when the feeding hand is gone.
struct Fed(Receiver<Vec<f32>>);

impl Source for Fed {
    fn name(&self) -> &'static str {
        "Headset"
    }

    fn pace(&self) -> Pace {
        Pace::RealTime
    }

    fn read(&mut self, out: &mut Vec<f32>) -> Result<Pull, AudioError> {
        match self.0.recv_timeout(Duration::from_millis(20)) {
            Ok(samples) => {
                out.extend(samples);
                Ok(Pull::Samples)
            }
            Err(RecvTimeoutError::Timeout) => Ok(Pull::Idle),
            Err(RecvTimeoutError::Disconnected) => Err(AudioError::DeviceLost {
                name: "Headset".to_owned(),
            }),
        }
    }
}

fn begin(app: &App, who: Principal) -> Sender<Vec<f32>> {
    let (hand, source) = channel();
    let check = microphone_check::listen_to(app, who, Box::new(Fed(source))).unwrap();
    assert_eq!(
        (check.state, check.device.as_str()),
        (CheckState::Hearing, "Headset")
    );
    hand
}

fn tone(ms: usize) -> Vec<f32> {
    (0..ms * 16).map(|n| 0.3 * (n as f32 * 0.2).sin()).collect()
}

fn wait_until(
    app: &App,
    who: Principal,
    is_it: impl Fn(&MicrophoneCheck) -> bool,
) -> MicrophoneCheck {
    let began = Instant::now();
    loop {
        let check = microphone_check::state(app, who);
        if is_it(&check) {
            return check;
        }
        assert!(began.elapsed() < PATIENCE, "{check:?}");
        let_pass(LOOK);
    }
}

#[test]
fn levels_are_told_and_a_sentence_is_heard_again_by_its_speaker_alone() {
    let folder = tempfile::tempdir().unwrap();
    let app = crate::common::open(folder.path());
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let hand = begin(&app, ME);
    hand.send(tone(100)).unwrap();
    let Some(Fact::Live {
        live: Live::CheckLevel { rms_db, peak_db },
    }) = facts.next(PATIENCE).unwrap()
    else {
        panic!("no level");
    };
    assert!(
        (-14.0..-12.0).contains(&rms_db) && (-11.0..-10.0).contains(&peak_db),
        "{rms_db} {peak_db}"
    );

    assert_eq!(
        microphone_check::record(&app, ME).unwrap().sentence,
        SentenceState::Recording
    );
    assert_eq!(
        microphone_check::sentence(&app, ME).unwrap_err().code(),
        Code::Conflict
    );
    hand.send(tone(1_500)).unwrap();
    wait_until(&app, ME, |check| check.sentence_ms == 1_500);
    let ready = microphone_check::stop_recording(&app, ME).unwrap();
    assert_eq!(
        (ready.sentence, ready.sentence_ms),
        (SentenceState::Ready, 1_500)
    );
    let wav = microphone_check::sentence(&app, ME).unwrap();
    assert_eq!(wav.len(), 44 + 1_500 * 32);

    let guest = Principal::Guest(InterviewId::new());
    assert_eq!(microphone_check::state(&app, guest).state, CheckState::Off);
    assert_eq!(
        microphone_check::sentence(&app, guest).unwrap_err().code(),
        Code::Conflict
    );
    assert_eq!(
        microphone_check::record(&app, guest).unwrap_err().code(),
        Code::Conflict
    );
    microphone_check::stop(&app, guest);
    assert_eq!(
        microphone_check::state(&app, ME).sentence,
        SentenceState::Ready
    );

    microphone_check::stop(&app, ME);
    assert_eq!(microphone_check::state(&app, ME).state, CheckState::Off);
    assert_eq!(
        microphone_check::sentence(&app, ME).unwrap_err().code(),
        Code::Conflict
    );
    assert!(hand.send(tone(1)).is_err(), "the microphone is let go of");
    assert_eq!(app.last_event().unwrap(), 0, "nothing of it is stored");
}

#[test]
fn whoever_comes_next_finds_nothing_of_the_one_before() {
    let folder = tempfile::tempdir().unwrap();
    let app = crate::common::open(folder.path());
    let (one, two) = (
        Principal::Guest(InterviewId::new()),
        Principal::Guest(InterviewId::new()),
    );
    let hand = begin(&app, one);
    microphone_check::record(&app, one).unwrap();
    hand.send(tone(500)).unwrap();
    wait_until(&app, one, |check| check.sentence_ms == 500);
    microphone_check::stop_recording(&app, one).unwrap();

    let _other = begin(&app, two);
    assert_eq!(microphone_check::state(&app, one).state, CheckState::Off);
    for who in [one, two] {
        assert_eq!(
            microphone_check::sentence(&app, who).unwrap_err().code(),
            Code::Conflict
        );
    }
    assert!(hand.send(tone(1)).is_err());
}

#[test]
fn a_silent_microphone_is_told_within_two_seconds_and_so_is_one_that_speaks_again() {
    let folder = tempfile::tempdir().unwrap();
    let app = crate::common::open(folder.path());
    let mut last_sound = Instant::now();
    let hand = begin(&app, ME);
    // A computer that is busy is late now and then, and not each time.
    let in_time = (0..8).any(|_| {
        hand.send(vec![0.0; 1_600]).unwrap();
        wait_until(&app, ME, |check| check.state == CheckState::Silent);
        let told_after = last_sound.elapsed();
        assert!(told_after >= Duration::from_secs(1), "{told_after:?}");
        last_sound = Instant::now();
        hand.send(tone(100)).unwrap();
        wait_until(&app, ME, |check| check.state == CheckState::Hearing);
        told_after < Duration::from_secs(2)
    });
    assert!(in_time);
}

#[test]
fn an_unplugged_microphone_is_told_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let app = crate::common::open(folder.path());
    let hand = begin(&app, ME);
    microphone_check::record(&app, ME).unwrap();
    hand.send(tone(300)).unwrap();
    drop(hand);
    let lost = wait_until(&app, ME, |check| check.state == CheckState::Lost);
    assert_eq!(lost.code, Some(Code::NoMicrophone));
    assert!(lost.problem.unwrap().contains("connect it again"));
    assert_eq!(lost.sentence, SentenceState::None);
    assert_eq!(
        microphone_check::record(&app, ME).unwrap_err().code(),
        Code::Conflict
    );
    assert_eq!(
        microphone_check::sentence(&app, ME).unwrap_err().code(),
        Code::Conflict
    );
}

#[test]
fn neither_sentence_nor_check_go_on_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let app = crate::common::open(folder.path());
    let hand = begin(&app, ME);
    microphone_check::record(&app, ME).unwrap();
    for _ in 0..12 {
        hand.send(tone(1_000)).unwrap();
    }
    let ready = wait_until(&app, ME, |check| check.sentence == SentenceState::Ready);
    assert_eq!(ready.sentence_ms, 10_000);
    for _ in 0..108 {
        hand.send(tone(1_000)).unwrap();
    }
    let ended = wait_until(&app, ME, |check| check.state == CheckState::Ended);
    assert_eq!(ended.sentence, SentenceState::None);
    assert!(hand.send(tone(1)).is_err(), "the microphone is let go of");
}

#[test]
fn speech_that_is_too_quiet_is_told_in_the_check() {
    let folder = tempfile::tempdir().unwrap();
    let app = crate::common::open(folder.path());
    let hand = begin(&app, ME);
    assert_eq!(microphone_check::state(&app, ME).level, None);
    let recorded = crate::common::demo_folder().join("recordings/interview-60s.wav");
    let speech = candor_core::audio::decode_file(&recorded).unwrap().samples;
    for gain in [0.02, 1.0] {
        let said = speech[..40 * 16_000].iter().map(|s| s * gain).collect();
        hand.send(said).unwrap();
        let wanted = if gain < 1.0 {
            LevelHint::TooQuiet
        } else {
            LevelHint::Good
        };
        wait_until(&app, ME, |check| check.level == Some(wanted));
    }
}

/// The real microphone path: PulseAudio → ALSA → cpal. Which microphone a program hears is decided by its environment,
/// so the check runs in a child process.
#[cfg(target_os = "linux")]
mod real {
    use std::process::Command;

    use candor_core::audio::{Level, decode_file, wav_bytes};

    use super::*;

    const SOUND: &str = "CANDOR_TEST_SOUND";

    #[test]
    fn a_real_microphone_is_tried_out() {
        let bench = candor_audio::testing::VirtualMicrophone::start().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let wav = folder.path().join("tone.wav");
        std::fs::write(&wav, wav_bytes(&tone(4_000))).unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "microphone_check::real::child_tries_its_microphone",
                "--ignored",
                "--nocapture",
            ])
            .envs(bench.env())
            .env(SOUND, &wav)
            .spawn()
            .unwrap();
        // Again and again until the child has heard enough.
        let status = loop {
            bench.play(&wav).unwrap();
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
        };
        assert!(status.success(), "see above");
    }

    #[test]
    #[ignore = "run by a_real_microphone_is_tried_out, in a process of its own"]
    fn child_tries_its_microphone() {
        if std::env::var_os(SOUND).is_none() {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let app = crate::common::open(folder.path());
        let check = microphone_check::start(&app, ME, None).unwrap();
        assert!(!check.device.is_empty());
        let mut facts = app.bus().subscribe(0).unwrap();
        let began = Instant::now();
        loop {
            assert!(began.elapsed() < PATIENCE, "no sound");
            if let Some(Fact::Live {
                live: Live::CheckLevel { rms_db, .. },
            }) = facts.next(PATIENCE).unwrap()
                && rms_db > -30.0
            {
                break;
            }
        }
        microphone_check::record(&app, ME).unwrap();
        wait_until(&app, ME, |check| check.sentence_ms >= 1_000);
        microphone_check::stop_recording(&app, ME).unwrap();
        let wav = folder.path().join("sentence.wav");
        std::fs::write(&wav, microphone_check::sentence(&app, ME).unwrap()).unwrap();
        let heard = decode_file(&wav).unwrap();
        assert!(Level::of(&heard.samples).rms_db > -40.0);

        // Nothing comes any more once the microphone is released, and it can be opened again at once.
        microphone_check::stop(&app, ME);
        microphone_check::start(&app, ME, None).unwrap();
        let unknown = microphone_check::start(&app, ME, Some("no such device")).unwrap_err();
        assert_eq!(unknown.code(), Code::NoMicrophone);
    }
}
