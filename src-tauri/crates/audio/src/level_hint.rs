//! Whether somebody speaks at a level that can be recorded well.

use std::collections::VecDeque;

use candor_domain::live::LevelHint;

use crate::Level;

/// Levels that the noise of the room is read from, one per 100 ms: long enough to hold a pause.
const REMEMBERED: usize = 150;
/// Levels before the noise of the room is known.
const SETTLED: usize = 10;
/// One in so many levels is at most as loud as the noise, however fluently somebody speaks.
const QUIETEST: usize = 10;
/// How far speech stands out from the noise, in dB.
const STANDS_OUT_DB: f32 = 10.0;
/// Nothing below this is taken for speech, in dBFS.
const INAUDIBLE_DB: f32 = -62.0;
/// A knock or a key has a peak further above its mean than any voice, in dB.
const KNOCK_DB: f32 = 22.0;
/// So many levels in a row that could be speech are speech.
const RUN: usize = 3;
/// Levels of speech a hint is drawn from: five seconds of it.
const JUDGED: usize = 50;
/// Levels of speech before the first hint: three seconds of it.
const ENOUGH: usize = 30;
/// Speech below this is too quiet, in dBFS.
const QUIET_DB: f32 = -42.0;
/// Speech that was too quiet is good again from here on, in dBFS.
const AUDIBLE_DB: f32 = -38.0;
/// A peak from here on has met the end of the scale, in dBFS; resampling moves it a little.
const CLIPPED_DB: f32 = -0.3;
/// So many clipped levels among those judged are distortion, not a single shout.
const CLIPPED: usize = 3;

/// Draws a [`LevelHint`] from the levels of one microphone, one per 100 ms, as [`crate::LevelMeter`] gives them.
///
/// Only speech counts, told from noise by how far it stands out and how long; before three seconds of it there is no
/// hint at all. A hint stays until the level has clearly changed.
#[derive(Debug, Default)]
pub struct LevelAdvice {
    /// Mean levels lately, in dBFS.
    recent: VecDeque<f32>,
    /// A scratch copy to sort.
    sorted: Vec<f32>,
    /// What may be the beginning of speech.
    beginning: Vec<Spoken>,
    /// What follows goes on with speech.
    speaking: bool,
    /// Speech lately.
    speech: VecDeque<Spoken>,
    hint: Option<LevelHint>,
}

/// One level of speech.
#[derive(Debug, Clone, Copy)]
struct Spoken {
    power: f64,
    clipped: bool,
}

impl LevelAdvice {
    /// Advice for a microphone nothing was heard of.
    pub fn new() -> Self {
        Self::default()
    }

    /// How the microphone stands; `None` until enough speech was heard.
    pub fn hint(&self) -> Option<LevelHint> {
        self.hint
    }

    /// Takes a level. Gives what is news: that the level became bad, or good again. One that was good from the
    /// beginning is no news.
    pub fn push(&mut self, level: Level) -> Option<LevelHint> {
        let noise_db = self.noise_db(level.rms_db)?;
        let audible = level.rms_db >= (noise_db + STANDS_OUT_DB).max(INAUDIBLE_DB);
        // A clipped peak is cut off: how far it stands out says nothing.
        let clipped = level.peak_db >= CLIPPED_DB;
        if !audible || (!clipped && level.peak_db - level.rms_db > KNOCK_DB) {
            self.beginning.clear();
            self.speaking = false;
            return None;
        }
        self.beginning.push(Spoken {
            power: 10_f64.powf(f64::from(level.rms_db) / 10.0),
            clipped,
        });
        if !self.speaking && self.beginning.len() < RUN {
            return None;
        }
        self.speaking = true;
        self.speech.extend(self.beginning.drain(..));
        let before_last = self.speech.len().saturating_sub(JUDGED);
        self.speech.drain(..before_last);
        self.judge()
    }

    /// How loud the room is when nobody speaks, this level included; `None` until that is known.
    fn noise_db(&mut self, rms_db: f32) -> Option<f32> {
        self.recent.push_back(rms_db);
        if self.recent.len() > REMEMBERED {
            self.recent.pop_front();
        }
        if self.recent.len() < SETTLED {
            return None;
        }
        self.sorted.clear();
        self.sorted.extend(&self.recent);
        let rank = self.sorted.len() / QUIETEST;
        let (_, noise_db, _) = self.sorted.select_nth_unstable_by(rank, f32::total_cmp);
        Some(*noise_db)
    }

