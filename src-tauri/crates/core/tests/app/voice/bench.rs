//! A candidate who types, a service that does what it is told, and what has to hold of every record.
// Length: one bench, and everything that has to hold of a record, used whole by every test beside it.

use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, mpsc},
    time::Duration,
};

use candor_core::{
    App, DatabaseKey,
    assistant::{
        client::{HttpModel, Network, Rest, Retries},
        model::ReplyModel,
        testing::{Asked, StandIn},
    },
    bus::Subscription,
    engine::{Control, Settings},
    interviews::{self, InterviewDraft},
    positions::{self, PositionDraft},
    room,
};
use candor_domain::{
    AiApi, AiCall, AiOutcome, InterviewId, InterviewStatus, Language, LocalizedText, Message,
    MessageId, Origin, Plan, Question, Role,
    language::LocalizedWords,
    live::{Fact, Live},
    message::Purpose,
    plan::Competency,
};

use crate::{common, scripted};

/// How long anything here may take before the test fails.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);
/// An answer nobody asks more about.
pub(super) const FULL: &str =
    "I looked after the whole project together with five colleagues for a year.";
const QUESTIONS: [&str; 3] = [
    "Please describe your experience with customer support.",
    "How do you handle a customer who is angry about a late delivery?",
    "Which tools do you use to keep track of open requests?",
];

/// Waits for a model: long, where nothing is meant to be late.
pub(super) fn calm() -> Settings {
    let never = 24 * 60 * 60 * 1_000;
    Settings {
        end_of_answer_ms: never,
        nudge_after_ms: never,
        give_up_after_ms: never,
        wording_ms: 120_000,
        first_words_ms: 20_000,
        between_words_ms: 20_000,
        whole_line_ms: 40_000,
        ..Settings::default()
    }
}

/// Short, where something hangs.
pub(super) fn quick() -> Settings {
    Settings {
        first_words_ms: 300,
        between_words_ms: 150,
        whole_line_ms: 1_000,
        ..calm()
    }
}

/// A connection to the stand-in that repeats after some ms and is never left alone.
pub(super) fn model(service: &StandIn, api: AiApi) -> Arc<dyn ReplyModel> {
    named(service, api, "Stand-in")
}

pub(super) fn named(service: &StandIn, api: AiApi, name: &str) -> Arc<dyn ReplyModel> {
    let mut config = service.config(api);
    name.clone_into(&mut config.endpoint.connection);
    let retries = Retries {
        most: 1,
        first: Duration::from_millis(1),
        longest: Duration::from_millis(5),
    };
    let rest = Rest {
        after: u32::MAX,
        ..Rest::default()
    };
    Arc::new(HttpModel::tuned(&config, &Network::default(), retries, rest).unwrap())
}

/// Candor with these models.
pub(super) fn open(data: &Path, settings: Settings, models: Vec<Arc<dyn ReplyModel>>) -> App {
    App::open_with_key(common::folders(data), settings, &DatabaseKey::new([7; 32]))
        .unwrap()
        .with_reply_models(models)
}

/// What a service says that does as it is told.
pub(super) fn polite(asked: &Asked) -> String {
    let given = ["the given question", "the given follow-up"];
    match given.iter().find_map(|label| part(asked.last(), label)) {
        Some(question) => format!("Thank you. {question}"),
        None => "Could you tell me a little more about that?".to_owned(),
    }
}

/// What stands between these marks.
pub(super) fn part(text: &str, label: &str) -> Option<String> {
    let (_, after) = text.split_once(&format!("begin {label}⟧\n"))?;
    Some(after.split_once("\n⟦")?.0.to_owned())
}

fn english(text: &str) -> LocalizedText {
    LocalizedText {
        en: Some(text.to_owned()),
        ..LocalizedText::default()
    }
}

pub(super) fn plan() -> Plan {
    let question = |(n, text): (usize, &&str)| Question {
        key: format!("q{n}"),
        competency: "care".to_owned(),
        weight: 1.0,
        time_budget_s: 300,
        must_ask: false,
        text: english(text),
        follow_ups: Vec::new(),
        keywords: LocalizedWords::default(),
    };
    Plan {
        competencies: vec![Competency {
            key: "care".to_owned(),
            name: "Care".to_owned(),
            anchors: Vec::new(),
        }],
        questions: QUESTIONS.iter().enumerate().map(question).collect(),
    }
}

/// A new interview with three questions, agreed to.
pub(super) fn create(app: &App) -> InterviewId {
    create_with(app, "Ada Lovelace", "The office is in Hamburg.")
}

