//! The outside world's edge of this crate: something that turns an utterance into words.

use candor_domain::{Language, Word};

use crate::error::SpeechError;

/// Turns speech into words. [`Whisper`](crate::Whisper) in the product; tests substitute their own.
pub trait Transcriber: Send {
    /// Transcribes 16 kHz mono samples between -1 and 1. Blocks; a text that is not speech comes back empty.
    ///
    /// # Errors
    /// [`SpeechError::LanguageUnsupported`], [`SpeechError::Recogniser`].
    fn transcribe(
        &mut self,
        samples: &[f32],
        options: &TranscribeOptions,
    ) -> Result<Transcription, SpeechError>;

    /// Utterances shorter than this, in ms, take as long as one of this length; [`transcribe_samples`] then
    /// joins neighbours up to it. Zero when time grows with length.
    ///
    /// [`transcribe_samples`]: crate::transcribe_samples
    fn window_ms(&self) -> u64 {
        0
    }
}

/// How to transcribe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TranscribeOptions {
    /// Language that is spoken.
    pub language: Language,
    /// Threads to compute with; none means one per physical core, but one left free.
    pub threads: Option<usize>,
}

impl TranscribeOptions {
    /// This language, with the default number of threads.
    pub fn new(language: Language) -> Self {
        Self {
            language,
            threads: None,
        }
    }
}

/// What was heard.
#[derive(Debug, Clone, PartialEq)]
pub struct Transcription {
    /// The words joined by spaces; empty when there was no speech.
    pub text: String,
    /// The words, with times in ms from the first sample; they do not overlap and lie within the samples.
    pub words: Vec<Word>,
    /// Mean word probability, 0 to 1; none without words.
    pub confidence: Option<f32>,
    /// Language it was taken for.
    pub language: Language,
    /// Highest probability, 0 to 1, that a part of it is no speech; none when nothing was decoded.
    pub no_speech_probability: Option<f32>,
}

impl Transcription {
    /// Puts words together.
    pub fn from_words(
        words: Vec<Word>,
        language: Language,
        no_speech_probability: Option<f32>,
    ) -> Self {
        Self {
            text: text_of(&words),
            confidence: confidence_of(&words),
            words,
            language,
            no_speech_probability,
        }
    }
}

/// The words joined by spaces.
pub(crate) fn text_of(words: &[Word]) -> String {
    words
        .iter()
        .map(|w| w.text.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Mean probability of the words.
pub(crate) fn confidence_of(words: &[Word]) -> Option<f32> {
    (!words.is_empty())
        .then(|| words.iter().map(|w| w.probability).sum::<f32>() / words.len() as f32)
}
