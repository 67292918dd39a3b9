//! What candidates do while a line is being worded.

use std::time::Duration;

use candor_core::{
    assistant::testing::{Answer, Asked, StandIn},
    engine::{Control, Settings},
    room,
};
use candor_domain::{
    AiApi, AiOutcome, AiTask, Origin, Role,
    live::{InterviewerState, Live},
    message::Purpose,
};

use super::bench::{FULL, PATIENCE, Seat, calls, calm, create, model, open, polite};
use crate::{common, scripted};

const NEVER: Duration = Duration::from_mins(10);

fn slow(first: Duration, between: Duration) -> Answer {
    Answer::by(polite).pace(first, between)
}

#[test]
fn whoever_types_while_the_interviewer_thinks_goes_on_with_the_answer() {
    let folder = tempfile::tempdir().unwrap();
    let service = StandIn::start();
    let app = open(
        folder.path(),
        calm(),
        vec![model(&service, AiApi::Responses)],
    );
    service.next(Answer::by(polite));
    service.next(slow(NEVER, Duration::ZERO));
    service.always(Answer::by(polite));
    let mut seat = Seat::take(&app);
    seat.next_line();
    seat.says(FULL);
    seat.is_done();
    service.wait_for_asked(2);
    seat.wait_for("thinking", |fact| {
        matches!(
            fact,
            Live::Interviewer {
                state: InterviewerState::Thinking,
                ..
            }
        )
    });
    seat.says("And one more thing about that project.");
    service.wait_for_abandoned(1);
    seat.is_done();
    let record = seat.goes_to_the_end();
    record.assert_whole();
    assert_eq!(record.origins(), [Origin::Model; 3]);
    let cancelled: Vec<_> = record
        .calls
        .iter()
        .filter(|c| c.outcome == AiOutcome::Cancelled)
        .collect();
    assert_eq!(cancelled.len(), 1);
    assert_eq!(cancelled[0].message_id, None);
    let to_the_first = record
        .messages
        .iter()
        .filter(|m| m.role == Role::Candidate && m.question_key.as_deref() == Some("q0"));
    assert_eq!(to_the_first.count(), 2);
}

#[test]
fn whoever_speaks_while_the_interviewer_thinks_is_heard_out() {
    let folder = tempfile::tempdir().unwrap();
    let service = StandIn::start();
    let app = open(folder.path(), calm(), vec![model(&service, AiApi::Chat)]);
    service.next(Answer::by(polite));
    service.next(slow(NEVER, Duration::ZERO));
    service.always(Answer::by(polite));
    let id = create(&app);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    let (ears, mut mouth) = scripted::hearing(1, &[]);
    let (told, lines) = std::sync::mpsc::channel();
    let on_message = Box::new(move |message: &candor_domain::Message| {
        let _ = told.send(message.clone());
    });
    room::start_hearing(&app, id, Some(ears), Some(on_message)).unwrap();
    let asked = || loop {
        let message = lines.recv_timeout(PATIENCE).unwrap();
        if message.purpose == Purpose::Question {
            return message;
        }
    };
    asked();
    mouth.say();
    scripted::wait_for_answers(&app, id, &mut facts, 1);
    room::control(&app, id, Control::AnswerDone).unwrap();
    service.wait_for_asked(2);
    mouth.say();
    service.wait_for_abandoned(1);
    let answers = scripted::wait_for_answers(&app, id, &mut facts, 2);
    assert!(
        answers
            .iter()
            .all(|m| m.question_key.as_deref() == Some("q0"))
    );
    room::control(&app, id, Control::AnswerDone).unwrap();
    let next = asked();
    assert_eq!(next.question_key.as_deref(), Some("q1"));
    assert_eq!(next.origin, Origin::Model);
    let outcomes: Vec<_> = calls(&app, id).iter().map(|call| call.outcome).collect();
    assert_eq!(
        outcomes,
        [AiOutcome::Used, AiOutcome::Cancelled, AiOutcome::Used]
    );
    room::finish(&app, id, candor_core::engine::End::RecruiterFinished).unwrap();
    scripted::assert_sound(&app, id);
}

