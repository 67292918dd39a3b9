//! Quotes that were said are found where they were said; quotes that were not are not, however little was changed.

use proptest::prelude::*;
use serde::Deserialize;

use super::*;

#[derive(Deserialize)]
struct Transcript {
    language: String,
    said: Vec<String>,
    asked: Vec<String>,
    exact: Vec<String>,
    altered: Vec<Altered>,
}

#[derive(Deserialize)]
struct Altered {
    kind: String,
    quote: String,
}

fn corpus() -> Vec<Transcript> {
    serde_json::from_str(include_str!("altered.json")).unwrap()
}

#[test]
fn none_of_the_altered_quotes_is_found() {
    let (mut looked_for, mut wrong) = (0, Vec::new());
    let mut kinds = std::collections::BTreeSet::new();
    for transcript in corpus() {
        for Altered { kind, quote } in &transcript.altered {
            for named in (0..transcript.said.len()).map(Some).chain([None]) {
                if find(quote, &transcript.said, named).is_some() {
                    wrong.push(format!("{} {kind}: {quote}", transcript.language));
                    break;
                }
            }
            // What the interviewer said is there for whoever looks in the wrong place, and only there.
            if kind == "interviewer" {
                assert!(find(quote, &transcript.asked, None).is_some(), "{quote}");
            }
            kinds.insert(kind.clone());
            looked_for += 1;
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(
        looked_for >= 150 && kinds.len() >= 8,
        "{looked_for} {kinds:?}"
    );
}

#[test]
fn case_spaces_and_punctuation_may_differ() {
    for transcript in corpus() {
        for quote in &transcript.exact {
            let found = find(quote, &transcript.said, None);
            assert!(found.is_some(), "{}: {quote}", transcript.language);
        }
    }
}

#[test]
fn the_message_named_comes_first_and_another_only_if_it_has_the_words() {
    let said = ["I did it alone.", "Later I did it alone.", "Never."];
    let found = |named| find("I did it alone", &said, named).unwrap();
    assert_eq!((found(None).message, found(Some(1)).message), (0, 1));
    assert_eq!(found(Some(1)).start, 6);
    assert_eq!(found(Some(2)).message, 0);
    assert_eq!(found(Some(99)).message, 0);
    // Short words prove something only when they are all that was said.
    assert_eq!(find("never", &said, None).unwrap().message, 2);
    assert_eq!(find("alone", &said, None), None);
    assert_eq!(find("", &said, None), None);
    assert_eq!(find("… — …", &said, None), None);
}

#[test]
fn half_of_a_denial_is_no_quote() {
    let said = [
        "I didn’t really break the old machine, not once, and I never lied. Er kam gestern nicht zur Schicht. Я там не был вчера.",
    ];
    for half in [
        "break the old machine",
        "really break the old machine",
        "Er kam gestern",
        "zur Schicht. Я там",
        "был вчера. Я",
        "Я там был",
    ] {
        assert_eq!(find(half, &said, None), None, "{half}");
    }
    for whole in [
        "I didn't really break the old machine",
        "t really break the old machine",
        "and I never lied",
        "Er kam gestern nicht",
        "Я там не был",
    ] {
        assert!(find(whole, &said, None).is_some(), "{whole}");
    }
}

#[test]
fn places_are_those_of_the_words_without_what_stands_around_them() {
    let text = "– „Ја“? Well… I\u{ad}n the e\u{301}nd, −5\u{a0}°C; “in the warehouse”!";
    let found = find("the énd, −5 °C; in the", &[text], None).unwrap();
    let words: String = text
        .chars()
        .skip(found.start)
        .take(found.end - found.start)
        .collect();
    assert_eq!(words, "the e\u{301}nd, −5\u{a0}°C; “in the");
    for wrong in [
        "the énd, 5 °C; in the",
        "the end, −5 °C; in the",
        "the énd, −5 C; in the",
    ] {
        assert_eq!(find(wrong, &[text], None), None, "{wrong}");
    }
}

/// Words that differ in each place, so that what is changed cannot stand somewhere else.
fn words() -> impl Strategy<Value = Vec<Vec<String>>> {
    let stem = prop_oneof![
        Just("waren"),
        Just("Straße"),
        Just("ещё"),
        Just("Это"),
        Just("co-op"),
        Just("5.30"),
        Just("élan"),
        Just("Zoë")
    ];
    let counts = prop::collection::vec(prop::collection::vec(stem, 5..14), 1..6);
    counts.prop_map(|messages| {
        let mut number = 0_u32;
        let unique = |stem: &&str| {
            number += 1;
            let letters = number
                .to_string()
                .bytes()
                .map(|b| char::from(b - b'0' + b'a'))
                .collect::<String>();
            format!("{stem}{letters}q")
        };
        let mut unique = unique;
        messages
            .iter()
            .map(|own| own.iter().map(&mut unique).collect())
            .collect()
    })
}

const BETWEEN: [&str; 8] = [" ", ", ", ". ", "… ", " – ", "\n", "; „", "\u{a0}"];

/// A message of these words, and where each begins and ends.
fn message(words: &[String], seed: usize) -> (String, Vec<(usize, usize)>) {
    let (mut text, mut places) = (String::from(["", "»", "– "][seed % 3]), Vec::new());
    for (n, word) in words.iter().enumerate() {
        let start = text.chars().count();
        text.push_str(word);
        places.push((start, text.chars().count()));
        text.push_str(BETWEEN[(seed + n * 5) % BETWEEN.len()]);
    }
    (text, places)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn whatever_was_said_is_found_at_its_exact_place(
        said in words(), seed in 0..1000_usize, at in any::<prop::sample::Index>(), from in any::<prop::sample::Index>(),
        length in 3..8_usize, upper in any::<bool>(), named in prop::option::of(0..6_usize),
    ) {
        let messages: Vec<_> = said.iter().map(|own| message(own, seed)).collect();
        let texts: Vec<_> = messages.iter().map(|(text, _)| text).collect();
        let at = at.index(said.len());
        let from = from.index(said[at].len() - 2);
        let to = (from + length).min(said[at].len());
        let (start, end) = (messages[at].1[from].0, messages[at].1[to - 1].1);
        let quote: String = texts[at].chars().skip(start).take(end - start).collect();
        let other = said[at][from..to].join(BETWEEN[seed % BETWEEN.len()]);
        let other = if upper { other.to_uppercase().replace("STRASSE", "STRAẞE") } else { other };
        for quote in [quote, other] {
            prop_assert_eq!(find(&quote, &texts, named), Some(Found { message: at, start, end }), "{}", quote);
        }
    }

    #[test]
    fn nothing_is_found_that_was_changed_added_left_out_or_put_in_another_order(
        said in words(), seed in 0..1000_usize, at in any::<prop::sample::Index>(), place in any::<prop::sample::Index>(), kind in 0..6_usize,
    ) {
        let texts: Vec<_> = said.iter().map(|own| message(own, seed).0).collect();
        let at = at.index(said.len());
        let mut quote = said[at].clone();
        // Inside, so that what is left is not a shorter quote.
        let place = 1 + place.index(quote.len() - 2);
        match kind {
            0 => quote[place].push('x'),
            1 => quote.insert(place, "not".to_owned()),
            2 => { quote.remove(place); }
            3 => quote.swap(place, place - 1),
            4 => { let copy = quote[place].clone(); quote.insert(place, copy); }
            _ => {
                let other = &said[(at + 1) % said.len()];
                quote.truncate(place + 1);
                if said.len() == 1 { quote.reverse() } else { quote.extend(other.iter().take(3).cloned()); }
            }
        }
        prop_assert_eq!(find(&quote.join(" "), &texts, Some(at)), None, "{:?}", quote);
    }

    #[test]
    fn any_text_is_looked_for_without_harm(quote in "\\PC{0,60}", said in prop::collection::vec("\\PC{0,80}", 0..4)) {
        if let Some(found) = find(&quote, &said, None) {
            let length = said[found.message].chars().count();
            prop_assert!(found.start < found.end && found.end <= length);
        }
    }
}
