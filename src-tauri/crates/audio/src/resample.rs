//! Any rate and number of channels → 16 kHz mono, without shifting anything in time.

use rubato::{
    Fft, FixedSync, Indexing, Resampler as _, WindowFunction,
    audioadapter_buffers::direct::InterleavedSlice,
};

use crate::{AudioError, SAMPLE_RATE};

/// Input rates that make sense, in hertz. Whatever lies outside is a damaged header.
pub(crate) const RATES: std::ops::RangeInclusive<u32> = 4_000..=768_000;

/// Appends the mean of all channels of each frame. Samples that are not finite become silence.
pub(crate) fn downmix(interleaved: &[f32], channels: usize, mono: &mut Vec<f32>) {
    let finite = |sample: f32| if sample.is_finite() { sample } else { 0.0 };
    if channels == 1 {
        mono.extend(interleaved.iter().copied().map(finite));
    } else {
        let share = 1.0 / channels as f32;
        mono.extend(
            interleaved
                .chunks_exact(channels)
                .map(|frame| finite(frame.iter().sum::<f32>() * share)),
        );
    }
}

/// A streaming resampler to [`SAMPLE_RATE`]. Its own delay is cut off at the start and made up for by
/// [`Resampler::finish`], so output sample *n* belongs to input time *n* / 16 000 s.
#[derive(Debug)]
pub(crate) struct Resampler {
    rate: u32,
    /// `None` when the input already has the right rate.
    fft: Option<Fft<f32>>,
    /// Input not yet enough for a chunk.
    pending: Vec<f32>,
    chunk: Vec<f32>,
    /// Delay still to be cut off, in output samples.
    skip: usize,
    consumed: u64,
    produced: u64,
}

impl Resampler {
    pub(crate) fn new(rate: u32) -> Result<Self, AudioError> {
        let fft = if rate == SAMPLE_RATE {
            None
        } else {
            // About 20 ms a chunk: a delay of 10 ms, and a filter steep enough to keep speech up to 7 kHz. A
            // multiple of two of the smallest chunk, as the delay of an odd one is not a whole sample.
            let step = 2 * (rate / gcd(rate, SAMPLE_RATE)) as usize;
            let fft = Fft::new_custom(
                rate as usize,
                SAMPLE_RATE as usize,
                (rate as usize / 50).next_multiple_of(step),
                1,
                1,
                WindowFunction::BlackmanHarris2,
                FixedSync::Both,
            )
            .map_err(|e| failed(rate, &e))?;
            Some(fft)
        };
        let (skip, room) = fft
            .as_ref()
            .map_or((0, 0), |fft| (fft.output_delay(), fft.output_frames_max()));
        Ok(Self {
            rate,
            fft,
            pending: Vec::new(),
            chunk: vec![0.0; room],
            skip,
            consumed: 0,
            produced: 0,
        })
    }

    pub(crate) fn rate(&self) -> u32 {
        self.rate
    }

    /// Takes mono input at the source's rate and appends what can be given out already.
    pub(crate) fn push(&mut self, mono: &[f32], out: &mut Vec<f32>) -> Result<(), AudioError> {
        self.consumed += mono.len() as u64;
        let Some(fft) = &self.fft else {
            out.extend_from_slice(mono);
            return Ok(());
        };
        let need = fft.input_frames_next();
        self.pending.extend_from_slice(mono);
        let whole = self.pending.len() / need * need;
        let pending = std::mem::take(&mut self.pending);
        for input in pending[..whole].chunks_exact(need) {
            self.process(input, u64::MAX, out)?;
        }
        self.pending = pending;
        self.pending.drain(..whole);
        Ok(())
    }

    /// The input is over: appends what is still inside. The output is then as long as the input, rounded up
    /// to a whole sample.
    pub(crate) fn finish(&mut self, out: &mut Vec<f32>) -> Result<(), AudioError> {
        if self.fft.is_none() {
            return Ok(());
        }
        let total = (self.consumed * u64::from(SAMPLE_RATE)).div_ceil(u64::from(self.rate));
        let mut rest = std::mem::take(&mut self.pending);
        while self.produced < total {
            self.process(&rest, total, out)?;
            rest.clear();
        }
        Ok(())
    }

