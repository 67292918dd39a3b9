//! The operations in the order a recruiter uses them, and failures as clients see them.

use crate::common::TestApp;
use axum::http::{Method, StatusCode};
use candor_api::Principal;
use serde_json::{Value, json};

#[tokio::test]
async fn a_typed_interview_through_the_api() {
    let app = TestApp::new();
    let (status, samples) = app.json(Method::GET, "/samples", Value::Null).await;
    assert_eq!(
        (status, samples.as_array().unwrap().len()),
        (StatusCode::OK, 3)
    );
    let name = samples[1]["name"].as_str().unwrap();
    let (status, position) = app
        .json(Method::POST, &format!("/samples/{name}"), json!({}))
        .await;
    assert_eq!(status, StatusCode::CREATED);
    let draft = json!({
        "position_id": position["id"], "candidate_name": "Zoë", "language": "de",
        "recommended_minutes": 30,
    });
    let (status, created) = app.json(Method::POST, "/interviews", draft).await;
    assert_eq!(status, StatusCode::CREATED, "{created}");
    assert_eq!(created["link_token"].as_str().unwrap().len(), 32);
    let at = format!(
        "/interviews/{}",
        created["interview"]["id"].as_str().unwrap()
    );

    let typing = json!({"text_only": true});
    let (status, problem) = app
        .json(Method::POST, &format!("{at}/start"), typing.clone())
        .await;
    assert_eq!(
        (status, &problem["code"]),
        (StatusCode::CONFLICT, &json!("consent_missing"))
    );
    let (_, text) = app
        .json(Method::GET, &format!("{at}/consent"), Value::Null)
        .await;
    assert_eq!(text["language"], "de");
    let stale = json!({"version": "1999"});
    let (status, _) = app
        .json(Method::POST, &format!("{at}/consent"), stale)
        .await;
    assert_eq!(status, StatusCode::CONFLICT);
    let version = json!({"version": text["version"]});
    let (_, interview) = app
        .json(Method::POST, &format!("{at}/consent"), version)
        .await;
    assert!(interview["consented_at"].is_i64());

    let (status, started) = app
        .json(Method::POST, &format!("{at}/start"), typing.clone())
        .await;
    assert_eq!(
        (status, &started["status"]),
        (StatusCode::OK, &json!("started"))
    );
    let (status, problem) = app
        .json(Method::POST, &format!("{at}/start"), typing.clone())
        .await;
    assert_eq!(
        (status, &problem["code"]),
        (StatusCode::CONFLICT, &json!("illegal_move"))
    );
    let typed =
        json!({"content": "Ich arbeite seit zehn Jahren als Entwickler.", "role": "candidate"});
    let (status, message) = app
        .json(Method::POST, &format!("{at}/messages"), typed)
        .await;
    assert_eq!(
        (status, &message["origin"]),
        (StatusCode::CREATED, &json!("typed"))
    );
    let pressed = json!({"control": "answer_done"});
    let (status, _) = app
        .json(Method::POST, &format!("{at}/controls"), pressed)
        .await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let (_, paused) = app
        .json(Method::POST, &format!("{at}/pause"), Value::Null)
        .await;
    assert_eq!(paused["status"], "paused");
    let (_, resumed) = app
        .json(Method::POST, &format!("{at}/resume"), typing)
        .await;
    assert_eq!(resumed["status"], "started");
    let (_, finished) = app
        .json(Method::POST, &format!("{at}/finish"), Value::Null)
        .await;
    assert_eq!(finished["status"], "finished");

    let (_, detail) = app.json(Method::GET, &at, Value::Null).await;
    let path = std::path::Path::new(detail["exports"][0]["txt_path"].as_str().unwrap());
    assert!(path.is_file(), "{detail}");
    assert_eq!(detail["coverage"][0]["state"], "answered");
    let (_, all) = app
        .json(Method::GET, &format!("{at}/messages"), Value::Null)
        .await;
    let (_, tail) = app
        .json(Method::GET, &format!("{at}/messages?from=3"), Value::Null)
        .await;
    assert_eq!(
        all.as_array().unwrap().len(),
        tail.as_array().unwrap().len() + 2
    );
    let correction = json!({"content": "Ich arbeite seit elf Jahren.", "author": "Rita"});
    let path = format!(
        "{at}/messages/{}/revisions",
        message["id"].as_str().unwrap()
    );
    let (status, revision) = app.json(Method::POST, &path, correction).await;
    assert_eq!(
        (status, &revision["number"]),
        (StatusCode::CREATED, &json!(1))
    );
    let (status, exported) = app
        .json(Method::POST, &format!("{at}/export"), Value::Null)
        .await;
    assert_eq!(status, StatusCode::OK, "{exported}");
    let (_, events) = app
        .json(Method::GET, "/events?after=3&limit=2", Value::Null)
        .await;
    assert_eq!(
        (&events[0]["seq"], events.as_array().unwrap().len()),
        (&json!(4), 2)
    );
}

#[tokio::test]
async fn plans_go_out_and_come_back_as_toml() {
    let app = TestApp::new();
    let (_, position) = app
        .json(Method::POST, "/samples/software-engineer", json!({}))
        .await;
    let uri = format!(
        "/api/v1/positions/{}/plan.toml",
        position["id"].as_str().unwrap()
    );
    let (status, toml) = app
        .raw(Method::GET, &uri, Some(Principal::Operator), "")
        .await;
    assert_eq!(status, StatusCode::OK);
    let (status, copy) = app
        .json(Method::POST, "/positions/import", json!({"toml": toml}))
        .await;
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!(copy["plan"], position["plan"]);
    let (status, problem) = app
        .json(
            Method::POST,
            "/positions/import",
            json!({"toml": "format = 1"}),
        )
        .await;
    assert_eq!(
        (status, &problem["code"]),
        (StatusCode::BAD_REQUEST, &json!("invalid"))
    );
    let uri = format!("/positions/{}", position["id"].as_str().unwrap());
    let (status, _) = app.json(Method::DELETE, &uri, Value::Null).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let (status, _) = app.json(Method::GET, &uri, Value::Null).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn failures_are_problem_documents() {
    let app = TestApp::new();
    let operator = Some(Principal::Operator);
    for (method, uri, body, status) in [
        (Method::GET, "/api/v1/nowhere", "", 404),
        (Method::GET, "/api/v1/interviews/not-an-id", "", 404),
        (Method::GET, "/api/v1/interviews?limit=many", "", 400),
        (Method::POST, "/api/v1/interviews", "{", 400),
        (
            Method::POST,
            "/api/v1/interviews",
            r#"{"surprise": 1}"#,
            400,
        ),
        (Method::POST, "/api/v1/samples/none", "{}", 404),
    ] {
        let (found, text) = app.raw(method, uri, operator, body).await;
        let problem: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(found.as_u16(), status, "{uri} {text}");
        assert_eq!(problem["status"], status);
        assert!(
            problem["code"].is_string() && problem["detail"].is_string(),
            "{text}"
        );
    }
}
