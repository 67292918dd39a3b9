//! Times for the words of a correction, taken from the words that were heard.

use candor_domain::Word;

/// Beyond so many pairs of words their order alone gives the times.
const MOST_PAIRS: usize = 1_000_000;

/// The words of `text`, each at its place in the recording: words that were heard keep their times, the others share
/// what lies between. `span` is the whole message, start and end in ms. A person wrote them, so all are certain.
pub(super) fn placed(text: &str, heard: &[Word], span: (u64, u64)) -> Vec<Word> {
    let written: Vec<&str> = text.split_whitespace().collect();
    let mut words = Vec::with_capacity(written.len());
    let (mut next_written, mut next_heard) = (0, 0);
    let anchors = in_common(&written, heard);
    for (w, h) in anchors.into_iter().chain([(written.len(), heard.len())]) {
        let before = words.last().map_or(span.0, |word: &Word| word.end_ms);
        let after = heard.get(h).map_or(span.1, |word| word.start_ms);
        // What was heard in place of these words says more exactly where they are.
        let replaced = &heard[next_heard..h];
        let from = replaced.first().map_or(before, |word| word.start_ms);
        let to = replaced.last().map_or(after, |word| word.end_ms);
        let from = from.max(before);
        spread(&written[next_written..w], from, to.max(from), &mut words);
        if let (Some(text), Some(word)) = (written.get(w), heard.get(h)) {
            words.push(Word {
                text: (*text).to_owned(),
                start_ms: word.start_ms.max(to.max(from)),
                end_ms: word.end_ms.max(word.start_ms).max(to.max(from)),
                probability: 1.0,
            });
        }
        (next_written, next_heard) = (w + 1, h + 1);
    }
    words
}

/// Lets words share a stretch by their lengths.
fn spread(written: &[&str], from: u64, to: u64, words: &mut Vec<Word>) {
    let letters = |text: &str| text.chars().count() as u64 + 1;
    let all: u64 = written.iter().map(|text| letters(text)).sum();
    let mut so_far = 0;
    for text in written {
        let start_ms = from + (to - from) * so_far / all;
        so_far += letters(text);
        words.push(Word {
            text: (*text).to_owned(),
            start_ms,
            end_ms: from + (to - from) * so_far / all,
            probability: 1.0,
        });
    }
}

/// The longest row of words both have, as pairs of places; case and punctuation do not matter.
fn in_common(written: &[&str], heard: &[Word]) -> Vec<(usize, usize)> {
    let (rows, columns) = (written.len(), heard.len());
    if rows * columns > MOST_PAIRS {
        return Vec::new();
    }
    let written: Vec<String> = written.iter().map(|text| plain(text)).collect();
    let heard: Vec<String> = heard.iter().map(|word| plain(&word.text)).collect();
    let width = columns + 1;
    // Longest common row from here to the end.
    let mut longest = vec![0_u32; (rows + 1) * width];
    for r in (0..rows).rev() {
        for c in (0..columns).rev() {
            longest[r * width + c] = if written[r] == heard[c] {
                longest[(r + 1) * width + c + 1] + 1
            } else {
                longest[(r + 1) * width + c].max(longest[r * width + c + 1])
            };
        }
    }
    let (mut r, mut c, mut pairs) = (0, 0, Vec::new());
    while r < rows && c < columns {
        if written[r] == heard[c] {
            pairs.push((r, c));
            (r, c) = (r + 1, c + 1);
        } else if longest[(r + 1) * width + c] >= longest[r * width + c + 1] {
            r += 1;
        } else {
            c += 1;
        }
    }
    pairs
}

fn plain(word: &str) -> String {
    let kept: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
    if kept.is_empty() {
        word.to_owned()
    } else {
        kept.to_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn heard(words: &[(&str, u64, u64)]) -> Vec<Word> {
        let word = |(text, start_ms, end_ms): &(&str, u64, u64)| Word {
            text: (*text).to_owned(),
            start_ms: *start_ms,
            end_ms: *end_ms,
            probability: 0.4,
        };
        words.iter().map(word).collect()
    }

    fn times(words: &[Word]) -> Vec<(&str, u64, u64)> {
        words
            .iter()
            .map(|w| (w.text.as_str(), w.start_ms, w.end_ms))
            .collect()
    }

    #[test]
    fn a_word_put_right_stands_where_the_wrong_one_was() {
        let heard = heard(&[
            ("I", 100, 200),
            ("kept", 200, 500),
            ("the", 500, 600),
            ("flies.", 700, 1_200),
        ]);
        let placed = placed("I kept the files!", &heard, (0, 1_500));
        assert_eq!(
            times(&placed),
            [
                ("I", 100, 200),
                ("kept", 200, 500),
                ("the", 500, 600),
                ("files!", 700, 1_200)
            ]
        );
    }

    #[test]
    fn words_nobody_heard_share_what_lies_between() {
        let heard = heard(&[("we", 0, 200), ("went", 1_000, 1_400)]);
        let placed = placed("We all then went home", &heard, (0, 2_000));
        assert_eq!(
            times(&placed),
            [
                ("We", 0, 200),
                ("all", 200, 555),
                ("then", 555, 1_000),
                ("went", 1_000, 1_400),
                ("home", 1_400, 2_000)
            ]
        );
    }

    #[test]
    fn a_text_without_anything_heard_fills_the_message() {
        let placed = placed("one two", &[], (1_000, 2_000));
        assert_eq!(
            times(&placed),
            [("one", 1_000, 1_500), ("two", 1_500, 2_000)]
        );
    }

    proptest! {
        #[test]
        fn every_word_has_a_place_and_they_follow_on_one_another(
            text in "([a-c]{1,2} ){0,12}",
            said in prop::collection::vec(("[a-c]{1,2}", 0_u64..300, 0_u64..300), 0..12),
        ) {
            let (mut at, mut heard) = (500, Vec::new());
            for (text, pause, length) in said {
                heard.push(Word { text, start_ms: at + pause, end_ms: at + pause + length, probability: 0.5 });
                at += pause + length;
            }
            let span = (500, at + 200);
            let words = placed(&text, &heard, span);
            prop_assert_eq!(words.len(), text.split_whitespace().count());
            let mut last = span.0;
            for word in &words {
                prop_assert!(word.start_ms >= last && word.end_ms >= word.start_ms, "{:?}", words);
                prop_assert!(word.end_ms <= span.1);
                last = word.end_ms;
            }
        }
    }
}
