//! DOCX, opened in LibreOffice.

use std::fs;

use candor_core::export::Format;
use candor_domain::Language;

use crate::{
    sample::{assert_shows, dense, empty, hostile, made, originals, sample, words},
    tools::{ask, convert, file, part},
};

#[test]
fn a_word_processor_shows_every_word() {
    let (_folder, path) = file("a.docx", &made(&sample(), Format::Docx, Language::En));
    let text = convert(&path, None, "txt", "Text (encoded):UTF8");
    let text = fs::read_to_string(text).unwrap();
    assert_shows(&text, &words(&sample()));
    assert_shows(&text, &originals(&sample()));
}

#[test]
fn printed_from_there_it_has_pages_with_numbers() {
    let (_folder, path) = file("a.docx", &made(&sample(), Format::Docx, Language::De));
    let pdf = convert(&path, None, "pdf", "writer_pdf_Export");
    let text = ask("pdftotext", &[pdf.to_str().unwrap(), "-"]);
    assert_shows(
        &text,
        &["Seite 1 von 2", "Seite 2 von 2", "Nürnberg", "Здравствуйте"].map(str::to_owned),
    );
}

#[test]
fn its_looks_are_styles_and_it_knows_its_language() {
    let bytes = made(&sample(), Format::Docx, Language::Ru);
    let document = part(&bytes, "word/document.xml");
    for wanted in [
        r#"<w:pStyle w:val="Title"/>"#,
        r#"<w:pStyle w:val="Heading1"/>"#,
        "<w:tblHeader/>",
        r#"<w:rStyle w:val="Interviewer"/>"#,
    ] {
        assert!(document.contains(wanted), "{wanted}");
    }
    // No letter looks other than its style says.
    assert!(!document.contains("<w:b/>") && !document.contains("<w:color"));
    assert!(part(&bytes, "word/styles.xml").contains(r#"<w:lang w:val="ru-RU""#));
    let core = part(&bytes, "docProps/core.xml");
    assert!(core.contains("<dc:language>ru-RU</dc:language>"));
    assert!(core.contains("Расшифровка собеседования · Zoë Müller-Иванова"));
}

#[test]
fn whatever_was_entered_it_opens() {
    for transcript in [hostile(), empty()] {
        let (_folder, path) = file("a.docx", &made(&transcript, Format::Docx, Language::En));
        let text = convert(&path, None, "txt", "Text (encoded):UTF8");
        let text = dense(&fs::read_to_string(text).unwrap());
        assert!(text.contains(&dense("Interview transcript")));
        if !transcript.messages.is_empty() {
            assert!(text.contains("<script>alert(1)</script>&]]>-->WEBVTT"));
            assert!(text.contains("مرحبا") && text.contains("🦩😀"));
        }
    }
}
