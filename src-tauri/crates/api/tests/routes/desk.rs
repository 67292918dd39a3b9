//! The desk and the search as clients see them.

use crate::common::TestApp;
use axum::http::{Method, StatusCode};
use candor_api::Principal;
use serde_json::{Value, json};

#[tokio::test]
async fn interviews_are_listed_edited_deleted_and_brought_back() {
    let app = TestApp::new();
    let (ada, _) = (app.interview("Ada Müller"), app.interview("Grace"));
    let (status, page) = app
        .json(Method::GET, "/interviews?limit=1", Value::Null)
        .await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(page["rows"].as_array().unwrap().len(), 1);
    assert_eq!(page["rows"][0]["interview"]["candidate_name"], "Grace");
    assert_eq!(page["rows"][0]["position_title"], "Customer Support Agent");
    assert_eq!(
        (&page["total"], &page["counts"]["not_started"]),
        (&json!(2), &json!(2))
    );
    let query = "/interviews?text=mueller&status=not_started,paused&language=en&from=0&human_requested=false";
    let (_, page) = app.json(Method::GET, query, Value::Null).await;
    assert_eq!(page["total"], 1, "{page}");
    for wrong in [
        "status=sleeping",
        "language=fr",
        "position_id=x",
        "from=today",
        "deleted=maybe",
    ] {
        let (status, problem) = app
            .json(Method::GET, &format!("/interviews?{wrong}"), Value::Null)
            .await;
        assert_eq!(
            (status, &problem["code"]),
            (StatusCode::BAD_REQUEST, &json!("invalid")),
            "{wrong}"
        );
    }

    let at = format!("/interviews/{ada}");
    let (_, detail) = app.json(Method::GET, &at, Value::Null).await;
    let draft = json!({
        "position_id": detail["interview"]["position_id"], "candidate_name": "Ada Byron", "language": "de",
        "recommended_minutes": 40, "accommodations": {"read_aloud": true},
    });
    let (status, updated) = app.json(Method::PUT, &at, draft.clone()).await;
    assert_eq!(status, StatusCode::OK, "{updated}");
    assert_eq!(updated["accommodations"]["read_aloud"], true);
    let mut wrong = draft.clone();
    wrong["accommodations"]["extra_time_percent"] = json!(301);
    let (status, _) = app.json(Method::PUT, &at, wrong).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);

    let (status, deleted) = app.json(Method::DELETE, &at, Value::Null).await;
    assert_eq!(status, StatusCode::OK);
    assert!(deleted["deleted_at"].is_i64());
    let (status, _) = app.json(Method::PUT, &at, draft).await;
    assert_eq!(status, StatusCode::CONFLICT);
    let (_, page) = app.json(Method::GET, "/interviews", Value::Null).await;
    assert_eq!(
        (&page["total"], &page["counts"]["deleted"]),
        (&json!(1), &json!(1))
    );
    let (_, page) = app
        .json(Method::GET, "/interviews?deleted=true", Value::Null)
        .await;
    assert_eq!(page["rows"][0]["interview"]["candidate_name"], "Ada Byron");
    let (status, restored) = app
        .json(Method::POST, &format!("{at}/restore"), Value::Null)
        .await;
    assert_eq!(
        (status, &restored["deleted_at"]),
        (StatusCode::OK, &Value::Null)
    );
}

#[tokio::test]
async fn search_gives_parts_and_never_markup() {
    let app = TestApp::new();
    let id = app.interview("Ada <b>Byron</b>");
    let (status, found) = app.json(Method::GET, "/search?q=byr", Value::Null).await;
    assert_eq!(status, StatusCode::OK, "{found}");
    assert_eq!(
        found["interviews"][0]["candidate_name"],
        json!([
            {"text": "Ada <b>", "found": false}, {"text": "Byron", "found": true}, {"text": "</b>", "found": false},
        ])
    );
    assert_eq!(found["total_interviews"], 1);
    let hostile = "/search?q=%22%20OR%20NEAR(%20*&limit=99999999";
    let (status, found) = app.json(Method::GET, hostile, Value::Null).await;
    assert_eq!(
        (status, &found["total_interviews"]),
        (StatusCode::OK, &json!(0))
    );
    let within = format!("/search?q=byron&interview={id}&limit=5&offset=2");
    let (status, _) = app.json(Method::GET, &within, Value::Null).await;
    assert_eq!(status, StatusCode::OK);
    for wrong in [
        "/search",
        "/search?q=x&interview=all",
        "/search?q=x&limit=-1",
    ] {
        let (status, _) = app.json(Method::GET, wrong, Value::Null).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{wrong}");
    }
    let guest = Some(Principal::Guest(id));
    for uri in ["/api/v1/search?q=byron", "/api/v1/interviews"] {
        let (status, body) = app.raw(Method::GET, uri, guest, "").await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert!(!body.contains("Byron"));
    }
}
