//! What a model is told to word one line.

use std::sync::Arc;

use candor_assistant::{
    check::{Check, Noticed},
    model::Request,
    prompt::{self, Ask, Context, Task},
};
use candor_domain::{AiTask, Role, message::Purpose};

use crate::engine::{Line, Script};

/// One message of the conversation, as far as wording needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    /// Who said it.
    pub(crate) role: Role,
    /// What it was for.
    pub(crate) purpose: Purpose,
    /// The words.
    pub(crate) content: String,
}

/// A request, and what checks its reply.
pub(super) struct Brief {
    pub(super) request: Request,
    pub(super) check: Check,
}

pub(super) fn brief(
    context: &Context,
    script: &Script,
    line: &Line,
    said: &[Arc<Said>],
    noticed: &Noticed,
) -> Brief {
    let begins = answer_begins(said);
    let mut context = context.clone();
    context.said = said[..begins]
        .iter()
        .filter(|one| may_be_sent(one) && has_words(one))
        .map(|one| prompt::Said {
            role: one.role,
            text: one.content.clone(),
        })
        .collect();
    let answers = said[begins..]
        .iter()
        .filter(|one| is_answer(one) && has_words(one));
    let question = script
        .plan
        .questions
        .iter()
        .find(|question| Some(&question.key) == line.question_key.as_ref());
    let ask = Ask {
        task: match line.task {
            AiTask::FollowUp => Task::FollowUp,
            AiTask::Reply => Task::Reply,
            _ => Task::Question,
        },
        scripted: line.text.clone(),
        question: question
            .map(|question| script.text_of(question).to_owned())
            .unwrap_or_default(),
        hint: question.and_then(|question| {
            let mut planned = question.follow_ups.iter();
            planned
                .find_map(|text| text.get(script.language))
                .map(str::to_owned)
        }),
        answer: answers
            .map(|one| one.content.as_str())
            .collect::<Vec<_>>()
            .join("\n"),
    };
    let boundary = format!("{:032x}", rand::random::<u128>());
    let request = prompt::conversation(&context, &ask, &boundary);
    let check = Check::after(&context, &ask, &request, &boundary, noticed);
    Brief { request, check }
}

/// Where the candidate's last answer begins: behind the interviewer's last line that asks or answers something.
fn answer_begins(said: &[Arc<Said>]) -> usize {
    let asked = said.iter().rposition(|one| {
        one.role == Role::AiHr
            && !matches!(
                one.purpose,
                Purpose::Nudge | Purpose::Acknowledgement | Purpose::WrapUp
            )
    });
    asked.map_or(0, |place| place + 1)
}

/// Greeting and goodbye hold the whole name, of which the candidate was told that only the first one is sent; what a
/// recruiter types in the room is not named as sent at all.
fn may_be_sent(one: &Said) -> bool {
    let by_name = matches!(one.purpose, Purpose::Greeting | Purpose::Closing);
    one.role != Role::Recruiter && !(one.role == Role::AiHr && by_name)
}

/// What the recogniser did not get to has its words after the interview.
fn has_words(one: &Said) -> bool {
    !one.content.trim().is_empty()
}

fn is_answer(one: &Said) -> bool {
    one.role == Role::Candidate && one.purpose != Purpose::Command
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(role: Role, purpose: Purpose) -> Arc<Said> {
        Arc::new(Said {
            role,
            purpose,
            content: String::new(),
        })
    }

    #[test]
    fn the_last_answer_is_what_came_after_the_last_question() {
        let conversation = [
            said(Role::AiHr, Purpose::Greeting),
            said(Role::AiHr, Purpose::Question),
            said(Role::Candidate, Purpose::Answer),
            said(Role::AiHr, Purpose::Nudge),
            said(Role::Candidate, Purpose::Answer),
            said(Role::Candidate, Purpose::Command),
            said(Role::AiHr, Purpose::Acknowledgement),
        ];
        let begins = answer_begins(&conversation);
        assert_eq!(begins, 2);
        let answers = conversation[begins..].iter().filter(|one| is_answer(one));
        assert_eq!(answers.count(), 2);
        assert_eq!(answer_begins(&[]), 0);
    }
}
