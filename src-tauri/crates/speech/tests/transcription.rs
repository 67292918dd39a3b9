//! The demo recordings through voice activity and the real recogniser.
// Length: one test for each promise of the recogniser.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests; they report the error rate"
)]

mod common;
#[path = "common/random_model.rs"]
mod random_model;

use std::{
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use candor_domain::{Code, Language};
use candor_speech::{
    Agreement, Cancel, Pass, SpeechError, Step, Told, TranscribeOptions, Transcriber,
    TranscriptionWorker, UtteranceJob, Whisper, WordErrorRate, subtitles, transcribe_recording,
    transcribe_samples, word_error_rate,
};
use random_model::Shape;

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
            assert_eq!(segment.doubt, None, "{}", segment.text);
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
        Box::new(move |told| {
            if let Told::Finished(done) = told {
                out.send(done).unwrap();
            }
        }),
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

fn partial() -> TranscribeOptions {
    TranscribeOptions {
        pass: Pass::Partial,
        ..options()
    }
}

#[test]
fn words_of_a_running_utterance_appear_early_settle_and_are_never_taken_back() {
    let mut whisper = common::whisper();
    let (mut utterances, mut early, mut settled, mut wrong, mut words) = (0, 0, 0, 0, 0);
    for answer in 1..=6 {
        let samples = common::recording(&format!("answers/{answer}.wav"));
        for utterance in common::utterances(&samples) {
            utterances += 1;
            let samples = utterance.samples;
            let mut agreement = Agreement::default();
            let mut before = String::new();
            // A look at the first 0.9 s, of which 0.2 s are silence before the speech, then every half second.
            for (look, heard) in (14_400..samples.len()).step_by(8_000).enumerate() {
                let seen = whisper.transcribe(&samples[..heard], &partial()).unwrap();
                let heard_ms = heard as u64 / 16;
                assert!(seen.words.iter().all(|w| w.end_ms <= heard_ms));
                early += usize::from(look == 0 && !seen.text.is_empty());
                let (stable, _) = agreement.push(&seen.words, heard_ms);
                assert!(stable.starts_with(&before), "“{before}” became “{stable}”");
                before = stable;
            }
            let done = whisper.transcribe(&samples, &options()).unwrap();
            let stable = before.split_whitespace().count();
            words += done.words.len();
            settled += stable;
            // The stable words stand at the beginning of the final text.
            let beginning: Vec<_> = done.text.split_whitespace().take(stable).collect();
            wrong += word_error_rate(&beginning.join(" "), &before).errors;
        }
    }
    println!(
        "{utterances} utterances, {early} with words at once, {settled} of {words} words stable, {wrong} wrong"
    );
    assert_eq!(early, utterances);
    assert!(settled * 2 > words, "{settled} of {words}");
    assert!(wrong * 20 <= settled, "{wrong} of {settled}");
}

#[test]
fn an_utterance_that_is_called_off_ends_in_the_middle() {
    // Single sentences behind each other: the model hears each in a run of its own.
    let samples = monologue()
        .into_iter()
        .flatten()
        .take(28 * 16_000)
        .collect::<Vec<_>>();
    let mut whisper = common::whisper();
    let began = Instant::now();
    whisper.transcribe(&samples, &options()).unwrap();
    let whole = began.elapsed();

    let options = options();
    let began = Instant::now();
    let (result, returned, called_off) = thread::scope(|scope| {
        let canceller = scope.spawn(|| {
            let_pass(whole / 8);
            options.cancel.cancel();
            began.elapsed()
        });
        let result = whisper.transcribe(&samples, &options);
        let returned = began.elapsed();
        (result, returned, canceller.join().unwrap())
    });
    assert!(matches!(result, Err(SpeechError::Cancelled)), "{result:?}");
    let took = returned.saturating_sub(called_off);
    println!("called off after {called_off:?}, ended {took:?} later; all of it takes {whole:?}");
    assert!(took < whole / 2, "{took:?} of {whole:?}");
    // Nothing of it is left for the next one.
    let sentence = &common::utterances(&common::recording("answers/6.wav"))[0].samples;
    let heard = whisper.transcribe(sentence, &self::options()).unwrap();
    assert!(word_error_rate(&common::sentences(6)[0].2, &heard.text).rate() <= 0.2);
}

#[test]
fn what_was_called_off_before_it_began_is_not_begun() {
    let options = options();
    options.cancel.cancel();
    let result = common::whisper().transcribe(&vec![0.1; 160_000], &options);
    assert!(matches!(result, Err(SpeechError::Cancelled)));
}

#[test]
fn a_worker_drops_a_look_when_the_utterance_is_finished() {
    let (out, told) = mpsc::channel();
    let worker = TranscriptionWorker::spawn(
        Box::new(common::whisper()),
        Box::new(move |told| out.send(told).unwrap()),
    )
    .unwrap();
    let samples = common::utterances(&common::recording("answers/6.wav"))
        .remove(0)
        .samples;
    let job = |options| UtteranceJob {
        id: 1,
        samples: samples.clone(),
        options,
    };
    worker.preview(job(partial()));
    worker.submit(job(options()));
    // The look was told if it was done before; the utterance is in any case, and last.
    loop {
        match told.recv().unwrap() {
            Told::Preview(preview) => assert_eq!(preview.id, 1),
            Told::Finished(finished) => {
                let text = finished.result.unwrap().text;
                assert!(word_error_rate(&common::sentences(6)[0].2, &text).rate() <= 0.2);
                break;
            }
        }
    }
    assert!(!worker.is_previewing());
}

#[test]
fn silence_noise_and_broken_samples_have_no_words() {
    let mut whisper = common::whisper();
    let mut seed = 1_u32;
    let mut noise = |level: f32| {
        (0..48_000)
            .map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (seed >> 8) as f32 / (1 << 23) as f32 * level - level
            })
            .collect::<Vec<f32>>()
    };
    let sounds = [
        vec![0.0; 48_000],
        noise(0.001),
        noise(0.05),
        vec![f32::NAN; 48_000],
        vec![f32::INFINITY; 48_000],
    ];
    for (number, sound) in sounds.iter().enumerate() {
        for options in [partial(), options()] {
            let heard = whisper.transcribe(sound, &options).unwrap();
            println!("{number} {:?} {heard:?}", options.pass);
            assert!(
                heard.text.is_empty() || heard.doubt.is_some(),
                "{number} {heard:?}"
            );
        }
    }
}

