//! The sound of an interview, decoded from its encrypted blocks.

use candor_audio::codec::BlockDecoder;
use candor_domain::{InterviewId, recording::SAMPLE_RATE};
use candor_store::recordings;

use crate::{App, Result, interviews};

/// Longest gap between two recordings that is filled with silence, in samples; positions stay true beyond it.
const MAX_SAMPLES: usize = SAMPLE_RATE as usize * 60 * 60 * 8;

/// The whole interview as 16-bit mono WAV, every recording at its place on the audio time line.
///
/// # Errors
/// [`crate::Error::NotFound`]; sound that cannot be decoded.
pub fn wav(app: &App, id: InterviewId) -> Result<Vec<u8>> {
    interviews::get(app, id)?;
    let mut samples: Vec<f32> = Vec::new();
    for recording in app.store().read(|conn| recordings::list(conn, id))? {
        let start = (recording.recording.offset_ms * u64::from(SAMPLE_RATE) / 1_000) as usize;
        samples.resize(start.min(MAX_SAMPLES).max(samples.len()), 0.0);
        let mut decoder = BlockDecoder::new()?;
        let blocks = app.store().read(|conn| recordings::blocks(conn, recording.recording.id))?;
        for block in blocks {
            samples.extend(decoder.decode(&block.data, block.samples)?);
        }
    }
    Ok(candor_audio::wav_bytes(&samples))
}
