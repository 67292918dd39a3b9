//! The text that counts: the newest correction, else the chosen transcript version, else what was first heard or typed.

use std::collections::HashMap;

use candor_domain::{Doubt, Interview, Message, MessageId, Revision, Word};
use candor_store::{
    Connection, StoreError, revisions,
    transcript_versions::{self, StoredText},
};
use serde::Serialize;

use super::align;

/// A message with everything known about its words.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct MessageView {
    /// The message as first heard or typed.
    pub message: Message,
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
        view(self.message, Vec::new(), Vec::new(), 1)
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
    let mut corrections: HashMap<MessageId, Vec<Revision>> = HashMap::new();
    for revision in revisions::between(conn, id, first, last)? {
        corrections
            .entry(revision.message_id)
            .or_default()
            .push(revision);
    }
    let mut heard: HashMap<MessageId, Vec<StoredText>> = HashMap::new();
    for text in transcript_versions::texts(conn, id, first, last)? {
        heard.entry(text.text.message_id).or_default().push(text);
    }
    let view = |message: Message| {
        let revisions = corrections.remove(&message.id).unwrap_or_default();
        let texts = heard.remove(&message.id).unwrap_or_default();
        view(message, revisions, texts, interview.transcript_version)
    };
    Ok(rows.into_iter().map(view).collect())
}

fn view(
    message: Message,
    revisions: Vec<Revision>,
    texts: Vec<StoredText>,
    chosen: u32,
) -> MessageView {
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
        message,
        revisions,
        heard_again,
        counting,
    }
}
