//! Cells of tables for spreadsheets: text stays text, numbers stay numbers, and nothing is run.
//!
//! Spreadsheets run cells that begin like a formula. Such a cell gets an apostrophe in front, which they show as text.

pub(crate) use super::words::{one_line, paragraphs};

/// Tells spreadsheets that the file is UTF-8.
pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The text as a cell no spreadsheet takes for a formula. Numbers stay numbers.
pub(crate) fn cell(text: &str) -> String {
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
    use csv::{Terminator, WriterBuilder};
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
