//! Whisper's tokens to words: joining, times that make sense, and what is no speech left out.

use candor_domain::Word;

/// A token of whisper's that carries text. Times in ms.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    /// Raw bytes: one character may be spread over several tokens.
    pub(crate) bytes: Vec<u8>,
    pub(crate) start_ms: i64,
    pub(crate) end_ms: i64,
    pub(crate) probability: f32,
}

/// What a whisper segment consists of.
#[derive(Debug, Clone)]
pub(crate) enum Piece {
    Text(Token),
    /// A time stamp, in ms.
    Mark(i64),
}

/// The text, with the times it has.
pub(crate) fn without_marks(pieces: impl Iterator<Item = Piece>) -> Vec<Token> {
    pieces
        .filter_map(|piece| match piece {
            Piece::Text(token) => Some(token),
            Piece::Mark(_) => None,
        })
        .collect()
}

/// The text, each stretch of it spread over the time between the stamps around it in proportion to the length of its
/// tokens; the last reaches to `until_ms` where no stamp ends it. Times run forward and end at `until_ms` at the latest.
pub(crate) fn between_marks(pieces: impl Iterator<Item = Piece>, until_ms: i64) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let (mut first, mut from) = (0, 0);
    for piece in pieces.chain([Piece::Mark(until_ms)]) {
        match piece {
            Piece::Text(token) => tokens.push(token),
            Piece::Mark(ms) => {
                let to = ms.clamp(from, until_ms.max(from));
                spread(&mut tokens[first..], from, to);
                (first, from) = (tokens.len(), to);
            }
        }
    }
    tokens
}

fn spread(tokens: &mut [Token], from: i64, to: i64) {
    let whole: usize = tokens.iter().map(|t| t.bytes.len()).sum();
    let mut before = 0;
    let place = |bytes: usize| from + (to - from) * bytes as i64 / whole.max(1) as i64;
    for token in tokens {
        token.start_ms = place(before);
        before += token.bytes.len();
        token.end_ms = place(before);
    }
}

/// Joins the tokens of one whisper segment to words; a token that begins with a space begins a word.
pub(crate) fn from_tokens(tokens: &[Token]) -> Vec<Word> {
    let starts_word = |t: &Token| t.bytes.first() == Some(&b' ');
    tokens
        .chunk_by(|_, next| !starts_word(next))
        .filter_map(|tokens| {
            let bytes: Vec<u8> = tokens
                .iter()
                .flat_map(|t| t.bytes.iter().copied())
                .collect();
            let text = String::from_utf8_lossy(&bytes).trim().to_owned();
            // Punctuation says nothing about how well the word was heard.
            let spoken: Vec<f32> = tokens
                .iter()
                .filter(|t| !t.bytes.iter().all(u8::is_ascii_punctuation))
                .map(|t| t.probability)
                .collect();
            let probability = if spoken.is_empty() {
                tokens.iter().map(|t| t.probability).sum::<f32>() / tokens.len() as f32
            } else {
                spoken.iter().sum::<f32>() / spoken.len() as f32
            };
            (!text.is_empty()).then(|| Word {
                text,
                start_ms: tokens
                    .iter()
                    .map(|t| t.start_ms)
                    .min()
                    .unwrap_or(0)
                    .max(0)
                    .unsigned_abs(),
                end_ms: tokens
                    .iter()
                    .map(|t| t.end_ms)
                    .max()
                    .unwrap_or(0)
                    .max(0)
                    .unsigned_abs(),
                probability: probability.clamp(0.0, 1.0),
            })
        })
        .collect()
}

/// Leaves out what whisper writes for sounds that are no speech: `[BLANK_AUDIO]`, `(music)`, `*coughs*`, `♪`.
pub(crate) fn without_sounds(words: Vec<Word>) -> Vec<Word> {
    let text = crate::transcriber::text_of(&words);
    let text = text.trim_end_matches(['.', ',', '!', '?']);
    // Round brackets may be someone's aside, so only a segment that is nothing else counts.
    if text.starts_with('(') && text.ends_with(')') {
        return Vec::new();
    }
    let mut spoken = Vec::with_capacity(words.len());
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        let closing = match word.text.chars().next() {
            Some('[') => ']',
            Some('*') => '*',
            Some('♪' | '♫') => word.text.chars().next().unwrap_or('♪'),
            _ => {
                spoken.push(word);
                continue;
            }
        };
        let closes = |w: &Word, from: usize| w.text.chars().skip(from).any(|c| c == closing);
        if closes(&word, 1)
            || word.text.chars().count() == 1 && !words.as_slice().iter().any(|w| closes(w, 0))
        {
            continue;
        }
        match words.as_slice().iter().position(|w| closes(w, 0)) {
            Some(end) => {
                words.nth(end);
            }
            None => spoken.push(word),
        }
    }
    spoken
}

/// Shortest time a word is given where there is room; whisper often has none for “I” or “a”.
const MIN_WORD_MS: u64 = 80;

