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

use std::sync::Arc;

use realfft::{RealFftPlanner, RealToComplex, num_complex::Complex32};

/// Samples of a spectrum, and of the step to the next one.
const FRAME: usize = 512;
const STEP: usize = 256;
/// Stretches judged, in samples: two seconds.
const STRETCH: usize = 32_000;
/// Fewer frames than this tell nothing: the stretch passes.
const LEAST_FRAMES: usize = 12;
/// Bands of the spectrum, evenly spaced as the ear hears, from and to these frequencies in hertz.
const BANDS: usize = 24;
const LOWEST: f32 = 100.0;
const HIGHEST: f32 = 7_000.0;
/// How far apart spectra are compared: 96 ms, about the distance of one sound of speech to the next.
const APART: usize = 6;
/// Frames more than this below the loudest ones are pauses, in dB.
const PAUSE_DB: f32 = 25.0;
/// A frame is voiced if it resembles itself one period later to this degree, 0 to 1.
const VOICED: f32 = 0.6;
/// Two tones of the same pitch differ by less, in the logarithm: a quarter of a half-tone. A speaking voice never holds a
/// pitch so well, a note does.
const SAME_PITCH: f32 = 0.016;
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

/// Hears textures; keeps what it computes with.
struct Ear {
    fft: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
    bands: Vec<Vec<(usize, f32)>>,
    input: Vec<f32>,
    spectrum: Vec<Complex32>,
}

impl Ear {
    fn new() -> Self {
        let fft = RealFftPlanner::new().plan_fft_forward(FRAME);
        let window = (0..FRAME)
            .map(|n| 0.5 - 0.5 * (std::f32::consts::TAU * n as f32 / (FRAME - 1) as f32).cos())
            .collect();
        Self {
            input: fft.make_input_vec(),
            spectrum: fft.make_output_vec(),
            fft,
            window,
            bands: bands(),
        }
    }

    /// What these samples sound like; none when there are too few.
    fn hear(&mut self, samples: &[f32]) -> Option<Texture> {
        let frames = (samples.len().checked_sub(FRAME)?) / STEP;
        if frames < LEAST_FRAMES {
            return None;
        }
        let mut powers = Vec::with_capacity(frames);
        let mut shapes = Vec::with_capacity(frames);
        let mut centres = Vec::with_capacity(frames);
        let mut tones = Vec::with_capacity(frames);
        for frame in samples.windows(FRAME).step_by(STEP).take(frames) {
            powers.push(frame.iter().map(|s| s * s).sum::<f32>() / FRAME as f32);
            let (shape, centre) = self.spectrum(frame);
            shapes.push(shape);
            centres.push(centre);
            tones.push(self.strongest_tone());
        }
        let loudness: Vec<f32> = powers.iter().map(|p| decibels(*p)).collect();
        let active_from = percentile(&loudness, 0.95) - PAUSE_DB;
        let active: Vec<bool> = loudness.iter().map(|l| *l > active_from).collect();
        let count = active.iter().filter(|a| **a).count();
        let pairs = || {
            (APART..frames)
                .map(|n| (n - APART, n))
                .filter(|(before, n)| active[*before] && active[*n])
        };
        let changes: Vec<f32> = pairs()
            .map(|(before, n)| distance(&shapes[before], &shapes[n]))
            .collect();
        let kept = pairs()
            .filter(|(before, n)| (tones[*n] / tones[*before]).ln().abs() < SAME_PITCH)
            .count();
        let logs: Vec<f32> = centres
            .iter()
            .zip(&active)
            .filter(|(_, active)| **active)
            .map(|(centre, _)| (centre + 1.0).ln())
            .collect();
        let mean = powers.iter().sum::<f32>() / frames as f32;
        Some(Texture {
            range_db: percentile(&loudness, 0.9) - percentile(&loudness, 0.1),
            change_db: if changes.len() > 5 {
                percentile(&changes, 0.5)
            } else {
                0.0
            },
            wandering: if count > 5 { deviation(&logs) } else { 0.0 },
            voiced: voiced_share(samples, &active),
            quiet: powers.iter().filter(|p| **p < mean / 2.0).count() as f32 / frames as f32,
            active: count as f32 / frames as f32,
            steady: kept as f32 / changes.len().max(1) as f32,
        })
    }

