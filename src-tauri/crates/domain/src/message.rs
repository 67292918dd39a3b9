//! What was said or typed, and how it was corrected.

use serde::{Deserialize, Serialize};

use crate::{
    id::{InterviewId, MessageId, RevisionId, SpeakerCorrectionId},
    language::Language,
    time::UtcMillis,
};

macro_rules! names {
    ($(#[$doc:meta])* $type:ident { $($(#[$vdoc:meta])* $variant:ident = $name:tt),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema, schemars::JsonSchema)]
        pub enum $type { $($(#[$vdoc])* #[serde(rename = $name)] $variant),+ }

        impl $type {
            /// Stable name, as stored and exported.
            pub fn as_str(self) -> &'static str { match self { $(Self::$variant => $name),+ } }
            /// The value with this stable name.
            pub fn parse(name: &str) -> Option<Self> { match name { $($name => Some(Self::$variant),)+ _ => None } }
        }
    };
}

pub(crate) use names;

names! {
    /// Who speaks.
    Role {
        /// The person interviewed.
        Candidate = "candidate",
        /// The automated interviewer.
        AiHr = "ai_hr",
        /// A human recruiter.
        Recruiter = "recruiter",
    }
}

names! {
    /// How a message came about.
    Origin {
        /// Transcribed from the recording.
        Speech = "speech",
        /// Typed on a keyboard.
        Typed = "typed",
        /// Worded by the built-in scripted interviewer.
        Script = "script",
        /// Worded by a language model.
        Model = "model",
    }
}

names! {
    /// What a line of the conversation is for.
    Purpose {
        /// Opening words: who speaks, and that the conversation is recorded.
        Greeting = "greeting",
        /// A question of the plan.
        Question = "question",
        /// The one follow-up to a thin answer.
        FollowUp = "follow_up",
        /// The same question again, because it was asked for.
        Repeat = "repeat",
        /// A reminder that there is time, after a long silence.
        Nudge = "nudge",
        /// An answer to the candidate's question about the job.
        Reply = "reply",
        /// The interviewer acknowledges a wish (skip, more time).
        Acknowledgement = "acknowledgement",
        /// Time is nearly over.
        WrapUp = "wrap_up",
        /// Thanks and goodbye.
        Closing = "closing",
        /// An answer, or part of one.
        Answer = "answer",
        /// The candidate asked to repeat, skip, wait or stop.
        Command = "command",
        /// A remark outside the plan.
        Remark = "remark",
    }
}

names! {
    /// Why the words of an utterance deserve a second look. They are kept as they were heard, and so is the sound.
    Doubt {
        /// The recogniser holds it likely that nobody spoke.
        NoSpeech = "no_speech",
        /// The recogniser was unsure of most words.
        Uncertain = "uncertain",
        /// The recogniser repeated itself; what was more than anyone would say was taken out.
        Repetition = "repetition",
        /// It sounds like another language than the one it was transcribed in.
        OtherLanguage = "other_language",
        /// The sound is there, the words are not yet: the recogniser did not get to it while the interview ran.
        NotTranscribed = "not_transcribed",
    }
}

/// One word with its place in the recording.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema, schemars::JsonSchema,
)]
pub struct Word {
    /// The word as written, with its punctuation.
    pub text: String,
    /// Start on the interview's audio time line, in ms.
    pub start_ms: u64,
    /// End on the interview's audio time line, in ms.
    pub end_ms: u64,
    /// Probability the recogniser gave it, 0 to 1.
    pub probability: f32,
}

/// One message of an interview. Never changed once stored; see [`Revision`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// The interview it belongs to.
    pub interview_id: InterviewId,
    /// Place in the conversation, from 1, without gaps.
    pub number: u32,
    /// When it was said or typed.
    pub at: UtcMillis,
    /// Who said it.
    pub role: Role,
    /// What it is for.
    pub purpose: Purpose,
    /// The words.
    pub content: String,
    /// How it came about.
    pub origin: Origin,
    /// Key of the plan's question it belongs to.
    pub question_key: Option<String>,
    /// Start on the interview's audio time line, in ms; only for speech.
    pub audio_start_ms: Option<u64>,
    /// End on the interview's audio time line, in ms; only for speech.
    pub audio_end_ms: Option<u64>,
    /// Words with times; empty unless spoken.
    pub words: Vec<Word>,
    /// Language it is in.
    pub language: Language,
    /// Mean word probability, 0 to 1; only for speech.
    pub confidence: Option<f32>,
    /// Name of the speech model that heard it; only for speech.
    pub speech_model: Option<String>,
    /// It broke off: the service that worded it failed in the middle. The scripted interviewer went on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cut_off: bool,
    /// Why its words deserve a second look; only for speech.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<Doubt>,
}

/// A correction of a message. The original stays; the newest revision is what is shown first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Revision {
    /// Its id.
    pub id: RevisionId,
    /// The message corrected.
    pub message_id: MessageId,
    /// Number among the message's revisions, from 1.
    pub number: u32,
    /// The corrected words.
    pub content: String,
    /// Who corrected it, as they call themselves.
    pub author: String,
    /// When.
    pub at: UtcMillis,
}

/// A correction of who said a message. Whom it was first taken for stays in the message; the newest correction counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SpeakerCorrection {
    /// Its id.
    pub id: SpeakerCorrectionId,
    /// The message corrected.
    pub message_id: MessageId,
    /// Number among the corrections of the message's speaker, from 1.
    pub number: u32,
    /// Who said it.
    pub role: Role,
    /// Who corrected it, as they call themselves.
    pub author: String,
    /// When.
    pub at: UtcMillis,
}