/// Makes times run forward without overlap inside `0..=length_ms`; whisper's are estimates and do neither.
pub(crate) fn settle_times(words: &mut [Word], length_ms: u64) {
    let mut earliest = 0;
    for word in words.iter_mut() {
        word.start_ms = word.start_ms.clamp(earliest, length_ms);
        word.end_ms = word.end_ms.clamp(word.start_ms, length_ms);
        earliest = word.end_ms;
    }
    let mut latest = length_ms;
    for word in words.iter_mut().rev() {
        word.end_ms = word.end_ms.max((word.start_ms + MIN_WORD_MS).min(latest));
        latest = word.start_ms;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn token(bytes: &[u8], start_ms: i64, end_ms: i64, probability: f32) -> Token {
        Token {
            bytes: bytes.to_owned(),
            start_ms,
            end_ms,
            probability,
        }
    }

    fn words(text: &str) -> Vec<Word> {
        text.split(' ')
            .map(|w| Word {
                text: w.to_owned(),
                start_ms: 0,
                end_ms: 0,
                probability: 1.0,
            })
            .collect()
    }

    #[test]
    fn tokens_join_at_spaces_and_punctuation_does_not_count() {
        let words = from_tokens(&[
            token(b" pay", 100, 200, 0.8),
            token(b"ment", 200, 300, 0.6),
            token(b",", 300, 300, 0.1),
            token(b" yes", 400, 500, 0.9),
        ]);
        assert_eq!(words.len(), 2);
        assert_eq!(
            (words[0].text.as_str(), words[0].start_ms, words[0].end_ms),
            ("payment,", 100, 300)
        );
        assert!((words[0].probability - 0.7).abs() < 1e-6);
    }

    #[test]
    fn text_is_spread_between_the_stamps_around_it() {
        let text = |text: &str| Piece::Text(token(text.as_bytes(), 0, 30_000, 1.0));
        let times = |pieces: Vec<Piece>, until| -> Vec<_> {
            between_marks(pieces.into_iter(), until)
                .iter()
                .map(|t| (t.start_ms, t.end_ms))
                .collect()
        };
        let pieces = vec![
            Piece::Mark(200),
            text(" abc"),
            text(" defghij"),
            Piece::Mark(1_400),
            Piece::Mark(1_600),
            text(" k"),
        ];
        assert_eq!(
            times(pieces.clone(), 2_000),
            [(200, 600), (600, 1_400), (1_600, 2_000)]
        );
        // A stamp beyond the sound, or before an earlier one.
        assert_eq!(
            times(pieces, 1_000),
            [(200, 466), (466, 1_000), (1_000, 1_000)]
        );
        assert_eq!(
            times(vec![Piece::Mark(900), text(" a"), Piece::Mark(100)], 500),
            [(500, 500)]
        );
    }

    #[test]
    fn a_character_spread_over_two_tokens_is_whole() {
        let [a, b] = "я".as_bytes() else {
            panic!("two bytes")
        };
        let words = from_tokens(&[token(&[b' ', *a], 0, 1, 1.0), token(&[*b], 1, 2, 1.0)]);
        assert_eq!(words[0].text, "я");
    }

    #[test]
    fn sounds_are_no_words() {
        for text in [
            "[BLANK_AUDIO]",
            "(music)",
            "(soft music playing).",
            "[ Silence ]",
            "*coughs*",
            "♪ ♪",
            "♪",
            "♪ la la ♪",
        ] {
            assert!(without_sounds(words(text)).is_empty(), "{text}");
        }
        let kept = |text| crate::transcriber::text_of(&without_sounds(words(text)));
        assert_eq!(kept("Well [MUSIC PLAYING] I am here."), "Well I am here.");
        assert_eq!(
            kept("I worked there (for a year) and left."),
            "I worked there (for a year) and left."
        );
        assert_eq!(kept("[never closed"), "[never closed");
    }

    #[test]
    fn a_word_without_length_gets_what_room_there_is() {
        let mut words = words("I work a lot");
        for (word, (start, end)) in
            words
                .iter_mut()
                .zip([(0, 0), (50, 300), (300, 300), (500, 500)])
        {
            (word.start_ms, word.end_ms) = (start, end);
        }
        settle_times(&mut words, 540);
        let times: Vec<_> = words.iter().map(|w| (w.start_ms, w.end_ms)).collect();
        assert_eq!(times, [(0, 50), (50, 300), (300, 380), (500, 540)]);
    }

    proptest! {
        #[test]
        fn settled_times_run_forward_inside_the_utterance(
            times in proptest::collection::vec((0_u64..40_000, 0_u64..40_000), 0..40),
            length in 0_u64..30_000,
        ) {
            let mut words: Vec<Word> = times
                .into_iter()
                .map(|(start_ms, end_ms)| Word { text: String::new(), start_ms, end_ms, probability: 1.0 })
                .collect();
            settle_times(&mut words, length);
            let mut earliest = 0;
            for word in words {
                prop_assert!(earliest <= word.start_ms && word.start_ms <= word.end_ms && word.end_ms <= length);
                earliest = word.end_ms;
            }
        }
    }
}
