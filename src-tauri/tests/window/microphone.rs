//! The microphone is unplugged and plugged in again in the middle of an interview in the window, exchanged for another
//! one, and the candidate looks at the own camera's picture meanwhile.

use std::time::{Duration, Instant};

use candor_audio::testing::SPARE_NAME;
use candor_vault::testing::SecretService;
use fantoccini::Locator;
use serde_json::Value;

use crate::{
    bench::{Bench, PATIENCE, Person as _, demo, keep_picture},
    interview::{prepare, questions},
    kiosk::api,
};

/// How soon people are told that nobody can be heard.
const TOLD_WITHIN: Duration = Duration::from_secs(2);
/// What driver and page take of that time to show it.
const SHOWING: Duration = Duration::from_secs(1);

#[tokio::test]
async fn an_interview_survives_an_unplugged_microphone_and_goes_on_hearing_when_it_is_back() {
    let mut bench = Bench::start(SecretService::start().unwrap());
    let window = bench.open(&["--mock-camera"]).await;
    prepare(&window, "Ulla Unplugged").await;
    window.press("consent-agree").await;
    window.press("start-interview").await;
    window
        .read_until("interviewer-line", |line| line.contains(&questions()[0]))
        .await;
    // Nobody has said anything yet: a silent microphone is told.
    window
        .read_until("silent-microphone", |text| text.contains("No sound"))
        .await;
    bench
        .microphone
        .play(&demo().join("answers/1.wav"))
        .unwrap();
    window
        .read_until("caption", |caption| !caption.is_empty())
        .await;

    // The candidate's own picture moves, and is plainly nobody else's.
    window.press("camera").await;
    window.see("camera-picture").await;
    let begin = Instant::now();
    let playing =
        "const v = document.querySelector('video'); return v.videoWidth > 0 && v.currentTime > 0;";
    while window.execute(playing, Vec::new()).await.unwrap() != Value::Bool(true) {
        assert!(begin.elapsed() < PATIENCE, "the camera gives no picture");
    }
    keep_picture("room-camera");
    window.press("camera").await;

    let unplugged = Instant::now();
    bench.microphone.unplug().unwrap();
    window
        .read_until("silent-microphone", |text| {
            text.contains("microphone is gone")
        })
        .await;
    let told = unplugged.elapsed();
    assert!(told < TOLD_WITHIN + SHOWING, "told only after {told:?}");
    keep_picture("room-unplugged");
    window
        .write("message-input", "My microphone is unplugged, so I type.")
        .await;
    window.press("send-message").await;
    window
        .read_until("conversation", |text| text.contains("so I type"))
        .await;

    // A spare one takes over until the first is back.
    bench.microphone.plug_spare().unwrap();
    window.choose("change-device", SPARE_NAME).await;
    // Nobody speaks into it, and that is told of this one.
    window
        .read_until("silent-microphone", |text| text.contains(SPARE_NAME))
        .await;
    bench.microphone.replug().unwrap();
    let page = api(&window, "GET", "/api/v1/interviews", Value::Null)
        .await
        .1;
    let id = page["rows"][0]["interview"]["id"].as_str().unwrap();
    let at = format!("/api/v1/interviews/{id}");
    // Recording goes on with the first one, as a recording of its own.
    let body = serde_json::json!({ "device": null });
    let begin = Instant::now();
    while api(&window, "POST", &format!("{at}/microphone"), body.clone())
        .await
        .0
        != 200
    {
        assert!(
            begin.elapsed() < PATIENCE,
            "the microphone does not come back"
        );
    }
    window
        .read_until("silent-microphone", |text| !text.contains(SPARE_NAME))
        .await;
    let before = window.read("conversation").await.len();
    bench
        .microphone
        .play(&demo().join("answers/2.wav"))
        .unwrap();
    window
        .read_until("conversation", |text| text.len() > before + 40)
        .await;
    window.press("finish").await;
    window.press("confirm-finish").await;
    window.see("transcript").await;

    let (_, detail) = api(&window, "GET", &at, Value::Null).await;
    let gaps = detail["gaps"].as_array().unwrap();
    assert!(
        !gaps.is_empty(),
        "the time without sound is marked: {detail}"
    );
    let (_, messages) = api(&window, "GET", &format!("{at}/messages"), Value::Null).await;
    let origins: Vec<_> = messages
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["message"]["role"] == "candidate")
        .map(|row| row["message"]["origin"].as_str().unwrap())
        .collect();
    assert_eq!(origins.first(), Some(&"speech"));
    assert!(origins.contains(&"typed"));
    assert_eq!(origins.last(), Some(&"speech"));
    assert!(window.find(Locator::Css("video")).await.is_err());
    window.close().await.unwrap();
}
