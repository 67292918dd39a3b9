//! One stream of a sound file on its way to 16 kHz.

use crate::{AudioError, resample::Resampler};

/// One stream of samples on its way out.
#[derive(Default)]
pub(crate) struct Lane {
    /// At the file's rate.
    pub(crate) samples: Vec<f32>,
    resampler: Option<Resampler>,
}

impl Lane {
    /// Resamples what has gathered.
    pub(crate) fn push(&mut self, rate: u32, out: &mut Vec<f32>) -> Result<(), AudioError> {
        if let Some(mut old) = self.resampler.take_if(|r| r.rate() != rate) {
            old.finish(out)?;
        }
        let resampler = match &mut self.resampler {
            Some(resampler) => resampler,
            empty => empty.insert(Resampler::new(rate)?),
        };
        resampler.push(&self.samples, out)?;
        self.samples.clear();
        Ok(())
    }
    /// The file is over: gives out what is still inside.
    pub(crate) fn finish(&mut self, out: &mut Vec<f32>) -> Result<(), AudioError> {
        match self.resampler.take() {
            Some(mut resampler) => resampler.finish(out),
            None => Ok(()),
        }
    }
}
