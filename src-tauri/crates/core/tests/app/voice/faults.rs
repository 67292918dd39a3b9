//! A service that fails in every way the stand-in knows: the interview is whole all the same.

use std::time::Duration;

use candor_core::{
    assistant::testing::{Answer, Fault, StandIn},
    room::{self, StartOptions},
};
use candor_domain::{AiApi, AiOutcome, Origin, message::Purpose};

use super::bench::{FULL, Record, Seat, assert_finished, calm, model, named, open, polite, quick};

/// What is left of the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    /// Every line is the model's.
    All,
    /// No line is.
    None,
    /// Lines break off.
    Some,
    /// Whatever the dialect makes of it.
    Any,
}

fn typing() -> StartOptions {
    StartOptions {
        text_only: true,
        ..StartOptions::default()
    }
}

fn both(test: impl Fn(AiApi)) {
    for api in [AiApi::Responses, AiApi::Chat] {
        test(api);
    }
}

fn check(record: &Record, left: Left, what: &str) {
    record.assert_whole();
    let cut = record.messages.iter().filter(|m| m.cut_off).count();
    let by_model = record
        .origins()
        .iter()
        .filter(|o| **o == Origin::Model)
        .count();
    match left {
        Left::All => assert_eq!((by_model, cut), (3, 0), "{what}: {:?}", record.calls),
        Left::None => assert_eq!((by_model, cut), (0, 0), "{what}: {:?}", record.calls),
        Left::Some => assert_eq!((by_model, cut), (0, 3), "{what}: {:?}", record.calls),
        Left::Any => {}
    }
    // A model that lets every line wait is not asked a third time.
    let late = |call: &candor_domain::AiCall| call.reasons == ["first_token_late"];
    let least = if record.calls.iter().all(late) { 2 } else { 3 };
    assert!(
        record.calls.len() >= least,
        "{what}: every request is logged"
    );
    for call in &record.calls {
        assert!(
            !call.prompt.is_empty()
                && call.message_id.is_some()
                    == (call.outcome == AiOutcome::Used || call.outcome == AiOutcome::CutOff),
            "{what}"
        );
        let explained = call.outcome == AiOutcome::Used || call.outcome == AiOutcome::Refused;
        assert_eq!(call.reasons.is_empty(), explained, "{what}: {call:?}");
    }
}

fn whole_interviews(
    api: AiApi,
    settings: candor_core::engine::Settings,
    faults: Vec<(Fault, Left)>,
) {
    let folder = tempfile::tempdir().unwrap();
    let service = StandIn::start();
    let app = open(folder.path(), settings, vec![model(&service, api)]);
    for (fault, left) in faults {
        let what = format!("{api:?} {fault:?}");
        service.always(Answer::by(polite).fault(fault));
        let seat = Seat::take(&app);
        let id = seat.id;
        check(&seat.goes_to_the_end(), left, &what);
        assert_finished(&app, id);
    }
}

#[test]
fn an_interview_is_whole_when_nothing_goes_wrong() {
    both(|api| {
        let fine = [
            Fault::None,
            Fault::Cuts(vec![1, 7, 3]),
            Fault::Noise,
            Fault::Lean,
            Fault::NoDone,
            Fault::Whole,
            Fault::DuplicateEvents,
        ];
        let fine = fine.into_iter().map(|fault| (fault, Left::All));
        whole_interviews(api, calm(), fine.collect());
    });
}

#[test]
fn an_interview_is_whole_when_the_service_refuses() {
    both(|api| {
        let statuses = [
            301, 400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503, 529,
        ];
        let mut faults: Vec<_> = statuses
            .into_iter()
            .map(|status| (Fault::status(status, &[("Retry-After", "60")]), Left::None))
            .collect();
        faults.extend([
            (Fault::InsufficientQuota, Left::None),
            (Fault::ModelNotFound, Left::None),
            (Fault::ResetBeforeHeaders, Left::None),
            (Fault::ContentType("text/html".into()), Left::None),
            (Fault::ContentType("application/json".into()), Left::None),
            (
                Fault::Failed {
                    after: 0,
                    code: "server_error",
                },
                Left::None,
            ),
            (
                Fault::FlatError {
                    after: 0,
                    code: "server_error",
                },
                Left::None,
            ),
            (
                Fault::NestedError {
                    after: 0,
                    code: "rate_limit_exceeded",
                },
                Left::None,
            ),
            (Fault::Refusal, Left::None),
        ]);
        whole_interviews(api, calm(), faults);
    });
}