pub(super) fn create_with(app: &App, name: &str, knowledge_base: &str) -> InterviewId {
    let position = PositionDraft {
        title: "Support agent".to_owned(),
        description: "Helps customers by telephone.".to_owned(),
        plan: plan(),
        based_on: None,
    };
    let draft = InterviewDraft {
        position_id: positions::create(app, position).unwrap().id,
        candidate_name: name.to_owned(),
        candidate_external_id: None,
        language: Language::En,
        recommended_minutes: 30,
        description: String::new(),
        knowledge_base: knowledge_base.to_owned(),
        accommodations: candor_domain::Accommodations::default(),
        vocabulary: String::new(),
    };
    let id = interviews::create(app, draft).unwrap().interview.id;
    common::consent(app, id);
    id
}

/// A candidate at the keyboard.
pub(super) struct Seat<'a> {
    app: &'a App,
    pub(super) id: InterviewId,
    stored: mpsc::Receiver<Message>,
    facts: Subscription,
    pub(super) live: Vec<Live>,
    typed: Vec<String>,
}

impl<'a> Seat<'a> {
    /// Takes a seat in a new interview; it begins.
    pub(super) fn take(app: &'a App) -> Self {
        Self::begin(app, create(app))
    }

    /// Begins this interview, or goes on with it.
    pub(super) fn begin(app: &'a App, id: InterviewId) -> Self {
        let facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
        let (told, stored) = mpsc::channel();
        let on_message = Box::new(move |message: &Message| {
            // A test that has seen enough does not read on.
            let _ = told.send(message.clone());
        });
        room::start_hearing(app, id, None, Some(on_message)).unwrap();
        Self {
            app,
            id,
            stored,
            facts,
            live: Vec::new(),
            typed: Vec::new(),
        }
    }

    /// The next message that is stored.
    pub(super) fn next(&mut self) -> Message {
        let message = self.stored.recv_timeout(PATIENCE).expect("another message");
        self.look();
        message
    }

    /// The next line of the interviewer that asks, answers or closes, whole.
    pub(super) fn next_line(&mut self) -> Message {
        loop {
            let message = self.next();
            let whole = matches!(
                message.purpose,
                Purpose::Question | Purpose::FollowUp | Purpose::Reply | Purpose::Closing
            );
            if whole && !message.cut_off {
                return message;
            }
        }
    }

    /// Reads what happened so far.
    pub(super) fn look(&mut self) {
        while let Some(fact) = self.facts.next(Duration::ZERO).unwrap() {
            if let Fact::Live { live } = fact {
                self.live.push(live);
            }
        }
    }

    /// Waits for a passing fact.
    pub(super) fn wait_for(&mut self, what: &str, mut wanted: impl FnMut(&Live) -> bool) {
        if self.live.iter().any(&mut wanted) {
            return;
        }
        let live = &mut self.live;
        scripted::wait_for(&mut self.facts, what, |fact| {
            let Fact::Live { live: fact } = fact else {
                return false;
            };
            live.push(fact.clone());
            wanted(fact)
        });
    }

    pub(super) fn says(&mut self, text: &str) {
        room::type_message(self.app, self.id, Role::Candidate, text).unwrap();
        self.typed.push(text.to_owned());
    }

    pub(super) fn is_done(&self) {
        // Where silence ends an answer the interview may be over already.
        if room::control(self.app, self.id, Control::AnswerDone).is_err() {
            room::wait(self.app, self.id);
            assert_finished(self.app, self.id);
        }
    }

    /// Answers everything to the end, and checks the record.
    pub(super) fn goes_to_the_end(mut self) -> Record {
        loop {
            let line = self.next_line();
            if line.purpose == Purpose::Closing {
                break;
            }
            let number = self.typed.len() + 1;
            self.says(&format!("{FULL} That was answer {number}."));
            self.is_done();
        }
        room::wait(self.app, self.id);
        self.look();
        self.record()
    }

    /// What is on record, checked.
    pub(super) fn record(self) -> Record {
        let record = Record {
            messages: scripted::messages(self.app, self.id),
            calls: calls(self.app, self.id),
            live: self.live,
        };
        scripted::assert_sound(self.app, self.id);
        record.assert_told_once(&self.typed);
        record
    }
}

pub(super) fn calls(app: &App, id: InterviewId) -> Vec<AiCall> {
    let list = |conn: &candor_store::Connection| candor_store::ai_calls::list(conn, id);
    app.store().read(list).unwrap()
}

