//! `candor ai check`: what works and what does not, against a service that does what it is told.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::process::Command;

use candor_assistant::testing::{Answer, Asked, Fault, MODEL, StandIn};
use common::{Place, Ran, run};
use serde_json::{Value, json};

/// Does what the check asks for.
fn obedient(asked: &Asked) -> String {
    if asked.schema.is_some() {
        return r#"{"colour": "violet", "amount": 7}"#.to_owned();
    }
    "one, two, three, four, five, six, seven, eight, nine, ten".to_owned()
}

fn service() -> StandIn {
    let service = StandIn::start();
    service.always(Answer::by(obedient));
    service
}

fn check(place: &Place, service: &StandIn, api: &str) -> Command {
    let mut command = place.candor();
    command.args(["ai", "check", "--model", MODEL, "--api", api]);
    command.args(["--base-url", &service.base_url()]);
    command
}

fn report(ran: &Ran) -> Value {
    assert_eq!(ran.out.lines().count(), 1, "{ran:#?}");
    serde_json::from_str(&ran.out).unwrap()
}

/// The state of a step.
fn state<'a>(report: &'a Value, step: &str) -> &'a str {
    let steps = report["steps"].as_array().unwrap();
    let found = steps.iter().find(|one| one["step"] == step);
    found.unwrap_or_else(|| panic!("no {step} in {report}"))["state"]
        .as_str()
        .unwrap()
}

#[test]
fn a_service_that_does_everything_works_in_both_dialects() {
    let place = Place::new();
    for api in ["responses", "chat"] {
        let service = service();
        service.require_key("sk-right");
        let mut command = check(&place, &service, api);
        command.arg("--json").env("CANDOR_API_KEY", "sk-right\n");
        let ran = run(&mut command).well();
        let report = report(&ran);
        assert_eq!(report["works"], true);
        assert_eq!(
            (&report["api"], &report["model"]),
            (&api.into(), &MODEL.into())
        );
        let steps = report["steps"].as_array().unwrap();
        for step in steps {
            assert_eq!(step["state"], "works", "{report}");
        }
        let names: Vec<_> = steps.iter().map(|s| s["step"].as_str().unwrap()).collect();
        assert_eq!(
            names,
            [
                "reachable",
                "models",
                "reply",
                "streaming",
                "first_token",
                "usage",
                "json_form",
                "cancelling",
                "wrong_key"
            ]
        );
        assert!(!ran.out.contains("sk-right") && !ran.err.contains("sk-right"));
    }
}

#[test]
fn it_is_told_in_plain_words() {
    let place = Place::new();
    let service = service();
    service.set_models(&[(MODEL, Some("2027-01-31"))]);
    let ran = run(&mut check(&place, &service, "chat")).well();
    for words in [
        "works    reachable",
        "switched off on 2027-01-31",
        "works    streaming",
        "works    usage           120 tokens sent, 12 received",
    ] {
        assert!(ran.out.contains(words), "no “{words}” in {ran:#?}");
    }
    // No key was given: none is tried.
    assert!(!ran.out.contains("wrong key"));
}

#[test]
fn what_interviews_can_do_without_is_told_and_no_failure() {
    let place = Place::new();
    let service = StandIn::start();
    service.always(Answer::by(|_| "Whatever you say.".to_owned()).fault(Fault::Lean));
    let ran = run(check(&place, &service, "chat").arg("--json")).well();
    let report = report(&ran);
    for step in ["usage", "json_form"] {
        assert_eq!(state(&report, step), "missing");
    }
    assert_eq!(state(&report, "reply"), "works");
}

#[test]
fn what_interviews_need_ends_in_failure_and_says_why() {
    let place = Place::new();
    for (fault, words) in [
        (Fault::InsufficientQuota, "no credit left"),
        (Fault::ModelNotFound, "does not have this model"),
        (Fault::status(403, &[]), "another one; set CANDOR_API_KEY"),
        (
            Fault::ContentType("text/html".to_owned()),
            "no such service; check the address",
        ),
        (Fault::ResetAfterPieces(2), "broke off"),
        (Fault::Refusal, "refused a harmless request"),
    ] {
        let service = StandIn::start();
        service.always(Answer::text("one, two, three").fault(fault));
        let ran = run(&mut check(&place, &service, "responses"));
        assert!(ran.out.contains("FAILS"), "{ran:#?}");
        assert!(ran.out.contains(words), "no “{words}” in {ran:#?}");
        ran.badly(&["interviews cannot use this service"]);
    }
    let service = service();
    service.require_key("sk-right");
    let ran = run(check(&place, &service, "chat").env("CANDOR_API_KEY", "sk-wrong"));
    assert!(ran.out.contains("FAILS    key"), "{ran:#?}");
    ran.badly(&[]);

    let gone = StandIn::start();
    let mut command = check(&place, &gone, "chat");
    drop(gone);
    let ran = run(&mut command);
    assert!(ran.out.contains("FAILS    reachable"), "{ran:#?}");
    ran.badly(&[]);
}

