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

/// Whether at least two quotes of some length come from different sentences.
fn has_substance(quotes: &[Place], answers: &[Sent<'_>]) -> bool {
    let mut sentences: Vec<(u32, usize)> = Vec::new();
    for quote in quotes {
        let Some(sent) = answers
            .iter()
            .find(|sent| sent.answer.number == quote.number)
        else {
            continue;
        };
        let text = &sent.answer.text;
        let words: String = text
            .chars()
            .skip(quote.start)
            .take(quote.end - quote.start)
            .collect();
        if evidence::count_words(&words) < SUBSTANCE {
            continue;
        }
        let sentence = suspicion::sentences(text).position(|(span, _)| span.contains(&quote.start));
        // A transcript without full stops is one long sentence: two passages that do not touch are two.
        let apart = sentences
            .iter()
            .all(|own| *own != (quote.number, sentence.unwrap_or(0)))
            || suspicion::sentences(text).count() == 1;
        if apart {
            sentences.push((quote.number, sentence.unwrap_or(0)));
        }
    }
    sentences.len() >= 2
}
