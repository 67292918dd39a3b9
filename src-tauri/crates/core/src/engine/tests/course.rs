//! The ordinary course of an interview, and what may come between.

use candor_domain::transcript::CoverageState;

use super::*;

#[test]
fn an_ordinary_interview_asks_the_plan_in_order_and_closes() {
    let mut run = three();
    for _ in 0..3 {
        run.answer(FULL);
        assert_eq!(run.timer_ms, Some(2_000), "waits for the end of the answer");
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
    assert_eq!(run.end, Some(End::PlanDone));
    assert!(
        run.state
            .coverage(&run.script)
            .iter()
            .all(|c| c.state == CoverageState::Answered)
    );
}

#[test]
fn a_short_answer_gets_exactly_one_follow_up() {
    let mut run = three();
    run.answer("Yes.");
    run.timer();
    run.answer("No.");
    run.timer();
    assert_eq!(
        run.purposes()[1..],
        [Purpose::Question, Purpose::FollowUp, Purpose::Question]
    );
}

#[test]
fn an_answer_whose_words_are_not_known_yet_is_an_answer_and_not_a_thin_one() {
    let mut run = three();
    let unheard = |run: &mut Run| {
        run.input(Input::SpeechStarted);
        run.wait(4_000);
        run.input(Input::SpeechEnded);
        run.input(Input::Unheard)
    };
    let recorded = unheard(&mut run);
    assert!(recorded.contains(&Effect::Record {
        purpose: Purpose::Answer,
        question_key: Some("q0".into())
    }));
    assert_eq!(run.timer_ms, Some(2_000), "waits for the end of the answer");
    // The rest of it is known, and short.
    run.answer("Yes.");
    run.timer();
    unheard(&mut run);
    run.input(Input::Control(Control::AnswerDone));
    // What is known again is judged again.
    run.answer("No.");
    run.timer();
    assert_eq!(
        run.purposes()[1..],
        [
            Purpose::Question,
            Purpose::Question,
            Purpose::Question,
            Purpose::FollowUp
        ]
    );
    let answered = run.state.questions.iter().filter(|q| q.answered).count();
    assert_eq!(answered, 3);
}

#[test]
fn words_not_known_yet_end_nothing() {
    let mut run = three();
    run.answer(FULL);
    run.answer("Stop.");
    assert_eq!(run.said.last().unwrap().0, Purpose::Acknowledgement);
    run.input(Input::SpeechStarted);
    run.input(Input::SpeechEnded);
    run.input(Input::Unheard);
    assert_eq!(run.end, None);
    run.input(Input::Control(Control::Skip));
    run.input(Input::SpeechStarted);
    run.input(Input::Finish(End::RecruiterFinished));
    run.input(Input::SpeechEnded);
    assert_eq!(run.end, None, "waits for the last words");
    run.input(Input::Unheard);
    assert_eq!(run.end, Some(End::RecruiterFinished));
}

#[test]
fn an_answer_in_several_sentences_is_one_answer() {
    let mut run = three();
    run.answer(FULL);
    run.wait(1_500);
    run.answer("And then we went on to the next one.");
    assert_eq!(run.purposes().len(), 2, "still listening");
    run.wait(1_999);
    run.input(Input::Timer);
    assert_eq!(run.purposes().len(), 2);
    run.wait(1);
    run.input(Input::Timer);
    assert_eq!(run.purposes().len(), 3);
}

#[test]
fn spoken_wishes_are_followed() {
    let mut run = three();
    run.answer("Could you repeat the question, please?");
    run.answer("Next question, please.");
    run.answer("I would like to stop the interview.");
    assert_eq!(
        run.purposes()[1..],
        [
            Purpose::Question,
            Purpose::Repeat,
            Purpose::Acknowledgement,
            Purpose::Question,
            Purpose::Closing
        ]
    );
    assert_eq!(run.end, Some(End::CandidateStopped));
    let coverage = run.state.coverage(&run.script);
    assert_eq!(
        coverage.iter().map(|c| c.state).collect::<Vec<_>>(),
        [
            CoverageState::Skipped,
            CoverageState::Unanswered,
            CoverageState::NotAsked
        ]
    );
}

#[test]
fn stop_inside_an_answer_is_asked_about_and_a_second_one_ends() {
    let mut run = three();
    run.answer(FULL);
    run.answer("Stop.");
    assert_eq!(
        run.purposes()[1..],
        [Purpose::Question, Purpose::Acknowledgement]
    );
    run.answer("That is what I told them, and they went on.");
    run.timer();
    assert_eq!(run.end, None);
    run.answer(FULL);
    run.answer("Please stop the interview.");
    run.answer("Yes, stop the interview.");
    assert_eq!(run.end, Some(End::CandidateStopped));
}

#[test]
fn silence_is_met_with_patience_then_with_the_next_question() {
    let mut run = three();
    run.timer();
    run.timer();
    assert_eq!(
        run.purposes()[1..],
        [Purpose::Question, Purpose::Nudge, Purpose::Question]
    );
    assert_eq!(run.now, 90_000);
}

#[test]
fn still_thinking_holds_everything_back() {
    let mut run = three();
    run.input(Input::Control(Control::StillThinking));
    assert_eq!(run.timer_ms, Some(60_000));
    run.wait(59_000);
    run.input(Input::Timer);
    assert_eq!(
        run.purposes()[1..],
        [Purpose::Question, Purpose::Acknowledgement]
    );
}

#[test]
fn when_time_is_over_only_must_ask_questions_remain() {
    let mut run = Run::new(script((0..4).map(|i| question(i, i == 2, 60)).collect(), 5));
    run.input(Input::Begin);
    run.input(Input::SpeechStarted);
    run.wait(301_000);
    run.input(Input::SpeechEnded);
    run.input(Input::Heard(FULL.into()));
    run.timer();
    run.answer(FULL);
    run.timer();
    assert_eq!(
        run.purposes()[1..],
        [
            Purpose::Question,
            Purpose::WrapUp,
            Purpose::Question,
            Purpose::Closing
        ]
    );
    assert_eq!(run.said[3].1.as_deref(), Some("q2"));
    assert_eq!(run.end, Some(End::TimeOver));
}

#[test]
fn finishing_while_the_candidate_speaks_keeps_the_last_words() {
    let mut run = three();
    run.input(Input::SpeechStarted);
    let effects = run.input(Input::Finish(End::RecruiterFinished));
    assert!(effects.contains(&Effect::StopListening));
    assert_eq!(run.end, None);
    run.input(Input::SpeechEnded);
    let effects = run.input(Input::Heard(FULL.into()));
    assert!(matches!(
        effects[0],
        Effect::Record {
            purpose: Purpose::Answer,
            ..
        }
    ));
    assert_eq!(run.end, Some(End::RecruiterFinished));
}

#[test]
fn a_stored_state_goes_on_where_it_was() {
    let mut run = three();
    run.answer(FULL);
    run.timer();
    let json = serde_json::to_string(&run.state).unwrap();
    run.state = serde_json::from_str::<State>(&json).unwrap().recovered();
    run.now += 86_400_000;
    run.input(Input::Resume);
    assert_eq!(run.said.last().unwrap().0, Purpose::Repeat);
    assert!(run.state.active_ms < 10_000, "the night did not count");
    run.answer(FULL);
    run.timer();
    assert_eq!(run.said.last().unwrap().1.as_deref(), Some("q2"));
}

#[test]
fn a_request_for_a_person_is_noted_at_once_and_acknowledged_when_the_floor_is_free() {
    let mut run = three();
    run.input(Input::SpeechStarted);
    let effects = run.input(Input::Control(Control::RequestHuman));
    assert!(effects.contains(&Effect::RequestHuman));
    assert_eq!(run.purposes().len(), 2, "the candidate speaks");
    run.input(Input::SpeechEnded);
    run.input(Input::Heard(String::new()));
    assert_eq!(run.purposes()[2..], [Purpose::Acknowledgement]);
    assert!(run.said[2].2.contains("speak with a person"));
    assert_eq!(run.timer_ms, Some(60_000), "nobody is hurried meanwhile");
}

#[test]
fn silence_counts_from_the_end_of_reading_aloud() {
    let mut run = three();
    for _ in 0..5 {
        run.input(Input::ReadingAloud(true));
        run.wait(4_000);
    }
    run.input(Input::ReadingAloud(false));
    assert_eq!(run.timer_ms, Some(30_000));
    run.timer();
    assert_eq!(run.purposes()[2..], [Purpose::Nudge]);
}

#[test]
fn a_page_that_is_gone_does_not_hold_the_interview_up() {
    let mut run = three();
    run.input(Input::ReadingAloud(true));
    assert_eq!(run.timer_ms, Some(40_000));
    run.timer();
    assert_eq!(run.purposes()[2..], [Purpose::Nudge]);
}

#[test]
fn without_a_time_limit_a_question_waits_for_its_answer() {
    let mut run = three();
    run.script.settings.no_time_limit = true;
    run.timer();
    assert_eq!(run.purposes()[2..], [Purpose::Nudge]);
    assert_eq!(run.timer_ms, None, "nothing is due any more");
    run.wait(86_400_000);
    run.input(Input::Timer);
    assert_eq!(run.purposes().len(), 3);
    for _ in 0..3 {
        run.answer(FULL);
        run.timer();
    }
    assert_eq!(run.end, Some(End::PlanDone), "every question was asked");
}

#[test]
fn a_state_stored_by_an_earlier_version_can_be_read() {
    let run = three();
    let mut json = serde_json::to_value(&run.state).unwrap();
    for later in [
        "human_wanted",
        "wording",
        "owed",
        "due",
        "called_off",
        "previous",
        "over",
        "over_pending",
    ] {
        json.as_object_mut().unwrap().remove(later).unwrap();
    }
    assert_eq!(serde_json::from_value::<State>(json).unwrap(), run.state);
}
