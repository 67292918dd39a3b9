//! Which microphone the room goes over to, what it says while one is withheld, and the gaps it leaves.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use candor_core::{
    App,
    audio::{AudioError, Pace, Pull, Source},
    engine::End,
    interviews, recording,
    room::{self, Microphones},
};
use candor_domain::{
    InterviewId, Role,
    live::{Fact, LevelHint, Live, MicrophoneState},
};

use crate::common::{consent, create};
use crate::scripted::{
    Cupboard, assert_sound, contents, open_patient, wait_for, wait_for_answers,
    wait_for_microphone, whole_recordings,
};

fn begin(folder: &tempfile::TempDir) -> (App, InterviewId) {
    let app = open_patient(folder.path());
    let id = create(&app, "Ada");
    consent(&app, id);
    (app, id)
}

/// A computer whose default microphone can be changed, and on which devices have names of their own.
#[derive(Clone, Default)]
struct Computer {
    cupboard: Cupboard,
    default: Arc<Mutex<String>>,
    asked: Arc<AtomicUsize>,
}

impl Computer {
    fn make_default(&self, name: &str) {
        name.clone_into(&mut self.default.lock().unwrap());
    }

    fn hearing(&self, chosen: Option<&str>) -> room::Hearing {
        let spare = Cupboard::default();
        let _mouth = spare.plug("none");
        room::Hearing {
            source: self.open(chosen).unwrap(),
            microphones: Some(Arc::new(self.clone())),
            chosen: chosen.map(str::to_owned),
            ..spare.hearing(None)
        }
    }
}

impl Microphones for Computer {
    fn open(&self, device: Option<&str>) -> Result<Box<dyn Source>, AudioError> {
        let default = self.default.lock().unwrap().clone();
        let name = device.unwrap_or(&default);
        let source = self.cupboard.open(Some(name))?;
        Ok(Box::new(Named(source)))
    }

    fn default_id(&self) -> Option<String> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        Some(self.default.lock().unwrap().clone())
    }
}

/// A source whose device the system calls by its name.
struct Named(Box<dyn Source>);

impl Source for Named {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn id(&self) -> Option<&str> {
        Some(self.0.name())
    }

    fn pace(&self) -> Pace {
        self.0.pace()
    }

    fn read(&mut self, out: &mut Vec<f32>) -> Result<Pull, AudioError> {
        self.0.read(out)
    }
}

#[test]
fn the_room_goes_over_to_the_microphone_that_becomes_the_default() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id) = begin(&folder);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let computer = Computer::default();
    computer.make_default("Headset");
    let mut headset = computer.cupboard.plug("Headset");
    room::start_hearing(&app, id, Some(computer.hearing(None)), None).unwrap();
    let working = MicrophoneState::Working;
    assert_eq!(wait_for_microphone(&mut facts, working), "Headset");
    headset.begin_to_say();
    headset.wait_until_heard();

    computer.make_default("Webcam");
    let mut webcam = computer.cupboard.plug("Webcam");
    assert_eq!(wait_for_microphone(&mut facts, working), "Webcam");
    assert!(!headset.is_heard());
    webcam.say();
    let heard = wait_for_answers(&app, id, &mut facts, 2);
    assert_eq!(contents(&heard), ["this is answer 1", "this is answer 2"]);
    room::finish(&app, id, End::RecruiterFinished).unwrap();
    let recordings = whole_recordings(&app, id);
    let devices: Vec<_> = recordings.iter().map(|r| &r.recording.device).collect();
    assert_eq!(devices, ["Headset", "Webcam"]);
    assert_sound(&app, id);
}

#[test]
fn a_microphone_that_was_chosen_stays_whichever_is_the_default() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id) = begin(&folder);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let computer = Computer::default();
    computer.make_default("Headset");
    let mut headset = computer.cupboard.plug("Headset");
    room::start_hearing(&app, id, Some(computer.hearing(Some("Headset"))), None).unwrap();
    computer.make_default("Webcam");
    let _webcam = computer.cupboard.plug("Webcam");
    headset.say();
    wait_for_answers(&app, id, &mut facts, 1);
    assert_eq!(room::microphone(&app, id).unwrap().device, "Headset");
    assert_eq!(computer.asked.load(Ordering::Relaxed), 0, "nobody looks");
    // Until the default one is asked for.
    room::change_microphone(&app, id, Role::Candidate, None).unwrap();
    assert_eq!(room::microphone(&app, id).unwrap().device, "Webcam");
    computer.make_default("Built-in");
    let _built_in = computer.cupboard.plug("Built-in");
    wait_for(
        &mut facts,
        "the new default",
        |fact| matches!(fact, Fact::Live { live: Live::Microphone { device, .. } } if device == "Built-in"),
    );
}

/// Another program keeps every microphone to itself.
struct Withheld;

