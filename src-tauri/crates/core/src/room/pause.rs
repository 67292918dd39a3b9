//! How quiet a pause is, so that nothing but quiet is ever taken out of one.

/// Sound below this level (-60 dBFS) is quiet in any room.
const QUIET: f32 = 0.001;
/// Sound so much louder than the pause before is not a pause any more: 6 dB.
const LOUDER: f32 = 2.0;
/// Weight of what was heard last.
const WEIGHT: f32 = 0.2;
/// Samples compared at a time, 10 ms: the onset of a word is not lost in a longer mean.
const FRAME: usize = 160;

/// The level of the pauses so far.
#[derive(Default)]
pub(super) struct Pause {
    level: f32,
}

impl Pause {
    /// So it sounds in a pause. What may be the onset of a word raises the level but slowly.
    pub(super) fn heard(&mut self, samples: &[f32]) {
        if !samples.is_empty() {
            let level = rms(samples).min(self.limit());
            self.level += (level - self.level) * WEIGHT;
        }
    }

    /// Whether all of this is as quiet as the pauses were.
    pub(super) fn holds(&self, samples: &[f32]) -> bool {
        let limit = self.limit();
        samples.chunks(FRAME).all(|frame| rms(frame) <= limit)
    }

    fn limit(&self) -> f32 {
        self.level.max(QUIET) * LOUDER
    }
}

fn rms(samples: &[f32]) -> f32 {
    let squares: f32 = samples.iter().map(|s| s * s).sum();
    (squares / samples.len() as f32).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_noisy_room_is_learnt_and_the_onset_of_a_word_is_no_pause() {
        let noise: Vec<f32> = (0..800).map(|n| [0.01, -0.01][n % 2]).collect();
        let mut pause = Pause::default();
        assert!(pause.holds(&[0.0; 800]));
        assert!(!pause.holds(&noise), "louder than any pause so far");
        for _ in 0..40 {
            pause.heard(&noise);
        }
        assert!(pause.holds(&noise));
        let mut onset = noise.clone();
        onset[640..].fill(0.1);
        assert!(!pause.holds(&onset), "10 ms of a word are enough");
        pause.heard(&onset);
        assert!(!pause.holds(&onset));
    }
}
