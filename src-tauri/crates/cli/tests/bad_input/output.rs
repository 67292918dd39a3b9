//! Somebody who stops reading.

use std::process::Stdio;

use crate::common::{Place, run};

#[test]
fn a_reader_that_goes_away_is_no_reason_to_panic() {
    let place = Place::new();
    run(place.kept().arg("interviews")).well();
    for arguments in [
        &["models", "list"][..],
        &["interviews"],
        &["doctor"],
        &["openapi"],
        &["transcript-schema"],
        &["demo", "--fast", "--json"],
    ] {
        let mut child = place
            .kept()
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let words = String::from_utf8(output.stderr).unwrap();
        assert!(!words.contains("panicked"), "{arguments:?}: {words}");
        assert_ne!(output.status.code(), Some(101), "{arguments:?}: {words}");
    }
}
