//! The text that counts: the newest correction, else the chosen transcript version, else what was first heard or typed.

use std::collections::HashMap;

use candor_domain::{
    Doubt, Interview, Message, MessageId, Revision, Role, SpeakerCorrection, Word,
};
use candor_store::{
    Connection, StoreError, revisions, speaker_corrections,
    transcript_versions::{self, StoredText},
};
use serde::Serialize;

use super::align;

/// A message with everything known about its words.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct MessageView {
    /// The message as first heard or typed.
    pub message: Message,
    /// Who said it, as it counts: the newest correction of the speaker, else whom it was first taken for.
    pub role: Role,
    /// Corrections of who said it, oldest first; setting it back is one, too.
    pub speaker_corrections: Vec<SpeakerCorrection>,
    /// Corrections, oldest first.
    pub revisions: Vec<Revision>,
    /// What later transcript versions heard, oldest first; empty unless it was spoken and transcribed again.
    pub heard_again: Vec<HeardAgain>,
    /// The text to read, search and export.
    pub counting: CountingText,
}

impl MessageView {
    /// The message as first heard or typed, without what others made of it afterwards: for who took part.
    #[must_use]
    pub fn as_heard(self) -> Self {
        view(self.message, Beside::default(), 1)
    }
}

/// A message's text in a later transcript version.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct HeardAgain {
    /// Number of the version, from 2.
    pub version: u32,
    /// Name of the speech model that heard it.
    pub speech_model: String,
    /// The words; empty when nothing was heard.
    pub content: String,
    /// Mean word probability, 0 to 1; none without words.
    pub confidence: Option<f32>,
    /// Why these words deserve a second look.
    pub doubt: Option<Doubt>,
}

/// The text of a message that counts.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct CountingText {
    /// Where it comes from.
    pub source: CountingSource,
    /// The words; empty when the chosen version heard nothing.
    pub content: String,
    /// Words with times; empty unless spoken. Those of a correction take their times from the words that were heard.
    pub words: Vec<Word>,
    /// Mean word probability, 0 to 1; none unless a recogniser wrote it.
    pub confidence: Option<f32>,
    /// Name of the speech model that heard it; none for typed and corrected words.
    pub speech_model: Option<String>,
    /// Why these words deserve a second look; none for typed and corrected words.
    pub doubt: Option<Doubt>,
}

/// Where the text that counts comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CountingSource {
    /// As first heard or typed.
    Original,
    /// The chosen transcript version.
    Version,
    /// Somebody corrected it.
    Correction,
}

/// These messages, which follow on one another, with all that belongs to them.
pub(crate) fn views(
    conn: &Connection,
    interview: &Interview,
    rows: Vec<Message>,
) -> Result<Vec<MessageView>, StoreError> {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
        return Ok(Vec::new());
    };
    let (id, first, last) = (interview.id, first.number, last.number);
    let mut beside: HashMap<MessageId, Beside> = HashMap::new();
    for revision in revisions::between(conn, id, first, last)? {
        let own = beside.entry(revision.message_id).or_default();
        own.revisions.push(revision);
    }
    for correction in speaker_corrections::between(conn, id, first, last)? {
        let own = beside.entry(correction.message_id).or_default();
        own.speakers.push(correction);
    }
    for text in transcript_versions::texts(conn, id, first, last)? {
        let own = beside.entry(text.text.message_id).or_default();
        own.texts.push(text);
    }
    let view = |message: Message| {
        let own = beside.remove(&message.id).unwrap_or_default();
        view(message, own, interview.transcript_version)
    };
    Ok(rows.into_iter().map(view).collect())
}

/// What stands beside a message, oldest first.
#[derive(Default)]
struct Beside {
    revisions: Vec<Revision>,
    speakers: Vec<SpeakerCorrection>,
    texts: Vec<StoredText>,
}

fn view(message: Message, beside: Beside, chosen: u32) -> MessageView {
    let Beside {
        revisions,
        speakers,
        texts,
    } = beside;
    let mut counting = CountingText {
        source: CountingSource::Original,
        content: message.content.clone(),
        words: message.words.clone(),
        confidence: message.confidence,
        speech_model: message.speech_model.clone(),
        doubt: message.doubt,
    };
    let mut heard_again = Vec::with_capacity(texts.len());
    for stored in texts {
        let StoredText {
            version,
            speech_model,
            text,
        } = stored;
        if version == chosen {
            counting = CountingText {
                source: CountingSource::Version,
                content: text.content.clone(),
                words: text.words,
                confidence: text.confidence,
                speech_model: Some(speech_model.clone()),
                doubt: text.doubt,
            };
        }
        heard_again.push(HeardAgain {
            version,
            speech_model,
            content: text.content,
            confidence: text.confidence,
            doubt: text.doubt,
        });
    }
    if let Some(correction) = revisions.last() {
        let span = message.audio_start_ms.zip(message.audio_end_ms);
        counting = CountingText {
            source: CountingSource::Correction,
            content: correction.content.clone(),
            words: span.map_or_else(Vec::new, |span| {
                align::placed(&correction.content, &counting.words, span)
            }),
            confidence: None,
            speech_model: None,
            doubt: None,
        };
    }
    MessageView {
        role: speakers.last().map_or(message.role, |newest| newest.role),
        speaker_corrections: speakers,
        message,
        revisions,
        heard_again,
        counting,
    }
}
