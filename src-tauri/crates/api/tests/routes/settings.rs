//! Preferences, speech models and the microphone check over the router.

use crate::common::TestApp;
use axum::http::{Method, StatusCode};
use candor_api::Principal;
use serde_json::{Value, json};

#[tokio::test]
async fn preferences_begin_empty_and_are_replaced_as_a_whole() {
    let app = TestApp::new();
    let (status, before) = app.json(Method::GET, "/preferences", Value::Null).await;
    let none = json!({ "first_run_done": false, "device": null, "model": null, "transcript_model": null, "echo_guard": true });
    assert_eq!((status, before), (StatusCode::OK, none));
    let wanted = json!({ "first_run_done": true, "device": "Headset", "model": "base", "transcript_model": "large-v3", "echo_guard": false });
    let (status, now) = app.json(Method::PUT, "/preferences", wanted.clone()).await;
    assert_eq!((status, &now), (StatusCode::OK, &wanted));
    let (_, kept) = app.json(Method::GET, "/preferences", Value::Null).await;
    assert_eq!(kept, wanted);
    let (_, log) = app.json(Method::GET, "/events", Value::Null).await;
    assert_eq!(log[0]["kind"], "setting_changed");

    let unknown = json!({ "first_run_done": true, "model": "nothing" });
    let (status, problem) = app.json(Method::PUT, "/preferences", unknown).await;
    assert_eq!(
        (status, &problem["code"]),
        (StatusCode::NOT_FOUND, &json!("not_found"))
    );
    let (status, _) = app
        .json(Method::PUT, "/preferences", json!({ "theme": "dark" }))
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn models_tell_what_to_choose_them_by() {
    let app = TestApp::new();
    let (status, models) = app.json(Method::GET, "/models", Value::Null).await;
    assert_eq!(status, StatusCode::OK);
    let find = |name: &str| {
        let models = models.as_array().unwrap();
        models.iter().find(|m| m["name"] == name).unwrap().clone()
    };
    let small = find("small-q5_1");
    assert_eq!(small["recommended_for"], "everyday");
    assert_eq!(small["size_bytes"], 190_085_487);
    assert_eq!(small["languages"], json!(["en", "de", "ru"]));
    for (field, value) in [
        ("installed", false),
        ("downloadable", true),
        ("removable", false),
        ("imported", false),
    ] {
        assert_eq!(small[field], value, "{field}");
    }
    assert_eq!(
        (&small["disk_bytes"], &small["download"], &small["speed"]),
        (&json!(0), &Value::Null, &Value::Null)
    );
    assert_eq!(find("base-q5_1")["recommended_for"], "slow_computer");
    assert_eq!(find("large-v3-turbo-q5_0")["recommended_for"], "accuracy");
    assert_eq!(find("demo-en")["downloadable"], false);

    for (method, path, expected) in [
        (
            Method::POST,
            "/models/nothing/download",
            StatusCode::NOT_FOUND,
        ),
        (Method::POST, "/models/base/pause", StatusCode::CONFLICT),
        (Method::POST, "/models/base/cancel", StatusCode::NO_CONTENT),
        (Method::POST, "/models/base/measure", StatusCode::CONFLICT),
        (Method::DELETE, "/models/base", StatusCode::CONFLICT),
    ] {
        let (status, body) = app.json(method, path, Value::Null).await;
        assert_eq!(status, expected, "{path}: {body}");
    }
    let nowhere = json!({ "path": "/nowhere/ggml-base.bin" });
    let (status, _) = app.json(Method::POST, "/models/import", nowhere).await;
    assert_ne!(status, StatusCode::OK);
    let relative = json!({ "path": "ggml-base.bin" });
    let (status, problem) = app.json(Method::POST, "/models/import", relative).await;
    assert_eq!(
        (status, &problem["code"]),
        (StatusCode::BAD_REQUEST, &json!("invalid"))
    );
}

#[tokio::test]
async fn whoever_sits_at_the_machine_may_check_its_microphone_and_sees_only_the_own_check() {
    let app = TestApp::new();
    let guest = Principal::Guest(app.interview("Ada"));
    for who in [Principal::Operator, guest] {
        let call = async |method: Method, path: &str| {
            let uri = format!("/api/v1/microphone-check{path}");
            app.raw(method, &uri, Some(who), "{}").await
        };
        let (status, off) = call(Method::GET, "").await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(serde_json::from_str::<Value>(&off).unwrap()["state"], "off");
        for (method, path) in [
            (Method::POST, "/record"),
            (Method::POST, "/stop"),
            (Method::GET, "/recording"),
        ] {
            let (status, body) = call(method, path).await;
            assert_eq!(status, StatusCode::CONFLICT, "{path}: {body}");
        }
        assert_eq!(call(Method::DELETE, "").await.0, StatusCode::NO_CONTENT);
        let (status, problem) = app
            .raw(
                Method::POST,
                "/api/v1/microphone-check",
                Some(who),
                r#"{"device":"no such microphone"}"#,
            )
            .await;
        assert_eq!(status, StatusCode::CONFLICT, "{problem}");
        assert!(problem.contains("no_microphone"), "{problem}");
    }
}
