//! What comes through the pipes between Candor and the recogniser's process, from either side.
#![no_main]

use candor_speech::child::{
    frame,
    protocol::{Answer, FromChild, ToChild, plausible},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut stream = data;
    while let Ok(frame) = frame::read(&mut stream) {
        assert!(frame.payload.len() <= frame.kind.limit());
        if let Ok(message) = ToChild::decode(&frame) {
            let again = there_and_back(&message.bytes().unwrap());
            // Bytes are compared, because samples may be no numbers.
            let once_more = ToChild::decode(&again).unwrap();
            assert_eq!(message.bytes().unwrap(), once_more.bytes().unwrap());
        }
        if let Ok(message) = FromChild::decode(&frame) {
            let message = match message {
                FromChild::Answer(answer) => FromChild::Answer(Box::new(Answer {
                    id: answer.id,
                    transcription: plausible(answer.transcription, 30_000),
                })),
                other => other,
            };
            let again = there_and_back(&message.bytes().unwrap());
            assert_eq!(FromChild::decode(&again).unwrap(), message);
        }
    }
});

fn there_and_back(mut bytes: &[u8]) -> frame::Frame {
    let frame = frame::read(&mut bytes).unwrap();
    assert!(bytes.is_empty());
    frame
}