impl Microphones for Withheld {
    fn open(&self, device: Option<&str>) -> Result<Box<dyn Source>, AudioError> {
        Err(AudioError::InUse {
            name: device.unwrap_or("default").to_owned(),
        })
    }
}

#[test]
fn who_waits_for_a_microphone_that_another_program_has_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id) = begin(&folder);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let cupboard = Cupboard::default();
    let headset = cupboard.plug("Headset");
    let hearing = room::Hearing {
        microphones: Some(Arc::new(Withheld)),
        ..cupboard.hearing(None)
    };
    room::start_hearing(&app, id, Some(hearing), None).unwrap();
    headset.unplug();
    wait_for(&mut facts, "the reason", |fact| {
        matches!(fact, Fact::Live { live: Live::Notice { detail, .. } }
            if detail.contains("another program uses the microphone") && detail.contains("close it"))
    });
    assert_eq!(
        room::microphone(&app, id).unwrap().state,
        MicrophoneState::Lost
    );
}

#[test]
fn a_microphone_that_does_not_come_back_leaves_a_gap_up_to_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id) = begin(&folder);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let cupboard = Cupboard::default();
    let mut headset = cupboard.plug("Headset");
    room::start_hearing(&app, id, Some(cupboard.hearing(None)), None).unwrap();
    headset.say();
    wait_for_answers(&app, id, &mut facts, 1);
    headset.unplug();
    wait_for_microphone(&mut facts, MicrophoneState::Lost);
    let lost = Instant::now();
    // The interview goes on by typing for a while.
    let mut typed = 0;
    while lost.elapsed() < Duration::from_millis(300) {
        typed += 1;
        room::type_message(&app, id, Role::Candidate, &format!("line {typed}")).unwrap();
    }
    room::finish(&app, id, End::RecruiterFinished).unwrap();
    let recordings = whole_recordings(&app, id);
    assert_eq!(recordings[0].stored_samples, headset.samples);
    let [gap] = interviews::detail(&app, id).unwrap().gaps[..] else {
        panic!("one gap");
    };
    assert_eq!(gap.start_ms, headset.samples / 16);
    assert!(gap.end_ms - gap.start_ms >= 300, "{gap:?}");
    assert_eq!(recording::duration_ms(&app, id).unwrap(), gap.end_ms);
    assert_sound(&app, id);
}

#[test]
fn speech_that_is_too_quiet_is_told_and_that_it_is_good_again() {
    let folder = tempfile::tempdir().unwrap();
    let (app, id) = begin(&folder);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let cupboard = Cupboard::default();
    let mut headset = cupboard.plug("Headset");
    room::start_hearing(&app, id, Some(cupboard.hearing(None)), None).unwrap();
    let mut hinted = |wanted| {
        wait_for(
            &mut facts,
            "a hint",
            |fact| matches!(fact, Fact::Live { live: Live::LevelHint { track: Role::Candidate, hint, .. } } if *hint == wanted),
        )
    };
    for _ in 0..4 {
        headset.say_at(0.02);
    }
    hinted(LevelHint::TooQuiet);
    for _ in 0..6 {
        headset.say();
    }
    hinted(LevelHint::Good);
}

/// The real one: PulseAudio, ALSA, cpal, the finder and the room.
#[cfg(target_os = "linux")]
mod real {
    use std::process::Command;

    const ROUNDS: usize = 10;
    const CHILD: &str = "CANDOR_TEST_PLUGGING";

    #[test]
    fn a_real_microphone_unplugged_ten_times_leaves_true_gaps_and_nothing_else() {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child
            .args([
                "--exact",
                "microphone_search::real::child_interviews",
                "--ignored",
                "--nocapture",
            ])
            .env(CHILD, "1");
        let figures = crate::plugging::measure(child, ROUNDS);
        let median = |all: &[u64]| {
            let mut all = all.to_vec();
            all.sort_unstable();
            all[all.len() / 2]
        };
        assert_eq!(figures.back_after.len(), ROUNDS);
        // A computer that is busy is late now and then, and not each time.
        assert!(median(&figures.back_after) <= 2_000, "{figures:?}");
        assert!(median(&figures.gap_begin_off) <= 100, "{figures:?}");
        assert!(median(&figures.gap_end_off) <= 100, "{figures:?}");
        assert_eq!(figures.losses, 0, "{figures:?}");
        assert!(figures.threads.1 <= figures.threads.0, "{figures:?}");
        assert!(figures.files.1 <= figures.files.0, "{figures:?}");
    }

    #[test]
    #[ignore = "run by a_real_microphone_unplugged_ten_times_leaves_true_gaps_and_nothing_else, in a process of its own"]
    fn child_interviews() {
        if std::env::var_os(CHILD).is_some() {
            crate::plugging::interview(ROUNDS);
        }
    }
}
