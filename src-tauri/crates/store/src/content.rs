//! What a hash in the log covers.
//!
//! Every content hash is SHA-256 over a list of fields. The first field is a label naming the kind and the version of
//! the list. Each field is written as its length in bytes (4 bytes, big-endian) followed by the bytes; an absent field is the
//! length `ffffffff` alone. Texts are UTF-8; ids are their 16 bytes; integers and times are 8 bytes big-endian;
//! probabilities are the 4 bytes of an IEEE single, big-endian; words, plans and snapshots are the compact JSON
//! they are stored as. Each function below documents its list by its code, in order.
// Length: one list of fields for each kind of content, nothing else.

use candor_domain::{
    AiCall, Attempt, Interview, InterviewId, Language, Message, Note, Position, Revision, Role,
    Scorecard, SpeakerCorrection, SpeakerNames, TranscriptVersion, TranscriptionJob, UtcMillis,
    recording::{Block, Recording},
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{
    StoreError, columns::to_json, consent_texts::StoredText, consents::Consent, exports::Export,
    kiosk_invitations::Invitation,
};

/// A SHA-256 digest.
pub type Hash = [u8; 32];

/// The list of fields, being hashed.
#[derive(Debug)]
struct Fields(Sha256);

impl Fields {
    fn new(label: &str) -> Self {
        Self(Sha256::new()).text(label)
    }

    fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.update((bytes.len() as u32).to_be_bytes());
        self.0.update(bytes);
        self
    }

    fn absent(mut self) -> Self {
        self.0.update(u32::MAX.to_be_bytes());
        self
    }

    fn text(self, text: &str) -> Self {
        self.bytes(text.as_bytes())
    }

    fn optional_text(self, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.text(text),
            None => self.absent(),
        }
    }

    fn id(self, id: Uuid) -> Self {
        self.bytes(id.as_bytes())
    }

    fn optional_id(self, id: Option<Uuid>) -> Self {
        match id {
            Some(id) => self.id(id),
            None => self.absent(),
        }
    }

    fn number(self, number: impl Into<u64>) -> Self {
        self.bytes(&number.into().to_be_bytes())
    }

    fn optional_number(self, number: Option<u64>) -> Self {
        match number {
            Some(number) => self.number(number),
            None => self.absent(),
        }
    }

    fn time(self, time: UtcMillis) -> Self {
        self.bytes(&time.0.to_be_bytes())
    }

    fn optional_time(self, time: Option<UtcMillis>) -> Self {
        match time {
            Some(time) => self.time(time),
            None => self.absent(),
        }
    }

    fn probability(self, probability: Option<f32>) -> Self {
        match probability {
            Some(probability) => self.bytes(&probability.to_bits().to_be_bytes()),
            None => self.absent(),
        }
    }

    fn done(self) -> Hash {
        self.0.finalize().into()
    }
}

/// A message, words included.
///
/// # Errors
/// When the words cannot be written as JSON.
pub fn message(message: &Message) -> Result<Hash, StoreError> {
    Ok(message_with_words(message, &to_json(&message.words)?))
}

/// A message whose words stand in `words_json`, exactly as stored.
pub fn message_with_words(message: &Message, words_json: &str) -> Hash {
    // Messages written before these marks existed keep the hash they were logged with.
    let label = match (message.cut_off, message.doubt) {
        (_, Some(_)) => "candor/message/3",
        (true, None) => "candor/message/2",
        (false, None) => "candor/message/1",
    };
    let fields = Fields::new(label)
        .id(message.id.0)
        .id(message.interview_id.0)
        .number(message.number)
        .time(message.at)
        .text(message.role.as_str())
        .text(message.purpose.as_str())
        .text(message.origin.as_str())
        .text(&message.content)
        .optional_text(message.question_key.as_deref())
        .optional_number(message.audio_start_ms)
        .optional_number(message.audio_end_ms)
        .text(words_json)
        .text(message.language.code())
        .probability(message.confidence)
        .optional_text(message.speech_model.as_deref());
    match (message.cut_off, message.doubt) {
        (cut_off, Some(doubt)) => fields
            .number(u64::from(cut_off))
            .text(doubt.as_str())
            .done(),
        (true, None) => fields.number(1_u64).done(),
        (false, None) => fields.done(),
    }
}

