//! What a model is asked to word.
//!
//! Everything the candidate, a form or a knowledge base says is data: it stands in user-role parts between marks
//! with a random boundary, look-alikes of which are taken out of the data. The context holds what the wording
//! needs and nothing else: of the candidate's name the first one, nothing a recruiter said in the room, no keys, no
//! keywords, weights or notes of the plan, no other interview; the knowledge base only when a question about the job is
//! to be answered. All functions are pure: the boundary is an argument.

mod data;
mod instructions;
mod knowledge;

use candor_domain::{AiTask, Language, message::Role};

use crate::model::{Request, Speaker, THINKING_TOKENS, Turn};

use data::EnteredName;
pub(crate) use data::is_invisible;
pub use data::{clean, first_name, marked};
pub use instructions::VERSION;
pub use knowledge::excerpt;

/// Most messages of the conversation so far that are sent.
pub const MOST_SAID: usize = 12;
/// Most characters of the conversation so far that are sent.
pub const MOST_SAID_CHARS: usize = 6_000;
/// Most characters of one message.
const MOST_MESSAGE: usize = 1_500;
/// Most characters of the candidate's last words.
const MOST_ANSWER: usize = 4_000;
/// Most characters of the job's description.
const MOST_DESCRIPTION: usize = 4_000;
/// Most characters of a title or the organisation's name.
const MOST_TITLE: usize = 200;

/// What a line is to be worded for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Task {
    /// A question of the plan.
    Question,
    /// The follow-up to a thin answer.
    FollowUp,
    /// An answer to the candidate's question about the job.
    Reply,
}

impl From<Task> for AiTask {
    fn from(task: Task) -> Self {
        match task {
            Task::Question => Self::Question,
            Task::FollowUp => Self::FollowUp,
            Task::Reply => Self::Reply,
        }
    }
}

/// One message of the conversation so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Who said it.
    pub role: Role,
    /// The words.
    pub text: String,
}

/// What is known in an interview. Everything in it but the language is data, as people entered or said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// Language of the interview.
    pub language: Language,
    /// Name of the organisation; may be empty.
    pub organisation: String,
    /// The candidate's name as entered; only its cleaned first word is sent.
    pub candidate_name: String,
    /// Title of the position.
    pub position_title: String,
    /// What the job is.
    pub position_description: String,
    /// Facts about the job the interviewer may answer from; the whole text, an excerpt of which is sent for replies.
    pub knowledge_base: String,
    /// The conversation so far, oldest first, without what [`Ask::answer`] holds.
    pub said: Vec<Said>,
}

/// The line to be worded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// What it is for.
    pub task: Task,
    /// What the scripted interviewer says, should no wording pass.
    pub scripted: String,
    /// Text of the plan's question that is asked next, or that is open.
    pub question: String,
    /// The plan's follow-up to it in this language, if the task is one and the plan has one.
    pub hint: Option<String>,
    /// What the candidate said last: the answer, or the question about the job. May be empty.
    pub answer: String,
}

/// Most characters a worded line may have.
///
/// Twice the planned text and room for an acknowledgement; a reply about the job may take some sentences.
pub fn longest(ask: &Ask) -> usize {
    match ask.task {
        Task::Question | Task::FollowUp => {
            let planned = planned(ask).chars().count();
            (planned * 2).max(planned + 200).max(300)
        }
        Task::Reply => 700,
    }
}

/// The text whose sense a question or follow-up has to keep.
pub(crate) fn planned(ask: &Ask) -> &str {
    match (&ask.hint, ask.task) {
        (Some(hint), Task::FollowUp) => hint,
        _ => &ask.question,
    }
}

/// The request for one line. `boundary` is random, at least 16 letters or digits, and new for every request.
pub fn conversation(context: &Context, ask: &Ask, boundary: &str) -> Request {
    let mut turns = vec![Turn {
        speaker: Speaker::System,
        content: instructions::system(context.language, boundary),
    }];
    turns.push(user(job(context, boundary)));
    if ask.task == Task::Reply {
        let known = excerpt(&context.knowledge_base, context.language, &ask.answer);
        turns.push(user(marked("knowledge base", &known, boundary, usize::MAX)));
    }
    let name = EnteredName::of(&context.candidate_name);
    let sent: Vec<(Speaker, &str)> = context
        .said
        .iter()
        .filter_map(|said| match said.role {
            Role::AiHr => (!name.is_in(&said.text)).then_some((Speaker::Assistant, &*said.text)),
            Role::Candidate => Some((Speaker::User, &*said.text)),
            // Nobody is told that their words go there.
            Role::Recruiter => None,
        })
        .collect();
    turns.extend(recent(&sent).iter().map(|(speaker, text)| match speaker {
        Speaker::Assistant => Turn {
            speaker: Speaker::Assistant,
            content: clean(text, boundary, MOST_MESSAGE),
        },
        _ => user(marked("candidate", text, boundary, MOST_MESSAGE)),
    }));
    turns.push(user(task(context, ask, boundary)));
    Request {
        turns,
        // A token is at least two characters of any of the three languages.
        max_output_tokens: u32::try_from(longest(ask) / 2 + 300)
            .unwrap_or(u32::MAX)
            .saturating_add(THINKING_TOKENS),
        at_least: None,
        schema: None,
    }
}

fn user(content: String) -> Turn {
    Turn {
        speaker: Speaker::User,
        content,
    }
}

/// What the position is, and whose.
fn job(context: &Context, boundary: &str) -> String {
    let first_name = first_name(&context.candidate_name);
    [
        ("organisation", context.organisation.as_str(), MOST_TITLE),
        ("position", &context.position_title, MOST_TITLE),
        (
            "job description",
            &context.position_description,
            MOST_DESCRIPTION,
        ),
        ("candidate's first name", &first_name, MOST_TITLE),
    ]
    .into_iter()
    .filter(|(_, text, _)| !text.trim().is_empty())
    .map(|(label, text, most)| marked(label, text, boundary, most))
    .collect::<Vec<_>>()
    .join("\n")
}

/// The last messages that fit, oldest first.
fn recent<'s, 't>(said: &'s [(Speaker, &'t str)]) -> &'s [(Speaker, &'t str)] {
    let mut room = MOST_SAID_CHARS;
    let mut first = said.len();
    for (_, text) in said.iter().rev().take(MOST_SAID) {
        let length = text.chars().take(MOST_MESSAGE).count();
        if length > room {
            break;
        }
        room -= length;
        first -= 1;
    }
    &said[first..]
}

/// The task itself, last of all, with what it is about.
fn task(context: &Context, ask: &Ask, boundary: &str) -> String {
    let mut parts = Vec::new();
    if !ask.answer.trim().is_empty() {
        let label = match ask.task {
            Task::Question | Task::FollowUp => "the candidate's last answer",
            Task::Reply => "the candidate's question",
        };
        parts.push(marked(label, &ask.answer, boundary, MOST_ANSWER));
    }
    if !ask.question.trim().is_empty() {
        let label = match ask.task {
            Task::Question => "the given question",
            Task::FollowUp | Task::Reply => "the open question",
        };
        parts.push(marked(label, &ask.question, boundary, usize::MAX));
    }
    if let (Some(hint), Task::FollowUp) = (&ask.hint, ask.task) {
        parts.push(marked("the given follow-up", hint, boundary, usize::MAX));
    }
    parts.push(instructions::task(
        context.language,
        ask,
        longest(ask),
        boundary,
    ));
    parts.join("\n")
}

#[cfg(test)]
mod tests;
