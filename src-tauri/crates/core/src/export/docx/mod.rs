//! DOCX: real styles, headings, a table for the plan, page numbers, title and language.
//!
//! The package is written here: no crate for it lets the document's language, its title and repeated table heads be set.

mod parts;
mod xml;

use std::io::{Cursor, Write as _};

use candor_domain::{Language, Role};
use jiff::Timestamp;
use zip::{CompressionMethod, ZipWriter, result::ZipResult, write::SimpleFileOptions};

use self::xml::{TAB, field, paragraph, run, table};
use super::{Report, report::Turn, words::each_after};

const SPACE: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const RELATED: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
/// A4 with margins of 2.2 cm: what is left for text, in twentieths of a point.
const WIDTH: u32 = 9_412;

/// Writes the document.
pub(super) fn write(report: &Report, written: Timestamp) -> ZipResult<Vec<u8>> {
    let language = match report.labels.language {
        Language::En => "en-GB",
        Language::De => "de-DE",
        Language::Ru => "ru-RU",
    };
    let title = format!("{} · {}", report.labels.title, report.candidate);
    let written = written.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let [of_page, of] = report.labels.page;
    let header = [
        run("", &format!("{} · {}", report.candidate, report.position)),
        TAB.to_owned(),
        run("", report.labels.title),
    ];
    let footer = [
        run(
            "",
            &format!("{} {}", report.labels.interview_id, report.interview_id),
        ),
        TAB.to_owned(),
        run("", &format!("{of_page} ")),
        field("PAGE"),
        run("", &format!(" {of} ")),
        field("NUMPAGES"),
    ];
    let part = |element: &str, content: &str| {
        format!(
            r#"{DECLARATION}<w:{element} xmlns:w="{SPACE}" xmlns:r="{RELATED}">{content}</w:{element}>"#
        )
    };
    let parts = [
        ("[Content_Types].xml", parts::CONTENT_TYPES.to_owned()),
        ("_rels/.rels", parts::RELATIONS.to_owned()),
        ("word/document.xml", part("document", &body(report))),
        (
            "word/_rels/document.xml.rels",
            parts::DOCUMENT_RELATIONS.to_owned(),
        ),
        ("word/styles.xml", parts::styles(language)),
        ("word/settings.xml", parts::settings(language)),
        (
            "word/header1.xml",
            part("hdr", &paragraph("Header", &header.concat())),
        ),
        ("word/header2.xml", part("hdr", &paragraph("Header", ""))),
        (
            "word/footer1.xml",
            part("ftr", &paragraph("Footer", &footer.concat())),
        ),
        ("docProps/core.xml", parts::core(&title, language, &written)),
        ("docProps/app.xml", parts::APP.to_owned()),
    ];
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in parts {
        package.start_file(name, options)?;
        package.write_all(content.as_bytes())?;
    }
    Ok(package.finish()?.into_inner())
}

fn body(report: &Report) -> String {
    let labels = report.labels;
    let mut body = String::from("<w:body>");
    body.push_str(&paragraph("Title", &run("", labels.title)));
    let who = [
        run("Candidate", &report.candidate),
        run("", &format!(" · {}", report.position)),
    ];
    body.push_str(&paragraph("Subtitle", &who.concat()));
    body.push_str(&facts(&report.facts));
    if let Some(about) = &report.about {
        body.push_str(&heading(labels.about));
        body.push_str(&paragraph("Normal", &run("", about)));
    }
    body.push_str(&heading(labels.conversation));
    if report.turns.is_empty() {
        body.push_str(&paragraph("Small", &run("", labels.nothing_said)));
    }
    for turn in &report.turns {
        push_turn(&mut body, turn);
    }
    if !report.coverage.is_empty() {
        body.push_str(&heading(labels.coverage));
        let cell = |style: &str, text: &str| paragraph("Cell", &run(style, text));
        let head = ["№", labels.question, labels.outcome].map(|title| cell("", title));
        let rows: Vec<_> = (1..)
            .zip(&report.coverage)
            .map(|(place, asked)| {
                let more = each_after(", ", &asked.remarks);
                let state = if asked.answered { "Answered" } else { "Label" };
                vec![
                    cell("Label", &place.to_string()),
                    cell("", &asked.question),
                    paragraph(
                        "Cell",
                        &[run(state, asked.outcome), run("Label", &more)].concat(),
                    ),
                ]
            })
            .collect();
        body.push_str(&table(&[500, 5_912, 3_000], Some(&head), &rows));
    }
    body.push_str(&heading(labels.evidence));
    body.push_str(&paragraph("Small", &run("", labels.evidence_words)));
    body.push_str(&facts(&report.evidence));
    body.push_str(&paragraph("Small", ""));
    body.push_str(&paragraph("Small", &run("", &report.colophon)));
    body.push_str(r#"<w:sectPr><w:headerReference w:type="default" r:id="rId3"/><w:headerReference w:type="first" r:id="rId4"/><w:footerReference w:type="default" r:id="rId5"/><w:footerReference w:type="first" r:id="rId5"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1361" w:right="1247" w:bottom="1361" w:left="1247" w:header="680" w:footer="624" w:gutter="0"/><w:titlePg/></w:sectPr></w:body>"#);
    body
}

fn heading(words: &str) -> String {
    paragraph("Heading1", &run("", words))
}

fn facts(facts: &[(&'static str, String)]) -> String {
    const LABELS: u32 = 2_900;
    let rows: Vec<_> = facts
        .iter()
        .map(|(label, value)| {
            vec![
                paragraph("Cell", &run("Label", label)),
                paragraph("Cell", &run("", value)),
            ]
        })
        .collect();
    table(&[LABELS, WIDTH - LABELS], None, &rows)
}

fn push_turn(body: &mut String, turn: &Turn) {
    let position = turn.position.as_ref().map(|at| format!(" ({at})"));
    let position = position.unwrap_or_default();
    if turn.number.is_none() {
        let words = format!("{}{position}", turn.text);
        body.push_str(&paragraph("Gap", &run("", &words)));
        return;
    }
    let style = if turn.role == Some(Role::Candidate) {
        ""
    } else {
        "Interviewer"
    };
    let mut beside = format!("   {}{position}", turn.clock);
    beside.push_str(&each_after("  ·  ", &turn.remarks));
    let head = [run(style, &turn.speaker), run("Remark", &beside)];
    body.push_str(&paragraph("Speaker", &head.concat()));
    body.push_str(&paragraph("Said", &run("", &turn.text)));
    for (what, text) in &turn.earlier {
        let words = format!("{what}: {text}");
        body.push_str(&paragraph("Earlier", &run("", &words)));
    }
}
