//! What happens now and is not kept: levels, captions while they form, notices.

use serde::{Deserialize, Serialize};

use crate::{
    AiOutcome, Code, Event,
    id::{InterviewId, MessageId},
    language::Language,
    message::Role,
    recording_import::RecordingImportJob,
    transcription::TranscriptionJob,
};

/// A passing fact about a running interview.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Live {
    /// Microphone level, about ten times a second.
    Level {
        /// Which interview.
        interview_id: InterviewId,
        /// Whose microphone.
        track: Role,
        /// Root mean square in dBFS, -100 to 0.
        rms_db: f32,
        /// Peak in dBFS, -100 to 0.
        peak_db: f32,
    },
    /// Somebody began or stopped speaking.
    Speech {
        /// Which interview.
        interview_id: InterviewId,
        /// Who.
        role: Role,
        /// True from the first to the last sample of an utterance.
        speaking: bool,
    },
    /// An utterance has ended and is being transcribed (`pending`), or is done.
    Transcribing {
        /// Which interview.
        interview_id: InterviewId,
        /// Utterances waiting for their text.
        pending: u32,
        /// How far the text is behind the sound, in ms: what was spoken and has no text yet.
        lag_ms: u64,
        /// How much of the captions this computer manages.
        captions: Captions,
    },
    /// The words of an utterance that is still being spoken, as far as they are known. The message with its final text
    /// takes their place.
    Caption {
        /// Which interview.
        interview_id: InterviewId,
        /// Who speaks.
        role: Role,
        /// Number of the utterance within this run of the room; grows.
        utterance: u64,
        /// Words that two passes agree on: these do not change any more until the final text comes.
        stable: String,
        /// Words after them that may still change.
        unsettled: String,
    },
    /// What is said sounds like another language than the one it is transcribed in.
    OtherLanguage {
        /// Which interview.
        interview_id: InterviewId,
        /// The language it sounds like.
        language: Language,
        /// How sure the recogniser is, 0 to 1.
        probability: f32,
    },
    /// Whose turn it is, where two people share one microphone.
    Turn {
        /// Which interview.
        interview_id: InterviewId,
        /// Who speaks from now on.
        role: Role,
    },
    /// The level suggests to move or turn the microphone.
    LevelHint {
        /// Which interview.
        interview_id: InterviewId,
        /// Whose microphone.
        track: Role,
        /// What to do.
        hint: LevelHint,
    },
    /// The disk is filling up: so many minutes of recording still fit. Told again as they grow fewer, and once with none
    /// when there is room again.
    DiskSpace {
        /// Which interview.
        interview_id: InterviewId,
        /// Minutes left; none when there is plenty.
        minutes_left: Option<u32>,
    },
    /// The microphone of a running interview fell silent, went away or came back.
    Microphone {
        /// Which interview.
        interview_id: InterviewId,
        /// Whose microphone.
        track: Role,
        /// How it is.
        state: MicrophoneState,
        /// Name of the device.
        device: String,
    },
    /// Level of the microphone being checked outside any interview.
    CheckLevel {
        /// Root mean square in dBFS, -100 to 0.
        rms_db: f32,
        /// Peak in dBFS, -100 to 0.
        peak_db: f32,
    },
    /// How far a speech model's download has come.
    ModelDownload {
        /// Name of the model.
        model: String,
        /// Where it stands.
        state: JobState,
        /// Bytes received.
        done: u64,
        /// Bytes in all.
        total: u64,
        /// Bytes a second, lately.
        rate: u64,
        /// Seconds until it is done, as far as that can be told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        left_s: Option<u64>,
        /// Why it failed, or waits before another attempt, in plain words.
        #[serde(skip_serializing_if = "Option::is_none")]
        error: Option<String>,
    },
    /// How far transcribing a recording in the background has come.
    Transcription {
        /// The piece of work.
        job: TranscriptionJob,
    },
    /// How far taking a recording in has come.
    RecordingImport {
        /// Where it stands.
        job: RecordingImportJob,
    },
    /// The kiosk's queue changed, or what it shows.
    Kiosk {
        /// The interview it is open for.
        interview_id: Option<InterviewId>,
    },
    /// What the interviewer is doing about its next line.
    Interviewer {
        /// Which interview.
        interview_id: InterviewId,
        /// What it does.
        state: InterviewerState,
    },
    /// More of a line a language model is wording. Pieces come in order; `start` tells whether one was missed.
    Reply {
        /// Which interview.
        interview_id: InterviewId,
        /// The message it will be.
        line: MessageId,
        /// How many characters came before, 0 for the first piece.
        start: u32,
        /// The new characters.
        text: String,
    },
    /// A line being worded is done with: it became a message, or the scripted words took its place.
    ReplyEnded {
        /// Which interview.
        interview_id: InterviewId,
        /// The message it was to be.
        line: MessageId,
        /// What became of it.
        outcome: AiOutcome,
    },
    /// How far the draft of a scorecard has come.
    ScorecardDraft {
        /// Which interview.
        interview_id: InterviewId,
        /// Where it stands.
        state: JobState,
        /// Why it failed, in plain words.
        #[serde(skip_serializing_if = "Option::is_none")]
        error: Option<String>,
    },
    /// Something the people in the room should know.
    Notice {
        /// Which interview.
        interview_id: InterviewId,
        /// Why, for the UI to word.
        code: Code,
        /// More, in plain words.
        detail: String,
    },
}

