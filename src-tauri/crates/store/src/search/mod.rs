//! Search over everything: what was said, written down about it, and entered for an interview.
//!
//! The index is asked for words only ([`Query`]); ids are compared outside of it. What it finds is ranked here: first
//! interviews whose candidate is meant, then what was said, then what an interview is about. Deleted interviews are
//! never found, and erased words are not in the index any more.

mod excerpt;
mod fold;
mod query;
mod rows;

use std::collections::{HashMap, HashSet};

use candor_domain::{InterviewId, search::Found};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::StoreError;

pub use query::Query;
use query::Term;

/// Hits of one interview shown beside others.
const HITS_EACH: usize = 3;

/// The part of everything found that is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Interviews with their best hits: at most `limit`, after skipping `offset`.
    Interviews {
        /// How many.
        limit: u32,
        /// How many to skip.
        offset: u32,
    },
    /// The hits of one interview, in the order of the conversation.
    HitsOf {
        /// Which.
        interview: InterviewId,
        /// How many hits.
        limit: u32,
        /// How many hits to skip.
        offset: u32,
    },
}

/// A message or note, by its key.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Place {
    is_note: bool,
    key: i64,
    /// The lower the better.
    rank: f64,
}

/// What was found in one interview.
#[derive(Debug, Default)]
struct Group {
    is_candidate: bool,
    places: Vec<Place>,
}

impl Group {
    fn best(&self) -> f64 {
        self.places.iter().map(|p| p.rank).fold(0.0, f64::min)
    }

    /// Lower comes first.
    fn tier(&self) -> u8 {
        match (self.is_candidate, self.places.is_empty()) {
            (true, _) => 0,
            (false, false) => 1,
            (false, true) => 2,
        }
    }
}

/// Finds everything that has all the words, and of it what is wanted.
///
/// # Errors
/// When the database cannot be read.
pub fn run(conn: &Connection, query: &Query, wanted: Wanted) -> Result<Found, StoreError> {
    let mut groups = groups(conn, query)?;
    for deleted in keys(
        conn,
        "SELECT key FROM interviews INDEXED BY interviews_deleted WHERE deleted_at IS NOT NULL",
        None,
    )? {
        groups.remove(&deleted);
    }
    if let Wanted::HitsOf { interview, .. } = wanted {
        let only = conn
            .prepare_cached("SELECT key FROM interviews WHERE id = ?1")?
            .query_row([interview.0], |row| row.get::<_, i64>(0))
            .optional()?;
        groups.retain(|key, _| Some(*key) == only);
    }
    let total_interviews = groups.len() as u32;
    let total_hits = groups.values().map(|g| g.places.len()).sum::<usize>() as u32;
    let mut chosen: Vec<(i64, Group)> = groups.into_iter().collect();
    if let Wanted::Interviews { limit, offset } = wanted {
        // Keys grow with time: of equally good ones the newest comes first.
        chosen.sort_unstable_by(|(a_key, a), (b_key, b)| {
            (a.tier().cmp(&b.tier()))
                .then(a.best().total_cmp(&b.best()))
                .then(b_key.cmp(a_key))
        });
        chosen = chosen
            .into_iter()
            .skip(offset as usize)
            .take(limit as usize)
            .collect();
    }
    let mut interviews = Vec::new();
    for (key, group) in &mut chosen {
        let count = group.places.len() as u32;
        let in_order =
            |places: &mut Vec<Place>| places.sort_unstable_by_key(|p| (p.is_note, p.key));
        let (skip, take) = match wanted {
            Wanted::HitsOf { limit, offset, .. } => {
                in_order(&mut group.places);
                (offset as usize, limit as usize)
            }
            Wanted::Interviews { .. } => {
                group.places.sort_by(|a, b| a.rank.total_cmp(&b.rank));
                group.places.truncate(HITS_EACH);
                in_order(&mut group.places);
                (0, HITS_EACH)
            }
        };
        let mut found = rows::interview(conn, *key, query)?;
        found.hit_count = count;
        for place in group.places.iter().skip(skip).take(take) {
            found.hits.push(rows::hit(conn, *place, query)?);
        }
        interviews.push(found);
    }
    Ok(Found {
        interviews,
        total_interviews,
        total_hits,
    })
}

