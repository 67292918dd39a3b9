//! What takes sound in: source, level, recording and utterances, all on one time line.

use std::ops::Range;

use candor_audio::{
    Level, LevelMeter, Pace, Pull, Source,
    codec::{self, BlockEncoder, EncodedBlock},
};
use candor_domain::{
    InterviewId, RecordingId, Role, UtcMillis,
    recording::{Block, Recording, SAMPLE_RATE},
};
use candor_speech::vad::{Utterance, UtteranceDetector, VadEvent, VadSettings};

use super::{drift::Drift, pause::Pause};
use crate::{Result, clock::samples_to_ms, loudness::Loudness};

/// Most silence put in for lost sound at a time: ten minutes.
const MOST_LOST: usize = 16_000 * 600;
/// A pause in which samples may be taken out or put in is at least so long, in ms.
const PAUSE_MS: u64 = 300;

/// What a stretch of sound brought.
#[derive(Default)]
pub(super) struct Heard {
    /// Samples taken in.
    pub samples: usize,
    /// Sound that was lost before them, in ms; silence stands in its place.
    pub lost_ms: u64,
    /// Levels, one per 100 ms.
    pub levels: Vec<Level>,
    /// Finished blocks of the recording.
    pub blocks: Vec<Block>,
    /// Beginnings and ends of utterances, in order.
    pub speech: Vec<VadEvent>,
    /// The source has nothing more.
    pub ended: bool,
}

/// One open source and the recording made of it.
pub(super) struct Ears {
    source: Box<dyn Source>,
    meter: LevelMeter,
    encoder: BlockEncoder,
    detector: UtteranceDetector,
    /// The recording being made.
    pub recording: Recording,
    buffer: Vec<f32>,
    /// Zeros.
    nothing: Vec<f32>,
    samples: u64,
    blocks: u32,
    samples_in_blocks: u64,
    drift: Drift,
    /// Samples to take out in pauses (positive) or to put in (negative): the sound card's clock runs fast or slow.
    too_many: i64,
    pause: Pause,
    /// How loud it was lately.
    pub loudness: Loudness,
}

impl Ears {
    /// Opens ears on this track whose recording begins `offset_ms` into the interview's audio time line.
    pub(super) fn open(
        source: Box<dyn Source>,
        interview_id: InterviewId,
        track: Role,
        offset_ms: u64,
        now: UtcMillis,
    ) -> Result<Self> {
        Ok(Self {
            recording: Recording {
                id: RecordingId::new(),
                interview_id,
                started_at: now,
                offset_ms,
                device: source.name().to_owned(),
                codec: codec::NAME.to_owned(),
                track,
            },
            source,
            meter: LevelMeter::default(),
            encoder: BlockEncoder::new()?,
            detector: UtteranceDetector::new(VadSettings::default()),
            buffer: Vec::with_capacity(16_000),
            nothing: Vec::new(),
            samples: 0,
            blocks: 0,
            samples_in_blocks: 0,
            drift: Drift::new(now),
            too_many: 0,
            pause: Pause::default(),
            loudness: Loudness::new(offset_ms),
        })
    }

    /// Whether time runs with the sound instead of the clock.
    pub(super) fn is_fast(&self) -> bool {
        self.source.pace() == Pace::Fast
    }

    /// The system's own name for the device.
    pub(super) fn device_id(&self) -> Option<String> {
        self.source.id().map(str::to_owned)
    }

    /// When the last sound that was read arrived, at `now` or before.
    pub(super) fn heard_until(&self, now: UtcMillis) -> UtcMillis {
        let ago_ms = u64::try_from(self.source.behind().as_millis()).unwrap_or(u64::MAX);
        UtcMillis(now.0.saturating_sub_unsigned(ago_ms))
    }

    /// Samples recorded so far.
    pub(super) fn samples(&self) -> u64 {
        self.samples
    }

    /// Samples in the blocks handed out so far.
    pub(super) fn samples_in_blocks(&self) -> u64 {
        self.samples_in_blocks
    }

    /// Takes in what has arrived; waits at most about 50 ms for it. Sound heard while a line is being read aloud is
    /// recorded and not taken for speech.
    pub(super) fn listen(&mut self, reading_aloud: bool) -> Result<Heard> {
        self.buffer.clear();
        // Silence stands where sound was lost: everything after it keeps its true place.
        let lost = self.source.take_lost();
        self.buffer.resize((lost as usize).min(MOST_LOST), 0.0);
        let pull = self.source.read(&mut self.buffer)?;
        // What a loudspeaker says is no pause, though nobody speaks.
        if !reading_aloud {
            self.even_out();
        }
        let mut heard = Heard {
            ended: pull == Pull::End,
            lost_ms: samples_to_ms(lost),
            ..Heard::default()
        };
        self.samples += self.buffer.len() as u64;
        heard.samples = self.buffer.len();
        self.loudness.push(&self.buffer);
        self.meter
            .push(&self.buffer, |level| heard.levels.push(level));
        if reading_aloud {
            self.nothing.resize(self.buffer.len(), 0.0);
            self.detector.push(&self.nothing, &mut heard.speech);
        } else {
            self.detector.push(&self.buffer, &mut heard.speech);
            if self.is_pause() {
                self.pause.heard(&self.buffer);
            }
        }
        let (blocks, number) = (&mut heard.blocks, &mut self.blocks);
        self.encoder.push(&self.buffer, &mut |encoded| {
            blocks.push(numbered(number, encoded));
        })?;
        self.samples_in_blocks += heard
            .blocks
            .iter()
            .map(|b| u64::from(b.samples))
            .sum::<u64>();
        Ok(heard)
    }

