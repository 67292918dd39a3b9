//! An interview, its statuses and the moves between them.

use serde::{Deserialize, Serialize};

use crate::{
    accommodations::Accommodations,
    id::{InterviewId, PositionId},
    language::Language,
    time::UtcMillis,
};

/// Where an interview stands.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum InterviewStatus {
    /// Created; nobody has begun.
    NotStarted,
    /// Running.
    Started,
    /// Stopped for a while, by someone or by an interruption.
    Paused,
    /// Over.
    Finished,
    /// Called off.
    Cancelled,
    /// Its link ran out before it began.
    Expired,
}

impl InterviewStatus {
    /// Every status.
    pub const ALL: [Self; 6] = [
        Self::NotStarted,
        Self::Started,
        Self::Paused,
        Self::Finished,
        Self::Cancelled,
        Self::Expired,
    ];

    /// Stable name, as stored and exported.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotStarted => "not_started",
            Self::Started => "started",
            Self::Paused => "paused",
            Self::Finished => "finished",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
        }
    }

    /// The status with this stable name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == name)
    }
}

/// A change of status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Move {
    /// Begin.
    Start,
    /// Stop for a while.
    Pause,
    /// Go on after a pause.
    Resume,
    /// End for good.
    Finish,
    /// Call off.
    Cancel,
    /// The link ran out.
    Expire,
    /// Candor stopped while it ran (noticed on the next start; `now` is the last durable moment).
    Interrupt,
}

/// The move is not possible from the present status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an interview that is {} cannot {}", .from.in_words(), .attempted.in_words())]
pub struct IllegalMove {
    /// Status it had.
    pub from: InterviewStatus,
    /// What was tried.
    pub attempted: Move,
}

impl InterviewStatus {
    fn in_words(self) -> &'static str {
        match self {
            Self::NotStarted => "not started",
            Self::Started => "running",
            Self::Paused => "paused",
            Self::Finished => "finished",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
        }
    }
}

impl Move {
    fn in_words(self) -> &'static str {
        match self {
            Self::Start => "be started",
            Self::Pause => "be paused",
            Self::Resume => "be resumed",
            Self::Finish => "be finished",
            Self::Cancel => "be cancelled",
            Self::Expire => "expire",
            Self::Interrupt => "be interrupted",
        }
    }
}

/// One interview of one candidate for one position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Interview {
    /// Its id.
    pub id: InterviewId,
    /// The position interviewed for.
    pub position_id: PositionId,
    /// The candidate's name.
    pub candidate_name: String,
    /// The candidate's number in the organisation's own system.
    pub candidate_external_id: Option<String>,
    /// Language the interview is held in.
    pub language: Language,
    /// Recommended length in minutes.
    pub recommended_minutes: u32,
    /// What this interview is about, for the recruiter.
    pub description: String,
    /// Facts about the job the interviewer may answer from.
    pub knowledge_base: String,
    /// Where it stands.
    pub status: InterviewStatus,
    /// When it was created.
    pub created_at: UtcMillis,
    /// When the candidate consented to being recorded.
    pub consented_at: Option<UtcMillis>,
    /// When it began.
    pub started_at: Option<UtcMillis>,
    /// Since when it runs without a pause; `None` unless started.
    pub running_since: Option<UtcMillis>,
    /// When it was last paused.
    pub paused_at: Option<UtcMillis>,
    /// When Candor was interrupted while it ran; cleared by resuming.
    pub interrupted_at: Option<UtcMillis>,
    /// When it was finished.
    pub finished_at: Option<UtcMillis>,
    /// When it was cancelled.
    pub cancelled_at: Option<UtcMillis>,
    /// When it expired, or will if nobody begins.
    pub expires_at: Option<UtcMillis>,
    /// Milliseconds it ran up to the last pause or end; pauses never count.
    pub active_ms: u64,
    /// What is arranged so that this candidate can take part on equal terms.
    pub accommodations: Accommodations,
    /// When the candidate asked for a person; cleared once somebody has taken care of it.
    pub human_requested_at: Option<UtcMillis>,
    /// When the candidate withdrew the consent to being recorded.
    pub withdrawn_at: Option<UtcMillis>,
    /// When it was put away; it can be brought back.
    pub deleted_at: Option<UtcMillis>,
    /// When everything said, recorded and noted in it was erased for good.
    pub erased_at: Option<UtcMillis>,
    /// Version of the transcript that counts: 1 is what was heard while it ran.
    pub transcript_version: u32,
    /// Names and words the recogniser should expect, one per line or separated by commas; beside those it knows anyway
    /// (candidate, position, organisation).
    #[serde(default)]
    pub vocabulary: String,
    /// Language that is spoken, where it is not the one the interview is held in.
    #[serde(default)]
    pub speech_language: Option<Language>,
    /// Name of the file it was made from; none for an interview that was held in Candor.
    #[serde(default)]
    pub imported_from: Option<String>,
}

impl Interview {
    /// The language its speech is transcribed in.
    pub fn spoken_language(&self) -> Language {
        self.speech_language.unwrap_or(self.language)
    }