/// Everything found, by interview.
fn groups(conn: &Connection, query: &Query) -> Result<HashMap<i64, Group>, StoreError> {
    const ENTERED: &str = "SELECT rowid FROM interview_search WHERE interview_search MATCH ?1";
    let mut groups: HashMap<i64, Group> = HashMap::new();
    for key in keys(conn, ENTERED, Some(query.as_fts()))? {
        groups.entry(key).or_default();
    }
    for key in keys(conn, ENTERED, Some(&format!("who : ({})", query.as_fts())))? {
        groups.entry(key).or_default().is_candidate = true;
    }
    said(conn, query, |_| true, &mut groups)?;
    // “Byron harbour”: some words name the interview, the others were said in it.
    if query.terms().len() > 1 {
        let mut naming: Option<HashSet<i64>> = None;
        let mut rest: Vec<Term> = Vec::new();
        for term in query.terms() {
            let alone = Query::of(vec![term.clone()]);
            let holders = match &alone {
                Some(alone) => keys(conn, ENTERED, Some(alone.as_fts()))?,
                None => Vec::new(),
            };
            if holders.is_empty() {
                rest.push(term.clone());
            } else {
                let holders: HashSet<i64> = holders.into_iter().collect();
                naming = Some(match naming {
                    Some(others) => others.intersection(&holders).copied().collect(),
                    None => holders,
                });
            }
        }
        if let (Some(naming), Some(rest)) = (naming, Query::of(rest)) {
            let known: HashSet<i64> = groups.keys().copied().collect();
            let is_new = |interview| naming.contains(&interview) && !known.contains(&interview);
            said(conn, &rest, is_new, &mut groups)?;
        }
    }
    Ok(groups)
}

/// Messages and notes with all the words, in the interviews that are `welcome`.
fn said(
    conn: &Connection,
    query: &Query,
    welcome: impl Fn(i64) -> bool,
    groups: &mut HashMap<i64, Group>,
) -> Result<(), StoreError> {
    const MESSAGES: &str = "SELECT t.interview, f.rowid, f.rank FROM message_search f
        CROSS JOIN message_texts t INDEXED BY message_texts_interview ON t.key = f.rowid WHERE message_search MATCH ?1";
    const NOTES: &str = "SELECT i.key, f.rowid, f.rank FROM note_search f
        CROSS JOIN notes n ON n.key = f.rowid CROSS JOIN interviews i ON i.id = n.interview_id
        WHERE note_search MATCH ?1 AND n.deleted_at IS NULL";
    for (sql, is_note) in [(MESSAGES, false), (NOTES, true)] {
        let mut statement = conn.prepare_cached(sql)?;
        let mut rows = statement.query([query.as_fts()])?;
        while let Some(row) = rows.next()? {
            let interview = row.get(0)?;
            if welcome(interview) {
                let (key, rank) = (row.get(1)?, row.get(2)?);
                let group = groups.entry(interview).or_default();
                group.places.push(Place { is_note, key, rank });
            }
        }
    }
    Ok(())
}

fn keys(conn: &Connection, sql: &str, query: Option<&str>) -> Result<Vec<i64>, StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    let keys = match query {
        Some(query) => statement.query_map([query], |row| row.get(0))?.collect(),
        None => statement
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>(),
    };
    Ok(keys?)
}

/// Texts in the index that are not what counts of their message, and messages that are missing there: none, unless
/// somebody changed the database past Candor.
pub(crate) fn strays(conn: &Connection) -> Result<u64, StoreError> {
    Ok(conn.query_row(
        "SELECT (SELECT count(*) FROM message_texts t WHERE t.content IS NOT (
                SELECT coalesce(
                    (SELECT r.content FROM revisions r WHERE r.message_id = m.id ORDER BY r.number DESC LIMIT 1),
                    (SELECT h.content FROM transcript_versions v JOIN version_texts h ON h.version_id = v.id
                     WHERE v.interview_id = i.id AND v.number = i.transcript_version AND h.message_id = m.id),
                    m.content)
                FROM messages m JOIN interviews i ON i.id = m.interview_id WHERE m.key = t.key AND i.key = t.interview))
            + (SELECT count(*) FROM messages m WHERE NOT EXISTS (SELECT 1 FROM message_texts t WHERE t.key = m.key))",
        params![],
        |row| row.get(0),
    )?)
}
