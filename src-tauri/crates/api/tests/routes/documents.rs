//! Documents over the API.

use crate::common::TestApp;
use axum::http::{Method, StatusCode};
use candor_api::Principal;
use serde_json::json;

const FORMATS: [&str; 8] = ["pdf", "docx", "txt", "md", "csv", "json", "srt", "vtt"];

#[tokio::test]
async fn every_form_is_served_and_written() {
    let app = TestApp::new();
    let id = app.interview("Zoë\"; x");
    for format in FORMATS {
        let uri = format!("/api/v1/interviews/{id}/documents/{format}?language=ru");
        let (status, body) = app
            .raw(Method::GET, &uri, Some(Principal::Operator), "")
            .await;
        assert_eq!(status, StatusCode::OK, "{body}");
        if format == "txt" {
            assert!(body.contains("Расшифровка собеседования"), "{body}");
        }
        let path = format!("/interviews/{id}/documents");
        let (status, saved) = app
            .json(Method::POST, &path, json!({ "format": format }))
            .await;
        assert_eq!(status, StatusCode::CREATED, "{saved}");
        assert_eq!(saved["format"], format);
        assert!(std::path::Path::new(saved["path"].as_str().unwrap()).exists());
    }
}

#[tokio::test]
async fn what_is_no_form_or_no_interview_is_refused() {
    let app = TestApp::new();
    let id = app.interview("Ada");
    let get = async |path: String| {
        app.raw(
            Method::GET,
            &format!("/api/v1{path}"),
            Some(Principal::Operator),
            "",
        )
        .await
    };
    let (status, _) = get(format!("/interviews/{id}/documents/exe")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, _) = get(format!("/interviews/{id}/documents/pdf?language=xx")).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let stranger = candor_domain::InterviewId::new();
    let (status, _) = get(format!("/interviews/{stranger}/documents/pdf")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let path = format!("/interviews/{id}/documents");
    let (status, _) = app
        .json(Method::POST, &path, json!({ "format": "exe" }))
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}
