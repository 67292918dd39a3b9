//! Ratings with evidence: drafted by a model or written by a person, signed by a person only.

use serde::{Deserialize, Serialize};

use crate::{
    id::{InterviewId, MessageId, ScorecardId},
    message::names,
    time::UtcMillis,
};

/// Lowest rating of the anchored scale.
pub const LOWEST: u8 = 1;
/// Highest rating of the anchored scale.
pub const HIGHEST: u8 = 5;

names! {
    /// Who wrote a scorecard.
    CardAuthor {
        /// A language model; always a draft.
        Model = "model",
        /// A person.
        Person = "person",
    }
}

names! {
    /// Where a scorecard stands.
    CardStatus {
        /// It can be changed; nothing follows from it.
        Draft = "draft",
        /// A person has put their name under it; it never changes again.
        Signed = "signed",
        /// A person has looked at the model's draft and does not want it.
        Rejected = "rejected",
    }
}

/// Words of the transcript. They are there, character by character, in the transcript version of the card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Quote {
    /// The words as they stand in the transcript.
    pub text: String,
    /// The message they stand in.
    pub message_id: MessageId,
    /// Where in the message's counting text they begin, in characters.
    pub start: u32,
    /// Where they end, in characters.
    pub end: u32,
    /// Start on the interview's audio time line, in ms; absent for what was typed.
    pub start_ms: Option<u64>,
    /// End there, in ms.
    pub end_ms: Option<u64>,
}

/// The rating of one competency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Rating {
    /// Key of the plan's competency.
    pub competency: String,
    /// From [`LOWEST`] to [`HIGHEST`]; absent means “not assessed”. Never without a quote.
    pub rating: Option<u8>,
    /// Why, in words.
    pub rationale: String,
    /// The evidence.
    pub quotes: Vec<Quote>,
}

/// A statement about what was said, with its evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Claim {
    /// The statement.
    pub text: String,
    /// The evidence, at least one quote.
    pub quotes: Vec<Quote>,
}

/// One scorecard of one interview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Scorecard {
    /// Its id.
    pub id: ScorecardId,
    /// The interview.
    pub interview_id: InterviewId,
    /// Who wrote it.
    pub author: CardAuthor,
    /// The rater's name; for a model's draft the name of the model.
    pub rater: String,
    /// Where it stands.
    pub status: CardStatus,
    /// The model's draft a person began with, if they did.
    pub based_on: Option<ScorecardId>,
    /// Version of the instructions the draft was made with.
    pub prompt_version: Option<String>,
    /// The transcript version the quotes stand in.
    pub transcript_version: u32,
    /// One for each competency of the plan, in its order.
    pub ratings: Vec<Rating>,
    /// What the interview was about, in a few statements.
    pub summary: Vec<Claim>,
    /// What stayed open and could be asked next.
    pub open_questions: Vec<Claim>,
    /// Statements of the model that were left out because what they quoted is not in the transcript, or says something
    /// a rating may not be based on.
    pub dropped: u32,
    /// When it was begun.
    pub created_at: UtcMillis,
    /// When it was last changed.
    pub changed_at: UtcMillis,
    /// The name of who signed or rejected it.
    pub signed_by: Option<String>,
    /// When it was signed or rejected.
    pub closed_at: Option<UtcMillis>,
}
