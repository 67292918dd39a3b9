//! Every operation of the table, called by every kind of principal.

use crate::common::TestApp;
use axum::http::{Method, StatusCode};
use candor_api::{Principal, openapi};
use candor_domain::InterviewId;

/// What guests may do in their own interview. Everything else is the operator's.
const IN_THE_ROOM: &[(&str, &str)] = &[
    ("get", "/api/v1/interviews/{id}/room"),
    ("get", "/api/v1/interviews/{id}/devices"),
    ("get", "/api/v1/interviews/{id}/consent"),
    ("post", "/api/v1/interviews/{id}/consent"),
    ("post", "/api/v1/interviews/{id}/consent/withdraw"),
    ("get", "/api/v1/interviews/{id}/receipt"),
    ("post", "/api/v1/interviews/{id}/start"),
    ("post", "/api/v1/interviews/{id}/pause"),
    ("post", "/api/v1/interviews/{id}/resume"),
    ("post", "/api/v1/interviews/{id}/finish"),
    ("post", "/api/v1/interviews/{id}/controls"),
    ("post", "/api/v1/interviews/{id}/microphone"),
    ("post", "/api/v1/interviews/{id}/reading-aloud"),
    // The language noticed is offered to whoever speaks it.
    ("put", "/api/v1/interviews/{id}/spoken-language"),
    ("get", "/api/v1/interviews/{id}/messages"),
    ("post", "/api/v1/interviews/{id}/messages"),
    ("get", "/api/v1/health"),
];
/// What tells nothing about anybody but the caller.
const FOR_ANYONE: [&str; 6] = [
    "/api/v1/health",
    "/api/v1/openapi.json",
    "/api/v1/microphone-check",
    "/api/v1/microphone-check/record",
    "/api/v1/microphone-check/stop",
    "/api/v1/microphone-check/recording",
];

fn table() -> Vec<(String, String)> {
    let document = serde_json::to_value(openapi()).unwrap();
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            operations.push((method.clone(), path.clone()));
        }
    }
    operations
}

#[tokio::test]
async fn no_principal_reaches_what_is_not_theirs() {
    let app = TestApp::new();
    let own = app.interview("Ada");
    let foreign = app.interview("Bob");
    let operations = table();
    assert!(operations.len() >= 25, "{operations:?}");
    for (method, path) in operations {
        let open = FOR_ANYONE.contains(&path.as_str());
        let in_room = IN_THE_ROOM.contains(&(method.as_str(), path.as_str()));
        let verb: Method = method.to_uppercase().parse().unwrap();
        let call = async |principal: Option<Principal>, interview: InterviewId| {
            let id = interview.to_string();
            let uri = filled(&path, &id);
            app.raw(verb.clone(), &uri, principal, "{}").await
        };
        let (status, _) = call(None, own).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "nobody: {method} {path}");

        let (status, body) = call(Some(Principal::Guest(own)), own).await;
        let allowed = open || in_room;
        let reached = status != StatusCode::FORBIDDEN && status != StatusCode::NOT_FOUND;
        assert_eq!(
            reached, allowed,
            "own guest: {method} {path} {status} {body}"
        );

        let (status, body) = call(Some(Principal::Guest(own)), foreign).await;
        let reached = status != StatusCode::FORBIDDEN && status != StatusCode::NOT_FOUND;
        assert_eq!(
            reached, open,
            "foreign guest: {method} {path} {status} {body}"
        );
        assert!(
            !body.contains("Bob"),
            "foreign guest: {method} {path} {body}"
        );

        let (status, body) = call(Some(Principal::Operator), own).await;
        assert_ne!(
            status,
            StatusCode::FORBIDDEN,
            "operator: {method} {path} {body}"
        );
    }
}