#[test]
fn what_is_typed_over_a_line_neither_ends_the_question_nor_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let service = StandIn::start();
    let settings = Settings {
        end_of_answer_ms: 1,
        ..calm()
    };
    let app = open(
        folder.path(),
        settings,
        vec![model(&service, AiApi::Responses)],
    );
    service.next(Answer::by(polite));
    service.next(slow(Duration::ZERO, Duration::from_millis(60)));
    service.always(Answer::by(polite));
    let mut seat = Seat::take(&app);
    seat.next_line();
    seat.says(FULL);
    let second = service.asked().len();
    assert!(second <= 2);
    let mut lines = 0;
    seat.wait_for("the second line", |fact| {
        lines += u32::from(matches!(fact, Live::Reply { start: 0, .. }));
        lines == 2
    });
    seat.says("Sorry, I was not done yet with what I was about to tell you.");
    let asked = seat.next_line();
    assert_eq!(asked.question_key.as_deref(), Some("q1"));
    assert_eq!(asked.origin, Origin::Model);
    let over = scripted::answers(&app, seat.id);
    assert_eq!(over[1].question_key.as_deref(), Some("q0"));
    assert_eq!(
        service.asked().len(),
        2,
        "the new question waits for its answer"
    );
    seat.says(FULL);
    let record = seat.goes_to_the_end();
    record.assert_whole();
}

#[test]
fn the_candidates_own_question_is_answered_and_the_plan_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let service = StandIn::start();
    let app = open(folder.path(), calm(), vec![model(&service, AiApi::Chat)]);
    service.always(Answer::by(|asked: &Asked| {
        if asked.of("user").contains("knowledge base⟧") {
            "The office is in Hamburg. Please go on whenever you like.".to_owned()
        } else {
            polite(asked)
        }
    }));
    let mut seat = Seat::take(&app);
    seat.next_line();
    seat.says("I looked after customers for three years. Where is the office?");
    seat.is_done();
    let reply = seat.next_line();
    assert_eq!(
        (reply.purpose, reply.origin),
        (Purpose::Reply, Origin::Model),
        "{:?}",
        calls(&app, seat.id)
    );
    assert!(reply.content.contains("Hamburg"));
    assert_eq!(reply.question_key.as_deref(), Some("q0"));
    seat.says(FULL);
    seat.is_done();
    let record = seat.goes_to_the_end();
    record.assert_whole();
    assert_eq!(record.calls[1].task, AiTask::Reply);
}

#[test]
fn a_question_nobody_can_answer_is_noted_by_the_script() {
    let folder = tempfile::tempdir().unwrap();
    let service = StandIn::start();
    let app = open(folder.path(), calm(), vec![model(&service, AiApi::Chat)]);
    service.next(Answer::by(polite));
    service.next(Answer::text("You will earn 90000 dollars, I promise."));
    service.always(Answer::by(polite));
    let mut seat = Seat::take(&app);
    seat.next_line();
    seat.says("What is the salary?");
    seat.is_done();
    let reply = seat.next_line();
    assert_eq!(
        (reply.purpose, reply.origin),
        (Purpose::Reply, Origin::Script)
    );
    assert!(reply.content.contains("noted"));
    seat.says(FULL);
    seat.is_done();
    seat.goes_to_the_end().assert_whole();
}

#[test]
fn a_recording_heard_faster_than_real_time_is_led_by_the_script() {
    let folder = tempfile::tempdir().unwrap();
    let service = StandIn::start();
    let app = open(
        folder.path(),
        Settings::default(),
        vec![model(&service, AiApi::Chat)],
    );
    let id = common::create(&app, "Oliver");
    common::consent(&app, id);
    let (ears, trigger) = common::hearing(&app);
    room::start_hearing(&app, id, Some(ears), Some(common::candidate(trigger, 2))).unwrap();
    room::wait(&app, id);
    super::bench::assert_finished(&app, id);
    assert!(service.asked().is_empty() && calls(&app, id).is_empty());
}
