//! Replies that come as they should, and all the ways services word that.

use std::time::Duration;

use candor_assistant::{
    model::{Cancel, Failure, Finish, ReplyModel as _, Usage},
    testing::{Answer, Fault, MODEL},
};
use candor_domain::AiApi;

use crate::{WORDS, answered, ask, both, failed, fault, request, with_schema};

#[test]
fn a_reply_comes_in_pieces_and_whole() {
    both(|api| {
        let (reply, service) = answered(api, Answer::text(WORDS).usage(Some((321, 54))));
        assert_eq!(reply.text, WORDS);
        assert_eq!(reply.finish, Finish::Complete);
        assert_eq!(reply.model.as_deref(), Some(MODEL));
        let usage = Usage {
            input_tokens: 321,
            output_tokens: 54,
        };
        assert_eq!(reply.usage, Some(usage));
        assert_eq!(reply.attempts, 1);
        assert_eq!(reply.detail, "");
        assert!(reply.first_token_ms.unwrap() <= reply.total_ms);

        // Nothing is lost of what was asked, and nothing is to be kept or done by the service.
        let asked = service.asked().remove(0);
        let turns: Vec<_> = request()
            .turns
            .iter()
            .map(|turn| (turn.speaker.as_str().to_owned(), turn.content.clone()))
            .collect();
        assert_eq!((asked.turns, asked.max_tokens), (turns, Some(200)));
        assert!(asked.stream && asked.schema.is_none());
        assert_eq!(asked.body.get("tools"), None);
        match api {
            AiApi::Responses => assert_eq!(asked.body["store"], false),
            AiApi::Chat => assert_eq!(asked.body["stream_options"]["include_usage"], true),
        }
    });
}

#[test]
fn pieces_are_handed_out_as_they_arrive() {
    both(|api| {
        let service = candor_assistant::testing::StandIn::start();
        // Nothing more comes after the third piece: only what is handed out at once is ever seen.
        service.always(Answer::text(WORDS).fault(Fault::HangAfterPieces(3)));
        let cancel = Cancel::default();
        let mut pieces = Vec::new();
        let reply = service
            .model(api)
            .reply(&request(), &cancel.clone(), &mut |piece| {
                pieces.push(piece.to_owned());
                if pieces.len() == 3 {
                    cancel.cancel();
                }
            });
        assert_eq!(pieces, ["Grüß", "e! Р", "асск"]);
        assert_eq!(reply.text, pieces.concat());
        assert_eq!(reply.finish, Finish::Cancelled);
    });
}

#[test]
fn the_form_of_a_reply_is_demanded_strictly() {
    both(|api| {
        let service = candor_assistant::testing::StandIn::start();
        let line = serde_json::json!({"text": "Hello"});
        service.always(Answer::json(&line));
        let request = with_schema();
        let reply = ask(&service.model(api), &request);
        assert_eq!(serde_json::from_str(&reply.text).ok(), Some(line));
        let asked = service.asked().remove(0);
        assert_eq!(asked.schema_name.as_deref(), Some("line"));
        assert_eq!(asked.schema, request.schema.map(|form| form.schema));
        let strict = match api {
            AiApi::Responses => &asked.body["text"]["format"]["strict"],
            AiApi::Chat => &asked.body["response_format"]["json_schema"]["strict"],
        };
        assert_eq!(strict, true);
    });
}

#[test]
fn services_that_tell_little_much_or_everything_at_once_are_understood() {
    both(|api| {
        for (kind, has_usage) in [
            (Fault::Lean, false),
            (Fault::Noise, true),
            (Fault::Whole, true),
            (Fault::DuplicateEvents, true),
            (Fault::NoDone, true),
            (Fault::ContentType("text/event-stream".to_owned()), true),
        ] {
            let (reply, service) = fault(api, kind.clone());
            assert_eq!(reply.text, WORDS, "{api:?} {kind:?}");
            assert_eq!(reply.finish, Finish::Complete, "{api:?} {kind:?}");
            assert_eq!(reply.usage.is_some(), has_usage, "{api:?} {kind:?}");
            assert_eq!(service.asked().len(), 1);
        }
        let (reply, _service) = answered(api, Answer::text(WORDS).usage(None));
        assert_eq!((reply.finish, reply.usage), (Finish::Complete, None));
    });
}

