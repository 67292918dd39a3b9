//! Voice activity: cuts a stream of samples into utterances.
//!
//! Works in frames of 16 ms. Each frame's speech score is smoothed; an utterance begins when enough speech has
//! gathered, reaches back a little before it, and ends after a silence. What is not speech is never handed out.

mod gain;

use std::collections::VecDeque;

use earshot::Detector;
use gain::Gain;

use crate::SAMPLES_PER_MS;

/// Samples per frame; the detector takes no other length.
const FRAME: usize = 256;
const FRAME_MS: u64 = FRAME as u64 / SAMPLES_PER_MS;
/// Smoothed score from which a frame counts as speech.
const ENTER: f32 = 0.5;
/// Smoothed score down to which an utterance goes on.
const STAY: f32 = 0.35;
/// Score that only a voice reaches: a sudden noise comes to 0.76, speech to 0.95.
const SURE: f32 = 0.82;
/// Frames of an onset that have to be that sure.
const SURE_FRAMES: usize = 3;
/// Weight of the newest frame in the smoothed score.
const SMOOTHING: f32 = 0.5;
/// Frames quieter than this (mean square; -75 dBFS) are silence whatever the score.
const SILENCE_POWER: f32 = 3e-8;
/// A gap this long before enough speech has gathered means it was a noise.
const ONSET_GAP_MS: u64 = 240;
/// How far before the limit a long utterance may be cut.
const CUT_WINDOW_MS: u64 = 8_000;
/// Frames over which loudness is averaged to find the quietest place.
const CUT_SPAN: usize = 5;

/// How utterances are cut. All times in ms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VadSettings {
    /// Silence that ends an utterance.
    pub end_silence_ms: u64,
    /// Sound kept before the first speech.
    pub pre_roll_ms: u64,
    /// Sound kept after the last speech; at most `end_silence_ms`.
    pub post_roll_ms: u64,
    /// Speech that has to gather before it counts as an utterance.
    pub min_speech_ms: u64,
    /// Longest utterance; whisper hears 30 s at a time.
    pub max_utterance_ms: u64,
}

impl Default for VadSettings {
    fn default() -> Self {
        Self {
            end_silence_ms: 600,
            pre_roll_ms: 200,
            post_roll_ms: 200,
            min_speech_ms: 160,
            max_utterance_ms: 28_000,
        }
    }
}

/// A stretch of speech with a little silence around it.
#[derive(Clone, PartialEq)]
pub struct Utterance {
    /// Place of the first sample, counted from the first sample pushed.
    pub start_sample: u64,
    /// 16 kHz mono.
    pub samples: Vec<f32>,
}

impl Utterance {
    /// Start in ms.
    pub fn start_ms(&self) -> u64 {
        self.start_sample / SAMPLES_PER_MS
    }

    /// End in ms.
    pub fn end_ms(&self) -> u64 {
        (self.start_sample + self.samples.len() as u64) / SAMPLES_PER_MS
    }
}

impl std::fmt::Debug for Utterance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The samples are someone's voice, and half a million of them.
        f.debug_struct("Utterance")
            .field("start_ms", &self.start_ms())
            .field("end_ms", &self.end_ms())
            .finish_non_exhaustive()
    }
}

/// What the detector noticed.
#[derive(Debug, Clone, PartialEq)]
pub enum VadEvent {
    /// Someone speaks. Each is followed by one `SpeechEnded` that begins at the same sample.
    SpeechStarted {
        /// First sample of the utterance, counted from the first sample pushed.
        at_sample: u64,
    },
    /// They stopped, or spoke for so long that the utterance was cut; then the next begins where this one ends.
    SpeechEnded(Utterance),
}

/// One frame that may still be needed.
#[derive(Debug, Clone, Copy)]
struct Frame {
    voiced: bool,
    sure: bool,
    power: f32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Silence,
    /// Some speech, not yet enough; it began at this frame of the buffer.
    Onset(usize),
    /// An utterance that began at the first frame of the buffer.
    Speech,
}

/// Takes a constant offset out of the signal: cheap microphones add one, and the detector takes it for sound.
#[derive(Default)]
struct OffsetFilter {
    input: f32,
    output: f32,
}

impl OffsetFilter {
    /// One-pole high-pass at about 25 Hz.
    fn apply(&mut self, frame: &[f32]) -> [f32; FRAME] {
        let mut filtered = [0.0; FRAME];
        for (out, sample) in filtered.iter_mut().zip(frame) {
            self.output = sample - self.input + 0.99 * self.output;
            self.input = *sample;
            *out = self.output.clamp(-1.0, 1.0);
        }
        filtered
    }
}

