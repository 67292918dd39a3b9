//! Interviews on a machine without a microphone.

use std::process::Command;

use crate::common::{Place, listed, run, run_typing};

fn interview(place: &Place, more: &[&str]) -> Command {
    let mut command = place.kept();
    command.args(["interview", "--candidate", "Ada"]).args(more);
    command
}

#[cfg(target_os = "linux")]
#[test]
fn without_an_input_device_the_interview_does_not_begin_and_is_kept() {
    let place = Place::new();
    let ran = run_typing(&mut interview(&place, &[]), &["yes"]);
    ran.badly(&["no microphone was found; connect one, or allow this program to use it"]);
    let ran = run_typing(&mut interview(&place, &["--device", "Blue Yeti"]), &["yes"]);
    ran.badly(&["there is no microphone called “Blue Yeti”; none is connected"]);

    let interviews = listed(&place);
    assert_eq!(interviews.len(), 2);
    for (_, rest) in &interviews {
        assert!(rest.starts_with("not_started"), "{rest}");
    }
    // The same interview can be held by typing.
    let mut typing = place.kept();
    typing.args(["interview", "--typing", "--resume", &interviews[0].0]);
    let ran = run_typing(&mut typing, &["I was an agent for three years.", "/finish"]).well();
    assert!(
        ran.out.contains("Candidate (typed): I was an agent"),
        "{}",
        ran.out
    );
    let doctor = run(place.kept().arg("doctor")).well();
    assert!(
        doctor
            .out
            .contains("microphone   none found; interviews can be held by typing"),
        "{}",
        doctor.out
    );
    assert!(doctor.out.contains("all as written"), "{}", doctor.out);
}

#[test]
fn nothing_begins_without_consent() {
    let place = Place::new();
    for answer in [&["no"][..], &["", "/finish"], &[]] {
        let ran = run_typing(&mut interview(&place, &["--typing"]), answer).well();
        assert!(ran.out.contains("Nothing was recorded"), "{}", ran.out);
        assert!(!ran.out.contains("Interviewer:"), "{}", ran.out);
    }
    assert!(
        listed(&place)
            .iter()
            .all(|(_, rest)| rest.starts_with("not_started"))
    );
}

#[test]
fn a_closed_terminal_pauses_and_the_interview_can_be_resumed() {
    let place = Place::new();
    let ran = run_typing(
        &mut interview(&place, &["--typing"]),
        &["yes", "I was an agent."],
    )
    .well();
    assert!(
        ran.out
            .contains("Paused. Go on with: candor interview --resume"),
        "{}",
        ran.out
    );
    let (id, rest) = listed(&place).remove(0);
    assert!(rest.starts_with("paused  Ada"), "{rest}");
    let mut resume = place.kept();
    resume.args(["interview", "--typing", "--resume", &id]);
    let ran = run_typing(&mut resume, &["/finish"]).well();
    assert!(ran.out.contains("Interviewer:"), "{}", ran.out);
    let mut again = place.kept();
    again.args(["interview", "--typing", "--resume", &id]);
    run_typing(&mut again, &["/finish"])
        .badly(&["an interview that is finished cannot be started"]);
}

#[test]
fn an_interview_that_does_not_exist_is_named_as_such() {
    let place = Place::new();
    let unknown = "01890000-0000-7000-8000-000000000000";
    run(place.kept().args(["export", unknown])).badly(&["there is no such interview"]);
    run(place.kept().args(["interview", "--resume", unknown]))
        .badly(&["there is no such interview"]);
    let ran = run(place.kept().args(["export", "not-an-id"]));
    assert_eq!(ran.status.code(), Some(2));
    assert!(ran.err.contains("not-an-id"), "{}", ran.err);
}
