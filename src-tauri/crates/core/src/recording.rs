//! The sound of an interview, decoded from its encrypted blocks.

use candor_audio::codec::{BlockDecoder, EncodedBlock, decode_blocks};
use candor_domain::{
    InterviewId,
    recording::{Block, Gap, SAMPLE_RATE},
};
use candor_store::{
    StoreError,
    recordings::{self, StoredRecording},
};

use crate::{App, Archive, Error, Result, clock, interviews};

/// Longest gap between two recordings that is filled with silence, in samples; positions stay true beyond it.
const MAX_SAMPLES: usize = SAMPLE_RATE as usize * 60 * 60 * 8;

/// Shortest stretch without sound that counts as a gap, in ms.
const LEAST_GAP_MS: u64 = 100;

/// Longest stretch given at once, in ms.
pub const MAX_WINDOW_MS: u64 = 120_000;

/// Samples of a millisecond.
const PER_MS: u64 = SAMPLE_RATE as u64 / 1_000;

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
                blocks.push(encoded(block));
                Ok::<_, StoreError>(())
            })?;
            Ok(blocks)
        })?;
        samples.extend(decode_blocks(blocks)?);
    }
    Ok(candor_audio::wav_bytes(&samples))
}

/// A stretch of the interview's audio time line as 16-bit mono WAV; what was not recorded is silent. It ends with the
/// recording at the latest, and, when `until_quiet` is set, up to two seconds before `to_ms`, where it is quietest:
/// the next stretch then follows without an audible seam. The length of the answer says where that was.
///
/// # Errors
/// [`Error::Invalid`] for a stretch that is empty or longer than [`MAX_WINDOW_MS`]; [`Error::NotFound`].
pub fn window(
    app: &App,
    id: InterviewId,
    from_ms: u64,
    to_ms: u64,
    until_quiet: bool,
) -> Result<Vec<u8>> {
    if to_ms <= from_ms || to_ms - from_ms > MAX_WINDOW_MS {
        let most = MAX_WINDOW_MS / 1_000;
        return Err(Error::Invalid(format!(
            "ask for at least a millisecond and at most {most} seconds of sound at a time"
        )));
    }
    let end_ms = duration_ms(app, id)?;
    let mut samples = samples(app.archive(), id, from_ms, to_ms.min(end_ms).max(from_ms))?;
    if until_quiet && to_ms < end_ms {
        samples.truncate(quiet_end(&samples));
    }
    Ok(candor_audio::wav_bytes(&samples))
}

/// Where the quietest 50 ms within the last two seconds are, or within the last third of something short.
fn quiet_end(samples: &[f32]) -> usize {
    const STEP: usize = SAMPLE_RATE as usize / 20;
    let looked_at = (2 * SAMPLE_RATE as usize).min(samples.len() / 3);
    let first = samples.len() - looked_at;
    let energy = |step: &[f32]| step.iter().map(|s| s * s).sum::<f32>();
    samples[first..]
        .chunks_exact(STEP)
        .enumerate()
        .min_by(|(_, a), (_, b)| energy(a).total_cmp(&energy(b)))
        .map_or(samples.len(), |(step, _)| first + step * STEP + STEP / 2)
}

/// The samples of a stretch of the interview's audio time line; what was not recorded, or cannot be decoded, is silent.
pub(crate) fn samples(
    archive: &Archive,
    id: InterviewId,
    from_ms: u64,
    to_ms: u64,
) -> Result<Vec<f32>> {
    let (from, to) = (from_ms * PER_MS, to_ms * PER_MS);
    let mut out = vec![0.0; to.saturating_sub(from) as usize];
    let mut opus = BlockDecoder::new()?;
    let mut decoded = Vec::new();
    for stored in archive.store.read(|conn| recordings::list(conn, id))? {
        let offset = stored.recording.offset_ms * PER_MS;
        if to <= offset {
            continue;
        }
        let (first, last) = (from.saturating_sub(offset), to - offset);
        let recording = stored.recording.id;
        let blocks = archive
            .store
            .read(|conn| recordings::blocks_between(conn, recording, first, last))?;
        for block in blocks.into_iter().map(encoded) {
            decoded.clear();
            if let Err(error) = opus.decode(&block, &mut decoded) {
                tracing::warn!(%error, interview.id = %id, "a second of the recording cannot be decoded and stays silent");
                continue;
            }
            let start = offset + block.start_sample;
            let skip = from.saturating_sub(start) as usize;
            let at = start.saturating_sub(from) as usize;
            let there = decoded.get(skip..).unwrap_or_default();
            let room = out.get_mut(at..).unwrap_or_default();
            let count = there.len().min(room.len());
            room[..count].copy_from_slice(&there[..count]);
        }
    }
    Ok(out)
}

pub(crate) fn encoded(block: Block) -> EncodedBlock {
    let Block {
        start_sample,
        samples,
        data,
        ..
    } = block;
    EncodedBlock {
        start_sample,
        samples,
        data,
    }
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

/// How long the audio time line of an interview is, in ms, gaps included.
///
/// # Errors
/// [`crate::Error::NotFound`].
pub fn duration_ms(app: &App, id: InterviewId) -> Result<u64> {
    interviews::get(app, id)?;
    let recordings = app.store().read(|conn| recordings::list(conn, id))?;
    Ok(end_ms(&recordings))
}

/// Where the last of these recordings ends on the audio time line, in ms.
pub(crate) fn end_ms(recordings: &[StoredRecording]) -> u64 {
    let end = |r: &StoredRecording| r.recording.offset_ms + clock::samples_to_ms(r.stored_samples);
    recordings.iter().map(end).max().unwrap_or(0)
}
