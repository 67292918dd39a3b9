//! What everybody who takes part may see of an interview: neither plan nor notes, only its course.

use candor_domain::{
    Accommodations, InterviewId, InterviewStatus, Language, MessageId, Role, UtcMillis,
    live::{Captions, InterviewerState, MicrophoneState},
    recording::Gap,
};
use candor_store::{messages, recordings};
use serde::Serialize;

use crate::{App, Result, clock, recording};

/// An interview as the people in its room see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RoomView {
    /// The interview.
    pub interview_id: InterviewId,
    /// The candidate's name.
    pub candidate_name: String,
    /// Title of the position.
    pub position_title: String,
    /// Language it is held in.
    pub language: Language,
    /// Where it stands.
    pub status: InterviewStatus,
    /// What is arranged for the candidate.
    pub accommodations: Accommodations,
    /// Milliseconds it has run, pauses excluded.
    pub duration_ms: u64,
    /// Milliseconds it should take, extra time included.
    pub recommended_ms: u64,
    /// When it began.
    pub started_at: Option<UtcMillis>,
    /// When it was last paused.
    pub paused_at: Option<UtcMillis>,
    /// When Candor was interrupted while it ran; cleared by resuming.
    pub interrupted_at: Option<UtcMillis>,
    /// When it was finished.
    pub finished_at: Option<UtcMillis>,
    /// When the candidate consented to being recorded.
    pub consented_at: Option<UtcMillis>,
    /// When the candidate withdrew that consent.
    pub withdrawn_at: Option<UtcMillis>,
    /// When the candidate asked for a person; cleared once somebody has taken care of it.
    pub human_requested_at: Option<UtcMillis>,
    /// Which question is being answered.
    pub current_question: Option<CurrentQuestion>,
    /// Whether its room is open on this machine.
    pub room_open: bool,
    /// Whether sound is being taken in right now.
    pub listening: bool,
    /// The candidate's microphone in use; absent while the candidate types.
    pub microphone: Option<MicrophoneView>,
    /// The recruiter's own microphone in use; absent unless two are used at once.
    pub second_microphone: Option<MicrophoneView>,
    /// Whose turn it is where two people share one microphone; absent otherwise.
    pub turn: Option<Role>,
    /// How much of the captions this computer manages.
    pub captions: Captions,
    /// How far the text is behind the sound, in ms.
    pub lag_ms: u64,
    /// The utterance being spoken, as far as its words are known.
    pub caption: Option<CaptionView>,
    /// Language that is spoken and transcribed; the interview's own unless another was chosen.
    pub spoken_language: Language,
    /// Minutes of recording that still fit on the disk; absent when there is plenty.
    pub minutes_left: Option<u32>,
    /// Where sound is missing because the microphone was away.
    pub gaps: Vec<Gap>,
    /// Messages so far.
    pub message_count: u32,
    /// What the interviewer is doing about its next line, and who words it.
    pub interviewer: InterviewerState,
    /// The line a model is wording, as far as it was shown.
    pub reply: Option<ReplyView>,
}

/// A line being worded. It goes on with the pieces that follow on what is here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ReplyView {
    /// The message it will be.
    pub line: MessageId,
    /// What was shown of it.
    pub text: String,
}

/// The words of an utterance that is still being spoken; see [`candor_domain::live::Live::Caption`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct CaptionView {
    /// Who speaks.
    pub role: Role,
    /// Number of the utterance within this run of the room.
    pub utterance: u64,
    /// Words that do not change any more until the final text comes.
    pub stable: String,
    /// Words after them that may still change.
    pub unsettled: String,
}

/// The question being answered, by its number only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct CurrentQuestion {
    /// Its place in the plan, from 1.
    pub number: u32,
    /// Questions in the plan.
    pub count: u32,
}

/// A microphone in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct MicrophoneView {
    /// How it is.
    pub state: MicrophoneState,
    /// Its name.
    pub device: String,
}

/// What can be seen of an interview from inside its room.
///
/// # Errors
/// [`crate::Error::NotFound`].
pub fn view(app: &App, id: InterviewId) -> Result<RoomView> {
    let archive = app.archive();
    let interview = archive.interview(id)?;
    let (script, _) = archive.script(&interview)?;
    let state = archive.state(id, &script)?;
    let (recordings, message_count) = archive.store.read(|conn| {
        Ok((
            recordings::list(conn, id)?,
            messages::last_number(conn, id)?,
        ))
    })?;
    let seen = app
        .rooms()
        .get(&id)
        .filter(|room| !room.is_over())
        .map(|room| std::sync::Arc::clone(room.seen()));
    let (interviewer, reply) = seen
        .as_ref()
        .map_or((InterviewerState::Scripted, None), |seen| {
            seen.interviewer()
        });
    let captions = seen
        .as_ref()
        .map(|seen| seen.captions())
        .unwrap_or_default();
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(RoomView {
        interview_id: id,
        duration_ms: interview.duration_ms(clock::now()),
        recommended_ms: script.recommended_ms,
        current_question: state.current.map(|index| CurrentQuestion {
            number: number(index + 1),
            count: number(script.plan.questions.len()),
        }),
        room_open: seen.is_some(),
        listening: seen.as_ref().is_some_and(|seen| seen.is_listening()),
        microphone: seen
            .as_ref()
            .and_then(|seen| seen.microphone(Role::Candidate)),
        second_microphone: seen
            .as_ref()
            .and_then(|seen| seen.microphone(Role::Recruiter)),
        turn: seen.as_ref().and_then(|seen| seen.turn()),
        captions: captions.level,
        lag_ms: captions.lag_ms,
        caption: captions.caption,
        spoken_language: interview.spoken_language(),
        minutes_left: seen.as_ref().and_then(|seen| seen.minutes_left()),
        gaps: recording::gaps(&recordings),
        message_count,
        interviewer,
        reply,
        position_title: script.position_title,
        candidate_name: interview.candidate_name,
        language: interview.language,
        status: interview.status,
        accommodations: interview.accommodations,
        started_at: interview.started_at,
        paused_at: interview.paused_at,
        interrupted_at: interview.interrupted_at,
        finished_at: interview.finished_at,
        consented_at: interview.consented_at,
        withdrawn_at: interview.withdrawn_at,
        human_requested_at: interview.human_requested_at,
    })
}
