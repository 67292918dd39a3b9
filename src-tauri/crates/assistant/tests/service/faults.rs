//! Services that break off, hang, or send what makes no sense.

use std::time::{Duration, Instant};

use candor_assistant::{
    client::{HttpModel, Network},
    model::{Cancel, Deadlines, Failure, Finish, ReplyModel as _, Request},
    testing::{Answer, Fault, StandIn},
};

use crate::{
    LONG, WORDS, answered, ask, both, cancelled, failed, fault, patient, request, tells_nothing,
};

/// A deadline that is waited for.
const SHORT: Duration = Duration::from_millis(120);
/// A deadline that is waited for, after words that come in time even on a busy machine.
const ENOUGH: Duration = Duration::from_secs(2);

#[test]
fn what_breaks_off_before_the_first_word_is_asked_again() {
    both(|api| {
        for kind in [
            Fault::ResetBeforeHeaders,
            Fault::ResetAfterBytes(40),
            Fault::ResetAfterPieces(0),
            Fault::CloseAfterPieces(0),
            Fault::EndAfterPieces(0),
        ] {
            let service = StandIn::start();
            service.next(Answer::text("never seen").fault(kind.clone()));
            service.next(Answer::text("never seen").fault(kind.clone()));
            service.always(Answer::text(WORDS));
            let reply = ask(&service.model(api), &request());
            assert_eq!(reply.text, WORDS, "{api:?} {kind:?}");
            assert_eq!(reply.finish, Finish::Complete);
            assert_eq!(reply.attempts, 3);
            assert_eq!(service.asked().len(), 3);
        }
    });
}

#[test]
fn what_breaks_off_again_and_again_is_given_up() {
    both(|api| {
        let (reply, service) = fault(api, Fault::ResetBeforeHeaders);
        assert_eq!(reply.finish, failed(Failure::BrokenOff));
        assert_eq!((reply.attempts, service.asked().len()), (3, 3));
        tells_nothing(&reply);
    });
}

#[test]
fn what_breaks_off_after_the_first_word_is_kept_and_never_asked_again() {
    both(|api| {
        for kind in [
            Fault::ResetAfterPieces(2),
            Fault::CloseAfterPieces(2),
            Fault::EndAfterPieces(2),
            Fault::BadUtf8(2),
            Fault::Garbage(2),
        ] {
            let (reply, service) = fault(api, kind.clone());
            assert_eq!(reply.text, "Grüße! Р", "{api:?} {kind:?}");
            assert_eq!(reply.finish, failed(Failure::BrokenOff), "{kind:?}");
            assert_eq!((reply.attempts, service.asked().len()), (1, 1));
            tells_nothing(&reply);
        }
    });
}

#[test]
fn what_makes_no_sense_is_not_asked_for_again() {
    both(|api| {
        for kind in [Fault::BadUtf8(0), Fault::Garbage(0)] {
            let (reply, service) = fault(api, kind.clone());
            assert_eq!((reply.text.as_str(), reply.attempts), ("", 1), "{kind:?}");
            assert_eq!(reply.finish, failed(Failure::BrokenOff));
            assert_eq!(service.asked().len(), 1);
        }
    });
}

