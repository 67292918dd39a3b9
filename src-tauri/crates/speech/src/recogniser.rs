//! How a recogniser is had: in this process, or in one of its own that may die without taking anything with it.

use crate::{SpeechError, Transcriber, VerifiedModel, Whisper};

/// How recognisers are made.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub enum Recogniser {
    /// In this process: for measuring, and for programs that do nothing else.
    #[default]
    InProcess,
}

impl Recogniser {
    /// A transcriber with this model. Takes from milliseconds to seconds, with the model's size.
    ///
    /// # Errors
    /// As [`Whisper::load`].
    pub fn open(&self, model: &VerifiedModel) -> Result<Box<dyn Transcriber>, SpeechError> {
        match self {
            Self::InProcess => Ok(Box::new(Whisper::load(model)?)),
        }
    }
}
