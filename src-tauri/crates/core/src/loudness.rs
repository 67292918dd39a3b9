//! How loud a track was lately, and which part of its sound is the other person's voice.
//!
//! Two microphones in one room both hear both people. Whoever speaks is much louder on their own: what is much louder on
//! the other track at the same time is not this person's. Pure; the sound itself is kept whole on both tracks.

use std::{collections::VecDeque, ops::Range};

use candor_domain::recording::SAMPLE_RATE;

/// Length of a step in ms.
const STEP_MS: u64 = 50;
/// Samples of a step.
const STEP: usize = SAMPLE_RATE as usize / 1_000 * STEP_MS as usize;
/// Steps kept: two minutes, several times the longest utterance.
const KEPT: usize = 2_400;
/// How much of a track is kept, in ms.
pub(crate) const KEPT_MS: u64 = KEPT as u64 * STEP_MS;
/// So much louder on the other track, in dB, is the other person.
const MUCH_LOUDER_DB: f32 = 6.0;
/// A voice is so much louder than what the microphone hears otherwise, in dB.
const VOICE_DB: f32 = 9.0;
/// Steps on either side that a step's loudness is averaged with: microphones hear the same sound at different moments.
const AROUND: usize = 2;
/// Shorter than this, in steps, the other's voice is left in an utterance: words are not cut for it.
const LEAST: usize = 6;
/// Loud steps, in dB below the loudest, are what an utterance consists of.
const LOUD_DB: f32 = 20.0;
/// Share of its loud steps that must be the other's before an utterance is taken for theirs.
const NEARLY_ALL: f32 = 0.85;
/// What is quieter than this counts as this, in dBFS: microphones that go dead between words tell nothing of the room.
const QUIETEST_DB: f32 = -75.0;

/// The loudness of a track, on the interview's audio time line.
#[derive(Debug)]
pub(crate) struct Loudness {
    /// Mean squares, one per step.
    steps: VecDeque<f32>,
    /// Number of the first of them, counted in steps from the start of the time line.
    first: u64,
    /// Sum of squares of a step that is not whole yet, and how many samples it has.
    sum: f32,
    count: usize,
}

impl Loudness {
    /// Of a recording that begins at this place of the time line, in ms.
    pub(crate) fn new(at_ms: u64) -> Self {
        let inside = (at_ms % STEP_MS) * u64::from(SAMPLE_RATE) / 1_000;
        Self {
            steps: VecDeque::new(),
            first: at_ms / STEP_MS,
            sum: 0.0,
            count: inside as usize,
        }
    }

    /// Takes the next samples.
    pub(crate) fn push(&mut self, samples: &[f32]) {
        let mut rest = samples;
        while !rest.is_empty() {
            let (own, more) = rest.split_at(rest.len().min(STEP - self.count));
            self.sum += own
                .iter()
                .filter(|s| s.is_finite())
                .map(|s| s * s)
                .sum::<f32>();
            self.count += own.len();
            rest = more;
            if self.count == STEP {
                let power = self.sum / STEP as f32;
                self.keep(power);
                (self.sum, self.count) = (0.0, 0);
            }
        }
    }

    fn keep(&mut self, power: f32) {
        if self.steps.len() == KEPT {
            self.steps.pop_front();
            self.first += 1;
        }
        self.steps.push_back(power);
    }

    /// Mean square around a step; `None` where nothing was heard.
    fn around(&self, step: u64) -> Option<f32> {
        let at = usize::try_from(step.checked_sub(self.first)?).ok()?;
        if at >= self.steps.len() {
            return None;
        }
        let span = at.saturating_sub(AROUND)..(at + AROUND + 1).min(self.steps.len());
        let length = span.len() as f32;
        Some(self.steps.range(span).sum::<f32>() / length)
    }

    /// What the microphone hears when nobody speaks, in dBFS: the quietest tenth of what it heard lately.
    fn floor_db(&self) -> f32 {
        let mut steps: Vec<f32> = self.steps.iter().copied().collect();
        if steps.is_empty() {
            return QUIETEST_DB;
        }
        let tenth = steps.len() / 10;
        let (_, floor, _) = steps.select_nth_unstable_by(tenth, f32::total_cmp);
        db(*floor)
    }
}

/// What of an utterance is the other person's voice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Foreign {
    /// Nothing.
    Nothing,
    /// These parts, in ms of the audio time line.
    Parts(Vec<Range<u64>>),
    /// All of it.
    Everything,
}

impl Foreign {
    /// Silences what of an utterance, which begins at this place of the time line, is the other person's voice; false when
    /// nothing else is there.
    pub(crate) fn silence(self, start_ms: u64, samples: &mut [f32]) -> bool {
        let parts = match self {
            Self::Nothing => return true,
            Self::Everything => return false,
            Self::Parts(parts) => parts,
        };
        for part in parts {
            let place = |ms: u64| {
                let at = ms.saturating_sub(start_ms) * u64::from(SAMPLE_RATE) / 1_000;
                (at as usize).min(samples.len())
            };
            let (from, to) = (place(part.start), place(part.end));
            samples[from..to].fill(0.0);
        }
        true
    }
}

