//! The quality of records: spoken, typed, and spoilt.

use candor_core::{App, interviews, quality, review, room, speech, transcriptions};
use candor_domain::{
    InterviewId, Quality, Word,
    quality::{Advice, Measure, Measured},
};

use crate::common::{candidate, consent, create, hearing, open};

fn of(quality: &Quality, measure: Measure) -> Measured {
    *quality
        .measures
        .iter()
        .find(|own| own.measure == measure)
        .unwrap()
}

fn interviewed(app: &App) -> InterviewId {
    let id = create(app, "Ada");
    consent(app, id);
    let (hearing, trigger) = hearing(app);
    room::start_hearing(app, id, Some(hearing), Some(candidate(trigger, 6))).unwrap();
    room::wait(app, id);
    id
}

/// Hears one word in each message, at its beginning.
struct Inattentive;

impl speech::Transcriber for Inattentive {
    fn transcribe(
        &mut self,
        _: &[f32],
        options: &speech::TranscribeOptions,
    ) -> Result<speech::Transcription, speech::SpeechError> {
        let word = Word {
            text: "the".into(),
            start_ms: 0,
            end_ms: 100,
            probability: 0.4,
        };
        Ok(speech::Transcription::from_words(
            vec![word],
            options.language,
            None,
        ))
    }
}

#[test]
fn a_spoken_interview_suffices_until_the_version_that_counts_misses_most_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let id = interviewed(&app);
    let good = quality::quality(&app, id).unwrap();
    assert!(good.suffices, "{good:?}");
    assert!(of(&good, Measure::Confidence).value.unwrap() > 0.65);
    assert!(
        of(&good, Measure::SpeechCoverage).value.unwrap() > 0.8,
        "{good:?}"
    );
    assert_eq!(of(&good, Measure::LostAudio).value, Some(0.0));
    assert!(of(&good, Measure::Answered).value.unwrap() >= 0.5);

    let open = |_: &str| Ok(Box::new(Inattentive) as Box<dyn speech::Transcriber>);
    transcriptions::hear_with(&app, std::sync::Arc::new(open));
    transcriptions::again(&app, id, "inattentive").unwrap();
    transcriptions::wait(&app);
    review::choose_version(&app, id, 2).unwrap();
    let poor = quality::quality(&app, id).unwrap();
    assert!(!poor.suffices && poor.transcript_version == 2);
    let confidence = of(&poor, Measure::Confidence);
    assert!((confidence.value.unwrap() - 0.4).abs() < 0.01);
    // It was heard again already: what helps now is an ear.
    assert_eq!(confidence.advice, Some(Advice::Listen));
    let coverage = of(&poor, Measure::SpeechCoverage);
    assert!(
        coverage.value.unwrap() < 0.6 && !coverage.suffices,
        "{coverage:?}"
    );
    assert_eq!(coverage.advice, Some(Advice::Listen));
    // What somebody corrected is certain.
    for view in interviews::conversation(&app, id, 0).unwrap() {
        if view.message.audio_start_ms.is_some() {
            interviews::correct(&app, id, view.message.id, &view.message.content, "Grace").unwrap();
        }
    }
    let corrected = quality::quality(&app, id).unwrap();
    assert_eq!(of(&corrected, Measure::Confidence).value, Some(1.0));
    assert!(
        of(&corrected, Measure::SpeechCoverage).suffices,
        "{corrected:?}"
    );
}

#[test]
fn of_a_typed_interview_only_what_there_is_is_measured() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let id = create(&app, "Ada");
    let before = quality::quality(&app, id).unwrap();
    assert!(!before.suffices, "nothing was said");
    assert!(
        before
            .measures
            .iter()
            .all(|own| own.value.is_none() && own.suffices && own.advice.is_none())
    );
    let order: Vec<_> = before.measures.iter().map(|own| own.measure).collect();
    assert_eq!(
        order,
        [
            Measure::Confidence,
            Measure::SpeechCoverage,
            Measure::LanguageMatch,
            Measure::LostAudio,
            Measure::Answered
        ]
    );
}