/// A correction.
pub fn revision(revision: &Revision) -> Hash {
    Fields::new("candor/revision/1")
        .id(revision.id.0)
        .id(revision.message_id.0)
        .number(revision.number)
        .text(&revision.content)
        .text(&revision.author)
        .time(revision.at)
        .done()
}

/// A correction of who said a message.
pub fn speaker_correction(correction: &SpeakerCorrection) -> Hash {
    Fields::new("candor/speaker-correction/1")
        .id(correction.id.0)
        .id(correction.message_id.0)
        .number(correction.number)
        .text(correction.role.as_str())
        .text(&correction.author)
        .time(correction.at)
        .done()
}

/// A recording transcribed in the background.
pub fn transcription_job(job: &TranscriptionJob) -> Hash {
    Fields::new("candor/transcription-job/1")
        .id(job.id.0)
        .id(job.interview_id.0)
        .text(job.kind.as_str())
        .text(&job.model)
        .text(job.state.as_str())
        .number(job.done_ms)
        .number(job.total_ms)
        .time(job.created_at)
        .optional_time(job.ended_at)
        .optional_text(job.error.as_deref())
        .done()
}

/// The beginning of a recording.
pub fn recording_started(recording: &Recording) -> Hash {
    // Recordings begun before there were tracks keep the hash they were logged with.
    let second = recording.track != Role::Candidate;
    let fields = Fields::new(if second {
        "candor/recording-started/2"
    } else {
        "candor/recording-started/1"
    })
    .id(recording.id.0)
    .id(recording.interview_id.0)
    .time(recording.started_at)
    .number(recording.offset_ms)
    .text(&recording.device)
    .text(&recording.codec);
    if second {
        return fields.text(recording.track.as_str()).done();
    }
    fields.done()
}

/// A block of a recording.
pub fn recording_block(recording: Uuid, block: &Block) -> Hash {
    Fields::new("candor/recording-block/1")
        .id(recording)
        .number(block.number)
        .number(block.start_sample)
        .number(block.samples)
        .bytes(&block.data)
        .done()
}

/// The whole sound of a recording made elsewhere, block by block in order.
#[derive(Debug)]
pub struct SoundHash(Fields);

impl SoundHash {
    /// Of what is taken in as this interview's track.
    pub fn new(interview: Uuid, track: Role) -> Self {
        Self(
            Fields::new("candor/recorded-sound/1")
                .id(interview)
                .text(track.as_str()),
        )
    }

    /// Takes the next block.
    pub fn add(&mut self, block: &Block) {
        let before = std::mem::replace(&mut self.0, Fields(Sha256::new()));
        self.0 = before
            .number(block.number)
            .number(block.start_sample)
            .number(block.samples)
            .bytes(&block.data);
    }

    /// The hash of all of them.
    pub fn done(self) -> Hash {
        self.0.done()
    }
}

/// The end of a recording.
pub fn recording_ended(recording: Uuid, ended_at: UtcMillis, total_samples: u64) -> Hash {
    Fields::new("candor/recording-ended/1")
        .id(recording)
        .time(ended_at)
        .number(total_samples)
        .done()
}

/// A position; its plan stands in `plan_json`, exactly as stored.
pub fn position(position: &Position, plan_json: &str, deleted_at: Option<UtcMillis>) -> Hash {
    Fields::new("candor/position/1")
        .id(position.id.0)
        .text(&position.title)
        .text(&position.description)
        .text(plan_json)
        .time(position.created_at)
        .time(position.updated_at)
        .optional_time(deleted_at)
        .done()
}

