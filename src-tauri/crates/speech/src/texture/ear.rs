//! Hears what a stretch of sound is made of: spectra, loudness, pitch.

use std::sync::Arc;

use realfft::{RealFftPlanner, RealToComplex, num_complex::Complex32};

use super::Texture;

/// Samples of a spectrum, and of the step to the next one.
pub(super) const FRAME: usize = 512;
pub(super) const STEP: usize = 256;
/// Fewer frames than this tell nothing: the stretch passes.
pub(super) const LEAST_FRAMES: usize = 12;
/// How far apart spectra are compared: 96 ms, about the distance of one sound of speech to the next.
const APART: usize = 6;
/// Frames more than this below the loudest ones are pauses, in dB.
const PAUSE_DB: f32 = 25.0;
/// A frame is voiced if it resembles itself one period later to this degree, 0 to 1.
const VOICED: f32 = 0.6;
/// Two tones of the same pitch differ by less, in the logarithm: a quarter of a half-tone. A speaking voice never holds a
/// pitch so well, a note does.
const SAME_PITCH: f32 = 0.016;
/// Bands of the spectrum, evenly spaced as the ear hears, from and to these frequencies in hertz.
const BANDS: usize = 24;
const LOWEST: f32 = 100.0;
const HIGHEST: f32 = 7_000.0;

/// Hears textures; keeps what it computes with.
pub(super) struct Ear {
    fft: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
    bands: Vec<Vec<(usize, f32)>>,
    input: Vec<f32>,
    spectrum: Vec<Complex32>,
}

impl Ear {
    pub(super) fn new() -> Self {
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
    pub(super) fn hear(&mut self, samples: &[f32]) -> Option<Texture> {
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