#[test]
fn a_refusal_is_told_from_a_reply() {
    both(|api| {
        let (reply, _service) = fault(api, Fault::Refusal);
        assert_eq!(reply.finish, Finish::Refused);
        assert_eq!(reply.text, WORDS);
    });
}

#[test]
fn a_reply_that_ends_early_says_why() {
    both(|api| {
        for (reason, finish) in [
            ("max_output_tokens", Finish::Length),
            ("content_filter", Finish::Filtered),
        ] {
            let (reply, _service) = fault(api, Fault::Incomplete(reason));
            assert_eq!((reply.text.as_str(), reply.finish), (WORDS, finish));
            assert!(reply.usage.is_some());
        }
    });
}

#[test]
fn an_empty_reply_is_one() {
    both(|api| {
        let (reply, _service) = answered(api, Answer::text(""));
        assert_eq!((reply.text.as_str(), reply.finish), ("", Finish::Complete));
        assert_eq!(reply.first_token_ms, None);
    });
}

#[test]
fn a_lost_piece_is_noticed_and_made_good_from_the_final_event() {
    for piece in [0, 3, 12] {
        let gap = Fault::GapAt {
            piece,
            is_told: true,
        };
        let (reply, service) = fault(AiApi::Responses, gap);
        assert_eq!(
            (reply.text.as_str(), reply.finish),
            (WORDS, Finish::Complete)
        );
        assert_eq!(service.asked().len(), 1);
    }
}

#[test]
fn a_lost_piece_that_cannot_be_made_good_ends_the_reply_before_the_hole() {
    let gap = Fault::GapAt {
        piece: 3,
        is_told: false,
    };
    let (reply, service) = fault(AiApi::Responses, gap);
    assert_eq!(reply.finish, failed(Failure::BrokenOff));
    // Never words with a hole in them.
    assert_eq!(reply.text, "Grüße! Расск");
    assert_eq!(service.asked().len(), 1);
}

#[test]
fn the_connection_is_used_again() {
    both(|api| {
        let service = candor_assistant::testing::StandIn::start();
        service.always(Answer::text(WORDS));
        let model = service.model(api);
        for _ in 0..20 {
            assert_eq!(ask(&model, &request()).finish, Finish::Complete);
        }
        // What is left of a stream is read beside the next question: now and then that is faster.
        assert!(service.connections() < 20, "{}", service.connections());
    });
}

#[test]
fn slow_words_are_awaited() {
    both(|api| {
        let pace = Duration::from_millis(5);
        let (reply, _service) = answered(api, Answer::text(WORDS).pace(pace, pace));
        assert_eq!(
            (reply.text.as_str(), reply.finish),
            (WORDS, Finish::Complete)
        );
        assert!(reply.first_token_ms.unwrap() >= 4);
        assert!(reply.total_ms >= reply.first_token_ms.unwrap() + 4 * 16);
    });
}

#[test]
fn replies_that_come_at_the_same_time_are_never_mixed_up() {
    both(|api| {
        let service = candor_assistant::testing::StandIn::start();
        let pace = Duration::from_millis(1);
        service.always(Answer::by(|asked| asked.last().repeat(20)).pace(pace, pace));
        let model = service.model(api);
        std::thread::scope(|scope| {
            for number in 0..8 {
                let model = &model;
                scope.spawn(move || {
                    let mut request = request();
                    let words = format!("candidate {number} says so. ");
                    request.turns.last_mut().unwrap().content.clone_from(&words);
                    let reply = ask(model, &request);
                    assert_eq!(reply.finish, Finish::Complete);
                    assert_eq!(reply.text, words.repeat(20));
                });
            }
        });
        assert_eq!(service.asked().len(), 8);
    });
}
