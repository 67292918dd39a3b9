//! How much of the speech in a recording became words.
//!
//! The recording is listened to once, block by block; what came of it is kept in memory. Of a long recording evenly spread
//! stretches are heard, so that it takes some seconds however long it is.

use std::{
    collections::{HashMap, VecDeque},
    ops::Range,
    sync::{Arc, Mutex, PoisonError},
};

use candor_assistant::model::Cancel;
use candor_audio::codec::BlockDecoder;
use candor_domain::{
    InterviewId, RecordingId, Role, Word,
    recording::{Block, SAMPLE_RATE},
};
use candor_speech::vad::{UtteranceDetector, VadEvent, VadSettings};
use candor_store::{
    Connection,
    recordings::{self, StoredRecording},
};

use crate::{
    Archive, Result, recording,
    review::{CountingSource, MessageView},
};

/// Samples of a stretch that is heard at once: 30 s.
const STRETCH: u64 = SAMPLE_RATE as u64 * 30;
/// Most stretches that are heard: 20 minutes.
const MOST_STRETCHES: u64 = 40;
/// Least speech that says anything, in ms.
const LEAST_SPEECH_MS: u64 = 3_000;
/// How far a word reaches beyond its own times, in ms: recognisers place words early or late, and utterances have a
/// little silence around them.
const AROUND_WORD_MS: u64 = 500;
/// A line read aloud takes about so many ms a character, and a little to begin.
const READING_MS: u64 = 80;
const READING_BEGINS_MS: u64 = 1_500;
/// A voice that sets in so soon after a line is the one that reads it.
const AT_ONCE_MS: u64 = 600;
/// Recordings remembered.
const KEPT: usize = 64;

type Span = Range<u64>;

/// Where there is speech in what was heard, in ms of the audio time line.
#[derive(Debug, Default, PartialEq, Eq)]
struct Speech(Vec<Span>);

type Key = (InterviewId, u64);

/// Recordings listened to lately. A recording that has grown since has another key.
#[derive(Clone, Default)]
pub(crate) struct Coverages {
    kept: Arc<Mutex<Kept>>,
    /// Everything is being closed: nobody listens any more, whoever asked for it.
    closing: Cancel,
}

/// Locked while it is being listened to: whoever asks meanwhile waits for the first.
type Place = Arc<Mutex<Option<Speech>>>;

#[derive(Default)]
struct Kept {
    order: VecDeque<Key>,
    heard: HashMap<Key, Place>,
}

impl Coverages {
    /// Ends whatever is being listened to, at once and for good.
    pub(crate) fn close(&self) {
        self.closing.cancel();
    }

    /// Whether nobody listens any more.
    pub(super) fn is_closed(&self) -> bool {
        self.closing.is_cancelled()
    }

    /// Share of the speech that became words; `None` when there is next to none, and when it was cancelled. `always`:
    /// every line of the interviewer was read aloud.
    pub(super) fn of(
        &self,
        archive: &Archive,
        id: InterviewId,
        messages: &[MessageView],
        recordings: &[StoredRecording],
        always: bool,
        cancel: &Cancel,
    ) -> Result<Option<f32>> {
        let samples: u64 = recordings.iter().map(|r| r.stored_samples).sum();
        if samples == 0 {
            return Ok(None);
        }
        let place = self.place((id, samples));
        let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
        if place.is_none() {
            let ends = || cancel.is_cancelled() || self.is_closed();
            let mut blocks = |id, from, to| {
                let read = |conn: &Connection| recordings::blocks_between(conn, id, from, to);
                Ok(archive.store.read(read)?)
            };
            *place = listen(recordings, &mut blocks, &ends)?;
        }
        let Some(speech) = place.as_ref() else {
            return Ok(None);
        };
        let aside = read_aloud(&speech.0, messages, recordings, always);
        Ok(share(&speech.0, &words(messages), &aside))
    }

    fn place(&self, key: Key) -> Place {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = kept.heard.get(&key) {
            return Arc::clone(place);
        }
        if kept.order.len() >= KEPT
            && let Some(oldest) = kept.order.pop_front()
        {
            kept.heard.remove(&oldest);
        }
        kept.order.push_back(key);
        Arc::clone(kept.heard.entry(key).or_default())
    }
}