/// How a microphone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MicrophoneState {
    /// Sound comes in.
    Working,
    /// It delivers nothing but silence.
    Silent,
    /// It is gone; recording goes on as soon as one is there.
    Lost,
}

/// How much of the captions this computer manages. Sound is recorded whole in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Captions {
    /// Words appear while they are spoken.
    #[default]
    Live,
    /// Words appear while they are spoken, less often.
    Fewer,
    /// Words appear when an utterance is over.
    WhenDone,
    /// As [`Self::WhenDone`], heard by a smaller model; a better one listens again after the interview.
    SmallerModel,
    /// No words appear; everything is transcribed after the interview.
    Later,
}

/// What would make a microphone's sound better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LevelHint {
    /// Too quiet: come closer, or turn the microphone up.
    TooQuiet,
    /// So loud that it is distorted: move away, or turn the microphone down.
    TooLoud,
    /// The level is good again.
    Good,
}

/// What the interviewer does about its next line, and who words it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InterviewerState {
    /// It waits for the candidate; a language model words its lines.
    Listening,
    /// The model was asked and has not answered yet.
    Thinking,
    /// The model's words are coming.
    Streaming,
    /// The scripted interviewer words the lines: that was chosen, or no service is set up.
    Scripted,
    /// The scripted interviewer words the lines because no service can be reached.
    Offline,
}

/// Where a long piece of work stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Waits for its turn.
    Waiting,
    /// Under way.
    Running,
    /// Stopped; it can go on where it was.
    Paused,
    /// Done.
    Done,
    /// Ended by an error.
    Failed,
    /// Given up by the user.
    Cancelled,
}

impl JobState {
    const ALL: [Self; 6] = [
        Self::Waiting,
        Self::Running,
        Self::Paused,
        Self::Done,
        Self::Failed,
        Self::Cancelled,
    ];

    /// Stable name, as stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state with this stable name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// Whether nothing more happens by itself.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled)
    }
}

impl Live {
    /// The interview it is about; `None` for what concerns the machine.
    pub fn interview(&self) -> Option<InterviewId> {
        match self {
            Self::Level { interview_id, .. }
            | Self::Speech { interview_id, .. }
            | Self::Transcribing { interview_id, .. }
            | Self::Microphone { interview_id, .. }
            | Self::Caption { interview_id, .. }
            | Self::OtherLanguage { interview_id, .. }
            | Self::Turn { interview_id, .. }
            | Self::LevelHint { interview_id, .. }
            | Self::DiskSpace { interview_id, .. }
            | Self::Interviewer { interview_id, .. }
            | Self::Reply { interview_id, .. }
            | Self::ReplyEnded { interview_id, .. }
            | Self::ScorecardDraft { interview_id, .. }
            | Self::Notice { interview_id, .. } => Some(*interview_id),
            Self::Transcription { job } => Some(job.interview_id),
            Self::Kiosk { interview_id } => *interview_id,
            Self::CheckLevel { .. } | Self::ModelDownload { .. } | Self::RecordingImport { .. } => {
                None
            }
        }
    }
}

/// What travels on the event bus: durable entries of the log, and live facts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    /// An entry of the log; a client that reconnects asks for all after the last one it saw.
    Logged {
        /// The entry.
        event: Event,
    },
    /// A passing fact; missing one does no harm.
    Live {
        /// The fact.
        live: Live,
    },
}
