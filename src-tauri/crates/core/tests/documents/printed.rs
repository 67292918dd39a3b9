//! PDF, read with poppler.

use std::path::Path;

use candor_core::export::Format;
use candor_domain::Language;

use crate::{
    sample::{assert_shows, dense, empty, hostile, long, made, originals, sample, silent, words},
    tools::{ask, file},
};

fn read(path: &Path) -> String {
    ask("pdftotext", &["-enc", "UTF-8", path.to_str().unwrap(), "-"])
}

fn info(path: &Path) -> String {
    ask("pdfinfo", &["-enc", "UTF-8", path.to_str().unwrap()])
}

fn pages(path: &Path) -> u32 {
    let info = info(path);
    let line = info
        .lines()
        .find(|line| line.starts_with("Pages:"))
        .unwrap();
    line["Pages:".len()..].trim().parse().unwrap()
}

fn has(bytes: &[u8], words: &str) -> bool {
    bytes
        .windows(words.len())
        .any(|window| window == words.as_bytes())
}

#[test]
fn every_word_can_be_copied_and_searched_in_every_script() {
    let bytes = made(&sample(), Format::Pdf, Language::En);
    let (_folder, path) = file("a.pdf", &bytes);
    let text = read(&path);
    assert_shows(&text, &words(&sample()));
    assert_shows(&text, &originals(&sample()));
    assert!((2..=3).contains(&pages(&path)));
}

#[test]
fn headings_are_in_the_language_asked_for() {
    for (language, heading) in [
        (Language::De, "Fragen des Leitfadens"),
        (Language::Ru, "Расшифровка собеседования"),
    ] {
        let (_folder, path) = file("a.pdf", &made(&sample(), Format::Pdf, language));
        assert_shows(&read(&path), &[heading.to_owned()]);
    }
}

#[test]
fn fonts_are_inside_and_it_says_what_it_is() {
    let bytes = made(&sample(), Format::Pdf, Language::De);
    let (_folder, path) = file("a.pdf", &bytes);
    let fonts = ask("pdffonts", &[path.to_str().unwrap()]);
    let rows: Vec<&str> = fonts.lines().skip(2).collect();
    assert!(rows.len() >= 2, "{fonts}");
    // Embedded, only the letters used, with their meaning.
    assert!(
        rows.iter().all(|row| row.contains("yes yes yes")),
        "{fonts}"
    );
    let info = info(&path);
    for wanted in [
        "Interview-Transkript · Zoë Müller-Иванова",
        "Tagged:          yes",
        "A4",
    ] {
        assert!(info.contains(wanted), "{info}");
    }
    for wanted in ["/Lang", "/Outlines", "pdfaid:part", "pdfuaid:part"] {
        assert!(has(&bytes, wanted), "{wanted}");
    }
    let parts = ask(
        "pdfinfo",
        &["-enc", "UTF-8", "-struct", path.to_str().unwrap()],
    );
    for wanted in ["H1", "H2", "Table", "TH", "LBody"] {
        assert!(parts.contains(wanted), "{parts}");
    }
}

#[test]
fn what_our_fonts_lack_is_still_there_to_be_read() {
    let bytes = made(&hostile(), Format::Pdf, Language::En);
    let (_folder, path) = file("a.pdf", &bytes);
    let text = dense(&read(&path));
    for wanted in [
        "你好世界",
        "🦩😀",
        "שלום",
        "<script>alert(1)</script>",
        "=cmd|'/Ccalc'!A0",
    ] {
        assert!(text.contains(wanted), "{wanted}");
    }
    // A hundred thousand letters without a gap are broken, not cut off.
    assert!(text.matches('x').count() >= 100_000);
    assert!(!text.contains('\u{202e}'));
    assert!((20..60).contains(&pages(&path)));
}

#[test]
fn an_interview_without_words_or_sound_is_a_document_too() {
    let (_folder, path) = file("a.pdf", &made(&empty(), Format::Pdf, Language::En));
    assert_shows(
        &read(&path),
        &["Nothing was said.".to_owned(), "not given".to_owned()],
    );
    assert_eq!(pages(&path), 1);
    let (_folder, path) = file("b.pdf", &made(&silent(), Format::Pdf, Language::En));
    assert_shows(&read(&path), &[silent().messages[2].text.clone()]);
}

#[test]
fn five_thousand_messages_are_a_book_one_can_open() {
    let bytes = made(&long(5_000), Format::Pdf, Language::En);
    let (_folder, path) = file("a.pdf", &bytes);
    assert!((300..900).contains(&pages(&path)), "{}", pages(&path));
    let last = pages(&path).to_string();
    let page = ["-f", &last, "-l", &last, path.to_str().unwrap(), "-"];
    let shown = ask("pdftotext", &page);
    assert!(shown.contains(&format!("Page {last} of {last}")), "{shown}");
}
