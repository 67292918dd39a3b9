//! Recordings made elsewhere and the queue, as the window asks for them.

use std::{path::Path, sync::Arc, time::Duration};

use axum::http::{Method, StatusCode};
use candor_core::{
    audio::wav_bytes, bus::Subscription, positions, samples, speech::Transcriber, transcriptions,
};
use candor_domain::live::{Fact, Live};
use serde_json::{Value, json};

use crate::common::{Parrot, TestApp};

fn recorded_answer() -> String {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../models/demo/answers/6.wav");
    demo.canonicalize().unwrap().display().to_string()
}

fn request(app: &TestApp, path: &str) -> Value {
    let sample = samples::read("customer-support-agent").unwrap();
    let position = positions::create(&app.app, sample.into()).unwrap();
    json!({
        "path": path,
        "position_id": position.id,
        "candidate_name": "Ada",
        "language": "en",
        "speakers": { "kind": "candidate" },
        "model": "parrot",
        "consent": "signed on paper, folder 12",
    })
}

/// Waits until taking this recording in has ended.
fn ended(facts: &mut Subscription, begun: &Value) {
    loop {
        let fact = facts.next(Duration::from_mins(1)).unwrap();
        match fact.expect("it ends") {
            Fact::Live {
                live: Live::RecordingImport { job },
            } if begun["id"] == json!(job.id) && job.state.is_over() => return,
            _ => {}
        }
    }
}

#[tokio::test]
async fn a_recording_is_looked_at_taken_in_and_transcribed_again() {
    let app = TestApp::new();
    let parrot = |_: &str| Ok(Box::new(Parrot) as Box<dyn Transcriber>);
    transcriptions::hear_with(&app.app, Arc::new(parrot));
    let call = async |method, path: &str, body| app.json(method, path, body).await;
    let path = recorded_answer();
    let (status, seen) = call(Method::POST, "/recordings/look", json!({ "path": path })).await;
    assert_eq!(status, StatusCode::OK, "{seen}");
    assert_eq!(
        (&seen["file_name"], &seen["format"]),
        (&json!("6.wav"), &json!("WAV"))
    );
    assert!(seen["duration_ms"].as_u64().unwrap() > 5_000);

    let mut facts = app.app.bus().subscribe(0).unwrap();
    let wanted = request(&app, &path);
    let (status, begun) = call(Method::POST, "/recordings/import", wanted.clone()).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{begun}");
    assert_eq!(begun["file_name"], json!("6.wav"));
    ended(&mut facts, &begun);
    let (_, imports) = call(Method::GET, "/recordings/imports", Value::Null).await;
    let import = &imports[0];
    assert_eq!(
        (&import["id"], &import["state"], &import["truncated"]),
        (&begun["id"], &json!("done"), &json!(false))
    );
    let interview = format!("/interviews/{}", import["interview_id"].as_str().unwrap());
    let (_, detail) = call(Method::GET, &interview, Value::Null).await;
    let interview = &detail["interview"];
    assert_eq!(
        (&interview["status"], &interview["imported_from"]),
        (&json!("finished"), &json!("6.wav"))
    );
    let import = format!("/recordings/imports/{}", begun["id"].as_str().unwrap());
    for (method, of, expected) in [
        (Method::POST, "/cancel", StatusCode::CONFLICT),
        (Method::POST, "/retry", StatusCode::CONFLICT),
        (Method::DELETE, "", StatusCode::NO_CONTENT),
        (Method::DELETE, "", StatusCode::NOT_FOUND),
        (Method::POST, "/cancel", StatusCode::NOT_FOUND),
    ] {
        let (status, answer) = call(method, &format!("{import}{of}"), Value::Null).await;
        assert_eq!(status, expected, "{of}: {answer}");
    }
    transcriptions::wait(&app.app);

    let (_, seen) = call(Method::POST, "/recordings/look", json!({ "path": path })).await;
    assert_eq!(seen["earlier"]["interview_id"], interview["id"]);
    let (_, begun) = call(Method::POST, "/recordings/import", wanted).await;
    ended(&mut facts, &begun);
    let (_, imports) = call(Method::GET, "/recordings/imports", Value::Null).await;
    assert_eq!(
        imports[0]["problem"]["code"],
        json!("conflict"),
        "{imports}"
    );

    let (_, queue) = call(Method::GET, "/transcriptions", Value::Null).await;
    let queued = &queue["jobs"][0];
    assert_eq!(
        (&queued["job"]["state"], &queued["candidate_name"]),
        (&json!("done"), &json!("Ada"))
    );
    let own = format!("/interviews/{}", interview["id"].as_str().unwrap());
    let (_, messages) = call(Method::GET, &format!("{own}/messages"), Value::Null).await;
    assert!(messages.to_string().contains("hello"), "{messages}");

    let job = format!("/transcriptions/{}", queued["job"]["id"].as_str().unwrap());
    let (status, _) = call(Method::POST, &format!("{job}/cancel"), Value::Null).await;
    assert_eq!(status, StatusCode::CONFLICT, "it is done");
    let (status, _) = call(Method::POST, &format!("{job}/retry"), json!({})).await;
    assert_eq!(status, StatusCode::CONFLICT, "it is done");

    let again = json!({ "model": "another parrot" });
    let (status, job) = call(Method::POST, &format!("{own}/versions"), again).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{job}");
    assert_eq!(
        (&job["kind"], &job["model"]),
        (&json!("again"), &json!("another parrot"))
    );
    transcriptions::wait(&app.app);
    let (_, versions) = call(Method::GET, &format!("{own}/versions"), Value::Null).await;
    assert_eq!(versions["versions"].as_array().unwrap().len(), 2);
    assert_eq!(versions["running"], Value::Null);
    let (status, ended) = call(Method::POST, &format!("{own}/versions/cancel"), Value::Null).await;
    assert_eq!((status, &ended["state"]), (StatusCode::OK, &json!("done")));
}

