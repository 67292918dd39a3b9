//! The child's side without a process: streams in, messages out.

use std::io::PipeReader;

use candor_domain::{Language, Word};
use crossbeam_channel::bounded;

use super::*;
use crate::{Catalog, Pass, Transcription, child::protocol::samples_bytes};

/// One word, the number of samples; for an empty vocabulary only once it is called off.
struct Counting;

impl Transcriber for Counting {
    fn transcribe(
        &mut self,
        samples: &[f32],
        options: &TranscribeOptions,
    ) -> Result<Transcription, SpeechError> {
        while options.vocabulary.is_empty() {
            if options.cancel.is_cancelled() {
                return Err(SpeechError::Cancelled);
            }
            thread::park_timeout(std::time::Duration::from_millis(2));
        }
        let word = Word {
            text: samples.len().to_string(),
            start_ms: 0,
            end_ms: 1,
            probability: 1.0,
        };
        Ok(Transcription::from_words(
            vec![word],
            options.language,
            None,
        ))
    }

    fn window_ms(&self) -> u64 {
        7
    }
}

fn hello(program: &str) -> Vec<u8> {
    // The length of this source file stands for a model's.
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/child/serve.rs");
    let mut entry = Catalog::bundled().entries()[0].clone();
    entry.size_bytes = std::fs::metadata(path).unwrap().len();
    let hello = Hello {
        program: program.to_owned(),
        entry,
        imported: true,
        path: path.into(),
        graphics_card: true,
    };
    ToChild::Hello(Box::new(hello)).bytes().unwrap()
}

fn request(id: u64, samples: u32, vocabulary: &str) -> Vec<u8> {
    let request = Request {
        id,
        samples,
        language: Language::En,
        threads: None,
        pass: Pass::Final,
        vocabulary: vocabulary.to_owned(),
        detect_language: false,
    };
    ToChild::Request(request).bytes().unwrap()
}

fn messages(mut output: &[u8]) -> Vec<FromChild> {
    std::iter::from_fn(|| frame::read(&mut output).ok())
        .map(|frame| FromChild::decode(&frame).unwrap())
        .collect()
}

/// Serves a stream that ends; what it said, and how it ended.
fn served(input: Vec<u8>) -> (Vec<FromChild>, Result<(), Ended>) {
    let mut output = Vec::new();
    let ended = serve(
        std::io::Cursor::new(input),
        &mut output,
        &|model, graphics_card| {
            assert!(model.entry().imported && graphics_card);
            Ok((Box::new(Counting), Computing::GraphicsCard))
        },
        || {},
    );
    (messages(&output), ended)
}

#[test]
fn requests_are_answered_in_order() {
    let (mut parent, child) = std::io::pipe().map(|(r, w)| (w, r)).unwrap();
    let (answers, say): (PipeReader, _) = std::io::pipe().unwrap();
    let (gone, heard_that) = bounded(1);
    let server = thread::spawn(move || {
        let load: Load<'_> = &|_, _| Ok((Box::new(Counting), Computing::ProcessorInstead));
        serve(child, say, load, move || gone.send(()).unwrap())
    });
    let mut answers = answers;
    let mut next = || FromChild::decode(&frame::read(&mut answers).unwrap()).unwrap();
    parent.write_all(&hello(PROGRAM)).unwrap();
    let FromChild::Welcome(welcome) = next() else {
        panic!("no welcome")
    };
    assert_eq!(welcome.window_ms, 7);
    assert_eq!(welcome.computing, Computing::ProcessorInstead);
    assert_eq!(welcome.sha256, Catalog::bundled().entries()[0].sha256);
    // The first never ends by itself; the second has come by the time it is called off.
    let stream = [
        request(1, 2, ""),
        samples_bytes(&[0.0, 0.1]).unwrap(),
        request(2, 3, "words"),
        samples_bytes(&[0.0]).unwrap(),
        ToChild::Cancel { id: 9 }.bytes().unwrap(),
        samples_bytes(&[0.0, 0.1]).unwrap(),
        request(3, 0, "words"),
        ToChild::Cancel { id: 1 }.bytes().unwrap(),
    ]
    .concat();
    parent.write_all(&stream).unwrap();
    assert_eq!(
        next(),
        FromChild::Failed {
            id: 1,
            failure: Failure::Cancelled
        }
    );
    for (expected, text) in [(2, "3"), (3, "0")] {
        let FromChild::Answer(answer) = next() else {
            panic!("no answer")
        };
        assert_eq!((answer.id, &*answer.transcription.text), (expected, text));
    }
    // A parent that goes calls off what is worked on, and that is noticed at once.
    parent.write_all(&request(4, 0, "")).unwrap();
    drop(parent);
    heard_that.recv().unwrap();
    assert!(matches!(
        server.join().unwrap(),
        Ok(()) | Err(Ended::Answering(_))
    ));
}

#[test]
fn another_version_is_refused_in_words() {
    let mut older = hello(PROGRAM);
    older[2] = 200;
    for input in [hello("0.0.1"), older] {
        let (said, ended) = served(input);
        assert!(matches!(ended, Err(Ended::Refused)));
        let program = PROGRAM.to_owned();
        assert_eq!(said, [FromChild::Refused(Refusal::Version { program })]);
    }
}

#[test]
fn what_makes_no_sense_ends_the_child() {
    let welcomed = |rest: &[u8]| served([hello(PROGRAM), rest.to_vec()].concat()).0.len();
    assert_eq!(welcomed(b"garbage, lots of it"), 1);
    assert_eq!(welcomed(&samples_bytes(&[0.0]).unwrap()), 1);
    let too_many = [request(1, 1, "x"), samples_bytes(&[0.0; 2]).unwrap()].concat();
    assert_eq!(welcomed(&too_many), 1);
    let twice = [request(1, 1, "x"), request(2, 1, "x")].concat();
    assert_eq!(welcomed(&twice), 1);
    assert!(matches!(
        served(Vec::new()).1,
        Err(Ended::Frames(FrameError::Closed))
    ));
    assert!(matches!(
        served(request(1, 0, "x")).1,
        Err(Ended::Frames(_))
    ));
}

#[test]
fn a_model_that_changed_is_refused() {
    let mut input = hello(PROGRAM);
    let ToChild::Hello(mut hello) =
        ToChild::decode(&frame::read(&mut input.as_slice()).unwrap()).unwrap()
    else {
        panic!("not a greeting")
    };
    hello.entry.size_bytes += 1;
    input = ToChild::Hello(hello).bytes().unwrap();
    let (said, _) = served(input);
    assert!(matches!(
        &said[..],
        [FromChild::Refused(Refusal::Model { .. })]
    ));
}
