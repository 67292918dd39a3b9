//! How far an interview's record can be trusted as the ground of a rating.
//!
//! Every measure is computed from what is stored; what an interview does not have (no sound, nothing spoken) is not
//! measured and stands in nobody's way.

mod coverage;
mod language;

pub(crate) use coverage::Coverages;

use candor_assistant::model::Cancel;
use candor_domain::{
    Interview, InterviewId, Origin, Quality, Role,
    quality::{Advice, Measure, Measured},
    transcript::CoverageState,
};
use candor_store::recordings::{self, StoredRecording};

use crate::{
    App, Archive, Error, Result, clock, interviews, recording,
    review::{CountingSource, MessageView},
};

/// Mean word probability from which on words can be quoted: below it, roughly every third word is a guess.
const CONFIDENCE: f32 = 0.65;
/// Share of the speech heard that must have become words: a quarter may be noises, hesitation and others in the room.
const SPEECH_COVERAGE: f32 = 0.75;
/// Share of the words in the interview's language: names and terms of a trade belong to none and are not counted.
const LANGUAGE_MATCH: f32 = 0.6;
/// Share of the recorded time whose sound may be missing: more than that, whole answers may be.
const LOST_AUDIO: f32 = 0.1;
/// Share of the questions asked that must be answered: on less than half, most competencies have nothing to rate.
const ANSWERED: f32 = 0.5;

/// The quality of an interview's record as it counts now. Listening to the recording takes some seconds the first time.
///
/// # Errors
/// [`crate::Error::NotFound`]; a database that cannot be read.
pub fn quality(app: &App, id: InterviewId) -> Result<Quality> {
    interviews::get(app, id)?;
    of(app.archive(), app.coverages(), id, &Cancel::default())?
        .ok_or_else(|| Error::Conflict("Candor is being closed".into()))
}

/// The same for whoever has no more than the archive; `None` when it was cancelled or everything is being closed.
pub(crate) fn of(
    archive: &Archive,
    coverages: &Coverages,
    id: InterviewId,
    cancel: &Cancel,
) -> Result<Option<Quality>> {
    let interview = archive.interview(id)?;
    let messages = archive.conversation_of(id, 0)?;
    let recordings = archive.store.read(|conn| recordings::list(conn, id))?;
    let aloud = interview.accommodations.read_aloud;
    let speech = coverages.of(archive, id, &messages, &recordings, aloud, cancel)?;
    // Nothing was measured then.
    if cancel.is_cancelled() || coverages.is_closed() {
        return Ok(None);
    }
    let answered = answered(archive, &interview)?;
    let own = || messages.iter().filter(|view| view.role == Role::Candidate);
    let texts = own().map(|view| (view.counting.content.as_str(), view.message.language));
    let measures = vec![
        at_least(
            Measure::Confidence,
            confidence(own()),
            CONFIDENCE,
            // Heard again already: what a larger model cannot make out has to be listened to.
            if interview.transcript_version == 1 {
                Advice::Retranscribe
            } else {
                Advice::Listen
            },
        ),
        at_least(
            Measure::SpeechCoverage,
            speech,
            SPEECH_COVERAGE,
            Advice::Listen,
        ),
        at_least(
            Measure::LanguageMatch,
            language::share(texts),
            LANGUAGE_MATCH,
            Advice::CheckLanguage,
        ),
        at_most(
            Measure::LostAudio,
            lost(&recordings),
            LOST_AUDIO,
            Advice::AskAgain,
        ),
        at_least(Measure::Answered, answered, ANSWERED, Advice::AskAgain),
    ];
    let said = own().any(|view| view.counting.content.chars().any(char::is_alphanumeric));
    Ok(Some(Quality {
        transcript_version: interview.transcript_version,
        suffices: said && measures.iter().all(|measured| measured.suffices),
        measures,
    }))
}

fn at_least(measure: Measure, value: Option<f32>, threshold: f32, advice: Advice) -> Measured {
    let suffices = value.is_none_or(|value| value >= threshold);
    measured(measure, value, threshold, suffices, advice)
}

fn at_most(measure: Measure, value: Option<f32>, threshold: f32, advice: Advice) -> Measured {
    let suffices = value.is_none_or(|value| value <= threshold);
    measured(measure, value, threshold, suffices, advice)
}

fn measured(
    measure: Measure,
    value: Option<f32>,
    threshold: f32,
    suffices: bool,
    advice: Advice,
) -> Measured {
    Measured {
        measure,
        value,
        threshold,
        suffices,
        advice: (!suffices).then_some(advice),
    }
}

