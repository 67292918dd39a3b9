//! The transcript document written to disk when an interview ends.
//!
//! Its JSON form is versioned; the JSON Schema generated from these types is shipped beside the program.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    id::{InterviewId, MessageId, PositionId},
    interview::InterviewStatus,
    language::Language,
    message::{Doubt, Origin, Purpose, Role, Word},
    recording::Gap,
};

/// Format marker; readers refuse a major version they do not know.
pub const FORMAT: &str = "candor-transcript/1";

/// One interview, whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Transcript {
    /// Always `candor-transcript/1`.
    pub format: String,
    /// What wrote this file.
    pub software: Software,
    /// When this file was written, RFC 3339 with the writer's offset.
    pub exported_at: String,
    /// IANA name of the time zone of the TXT form, for example `Europe/Berlin`.
    pub time_zone: String,
    /// The interview.
    pub interview: InterviewPart,
    /// The position as it was when the interview was created.
    pub position: PositionPart,
    /// How far the plan was covered.
    pub coverage: Vec<CoverageEntry>,
    /// Everything said and typed, in order.
    pub messages: Vec<MessagePart>,
    /// The recordings the times refer to.
    pub recordings: Vec<RecordingPart>,
    /// Names given to the speakers; who has none is called by their role.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub speakers: Vec<SpeakerPart>,
    /// Where sound is missing because the microphone was away.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<Gap>,
    /// What the candidate agreed to; absent when nothing was agreed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<ConsentPart>,
    /// Where the log of all changes stood when this file was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<EvidencePart>,
}

impl Transcript {
    /// The name given to this role, if one was given.
    pub fn speaker(&self, role: Role) -> Option<&str> {
        let named = |part: &&SpeakerPart| part.role == role;
        self.speakers
            .iter()
            .find(named)
            .map(|part| part.name.as_str())
    }
}

/// What a speaker is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SpeakerPart {
    /// Who.
    pub role: Role,
    /// The name given.
    pub name: String,
}

/// The consent to being recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ConsentPart {
    /// RFC 3339, UTC.
    pub at: String,
    /// Version of the text agreed to.
    pub version: String,
    /// Language the text was shown in.
    pub language: Language,
}

/// The end of the hash-chained log. A database whose log lacks this entry has been changed or cut off since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EvidencePart {
    /// Number of the newest entry.
    pub entry: u64,
    /// Its hash, SHA-256, hexadecimal.
    pub hash: String,
}

/// What wrote the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Software {
    /// Always `Candor`.
    pub name: String,
    /// Version of Candor.
    pub version: String,
    /// Speech models that heard the messages, by name.
    pub speech_models: Vec<String>,
}

/// The interview's own data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InterviewPart {
    /// Its id.
    pub id: InterviewId,
    /// The candidate's name.
    pub candidate_name: String,
    /// The candidate's number in the organisation's own system.
    pub candidate_external_id: Option<String>,
    /// Language it was held in.
    pub language: Language,
    /// Status when this file was written.
    pub status: InterviewStatus,
    /// What the interview was about.
    pub description: String,
    /// Recommended length in minutes.
    pub recommended_minutes: u32,
    /// RFC 3339, UTC.
    pub created_at: String,
    /// RFC 3339, UTC.
    pub consented_at: Option<String>,
    /// RFC 3339, UTC.
    pub started_at: Option<String>,
    /// RFC 3339, UTC.
    pub finished_at: Option<String>,
    /// When it was interrupted, if it was not resumed since; RFC 3339, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interrupted_at: Option<String>,
    /// When the candidate withdrew the consent to being recorded; RFC 3339, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<String>,
    /// Milliseconds it ran, pauses excluded.
    pub duration_ms: u64,
    /// Version of the transcript that counts: 1 is what was heard while it ran.
    #[serde(default = "first_version")]
    pub transcript_version: u32,
}

/// The position's own data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PositionPart {
    /// Its id.
    pub id: PositionId,
    /// Its title.
    pub title: String,
    /// What the job is.
    pub description: String,
}

/// What became of a question.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum CoverageState {
    /// Asked and answered.
    Answered,
    /// Asked; nothing was said to it.
    Unanswered,
    /// Asked; the candidate asked to skip it.
    Skipped,
    /// Not asked.
    NotAsked,
}

