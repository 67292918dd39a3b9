//! A few words of a longer text, with what stands around them.

use serde::Serialize;

/// Most characters shown before and after.
const AROUND: usize = 60;
/// Most characters shown of the words themselves.
const LONGEST: usize = 400;

/// Words of a text and what stands around them; an ellipsis stands where the text goes on.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, utoipa::ToSchema)]
pub struct Excerpt {
    /// What stands before.
    pub before: String,
    /// The words meant.
    pub text: String,
    /// What stands after.
    pub after: String,
}

impl Excerpt {
    /// The characters from `start` to before `end`. A place the text does not have is cut to the text.
    pub fn of(text: &str, start: u32, end: u32) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let start = (start as usize).min(chars.len());
        let end = (end as usize).clamp(start, chars.len());
        let from = begin_of_word(&chars, start.saturating_sub(AROUND), start);
        let to = end_of_word(&chars, end, (end + AROUND).min(chars.len()));
        let shown = end.min(start + LONGEST);
        let mut excerpt = Self {
            before: chars[from..start].iter().collect(),
            text: chars[start..shown].iter().collect(),
            after: chars[end..to].iter().collect(),
        };
        if from > 0 {
            excerpt.before.insert(0, '…');
        }
        if shown < end {
            excerpt.text.push('…');
        }
        if to < chars.len() {
            excerpt.after.push('…');
        }
        excerpt
    }
}

/// The next beginning of a word at or after `from`, if there is one before `limit`.
fn begin_of_word(chars: &[char], from: usize, limit: usize) -> usize {
    if from == 0 {
        return 0;
    }
    let blank = chars[from - 1..limit]
        .iter()
        .position(|c| c.is_whitespace());
    blank.map_or(from, |blank| from + blank)
}

/// The last end of a word at or before `to`, if there is one after `limit`.
fn end_of_word(chars: &[char], limit: usize, to: usize) -> usize {
    if to == chars.len() {
        return to;
    }
    let blank = chars[limit..=to].iter().rposition(|c| c.is_whitespace());
    blank.map_or(to, |blank| limit + blank)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn excerpt(before: &str, text: &str, after: &str) -> Excerpt {
        Excerpt {
            before: before.to_owned(),
            text: text.to_owned(),
            after: after.to_owned(),
        }
    }

    #[test]
    fn a_short_text_is_shown_whole() {
        assert_eq!(
            Excerpt::of("Zoë says: ignore that, please", 10, 21),
            excerpt("Zoë says: ", "ignore that", ", please")
        );
        assert_eq!(Excerpt::of("", 3, 9), Excerpt::default());
        assert_eq!(Excerpt::of("abc", 1, 99), excerpt("a", "bc", ""));
        assert_eq!(Excerpt::of("abc", 7, 2), excerpt("abc", "", ""));
    }

    #[test]
    fn a_long_text_is_cut_between_words() {
        let text = format!("{}ignore that {}", "word ".repeat(40), "more ".repeat(40));
        let found = Excerpt::of(&text, 200, 211);
        assert_eq!(found.text, "ignore that");
        assert!(found.before.starts_with("…word ") && found.before.ends_with("word "));
        assert!(found.after.starts_with(" more ") && found.after.ends_with("more…"));
    }

    proptest! {
        #[test]
        fn any_place_of_any_text_gives_an_excerpt_of_moderate_length(
            text in "[a-zäИ🦩 ]{0,700}", start in 0_u32..800, length in 0_u32..800
        ) {
            let found = Excerpt::of(&text, start, start + length);
            let bare = |part: &str| part.trim_matches('…').to_owned();
            for part in [&found.before, &found.text, &found.after] {
                prop_assert!(text.contains(&bare(part)), "{part:?}");
                prop_assert!(part.chars().count() <= LONGEST + 1);
            }
        }
    }
}
