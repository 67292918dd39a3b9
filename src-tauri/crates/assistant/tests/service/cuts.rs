//! Where a stream is cut into pieces of bytes, or cut off.

use std::time::Duration;

use candor_assistant::{
    client::{HttpModel, Network, Rest, Retries},
    model::{Failure, Finish},
    testing::{Answer, Fault, StandIn},
};
use candor_domain::AiApi;
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

use crate::{LONG, WORDS, ask, both, failed, fault, request};

/// Short, with a letter of each length, so that every byte of the answer can be tried.
const SHORT: &str = "Ä🙂 ok?";

/// How often a reset may overtake all of an answer in a row.
const OVERTAKEN: usize = 100;

/// Sends once only.
fn once(service: &StandIn, api: AiApi) -> HttpModel {
    let retries = Retries {
        most: 0,
        ..Retries::default()
    };
    let rest = Rest {
        after: u32::MAX,
        ..Rest::default()
    };
    let mut config = service.config(api);
    (config.first_token, config.total) = (LONG, LONG);
    HttpModel::tuned(&config, &Network::default(), retries, rest).unwrap()
}

#[test]
fn a_reset_at_every_byte_loses_and_doubles_nothing() {
    both(|api| {
        let service = StandIn::start();
        service.always(Answer::text(SHORT));
        let model = once(&service, api);
        assert_eq!(ask(&model, &request()).text, SHORT);
        let length = service.sent();
        assert!(length > 800, "{length}");

        let mut wholes = 0;
        let mut longest = 0;
        // The reset may overtake the last bytes on a busy computer: all of them are sent again until they are there first.
        let mut tries = 0;
        let all = std::iter::repeat_n(length, OVERTAKEN);
        for bytes in (0..length).chain(all) {
            if wholes > 0 && bytes == length {
                break;
            }
            tries += 1;
            service.next(Answer::text(SHORT).fault(Fault::ResetAfterBytes(bytes)));
            let reply = ask(&model, &request());
            // Always a beginning of the words, and whole exactly if it says so.
            assert!(SHORT.starts_with(&reply.text), "{bytes}: {}", reply.text);
            match reply.finish {
                Finish::Complete => {
                    assert_eq!(reply.text, SHORT, "{bytes}");
                    wholes += 1;
                }
                finish => assert_eq!(finish, failed(Failure::BrokenOff), "{bytes}"),
            }
            // What had arrived is kept: it never becomes less with more bytes, but for what the reset overtakes.
            longest = longest.max(reply.text.len());
            assert_eq!(reply.attempts, 1);
        }
        assert_eq!(longest, SHORT.len());
        assert!(wholes >= 1, "whole once the last event was there");
        assert_eq!(service.asked().len(), tries + 1);
    });
}

#[test]
fn after_a_reset_at_any_byte_the_words_come_once() {
    both(|api| {
        let service = StandIn::start();
        service.always(Answer::text(SHORT));
        let retries = Retries {
            first: Duration::from_millis(1),
            ..Retries::default()
        };
        let mut config = service.config(api);
        (config.first_token, config.total) = (LONG, LONG);
        let rest = Rest {
            after: u32::MAX,
            ..Rest::default()
        };
        let model = HttpModel::tuned(&config, &Network::default(), retries, rest).unwrap();
        ask(&model, &request());
        for bytes in (0..service.sent()).step_by(7) {
            service.next(Answer::text(SHORT).fault(Fault::ResetAfterBytes(bytes)));
            let reply = ask(&model, &request());
            match reply.finish {
                // Nothing was shown before the reset, or everything was: whole, once.
                Finish::Complete => assert_eq!(reply.text, SHORT, "{bytes}"),
                finish => {
                    assert_eq!(finish, failed(Failure::BrokenOff), "{bytes}");
                    assert!(!reply.text.is_empty() && reply.attempts == 1, "{bytes}");
                    assert!(SHORT.starts_with(&reply.text), "{bytes}");
                }
            }
        }
    });
}

#[test]
fn any_cuts_give_the_same_words() {
    both(|api| {
        let service = StandIn::start();
        let model = once(&service, api);
        let mut runner = TestRunner::new(Config::with_cases(48));
        let cuts = prop::collection::vec(1_usize..40, 1..20);
        runner
            .run(&(cuts, ".{0,60}"), |(cuts, words)| {
                service.next(Answer::text(words.clone()).fault(Fault::Cuts(cuts)));
                let reply = ask(&model, &request());
                prop_assert_eq!(reply.text, words);
                prop_assert_eq!(reply.finish, Finish::Complete);
                Ok(())
            })
            .unwrap();
    });
}

#[test]
fn a_slow_drip_is_whole_in_the_end() {
    both(|api| {
        let drip = Fault::Drip {
            bytes: 64,
            pause: Duration::from_micros(200),
        };
        let (reply, _service) = fault(api, drip);
        assert_eq!(
            (reply.text.as_str(), reply.finish),
            (WORDS, Finish::Complete)
        );
    });
}

#[test]
fn a_line_without_end_is_given_up_long_before_it_has_come() {
    const LINE: usize = 512 * 1024 * 1024;
    both(|api| {
        for after in [0, 2] {
            let (reply, service) = fault(api, Fault::LongLine { after, bytes: LINE });
            assert_eq!(reply.finish, failed(Failure::BrokenOff));
            assert_eq!(reply.text.chars().count(), after * 4);
            assert_eq!(reply.attempts, 1);
            // It was read no further than what is on its way on a socket.
            service.wait_for_abandoned(1);
            assert!(service.sent() < 64 * 1024 * 1024, "{}", service.sent());
        }
    });
}

#[test]
fn a_line_of_ten_megabytes_breaks_the_reply_off() {
    both(|api| {
        let line = Fault::LongLine {
            after: 1,
            bytes: 10 * 1024 * 1024,
        };
        let (reply, _service) = fault(api, line);
        assert_eq!(reply.finish, failed(Failure::BrokenOff));
        assert_eq!(reply.text, "Grüß");
    });
}
