//! Who asks, and what they may do.

use candor_domain::InterviewId;

/// Who a request comes from. The carrier decides it, never the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Principal {
    /// The person at this machine's own window or terminal.
    Operator,
    /// Somebody invited to exactly one interview.
    Guest(InterviewId),
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
        }
    }
}
