//! The one log: every durable change, chained by hash, without the words themselves.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::time::UtcMillis;

/// Who caused a change.
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
pub enum Actor {
    /// The person at this machine's window or terminal.
    Operator,
    /// The candidate of the interview.
    Candidate,
    /// The automated interviewer.
    Interviewer,
    /// Candor itself: recovery, expiry, export.
    System,
}

impl Actor {
    /// Stable name, as stored and hashed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Candidate => "candidate",
            Self::Interviewer => "interviewer",
            Self::System => "system",
        }
    }

    /// The actor with this stable name.
    pub fn parse(name: &str) -> Option<Self> {
        [
            Self::Operator,
            Self::Candidate,
            Self::Interviewer,
            Self::System,
        ]
        .into_iter()
        .find(|a| a.as_str() == name)
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:tt),+ $(,)?) => {
        /// What changed. The ids in the event say where; clients fetch the words themselves.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum EventKind { $($(#[$doc])* #[serde(rename = $name)] $variant),+ }

        impl EventKind {
            /// Stable name, as stored and hashed.
            pub fn as_str(self) -> &'static str { match self { $(Self::$variant => $name),+ } }
            /// The kind with this stable name.
            pub fn parse(name: &str) -> Option<Self> { match name { $($name => Some(Self::$variant),)+ _ => None } }
        }
    };
}

kinds! {
    /// A position was created.
    PositionCreated = "position_created",
    /// A position or its plan was changed.
    PositionUpdated = "position_updated",
    /// A position was deleted.
    PositionDeleted = "position_deleted",
    /// An interview was created.
    InterviewCreated = "interview_created",
    /// The candidate consented to being recorded.
    ConsentGiven = "consent_given",
    /// The interview began.
    InterviewStarted = "interview_started",
    /// The interview was paused.
    InterviewPaused = "interview_paused",
    /// The interview goes on after a pause.
    InterviewResumed = "interview_resumed",
    /// Candor stopped while the interview ran; noticed on the next start.
    InterviewInterrupted = "interview_interrupted",
    /// The interview is over.
    InterviewFinished = "interview_finished",
    /// The interview was called off.
    InterviewCancelled = "interview_cancelled",
    /// The interview's link ran out before it began.
    InterviewExpired = "interview_expired",
    /// The interviewer's place in the plan moved.
    ProgressSaved = "progress_saved",
    /// A message was added.
    MessageAdded = "message_added",
    /// A message was corrected; the original stays.
    MessageCorrected = "message_corrected",
    /// Who said a message was corrected; whom it was first taken for stays.
    SpeakerCorrected = "speaker_corrected",
    /// A recording began.
    RecordingStarted = "recording_started",
    /// A block of the recording was stored.
    RecordingBlockAdded = "recording_block_added",
    /// The whole sound of a recording made elsewhere was taken in.
    RecordingTakenIn = "recording_taken_in",
    /// A recording ended.
    RecordingEnded = "recording_ended",
    /// Transcript files were written.
    TranscriptExported = "transcript_exported",
    /// Writing the transcript files failed; it can be repeated.
    TranscriptExportFailed = "transcript_export_failed",
    /// A deleted position was brought back.
    PositionRestored = "position_restored",
    /// What was entered for an interview was changed before it began.
    InterviewUpdated = "interview_updated",
    /// An interview was put away; it can be brought back.
    InterviewDeleted = "interview_deleted",
    /// A deleted interview was brought back.
    InterviewRestored = "interview_restored",
    /// Everything said, recorded and noted in an interview was erased for good.
    InterviewErased = "interview_erased",
    /// The candidate withdrew the consent to being recorded.
    ConsentWithdrawn = "consent_withdrawn",
    /// The organisation wrote a new consent text.
    ConsentTextAdded = "consent_text_added",
    /// The candidate asked for a person.
    HumanRequested = "human_requested",
    /// A person has taken care of the request.
    HumanAnswered = "human_answered",
    /// A setting was changed.
    SettingChanged = "setting_changed",
    /// An interview may be opened at the kiosk.
    KioskInvited = "kiosk_invited",
    /// An interview may no longer be opened at the kiosk.
    KioskInvitationEnded = "kiosk_invitation_ended",
    /// A note was added.
    NoteAdded = "note_added",
    /// A note was changed.
    NoteChanged = "note_changed",
    /// A note was deleted.
    NoteDeleted = "note_deleted",
    /// A speaker was given a name.
    SpeakerNamed = "speaker_named",
    /// The recording was transcribed again.
    TranscriptVersionAdded = "transcript_version_added",
    /// Another version of the transcript counts from now on.
    TranscriptVersionChosen = "transcript_version_chosen",
    /// A document was made on demand.
    DocumentExported = "document_exported",
    /// A language model was asked something, and what came of it.
    AiCallLogged = "ai_call_logged",
    /// Something that reads like instructions for the model was noticed.
    AttemptNoticed = "attempt_noticed",
    /// A scorecard was begun, by a model or a person.
    ScorecardAdded = "scorecard_added",
    /// A scorecard was changed.
    ScorecardChanged = "scorecard_changed",
    /// A person signed a scorecard.
    ScorecardSigned = "scorecard_signed",
    /// A person rejected the model's draft.
    ScorecardRejected = "scorecard_rejected",
    /// Who rates the interview was decided.
    PanelChosen = "panel_chosen",
    /// Another language is spoken than the interview was created for.
    SpeechLanguageChosen = "speech_language_chosen",
    /// A recording waits to be transcribed.
    TranscriptionQueued = "transcription_queued",
    /// Transcribing a recording began, went on, ended or failed.
    TranscriptionMoved = "transcription_moved",
}

/// One entry of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Event {
    /// Position in the log, from 1, without gaps.
    pub seq: u64,
    /// When it happened.
    pub at: UtcMillis,
    /// Who caused it.
    pub actor: Actor,
    /// What changed.
    pub kind: EventKind,
    /// The interview or position concerned.
    #[schema(value_type = String, format = Uuid)]
    pub subject: uuid::Uuid,
    /// The part concerned: message, revision or recording.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Uuid)]
    pub part: Option<uuid::Uuid>,
    /// SHA-256 of the changed content, hexadecimal.
    pub content_hash: String,
    /// SHA-256 over this entry and the previous entry's hash, hexadecimal.
    pub hash: String,
}

impl Event {
    /// The chained hash of an entry: SHA-256 over the previous hash and every field, each preceded by its length.
    #[expect(
        clippy::too_many_arguments,
        reason = "exactly the fields that are hashed"
    )]
    pub fn chain(
        previous: &[u8; 32],
        seq: u64,
        at: UtcMillis,
        actor: Actor,
        kind: EventKind,
        subject: uuid::Uuid,
        part: Option<uuid::Uuid>,
        content_hash: &[u8; 32],
    ) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(previous);
        hasher.update(seq.to_be_bytes());
        hasher.update(at.0.to_be_bytes());
        for name in [actor.as_str(), kind.as_str()] {
            hasher.update((name.len() as u32).to_be_bytes());
            hasher.update(name);
        }
        hasher.update(subject.as_bytes());
        hasher.update(part.unwrap_or(uuid::Uuid::nil()).as_bytes());
        hasher.update(content_hash);
        hasher.finalize().into()
    }
}
