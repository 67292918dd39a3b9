//! A whole recording to text: voice activity, utterances, words on the recording's own time line.

use std::thread;

use candor_domain::{Doubt, Word};
use crossbeam_channel::{Sender, bounded};

use crate::{
    SAMPLES_PER_MS,
    error::SpeechError,
    transcriber::{TranscribeOptions, Transcriber, confidence_of, text_of},
    vad::{Utterance, UtteranceDetector, VadEvent, VadSettings},
};

/// Silence put between utterances that are transcribed together.
const GAP_MS: u64 = 500;
/// Samples given to voice activity at a time: little, because the transcriber waits for the first utterance.
const PORTION: usize = 1_600;
/// Silence after which it is told how far voice activity is: half a minute.
const SILENCE_TOLD: u64 = 480_000;
/// Utterances voice activity may be ahead of the transcriber.
const QUEUE: usize = 8;

/// One utterance of a recording. Times in ms from the recording's start.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// Where its words begin.
    pub start_ms: u64,
    /// Where its words end.
    pub end_ms: u64,
    /// Its words joined by spaces.
    pub text: String,
    /// Its words.
    pub words: Vec<Word>,
    /// Mean word probability, 0 to 1.
    pub confidence: Option<f32>,
    /// Why the words deserve a second look; the same for all that were transcribed together.
    pub doubt: Option<Doubt>,
}

impl Segment {
    /// The segment these words make; none without words.
    pub fn from_words(words: Vec<Word>) -> Option<Self> {
        Some(Self {
            start_ms: words.first()?.start_ms,
            end_ms: words.last()?.end_ms,
            text: text_of(&words),
            confidence: confidence_of(&words),
            doubt: None,
            words,
        })
    }
}

/// What [`transcribe_recording`] tells while it works.
#[derive(Debug)]
pub enum Step<'s> {
    /// A segment is known; they come in order.
    Segment(&'s Segment),
    /// So much of the recording is done, in ms from its start. Never less than before; at the end its length.
    Done {
        /// From the recording's start.
        ms: u64,
    },
}

/// As [`transcribe_recording`], for who wants to hear of segments only.
///
/// # Errors
/// As there.
pub fn transcribe_samples(
    samples: &[f32],
    transcriber: &mut dyn Transcriber,
    options: &TranscribeOptions,
    on_segment: &mut dyn FnMut(&Segment),
) -> Result<Vec<Segment>, SpeechError> {
    transcribe_recording(samples, transcriber, options, &mut |step| {
        if let Step::Segment(segment) = step {
            on_segment(segment);
        }
    })
}

