//! What a model replied, read leniently and within bounds.

use serde_json::Value;

use super::Unusable;

/// Longest reply that is read, in bytes.
const LONGEST: usize = 256 * 1024;
/// Most entries read of any list.
const MOST: usize = 40;
/// Most quotes of one rating or statement.
const MOST_QUOTES: usize = 6;
/// Longest reason or statement kept, in characters.
const MOST_TEXT: usize = 900;

/// A quote as the model gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ParsedQuote {
    pub(super) message: Option<u32>,
    pub(super) text: String,
}

/// A rating as the model gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ParsedRating {
    pub(super) competency: String,
    pub(super) rating: Option<u8>,
    pub(super) rationale: String,
    pub(super) quotes: Vec<ParsedQuote>,
}

/// A statement as the model gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ParsedClaim {
    pub(super) text: String,
    pub(super) quotes: Vec<ParsedQuote>,
}

/// A reply.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Parsed {
    pub(super) ratings: Vec<ParsedRating>,
    pub(super) summary: Vec<ParsedClaim>,
    pub(super) open_questions: Vec<ParsedClaim>,
}

impl Parsed {
    /// The highest rating the reply gives this key.
    pub(super) fn control(&self, key: &str) -> Option<u8> {
        let own = self.ratings.iter().filter(|own| own.competency == key);
        own.filter_map(|own| own.rating).max()
    }
}

/// Reads a reply about these competencies.
pub(super) fn read(text: &str, keys: &[&str]) -> Result<Parsed, Unusable> {
    if text.len() > LONGEST {
        return Err("too_long");
    }
    // Some models wrap what they were asked for in a fence or a sentence.
    let (Some(from), Some(to)) = (text.find('{'), text.rfind('}')) else {
        return Err("not_json");
    };
    let object = text.get(from..=to).ok_or("not_json")?;
    let value: Value = serde_json::from_str(object).map_err(|_| "not_json")?;
    let parsed = Parsed {
        ratings: list(&value, "ratings").filter_map(rating).collect(),
        summary: list(&value, "summary").filter_map(claim).collect(),
        open_questions: list(&value, "open_questions").filter_map(claim).collect(),
    };
    let rated = |key: &&str| parsed.ratings.iter().any(|own| own.competency == **key);
    if keys.iter().any(rated) {
        Ok(parsed)
    } else {
        Err("nothing_rated")
    }
}

fn list<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
    let list = value.get(name).and_then(Value::as_array);
    list.into_iter().flatten().take(MOST)
}

fn text(value: &Value, name: &str) -> String {
    let text = value.get(name).and_then(Value::as_str).unwrap_or_default();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.chars()
        .filter(|c| !c.is_control())
        .take(MOST_TEXT)
        .collect()
}

fn rating(value: &Value) -> Option<ParsedRating> {
    Some(ParsedRating {
        competency: value.get("competency")?.as_str()?.trim().to_owned(),
        rating: value.get("rating").and_then(number).and_then(|n| {
            let n = u8::try_from(n).ok()?;
            (1..=5).contains(&n).then_some(n)
        }),
        rationale: text(value, "rationale"),
        quotes: quotes(value),
    })
}

fn claim(value: &Value) -> Option<ParsedClaim> {
    let text = text(value, "text");
    (!text.is_empty()).then(|| ParsedClaim {
        text,
        quotes: quotes(value),
    })
}

fn quotes(value: &Value) -> Vec<ParsedQuote> {
    let quote = |value: &Value| {
        // Bare strings, as smaller models give them, have no number.
        let text = value
            .as_str()
            .or_else(|| value.get("text").and_then(Value::as_str))?;
        Some(ParsedQuote {
            message: value.get("message").and_then(number),
            text: text.to_owned(),
        })
    };
    list(value, "quotes")
        .filter_map(quote)
        .take(MOST_QUOTES)
        .collect()
}

/// A whole number, also one written as text or with a zero behind the point.
fn number(value: &Value) -> Option<u32> {
    match value {
        Value::String(text) => text.trim().parse().ok(),
        Value::Number(number) => {
            let number = number.as_f64()?;
            let whole = number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number);
            whole.then(|| format!("{number:.0}").parse().ok())?
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_are_read_however_they_are_wrapped() {
        let reply = "Sure:\n```json\n{\"ratings\": [{\"competency\": \"care\", \"rating\": \"4\", \"rationale\": \" a\\n b \",
            \"quotes\": [\"I did\", {\"message\": 3.0, \"text\": \"it all\"}, 7]}, {\"rating\": 5}], \"summary\": [{\"text\": \"\"}]}\n```";
        let parsed = read(reply, &["care"]).unwrap();
        assert_eq!(parsed.ratings.len(), 1);
        let own = &parsed.ratings[0];
        assert_eq!((own.rating, own.rationale.as_str()), (Some(4), "a b"));
        assert_eq!(own.quotes.len(), 2);
        assert_eq!(own.quotes[1].message, Some(3));
        assert!(parsed.summary.is_empty() && parsed.open_questions.is_empty());
    }

    #[test]
    fn numbers_outside_the_scale_are_no_ratings() {
        for odd in [
            "0", "6", "4.5", "-1", "\"high\"", "null", "true", "[5]", "1e99",
        ] {
            let reply =
                format!("{{\"ratings\": [{{\"competency\": \"care\", \"rating\": {odd}}}]}}");
            assert_eq!(
                read(&reply, &["care"]).unwrap().ratings[0].rating,
                None,
                "{odd}"
            );
        }
    }

    #[test]
    fn what_is_no_answer_is_told_apart() {
        for (reply, why) in [
            ("I cannot do that.", "not_json"),
            ("{\"ratings\": [", "not_json"),
            ("}{", "not_json"),
            ("{\"ratings\": []}", "nothing_rated"),
            (
                "{\"ratings\": [{\"competency\": \"other\", \"rating\": 5}]}",
                "nothing_rated",
            ),
        ] {
            assert_eq!(read(reply, &["care"]), Err(why), "{reply}");
        }
        assert_eq!(read(&"x".repeat(LONGEST + 1), &["care"]), Err("too_long"));
        let many = format!(
            "{{\"ratings\": [{}{{\"competency\": \"care\"}}]}}",
            "{\"competency\": \"care\"},".repeat(5_000)
        );
        assert_eq!(read(&many, &["care"]).unwrap().ratings.len(), MOST);
    }
}
