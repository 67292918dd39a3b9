//! A recording in place of a microphone, and samples as a WAV file.

use std::path::Path;

use crate::{AudioError, Pace, Pull, SAMPLE_RATE, Source, decode::FileReader, pacer::Pacer};

/// A recording that is pulled like a microphone: any WAV, or whatever else [`crate::decode_file`] reads.
pub struct WavSource {
    reader: FileReader,
    pacer: Pacer,
    /// Decoded and not yet handed out.
    ready: Vec<f32>,
    exhausted: bool,
}

impl WavSource {
    /// Opens a recording. It is read through once first, so that a bad file is refused here and does not end
    /// an interview half-way.
    ///
    /// # Errors
    /// [`AudioError`] naming the file and what is wrong; other than [`crate::decode_file`] this also refuses a
    /// file that is cut off or damaged in places.
    pub fn open(path: &Path, pace: Pace) -> Result<Self, AudioError> {
        FileReader::open(path)?.survey()?;
        Ok(Self {
            reader: FileReader::open(path)?,
            pacer: Pacer::new(pace),
            ready: Vec::new(),
            exhausted: false,
        })
    }
}

impl Source for WavSource {
    fn name(&self) -> &str {
        self.reader.file()
    }

    fn pace(&self) -> Pace {
        self.pacer.pace()
    }

    fn read(&mut self, out: &mut Vec<f32>) -> Result<Pull, AudioError> {
        if self.exhausted && self.ready.is_empty() {
            return Ok(Pull::End);
        }
        let wanted = self.pacer.next();
        while self.ready.len() < wanted && !self.exhausted {
            self.exhausted = !self.reader.read(std::slice::from_mut(&mut self.ready))?;
        }
        let given = wanted.min(self.ready.len());
        out.extend(self.ready.drain(..given));
        Ok(if given > 0 { Pull::Samples } else { Pull::End })
    }
}

/// These samples as a complete WAV file: 16 bit, mono, [`SAMPLE_RATE`]. Louder than full scale is clipped.
pub fn wav_bytes(samples: &[f32]) -> Vec<u8> {
    const HEADER: usize = 44;
    let data = (samples.len() * 2).min(u32::MAX as usize - HEADER) & !1;
    let mut file = Vec::with_capacity(HEADER + data);
    file.extend(b"RIFF");
    file.extend((data as u32 + 36).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    for field in [1_u16, 1] {
        file.extend(field.to_le_bytes()); // PCM, one channel
    }
    file.extend(SAMPLE_RATE.to_le_bytes());
    file.extend((SAMPLE_RATE * 2).to_le_bytes());
    for field in [2_u16, 16] {
        file.extend(field.to_le_bytes()); // bytes a frame, bits a sample
    }
    file.extend(b"data");
    file.extend((data as u32).to_le_bytes());
    for sample in &samples[..data / 2] {
        // `as` saturates and turns NaN into 0.
        file.extend((((sample * 32_768.0).round()) as i16).to_le_bytes());
    }
    file
}
