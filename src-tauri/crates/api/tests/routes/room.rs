//! The room over the API: what a guest may see and ask for, and what stays the recruiter's.

use crate::common::TestApp;
use axum::http::{Method, StatusCode};
use candor_api::Principal;
use candor_core::{
    interviews::{self, InterviewDraft},
    positions, samples,
};
use candor_domain::{Accommodations, InterviewId, Language};
use serde_json::{Value, json};

/// Words only the recruiter may read.
const SECRET: &str = "the salary is a secret";

/// An interview with an arrangement, a description and a knowledge base; the candidate has agreed.
fn agreed(app: &TestApp) -> InterviewId {
    let file = samples::read("customer-support-agent").unwrap();
    let position = positions::create(&app.app, file.into()).unwrap();
    let draft = InterviewDraft {
        position_id: position.id,
        candidate_name: "Ada".to_owned(),
        candidate_external_id: Some("A-17".to_owned()),
        language: Language::En,
        recommended_minutes: 20,
        description: SECRET.to_owned(),
        knowledge_base: SECRET.to_owned(),
        accommodations: Accommodations {
            extra_time_percent: 50,
            ..Accommodations::default()
        },
        vocabulary: String::new(),
    };
    interviews::create(&app.app, draft).unwrap().interview.id
}

/// A request of the interview's guest.
async fn guest(
    app: &TestApp,
    id: InterviewId,
    method: Method,
    path: &str,
    body: Value,
) -> (StatusCode, Value) {
    let uri = format!("/api/v1/interviews/{id}{path}");
    let principal = Some(Principal::Guest(id));
    let (status, text) = app.raw(method, &uri, principal, &body.to_string()).await;
    assert!(!text.contains(SECRET), "{path}: {text}");
    assert!(!text.contains("keywords"), "{path}: {text}");
    assert!(!text.contains("A-17"), "{path}: {text}");
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

#[tokio::test]
async fn a_guest_holds_a_whole_interview_and_learns_nothing_but_its_course() {
    let app = TestApp::new();
    let id = agreed(&app);
    let (_, text) = guest(&app, id, Method::GET, "/consent", Value::Null).await;
    let version = json!({"version": text["version"]});
    let (status, _) = guest(&app, id, Method::POST, "/consent", version).await;
    assert_eq!(status, StatusCode::OK);

    let (status, ready) = guest(&app, id, Method::GET, "/room", Value::Null).await;
    assert_eq!(
        (status, &ready["status"]),
        (StatusCode::OK, &json!("not_started"))
    );
    assert_eq!(
        ready["recommended_ms"],
        json!(30 * 60_000),
        "extra time is included"
    );
    let typing = json!({"text_only": true});
    let (_, begun) = guest(&app, id, Method::POST, "/start", typing.clone()).await;
    assert_eq!(begun["status"], "started");
    assert_eq!(begun["current_question"]["number"], 1);
    assert!(begun["current_question"]["count"].as_u64().unwrap() > 1);
    assert_eq!(
        (&begun["room_open"], &begun["listening"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(begun["microphone"], Value::Null);

    let aloud = json!({"reading": true});
    let (status, _) = guest(&app, id, Method::POST, "/reading-aloud", aloud.clone()).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let device = json!({"device": null});
    let (status, refused) = guest(&app, id, Method::POST, "/microphone", device).await;
    assert_eq!(
        (status, &refused["code"]),
        (StatusCode::CONFLICT, &json!("conflict"))
    );
    let answer = json!({"content": "I listen first.", "role": "candidate"});
    let (status, _) = guest(&app, id, Method::POST, "/messages", answer).await;
    assert_eq!(status, StatusCode::CREATED);
    for (path, body) in [
        ("/pause", Value::Null),
        ("/resume", typing),
        ("/finish", Value::Null),
    ] {
        let (status, view) = guest(&app, id, Method::POST, path, body).await;
        assert_eq!(
            (status, &view["interview_id"]),
            (StatusCode::OK, &json!(id)),
            "{path}"
        );
    }
    let (status, _) = guest(&app, id, Method::POST, "/reading-aloud", aloud).await;
    assert_eq!(status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn the_log_tells_the_guest_from_the_operator_who_say_which_language_is_spoken() {
    use candor_domain::{Actor, EventKind};
    let app = TestApp::new();
    let id = agreed(&app);
    let (_, text) = guest(&app, id, Method::GET, "/consent", Value::Null).await;
    let version = json!({"version": text["version"]});
    guest(&app, id, Method::POST, "/consent", version).await;
    let typing = json!({"text_only": true});
    guest(&app, id, Method::POST, "/start", typing).await;
    let spoken = |language: &str| json!({ "language": language });
    let (status, view) = guest(&app, id, Method::PUT, "/spoken-language", spoken("de")).await;
    assert_eq!(
        (status, &view["spoken_language"]),
        (StatusCode::OK, &json!("de"))
    );
    let path = format!("/interviews/{id}/spoken-language");
    let (status, _) = app.json(Method::PUT, &path, spoken("en")).await;
    assert_eq!(status, StatusCode::OK);
    let log = app.app.events(0, u32::MAX).unwrap().into_iter();
    let chosen = log.filter(|event| event.kind == EventKind::SpeechLanguageChosen);
    assert_eq!(
        chosen.map(|event| event.actor).collect::<Vec<_>>(),
        [Actor::Candidate, Actor::Operator]
    );
}

#[tokio::test]
async fn a_guest_asks_for_a_person_and_the_recruiter_answers() {
    let app = TestApp::new();
    let id = agreed(&app);
    let asks = json!({"control": "request_human"});
    let (status, _) = guest(&app, id, Method::POST, "/controls", asks).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let (_, view) = guest(&app, id, Method::GET, "/room", Value::Null).await;
    assert!(view["human_requested_at"].is_i64(), "{view}");
    let (status, _) = guest(&app, id, Method::POST, "/human-answered", Value::Null).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let answered = format!("/interviews/{id}/human-answered");
    let (status, view) = app.json(Method::POST, &answered, Value::Null).await;
    assert_eq!(
        (status, &view["human_requested_at"]),
        (StatusCode::OK, &Value::Null)
    );
}
