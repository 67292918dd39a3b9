//! The sound of an interview, decoded from its encrypted blocks. Where two microphones were used, their tracks lie side
//! by side on the audio time line: they are played together, and each can be had alone.

use candor_audio::codec::{BlockDecoder, EncodedBlock, decode_blocks};
use candor_domain::{
    InterviewId, Role,
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
    let mut sound = Mix::default();
    for recording in by_track(app.store().read(|conn| recordings::list(conn, id))?) {
        let blocks = app.store().read(|conn| {
            let mut blocks = Vec::new();
            recordings::for_each_block(conn, recording.recording.id, |block| {
                blocks.push(encoded(block));
                Ok::<_, StoreError>(())
            })?;
            Ok(blocks)
        })?;
        let start = (recording.recording.offset_ms * PER_MS) as usize;
        let own = decode_blocks(blocks)?;
        sound.make_room((start + own.len()).min(MAX_SAMPLES.max(own.len())));
        sound.add(recording.recording.track, start.min(MAX_SAMPLES), &own);
    }
    Ok(candor_audio::wav_bytes(&sound.samples))
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

/// The samples of a stretch of the interview's audio time line, all tracks together; what was not recorded, or cannot be
/// decoded, is silent.
pub(crate) fn samples(
    archive: &Archive,
    id: InterviewId,
    from_ms: u64,
    to_ms: u64,
) -> Result<Vec<f32>> {
    let recordings = archive.store.read(|conn| recordings::list(conn, id))?;
    decoded(archive, id, recordings, from_ms, to_ms)
}

/// The samples of a stretch in which this person spoke: from the track of their own, where there is one there.
pub(crate) fn samples_of(
    archive: &Archive,
    id: InterviewId,
    role: Role,
    from_ms: u64,
    to_ms: u64,
) -> Result<Vec<f32>> {
    let mut recordings = archive.store.read(|conn| recordings::list(conn, id))?;
    let own = |stored: &StoredRecording| {
        stored.recording.track == role
            && stored.recording.offset_ms < to_ms
            && from_ms < end_of(stored)
    };
    if recordings.iter().any(own) {
        recordings.retain(|stored| stored.recording.track == role);
    }
    decoded(archive, id, recordings, from_ms, to_ms)
}

/// The candidate's track of these recordings comes first.
fn by_track(mut recordings: Vec<StoredRecording>) -> Vec<StoredRecording> {
    recordings.sort_by_key(|stored| stored.recording.track == Role::Recruiter);
    recordings
}

/// The samples of a stretch of the audio time line in these recordings, all of them together; what was not recorded, or
/// cannot be decoded, is silent.
pub(crate) fn decoded(
    archive: &Archive,
    id: InterviewId,
    recordings: Vec<StoredRecording>,
    from_ms: u64,
    to_ms: u64,
) -> Result<Vec<f32>> {
    let (from, to) = (from_ms * PER_MS, to_ms * PER_MS);
    let mut sound = Mix::default();
    sound.make_room(to.saturating_sub(from) as usize);
    let mut opus = BlockDecoder::new()?;
    let mut decoded = Vec::new();
    for stored in by_track(recordings) {
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
            sound.add(stored.recording.track, at, there);
        }
    }
    Ok(sound.samples)
}

/// Sound of several tracks put together.
#[derive(Default)]
struct Mix {
    samples: Vec<f32>,
    /// The track that was added last, and up to where.
    last: Option<(Role, usize)>,
}

impl Mix {
    /// Up to here the sums of two voices are left as they are; full scale is never reached beyond it.
    const LINEAR: f32 = 0.8;

    /// Is at least so long from now on.
    fn make_room(&mut self, length: usize) {
        self.samples.resize(length.max(self.samples.len()), 0.0);
    }