#[tokio::test]
async fn what_cannot_be_taken_in_is_refused_in_words() {
    let app = TestApp::new();
    let parrot = |_: &str| Ok(Box::new(Parrot) as Box<dyn Transcriber>);
    transcriptions::hear_with(&app.app, Arc::new(parrot));
    let folder = tempfile::tempdir().unwrap();
    let silence = folder.path().join("a.wav");
    std::fs::write(&silence, wav_bytes(&[])).unwrap();
    let silence = silence.display().to_string();
    let good = request(&app, &recorded_answer());
    for (field, value, status, words) in [
        ("consent", json!(" "), StatusCode::BAD_REQUEST, "consented"),
        (
            "path",
            json!("/nowhere.wav"),
            StatusCode::NOT_FOUND,
            "nowhere.wav",
        ),
        (
            "path",
            json!(silence),
            StatusCode::UNPROCESSABLE_ENTITY,
            "no sound",
        ),
        ("language", json!("xx"), StatusCode::BAD_REQUEST, "language"),
        ("extra", json!(1), StatusCode::BAD_REQUEST, "extra"),
    ] {
        let mut body = good.clone();
        body[field] = value;
        let (got, problem) = app.json(Method::POST, "/recordings/import", body).await;
        assert_eq!(got, status, "{field}: {problem}");
        assert!(problem.to_string().contains(words), "{problem}");
    }
    let look = json!({ "path": "/nowhere.wav" });
    let (status, _) = app.json(Method::POST, "/recordings/look", look).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (_, queue) = app.json(Method::GET, "/transcriptions", Value::Null).await;
    assert_eq!(queue["jobs"], json!([]));
    let (_, imports) = app
        .json(Method::GET, "/recordings/imports", Value::Null)
        .await;
    assert_eq!(imports, json!([]));
    let unknown = format!(
        "/transcriptions/{}/cancel",
        candor_domain::TranscriptionJobId::new()
    );
    let (status, _) = app.json(Method::POST, &unknown, Value::Null).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}
