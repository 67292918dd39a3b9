//! Words as they come: at once, in order, and seen by whoever comes late.

use std::{
    sync::{Arc, Mutex, mpsc},
    time::{Duration, Instant},
};

use candor_core::{
    assistant::model::{Cancel, Endpoint, Finish, Reply, ReplyModel, Request},
    engine::End,
    room,
};
use candor_domain::{
    AiApi, AiOutcome, Origin,
    live::{Fact, InterviewerState, Live},
};

use super::bench::{FULL, PATIENCE, Seat, calls, calm, create, open, part, quick};

/// A model in this process: its pieces come when the test sends them.
struct ByHand {
    endpoint: Endpoint,
    pieces: Mutex<mpsc::Receiver<String>>,
    sent: Arc<Mutex<Vec<Instant>>>,
}

fn by_hand() -> (Arc<ByHand>, mpsc::Sender<String>) {
    let (sender, pieces) = mpsc::channel();
    let model = ByHand {
        endpoint: Endpoint {
            connection: "By hand".into(),
            host: "localhost".into(),
            api: AiApi::Chat,
            model: "hand".into(),
            input_price_micros: None,
            output_price_micros: None,
        },
        pieces: Mutex::new(pieces),
        sent: Arc::default(),
    };
    (Arc::new(model), sender)
}

impl ReplyModel for ByHand {
    fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    fn reply(&self, request: &Request, cancel: &Cancel, on_text: &mut dyn FnMut(&str)) -> Reply {
        let question = part(&request.turns.last().unwrap().content, "the given question");
        let pieces = self.pieces.lock().unwrap();
        let mut text = String::new();
        while let Ok(piece) = pieces.recv() {
            if piece.is_empty() || cancel.is_cancelled() {
                break;
            }
            let piece = piece.replace("QUESTION", question.as_deref().unwrap_or_default());
            self.sent.lock().unwrap().push(Instant::now());
            on_text(&piece);
            text.push_str(&piece);
        }
        Reply {
            text,
            finish: Finish::Complete,
            model: None,
            usage: None,
            first_token_ms: None,
            total_ms: 0,
            attempts: 1,
            detail: String::new(),
        }
    }
}

#[test]
fn every_piece_is_in_the_room_within_milliseconds() {
    let folder = tempfile::tempdir().unwrap();
    let (model, pieces) = by_hand();
    let app = open(
        folder.path(),
        calm(),
        vec![Arc::clone(&model) as Arc<dyn ReplyModel>],
    );
    let id = create(&app);
    let mut facts = app.bus().subscribe(app.last_event().unwrap()).unwrap();
    room::start_hearing(&app, id, None, None).unwrap();
    let mut waits = Vec::new();
    for piece in ["Thank ", "you. ", "QUESTION "] {
        pieces.send(piece.into()).unwrap();
        crate::scripted::wait_for(&mut facts, "a piece", |fact| {
            matches!(
                fact,
                Fact::Live {
                    live: Live::Reply { .. }
                }
            )
        });
        waits.push(model.sent.lock().unwrap().last().unwrap().elapsed());
    }
    waits.sort();
    assert!(waits[1] < Duration::from_millis(50), "{waits:?}");

    let view = room::view(&app, id).unwrap();
    assert_eq!(view.interviewer, InterviewerState::Streaming);
    let shown = view.reply.unwrap().text;
    assert!(shown.starts_with("Thank you. Please describe"), "{shown}");
    pieces.send(String::new()).unwrap();
    crate::scripted::wait_for(&mut facts, "the end", |fact| {
        matches!(
            fact,
            Fact::Live {
                live: Live::ReplyEnded {
                    outcome: AiOutcome::Used,
                    ..
                }
            }
        )
    });
    let line = crate::scripted::messages(&app, id).pop().unwrap();
    assert_eq!(
        (line.origin, line.content.as_str()),
        (Origin::Model, shown.trim_end())
    );
    let view = room::view(&app, id).unwrap();
    assert_eq!(
        (view.interviewer, view.reply),
        (InterviewerState::Listening, None)
    );
    drop(pieces);
    room::finish(&app, id, End::RecruiterFinished).unwrap();
}

#[test]
fn a_line_that_hangs_in_the_middle_is_followed_by_the_script_in_time() {
    let folder = tempfile::tempdir().unwrap();
    let (model, pieces) = by_hand();
    let settings = candor_core::engine::Settings {
        between_words_ms: candor_core::engine::Settings::default().between_words_ms,
        ..calm()
    };
    let app = open(
        folder.path(),
        settings,
        vec![Arc::clone(&model) as Arc<dyn ReplyModel>],
    );
    let mut seat = Seat::take(&app);
    pieces.send("Thank you. ".into()).unwrap();
    let line = seat.next_line();
    let since = model.sent.lock().unwrap()[0].elapsed();
    assert_eq!(line.origin, Origin::Script);
    assert!(
        since >= Duration::from_millis(1_500) && since < Duration::from_secs(2),
        "{since:?}"
    );
    // Whatever it says now is nobody's business any more.
    pieces.send("too late".into()).unwrap();
    drop(pieces);
    seat.says(FULL);
    seat.is_done();
    let record = seat.goes_to_the_end();
    record.assert_whole();
    assert_eq!(record.outcomes()[0], AiOutcome::CutOff);
}

/// A model that pays no heed to anything.
struct Deaf(Endpoint, Mutex<mpsc::Receiver<()>>);

impl ReplyModel for Deaf {
    fn endpoint(&self) -> &Endpoint {
        &self.0
    }

    fn reply(&self, _: &Request, _: &Cancel, _: &mut dyn FnMut(&str)) -> Reply {
        // Hangs until the test is over.
        let _ = self.1.lock().unwrap().recv();
        panic!("the model of this test panics at its end");
    }
}

#[test]
fn a_model_that_hears_no_cancelling_and_panics_holds_nothing_up() {
    let folder = tempfile::tempdir().unwrap();
    let (release, held) = mpsc::channel();
    let (ByHand { endpoint, .. }, _) = {
        let (model, sender) = by_hand();
        (Arc::into_inner(model).unwrap(), sender)
    };
    let app = open(
        folder.path(),
        quick(),
        vec![Arc::new(Deaf(endpoint, Mutex::new(held)))],
    );
    let began = Instant::now();
    let seat = Seat::take(&app);
    let id = seat.id;
    let record = seat.goes_to_the_end();
    record.assert_whole();
    assert!(record.outcomes().iter().all(|o| *o == AiOutcome::Failed));
    assert!(began.elapsed() < PATIENCE);
    assert_eq!(calls(&app, id)[0].reasons, ["first_token_late"]);
    drop(release);
}
