//! UUIDv7 newtypes: they sort by creation time and cannot be mixed up.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta] $name:ident),+ $(,)?) => {$(
        #[$doc]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
                 utoipa::ToSchema, schemars::JsonSchema)]
        #[serde(transparent)]
        #[schema(value_type = String, format = Uuid)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id; its leading bits are the current time, so ids sort by creation.
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(s).map(Self)
            }
        }
    )+};
}

id! {
    /// A position and its question plan.
    PositionId,
    /// One interview of one candidate.
    InterviewId,
    /// One message (a final utterance, a typed line or an interviewer's line).
    MessageId,
    /// One correction of a message.
    RevisionId,
    /// One correction of who said a message.
    SpeakerCorrectionId,
    /// One continuous recording inside an interview; a resumed interview has several.
    RecordingId,
    /// A consent text the organisation wrote.
    ConsentTextId,
    /// A note on an interview.
    NoteId,
    /// A later transcript of the same recording.
    TranscriptVersionId,
    /// One request to a language model.
    AiCallId,
    /// A connection to an AI service.
    ConnectionId,
    /// Something that reads like instructions for a language model.
    AttemptId,
    /// One scorecard of an interview.
    ScorecardId,
    /// A recording that is taken in.
    RecordingImportId,
    /// A recording that is transcribed in the background.
    TranscriptionJobId,
}
