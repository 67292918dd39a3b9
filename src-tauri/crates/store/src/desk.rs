//! The list of interviews, filtered, counted and read page by page, and what is changed from there.

use candor_domain::{
    EventKind, Interview, InterviewId, InterviewStatus, Language, PositionId, UtcMillis,
};
use rusqlite::{Connection, Row, params, types::Value};

use crate::{
    StoreError, WriteTx, columns,
    interviews::{self, Listed, Snapshot},
    search::Query,
};

/// Which interviews to list. What is absent does not matter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Only those with one of these statuses; any when empty.
    pub statuses: Vec<InterviewStatus>,
    /// Only those whose candidate, number, position or description has these words.
    pub text: Option<Query>,
    /// Only those for this position.
    pub position: Option<PositionId>,
    /// Only those held in this language.
    pub language: Option<Language>,
    /// Only those whose latest step (created, begun, finished or called off) came then or later.
    pub from: Option<UtcMillis>,
    /// Only those whose latest step came before.
    pub before: Option<UtcMillis>,
    /// Only those whose candidate waits for a person.
    pub human_requested: bool,
    /// Only those whose candidate withdrew the consent.
    pub withdrawn: bool,
    /// The deleted ones instead of the others.
    pub deleted: bool,
}

/// How many interviews there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Per status, in the order of [`InterviewStatus::ALL`]. Every filter but the one by status applies.
    pub by_status: [u32; InterviewStatus::ALL.len()],
    /// Not deleted, and their candidate waits for a person. No filter applies.
    pub human_requested: u32,
    /// Deleted. No filter applies.
    pub deleted: u32,
    /// Not deleted. No filter applies.
    pub all: u32,
}

impl Counts {
    /// How many have this status.
    pub fn with(&self, status: InterviewStatus) -> u32 {
        let place = InterviewStatus::ALL.into_iter().position(|s| s == status);
        place.map_or(0, |place| self.by_status[place])
    }

    /// How many have one of these statuses; any when empty.
    pub fn with_any(&self, statuses: &[InterviewStatus]) -> u32 {
        InterviewStatus::ALL
            .into_iter()
            .filter(|status| statuses.is_empty() || statuses.contains(status))
            .map(|status| self.with(status))
            .sum()
    }
}

/// The conditions of a filter, all answered by one index, with their values.
struct Conditions {
    sql: String,
    values: Vec<Value>,
}

impl Conditions {
    fn of(filter: &Filter, with_status: bool) -> Self {
        // Both indexes cover every column used below but the full text's.
        let mut conditions = Self {
            sql: if filter.deleted {
                "interviews i INDEXED BY interviews_deleted WHERE i.deleted_at IS NOT NULL"
            } else {
                "interviews i INDEXED BY interviews_desk WHERE i.deleted_at IS NULL"
            }
            .to_owned(),
            values: Vec::new(),
        };
        if with_status && !filter.statuses.is_empty() {
            let places = vec!["?"; filter.statuses.len()].join(", ");
            let names = filter.statuses.iter().map(|s| text(s.as_str()));
            conditions.sql += " AND i.status IN (";
            conditions.sql += &places;
            conditions.sql += ")";
            conditions.values.extend(names);
        }
        if let Some(position) = filter.position {
            let id = Value::Blob(position.0.as_bytes().to_vec());
            conditions.and("i.position_id = ?", id);
        }
        if let Some(language) = filter.language {
            conditions.and("i.language = ?", text(language.code()));
        }
        if let Some(from) = filter.from {
            conditions.and("i.latest_at >= ?", Value::Integer(from.0));
        }
        if let Some(before) = filter.before {
            conditions.and("i.latest_at < ?", Value::Integer(before.0));
        }
        if filter.human_requested {
            conditions.sql += " AND i.human_requested_at IS NOT NULL";
        }
        if filter.withdrawn {
            conditions.sql +=
                " AND EXISTS (SELECT 1 FROM withdrawals w WHERE w.interview_id = i.id)";
        }
        if let Some(query) = &filter.text {
            let found =
                "i.key IN (SELECT rowid FROM interview_search WHERE interview_search MATCH ?)";
            conditions.and(found, text(query.as_fts()));
        }
        conditions
    }