    fn judge(&mut self) -> Option<LevelHint> {
        let count = self.speech.len();
        if count < ENOUGH {
            return None;
        }
        let power = self.speech.iter().map(|s| s.power).sum::<f64>() / count as f64;
        let mean_db = (10.0 * power.log10()) as f32;
        let clipped = self.speech.iter().filter(|s| s.clipped).count();
        let quiet_below = match self.hint {
            Some(LevelHint::TooQuiet) => AUDIBLE_DB,
            _ => QUIET_DB,
        };
        let clipped_from = match self.hint {
            Some(LevelHint::TooLoud) => 1,
            _ => CLIPPED,
        };
        let hint = if clipped >= clipped_from {
            LevelHint::TooLoud
        } else if mean_db < quiet_below {
            LevelHint::TooQuiet
        } else {
            LevelHint::Good
        };
        let before = self.hint.replace(hint);
        (hint != before.unwrap_or(LevelHint::Good)).then_some(hint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{LevelMeter, decode_file};

    fn level(rms_db: f32, peak_db: f32) -> Level {
        Level { rms_db, peak_db }
    }

    /// Words of 700 ms at this level and pauses of 300 ms, for so many seconds.
    fn speak(advice: &mut LevelAdvice, rms_db: f32, peak_db: f32, seconds: u32) -> Vec<LevelHint> {
        (0..seconds * 10)
            .filter_map(|n| {
                advice.push(if n % 10 < 7 {
                    level(rms_db, peak_db)
                } else {
                    level(-70.0, -60.0)
                })
            })
            .collect()
    }

    fn of_samples(samples: &[f32]) -> (Option<LevelHint>, Vec<LevelHint>) {
        let (mut advice, mut meter, mut news) = (LevelAdvice::new(), LevelMeter::new(), Vec::new());
        meter.push(samples, |level| news.extend(advice.push(level)));
        (advice.hint(), news)
    }

    fn recorded() -> Vec<f32> {
        let models = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../../models/demo/recordings"
        );
        let sound = decode_file(&std::path::Path::new(models).join("interview-60s.wav")).unwrap();
        sound.samples
    }

    fn turned(samples: &[f32], factor: f32) -> Vec<f32> {
        samples
            .iter()
            .map(|s| (s * factor).clamp(-1.0, 1.0))
            .collect()
    }

    #[test]
    fn recorded_speech_is_good_turned_down_too_quiet_and_overdriven_too_loud() {
        let speech = recorded();
        assert_eq!(of_samples(&speech), (Some(LevelHint::Good), vec![]));
        let quiet = of_samples(&turned(&speech, 0.02));
        assert_eq!(
            quiet,
            (Some(LevelHint::TooQuiet), vec![LevelHint::TooQuiet])
        );
        let loud = of_samples(&turned(&speech, 20.0));
        assert_eq!(loud, (Some(LevelHint::TooLoud), vec![LevelHint::TooLoud]));
    }

    #[test]
    fn nothing_is_said_before_three_seconds_of_speech() {
        let mut advice = LevelAdvice::new();
        assert_eq!(speak(&mut advice, -50.0, -38.0, 4), []);
        assert_eq!(advice.hint(), None);
        assert_eq!(speak(&mut advice, -50.0, -38.0, 2), [LevelHint::TooQuiet]);
    }

    #[test]
    fn a_level_at_the_limit_does_not_flicker() {
        let mut advice = LevelAdvice::new();
        assert_eq!(speak(&mut advice, -43.0, -30.0, 20), [LevelHint::TooQuiet]);
        for _ in 0..5 {
            assert_eq!(speak(&mut advice, -41.0, -28.0, 10), []);
            assert_eq!(speak(&mut advice, -43.0, -30.0, 10), []);
        }
        assert_eq!(speak(&mut advice, -30.0, -18.0, 10), [LevelHint::Good]);
        assert_eq!(speak(&mut advice, -41.0, -28.0, 20), [], "good enough");
    }

    #[test]
    fn a_single_shout_is_not_distortion_and_distortion_ends_when_none_is_left() {
        let mut advice = LevelAdvice::new();
        speak(&mut advice, -25.0, -12.0, 20);
        assert_eq!(speak(&mut advice, -25.0, -12.0, 1), []);
        assert_eq!(advice.push(level(-8.0, 0.0)), None);
        assert_eq!(speak(&mut advice, -25.0, -12.0, 10), []);
        assert_eq!(speak(&mut advice, -8.0, 0.0, 1), [LevelHint::TooLoud]);
        assert_eq!(speak(&mut advice, -25.0, -12.0, 4), []);
        assert_eq!(speak(&mut advice, -25.0, -12.0, 10), [LevelHint::Good]);
    }

    #[test]
    fn from_too_loud_to_too_quiet_is_one_step() {
        let mut advice = LevelAdvice::new();
        assert_eq!(speak(&mut advice, -6.0, 0.0, 10), [LevelHint::TooLoud]);
        assert_eq!(speak(&mut advice, -50.0, -38.0, 20), [LevelHint::TooQuiet]);
    }

    #[test]
    fn silence_steady_noise_knocks_and_keys_are_no_speech() {
        let mut advice = LevelAdvice::new();
        for n in 0..1_000_u32 {
            assert_eq!(advice.push(Level::SILENCE), None);
            // A fan, as loud as quiet speech and never quite even.
            assert_eq!(advice.push(level(-50.0 + (n % 7) as f32, -38.0)), None);
        }
        assert_eq!(advice.hint(), None);
        let mut advice = LevelAdvice::new();
        for n in 0..1_000_u32 {
            let knock = match n % 10 {
                // Keys, and something that falls down and clips.
                0..6 => level(-45.0, -15.0),
                6 => level(-12.0, 0.0),
                _ => level(-75.0, -60.0),
            };
            assert_eq!(advice.push(knock), None);
        }
        assert_eq!(advice.hint(), None);
    }
}
