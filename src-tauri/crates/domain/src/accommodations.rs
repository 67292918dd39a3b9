//! What is arranged so that a candidate can take part on equal terms.

use serde::{Deserialize, Serialize};

/// Most extra time that can be given, in percent of the recommended duration.
pub const MAX_EXTRA_TIME_PERCENT: u32 = 300;

/// Accommodations of one interview. What is absent is not arranged.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent arrangements, not a state machine"
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Accommodations {
    /// Extra time, in percent of the recommended duration, 0 to [`MAX_EXTRA_TIME_PERCENT`].
    pub extra_time_percent: u32,
    /// No timer is shown, and time never ends the interview.
    pub no_time_display: bool,
    /// The candidate types; no microphone is opened.
    pub typing_only: bool,
    /// Text is shown larger.
    pub larger_text: bool,
    /// Stronger contrasts.
    pub high_contrast: bool,
    /// What the interviewer says is read aloud.
    pub read_aloud: bool,
    /// Captions cannot be hidden.
    pub captions_always: bool,
}

impl Accommodations {
    /// True when nothing is arranged.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
