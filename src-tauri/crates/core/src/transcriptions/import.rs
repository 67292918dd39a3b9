//! Giving an imported recording its words: stretch by stretch, every microphone's utterances in their order.
//!
//! The recording is walked through in steps of a second; memory holds the utterances of a few steps and nothing else.
//! Where nobody has spoken for a while, all that is known of the sound is let go of and the place is kept as `done_ms`: a
//! later run that begins there with fresh ears hears exactly the same utterances, so it finds each that became a message
//! before by its speaker and place.

use std::collections::HashSet;

use candor_audio::codec::BlockDecoder;
use candor_domain::{
    Doubt, InterviewId, MessageId, Origin, RecordingId, Role, UtcMillis, message::Purpose,
    recording::SAMPLE_RATE,
};
use candor_speech::{
    Transcriber, Transcription, Utterance, UtteranceDetector, VadEvent, VadSettings,
};
use candor_store::{
    messages::{self, NewMessage},
    recordings, transcription_jobs as table,
};

use super::work::Work;
use crate::{Archive, Result, recording, room};

/// Step of the walk, in ms.
const STEP_MS: u64 = 1_000;
/// Samples of a millisecond.
const PER_MS: u64 = SAMPLE_RATE as u64 / 1_000;
/// How far an utterance that has not been noticed yet may reach back, in ms.
const REACH_BACK_MS: u64 = 2_000;
/// Least way between two places to go on from, in ms.
const LEG_MS: u64 = 30_000;
/// Silence on every microphone at a place to go on from, in ms.
const QUIET_MS: u64 = 1_000;

/// Hears the recording from where it was left, and writes the transcript files.
pub(super) fn run(work: &mut Work<'_>) -> Result<()> {
    let id = work.interview.id;
    let mut transcriber = work.with.open(&work.job.model)?;
    let mut walk = Walk::begin(work.archive(), id, work.job.done_ms)?;
    while walk.at_ms < walk.end_ms {
        work.go_on()?;
        walk.step(work.archive(), id)?;
        let horizon = walk.horizon_ms();
        hear_until(work, &mut walk, transcriber.as_mut(), horizon)?;
        if walk.is_quiet() {
            let place = walk.begin_anew();
            work.write(move |tx, job| {
                job.done_ms = place.min(job.total_ms);
                table::update(tx, job)
            })?;
        }
        let at_ms = walk.at_ms.min(horizon);
        work.progress(at_ms);
    }
    walk.end();
    hear_until(work, &mut walk, transcriber.as_mut(), u64::MAX)?;
    drop(transcriber);
    append(work, std::mem::take(&mut walk.skipped))?;
    work.go_on()?;
    // Before it counts as done: whoever is told finds the files.
    room::write_transcript(work.archive(), id);
    work.write(Work::is_done)?;
    work.tell();
    Ok(())
}

/// Hears what was said before `horizon_ms`, in order.
fn hear_until(
    work: &mut Work<'_>,
    walk: &mut Walk,
    transcriber: &mut dyn Transcriber,
    horizon_ms: u64,
) -> Result<()> {
    while let Some(said) = walk.next_before(horizon_ms) {
        work.go_on()?;
        if walk.known.contains(&(said.role, said.start_ms)) {
            continue;
        }
        let language = work.interview.spoken_language();
        let heard = work.hear(transcriber, &said.samples, language)?;
        let Some(heard) = heard else {
            let mut nothing = Transcription::from_words(Vec::new(), language, None);
            nothing.doubt = Some(Doubt::NotTranscribed);
            walk.skipped.push(message(work, &said, nothing));
            continue;
        };
        let mut new = std::mem::take(&mut walk.skipped);
        if !heard.text.is_empty() {
            new.push(message(work, &said, heard));
        }
        append(work, new)?;
        work.progress(said.end_ms);
    }
    Ok(())
}

