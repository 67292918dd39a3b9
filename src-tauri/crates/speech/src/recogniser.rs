//! How a recogniser is had: in this process, or in one of its own that may die without taking anything with it.

use crate::{
    SpeechError, Transcriber, VerifiedModel, Whisper,
    child::{ChildCommand, Supervised},
    processor,
};

/// How recognisers are made.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub enum Recogniser {
    /// In this process: for measuring, and for programs that do nothing else.
    #[default]
    InProcess,
    /// In a process of its own for each recogniser, started like this and started again when it breaks down.
    Child(ChildCommand),
}

impl Recogniser {
    /// In processes of this program, whose `main` must begin with [`child::is_asked_for`](crate::child::is_asked_for).
    /// In this process where the system does not say which program that is.
    pub fn of_this_program() -> Self {
        match ChildCommand::this_program() {
            Ok(command) => Self::Child(command),
            Err(error) => {
                tracing::warn!(%error, "speech is recognised in this process");
                Self::InProcess
            }
        }
    }

    /// Names of the models that are recognised on the processor because the graphics card failed with them.
    pub fn graphics_card_failures(&self) -> Vec<String> {
        match self {
            Self::InProcess => Vec::new(),
            Self::Child(command) => command.graphics_card().failures(),
        }
    }

    /// A transcriber with this model. Takes from milliseconds to seconds, with the model's size.
    ///
    /// # Errors
    /// As [`Whisper::load`] and [`Supervised::open`].
    pub fn open(&self, model: &VerifiedModel) -> Result<Box<dyn Transcriber>, SpeechError> {
        // A process that would end at its first instruction is not started again and again.
        processor::check()?;
        match self {
            Self::InProcess => Ok(Box::new(Whisper::load(model)?)),
            Self::Child(command) => Ok(Box::new(Supervised::open(command, model)?)),
        }
    }
}
