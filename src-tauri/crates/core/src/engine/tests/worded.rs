//! Lines that a model words, and everything that may come between.

use candor_domain::{AiTask, transcript::CoverageState};

use super::*;

fn worded_three() -> Run {
    let mut run = Run::new(script(
        (0..3).map(|i| question(i, i == 2, 60)).collect(),
        30,
    ));
    run.script.settings.model_words = true;
    run.input(Input::Begin);
    run
}

/// The first question is answered; the second is being worded.
fn thinking_about_the_second() -> Run {
    let mut run = worded_three();
    worded(&mut run, "Hello, question number 0?");
    run.answer(FULL);
    run.timer();
    assert_eq!(run.open.as_ref().unwrap().task, AiTask::Question);
    assert_eq!(key(&run), Some("q1"));
    run
}

fn key(run: &Run) -> Option<&str> {
    run.open.as_ref()?.question_key.as_deref()
}

fn said_last(run: &Run) -> (Purpose, Option<&str>) {
    let (purpose, key, _) = run.said.last().unwrap();
    (*purpose, key.as_deref())
}

#[test]
fn a_worded_interview_asks_the_plan_in_order_and_greets_and_closes_by_the_script() {
    let mut run = worded_three();
    assert_eq!(run.purposes(), [Purpose::Greeting]);
    for _ in 0..3 {
        assert_eq!(run.timer_ms, Some(60_000), "nobody waits for ever");
        worded(&mut run, "In other words?");
        assert_eq!(run.timer_ms, Some(30_000));
        run.answer(FULL);
        run.timer();
    }
    assert_eq!(
        run.purposes(),
        [
            Purpose::Greeting,
            Purpose::Question,
            Purpose::Question,
            Purpose::Question,
            Purpose::Closing
        ]
    );
    assert!(run.said[1..4].iter().all(|s| s.2 == "In other words?"));
    assert_eq!(run.end, Some(End::PlanDone));
}

#[test]
fn a_failed_line_is_said_by_the_script_at_once() {
    let mut run = worded_three();
    run.input(Input::WordingFailed);
    assert_eq!(said_last(&run), (Purpose::Question, Some("q0")));
    assert!(run.said[1].2.contains("Question number 0?"));
    assert_eq!(run.timer_ms, Some(30_000));
}

#[test]
fn a_line_that_breaks_off_is_kept_and_the_script_follows() {
    let mut run = worded_three();
    run.input(Input::WordingShown);
    let effects = run.input(Input::WordingBrokeOff {
        text: "Hello, que".into(),
    });
    assert!(matches!(
        &effects[..2],
        [Effect::Keep { text, cut_off: true, .. }, Effect::Say { purpose: Purpose::Question, .. }] if text == "Hello, que"
    ));
    assert_eq!(run.parts.len(), 1);
}

#[test]
fn nobody_waits_longer_than_the_deadline_shown_or_not() {
    for shown in [false, true] {
        let mut run = worded_three();
        if shown {
            run.input(Input::WordingShown);
        }
        run.timer();
        assert_eq!(run.now, 60_000);
        assert_eq!(said_last(&run), (Purpose::Question, Some("q0")));
        assert_eq!(run.parts.len(), usize::from(shown));
        run.input(Input::Worded {
            text: "Too late?".into(),
        });
        assert_eq!(run.purposes().len(), 2, "what comes too late is ignored");
    }
}

#[test]
fn whoever_goes_on_speaking_before_anything_was_shown_goes_on_with_the_answer() {
    let mut run = thinking_about_the_second();
    let effects = run.input(Input::SpeechStarted);
    assert!(effects.contains(&Effect::CancelWording));
    run.wait(3_000);
    run.input(Input::SpeechEnded);
    let effects = run.input(Input::Heard("And I forgot to say that we won.".into()));
    assert_eq!(
        effects[0],
        Effect::Record {
            purpose: Purpose::Answer,
            question_key: Some("q0".into())
        }
    );
    assert!(run.open.is_none());
    run.timer();
    assert_eq!(key(&run), Some("q1"), "then the question is asked");
    let asked = run.state.coverage(&run.script);
    assert_eq!(asked[0].state, CoverageState::Answered);
}

#[test]
fn typing_calls_the_line_off_too() {
    let mut run = thinking_about_the_second();
    let effects = run.input(Input::Typed("One more thing.".into()));
    assert_eq!(effects[0], Effect::CancelWording);
    assert!(matches!(&effects[1], Effect::Record { question_key: Some(key), .. } if key == "q0"));
}

