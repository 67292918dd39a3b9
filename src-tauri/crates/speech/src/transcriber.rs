//! The outside world's edge of this crate: something that turns an utterance into words.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use candor_domain::{Doubt, Language, Word};
use serde::{Deserialize, Serialize};

use crate::error::SpeechError;

/// Turns speech into words. [`Whisper`](crate::Whisper) in the product; tests substitute their own.
pub trait Transcriber: Send {
    /// Transcribes 16 kHz mono samples between -1 and 1. Blocks; a text that is not speech comes back empty.
    ///
    /// # Errors
    /// [`SpeechError::LanguageUnsupported`], [`SpeechError::Recogniser`], [`SpeechError::Cancelled`].
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TranscribeOptions {
    /// Language that is spoken.
    pub language: Language,
    /// Threads to compute with; none means one per physical core, but one left free.
    pub threads: Option<usize>,
    /// What for.
    pub pass: Pass,
    /// Names and words to expect, separated by commas; may be empty.
    pub vocabulary: Arc<str>,
    /// Whether to look which language it sounds like as well: costs about as much as a word more. Models of one language
    /// do not, and nobody tells from less than two seconds.
    pub detect_language: bool,
    /// Ends the work early when it is cancelled: [`SpeechError::Cancelled`].
    pub cancel: Cancel,
}

impl TranscribeOptions {
    /// A final pass in this language, with the default number of threads.
    pub fn new(language: Language) -> Self {
        Self {
            language,
            threads: None,
            pass: Pass::Final,
            vocabulary: "".into(),
            detect_language: false,
            cancel: Cancel::default(),
        }
    }
}

/// What a pass over an utterance is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pass {
    /// A look at an utterance that is still being spoken: as fast as possible, one try, no fallback.
    Partial,
    /// The text that is kept: with fallback and every guard.
    Final,
}

/// Calls work off, from any thread.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Ends the work as soon as possible; for good.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// The flag, for C code to look at. Valid as long as this or a clone of it lives.
    pub(crate) fn as_ptr(&self) -> *const AtomicBool {
        Arc::as_ptr(&self.0)
    }

    /// Whether it was called off.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

impl PartialEq for Cancel {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Cancel {}

/// What was heard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Transcription {
    /// The words joined by spaces; empty when there was no speech.
    pub text: String,
    /// The words, with times in ms from the first sample; they do not overlap and lie within the samples.
    pub words: Vec<Word>,
    /// Mean word probability, 0 to 1; none without words.
    pub confidence: Option<f32>,
    /// Language it was transcribed in.
    pub language: Language,
    /// Highest probability, 0 to 1, that a part of it is no speech; none when nothing was decoded.
    pub no_speech_probability: Option<f32>,
    /// Why the words deserve a second look.
    pub doubt: Option<Doubt>,
    /// The language it sounds like; none unless that was asked for, or when it sounds like none Candor speaks.
    pub sounds_like: Option<SoundsLike>,
}

/// A language that was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SoundsLike {
    /// The language.
    pub language: Language,
    /// How sure the model is, 0 to 1, among the languages Candor speaks.
    pub probability: f32,
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
            doubt: None,
            sounds_like: None,
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
