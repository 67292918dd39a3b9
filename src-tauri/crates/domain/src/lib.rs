//! The words everything else speaks: ids, entities, events and error codes.
//!
//! First room of the house; every other crate depends on it and it depends on none of them.
//! Invariants: no I/O, no clock (time is an argument), and every value that can be constructed is valid
//! or says why not through its own `validate`.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

pub mod accommodations;
pub mod ai;
pub mod code;
pub mod event;
pub mod id;
pub mod interview;
pub mod kiosk_code;
pub mod language;
pub mod link;
pub mod live;
pub mod message;
pub mod plan;
pub mod plan_check;
pub mod plan_toml;
pub mod quality;
pub mod recording;
pub mod recording_import;
pub mod review;
pub mod scorecard;
pub mod search;
pub mod time;
pub mod transcript;
pub mod transcription;

pub use accommodations::Accommodations;
pub use ai::{
    AiApi, AiCall, AiOutcome, AiTask, AiUse, Attempt, AttemptKind, AttemptSource, PromptPart,
};
pub use code::Code;
pub use event::{Actor, Event, EventKind};
pub use id::{
    AiCallId, AttemptId, ConnectionId, ConsentTextId, InterviewId, MessageId, NoteId, PositionId,
    RecordingId, RecordingImportId, RevisionId, ScorecardId, SpeakerCorrectionId,
    TranscriptVersionId, TranscriptionJobId,
};
pub use interview::{Interview, InterviewStatus, Move};
pub use kiosk_code::KioskCode;
pub use language::{Language, LocalizedText};
pub use link::LinkToken;
pub use message::{Doubt, Message, Origin, Revision, Role, SpeakerCorrection, Word};
pub use plan::{Plan, Position, Question};
pub use quality::Quality;
pub use recording_import::{RecordingImportJob, RecordingImportProblem, RecordingImportStep};
pub use review::{Note, SpeakerNames, TranscriptVersion, VersionText};
pub use scorecard::Scorecard;
pub use time::UtcMillis;
pub use transcription::{JobKind, TranscriptionJob};
