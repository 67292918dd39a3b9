//! The consent is withdrawn in the middle of a spoken interview: nothing is recorded from then on, desk and review show it,
//! and what remains is erased.

use candor_vault::testing::SecretService;
use serde_json::{Value, json};

use crate::{
    bench::{Bench, Person as _, demo, keep_picture},
    interview::questions,
    kiosk::api,
};

#[tokio::test]
async fn a_consent_withdrawn_in_the_middle_of_an_interview_stops_the_recording_for_good() {
    let mut bench = Bench::start(SecretService::start().unwrap());
    let window = bench.open(&[]).await;
    window.press("skip-first-run").await;
    window.see("new-interview").await;
    let post = async |path: &str, body: Value| api(&window, "POST", path, body).await.1;
    let position = post("/api/v1/samples/customer-support-agent", json!({})).await;
    let draft = json!({
        "position_id": position["id"], "candidate_name": "Wilma Window", "language": "en",
        "recommended_minutes": 30,
    });
    let created = post("/api/v1/interviews", draft).await;
    let id = created["interview"]["id"].as_str().unwrap().to_owned();
    let at = format!("/api/v1/interviews/{id}");
    window.press("interview-row").await;
    window.see("consent-agree").await;
    keep_picture("consent");
    window.press("consent-decline").await;
    window
        .read_until("consent-declined", |text| {
            text.contains("Nothing was recorded")
        })
        .await;
    window.press("consent-read-again").await;
    window.press("consent-agree").await;
    window.press("start-interview").await;
    window
        .read_until("interviewer-line", |line| line.contains(&questions()[0]))
        .await;
    bench
        .microphone
        .play(&demo().join("answers/1.wav"))
        .unwrap();
    window
        .read_until("caption", |caption| !caption.is_empty())
        .await;

    window.press("more").await;
    window.press("withdraw").await;
    window.press("confirm-withdraw").await;
    let shown = window
        .read_until("consent-withdrawn", |text| text.contains("withdrawn"))
        .await;
    assert!(shown.contains("nothing is recorded any more"), "{shown}");
    keep_picture("consent-withdrawn");
    let (_, before) = api(&window, "GET", &format!("{at}/remains"), Value::Null).await;
    assert!(
        before["sound_ms"].as_u64().unwrap() > 0,
        "what was said until then is there: {before}"
    );
    // The candidate goes on speaking; nobody listens.
    bench
        .microphone
        .play(&demo().join("answers/2.wav"))
        .unwrap();
    let (_, after) = api(&window, "GET", &format!("{at}/remains"), Value::Null).await;
    assert_eq!(before, after, "nothing grows after the withdrawal");
    let (status, problem) = api(&window, "POST", &format!("{at}/start"), json!({})).await;
    assert_eq!(
        (status, &problem["code"]),
        (409, &"consent_withdrawn".into())
    );
    let (status, _) = api(&window, "POST", &format!("{at}/export"), Value::Null).await;
    assert_eq!(status, 409, "no transcript is made of it");

    window.press("withdrawn-leave").await;
    let row = window
        .read_until("interview-row", |row| row.contains("Wilma Window"))
        .await;
    assert!(row.to_lowercase().contains("withdrawn"), "{row}");
    window.press("interview-row").await;
    window
        .read_until("withdrawn-banner", |text| text.contains("partial record"))
        .await;
    keep_picture("review-withdrawn");

    window.press("see-remains").await;
    window
        .read_until("remains", |stored| stored.contains("Wilma Window"))
        .await;
    window.write("erase-name", "Wilma Window").await;
    window.press("confirm-erase").await;
    let proof = window
        .read_until("erase-proof", |hash| hash.len() == 64)
        .await;
    keep_picture("erased");
    window.press("erased-close").await;
    window.see("erased-banner").await;

    let (_, gone) = api(&window, "GET", &format!("{at}/remains"), Value::Null).await;
    for amount in ["messages", "sound_ms", "corrections", "notes", "versions"] {
        assert_eq!(gone[amount], 0, "{gone}");
    }
    assert_eq!(gone["candidate_name"], "");
    assert_eq!(gone["files"], json!([]));
    let (_, events) = api(
        &window,
        "GET",
        "/api/v1/events?after=0&limit=1000",
        Value::Null,
    )
    .await;
    let erased = events
        .as_array()
        .unwrap()
        .iter()
        .find(|event| event["hash"] == proof)
        .unwrap();
    assert_eq!(erased["kind"], "interview_erased");
    let files = std::fs::read_dir(bench.transcripts());
    assert!(
        files.map_or(true, |mut files| files.next().is_none()),
        "no transcript was ever written"
    );
    window.close().await.unwrap();
}
