//! The sound of an interview, decoded from its encrypted blocks.

use candor_audio::codec::{EncodedBlock, decode_blocks};
use candor_domain::{
    InterviewId,
    recording::{Block, Gap, SAMPLE_RATE},
};
use candor_store::{
    StoreError,
    recordings::{self, StoredRecording},
};

use crate::{App, Result, clock, interviews};

/// Longest gap between two recordings that is filled with silence, in samples; positions stay true beyond it.
const MAX_SAMPLES: usize = SAMPLE_RATE as usize * 60 * 60 * 8;

/// Shortest stretch without sound that counts as a gap, in ms.
const LEAST_GAP_MS: u64 = 100;

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

/// Where sound is missing between these recordings, which are in the order of the time line. What is shorter than a
/// tenth of a second is the rounding of places, not a gap.
pub fn gaps(recordings: &[StoredRecording]) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let mut end_ms = None;
    for stored in recordings {
        let start_ms = stored.recording.offset_ms;
        if let Some(before) = end_ms.filter(|end| start_ms >= end + LEAST_GAP_MS) {
            gaps.push(Gap {
                start_ms: before,
                end_ms: start_ms,
            });
        }
        let own_end = start_ms + clock::samples_to_ms(stored.stored_samples);
        end_ms = Some(end_ms.map_or(own_end, |end: u64| end.max(own_end)));
    }
    gaps
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
