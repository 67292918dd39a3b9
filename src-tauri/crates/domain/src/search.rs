//! What a search over everything found.

use serde::{Deserialize, Serialize};

use crate::{
    id::{InterviewId, MessageId, NoteId},
    interview::InterviewStatus,
    language::Language,
    message::Role,
    time::UtcMillis,
};

/// A piece of a text, found or between what was found. Plain text, never markup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Part {
    /// The piece as it stands in the text.
    pub text: String,
    /// Whether this is what was looked for.
    pub found: bool,
}

/// One message or note in which everything looked for was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Hit {
    /// The message, or the one the note is on.
    pub message_id: Option<MessageId>,
    /// The note, if it is one.
    pub note_id: Option<NoteId>,
    /// Who said it; absent for notes.
    pub role: Option<Role>,
    /// Where it is heard, on the interview's audio time line in ms; absent for what was typed.
    pub audio_ms: Option<u64>,
    /// When it was said or written.
    pub at: UtcMillis,
    /// The part of the text around it.
    pub excerpt: Vec<Part>,
}

/// An interview in which something was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FoundInterview {
    /// Its id.
    pub id: InterviewId,
    /// Where it stands.
    pub status: InterviewStatus,
    /// When its latest step was: created, begun, finished or called off.
    pub latest_at: UtcMillis,
    /// The candidate's name.
    pub candidate_name: Vec<Part>,
    /// The candidate's number in the organisation's own system.
    pub candidate_external_id: Option<Vec<Part>>,
    /// Title of its position.
    pub position_title: Vec<Part>,
    /// The part of the description in which something was found.
    pub description: Option<Vec<Part>>,
    /// Language it is held in.
    pub language: Language,
    /// Messages and notes in which everything was found.
    pub hit_count: u32,
    /// The best of them, in the order of the conversation.
    pub hits: Vec<Hit>,
}

/// What was found, the best first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Found {
    /// Interviews, as many as were asked for.
    pub interviews: Vec<FoundInterview>,
    /// Interviews in which something was found.
    pub total_interviews: u32,
    /// Messages and notes in which something was found.
    pub total_hits: u32,
}
