//! The rows behind what was found, as far as they are shown.

use candor_domain::{
    InterviewId, MessageId, NoteId, Word,
    search::{FoundInterview, Hit},
};
use rusqlite::Connection;

use super::{
    Place,
    excerpt::{excerpt, has_any, marked},
    query::Query,
};
use crate::{StoreError, columns};

/// The interview, without its hits.
pub(super) fn interview(
    conn: &Connection,
    key: i64,
    query: &Query,
) -> Result<FoundInterview, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT id, status, latest_at, candidate_name, candidate_external_id, position_title, description, language
         FROM interviews WHERE key = ?1",
    )?;
    Ok(statement.query_row([key], |row| {
        let number: Option<String> = row.get(4)?;
        let description: String = row.get(6)?;
        Ok(FoundInterview {
            id: InterviewId(row.get(0)?),
            status: columns::status(row, 1)?,
            latest_at: columns::time(row, 2)?,
            candidate_name: marked(row.get_ref(3)?.as_str()?, query),
            candidate_external_id: number.map(|number| marked(&number, query)),
            position_title: marked(row.get_ref(5)?.as_str()?, query),
            description: has_any(&description, query).then(|| excerpt(&description, query)),
            language: columns::language(row, 7)?,
            hit_count: 0,
            hits: Vec::new(),
        })
    })?)
}

/// A message or note that was found.
pub(super) fn hit(conn: &Connection, place: Place, query: &Query) -> Result<Hit, StoreError> {
    if place.is_note {
        let mut statement = conn.prepare_cached(
            "SELECT n.id, n.message_id, n.at_ms, n.created_at, n.content, m.audio_start_ms
             FROM notes n LEFT JOIN messages m ON m.id = n.message_id WHERE n.key = ?1",
        )?;
        return Ok(statement.query_row([place.key], |row| {
            let (own, of_message): (Option<u64>, Option<u64>) = (row.get(2)?, row.get(5)?);
            Ok(Hit {
                message_id: row.get::<_, Option<_>>(1)?.map(MessageId),
                note_id: Some(NoteId(row.get(0)?)),
                role: None,
                audio_ms: own.or(of_message),
                at: columns::time(row, 3)?,
                excerpt: excerpt(row.get_ref(4)?.as_str()?, query),
            })
        })?);
    }
    let mut statement = conn.prepare_cached(
        "SELECT m.id, coalesce((SELECT s.role FROM speaker_corrections s WHERE s.message_id = m.id
                ORDER BY s.number DESC LIMIT 1), m.role), m.at, m.audio_start_ms, m.words, t.content
         FROM messages m JOIN message_texts t ON t.key = m.key WHERE m.key = ?1",
    )?;
    Ok(statement.query_row([place.key], |row| {
        // The second of the word itself, as far as it was heard and not only corrected to.
        let words: Vec<Word> = columns::json(row, 4)?;
        let word = words.iter().find(|word| query.has_word(&word.text));
        let start: Option<u64> = row.get(3)?;
        Ok(Hit {
            message_id: Some(MessageId(row.get(0)?)),
            note_id: None,
            role: Some(columns::role(row, 1)?),
            audio_ms: word.map(|word| word.start_ms).or(start),
            at: columns::time(row, 2)?,
            excerpt: excerpt(row.get_ref(5)?.as_str()?, query),
        })
    })?)
}