#[test]
fn an_interview_is_whole_when_lines_break_off() {
    both(|api| {
        whole_interviews(
            api,
            calm(),
            vec![
                (Fault::ResetAfterPieces(4), Left::Some),
                (Fault::CloseAfterPieces(4), Left::Some),
                (Fault::EndAfterPieces(4), Left::Some),
                (Fault::BadUtf8(4), Left::Any),
                (
                    Fault::LongLine {
                        after: 4,
                        bytes: 10_000_000,
                    },
                    Left::Any,
                ),
                (Fault::Garbage(4), Left::Any),
                (
                    Fault::Failed {
                        after: 4,
                        code: "server_error",
                    },
                    Left::Some,
                ),
                (
                    Fault::FlatError {
                        after: 4,
                        code: "server_error",
                    },
                    Left::Some,
                ),
                (
                    Fault::NestedError {
                        after: 4,
                        code: "server_error",
                    },
                    Left::Some,
                ),
                (Fault::Incomplete("max_output_tokens"), Left::Any),
                (Fault::Incomplete("content_filter"), Left::Any),
                (
                    Fault::GapAt {
                        piece: 3,
                        is_told: true,
                    },
                    Left::Any,
                ),
                (
                    Fault::GapAt {
                        piece: 3,
                        is_told: false,
                    },
                    Left::Any,
                ),
            ],
        );
    });
}

#[test]
fn an_interview_is_whole_when_the_service_hangs() {
    both(|api| {
        let drip = Fault::Drip {
            bytes: 1,
            pause: Duration::from_millis(20),
        };
        whole_interviews(
            api,
            quick(),
            vec![
                (Fault::HangBeforeHeaders, Left::None),
                (Fault::HangAfterHeaders, Left::None),
                (Fault::HangAfterPieces(0), Left::None),
                (Fault::HangAfterPieces(5), Left::Any),
                (drip, Left::Any),
            ],
        );
    });
}

#[test]
fn an_interview_is_whole_wherever_the_connection_is_reset() {
    both(|api| {
        let folder = tempfile::tempdir().unwrap();
        let service = StandIn::start();
        let app = open(folder.path(), calm(), vec![model(&service, api)]);
        service.always(Answer::by(polite));
        Seat::take(&app).goes_to_the_end().assert_whole();
        let longest = service.sent() / 3 + 200;
        for bytes in (0..longest).step_by(longest / 16) {
            service.always(Answer::by(polite).fault(Fault::ResetAfterBytes(bytes)));
            let record = Seat::take(&app).goes_to_the_end();
            check(
                &record,
                Left::Any,
                &format!("{api:?} reset after {bytes} bytes"),
            );
        }
    });
}

#[test]
fn the_second_connection_is_asked_when_the_first_one_fails_without_a_word() {
    both(|api| {
        let folder = tempfile::tempdir().unwrap();
        let (first, second) = (StandIn::start(), StandIn::start());
        first.always(Answer::default().fault(Fault::status(503, &[])));
        second.always(Answer::by(polite));
        let models = vec![named(&first, api, "First"), named(&second, api, "Second")];
        let app = open(folder.path(), calm(), models);
        let record = Seat::take(&app).goes_to_the_end();
        record.assert_whole();
        assert_eq!(record.origins(), [Origin::Model; 3]);
        let calls = record
            .calls
            .iter()
            .map(|c| (c.connection.as_str(), c.outcome));
        let (failed, used) = (("First", AiOutcome::Failed), ("Second", AiOutcome::Used));
        assert_eq!(
            calls.collect::<Vec<_>>(),
            [failed, used, failed, used, failed, used]
        );
    });
}

