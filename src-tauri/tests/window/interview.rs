//! A whole interview in the window, spoken into the microphone.

use std::fmt::Write as _;

use candor_core::speech::word_error_rate;
use candor_vault::testing::SecretService;
use fantoccini::{Client, Locator};
use serde_json::Value;

use crate::bench::{Bench, PATIENCE, Person as _, demo, keep_picture};

/// Puts the first run's questions away, creates an interview for the sample position and opens its room.
pub(crate) async fn prepare(window: &Client, name: &str) {
    window.press("skip-first-run").await;
    create(window, name).await;
}

/// Creates an interview for the sample position and opens its room.
pub(crate) async fn create(window: &Client, name: &str) {
    window.press("nav-positions").await;
    window.press("from-sample").await;
    window.press("sample-customer-support-agent").await;
    window.press("back-to-positions").await;
    window.see("position").await;
    window.press("nav-desk").await;
    window.press("new-interview").await;
    window.write("candidate-name", name).await;
    window
        .choose("position-select", "Customer Support Agent")
        .await;
    window.press("create-interview").await;
    window.press("open-room").await;
}

/// Where the transcript files of the interview under review lie, once they are there. Read from the document: what is cut
/// short on screen has no text for the driver.
pub(crate) async fn exported(window: &Client, ending: &str) -> String {
    const SCRIPT: &str =
        "return document.querySelector(`[data-testid='export-paths']`)?.textContent ?? ''";
    let begin = std::time::Instant::now();
    loop {
        let paths = window.execute(SCRIPT, Vec::new()).await.unwrap();
        let paths = paths.as_str().unwrap_or_default();
        if paths.contains(ending) {
            return paths.to_owned();
        }
        assert!(begin.elapsed() < PATIENCE, "no {ending} in “{paths}”");
    }
}

/// The sample's questions, in order.
pub(crate) fn questions() -> Vec<String> {
    let plan = candor_core::samples::read("customer-support-agent")
        .unwrap()
        .plan();
    plan.questions
        .into_iter()
        .map(|q| q.text.en.unwrap())
        .collect()
}

pub(crate) fn transcripts(bench: &Bench, ending: &str) -> Vec<std::path::PathBuf> {
    let Ok(entries) = std::fs::read_dir(bench.transcripts()) else {
        return Vec::new();
    };
    let paths = entries.map(|e| e.unwrap().path());
    paths
        .filter(|p| p.extension().is_some_and(|e| e == ending))
        .collect()
}

#[tokio::test]
async fn a_spoken_interview_in_the_window_becomes_a_transcript_on_disk() {
    let mut bench = Bench::start(SecretService::start().unwrap());
    let window = bench.open(&[]).await;
    prepare(&window, "Oliver Window").await;

    let consent = window.read("consent-text").await;
    assert!(consent.contains("automated interviewer"), "{consent}");
    assert!(
        window
            .find(Locator::Css("[data-testid='start-interview']"))
            .await
            .is_err(),
        "nothing starts before consent"
    );
    window.press("consent-agree").await;
    window.see("start-interview").await;
    keep_picture("room-before");
    window.press("start-interview").await;

    let mut reference = String::new();
    for (number, question) in (1..).zip(questions()) {
        window
            .read_until("interviewer-line", |line| line.contains(&question))
            .await;
        bench
            .microphone
            .play(&demo().join(format!("answers/{number}.wav")))
            .unwrap();
        let text = std::fs::read_to_string(demo().join(format!("answers/{number}.txt"))).unwrap();
        write!(reference, "{text} ").unwrap();
        window
            .read_until("caption", |caption| !caption.is_empty())
            .await;
        if number == 2 {
            keep_picture("room-running");
        }
    }
    window.press("tab-overview").await;
    let paths = exported(&window, ".json").await;
    keep_picture("review");

    let files = transcripts(&bench, "json");
    let [file] = files.as_slice() else {
        panic!("one transcript expected: {files:?}")
    };
    assert!(
        paths.contains(&*file.file_name().unwrap().to_string_lossy()),
        "{paths}"
    );
    let document: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    assert_eq!(document["interview"]["candidate_name"], "Oliver Window");
    let messages = document["messages"].as_array().unwrap();
    let heard: Vec<_> = messages
        .iter()
        .filter(|m| m["origin"] == "speech")
        .map(|m| m["content"].as_str().unwrap())
        .collect();
    let errors = word_error_rate(&reference, &heard.join(" "));
    assert!(errors.rate() <= 0.15, "{:.3}: {heard:?}", errors.rate());
    assert!(
        document["coverage"]
            .as_array()
            .unwrap()
            .iter()
            .all(|c| c["state"] == "answered")
    );
    assert_eq!(transcripts(&bench, "txt").len(), 1);

    // What is on the page is what is in the file, as far as it is in view.
    let page = window.read("transcript").await;
    for sentence in &heard[..2] {
        assert!(page.contains(sentence), "{sentence} in {page}");
    }
    window.close().await.unwrap();
}

#[tokio::test]
async fn an_interview_by_typing_can_be_paused_closed_and_gone_on_with() {
    let mut bench = Bench::start(SecretService::start().unwrap());
    let window = bench.open(&[]).await;
    prepare(&window, "Tara Typing").await;
    window.press("consent-agree").await;
    window.press("way-type").await;
    window.press("start-interview").await;
    window
        .read_until("interviewer-line", |line| line.contains(&questions()[0]))
        .await;
    window
        .write(
            "message-input",
            "I prefer to write my answers down, thank you.",
        )
        .await;
    window.press("send-message").await;
    window
        .read_until("conversation", |text| {
            text.contains("write my answers down")
        })
        .await;
    window.close().await.unwrap();

    // The same data again: the interview is still there and goes on.
    let window = bench.open(&[]).await;
    window.see("new-interview").await;
    let row = window.see("interview-row").await;
    assert!(row.text().await.unwrap().contains("Tara Typing"));
    row.click().await.unwrap();
    window.press("way-type").await;
    window.press("resume").await;
    window
        .read_until("conversation", |text| {
            text.contains("write my answers down")
        })
        .await;
    window.press("finish").await;
    window.press("confirm-finish").await;
    window.press("tab-overview").await;
    exported(&window, ".txt").await;
    let text = std::fs::read_to_string(&transcripts(&bench, "txt")[0]).unwrap();
    assert!(text.contains("I prefer to write my answers down"), "{text}");
    window.close().await.unwrap();
}