#[test]
fn errors_inside_a_stream_are_understood_in_every_form() {
    type Form = fn(usize, &'static str) -> Fault;
    let forms: [Form; 3] = [
        |after, code| Fault::Failed { after, code },
        |after, code| Fault::FlatError { after, code },
        |after, code| Fault::NestedError { after, code },
    ];
    both(|api| {
        for form in forms {
            for (code, failure, attempts) in [
                ("server_error", Failure::ServerFailed, 3),
                ("rate_limit_exceeded", Failure::Limited, 3),
                ("insufficient_quota", Failure::QuotaUsedUp, 1),
                ("model_not_found", Failure::ModelMissing, 1),
                ("invalid_prompt", Failure::RequestRefused, 1),
            ] {
                let (reply, service) = fault(api, form(0, code));
                assert_eq!(reply.finish, failed(failure), "{api:?} {code}");
                assert_eq!(reply.attempts, attempts, "{api:?} {code}");
                assert_eq!(service.asked().len(), attempts as usize);
                tells_nothing(&reply);
            }
            let (reply, service) = fault(api, form(1, "server_error"));
            assert_eq!(reply.text, "Grüß");
            assert_eq!(reply.finish, failed(Failure::ServerFailed));
            assert_eq!(service.asked().len(), 1);
        }
    });
}

#[test]
fn what_is_no_such_service_is_told_so() {
    both(|api| {
        for kind in ["text/html", "text/plain", "application/octet-stream"] {
            let (reply, service) = fault(api, Fault::ContentType(kind.to_owned()));
            assert_eq!(reply.finish, failed(Failure::NotCompatible), "{kind}");
            assert_eq!((reply.attempts, service.asked().len()), (1, 1));
        }
        let (reply, _service) = fault(api, Fault::ContentType("application/json".to_owned()));
        assert_eq!(reply.finish, failed(Failure::NotCompatible));
        let other = Fault::Status {
            status: 200,
            headers: Vec::new(),
            body: Some("{\"hello\": 1}".to_owned()),
        };
        let (reply, _service) = fault(api, other);
        assert_eq!(reply.finish, failed(Failure::NotCompatible));
    });
}

#[test]
fn the_first_word_has_its_deadline_and_the_end_another() {
    both(|api| {
        for (kind, failure, words) in [
            (Fault::HangBeforeHeaders, Failure::FirstTokenLate, ""),
            (Fault::HangAfterHeaders, Failure::FirstTokenLate, ""),
            (Fault::HangAfterPieces(0), Failure::FirstTokenLate, ""),
            (Fault::HangAfterPieces(2), Failure::EndLate, "Grüße! Р"),
        ] {
            let service = StandIn::start();
            service.always(Answer::text(WORDS).fault(kind.clone()));
            let (first, total) = match failure {
                Failure::FirstTokenLate => (SHORT, LONG),
                _ => (LONG, ENOUGH),
            };
            let begun = Instant::now();
            let reply = ask(&patient(&service, api, first, total), &request());
            assert_eq!(reply.finish, failed(failure), "{api:?} {kind:?}");
            assert_eq!(reply.text, words);
            assert_eq!(reply.attempts, 1);
            assert!(begun.elapsed() >= SHORT && begun.elapsed() < LONG / 4);
        }
    });
}

#[test]
fn a_stream_that_stands_still_is_not_awaited_to_the_last_deadline() {
    both(|api| {
        let service = StandIn::start();
        service.always(Answer::text(WORDS).fault(Fault::HangAfterPieces(2)));
        let begun = Instant::now();
        let reply = ask(&patient(&service, api, ENOUGH, LONG), &request());
        assert_eq!(reply.finish, failed(Failure::EndLate));
        assert_eq!((reply.text.as_str(), reply.attempts), ("Grüße! Р", 1));
        assert!(begun.elapsed() < LONG / 4);
        service.wait_for_abandoned(1);
    });
}

#[test]
fn a_server_that_does_not_speak_back_while_connecting_meets_the_deadline_too() {
    both(|api| {
        // It waits for a request and gets the beginnings of encryption.
        let service = StandIn::start();
        let mut config = service.config(api);
        config.base_url = format!("https://127.0.0.1:{}/v1", service.port());
        config.first_token = SHORT;
        let model = HttpModel::new(&config, &Network::default()).unwrap();
        let reply = ask(&model, &request());
        assert_eq!(reply.finish, failed(Failure::FirstTokenLate));
        config.first_token = LONG;
        config.total = LONG;
        let model = HttpModel::new(&config, &Network::default()).unwrap();
        let reply = cancelled(&model, |_| {}, || service.wait_for_connections(2));
        assert_eq!((reply.text.as_str(), reply.attempts), ("", 1));
    });
}

#[test]
fn words_that_never_end_meet_the_deadline() {
    both(|api| {
        let service = StandIn::start();
        let pace = Duration::from_millis(20);
        service.always(Answer::text("on and on ".repeat(2_000)).pace(pace, pace));
        let reply = ask(&patient(&service, api, LONG, ENOUGH), &request());
        assert_eq!(reply.finish, failed(Failure::EndLate));
        assert!(reply.text.starts_with("on an"), "{}", reply.text);
        service.wait_for_abandoned(1);
    });
}

#[test]
fn a_reply_that_never_ends_is_bounded() {
    both(|api| {
        let endless = "x".repeat(264 * 1024);
        let (reply, _service) = answered(api, Answer::text(&endless));
        assert_eq!(reply.finish, failed(Failure::BrokenOff));
        assert!(reply.text.len() <= 256 * 1024);
        assert!(endless.starts_with(&reply.text));
    });
}

#[test]
fn a_stream_that_stays_open_after_its_end_is_not_waited_for() {
    both(|api| {
        let begun = Instant::now();
        let (reply, _service) = fault(api, Fault::HangAtEnd);
        assert_eq!(
            (reply.text.as_str(), reply.finish),
            (WORDS, Finish::Complete)
        );
        assert!(reply.usage.is_some());
        assert!(begun.elapsed() < Duration::from_secs(4));
    });
}

#[test]
fn a_request_ends_at_once_when_nobody_waits_any_more() {
    both(|api| {
        for kind in [
            Fault::HangBeforeHeaders,
            Fault::HangAfterHeaders,
            Fault::HangAfterPieces(2),
        ] {
            let service = StandIn::start();
            service.always(Answer::text(WORDS).fault(kind.clone()));
            let model = patient(&service, api, LONG, LONG);
            let reply = cancelled(&model, |_| {}, || service.wait_for_asked(1));
            assert!("Grüße! Р".starts_with(&reply.text), "{kind:?}");
            assert_eq!(reply.attempts, 1);
            // The service learns it as well: nothing is worded for nobody.
            service.wait_for_abandoned(1);
        }
    });
}

#[test]
fn a_pause_before_another_try_ends_at_once_as_well() {
    both(|api| {
        let service = StandIn::start();
        service.always(Answer::text(WORDS).fault(Fault::status(503, &[("Retry-After", "15")])));
        let model = patient(&service, api, LONG, LONG);
        let reply = cancelled(&model, |_| {}, || service.wait_for_asked(1));
        assert_eq!((reply.text.as_str(), service.asked().len()), ("", 1));
    });
}

#[test]
fn after_it_is_cancelled_no_word_is_handed_out_and_nothing_is_sent() {
    both(|api| {
        let service = StandIn::start();
        service.always(Answer::text(WORDS));
        let model = service.model(api);
        let cancel = Cancel::default();
        let mut pieces = 0;
        let reply = model.reply(&request(), &cancel.clone(), &mut |_| {
            pieces += 1;
            cancel.cancel();
        });
        assert_eq!((pieces, reply.text.as_str()), (1, "Grüß"));
        assert_eq!(reply.finish, Finish::Cancelled);
        let reply = model.reply(&request(), &cancel, &mut |_| unreachable!());
        assert_eq!((reply.finish, reply.attempts), (Finish::Cancelled, 0));
        assert_eq!(service.asked().len(), 1);
    });
}

#[test]
fn nobody_there_is_told_after_a_few_tries() {
    both(|api| {
        let service = StandIn::start();
        let model = service.model(api);
        drop(service);
        let reply = ask(&model, &request());
        assert_eq!(reply.finish, failed(Failure::Unreachable));
        assert_eq!(reply.attempts, 3);
        assert!(!reply.detail.is_empty());
        tells_nothing(&reply);
    });
}

#[test]
fn a_request_that_may_take_longer_than_the_connection_allows_does() {
    both(|api| {
        let service = StandIn::start();
        service.always(Answer::text(WORDS).pace(SHORT * 3, Duration::ZERO));
        let model = patient(&service, api, SHORT, SHORT);
        let reply = ask(&model, &request());
        assert_eq!(reply.finish, failed(Failure::FirstTokenLate));
        let long = Request {
            at_least: Some(Deadlines {
                first_token: LONG,
                total: LONG,
            }),
            ..request()
        };
        let reply = ask(&model, &long);
        assert_eq!(
            (reply.text.as_str(), reply.finish),
            (WORDS, Finish::Complete)
        );
        // What is set for the connection holds where it is more.
        let short = Request {
            at_least: Some(Deadlines {
                first_token: SHORT,
                total: SHORT,
            }),
            ..request()
        };
        let reply = ask(&patient(&service, api, LONG, LONG), &short);
        assert_eq!(reply.finish, Finish::Complete);
    });
}