    fn and(&mut self, condition: &str, value: Value) {
        self.sql += " AND ";
        self.sql += condition;
        self.values.push(value);
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// Up to `limit` interviews after skipping `offset`; the one something happened to last comes first.
///
/// # Errors
/// When the rows cannot be read.
pub fn page(
    conn: &Connection,
    filter: &Filter,
    limit: u32,
    offset: u32,
) -> Result<Vec<Listed>, StoreError> {
    let Conditions { sql, mut values } = Conditions::of(filter, true);
    values.extend([Value::Integer(limit.into()), Value::Integer(offset.into())]);
    // The place in the list is settled on the narrow index first; then the wide rows are read, those of one page only.
    let sql = format!(
        "{} WHERE i.key IN (SELECT i.key FROM {sql} ORDER BY i.latest_at DESC, i.key DESC LIMIT ? OFFSET ?)
         ORDER BY i.latest_at DESC, i.key DESC",
        interviews::LISTED
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(rusqlite::params_from_iter(values), interviews::listed)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many interviews there are.
///
/// # Errors
/// When the rows cannot be read.
pub fn counts(conn: &Connection, filter: &Filter) -> Result<Counts, StoreError> {
    let Conditions { sql, values } = Conditions::of(filter, false);
    let mut counts = Counts::default();
    let mut statement = conn.prepare_cached(&format!(
        "SELECT i.status, count(*) FROM {sql} GROUP BY i.status"
    ))?;
    let mut rows = statement.query(rusqlite::params_from_iter(values))?;
    while let Some(row) = rows.next()? {
        let status = columns::status(row, 0)?;
        let place = InterviewStatus::ALL.into_iter().position(|s| s == status);
        if let Some(place) = place {
            counts.by_status[place] = row.get(1)?;
        }
    }
    (counts.all, counts.human_requested, counts.deleted) = conn
        .prepare_cached(
            "SELECT (SELECT count(*) FROM interviews INDEXED BY interviews_desk WHERE deleted_at IS NULL),
                (SELECT count(*) FROM interviews INDEXED BY interviews_desk
                 WHERE deleted_at IS NULL AND human_requested_at IS NOT NULL),
                (SELECT count(*) FROM interviews INDEXED BY interviews_deleted WHERE deleted_at IS NOT NULL)",
        )?
        .query_row([], |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(counts)
}

/// Interviews nobody began although their link has run out by `now`.
///
/// # Errors
/// When the rows cannot be read.
pub fn run_out(conn: &Connection, now: UtcMillis) -> Result<Vec<InterviewId>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM interviews INDEXED BY interviews_waiting
         WHERE status = 'not_started' AND expires_at <= ?1 ORDER BY key",
    )?;
    let rows = statement.query_map([now.0], |row| Ok(InterviewId(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Changes what was entered for an interview that nobody began; `snapshot` when it is for another position now.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such interview, [`StoreError::Conflict`] when it has begun or is deleted.
pub fn update(
    tx: &mut WriteTx<'_>,
    interview: &Interview,
    snapshot: Option<&Snapshot>,
) -> Result<(), StoreError> {
    let stored =
        interviews::get(tx.conn, interview.id)?.ok_or(StoreError::NotFound("interview"))?;
    if stored.status != InterviewStatus::NotStarted || stored.deleted_at.is_some() {
        return Err(StoreError::Conflict(
            "this interview has begun; what was entered for it can no longer be changed".to_owned(),
        ));
    }
    if let Some(snapshot) = snapshot {
        tx.conn
            .prepare_cached(
                "UPDATE interviews SET position_id = ?2, position_title = ?3, position_description = ?4, plan = ?5
                 WHERE id = ?1",
            )?
            .execute(params![
                interview.id.0,
                interview.position_id.0,
                snapshot.title,
                snapshot.description,
                columns::to_json(&snapshot.plan)?,
            ])?;
    }
    tx.conn
        .prepare_cached(
            "UPDATE interviews SET candidate_name = ?2, candidate_external_id = ?3, language = ?4,
                recommended_minutes = ?5, description = ?6, knowledge_base = ?7, accommodations = ?8
             WHERE id = ?1",
        )?
        .execute(params![
            interview.id.0,
            interview.candidate_name,
            interview.candidate_external_id,
            interview.language.code(),
            interview.recommended_minutes,
            interview.description,
            interview.knowledge_base,
            columns::to_json(&interview.accommodations)?,
        ])?;
    interviews::log(tx, EventKind::InterviewUpdated, interview.id)
}
