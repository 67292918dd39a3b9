//! Models a server has, whether a connection works, and servers found on this machine.

use std::time::Duration;

use candor_assistant::{
    client::{HttpModel, LOCAL_SERVERS, LocalServer, Network, probe},
    model::{Cancel, Failure},
    testing::{Answer, Fault, MODEL, StandIn},
};
use candor_domain::AiApi;

use crate::{LONG, both};

#[test]
fn models_come_by_name_and_with_the_day_they_end() {
    both(|api| {
        let service = StandIn::start();
        service.set_models(&[("z-2", None), ("a-1", Some("2027-03-01"))]);
        let models = service.model(api).models(&Cancel::default()).unwrap();
        let told: Vec<_> = models
            .iter()
            .map(|model| (model.id.as_str(), model.shutdown_date.as_deref()))
            .collect();
        assert_eq!(told, [("a-1", Some("2027-03-01")), ("z-2", None)]);
    });
}

#[test]
fn a_connection_that_works_is_told_with_its_models_and_its_speed() {
    both(|api| {
        let service = StandIn::start();
        let checked = service.model(api).check(&Cancel::default());
        assert_eq!(checked.failure, None);
        assert_eq!(checked.models[0].id, MODEL);
        assert!(checked.first_token_ms.is_some());
        assert_eq!(service.asked().len(), 1);
    });
}

#[test]
fn a_model_that_thinks_until_no_token_is_left_does_not_work() {
    both(|api| {
        let service = StandIn::start();
        for fault in [Fault::None, Fault::Incomplete("max_output_tokens")] {
            service.always(Answer::text("").fault(fault));
            let checked = service.model(api).check(&Cancel::default());
            assert!(checked.failure.is_some() && checked.is_wordless);
            assert!(checked.detail.contains("thinking"), "{checked:?}");
        }
        // It is tried with as much room for thinking as an interview gives.
        assert!(service.asked()[0].max_tokens >= Some(2_000));
        let cut = Answer::text("rea").fault(Fault::Incomplete("max_output_tokens"));
        service.always(cut);
        let checked = service.model(api).check(&Cancel::default());
        assert_eq!((checked.failure, checked.is_wordless), (None, false));
    });
}

#[test]
fn without_a_model_only_the_list_is_asked_for() {
    both(|api| {
        let service = StandIn::start();
        let mut config = service.config(api);
        config.endpoint.model.clear();
        let model = HttpModel::new(&config, &Network::default()).unwrap();
        let checked = model.check(&Cancel::default());
        assert_eq!((checked.failure, checked.first_token_ms), (None, None));
        assert_eq!(checked.models.len(), 1);
        assert_eq!(service.asked().len(), 0);
    });
}

#[test]
fn what_is_wrong_with_a_connection_is_told() {
    both(|api| {
        let service = StandIn::start();
        service.set_models(&[("another", None)]);
        let checked = service.model(api).check(&Cancel::default());
        assert_eq!(checked.failure, Some(Failure::ModelMissing));
        assert_eq!(checked.models.len(), 1);

        service.set_models(&[(MODEL, None)]);
        service.next(Answer::text("").fault(Fault::InsufficientQuota));
        let checked = service.model(api).check(&Cancel::default());
        assert_eq!(checked.failure, Some(Failure::QuotaUsedUp));

        service.require_key("another");
        let checked = service.model(api).check(&Cancel::default());
        assert_eq!(checked.failure, Some(Failure::KeyRefused));
        let model = service.model(api);
        drop(service);
        let checked = model.check(&Cancel::default());
        assert_eq!(checked.failure, Some(Failure::Unreachable));
        assert!(!checked.detail.is_empty());

        let cancel = Cancel::default();
        cancel.cancel();
        assert!(model.check(&cancel).failure.is_some());
    });
}

#[test]
fn servers_on_this_machine_are_found_by_asking_them() {
    let [ollama, llama] = [StandIn::start(), StandIn::start()];
    llama.set_owner("llamacpp");
    ollama.set_owner("library");
    let gone = StandIn::start();
    let at = |name, port| LocalServer {
        name,
        port,
        owner: "",
    };
    // The one in the middle is no more; the last one listens where another one usually does.
    let servers = [
        at("Ollama", ollama.port()),
        at("LM Studio", gone.port()),
        at("vLLM", llama.port()),
    ];
    drop(gone);
    let found = probe(&servers, LONG);
    let told: Vec<_> = found
        .iter()
        .map(|found| (found.name.as_str(), found.base_url.clone()))
        .collect();
    assert_eq!(
        told,
        [
            ("Ollama", ollama.base_url()),
            ("llama.cpp", llama.base_url())
        ]
    );
    assert!(found.iter().all(|found| found.api == AiApi::Chat));
    assert_eq!(found[0].models[0].id, MODEL);
    assert_eq!(
        LOCAL_SERVERS.map(|server| server.port),
        [11_434, 1_234, 8_080, 8_000]
    );
}

#[test]
fn what_answers_but_is_no_such_server_is_not_found() {
    let service = StandIn::start();
    service.require_key("secret");
    let server = LocalServer {
        name: "vLLM",
        port: service.port(),
        owner: "",
    };
    assert_eq!(probe(&[server], Duration::from_secs(5)), []);
}
