//! What is added to an interview afterwards: speakers' names, notes, and later transcripts of its recording.

use serde::{Deserialize, Serialize};

use crate::{
    id::{InterviewId, MessageId, NoteId, TranscriptVersionId},
    message::{Doubt, Role, Word},
    time::UtcMillis,
};

/// What the speakers of an interview are called; a role without a name is called by its role.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SpeakerNames {
    /// The person interviewed.
    #[serde(default)]
    pub candidate: Option<String>,
    /// The automated interviewer.
    #[serde(default)]
    pub ai_hr: Option<String>,
    /// A human recruiter.
    #[serde(default)]
    pub recruiter: Option<String>,
}

impl SpeakerNames {
    /// Every role with its name, if it has one.
    pub fn entries(&self) -> [(Role, Option<&str>); 3] {
        [
            (Role::Candidate, self.candidate.as_deref()),
            (Role::AiHr, self.ai_hr.as_deref()),
            (Role::Recruiter, self.recruiter.as_deref()),
        ]
    }

    /// The name given to this role.
    pub fn get(&self, role: Role) -> Option<&str> {
        match role {
            Role::Candidate => self.candidate.as_deref(),
            Role::AiHr => self.ai_hr.as_deref(),
            Role::Recruiter => self.recruiter.as_deref(),
        }
    }

    /// Names a role, or takes its name away.
    pub fn set(&mut self, role: Role, name: Option<String>) {
        match role {
            Role::Candidate => self.candidate = name,
            Role::AiHr => self.ai_hr = name,
            Role::Recruiter => self.recruiter = name,
        }
    }
}

/// What somebody noted while reviewing an interview. Nobody who takes part in the interview ever sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Note {
    /// Its id.
    pub id: NoteId,
    /// The interview it is about.
    pub interview_id: InterviewId,
    /// The message it is about, if it is about one.
    pub message_id: Option<MessageId>,
    /// The moment it is about on the interview's audio time line, in ms.
    pub at_ms: Option<u64>,
    /// Who wrote it, as they call themselves.
    pub author: String,
    /// The words.
    pub content: String,
    /// When it was written.
    pub created_at: UtcMillis,
    /// When it was last changed.
    pub changed_at: UtcMillis,
    /// When it was deleted; it can be brought back.
    pub deleted_at: Option<UtcMillis>,
}

/// A later transcript of the same recording. Version 1 is the messages themselves and has no entry of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TranscriptVersion {
    /// Its id.
    pub id: TranscriptVersionId,
    /// The interview it belongs to.
    pub interview_id: InterviewId,
    /// Number within the interview, from 2.
    pub number: u32,
    /// Name of the speech model that heard it.
    pub speech_model: String,
    /// When it was complete.
    pub created_at: UtcMillis,
}

/// One spoken message, heard again.
#[derive(Debug, Clone, PartialEq)]
pub struct VersionText {
    /// The message.
    pub message_id: MessageId,
    /// The words; empty when nothing was heard this time.
    pub content: String,
    /// Words with times.
    pub words: Vec<Word>,
    /// Mean word probability, 0 to 1; none without words.
    pub confidence: Option<f32>,
    /// Why these words deserve a second look.
    pub doubt: Option<Doubt>,
}
