//! How much quiet voices are amplified before they are judged.

/// What the loudest sound of late is brought to before it is judged (mean square; -15 dBFS): the detector knows voices
/// at a usual level, and loses four words of ten of one that is 26 dB quieter.
const LOUD: f32 = 3e-2;
/// The noise between words is not brought above this (mean square; -45 dBFS).
const NOISE: f32 = 3e-5;
/// Nothing is amplified more than this (30 dB).
const MOST_GAIN: f32 = 31.6;
/// How much of its loudness the loudest sound of late loses with each frame: 3 dB a second.
const FADING: f32 = 0.989;
/// The noise is the quietest moment within three to four times so many frames (1.5 s).
const NOISE_FRAMES: u32 = 94;

/// Brings quiet voices to the level the detector knows, without making a voice of the noise between words.
pub(super) struct Gain {
    /// Smoothed power; none before the first frame.
    power: Option<f32>,
    /// Least power within the present stretch, and within those before it.
    least: f32,
    least_before: [f32; 3],
    frames: u32,
    /// Greatest power of late.
    loudest: f32,
}

impl Default for Gain {
    fn default() -> Self {
        Self {
            power: None,
            least: 1.0,
            // Until noise was heard nothing is known of it: no silence is assumed that would let it be amplified.
            least_before: [1.0; 3],
            frames: 0,
            loudest: 1e-2,
        }
    }
}

impl Gain {
    /// Takes the next frame's power; gives what to multiply its samples by.
    pub(super) fn next(&mut self, power: f32) -> f32 {
        let before = self.power.unwrap_or(power);
        let smoothed = before + (power - before) * 0.2;
        self.power = Some(smoothed);
        self.least = self.least.min(smoothed);
        self.frames += 1;
        if self.frames == NOISE_FRAMES {
            self.least_before = [self.least, self.least_before[0], self.least_before[1]];
            self.least = 1.0;
            self.frames = 0;
        }
        let noise = self.least_before.iter().copied().fold(self.least, f32::min);
        self.loudest = (self.loudest * FADING).max(smoothed).max(1e-7);
        let wanted = (LOUD / self.loudest).sqrt();
        let allowed = (NOISE / noise.max(1e-10)).sqrt();
        wanted.min(allowed).clamp(1.0, MOST_GAIN)
    }
}
