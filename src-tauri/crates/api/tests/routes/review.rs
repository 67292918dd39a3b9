//! Review over the router: pages, notes, speakers, versions and sound, as the window asks for them.

use std::{path::Path, sync::Arc};

use crate::common::{Parrot, TestApp};
use axum::http::{Method, StatusCode};
use candor_api::Principal;
use candor_core::{
    positions, recording_import, room, samples, speech::Transcriber, transcriptions,
};
use serde_json::{Value, json};

/// An interview by typing that is over; its path.
async fn finished(app: &TestApp) -> String {
    let id = app.interview("Ada");
    let path = format!("/interviews/{id}");
    let (_, text) = app
        .json(Method::GET, &format!("{path}/consent"), Value::Null)
        .await;
    let version = text["version"].clone();
    let agreed = json!({ "version": version });
    app.json(Method::POST, &format!("{path}/consent"), agreed)
        .await;
    let start = json!({ "text_only": true });
    let (status, body) = app
        .json(Method::POST, &format!("{path}/start"), start)
        .await;
    assert_eq!(status, StatusCode::OK, "{body}");
    for n in 1..=3 {
        let typed = json!({ "content": format!("Answer {n}"), "role": "candidate" });
        let (status, body) = app
            .json(Method::POST, &format!("{path}/messages"), typed)
            .await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
    }
    app.json(Method::POST, &format!("{path}/finish"), Value::Null)
        .await;
    room::wait(&app.app, id);
    path
}

#[tokio::test]
async fn messages_come_by_page_and_are_found() {
    let app = TestApp::new();
    let path = finished(&app).await;
    let get = async |query: &str| {
        app.json(Method::GET, &format!("{path}{query}"), Value::Null)
            .await
    };
    let count = get("").await.1["message_count"].as_u64().unwrap();
    let numbers = |rows: &Value| {
        let rows = rows.as_array().unwrap().iter();
        rows.map(|row| row["message"]["number"].as_u64().unwrap())
            .collect::<Vec<_>>()
    };
    let all: Vec<u64> = (1..=count).collect();
    assert_eq!(numbers(&get("/messages").await.1), all);
    assert_eq!(numbers(&get("/messages?from=2&limit=2").await.1), [2, 3]);
    assert_eq!(numbers(&get("/messages?last=1").await.1), [count]);
    let (status, problem) = get("/messages?after=1").await;
    assert_eq!(
        (status, &problem["code"]),
        (StatusCode::BAD_REQUEST, &json!("invalid"))
    );

    let (_, found) = get("/messages/find?text=answer%202").await;
    assert_eq!(found["total"], 1);
    let number = found["numbers"][0].as_u64().unwrap();
    let (_, page) = get(&format!("/messages?from={number}&limit=1")).await;
    let id = page[0]["message"]["id"].as_str().unwrap();
    assert_eq!(page[0]["counting"]["source"], "original");
    let (_, place) = get(&format!("/messages/place?message={id}")).await;
    assert_eq!(place["number"], number);
    assert_eq!(get("/messages/place").await.0, StatusCode::BAD_REQUEST);
    assert_eq!(
        get("/messages/place?at_ms=5").await.0,
        StatusCode::NOT_FOUND
    );

    // A guest reads the words as they were, whatever was corrected since.
    let correction = json!({ "content": "Corrected", "author": "Grace" });
    app.json(
        Method::POST,
        &format!("{path}/messages/{id}/revisions"),
        correction,
    )
    .await;
    let interview = path.rsplit('/').next().unwrap().parse().unwrap();
    let uri = format!("/api/v1{path}/messages");
    let (_, seen) = app
        .raw(Method::GET, &uri, Some(Principal::Guest(interview)), "")
        .await;
    assert!(
        seen.contains("Answer 2") && !seen.contains("Corrected"),
        "{seen}"
    );
    assert!(get("/messages").await.1.to_string().contains("Corrected"));
}

#[tokio::test]
async fn notes_speakers_and_versions() {
    let app = TestApp::new();
    let path = finished(&app).await;
    let call = async |method: Method, what: &str, body: Value| {
        app.json(method, &format!("{path}{what}"), body).await
    };
    let draft = json!({ "content": "Ask again", "author": "Grace", "at_ms": 1200 });
    let (status, note) = call(Method::POST, "/notes", draft).await;
    assert_eq!(status, StatusCode::CREATED, "{note}");
    let own = format!("/notes/{}", note["id"].as_str().unwrap());
    let (_, changed) = call(Method::PUT, &own, json!({ "content": "Ask twice" })).await;
    assert_eq!(changed["content"], "Ask twice");
    call(Method::DELETE, &own, Value::Null).await;
    assert_eq!(call(Method::GET, "/notes", Value::Null).await.1, json!([]));
    let change = call(Method::PUT, &own, json!({ "content": "x" })).await;
    assert_eq!(change.0, StatusCode::NOT_FOUND, "a deleted note");
    call(Method::POST, &format!("{own}/restore"), Value::Null).await;
    assert_eq!(
        call(Method::GET, "/notes", Value::Null).await.1[0]["content"],
        "Ask twice"
    );

    let (status, _) = call(Method::PUT, "/speakers", json!({ "candidate": "Ms Byron" })).await;
    assert_eq!(status, StatusCode::OK);
    let detail = call(Method::GET, "", Value::Null).await.1;
    assert_eq!(detail["speakers"]["candidate"], "Ms Byron");

    let (_, versions) = call(Method::GET, "/versions", Value::Null).await;
    assert_eq!(versions["versions"].as_array().unwrap().len(), 1);
    assert_eq!(versions["versions"][0]["chosen"], true);
    let (status, _) = call(Method::POST, "/versions/2/choose", Value::Null).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, _) = call(Method::POST, "/versions/cancel", Value::Null).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "nothing was ever made of it");
}

