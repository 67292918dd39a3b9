//! What of an interview can be rated: the answers to the plan's questions, in the text that counts.

use candor_assistant::rating::{Answer, Asked, Material};
use candor_domain::{Origin, Plan, Role, message::Purpose};

use super::ground::Ground;

/// The answers, each with the question it was said to.
pub(super) fn of(ground: &Ground, plan: &Plan) -> Material {
    let language = ground.interview.language;
    let mut asked: Vec<(String, Asked)> = Vec::new();
    for view in &ground.messages {
        let message = &view.message;
        let Some(question) = message
            .question_key
            .as_ref()
            .and_then(|key| plan.question(key))
        else {
            continue;
        };
        let planned = question
            .text
            .get(language)
            .or_else(|| question.text.iter().next().map(|(_, text)| text))
            .unwrap_or_default();
        let new = |text: &str| {
            let asked = Asked {
                competency: question.competency.clone(),
                question: text.to_owned(),
                answers: Vec::new(),
            };
            (question.key.clone(), asked)
        };
        match (view.role, message.purpose) {
            (Role::AiHr, Purpose::Question) => asked.push(new(planned)),
            // What a model worded may hold what the candidate made it say.
            (Role::AiHr, Purpose::FollowUp) if message.origin == Origin::Script => {
                asked.push(new(&message.content));
            }
            // What has no words yet answers nothing yet.
            (Role::Candidate, purpose)
                if (purpose == Purpose::Answer || message.role != Role::Candidate)
                    && !view.counting.content.trim().is_empty() =>
            {
                if asked.last().is_none_or(|(key, _)| *key != question.key) {
                    asked.push(new(planned));
                }
                if let Some((_, last)) = asked.last_mut() {
                    last.answers.push(Answer {
                        number: message.number,
                        text: view.counting.content.clone(),
                        flagged: ground.flagged(view),
                    });
                }
            }
            _ => {}
        }
    }
    Material {
        language,
        competencies: plan.competencies.clone(),
        asked: asked.into_iter().map(|(_, asked)| asked).collect(),
        names: names(&ground.interview.candidate_name),
    }
}

/// The name as a whole, and its parts.
fn names(name: &str) -> Vec<String> {
    let mut names = vec![name.trim().to_owned()];
    let parts = name.split(|c: char| !(c.is_alphabetic() || matches!(c, '-' | '\'' | '’')));
    names.extend(parts.map(str::to_owned));
    names.retain(|name| name.chars().count() >= 3);
    names.dedup();
    names
}
