//! The kiosk through the API: setting it up, inviting, opening, closing.

use crate::common::TestApp;
use axum::http::{Method, StatusCode};
use candor_core::kiosk;
use serde_json::{Value, json};

/// A request of whoever stands before the kiosk.
async fn at_kiosk(app: &TestApp, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
    let who = kiosk::principal(&app.app);
    let uri = format!("/api/v1{path}");
    let (status, text) = app.raw(method, &uri, who, &body.to_string()).await;
    let value = serde_json::from_str(&text).unwrap_or(Value::String(text));
    (status, value)
}

#[tokio::test]
async fn a_visit_by_code_and_the_next_from_the_queue() {
    let app = TestApp::new();
    let (ada, ben) = (app.interview("Ada"), app.interview("Ben"));
    let (status, settings) = app.json(Method::GET, "/kiosk/settings", Value::Null).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        settings,
        json!({"pin_set": false, "idle_seconds": 120, "start_as_kiosk": false})
    );
    let pin = json!({"pin": "482915"});
    let (status, _) = app.json(Method::PUT, "/kiosk/pin", pin.clone()).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let (status, problem) = app.json(Method::PUT, "/kiosk/pin", pin).await;
    assert_eq!(
        (status, &problem["code"]),
        (StatusCode::FORBIDDEN, &json!("pin_wrong"))
    );
    let options = json!({"idle_seconds": 90, "start_as_kiosk": true});
    let (status, settings) = app.json(Method::PUT, "/kiosk/settings", options).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(settings["pin_set"], true);

    let (status, invited) = app
        .json(
            Method::POST,
            &format!("/interviews/{ada}/kiosk"),
            json!({"queue": false}),
        )
        .await;
    assert_eq!(status, StatusCode::CREATED);
    let code = invited["code"].as_str().unwrap().to_owned();
    let (_, queued) = app
        .json(
            Method::POST,
            &format!("/interviews/{ben}/kiosk"),
            json!({"queue": true}),
        )
        .await;
    assert_eq!(
        (&queued["code"], &queued["queued"]),
        (&Value::Null, &json!(true))
    );
    let (_, list) = app
        .json(Method::GET, "/kiosk/invitations", Value::Null)
        .await;
    assert_eq!(list[0]["candidate_name"], "Ben");
    assert_eq!(list[1]["has_code"], true);
    assert!(!list.to_string().contains(&code));

    // Before it is a kiosk nobody stands before it.
    let (status, _) = at_kiosk(&app, Method::GET, "/kiosk", Value::Null).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    kiosk::enter(&app.app).unwrap();
    let (status, view) = at_kiosk(&app, Method::GET, "/kiosk", Value::Null).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        (&view["queued"], &view["interview_id"]),
        (&json!(true), &Value::Null)
    );
    assert_eq!(view["idle_seconds"], 90);
    for nonsense in [
        json!({}),
        json!({"code": code, "next": true}),
        json!({"id": ada}),
    ] {
        let (status, _) = at_kiosk(&app, Method::POST, "/kiosk/open", nonsense).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
    }
    let (status, view) = at_kiosk(&app, Method::POST, "/kiosk/open", json!({"code": code})).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(view["interview_id"], ada.to_string());
    assert_eq!(view["language"], "en");
    let again = at_kiosk(&app, Method::POST, "/kiosk/open", json!({"next": true})).await;
    assert_eq!(again.0, StatusCode::FORBIDDEN, "a guest opens nothing more");
    let (status, _) = at_kiosk(&app, Method::POST, "/kiosk/close", Value::Null).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let (_, view) = at_kiosk(&app, Method::POST, "/kiosk/open", json!({"next": true})).await;
    assert_eq!(view["interview_id"], ben.to_string());
    let (status, _) = app.json(Method::POST, "/kiosk/close", Value::Null).await;
    assert_eq!(
        status,
        StatusCode::NO_CONTENT,
        "the operator may close it too"
    );

    let (status, _) = app
        .json(
            Method::DELETE,
            &format!("/interviews/{ben}/kiosk"),
            Value::Null,
        )
        .await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let (status, _) = app
        .json(
            Method::DELETE,
            &format!("/interviews/{ben}/kiosk"),
            Value::Null,
        )
        .await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn guesses_wait() {
    let app = TestApp::new();
    kiosk::set_pin(&app.app, "482915", None).unwrap();
    kiosk::enter(&app.app).unwrap();
    let mut answers = Vec::new();
    for _ in 0..6 {
        let guess = json!({"code": "ABCD-EFGH"});
        answers.push(at_kiosk(&app, Method::POST, "/kiosk/open", guess).await.0);
    }
    let mut expected = vec![StatusCode::NOT_FOUND; 5];
    expected.push(StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answers, expected);
}
