//! The demo recordings through voice activity and the real recogniser.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests; they report the error rate"
)]

mod common;

use std::sync::mpsc;

use candor_domain::{Code, Language};
use candor_speech::{
    SpeechError, TranscribeOptions, Transcriber, TranscriptionWorker, UtteranceJob, WordErrorRate,
    subtitles, transcribe_samples, word_error_rate,
};

/// One thread: the tests of the workspace run side by side.
fn options() -> TranscribeOptions {
    TranscribeOptions {
        threads: Some(1),
        ..TranscribeOptions::new(Language::En)
    }
}

#[test]
fn the_six_answers_are_understood() {
    let mut whisper = common::whisper();
    let mut total = WordErrorRate::default();
    for answer in 1..=6 {
        let samples = common::recording(&format!("answers/{answer}.wav"));
        let mut heard = Vec::new();
        let segments = transcribe_samples(&samples, &mut whisper, &options(), &mut |s| {
            heard.push(s.clone());
        })
        .unwrap();
        assert_eq!(heard, segments);
        let sentences = common::sentences(answer);
        assert_eq!(segments.len(), sentences.len(), "answer {answer}");
        let mut earliest = 0;
        for (segment, (start, end, _)) in segments.iter().zip(sentences) {
            for word in &segment.words {
                assert!(earliest <= word.start_ms && word.start_ms <= word.end_ms);
                assert!((0.0..=1.0).contains(&word.probability));
                earliest = word.end_ms;
            }
            // A click on a word lands within a third of a second of it.
            assert!(
                (segment.start_ms as f64 - start * 1_000.0).abs() < 333.0,
                "{} {start}",
                segment.start_ms
            );
            assert!(
                (segment.end_ms as f64 - end * 1_000.0).abs() < 333.0,
                "{} {end}",
                segment.end_ms
            );
            assert!(segment.confidence.unwrap() > 0.6);
        }
        let reference = common::text(&format!("answers/{answer}.txt"));
        total = total + word_error_rate(&reference, &subtitles::to_txt(&segments));
    }
    println!("{total:?} {:.1} %", total.rate() * 100.0);
    assert!(total.rate() <= 0.15, "{total:?}");
}

#[test]
fn a_minute_of_two_voices_is_understood() {
    let samples = common::recording("recordings/interview-60s.wav");
    let segments =
        transcribe_samples(&samples, &mut common::whisper(), &options(), &mut |_| {}).unwrap();
    let reference: Vec<String> = common::text("recordings/interview-60s.txt")
        .lines()
        .map(|line| {
            line.split_whitespace()
                .skip(3)
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    let errors = word_error_rate(&reference.join(" "), &subtitles::to_txt(&segments));
    println!("{errors:?} {:.1} %", errors.rate() * 100.0);
    assert!(errors.rate() <= 0.15, "{errors:?}");
}

#[test]
fn words_stay_inside_the_utterance_however_short() {
    let mut whisper = common::whisper();
    let answer = common::recording("answers/1.wav");
    for length in [0, 1, 100, 400, 3_000, 12_000, 40_000] {
        let samples = &answer[6_400..6_400 + length];
        let heard = whisper.transcribe(samples, &options()).unwrap();
        let end = heard.words.iter().map(|w| w.end_ms).max().unwrap_or(0);
        assert!(end <= length as u64 / 16, "{length} samples, {end} ms");
        assert_eq!(heard.confidence.is_some(), !heard.words.is_empty());
        assert_eq!(heard.language, Language::En);
    }
}

#[test]
fn silence_given_straight_to_the_recogniser_has_no_words() {
    let heard = common::whisper()
        .transcribe(&vec![0.0; 48_000], &options())
        .unwrap();
    assert_eq!((heard.text.as_str(), heard.confidence), ("", None));
}

#[test]
fn a_language_the_model_does_not_know_is_refused() {
    let options = TranscribeOptions {
        language: Language::De,
        ..options()
    };
    let error = common::whisper()
        .transcribe(&vec![0.0; 16_000], &options)
        .unwrap_err();
    assert!(matches!(error, SpeechError::LanguageUnsupported { .. }));
    assert_eq!(error.code(), Code::Invalid);
    assert!(error.to_string().contains("multilingual"), "{error}");
}

#[test]
fn a_worker_transcribes_utterances_in_order() {
    let (out, finished) = mpsc::channel();
    let worker = TranscriptionWorker::spawn(
        Box::new(common::whisper()),
        Box::new(move |f| out.send(f).unwrap()),
    )
    .unwrap();
    let utterances = common::utterances(&common::recording("answers/6.wav"));
    for (id, utterance) in (1..).zip(utterances) {
        worker.submit(UtteranceJob {
            id,
            samples: utterance.samples,
            options: options(),
        });
    }
    for (id, (_, _, sentence)) in (1..).zip(common::sentences(6)) {
        let done = finished.recv().unwrap();
        assert_eq!(done.id, id);
        assert!(word_error_rate(&sentence, &done.result.unwrap().text).rate() <= 0.2);
    }
    assert_eq!(worker.pending(), 0);
}