/// Everything that is left of an interview.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) messages: Vec<Message>,
    pub(super) calls: Vec<AiCall>,
    pub(super) live: Vec<Live>,
}

impl Record {
    /// The questions that were asked whole, in order.
    pub(super) fn asked(&self) -> Vec<&Message> {
        let asked = self.messages.iter();
        asked
            .filter(|m| m.purpose == Purpose::Question && !m.cut_off)
            .collect()
    }

    pub(super) fn origins(&self) -> Vec<Origin> {
        self.asked().iter().map(|m| m.origin).collect()
    }

    pub(super) fn outcomes(&self) -> Vec<AiOutcome> {
        self.calls.iter().map(|call| call.outcome).collect()
    }

    /// Every question of the plan once, in order, and the goodbye at the end.
    pub(super) fn assert_whole(&self) {
        let keys: Vec<_> = self
            .asked()
            .iter()
            .map(|m| m.question_key.clone())
            .collect();
        let plan: Vec<_> = plan().questions.into_iter().map(|q| Some(q.key)).collect();
        assert_eq!(keys, plan, "{:#?}", self.messages);
        let last = self.messages.last().unwrap();
        assert_eq!(last.purpose, Purpose::Closing);
    }

    /// Nothing lost, doubled or interleaved: in the messages, in what was shown, and in the log.
    fn assert_told_once(&self, typed: &[String]) {
        let said = self.messages.iter().filter(|m| m.role == Role::Candidate);
        let said: Vec<&str> = said.map(|m| m.content.as_str()).collect();
        assert_eq!(said, typed, "every word of the candidate, in order");
        for pair in self.messages.windows(2) {
            let [part, next] = pair else { unreachable!() };
            if part.cut_off {
                assert_eq!(part.origin, Origin::Model);
                let goes_on = next.question_key == part.question_key
                    && next.purpose == part.purpose
                    && next.origin == Origin::Script;
                let ends = next.purpose == Purpose::Closing;
                assert!(goes_on || ends, "{part:?} is followed by {next:?}");
            }
            let both = |purpose| part.purpose == purpose && next.purpose == purpose;
            assert!(
                part.cut_off || !both(Purpose::Question),
                "two questions in a row: {pair:?}"
            );
        }
        let worded: HashMap<MessageId, &Message> = self
            .messages
            .iter()
            .filter(|m| m.origin == Origin::Model)
            .map(|m| (m.id, m))
            .collect();
        let mut logged = Vec::new();
        for call in &self.calls {
            let Some(id) = call.message_id else {
                assert_ne!(call.outcome, AiOutcome::Used);
                continue;
            };
            let message = worded[&id];
            assert_eq!(message.cut_off, call.outcome != AiOutcome::Used);
            assert!(call.reply.trim().starts_with(&message.content), "{call:?}");
            assert!(!logged.contains(&id), "a message of two requests");
            logged.push(id);
        }
        assert_eq!(logged.len(), worded.len(), "every request is logged");
        self.assert_shown_once(&worded);
    }

    /// Pieces follow on each other, one line at a time, and became what is stored.
    fn assert_shown_once(&self, worded: &HashMap<MessageId, &Message>) {
        let mut open: Option<(MessageId, String)> = None;
        let mut ended: HashMap<MessageId, String> = HashMap::new();
        for fact in &self.live {
            match fact {
                Live::Reply {
                    line, start, text, ..
                } => {
                    assert!(!ended.contains_key(line), "shown after its end");
                    let (of, shown) = open.get_or_insert((*line, String::new()));
                    assert_eq!(of, line, "two lines at once");
                    assert_eq!(*start as usize, shown.chars().count());
                    shown.push_str(text);
                }
                Live::ReplyEnded { line, outcome, .. } => {
                    let shown = open.take().map_or_else(String::new, |(of, shown)| {
                        assert_eq!(of, *line);
                        shown
                    });
                    if let Some(message) = worded.get(line) {
                        assert_eq!(shown.trim_end(), message.content);
                    } else {
                        assert_ne!(*outcome, AiOutcome::Used);
                        assert_ne!(*outcome, AiOutcome::CutOff);
                    }
                    assert!(ended.insert(*line, shown).is_none(), "ended twice");
                }
                _ => {}
            }
        }
        assert!(open.is_none(), "every line ends");
        assert!(worded.keys().all(|line| ended.contains_key(line)));
    }
}

pub(super) fn assert_finished(app: &App, id: InterviewId) {
    let interview = interviews::get(app, id).unwrap();
    assert_eq!(interview.status, InterviewStatus::Finished);
}