#[test]
fn the_second_connection_is_asked_when_the_first_one_hangs() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (StandIn::start(), StandIn::start());
    first.always(Answer::default().fault(Fault::HangBeforeHeaders));
    second.always(Answer::by(polite));
    let api = AiApi::Chat;
    let settings = candor_core::engine::Settings {
        first_words_ms: 2_000,
        ..calm()
    };
    let models = vec![named(&first, api, "First"), named(&second, api, "Second")];
    let app = open(folder.path(), settings, models);
    let mut seat = Seat::take(&app);
    assert_eq!(seat.next_line().origin, Origin::Model);
}

#[test]
fn the_second_connection_is_not_asked_once_a_word_was_shown() {
    both(|api| {
        let folder = tempfile::tempdir().unwrap();
        let (first, second) = (StandIn::start(), StandIn::start());
        first.always(Answer::by(polite).fault(Fault::ResetAfterPieces(4)));
        second.always(Answer::by(polite));
        let models = vec![named(&first, api, "First"), named(&second, api, "Second")];
        let app = open(folder.path(), calm(), models);
        let record = Seat::take(&app).goes_to_the_end();
        check(&record, Left::Some, "broken off");
        assert!(second.asked().is_empty());
    });
}

#[test]
fn a_service_that_breaks_off_again_and_again_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let service = StandIn::start();
    let api = AiApi::Responses;
    let app = open(folder.path(), calm(), vec![model(&service, api)]);
    service.always(Answer::by(polite).fault(Fault::ResetAfterPieces(4)));
    let mut seat = Seat::take(&app);
    seat.next_line();
    seat.says("Yes.");
    seat.is_done();
    assert_eq!(seat.next_line().purpose, Purpose::FollowUp);
    seat.says(FULL);
    seat.is_done();
    let record = seat.goes_to_the_end();
    record.assert_whole();
    assert_eq!(record.outcomes(), [AiOutcome::CutOff; 3]);
    assert_eq!(
        service.asked().len(),
        3,
        "the last question is the script's"
    );
}

#[test]
fn a_service_that_lets_every_line_wait_is_left_alone_until_the_interview_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let service = StandIn::start();
    let app = open(folder.path(), quick(), vec![model(&service, AiApi::Chat)]);
    service.always(Answer::by(polite).fault(Fault::HangBeforeHeaders));
    let mut seat = Seat::take(&app);
    seat.next_line();
    seat.says("Yes.");
    seat.is_done();
    assert_eq!(seat.next_line().purpose, Purpose::FollowUp);
    seat.says(FULL);
    seat.is_done();
    let second = seat.next_line();
    assert_eq!(second.question_key.as_deref(), Some("q1"));
    assert_eq!(service.asked().len(), 2, "the third line does not wait");
    room::pause(&app, seat.id).unwrap();
    room::resume(&app, seat.id, &typing()).unwrap();
    service.always(Answer::by(polite));
    seat.says(FULL);
    seat.is_done();
    let third = seat.next_line();
    assert_eq!(third.origin, Origin::Model, "it is asked again");
}

#[test]
fn another_connection_does_not_wait_for_one_that_lets_every_line_wait() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (StandIn::start(), StandIn::start());
    first.always(Answer::default().fault(Fault::HangBeforeHeaders));
    second.always(Answer::by(polite));
    let settings = candor_core::engine::Settings {
        first_words_ms: 3_000,
        ..calm()
    };
    let models = vec![
        named(&first, AiApi::Chat, "First"),
        named(&second, AiApi::Chat, "Second"),
    ];
    let app = open(folder.path(), settings, models);
    let record = Seat::take(&app).goes_to_the_end();
    record.assert_whole();
    assert_eq!(record.origins(), [Origin::Model; 3]);
    assert_eq!((first.asked().len(), second.asked().len()), (2, 3));
}

#[test]
fn without_any_model_nothing_is_asked_and_nothing_is_different() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path(), calm(), Vec::new());
    let record = Seat::take(&app).goes_to_the_end();
    record.assert_whole();
    assert!(record.calls.is_empty());
    let spoken = record
        .messages
        .iter()
        .filter(|m| m.purpose == Purpose::Question);
    assert!(spoken.into_iter().all(|m| m.origin == Origin::Script));
}
