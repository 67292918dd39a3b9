//! Positions over HTTP: what is wrong is said field by field, nothing is overwritten unseen, what was deleted comes
//! back, and a plan can be heard before it is stored.

use crate::common::TestApp;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

async fn sample(app: &TestApp) -> Value {
    let path = "/samples/warehouse-shift-lead";
    let (status, position) = app.json(Method::POST, path, json!({})).await;
    assert_eq!(status, StatusCode::CREATED);
    position
}

fn path(position: &Value) -> String {
    format!("/positions/{}", position["id"].as_str().unwrap())
}

#[tokio::test]
async fn every_fault_of_a_plan_is_said_at_its_field() {
    let app = TestApp::new();
    let mut position = sample(&app).await;
    let plan = &mut position["plan"];
    plan["questions"][1]["weight"] = json!(0);
    plan["questions"][2]["text"] = json!({"de": " "});
    plan["competencies"][0]["name"] = json!("");
    let draft = json!({"title": "", "plan": plan});
    let put = app.json(Method::PUT, &path(&position), draft.clone()).await;
    let post = app.json(Method::POST, "/positions", draft).await;
    for (status, problem) in [put, post] {
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert_eq!(problem["code"], "invalid");
        let errors = problem["errors"].as_array().unwrap();
        let found: Vec<_> = errors
            .iter()
            .map(|e| (e["pointer"].as_str().unwrap(), e["issue"].as_str().unwrap()))
            .collect();
        let expected = [
            ("/title", "empty"),
            ("/plan/competencies/0/name", "empty"),
            ("/plan/questions/1/weight", "out_of_range"),
            ("/plan/questions/2/text/de", "empty"),
        ];
        assert_eq!(found, expected);
    }
    let (_, stored) = app.json(Method::GET, &path(&position), Value::Null).await;
    assert_eq!(stored["title"], "Warehouse Shift Lead");
}

#[tokio::test]
async fn a_faulty_plan_file_is_told_line_by_line() {
    let app = TestApp::new();
    let toml = "format = \"candor-plan/1\"\ntitle = \"\"\n\n[[question]]\nkey = \"Why\"\n\
                competency = \"care\"\ntext = { en = \"Why?\" }\n";
    let (status, problem) = app
        .json(Method::POST, "/positions/import", json!({"toml": toml}))
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let errors = problem["errors"].as_array().unwrap();
    let found: Vec<_> = errors
        .iter()
        .map(|e| (e["issue"].as_str().unwrap(), e["line"].as_u64().unwrap()))
        .collect();
    let expected = [("empty", 2), ("key_form", 5), ("unknown_competency", 6)];
    assert_eq!(found, expected);
}

#[tokio::test]
async fn of_two_who_change_a_position_the_second_is_told() {
    let app = TestApp::new();
    let position = sample(&app).await;
    let change = |title: &str, based_on: &Value| json!({"title": title, "plan": position["plan"], "based_on": based_on});
    let first = change("Shift lead, nights", &position["updated_at"]);
    let (status, changed) = app.json(Method::PUT, &path(&position), first).await;
    assert_eq!(status, StatusCode::OK);
    assert_ne!(changed["updated_at"], position["updated_at"]);

    let second = change("Shift lead, days", &position["updated_at"]);
    let (status, problem) = app.json(Method::PUT, &path(&position), second).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(problem["code"], "conflict");
    let (_, stored) = app.json(Method::GET, &path(&position), Value::Null).await;
    assert_eq!(stored["title"], "Shift lead, nights");

    let anyway = json!({"title": "Shift lead, days", "plan": position["plan"]});
    let (status, stored) = app.json(Method::PUT, &path(&position), anyway).await;
    assert_eq!(
        (status, &stored["title"]),
        (StatusCode::OK, &json!("Shift lead, days"))
    );
}

#[tokio::test]
async fn a_deleted_position_is_restored_as_it_was() {
    let app = TestApp::new();
    let position = sample(&app).await;
    let restore = format!("{}/restore", path(&position));
    let (status, _) = app.json(Method::POST, &restore, Value::Null).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "it is not deleted");
    app.json(Method::DELETE, &path(&position), Value::Null)
        .await;
    let (_, listed) = app.json(Method::GET, "/positions", Value::Null).await;
    assert_eq!(listed, json!([]));
    let (status, restored) = app.json(Method::POST, &restore, Value::Null).await;
    assert_eq!((status, &restored), (StatusCode::OK, &position));
}

#[tokio::test]
async fn a_plan_is_heard_before_it_is_stored() {
    let app = TestApp::new();
    let mut position = sample(&app).await;
    let mut draft = json!({
        "title": "Lagerleitung", "plan": position["plan"], "language": "de",
        "candidate_name": "Ada Byron", "recommended_minutes": 60,
    });
    let (status, preview) = app
        .json(Method::POST, "/positions/preview", draft.clone())
        .await;
    assert_eq!(status, StatusCode::OK, "{preview}");
    let lines = preview["lines"].as_array().unwrap();
    let greeting = lines[0]["text"].as_str().unwrap();
    assert!(
        greeting.contains("Ada Byron") && greeting.contains("Lagerleitung"),
        "{greeting}"
    );
    let question = position["plan"]["questions"][0]["text"]["de"]
        .as_str()
        .unwrap();
    assert!(lines[1]["text"].as_str().unwrap().ends_with(question));
    assert_eq!(lines.last().unwrap()["purpose"], "closing");
    assert!(preview["total_ms"].as_u64().unwrap() > 60_000);

    draft["plan"]["questions"][0]["key"] = position["plan"]["questions"][1]["key"].take();
    let (status, problem) = app.json(Method::POST, "/positions/preview", draft).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(problem["errors"][0]["issue"], "twice");
}
