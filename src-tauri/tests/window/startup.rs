//! Where there is no keychain: a passphrase, and nothing is opened without it.

use candor_vault::testing::SecretService;

use crate::bench::{Bench, Person as _, keep_picture};

#[tokio::test]
async fn without_a_keychain_a_passphrase_opens_candor() {
    let mut bench = Bench::start(SecretService::without_keychain().unwrap());
    let window = bench.open(&[]).await;
    window.see("startup-problem").await;
    keep_picture("unlock");
    window.write("passphrase", "correct horse battery").await;
    window
        .write("passphrase-again", "correct horse battery")
        .await;
    window.press("unlock").await;
    window.press("skip-first-run").await;
    window.see("new-interview").await;
    window.close().await.unwrap();

    let window = bench.open(&[]).await;
    let locked = window.read("startup-problem").await;
    window.write("passphrase", "wrong horse battery").await;
    window.press("unlock").await;
    window
        .read_until("startup-problem", |text| text != locked)
        .await;
    window.write("passphrase", "correct horse battery").await;
    window.press("unlock").await;
    window.see("new-interview").await;
    window.close().await.unwrap();
}