#[test]
fn a_few_broken_samples_cost_no_words() {
    let mut samples = common::utterances(&common::recording("answers/6.wav"))
        .remove(0)
        .samples;
    for place in (0..samples.len()).step_by(4_000) {
        samples[place] = f32::NAN;
    }
    let heard = common::whisper().transcribe(&samples, &options()).unwrap();
    assert!(
        word_error_rate(&common::sentences(6)[0].2, &heard.text).rate() <= 0.2,
        "{heard:?}"
    );
}

#[test]
fn expected_words_make_nothing_of_silence_and_change_no_words() {
    let mut whisper = common::whisper();
    let expecting = TranscribeOptions {
        vocabulary: "Kubernetes, Anna Müller\0, Toronto, [_SOT_], payment system".into(),
        ..options()
    };
    let silence = whisper.transcribe(&vec![0.0; 48_000], &expecting).unwrap();
    assert_eq!(silence.text, "");
    let samples = common::utterances(&common::recording("answers/1.wav"))
        .remove(0)
        .samples;
    // The demo model was not trained with text before the speech, so it gets none.
    assert_eq!(
        whisper.transcribe(&samples, &expecting).unwrap(),
        whisper.transcribe(&samples, &options()).unwrap()
    );
}

/// Every sentence of the answers, with no more than a breath around it.
fn monologue() -> Vec<Vec<f32>> {
    (1..=6)
        .flat_map(|answer| {
            let samples = common::recording(&format!("answers/{answer}.wav"));
            common::sentences(answer)
                .into_iter()
                .map(|(start, end, _)| {
                    let place = |seconds: f64| ((seconds * 16_000.0) as usize).min(samples.len());
                    samples[place(start - 0.05)..place(end + 0.05)].to_owned()
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn a_monologue_without_pauses_is_cut_without_losing_or_doubling_words() {
    let mut whisper = common::whisper();
    // Long enough for one cut: the whole takes this model many runs of the encoder, and it is heard twice.
    let from = 3;
    let samples: Vec<f32> = monologue()[from..].concat();
    let said: Vec<String> = (1..=6)
        .flat_map(common::sentences)
        .map(|(_, _, text)| text)
        .collect();
    let reference = said[from..].join(" ");
    let said: Vec<&str> = reference.split_whitespace().collect();
    let mut done = Vec::new();
    let segments = transcribe_recording(&samples, &mut whisper, &options(), &mut |step| {
        if let Step::Done { ms } = step {
            done.push(ms);
        }
    })
    .unwrap();
    assert!(done.is_sorted() && done.last() == Some(&(samples.len() as u64 / 16)));
    let pieces: Vec<Vec<&str>> = segments
        .iter()
        .map(|segment| segment.text.split_whitespace().collect())
        .collect();
    assert!(pieces.len() > 1);
    for seam in pieces.windows(2) {
        let before = &seam[0][seam[0].len().saturating_sub(5)..];
        let after = &seam[1][..seam[1].len().min(5)];
        let around = [before, after].concat();
        // A lost or doubled word makes two errors, because it moves the others.
        let errors = said
            .windows(around.len())
            .map(|said| word_error_rate(&said.join(" "), &around.join(" ")).errors)
            .min();
        println!("{before:?} | {after:?}: {errors:?}");
        assert!(errors <= Some(1), "{before:?} | {after:?}");
    }
    let cut = word_error_rate(&reference, &subtitles::to_txt(&segments));
    let uncut = whisper.transcribe(&samples, &options()).unwrap().text;
    let uncut = word_error_rate(&reference, &uncut);
    println!("cut {cut:?}, uncut {uncut:?}");
    assert!(cut.errors <= uncut.errors, "cut {cut:?}, uncut {uncut:?}");
}

/// A multilingual model, of which nothing sensible is heard.
fn nonsense() -> Whisper {
    let folder = tempfile::tempdir().unwrap();
    Whisper::load(&Shape::MINIATURE.write(folder.path())).unwrap()
}

#[test]
fn a_language_is_guessed_where_it_was_asked_for_and_can_be() {
    let mut whisper = nonsense();
    let samples: Vec<f32> = monologue().concat();
    let asking = |language| TranscribeOptions {
        detect_language: true,
        pass: Pass::Partial,
        ..TranscribeOptions {
            language,
            ..options()
        }
    };
    for language in Language::ALL {
        let heard = whisper
            .transcribe(&samples[..48_000], &asking(language))
            .unwrap();
        assert_eq!(heard.language, language);
        assert!(!heard.words.is_empty());
        // Whichever it is, it is the same whatever language it was decoded in.
        let guess = heard.sounds_like.map(|s| s.language);
        let again = whisper
            .transcribe(&samples[..48_000], &asking(Language::En))
            .unwrap();
        assert_eq!(again.sounds_like.map(|s| s.language), guess);
        assert!(
            heard
                .sounds_like
                .is_none_or(|s| s.probability > 0.3 && s.probability <= 1.0)
        );
        // Too short to tell.
        let short = whisper
            .transcribe(&samples[..24_000], &asking(language))
            .unwrap();
        assert_eq!(short.sounds_like, None);
    }
    // A model of one language has nothing to guess.
    let heard = common::whisper()
        .transcribe(&samples[..48_000], &asking(Language::En))
        .unwrap();
    assert_eq!(heard.sounds_like, None);
}

#[test]
fn a_model_of_the_official_kind_takes_vocabulary_and_is_called_off_at_a_token() {
    let mut whisper = nonsense();
    let samples: Vec<f32> = monologue().concat();
    let expecting = TranscribeOptions {
        vocabulary: "w1, w22, w333".into(),
        ..options()
    };
    let mut whole = Duration::MAX;
    let mut heard = None;
    for _ in 0..3 {
        let began = Instant::now();
        heard = whisper.transcribe(&samples[..48_000], &expecting).ok();
        whole = whole.min(began.elapsed());
    }
    let heard = heard.unwrap();
    // It runs on and on; a text like that is not trusted.
    assert!(heard.text.is_empty() || heard.doubt.is_some(), "{heard:?}");
    // Without an end at a token none would end before the whole would have. On a busy machine some are called off late,
    // or not before they have ended, and not each time.
    let in_time = (0..50).any(|_| {
        let options = TranscribeOptions {
            cancel: Cancel::default(),
            ..expecting.clone()
        };
        let began = Instant::now();
        let (result, took) = thread::scope(|scope| {
            scope.spawn(|| {
                let_pass(whole / 8);
                options.cancel.cancel();
            });
            let result = whisper.transcribe(&samples[..48_000], &options);
            (result, began.elapsed())
        });
        match result {
            Err(SpeechError::Cancelled) => took < whole * 3 / 4,
            other => {
                assert_eq!(other.unwrap(), heard);
                false
            }
        }
    });
    assert!(in_time, "all of it takes {whole:?}");
}

/// Lets time pass while others work.
fn let_pass(time: Duration) {
    let (open, never) = mpsc::channel::<()>();
    // Nothing is ever sent: it waits out its time.
    assert!(never.recv_timeout(time).is_err());
    drop(open);
}
