//! How loud an interview is along its audio time line.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use candor_audio::codec::BlockDecoder;
use candor_domain::{
    InterviewId,
    recording::{Gap, SAMPLE_RATE},
};
use candor_store::recordings::{self, StoredRecording};
use serde::Serialize;

use crate::{App, Error, Result, interviews, recording};

/// Most buckets given.
pub const MAX_BUCKETS: u32 = 4_000;
/// Most blocks decoded for one waveform. Of longer recordings every so many-th second is heard; what lies between
/// looks like its neighbour.
const MOST_DECODED: usize = 1_200;
/// Samples whose loudest one is a point of the curve: 20 ms.
const POINT: usize = SAMPLE_RATE as usize / 50;
/// What is drawn as silence, in dBFS.
const FLOOR_DB: f32 = -54.0;
/// Waveforms kept in memory.
const KEPT: usize = 8;

/// Loudness along the audio time line, in buckets of equal length.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Waveform {
    /// Length of the audio time line in ms.
    pub duration_ms: u64,
    /// Loudest moment of each bucket, 0 (silent) to 100 (as loud as can be), on a scale of decibels.
    pub peaks: Vec<u8>,
    /// Where sound is missing because the microphone was away.
    pub gaps: Vec<Gap>,
    /// Where the interview went on after a pause or interruption.
    pub pauses: Vec<Pause>,
}

/// A place where time passed that the audio time line does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Pause {
    /// Place on the audio time line, in ms.
    pub at_ms: u64,
    /// How long nothing was recorded there, in ms.
    pub length_ms: u64,
}

type Key = (InterviewId, u64, u32);

/// Waveforms asked for lately. A recording that has grown since has another key.
#[derive(Default)]
pub(crate) struct Waveforms(Mutex<VecDeque<(Key, Arc<Waveform>)>>);

impl Waveforms {
    fn find(&self, key: Key) -> Option<Arc<Waveform>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(own, _)| *own == key)?;
        let found = kept.remove(at)?;
        kept.push_front(found.clone());
        Some(found.1)
    }

    fn keep(&self, key: Key, waveform: &Arc<Waveform>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // One per interview and width: what it was while it was shorter is of no use any more.
        kept.retain(|((id, _, buckets), _)| (*id, *buckets) != (key.0, key.2));
        kept.push_front((key, Arc::clone(waveform)));
        kept.truncate(KEPT);
    }
}

/// The waveform of an interview in `buckets` buckets. Takes a few seconds at most, however long the recording is, and
/// next to nothing the second time.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] for no buckets or more than [`MAX_BUCKETS`].
pub fn waveform(app: &App, id: InterviewId, buckets: u32) -> Result<Arc<Waveform>> {
    if !(1..=MAX_BUCKETS).contains(&buckets) {
        return Err(Error::Invalid(format!(
            "a waveform has 1 to {MAX_BUCKETS} buckets"
        )));
    }
    interviews::get(app, id)?;
    let recordings = app.store().read(|conn| recordings::list(conn, id))?;
    let samples = recordings.iter().map(|r| r.stored_samples).sum();
    let key = (id, samples, buckets);
    if let Some(kept) = app.waveforms().find(key) {
        return Ok(kept);
    }
    let duration_ms = recording::end_ms(&recordings);
    let waveform = Arc::new(Waveform {
        duration_ms,
        peaks: peaks(app, &recordings, duration_ms, buckets as usize)?,
        gaps: recording::gaps(&recordings),
        pauses: pauses(&recordings),
    });
    app.waveforms().keep(key, &waveform);
    Ok(waveform)
}

fn peaks(
    app: &App,
    recordings: &[StoredRecording],
    duration_ms: u64,
    buckets: usize,
) -> Result<Vec<u8>> {
    let length = duration_ms * u64::from(SAMPLE_RATE) / 1_000;
    let blocks: usize = recordings.iter().map(|r| r.blocks as usize).sum();
    let stride = blocks.div_ceil(MOST_DECODED).max(1);
    let mut peaks: Vec<Option<f32>> = vec![None; buckets];
    let mut opus = BlockDecoder::new()?;
    let (mut decoded, mut number) = (Vec::new(), 0);
    for stored in recordings {
        let id = stored.recording.id;
        let offset = stored.recording.offset_ms * u64::from(SAMPLE_RATE) / 1_000;
        for (start, samples) in app.store().read(|conn| recordings::places(conn, id))? {
            number += 1;
            if (number - 1) % stride != 0 {
                continue;
            }
            let end = start + u64::from(samples);
            let read = |conn: &_| recordings::blocks_between(conn, id, start, end);
            for block in app.store().read(read)?.into_iter().map(recording::encoded) {
                decoded.clear();
                // What cannot be decoded is silent here; the log's check names it.
                if opus.decode(&block, &mut decoded).is_err() {
                    continue;
                }
                for (point, own) in decoded.chunks(POINT).enumerate() {
                    let at = offset + block.start_sample + (point * POINT) as u64;
                    let bucket = (at * buckets as u64 / length.max(1)) as usize;
                    let loudest = own.iter().fold(0.0, |most: f32, s| most.max(s.abs()));
                    let peak = &mut peaks[bucket.min(buckets - 1)];
                    *peak = Some(peak.map_or(loudest, |before| before.max(loudest)));
                }
            }
        }
    }
    Ok(drawn(&peaks, stride > 1))
}

/// The curve on its scale. A bucket nothing was decoded for looks like the one before it, where seconds were left out.
fn drawn(peaks: &[Option<f32>], filled: bool) -> Vec<u8> {
    let mut before = None;
    let height = |peak: &Option<f32>| {
        let peak = match peak {
            None if filled => before,
            own => *own,
        };
        before = peak;
        let db = 20.0 * peak.unwrap_or(0.0).max(1e-6).log10();
        ((1.0 - db / FLOOR_DB).clamp(0.0, 1.0) * 100.0).round() as u8
    };
    peaks.iter().map(height).collect()
}

/// Recordings that follow on one another on the time line, but not on the clock.
fn pauses(recordings: &[StoredRecording]) -> Vec<Pause> {
    // Both tracks pause at once; the candidate's tells.
    let recordings: Vec<&StoredRecording> = recording::candidates(recordings).collect();
    let pause = |pair: &[&StoredRecording]| {
        let [before, after] = pair else { return None };
        let length = crate::clock::samples_to_ms(before.stored_samples);
        let end_ms = before.recording.offset_ms + length;
        let at_ms = after.recording.offset_ms;
        let passed = after
            .recording
            .started_at
            .since(before.recording.started_at);
        let length_ms = passed
            .saturating_sub(length)
            .saturating_sub(at_ms.saturating_sub(end_ms));
        (length_ms >= 1_000).then_some(Pause { at_ms, length_ms })
    };
    recordings.windows(2).filter_map(pause).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_is_one_of_decibels() {
        let peaks = [Some(1.0), Some(0.1), Some(0.001), None];
        assert_eq!(drawn(&peaks, false), [100, 63, 0, 0]);
        assert_eq!(drawn(&[Some(0.1), None, Some(0.0)], true), [63, 63, 0]);
    }
}
