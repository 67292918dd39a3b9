//! What takes sound in: source, level, recording and utterances, all on one time line.

use candor_audio::{
    Level, LevelMeter, Pace, Pull, Source,
    codec::{self, BlockEncoder, EncodedBlock},
};
use candor_domain::{
    InterviewId, RecordingId, Role, UtcMillis,
    recording::{Block, Recording},
};
use candor_speech::vad::{Utterance, UtteranceDetector, VadEvent, VadSettings};

use crate::{Result, clock::samples_to_ms};

/// Most silence put in for lost sound at a time: ten minutes.
const MOST_LOST: usize = 16_000 * 600;

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
}

impl Ears {
    /// Opens ears whose recording begins `offset_ms` into the interview's audio time line.
    pub(super) fn open(
        source: Box<dyn Source>,
        interview_id: InterviewId,
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
                track: Role::Candidate,
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
        })
    }

    /// Whether time runs with the sound instead of the clock.
    pub(super) fn is_fast(&self) -> bool {
        self.source.pace() == Pace::Fast
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
        let mut heard = Heard {
            ended: pull == Pull::End,
            lost_ms: samples_to_ms(lost),
            ..Heard::default()
        };
        self.samples += self.buffer.len() as u64;
        heard.samples = self.buffer.len();
        self.meter
            .push(&self.buffer, |level| heard.levels.push(level));
        if reading_aloud {
            self.nothing.resize(self.buffer.len(), 0.0);
            self.detector.push(&self.nothing, &mut heard.speech);
        } else {
            self.detector.push(&self.buffer, &mut heard.speech);
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
