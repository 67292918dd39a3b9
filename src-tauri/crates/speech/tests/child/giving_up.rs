//! A recogniser that breaks down again and again is given up, and comes back by itself.

use std::{
    fs,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use candor_domain::Code;
use candor_speech::{
    SpeechError, Transcriber,
    child::{Limits, Supervised, Supervision},
};

use super::{at, common, kill, model, options, shell, utterances};

const REST: Duration = Duration::from_secs(30);

#[test]
fn captions_pause_and_come_back() {
    let samples = &utterances()[0];
    let text = common::whisper()
        .transcribe(samples, &options())
        .unwrap()
        .text;
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("broken");
    let command = shell(&format!(
        "if [ -e '{}' ]; then exit 9; else exec \"$0\"; fi",
        broken.display()
    ));
    let clock = Arc::new(Mutex::new(Instant::now()));
    let pass = |time: Duration| *clock.lock().unwrap() += time;
    let supervision = Supervision {
        limits: Limits {
            breakdowns: 2,
            within: Duration::from_mins(1),
            rest: REST,
        },
        now: at(&clock),
        ..Supervision::default()
    };
    let mut there = Supervised::open_with(&command, &model(), supervision).unwrap();
    let pulse = there.pulse();
    let mut hear = || there.transcribe(samples, &options());
    let given_up = |error: SpeechError| {
        assert!(
            matches!(error, SpeechError::RecogniserGivenUp { times: 3 }),
            "{error}"
        );
        assert_eq!(error.code(), Code::CaptionsPaused);
    };
    assert_eq!(hear().unwrap().text, text);

    // Break-downs far apart are put up with.
    for _ in 0..4 {
        kill(pulse.process().unwrap());
        assert_eq!(hear().unwrap().text, text);
        pass(Duration::from_secs(61));
    }
    assert_eq!(pulse.breakdowns(), 4);

    // It cannot be started any more: the one that was killed, and two tries to replace it.
    fs::write(&broken, "").unwrap();
    kill(pulse.process().unwrap());
    given_up(hear().unwrap_err());
    assert_eq!((pulse.breakdowns(), pulse.process()), (7, None));
    // While it rests nothing is started.
    given_up(hear().unwrap_err());
    pass(REST.saturating_sub(Duration::from_millis(1)));
    given_up(hear().unwrap_err());
    assert_eq!(pulse.breakdowns(), 7);
    // Then once.
    pass(Duration::from_millis(1));
    given_up(hear().unwrap_err());
    assert_eq!(pulse.breakdowns(), 8);
    given_up(hear().unwrap_err());
    assert_eq!(pulse.breakdowns(), 8);

    // What was wrong is over: the first utterance after the rest has words again, and so have those after it.
    fs::remove_file(&broken).unwrap();
    given_up(hear().unwrap_err());
    pass(REST);
    for _ in 0..2 {
        assert_eq!(hear().unwrap().text, text);
    }
    kill(pulse.process().unwrap());
    assert_eq!(hear().unwrap().text, text);
}
