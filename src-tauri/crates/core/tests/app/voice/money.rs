//! The budget of an interview.

use candor_core::{
    ai::{self, Budget},
    assistant::testing::{Answer, StandIn},
};
use candor_domain::{
    AiApi, AiOutcome, Origin,
    live::{InterviewerState, Live},
};

use super::bench::{Record, Seat, calm, model, open, polite};

fn with(tokens: Option<u64>, told: Option<(u32, u32)>) -> Record {
    let folder = tempfile::tempdir().unwrap();
    let service = StandIn::start();
    let app = open(
        folder.path(),
        calm(),
        vec![model(&service, AiApi::Responses)],
    );
    let budget = Budget {
        tokens,
        ..Budget::default()
    };
    ai::set_budget(&app, budget).unwrap();
    service.always(Answer::by(polite).usage(told));
    let record = Seat::take(&app).goes_to_the_end();
    record.assert_whole();
    record
}

#[test]
fn a_budget_that_is_used_up_leaves_the_interview_to_the_script() {
    let record = with(Some(20_000), Some((19_500, 20)));
    assert_eq!(
        record.origins(),
        [Origin::Model, Origin::Script, Origin::Script]
    );
    assert_eq!(
        record.outcomes(),
        [AiOutcome::Used, AiOutcome::OverBudget],
        "told once"
    );
    let over = &record.calls[1];
    assert_eq!((over.attempts, over.reasons[0].as_str()), (0, "tokens"));
    assert!(over.prompt.is_empty(), "nothing was sent");
    let last = record.live.iter().rev().find_map(|fact| match fact {
        Live::Interviewer { state, .. } => Some(*state),
        _ => None,
    });
    assert_eq!(last, Some(InterviewerState::Scripted));
    let notices = record
        .live
        .iter()
        .filter(|fact| matches!(fact, Live::Notice { .. }));
    assert_eq!(notices.count(), 0, "the candidate hears nothing of it");
}

#[test]
fn what_a_service_does_not_count_is_estimated() {
    let record = with(Some(4_000), None);
    assert_eq!(record.origins()[0], Origin::Model);
    assert_eq!(record.origins()[2], Origin::Script);
    assert_eq!(record.outcomes().last(), Some(&AiOutcome::OverBudget));
}

#[test]
fn a_budget_too_small_for_a_single_request_sends_none() {
    let record = with(Some(10), Some((1, 1)));
    assert_eq!(record.origins(), [Origin::Script; 3]);
    assert_eq!(record.outcomes(), [AiOutcome::OverBudget]);
}
