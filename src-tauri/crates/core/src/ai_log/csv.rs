//! CSV (RFC 4180, UTF-8 with a byte order mark): one row for each request and each attempt. No cell is taken for a
//! formula.

use candor_domain::{Language, PromptPart, UtcMillis};
use csv::{Terminator, WriterBuilder};
use jiff::{Timestamp, tz::TimeZone};

use super::{
    AttemptView,
    document::{Entry, Log},
    words::{WIDTH, Words, attempt_kind, attempt_source, outcome, task, words},
};
use crate::export::cell::{BYTE_ORDER_MARK, cell, one_line, paragraphs};

/// Writes the document.
pub(super) fn write(log: &Log, language: Language, zone: &TimeZone) -> Result<Vec<u8>, csv::Error> {
    let words = words(language);
    let mut table = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.to_vec());
    table.write_record(words.headings)?;
    for entry in &log.calls {
        table.write_record(row_of_call(entry, words, language, zone))?;
    }
    for attempt in &log.attempts {
        table.write_record(row_of_attempt(attempt, words, language, zone))?;
    }
    table
        .into_inner()
        .map_err(|error| error.into_error().into())
}

fn row_of_call(
    entry: &Entry,
    words: &Words,
    language: Language,
    zone: &TimeZone,
) -> [String; WIDTH] {
    let Entry {
        number,
        message_number,
        call,
        ..
    } = entry;
    let some = |number: Option<u64>| number.map(|n| n.to_string()).unwrap_or_default();
    [
        words.call.to_owned(),
        number.to_string(),
        local(call.at, zone),
        task(call.task, language).to_owned(),
        outcome(call.outcome, language).to_owned(),
        cell(&one_line(&call.reasons.join(", "))),
        cell(&one_line(&call.connection)),
        cell(&one_line(&call.host)),
        cell(&one_line(&call.model)),
        cell(&one_line(&call.prompt_version)),
        call.attempts.to_string(),
        some(call.first_token_ms),
        call.total_ms.to_string(),
        some(call.input_tokens.map(u64::from)),
        some(call.output_tokens.map(u64::from)),
        call.cost_micros.map(amount).unwrap_or_default(),
        some(message_number.map(u64::from)),
        cell(&paragraphs(&prompt(&call.prompt))),
        cell(&paragraphs(&call.reply)),
    ]
}

/// An attempt: what it looks like stands where a request's outcome does, its words where a reply does.
fn row_of_attempt(
    view: &AttemptView,
    words: &Words,
    language: Language,
    zone: &TimeZone,
) -> [String; WIDTH] {
    let AttemptView { attempt, excerpt } = view;
    let kinds: Vec<_> = attempt
        .kinds
        .iter()
        .map(|kind| attempt_kind(*kind, language))
        .collect();
    let mut row: [String; WIDTH] = Default::default();
    words.attempt.clone_into(&mut row[0]);
    row[2] = local(attempt.at, zone);
    attempt_source(attempt.source, language).clone_into(&mut row[3]);
    row[4] = kinds.join(", ");
    row[WIDTH - 1] = cell(&paragraphs(&format!(
        "{}{}{}",
        excerpt.before, excerpt.text, excerpt.after
    )));
    row
}

/// The parts in order, each after its role.
fn prompt(parts: &[PromptPart]) -> String {
    let named = |part: &PromptPart| format!("[{}]\n{}", part.role, part.content);
    let parts: Vec<_> = parts.iter().map(named).collect();
    parts.join("\n\n")
}

/// Millionths as a decimal number.
fn amount(micros: u64) -> String {
    format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)
}

/// Date and time in the order that sorts.
fn local(at: UtcMillis, zone: &TimeZone) -> String {
    Timestamp::from_millisecond(at.0)
        .unwrap_or_default()
        .to_zoned(zone.clone())
        .strftime("%Y-%m-%d %H:%M:%S")
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_amounts_keep_every_digit() {
        assert_eq!(amount(0), "0.000000");
        assert_eq!(amount(1_234), "0.001234");
        assert_eq!(amount(12_000_001), "12.000001");
    }
}