    /// The samples of the utterance being spoken, as far as they are there.
    pub(super) fn running(&self) -> Option<impl ExactSizeIterator<Item = f32> + '_> {
        self.detector.running().map(|(_, samples)| samples)
    }

    /// Where the utterance being spoken lies on the interview's audio time line, as far as it is there, in ms.
    pub(super) fn running_span(&self) -> Option<Range<u64>> {
        let (start, samples) = self.detector.running()?;
        let offset_ms = self.recording.offset_ms;
        let end = start + samples.len() as u64;
        Some(offset_ms + samples_to_ms(start)..offset_ms + samples_to_ms(end))
    }

    /// Compares the sound card's clock with the room's. What they are apart is evened out in pauses, so that two tracks
    /// stay side by side.
    pub(super) fn keep_time(&mut self, now: UtcMillis) {
        if let Some(ms) = self.drift.heard(samples_to_ms(self.samples), now) {
            tracing::info!(ms, interview.id = %self.recording.interview_id, "a sound card's clock is evened out");
            self.too_many += ms * i64::from(SAMPLE_RATE) / 1_000;
        }
    }

    /// Whether nobody has spoken for a while.
    fn is_pause(&self) -> bool {
        !self.detector.is_speaking() && self.detector.silence_ms() >= PAUSE_MS
    }

    /// Takes samples out of a pause, or puts some in, if there are too many or too few.
    fn even_out(&mut self) {
        if self.too_many == 0 || self.buffer.is_empty() || !self.is_pause() {
            return;
        }
        if self.too_many > 0 {
            // What has just arrived may be the beginning of a word.
            if !self.pause.holds(&self.buffer) {
                return;
            }
            let out = usize::try_from(self.too_many).unwrap_or(usize::MAX);
            let out = out.min(self.buffer.len());
            self.buffer.drain(..out);
            self.too_many -= out as i64;
        } else {
            let missing = usize::try_from(-self.too_many).unwrap_or(0);
            self.buffer.splice(..0, std::iter::repeat_n(0.0, missing));
            self.too_many = 0;
        }
    }

    /// The utterance being spoken ends here; the recording goes on.
    pub(super) fn end_utterance(&mut self) -> Heard {
        let mut heard = Heard::default();
        self.detector.flush(&mut heard.speech);
        heard
    }

    /// Ends the recording: the utterance being spoken ends here, the last block is closed.
    pub(super) fn close(&mut self) -> Result<Heard> {
        let mut heard = Heard {
            ended: true,
            ..Heard::default()
        };
        self.detector.flush(&mut heard.speech);
        let last = self.encoder.finish()?;
        heard
            .blocks
            .extend(last.map(|encoded| numbered(&mut self.blocks, encoded)));
        Ok(heard)
    }

    /// Start and end of an utterance on the interview's audio time line, in ms.
    pub(super) fn place(&self, utterance: &Utterance) -> (u64, u64) {
        let start = self.recording.offset_ms + samples_to_ms(utterance.start_sample);
        (start, start + samples_to_ms(utterance.samples.len() as u64))
    }
}

fn numbered(next: &mut u32, encoded: EncodedBlock) -> Block {
    let number = *next;
    *next += 1;
    let EncodedBlock {
        start_sample,
        samples,
        data,
    } = encoded;
    Block {
        number,
        start_sample,
        samples,
        data,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use candor_audio::AudioError;

    use super::*;

    /// Gives one piece a read.
    struct Pieces(VecDeque<Vec<f32>>);

    impl Source for Pieces {
        fn name(&self) -> &'static str {
            "pieces"
        }

        fn pace(&self) -> Pace {
            Pace::RealTime
        }

        fn read(&mut self, out: &mut Vec<f32>) -> Result<Pull, AudioError> {
            let Some(piece) = self.0.pop_front() else {
                return Ok(Pull::End);
            };
            out.extend(piece);
            Ok(Pull::Samples)
        }
    }

    #[test]
    fn samples_are_taken_out_of_quiet_and_never_from_the_beginning_of_a_word() {
        let tone = |level: f32| -> Vec<f32> {
            let wave = (0..800).map(|n| (n as f32 * 0.09).sin() * level);
            wave.collect()
        };
        let mut pieces: VecDeque<_> = (0..20).map(|_| tone(0.002)).collect();
        pieces.extend([tone(0.002), tone(0.3)]);
        let source = Box::new(Pieces(pieces));
        let id = InterviewId::new();
        let mut ears = Ears::open(source, id, Role::Candidate, 0, UtcMillis(0)).unwrap();
        for _ in 0..20 {
            assert_eq!(ears.listen(false).unwrap().samples, 800);
        }
        ears.too_many = 160;
        assert_eq!(ears.listen(false).unwrap().samples, 640);
        assert_eq!(ears.too_many, 0);
        ears.too_many = 160;
        assert!(ears.is_pause(), "so far nobody speaks");
        assert_eq!(ears.listen(false).unwrap().samples, 800);
        assert_eq!(ears.too_many, 160, "for the next pause");
    }
}
