//! The shell around the page: closing while an interview runs, a second start, the system's order to end.

use std::process::{Command, Stdio};

use candor_vault::testing::SecretService;
use fantoccini::Client;

use crate::{
    bench::{Bench, Person as _},
    interview::{prepare, questions},
};

/// An interview by typing, begun.
async fn begin(window: &Client, name: &str) {
    prepare(window, name).await;
    window.press("consent-agree").await;
    window.press("way-type").await;
    window.press("start-interview").await;
    window
        .read_until("interviewer-line", |line| line.contains(&questions()[0]))
        .await;
}

#[tokio::test]
async fn closing_on_a_running_interview_asks_and_loses_nothing() {
    let mut bench = Bench::start(SecretService::start().unwrap());
    let window = bench.open(&[]).await;
    begin(&window, "Clara Closing").await;
    bench.press_close_button();
    window.see("close-question").await;
    window.press("close-stay").await;
    // Still there, and the interview still runs.
    window.write("message-input", "I am still here.").await;
    window.press("send-message").await;
    window
        .read_until("conversation", |text| text.contains("I am still here."))
        .await;
    bench.press_close_button();
    window.see("close-question").await;
    let close = window.see("close-now").await;
    // The program ends with this click, often before the driver has answered.
    let _ = close.click().await;
    bench.wait_until_ended();

    let window = bench.open(&[]).await;
    let row = window.see("interview-row").await;
    assert!(row.text().await.unwrap().contains("Clara Closing"));
    row.click().await.unwrap();
    window.press("way-type").await;
    window.press("resume").await;
    window
        .read_until("conversation", |text| text.contains("I am still here."))
        .await;
    window.close().await.unwrap();
}

#[tokio::test]
async fn a_second_start_shows_the_first_window_and_ends() {
    let mut bench = Bench::start(SecretService::start().unwrap());
    let window = bench.open(&[]).await;
    window.press("skip-first-run").await;
    window.see("new-interview").await;
    let second = Command::new(env!("CARGO_BIN_EXE_candor-desktop"))
        .envs(bench.env())
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(second.success(), "{second}");
    window.see("new-interview").await;
    window.close().await.unwrap();
}

#[tokio::test]
async fn the_system_ends_candor_in_the_middle_of_an_interview_and_it_is_paused() {
    let mut bench = Bench::start(SecretService::start().unwrap());
    let window = bench.open(&[]).await;
    begin(&window, "Stefan Shutdown").await;
    bench.terminate();
    bench.wait_until_ended();
    let window = bench.open(&[]).await;
    // Paused in good order, not interrupted.
    let row = window.read("interview-row").await;
    assert!(
        row.contains("Stefan Shutdown") && row.contains("Paused"),
        "{row}"
    );
    window.close().await.unwrap();
}
