//! Refusals of services, one by one.

use serde_json::json;

use super::*;

fn failure(status: u16, body: Value) -> (Failure, Again) {
    let trouble = refused(
        StatusCode::from_u16(status).unwrap(),
        &HeaderMap::new(),
        body.to_string().as_bytes(),
        "gpt-x",
    );
    assert!(trouble.detail.contains(&status.to_string()) || status / 100 == 3);
    (trouble.failure, trouble.again)
}

#[test]
fn status_and_code_together_say_what_is_wrong() {
    let later = Again::After(None);
    let none = json!({});
    for (status, body, expected) in [
        (401, &none, (Failure::KeyRefused, Again::Never)),
        (403, &none, (Failure::KeyRefused, Again::Never)),
        (404, &none, (Failure::NotCompatible, Again::Never)),
        (302, &none, (Failure::NotCompatible, Again::Never)),
        (402, &none, (Failure::QuotaUsedUp, Again::Never)),
        (408, &none, (Failure::ServerFailed, later)),
        (409, &none, (Failure::ServerFailed, later)),
        (413, &none, (Failure::RequestRefused, Again::Never)),
        (429, &none, (Failure::Limited, later)),
        (500, &none, (Failure::ServerFailed, later)),
        (501, &none, (Failure::NotCompatible, Again::Never)),
        (503, &none, (Failure::ServerFailed, later)),
        (
            422,
            &none,
            (Failure::RequestRefused, Again::Plainer(Culprit::Unknown)),
        ),
    ] {
        assert_eq!(failure(status, body.clone()), expected, "{status}");
    }
    let quota = json!({"error": {"type": "insufficient_quota", "code": "insufficient_quota"}});
    assert_eq!(failure(429, quota), (Failure::QuotaUsedUp, Again::Never));
}

#[test]
fn a_missing_model_is_told_from_a_wrong_address() {
    for body in [
        json!({"error": {"code": "model_not_found", "message": "x"}}),
        json!({"error": {"message": "The model does not exist.", "type": "NotFoundError", "param": "model", "code": 404}}),
        json!({"error": {"message": "model \"gpt-x\" not found, try pulling it first", "type": "not_found_error"}}),
        json!({"error": "model 'gpt-x' not found"}),
    ] {
        assert_eq!(
            failure(404, body.clone()).0,
            Failure::ModelMissing,
            "{body}"
        );
    }
    for body in [
        json!({"error": {"code": 404, "message": "File Not Found", "type": "not_found_error"}}),
        json!({"detail": "Not Found"}),
        json!("404 page not found"),
    ] {
        assert_eq!(
            failure(404, body.clone()).0,
            Failure::NotCompatible,
            "{body}"
        );
    }
}

#[test]
fn the_named_parameter_is_left_out() {
    let about = |param: &str| failure(400, json!({"error": {"param": param}})).1;
    assert_eq!(
        about("stream_options"),
        Again::Plainer(Culprit::StreamOptions)
    );
    assert_eq!(
        about("response_format.type"),
        Again::Plainer(Culprit::Schema)
    );
    assert_eq!(about("text.format"), Again::Plainer(Culprit::Schema));
    assert_eq!(about("max_tokens"), Again::Plainer(Culprit::MaxTokens));
    assert_eq!(about("temperature"), Again::Plainer(Culprit::Unknown));
}

#[test]
fn waiting_times_are_in_ms_or_seconds_and_never_nonsense() {
    let wait = |name: &'static str, value: &'static str| {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        retry_after(&headers)
    };
    assert_eq!(
        wait("retry-after-ms", "250"),
        Some(Duration::from_millis(250))
    );
    assert_eq!(wait("retry-after", "2"), Some(Duration::from_secs(2)));
    assert_eq!(wait("retry-after", "0.5"), Some(Duration::from_millis(500)));
    for nonsense in ["-1", "NaN", "inf", "1e400", "soon"] {
        assert_eq!(wait("retry-after", nonsense), None, "{nonsense}");
    }
    assert_eq!(wait("retry-after", "1e300"), None);
}

#[test]
fn a_date_is_waited_for_by_the_clock_of_the_service_and_one_that_cannot_be_read_is_far_off() {
    let wait = |now: &'static str, wish: &'static str| {
        let mut headers = HeaderMap::new();
        headers.insert("date", now.parse().unwrap());
        headers.insert("retry-after", wish.parse().unwrap());
        retry_after(&headers)
    };
    let now = "Fri, 20 Nov 2026 23:59:50 GMT";
    let later = wait(now, "Sat, 21 Nov 2026 00:00:05 GMT");
    assert_eq!(later, Some(Duration::from_secs(15)));
    assert_eq!(
        wait(now, "Fri, 20 Nov 2026 20:00:00 GMT"),
        Some(Duration::ZERO)
    );
    assert_eq!(wait(now, "Sat Nov 21 00:00:05 2026"), Some(Duration::MAX));
    // Without a readable time of its own, by ours.
    let far = wait("now", "Fri, 01 Jan 2100 00:00:00 GMT").unwrap();
    assert!(far > Duration::from_hours(24) && far < Duration::MAX);
}

#[test]
fn the_service_may_forbid_or_ask_for_another_try() {
    let with = |status: u16, wish: &'static str, body: Value| {
        let mut headers = HeaderMap::new();
        headers.insert("x-should-retry", wish.parse().unwrap());
        let status = StatusCode::from_u16(status).unwrap();
        refused(status, &headers, body.to_string().as_bytes(), "m").again
    };
    assert_eq!(with(503, "false", json!({})), Again::Never);
    assert_eq!(with(404, "true", json!({})), Again::After(None));
    let quota = json!({"error": {"code": "insufficient_quota"}});
    assert_eq!(with(429, "true", quota), Again::Never);
}

#[test]
fn errors_inside_a_stream_are_understood_flat_nested_and_by_number() {
    let of = |body: Value| {
        let trouble = told(&body, "m");
        (trouble.failure, trouble.again)
    };
    let later = Again::After(None);
    assert_eq!(
        of(json!({"type": "error", "code": "rate_limit_exceeded", "message": "m"})),
        (Failure::Limited, later)
    );
    assert_eq!(
        of(json!({"type": "error", "error": {"type": "insufficient_quota"}})),
        (Failure::QuotaUsedUp, Again::Never)
    );
    assert_eq!(
        of(json!({"response": {"error": {"code": "server_error"}}})),
        (Failure::ServerFailed, later)
    );
    assert_eq!(
        of(json!({"error": {"code": 400, "message": "m"}})),
        (Failure::RequestRefused, Again::Never)
    );
    assert_eq!(of(json!({"error": "boom"})), (Failure::ServerFailed, later));
    let at = |body: Value| instead(&body, "m").failure;
    let elsewhere = json!({"error": "Unexpected endpoint or method."});
    assert_eq!(at(elsewhere), Failure::NotCompatible);
    assert_eq!(at(json!({"error": {"code": 503}})), Failure::ServerFailed);
}