/// Transcribes a recording of 16 kHz mono samples. Voice activity runs ahead on a thread of its own. `tell` gets each
/// segment as soon as it is known, and how far it is; stretches without speech give no segment.
///
/// # Errors
/// [`SpeechError::Cancelled`] soon after `options.cancel` was cancelled, and the transcriber's own; segments told before
/// stay valid.
pub fn transcribe_recording(
    samples: &[f32],
    transcriber: &mut dyn Transcriber,
    options: &TranscribeOptions,
    tell: &mut dyn FnMut(Step<'_>),
) -> Result<Vec<Segment>, SpeechError> {
    thread::scope(|scope| {
        let (out, found) = bounded(QUEUE);
        thread::Builder::new()
            .name("candor-detect".to_owned())
            .spawn_scoped(scope, move || detect(samples, &out))
            .map_err(SpeechError::Start)?;
        let mut window = Window::default();
        let mut segments = Vec::new();
        for found in found {
            if options.cancel.is_cancelled() {
                return Err(SpeechError::Cancelled);
            }
            match found {
                Found::Utterance(utterance) => {
                    if !window.has_room_for(&utterance, transcriber.window_ms()) {
                        window.transcribe(transcriber, options, tell, &mut segments)?;
                    }
                    window.add(utterance);
                }
                // While something waits to be transcribed, no more than what comes before it is done.
                Found::Silence { until_ms } if window.pieces.is_empty() => {
                    tell(Step::Done { ms: until_ms });
                }
                Found::Silence { .. } => {}
            }
        }
        window.transcribe(transcriber, options, tell, &mut segments)?;
        tell(Step::Done {
            ms: samples.len() as u64 / SAMPLES_PER_MS,
        });
        Ok(segments)
    })
}

/// What voice activity finds.
enum Found {
    Utterance(Utterance),
    /// Nobody speaks at this place, and everything before it was handed over.
    Silence {
        until_ms: u64,
    },
}

/// Sends what is in the recording until nobody wants it any more.
fn detect(samples: &[f32], out: &Sender<Found>) {
    let mut detector = UtteranceDetector::new(VadSettings::default());
    let mut events = Vec::new();
    let mut told = 0;
    for portion in samples.chunks(PORTION).map(Some).chain([None]) {
        match portion {
            Some(portion) => detector.push(portion, &mut events),
            None => detector.flush(&mut events),
        }
        for event in events.drain(..) {
            if let VadEvent::SpeechEnded(utterance) = event {
                told = detector.samples_seen();
                if out.send(Found::Utterance(utterance)).is_err() {
                    return;
                }
            }
        }
        // What may be the beginning of an utterance is not silence yet.
        let seen = detector.samples_seen();
        if !detector.is_speaking() && seen - told >= SILENCE_TOLD {
            told = seen;
            let until_ms = seen / SAMPLES_PER_MS;
            if out.send(Found::Silence { until_ms }).is_err() {
                return;
            }
        }
    }
}

/// Utterances that are transcribed in one go, with a short silence between them.
#[derive(Default)]
struct Window {
    samples: Vec<f32>,
    pieces: Vec<Piece>,
}

/// Where an utterance lies in the window and in the recording, in ms.
struct Piece {
    offset: u64,
    start: u64,
    length: u64,
}

impl Window {
    fn has_room_for(&self, utterance: &Utterance, limit_ms: u64) -> bool {
        let length =
            (self.samples.len() + utterance.samples.len()) as u64 / SAMPLES_PER_MS + GAP_MS;
        self.pieces.is_empty() || length <= limit_ms
    }

    fn add(&mut self, utterance: Utterance) {
        if !self.pieces.is_empty() {
            self.samples
                .resize(self.samples.len() + (GAP_MS * SAMPLES_PER_MS) as usize, 0.0);
        }
        self.pieces.push(Piece {
            offset: self.samples.len() as u64 / SAMPLES_PER_MS,
            start: utterance.start_ms(),
            length: utterance.end_ms() - utterance.start_ms(),
        });
        if self.samples.is_empty() {
            self.samples = utterance.samples;
        } else {
            self.samples.extend_from_slice(&utterance.samples);
        }
    }

    /// Transcribes what has gathered and empties the window.
    fn transcribe(
        &mut self,
        transcriber: &mut dyn Transcriber,
        options: &TranscribeOptions,
        tell: &mut dyn FnMut(Step<'_>),
        segments: &mut Vec<Segment>,
    ) -> Result<(), SpeechError> {
        let Self { samples, pieces } = std::mem::take(self);
        let Some(last) = pieces.last() else {
            return Ok(());
        };
        let done = last.start + last.length;
        let heard = transcriber.transcribe(&samples, options)?;
        let mut words = heard.words.into_iter().peekable();
        for (number, piece) in pieces.iter().enumerate() {
            // A word in the silence between two utterances belongs to the nearer one.
            let border = pieces.get(number + 1).map_or(u64::MAX, |next| {
                u64::midpoint(piece.offset + piece.length, next.offset)
            });
            let mut own = Vec::new();
            while let Some(word) = words.next_if(|w| u64::midpoint(w.start_ms, w.end_ms) < border) {
                let place =
                    |ms: u64| piece.start + ms.saturating_sub(piece.offset).min(piece.length);
                own.push(Word {
                    start_ms: place(word.start_ms),
                    end_ms: place(word.end_ms),
                    ..word
                });
            }
            if let Some(mut segment) = Segment::from_words(own) {
                segment.doubt = heard.doubt;
                tell(Step::Segment(&segment));
                segments.push(segment);
            }
        }
        tell(Step::Done { ms: done });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use candor_domain::Language;

    use super::*;
    use crate::transcriber::Transcription;

    /// Hears one word in every stretch of non-zero samples, at its middle.
    struct Blocks {
        window_ms: u64,
        calls: usize,
    }

    impl Transcriber for Blocks {
        fn transcribe(
            &mut self,
            samples: &[f32],
            options: &TranscribeOptions,
        ) -> Result<Transcription, SpeechError> {
            self.calls += 1;
            let mut words = Vec::new();
            let mut at = 0;
            for block in samples.chunk_by(|a, b| (*a == 0.0) == (*b == 0.0)) {
                let ms = |sample: usize| sample as u64 / SAMPLES_PER_MS;
                if block[0] != 0.0 {
                    words.push(Word {
                        text: format!("w{}", words.len()),
                        start_ms: ms(at),
                        end_ms: ms(at + block.len()),
                        probability: 1.0,
                    });
                }
                at += block.len();
            }
            Ok(Transcription::from_words(words, options.language, None))
        }

        fn window_ms(&self) -> u64 {
            self.window_ms
        }
    }

    fn utterance(start_ms: u64, length_ms: u64) -> Utterance {
        Utterance {
            start_sample: start_ms * SAMPLES_PER_MS,
            samples: vec![0.5; (length_ms * SAMPLES_PER_MS) as usize],
        }
    }

    #[test]
    fn utterances_transcribed_together_keep_their_own_times() {
        let mut window = Window::default();
        let mut blocks = Blocks {
            window_ms: 28_000,
            calls: 0,
        };
        for (start, length) in [(1_000, 3_000), (60_000, 2_000), (90_000, 20_000)] {
            let utterance = utterance(start, length);
            assert!(window.has_room_for(&utterance, blocks.window_ms));
            window.add(utterance);
        }
        assert!(!window.has_room_for(&utterance(120_000, 2_500), blocks.window_ms));
        let mut segments = Vec::new();
        window
            .transcribe(
                &mut blocks,
                &TranscribeOptions::new(Language::En),
                &mut |_| {},
                &mut segments,
            )
            .unwrap();
        let times: Vec<_> = segments
            .iter()
            .map(|s| (s.start_ms, s.end_ms, s.text.as_str()))
            .collect();
        assert_eq!(
            times,
            [
                (1_000, 4_000, "w0"),
                (60_000, 62_000, "w1"),
                (90_000, 110_000, "w2")
            ]
        );
        assert_eq!(blocks.calls, 1);
    }

    #[test]
    fn without_a_window_every_utterance_goes_alone() {
        let window = Window::default();
        assert!(window.has_room_for(&utterance(0, 40_000), 0));
        let mut window = window;
        window.add(utterance(0, 100));
        assert!(!window.has_room_for(&utterance(1_000, 100), 0));
    }

    #[test]
    fn progress_runs_forward_to_the_end_also_through_silence() {
        let mut blocks = Blocks {
            window_ms: 0,
            calls: 0,
        };
        let minutes = 4 * 60_000;
        let samples = vec![0.0; minutes * SAMPLES_PER_MS as usize];
        let mut told = Vec::new();
        transcribe_recording(
            &samples,
            &mut blocks,
            &TranscribeOptions::new(Language::En),
            &mut |step| match step {
                Step::Done { ms } => told.push(ms),
                Step::Segment(segment) => panic!("{segment:?}"),
            },
        )
        .unwrap();
        assert!(told.is_sorted() && told.len() > 4, "{told:?}");
        assert_eq!(told.last(), Some(&(minutes as u64)));
    }

    #[test]
    fn a_cancelled_transcription_ends_before_the_end_of_the_recording() {
        let mut blocks = Blocks {
            window_ms: 0,
            calls: 0,
        };
        let options = TranscribeOptions::new(Language::En);
        let samples = vec![0.0; 20 * 60_000 * SAMPLES_PER_MS as usize];
        let mut told = 0;
        let result = transcribe_recording(&samples, &mut blocks, &options, &mut |_| {
            told += 1;
            options.cancel.cancel();
        });
        assert!(matches!(result, Err(SpeechError::Cancelled)));
        assert_eq!(told, 1);
    }

    #[test]
    fn an_empty_recording_has_no_segments() {
        let mut blocks = Blocks {
            window_ms: 0,
            calls: 0,
        };
        for samples in [vec![], vec![0.0; 10], vec![0.0; 64_000]] {
            let options = TranscribeOptions::new(Language::En);
            let segments =
                transcribe_samples(&samples, &mut blocks, &options, &mut |_| {}).unwrap();
            assert!(segments.is_empty());
        }
        assert_eq!(blocks.calls, 0);
    }
}
