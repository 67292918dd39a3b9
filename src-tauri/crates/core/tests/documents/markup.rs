//! Markdown, plain text and JSON.

use candor_core::export::Format;
use candor_domain::transcript::Transcript;
use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::sample::{assert_shows, dense, empty, hostile, long, originals, sample, text, words};

fn shown(markdown: &str) -> String {
    Parser::new_ext(markdown, Options::ENABLE_TABLES)
        .map(|event| match event {
            Event::Text(text) => text.to_string(),
            _ => " ".to_owned(),
        })
        .collect()
}

#[test]
fn markdown_shows_every_word_in_its_place() {
    let markdown = text(&sample(), Format::Md);
    assert_shows(&shown(&markdown), &words(&sample()));
    assert_shows(&shown(&markdown), &originals(&sample()));
    let rows = Parser::new_ext(&markdown, Options::ENABLE_TABLES)
        .filter(|event| matches!(event, Event::Start(Tag::TableRow)))
        .count();
    assert_eq!(rows, sample().coverage.len());
}

#[test]
fn what_was_said_cannot_become_markup() {
    let markdown = text(&hostile(), Format::Md);
    for event in Parser::new_ext(&markdown, Options::all()) {
        assert!(
            !matches!(
                event,
                Event::Html(_)
                    | Event::InlineHtml(_)
                    | Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_))
            ),
            "{event:?}"
        );
    }
    let shown = dense(&shown(&markdown));
    assert!(
        shown.contains("<script>alert(1)</script>&]]>-->WEBVTT"),
        "{shown}"
    );
    assert!(shown.contains("#[a](javascript:alert(1))|b```"), "{shown}");
}

#[test]
fn plain_text_shows_every_word() {
    let plain = text(&sample(), Format::Txt);
    assert_shows(&plain, &words(&sample()));
    assert_shows(&plain, &originals(&sample()));
    assert!(
        plain
            .lines()
            .all(|line| line.chars().count() <= 110 || !line.contains(' ')),
        "{plain}"
    );
    let steered = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    assert!(!text(&hostile(), Format::Txt).contains(steered));
    assert!(text(&empty(), Format::Txt).contains("Nothing was said."));
    assert!(text(&long(5_000), Format::Txt).len() > 500_000);
}

#[test]
fn json_is_what_its_schema_says_and_loses_nothing() {
    let schema = serde_json::to_value(candor_domain::transcript::json_schema()).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    for transcript in [sample(), empty(), hostile()] {
        let json = text(&transcript, Format::Json);
        let value = serde_json::from_str(&json).unwrap();
        let errors: Vec<_> = schema.iter_errors(&value).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
        let back: Transcript = serde_json::from_str(&json).unwrap();
        assert_eq!(back, transcript);
    }
}