#[test]
fn what_cannot_be_meant_is_refused_before_anything_is_sent() {
    let place = Place::new();
    let at = |address: &str| {
        let mut command = place.candor();
        command.args(["ai", "check", "--model", "m", "--base-url", address]);
        command
    };
    run(&mut at("api.example")).badly(&["the address cannot be used"]);
    for address in ["http://ai.example/v1", "http://192.168.1.20:11434/v1"] {
        run(&mut at(address)).badly(&["unencrypted", "https://"]);
    }
    run(at("https://ai.example/v1").args(["--proxy", "nowhere"])).badly(&["proxy"]);
    let file = place.home().join("root.pem");
    run(at("https://ai.example/v1").arg("--ca-file").arg(&file)).badly(&["root.pem"]);
    std::fs::write(&file, "no certificate").unwrap();
    run(at("https://ai.example/v1").arg("--ca-file").arg(&file)).badly(&["no certificate"]);
    run(place.kept().args(["ai", "check", "--connection", "Nobody"]))
        .badly(&["no connection named “Nobody”"]);
}

#[test]
fn a_model_that_thinks_until_no_token_is_left_fails() {
    for api in ["responses", "chat"] {
        let (place, service) = (Place::new(), service());
        service.always(Answer::text("").fault(Fault::Incomplete("max_output_tokens")));
        run(&mut check(&place, &service, api)).badly(&["interviews cannot use this service"]);
        assert!(service.asked()[0].max_tokens >= Some(2_000));
    }
}

#[test]
fn organisation_and_project_go_along() {
    let place = Place::new();
    let service = service();
    let mut command = check(&place, &service, "responses");
    command.args(["--organization", "org-1", "--project", "proj-2"]);
    run(&mut command).well();
    for received in service.requests() {
        assert_eq!(received.header("openai-organization"), Some("org-1"));
        assert_eq!(received.header("openai-project"), Some("proj-2"));
    }
}

#[test]
fn the_proxy_of_the_environment_or_of_the_command_line_is_used_but_not_for_this_machine() {
    let place = Place::new();
    let proxy = StandIn::start();
    let address = format!("http://{}", proxy.host());
    let elsewhere = || {
        let mut command = place.candor();
        command.args(["ai", "check", "--model", "m", "--base-url"]);
        command.arg("https://ai.example/v1");
        command
    };
    let [mut by_environment, mut by_argument] = [elsewhere(), elsewhere()];
    by_environment.env("HTTPS_PROXY", &address);
    by_argument.args(["--proxy", &address]);
    for command in [&mut by_environment, &mut by_argument] {
        let before = proxy.requests().len();
        // What stands there as a proxy opens no way to anywhere.
        run(command).badly(&["interviews cannot use this service"]);
        let asked = &proxy.requests()[before..];
        assert_eq!(
            (asked[0].method.as_str(), asked[0].path.as_str()),
            ("CONNECT", "ai.example:443")
        );
    }
    let before = proxy.connections();
    let service = service();
    let mut command = check(&place, &service, "chat");
    run(command
        .env("HTTP_PROXY", &address)
        .args(["--proxy", &address]))
    .well();
    assert_eq!(proxy.connections(), before);
}

#[test]
fn a_kept_connection_is_tried_as_it_is_kept() {
    let place = Place::new();
    let service = service();
    let app = place.open();
    let draft = json!({
        "name": "Ours", "api": "responses", "base_url": service.base_url(), "model": MODEL,
        "organization": "org-kept",
    });
    candor_core::ai::add(&app, &serde_json::from_value(draft).unwrap()).unwrap();
    drop(app);
    let ran = run(place
        .kept()
        .args(["ai", "check", "--json", "--connection", "Ours"]))
    .well();
    let report = report(&ran);
    assert_eq!(
        (&report["api"], &report["works"]),
        (&"responses".into(), &true.into())
    );
    let requests = service.requests();
    assert_eq!(requests[0].header("openai-organization"), Some("org-kept"));
    // A kept key is for its server and no other.
    let mut command = place.kept();
    command.args([
        "ai",
        "check",
        "--connection",
        "Ours",
        "--base-url",
        "http://x/v1",
    ]);
    assert_eq!(run(&mut command).status.code(), Some(2));
}