fn append(work: &mut Work<'_>, new: Vec<NewMessage>) -> Result<()> {
    if new.is_empty() {
        return Ok(());
    }
    work.write(move |tx, _| {
        new.into_iter()
            .try_for_each(|m| messages::append(tx, m).map(drop))
    })
}

fn message(work: &Work<'_>, said: &Said, heard: Transcription) -> NewMessage {
    let began = work.interview.started_at.unwrap_or(UtcMillis(0));
    let mut words = heard.words;
    for word in &mut words {
        word.start_ms = (word.start_ms + said.start_ms).min(said.end_ms);
        word.end_ms = (word.end_ms + said.start_ms).min(said.end_ms);
    }
    NewMessage {
        id: MessageId::new(),
        interview_id: work.interview.id,
        at: began.plus_ms(said.start_ms),
        role: said.role,
        purpose: match said.role {
            Role::Candidate => Purpose::Answer,
            Role::Recruiter | Role::AiHr => Purpose::Remark,
        },
        content: heard.text,
        origin: Origin::Speech,
        question_key: None,
        audio_start_ms: Some(said.start_ms),
        audio_end_ms: Some(said.end_ms),
        words,
        language: heard.language,
        confidence: heard.confidence,
        speech_model: Some(work.job.model.clone()),
        cut_off: false,
        doubt: heard.doubt,
    }
}

/// An utterance on the interview's audio time line.
struct Said {
    role: Role,
    start_ms: u64,
    end_ms: u64,
    samples: Vec<f32>,
}

/// One microphone's recording, and the ears that hear it.
struct Track {
    role: Role,
    recording: RecordingId,
    opus: BlockDecoder,
    ears: UtteranceDetector,
    /// Where the utterance being spoken began, in ms.
    speaking_since: Option<u64>,
}

/// The way through a recording.
struct Walk {
    tracks: Vec<Track>,
    /// Where the ears began to listen.
    begun_ms: u64,
    at_ms: u64,
    end_ms: u64,
    /// Utterances that have ended and were not heard yet, in order.
    said: Vec<Said>,
    /// Utterances that could not be heard. They are stored with the next one that can: where nothing can be heard any
    /// more, they are tried again with the rest.
    skipped: Vec<NewMessage>,
    /// Speakers and places of messages from `begun_ms` on that an earlier run has stored.
    known: HashSet<(Role, u64)>,
}

impl Walk {
    /// At `from_ms`, where nobody speaks.
    fn begin(archive: &Archive, id: InterviewId, from_ms: u64) -> Result<Self> {
        let (stored, spoken) = archive
            .store
            .read(|conn| Ok((recordings::list(conn, id)?, messages::spoken(conn, id)?)))?;
        let mut tracks = Vec::with_capacity(stored.len());
        for stored in &stored {
            tracks.push(Track {
                role: stored.recording.track,
                recording: stored.recording.id,
                opus: BlockDecoder::new()?,
                ears: ears(),
                speaking_since: None,
            });
        }
        // Of two who begin in the same moment the candidate is always first.
        tracks.sort_by_key(|track| track.role != Role::Candidate);
        Ok(Self {
            tracks,
            begun_ms: from_ms,
            at_ms: from_ms,
            end_ms: recording::end_ms(&stored),
            said: Vec::new(),
            skipped: Vec::new(),
            known: spoken
                .into_iter()
                .filter(|message| message.start_ms >= from_ms)
                .map(|message| (message.role, message.start_ms))
                .collect(),
        })
    }

    /// Listens to the next step on every track.
    fn step(&mut self, archive: &Archive, id: InterviewId) -> Result<()> {
        let to_ms = (self.at_ms + STEP_MS).min(self.end_ms);
        let mut events = Vec::new();
        for number in 0..self.tracks.len() {
            let track = &mut self.tracks[number];
            let samples = samples(archive, id, track, self.at_ms, to_ms)?;
            track.ears.push(&samples, &mut events);
            self.note(number, &mut events);
        }
        self.at_ms = to_ms;
        Ok(())
    }