/// What of the sound between two places of the time line, in ms, is the voice of the person on the `other` track.
///
/// Microphones differ in how loud they make everything. So a voice counts as the other's only if it is much louder there
/// and also stands out no less there from what that microphone hears otherwise: where the two disagree the words are
/// rather transcribed twice than not at all.
pub(crate) fn foreign(own: &Loudness, other: &Loudness, span: Range<u64>) -> Foreign {
    let (own_floor, other_floor) = (own.floor_db(), other.floor_db());
    let steps = span.start / STEP_MS..span.end.div_ceil(STEP_MS);
    let theirs = |step: u64| {
        let (Some(own), Some(other)) = (own.around(step), other.around(step)) else {
            return false;
        };
        let (own, other) = (db(own), db(other));
        other >= own + MUCH_LOUDER_DB
            && other >= other_floor + VOICE_DB
            && other - other_floor >= own - own_floor
    };
    let theirs: Vec<bool> = steps.clone().map(theirs).collect();
    let heard: Vec<f32> = steps
        .clone()
        .map(|step| own.around(step).map_or(QUIETEST_DB, db))
        .collect();
    let loudest = heard.iter().copied().fold(QUIETEST_DB, f32::max);
    let loud =
        |n: &usize| heard[*n] >= loudest - LOUD_DB && heard[*n] >= own_floor + VOICE_DB / 2.0;
    let all = (0..theirs.len()).filter(loud).count();
    let lost = (0..theirs.len()).filter(|n| loud(n) && theirs[*n]).count();
    if lost > 0 && lost as f32 >= all as f32 * NEARLY_ALL {
        return Foreign::Everything;
    }
    let parts: Vec<Range<u64>> = theirs
        .chunk_by(|a, b| a == b)
        .scan(steps.start, |at, run| {
            let start = *at;
            *at += run.len() as u64;
            Some((run[0] && run.len() >= LEAST).then_some(start * STEP_MS..*at * STEP_MS))
        })
        .flatten()
        .collect();
    if parts.is_empty() {
        Foreign::Nothing
    } else {
        Foreign::Parts(parts)
    }
}

fn db(power: f32) -> f32 {
    (10.0 * power.max(1e-12).log10()).max(QUIETEST_DB)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A second of a voice at this loudness in dBFS: louder and softer like syllables.
    fn voice(db: f32) -> Vec<f32> {
        let peak = 10_f32.powf(db / 20.0) * 2.0;
        (0..SAMPLE_RATE)
            .map(|n| {
                let t = n as f32 / SAMPLE_RATE as f32;
                let syllable = (t * 5.0 * std::f32::consts::PI).sin().abs();
                (t * 200.0 * std::f32::consts::TAU).sin() * peak * syllable
            })
            .collect()
    }

    /// Both tracks hear these voices, each a second: how loud on the first, on the second.
    fn heard(seconds: &[(f32, f32)]) -> (Loudness, Loudness) {
        let (mut own, mut other) = (Loudness::new(0), Loudness::new(0));
        for (first, second) in seconds {
            own.push(&voice(*first));
            other.push(&voice(*second));
        }
        (own, other)
    }

    const QUIET: (f32, f32) = (-65.0, -65.0);

    #[test]
    fn a_voice_much_louder_on_the_other_track_is_theirs() {
        let (own, other) = heard(&[QUIET, (-42.0, -25.0), (-40.0, -24.0), QUIET]);
        assert_eq!(foreign(&own, &other, 900..3_200), Foreign::Everything);
        assert_eq!(foreign(&other, &own, 900..3_200), Foreign::Nothing);
    }

    #[test]
    fn two_people_who_speak_at_once_are_both_heard() {
        let (own, other) = heard(&[QUIET, (-26.0, -24.0), QUIET]);
        assert_eq!(foreign(&own, &other, 900..2_200), Foreign::Nothing);
        assert_eq!(foreign(&other, &own, 900..2_200), Foreign::Nothing);
    }

    #[test]
    fn an_answer_that_follows_at_once_is_kept_without_the_question_before_it() {
        let (own, other) = heard(&[QUIET, (-45.0, -25.0), (-24.0, -44.0), QUIET]);
        let Foreign::Parts(parts) = foreign(&own, &other, 900..3_200) else {
            panic!("{:?}", foreign(&own, &other, 900..3_200))
        };
        let [part] = &parts[..] else {
            panic!("{parts:?}")
        };
        assert!(part.start.abs_diff(1_000) <= 150 && part.end.abs_diff(2_000) <= 150);
    }

    #[test]
    fn a_microphone_that_is_louder_altogether_takes_no_words_away() {
        // The other one is turned up by 25 dB: its noise and the voice it hears faintly are louder, too.
        let (own, other) = heard(&[(-65.0, -40.0), (-45.0, -35.0), (-65.0, -40.0)]);
        assert_eq!(foreign(&own, &other, 900..2_200), Foreign::Nothing);
    }

    #[test]
    fn what_the_other_track_did_not_hear_is_kept() {
        let mut own = Loudness::new(10_000);
        own.push(&voice(-30.0));
        let nothing = Loudness::new(0);
        assert_eq!(foreign(&own, &nothing, 10_000..11_000), Foreign::Nothing);
        let mut later = Loudness::new(20_000);
        later.push(&voice(-10.0));
        assert_eq!(foreign(&own, &later, 10_000..11_000), Foreign::Nothing);
    }

    #[test]
    fn only_the_last_minutes_are_kept() {
        let mut loudness = Loudness::new(1_020);
        for _ in 0..200 {
            loudness.push(&voice(-20.0));
        }
        assert_eq!(loudness.steps.len(), KEPT);
        assert_eq!(loudness.around(1_500 / STEP_MS), None);
        assert!(loudness.around(200_000 / STEP_MS).is_some());
    }
}
