//! An interview by typing that can be rated, and models that rate it as they are told.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use candor_core::{
    App,
    assistant::model::{Cancel, Endpoint, Failure, Finish, Reply, ReplyModel, Request, Usage},
    engine::{Control, End},
    room, scorecards,
};
use candor_domain::{AiApi, InterviewId, Message, Role, message::Purpose};
use crossbeam_channel::{Receiver, Sender, unbounded};
use serde_json::json;

use crate::{
    common::{consent, create, typing},
    scripted::wait_for,
};

pub(super) const ENGLISH: [&str; 4] = [
    "I worked at the returns desk of a hardware shop for three years, and in my last year I trained four new colleagues there.",
    "When a customer shouted at me I did not argue with him. I listened until he had finished and then I repeated what he wanted to have.",
    "In March we lost about a tenth of the parcels, so I wrote a list of checks for every evening, and by June it was one in a hundred.",
    "I would like to learn how the stock is planned, because I have only seen the end of it, and I have read two books about it.",
];
pub(super) const GERMAN: [&str; 4] = [
    "Ich habe drei Jahre an der Rückgabe in einem Baumarkt gearbeitet und im letzten Jahr habe ich vier neue Kollegen angelernt.",
    "Als ein Kunde laut wurde, habe ich nicht widersprochen. Ich habe zugehört, bis er fertig war, und dann wiederholt, was er wollte.",
    "Im März haben wir ein Zehntel der Pakete verloren, also habe ich eine Liste geschrieben, und im Juni war es nur noch eins von hundert.",
    "Ich möchte lernen, wie das Lager geplant wird, weil ich nur das Ende davon gesehen habe und zwei Bücher darüber gelesen habe.",
];

/// An interview in which these answers were typed, and which is over.
pub(super) fn held(app: &App, answers: &[&str]) -> InterviewId {
    let id = create(app, "Ada Lovelace");
    consent(app, id);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    room::start(app, id, &typing()).unwrap();
    for answer in answers {
        // Who answers before being asked answers no question.
        if !is_asked(app, id) {
            wait_for(&mut facts, "a question", |_| is_asked(app, id));
        }
        room::type_message(app, id, Role::Candidate, answer).unwrap();
        room::control(app, id, Control::AnswerDone).unwrap();
    }
    room::finish(app, id, End::RecruiterFinished).unwrap();
    room::wait(app, id);
    id
}

fn is_asked(app: &App, id: InterviewId) -> bool {
    let all = candor_core::interviews::conversation(app, id, 0).unwrap();
    all.last().is_some_and(|view| {
        let purpose = view.message.purpose;
        view.message.role == Role::AiHr && matches!(purpose, Purpose::Question | Purpose::FollowUp)
    })
}

/// The candidate's answers.
pub(super) fn answers(app: &App, id: InterviewId) -> Vec<Message> {
    let all = candor_core::interviews::conversation(app, id, 0).unwrap();
    let messages = all.into_iter().map(|view| view.message);
    messages
        .filter(|m| m.role == Role::Candidate && m.purpose == Purpose::Answer)
        .collect()
}

