//! Reviewing a spoken interview in the window: the sound plays, the words follow, a click on a word seeks.

use std::time::Instant;

use candor_vault::testing::SecretService;
use fantoccini::{Client, Locator};

use crate::{
    bench::{Bench, PATIENCE, Person as _, demo, keep_picture},
    interview::{prepare, questions},
};

/// Waits for an element.
async fn shows(window: &Client, css: &str) -> fantoccini::elements::Element {
    let found = window
        .wait()
        .at_most(PATIENCE)
        .for_element(Locator::Css(css))
        .await;
    match found {
        Ok(element) => element,
        Err(error) => {
            keep_picture("review-missing");
            panic!("{css} did not appear: {error}")
        }
    }
}

/// Full seconds of the recording the player is at.
async fn second(window: &Client) -> u32 {
    let slider = window.see("waveform").await;
    let now = slider.attr("aria-valuenow").await.unwrap();
    now.unwrap().parse().unwrap()
}

/// The word being heard; empty between words.
async fn heard(window: &Client) -> String {
    match window.find(Locator::Css("[data-current]")).await {
        // It moves on between finding and reading it.
        Ok(element) => element.text().await.unwrap_or_default(),
        Err(_) => String::new(),
    }
}

#[tokio::test]
async fn a_spoken_interview_is_reviewed_in_step_with_its_sound() {
    let mut bench = Bench::start(SecretService::start().unwrap());
    let window = bench.open(&[]).await;
    prepare(&window, "Rita Review").await;
    window.press("consent-agree").await;
    window.press("start-interview").await;
    let questions = questions();
    for number in 1..=2 {
        window
            .read_until("interviewer-line", |line| {
                line.contains(&questions[number - 1])
            })
            .await;
        bench
            .microphone
            .play(&demo().join(format!("answers/{number}.wav")))
            .unwrap();
    }
    window
        .read_until("interviewer-line", |line| line.contains(&questions[2]))
        .await;
    window.press("finish").await;
    window.press("confirm-finish").await;

    // A click on a word plays from there, and the words follow.
    window.see("player").await;
    shows(&window, "[data-role='candidate'] [data-word='2']").await;
    let words = window
        .find_all(Locator::Css("[data-role='candidate'] [data-word='2']"))
        .await
        .unwrap();
    assert!(words.len() >= 2, "two answers were spoken");
    let begin = second(&window).await;
    assert_eq!(begin, 0, "nothing plays by itself");
    words[1].click().await.unwrap();
    shows(&window, "[data-testid='player'][data-playing='true']").await;
    shows(&window, "[data-current]").await;
    let from = second(&window).await;
    assert!(from > 0, "the second answer is not at the beginning");
    keep_picture("review-playing");
    let (patience, mut seen) = (Instant::now(), Vec::new());
    while seen.len() < 3 {
        let word = heard(&window).await;
        if !word.is_empty() && seen.last() != Some(&word) {
            seen.push(word);
        }
        assert!(
            patience.elapsed() < PATIENCE,
            "the words stand still: {seen:?}"
        );
    }
    while second(&window).await <= from {
        assert!(patience.elapsed() < PATIENCE, "the sound stands still");
    }

    // The keyboard pauses, and a click on a word of the first answer goes back.
    window
        .find(Locator::Css("body"))
        .await
        .unwrap()
        .send_keys(" ")
        .await
        .unwrap();
    shows(&window, "[data-testid='player'][data-playing='false']").await;
    let words = window
        .find_all(Locator::Css("[data-role='candidate'] [data-word='2']"))
        .await
        .unwrap();
    words[0].click().await.unwrap();
    shows(&window, "[data-testid='player'][data-playing='true']").await;
    assert!(second(&window).await < from, "it went back");
    shows(&window, "[data-heard] [data-current]").await;
    window.close().await.unwrap();
}
