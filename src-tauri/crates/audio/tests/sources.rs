//! Recordings and clips in place of a microphone.
#![allow(clippy::unwrap_used, reason = "tests")]
#![allow(clippy::float_cmp, reason = "samples are copied, not computed")]

mod support;

use std::time::{Duration, Instant};

use candor_audio::{ClipSource, Pace, Pull, Source, WavSource, decode_file};
use candor_domain::Code;
use support::{Stored, answer, file, tone, wav};

fn read_all(source: &mut dyn Source) -> Vec<f32> {
    let mut out = Vec::new();
    while source.read(&mut out).unwrap() != Pull::End {}
    out
}

#[test]
fn a_recording_is_delivered_whole_and_in_pieces_of_100_ms() {
    let expected = decode_file(&answer(6)).unwrap().samples;
    let mut source = WavSource::open(&answer(6), Pace::Fast).unwrap();
    assert_eq!(source.name(), "6.wav");
    let mut out = Vec::new();
    for pieces in 1..=10 {
        assert_eq!(source.read(&mut out).unwrap(), Pull::Samples);
        assert_eq!(out.len(), pieces * 1600);
    }
    out.extend(read_all(&mut source));
    assert_eq!(out, expected);
    assert_eq!(source.read(&mut out).unwrap(), Pull::End);
    assert_eq!(out.len(), expected.len());
}

#[test]
fn in_real_time_a_recording_takes_as_long_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = wav(Stored::I16, 48_000, 2, &tone(48_000, 440.0, 19_200));
    let path = file(folder.path(), "short.wav", &bytes);
    let expected = decode_file(&path).unwrap().samples;
    // A computer that is busy comes back late now and then, and not each time.
    let returns_soon = (0..8).any(|_| {
        let mut source = WavSource::open(&path, Pace::RealTime).unwrap();
        assert_eq!(source.pace(), Pace::RealTime);
        let (mut out, mut calls) = (Vec::new(), Vec::new());
        let began = Instant::now();
        loop {
            let call = Instant::now();
            let pull = source.read(&mut out).unwrap();
            calls.push(call.elapsed());
            if pull == Pull::End {
                break;
            }
            let ahead = out.len() as f64 / 16_000.0 - began.elapsed().as_secs_f64();
            assert!(ahead <= 0.0, "{ahead} s ahead of the clock");
        }
        assert_eq!(out.len(), 6400);
        assert!(began.elapsed() >= Duration::from_millis(400));
        assert_eq!(out, expected);
        calls.sort_unstable();
        calls[calls.len() / 2] < Duration::from_millis(100)
    });
    assert!(returns_soon, "reads that block");
}

#[test]
fn clips_come_when_called_for_to_the_sample() {
    let clips: Vec<_> = [1, 2].map(answer).into();
    let sounds: Vec<_> = clips
        .iter()
        .map(|c| decode_file(c).unwrap().samples)
        .collect();
    let (mut source, trigger) = ClipSource::new(clips, Pace::Fast).unwrap();
    let mut out = Vec::new();
    for _ in 0..3 {
        assert_eq!(source.read(&mut out).unwrap(), Pull::Samples);
    }
    let mut expected = vec![0.0; 4800];
    assert_eq!(out, expected);

    assert!(trigger.answer(1, 123));
    assert!(trigger.clone().answer(0, 0));
    assert!(!trigger.answer(2, 0), "there is no third clip");
    expected.extend([0.0; 123 * 16]);
    expected.extend(&sounds[1]);
    expected.extend(&sounds[0]);
    while out.len() < expected.len() {
        assert_eq!(source.read(&mut out).unwrap(), Pull::Samples);
    }
    // Silent again, up to the end of the 100 ms in which the clip ended and for as long as it is read.
    let over = out.len() - expected.len();
    expected.extend(vec![0.0; over]);
    for _ in 0..20 {
        source.read(&mut out).unwrap();
    }
    expected.extend(vec![0.0; 20 * 1600]);

    assert!(trigger.answer(0, 1000));
    assert!(trigger.end());
    assert!(trigger.answer(1, 0), "accepted, but after the end");
    out.extend(read_all(&mut source));
    expected.extend(vec![0.0; 16_000]);
    expected.extend(&sounds[0]);
    assert!(out == expected, "{} and {}", out.len(), expected.len());
    assert_eq!(source.read(&mut out).unwrap(), Pull::End);
    drop(source);
    assert!(!trigger.answer(0, 0) && !trigger.end());
}

#[test]
fn an_answer_ordered_from_another_thread_is_heard_in_real_time() {
    let folder = tempfile::tempdir().unwrap();
    let clip = file(
        folder.path(),
        "a.wav",
        &wav(Stored::F32, 16_000, 1, &vec![0.25; 3200]),
    );
    let (mut source, trigger) = ClipSource::new(vec![clip], Pace::RealTime).unwrap();
    let interviewer = std::thread::spawn(move || {
        assert!(trigger.answer(0, 50));
        assert!(trigger.end());
    });
    let began = Instant::now();
    let out = read_all(&mut source);
    interviewer.join().unwrap();
    assert_eq!(out.iter().filter(|s| **s == 0.25).count(), 3200);
    let first = out.iter().position(|s| *s != 0.0).unwrap();
    assert!(first >= 800 && out[first..].iter().all(|s| *s == 0.25));
    assert!(began.elapsed().as_secs_f64() >= out.len() as f64 / 16_000.0);
}

#[test]
fn ending_at_once_ends_without_a_sample() {
    let (mut source, trigger) = ClipSource::new(vec![], Pace::Fast).unwrap();
    trigger.end();
    assert!(read_all(&mut source).is_empty());
}

#[test]
fn a_bad_clip_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let bad = file(folder.path(), "bad.wav", b"RIFF");
    let error = ClipSource::new(vec![answer(1), bad], Pace::Fast).unwrap_err();
    assert_eq!(error.code(), Code::AudioInvalid);
    assert!(error.to_string().contains("bad.wav"), "{error}");
}
