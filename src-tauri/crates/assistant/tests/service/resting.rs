//! A service that fails again and again is left alone.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use candor_assistant::{
    client::{HttpModel, Network, Rest, Retries},
    model::{Failure, Finish},
    testing::{Answer, Fault, StandIn},
};

use crate::{WORDS, ask, both, failed, request};

#[test]
fn three_failures_let_it_rest_until_a_trial_succeeds() {
    both(|api| {
        let now = Arc::new(Mutex::new(Instant::now()));
        let clock = Arc::clone(&now);
        let rest = Rest {
            now: Arc::new(move || *clock.lock().unwrap()),
            ..Rest::default()
        };
        let retries = Retries {
            most: 0,
            ..Retries::default()
        };
        let service = StandIn::start();
        let config = service.config(api);
        let model = HttpModel::tuned(&config, &Network::default(), retries, rest).unwrap();
        service.always(Answer::text("").fault(Fault::status(500, &[])));
        for _ in 0..3 {
            let reply = ask(&model, &request());
            assert_eq!(reply.finish, failed(Failure::ServerFailed));
        }
        let reply = ask(&model, &request());
        assert_eq!(reply.finish, failed(Failure::Resting));
        assert_eq!((reply.attempts, service.asked().len()), (0, 3));

        *now.lock().unwrap() += Duration::from_secs(30);
        service.always(Answer::text(WORDS));
        for _ in 0..2 {
            assert_eq!(ask(&model, &request()).finish, Finish::Complete);
        }
        assert_eq!(service.asked().len(), 5);
    });
}

#[test]
fn one_use_that_fails_does_not_make_another_rest() {
    both(|api| {
        let retries = Retries {
            most: 0,
            ..Retries::default()
        };
        let service = StandIn::start();
        let config = service.config(api);
        let network = Network::default();
        let drafting = HttpModel::tuned(&config, &network, retries, Rest::default()).unwrap();
        let talking = drafting.apart();
        service.always(Answer::text("").fault(Fault::status(500, &[])));
        for _ in 0..3 {
            ask(&drafting, &request());
        }
        service.always(Answer::text(WORDS));
        assert_eq!(ask(&drafting, &request()).finish, failed(Failure::Resting));
        assert_eq!(ask(&talking, &request()).finish, Finish::Complete);
    });
}
