//! What of a reply the transcript bears out.

use std::ops::Range;

use super::{
    Place, Statement, grounds,
    material::{Sent, touch},
    parse::{ParsedClaim, ParsedQuote, ParsedRating},
    suspicion,
};
use crate::evidence::{self, Messages};

/// A rating above this one needs evidence of substance.
const WITHOUT_SUBSTANCE: u8 = 3;
/// Words of a quote that has substance.
const SUBSTANCE: usize = 6;
/// Words between two passages of one long sentence that make them two.
const APART: usize = 3;

/// What remains of a rating.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Judged {
    pub(super) rating: Option<u8>,
    pub(super) rationale: String,
    pub(super) quotes: Vec<Place>,
    pub(super) dropped: u32,
}

/// Judges a rating by the answers to the questions of its competency.
pub(super) fn judge(parsed: &ParsedRating, answers: &[Sent<'_>]) -> Judged {
    let mut judged = Judged::default();
    for quote in &parsed.quotes {
        match found(quote, answers) {
            Some(place) if !judged.quotes.contains(&place) => judged.quotes.push(place),
            Some(_) => {}
            None => judged.dropped += 1,
        }
    }
    judged.quotes.sort_unstable();
    let (rationale, dropped) = grounds::allowed(&parsed.rationale);
    judged.dropped += dropped;
    let Some(rating) = parsed.rating else {
        return Judged {
            dropped: judged.dropped,
            ..Judged::default()
        };
    };
    // A reason of which nothing may be said is no reason.
    if judged.quotes.is_empty() || rationale.is_empty() {
        return Judged {
            dropped: judged.dropped + 1,
            ..Judged::default()
        };
    }
    let highest = if has_substance(&judged.quotes, answers) {
        rating
    } else {
        rating.min(WITHOUT_SUBSTANCE)
    };
    judged.dropped += u32::from(highest < rating);
    Judged {
        rating: Some(highest),
        rationale,
        ..judged
    }
}

/// Judges a statement by all answers; `None` when it cannot stand.
pub(super) fn statement(parsed: &ParsedClaim, answers: &[&Sent<'_>]) -> Option<Statement> {
    let mut quotes = Vec::new();
    for quote in &parsed.quotes {
        // One wrong quote is enough: the statement may rest on it.
        let place = answers
            .iter()
            .find_map(|sent| found(quote, std::slice::from_ref(*sent)))?;
        if !quotes.contains(&place) {
            quotes.push(place);
        }
    }
    let (text, dropped) = grounds::allowed(&parsed.text);
    let stands = !quotes.is_empty() && dropped == 0 && !text.is_empty();
    quotes.sort_unstable();
    stands.then_some(Statement { text, quotes })
}

/// Several portions of the same competency, rated one by one, as one.
pub(super) fn merged(parts: Vec<Judged>) -> Judged {
    let rated: Vec<_> = parts
        .into_iter()
        .filter(|own| own.rating.is_some())
        .collect();
    let ratings = rated.iter().filter_map(|own| own.rating);
    let sum: u32 = ratings.map(u32::from).sum();
    let count = u32::try_from(rated.len()).unwrap_or(u32::MAX);
    let Some(mean) = (sum * 2 + count).checked_div(count * 2) else {
        return Judged::default();
    };
    let mut rationale: Vec<String> = Vec::new();
    let mut quotes = Vec::new();
    for own in rated {
        if !rationale.contains(&own.rationale) {
            rationale.push(own.rationale);
        }
        quotes.extend(own.quotes);
    }
    Judged {
        rating: u8::try_from(mean).ok(),
        rationale: rationale.join(" "),
        quotes,
        dropped: 0,
    }
}

/// Where a quote stands, if it stands in an answer and may be quoted.
fn found(quote: &ParsedQuote, answers: &[Sent<'_>]) -> Option<Place> {
    if !grounds::may_be_quoted(&quote.text) {
        return None;
    }
    let texts: Vec<&str> = answers
        .iter()
        .map(|sent| sent.answer.text.as_str())
        .collect();
    let named = quote
        .message
        .and_then(|number| answers.iter().position(|sent| sent.answer.number == number));
    let messages = Messages::new(&texts);
    // “C#” is sent as “C№”: signs that could pass for marks of a prompt are taken out of data.
    let found = messages
        .find(&quote.text, named)
        .or_else(|| messages.find(&quote.text.replace('№', "#"), named))?;
    let sent = &answers[found.message];
    let span = found.start..found.end;
    let is_free = |cut: &Range<usize>| !touch(cut, &span);
    sent.cut.iter().all(is_free).then_some(Place {
        number: sent.answer.number,
        start: found.start,
        end: found.end,
    })
}

/// Whether at least two quotes of some length are two pieces of evidence: other words, of sentences none of which they
/// share.
fn has_substance(quotes: &[Place], answers: &[Sent<'_>]) -> bool {
    // Those that end first leave the most room for others.
    let mut quotes = quotes.to_vec();
    quotes.sort_unstable_by_key(|place| (place.number, place.end, place.start));
    let mut pieces: Vec<Piece> = Vec::new();
    for place in quotes {
        let sent = answers
            .iter()
            .find(|sent| sent.answer.number == place.number);
        let Some(piece) = sent.map(|sent| Piece::new(place, &sent.answer.text)) else {
            continue;
        };
        if evidence::count_words(&piece.words) >= SUBSTANCE
            && pieces.iter().all(|own| own.is_apart(&piece))
        {
            pieces.push(piece);
        }
    }
    pieces.len() >= 2
}

/// Quoted words with the sentences they are from.
struct Piece {
    place: Place,
    words: String,
    /// The first and the last sentence they touch.
    sentences: (usize, usize),
    /// A transcript without full stops is one long sentence: in it, passages with something said between them are two.
    between: Option<Vec<char>>,
}

impl Piece {
    fn new(place: Place, text: &str) -> Self {
        let letters: Vec<char> = text.chars().collect();
        let quoted = place.start..place.end.min(letters.len());
        let words: String = letters
            .get(quoted.clone())
            .unwrap_or_default()
            .iter()
            .collect();
        let spans: Vec<_> = suspicion::sentences(text).map(|(span, _)| span).collect();
        let mut touched = (0..spans.len()).filter(|n| touch(&spans[*n], &quoted));
        let first = touched.next().unwrap_or(0);
        Self {
            place,
            words: words.trim().to_lowercase(),
            sentences: (first, touched.next_back().unwrap_or(first)),
            between: (spans.len() == 1).then_some(letters),
        }
    }

    /// Whether this one and another that ends no sooner are two.
    fn is_apart(&self, later: &Self) -> bool {
        // What is said twice is said once.
        if self.words.contains(&later.words) || later.words.contains(&self.words) {
            return false;
        }
        if self.place.number != later.place.number {
            return true;
        }
        match &self.between {
            None => self.sentences.1 < later.sentences.0,
            Some(letters) => {
                let between = letters.get(self.place.end..later.place.start);
                let between: String = between.unwrap_or_default().iter().collect();
                evidence::count_words(&between) >= APART
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rating::Answer;

    fn rated(text: &str, quotes: &[&str]) -> Option<u8> {
        let answer = Answer {
            number: 3,
            text: text.to_owned(),
            flagged: Vec::new(),
        };
        let sent = Sent {
            question: "",
            answer: &answer,
            text: text.to_owned(),
            cut: Vec::new(),
        };
        let quotes = quotes.iter().map(|text| ParsedQuote {
            message: Some(3),
            text: (*text).to_owned(),
        });
        let parsed = ParsedRating {
            competency: "care".into(),
            rating: Some(5),
            rationale: "The candidate named an example.".into(),
            quotes: quotes.collect(),
        };
        judge(&parsed, &[sent]).rating
    }

    #[test]
    fn overlapping_and_adjacent_pieces_of_the_same_words_are_one_piece_of_evidence() {
        let two =
            "I wrote a list of checks for every evening. By June only one in a hundred was lost.";
        let one =
            "I wrote a list of checks for every evening and by June only one in a hundred was lost";
        for (text, quotes) in [
            // One within the other, across the end of the sentence.
            (
                two,
                vec![
                    "a list of checks for every evening. By June only one in a hundred was lost",
                    "By June only one in a hundred was lost",
                ],
            ),
            // The second begins in a sentence the first ends in.
            (
                two,
                vec![
                    "I wrote a list of checks for every evening. By June",
                    "only one in a hundred was lost",
                ],
            ),
            (
                two,
                vec![
                    "I wrote a list of checks for",
                    "wrote a list of checks for every evening",
                ],
            ),
            (
                one,
                vec![
                    "I wrote a list of checks for every",
                    "list of checks for every evening and by June",
                ],
            ),
            (
                one,
                vec![
                    "I wrote a list of checks for every evening",
                    "and by June only one in a hundred",
                ],
            ),
        ] {
            assert_eq!(rated(text, &quotes), Some(3), "{quotes:?}");
        }
        for (text, quotes) in [
            (
                two,
                vec![
                    "I wrote a list of checks for every evening",
                    "By June only one in a hundred was lost",
                ],
            ),
            (
                one,
                vec![
                    "I wrote a list of checks for",
                    "only one in a hundred was lost",
                ],
            ),
        ] {
            assert_eq!(rated(text, &quotes), Some(5), "{quotes:?}");
        }
    }

    #[test]
    fn the_same_words_said_twice_are_one_piece_of_evidence() {
        let text = "I wrote a list of checks. It helped. I wrote a list of checks for it.";
        let quotes = [
            "I wrote a list of checks",
            "I wrote a list of checks for it",
        ];
        assert_eq!(rated(text, &quotes), Some(3));
    }
}