    /// Adds sound of this track at this place, track by track and in order; what does not fit is left out. Where a track
    /// overlaps itself, by the rounding of its places, the earlier sound stays.
    fn add(&mut self, track: Role, at: usize, sound: &[f32]) {
        let until = match self.last {
            Some((last, until)) if last == track => until,
            _ => 0,
        };
        let skip = until.saturating_sub(at).min(sound.len());
        let (at, sound) = (at + skip, &sound[skip..]);
        let room = self.samples.get_mut(at..).unwrap_or_default();
        for (out, own) in room.iter_mut().zip(sound) {
            *out = if *out == 0.0 {
                *own
            } else {
                limited(*out + own)
            };
        }
        self.last = Some((track, (at + sound.len()).max(until)));
    }
}

/// The sum of two voices without the rattle of clipping.
fn limited(sum: f32) -> f32 {
    let over = sum.abs() - Mix::LINEAR;
    if over <= 0.0 {
        return sum;
    }
    let rest = 1.0 - Mix::LINEAR;
    (Mix::LINEAR + rest * (over / rest).tanh()).copysign(sum)
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

/// Where the candidate's sound is missing between these recordings, which are in the order of the time line. What is
/// shorter than a tenth of a second is the rounding of places, not a gap; what the recruiter's own microphone missed is
/// none either.
pub fn gaps(recordings: &[StoredRecording]) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let mut end_ms = None;
    for stored in candidates(recordings) {
        let start_ms = stored.recording.offset_ms;
        if let Some(before) = end_ms.filter(|end| start_ms >= end + LEAST_GAP_MS) {
            gaps.push(Gap {
                start_ms: before,
                end_ms: start_ms,
            });
        }
        let own_end = end_of(stored);
        end_ms = Some(end_ms.map_or(own_end, |end: u64| end.max(own_end)));
    }
    gaps
}

/// The recordings of the candidate's track.
pub(crate) fn candidates(recordings: &[StoredRecording]) -> impl Iterator<Item = &StoredRecording> {
    recordings
        .iter()
        .filter(|stored| stored.recording.track != Role::Recruiter)
}

/// How long somebody was heard, in ms: sound that two microphones recorded at once counts once.
pub(crate) fn heard_ms(recordings: &[StoredRecording]) -> u64 {
    let mut spans: Vec<(u64, u64)> = recordings
        .iter()
        .map(|stored| (stored.recording.offset_ms, end_of(stored)))
        .collect();
    spans.sort_unstable();
    let mut until = 0;
    let mut sum = 0;
    for (start, end) in spans {
        sum += end.saturating_sub(start.max(until));
        until = until.max(end);
    }
    sum
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
    recordings.iter().map(end_of).max().unwrap_or(0)
}

/// Where this recording ends on the audio time line, in ms.
pub(crate) fn end_of(stored: &StoredRecording) -> u64 {
    stored.recording.offset_ms + clock::samples_to_ms(stored.stored_samples)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_voices_are_heard_together_and_never_clip() {
        let mut mix = Mix::default();
        mix.make_room(6);
        mix.add(Role::Candidate, 0, &[0.1, 0.7, -0.9, 0.0]);
        mix.add(Role::Recruiter, 1, &[0.7, -0.9, 0.2, 0.3, 0.4, 0.5]);
        let limited = |wanted: f32| move |s: f32| s.abs() < 1.0 && s.abs() > wanted;
        assert!((mix.samples[0] - 0.1).abs() < 1e-6);
        assert!(limited(0.8)(mix.samples[1]) && limited(0.9)(mix.samples[2]));
        assert!(mix.samples[2] < 0.0);
        assert_eq!(mix.samples[3..], [0.2, 0.3, 0.4]);
    }

    #[test]
    fn a_track_that_overlaps_itself_by_rounding_is_not_added_twice() {
        let mut mix = Mix::default();
        mix.make_room(4);
        mix.add(Role::Candidate, 0, &[0.1, 0.2]);
        mix.add(Role::Candidate, 1, &[0.5, 0.5, 0.5]);
        assert_eq!(mix.samples, [0.1, 0.2, 0.5, 0.5]);
    }
}
