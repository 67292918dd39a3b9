//! The sound of an interview, decoded from its encrypted blocks.

use candor_audio::codec::{EncodedBlock, decode_blocks};
use candor_domain::{
    InterviewId,
    recording::{Block, SAMPLE_RATE},
};
use candor_store::{StoreError, recordings};

use crate::{App, Result, clock, interviews};

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
        let start = recording.recording.offset_ms * u64::from(SAMPLE_RATE) / 1_000;
        samples.resize((start as usize).min(MAX_SAMPLES).max(samples.len()), 0.0);
        let blocks = app.store().read(|conn| {
            let mut blocks = Vec::new();
            recordings::for_each_block(conn, recording.recording.id, |block| {
                let Block {
                    start_sample,
                    samples,
                    data,
                    ..
                } = block;
                blocks.push(EncodedBlock {
                    start_sample,
                    samples,
                    data,
                });
                Ok::<_, StoreError>(())
            })?;
            Ok(blocks)
        })?;
        samples.extend(decode_blocks(blocks)?);
    }
    Ok(candor_audio::wav_bytes(&samples))
}

/// How long the sound of an interview is, in ms.
///
/// # Errors
/// [`crate::Error::NotFound`].
pub fn duration_ms(app: &App, id: InterviewId) -> Result<u64> {
    interviews::get(app, id)?;
    let recordings = app.store().read(|conn| recordings::list(conn, id))?;
    Ok(recordings
        .iter()
        .map(|r| clock::samples_to_ms(r.stored_samples))
        .sum())
}
