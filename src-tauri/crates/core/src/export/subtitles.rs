//! Subtitles of the recording, SRT and `WebVTT`: cues a person can read while listening.

use candor_domain::{
    Word,
    transcript::{MessagePart, Transcript},
};
use candor_speech::{
    Segment,
    subtitles::{self, Cue, LINE},
};
use jiff::Timestamp;

use super::{Report, labels::Labels, report::speaker, words::one_line};

/// Shortest time a subtitle stands, if the next one leaves it that long.
const SHORTEST_MS: u64 = 1_200;
/// What a person reads in one character's time.
const READ_MS: u64 = 60;

/// `SubRip`: it knows neither voices nor notes, so who speaks stands in the text when the speaker changes.
pub(super) fn srt(transcript: &Transcript, labels: &Labels) -> String {
    subtitles::srt(&cues(transcript, labels, true))
}

/// `WebVTT`: voices, and what the transcript is about in notes no player shows.
pub(super) fn vtt(transcript: &Transcript, report: &Report) -> String {
    let facts = report.facts.iter().chain(&report.evidence);
    let notes: Vec<String> = facts
        .map(|(label, value)| format!("{label}: {value}"))
        .collect();
    let cues = cues(transcript, report.labels, false);
    subtitles::vtt(report.labels.title, &notes, &cues)
}

fn cues(transcript: &Transcript, labels: &Labels, names_in_text: bool) -> Vec<Cue> {
    let mut turns: Vec<(u64, &MessagePart)> = transcript
        .messages
        .iter()
        .map(|message| (start(message, transcript), message))
        .collect();
    // Nothing placed by its time of day comes after what was heard later in the conversation.
    let mut heard = u64::MAX;
    for (at, message) in turns.iter_mut().rev() {
        *at = (*at).min(heard);
        heard = message.audio_start_ms.unwrap_or(heard).min(heard);
    }
    // Stable: what begins together stays in the order it was said.
    turns.sort_by_key(|(at, _)| *at);
    let mut cues: Vec<Cue> = Vec::new();
    let mut last = None;
    for (place, (at, message)) in turns.iter().enumerate() {
        let next = turns.get(place + 1).map(|(at, _)| *at);
        let name = speaker(transcript, message.role, labels);
        let mut words = timed(message, *at, next);
        if let (true, Some(end)) = (message.cut_off, words.last().map(|last| last.end_ms)) {
            words.push(word("—", end, end));
            words.extend(
                format!("[{}]", labels.cut_off)
                    .split(' ')
                    .map(|part| word(part, end, end)),
            );
        }
        if names_in_text && last != Some(message.role) && !words.is_empty() {
            let first = words[0].start_ms;
            let named = name.split(' ').map(|part| word(part, first, first));
            let mut named: Vec<Word> = named.collect();
            if let Some(end) = named.last_mut() {
                end.text.push(':');
            }
            named.append(&mut words);
            words = named;
        }
        last = Some(message.role);
        let Some(segment) = Segment::from_words(fitting(words)) else {
            continue;
        };
        let mut own = subtitles::cues(&[segment]);
        for cue in &mut own {
            cue.voice = Some(name.clone());
        }
        cues.append(&mut own);
    }
    cues.sort_by_key(|cue| cue.start_ms);
    for place in 0..cues.len() {
        let limit = cues.get(place + 1).map_or(u64::MAX, |next| next.start_ms);
        let cue = &mut cues[place];
        let readable = (cue.start_ms + SHORTEST_MS).min(limit);
        cue.end_ms = cue.end_ms.max(readable).max(cue.start_ms + 1);
    }
    cues
}

/// Where the message begins on the audio time line. What was not heard is placed by its time of day.
fn start(message: &MessagePart, transcript: &Transcript) -> u64 {
    if let Some(at) = message.audio_start_ms {
        return at;
    }
    let at = millis(&message.at);
    let since = |start: i64| u64::try_from(at - start).unwrap_or(0);
    let before = transcript
        .recordings
        .iter()
        .rfind(|recording| millis(&recording.started_at) <= at);
    match (before, &transcript.interview.started_at) {
        // After a recording's end the time line stands still until the next one.
        (Some(r), _) => r.offset_ms + since(millis(&r.started_at)).min(r.duration_ms),
        (None, _) if !transcript.recordings.is_empty() => 0,
        (None, Some(started)) => since(millis(started)),
        (None, None) => 0,
    }
}

fn millis(rfc3339: &str) -> i64 {
    rfc3339
        .parse::<Timestamp>()
        .unwrap_or_default()
        .as_millisecond()
}

/// The message's words with times: as heard, or at the pace they can be read, though not into the next message.
fn timed(message: &MessagePart, at: u64, next: Option<u64>) -> Vec<Word> {
    let heard = message.counting_words();
    if !heard.is_empty() {
        return heard.to_vec();
    }
    let text = one_line(&message.text);
    let pace = if let Some(end) = message.audio_end_ms {
        end.saturating_sub(at)
    } else {
        let wanted = text.chars().count() as u64 * READ_MS;
        let room = next.map_or(u64::MAX, |next| next.saturating_sub(at));
        if room < SHORTEST_MS {
            wanted
        } else {
            wanted.min(room)
        }
    };
    let total = text.chars().count().max(1) as u64;
    let mut read = 0;
    text.split_whitespace()
        .map(|part| {
            let length = part.chars().count() as u64 + 1;
            let start = at + pace * read / total;
            read += length;
            word(part, start, at + pace * read.min(total) / total)
        })
        .collect()
}

fn word(text: &str, start_ms: u64, end_ms: u64) -> Word {
    Word {
        text: one_line(text),
        start_ms,
        end_ms,
        probability: 1.0,
    }
}

/// Words in order of time, none longer than a line.
fn fitting(words: Vec<Word>) -> Vec<Word> {
    let mut out = Vec::with_capacity(words.len());
    let mut earliest = 0;
    for heard in words {
        let start = heard.start_ms.max(earliest);
        let end = heard.end_ms.max(start);
        earliest = start;
        let letters: Vec<char> = one_line(&heard.text).chars().collect();
        let pieces = letters.len().div_ceil(LINE) as u64;
        for (n, piece) in (0u64..).zip(letters.chunks(LINE)) {
            let at = |n: u64| start + (end - start) * n / pieces;
            out.push(Word {
                text: piece.iter().collect(),
                start_ms: at(n),
                end_ms: at(n + 1),
                probability: heard.probability,
            });
        }
    }
    out
}
