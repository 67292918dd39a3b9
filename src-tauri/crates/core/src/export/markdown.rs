//! Markdown (CommonMark with tables). What people said is escaped: it can become neither a heading nor a link.

use super::{Report, report::Turn, words::each_after};

/// Writes the document.
pub(super) fn write(report: &Report) -> String {
    let labels = report.labels;
    let mut out = Lines(String::new());
    out.block(&format!("# {}", labels.title));
    out.block(&format!(
        "**{}** · {}",
        escaped(&report.candidate),
        escaped(&report.position)
    ));
    for (label, value) in &report.facts {
        out.line(&format!("- **{label}:** {}", escaped(value)));
    }
    out.line("");
    if let Some(about) = &report.about {
        out.block(&format!("## {}", labels.about));
        out.block(&lines(about));
    }
    out.block(&format!("## {}", labels.conversation));
    if report.turns.is_empty() {
        out.block(labels.nothing_said);
    }
    for turn in &report.turns {
        write_turn(&mut out, turn);
    }
    if !report.coverage.is_empty() {
        out.block(&format!("## {}", labels.coverage));
        out.line(&format!("| | {} | {} |", labels.question, labels.outcome));
        out.line("|---:|---|---|");
        for (place, asked) in report.coverage.iter().enumerate() {
            out.line(&format!(
                "| {} | {} | {} |",
                place + 1,
                escaped(&asked.question),
                escaped(&asked.in_one_line())
            ));
        }
        out.line("");
    }
    out.block(&format!("## {}", labels.evidence));
    out.block(labels.evidence_words);
    for (label, value) in &report.evidence {
        out.line(&format!("- **{label}:** {}", escaped(value)));
    }
    out.line("");
    out.line(&format!("*{}*", escaped(&report.colophon)));
    out.0
}

fn write_turn(out: &mut Lines, turn: &Turn) {
    let position = turn.position.as_ref().map(|at| format!(" ({at})"));
    let position = position.unwrap_or_default();
    if turn.number.is_none() {
        out.block(&format!("*{}{position}*", escaped(&turn.text)));
        return;
    }
    let remarks: Vec<String> = turn
        .remarks
        .iter()
        .map(|remark| format!("*{}*", escaped(remark)))
        .collect();
    let remarks = each_after(" · ", &remarks);
    out.block(&format!(
        "### {} · {}{position}{remarks}",
        escaped(&turn.speaker),
        turn.clock
    ));
    out.block(&lines(&turn.text));
    for (what, text) in &turn.earlier {
        let quoted = lines(text).replace('\n', "\n> ");
        out.block(&format!("> *{}:*\\\n> {quoted}", escaped(what)));
    }
}

struct Lines(String);

impl Lines {
    fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    /// A line with an empty one after it.
    fn block(&mut self, block: &str) {
        if !block.is_empty() {
            self.line(block);
            self.line("");
        }
    }
}

/// Several lines: an empty one parts paragraphs, any other break stays a break.
fn lines(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.lines().peekable();
    while let Some(line) = rest.next() {
        out.push_str(&escaped(line.trim()));
        match rest.peek() {
            None => {}
            Some(next) if line.trim().is_empty() || next.trim().is_empty() => out.push('\n'),
            Some(_) => out.push_str("\\\n"),
        }
    }
    out
}

/// Text that means nothing but itself, wherever in a line it stands.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut start = true;
    let mut digits = false;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let special = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '@' | '$' | '^'
            | '{' | '}' => true,
            // Headings, lists and rules begin a line; `1.` and `1)` number one.
            '#' | '+' | '-' | '=' => start,
            '.' | ')' => digits,
            // Addresses that some readers turn into links by themselves.
            ':' => start || characters.peek() == Some(&'/'),
            _ => false,
        };
        if special || (c == '.' && out.to_ascii_lowercase().ends_with("www")) {
            out.push('\\');
        }
        digits = c.is_ascii_digit() && (start || digits);
        start = false;
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::*;

    /// The plain text a reader shows; anything but paragraphs and breaks is reported as a mark.
    fn read(markdown: &str) -> String {
        let mut text = String::new();
        for event in Parser::new_ext(markdown, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
            match event {
                Event::Text(words) => text.push_str(&words),
                Event::Start(Tag::Paragraph) => {}
                Event::End(TagEnd::Paragraph) | Event::HardBreak => text.push('\n'),
                other => write!(text, "[{other:?}]").unwrap(),
            }
        }
        text.trim_end_matches('\n').to_owned()
    }

    #[test]
    fn what_was_said_cannot_become_markup() {
        for words in [
            "# big",
            "1. one",
            "12) twelve",
            "- a list",
            "--- ",
            "===",
            "<script>alert(1)</script>",
            "[a](javascript:x) ![b](c)",
            "*a* _b_ `c` ~~d~~ | e | \\ &amp; $x$",
            "http://example.org www.example.org a@b.org",
            "    code",
            "> quote",
            "+ plus",
        ] {
            assert_eq!(read(&lines(words)), words.trim(), "{words}");
        }
    }

    #[test]
    fn breaks_and_paragraphs_stay() {
        assert_eq!(read(&lines("one\ntwo\n\nthree")), "one\ntwo\nthree");
    }

    proptest! {
        #[test]
        fn every_line_is_read_as_written(line in "[ -~äßИ]{0,60}") {
            let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(read(&lines(&line)), line);
        }
    }
}
