//! CSV, opened in LibreOffice and read by another program.

use std::fs;

use candor_core::export::Format;
use candor_domain::{Language, transcript::Transcript};

use crate::{
    sample::{assert_shows, empty, hostile, made, originals, sample, words},
    tools::{convert, file, part},
};

/// Comma, double quote, UTF-8, from the first line on.
const COMMAS: &str = "CSV:44,34,76,1";

fn rows(transcript: &Transcript) -> Vec<Vec<String>> {
    let bytes = made(transcript, Format::Csv, Language::En);
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(bytes);
    reader
        .records()
        .map(|record| record.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

#[test]
fn every_row_is_as_wide_as_the_first_and_every_message_is_one() {
    let rows = rows(&sample());
    assert!(rows.iter().all(|row| row.len() == rows[0].len()));
    let messages: Vec<_> = rows.iter().filter(|row| row[0] == "message").collect();
    assert_eq!(messages.len(), sample().messages.len());
    for (row, message) in messages.iter().zip(&sample().messages) {
        assert_eq!(row[1], message.number.to_string());
        assert_eq!(row[10], message.text);
    }
    let all: String = rows.concat().join(" ");
    assert_shows(&all, &words(&sample()));
    assert_shows(&all, &originals(&sample())[..1]);
    assert!(self::rows(&empty()).len() > 5);
}

#[test]
fn a_spreadsheet_runs_nothing_and_counts_numbers_as_numbers() {
    let (_folder, path) = file("a.csv", &made(&hostile(), Format::Csv, Language::En));
    let book = fs::read(convert(
        &path,
        Some(COMMAS),
        "xlsx",
        "Calc MS Excel 2007 XML",
    ))
    .unwrap();
    let sheet = part(&book, "xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<f"), "a formula");
    let strings = part(&book, "xl/sharedStrings.xml");
    assert!(
        strings.contains("=cmd|") && strings.contains("=HYPERLINK"),
        "{strings}"
    );
    // A message's number, and where it begins in the recording.
    let heard = hostile().messages[6].audio_start_ms.unwrap();
    for number in [1, heard] {
        let cell = format!(r#"t="n"><v>{number}</v>"#);
        assert!(sheet.contains(&cell), "{number}\n{sheet}");
    }
}

#[test]
fn saved_again_by_a_spreadsheet_it_says_the_same() {
    let (_folder, path) = file("a.csv", &made(&sample(), Format::Csv, Language::En));
    let again = convert(
        &path,
        Some(COMMAS),
        "csv",
        "Text - txt - csv (StarCalc):44,34,76,1",
    );
    assert_shows(
        &fs::read_to_string(again).unwrap().replace("\"\"", "\""),
        &words(&sample()),
    );
}
