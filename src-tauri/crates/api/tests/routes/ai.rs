//! Connections to AI services over the router: set up, used and told of, their keys never again.

use std::{
    collections::HashMap,
    fmt::{Debug, Write as _},
    sync::{Mutex, MutexGuard, OnceLock},
};

use axum::http::{Method, StatusCode};
use candor_api::Principal;
use candor_assistant::testing::{MODEL, StandIn};
use candor_core::vault::{KeyStore, KeyStoreError, Zeroizing};
use serde_json::{Value, json};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};

use crate::common::TestApp;

const KEY: &str = "sk-very-secret-0123456789";
const ANOTHER_KEY: &str = "sk-another-secret-9876";

#[derive(Default)]
struct Memory(Mutex<HashMap<String, Vec<u8>>>);

impl Memory {
    fn entries(&self) -> MutexGuard<'_, HashMap<String, Vec<u8>>> {
        self.0.lock().unwrap()
    }
}

impl KeyStore for Memory {
    fn get(&self, entry: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyStoreError> {
        Ok(self.entries().get(entry).cloned().map(Zeroizing::new))
    }

    fn set(&self, entry: &str, secret: &[u8]) -> Result<(), KeyStoreError> {
        self.entries().insert(entry.to_owned(), secret.to_vec());
        Ok(())
    }

    fn remove(&self, entry: &str) -> Result<(), KeyStoreError> {
        self.entries().remove(entry);
        Ok(())
    }
}

fn app() -> TestApp {
    TestApp::with(|app| app.with_keychain(Box::new(Memory::default())))
}

/// Every entry of the log, of every level and of every crate, as text.
#[derive(Default)]
struct Log(Mutex<String>);

struct Written(&'static Log);

impl Log {
    fn text(&self) -> String {
        self.0.lock().unwrap().clone()
    }

    /// Begins to write; there is one log for the whole program.
    fn begun() -> &'static Self {
        static LOG: OnceLock<Log> = OnceLock::new();
        let log = LOG.get_or_init(Self::default);
        // Another test may have begun it.
        let _ = tracing::subscriber::set_global_default(Written(log));
        log
    }
}

struct Fields<'s>(&'s mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = writeln!(self.0, "{field}={value:?}");
    }
}

impl Subscriber for Written {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &span::Attributes<'_>) -> span::Id {
        span.record(&mut Fields(&mut self.0.0.lock().unwrap()));
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        values.record(&mut Fields(&mut self.0.0.lock().unwrap()));
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Fields(&mut self.0.0.lock().unwrap()));
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

