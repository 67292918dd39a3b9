//! Every request to a language model on behalf of an interview. Never changed.

use candor_domain::{
    AiApi, AiCall, AiCallId, AiOutcome, AiTask, EventKind, InterviewId, MessageId,
};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use uuid::Uuid;

use crate::{
    StoreError, WriteTx, columns, consents,
    content::{self, Hash},
};

const COLUMNS: &str =
    "id, interview_id, at, task, connection, host, api, model, prompt_version, prompt, reply,
    outcome, reasons, input_tokens, output_tokens, cost_micros, first_token_ms, total_ms, attempts, message_id";

/// What an interview's requests have used so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Used {
    /// Tokens sent and received, as far as the services told.
    pub tokens: u64,
    /// Estimated price in millionths of the budget's currency, as far as prices are known.
    pub cost_micros: u64,
}

/// Stores a request that is done with.
///
/// # Errors
/// [`StoreError::ConsentWithdrawn`] once the candidate has withdrawn it, [`StoreError::Conflict`] when the interview was
/// erased or the id is taken.
pub fn insert(tx: &mut WriteTx<'_>, call: &AiCall) -> Result<(), StoreError> {
    consents::refuse_withdrawn(tx.conn, call.interview_id)?;
    tx.conn
        .prepare_cached(
            "INSERT INTO ai_calls (id, interview_id, at, task, connection, host, api, model, prompt_version, prompt,
                reply, outcome, reasons, input_tokens, output_tokens, cost_micros, first_token_ms, total_ms, attempts,
                message_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)",
        )?
        .execute(params![
            call.id.0,
            call.interview_id.0,
            call.at.0,
            call.task.as_str(),
            call.connection,
            call.host,
            call.api.as_str(),
            call.model,
            call.prompt_version,
            columns::to_json(&call.prompt)?,
            call.reply,
            call.outcome.as_str(),
            columns::to_json(&call.reasons)?,
            call.input_tokens,
            call.output_tokens,
            call.cost_micros,
            call.first_token_ms,
            call.total_ms,
            call.attempts,
            call.message_id.map(|id| id.0)
        ])?;
    tx.log(
        EventKind::AiCallLogged,
        call.interview_id.0,
        Some(call.id.0),
        content::ai_call(call)?,
    )?;
    Ok(())
}

/// The interview's requests, oldest first.
///
/// # Errors
/// When the rows cannot be read.
pub fn list(conn: &Connection, interview: InterviewId) -> Result<Vec<AiCall>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM ai_calls WHERE interview_id = ?1 ORDER BY key"
    ))?;
    let rows = statement.query_map([interview.0], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What the interview's requests have used so far.
///
/// # Errors
/// When the rows cannot be read.
pub fn used(conn: &Connection, interview: InterviewId) -> Result<Used, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT coalesce(sum(coalesce(input_tokens, 0) + coalesce(output_tokens, 0)), 0),
                coalesce(sum(cost_micros), 0)
             FROM ai_calls WHERE interview_id = ?1",
        )?
        .query_row([interview.0], |row| {
            Ok(Used {
                tokens: row.get(0)?,
                cost_micros: row.get(1)?,
            })
        })?)
}

/// Hash of the row as it stands.
pub(crate) fn stored_hash(conn: &Connection, id: Uuid) -> Result<Option<Hash>, StoreError> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM ai_calls WHERE id = ?1"))?
        .query_row([id], from_row)
        .optional()?
        .as_ref()
        .map(content::ai_call)
        .transpose()
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<AiCall> {
    Ok(AiCall {
        id: AiCallId(row.get(0)?),
        interview_id: InterviewId(row.get(1)?),
        at: columns::time(row, 2)?,
        task: columns::named(row, 3, AiTask::parse)?,
        connection: row.get(4)?,
        host: row.get(5)?,
        api: columns::named(row, 6, AiApi::parse)?,
        model: row.get(7)?,
        prompt_version: row.get(8)?,
        prompt: columns::json(row, 9)?,
        reply: row.get(10)?,
        outcome: columns::named(row, 11, AiOutcome::parse)?,
        reasons: columns::json(row, 12)?,
        input_tokens: row.get(13)?,
        output_tokens: row.get(14)?,
        cost_micros: row.get(15)?,
        first_token_ms: row.get(16)?,
        total_ms: row.get(17)?,
        attempts: row.get(18)?,
        message_id: row.get::<_, Option<Uuid>>(19)?.map(MessageId),
    })
}
