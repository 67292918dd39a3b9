//! Ratings over the router, as the window asks for them.

use axum::http::{Method, StatusCode};
use candor_core::room;
use serde_json::{Value, json};

use crate::common::TestApp;

/// An interview by typing that is over; its path.
async fn finished(app: &TestApp) -> String {
    let id = app.interview("Ada");
    let path = format!("/interviews/{id}");
    let (_, text) = app
        .json(Method::GET, &format!("{path}/consent"), Value::Null)
        .await;
    let agreed = json!({ "version": text["version"] });
    app.json(Method::POST, &format!("{path}/consent"), agreed)
        .await;
    app.json(
        Method::POST,
        &format!("{path}/start"),
        json!({ "text_only": true }),
    )
    .await;
    let typed =
        json!({ "content": "I counted every box twice and wrote it down", "role": "candidate" });
    let (status, body) = app
        .json(Method::POST, &format!("{path}/messages"), typed)
        .await;
    assert_eq!(status, StatusCode::CREATED, "{body}");
    app.json(Method::POST, &format!("{path}/finish"), Value::Null)
        .await;
    room::wait(&app.app, id);
    path
}

#[tokio::test]
async fn a_card_is_begun_changed_signed_and_then_stands() {
    let app = TestApp::new();
    let path = finished(&app).await;
    let call = async |method: Method, what: &str, body: Value| {
        app.json(method, &format!("{path}{what}"), body).await
    };
    let (status, quality) = call(Method::GET, "/quality", Value::Null).await;
    assert_eq!(
        (status, quality["measures"].as_array().unwrap().len()),
        (StatusCode::OK, 5)
    );
    let (_, messages) = call(Method::GET, "/messages", Value::Null).await;
    let said = messages
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["message"]["role"] == "candidate")
        .unwrap();
    let message_id = said["message"]["id"].as_str().unwrap();

    let (status, card) = call(Method::POST, "/scorecards", json!({ "rater": "Grace" })).await;
    assert_eq!(status, StatusCode::CREATED, "{card}");
    let own = format!("/scorecards/{}", card["id"].as_str().unwrap());
    let rating = |quotes: Value| json!({ "rater": "Grace", "ratings": [{ "competency": "experience", "rating": 4, "rationale": "x", "quotes": quotes }] });
    call(Method::PUT, &own, rating(json!([]))).await;
    let name = json!({ "name": "Grace" });
    let (status, problem) = call(Method::POST, &format!("{own}/sign"), name.clone()).await;
    assert_eq!(
        (status, &problem["code"]),
        (StatusCode::BAD_REQUEST, &json!("invalid"))
    );
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains("Relevant experience"),
        "{problem}"
    );
    let quote = json!([{ "message_id": message_id, "start": 2, "end": 9 }]);
    let (status, changed) = call(Method::PUT, &own, rating(quote.clone())).await;
    assert_eq!(status, StatusCode::OK, "{changed}");
    assert_eq!(changed["ratings"][0]["quotes"][0]["text"], "counted");
    // A change says whose it is, and nobody changes somebody else's.
    let mut other = rating(quote.clone());
    other["rater"] = json!("Alan");
    let (status, problem) = call(Method::PUT, &own, other.clone()).await;
    assert_eq!(
        (status, &problem["code"]),
        (StatusCode::BAD_REQUEST, &json!("invalid"))
    );
    other.as_object_mut().unwrap().remove("rater");
    assert_eq!(
        call(Method::PUT, &own, other).await.0,
        StatusCode::BAD_REQUEST
    );
    let (status, signed) = call(Method::POST, &format!("{own}/sign"), name.clone()).await;
    assert_eq!(
        (status, &signed["status"]),
        (StatusCode::OK, &json!("signed"))
    );
    assert_eq!(
        call(Method::PUT, &own, rating(quote)).await.0,
        StatusCode::CONFLICT
    );

    let (_, view) = call(
        Method::GET,
        "/scorecards?rater=Grace&language=ru",
        Value::Null,
    )
    .await;
    assert_eq!(view["cards"][0], signed);
    assert_eq!(
        (&view["hidden"], &view["panel"], &view["overall"]),
        (&json!(0), &json!([]), &Value::Null)
    );
    assert_eq!(view["scale"][0]["label"], "Не проявлено");
    assert_eq!(view["anchors"]["experience"].as_array().unwrap().len(), 5);
    // Weights of the organisation give the overall value.
    let weights = json!({ "weights": { "experience": 2.0 } });
    let (status, kept) = app
        .json(Method::PUT, "/score-weights", weights.clone())
        .await;
    assert_eq!((status, &kept), (StatusCode::OK, &weights));
    assert_eq!(
        app.json(Method::GET, "/score-weights", Value::Null).await.1,
        weights
    );
    let (_, view) = call(Method::GET, "/scorecards", Value::Null).await;
    assert_eq!(view["overall"], json!({ "value": 4.0, "of": "Grace" }));
}

