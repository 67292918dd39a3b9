//! What a rating may stand on: the text that counts, and what in it may not be quoted.

use std::{collections::HashMap, ops::Range};

use candor_domain::{
    Attempt, Interview, InterviewId, MessageId, Role, Word,
    scorecard::{Claim, Quote, Rating},
};
use candor_store::attempts;

use crate::{
    Archive, Error, Result,
    review::{CountingSource, MessageView},
};

/// The conversation as it counts now, with what reads like instructions for a model.
pub(super) struct Ground {
    pub(super) interview: Interview,
    pub(super) messages: Vec<MessageView>,
    by_id: HashMap<MessageId, usize>,
    attempts: Vec<Attempt>,
}

impl Ground {
    pub(super) fn load(archive: &Archive, id: InterviewId) -> Result<Self> {
        let interview = archive.interview(id)?;
        let messages = archive.conversation_of(id, 0)?;
        let by_id = messages
            .iter()
            .enumerate()
            .map(|(at, view)| (view.message.id, at))
            .collect();
        let attempts = archive.store.read(|conn| attempts::list(conn, id))?;
        Ok(Self {
            interview,
            messages,
            by_id,
            attempts,
        })
    }

    pub(super) fn message(&self, id: MessageId) -> Option<&MessageView> {
        self.by_id.get(&id).map(|at| &self.messages[*at])
    }

    /// Where in the text that counts this message was noticed to instruct a model, in characters. Of a text that is not
    /// the one it was noticed in, all of it.
    pub(super) fn flagged(&self, view: &MessageView) -> Vec<Range<usize>> {
        let own = self
            .attempts
            .iter()
            .filter(|attempt| attempt.message_id == Some(view.message.id));
        own.map(|attempt| {
            if view.counting.source == CountingSource::Original {
                attempt.start as usize..attempt.end as usize
            } else {
                0..view.counting.content.chars().count()
            }
        })
        .collect()
    }

    /// The words at these characters of a message, as a quote with its times.
    pub(super) fn quote(&self, id: MessageId, start: u32, end: u32) -> Result<Quote> {
        let view = self.message(id).ok_or_else(|| {
            Error::Invalid("a quote names a message that is not part of this interview".into())
        })?;
        let text: String = view
            .counting
            .content
            .chars()
            .skip(start as usize)
            .take(end.saturating_sub(start) as usize)
            .collect();
        let whole = text.chars().count() == end.saturating_sub(start) as usize;
        if !whole || !text.chars().any(char::is_alphanumeric) {
            return Err(Error::Invalid(format!(
                "a quote from message {} holds no words; mark them again",
                view.message.number
            )));
        }
        let span = start as usize..end as usize;
        let times = times(&view.counting.content, &view.counting.words, &span);
        Ok(Quote {
            text,
            message_id: id,
            start,
            end,
            start_ms: times.map(|(from, _)| from),
            end_ms: times.map(|(_, to)| to),
        })
    }

    /// The same, if it can be evidence of a rating: the candidate's own words, and no instructions for a model.
    pub(super) fn evidence(&self, id: MessageId, start: u32, end: u32) -> Result<Quote> {
        let quote = self.quote(id, start, end)?;
        let view = self.message(id).ok_or(Error::NotFound("message"))?;
        let number = view.message.number;
        if view.role != Role::Candidate {
            return Err(Error::Invalid(format!(
                "message {number} was not said by the candidate; a rating quotes the candidate's own words"
            )));
        }
        if self.is_flagged(&quote) {
            return Err(Error::Invalid(format!(
                "message {number} holds something that reads like instructions for the AI there; it is no evidence of a rating"
            )));
        }
        Ok(quote)
    }

    /// Whether something in these words, or in other words of a text that is no longer the one it was noticed in, reads
    /// like instructions for a model.
    pub(super) fn is_flagged(&self, quote: &Quote) -> bool {
        let own = quote.start as usize..quote.end as usize;
        let overlaps = |range: &Range<usize>| range.start < own.end && own.start < range.end;
        self.message(quote.message_id)
            .is_some_and(|view| self.flagged(view).iter().any(overlaps))
    }

