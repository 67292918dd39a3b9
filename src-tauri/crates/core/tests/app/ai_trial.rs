//! Connections are tried out before they are kept, against servers on this machine.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    sync::{Arc, Mutex},
    thread,
};

use candor_assistant::testing::{Answer, Fault, MODEL, StandIn};
use candor_core::ai::{self, AiConnectionDraft, AiTest, TestOutcome};
use candor_domain::AiApi;

use crate::{
    ai_connections::draft,
    keychain::{Memory, open},
};

const KEY: &str = "sk-very-secret-0123456789";

/// Answers each request with this status and body; hands over what was asked.
fn serve(answers: Vec<(&'static str, &'static str)>) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/v1", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&asked);
    thread::spawn(move || {
        for (head, body) in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let request: Vec<String> = BufReader::new(&stream)
                .lines()
                .map(Result::unwrap)
                .take_while(|line| !line.is_empty())
                .collect();
            seen.lock().unwrap().push(request.join("\n"));
            write!(
                stream,
                "HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            )
            .unwrap();
        }
    });
    (address, asked)
}

fn tested(address: &str, model: &str, key: Option<&str>) -> AiTest {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path(), &Memory::default());
    let result = ai::test(&app, &draft(address, model, key)).unwrap();
    assert_eq!(app.last_event().unwrap(), 0, "a test keeps nothing");
    result
}

#[test]
fn a_test_asks_for_the_models_and_one_word_and_sends_nothing_but_the_key() {
    for api in [AiApi::Responses, AiApi::Chat] {
        let server = StandIn::start();
        server.set_models(&[(MODEL, None), ("old-1", Some("2026-12-31"))]);
        server.require_key(KEY);
        let folder = tempfile::tempdir().unwrap();
        let app = open(folder.path(), &Memory::default());
        let wanted = AiConnectionDraft {
            api: Some(api),
            ..draft(&server.base_url(), MODEL, Some(KEY))
        };
        let result = ai::test(&app, &wanted).unwrap();
        assert_eq!(result.outcome, TestOutcome::Works, "{result:?}");
        let models: Vec<_> = result
            .models
            .iter()
            .map(|m| (m.id.as_str(), m.shutdown_date.as_deref()))
            .collect();
        assert_eq!(models, [("old-1", Some("2026-12-31")), (MODEL, None)]);
        assert!(result.first_token_ms.is_some());
        let requests = server.requests();
        assert_eq!(requests.len(), 2, "{requests:?}");
        for request in &requests {
            let bearer = format!("Bearer {KEY}");
            assert_eq!(request.header("authorization"), Some(bearer.as_str()));
        }
        assert_eq!(server.asked()[0].api, api);
    }
    let server = StandIn::start();
    let result = tested(&server.base_url(), "", None);
    assert_eq!(
        (result.outcome, result.first_token_ms),
        (TestOutcome::Works, None)
    );
    let requests = server.requests();
    assert_eq!(
        (requests.len(), requests[0].header("authorization")),
        (1, None)
    );
}

#[test]
fn whatever_answers_is_told_in_plain_words() {
    for (head, body, outcome) in [
        ("401 Unauthorized", "", TestOutcome::KeyRefused),
        ("403 Forbidden", "", TestOutcome::KeyRefused),
        ("404 Not Found", "", TestOutcome::NotCompatible),
        (
            "302 Found\r\nLocation: https://elsewhere.invalid/",
            "",
            TestOutcome::NotCompatible,
        ),
        ("429 Too Many Requests", "", TestOutcome::Limited),
        ("402 Payment Required", "", TestOutcome::Limited),
        ("503 Service Unavailable", "", TestOutcome::ServerFailed),
        ("200 OK", "<html>router</html>", TestOutcome::NotCompatible),
        ("200 OK", r#"{"data":"none"}"#, TestOutcome::NotCompatible),
    ] {
        let (address, asked) = serve(vec![(head, body)]);
        let result = tested(&address, "", Some(KEY));
        assert_eq!(result.outcome, outcome, "{head}");
        assert!(
            !result.detail.is_empty() && !result.detail.contains(KEY),
            "{result:?}"
        );
        let asked = asked.lock().unwrap();
        assert_eq!(asked.len(), 1, "nobody is followed elsewhere: {asked:?}");
    }
    let server = StandIn::start();
    server.always(Answer::text("").fault(Fault::ModelNotFound));
    let result = tested(&server.base_url(), "gpt-6", None);
    assert_eq!(result.outcome, TestOutcome::ModelMissing);
    assert_eq!(result.models.len(), 1);

    server.always(Answer::text("").fault(Fault::Incomplete("max_output_tokens")));
    let result = tested(&server.base_url(), MODEL, None);
    assert_eq!(result.outcome, TestOutcome::NoWords);
    assert_eq!(result.first_token_ms, None);

    let nobody = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let result = tested(&format!("http://{nobody}/v1"), "x", Some(KEY));
    assert_eq!(result.outcome, TestOutcome::Unreachable);
    assert!(!result.detail.is_empty() && !result.detail.contains(KEY));
}