/// One question of the plan and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, utoipa::ToSchema)]
pub struct CoverageEntry {
    /// Key of the question.
    pub question_key: String,
    /// The question in the interview's language.
    pub text: String,
    /// Key of the competency it probes.
    pub competency: String,
    /// Relative weight.
    pub weight: f32,
    /// Whether it had to be asked.
    pub must_ask: bool,
    /// What became of it.
    pub state: CoverageState,
    /// Whether a follow-up was asked.
    pub followed_up: bool,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MessagePart {
    /// Its id.
    pub id: MessageId,
    /// Place in the conversation, from 1.
    pub number: u32,
    /// RFC 3339, UTC.
    pub at: String,
    /// Who said it, as it counts: the newest correction of the speaker, else `first_role`.
    pub role: Role,
    /// Who was first taken to have said it; absent when that was never corrected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_role: Option<Role>,
    /// Corrections of who said it, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub speaker_corrections: Vec<SpeakerCorrectionPart>,
    /// What it was for.
    pub purpose: Purpose,
    /// How it came about.
    pub origin: Origin,
    /// Key of the question it belongs to.
    pub question_key: Option<String>,
    /// The words as first heard or typed.
    pub content: String,
    /// The text that counts, what a reader should see: the newest correction, else what the chosen transcript version
    /// heard, else `content`.
    #[serde(default)]
    pub text: String,
    /// Words of `text` with times; absent when they are those in `words`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_words: Option<Vec<Word>>,
    /// Corrections, oldest first.
    pub revisions: Vec<RevisionPart>,
    /// What later transcript versions heard, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heard_again: Vec<VersionPart>,
    /// Start on the interview's audio time line, in ms.
    pub audio_start_ms: Option<u64>,
    /// End on the interview's audio time line, in ms.
    pub audio_end_ms: Option<u64>,
    /// Words with times and probabilities.
    pub words: Vec<Word>,
    /// Language of the words.
    pub language: Language,
    /// Mean word probability, 0 to 1.
    pub confidence: Option<f32>,
    /// Speech model that heard it.
    pub speech_model: Option<String>,
    /// It broke off in the middle; absent when it did not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cut_off: bool,
    /// Why the words in `text` deserve a second look; absent when nothing speaks against them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<Doubt>,
    /// Why the words in `content` did; absent when nothing spoke against them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_doubt: Option<Doubt>,
}

impl MessagePart {
    /// The words of `text` with times; empty unless spoken.
    pub fn counting_words(&self) -> &[Word] {
        self.text_words.as_deref().unwrap_or(&self.words)
    }

    /// Whether it was said and has no words yet: the sound is there, and nobody has heard it so far.
    pub fn is_not_transcribed(&self) -> bool {
        self.doubt == Some(Doubt::NotTranscribed)
            && self.text.trim().is_empty()
            && self.heard_again.is_empty()
    }
}

fn first_version() -> u32 {
    1
}

/// A message's text in a later transcript version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VersionPart {
    /// Number of the version, from 2.
    pub version: u32,
    /// Speech model that heard it.
    pub speech_model: String,
    /// The words; empty when nothing was heard.
    pub content: String,
    /// Mean word probability, 0 to 1.
    pub confidence: Option<f32>,
    /// Why these words deserve a second look; absent when nothing speaks against them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<Doubt>,
}

/// One correction of who said a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SpeakerCorrectionPart {
    /// Number among the corrections of the message's speaker, from 1.
    pub number: u32,
    /// Who said it.
    pub role: Role,
    /// Who corrected it.
    pub author: String,
    /// RFC 3339, UTC.
    pub at: String,
}

/// One correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RevisionPart {
    /// Number among the message's revisions, from 1.
    pub number: u32,
    /// The corrected words.
    pub content: String,
    /// Who corrected it.
    pub author: String,
    /// RFC 3339, UTC.
    pub at: String,
}

/// One continuous recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RecordingPart {
    /// Device or source.
    pub device: String,
    /// RFC 3339, UTC.
    pub started_at: String,
    /// Where it begins on the interview's audio time line, in ms.
    pub offset_ms: u64,
    /// How long it is, in ms.
    pub duration_ms: u64,
    /// Whose microphone it is; the candidate's when absent. Recordings of both may lie side by side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub track: Option<Role>,
}

/// The JSON Schema of [`Transcript`].
pub fn json_schema() -> serde_json::Value {
    schemars::schema_for!(Transcript).to_value()
}
