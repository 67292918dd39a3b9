//! An interview worded by a model: its connection entered by hand, its words as they come, and what goes on without it.

use std::time::Duration;

use candor_assistant::testing::{Answer, Asked, Fault, StandIn};
use candor_vault::testing::SecretService;
use fantoccini::Locator;
use serde_json::Value;

use crate::bench::{Bench, PATIENCE, Person as _, keep_picture};
use crate::interview::{create, exported, questions, transcripts};

const KEY: &str = "sk-window-test-0123456789";
const MODEL: &str = "gpt-5-mini";
/// What stands before the words a line has to keep, in what the service is asked.
const GIVEN: &str = "begin the given ";

/// The line the service is asked to word, as the plan has it; one word when a connection is only tried.
fn given(asked: &Asked) -> String {
    let line = asked.last().rsplit_once(GIVEN).and_then(|(_, rest)| {
        let (_, text) = rest.split_once("⟧\n")?;
        Some(text.split_once("\n⟦")?.0.to_owned())
    });
    line.unwrap_or_else(|| "ready".to_owned())
}

#[tokio::test]
async fn a_model_words_the_interview_and_when_its_service_breaks_off_the_script_goes_on() {
    let service = StandIn::start();
    service.set_models(&[(MODEL, None)]);
    service.require_key(KEY);
    let slowly = Duration::from_millis(20);
    service.always(Answer::by(given).pace(slowly, slowly));
    let mut bench = Bench::start(SecretService::start().unwrap());
    let window = bench.open(&[]).await;
    window.press("skip-first-run").await;

    window.press("nav-settings").await;
    window.press("settings-ai").await;
    window.press("ai-add").await;
    window.press("ai-service-compatible").await;
    window.write("ai-name", "House service").await;
    window.write("ai-address", &service.base_url()).await;
    window.write("ai-key", KEY).await;
    window.write("ai-model", MODEL).await;
    window.press("ai-test").await;
    window
        .wait()
        .at_most(PATIENCE)
        .for_element(Locator::Css(
            "[data-testid='test-report'][data-outcome='works']",
        ))
        .await
        .unwrap();
    keep_picture("ai-tested");
    window.press("ai-save").await;
    window.see("ai-connection").await;

    create(&window, "Mona Model").await;
    let consent = window.read("consent-text").await;
    assert!(consent.contains("artificial intelligence"), "{consent}");
    window.press("consent-agree").await;
    window.press("way-type").await;
    window.press("start-interview").await;
    let planned = questions();
    window
        .read_until("interviewer-line", |line| line.contains(&planned[0]))
        .await;
    keep_picture("ai-worded");
    assert!(service.sent() > 0, "the model was asked");

    // From now on it stops in the middle of its words.
    service.always(
        Answer::by(given)
            .pace(slowly, slowly)
            .fault(Fault::HangAfterPieces(6)),
    );
    let answer = "I kept the files of forty clients for three years, noticed a wrong date in a contract and called the \
        client on the same day; we compared both copies and corrected it together.";
    window.write("message-input", answer).await;
    window.press("send-message").await;
    window
        .read_until("conversation", |text| text.contains("forty clients"))
        .await;
    window.press("control-answer_done").await;
    window
        .read_until("interviewer-line", |line| line.contains(&planned[1]))
        .await;
    window.see("cut-off").await;
    keep_picture("ai-broke-off");

    window.press("finish").await;
    window.press("confirm-finish").await;
    window.press("tab-overview").await;
    exported(&window, ".json").await;
    let file = &transcripts(&bench, "json")[0];
    let document: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let lines: Vec<_> = document["messages"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|message| message["purpose"] == "question")
        .map(|message| {
            (
                message["origin"].as_str().unwrap(),
                message["cut_off"] == true,
            )
        })
        .collect();
    assert_eq!(
        lines,
        [("model", false), ("model", true), ("script", false)]
    );

    // The recruiter reads what was asked; the key is nowhere in it.
    window.press("to-ai-log").await;
    window.see("ai-calls").await;
    window.see("outcome-used").await;
    window.press("outcome-cut_off").await;
    window.press("open-call").await;
    window.see("ai-call-detail").await;
    keep_picture("ai-log");
    assert!(!window.source().await.unwrap().contains(KEY));
    window.close().await.unwrap();
}
