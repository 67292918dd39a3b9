//! What goes along with every request, and what is refused before one is sent.

use candor_assistant::{
    client::{Config, ConfigError, HttpModel, Network, Proxy},
    model::{Cancel, Finish, ReplyModel as _},
    testing::{Answer, StandIn},
};
use zeroize::Zeroizing;

use crate::{WORDS, ask, both, request};

fn with_key(mut config: Config, key: &str) -> Config {
    config.key = Some(Zeroizing::new(key.to_owned()));
    config
}

#[test]
fn headers_say_who_asks_and_for_whom() {
    both(|api| {
        let service = StandIn::start();
        service.require_key("sk-secret");
        service.always(Answer::text(WORDS));
        let mut config = with_key(service.config(api), " sk-secret ");
        config.organization = Some("org-1".to_owned());
        config.project = Some("proj_2".to_owned());
        config.base_url.push('/');
        let model = HttpModel::new(&config, &Network::default()).unwrap();
        assert_eq!(ask(&model, &request()).finish, Finish::Complete);
        model.models(&Cancel::default()).unwrap();
        for received in service.requests() {
            let header = |name| received.header(name).unwrap_or_default();
            assert_eq!(header("authorization"), "Bearer sk-secret");
            assert_eq!(header("openai-organization"), "org-1");
            assert_eq!(header("openai-project"), "proj_2");
            assert!(header("user-agent").starts_with("Candor/"));
            assert!(header("x-client-request-id").starts_with("candor-"));
            assert_eq!(header("referer"), "");
            assert_eq!(header("cookie"), "");
        }
        assert_eq!(model.endpoint().host, service.host());
    });
}

#[test]
fn what_is_not_set_is_not_sent() {
    both(|api| {
        let service = StandIn::start();
        ask(&service.model(api), &request());
        let received = service.requests().remove(0);
        for name in ["authorization", "openai-organization", "openai-project"] {
            assert_eq!(received.header(name), None);
        }
    });
}

#[test]
fn a_key_is_told_to_nobody() {
    both(|api| {
        let service = StandIn::start();
        let config = with_key(service.config(api), "sk-secret");
        let network = Network {
            proxy: Proxy::Manual("http://me:hush@127.0.0.1:9".to_owned()),
            root_certificates: Vec::new(),
        };
        let model = HttpModel::new(&config, &network).unwrap();
        let told = format!("{config:?} {network:?} {model:?}");
        assert!(
            !told.contains("sk-secret") && !told.contains("hush"),
            "{told}"
        );
    });
}

#[test]
fn what_cannot_work_is_refused_before_anything_is_sent() {
    both(|api| {
        let service = StandIn::start();
        let refused = |config: &Config, network: &Network| {
            HttpModel::new(config, network).map(drop).unwrap_err()
        };
        let network = Network::default();
        let mut config = with_key(service.config(api), "sk-secret");
        // With a key or without: what is said in an interview is nobody's business on the way, in the same house either.
        for address in ["http://ai.example/v1", "http://192.168.1.20:11434/v1"] {
            config.base_url = address.to_owned();
            assert_eq!(refused(&config, &network), ConfigError::Unencrypted);
            config.key = None;
            assert_eq!(refused(&config, &network), ConfigError::Unencrypted);
        }
        config.base_url = "https://ai.example/v1".to_owned();
        HttpModel::new(&config, &network).unwrap();
        config.organization = Some("a b".to_owned());
        assert_eq!(refused(&config, &network), ConfigError::Header);
        config = service.config(api);
        let network = Network {
            root_certificates: vec!["no certificate".to_owned()],
            ..Network::default()
        };
        assert_eq!(refused(&config, &network), ConfigError::Certificate);
        let network = Network {
            proxy: Proxy::Manual("nowhere".to_owned()),
            ..Network::default()
        };
        config.base_url = "https://ai.example/v1".to_owned();
        assert_eq!(refused(&config, &network), ConfigError::Proxy);
        assert_eq!(service.connections(), 0);
    });
}
