//! What a service answers instead of a reply.

use std::time::{Duration, Instant};

use candor_assistant::{
    model::{Failure, Finish},
    testing::{Answer, Fault, StandIn},
};
use candor_domain::AiApi;

use crate::{LONG, WORDS, ask, both, failed, fault, patient, request, tells_nothing, with_schema};

#[test]
fn each_status_is_understood_and_repeated_only_where_that_helps() {
    both(|api| {
        for (status, failure, attempts) in [
            (301, Failure::NotCompatible, 1),
            (307, Failure::NotCompatible, 1),
            (401, Failure::KeyRefused, 1),
            (402, Failure::QuotaUsedUp, 1),
            (403, Failure::KeyRefused, 1),
            (404, Failure::NotCompatible, 1),
            (405, Failure::NotCompatible, 1),
            (408, Failure::ServerFailed, 3),
            (409, Failure::ServerFailed, 3),
            (413, Failure::RequestRefused, 1),
            (429, Failure::Limited, 3),
            (500, Failure::ServerFailed, 3),
            (502, Failure::ServerFailed, 3),
            (503, Failure::ServerFailed, 3),
            (504, Failure::ServerFailed, 3),
            (529, Failure::ServerFailed, 3),
        ] {
            let (reply, service) = fault(api, Fault::status(status, &[]));
            assert_eq!(reply.finish, failed(failure), "{api:?} {status}");
            assert_eq!(reply.attempts, attempts, "{api:?} {status}");
            assert_eq!(service.asked().len(), attempts as usize);
            assert!(!reply.detail.is_empty());
            tells_nothing(&reply);
        }
        let (reply, service) = fault(api, Fault::InsufficientQuota);
        assert_eq!(reply.finish, failed(Failure::QuotaUsedUp));
        assert_eq!(service.asked().len(), 1);
        let (reply, service) = fault(api, Fault::ModelNotFound);
        assert_eq!(reply.finish, failed(Failure::ModelMissing));
        assert_eq!(service.asked().len(), 1);
    });
}

#[test]
fn a_redirect_is_never_followed() {
    both(|api| {
        let other = StandIn::start();
        let place = format!("{}/responses", other.base_url());
        let (reply, _service) = fault(api, Fault::status(307, &[("Location", &place)]));
        assert_eq!(reply.finish, failed(Failure::NotCompatible));
        assert_eq!(other.connections(), 0);
    });
}

#[test]
fn after_a_failure_that_passes_the_reply_comes() {
    both(|api| {
        for status in [408, 409, 429, 500, 503] {
            let service = StandIn::start();
            service.next(Answer::text("").fault(Fault::status(status, &[])));
            service.always(Answer::text(WORDS));
            let reply = ask(&service.model(api), &request());
            assert_eq!(
                (reply.text.as_str(), reply.finish),
                (WORDS, Finish::Complete)
            );
            assert_eq!((reply.attempts, service.asked().len()), (2, 2));
        }
    });
}

#[test]
fn the_service_is_left_alone_as_long_as_it_asks() {
    both(|api| {
        for (name, value, least) in [("Retry-After-Ms", "150", 150), ("Retry-After", "0.2", 200)] {
            let service = StandIn::start();
            service.next(Answer::text("").fault(Fault::status(429, &[(name, value)])));
            service.always(Answer::text(WORDS));
            let begun = Instant::now();
            let reply = ask(&service.model(api), &request());
            assert_eq!((reply.finish, reply.attempts), (Finish::Complete, 2));
            assert!(begun.elapsed() >= Duration::from_millis(least));
            assert!(reply.first_token_ms.unwrap() >= least);
        }
    });
}

#[test]
fn nobody_waits_for_what_cannot_come_in_time() {
    both(|api| {
        for seconds in ["3", "19", "86400", "1e300"] {
            let service = StandIn::start();
            let busy = Fault::status(429, &[("Retry-After", seconds)]);
            service.always(Answer::text("").fault(busy));
            let begun = Instant::now();
            let model = patient(&service, api, Duration::from_millis(2_500), LONG);
            let reply = ask(&model, &request());
            assert_eq!(reply.finish, failed(Failure::Limited));
            assert!(begun.elapsed() < Duration::from_secs(2), "{seconds}");
            // A number that is none is as if it were not there.
            let attempts = if seconds == "1e300" { 3 } else { 1 };
            assert_eq!(service.asked().len(), attempts, "{seconds}");
        }
    });
}

#[test]
fn a_service_may_forbid_to_be_asked_again() {
    both(|api| {
        let (reply, service) = fault(api, Fault::status(500, &[("x-should-retry", "false")]));
        assert_eq!(reply.finish, failed(Failure::ServerFailed));
        assert_eq!(service.asked().len(), 1);
    });
}

#[test]
fn older_servers_are_asked_more_plainly_once_and_from_then_on() {
    for (api, members) in [
        (AiApi::Responses, vec!["text"]),
        (AiApi::Chat, vec!["response_format"]),
        (AiApi::Chat, vec!["stream_options"]),
        (AiApi::Chat, vec!["max_tokens"]),
    ] {
        let service = StandIn::start();
        service.always(Answer::text(WORDS).fault(Fault::Refuses(members.clone())));
        let model = service.model(api);
        let reply = ask(&model, &with_schema());
        assert_eq!(reply.finish, Finish::Complete, "{api:?} {members:?}");
        assert_eq!((reply.text.as_str(), reply.attempts), (WORDS, 2));
        let asked = service.asked();
        assert_eq!(asked[1].body.get(members[0]), None);
        assert_eq!(asked[1].turns, asked[0].turns);
        assert_eq!(asked[1].max_tokens, Some(200));

        let reply = ask(&model, &with_schema());
        assert_eq!((reply.finish, reply.attempts), (Finish::Complete, 1));
    }
}

#[test]
fn a_request_that_is_refused_however_plain_is_given_up() {
    both(|api| {
        for status in [400, 422] {
            let (reply, service) = fault(api, Fault::status(status, &[]));
            assert_eq!(reply.finish, failed(Failure::RequestRefused));
            // Responses without a form have nothing that could be left out.
            let attempts = if api == AiApi::Chat { 2 } else { 1 };
            assert_eq!(service.asked().len(), attempts);
        }
    });
}