#[tokio::test]
async fn an_interview_without_sound_has_an_empty_waveform() {
    let app = TestApp::new();
    let path = finished(&app).await;
    let get = async |query: &str| {
        app.json(Method::GET, &format!("{path}{query}"), Value::Null)
            .await
    };
    let (_, drawn) = get("/waveform?buckets=10").await;
    assert_eq!(drawn["duration_ms"], 0);
    assert_eq!(drawn["peaks"], json!(vec![0; 10]));
    assert_eq!(get("/waveform?buckets=0").await.0, StatusCode::BAD_REQUEST);
    assert_eq!(get("/recording").await.0, StatusCode::BAD_REQUEST);
    let (status, _) = get("/recording?from_ms=0&to_ms=1000").await;
    assert_eq!(status, StatusCode::OK);
}

/// An interview made from a recorded answer, in which everything counts as the candidate's; its path.
fn imported(app: &TestApp) -> String {
    let parrot = |_: &str| Ok(Box::new(Parrot) as Box<dyn Transcriber>);
    transcriptions::hear_with(&app.app, Arc::new(parrot));
    let answer = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../models/demo/answers/6.wav");
    let sample = samples::read("customer-support-agent").unwrap();
    let position = positions::create(&app.app, sample.into()).unwrap();
    let request = json!({
        "path": answer,
        "position_id": position.id,
        "candidate_name": "Ada",
        "language": "en",
        "speakers": { "kind": "candidate" },
        "model": "parrot",
        "consent": "signed on paper, folder 12",
    });
    let request = serde_json::from_value(request).unwrap();
    let taken = recording_import::import(&app.app, &request).unwrap();
    transcriptions::wait(&app.app);
    format!("/interviews/{}", taken.interview.id)
}

#[tokio::test]
async fn who_said_an_imported_line_is_corrected_and_set_back() {
    let app = TestApp::new();
    let path = imported(&app);
    let messages = async || {
        let uri = format!("{path}/messages");
        app.json(Method::GET, &uri, Value::Null).await.1
    };
    let line = messages().await[0].clone();
    assert_eq!(
        (&line["role"], &line["speaker_corrections"]),
        (&json!("candidate"), &json!([]))
    );
    let speaker = format!(
        "{path}/messages/{}/speaker",
        line["message"]["id"].as_str().unwrap()
    );
    let put = async |uri: &str, role: &str, author: &str| {
        let body = json!({ "role": role, "author": author });
        app.json(Method::PUT, uri, body).await
    };
    let (status, corrected) = put(&speaker, "recruiter", "Grace").await;
    assert_eq!(status, StatusCode::OK, "{corrected}");
    assert_eq!(
        (&corrected["role"], &corrected["message"]["role"]),
        (&json!("recruiter"), &json!("candidate"))
    );
    assert_eq!(corrected["speaker_corrections"][0]["author"], "Grace");
    assert_eq!(messages().await[0], corrected);
    let found = format!("{path}/messages/find?role=recruiter");
    assert_eq!(
        app.json(Method::GET, &found, Value::Null).await.1["total"],
        1
    );
    // Whoever took part reads it as it was heard.
    let interview = path.rsplit('/').next().unwrap().parse().unwrap();
    let uri = format!("/api/v1{path}/messages");
    let guest = Some(Principal::Guest(interview));
    let (_, seen) = app.raw(Method::GET, &uri, guest, "").await;
    assert!(
        seen.contains("hello") && !seen.contains("recruiter") && !seen.contains("Grace"),
        "{seen}"
    );

    let (status, back) = put(&speaker, "candidate", "Grace").await;
    assert_eq!(
        (status, &back["role"]),
        (StatusCode::OK, &json!("candidate"))
    );
    assert_eq!(back["speaker_corrections"].as_array().unwrap().len(), 2);

    assert_eq!(
        put(&speaker, "recruiter", " ").await.0,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(
        put(&speaker, "somebody", "Grace").await.0,
        StatusCode::BAD_REQUEST
    );
    let unknown = format!(
        "{path}/messages/{}/speaker",
        candor_domain::MessageId::new()
    );
    assert_eq!(
        put(&unknown, "recruiter", "Grace").await.0,
        StatusCode::NOT_FOUND
    );
    // What was typed was typed by whom it was typed.
    let typed = finished(&app).await;
    let (_, rows) = app
        .json(Method::GET, &format!("{typed}/messages"), Value::Null)
        .await;
    let rows = rows.as_array().unwrap().iter();
    let mut typed_lines = rows.filter(|row| row["message"]["origin"] == "typed");
    let id = typed_lines.next().unwrap()["message"]["id"]
        .as_str()
        .unwrap();
    let (status, refused) = put(
        &format!("{typed}/messages/{id}/speaker"),
        "recruiter",
        "Grace",
    )
    .await;
    assert_eq!(
        (status, &refused["code"]),
        (StatusCode::BAD_REQUEST, &json!("invalid"))
    );
}