/// Cuts a stream into utterances. The events depend on the samples only, not on how they are portioned.
pub struct UtteranceDetector {
    settings: VadSettings,
    detector: Box<Detector>,
    offset: OffsetFilter,
    gain: Gain,
    score: f32,
    phase: Phase,
    /// Samples not yet making a whole frame.
    rest: Vec<f32>,
    /// Pre-roll, onset or running utterance, whole frames.
    samples: VecDeque<f32>,
    frames: VecDeque<Frame>,
    /// Place of the first sample in `samples`.
    buffer_start: u64,
    /// Samples pushed.
    seen: u64,
    /// End of the last frame of speech, of an utterance or not.
    last_speech: u64,
}

impl UtteranceDetector {
    /// A detector at the start of a stream.
    pub fn new(settings: VadSettings) -> Self {
        Self {
            settings: VadSettings {
                post_roll_ms: settings.post_roll_ms.min(settings.end_silence_ms),
                // Room for an onset and something to cut.
                max_utterance_ms: settings.max_utterance_ms.max(
                    settings.pre_roll_ms + settings.min_speech_ms + settings.end_silence_ms + 1_000,
                ),
                ..settings
            },
            detector: Box::default(),
            offset: OffsetFilter::default(),
            gain: Gain::default(),
            score: 0.0,
            phase: Phase::Silence,
            rest: Vec::with_capacity(FRAME),
            samples: VecDeque::new(),
            frames: VecDeque::new(),
            buffer_start: 0,
            seen: 0,
            last_speech: 0,
        }
    }

    /// Takes the next samples and adds what they reveal to `events`.
    pub fn push(&mut self, samples: &[f32], events: &mut Vec<VadEvent>) {
        self.seen += samples.len() as u64;
        for sample in samples {
            // Broken drivers deliver NaN and overshoots; the detector's arithmetic survives neither.
            self.rest.push(if sample.is_finite() {
                sample.clamp(-1.0, 1.0)
            } else {
                0.0
            });
            if self.rest.len() == FRAME {
                let frame = std::mem::take(&mut self.rest);
                self.frame(&frame, events);
                self.rest = frame;
                self.rest.clear();
            }
        }
    }

    /// The stream is over or paused: ends a running utterance and forgets what was before.
    pub fn flush(&mut self, events: &mut Vec<VadEvent>) {
        if self.phase == Phase::Speech {
            // The last few milliseconds do not fill a frame but may hold the end of a word.
            self.samples.extend(self.rest.drain(..));
            let end = (self.last_speech + self.settings.post_roll_ms * SAMPLES_PER_MS)
                .min(self.seen)
                - self.buffer_start;
            self.emit(end as usize, events);
        }
        self.rest.clear();
        self.samples.clear();
        self.frames.clear();
        self.buffer_start = self.seen;
        self.phase = Phase::Silence;
        self.score = 0.0;
        self.offset = OffsetFilter::default();
        self.detector.reset();
    }

    /// Whether an utterance is running.
    pub fn is_speaking(&self) -> bool {
        self.phase == Phase::Speech
    }

    /// The utterance that is running: the place of its first sample, counted from the first sample pushed, and its samples
    /// so far in whole frames.
    pub fn running(&self) -> Option<(u64, impl ExactSizeIterator<Item = f32> + '_)> {
        self.is_speaking()
            .then(|| (self.buffer_start, self.samples.iter().copied()))
    }

    /// Milliseconds since the last speech, or since the start when there was none.
    pub fn silence_ms(&self) -> u64 {
        (self.seen - self.last_speech) / SAMPLES_PER_MS
    }

    /// Samples pushed so far.
    pub fn samples_seen(&self) -> u64 {
        self.seen
    }