    /// Applies a move at `now`.
    ///
    /// # Errors
    /// [`IllegalMove`] when the present status does not allow it; nothing is changed then.
    pub fn apply(&mut self, attempted: Move, now: UtcMillis) -> Result<(), IllegalMove> {
        use InterviewStatus as S;
        let from = self.status;
        let to = match (from, attempted) {
            (S::NotStarted, Move::Start) | (S::Paused, Move::Resume) => S::Started,
            (S::Started, Move::Pause | Move::Interrupt) => S::Paused,
            (S::Started | S::Paused, Move::Finish) => S::Finished,
            (S::NotStarted | S::Started | S::Paused, Move::Cancel) => S::Cancelled,
            (S::NotStarted, Move::Expire) => S::Expired,
            _ => return Err(IllegalMove { from, attempted }),
        };
        if let Some(since) = self.running_since.take() {
            self.active_ms += now.since(since);
        }
        match attempted {
            Move::Start => self.started_at = Some(now),
            Move::Pause => self.paused_at = Some(now),
            Move::Interrupt => {
                self.paused_at = Some(now);
                self.interrupted_at = Some(now);
            }
            Move::Resume => self.interrupted_at = None,
            Move::Finish => self.finished_at = Some(now),
            Move::Cancel => self.cancelled_at = Some(now),
            Move::Expire => self.expires_at = Some(now),
        }
        if to == S::Started {
            self.running_since = Some(now);
        }
        self.status = to;
        Ok(())
    }

    /// Milliseconds the interview has run by `now`, pauses excluded.
    pub fn duration_ms(&self, now: UtcMillis) -> u64 {
        self.active_ms + self.running_since.map_or(0, |since| now.since(since))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOVES: [Move; 7] = [
        Move::Start,
        Move::Pause,
        Move::Resume,
        Move::Finish,
        Move::Cancel,
        Move::Expire,
        Move::Interrupt,
    ];

    fn interview() -> Interview {
        Interview {
            id: InterviewId::new(),
            position_id: PositionId::new(),
            candidate_name: "Ada".into(),
            candidate_external_id: None,
            language: Language::En,
            recommended_minutes: 30,
            description: String::new(),
            knowledge_base: String::new(),
            status: InterviewStatus::NotStarted,
            created_at: UtcMillis(0),
            consented_at: None,
            started_at: None,
            running_since: None,
            paused_at: None,
            interrupted_at: None,
            finished_at: None,
            cancelled_at: None,
            expires_at: None,
            active_ms: 0,
            accommodations: Accommodations::default(),
            human_requested_at: None,
            withdrawn_at: None,
            deleted_at: None,
            erased_at: None,
            transcript_version: 1,
            vocabulary: String::new(),
            speech_language: None,
            imported_from: None,
        }
    }

    #[test]
    fn pauses_do_not_count() {
        let mut i = interview();
        i.apply(Move::Start, UtcMillis(1_000)).unwrap();
        i.apply(Move::Pause, UtcMillis(4_000)).unwrap();
        i.apply(Move::Resume, UtcMillis(60_000)).unwrap();
        assert_eq!(i.duration_ms(UtcMillis(61_000)), 4_000);
        i.apply(Move::Finish, UtcMillis(62_000)).unwrap();
        assert_eq!(i.duration_ms(UtcMillis(99_000)), 5_000);
    }

    #[test]
    fn an_interruption_counts_only_what_is_known_to_have_run() {
        let mut i = interview();
        i.apply(Move::Start, UtcMillis(0)).unwrap();
        i.apply(Move::Interrupt, UtcMillis(2_500)).unwrap();
        assert_eq!(
            (i.status, i.interrupted_at),
            (InterviewStatus::Paused, Some(UtcMillis(2_500)))
        );
        assert_eq!(i.duration_ms(UtcMillis(90_000)), 2_500);
        i.apply(Move::Resume, UtcMillis(90_000)).unwrap();
        assert_eq!(i.interrupted_at, None);
    }

    #[test]
    fn exactly_the_legal_moves_are_possible() {
        let mut legal = Vec::new();
        for status in InterviewStatus::ALL {
            for attempted in MOVES {
                let mut i = interview();
                i.status = status;
                let before = i.clone();
                match i.apply(attempted, UtcMillis(5)) {
                    Ok(()) => legal.push(format!("{status:?} {attempted:?} {:?}", i.status)),
                    Err(e) => {
                        assert_eq!(i, before, "a refused move changes nothing");
                        assert_eq!(
                            e,
                            IllegalMove {
                                from: status,
                                attempted
                            }
                        );
                    }
                }
            }
        }
        assert_eq!(
            legal,
            [
                "NotStarted Start Started",
                "NotStarted Cancel Cancelled",
                "NotStarted Expire Expired",
                "Started Pause Paused",
                "Started Finish Finished",
                "Started Cancel Cancelled",
                "Started Interrupt Paused",
                "Paused Resume Started",
                "Paused Finish Finished",
                "Paused Cancel Cancelled",
            ]
        );
    }

    #[test]
    fn a_clock_that_jumps_back_costs_no_time() {
        let mut i = interview();
        i.apply(Move::Start, UtcMillis(10_000)).unwrap();
        i.apply(Move::Finish, UtcMillis(3_000)).unwrap();
        assert_eq!(i.active_ms, 0);
    }
}