    /// Whether the words still stand where the quote says.
    pub(super) fn stands(&self, quote: &Quote) -> bool {
        self.quote(quote.message_id, quote.start, quote.end)
            .is_ok_and(|now| now.text == quote.text)
    }

    /// A quote made of another text of the same message, if its words stand in the one that counts now.
    pub(super) fn moved(&self, quote: &Quote) -> Option<Quote> {
        if self.stands(quote) {
            return self.quote(quote.message_id, quote.start, quote.end).ok();
        }
        let view = self.message(quote.message_id)?;
        let found =
            candor_assistant::evidence::find(&quote.text, &[&view.counting.content], Some(0))?;
        let (start, end) = (
            u32::try_from(found.start).ok()?,
            u32::try_from(found.end).ok()?,
        );
        self.quote(quote.message_id, start, end).ok()
    }

    /// Ratings with what still stands of their quotes and still is evidence; what has lost all of them is not assessed.
    pub(super) fn moved_ratings(&self, ratings: &[Rating]) -> Vec<Rating> {
        let evidence = |quote: &Quote| {
            let moved = self.moved(quote)?;
            self.evidence(moved.message_id, moved.start, moved.end).ok()
        };
        let moved = |rating: &Rating| {
            let quotes: Vec<_> = rating.quotes.iter().filter_map(evidence).collect();
            Rating {
                rating: rating.rating.filter(|_| !quotes.is_empty()),
                quotes,
                ..rating.clone()
            }
        };
        ratings.iter().map(moved).collect()
    }

    /// Statements with what still stands of their quotes; those without any are left out.
    pub(super) fn moved_claims(&self, claims: &[Claim]) -> Vec<Claim> {
        let moved = |claim: &Claim| {
            let quotes: Vec<_> = claim.quotes.iter().filter_map(|q| self.moved(q)).collect();
            (!quotes.is_empty()).then(|| Claim {
                text: claim.text.clone(),
                quotes,
            })
        };
        claims.iter().filter_map(moved).collect()
    }
}

/// When these characters were said: from the first word in them to the last.
pub(super) fn times(content: &str, words: &[Word], span: &Range<usize>) -> Option<(u64, u64)> {
    let letters: Vec<char> = content.chars().collect();
    let (mut at, mut first, mut last) = (0, None, None);
    for word in words {
        let own: Vec<char> = word.text.trim().chars().collect();
        if own.is_empty() {
            continue;
        }
        let Some(found) = letters[at..].windows(own.len()).position(|w| w == own) else {
            continue;
        };
        let (start, end) = (at + found, at + found + own.len());
        at = end;
        if start < span.end && span.start < end {
            first = first.or(Some(word.start_ms));
            last = Some(word.end_ms);
        }
    }
    first.zip(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, start_ms: u64) -> Word {
        Word {
            text: text.to_owned(),
            start_ms,
            end_ms: start_ms + 90,
            probability: 0.9,
        }
    }

    #[test]
    fn the_times_are_those_of_the_words_quoted() {
        let content = "Я был, я был там.";
        let words = [
            word("Я", 0),
            word("был,", 100),
            word(" я", 200),
            word("был", 300),
            word("там.", 400),
        ];
        assert_eq!(times(content, &words, &(7..12)), Some((200, 390)));
        assert_eq!(times(content, &words, &(8..9)), None);
        assert_eq!(times(content, &words, &(0..17)), Some((0, 490)));
        assert_eq!(times(content, &[], &(0..17)), None);
        // Words that are not in the text, as after a correction, do not lead astray.
        assert_eq!(
            times("был там", &[word("не", 1), word("был", 2)], &(0..3)),
            Some((2, 92))
        );
    }
}