/// The blocks of a recording between two samples.
type Blocks<'b> = dyn FnMut(RecordingId, u64, u64) -> Result<Vec<Block>> + 'b;

/// Listens to the recordings of the candidate's track, which hears everybody, holding one stretch in memory at a time; `None` when `ends` said so before all was heard.
fn listen(
    recordings: &[StoredRecording],
    blocks: &mut Blocks<'_>,
    ends: &dyn Fn() -> bool,
) -> Result<Option<Speech>> {
    let total: u64 = recording::candidates(recordings)
        .map(|r| r.stored_samples)
        .sum();
    // Every so many-th stretch, so that all of them are spread over the whole.
    let stride = total.div_ceil(STRETCH).div_ceil(MOST_STRETCHES).max(1);
    let mut opus = BlockDecoder::new()?;
    let mut spans: Vec<Span> = Vec::new();
    let mut number = 0;
    for stored in recording::candidates(recordings) {
        let id = stored.recording.id;
        let end = stored.total_samples.unwrap_or(stored.stored_samples);
        for start in (0..end.max(stored.stored_samples)).step_by(STRETCH as usize) {
            number += 1;
            if (number - 1) % stride != 0 {
                continue;
            }
            if ends() {
                return Ok(None);
            }
            let blocks = blocks(id, start, start + STRETCH)?;
            hear(&mut opus, blocks, stored.recording.offset_ms, &mut spans);
        }
    }
    spans.sort_by_key(|span| span.start);
    Ok(Some(Speech(merged(spans))))
}

/// Adds where there is speech in these blocks, which follow on one another.
fn hear(opus: &mut BlockDecoder, blocks: Vec<Block>, offset_ms: u64, spans: &mut Vec<Span>) {
    let Some(first) = blocks.first().map(|block| block.start_sample) else {
        return;
    };
    let mut detector = UtteranceDetector::new(VadSettings {
        pre_roll_ms: 0,
        post_roll_ms: 0,
        end_silence_ms: 300,
        ..VadSettings::default()
    });
    let (mut decoded, mut events) = (Vec::new(), Vec::new());
    for block in blocks.into_iter().map(recording::encoded) {
        decoded.clear();
        // What cannot be decoded is silent here; the log's check names it.
        if opus.decode(&block, &mut decoded).is_err() {
            decoded.clear();
            decoded.resize(block.samples as usize, 0.0);
        }
        detector.push(&decoded, &mut events);
    }
    detector.flush(&mut events);
    let at = |sample: u64| offset_ms + crate::clock::samples_to_ms(first + sample);
    spans.extend(events.into_iter().filter_map(|event| match event {
        VadEvent::SpeechEnded(utterance) => {
            let start = utterance.start_sample;
            Some(at(start)..at(start + utterance.samples.len() as u64))
        }
        VadEvent::SpeechStarted { .. } => None,
    }));
}

/// Where there are words in the text that counts.
fn words(messages: &[MessageView]) -> Vec<Span> {
    let mut spans = Vec::new();
    for view in messages {
        let around = |start: u64, end: u64| {
            start.saturating_sub(AROUND_WORD_MS)..end.saturating_add(AROUND_WORD_MS)
        };
        // Who corrected a message has heard all of it; its words have only estimated times.
        let own: &[Word] = match view.counting.source {
            CountingSource::Correction => &[],
            _ => &view.counting.words,
        };
        spans.extend(own.iter().map(|word| around(word.start_ms, word.end_ms)));
        let said = view.counting.content.chars().any(char::is_alphanumeric);
        if let (true, true, Some((start, end))) = (
            own.is_empty(),
            said,
            view.message.audio_start_ms.zip(view.message.audio_end_ms),
        ) {
            spans.push(around(start, end));
        }
    }
    spans.sort_by_key(|span| span.start);
    merged(spans)
}

