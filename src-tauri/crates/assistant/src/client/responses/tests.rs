//! Streams of the Responses API, event by event.

use super::*;

/// What is shown of these events, and how they end.
fn read(events: &[Value]) -> (String, Result<Option<Finish>, Failure>) {
    let mut reader = Responses::new("m");
    let mut heard = Heard::default();
    let mut end = Ok(None);
    for event in events {
        let fingerprint = event.to_string().bytes().fold(7_u64, |hash, byte| {
            hash.wrapping_mul(31).wrapping_add(u64::from(byte))
        });
        end = reader.event("", event, fingerprint, &mut heard);
        if !matches!(end, Ok(None)) {
            break;
        }
    }
    (
        heard.pieces.concat(),
        end.map_err(|trouble| trouble.failure),
    )
}

fn delta(number: u64, words: &str) -> Value {
    json!({"type": "response.output_text.delta", "sequence_number": number, "delta": words})
}

fn done(number: u64, words: &str) -> Value {
    json!({"type": "response.output_text.done", "sequence_number": number, "text": words})
}

fn completed(number: u64, words: Option<&str>) -> Value {
    let output = words.map(|words| {
        json!([
            {"type": "reasoning", "summary": [{"type": "summary_text", "text": "hm"}]},
            {"type": "message", "content": [{"type": "output_text", "text": words}]},
        ])
    });
    let response = json!({"status": "completed", "output": output});
    json!({"type": "response.completed", "sequence_number": number, "response": response})
}

const WHOLE: Result<Option<Finish>, Failure> = Ok(Some(Finish::Complete));
const BROKEN: Result<Option<Finish>, Failure> = Err(Failure::BrokenOff);

#[test]
fn what_is_lost_is_made_good_from_the_part_or_from_the_whole() {
    let (lost_part, lost_end) = (
        [
            delta(1, "a"),
            delta(3, "c"),
            done(4, "abc"),
            completed(5, None),
        ],
        [delta(1, "a"), delta(3, "c"), completed(5, Some("abc"))],
    );
    assert_eq!(read(&lost_part), ("abc".to_owned(), WHOLE));
    assert_eq!(read(&lost_end), ("abc".to_owned(), WHOLE));
    // Nothing tells what was lost: the hole is never shown.
    let (lost, other) = (
        [delta(1, "a"), delta(3, "c"), completed(4, None)],
        [delta(1, "a"), delta(3, "c"), done(4, "xbc")],
    );
    assert_eq!(read(&lost), ("a".to_owned(), BROKEN));
    assert_eq!(read(&other), ("a".to_owned(), BROKEN));
}

#[test]
fn a_whole_part_that_is_lost_is_noticed() {
    let of = |part: u64, mut event: Value| {
        event["content_index"] = part.into();
        event
    };
    let events = [
        of(0, delta(1, "a")),
        of(0, done(2, "a")),
        of(2, done(7, "c")),
        completed(8, Some("abc")),
    ];
    assert_eq!(read(&events), ("ac".to_owned(), BROKEN));
    let mixed = [of(1, delta(1, "b")), of(0, delta(2, "a"))];
    assert_eq!(read(&mixed), ("b".to_owned(), BROKEN));
}

#[test]
fn what_comes_twice_or_late_is_dropped() {
    let twice = [
        delta(1, "a"),
        delta(1, "a"),
        delta(2, "a"),
        delta(1, "a"),
        completed(3, Some("aa")),
    ];
    assert_eq!(read(&twice), ("aa".to_owned(), WHOLE));
    let late = [
        delta(1, "a"),
        delta(3, "c"),
        delta(2, "b"),
        done(4, "abc"),
        completed(5, Some("abc")),
    ];
    assert_eq!(read(&late), ("abc".to_owned(), WHOLE));
}

#[test]
fn numbers_without_sense_mean_nothing() {
    let created = json!({"type": "response.created", "sequence_number": 0});
    let events = [
        created,
        delta(0, "ha"),
        delta(0, "ha"),
        completed(0, Some("haha")),
    ];
    assert_eq!(read(&events), ("haha".to_owned(), WHOLE));
}

#[test]
fn servers_that_tell_the_words_at_the_end_only_are_understood() {
    assert_eq!(
        read(&[done(1, "ab"), completed(2, None)]),
        ("ab".to_owned(), WHOLE)
    );
    assert_eq!(read(&[completed(1, Some("ab"))]), ("ab".to_owned(), WHOLE));
    // Tidied up afterwards, with nothing lost: what was shown stays.
    let tidied = [delta(1, " a "), done(2, "a"), completed(3, Some("a"))];
    assert_eq!(read(&tidied), (" a ".to_owned(), WHOLE));
}

#[test]
fn an_end_for_reasons_nobody_knows_is_no_end() {
    let response = json!({"incomplete_details": {"reason": "weather"}});
    let event = json!({"type": "response.incomplete", "response": response});
    assert_eq!(read(&[delta(1, "a"), event]), ("a".to_owned(), BROKEN));
    let status = json!({"type": "response.completed", "response":
        {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}});
    assert_eq!(
        read(&[delta(1, "a"), status]),
        ("a".to_owned(), Ok(Some(Finish::Length)))
    );
}