#[tokio::test]
async fn panels_drafts_and_what_is_wrong_are_answered() {
    let app = TestApp::new();
    let path = finished(&app).await;
    let call = async |method: Method, what: &str, body: Value| {
        app.json(method, &format!("{path}{what}"), body).await
    };
    let raters = json!({ "raters": ["Grace", " Alan "] });
    let (status, panel) = call(Method::PUT, "/panel", raters).await;
    assert_eq!(
        (status, panel),
        (StatusCode::OK, json!({ "raters": ["Grace", "Alan"] }))
    );
    call(Method::POST, "/scorecards", json!({ "rater": "Alan" })).await;
    let (_, view) = call(Method::GET, "/scorecards?rater=Grace", Value::Null).await;
    assert_eq!((&view["cards"], &view["hidden"]), (&json!([]), &json!(1)));
    assert_eq!(
        view["panel"],
        json!([{ "name": "Grace", "state": "not_begun" }, { "name": "Alan", "state": "draft" }])
    );

    let (status, _) = call(Method::POST, "/scorecards/draft", Value::Null).await;
    assert_eq!(status, StatusCode::ACCEPTED);
    candor_core::scorecards::wait_for_drafts(&app.app);
    let (_, view) = call(Method::GET, "/scorecards", Value::Null).await;
    assert_eq!(view["draft"]["state"], "failed", "no connection is set up");
    let (status, _) = call(Method::DELETE, "/scorecards/draft", Value::Null).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let unknown = format!("/scorecards/{}", candor_domain::ScorecardId::new());
    for (method, what, body, expected) in [
        (
            Method::POST,
            "/scorecards",
            json!({ "rater": "Alan" }),
            StatusCode::CONFLICT,
        ),
        (
            Method::POST,
            "/scorecards",
            json!({ "rater": "" }),
            StatusCode::BAD_REQUEST,
        ),
        (
            Method::POST,
            "/scorecards",
            json!({ "name": "Alan" }),
            StatusCode::BAD_REQUEST,
        ),
        (
            Method::PUT,
            &unknown,
            json!({ "rater": "Alan", "ratings": [] }),
            StatusCode::NOT_FOUND,
        ),
        (
            Method::POST,
            &format!("{unknown}/sign"),
            json!({ "name": "A" }),
            StatusCode::NOT_FOUND,
        ),
        (
            Method::POST,
            &format!("{unknown}/reject"),
            json!({ "name": "A" }),
            StatusCode::NOT_FOUND,
        ),
        (
            Method::GET,
            "/scorecards?who=Alan",
            Value::Null,
            StatusCode::BAD_REQUEST,
        ),
    ] {
        let (status, body) = call(method, what, body).await;
        assert_eq!(status, expected, "{what}: {body}");
    }
    let wrong = json!({ "weights": { "experience": -1.0 } });
    assert_eq!(
        app.json(Method::PUT, "/score-weights", wrong).await.0,
        StatusCode::BAD_REQUEST
    );
}