    /// Resamples one chunk (silence added where `input` is short) and appends it, up to `total` samples in all.
    fn process(&mut self, input: &[f32], total: u64, out: &mut Vec<f32>) -> Result<(), AudioError> {
        let Some(fft) = &mut self.fft else {
            return Ok(());
        };
        let rate = self.rate;
        let from = InterleavedSlice::new(input, 1, input.len()).map_err(|e| failed(rate, &e))?;
        let room = self.chunk.len();
        let mut to =
            InterleavedSlice::new_mut(&mut self.chunk, 1, room).map_err(|e| failed(rate, &e))?;
        let indexing = Indexing::new().partial_len(input.len());
        let (_, made) = fft
            .process_into_buffer(&from, &mut to, Some(&indexing))
            .map_err(|e| failed(rate, &e))?;
        let cut = self.skip.min(made);
        self.skip -= cut;
        let fresh = &self.chunk[cut..made];
        let fresh = &fresh[..fresh.len().min((total - self.produced) as usize)];
        self.produced += fresh.len() as u64;
        out.extend_from_slice(fresh);
        Ok(())
    }
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn failed(rate: u32, error: &dyn std::fmt::Display) -> AudioError {
    AudioError::Resample {
        rate,
        what: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(rate: u32, hertz: f64, samples: usize) -> Vec<f32> {
        (0..samples)
            .map(|n| {
                (0.5 * (n as f64 * hertz * std::f64::consts::TAU / f64::from(rate)).sin()) as f32
            })
            .collect()
    }

    fn resample(rate: u32, input: &[f32], cut: usize) -> Vec<f32> {
        let (mut resampler, mut out) = (Resampler::new(rate).unwrap(), Vec::new());
        for piece in input.chunks(cut) {
            resampler.push(piece, &mut out).unwrap();
        }
        resampler.finish(&mut out).unwrap();
        out
    }

    #[test]
    fn a_tone_keeps_pitch_phase_and_length_at_every_rate() {
        for rate in [
            8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000, 192_000,
        ] {
            for samples in [rate as usize, rate as usize * 3 / 7, 100] {
                let out = resample(rate, &tone(rate, 1000.0, samples), 777);
                let length = (samples as u64 * 16_000).div_ceil(u64::from(rate)) as usize;
                assert_eq!(out.len(), length, "{rate} Hz, {samples} samples");
                // The same tone made at 16 kHz; the ends ring for as long as the filter, as the tone is switched
                // on and off there.
                let ideal = tone(16_000, 1000.0, length);
                let inner = 700.min(length)..length.saturating_sub(700);
                for n in inner {
                    assert!(
                        (out[n] - ideal[n]).abs() < 0.005,
                        "{rate} Hz: sample {n} is {} instead of {}",
                        out[n],
                        ideal[n]
                    );
                }
            }
        }
    }

    #[test]
    fn what_16_khz_cannot_hold_is_filtered_out_and_not_folded_back() {
        let out = resample(48_000, &tone(48_000, 11_000.0, 48_000), 480);
        let loudest = out[320..15_680].iter().fold(0.0_f32, |a, b| a.max(b.abs()));
        assert!(loudest < 0.0005, "{loudest}");
    }

    #[test]
    fn how_the_input_is_cut_makes_no_difference() {
        let input = tone(44_100, 300.0, 30_000);
        let whole = resample(44_100, &input, 30_000);
        for cut in [1, 441, 1000] {
            assert_eq!(resample(44_100, &input, cut), whole);
        }
    }

    #[test]
    fn downmixing_takes_the_mean_and_silences_what_is_not_a_number() {
        let mut mono = Vec::new();
        downmix(&[0.2, 0.4, -0.5, 0.5, f32::NAN, 0.1], 2, &mut mono);
        assert!((mono[0] - 0.3).abs() < 1e-6, "{mono:?}");
        assert_eq!(&mono[1..], [0.0, 0.0]);
        let mut mono = Vec::new();
        downmix(&[0.25, f32::INFINITY], 1, &mut mono);
        downmix(&[0.3, 0.0, 0.0, 0.9, 0.0, 0.0, 0.0, 0.0], 4, &mut mono);
        assert_eq!(mono.len(), 4);
        assert_eq!(&mono[..2], [0.25, 0.0]);
        assert!((mono[2] - 0.3).abs() < 1e-6 && mono[3] == 0.0);
    }
}