/// The path with every parameter filled in; whatever is called an id is `id`.
fn filled(path: &str, id: &str) -> String {
    let parts = path.split('/').map(|part| match part {
        "{number}" => "2",
        "{format}" => "txt",
        "{name}" => "nothing",
        part if part.starts_with('{') && part.ends_with("id}") => id,
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn to_a_guest_a_foreign_interview_and_none_at_all_look_the_same() {
    let app = TestApp::new();
    let (own, foreign) = (app.interview("Ada"), app.interview("Bob"));
    let guest = Some(Principal::Guest(own));
    let mut answers = Vec::new();
    for id in [
        foreign.to_string(),
        InterviewId::new().to_string(),
        "nonsense".to_owned(),
    ] {
        answers.push(
            app.raw(
                Method::GET,
                &format!("/api/v1/interviews/{id}/messages"),
                guest,
                "",
            )
            .await,
        );
    }
    assert!(answers.windows(2).all(|w| w[0] == w[1]), "{answers:?}");
}

#[tokio::test]
async fn every_operation_has_a_name_of_its_own() {
    let document = serde_json::to_value(openapi()).unwrap();
    let mut names: Vec<_> = document["paths"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|item| item.as_object().unwrap().values())
        .map(|operation| operation["operationId"].as_str().unwrap().to_owned())
        .collect();
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count);
}

/// What whoever stands before an idle kiosk may do; checking the microphone besides.
const AT_AN_IDLE_KIOSK: &[(&str, &str)] = &[
    ("get", "/api/v1/health"),
    ("get", "/api/v1/openapi.json"),
    ("get", "/api/v1/kiosk"),
    ("post", "/api/v1/kiosk/open"),
];
const MICROPHONE_CHECK: &str = "/api/v1/microphone-check";

#[tokio::test]
async fn at_the_kiosk_nothing_is_reached_but_what_stands_open_there() {
    use candor_core::kiosk::{self, Ask};
    let app = TestApp::new();
    let (own, foreign) = (app.interview("Ada"), app.interview("Bob"));
    kiosk::set_pin(&app.app, "482915", None).unwrap();
    kiosk::enter(&app.app).unwrap();
    for id in [own, foreign] {
        kiosk::invite(&app.app, id, true).unwrap();
    }
    let mut refused = 0;
    for opened in [false, true] {
        if opened {
            let view = kiosk::open(&app.app, &Ask::Next).unwrap();
            assert_eq!(view.interview_id, Some(own));
        }
        let who = kiosk::principal(&app.app).unwrap();
        for (method, path) in table() {
            let operation = (method.as_str(), path.as_str());
            // It would end the visit; the flow below does that.
            if opened && operation == ("post", "/api/v1/kiosk/close") {
                continue;
            }
            let verb: Method = method.to_uppercase().parse().unwrap();
            for interview in [own, foreign] {
                let id = interview.to_string();
                let uri = filled(&path, &id);
                let (status, body) = app.raw(verb.clone(), &uri, Some(who), "{}").await;
                let reached = status != StatusCode::FORBIDDEN && status != StatusCode::NOT_FOUND;
                let at_kiosk = path.starts_with(MICROPHONE_CHECK)
                    || AT_AN_IDLE_KIOSK.contains(&operation)
                        && !(opened && path.ends_with("/kiosk/open"));
                let in_room = opened
                    && interview == own
                    && (IN_THE_ROOM.contains(&operation) || path.starts_with(MICROPHONE_CHECK));
                if !at_kiosk && !in_room {
                    assert!(!reached, "{who:?}: {method} {uri} {status} {body}");
                    refused += 1;
                }
                if AT_AN_IDLE_KIOSK.contains(&operation) && at_kiosk {
                    assert!(reached, "{who:?}: {method} {uri} {status} {body}");
                }
                assert!(!body.contains("Bob"), "{who:?}: {method} {uri} {body}");
                assert_eq!(kiosk::principal(&app.app), Some(who), "{method} {uri}");
            }
        }
    }
    assert!(refused >= 100, "{refused}");
}
