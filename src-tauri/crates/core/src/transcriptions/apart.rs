//! What one person said, out of the sound of a room in which two microphones heard both.
//!
//! The recordings hold everything each microphone heard. What of it is the other person's voice is told by how loud both
//! are, exactly as while the interview runs, and is silenced before the words are heard. The loudness of both tracks is
//! followed along with the messages; no more than some seconds of sound are in memory at once.

use std::ops::Range;

use candor_domain::{InterviewId, RecordingId, Role};
use candor_store::{
    messages::Spoken,
    recordings::{self, StoredRecording},
};

use crate::{
    Archive, Result,
    loudness::{Foreign, KEPT_MS, Loudness, foreign},
    recording,
};

/// Sound decoded at once to follow its loudness, in ms.
const PIECE_MS: u64 = 10_000;

/// The two tracks of an interview.
pub(super) struct Apart {
    interview: InterviewId,
    /// The candidate's and the recruiter's; `None` where one microphone heard everything.
    tracks: Option<[Track; 2]>,
}

impl Apart {
    pub(super) fn of(archive: &Archive, interview: InterviewId) -> Result<Self> {
        let stored = archive
            .store
            .read(|conn| recordings::list(conn, interview))?;
        let (recruiter, candidate): (Vec<_>, Vec<_>) = stored
            .into_iter()
            .partition(|stored| stored.recording.track == Role::Recruiter);
        let two = !candidate.is_empty() && !recruiter.is_empty();
        Ok(Self {
            interview,
            tracks: two.then(|| [Track::new(candidate), Track::new(recruiter)]),
        })
    }

    /// The sound of a message with what is the other person's voice silenced; `None` when nothing else is there. Going
    /// through an interview, messages are asked for in order.
    pub(super) fn samples(
        &mut self,
        archive: &Archive,
        message: &Spoken,
    ) -> Result<Option<Vec<f32>>> {
        let span = message.start_ms..message.end_ms;
        let id = self.interview;
        let mut samples = recording::samples_of(archive, id, message.role, span.start, span.end)?;
        let foreign = self.foreign(archive, message.role, span)?;
        Ok(foreign
            .silence(message.start_ms, &mut samples)
            .then_some(samples))
    }

    fn foreign(&mut self, archive: &Archive, role: Role, span: Range<u64>) -> Result<Foreign> {
        let id = self.interview;
        let Some(tracks) = &mut self.tracks else {
            return Ok(Foreign::Nothing);
        };
        // A microphone that was shared by turns heard this one, too: there is nothing to compare with.
        let own = usize::from(role == Role::Recruiter);
        if !tracks[own].is_there(&span) {
            return Ok(Foreign::Nothing);
        }
        for track in &mut *tracks {
            track.listen(archive, id, &span)?;
        }
        match (&tracks[own].heard, &tracks[1 - own].heard) {
            (Some(own), Some(other)) => Ok(foreign(&own.loudness, &other.loudness, span)),
            _ => Ok(Foreign::Nothing),
        }
    }
}

/// One person's microphone.
struct Track {
    /// Along the time line.
    recordings: Vec<StoredRecording>,
    heard: Option<Heard>,
}

/// How loud one recording is, up to a place.
struct Heard {
    recording: RecordingId,
    loudness: Loudness,
    from_ms: u64,
    until_ms: u64,
}

impl Track {
    fn new(recordings: Vec<StoredRecording>) -> Self {
        Self {
            recordings,
            heard: None,
        }
    }

    /// Whether this microphone was there then.
    fn is_there(&self, span: &Range<u64>) -> bool {
        let there = |stored: &StoredRecording| {
            stored.recording.offset_ms < span.end && span.start < recording::end_of(stored)
        };
        self.recordings.iter().any(there)
    }

    /// Follows the loudness to the end of this span, from as long before as loudness is kept.
    fn listen(&mut self, archive: &Archive, id: InterviewId, span: &Range<u64>) -> Result<()> {
        let begun = |stored: &&StoredRecording| stored.recording.offset_ms < span.end;
        let Some(stored) = self.recordings.iter().rfind(begun) else {
            self.heard = None;
            return Ok(());
        };
        let to_ms = span.end.min(recording::end_of(stored));
        let from_ms = to_ms
            .saturating_sub(KEPT_MS)
            .max(stored.recording.offset_ms);
        // Goes on from where it is, without a hole, and while the beginning of the span is not forgotten.
        let follows = |heard: &Heard| {
            heard.recording == stored.recording.id
                && heard.from_ms <= span.start.max(from_ms)
                && heard.until_ms >= from_ms
                && heard.until_ms <= span.start + KEPT_MS
        };
        let mut heard = match self.heard.take().filter(follows) {
            Some(heard) => heard,
            None => Heard {
                recording: stored.recording.id,
                loudness: Loudness::new(from_ms),
                from_ms,
                until_ms: from_ms,
            },
        };
        while heard.until_ms < to_ms {
            let next_ms = (heard.until_ms + PIECE_MS).min(to_ms);
            let own = vec![stored.clone()];
            let piece = recording::decoded(archive, id, own, heard.until_ms, next_ms)?;
            heard.loudness.push(&piece);
            heard.until_ms = next_ms;
        }
        self.heard = Some(heard);
        Ok(())
    }
}