#[test]
fn a_noise_does_not_cost_the_question_and_much_noise_does_not_hold_it_up() {
    let mut run = worded_three();
    for _ in 0..2 {
        assert_eq!(key(&run), Some("q0"));
        run.input(Input::SpeechStarted);
        run.input(Input::SpeechEnded);
        run.input(Input::Heard(String::new()));
        assert_eq!(run.timer_ms, Some(2_000));
        run.timer();
    }
    assert!(run.open.is_none());
    assert_eq!(said_last(&run), (Purpose::Question, Some("q0")));
    run.answer(FULL);
    run.timer();
    assert_eq!(key(&run), Some("q1"), "the next line is worded again");
}

#[test]
fn words_before_the_first_question_are_a_remark_and_the_question_comes() {
    let mut run = worded_three();
    let effects = run.input(Input::Typed("Good morning!".into()));
    assert!(matches!(
        &effects[1],
        Effect::Record {
            purpose: Purpose::Remark,
            question_key: None
        }
    ));
    run.timer();
    assert_eq!(key(&run), Some("q0"));
}

#[test]
fn words_that_end_over_a_line_belong_to_what_was_before_and_do_not_end_the_new_question() {
    let mut run = thinking_about_the_second();
    run.input(Input::WordingShown);
    run.input(Input::SpeechStarted);
    assert!(run.open.is_some(), "what was shown goes on");
    run.wait(500);
    run.input(Input::SpeechEnded);
    run.input(Input::Worded {
        text: "And question number 1?".into(),
    });
    assert_eq!(said_last(&run), (Purpose::Question, Some("q1")));
    let effects = run.input(Input::Heard(FULL.into()));
    assert_eq!(
        effects[0],
        Effect::Record {
            purpose: Purpose::Answer,
            question_key: Some("q0".into())
        }
    );
    assert_eq!(run.timer_ms, Some(30_000), "the new question waits");
    run.answer(FULL);
    assert_eq!(run.timer_ms, Some(2_000));
}

#[test]
fn an_answer_begun_over_the_last_words_of_a_question_is_its_answer() {
    let mut run = thinking_about_the_second();
    run.input(Input::WordingShown);
    run.input(Input::SpeechStarted);
    run.input(Input::SpeechEnded);
    run.input(Input::SpeechStarted);
    run.wait(500);
    run.input(Input::Worded {
        text: "And question number 1?".into(),
    });
    run.wait(5_000);
    run.input(Input::SpeechEnded);
    for (text, question) in [("as I said", "q0"), (FULL, "q1")] {
        let effects = run.input(Input::Heard(text.into()));
        assert_eq!(
            effects[0],
            Effect::Record {
                purpose: Purpose::Answer,
                question_key: Some(question.into())
            }
        );
    }
    run.timer();
    assert_eq!(key(&run), Some("q2"), "the question was answered");
    let asked = run.state.coverage(&run.script);
    assert_eq!(asked[1].state, CoverageState::Answered);
}

#[test]
fn a_line_that_breaks_off_while_the_candidate_speaks_waits_for_the_floor() {
    let mut run = thinking_about_the_second();
    run.input(Input::WordingShown);
    run.input(Input::SpeechStarted);
    run.input(Input::WordingBrokeOff { text: "And".into() });
    assert_eq!(said_last(&run), (Purpose::Question, Some("q0")));
    run.input(Input::SpeechEnded);
    run.input(Input::Heard("as I said".into()));
    assert_eq!(said_last(&run), (Purpose::Question, Some("q1")));
}

#[test]
fn a_pause_calls_the_line_off_and_it_is_asked_when_the_interview_goes_on() {
    let mut run = thinking_about_the_second();
    let effects = run.input(Input::Pause);
    assert_eq!(effects[0], Effect::CancelWording);
    run.wait(100_000);
    run.input(Input::Resume);
    assert_eq!(key(&run), Some("q1"));
    assert_eq!(run.purposes().len(), 2, "nothing is repeated");
}

#[test]
fn a_line_that_was_shown_before_the_pause_is_said_by_the_script_after_it() {
    let mut run = thinking_about_the_second();
    run.input(Input::WordingShown);
    run.input(Input::Pause);
    assert_eq!(run.parts, [(Purpose::Question, Some("q1".into()))]);
    run.input(Input::Resume);
    assert_eq!(said_last(&run), (Purpose::Question, Some("q1")));
    assert!(run.open.is_none());
}

