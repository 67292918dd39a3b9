//! CSV (RFC 4180, UTF-8 with a byte order mark): one row for each fact, message and question, for other programs.
//!
//! Spreadsheets run cells that begin like a formula. Such a cell gets an apostrophe in front, which they show as text.

use candor_domain::{Language, Origin, transcript::Transcript};
use csv::{Terminator, WriterBuilder};
use jiff::tz::TimeZone;

use super::{
    Report,
    labels::labels,
    report::{Times, language_name, speaker},
    words::{one_line, paragraphs},
};

/// Tells spreadsheets that the file is UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";
const WIDTH: usize = 15;

/// Writes the document.
pub(super) fn write(
    transcript: &Transcript,
    report: &Report,
    language: Language,
    zone: &TimeZone,
) -> Result<Vec<u8>, csv::Error> {
    let labels = labels(language);
    let columns = labels.columns;
    let times = Times { labels, zone };
    let mut table = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.to_vec());
    table.write_record(columns.headings)?;
    for (label, value) in &report.facts {
        table.write_record(named(columns.interview, label, value))?;
    }
    if let Some(about) = &report.about {
        table.write_record(named(columns.interview, labels.about, about))?;
    }
    for message in &transcript.messages {
        let last = message.revisions.last();
        let originally = if message.text == message.content {
            String::new()
        } else {
            cell(&paragraphs(&message.content))
        };
        let ms = |ms: Option<u64>| ms.map(|ms| ms.to_string()).unwrap_or_default();
        let certainty = |c: f32| (c * 100.0).round().to_string();
        let how = match message.origin {
            Origin::Speech => columns.spoken,
            Origin::Typed => labels.typed,
            Origin::Script | Origin::Model => columns.scripted,
        };
        table.write_record::<[String; WIDTH], _>([
            columns.message.to_owned(),
            message.number.to_string(),
            times.sortable(&message.at),
            ms(message.audio_start_ms),
            ms(message.audio_end_ms),
            cell(&speaker(transcript, message.role, labels)),
            how.to_owned(),
            language_name(message.language, labels).to_owned(),
            message.confidence.map(certainty).unwrap_or_default(),
            cell(&one_line(message.question_key.as_deref().unwrap_or(""))),
            cell(&paragraphs(&message.text)),
            originally,
            cell(&one_line(last.map_or("", |r| r.author.as_str()))),
            last.map(|r| times.sortable(&r.at)).unwrap_or_default(),
            cell(&one_line(message.speech_model.as_deref().unwrap_or(""))),
        ])?;
    }
    for (entry, asked) in transcript.coverage.iter().zip(&report.coverage) {
        let mut row = named(columns.question, &asked.in_one_line(), &asked.question);
        row[9] = cell(&one_line(&entry.question_key));
        table.write_record(row)?;
    }
    for (label, value) in &report.evidence {
        table.write_record(named(columns.evidence, label, value))?;
    }
    table
        .into_inner()
        .map_err(|error| error.into_error().into())
}

/// A row that says one thing: which part it is of, what it is called, what it is.
fn named(part: &str, label: &str, value: &str) -> [String; WIDTH] {
    let mut row: [String; WIDTH] = Default::default();
    part.clone_into(&mut row[0]);
    row[6] = cell(label);
    row[10] = cell(value);
    row
}

/// The text as a cell no spreadsheet takes for a formula. Numbers stay numbers.
fn cell(text: &str) -> String {
    if looks_like_formula(text) && !is_number(text) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// Whether a program may run it. Apostrophes in front make no difference, so that taking away the one that was added
/// always gives back what was written.
fn looks_like_formula(text: &str) -> bool {
    let bare = text.trim_start_matches('\'');
    bare.starts_with(['\t', '\r', '\n'])
        || bare
            .trim_start_matches(|c: char| c == '\'' || c.is_whitespace())
            .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '−'])
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let mut parts = digits.splitn(2, ['.', ',']);
    parts.all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What was written into the cell.
    fn read(cell: &str) -> &str {
        match cell.strip_prefix('\'') {
            Some(rest) if looks_like_formula(rest) && !is_number(rest) => rest,
            _ => cell,
        }
    }

    #[test]
    fn formulas_become_text_and_numbers_stay_numbers() {
        assert_eq!(cell("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
        assert_eq!(cell(" =1+1"), "' =1+1");
        assert_eq!(cell("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(cell("-2+3"), "'-2+3");
        assert_eq!(cell("+49 30 1234"), "'+49 30 1234");
        assert_eq!(cell("\t=1"), "'\t=1");
        for unharmed in ["-5", "+3.25", "-1,5", "7", "a=b", "", "it's", "'quoted'"] {
            assert_eq!(cell(unharmed), unharmed);
        }
    }

    proptest! {
        #[test]
        fn a_table_gives_back_what_was_written(rows in prop::collection::vec(
            prop::array::uniform3("['=+\\-@\t\r\n ,;\"0-9a-zäИ🦩]{0,12}"), 0..8)) {
            let mut table = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
            for row in &rows {
                table.write_record(row.iter().map(|text| cell(text))).unwrap();
            }
            let bytes = table.into_inner().unwrap();
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
            let back: Vec<_> = reader.records().map(Result::unwrap).collect();
            prop_assert_eq!(back.len(), rows.len());
            for (record, row) in back.iter().zip(&rows) {
                for (found, written) in record.iter().zip(row) {
                    prop_assert!(is_number(found) || !found.trim_start().starts_with(['=', '+', '-', '@']), "{found}");
                    prop_assert_eq!(read(found), written);
                }
            }
        }
    }
}
