//! How loud it is.

use crate::SAMPLE_RATE;

/// Samples per level of a [`LevelMeter`]: 100 ms.
const WINDOW: usize = SAMPLE_RATE as usize / 10;
/// What silence reads, in dBFS.
const FLOOR: f32 = -100.0;

/// Loudness in dBFS, clamped to −100 to 0. A full-scale sine has a peak of 0 and an RMS of −3.01.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// Root mean square.
    pub rms_db: f32,
    /// Largest absolute sample.
    pub peak_db: f32,
}

impl Level {
    /// What silence reads.
    pub const SILENCE: Self = Self {
        rms_db: FLOOR,
        peak_db: FLOOR,
    };

    /// The level of these samples; silence if there are none.
    pub fn of(samples: &[f32]) -> Self {
        let mut sum = Sum::default();
        sum.add(samples);
        sum.level()
    }
}

/// Turns a stream of samples into one [`Level`] each 100 ms, however the stream is cut.
#[derive(Debug, Default)]
pub struct LevelMeter {
    sum: Sum,
}

impl LevelMeter {
    /// A meter that has heard nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes samples and calls `each` for every 100 ms that became full.
    pub fn push(&mut self, mut samples: &[f32], mut each: impl FnMut(Level)) {
        while !samples.is_empty() {
            let (now, later) = samples.split_at(samples.len().min(WINDOW - self.sum.count));
            self.sum.add(now);
            samples = later;
            if self.sum.count == WINDOW {
                each(std::mem::take(&mut self.sum).level());
            }
        }
    }
}

#[derive(Debug, Default)]
struct Sum {
    squares: f64,
    peak: f32,
    count: usize,
}

impl Sum {
    fn add(&mut self, samples: &[f32]) {
        for &sample in samples {
            self.squares += f64::from(sample) * f64::from(sample);
            self.peak = self.peak.max(sample.abs());
        }
        self.count += samples.len();
    }

    fn level(&self) -> Level {
        if self.count == 0 {
            return Level::SILENCE;
        }
        let rms = (self.squares / self.count as f64).sqrt() as f32;
        Level {
            rms_db: decibels(rms),
            peak_db: decibels(self.peak),
        }
    }
}

fn decibels(amplitude: f32) -> f32 {
    // Neither zero nor NaN has a logarithm; both read as silence.
    if amplitude > 0.0 {
        (20.0 * amplitude.log10()).clamp(FLOOR, 0.0)
    } else {
        FLOOR
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(amplitude: f32, samples: usize) -> Vec<f32> {
        (0..samples)
            .map(|n| amplitude * (n as f32 * std::f32::consts::TAU / 16.0).sin())
            .collect()
    }

    #[test]
    fn a_sine_reads_three_decibels_below_its_peak() {
        for (amplitude, peak) in [(1.0, 0.0), (0.5, -6.02), (0.01, -40.0)] {
            let level = Level::of(&sine(amplitude, 1600));
            assert!((level.peak_db - peak).abs() < 0.01, "{level:?}");
            assert!((level.rms_db - (peak - 3.01)).abs() < 0.01, "{level:?}");
        }
    }

    #[test]
    fn silence_nothing_and_overdriven_sound_stay_on_the_scale() {
        assert_eq!(Level::of(&[]), Level::SILENCE);
        assert_eq!(Level::of(&[0.0; 100]), Level::SILENCE);
        assert_eq!(Level::of(&[1e-9; 100]), Level::SILENCE);
        let loud = Level::of(&[7.0; 100]);
        assert_eq!((loud.rms_db, loud.peak_db), (0.0, 0.0));
    }

    #[test]
    fn the_meter_gives_one_level_each_100_ms_however_the_stream_is_cut() {
        let mut sound = sine(0.5, 1600);
        sound.extend([0.0; 1600]);
        sound.extend([0.1; 1599]);
        let expected: Vec<_> = sound.chunks_exact(1600).map(Level::of).collect();
        for cut in [1, 7, 320, 1600, 5000] {
            let (mut meter, mut levels) = (LevelMeter::new(), Vec::new());
            for piece in sound.chunks(cut) {
                meter.push(piece, |level| levels.push(level));
            }
            assert_eq!(levels, expected, "cut into {cut}");
        }
    }
}