#[test]
fn a_question_that_the_end_cut_off_counts_as_not_asked() {
    for shown in [false, true] {
        let mut run = thinking_about_the_second();
        if shown {
            run.input(Input::WordingShown);
        }
        run.input(Input::Finish(End::RecruiterFinished));
        assert_eq!(run.end, Some(End::RecruiterFinished));
        let coverage = run.state.coverage(&run.script);
        assert_eq!(coverage[0].state, CoverageState::Answered);
        assert_eq!(coverage[1].state, CoverageState::NotAsked);
    }
}

#[test]
fn wishes_are_granted_before_the_line_or_after_it() {
    let mut run = thinking_about_the_second();
    run.input(Input::Control(Control::Repeat));
    assert_eq!(said_last(&run), (Purpose::Repeat, Some("q0")));
    let mut run = thinking_about_the_second();
    run.input(Input::Control(Control::StillThinking));
    assert_eq!(run.timer_ms, Some(60_000));
    let mut run = thinking_about_the_second();
    run.input(Input::WordingShown);
    run.input(Input::Control(Control::Skip));
    assert_eq!(key(&run), Some("q1"), "what was begun is said first");
    run.input(Input::Worded { text: "So?".into() });
    assert_eq!(key(&run), Some("q2"));
    let mut run = thinking_about_the_second();
    run.input(Input::Control(Control::AnswerDone));
    worded(&mut run, "So?");
    assert_eq!(run.timer_ms, Some(30_000), "it was done before");
    let mut run = thinking_about_the_second();
    let effects = run.input(Input::Control(Control::RequestHuman));
    assert!(effects.contains(&Effect::RequestHuman));
    worded(&mut run, "So?");
    assert_eq!(said_last(&run).0, Purpose::Acknowledgement);
}

#[test]
fn skipping_before_the_first_question_is_shown_leaves_nothing_out() {
    let mut run = worded_three();
    run.input(Input::Control(Control::Skip));
    assert_eq!(key(&run), Some("q0"));
}

#[test]
fn a_state_stored_while_a_line_was_worded_takes_up_what_was_before() {
    let mut run = thinking_about_the_second();
    run.input(Input::WordingShown);
    let json = serde_json::to_string(&run.state).unwrap();
    run.state = serde_json::from_str::<State>(&json).unwrap().recovered();
    run.open = None;
    assert_eq!(run.state.current_key(&run.script).as_deref(), Some("q0"));
    run.input(Input::Resume);
    assert_eq!(key(&run), Some("q1"));
}

#[test]
fn the_candidates_own_question_is_answered_and_the_plan_stays_where_it_is() {
    let mut run = worded_three();
    worded(&mut run, "Question 0?");
    run.answer("I led a team of five for a year. What is the salary?");
    run.timer();
    let line = run.open.clone().unwrap();
    assert_eq!((line.purpose, line.task), (Purpose::Reply, AiTask::Reply));
    assert!(line.text.contains("cannot answer"));
    worded(&mut run, "I have no information about that. Please go on.");
    assert_eq!(run.state.current_key(&run.script).as_deref(), Some("q0"));
    run.timer();
    assert_eq!(key(&run), Some("q1"), "who says no more has answered");
    assert_eq!(
        run.state.coverage(&run.script)[0].state,
        CoverageState::Answered
    );
}

#[test]
fn who_only_asks_has_not_answered_and_not_every_question_is_replied_to() {
    let mut run = worded_three();
    worded(&mut run, "Question 0?");
    for _ in 0..2 {
        run.answer("What is the salary?");
        run.timer();
        assert_eq!(run.open.as_ref().unwrap().purpose, Purpose::Reply);
        run.input(Input::WordingFailed);
        assert_eq!(said_last(&run), (Purpose::Reply, Some("q0")));
        assert_eq!(
            run.state.coverage(&run.script)[0].state,
            CoverageState::Unanswered
        );
    }
    run.answer("What is the salary?");
    run.timer();
    assert_eq!(run.open.as_ref().unwrap().purpose, Purpose::FollowUp);
}

#[test]
fn an_empty_wording_is_none() {
    let mut run = worded_three();
    run.input(Input::Worded { text: " \n".into() });
    assert_eq!(said_last(&run), (Purpose::Question, Some("q0")));
    assert!(run.said[1].2.contains("Question number 0?"));
}
