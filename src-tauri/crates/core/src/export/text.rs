//! Plain text a person reads: everything in lines of moderate length.

// Writing to a String cannot fail, so what `write!` says is not looked at.
use std::fmt::Write as _;

use super::{Report, report::Turn, words::each_after};

/// Column at which long lines are broken.
const WIDTH: usize = 100;
const INDENT: &str = "    ";

/// Writes the document.
pub(super) fn write(report: &Report) -> String {
    let labels = report.labels;
    let mut out = String::new();
    underlined(&mut out, labels.title, '=');
    fields(&mut out, &report.facts);
    if let Some(about) = &report.about {
        underlined(&mut out, labels.about, '-');
        wrapped(&mut out, "", about);
        out.push('\n');
    }
    underlined(&mut out, labels.conversation, '-');
    if report.turns.is_empty() {
        out.push_str(labels.nothing_said);
        out.push_str("\n\n");
    }
    for turn in &report.turns {
        push_turn(&mut out, turn);
    }
    if !report.coverage.is_empty() {
        underlined(&mut out, labels.coverage, '-');
        for (place, asked) in report.coverage.iter().enumerate() {
            let line = format!(
                "{}. {} — {}",
                place + 1,
                asked.question,
                asked.in_one_line()
            );
            wrapped(&mut out, "", &line);
        }
        out.push('\n');
    }
    underlined(&mut out, labels.evidence, '-');
    wrapped(&mut out, "", labels.evidence_words);
    out.push('\n');
    fields(&mut out, &report.evidence);
    out.push_str(&report.colophon);
    out.push('\n');
    out
}

fn push_turn(out: &mut String, turn: &Turn) {
    let position = turn.position.as_ref().map(|at| format!(" ({at})"));
    let position = position.unwrap_or_default();
    if turn.number.is_none() {
        let _ = write!(out, "[{}{position}]\n\n", turn.text);
        return;
    }
    let remarks = each_after(" · ", &turn.remarks);
    let _ = writeln!(out, "[{}]{position} {}{remarks}:", turn.clock, turn.speaker);
    wrapped(out, INDENT, &turn.text);
    for (what, text) in &turn.earlier {
        let _ = writeln!(out, "{INDENT}[{what}]");
        wrapped(out, INDENT, text);
    }
    out.push('\n');
}

fn fields(out: &mut String, fields: &[(&'static str, String)]) {
    for (label, value) in fields {
        let _ = writeln!(out, "{label}: {value}");
    }
    out.push('\n');
}

fn underlined(out: &mut String, title: &str, line: char) {
    let line: String = title.chars().map(|_| line).collect();
    let _ = write!(out, "{title}\n{line}\n\n");
}

/// Breaks at [`WIDTH`]; paragraphs stay paragraphs.
fn wrapped(out: &mut String, indent: &str, text: &str) {
    for line in text.lines() {
        let mut column = 0;
        for word in line.split_whitespace() {
            let width = word.chars().count();
            if column > 0 && column + 1 + width > WIDTH {
                out.push('\n');
                column = 0;
            }
            if column == 0 {
                out.push_str(indent);
                column = indent.len();
            } else {
                out.push(' ');
                column += 1;
            }
            out.push_str(word);
            column += width;
        }
        out.push('\n');
    }
}