/// Mean confidence of what the candidate said, weighted by words. What somebody corrected is certain; what was typed is
/// not measured.
fn confidence<'m>(messages: impl Iterator<Item = &'m MessageView>) -> Option<f32> {
    let (mut sum, mut words) = (0.0, 0.0);
    for view in messages.filter(|view| view.message.origin == Origin::Speech) {
        let certain = match view.counting.source {
            CountingSource::Correction => Some(1.0),
            _ => view.counting.confidence,
        };
        let count = view.counting.content.split_whitespace().count() as f32;
        if let Some(certain) = certain {
            sum += certain * count;
            words += count;
        }
    }
    (words > 0.0).then(|| sum / words)
}

/// Share of the recorded time whose sound is missing on the candidate's track: the microphone was away, or blocks did not reach the disk.
fn lost(recordings: &[StoredRecording]) -> Option<f32> {
    let away: u64 = recording::gaps(recordings)
        .iter()
        .map(|gap| gap.end_ms.saturating_sub(gap.start_ms))
        .sum();
    let unstored = |own: &StoredRecording| {
        clock::samples_to_ms(
            own.total_samples
                .unwrap_or(own.stored_samples)
                .saturating_sub(own.stored_samples),
        )
    };
    let recordings: Vec<&StoredRecording> = recording::candidates(recordings).collect();
    // A gap between two recordings holds what the first one lost at its end already.
    let torn: u64 = match &recordings[..] {
        [before @ .., last] if away > 0 => {
            let inside = before.iter().map(|own| unstored(own)).sum::<u64>();
            unstored(last) + inside.saturating_sub(away)
        }
        all => all.iter().map(|own| unstored(own)).sum(),
    };
    let there: u64 = recordings
        .iter()
        .map(|own| clock::samples_to_ms(own.stored_samples))
        .sum();
    let all = there + away + torn;
    (all > 0).then(|| (away + torn) as f32 / all as f32)
}

/// Share of the questions asked that were answered.
fn answered(archive: &Archive, interview: &Interview) -> Result<Option<f32>> {
    let (script, _) = archive.script(interview)?;
    let state = archive.state(interview.id, &script)?;
    let (mut asked, mut answered) = (0.0, 0.0);
    for entry in state.coverage(&script) {
        if entry.state != CoverageState::NotAsked {
            asked += 1.0;
        }
        if entry.state == CoverageState::Answered {
            answered += 1.0;
        }
    }
    Ok((asked > 0.0).then(|| answered / asked))
}

#[cfg(test)]
mod tests {
    use candor_domain::{RecordingId, UtcMillis, recording::Recording};

    use super::*;

    fn recording(offset_ms: u64, total_s: u64, stored_s: u64) -> StoredRecording {
        StoredRecording {
            recording: Recording {
                id: RecordingId::new(),
                interview_id: InterviewId::new(),
                started_at: UtcMillis(0),
                offset_ms,
                device: "a".into(),
                codec: "opus".into(),
                track: candor_domain::Role::Candidate,
            },
            ended_at: None,
            total_samples: Some(total_s * 16_000),
            stored_samples: stored_s * 16_000,
            blocks: 1,
        }
    }

    #[test]
    fn what_the_microphone_and_the_disk_lost_is_counted_once() {
        assert_eq!(lost(&[]), None);
        assert_eq!(lost(&[recording(0, 10, 10)]), Some(0.0));
        assert_eq!(lost(&[recording(0, 10, 9)]), Some(0.1));
        let away = [recording(0, 10, 10), recording(20_000, 20, 20)];
        assert_eq!(lost(&away), Some(0.25));
        let both = [recording(0, 10, 5), recording(15_000, 10, 10)];
        assert_eq!(lost(&both), Some(0.4));
        let torn = [recording(0, 10, 5), recording(10_000, 10, 10)];
        assert_eq!(lost(&torn), Some(0.25));
    }

    #[test]
    fn what_cannot_be_measured_suffices_and_what_is_poor_comes_with_advice() {
        let none = at_least(Measure::Confidence, None, 0.5, Advice::Listen);
        assert!(none.suffices && none.advice.is_none());
        let poor = at_least(Measure::Confidence, Some(0.4), 0.5, Advice::Listen);
        assert_eq!((poor.suffices, poor.advice), (false, Some(Advice::Listen)));
        let lost = at_most(Measure::LostAudio, Some(0.4), 0.1, Advice::AskAgain);
        assert_eq!(
            (lost.suffices, lost.advice),
            (false, Some(Advice::AskAgain))
        );
    }
}
