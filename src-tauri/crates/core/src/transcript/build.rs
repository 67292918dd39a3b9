//! Gathers one interview from the store.

use std::collections::BTreeSet;

use candor_domain::{
    InterviewId, Role, UtcMillis,
    transcript::{
        ConsentPart, EvidencePart, FORMAT, InterviewPart, MessagePart, PositionPart, RecordingPart,
        RevisionPart, Software, SpeakerCorrectionPart, SpeakerPart, Transcript, VersionPart,
    },
};
use candor_store::{consents, events, recordings, speaker_names};
use jiff::{Timestamp, tz::TimeZone};

use super::rfc3339;
use crate::{Archive, Result, clock, interviews, recording, review::MessageView};

/// The transcript of an interview as it stands at `now`.
///
/// # Errors
/// [`crate::Error::NotFound`]; a database that cannot be read.
pub fn build(
    archive: &Archive,
    id: InterviewId,
    now: UtcMillis,
    zone: &TimeZone,
) -> Result<Transcript> {
    let interview = archive.interview(id)?;
    let (script, description) = archive.script(&interview)?;
    let state = archive.state(id, &script)?;
    let messages = archive.conversation_of(id, 0)?;
    let models: BTreeSet<_> = messages
        .iter()
        .flat_map(|m| [&m.message.speech_model, &m.counting.speech_model])
        .filter_map(Clone::clone)
        .collect();
    let recordings = archive.store.read(|conn| recordings::list(conn, id))?;
    let names = archive.store.read(|conn| speaker_names::load(conn, id))?;
    let consent = archive.store.read(|conn| consents::get(conn, id))?;
    let newest = archive.store.read(|conn| {
        let last = events::last_seq(conn)?;
        events::after(conn, last.saturating_sub(1), 1)
    })?;
    let exported_at = Timestamp::from_millisecond(now.0)
        .unwrap_or_default()
        .to_zoned(zone.clone());
    Ok(Transcript {
        format: FORMAT.to_owned(),
        software: Software {
            name: "Candor".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            speech_models: models.into_iter().collect(),
        },
        exported_at: exported_at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        time_zone: zone.iana_name().unwrap_or("UTC").to_owned(),
        coverage: interviews::coverage(&interview, &script, &state),
        position: PositionPart {
            id: interview.position_id,
            title: script.position_title,
            description,
        },
        consent: consent.map(|c| ConsentPart {
            at: rfc3339(c.at),
            version: c.version,
            language: c.language,
        }),
        evidence: newest.into_iter().next().map(|event| EvidencePart {
            entry: event.seq,
            hash: event.hash,
        }),
        messages: messages.into_iter().map(message_part).collect(),
        speakers: names
            .entries()
            .into_iter()
            .filter_map(|(role, name)| {
                let name = name?.to_owned();
                Some(SpeakerPart { role, name })
            })
            .collect(),
        gaps: recording::gaps(&recordings),
        recordings: recordings
            .into_iter()
            .map(|r| RecordingPart {
                device: r.recording.device,
                started_at: rfc3339(r.recording.started_at),
                offset_ms: r.recording.offset_ms,
                duration_ms: clock::samples_to_ms(r.stored_samples),
                track: (r.recording.track == Role::Recruiter).then_some(Role::Recruiter),
            })
            .collect(),
        interview: InterviewPart {
            id,
            language: interview.language,
            status: interview.status,
            recommended_minutes: interview.recommended_minutes,
            created_at: rfc3339(interview.created_at),
            consented_at: interview.consented_at.map(rfc3339),
            started_at: interview.started_at.map(rfc3339),
            finished_at: interview.finished_at.map(rfc3339),
            interrupted_at: interview.interrupted_at.map(rfc3339),
            withdrawn_at: interview.withdrawn_at.map(rfc3339),
            duration_ms: interview.duration_ms(now),
            transcript_version: interview.transcript_version,
            candidate_name: interview.candidate_name,
            candidate_external_id: interview.candidate_external_id,
            description: interview.description,
        },
    })
}

fn message_part(view: MessageView) -> MessagePart {
    let MessageView {
        message,
        role,
        speaker_corrections,
        revisions,
        heard_again,
        counting,
    } = view;
    MessagePart {
        id: message.id,
        number: message.number,
        at: rfc3339(message.at),
        role,
        first_role: (!speaker_corrections.is_empty()).then_some(message.role),
        speaker_corrections: speaker_corrections
            .into_iter()
            .map(|correction| SpeakerCorrectionPart {
                number: correction.number,
                role: correction.role,
                author: correction.author,
                at: rfc3339(correction.at),
            })
            .collect(),
        purpose: message.purpose,
        origin: message.origin,
        question_key: message.question_key,
        content: message.content,
        text: counting.content,
        text_words: (counting.words != message.words).then_some(counting.words),
        heard_again: heard_again
            .into_iter()
            .map(|heard| VersionPart {
                version: heard.version,
                speech_model: heard.speech_model,
                content: heard.content,
                confidence: heard.confidence,
                doubt: heard.doubt,
            })
            .collect(),
        revisions: revisions
            .into_iter()
            .map(|r| RevisionPart {
                number: r.number,
                content: r.content,
                author: r.author,
                at: rfc3339(r.at),
            })
            .collect(),
        audio_start_ms: message.audio_start_ms,
        audio_end_ms: message.audio_end_ms,
        words: message.words,
        language: message.language,
        confidence: message.confidence,
        speech_model: message.speech_model,
        cut_off: message.cut_off,
        doubt: counting.doubt,
        first_doubt: message.doubt,
    }
}