    fn frame(&mut self, frame: &[f32], events: &mut Vec<VadEvent>) {
        let mut sound = self.offset.apply(frame);
        let power = sound.iter().map(|s| s * s).sum::<f32>() / FRAME as f32;
        let gain = self.gain.next(power);
        for sample in &mut sound {
            *sample = (*sample * gain).clamp(-1.0, 1.0);
        }
        let raw = self.detector.predict_f32(&sound);
        let score = if power < SILENCE_POWER { 0.0 } else { raw };
        self.score += (score - self.score) * SMOOTHING;
        let threshold = if self.phase == Phase::Silence {
            ENTER
        } else {
            STAY
        };
        let voiced = self.score >= threshold && power >= SILENCE_POWER;
        self.samples.extend(frame);
        self.frames.push_back(Frame {
            voiced,
            sure: voiced && self.score >= SURE,
            power,
        });
        let end = self.buffer_start + self.samples.len() as u64;
        if voiced {
            self.last_speech = end;
        }
        let silence = (end - self.last_speech) / SAMPLES_PER_MS;
        match self.phase {
            Phase::Silence if voiced => {
                self.phase = Phase::Onset(self.frames.len() - 1);
                self.confirm(events);
            }
            Phase::Silence => self.keep_pre_roll(),
            Phase::Onset(_) if silence >= ONSET_GAP_MS => {
                self.phase = Phase::Silence;
                self.keep_pre_roll();
            }
            Phase::Onset(_) => self.confirm(events),
            Phase::Speech if silence >= self.settings.end_silence_ms => {
                let end = self.last_speech + self.settings.post_roll_ms * SAMPLES_PER_MS
                    - self.buffer_start;
                self.emit(end as usize, events);
                self.phase = Phase::Silence;
                self.keep_pre_roll();
            }
            Phase::Speech
                if self.frames.len() as u64 * FRAME_MS >= self.settings.max_utterance_ms =>
            {
                let cut = self.quietest_place();
                self.emit(cut * FRAME, events);
                // What follows holds the last speech, so it is an utterance however short.
                events.push(VadEvent::SpeechStarted {
                    at_sample: self.buffer_start,
                });
            }
            Phase::Speech => {}
        }
    }

    /// Turns an onset into an utterance once enough speech has gathered.
    fn confirm(&mut self, events: &mut Vec<VadEvent>) {
        let Phase::Onset(first) = self.phase else {
            return;
        };
        let count =
            |wanted: fn(&Frame) -> bool| self.frames.range(first..).filter(|f| wanted(f)).count();
        if count(|f| f.voiced) as u64 * FRAME_MS >= self.settings.min_speech_ms
            && count(|f| f.sure) >= SURE_FRAMES
        {
            self.phase = Phase::Speech;
            let before =
                first.saturating_sub(self.settings.pre_roll_ms.div_ceil(FRAME_MS) as usize);
            self.drop_front(before);
            events.push(VadEvent::SpeechStarted {
                at_sample: self.buffer_start,
            });
        }
    }

    /// Hands out the first `length` samples (at most what is there) as an utterance.
    fn emit(&mut self, length: usize, events: &mut Vec<VadEvent>) {
        let start_sample = self.buffer_start;
        let length = length.min(self.samples.len());
        let samples: Vec<f32> = self.samples.drain(..length).collect();
        // The post-roll may end inside a frame; the rest of that frame is not needed any more.
        let frames = length.div_ceil(FRAME).min(self.frames.len());
        let torn = (frames * FRAME)
            .saturating_sub(length)
            .min(self.samples.len());
        self.samples.drain(..torn);
        self.frames.drain(..frames);
        self.buffer_start += (length + torn) as u64;
        events.push(VadEvent::SpeechEnded(Utterance {
            start_sample,
            samples,
        }));
    }

    fn keep_pre_roll(&mut self) {
        let keep = self.settings.pre_roll_ms.div_ceil(FRAME_MS) as usize;
        self.drop_front(self.frames.len().saturating_sub(keep));
    }

    fn drop_front(&mut self, frames: usize) {
        self.frames.drain(..frames);
        self.samples.drain(..frames * FRAME);
        self.buffer_start += (frames * FRAME) as u64;
    }

    /// The frame before which a long utterance is best cut: near the limit, before the last speech, where it
    /// is quietest.
    fn quietest_place(&self) -> usize {
        let last_voiced = self
            .frames
            .iter()
            .rposition(|f| f.voiced)
            .unwrap_or(self.frames.len() - 1);
        let first = self
            .frames
            .len()
            .saturating_sub((CUT_WINDOW_MS / FRAME_MS) as usize)
            .max(self.frames.len() / 2);
        (first.min(last_voiced)..=last_voiced)
            .min_by(|a, b| self.loudness(*a).total_cmp(&self.loudness(*b)))
            .unwrap_or(last_voiced)
            .max(1)
    }

    fn loudness(&self, frame: usize) -> f32 {
        let from = frame.saturating_sub(CUT_SPAN / 2);
        let to = (frame + CUT_SPAN / 2 + 1).min(self.frames.len());
        self.frames.range(from..to).map(|f| f.power).sum::<f32>() / (to - from) as f32
    }
}
