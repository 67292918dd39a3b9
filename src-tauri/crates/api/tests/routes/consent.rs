//! Consent, withdrawal, organisation and erasure as clients see them.

use crate::common::TestApp;
use axum::http::{Method, StatusCode};
use candor_api::Principal;
use serde_json::{Value, json};

#[tokio::test]
async fn a_guest_reads_agrees_and_withdraws_and_only_the_recruiter_erases() {
    let app = TestApp::new();
    let id = app.interview("Ada");
    let guest = Some(Principal::Guest(id));
    let call = async |method: Method, path: &str, body: Value| {
        let uri = format!("/api/v1/interviews/{id}{path}");
        let (status, text) = app.raw(method, &uri, guest, &body.to_string()).await;
        (
            status,
            serde_json::from_str::<Value>(&text).unwrap_or(Value::String(text)),
        )
    };
    let (status, text) = call(Method::GET, "/consent?language=ru", Value::Null).await;
    assert_eq!(status, StatusCode::OK, "{text}");
    assert_eq!(
        (&text["language"], &text["given"]),
        (&json!("ru"), &Value::Null)
    );
    let kinds: Vec<_> = text["sections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|section| section["kind"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "interviewer",
            "recorded",
            "kept",
            "retention",
            "viewers",
            "withdrawal"
        ]
    );
    let (status, _) = call(Method::GET, "/consent?language=xx", Value::Null).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);

    let stale = json!({"version": "1999"});
    let (status, problem) = call(Method::POST, "/consent", stale).await;
    assert_eq!(
        (status, &problem["code"]),
        (StatusCode::CONFLICT, &json!("conflict"))
    );
    let agreed = json!({
        "version": text["version"], "language": "ru", "fingerprint": text["fingerprint"],
    });
    let (status, room) = call(Method::POST, "/consent", agreed).await;
    assert_eq!(status, StatusCode::OK, "{room}");
    assert!(room["consented_at"].is_i64());
    assert!(
        room.get("knowledge_base").is_none(),
        "nothing of the recruiter's"
    );
    let (_, again) = call(Method::GET, "/consent", Value::Null).await;
    assert_eq!(again["given"]["language"], "ru");
    assert_eq!(again["given"]["text"], text["text"]);

    let (status, room) = call(Method::POST, "/consent/withdraw", Value::Null).await;
    assert_eq!(
        (status, &room["status"]),
        (StatusCode::OK, &json!("cancelled"))
    );
    assert!(room["withdrawn_at"].is_i64());
    let (status, problem) = call(Method::POST, "/start", json!({"text_only": true})).await;
    assert_eq!(
        (status, &problem["code"]),
        (StatusCode::CONFLICT, &json!("consent_withdrawn"))
    );
    let (_, receipt) = call(Method::GET, "/receipt", Value::Null).await;
    assert!(receipt["consent"]["withdrawn_at"].is_i64(), "{receipt}");
    for (method, path) in [(Method::GET, "/remains"), (Method::POST, "/erase")] {
        let (status, _) = call(method, path, Value::Null).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
    }

    let at = format!("/interviews/{id}");
    let (status, problem) = app
        .json(Method::POST, &format!("{at}/export"), Value::Null)
        .await;
    assert_eq!(
        (status, &problem["code"]),
        (StatusCode::CONFLICT, &json!("consent_withdrawn"))
    );
    let (_, remains) = app
        .json(Method::GET, &format!("{at}/remains"), Value::Null)
        .await;
    assert_eq!(
        (&remains["candidate_name"], &remains["messages"]),
        (&json!("Ada"), &json!(0))
    );
    let (status, erased) = app
        .json(Method::POST, &format!("{at}/erase"), Value::Null)
        .await;
    assert_eq!(status, StatusCode::OK, "{erased}");
    assert_eq!(erased["log_hash"].as_str().unwrap().len(), 64);
    let (_, detail) = app.json(Method::GET, &at, Value::Null).await;
    assert_eq!(detail["interview"]["candidate_name"], "");
}

#[tokio::test]
async fn the_organisation_and_its_texts() {
    let app = TestApp::new();
    let (_, organisation) = app.json(Method::GET, "/organisation", Value::Null).await;
    assert_eq!(
        (&organisation["name"], &organisation["retention_days"]),
        (&json!(""), &Value::Null)
    );
    let wrong = json!({"contact_email": "nobody", "retention_days": 0});
    let (status, problem) = app.json(Method::PUT, "/organisation", wrong).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let detail = problem["detail"].as_str().unwrap();
    assert!(
        detail.contains("e-mail") && detail.contains("days"),
        "{detail}"
    );
    let right = json!({"name": "Muster GmbH", "viewers": {"en": "the team"}});
    let (status, kept) = app.json(Method::PUT, "/organisation", right).await;
    assert_eq!(
        (status, &kept["name"]),
        (StatusCode::OK, &json!("Muster GmbH"))
    );

    let (_, settings) = app.json(Method::GET, "/consent-texts", Value::Null).await;
    let mut texts = settings["texts"].clone();
    texts["en"]["additional"] = json!("{organisation} thanks you.");
    let wanted = json!({"texts": texts, "language": "en"});
    let (_, preview) = app
        .json(Method::POST, "/consent-texts/preview", wanted)
        .await;
    assert_eq!(preview[6]["text"], "Muster GmbH thanks you.");
    assert!(preview[4]["text"].as_str().unwrap().contains("the team"));
    let (status, written) = app
        .json(Method::POST, "/consent-texts", texts.clone())
        .await;
    assert_eq!(
        (status, &written["is_built_in"]),
        (StatusCode::CREATED, &json!(false))
    );
    texts["de"]["kept"] = json!(" ");
    let (status, problem) = app.json(Method::POST, "/consent-texts", texts).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{problem}");
    let back = json!({"version": "2026-11"});
    let (_, settings) = app.json(Method::PUT, "/consent-texts/in-force", back).await;
    assert_eq!(settings["is_built_in"], true);
    assert_eq!(settings["versions"].as_array().unwrap().len(), 2);
    let none = json!({"version": "none"});
    let (status, _) = app.json(Method::PUT, "/consent-texts/in-force", none).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}