    /// The shape of a frame's spectrum, in dB around its mean, and its centre in hertz.
    fn spectrum(&mut self, frame: &[f32]) -> ([f32; BANDS], f32) {
        for ((input, sample), weight) in self.input.iter_mut().zip(frame).zip(&self.window) {
            *input = sample * weight;
        }
        if self
            .fft
            .process(&mut self.input, &mut self.spectrum)
            .is_err()
        {
            // Only for buffers of other lengths than the ones it made itself.
            return ([0.0; BANDS], 0.0);
        }
        let power: Vec<f32> = self.spectrum.iter().map(Complex32::norm_sqr).collect();
        let mut shape = [0.0; BANDS];
        for (band, bins) in shape.iter_mut().zip(&self.bands) {
            let sum: f32 = bins.iter().map(|(bin, weight)| power[*bin] * weight).sum();
            *band = decibels(sum);
        }
        let mean = shape.iter().sum::<f32>() / BANDS as f32;
        for band in &mut shape {
            *band -= mean;
        }
        let (mut weighted, mut all) = (0.0, 1e-12);
        for (bin, power) in power.iter().enumerate() {
            weighted += power * bin as f32 * 16_000.0 / FRAME as f32;
            all += power;
        }
        (shape, weighted / all)
    }

    /// The strongest tone of the last spectrum up to 2 kHz, in bins, between them too.
    fn strongest_tone(&self) -> f32 {
        let power = |bin: usize| self.spectrum[bin].norm_sqr() + 1e-12;
        let strongest = (3..64)
            .max_by(|a, b| power(*a).total_cmp(&power(*b)))
            .unwrap_or(3);
        let [below, at, above] = [strongest - 1, strongest, strongest + 1].map(|b| power(b).ln());
        let bend = below - 2.0 * at + above;
        let shift = if bend.abs() > 1e-9 {
            (0.5 * (below - above) / bend).clamp(-0.5, 0.5)
        } else {
            0.0
        };
        strongest as f32 + shift
    }
}

/// Bins of each band with their weights: triangles that overlap by half, evenly spaced in mel.
fn bands() -> Vec<Vec<(usize, f32)>> {
    let mel = |hertz: f32| 2_595.0 * (1.0 + hertz / 700.0).log10();
    let hertz = |mel: f32| 700.0 * (10_f32.powf(mel / 2_595.0) - 1.0);
    let step = (mel(HIGHEST) - mel(LOWEST)) / (BANDS + 1) as f32;
    let edge = |n: usize| hertz(mel(LOWEST) + step * n as f32);
    (0..BANDS)
        .map(|band| {
            let (low, middle, high) = (edge(band), edge(band + 1), edge(band + 2));
            (0..=FRAME / 2)
                .filter_map(|bin| {
                    let at = bin as f32 * 16_000.0 / FRAME as f32;
                    let weight = ((at - low) / (middle - low)).min((high - at) / (high - middle));
                    (weight > 0.0).then_some((bin, weight))
                })
                .collect()
        })
        .collect()
}

/// Share of the active frames, every fourth looked at, that resemble themselves one period of a voice (70 to 400 Hz) later.
fn voiced_share(samples: &[f32], active: &[bool]) -> f32 {
    const LENGTH: usize = 320;
    let halved: Vec<f32> = samples
        .as_chunks::<2>()
        .0
        .iter()
        .map(|[a, b]| f32::midpoint(*a, *b))
        .collect();
    let (mut looked, mut voiced) = (0_u32, 0_u32);
    for (n, _) in active
        .iter()
        .enumerate()
        .filter(|(_, active)| **active)
        .step_by(4)
    {
        let Some(frame) = halved.get(n * STEP / 2..n * STEP / 2 + LENGTH) else {
            continue;
        };
        let mean = frame.iter().sum::<f32>() / LENGTH as f32;
        let frame: Vec<f32> = frame.iter().map(|s| s - mean).collect();
        if frame.iter().map(|s| s * s).sum::<f32>() <= 0.0 {
            continue;
        }
        looked += 1;
        voiced += u32::from((20..115).any(|lag| resemblance(&frame, lag) > VOICED));
    }
    voiced as f32 / looked.max(1) as f32
}

/// How much a frame resembles itself `lag` samples later, -1 to 1.
fn resemblance(frame: &[f32], lag: usize) -> f32 {
    let (mut product, mut early, mut late) = (0.0, 0.0, 1e-12);
    for (a, b) in frame.iter().zip(&frame[lag..]) {
        product += a * b;
        early += a * a;
        late += b * b;
    }
    product / (early * late + 1e-12_f32).sqrt()
}

fn decibels(power: f32) -> f32 {
    10.0 * (power + 1e-9).log10()
}

fn distance(a: &[f32; BANDS], b: &[f32; BANDS]) -> f32 {
    let squares: f32 = a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum();
    (squares / BANDS as f32).sqrt()
}

fn deviation(values: &[f32]) -> f32 {
    let count = values.len().max(1) as f32;
    let mean = values.iter().sum::<f32>() / count;
    (values.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / count).sqrt()
}

/// The value below which this share of the values lies.
fn percentile(values: &[f32], share: f32) -> f32 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f32::total_cmp);
    let at = (share * (sorted.len().saturating_sub(1)) as f32).round() as usize;
    sorted.get(at).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

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
