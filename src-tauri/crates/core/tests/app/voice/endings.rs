//! Pauses, ends, withdrawals and crashes in the middle of a line.

use std::{fs, path::Path, time::Duration};

use candor_core::{
    assistant::testing::{Answer, StandIn},
    engine::End,
    interviews, room, withdrawal,
};
use candor_domain::{
    AiApi, AiOutcome, InterviewStatus, Origin,
    live::{InterviewerState, Live},
    message::Purpose,
    transcript::CoverageState,
};

use super::bench::{FULL, Seat, assert_finished, calls, calm, model, open, polite};
use crate::{common, scripted};

const NEVER: Duration = Duration::from_mins(10);

fn dripping() -> Answer {
    Answer::by(polite).pace(Duration::ZERO, Duration::from_millis(300))
}

/// Somebody at the second question, of which the first words are on screen.
fn at_the_second<'a>(app: &'a candor_core::App, service: &StandIn) -> Seat<'a> {
    service.next(Answer::by(polite));
    service.next(dripping());
    service.always(Answer::by(polite));
    let mut seat = Seat::take(app);
    seat.next_line();
    seat.says(FULL);
    seat.is_done();
    let mut lines = 0;
    seat.wait_for("the second line", |fact| {
        lines += u32::from(matches!(fact, Live::Reply { start: 0, .. }));
        lines == 2
    });
    seat
}

#[test]
fn a_pause_in_the_middle_of_a_line_keeps_what_was_shown_and_the_script_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let service = StandIn::start();
    let app = open(
        folder.path(),
        calm(),
        vec![model(&service, AiApi::Responses)],
    );
    let mut seat = at_the_second(&app, &service);
    room::pause(&app, seat.id).unwrap();
    service.wait_for_abandoned(1);
    let view = room::view(&app, seat.id).unwrap();
    assert_eq!(view.reply, None);
    let part = scripted::messages(&app, seat.id).pop().unwrap();
    assert!(part.cut_off && part.origin == Origin::Model);
    assert!("Thank you.".starts_with(&part.content[..1]));
    room::resume(&app, seat.id, &common::typing()).unwrap();
    let again = seat.next_line();
    assert_eq!(
        (again.purpose, again.origin),
        (Purpose::Question, Origin::Script)
    );
    seat.says(FULL);
    seat.is_done();
    let record = seat.goes_to_the_end();
    record.assert_whole();
    assert_eq!(
        record.outcomes(),
        [AiOutcome::Used, AiOutcome::Cancelled, AiOutcome::Used]
    );
}

#[test]
fn a_pause_while_the_interviewer_thinks_calls_the_line_off_and_it_is_asked_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let service = StandIn::start();
    let app = open(folder.path(), calm(), vec![model(&service, AiApi::Chat)]);
    service.next(Answer::by(polite).pace(NEVER, Duration::ZERO));
    service.always(Answer::by(polite));
    let seat = Seat::take(&app);
    service.wait_for_asked(1);
    assert_eq!(
        room::view(&app, seat.id).unwrap().interviewer,
        InterviewerState::Thinking
    );
    room::pause(&app, seat.id).unwrap();
    service.wait_for_abandoned(1);
    room::resume(&app, seat.id, &common::typing()).unwrap();
    let record = seat.goes_to_the_end();
    record.assert_whole();
    assert_eq!(record.origins(), [Origin::Model; 3]);
    assert_eq!(record.outcomes()[0], AiOutcome::Cancelled);
}

#[test]
fn the_end_in_the_middle_of_a_line_is_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let service = StandIn::start();
    let app = open(folder.path(), calm(), vec![model(&service, AiApi::Chat)]);
    let mut seat = at_the_second(&app, &service);
    room::finish(&app, seat.id, End::RecruiterFinished).unwrap();
    seat.look();
    let id = seat.id;
    let record = seat.record();
    let [.., part, closing] = &record.messages[..] else {
        unreachable!()
    };
    assert!(part.cut_off && closing.purpose == Purpose::Closing);
    let coverage = interviews::detail(&app, id).unwrap().coverage;
    let states: Vec<_> = coverage.iter().map(|c| c.state).collect();
    assert_eq!(states[0], CoverageState::Answered);
    assert_eq!(states[1..], [CoverageState::NotAsked; 2]);
    assert_finished(&app, id);
}

#[test]
fn a_withdrawal_in_the_middle_of_a_line_leaves_nothing_running() {
    let folder = tempfile::tempdir().unwrap();
    let service = StandIn::start();
    let app = open(
        folder.path(),
        calm(),
        vec![model(&service, AiApi::Responses)],
    );
    let seat = at_the_second(&app, &service);
    withdrawal::withdraw(&app, seat.id).unwrap();
    service.wait_for_abandoned(1);
    assert_eq!(calls(&app, seat.id).len(), 1, "nothing is added after it");
    scripted::assert_sound(&app, seat.id);
}

#[test]
fn candor_closed_in_the_middle_of_a_line_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let service = StandIn::start();
    let app = open(
        folder.path(),
        calm(),
        vec![model(&service, AiApi::Responses)],
    );
    let id = at_the_second(&app, &service).id;
    drop(app);
    let app = open(
        folder.path(),
        calm(),
        vec![model(&service, AiApi::Responses)],
    );
    assert_eq!(
        interviews::get(&app, id).unwrap().status,
        InterviewStatus::Paused
    );
    goes_on(&app, id, 1);
}

#[test]
fn a_power_cut_in_the_middle_of_a_line_loses_nothing_that_was_said() {
    let folder = tempfile::tempdir().unwrap();
    let service = StandIn::start();
    let app = open(folder.path(), calm(), vec![model(&service, AiApi::Chat)]);
    let seat = at_the_second(&app, &service);
    // What lies on the disk at this moment.
    let disk = tempfile::tempdir().unwrap();
    copy(folder.path(), disk.path());
    let after = open(disk.path(), calm(), vec![model(&service, AiApi::Chat)]);
    goes_on(&after, seat.id, 0);
}

/// The first answer is there, no question is lost or doubled.
fn goes_on(app: &candor_core::App, id: candor_domain::InterviewId, parts: usize) {
    assert_eq!(scripted::contents(&scripted::answers(app, id)), [FULL]);
    let mut seat = Seat::begin(app, id);
    let mut asked = Vec::new();
    loop {
        let line = seat.next();
        match line.purpose {
            Purpose::Closing => break,
            // Who was in the middle of an answer hears its question again.
            Purpose::Repeat => seat.is_done(),
            Purpose::Question if !line.cut_off => {
                asked.push(line.question_key.unwrap());
                seat.says(FULL);
                seat.is_done();
            }
            _ => {}
        }
    }
    assert_eq!(asked, ["q1", "q2"]);
    room::wait(app, id);
    assert_finished(app, id);
    let cut = scripted::messages(app, id)
        .iter()
        .filter(|m| m.cut_off)
        .count();
    assert_eq!(cut, parts);
    scripted::assert_sound(app, id);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
