//! A kiosk in the real window: two candidates one after the other, the PIN, and a kill in the middle.

use candor_vault::testing::SecretService;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};

use crate::bench::{Bench, PATIENCE, Person as _, demo, keep_picture};

pub(crate) const PIN: &str = "482915";

/// What the page gets from the API; status and body.
pub(crate) async fn api(window: &Client, method: &str, path: &str, body: Value) -> (u64, Value) {
    const SCRIPT: &str = "
        const [method, path, body, done] = arguments;
        const headers = { 'content-type': 'application/json' };
        const init = method === 'GET' ? { method } : { method, headers, body: JSON.stringify(body) };
        fetch('candor://localhost' + path, init)
            .then(async (answer) => [answer.status, await answer.text()])
            .catch((error) => [0, String(error)])
            .then(done);";
    let answer = window
        .execute_async(SCRIPT, vec![json!(method), json!(path), body])
        .await
        .unwrap();
    let text = answer[1].as_str().unwrap_or_default();
    let value = serde_json::from_str(text).unwrap_or_else(|_| json!(text));
    (answer[0].as_u64().unwrap_or_default(), value)
}

/// What the operator prepares: a PIN and interviews invited by code. Gives ids and codes.
pub(crate) async fn prepare(window: &Client, people: &[&str]) -> Vec<(String, String)> {
    let begin = std::time::Instant::now();
    while api(window, "GET", "/api/v1/health", Value::Null).await.0 != 200 {
        assert!(begin.elapsed() < PATIENCE, "Candor does not open");
    }
    let post = async |path: &str, body: Value| {
        let (status, value) = api(window, "POST", path, body).await;
        assert!((200..300).contains(&status), "{path}: {status} {value}");
        value
    };
    let (status, problem) = api(window, "PUT", "/api/v1/kiosk/pin", json!({ "pin": PIN })).await;
    assert_eq!(status, 204, "{problem}");
    let position = post("/api/v1/samples/customer-support-agent", json!({})).await;
    let mut invited = Vec::new();
    for name in people {
        let draft = json!({
            "position_id": position["id"], "candidate_name": name, "language": "en", "recommended_minutes": 30,
        });
        let created = post("/api/v1/interviews", draft).await;
        let id = created["interview"]["id"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/interviews/{id}/kiosk");
        let code = post(&path, json!({ "queue": false })).await["code"]
            .as_str()
            .unwrap()
            .to_owned();
        invited.push((id, code));
    }
    invited
}

/// From the start screen to the first question, answering by typing.
async fn begin_by_typing(window: &Client, code: &str) {
    window.write("kiosk-code", code).await;
    window.press("kiosk-type").await;
    window.press("consent-agree").await;
    window.press("kiosk-start").await;
    window
        .read_until("interviewer-line", |line| !line.is_empty())
        .await;
}

async fn page(window: &Client) -> String {
    window.source().await.unwrap()
}

#[tokio::test]
async fn two_candidates_one_after_the_other_and_nothing_of_the_first_is_left() {
    let mut bench = Bench::start(SecretService::start().unwrap());
    let window = bench.open(&[]).await;
    let invited = prepare(&window, &["Ada First", "Ben Second"]).await;
    let [(ada, ada_code), (ben, ben_code)] = invited.as_slice() else {
        unreachable!()
    };
    window.close().await.unwrap();

    let window = bench.open(&["--kiosk"]).await;
    window.see("kiosk-code").await;
    keep_picture("kiosk-start");
    assert!(!page(&window).await.contains("Ada"));

    // The first speaks.
    window.write("kiosk-code", ada_code).await;
    window.see("check-meter").await;
    bench
        .microphone
        .play(&demo().join("answers/1.wav"))
        .unwrap();
    keep_picture("kiosk-check");
    window.press("kiosk-speak").await;
    window.see("consent-text").await;
    keep_picture("kiosk-consent");
    window.press("consent-agree").await;
    window.press("kiosk-start").await;
    window
        .read_until("interviewer-line", |line| !line.is_empty())
        .await;
    bench
        .microphone
        .play(&demo().join("answers/1.wav"))
        .unwrap();
    window
        .read_until("caption", |caption| !caption.is_empty())
        .await;
    window
        .write("message-input", "Pineapple is what I remember best.")
        .await;
    window.press("send-message").await;
    window
        .read_until("conversation", |text| text.contains("Pineapple"))
        .await;
    keep_picture("kiosk-room");
    let own = format!("/api/v1/interviews/{ada}/messages");
    let foreign = format!("/api/v1/interviews/{ben}/messages");
    assert_eq!(api(&window, "GET", &own, Value::Null).await.0, 200);
    assert_eq!(api(&window, "GET", &foreign, Value::Null).await.0, 404);
    window
        .execute(
            "localStorage.setItem('left', 'behind'); sessionStorage.setItem('left', 'behind')",
            vec![],
        )
        .await
        .unwrap();
    window.press("finish").await;
    window.press("confirm-finish").await;
    let receipt = window.read("kiosk-receipt").await;
    assert!(
        receipt.contains("Ada First") && receipt.contains(ada),
        "{receipt}"
    );
    keep_picture("kiosk-receipt");
    window.press("kiosk-done").await;

    // Wiped: page, storage, and what the API gives to whoever stands there now.
    window.see("kiosk-code").await;
    for trace in ["Ada", "Pineapple", ada] {
        assert!(!page(&window).await.contains(trace), "{trace}");
    }
    let kept = window
        .execute("return localStorage.length + sessionStorage.length", vec![])
        .await
        .unwrap();
    assert_eq!(kept, 0);
    for path in ["messages", "receipt", "room", "consent"] {
        let uri = format!("/api/v1/interviews/{ada}/{path}");
        let (status, body) = api(&window, "GET", &uri, Value::Null).await;
        assert_eq!(status, 404, "{uri} {body}");
    }

    // A used code is like a wrong one.
    window.write("kiosk-code", ada_code).await;
    window.see("kiosk-code-unknown").await;
    // The second types, and the first cannot be reached from there either.
    begin_by_typing(&window, ben_code).await;
    assert_eq!(api(&window, "GET", &foreign, Value::Null).await.0, 200);
    assert_eq!(api(&window, "GET", &own, Value::Null).await.0, 404);
    for trace in ["Ada", "Pineapple", ada] {
        assert!(!page(&window).await.contains(trace), "{trace}");
    }
    window.press("finish").await;
    window.press("confirm-finish").await;
    assert!(window.read("kiosk-receipt").await.contains("Ben Second"));
    window.press("kiosk-done").await;
    window.see("kiosk-code").await;
    bench.kill();
}

#[tokio::test]
async fn a_killed_kiosk_is_a_kiosk_again_and_its_interview_goes_on() {
    let mut bench = Bench::start(SecretService::start().unwrap());
    let window = bench.open(&[]).await;
    let invited = prepare(&window, &["Kim Killed"]).await;
    window.close().await.unwrap();

    let window = bench.open(&["--kiosk"]).await;
    begin_by_typing(&window, &invited[0].1).await;
    window
        .write("message-input", "Said before the lights went out.")
        .await;
    window.press("send-message").await;
    window
        .read_until("conversation", |text| text.contains("lights went out"))
        .await;
    bench.kill();
    bench.wait_until_ended();

    // Started again without a word about a kiosk: it is one all the same.
    let window = bench.open(&["--kiosk"]).await;
    window.press("way-type").await;
    window.press("resume").await;
    window
        .read_until("conversation", |text| text.contains("lights went out"))
        .await;
    let (status, view) = api(&window, "GET", "/api/v1/kiosk", Value::Null).await;
    assert_eq!((status, &view["interview_id"]), (200, &json!(invited[0].0)));
    bench.kill();
}

#[tokio::test]
async fn only_the_pin_leads_out_and_wrong_ones_wait_even_after_a_kill() {
    let mut bench = Bench::start(SecretService::start().unwrap());
    let window = bench.open(&[]).await;
    prepare(&window, &[]).await;
    window.close().await.unwrap();

    let window = bench.open(&["--kiosk"]).await;
    window.press("kiosk-leave").await;
    for _ in 0..3 {
        window.write("kiosk-pin", "135791").await;
        window.press("kiosk-leave-confirm").await;
        // The field is emptied once the answer is there.
        let begin = std::time::Instant::now();
        loop {
            let pin = window.see("kiosk-pin").await;
            if pin.prop("value").await.unwrap().as_deref() == Some("") {
                break;
            }
            assert!(begin.elapsed() < PATIENCE, "the PIN is still there");
        }
    }
    window.see("kiosk-pin-wait").await;
    keep_picture("kiosk-pin-wait");
    bench.kill();
    bench.wait_until_ended();

    let window = bench.open(&["--kiosk"]).await;
    window.press("kiosk-leave").await;
    window.see("kiosk-pin-wait").await;
    let refused = invoke(&window, "leave_kiosk", json!({ "pin": PIN })).await;
    assert_eq!(refused["error"]["code"], "too_many_attempts", "{refused}");
    // After the wait the right one leads out, to the operator's window.
    let begin = std::time::Instant::now();
    while window
        .find(Locator::Css("[data-testid='kiosk-pin-wait']"))
        .await
        .is_ok()
    {
        assert!(begin.elapsed() < PATIENCE, "the wait does not end");
    }
    window.write("kiosk-pin", PIN).await;
    window.press("kiosk-leave-confirm").await;
    let begin = std::time::Instant::now();
    while !bench
        .xdotool(&[
            "search",
            "--onlyvisible",
            "--name",
            "^Candor$",
            "getwindowgeometry",
        ])
        .contains("1180x760")
    {
        assert!(
            begin.elapsed() < PATIENCE,
            "the operator's window does not come"
        );
    }
    bench.kill();
}

/// Calls a command of the shell from the page; its result, or its error.
pub(crate) async fn invoke(window: &Client, command: &str, args: Value) -> Value {
    const SCRIPT: &str = "
        const [command, args, done] = arguments;
        window.__TAURI_INTERNALS__.invoke(command, args)
            .then((result) => done({ result }), (error) => done({ error }));";
    window
        .execute_async(SCRIPT, vec![json!(command), args])
        .await
        .unwrap()
}