/// An interview with what was copied from its position. The consent is not part of it: it has a hash of its own.
pub fn interview(
    interview: &Interview,
    position_title: &str,
    position_description: &str,
    plan_json: &str,
    link_hash: &Hash,
    accommodations_json: &str,
) -> Hash {
    // Rows written before these columns existed keep the hash they were logged with.
    let first_form = interview.accommodations.is_empty()
        && interview.human_requested_at.is_none()
        && interview.deleted_at.is_none()
        && interview.erased_at.is_none()
        && interview.transcript_version == 1;
    let second_form = interview.vocabulary.is_empty()
        && interview.speech_language.is_none()
        && interview.imported_from.is_none();
    let label = match (first_form, second_form) {
        (true, true) => "candor/interview/1",
        (false, true) => "candor/interview/2",
        (_, false) => "candor/interview/3",
    };
    let fields = Fields::new(label)
        .id(interview.id.0)
        .id(interview.position_id.0)
        .text(position_title)
        .text(position_description)
        .text(plan_json)
        .bytes(link_hash)
        .text(&interview.candidate_name)
        .optional_text(interview.candidate_external_id.as_deref())
        .text(interview.language.code())
        .number(interview.recommended_minutes)
        .text(&interview.description)
        .text(&interview.knowledge_base)
        .text(interview.status.as_str())
        .time(interview.created_at)
        .optional_time(interview.started_at)
        .optional_time(interview.running_since)
        .optional_time(interview.paused_at)
        .optional_time(interview.interrupted_at)
        .optional_time(interview.finished_at)
        .optional_time(interview.cancelled_at)
        .optional_time(interview.expires_at)
        .number(interview.active_ms);
    if first_form && second_form {
        return fields.done();
    }
    let fields = fields
        .text(accommodations_json)
        .optional_time(interview.human_requested_at)
        .optional_time(interview.deleted_at)
        .optional_time(interview.erased_at)
        .number(interview.transcript_version);
    if second_form {
        return fields.done();
    }
    fields
        .text(&interview.vocabulary)
        .optional_text(interview.speech_language.map(Language::code))
        .optional_text(interview.imported_from.as_deref())
        .done()
}