#[tokio::test]
async fn keys_go_in_and_never_come_out() {
    let log = Log::begun();
    let app = app();
    let server = StandIn::start();
    let id = app.interview("Ada");
    let told = Mutex::new(String::new());
    let call = async |method: Method, path: &str, body: Value| {
        let (status, answer) = app.json(method, path, body).await;
        let _ = writeln!(told.lock().unwrap(), "{answer}");
        (status, answer)
    };
    let draft = |key: &str| json!({ "base_url": server.base_url(), "model": MODEL, "api_key": key, "api": "chat" });
    let (status, result) = call(Method::POST, "/ai/test", draft(KEY)).await;
    assert_eq!(
        (status, &result["outcome"], &result["models"]),
        (
            StatusCode::OK,
            &json!("works"),
            &json!([{ "id": MODEL, "shutdown_date": null }])
        )
    );
    assert!(result["first_token_ms"].is_u64());
    let (status, kept) = call(Method::POST, "/ai/connections", draft(KEY)).await;
    assert_eq!(
        (status, &kept["has_key"]),
        (StatusCode::CREATED, &json!(true))
    );
    assert!(kept.get("api_key").is_none());
    let place = format!("/ai/connections/{}", kept["id"].as_str().unwrap());
    let (status, _) = call(Method::PUT, &place, draft(ANOTHER_KEY)).await;
    assert_eq!(status, StatusCode::OK);
    for wrong in [
        json!({ "base_url": "http://api.example.com/v1", "model": "m", "api_key": KEY }),
        json!({ "base_url": "http://10.0.0.7:8000/v1", "model": "m" }),
        json!({ "base_url": "nonsense", "model": "m", "api_key": KEY }),
        json!({ "base_url": server.base_url(), "model": "", "api_key": KEY }),
        json!({ "base_url": server.base_url(), "model": "m", "api_key": KEY, "more": 1 }),
        json!({ "base_url": server.base_url(), "model": "m", "api_key": format!("{KEY} {KEY}") }),
    ] {
        for (method, path) in [
            (Method::POST, "/ai/connections"),
            (Method::PUT, place.as_str()),
            (Method::POST, "/ai/test"),
        ] {
            // A test needs no model, everything else is refused.
            let (status, answer) = call(method, path, wrong.clone()).await;
            let is_test = path == "/ai/test" && wrong["model"] == "";
            assert_eq!(status == StatusCode::OK, is_test, "{path} {answer}");
        }
    }
    for path in [
        "/ai",
        "/ai/sharing",
        "/events",
        "/diagnostics",
        "/health",
        &format!("/interviews/{id}"),
        &format!("/interviews/{id}/consent"),
        &format!("/interviews/{id}/ai-calls"),
    ] {
        let (status, answer) = call(Method::GET, path, Value::Null).await;
        assert_eq!(status, StatusCode::OK, "{path} {answer}");
    }
    for format in ["json", "txt", "md", "csv"] {
        let path = format!("/interviews/{id}/documents/{format}");
        let (status, _) = call(Method::GET, &path, Value::Null).await;
        assert_eq!(status, StatusCode::OK);
    }
    let told = told.into_inner().unwrap();
    let log = log.text();
    assert!(log.contains("a connection was checked"), "the log is read");
    for secret in [KEY, ANOTHER_KEY] {
        assert!(!told.contains(secret), "answers hold a key");
        assert!(!log.contains(secret), "the log holds a key");
    }
    let bearer = format!("Bearer {KEY}");
    assert_eq!(
        server.requests()[0].header("authorization"),
        Some(bearer.as_str()),
        "the service itself has it"
    );
}