/// Where the interviewer's lines were read aloud into the microphone: all of them, or those with which somebody began to
/// speak at once, sooner than people answer.
fn read_aloud(
    speech: &[Span],
    messages: &[MessageView],
    recordings: &[StoredRecording],
    always: bool,
) -> Vec<Span> {
    let lines = messages
        .iter()
        .filter(|view| view.message.role == Role::AiHr);
    let mut spans: Vec<Span> = lines
        .filter_map(|view| {
            let during = recordings
                .iter()
                .rev()
                .find(|r| r.recording.started_at <= view.message.at)?;
            let since = view.message.at.since(during.recording.started_at);
            let length = view.message.content.chars().count() as u64 * READING_MS;
            let start = during.recording.offset_ms + since;
            let at_once = start.saturating_sub(AT_ONCE_MS / 4)..start + AT_ONCE_MS;
            if !always && !speech.iter().any(|span| at_once.contains(&span.start)) {
                return None;
            }
            Some(start..start + READING_BEGINS_MS + length)
        })
        .collect();
    spans.sort_by_key(|span| span.start);
    merged(spans)
}

/// Spans in order, those that touch made one.
fn merged(spans: Vec<Span>) -> Vec<Span> {
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

/// Share of `speech` that lies in `words`; what lies in `aside` alone is not counted.
fn share(speech: &[Span], words: &[Span], aside: &[Span]) -> Option<f32> {
    let covered = overlap(speech, words);
    let mut explained: Vec<Span> = words.iter().chain(aside).cloned().collect();
    explained.sort_by_key(|span| span.start);
    let all: u64 = speech.iter().map(|span| span.end - span.start).sum();
    let unexplained = all - overlap(speech, &merged(explained));
    let counted = covered + unexplained;
    (counted >= LEAST_SPEECH_MS).then(|| covered as f32 / counted as f32)
}

/// How much two lists of spans have in common; each in order and without overlaps.
fn overlap(a: &[Span], b: &[Span]) -> u64 {
    let (mut i, mut j, mut sum) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        let (from, to) = (x.start.max(y.start), x.end.min(y.end));
        sum += to.saturating_sub(from);
        if x.end < y.end {
            i += 1;
        } else {
            j += 1;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speech_without_words_counts_unless_it_was_read_aloud() {
        let speech = [0..4_000, 10_000..14_000];
        assert_eq!(share(&speech, &[0..4_000, 9_000..15_000], &[]), Some(1.0));
        let half = share(
            &speech,
            &[Span {
                start: 0,
                end: 5_000,
            }],
            &[],
        );
        assert_eq!(half, Some(0.5));
        let aside = [Span {
            start: 9_500,
            end: 14_500,
        }];
        assert_eq!(
            share(
                &speech,
                &[Span {
                    start: 0,
                    end: 5_000
                }],
                &aside
            ),
            Some(1.0)
        );
        assert_eq!(share(&[Span { start: 0, end: 900 }], &[], &[]), None);
    }

    #[test]
    fn listening_ends_between_two_stretches_when_it_is_given_up() {
        let recording = |minutes: u64| StoredRecording {
            recording: candor_domain::recording::Recording {
                id: RecordingId::new(),
                interview_id: InterviewId::new(),
                started_at: candor_domain::UtcMillis(0),
                offset_ms: 0,
                device: "a".into(),
                codec: "opus".into(),
                track: candor_domain::Role::Candidate,
            },
            ended_at: None,
            total_samples: Some(minutes * 2 * STRETCH),
            stored_samples: minutes * 2 * STRETCH,
            blocks: 1,
        };
        let heard_until = |most: u64| {
            let cancel = Cancel::default();
            let mut heard = 0;
            let mut blocks = |_, _, _| {
                heard += 1;
                if heard == most {
                    cancel.cancel();
                }
                Ok(Vec::new())
            };
            let speech = listen(&[recording(20)], &mut blocks, &|| cancel.is_cancelled());
            (heard, speech.unwrap())
        };
        assert_eq!(heard_until(2), (2, None));
        assert_eq!(heard_until(100), (MOST_STRETCHES, Some(Speech::default())));
    }

    #[test]
    fn overlaps_are_counted_once() {
        assert_eq!(overlap(&[0..10, 20..30], &[5..25, 28..40]), 5 + 5 + 2);
        assert_eq!(merged(vec![0..5, 5..9, 12..13]), [0..9, 12..13]);
    }
}