/// What a model does with a request for ratings.
#[derive(Debug, Clone)]
pub(super) enum Does {
    /// Rates everything, and the control low; quotes what was said, and one thing that was not.
    Rates(u8),
    /// The same at a service that does not tell what was used.
    RatesUntold(u8),
    Says(&'static str),
    Refuses,
    Fails(Failure),
}

/// Does these things one after the other, the last one for ever; waits for leave before each, if told to.
pub(super) struct Rater {
    endpoint: Endpoint,
    script: Mutex<VecDeque<Does>>,
    leave: Option<Receiver<()>>,
    asked: Sender<()>,
}

pub(super) fn rater(name: &str, script: &[Does]) -> Arc<Rater> {
    Arc::new(new(name, script, None).0)
}

/// The same, waiting for leave; the second value gives it, the third tells that it was asked.
pub(super) fn patient(name: &str, script: &[Does]) -> (Arc<Rater>, Sender<()>, Receiver<()>) {
    let (go, leave) = unbounded();
    let (rater, asked) = new(name, script, Some(leave));
    (Arc::new(rater), go, asked)
}

fn new(name: &str, script: &[Does], leave: Option<Receiver<()>>) -> (Rater, Receiver<()>) {
    let (asked, heard) = unbounded();
    let rater = Rater {
        endpoint: Endpoint {
            connection: name.to_owned(),
            host: "ai.example".into(),
            api: AiApi::Chat,
            model: format!("{name}-1"),
            input_price_micros: Some(1_000_000),
            output_price_micros: Some(1_000_000),
        },
        script: Mutex::new(script.to_vec().into()),
        leave,
        asked,
    };
    (rater, heard)
}

impl ReplyModel for Rater {
    fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    fn reply(&self, request: &Request, cancel: &Cancel, on_text: &mut dyn FnMut(&str)) -> Reply {
        // Lines of the conversation are the script's here.
        if request.schema.is_none() {
            return ended(String::new(), Finish::Failed(Failure::Resting));
        }
        let _ = self.asked.send(());
        if let Some(leave) = &self.leave {
            while leave
                .recv_timeout(std::time::Duration::from_millis(5))
                .is_err()
            {
                if cancel.is_cancelled() {
                    return ended(String::new(), Finish::Cancelled);
                }
            }
        }
        let mut script = self.script.lock().unwrap();
        let does = if script.len() > 1 {
            script.pop_front().unwrap()
        } else {
            script[0].clone()
        };
        let tells = !matches!(does, Does::RatesUntold(_));
        let (text, finish) = match does {
            Does::Rates(rating) | Does::RatesUntold(rating) => {
                (rated(request, rating), Finish::Complete)
            }
            Does::Says(text) => (text.to_owned(), Finish::Complete),
            Does::Refuses => ("I would rather not.".to_owned(), Finish::Refused),
            Does::Fails(failure) => (String::new(), Finish::Failed(failure)),
        };
        on_text(&text);
        let reply = ended(text, finish);
        Reply {
            usage: reply.usage.filter(|_| tells),
            ..reply
        }
    }
}

fn ended(text: String, finish: Finish) -> Reply {
    Reply {
        text,
        finish,
        model: None,
        usage: Some(Usage {
            input_tokens: 1_000,
            output_tokens: 200,
        }),
        first_token_ms: Some(1),
        total_ms: 2,
        attempts: 1,
        detail: String::new(),
    }
}

/// Rates every competency of the request but the control, which nobody would rate high.
fn rated(request: &Request, rating: u8) -> String {
    let (mut ratings, mut first) = (Vec::new(), None);
    for turn in &request.turns[1..] {
        let mut lines = turn.content.lines();
        let Some(key) = lines
            .next()
            .and_then(|line| line.split("competency: ").nth(1))
        else {
            continue;
        };
        let (mut quotes, mut is_control) = (Vec::new(), true);
        while let Some(line) = lines.next() {
            let Some(label) = line.split("begin message ").nth(1) else {
                continue;
            };
            let number: u32 = label.split(' ').next().unwrap().parse().unwrap();
            let text = lines.next().unwrap();
            is_control &= !ENGLISH
                .iter()
                .any(|own| own.contains(text) || text.contains(*own));
            quotes.push(json!({ "message": number, "text": text }));
        }
        if !is_control && first.is_none() {
            first = quotes.first().cloned();
        }
        quotes.push(json!({ "message": 1, "text": "I never said this in my life" }));
        ratings.push(json!({
            "competency": key,
            "rating": if is_control { 1 } else { rating },
            "rationale": "The candidate named an example and what came of it.",
            "quotes": quotes,
        }));
    }
    let claim = json!([{ "text": "The candidate told of earlier work.", "quotes": first.into_iter().collect::<Vec<_>>() }]);
    json!({ "ratings": ratings, "summary": claim, "open_questions": claim }).to_string()
}

/// The one card a model has drafted.
pub(super) fn drafted(app: &App, id: InterviewId) -> candor_domain::Scorecard {
    scorecards::wait_for_drafts(app);
    let view = scorecards::view(app, id, None, None).unwrap();
    assert_eq!(view.cards.len(), 1, "{view:?}");
    view.cards[0].clone()
}
