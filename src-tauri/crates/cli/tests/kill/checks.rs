//! What must be true of an interview after its program was killed.

use std::collections::HashMap;

use candor_core::{App, interviews, recording};
use candor_domain::{Interview, InterviewId, InterviewStatus, Origin, message::Purpose};

/// What must be true of an interview whatever happened to it. Gives how many messages it has.
pub(crate) fn check_interview(app: &App, interview: &Interview, killed: bool) -> usize {
    let id = interview.id;
    let messages: Vec<_> = interviews::conversation(app, id, 0)
        .unwrap()
        .into_iter()
        .map(|view| view.message)
        .collect();
    let numbers: Vec<_> = messages.iter().map(|m| m.number).collect();
    assert_eq!(numbers, (1..=numbers.len() as u32).collect::<Vec<_>>());
    // Greeting and first question are one step, and a step is stored whole.
    assert_ne!(numbers.len(), 1, "half a step was stored");
    let closed = messages
        .last()
        .is_some_and(|m| m.purpose == Purpose::Closing);
    let expected = match (messages.is_empty(), closed) {
        (true, _) => InterviewStatus::NotStarted,
        (false, false) => InterviewStatus::Paused,
        (false, true) => InterviewStatus::Finished,
    };
    assert_eq!(interview.status, expected);
    if killed && expected == InterviewStatus::Paused {
        assert!(interview.interrupted_at.is_some(), "{interview:?}");
        assert_eq!(interview.interrupted_at, interview.paused_at);
    }

    let stored_ms = check_sound(app, id);
    for message in messages.iter().filter(|m| m.origin == Origin::Speech) {
        let end_ms = message.audio_end_ms.unwrap();
        assert!(
            end_ms <= stored_ms + 1_000,
            "message {} ends at {end_ms} ms, but only {stored_ms} ms of sound are there",
            message.number
        );
    }
    messages.len()
}

/// The blocks of each recording follow on one another without a hole and can be heard. Gives their length in ms.
pub(crate) fn check_sound(app: &App, id: InterviewId) -> u64 {
    let mut recordings: HashMap<i64, (u32, u64)> = HashMap::new();
    let blocks = app.store().read(|conn| {
        let mut statement = conn.prepare(
            "SELECT r.key, b.number, b.start_sample, b.samples
             FROM recordings r JOIN recording_blocks b ON b.recording_id = r.id
             WHERE r.interview_id = ?1 ORDER BY r.key, b.number",
        )?;
        let rows = statement.query_map([id.0], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?;
        Ok(rows.collect::<Result<Vec<(i64, u32, u64, u64)>, _>>()?)
    });
    for (recording, number, start, samples) in blocks.unwrap() {
        let next = recordings.entry(recording).or_default();
        assert_eq!((number, start), *next, "the blocks are contiguous");
        *next = (number + 1, start + samples);
    }
    let stored: u64 = recordings.values().map(|(_, samples)| samples).sum();
    let wav = recording::wav(app, id).unwrap();
    assert_eq!((wav.len() as u64 - 44) / 2, stored, "all of it decodes");
    recording::duration_ms(app, id).unwrap()
}
