//! Pausing, resuming, calling off, and what a start sets right.

use crate::common::{candidate, consent, create, hearing, open, typing};
use candor_core::{engine::End, interviews, recording, room, transcript};
use candor_domain::{Code, InterviewStatus, message::Purpose};

#[test]
fn a_pause_keeps_the_time_line_and_a_closed_candor_can_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let id = create(&app, "Ada");
    consent(&app, id);
    let (ears, trigger) = hearing(&app);
    // Two answers, then silence: in fast time the interview waits for nobody, so it pauses itself here.
    let (paused, pausing) = crossbeam_channel::bounded(1);
    let mut inner = candidate(trigger, 2);
    let mut questions = 0;
    let on_message: room::OnMessage = Box::new(move |message| {
        inner(message);
        questions += usize::from(message.purpose == Purpose::Question);
        if questions == 3 && message.purpose == Purpose::Question {
            paused.send(()).unwrap();
        }
    });
    room::start_hearing(&app, id, Some(ears), Some(on_message)).unwrap();
    pausing.recv().unwrap();
    let interview = room::pause(&app, id).unwrap();
    assert_eq!(interview.status, InterviewStatus::Paused);
    assert_eq!(room::pause(&app, id).unwrap_err().code(), Code::IllegalMove);
    let before = recording::duration_ms(&app, id).unwrap();
    drop(app);

    let app = open(folder.path());
    let typing = typing();
    let resumed = room::resume(&app, id, &typing).unwrap();
    assert_eq!(resumed.status, InterviewStatus::Started);
    let conversation = interviews::conversation(&app, id, 0).unwrap();
    assert_eq!(
        conversation.last().unwrap().message.purpose,
        Purpose::Repeat
    );
    room::finish(&app, id, End::RecruiterFinished).unwrap();
    assert_eq!(recording::duration_ms(&app, id).unwrap(), before);
    let numbers: Vec<_> = interviews::conversation(&app, id, 0)
        .unwrap()
        .iter()
        .map(|view| view.message.number)
        .collect();
    assert_eq!(numbers, (1..=numbers.len() as u32).collect::<Vec<_>>());
}

#[test]
fn a_paused_interview_can_be_called_off_and_a_running_one_cannot() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let id = create(&app, "Ada");
    consent(&app, id);
    let typing = typing();
    room::start(&app, id, &typing).unwrap();
    let refused = interviews::cancel(&app, id).unwrap_err();
    assert_eq!(refused.code(), Code::Conflict);
    room::pause(&app, id).unwrap();
    let cancelled = interviews::cancel(&app, id).unwrap();
    assert_eq!(cancelled.status, InterviewStatus::Cancelled);
    assert_eq!(room::listening(&app, id), None);
    let again = room::resume(&app, id, &typing).unwrap_err();
    assert_eq!(again.code(), Code::IllegalMove);
    let twice = interviews::cancel(&app, id).unwrap_err();
    assert_eq!(twice.code(), Code::IllegalMove);
}

#[test]
fn a_transcript_that_was_not_written_any_more_is_written_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let id = create(&app, "Ada");
    // An export by hand before the end is not the final transcript.
    transcript::export(app.archive(), id).unwrap();
    let mut interview = interviews::get(&app, id).unwrap();
    let now = candor_core::clock::now();
    interview.apply(candor_domain::Move::Start, now).unwrap();
    interview.apply(candor_domain::Move::Finish, now).unwrap();
    app.store()
        .write(candor_domain::Actor::Operator, now, move |tx| {
            let kind = candor_domain::EventKind::InterviewFinished;
            candor_store::interviews::update_status(tx, &interview, kind)
        })
        .unwrap();
    drop(app);
    let app = open(folder.path());
    assert_eq!(interviews::detail(&app, id).unwrap().exports.len(), 2);
    drop(app);
    let app = open(folder.path());
    let written_once = interviews::detail(&app, id).unwrap().exports.len();
    assert_eq!(written_once, 2);
}
