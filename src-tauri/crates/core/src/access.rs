//! Who asks, and what they may do and hear.

use candor_domain::{
    EventKind, InterviewId,
    live::{Fact, Live},
};

/// Who a request comes from. The carrier decides it, never the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Principal {
    /// The person at this machine's own window or terminal.
    Operator,
    /// Somebody invited to exactly one interview.
    Guest(InterviewId),
    /// Whoever stands before the kiosk while no interview is open there.
    Kiosk,
}

impl Principal {
    /// May manage positions, interviews, transcripts and settings.
    pub fn may_operate(self) -> bool {
        self == Self::Operator
    }

    /// May take part in this interview.
    pub fn may_take_part(self, interview: InterviewId) -> bool {
        match self {
            Self::Operator => true,
            Self::Guest(own) => own == interview,
            Self::Kiosk => false,
        }
    }

    /// May be told this fact. Guests hear of the course of their own interview, not of what is noted or decided
    /// about it.
    pub fn may_hear(self, fact: &Fact) -> bool {
        match (self, fact) {
            (Self::Operator, _) => true,
            (Self::Kiosk, Fact::Logged { .. }) => false,
            (Self::Guest(own), Fact::Logged { event }) => {
                event.subject == own.0 && concerns_the_candidate(event.kind)
            }
            (Self::Kiosk | Self::Guest(_), Fact::Live { live }) => match live {
                Live::CheckLevel { .. } => true,
                Live::Kiosk { interview_id } => {
                    interview_id.is_none_or(|id| self.may_take_part(id))
                }
                Live::Level { interview_id, .. }
                | Live::Speech { interview_id, .. }
                | Live::Transcribing { interview_id, .. }
                | Live::Caption { interview_id, .. }
                | Live::OtherLanguage { interview_id, .. }
                | Live::Turn { interview_id, .. }
                | Live::LevelHint { interview_id, .. }
                | Live::Microphone { interview_id, .. }
                | Live::Interviewer { interview_id, .. }
                | Live::Reply { interview_id, .. }
                | Live::ReplyEnded { interview_id, .. }
                | Live::Notice { interview_id, .. } => self.may_take_part(*interview_id),
                _ => false,
            },
        }
    }
}

/// Kinds of which the candidate of the interview learns as they happen.
fn concerns_the_candidate(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::ConsentGiven
            | EventKind::ConsentWithdrawn
            | EventKind::InterviewStarted
            | EventKind::InterviewPaused
            | EventKind::InterviewResumed
            | EventKind::InterviewInterrupted
            | EventKind::InterviewFinished
            | EventKind::InterviewCancelled
            | EventKind::InterviewExpired
            | EventKind::ProgressSaved
            | EventKind::MessageAdded
            | EventKind::HumanRequested
            | EventKind::HumanAnswered
    )
}

#[cfg(test)]
mod tests {
    use candor_domain::{Actor, Code, Event, UtcMillis};

    use super::*;

    fn logged(kind: EventKind, subject: InterviewId) -> Fact {
        let event = Event {
            seq: 1,
            at: UtcMillis(0),
            actor: Actor::Operator,
            kind,
            subject: subject.0,
            part: None,
            content_hash: String::new(),
            hash: String::new(),
        };
        Fact::Logged { event }
    }

    #[test]
    fn a_guest_hears_of_the_own_interview_only_and_never_of_notes() {
        let (own, foreign) = (InterviewId::new(), InterviewId::new());
        let guest = Principal::Guest(own);
        assert!(guest.may_hear(&logged(EventKind::MessageAdded, own)));
        assert!(!guest.may_hear(&logged(EventKind::MessageAdded, foreign)));
        for kind in [
            EventKind::NoteAdded,
            EventKind::MessageCorrected,
            EventKind::DocumentExported,
            EventKind::KioskInvited,
        ] {
            assert!(!guest.may_hear(&logged(kind, own)), "{kind:?}");
        }
        for (id, heard) in [(own, true), (foreign, false)] {
            let live = Live::Notice {
                interview_id: id,
                code: Code::NoMicrophone,
                detail: String::new(),
            };
            assert_eq!(guest.may_hear(&Fact::Live { live }), heard);
        }
    }

    #[test]
    fn a_guest_reads_the_captions_of_the_own_interview_only() {
        let own = InterviewId::new();
        let guest = Principal::Guest(own);
        for (interview_id, heard) in [(own, true), (InterviewId::new(), false)] {
            let role = candor_domain::Role::Candidate;
            let caption = Live::Caption {
                interview_id,
                role,
                utterance: 1,
                stable: String::new(),
                unsettled: String::new(),
            };
            let language = Live::OtherLanguage {
                interview_id,
                language: candor_domain::Language::De,
                probability: 0.9,
            };
            let hint = Live::LevelHint {
                interview_id,
                track: role,
                hint: candor_domain::live::LevelHint::TooQuiet,
            };
            for live in [caption, language, Live::Turn { interview_id, role }, hint] {
                let fact = Fact::Live { live };
                assert_eq!(guest.may_hear(&fact), heard, "{fact:?}");
                assert!(!Principal::Kiosk.may_hear(&fact), "{fact:?}");
            }
        }
    }

    #[test]
    fn an_idle_kiosk_hears_the_microphone_check_and_nothing_of_anybody() {
        let id = InterviewId::new();
        assert!(!Principal::Kiosk.may_hear(&logged(EventKind::InterviewCreated, id)));
        let check = Live::CheckLevel {
            rms_db: -20.0,
            peak_db: -10.0,
        };
        assert!(Principal::Kiosk.may_hear(&Fact::Live { live: check }));
        for (interview_id, heard) in [(None, true), (Some(id), false)] {
            let live = Live::Kiosk { interview_id };
            assert_eq!(Principal::Kiosk.may_hear(&Fact::Live { live }), heard);
        }
        let speech = Live::Speech {
            role: candor_domain::Role::Candidate,
            interview_id: id,
            speaking: true,
        };
        assert!(!Principal::Kiosk.may_hear(&Fact::Live { live: speech }));
    }
}