#[tokio::test]
async fn everything_is_set_piece_by_piece() {
    let app = app();
    let (status, nothing) = app.json(Method::GET, "/ai", Value::Null).await;
    let expected = json!({
        "connections": [],
        "keychain": "available",
        "use_for": { "conversation": false, "scorecards": false },
        "budget": { "tokens": 500_000, "money_micros": null, "currency": "USD" },
        "network": { "proxy": "system", "proxy_url": "", "root_certificates": [] },
    });
    assert_eq!((status, nothing), (StatusCode::OK, expected));

    let add = async |host: &str| {
        let draft = json!({ "base_url": format!("https://{host}/v1"), "model": "m" });
        app.json(Method::POST, "/ai/connections", draft).await.1
    };
    let (one, two) = (add("api.openai.com").await, add("b.example").await);
    let expected = json!({
        "id": one["id"], "name": "api.openai.com", "api": "responses", "base_url": "https://api.openai.com/v1",
        "model": "m", "has_key": false, "organization": null, "project": null, "first_token_s": 8, "total_s": 30,
        "input_price_micros": null, "output_price_micros": null, "enabled": true,
    });
    assert_eq!(one, expected);
    let order = json!([two["id"], one["id"]]);
    let (status, _) = app.json(Method::PUT, "/ai/order", order).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let (status, _) = app.json(Method::PUT, "/ai/order", json!([two["id"]])).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let talk = json!({ "conversation": true, "scorecards": false });
    let (status, now) = app.json(Method::PUT, "/ai/use", talk.clone()).await;
    assert_eq!((status, &now), (StatusCode::OK, &talk));
    let budget = json!({ "tokens": null, "money_micros": 2_500_000, "currency": "eur" });
    let (status, now) = app.json(Method::PUT, "/ai/budget", budget).await;
    assert_eq!((status, &now["currency"]), (StatusCode::OK, &json!("EUR")));
    let proxy = json!({ "proxy": "manual", "proxy_url": "http://proxy.example:3128" });
    let (status, now) = app.json(Method::PUT, "/ai/network", proxy).await;
    assert_eq!((status, &now["proxy"]), (StatusCode::OK, &json!("manual")));
    let pem = include_str!("../../../core/tests/app/certificates/unicode.pem");
    let at = "/ai/network/certificates";
    let (status, trusted) = app.json(Method::POST, at, json!({ "pem": pem })).await;
    assert_eq!(
        (status, &trusted[0]["subject"]),
        (StatusCode::CREATED, &json!("Корень, Müller AG"))
    );
    let (_, all) = app.json(Method::GET, "/ai", Value::Null).await;
    assert_eq!(all["connections"], json!([two, one]));
    assert_eq!(
        (&all["use_for"], &all["network"]["root_certificates"]),
        (&talk, &trusted)
    );
    let (_, sharing) = app.json(Method::GET, "/ai/sharing", Value::Null).await;
    let sent = [
        "plan",
        "job_description",
        "knowledge_base",
        "first_name",
        "answers",
    ];
    let expected = json!({
        "host": "b.example", "local": false, "conversation": true, "scorecards": false, "sent": sent,
    });
    assert_eq!(sharing[0], expected);

    let id = trusted[0]["id"].as_str().unwrap();
    for (path, expected) in [
        (format!("{at}/{id}"), StatusCode::NO_CONTENT),
        (format!("{at}/{id}"), StatusCode::NOT_FOUND),
        ("/ai/connections/nonsense".into(), StatusCode::NOT_FOUND),
        (
            format!("/ai/connections/{}", one["id"].as_str().unwrap()),
            StatusCode::NO_CONTENT,
        ),
        (
            format!("/ai/connections/{}", one["id"].as_str().unwrap()),
            StatusCode::NOT_FOUND,
        ),
    ] {
        let (status, answer) = app.json(Method::DELETE, &path, Value::Null).await;
        assert_eq!(status, expected, "{path} {answer}");
    }
    let (status, _) = app.json(Method::POST, "/ai/probe", Value::Null).await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn a_candidate_reads_who_gets_the_text_before_agreeing() {
    let app = app();
    let id = app.interview("Ada");
    let guest = Some(Principal::Guest(id));
    let uri = format!("/api/v1/interviews/{id}/consent");
    let read = async || {
        let (_, text) = app.raw(Method::GET, &uri, guest, "").await;
        serde_json::from_str::<Value>(&text).unwrap()
    };
    let draft = json!({ "base_url": "https://a.example/v1", "model": "m" });
    let (_, kept) = app.json(Method::POST, "/ai/connections", draft).await;
    let shown = read().await;
    let section = &shown["sections"][3];
    assert_eq!(section["kind"], "ai");
    assert!(section["text"].as_str().unwrap().contains("a.example"));
    let agree = async |text: &Value| {
        let agreed = json!({ "version": text["version"], "fingerprint": text["fingerprint"] });
        app.raw(Method::POST, &uri, guest, &agreed.to_string())
            .await
    };
    let path = format!("/ai/connections/{}", kept["id"].as_str().unwrap());
    let moved = json!({ "base_url": "https://b.example/v1", "model": "m" });
    app.json(Method::PUT, &path, moved).await;
    assert_eq!(agree(&shown).await.0, StatusCode::CONFLICT);
    assert_eq!(agree(&read().await).await.0, StatusCode::OK);
    let given = read().await["given"].clone();
    assert_eq!(
        (&given["ai_hosts"], &given["ai_uses"]),
        (
            &json!(["b.example"]),
            &json!(["conversation", "scorecards"])
        )
    );
    // Settings are not for guests.
    let (status, _) = app.raw(Method::GET, "/api/v1/ai", guest, "").await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}
