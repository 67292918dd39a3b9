//! Whether a stretch of sound has the texture of speech, judged without knowing any words.
//!
//! Voice activity works frame by frame and takes music, engines, tones and knocks for a voice when they are loud enough; a
//! recogniser asked about them invents words. Here whole stretches of about two seconds are judged. Speech is never steady:
//! syllables swell and fade, and its spectrum changes from vowel to consonant several times a second, between deep and
//! high, voiced and unvoiced. Tones, fans and engines keep their spectrum; knocks die away within it; notes change it only
//! when they begin.
//!
//! The bounds are wide on the side of speech: noise ten decibels below it, whispering, and single words pass. They were
//! set with synthetic voices in three languages, a few human ones, and the sounds of the `invented_words` benchmark, whose
//! figures say how far they hold.

mod ear;

use ear::Ear;

/// Stretches judged, in samples: two seconds.
const STRETCH: usize = 32_000;
/// A speaking voice holds its pitch for less than this share of the time.
const HELD: f32 = 0.15;
/// Of the stretches of an utterance this share has to sound like speech.
const SHARE: f32 = 0.4;

/// What a sound is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// Somebody speaks.
    Speech,
    /// It is articulated as speech is, and yet unlike a usual voice: a speech aid's even pitch, somebody speaking over
    /// music, a strange tune. What a recogniser hears in it deserves a second look.
    Doubtful,
    /// Nobody speaks.
    Nothing,
}

/// What 16 kHz mono samples sound like; what is too short to tell like speech. Takes much less than a thousandth of their
/// length.
pub fn judge(samples: &[f32]) -> Judgement {
    let mut ear = Ear::new();
    let (mut all, mut speech, mut articulate) = (0.0, 0.0, 0.0);
    let mut start = 0;
    loop {
        // What is left over at the end is heard with the stretch before it.
        let rest = samples.len() - start;
        let end = if rest < STRETCH + STRETCH / 4 {
            samples.len()
        } else {
            start + STRETCH
        };
        let Some(texture) = ear.hear(&samples[start..end]) else {
            return Judgement::Speech;
        };
        all += 1.0;
        if texture.is_speech() {
            speech += 1.0;
        } else if texture.is_articulate() {
            articulate += 1.0;
        }
        if end == samples.len() {
            break;
        }
        start = end;
    }
    if speech >= SHARE * all {
        Judgement::Speech
    } else if speech + articulate >= SHARE * all {
        Judgement::Doubtful
    } else {
        Judgement::Nothing
    }
}

/// What a stretch sounds like.
#[derive(Debug, Clone, Copy)]
struct Texture {
    /// Between the quietest and the loudest tenth of its frames, in dB.
    range_db: f32,
    /// Median change of the spectrum's shape within 96 ms, in dB.
    change_db: f32,
    /// Standard deviation of the logarithm of the spectrum's centre.
    wandering: f32,
    /// Share of its frames that are voiced, pauses left out.
    voiced: f32,
    /// Share of its frames with less than half of the mean power.
    quiet: f32,
    /// Share of its frames that are no pauses.
    active: f32,
    /// Share of its frames whose strongest tone is still there 96 ms later, at the same pitch.
    steady: f32,
}

impl Texture {
    /// Whether its spectrum changes as much, and between as different sounds, as only articulation makes it.
    fn is_articulate(self) -> bool {
        let (change, wandering) = (self.change_db, self.wandering);
        self.voiced >= 0.08
            && (change >= 9.0 && wandering >= 0.4 || change >= 7.5 && wandering >= 0.52)
    }

    fn is_speech(self) -> bool {
        let Self {
            range_db,
            change_db,
            wandering,
            voiced,
            active,
            steady,
            ..
        } = self;
        // The quieter the room, the clearer speech changes.
        let least_change = (3.5 + (range_db - 12.0) * 0.14).clamp(3.5, 6.6);
        if change_db < least_change || wandering < 0.3 {
            return false;
        }
        // In a quiet room knocks change the spectrum too, but not as much.
        if range_db > 45.0 && change_db < 7.5 && wandering < 0.8 {
            return false;
        }
        // Evenly loud and voiced throughout: an instrument or an engine, whatever it plays.
        if range_db < 9.0 && voiced > 0.4 && (change_db < 8.0 || wandering < 0.52) {
            return false;
        }
        // Never voiced: whispering changes a lot; keys and paper do not.
        if voiced < 0.08 && (change_db < 8.5 || wandering < 0.33 || active < 0.66) {
            return false;
        }
        // Mostly voiced: vowels and consonants are further apart than notes.
        let least = if range_db < 20.0 { 10.5 } else { 12.5 };
        if voiced > 0.6 && wandering * 10.0 + change_db < least {
            return false;
        }
        // Notes are held, a speaking voice glides.
        if voiced > 0.4 && steady > HELD {
            return false;
        }
        // Knocks: short, and then nothing.
        !(self.quiet > 0.74 && active < 0.5)
    }
}

#[cfg(test)]
mod tests {
    use super::{
        ear::{FRAME, LEAST_FRAMES, STEP},
        *,
    };

    fn made(seconds: f32, sound: impl Fn(f32) -> f32) -> Vec<f32> {
        (0..(seconds * 16_000.0) as usize)
            .map(|n| sound(n as f32 / 16_000.0))
            .collect()
    }

    #[test]
    fn what_never_changes_is_no_speech() {
        let tone = |hertz: f32| move |t: f32| (t * hertz * std::f32::consts::TAU).sin() * 0.3;
        for hertz in [110.0, 425.0, 2_000.0] {
            assert_eq!(
                judge(&made(3.0, tone(hertz))),
                Judgement::Nothing,
                "{hertz} Hz"
            );
        }
        let buzz = |t: f32| ((t * 120.0).fract() - 0.5) * 0.4;
        assert_eq!(judge(&made(5.0, buzz)), Judgement::Nothing);
        assert_eq!(judge(&made(5.0, |_| 0.0)), Judgement::Nothing);
    }

    #[test]
    fn what_is_too_short_to_tell_passes() {
        for samples in [0, 1, FRAME, FRAME + STEP * (LEAST_FRAMES - 1)] {
            assert_eq!(
                judge(&vec![0.1; samples]),
                Judgement::Speech,
                "{samples} samples"
            );
        }
    }

    #[test]
    fn a_loud_voice_and_a_quiet_one_have_the_same_texture() {
        // A tone that glides and swells like syllables, with hiss between: no speech, but it changes as speech does.
        let glide = made(2.0, |t| {
            let syllable = (t * 4.0).fract();
            let tone = (t * (180.0 + 80.0 * syllable) * std::f32::consts::TAU * 3.0).sin();
            let hiss = ((t * 7_919.0).sin() * 43_758.547).fract();
            if syllable < 0.7 {
                tone * syllable
            } else {
                hiss * 0.2
            }
        });
        let mut ear = Ear::new();
        let loud = ear.hear(&glide).unwrap();
        let quiet: Vec<f32> = glide.iter().map(|s| s * 0.05).collect();
        let quiet = ear.hear(&quiet).unwrap();
        for (a, b, what) in [
            (loud.change_db, quiet.change_db, "change"),
            (loud.wandering * 10.0, quiet.wandering * 10.0, "wandering"),
            (loud.voiced * 10.0, quiet.voiced * 10.0, "voiced"),
            (loud.steady * 10.0, quiet.steady * 10.0, "steady"),
        ] {
            assert!((a - b).abs() < 1.0, "{what}: {a} and {b}");
        }
    }
}
