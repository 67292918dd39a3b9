//! What was asked of a language model and what came of it; and attempts to give it instructions.

use serde::{Deserialize, Serialize};

use crate::{
    id::{AiCallId, AttemptId, InterviewId, MessageId},
    message::names,
    time::UtcMillis,
};

names! {
    /// How a service is spoken to.
    AiApi {
        /// OpenAI's Responses API.
        Responses = "responses",
        /// Chat Completions, as compatible servers offer it.
        Chat = "chat",
    }
}

names! {
    /// What a model was asked for.
    AiTask {
        /// To word a question of the plan.
        Question = "question",
        /// To word a follow-up to a thin answer.
        FollowUp = "follow_up",
        /// To answer the candidate's question about the job.
        Reply = "reply",
        /// To draft ratings.
        Scorecard = "scorecard",
        /// To sum the interview up.
        Summary = "summary",
    }
}

names! {
    /// What candidates are told a model is used for.
    AiUse {
        /// It words what the interviewer says.
        Conversation = "conversation",
        /// It drafts ratings and summaries once the interview is over.
        Scorecards = "scorecards",
    }
}

impl AiTask {
    /// The use candidates have to be told of before.
    pub fn part_of(self) -> AiUse {
        match self {
            Self::Question | Self::FollowUp | Self::Reply => AiUse::Conversation,
            Self::Scorecard | Self::Summary => AiUse::Scorecards,
        }
    }
}

names! {
    /// What became of it.
    AiOutcome {
        /// The words were used as they came.
        Used = "used",
        /// A check did not let them pass; the scripted words were used instead.
        Replaced = "replaced",
        /// They broke off; what had come was kept and marked, and the scripted interviewer went on.
        CutOff = "cut_off",
        /// The model would not answer.
        Refused = "refused",
        /// The service failed before any word came.
        Failed = "failed",
        /// Nobody needed them any more: a pause, the end, or the candidate went on speaking.
        Cancelled = "cancelled",
        /// The interview's budget was used up; nothing was sent.
        OverBudget = "over_budget",
    }
}

/// One part of what was sent, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PromptPart {
    /// `system`, `user` or `assistant`.
    pub role: String,
    /// The words.
    pub content: String,
}

/// One request to a model on behalf of an interview, as the recruiter may read it. Keys are never part of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AiCall {
    /// Its id.
    pub id: AiCallId,
    /// The interview it was for.
    pub interview_id: InterviewId,
    /// When it was sent.
    pub at: UtcMillis,
    /// What for.
    pub task: AiTask,
    /// Name of the connection.
    pub connection: String,
    /// Host it was sent to, with its port unless that is the usual one.
    pub host: String,
    /// How it was spoken to.
    pub api: AiApi,
    /// The model, as the service called it, else as it was asked for.
    pub model: String,
    /// Version of the instructions, for example `question/1`.
    pub prompt_version: String,
    /// What was sent.
    pub prompt: Vec<PromptPart>,
    /// What came back, as far as it came.
    pub reply: String,
    /// What became of it.
    pub outcome: AiOutcome,
    /// Why: names of checks that failed, or of the failure, as stable words.
    pub reasons: Vec<String>,
    /// Tokens sent, if the service told.
    pub input_tokens: Option<u32>,
    /// Tokens received, if the service told.
    pub output_tokens: Option<u32>,
    /// Estimated price in millionths of the budget's currency, if prices are known.
    pub cost_micros: Option<u64>,
    /// Time to the first token in ms, if one came.
    pub first_token_ms: Option<u64>,
    /// Time to the end in ms.
    pub total_ms: u64,
    /// How often it was sent: 1, or more after failures that may be tried again.
    pub attempts: u32,
    /// The message it became, if it became one.
    pub message_id: Option<MessageId>,
}

names! {
    /// Where an attempt to instruct the model stood.
    AttemptSource {
        /// In something the candidate said or typed.
        Message = "message",
        /// In the candidate's name or external id.
        Name = "name",
        /// In the knowledge base or the interview's description.
        Knowledge = "knowledge",
    }
}

names! {
    /// What kind of attempt it was.
    AttemptKind {
        /// “Ignore your instructions”, in any language.
        Override = "override",
        /// “You are now …”, “pretend to be …”.
        RolePlay = "role_play",
        /// Asking for the instructions, keys or other people's data.
        Extraction = "extraction",
        /// Asking for a rating, a recommendation or a promise.
        Rating = "rating",
        /// Something that looks like the markers between the parts of a prompt.
        Markup = "markup",
        /// Words hidden by encoding, invisible or look-alike characters.
        Encoded = "encoded",
        /// A tool, link or command to be carried out.
        Command = "command",
    }
}

/// Something that reads like instructions for the model. Shown to the recruiter; never part of a rating.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Attempt {
    /// Its id.
    pub id: AttemptId,
    /// The interview.
    pub interview_id: InterviewId,
    /// Where it stood.
    pub source: AttemptSource,
    /// The message, if it stood in one.
    pub message_id: Option<MessageId>,
    /// What kinds of attempt it looks like, at least one.
    pub kinds: Vec<AttemptKind>,
    /// Where in the text it begins, in characters.
    pub start: u32,
    /// Where it ends, in characters.
    pub end: u32,
    /// When it was noticed.
    pub at: UtcMillis,
}
