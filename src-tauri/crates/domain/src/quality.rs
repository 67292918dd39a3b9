//! How far an interview's record can be trusted as the ground of a rating.

use serde::{Deserialize, Serialize};

use crate::message::names;

names! {
    /// What is measured.
    Measure {
        /// Mean probability of the recognised words, weighted by words.
        Confidence = "confidence",
        /// Share of the speech in the recording that became words.
        SpeechCoverage = "speech_coverage",
        /// Share of the candidate's words that are in the interview's language.
        LanguageMatch = "language_match",
        /// Share of the interview's recorded time whose sound was lost.
        LostAudio = "lost_audio",
        /// Share of the questions asked that were answered.
        Answered = "answered",
    }
}

names! {
    /// What would help.
    Advice {
        /// Transcribe the recording again with a larger model.
        Retranscribe = "retranscribe",
        /// Listen to the recording and rate by ear.
        Listen = "listen",
        /// Check the interview's language.
        CheckLanguage = "check_language",
        /// Ask what was left open, in another conversation.
        AskAgain = "ask_again",
    }
}

/// One measure of one interview, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Measured {
    /// What was measured.
    pub measure: Measure,
    /// The value, 0 to 1; absent when there is nothing to measure, for example nothing spoken.
    pub value: Option<f32>,
    /// The value from which on (for lost audio: up to which) it suffices.
    pub threshold: f32,
    /// Whether it suffices; what cannot be measured does.
    pub suffices: bool,
    /// What would help if it does not.
    pub advice: Option<Advice>,
}

/// The quality of one interview's record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Quality {
    /// The transcript version measured.
    pub transcript_version: u32,
    /// Every measure, in a fixed order.
    pub measures: Vec<Measured>,
    /// Whether a model may draft ratings from it: every measure suffices and the candidate said something.
    pub suffices: bool,
}