/// A consent.
pub fn consent(consent: &Consent) -> Hash {
    // Consents to texts that speak of no AI keep the hash they were logged with.
    let speaks_of_ai = !consent.ai_hosts.is_empty() || !consent.ai_uses.is_empty();
    let fields = Fields::new(if speaks_of_ai {
        "candor/consent/2"
    } else {
        "candor/consent/1"
    })
    .id(consent.interview_id.0)
    .time(consent.at)
    .text(&consent.version)
    .text(consent.language.code())
    .text(&consent.text);
    if !speaks_of_ai {
        return fields.done();
    }
    let uses: Vec<_> = consent.ai_uses.iter().map(|r#use| r#use.as_str()).collect();
    consent
        .ai_hosts
        .iter()
        .fold(fields.text(&uses.join(" ")), |fields, host| {
            fields.text(host)
        })
        .done()
}

/// A setting; its value is the JSON it is stored as.
pub fn setting(name: &str, value_json: &str, changed_at: UtcMillis) -> Hash {
    Fields::new("candor/setting/1")
        .text(name)
        .text(value_json)
        .time(changed_at)
        .done()
}

/// An invitation to the kiosk.
pub fn kiosk_invitation(invitation: &Invitation) -> Hash {
    let fields = Fields::new("candor/kiosk-invitation/1").id(invitation.interview_id.0);
    let fields = match &invitation.code_hash {
        Some(hash) => fields.bytes(hash),
        None => fields.absent(),
    };
    fields
        .optional_time(invitation.queued_at)
        .time(invitation.expires_at)
        .time(invitation.created_at)
        .done()
}

/// The withdrawal of a consent.
pub fn withdrawal(interview: InterviewId, at: UtcMillis) -> Hash {
    Fields::new("candor/withdrawal/1")
        .id(interview.0)
        .time(at)
        .done()
}

/// A consent text of the organisation's, in one language.
pub fn consent_text(text: &StoredText) -> Hash {
    Fields::new("candor/consent-text/1")
        .id(text.id.0)
        .text(&text.version)
        .text(text.language.code())
        .text(&text.sections)
        .time(text.created_at)
        .done()
}

/// A snapshot of the interviewer's place in the plan.
pub fn progress(interview: Uuid, state_json: &str) -> Hash {
    Fields::new("candor/progress/1")
        .id(interview)
        .text(state_json)
        .done()
}

/// An export, done or failed.
pub fn export(export: &Export) -> Hash {
    let (json_path, txt_path, error) = export.outcome.columns();
    Fields::new("candor/export/1")
        .id(export.id)
        .id(export.interview_id.0)
        .time(export.at)
        .optional_text(json_path)
        .optional_text(txt_path)
        .optional_text(error)
        .done()
}

/// A note.
pub fn note(note: &Note) -> Hash {
    Fields::new("candor/note/1")
        .id(note.id.0)
        .id(note.interview_id.0)
        .optional_id(note.message_id.map(|id| id.0))
        .optional_number(note.at_ms)
        .text(&note.author)
        .text(&note.content)
        .time(note.created_at)
        .time(note.changed_at)
        .optional_time(note.deleted_at)
        .done()
}

/// The speakers' names of an interview.
pub fn speaker_names(interview: Uuid, names: &SpeakerNames) -> Hash {
    let fields = Fields::new("candor/speaker-names/1").id(interview);
    let entry = |list: Fields, (role, name): (candor_domain::Role, Option<&str>)| {
        list.text(role.as_str()).optional_text(name)
    };
    names.entries().into_iter().fold(fields, entry).done()
}

/// A request to a language model.
///
/// # Errors
/// When the prompt cannot be written as JSON.
pub fn ai_call(call: &AiCall) -> Result<Hash, StoreError> {
    Ok(Fields::new("candor/ai-call/1")
        .id(call.id.0)
        .id(call.interview_id.0)
        .time(call.at)
        .text(call.task.as_str())
        .text(&call.connection)
        .text(&call.host)
        .text(call.api.as_str())
        .text(&call.model)
        .text(&call.prompt_version)
        .text(&to_json(&call.prompt)?)
        .text(&call.reply)
        .text(call.outcome.as_str())
        .text(&to_json(&call.reasons)?)
        .optional_number(call.input_tokens.map(u64::from))
        .optional_number(call.output_tokens.map(u64::from))
        .optional_number(call.cost_micros)
        .optional_number(call.first_token_ms)
        .number(call.total_ms)
        .number(call.attempts)
        .optional_id(call.message_id.map(|id| id.0))
        .done())
}

/// Something that reads like instructions for a language model.
pub fn attempt(attempt: &Attempt) -> Hash {
    let fields = Fields::new("candor/attempt/1")
        .id(attempt.id.0)
        .id(attempt.interview_id.0)
        .text(attempt.source.as_str())
        .optional_id(attempt.message_id.map(|id| id.0))
        .number(attempt.start)
        .number(attempt.end)
        .time(attempt.at);
    let kind = |fields: Fields, kind: &candor_domain::AttemptKind| fields.text(kind.as_str());
    attempt.kinds.iter().fold(fields, kind).done()
}

/// A scorecard as it stands.
///
/// # Errors
/// When its parts cannot be written as JSON.
pub fn scorecard(card: &Scorecard) -> Result<Hash, StoreError> {
    Ok(Fields::new("candor/scorecard/1")
        .id(card.id.0)
        .id(card.interview_id.0)
        .text(card.author.as_str())
        .text(&card.rater)
        .text(card.status.as_str())
        .optional_id(card.based_on.map(|id| id.0))
        .optional_text(card.prompt_version.as_deref())
        .number(card.transcript_version)
        .text(&to_json(&card.ratings)?)
        .text(&to_json(&card.summary)?)
        .text(&to_json(&card.open_questions)?)
        .number(card.dropped)
        .time(card.created_at)
        .time(card.changed_at)
        .optional_text(card.signed_by.as_deref())
        .optional_time(card.closed_at)
        .done())
}

/// Who rates an interview; the names are the JSON they are stored as.
pub fn panel(interview: InterviewId, raters_json: &str, changed_at: UtcMillis) -> Hash {
    Fields::new("candor/panel/1")
        .id(interview.0)
        .text(raters_json)
        .time(changed_at)
        .done()
}

/// A transcript version with its texts, in the order of their messages' ids.
pub struct TranscriptVersionHash(Fields, bool);

impl TranscriptVersionHash {
    /// The version, without texts so far. Where a text is in doubt, each is followed by its doubt: the second form.
    pub fn new(version: &TranscriptVersion, in_doubt: bool) -> Self {
        let label = if in_doubt {
            "candor/transcript-version/2"
        } else {
            "candor/transcript-version/1"
        };
        Self(
            Fields::new(label)
                .id(version.id.0)
                .id(version.interview_id.0)
                .number(version.number)
                .text(&version.speech_model)
                .time(version.created_at),
            in_doubt,
        )
    }

    /// The next text; its words stand in `words_json`, exactly as stored.
    #[must_use]
    pub fn text(
        self,
        message: Uuid,
        content: &str,
        words_json: &str,
        confidence: Option<f32>,
        doubt: Option<&str>,
    ) -> Self {
        let fields = self
            .0
            .id(message)
            .text(content)
            .text(words_json)
            .probability(confidence);
        if self.1 {
            Self(fields.optional_text(doubt), true)
        } else {
            Self(fields, false)
        }
    }

    /// The hash over all of it.
    pub fn done(self) -> Hash {
        self.0.done()
    }
}