    /// The recording is over.
    fn end(&mut self) {
        let mut events = Vec::new();
        for number in 0..self.tracks.len() {
            self.tracks[number].ears.flush(&mut events);
            self.note(number, &mut events);
        }
    }

    fn note(&mut self, number: usize, events: &mut Vec<VadEvent>) {
        let (begun_ms, track) = (self.begun_ms, &mut self.tracks[number]);
        for event in events.drain(..) {
            match event {
                VadEvent::SpeechStarted { at_sample } => {
                    track.speaking_since = Some(begun_ms + at_sample / PER_MS);
                }
                VadEvent::SpeechEnded(utterance) => {
                    track.speaking_since = None;
                    self.said.push(said(track.role, begun_ms, utterance));
                }
            }
        }
        self.said
            .sort_by_key(|said| (said.start_ms, said.role != Role::Candidate));
    }

    /// Nothing that is still to be noticed began before this place.
    fn horizon_ms(&self) -> u64 {
        let first = |track: &Track| {
            let unnoticed = self.at_ms.saturating_sub(REACH_BACK_MS);
            track.speaking_since.unwrap_or(unnoticed)
        };
        self.tracks.iter().map(first).min().unwrap_or(self.at_ms)
    }

    fn next_before(&mut self, horizon_ms: u64) -> Option<Said> {
        let first = self.said.first()?;
        (first.start_ms < horizon_ms).then(|| self.said.remove(0))
    }

    /// Whether this is a place to go on from: everything said was heard, and nobody speaks.
    fn is_quiet(&self) -> bool {
        let silent =
            |track: &Track| track.speaking_since.is_none() && track.ears.silence_ms() >= QUIET_MS;
        self.at_ms >= self.begun_ms + LEG_MS
            && self.at_ms < self.end_ms
            && self.said.is_empty()
            && self.skipped.is_empty()
            && self.tracks.iter().all(silent)
    }

    /// Begins anew from here, as a later run would.
    fn begin_anew(&mut self) -> u64 {
        for track in &mut self.tracks {
            track.ears = ears();
        }
        self.begun_ms = self.at_ms;
        self.known.retain(|(_, start_ms)| *start_ms >= self.at_ms);
        self.at_ms
    }
}

fn ears() -> UtteranceDetector {
    UtteranceDetector::new(VadSettings::default())
}

fn said(role: Role, begun_ms: u64, utterance: Utterance) -> Said {
    Said {
        role,
        start_ms: begun_ms + utterance.start_ms(),
        end_ms: begun_ms + utterance.end_ms(),
        samples: utterance.samples,
    }
}

/// The track's samples between two places; what cannot be decoded is silent.
fn samples(
    archive: &Archive,
    id: InterviewId,
    track: &mut Track,
    from_ms: u64,
    to_ms: u64,
) -> Result<Vec<f32>> {
    let (from, to) = (from_ms * PER_MS, to_ms * PER_MS);
    let recording = track.recording;
    let blocks = archive
        .store
        .read(|conn| recordings::blocks_between(conn, recording, from, to))?;
    let mut out = vec![0.0; (to - from) as usize];
    let mut decoded = Vec::new();
    for block in blocks.into_iter().map(recording::encoded) {
        decoded.clear();
        if let Err(error) = track.opus.decode(&block, &mut decoded) {
            tracing::warn!(%error, interview.id = %id, "a second of the recording cannot be decoded and stays silent");
            continue;
        }
        let there = decoded
            .get(from.saturating_sub(block.start_sample) as usize..)
            .unwrap_or_default();
        let room = out
            .get_mut(block.start_sample.saturating_sub(from) as usize..)
            .unwrap_or_default();
        let count = there.len().min(room.len());
        room[..count].copy_from_slice(&there[..count]);
    }
    Ok(out)
}
